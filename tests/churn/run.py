"""A run of churn: what it does is decided by a seed, what came of it is checked at the end and told as a list of faults.

- every record was given to somebody at least once;
- no partition was ever held by two members at once, but for one whose holder was told that it had lost it;
- committed offsets never went back, nor beyond what was given;
- at the end every partition has an owner, and every member has ended when it was told to.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import barnabas
from barnabas import Rebalance, TopicPartition
from barnabas.errors import KafkaError

END = 120.0  # seconds for what is left to be read at the end


@dataclass
class Plan:
    """What a run is made of; times in seconds."""

    bootstrap: str
    topic: str
    group: str
    partitions: int
    members: int
    seconds: float
    seed: int
    options: dict[str, Any]
    deaths: bool = True  # members that end without a word: the group finds out by their session


@dataclass
class Ledger:
    """What all members did. Every method is called under its lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    holders: dict[TopicPartition, str] = field(default_factory=dict)
    doubtful: dict[tuple[str, TopicPartition], str] = field(default_factory=dict)
    committed: dict[TopicPartition, int] = field(default_factory=dict)
    given: dict[TopicPartition, set[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    rebalances: int = 0

    def took(self, member: str, partition: TopicPartition) -> None:
        holder = self.holders.get(partition)
        if holder is not None and holder != member:
            self.doubtful[holder, partition] = member  # right only if the holder will be told that it was lost
        self.holders[partition] = member

    def gave_up(self, member: str, partition: TopicPartition) -> None:
        other = self.doubtful.pop((member, partition), None)
        if other is not None:
            self.faults.append(f"{partition} was given to {other} while {member} still held it")
        if self.holders.get(partition) == member:
            del self.holders[partition]

    def lost(self, member: str, partition: TopicPartition) -> None:
        self.doubtful.pop((member, partition), None)
        if self.holders.get(partition) == member:
            del self.holders[partition]

    def commits(self, member: str, partition: TopicPartition, offset: int) -> None:
        before = self.committed.get(partition, 0)
        if offset < before:
            self.faults.append(f"{member} committed {offset} of {partition} after {before} had been committed")
        self.committed[partition] = max(before, offset)


class ChurningMember:
    """A user's loop in a thread."""

    def __init__(self, name: str, consumer: barnabas.Consumer[Any, Any], ledger: Ledger) -> None:
        self.name = name
        self.held: set[TopicPartition] = set()
        self._consumer = consumer
        self._ledger = ledger
        self._going: set[TopicPartition] = set()
        self._stop = threading.Event()
        self._dies = False
        self._thread = threading.Thread(target=self._run, name=name)
        self._thread.start()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._turn()
        except Exception as error:  # whatever it is, it is a fault
            with self._ledger.lock:
                self._ledger.faults.append(f"{self.name} ended with {error!r}")
        finally:
            with self._ledger.lock:
                for partition in self.held:
                    self._ledger.gave_up(self.name, partition)
            self._consumer.close(leave=False if self._dies else None)

    def _turn(self) -> None:
        ledger = self._ledger
        with ledger.lock:  # the next poll is the consent: from here on others may have them
            for partition in self._going:
                ledger.gave_up(self.name, partition)
        self.held -= self._going
        self._going = set()
        match self._consumer.poll(timeout=0.2):
            case Rebalance() as news:
                with ledger.lock:
                    ledger.rebalances += 1
                    for partition in news.assigned:
                        ledger.took(self.name, partition)
                    for partition in news.lost:
                        ledger.lost(self.name, partition)
                self.held |= news.assigned.keys()
                self.held -= news.lost.keys()
                self._going = set(news.revoked)
            case records if len(records):
                offsets: dict[TopicPartition, int] = {}
                for record in records:
                    partition = TopicPartition(record.topic, record.partition)
                    with ledger.lock:
                        ledger.given.setdefault(partition, set()).add(record.offset)
                    offsets[partition] = record.offset + 1
                self._commit(offsets)

    def _commit(self, offsets: dict[TopicPartition, int]) -> None:
        try:
            self._consumer.commit(offsets)
        except barnabas.CommitFailedError:
            return  # the group has moved on: others read them again
        with self._ledger.lock:
            for partition, offset in offsets.items():
                self._ledger.commits(self.name, partition, offset)

    def stop(self, *, dies: bool = False) -> None:
        """Has it leave its group, or end without a word."""
        self._dies = dies
        self._stop.set()

    def ended(self, timeout: float) -> bool:
        """Waits for that."""
        self._thread.join(timeout)
        return not self._thread.is_alive()


@contextmanager
def writing(client: barnabas.Client, topic: str) -> Iterator[list[int]]:
    """Records are written as long as this lasts; the list counts them."""
    stop, sent = threading.Event(), [0]

    def run() -> None:
        with client.producer(linger_ms=5) as producer:
            while not stop.wait(0.02):
                producer.send_many(topic, [b"x"] * 50, [b"%d" % (sent[0] + i) for i in range(50)]).result(END)
                sent[0] += 50

    thread = threading.Thread(target=run, name="producer")
    thread.start()
    try:
        yield sent
    finally:
        stop.set()
        thread.join(END)


def churn(plan: Plan) -> tuple[list[str], str]:
    """Runs a plan; its faults, and a line on what happened."""
    rng, ledger = random.Random(plan.seed), Ledger()
    members: list[ChurningMember] = []
    leaving: list[ChurningMember] = []
    made = deaths = 0
    with barnabas.Client(plan.bootstrap) as shared:

        def join() -> None:
            nonlocal made
            made += 1
            consumer = shared.consumer(plan.topic, group_id=plan.group, auto_offset_reset="earliest", **plan.options)
            members.append(ChurningMember(f"member-{made}", consumer, ledger))

        for _ in range(max(1, plan.members // 2)):
            join()
        with writing(shared, plan.topic) as sent:
            end = time.monotonic() + plan.seconds
            while time.monotonic() < end:
                time.sleep(rng.uniform(0.1, 1.0))  # the pace of the churn
                if len(members) < plan.members and (len(members) < 2 or rng.random() < 0.6):
                    join()
                elif len(members) > 1:
                    dies = plan.deaths and rng.random() < 0.3
                    deaths += dies
                    leaving.append(members.pop(rng.randrange(len(members))))
                    leaving[-1].stop(dies=dies)
        faults = ledger.faults
        end = time.monotonic() + END
        while time.monotonic() < end:
            with ledger.lock:
                read = sum(map(len, ledger.given.values()))
            if read >= sent[0] and len(ledger.holders) == plan.partitions:
                break
            time.sleep(0.1)
        with ledger.lock:
            if read != sent[0]:
                faults.append(f"{sent[0]} records were written and {read} read")
            owned = len(ledger.holders)
            if owned != plan.partitions:
                faults.append(f"of {plan.partitions} partitions {owned} have an owner")
        for member in members:
            member.stop()
        # Also whoever was told before: one may still be committing, and the client is closed soon.
        faults += [f"{member.name} did not end" for member in [*leaving, *members] if not member.ended(END)]
        try:
            with shared.consumer(group_id=plan.group) as look:
                found = look.committed(*(TopicPartition(plan.topic, p) for p in range(plan.partitions)))
        except KafkaError as error:
            faults.append(f"the committed offsets could not be read: {error}")
        else:
            for partition, offset in found.items():
                if offset is not None and offset.offset > len(ledger.given.get(partition, ())):
                    faults.append(f"{offset.offset} of {partition} are committed, more than were given")
    story = (
        f"{made} members ({deaths} died), {ledger.rebalances} rebalances told, {sent[0]} records, {len(faults)} faults"
    )
    return faults, story
