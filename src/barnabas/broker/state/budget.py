"""The bytes that all logs of a broker may hold together."""

from __future__ import annotations


class Budget:
    """A limit in bytes and what is used of it."""

    __slots__ = ("limit", "told", "used")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self.told = False  # whether the log says already that it is full

    def fits(self, more: int) -> bool:
        """Whether there is room for `more` bytes."""
        return self.used + more <= self.limit

    def take(self, more: int) -> None:
        """`more` bytes are held."""
        self.used += more

    def give(self, less: int) -> None:
        """`less` bytes are free again."""
        self.used -= less
        self.told = False
