"""What flush() and close() say of records that failed."""

from __future__ import annotations

from barnabas.errors.client import KafkaError, UndeliveredError
from barnabas.types import TopicPartition

Lines = dict[TopicPartition, tuple[int, KafkaError]]


def lines(failures: list[tuple[str, int, int, BaseException]]) -> Lines:
    """How many failed of each partition, and the first cause."""
    found: Lines = {}
    for topic, partition, count, error in failures:
        known = error if isinstance(error, KafkaError) else KafkaError(str(error)).causing(error)
        found[TopicPartition(topic, partition)] = (count, known)
    return found


def joined(one: Lines, other: Lines) -> Lines:
    """The counts added up, the first cause of each."""
    found = dict(one)
    for place, (count, why) in other.items():
        before = found.get(place, (0, why))
        found[place] = (before[0] + count, before[1])
    return found


def undelivered(found: Lines, what: str) -> UndeliveredError | None:
    """One error for all, with the counts and the first cause of each partition."""
    if not found:
        return None
    total = sum(count for count, _ in found.values())
    shown = "; ".join(
        f"{p.topic} partition {p.partition}: {count}, {error}" for p, (count, error) in sorted(found.items())[:5]
    )
    more = f"; and {len(found) - 5} more partitions" if len(found) > 5 else ""
    made = UndeliveredError(f"{total} records {what}: {shown}{more}")
    made.count = total
    made.by_partition = found
    return made
