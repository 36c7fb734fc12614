"""One group of ours by `pattern=`, Java's and confluent's by a regular expression, while topics come, go and come again.

Java's classic consumer is without its automatic commits here. With them it holds a rebalance up in which a topic has gone that it has
read of, for up to its `max.poll.interval.ms`: `ConsumerCoordinator.onJoinPrepare` commits all that was consumed before it joins, and takes
UNKNOWN_TOPIC_OR_PARTITION for an error that will pass. The last test shows it at work.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import confluent_kafka
import pytest

import barnabas
from barnabas import GroupDescription, NewTopic, TopicPartition
from barnabas.broker import Broker
from interop import tools
from tests.harness.aside import again_and_again
from tests.harness.broker import HASTY
from tests.harness.kafka import Kafka, RunningCluster, Topics, make_anew
from tests.harness.waiting import until

WAIT = 60.0
COOPERATIVE = "cooperative-sticky"
JAVAS = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"

pytestmark = [pytest.mark.java, pytest.mark.timeout(300)]
Seen = Callable[[str], None]


@contextlib.contextmanager
def ours(kafka: Kafka, family: str, protocol: Any, folder: Path, seen: Seen) -> Iterator[None]:
    client = barnabas.Client(kafka.bootstrap, client_id="barnabas", metadata_max_age_ms=500)
    classic = {"partition_assignment_strategy": COOPERATIVE, "heartbeat_interval_ms": 200}
    consumer = client.consumer(
        group_id=family,
        pattern=f"{family}-[a-z]+",
        auto_offset_reset="earliest",
        group_protocol=protocol,
        **(classic if protocol == "classic" else {}),  # type: ignore[arg-type]
    )

    def poll() -> None:
        result = consumer.poll(0.1)
        for record in result:
            seen(record.value.decode())
        if len(result):
            consumer.commit()

    with client, again_and_again(poll):
        yield


@contextlib.contextmanager
def confluents(kafka: Kafka, family: str, protocol: str, folder: Path, seen: Seen) -> Iterator[None]:
    classic = {"partition.assignment.strategy": COOPERATIVE, "heartbeat.interval.ms": 200}
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": kafka.bootstrap,
            "client.id": "confluent",
            "group.id": family,
            "group.protocol": protocol,
            "auto.offset.reset": "earliest",
            "topic.metadata.refresh.interval.ms": 500,
            **(classic if protocol == "classic" else {}),
        }
    )
    consumer.subscribe([f"^{family}-[a-z]+$"])

    def poll() -> None:
        message = consumer.poll(0.1)
        if message is not None and message.error() is None:
            seen((message.value() or b"").decode())

    with contextlib.closing(consumer), again_and_again(poll):
        yield


@contextlib.contextmanager
def javas(
    kafka: Kafka, family: str, protocol: str, folder: Path, seen: Seen, *, automatic: bool = False
) -> Iterator[None]:
    settings = {"group.id": family, "client.id": "java", "group.protocol": protocol, "metadata.max.age.ms": "500"}
    settings["auto.offset.reset"] = "earliest"
    if protocol == "classic":
        settings |= {"partition.assignment.strategy": JAVAS, "heartbeat.interval.ms": "200"}
        settings["enable.auto.commit"] = str(automatic).lower()
    file = folder / "consumer.properties"
    file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    arguments = ("--bootstrap-server", kafka.bootstrap, "--include", f"{family}-[a-z]+", "--command-config", str(file))
    with (folder / "java.log").open("wb") as log:
        command = tools.command("consumer.ConsoleConsumer", *arguments)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)

        def run() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                seen(line.strip())

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            if not automatic:  # with automatic commits it would try for 30 s at its end
                process.terminate()
                thread.join(WAIT)
            process.kill()
            thread.join(WAIT)
            process.wait(WAIT)
            assert process.stdout is not None
            process.stdout.close()


KINDS: dict[str, Callable[..., contextlib.AbstractContextManager[None]]] = {
    "barnabas": ours,
    "confluent": confluents,
    "java": javas,
}


@pytest.mark.parametrize(("protocol", "leader"), [*(("classic", kind) for kind in KINDS), ("consumer", "barnabas")])
def test_a_group_by_patterns(kafka: Kafka, topic: Topics, tmp_path: Path, protocol: str, leader: str) -> None:
    family = topic.name()
    lock, seen, sent = threading.Lock(), set[str](), set[str]()

    def note(value: str) -> None:
        with lock:
            seen.add(value)

    with (
        barnabas.Client(kafka.bootstrap) as client,
        client.producer(linger_ms=0) as producer,
    ):
        topics: dict[str, int] = {}

        def make(suffix: str, partitions: int) -> None:
            name = f"{family}-{suffix}"
            client.admin.create_topics(
                [NewTopic(name, partitions=partitions, replication_factor=1)], raise_on_error=True
            )
            topics[name] = partitions

        def share(kinds: list[str], what: str) -> None:
            every = {TopicPartition(name, p) for name, count in topics.items() for p in range(count)}
            seen_last: object = None

            def dealt() -> bool:
                nonlocal seen_last
                (group,) = client.admin.describe_groups([family])
                shares = [member.assigned for member in group.members]
                seen_last = group
                return (
                    sorted(member.client_id for member in group.members) == sorted(kinds)
                    and group.state == "Stable"
                    and sorted(p for share in shares for p in share) == sorted(every)
                    and {len(share) for share in shares} == {len(every) // len(kinds)}
                )

            try:
                until(dealt, what, WAIT)
            except AssertionError as error:
                raise AssertionError(f"{error}; it is {seen_last}") from None

        def all_read(text: str) -> None:
            for name, count in topics.items():
                for p in range(count):
                    values = [f"{text} {name} {p} {i}" for i in range(5)]
                    producer.send_many(name, [value.encode() for value in values], partition=p).result(WAIT)
                    sent.update(values)
            until(lambda: sent <= seen, f"all was read {text}", WAIT)

        make("a", 4)
        make("b", 2)
        order = [leader, *(kind for kind in KINDS if kind != leader)]
        with contextlib.ExitStack() as members:
            for number, kind in enumerate(order, 1):
                members.enter_context(KINDS[kind](kafka, family, protocol, tmp_path, note))
                share(order[:number], f"{', '.join(order[:number])} share")
            all_read("at first")
            make("c", 3)
            make("-", 3)  # does not match
            del topics[f"{family}--"]
            share(order, "the topic that came is shared")
            all_read("with the third topic")
            client.admin.delete_topics([f"{family}-c"], raise_on_error=True)
            del topics[f"{family}-c"]
            share(order, "the topic that went is nobody's")
            make_anew(client, f"{family}-c", 6)
            topics[f"{family}-c"] = 6
            share(order, "the topic that came again is shared")
            all_read("at the end")
        # Not while Java's consumer is there: at its end it would try for 30 s to commit what it read of them.
        client.admin.delete_topics([*topics, f"{family}--"])


def test_java_joins_only_when_its_commits_for_a_deleted_topic_have_run_out_of_time(
    topic: Topics, tmp_path: Path
) -> None:
    """A rebalance that waits for Java alone: ours has joined, and Java commits again and again what no broker can take."""
    family, seen = topic.name(), list[str]()
    with Broker(configs=HASTY) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        kafka = RunningCluster(broker.bootstrap_servers)
        goes = f"{family}-c"
        client.admin.create_topics([NewTopic(goes, partitions=4, replication_factor=1)], raise_on_error=True)

        def group() -> GroupDescription:
            (found,) = client.admin.describe_groups([family])
            return found

        with (
            javas(kafka, family, "classic", tmp_path, seen.append, automatic=True),
            ours(kafka, family, "classic", tmp_path, seen.append),
            client.producer(linger_ms=0) as producer,
        ):
            until(lambda: [len(member.assigned) for member in group().members] == [2, 2], "both have a share", WAIT)
            for p in range(4):
                producer.send_many(goes, [b"x"] * 5, partition=p).result(WAIT)
            until(lambda: len(seen) == 20, "all was read", WAIT)
            broker.clear_requests()
            client.admin.delete_topics([goes], raise_on_error=True)
            until(lambda: broker.requests("JoinGroup", client_id="barnabas"), "ours joins", WAIT)
            until(lambda: len(broker.requests("OffsetCommit", client_id="java")) > 10, "Java commits", WAIT)
            assert not broker.requests("JoinGroup", client_id="java")
            assert group().state == "PreparingRebalance"
