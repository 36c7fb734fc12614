"""What a run came to: the partition logs, as confluent-kafka reads them, against what the clients told of themselves."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import confluent_kafka

from tests.harness.confluent import answered
from tests.ordeal.journal import Entry, entries
from tests.ordeal.marks import Mark, read
from tests.ordeal.workers import Worker

READS = 120.0  # seconds for reading everything back
COMING = {
    confluent_kafka.KafkaError.NOT_COORDINATOR,
    confluent_kafka.KafkaError.COORDINATOR_NOT_AVAILABLE,
    confluent_kafka.KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
}


class Row(NamedTuple):
    """A record as the log has it."""

    offset: int
    mark: Mark


def logs(bootstrap: str, topic: str, count: int, isolation: str) -> list[list[Row]]:
    """All records of each partition, in order.

    Raises:
        TimeoutError: the ends were not reached in time.
    """
    found: list[list[Row]] = [[] for _ in range(count)]
    for message in messages(bootstrap, topic, count, isolation):
        number, offset, value = message.partition(), message.offset(), message.value()
        assert number is not None and offset is not None and value is not None
        found[number].append(Row(offset, read(value)))
    return found


def messages(bootstrap: str, topic: str, count: int, isolation: str) -> Iterator[confluent_kafka.Message]:
    """All that a topic has now, each partition in order.

    Raises:
        TimeoutError: the ends were not reached in time.
    """
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "verdict",
            "auto.offset.reset": "earliest",
            "isolation.level": isolation,
            "enable.partition.eof": True,
            "enable.auto.commit": False,
        }
    )
    left = set(range(count))
    consumer.assign([confluent_kafka.TopicPartition(topic, number, 0) for number in range(count)])
    end = time.monotonic() + READS
    try:
        while left:
            if time.monotonic() > end:
                raise TimeoutError(f"the logs of {topic} could not be read in {READS:g} s")
            for message in consumer.consume(5000, 0.5):
                error: Any = message.error()
                if error is None:
                    yield message
                elif error.code() == confluent_kafka.KafkaError._PARTITION_EOF:
                    left.discard(message.partition() or 0)
    finally:
        consumer.close()


def committed(bootstrap: str, group: str, topic: str, count: int) -> list[int]:
    """The group's offsets, as confluent-kafka reads them; 0 where there is none. A broker that was killed last may be coming back."""
    consumer = confluent_kafka.Consumer({"bootstrap.servers": bootstrap, "group.id": group})
    wanted = [confluent_kafka.TopicPartition(topic, number) for number in range(count)]
    try:
        return [max(found.offset, 0) for found in answered(lambda: consumer.committed(wanted, READS), COMING, READS)]
    finally:
        consumer.close()


@dataclass
class Findings:
    """What is wrong, and what every run's clients are judged by."""

    memory: int = 0  # KiB, the most that a client took
    growth: int = 0  # KiB, the most that one had more at its end than in its first seconds
    wrong: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """In a word."""
        return "clean" if not self.wrong else f"{len(self.wrong)} wrong"

    def blame(self, text: str) -> None:
        """Something is wrong; the first of a kind are enough."""
        if len(self.wrong) < 40:
            self.wrong.append(text)


@dataclass
class Verdict(Findings):
    """Numbers of a run, and what is wrong."""

    acknowledged: int = 0
    failed: int = 0
    in_log: int = 0
    missing: int = 0
    duplicates: int = 0
    disordered: int = 0
    unprocessed: int = 0
    given: int = 0
    transactions: int = 0
    copied: int = 0
    longest_gap: float = 0.0  # beyond the time without a leader
    leaderless: float = 0.0  # the longest time that a partition had no leader that lives


def judge_writers(verdict: Verdict, rows: list[list[Row]], writers: list[Worker]) -> None:
    """Acknowledged records are there, once and in order; what was said not to be written is not."""
    places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for number, partition in enumerate(rows):
        last: dict[str, int] = {}
        for offset, mark in partition:
            verdict.in_log += 1
            key = (mark.life, mark.partition, mark.sequence)
            if mark.partition != number:
                verdict.blame(f"{mark} is in partition {number}")
            again = key in places
            places[key].append(offset)
            if again:
                verdict.duplicates += 1
                verdict.blame(f"{mark} is at {places[key]}")
            elif mark.sequence < last.get(mark.life, -1):
                verdict.disordered += 1
                verdict.blame(f"{mark} at {offset} comes after sequence {last[mark.life]}")
            else:
                last[mark.life] = mark.sequence
    for writer in writers:
        for entry in entries(writer.journal):
            key = (writer.life, entry.partition, entry.first)
            if entry.kind == "A":
                verdict.acknowledged += 1
                if key not in places:
                    verdict.missing += 1
                    verdict.blame(f"{key} was acknowledged at offset {entry.last} and is not there")
                elif entry.last >= 0 and entry.last not in places[key]:
                    verdict.blame(f"{key} was acknowledged at offset {entry.last} and is at {places[key]}")
            elif entry.kind == "N" and key in places:
                verdict.blame(f"{key} was said not to be written and is at {places[key]}")
            elif entry.kind in "FN":
                verdict.failed += 1


def judge_transactions(verdict: Verdict, committed: list[list[Row]], writers: list[Worker], topic: str) -> None:
    """What was committed is there, whole and once; what was aborted is not; what was cut off is there whole or not at all."""
    found: dict[tuple[str, int], int] = defaultdict(int)
    for partition in committed:
        for _, mark in partition:
            found[mark.life, mark.transaction] += 1
    for writer in writers:
        counts: dict[int, int] = {}
        ends: dict[int, str] = {}
        for entry in entries(writer.journal):
            if entry.kind == "T":
                counts[entry.partition] = entry.first
            elif entry.kind in "BKX":
                ends[entry.partition] = entry.kind
        for transaction, end in ends.items():
            there = found[writer.life, transaction]
            wanted = {"K": (counts.get(transaction, -1),), "X": (0,), "B": (0, counts.get(transaction, 0))}[end]
            verdict.transactions += 1
            if there not in wanted:
                verdict.blame(
                    f"{topic}: transaction {transaction} of {writer.life} ended as {end} with {counts.get(transaction)} records, {there} are seen"
                )


def judge_copies(verdict: Verdict, source: list[list[Row]], copies: list[list[Row]], offsets: list[int]) -> None:
    """The copy is what the group has read, each record once and in order."""
    for number, partition in enumerate(source):
        expected = [row.mark for row in partition if row.offset < offsets[number]]
        found = [row.mark for row in copies[number]]
        verdict.copied += len(found)
        if found != expected:
            at = next((i for i, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), -1)
            verdict.blame(
                f"the copy of partition {number} has {len(found)} records for {len(expected)}; first wrong at {at}: "
                f"{found[at : at + 2]} for {expected[at : at + 2]}"
            )


def _given(journal: list[Entry]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for entry in journal:
        if entry.kind == "P":
            found[entry.partition].append((entry.first, entry.last))
    return found


def judge_tail(verdict: Verdict, rows: list[list[Row]], tail: Worker) -> None:
    """Who reads everything on its own is given every record once, in order."""
    for number, partition in enumerate(rows):
        expected = [row.offset for row in partition]
        runs = _given(entries(tail.journal)).get(number, [])
        found = [offset for first, last in runs for offset in range(first, last + 1)]
        verdict.given += len(found)
        if found != expected:
            at = next((i for i, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), -1)
            verdict.blame(
                f"{tail.life} was given {len(found)} of {len(expected)} records of partition {number}; first wrong: "
                f"{found[at : at + 3]} for {expected[at : at + 3]}"
            )


def judge_members(verdict: Verdict, rows: list[list[Row]], members: list[Worker], offsets: list[int]) -> None:
    """Up to the committed offset every record was given to a member."""
    seen: list[set[int]] = [set() for _ in rows]
    for member in members:
        for number, runs in _given(entries(member.journal)).items():
            for first, last in runs:
                seen[number].update(range(first, last + 1))
                verdict.given += last + 1 - first
    for number, partition in enumerate(rows):
        lost = [row.offset for row in partition if row.offset < offsets[number] and row.offset not in seen[number]]
        verdict.unprocessed += len(lost)
        if lost:
            verdict.blame(f"partition {number}: committed is {offsets[number]}, never given to a member: {lost[:5]}…")
    if not any(offsets):
        verdict.blame("the group committed nothing at all")
