"""Our idempotent and transactional records before Apache's own tools: readers, the log's dump, the transactions command, the copier."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from interop import tools
from tests.harness.broker import Broker
from tests.harness.kafka import Kafka, Topics

WAIT = 60.0

pytestmark = [pytest.mark.java, pytest.mark.timeout(300)]


def write(client: barnabas.Client, topic: str, id: str, rounds: int = 6) -> list[str]:
    """Transactions, each third one aborted; what was committed."""
    wanted: list[str] = []
    with client.producer(transactional_id=id, linger_ms=0, batch_num_messages=7) as producer:
        for round in range(rounds):
            values = [f"{round}-{n}" for n in range(20)]
            producer.begin_transaction()
            for value in values:
                producer.send(topic, value.encode())
            if round % 3 == 1:
                producer.flush(WAIT)
                producer.abort_transaction()
            else:
                producer.commit_transaction()
                wanted += values
    return wanted


def committed(client: barnabas.Client, topic: str, count: int) -> list[str]:
    found: list[str] = []
    with client.consumer(auto_offset_reset="earliest", isolation_level="read_committed") as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        while len(found) < count:
            records = consumer.poll(WAIT)
            assert len(records), f"{len(found)} of {count} came"
            found += [(record.value or b"").decode() for record in records]
        assert not consumer.poll(0.5)
    return found


def test_javas_readers_see_what_we_committed_and_nothing_else(
    kafka: Kafka, client: barnabas.Client, topic: Topics, tmp_path: Path
) -> None:
    name = topic()
    wanted = write(client, name, name)
    where = ("--bootstrap-server", kafka.bootstrap, "--topic", name)
    text = tools.run(
        "consumer.ConsoleConsumer",
        *(*where, "--from-beginning", "--isolation-level", "read_committed"),
        *("--max-messages", str(len(wanted)), "--timeout-ms", "30000"),
    )
    assert text.split() == wanted
    settings = tmp_path / "consumer.properties"
    settings.write_text("isolation.level=read_committed\n")
    config = (
        ("--command-config", str(settings)) if kafka.version.startswith("4") else ("--consumer.config", str(settings))
    )
    options = (
        *where,
        "--group-id",
        name,
        "--reset-policy",
        "earliest",
        "--max-messages",
        str(len(wanted)),
        *config,
        "--verbose",
    )
    with tools.verifiable("VerifiableConsumer", tmp_path, options) as reader:
        while reader.next() is not None:
            pass
        values = [line["value"] for line in reader.seen if line["name"] == "record_data"]
    assert values == wanted


def test_the_segments_that_we_have_written_are_sound(start_broker: Any, topic: Topics) -> None:
    broker: Broker = start_broker()
    name = topic(on=broker)
    with barnabas.Client(broker.bootstrap) as client:
        write(client, name, name)
        for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
            with client.producer(compression_type=codec, linger_ms=0, batch_num_messages=5) as producer:  # type: ignore[arg-type]
                for n in range(20):
                    producer.send(name, b"%d" % n, key=b"k", headers=[("h", None)])
    broker.stop()
    segment = broker.folder / "data" / f"{name}-0" / "00000000000000000000.log"
    text = tools.run("DumpLogSegments", "--deep-iteration", "--print-data-log", "--files", str(segment))
    batches = [dict(re.findall(r"(\w+): (\S+)", line)) for line in text.splitlines() if line.startswith("baseOffset:")]
    assert len(batches) >= 6 * 3 + 6 + 5 * 4
    assert {batch["isvalid"] for batch in batches} == {"true"}
    expected: dict[tuple[str, str], int] = {}
    for batch in batches:
        if batch["isControl"] == "true":
            continue
        of = (batch["producerId"], batch["producerEpoch"])
        assert int(batch["producerId"]) >= 0
        assert int(batch["baseSequence"]) == expected.get(of, 0), batch
        expected[of] = int(batch["lastSequence"]) + 1
    assert len({id for id, _ in expected}) == 6
    assert "Mismatch" not in text


def test_the_transactions_command_sees_ours(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    where = ("--bootstrap-server", kafka.bootstrap)
    with client.producer(transactional_id=name, transaction_timeout_ms=45_000) as producer:
        producer.begin_transaction()
        producer.send(name, b"x").result(WAIT)
        listed = tools.run("TransactionsCommand", *where, "list")
        (line,) = [line for line in listed.splitlines() if line.startswith(name)]
        assert line.split()[-1] == "Ongoing"
        described = tools.run("TransactionsCommand", *where, "describe", "--transactional-id", name)
        assert "45000" in described
        assert f"{name}-0" in described
        producers = tools.run("TransactionsCommand", *where, "describe-producers", "--topic", name, "--partition", "0")
        assert len(producers.strip().splitlines()) == 2
        producer.commit_transaction()
        described = tools.run("TransactionsCommand", *where, "describe", "--transactional-id", name)
        assert "CompleteCommit" in described


@pytest.mark.kip(447)
@pytest.mark.parametrize("direction", ["java after us", "we after java"])
def test_the_copier_and_we_pass_records_on_to_each_other(
    kafka: Kafka, client: barnabas.Client, topic: Topics, direction: str
) -> None:
    """Apache's TransactionalMessageCopier, aborting at random, and our helper over the same topics: each record once."""
    source, middle, target = topic(), topic(), topic()
    wanted = write(client, source, source)

    def java(here: str, there: str) -> None:
        out = tools.run(
            "TransactionalMessageCopier",
            *(
                "--broker-list",
                kafka.bootstrap,
                "--input-topic",
                here,
                "--input-partition",
                "0",
                "--output-topic",
                there,
            ),
            *("--max-messages", str(len(wanted)), "--consumer-group", f"{here}-java", "--transaction-size", "7"),
            *("--transaction-timeout", "20000", "--transactional-id", f"{there}-java", "--enable-random-aborts"),
        )
        assert json.loads(out.strip().splitlines()[-1])

    def ours(here: str, there: str) -> None:
        passed = 0

        def copy(records: Any, producer: Any) -> None:
            nonlocal passed
            for record in records:
                producer.send(there, record.value)
            passed += 1
            if passed % 3 == 1:
                raise InterruptedError("aborted now and then")

        with client.transactional(
            here,
            group_id=f"{here}-ours",
            transactional_id=f"{there}-ours",
            consumer={"auto_offset_reset": "earliest", "max_poll_records": 7},
        ) as loop:
            done = 0
            while done < len(wanted):
                try:
                    done += loop.step(copy)
                except InterruptedError:
                    continue

    first, second = (ours, java) if direction == "java after us" else (java, ours)
    first(source, middle)
    second(middle, target)
    assert committed(client, middle, len(wanted)) == wanted
    assert committed(client, target, len(wanted)) == wanted
