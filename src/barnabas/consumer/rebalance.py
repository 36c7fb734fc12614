"""News of a rebalance, as `poll()` returns it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Never

from barnabas._native import PollResult
from barnabas.types import TopicPartition

if TYPE_CHECKING:
    Positions = Mapping[TopicPartition, int | None]
    _Base = PollResult[Never, Never]  # it spoils no type of records
else:
    _Base = PollResult


class Rebalance(_Base):
    """The group deals out its partitions anew; iterating it gives no records.

    Attributes:
        assigned: partitions that are this consumer's now, each with the offset that it begins at (None: unknown yet, as
            when nothing is committed and `auto_offset_reset` is "none").
        revoked: partitions that must be given up, with the position reached. They are still this consumer's until the next
            `poll()`, so `commit()` works now; afterwards it does not.
        lost: partitions that are gone already, with the position reached: nothing can be committed any more, and others
            may be reading them.

    Example:
        >>> barnabas.Rebalance(revoked={barnabas.TopicPartition("orders", 3): 42})
        Rebalance(revoked={TopicPartition(topic='orders', partition=3): 42})
    """

    if TYPE_CHECKING:

        def __iter__(self) -> Iterator[Never]: ...

    __slots__ = ("assigned", "lost", "revoked")

    def __init__(
        self,
        assigned: Positions | None = None,
        revoked: Positions | None = None,
        lost: Positions | None = None,
    ) -> None:
        self.assigned: Positions = assigned or {}
        self.revoked: Positions = revoked or {}
        self.lost: Positions = lost or {}

    def __repr__(self) -> str:
        parts = [f"{n}={v!r}" for n in ("assigned", "revoked", "lost") if (v := getattr(self, n))]
        return f"Rebalance({', '.join(parts)})"
