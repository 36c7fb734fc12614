"""Side by side with Apache's Java clients, by their command line tools."""

from __future__ import annotations

from pathlib import Path

import pytest

import barnabas
from interop import tools
from tests.harness.kafka import Kafka, Topics
from tests.harness.reading import read

WAIT = 30.0
CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
COUNT = 50

pytestmark = [pytest.mark.java, pytest.mark.timeout(240)]


def test_javas_console_consumer_reads_what_we_write_in_every_codec(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    name = topic()
    wanted: list[str] = []
    for codec in CODECS:
        with client.producer(compression_type=codec, linger_ms=20) as producer:  # type: ignore[arg-type]
            for i in range(COUNT):
                producer.send(
                    name,
                    b"%s value %d" % (codec.encode(), i),
                    key=b"k%d" % i,
                    headers=[("h", b"1")],
                    timestamp_ms=1000 + i,
                )
                wanted.append(f"CreateTime:{1000 + i}|h:1|k{i}|{codec} value {i}")
        with client.producer() as producer:
            producer.send(name, None, timestamp_ms=5, headers=[("n", None)])
        wanted.append("CreateTime:5|n:null|null|null")
    printed = ("print.timestamp=true", "print.headers=true", "print.key=true", "key.separator=|", "headers.separator=,")
    options = [part for setting in printed for part in ("--formatter-property", setting)]
    text = tools.run(
        "consumer.ConsoleConsumer",
        *("--bootstrap-server", kafka.bootstrap, "--topic", name, "--from-beginning"),
        *("--max-messages", str(len(wanted)), "--timeout-ms", "30000", *options),
    )
    found = [line.replace("\t", "|") for line in text.splitlines() if line]
    assert found == wanted


@pytest.mark.parametrize("codec", CODECS)
def test_we_read_what_javas_console_producer_writes(
    kafka: Kafka, client: barnabas.Client, topic: Topics, codec: str
) -> None:
    name = topic()
    lines = "".join(f"h:{i}\tkey {i}\tvalue {i}\n" for i in range(COUNT))
    printed = ("parse.key=true", "parse.headers=true")
    options = [part for setting in printed for part in ("--reader-property", setting)]
    tools.run(
        "ConsoleProducer",
        *("--bootstrap-server", kafka.bootstrap, "--topic", name, "--compression-codec", codec, *options),
        stdin=lines,
    )
    found = [(r.key, r.value, r.headers) for r in read(client, name, COUNT)]
    assert found == [(b"key %d" % i, b"value %d" % i, [("h", b"%d" % i)]) for i in range(COUNT)]


def test_the_verifiable_tools_agree_with_us(
    kafka: Kafka, client: barnabas.Client, topic: Topics, tmp_path: Path
) -> None:
    name = topic(partitions=3)
    settings = ("--bootstrap-server", kafka.bootstrap, "--topic", name)
    with tools.verifiable("VerifiableProducer", tmp_path, (*settings, "--max-messages", "300")) as producer:
        summary = producer.until("tool_data")
    assert (summary["sent"], summary["acked"]) == (300, 300)
    with client.consumer(name, group_id=name, auto_offset_reset="earliest") as consumer:
        values: list[bytes | None] = []
        while len(values) < 300:
            values.extend(consumer.poll(WAIT).values())
    assert sorted(int(v or b"") for v in values) == list(range(300))
    with client.producer() as ours:
        ours.send_many(name, [b"%d" % i for i in range(200)], [b"%d" % i for i in range(200)]).result(WAIT)
    group = ("--group-id", f"{name}-java", "--reset-policy", "earliest", "--max-messages", "500")
    with tools.verifiable("VerifiableConsumer", tmp_path, (*settings, *group)) as consumer_tool:
        while consumer_tool.next() is not None:
            pass
    read = sum(e["count"] for e in consumer_tool.seen if e["name"] == "records_consumed")
    assert read == 500


def test_javas_group_tool_sees_our_members(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    with client.producer() as producer:
        producer.send_many(name, [b"x"] * 10, partition=1).result(WAIT)
    with client.consumer(name, group_id=name, auto_offset_reset="earliest") as consumer:
        count = 0
        while count < 10:
            count += len(consumer.poll(WAIT))
        consumer.commit()
        describe = ("--bootstrap-server", kafka.bootstrap, "--describe", "--group", name)
        text = tools.run("consumer.group.ConsumerGroupCommand", *describe)
        members = tools.run("consumer.group.ConsumerGroupCommand", *describe, "--members", "--verbose")
    rows = [line.split() for line in text.splitlines() if name in line]
    assert {(r[2], r[3], r[4], r[5]) for r in rows} == {("0", "0", "0", "0"), ("1", "10", "10", "0")}
    assert "barnabas-" in members
    assert f"{name}:0,1" in members
