"""Topics that consumers are subscribed to and that may be missing: which are looked for, and which a broker may make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable


class Expected:
    """Counted names. Those that may be made are so only until they are first seen: who deletes a topic means it.

    Java's client has a deleted topic made again, empty and with the broker's defaults, by whoever is still subscribed to it.

    >>> expected = Expected()
    >>> expected.add(["a", "b"], may_be_made=["a", "b"])
    >>> expected.missing(lambda name: name == "a"), expected.creatable
    (['b'], ['b'])
    >>> expected.missing(lambda name: name == "b"), expected.creatable
    (['a'], [])
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._new: set[str] = set()  # may be made, and not seen yet

    def add(self, names: Iterable[str], *, may_be_made: Iterable[str]) -> None:
        """Each `add` has its `remove`."""
        self._counts.update(list(names))
        self._new.update(may_be_made)

    def remove(self, names: Iterable[str]) -> None:
        """Nobody expects a name any more that has been removed as often as it was added."""
        self._counts.subtract(list(names))
        self._counts += Counter()
        self._new.intersection_update(self._counts)

    def missing(self, there: Callable[[str], bool]) -> list[str]:
        """Those that are not there now, sorted; what is there has been seen."""
        found = {name for name in self._counts if there(name)}
        self._new -= found
        return sorted(self._counts.keys() - found)

    @property
    def creatable(self) -> list[str]:
        """Those that may be made and have never been seen, sorted; as of the last look."""
        return sorted(self._new)
