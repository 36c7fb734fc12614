"""How a consumer is, for a look from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from barnabas.consumer.partition import Partition
from barnabas.engine.list_offsets import READ_UNCOMMITTED
from barnabas.types import TopicPartition

if TYPE_CHECKING:
    from barnabas.consumer.core import Core


@dataclass(frozen=True, slots=True)
class ConsumerHealth:
    """How a consumer is at one moment; see `Consumer.health`. Seconds, as of now.

    Attributes:
        state: "idle" (not polled yet, or left for want of polls), "unjoined", "stable", "failed" or "left"; of the classic protocol
            alone "joining", "syncing" and "pending" (it was told to give partitions up and has not polled since); without a
            membership "manual"; "closed".
        member_id, generation_id: who it is in its group; "" and -1 while it is in none. KIP-848's member epoch is the latter.
        since_heartbeat: since the coordinator last answered a sign of life; None if it never did.
        since_poll: since the user last polled, or an iteration took a step, to a second or so; None if it never did.
        assigned, paused: partitions.
        lag: how many offsets the positions are behind the ends that were last seen, as `Consumer.lag` has it, of the partitions where
            both are known. In the moment in which an iteration fetches more, what it was given since it last did may count once more.
        error: what stands in the way of the membership, else of a partition that is not paused; None if nothing does.

    Example:
        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.consumer("orders", group_id="billing").health().state
        'idle'
    """

    state: str
    member_id: str = ""
    generation_id: int = -1
    since_heartbeat: float | None = None
    since_poll: float | None = None
    assigned: frozenset[TopicPartition] = frozenset()
    paused: frozenset[TopicPartition] = frozenset()
    lag: int = 0
    error: Exception | None = None


def behind(p: Partition, at: int | None, isolation: int) -> int | None:
    """How many offsets a place in a partition is behind the end that was last seen; None while either is unknown."""
    end = p.high_watermark if isolation == READ_UNCOMMITTED else p.last_stable
    return None if at is None or end < 0 else max(0, end - at)


def health_of(core: Core, polled_at: float) -> ConsumerHealth:
    """How it is now; `polled_at` is 0 before the first poll."""
    group, now, owned = core.group, core.engine.now(), core.owned
    generation = group.generation if group is not None else None
    heard = group.heard_at if group is not None else None
    error = (group.error or group.trouble) if group is not None else None
    return ConsumerHealth(
        state="closed" if core.closed else group.state.value if group is not None else "manual",
        member_id=generation.member_id if generation is not None else "",
        generation_id=generation.generation_id if generation is not None else -1,
        since_heartbeat=max(0.0, now - heard) if heard else None,
        since_poll=max(0.0, now - polled_at) if polled_at else None,
        assigned=frozenset(owned),
        paused=frozenset(key for key, p in owned.items() if p.paused),
        lag=sum(behind(p, at, core.isolation) or 0 for p, (at, _) in core.reading.reached().items()),
        error=error or next((p.error for p in owned.values() if p.error is not None and not p.paused), None),
    )
