"""How a consumer is, for a look from outside."""

from __future__ import annotations

from dataclasses import dataclass

from barnabas.types import TopicPartition


@dataclass(frozen=True, slots=True)
class ConsumerHealth:
    """How a consumer is at one moment; see `Consumer.health`. Seconds, as of now.

    Attributes:
        state: "idle" (not polled yet, or left for want of polls), "unjoined", "joining", "syncing", "stable", "pending" (it was
            told to give partitions up and has not polled since), "failed" or "left"; without a membership "manual"; "closed".
        member_id, generation_id: who it is in its group; "" and -1 while it is in none. KIP-848's member epoch is the latter.
        since_heartbeat: since the coordinator last answered a sign of life; None if it never did.
        since_poll: since the user last polled, to a second or so; None if it never did.
        assigned, paused: partitions.
        lag: how many offsets the positions are behind the high watermarks that were last seen, of the partitions where
            both are known.
        error: what stands in the way of the membership, None if nothing does.

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
