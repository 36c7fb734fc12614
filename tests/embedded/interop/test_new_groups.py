"""Members of confluent-kafka and of Java in one consumer group of KIP-848 on the development broker, where the broker assigns.

What differs from a real Kafka: nothing that they notice. A regular expression is Python's, so what RE2/J refuses is taken.
Groups of the classic protocol with members of several clients are in test_one_group_of_all.py; here some members speak it, so that
the group goes over to KIP-848 when the first one comes that does, and back when the last one goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import confluent_kafka
import pytest
from confluent_kafka.admin import AdminClient

import barnabas
from barnabas.broker import Broker
from tests.embedded.interop.common import WAIT, broker, fresh, make_topic
from tests.harness.waiting import until
from tests.interop import tools
from tests.interop.members import JavaMember, Member

pytestmark = [pytest.mark.java, pytest.mark.timeout(240)]
PARTITIONS = 6
EACH = 20  # records of a partition, each time
ALIVE = 0.05


@pytest.fixture(scope="module")
def served() -> Iterator[Broker]:
    with broker() as made:
        yield made


def confluents(on: Broker, group: str, **more: Any) -> Any:
    options = {
        "bootstrap.servers": on.bootstrap_servers,
        "group.id": group,
        "group.protocol": more.pop("protocol", "consumer"),
    }
    quiet = {"auto.offset.reset": "earliest", "enable.auto.commit": False, "log_level": 0}
    return confluent_kafka.Consumer(
        {**options, **quiet, **{name.replace("_", "."): value for name, value in more.items()}}
    )


class Confluents(Member):
    """One that this thread drives: `look` polls and commits what came."""

    def __init__(self, consumer: Any) -> None:
        super().__init__()
        self.consumer = consumer

    def look(self) -> None:
        for message in self.consumer.consume(100, ALIVE):
            assert message.error() is None, message.error()
            self.read[message.partition()] += 1
            self.consumer.commit(message, asynchronous=False)
        self.held = frozenset(place.partition for place in self.consumer.assignment())


@contextmanager
def of_confluent(on: Broker, topic: str, folder: Path, **more: Any) -> Iterator[Member]:
    consumer = confluents(on, topic, **more)
    consumer.subscribe([topic])
    try:
        yield Confluents(consumer)
    finally:
        consumer.close()


def of_confluent_classic(on: Broker, topic: str, folder: Path) -> AbstractContextManager[Member]:
    more = {"heartbeat_interval_ms": 200, "partition_assignment_strategy": "cooperative-sticky"}
    return of_confluent(on, topic, folder, protocol="classic", **more)


@contextmanager
def of_java(on: Broker, topic: str, folder: Path, protocol: str = "consumer") -> Iterator[Member]:
    where = ("--bootstrap-server", on.bootstrap_servers, "--topic", topic, "--group-id", topic)
    folder = folder / fresh("java")
    folder.mkdir()
    with tools.verifiable(
        "VerifiableConsumer", folder, (*where, "--group-protocol", protocol, "--reset-policy", "earliest")
    ) as tool:
        yield JavaMember(tool)


def of_java_classic(on: Broker, topic: str, folder: Path) -> AbstractContextManager[Member]:
    return of_java(on, topic, folder, "classic")


@pytest.mark.parametrize(
    "kinds",
    [
        (of_confluent, of_java, of_confluent),
        (of_java, of_confluent),
        (of_confluent_classic, of_java),
        (of_java_classic, of_confluent),
        (of_confluent, of_java_classic, of_confluent),
        (of_java, of_confluent_classic),
    ],
    ids=lambda kinds: "-".join(kind.__name__.removeprefix("of_") for kind in kinds),
)
def test_they_share_and_read_all_once(
    served: Broker, tmp_path: Path, kinds: tuple[Callable[[Broker, str, Path], Any], ...]
) -> None:
    topic = make_topic(served, PARTITIONS)
    members: list[Member] = []
    with (
        barnabas.Client(served.bootstrap_servers) as client,
        client.producer() as producer,
        ExitStack() as first,
        ExitStack() as others,
    ):

        def shared(among: list[Member]) -> None:
            def done() -> bool:
                for member in among:
                    member.look()
                held = sorted(number for member in among for number in member.held)
                sizes = {len(member.held) for member in among}
                return held == list(range(PARTITIONS)) and sizes == {PARTITIONS // len(among)}

            until(done, f"{len(among)} members share the partitions", WAIT)

        def written(among: list[Member], times: int) -> None:
            for number in range(PARTITIONS):
                producer.send_many(topic, [b"x"] * EACH, partition=number).result(WAIT)

            def done() -> bool:
                for member in among:
                    member.look()
                return sum(sum(member.read.values()) for member in members) >= times * PARTITIONS * EACH

            until(done, "all is read", WAIT)
            total = sum((member.read for member in members), Counter[int]())
            assert total == dict.fromkeys(range(PARTITIONS), times * EACH)

        for number, kind in enumerate(kinds):
            members.append((others if number else first).enter_context(kind(served, topic, tmp_path)))
            shared(members)
            written(members, number + 1)
            assert all(member.read for member in members)
        others.close()
        shared(members[:1])
        written(members[:1], len(kinds) + 1)


def test_a_broker_as_it_comes() -> None:
    """No settings: heartbeats are 5 s apart, and yet the only member has everything at once."""
    with Broker() as plain:
        topic = make_topic(plain, 3)
        consumer = confluents(plain, "g")
        consumer.subscribe([topic])
        member = Confluents(consumer)
        try:
            with barnabas.Client(plain.bootstrap_servers) as client, client.producer() as producer:
                for number in range(3):
                    producer.send(topic, b"x", partition=number)

            def done() -> bool:
                member.look()
                return sum(member.read.values()) == 3

            until(done, "all is read", WAIT)
            assert member.held == {0, 1, 2}
            assert plain.requests(api="ConsumerGroupHeartbeat")
            assert not plain.requests(api="JoinGroup")
            admin = AdminClient({"bootstrap.servers": plain.bootstrap_servers, "log_level": 0})
            described = admin.describe_consumer_groups(["g"])["g"].result(WAIT)
            assert described.type == confluent_kafka.ConsumerGroupType.CONSUMER
            assert [len(one.assignment.topic_partitions) for one in described.members] == [3]
        finally:
            consumer.close()


def test_a_static_member_comes_back_to_what_it_had(served: Broker) -> None:
    topic = make_topic(served, 4)
    other = Confluents(confluents(served, topic))
    static = Confluents(confluents(served, topic, group_instance_id="one", group_remote_assignor="range"))
    for member in (other, static):
        member.consumer.subscribe([topic])

    def shared() -> bool:
        for member in (other, static):
            member.look()
        return {len(member.held) for member in (other, static)} == {2}

    until(shared, "both share", WAIT)
    held = static.held
    static.consumer.close()
    epochs = {asked.request.member_epoch for asked in served.requests(api="ConsumerGroupHeartbeat")}
    assert -2 in epochs, "it says that it comes back"
    static = Confluents(confluents(served, topic, group_instance_id="one"))
    static.consumer.subscribe([topic])
    until(shared, "it is back", WAIT)
    assert static.held == held
    for member in (other, static):
        member.consumer.close()


def test_a_regular_expression_finds_topics_that_are_made_later(served: Broker) -> None:
    prefix = fresh("pattern")
    with barnabas.Client(served.bootstrap_servers) as client:

        def make(name: str) -> None:
            client.admin.create_topics([barnabas.NewTopic(name, partitions=2)], raise_on_error=True)

        make(f"{prefix}-a")
        make(f"not-{prefix}-a")
        consumer = confluents(served, prefix)
        consumer.subscribe([f"^{prefix}-.*"])

        def held(*topics: str) -> Callable[[], bool]:
            def check() -> bool:
                assert consumer.poll(ALIVE) is None
                return {(one.topic, one.partition) for one in consumer.assignment()} == {
                    (topic, number) for topic in topics for number in (0, 1)
                }

            return check

        try:
            until(held(f"{prefix}-a"), "it has what there is", WAIT)
            make(f"{prefix}-b")
            until(held(f"{prefix}-a", f"{prefix}-b"), "it has the new one too", WAIT)
        finally:
            consumer.close()
