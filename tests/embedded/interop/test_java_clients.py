"""Apache's own Java clients and tools on the development broker, in as few processes as say something.

What differs from a real Kafka: nothing that they notice. `kafka-acls` says that there is no authorizer, as on any unsecured cluster;
`__consumer_offsets` and `__transaction_state` are not among the topics. tests/interop runs more of them, on this broker and on a
real one; groups of Java's members and others' are there too.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import barnabas
from barnabas.broker import Broker
from tests.embedded.interop.common import WAIT, broker, committed_and_all, fresh, make_topic
from tests.harness import jars
from tests.harness.java import TOOL, java, on
from tests.interop import tools

pytestmark = [pytest.mark.java, pytest.mark.timeout(240)]
GROUP_TOOL = "consumer.group.ConsumerGroupCommand"


@pytest.fixture(scope="module")
def served() -> Iterator[Broker]:
    with broker(nodes=2) as made:
        yield made


@pytest.fixture
def at(served: Broker) -> tuple[str, str]:
    return ("--bootstrap-server", served.bootstrap_servers)


def config_tool(*arguments: str) -> str:
    """`kafka-configs`, which is in the broker's jar."""
    command = [java(), *TOOL, *on(jars.broker(jars.TOOLS)), "kafka.admin.ConfigCommand", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=tools.WAIT, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_topics_are_made_described_changed_and_deleted(at: tuple[str, str]) -> None:
    name = fresh("made")
    made = ("--create", "--topic", name, "--partitions", "3", "--replication-factor", "2")
    assert f"Created topic {name}." in tools.run("TopicCommand", *at, *made, "--config", "retention.ms=12345")
    entity = (*at, "--entity-type", "topics", "--entity-name", name)
    with ThreadPoolExecutor(2) as pool:
        described = pool.submit(tools.run, "TopicCommand", *at, "--describe", "--topic", name)
        changed = pool.submit(config_tool, *entity, "--alter", "--add-config", "max.message.bytes=5000")
        head, *rows = [line.split("\t") for line in described.result().splitlines()]
        assert f"Completed updating config for topic {name}." in changed.result()
    assert [(row[2], row[4]) for row in rows] == [
        (f"Partition: {n}", f"Replicas: {row[4].partition(' ')[2]}") for n, row in enumerate(rows)
    ]
    assert len(rows) == 3
    assert "ReplicationFactor: 2" in head
    assert "retention.ms=12345" in head[-1]
    configs = config_tool(*entity, "--describe")
    assert "retention.ms=12345" in configs
    assert "max.message.bytes=5000" in configs
    assert tools.run("TopicCommand", *at, "--delete", "--topic", name) == ""


def test_what_it_writes_it_reads(served: Broker, at: tuple[str, str]) -> None:
    topic, group = make_topic(served), fresh("group")
    lines = [f"k{n}:value {n}" for n in range(100)]
    keyed = [part for one in ("parse.key=true", "key.separator=:") for part in ("--reader-property", one)]
    produce = (*at, "--topic", topic, "--compression-codec", "zstd", *keyed)
    tools.run("ConsoleProducer", *produce, stdin="".join(f"{line}\n" for line in lines))
    printed = [part for one in ("print.key=true", "key.separator=:") for part in ("--formatter-property", one)]
    consume = ("--topic", topic, "--from-beginning", "--max-messages", "100", "--timeout-ms", "30000")
    text = tools.run("consumer.ConsoleConsumer", *at, *consume, "--group", group, *printed)
    assert text.splitlines() == lines
    with ThreadPoolExecutor(2) as pool:
        described = pool.submit(tools.run, GROUP_TOOL, *at, "--describe", "--group", group)
        listed = pool.submit(tools.run, GROUP_TOOL, *at, "--list")
        (row,) = [line.split() for line in described.result().splitlines() if line.startswith(group)]
        assert group in listed.result().split()
    assert row[1:6] == [topic, "0", "100", "100", "0"]


def test_kafka_acls_says_that_there_is_no_authorizer(at: tuple[str, str]) -> None:
    command = tools.command("AclCommand", *at, "--list")
    done = subprocess.run(command, capture_output=True, text=True, timeout=tools.WAIT, check=False)
    assert "SecurityDisabledException: No Authorizer is configured" in done.stdout + done.stderr


@pytest.mark.parametrize("protocol", ["classic", "consumer"])
def test_the_verifiable_tools(served: Broker, at: tuple[str, str], tmp_path: Path, protocol: str) -> None:
    topic, group = make_topic(served, 3), fresh("group")
    wanted = ("--topic", topic, "--max-messages", "300")
    reads = (*wanted, "--group-id", group, "--group-protocol", protocol, "--reset-policy", "earliest")
    with (
        tools.verifiable("VerifiableProducer", tmp_path, (*at, *wanted, "--acks", "-1")) as producer,
        tools.verifiable("VerifiableConsumer", tmp_path, (*at, *reads)) as consumer,
    ):
        summary = producer.until("tool_data")
        while consumer.next() is not None:
            pass
    assert (summary["sent"], summary["acked"]) == (300, 300)
    read = [e for e in consumer.seen if e["name"] == "records_consumed"]
    assert sum(e["count"] for e in read) == 300
    keys = [barnabas.TopicPartition(topic, n) for n in range(3)]
    with barnabas.Client(served.bootstrap_servers) as client, client.consumer(group_id=group) as ours:
        assert sum(found.offset for found in ours.committed(*keys).values() if found is not None) == 300


def test_transactions_are_copied_exactly_once(served: Broker, at: tuple[str, str], tmp_path: Path) -> None:
    """Java's own test tool: reads in a group, writes what it read and its offsets in transactions, some of which it aborts."""
    source, target, name = make_topic(served), make_topic(served), fresh("transaction")
    with barnabas.Client(served.bootstrap_servers) as client, client.producer() as producer:
        producer.send_many(source, [b"%d" % n for n in range(200)]).result(WAIT)
    options = {
        "--broker-list": served.bootstrap_servers,
        "--input-topic": source,
        "--input-partition": "0",
        "--output-topic": target,
        "--transactional-id": name,
        "--consumer-group": fresh("group"),
        "--transaction-size": "30",
        "--max-messages": "200",
    }
    arguments = [part for pair in options.items() for part in pair]
    tools.run("TransactionalMessageCopier", *arguments, "--enable-random-aborts", "--group-mode")
    assert committed_and_all(served, target)[0] == [b"%d" % n for n in range(200)]
    assert name in tools.run("TransactionsCommand", *at, "list")
