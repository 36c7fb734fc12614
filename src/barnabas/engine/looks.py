"""When the cluster's picture is looked at again while something is missing from it (KIP-580): a machine without I/O or clock."""

from __future__ import annotations

from collections.abc import Collection, Hashable


class Looks:
    """Less and less often while it is the same that is missing; soon again when something else is.

    Attributes:
        count: how many in a row have been in vain.

    >>> looks = Looks()
    >>> looks.saw({"t"}), looks.count
    (True, 0)
    >>> looks.next(), looks.saw({"t"}), looks.next(), looks.saw({"t"})
    (1, False, 2, False)
    >>> looks.saw({"t", "another"}), looks.next()
    (True, 1)
    >>> looks.saw(()), looks.next()
    (False, 1)
    """

    def __init__(self) -> None:
        self.count = 0
        self.missing: frozenset[Hashable] = frozenset()  # as it was seen last
        self._asked = False

    def saw(self, missing: Collection[Hashable]) -> bool:
        """The picture is new, and these are missing from it; whether one of them was not before."""
        now = frozenset(missing)
        news = not now <= self.missing
        if news or not (now or self._asked):
            self.count = 0
        self.missing = now
        self._asked = False
        return news

    def asked(self) -> None:
        """Somebody wants something that the picture shows, and that a broker does not confirm: so far it was looked for in vain."""
        self._asked = True

    @property
    def wanted(self) -> bool:
        """Whether another look is of use."""
        return self._asked or bool(self.missing)

    def next(self) -> int:
        """One more look; of how many in a row it is the last."""
        self.count += 1
        return self.count
