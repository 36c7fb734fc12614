"""Nodes that take nothing for a while, which records without a key go round (KIP-794). No I/O; time is an argument."""

from __future__ import annotations

from collections.abc import Callable


class Availability:
    """Since when nothing could be sent to a node though something waited for it.

    Args:
        timeout: seconds for which that may be so, 0 for ever: `partitioner_availability_timeout_ms`.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._since: dict[int, float] = {}
        self._told: list[int] = []

    @property
    def avoids(self) -> bool:
        """Whether there is a node that nothing could be sent to, or one that is gone round."""
        return bool(self._since or self._told)

    def stuck(self, node: int, now: float) -> None:
        """All its requests are out, or there is no connection."""
        if self._timeout:
            self._since.setdefault(node, now)

    def moves(self, node: int) -> None:
        """It has answered, or a connection is there."""
        self._since.pop(node, None)

    def changed(self, now: float, waiting: Callable[[int], bool]) -> list[int] | None:
        """The nodes to go round, if they are not those of the last call. One that nothing is `waiting` for is tried anew."""
        if not self.avoids:
            return None
        for node in [node for node in self._since if not waiting(node)]:
            del self._since[node]
        found = [node for node, since in self._since.items() if now - since > self._timeout]
        if found == self._told:
            return None
        self._told = found
        return found
