"""The same requests to a real Kafka and to the embedded broker's data side: error codes and fields must be the same.

What differs by nature is made equal before comparing: ids and addresses (whether there is one), texts (whether there is one),
times of append (whether there is one), and where the answer to compressed data is written anew, the bytes (their records are
compared). Known differences are listed where they are, with their reason.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

import barnabas
from barnabas._native import Chunk, collect
from barnabas.protocol.frames import decode_response, request_chunks
from barnabas.protocol.message import Request, Struct
from barnabas.protocol.messages.delete_records import DeleteRecordsRequest
from barnabas.protocol.messages.describe_producers import DescribeProducersRequest
from barnabas.protocol.messages.fetch import FetchRequest
from barnabas.protocol.messages.list_offsets import ListOffsetsRequest
from barnabas.protocol.messages.offset_for_leader_epoch import OffsetForLeaderEpochRequest
from barnabas.protocol.messages.produce import ProduceRequest
from tests.harness.batches import APPEND_TIME, CONTROL, GZIP, batch, message, record, wrapper
from tests.harness.jars import NEWEST
from tests.harness.kafka import Brokers
from tests.unit.broker.data_bench import DataBench

NOW = int(time.time() * 1000)
Make = Callable[["Side"], Request]
TIMEOUT = 30.0


@dataclass
class Topic:
    name: str
    id: bytes


class Side:
    """One of the two brokers; `topics` are by the test's own names."""

    def __init__(self) -> None:
        self.topics: dict[str, Topic] = {}
        self.remembered: dict[str, Any] = {}

    def create(self, label: str, partitions: int, configs: dict[str, str]) -> None:
        raise NotImplementedError

    def ask(self, request: Request, version: int) -> Any:
        """The response; None if the connection was closed."""
        raise NotImplementedError


class RealKafka(Side):
    def __init__(self, bootstrap: str, stack: ExitStack) -> None:
        super().__init__()
        self._bootstrap = bootstrap
        self._client = stack.enter_context(barnabas.Client(bootstrap))
        self._address = bootstrap.rpartition(":")
        self._socket: socket.socket | None = None
        stack.callback(self._close)

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def create(self, label: str, partitions: int, configs: dict[str, str]) -> None:
        name = f"same-{label}-{time.monotonic_ns()}"
        new = barnabas.NewTopic(name, partitions=partitions, replication_factor=1, configs=configs)
        self._client.admin.create_topics([new], raise_on_error=True)
        deadline = time.monotonic() + TIMEOUT
        while True:
            (found,) = self._client.admin.describe_topics([name])
            if len(found.partitions) == partitions and all(part.leader is not None for part in found.partitions):
                break
            assert time.monotonic() < deadline, f"{name} has no leaders"
        assert found.topic_id is not None
        self.topics[label] = Topic(name, bytes.fromhex(found.topic_id))

    def ask(self, request: Request, version: int) -> Any:
        if self._socket is None:
            self._socket = socket.create_connection((self._address[0], int(self._address[2])), timeout=TIMEOUT)
        self._socket.sendall(b"".join(request_chunks(request, version, 7, "same")))
        if isinstance(request, ProduceRequest) and request.acks == 0:
            return None
        stream = self._socket.makefile("rb")
        head = stream.read(4)
        if not head:
            self._close()
            return None
        return decode_response(type(request).RESPONSE, version, stream.read(int.from_bytes(head, "big")))


class Embedded(Side):
    def __init__(self) -> None:
        super().__init__()
        self._bench = DataBench(now_ms=NOW)

    def create(self, label: str, partitions: int, configs: dict[str, str]) -> None:
        made = self._bench.topic(label, partitions, **{key.replace(".", "_"): value for key, value in configs.items()})
        for partition in made.partitions:
            partition.replicas = partition.isr = [1]
        self.topics[label] = Topic(label, made.id)

    def ask(self, request: Request, version: int) -> Any:
        return self._bench.ask(request, version, client_id="same")


# -- making answers comparable

IDS = {"topic", "topic_id", "name", "session_id", "host", "port", "node_id", "rack", "leader_id"}
TEXTS = {"error_message", "batch_index_error_message"}
TIMES = {"log_append_time_ms"}


def plain(value: Any, field: str = "", *, loose: bool = False) -> Any:
    """The answer as plain values, what differs by nature made equal."""
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name), name, loose=loose) for name in value.FIELDS}
    if field in IDS:
        return bool(value) and value not in (-1, bytes(16))
    if field in TEXTS:
        return value is not None
    if field in TIMES:
        return value >= 0
    if field == "records":
        data = bytes(value or b"")
        return records_of(data) if loose else data
    if isinstance(value, list):
        return [plain(one, field, loose=loose) for one in value]
    return value


def records_of(data: bytes) -> list[tuple[int, bytes | None, bytes | None, int]]:
    chunk = Chunk("t", 0, data, fetch_offset=0)
    found = collect([chunk], 1 << 20)
    assert chunk.error is None, chunk.error
    return [(one.offset, one.key, one.value, one.timestamp_ms) for one in found]


# -- requests


def produce(
    label: str, data: bytes | None, *, partition: int = 0, acks: int = -1, transactional_id: str | None = None, by_id: bool = False
) -> Make:
    def make(side: Side) -> Request:
        topic = side.topics.get(label, Topic("there-is-no-such-topic", b"\7" * 16))
        part = ProduceRequest.PartitionProduceData(index=partition, records=data)
        asked = ProduceRequest.TopicProduceData(partition_data=[part])
        asked.name, asked.topic_id = ("", topic.id) if by_id else (topic.name, bytes(16))
        return ProduceRequest(acks=acks, timeout_ms=5000, topic_data=[asked], transactional_id=transactional_id)

    return make


def fetch(label: str, version: int, *, partitions: tuple[int, ...] = (0,), offset: int = 0, **options: int) -> Make:
    part_options = {name: options.pop(name) for name in list(options) if name in FetchRequest.FetchPartition.FIELDS}
    part_options.setdefault("partition_max_bytes", 1 << 20)

    def make(side: Side) -> Request:
        topic = side.topics.get(label, Topic("there-is-no-such-topic", b"\7" * 16))
        parts = [FetchRequest.FetchPartition(partition=at, fetch_offset=offset, **part_options) for at in partitions]
        asked = FetchRequest.FetchTopic(partitions=parts)
        asked.topic, asked.topic_id = ("", topic.id) if version >= 13 else (topic.name, bytes(16))
        return FetchRequest(topics=[asked], max_wait_ms=1, **options)

    return make


def list_offsets(label: str, *timestamps: int, partition: int = 0, isolation_level: int = 0, epoch: int = -1) -> Iterator[Make]:
    for timestamp in timestamps:

        def make(side: Side, timestamp: int = timestamp) -> Request:
            name = side.topics[label].name if label in side.topics else "there-is-no-such-topic"
            part = ListOffsetsRequest.ListOffsetsPartition(
                partition_index=partition, timestamp=timestamp, current_leader_epoch=epoch
            )
            topic = ListOffsetsRequest.ListOffsetsTopic(name=name, partitions=[part])
            return ListOffsetsRequest(replica_id=-1, topics=[topic], isolation_level=isolation_level)

        yield make


def end_of_epoch(label: str, epoch: int, *, known: int = -1) -> Make:
    def make(side: Side) -> Request:
        part = OffsetForLeaderEpochRequest.OffsetForLeaderPartition(
            partition=0, leader_epoch=epoch, current_leader_epoch=known
        )
        topic = OffsetForLeaderEpochRequest.OffsetForLeaderTopic(topic=side.topics[label].name, partitions=[part])
        return OffsetForLeaderEpochRequest(topics=[topic])

    return make


def delete_records(label: str, offset: int, *, partition: int = 0) -> Make:
    def make(side: Side) -> Request:
        part = DeleteRecordsRequest.DeleteRecordsPartition(partition_index=partition, offset=offset)
        topic = DeleteRecordsRequest.DeleteRecordsTopic(name=side.topics[label].name, partitions=[part])
        return DeleteRecordsRequest(topics=[topic], timeout_ms=5000)

    return make


def describe_producers(label: str) -> Make:
    def make(side: Side) -> Request:
        topic = DescribeProducersRequest.TopicRequest(name=side.topics[label].name, partition_indexes=[0, 9])
        return DescribeProducersRequest(topics=[topic])

    return make


class Pair:
    """Both brokers, asked the same."""

    def __init__(self, real: Side, ours: Side) -> None:
        self.real, self.ours = real, ours

    def topic(self, label: str, partitions: int = 1, **configs: str) -> None:
        for side in (self.real, self.ours):
            side.create(label, partitions, {key.replace("_", "."): value for key, value in configs.items()})

    def same(self, make: Make, version: int, *, loose: bool = False) -> Any:
        """Asks both; fails where the answers differ, else gives the plain one."""
        real, ours = (plain(side.ask(make(side), version), loose=loose) for side in (self.real, self.ours))
        assert ours == real
        return ours


@pytest.fixture(scope="module")
def pairs(brokers: Brokers) -> Iterator[Callable[[str], Pair]]:
    """A pair for each version of Kafka, made when first asked for."""
    made: dict[str, Pair] = {}
    with ExitStack() as stack:

        def get(version: str) -> Pair:
            if version not in made:
                made[version] = Pair(RealKafka(brokers.get(version).bootstrap, stack), Embedded())
            return made[version]

        yield get


@pytest.fixture
def pair(pairs: Callable[[str], Pair]) -> Pair:
    return pairs(NEWEST)


def code(answer: Any) -> int:
    """The error code of the only partition in an answer to Produce."""
    found: int = answer["responses"][0]["partition_responses"][0]["error_code"]
    return found


UNSOUND = {
    "damaged": batch(timestamp=NOW, crc=1),
    "null": None,
    "nothing": b"",
    "magic 3": batch(timestamp=NOW, magic=3),
    "negative length": batch()[:8] + b"\xff" * 4 + batch()[12:],
    "cut off": batch()[:-1],
    "header cut off": batch()[:40],
    "short length": batch()[:8] + (20).to_bytes(4, "big") + batch()[12:],
    "two batches": batch(timestamp=NOW) + batch(timestamp=NOW),
    "base offset": batch(timestamp=NOW, base_offset=7),
    "no records": batch([], body=b""),
    "count too high": batch([b"a", b"b"], timestamp=NOW, count=3),
    "count and delta too high": batch([b"a", b"b"], timestamp=NOW, count=3, last_delta=2),
    "count too low": batch([b"a", b"b"], timestamp=NOW, count=1, last_delta=0),
    "negative delta": batch(timestamp=NOW, last_delta=-2),
    "control": batch(timestamp=NOW, attributes=CONTROL),
    "no sequence": batch(timestamp=NOW, producer=(5, 0, -1)),
    "not a record": batch(timestamp=NOW, body=b"\x01"),
    "bytes behind": batch(timestamp=NOW, body=record(0, b"value") + b"\0"),
    "record too long": batch(timestamp=NOW, body=b"\x7e" + record(0, b"value")[1:]),
    "too large": batch([b"x" * 1_048_588], timestamp=NOW),
    "from tomorrow": batch([b"a", b"b"], timestamp=NOW + 86_400_000),
    "append time": batch(timestamp=NOW, attributes=APPEND_TIME),
    "unknown codec": batch(timestamp=NOW, attributes=6),
    "not gzip": batch(timestamp=NOW, attributes=2),
    "not zstd": batch(timestamp=NOW, attributes=4),
    "gzip of nonsense": batch(timestamp=NOW, attributes=GZIP, body=b"\x7e\x7e"),
    "gzip with bytes behind": batch(timestamp=NOW, attributes=GZIP, body=record(0, b"value") + b"\0"),
    "gzip with a record missing": batch([b"a", b"b"], timestamp=NOW, attributes=GZIP, body=record(0, b"value")),
    "old format": message(0, b"a"),
    "deltas": batch([b"a", b"b"], timestamp=NOW, deltas=[5, 9], last_delta=1),
    "gzip deltas": batch([b"a", b"b"], timestamp=NOW, attributes=GZIP, deltas=[1, 1], last_delta=1),
    "transactional without an id": batch(timestamp=NOW, producer=(5, 0, 0), transactional=True),
    "wrong maximum": batch([b"a", b"b"], timestamp=NOW, max_timestamp=NOW - 7),
    "no time": batch([b"a"], timestamp=-1, max_timestamp=-1),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_unsound(pair: Pair, name: str):
    pair.topic("unsound")
    for version in (3, 9, 13):
        pair.same(produce("unsound", UNSOUND[name], by_id=version >= 13), version)
