"""One group of our members, Java's and confluent's, each as its leader in turn: the first to join leads."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import confluent_kafka
import pytest

import barnabas
from interop import tools
from tests.harness.aside import again_and_again
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import until
from tests.interop.members import JavaMember, Member

WAIT = 60.0
PARTITIONS = 6
# Of the classic protocol; "consumer" beside them is the newer protocol, where the broker deals out (KIP-848).
JAVA_ASSIGNORS = {
    "range": "org.apache.kafka.clients.consumer.RangeAssignor",
    "roundrobin": "org.apache.kafka.clients.consumer.RoundRobinAssignor",
    "cooperative-sticky": "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    "sticky": "org.apache.kafka.clients.consumer.StickyAssignor",
}
STICKY = {"sticky", "cooperative-sticky", "consumer"}  # who holds a partition keeps it as far as balance lets him

pytestmark = [pytest.mark.java, pytest.mark.timeout(300)]


@contextlib.contextmanager
def ours(kafka: Kafka, topic: str, strategy: str, folder: Path) -> Iterator[Member]:
    member = Member()
    client = barnabas.Client(kafka.bootstrap)
    consumer = client.consumer(
        topic,
        group_id=topic,
        auto_offset_reset="earliest",
        **(
            {"group_protocol": "consumer"}
            if strategy == "consumer"
            else {"partition_assignment_strategy": strategy, "heartbeat_interval_ms": 200}
        ),
    )

    def poll() -> None:
        result = consumer.poll(0.1)
        for record in result:
            member.read[record.partition] += 1
        if len(result):
            consumer.commit()
        member.held = frozenset(p.partition for p in consumer.assignment())

    with client, again_and_again(poll):
        yield member


@contextlib.contextmanager
def confluents(kafka: Kafka, topic: str, strategy: str, folder: Path) -> Iterator[Member]:
    member = Member()
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": kafka.bootstrap,
            "group.id": topic,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            **(
                {"group.protocol": "consumer"}
                if strategy == "consumer"
                else {"partition.assignment.strategy": strategy, "heartbeat.interval.ms": 200}
            ),
        }
    )

    def assigned(_: Any, partitions: list[Any]) -> None:
        member.held |= {p.partition for p in partitions}

    def revoked(_: Any, partitions: list[Any]) -> None:
        member.held -= {p.partition for p in partitions}

    consumer.subscribe([topic], on_assign=assigned, on_revoke=revoked, on_lost=revoked)

    def poll() -> None:
        message = consumer.poll(0.1)
        if message is not None and message.error() is None:
            member.read[message.partition()] += 1
            consumer.commit(message, asynchronous=False)

    with contextlib.closing(consumer), again_and_again(poll):
        yield member


@contextlib.contextmanager
def javas(kafka: Kafka, topic: str, strategy: str, folder: Path) -> Iterator[Member]:
    arguments = ("--bootstrap-server", kafka.bootstrap, "--topic", topic, "--group-id", topic)
    if strategy == "consumer":
        options = ("--reset-policy", "earliest", "--group-protocol", "consumer")
    else:
        settings = folder / "consumer.properties"
        settings.write_text("heartbeat.interval.ms=200\n")  # by which it hears of a rebalance; Java's own is 3 s
        options = ("--reset-policy", "earliest", "--assignment-strategy", JAVA_ASSIGNORS[strategy])
        options += ("--command-config", str(settings))
    with tools.verifiable("VerifiableConsumer", folder, (*arguments, *options)) as tool:
        yield JavaMember(tool)


KINDS: dict[str, Callable[[Kafka, str, str, Path], contextlib.AbstractContextManager[Member]]] = {
    "barnabas": ours,
    "confluent": confluents,
    "java": javas,
}


def kinds(strategy: str) -> list[str]:
    return [kind for kind in KINDS if strategy != "sticky" or kind != "confluent"]  # which has no such assignor


@pytest.mark.kip(429, 848)
@pytest.mark.parametrize(
    ("leader", "strategy"), [(kind, name) for name in (*JAVA_ASSIGNORS, "consumer") for kind in kinds(name)]
)
def test_a_group_of_all(kafka: Kafka, topic: Topics, tmp_path: Path, leader: str, strategy: str) -> None:
    name = topic(partitions=PARTITIONS)
    order = [leader, *(kind for kind in kinds(strategy) if kind != leader)]
    sent = 0
    members: list[Member] = []

    def share(count: int) -> Callable[[], bool]:
        def check() -> bool:
            for member in members:
                member.look()
            held = sorted(p for member in members[:count] for p in member.held)
            sizes = [len(member.held) for member in members[:count]]
            return held == list(range(PARTITIONS)) and sizes == [PARTITIONS // count] * count

        return check

    def all_read() -> bool:
        for member in members:
            member.look()
        return sum(sum(member.read.values()) for member in members) == sent

    with (
        barnabas.Client(kafka.bootstrap) as client,
        client.producer(linger_ms=0) as producer,
        contextlib.ExitStack() as first_stack,
    ):

        def produce() -> None:
            nonlocal sent
            for p in range(PARTITIONS):
                producer.send_many(name, [b"x"] * 10, partition=p).result(WAIT)
            sent += PARTITIONS * 10
            until(all_read, f"all {sent} records were read once", WAIT)

        with contextlib.ExitStack() as rest:
            for number, kind in enumerate(order, 1):
                before = [member.held for member in members]
                stack = first_stack if number == 1 else rest
                members.append(stack.enter_context(KINDS[kind](kafka, name, strategy, tmp_path)))
                until(share(number), f"{', '.join(order[:number])} share the partitions", WAIT)
                if strategy in STICKY:  # the leader has read what each of them says of the partitions that it had
                    assert all(member.held < held for member, held in zip(members, before, strict=False))
                produce()
        until(share(1), f"{leader} has all partitions again", WAIT)
        produce()
    totals = Counter[int]()
    for member in members:
        totals.update(member.read)
    assert totals == dict.fromkeys(range(PARTITIONS), sent // PARTITIONS)
