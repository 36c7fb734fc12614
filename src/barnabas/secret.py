"""Values that are never shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


class Secret:
    """Holds a password or key; neither ``str`` nor ``repr`` show it.

    >>> Secret("hunter2")
    <hidden>
    >>> f"{Secret('hunter2')} {Secret('hunter2').reveal()}"
    '<hidden> hunter2'
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself; keep it out of local names that outlive the line."""
        return self._value

    def __repr__(self) -> str:
        return "<hidden>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> Any:
        raise TypeError("a secret is not pickled")


class HiddenBytes(bytes):
    """Bytes for the wire that hold a secret; their ``repr`` does not show it, so that a traceback with locals does not.

    >>> HiddenBytes(b"hunter2")
    <7 hidden bytes>
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} hidden bytes>"

    __str__ = __repr__


def hidden(given: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """`given` with the texts of these names made secret.

    >>> hidden({"a": "x", "b": "y"}, {"b"})
    {'a': 'x', 'b': <hidden>}
    """
    return {k: Secret(v) if k in names and isinstance(v, str) else v for k, v in given.items()}
