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
from typing import TYPE_CHECKING, Any

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
from tests.embedded.pairing import paired
from tests.harness.batches import APPEND_TIME, CONTROL, GZIP, batch, message, record, wrapper
from tests.harness.jars import NEWEST

if TYPE_CHECKING:
    from tests.harness.kafka import Brokers

NOW = int(time.time() * 1000)
Make = Callable[["Side"], Request]
TIMEOUT = 10.0


@dataclass
class Topic:
    name: str
    id: bytes


class Side:
    """One of the two brokers; `topics` are by the test's own names."""

    def __init__(self, bootstrap: str, stack: ExitStack) -> None:
        self.topics: dict[str, Topic] = {}
        self.remembered: dict[str, Any] = {}
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
        wanted = [ListOffsetsRequest.ListOffsetsPartition(partition_index=at, timestamp=-1) for at in range(partitions)]
        look = ListOffsetsRequest(
            replica_id=-1, topics=[ListOffsetsRequest.ListOffsetsTopic(name=name, partitions=wanted)]
        )
        while any(part.error_code for part in self.ask(look, 7).topics[0].partitions):  # until the leaders know
            assert time.monotonic() < deadline, f"{name} has no leaders"
        (found,) = self._client.admin.describe_topics([name])
        assert found.topic_id is not None
        self.topics[label] = Topic(name, bytes.fromhex(found.topic_id))

    def ask(self, request: Request, version: int) -> Any:
        """The response; None if there is none, or the connection was closed."""
        if self._socket is None:
            self._socket = socket.create_connection((self._address[0], int(self._address[2])), timeout=TIMEOUT)
        self._socket.sendall(b"".join(request_chunks(request, version, 7, "same")))
        if isinstance(request, ProduceRequest) and request.acks == 0:
            return None
        try:
            with self._socket.makefile("rb") as stream:
                head = stream.read(4)
                if not head:
                    self._close()
                    return None
                return decode_response(type(request).RESPONSE, version, stream.read(int.from_bytes(head, "big")))
        except OSError:
            self._close()  # what comes late must not be taken for the next answer
            raise


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


def differences(ours: Any, real: Any, path: str = "") -> Iterator[str]:
    """Where the two answers differ, in words."""
    if isinstance(ours, dict) and isinstance(real, dict):
        for name in ours:
            yield from differences(ours[name], real[name], f"{path}.{name}")
    elif isinstance(ours, list) and isinstance(real, list) and len(ours) == len(real):
        for index, (one, other) in enumerate(zip(ours, real, strict=True)):
            yield from differences(one, other, f"{path}[{index}]")
    elif ours != real:
        yield f"{path}: {ours!r:.200} and {real!r:.200}"


def records_of(data: bytes) -> list[tuple[int, bytes | None, bytes | None, int]]:
    chunk = Chunk("t", 0, data, fetch_offset=0)
    found = collect([chunk], 1 << 20)
    assert chunk.error is None, chunk.error
    return [(one.offset, one.key, one.value, one.timestamp_ms) for one in found]


# -- requests


def produce(
    label: str,
    data: bytes | None,
    *,
    partition: int = 0,
    acks: int = -1,
    transactional_id: str | None = None,
    by_id: bool = False,
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


def list_offsets(
    label: str, *timestamps: int, partition: int = 0, isolation_level: int = 0, epoch: int = -1
) -> Iterator[Make]:
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

    def same(self, make: Make, version: int, *, loose: bool = False, texts: bool = True) -> Any:
        """Asks both; fails where the answers differ, else gives the plain one. Without `texts` one may say more."""
        real, ours = (plain(side.ask(make(side), version), loose=loose) for side in (self.real, self.ours))
        found = [one for one in differences(ours, real) if texts or "message" not in one]
        assert not found, "ours and Kafka's"
        return ours


@pytest.fixture(scope="module")
def pairs(brokers: Brokers) -> Iterator[Callable[[str], Pair]]:
    """A pair for each version of Kafka, made when first asked for."""
    with paired(brokers, lambda real, ours, stack: Pair(Side(real, stack), Side(ours, stack))) as get:
        yield get


@pytest.fixture
def pair(pairs: Callable[[str], Pair]) -> Pair:
    return pairs(NEWEST)


def code(answer: Any) -> int:
    """The error code of the only partition in an answer to Produce."""
    found: int = answer["responses"][0]["partition_responses"][0]["error_code"]
    return found


# Null records are not among them: Kafka gives no answer to them at all (its handler fails), we say INVALID_RECORD.
UNSOUND = {
    "damaged": batch(timestamp=NOW, crc=1),
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
        pair.same(produce("unsound", UNSOUND[name], by_id=version >= 13), version, texts=name != "short length")


def test_where_a_topic_is_not(pair: Pair):
    pair.topic("where")
    for version in (3, 8, 12, 13):
        by_id = version >= 13
        pair.same(produce("nowhere", batch(timestamp=NOW), by_id=by_id), version)
        pair.same(produce("where", batch(timestamp=NOW), partition=7, by_id=by_id), version)
        pair.same(produce("where", batch(timestamp=NOW), acks=5, by_id=by_id), version)
        pair.same(produce("where", batch(timestamp=NOW), acks=1, by_id=by_id), version)
    for version in (4, 12, 13, 17):
        pair.same(fetch("nowhere", version), version)
        pair.same(fetch("where", version, partitions=(9, 0)), version)


@pytest.mark.parametrize("codec", ["producer", "uncompressed", "gzip", "zstd", "snappy", "lz4"])
def test_codecs_of_a_topic(pair: Pair, codec: str):
    pair.topic("codec", compression_type=codec)
    for data in (
        batch([b"a" * 100, None], timestamp=NOW, key=b"k", step=5),
        batch([b"b"], timestamp=NOW, attributes=GZIP),
    ):
        pair.same(produce("codec", data), 12)
    for version in (4, 9, 10, 13, 17):
        found = pair.same(fetch("codec", version), version, loose=True)
    # v9 cannot carry zstd, everything else brings all records
    assert len(found["responses"][0]["partitions"][0]["records"]) == 3


@pytest.mark.parametrize(
    "configs", [{"cleanup_policy": "compact"}, {"message_timestamp_before_max_ms": "900000"}], ids=str
)
def test_records_at_fault(pair: Pair, configs: dict[str, str]):
    pair.topic("fault", **configs)
    data = batch([b"a", b"b", b"c"], timestamp=NOW - 3_600_000, step=3_600_000 // 2)
    for version in (3, 7, 8, 13):
        pair.same(produce("fault", data, by_id=version >= 13), version)
    pair.same(produce("fault", batch([b"a"], timestamp=NOW - 3_600_000, key=b"k", attributes=GZIP)), 12)


def test_append_time(pair: Pair):
    pair.topic("append", message_timestamp_type="LogAppendTime")
    pair.same(produce("append", batch([b"a", b"b"], timestamp=5)), 12)
    pair.same(produce("append", batch([b"a"], timestamp=NOW, attributes=APPEND_TIME)), 12)


def test_idempotence(pair: Pair):
    pair.topic("once")
    steps = [
        (5, 0, 3),  # an unknown producer may begin anywhere
        (5, 0, 4),
        (5, 0, 6),  # a gap
        (5, 0, 4),  # again
        (5, 0, 3),
        (5, 0, 2),
        (5, 1, 1),  # another epoch begins with 0
        (5, 1, 0),
        (5, 0, 5),  # an old one
        (6, 0, (1 << 31) - 2),
        (6, 0, (1 << 31) - 1),
        (6, 0, 0),
        (6, 0, 1),
        (6, 0, (1 << 31) - 1),
        *((6, 0, sequence) for sequence in range(2, 7)),
        (6, 0, 1),  # six batches ago
        (6, 0, 2),  # five
    ]
    for producer in steps:
        pair.same(produce("once", batch([b"x"], timestamp=NOW, producer=producer)), 9)
    pair.same(produce("once", batch([b"x", b"y", b"z"], timestamp=NOW, producer=(7, 0, (1 << 31) - 2))), 9)
    pair.same(produce("once", batch([b"x"], timestamp=NOW, producer=(7, 0, 1))), 9)
    pair.same(produce("once", batch([b"x", b"y", b"z"], timestamp=NOW, producer=(7, 0, (1 << 31) - 2))), 9)


def test_describing_producers(pair: Pair):
    pair.topic("writers")
    pair.same(describe_producers("writers"), 0)
    for sequence in range(3):
        pair.same(produce("writers", batch([b"x"] * 2, timestamp=NOW + sequence, producer=(5, 0, 2 * sequence))), 9)
    pair.same(describe_producers("writers"), 0)


@pytest.mark.parametrize("version", range(4, 19))
def test_fetch_in_every_version(pair: Pair, version: int):
    pair.topic("fetch", 3)
    for partition in range(2):
        for value in (b"a", b"b", b"c"):
            pair.same(produce("fetch", batch([value * 100] * 2, timestamp=NOW), partition=partition), 12)
    size = len(batch([b"a" * 100] * 2))
    whole = (0, 1, 2)
    pair.same(fetch("fetch", version, partitions=whole), version)
    pair.same(fetch("fetch", version, partitions=whole, isolation_level=1), version)
    pair.same(fetch("fetch", version, offset=3), version)  # in the middle of a batch
    for offset in (6, 7, -1, 100):
        pair.same(fetch("fetch", version, offset=offset), version)
    pair.same(fetch("fetch", version, partition_max_bytes=2 * size), version)
    pair.same(fetch("fetch", version, partition_max_bytes=1), version)
    pair.same(fetch("fetch", version, max_bytes=1), version)
    if version >= 9:
        for epoch in (0, 1, 5):
            pair.same(fetch("fetch", version, current_leader_epoch=epoch), version)
    if version >= 12:
        for epoch in (0, 1, 5):
            pair.same(fetch("fetch", version, last_fetched_epoch=epoch), version)
        pair.same(fetch("fetch", version, offset=100, last_fetched_epoch=0), version)
    if version >= 7:
        _session(pair, version)


def _session(pair: Pair, version: int) -> None:
    """A session, its errors and its end."""

    def within(epoch: int, make: Make | None = None, *, forget: tuple[int, ...] = (), wrong: int = 0) -> Make:
        def made(side: Side) -> Request:
            request = make(side) if make else FetchRequest(max_wait_ms=1)
            assert isinstance(request, FetchRequest)
            request.session_id, request.session_epoch = side.remembered.get("session", 0) + wrong, epoch
            if forget:
                topic = side.topics["fetch"]
                gone = FetchRequest.ForgottenTopic(partitions=list(forget))
                gone.topic, gone.topic_id = ("", topic.id) if version >= 13 else (topic.name, bytes(16))
                request.forgotten_topics_data = [gone]
            return request

        return made

    for side in (pair.real, pair.ours):
        answer = side.ask(within(0, fetch("fetch", version, partitions=(0, 1, 2)))(side), version)
        side.remembered["session"] = answer.session_id
        assert answer.session_id > 0
    pair.same(within(1), version)
    pair.same(within(2, fetch("fetch", version, partitions=(0, 1), offset=6)), version)
    pair.same(within(3), version)
    pair.same(produce("fetch", batch([b"new"], timestamp=NOW), partition=2), 12)
    pair.same(within(4), version)
    pair.same(within(4), version)  # an epoch twice
    pair.same(within(5, wrong=1), version)
    pair.same(within(5, forget=(2,)), version)
    pair.same(within(6, fetch("fetch", version, partitions=(0,), offset=100)), version)
    pair.same(within(7), version)  # an error is told each time
    pair.same(within(8, fetch("fetch", version, partitions=(0,), offset=6)), version)
    pair.same(within(9, forget=(0, 1)), version)  # nothing is left
    pair.same(within(10), version)
    for side in (pair.real, pair.ours):
        side.remembered.clear()


@pytest.mark.parametrize("version", range(1, 12))
def test_offsets_in_every_version(pair: Pair, version: int):
    pair.topic("offsets")
    names = tuple(range(-8, 0))
    for make in list_offsets("offsets", *names, NOW):
        pair.same(make, version)
    pair.same(produce("offsets", batch([b"a"] * 3, timestamp=NOW - 50, step=10)), 12)
    pair.same(produce("offsets", batch([b"b"] * 2, timestamp=NOW - 90, step=100)), 12)
    pair.same(produce("offsets", batch([b"c"] * 2, timestamp=NOW - 90, attributes=GZIP)), 12)
    pair.same(produce("offsets", batch([b"d"] * 2, timestamp=NOW + 10)), 12)
    pair.same(produce("offsets", batch([b"e"], timestamp=-1, max_timestamp=-1)), 12)
    for isolation in (0, 1) if version >= 2 else (0,):
        times = (NOW - 1000, NOW - 45, NOW - 30, NOW + 10, NOW + 11, 0)
        for make in list_offsets("offsets", *names, *times, isolation_level=isolation):
            pair.same(make, version)
    if version >= 4:
        for epoch in (0, 1):
            for make in list_offsets("offsets", -1, epoch=epoch):
                pair.same(make, version)
    for make in list_offsets("offsets", -1, partition=4):
        pair.same(make, version)
    for make in list_offsets("nowhere", -1):
        pair.same(make, version)


@pytest.mark.parametrize("version", range(2, 5))
def test_ends_of_epochs(pair: Pair, version: int):
    pair.topic("epochs")
    for epoch in (-1, 0, 1):
        pair.same(end_of_epoch("epochs", epoch), version)
    pair.same(produce("epochs", batch([b"a"] * 3, timestamp=NOW)), 12)
    for epoch in (-1, 0, 1):
        pair.same(end_of_epoch("epochs", epoch), version)
        pair.same(end_of_epoch("epochs", 0, known=epoch), version)


@pytest.mark.parametrize("version", range(3))
def test_deleting_records(pair: Pair, version: int):
    pair.topic("delete")
    pair.topic("compacted", cleanup_policy="compact")
    for _ in range(3):
        pair.same(produce("delete", batch([b"a"] * 3, timestamp=NOW)), 12)
    for offset in (2, 1, 100, -2, 4):
        pair.same(delete_records("delete", offset), version)
        for make in list_offsets("delete", -2, -1, NOW):
            pair.same(make, 7)
        pair.same(fetch("delete", 12, offset=1), 12)
        pair.same(fetch("delete", 12, offset=4), 12)
    pair.same(delete_records("delete", -1), version)
    pair.same(delete_records("delete", 0, partition=3), version)
    pair.same(delete_records("compacted", 0), version)
    pair.same(fetch("delete", 12, offset=9), 12)
    pair.same(end_of_epoch("delete", 0), 3)
    # Kafka still finds deleted records by their time as long as their segment is there; ours is gone at once. So: a later one.
    pair.same(produce("delete", batch([b"b"], timestamp=NOW + 1)), 12)
    for make in list_offsets("delete", -3, -2, -1, NOW + 1):
        pair.same(make, 7)


# -- the formats of old, which Kafka 3.9 still takes and gives


@pytest.fixture
def old(pairs: Callable[[str], Pair]) -> Pair:
    return pairs("3.9.1")


OLD = {
    "format 0": message(0, b"a", magic=0) + message(1, b"b", b"k", magic=0),
    "format 1": message(0, b"a", timestamp=NOW) + message(1, None, b"k", timestamp=NOW + 1),
    "format 2": batch([b"a", b"b"], timestamp=NOW),
    "wrapper 0": wrapper(1, message(0, b"a", magic=0) + message(1, b"b", magic=0), magic=0),
    "wrapper 1": wrapper(1, message(0, b"a", timestamp=NOW) + message(1, b"b", timestamp=NOW)),
    "wrong inner offsets": wrapper(0, message(7, b"a", timestamp=NOW) + message(9, b"b", timestamp=NOW)),
    "two wrappers": wrapper(0, message(0, b"a", timestamp=NOW)) + wrapper(1, message(0, b"b", timestamp=NOW)),
    "nothing": b"",
    "damaged": message(0, b"a")[:-1] + b"z",
    "cut off": message(0, b"a", timestamp=NOW) + message(1, b"b", timestamp=NOW)[:-1],
    "mixed": message(0, b"a", timestamp=NOW) + message(1, b"b", magic=0),
    "two of format 2": batch([b"a"], timestamp=NOW) + batch([b"b"], timestamp=NOW),
}


@pytest.mark.parametrize("name", OLD)
def test_old_formats(old: Pair, name: str):
    old.topic("old")
    for version in range(3):
        old.same(produce("old", OLD[name]), version)
    old.same(fetch("old", 12), 12, loose=True)
    for version in range(4):
        old.same(fetch("old", version), version, loose=True)


@pytest.mark.parametrize("version", range(4))
def test_old_versions_of_fetch(old: Pair, version: int):
    old.topic("lower")
    for data in (batch([b"a" * 300] * 3, timestamp=NOW), batch([b"b" * 300] * 3, timestamp=NOW, attributes=GZIP)):
        old.same(produce("lower", data), 9)
    for offset in (0, 1, 3, 4, 6, 7):
        old.same(fetch("lower", version, offset=offset), version, loose=True)
    old.topic("none", message_downconversion_enable="false")
    old.same(produce("none", batch(timestamp=NOW)), 9)
    old.same(fetch("none", version), version)


def test_segments_by_version_0(old: Pair):
    old.topic("offsets")
    old.same(produce("offsets", batch([b"a"] * 3, timestamp=NOW)), 9)
    for timestamp in (-1, -2, -3, 1):
        for make in list_offsets("offsets", timestamp):

            def version_0(side: Side, make: Make = make) -> Request:
                request = make(side)
                assert isinstance(request, ListOffsetsRequest)
                request.topics[0].partitions[0].max_num_offsets = 5
                return request

            old.same(version_0, 0)
