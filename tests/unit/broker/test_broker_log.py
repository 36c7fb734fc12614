"""A partition's log: appending, reading, looking up, throwing away."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from barnabas._native import Chunk, collect
from barnabas.broker.state.budget import Budget
from barnabas.broker.state.log import Log
from barnabas.broker.state.refused import LogError
from barnabas.broker.storage import Storage
from barnabas.errors import codes
from tests.harness.batches import APPEND_TIME, CONTROL, GZIP, batch, message, record, wrapper
from tests.unit.broker.data_bench import CONFIGS, NOW_MS


def make(budget: Budget | None = None, **configs: str) -> Log:
    table = {**CONFIGS, **{name.replace("_", "."): value for name, value in configs.items()}}
    return Log(table.__getitem__, name="t-0", budget=budget)


def add(log: Log, data: bytes, now_ms: int = NOW_MS, epoch: int = 0):
    return log.append(data, now_ms=now_ms, leader_epoch=epoch)


def read(log: Log, offset: int = 0, **options) -> list[tuple[int, bytes | None, int]]:
    """Offset, value and time of the records from `offset` on, by the client's own reader."""
    found = log.read(offset, 1 << 30, **options)
    chunk = Chunk("t", 0, b"".join(found.data), fetch_offset=offset)
    records = collect([chunk], 1 << 30)
    assert chunk.error is None, chunk.error
    return [(one.offset, one.value, one.timestamp_ms) for one in records]


def refused(log: Log, data: bytes) -> LogError:
    with pytest.raises(LogError) as caught:
        add(log, data)
    assert log.end_offset == 0, "a refused batch must leave nothing behind"
    return caught.value


def test_offsets_follow_each_other_and_the_leader_epoch_is_stamped():
    log = make()
    first, second = add(log, batch([b"a", b"b"])), add(log, batch([b"c"]), epoch=3)
    assert (first.base_offset, second.base_offset, log.end_offset) == (0, 2, 3)
    assert first.append_time_ms == -1
    assert [(o, v) for o, v, _ in read(log)] == [(0, b"a"), (1, b"b"), (2, b"c")]
    assert [held.leader_epoch for held in log.read(0, 1 << 20).batches] == [0, 3]
    assert (log.end_of_epoch(0), log.end_of_epoch(1), log.end_of_epoch(3)) == ((0, 2), (0, 2), (3, 3))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (batch(crc=1), codes.CORRUPT_MESSAGE),
        (batch(magic=3), codes.CORRUPT_MESSAGE),
        (batch()[:8] + b"\xff" * 4 + batch()[12:], codes.CORRUPT_MESSAGE),
        (batch() + batch(), codes.INVALID_RECORD),
        (batch(base_offset=7), codes.INVALID_RECORD),
        (batch([], body=b""), codes.INVALID_RECORD),
        (batch([b"a", b"b"], count=3), codes.INVALID_RECORD),
        (batch([b"a", b"b"], count=3, last_delta=2), codes.INVALID_RECORD),
        (batch([b"a", b"b"], count=1, last_delta=0), codes.INVALID_RECORD),
        (batch(last_delta=-2), codes.INVALID_RECORD),
        (batch(attributes=CONTROL), codes.INVALID_RECORD),
        (batch(producer=(5, 0, -1)), codes.INVALID_RECORD),
        (batch(body=b"\x01"), codes.INVALID_RECORD),
        (batch(body=record(0, b"value") + b"\0"), codes.INVALID_RECORD),
        (batch([b"x" * 1_048_588]), codes.MESSAGE_TOO_LARGE),
        (batch(timestamp=NOW_MS + 3_600_001), codes.INVALID_TIMESTAMP),
    ],
    ids=[f"case{number}" for number in range(16)],
)
def test_what_is_unsound_is_refused(data: bytes, code: int):
    assert refused(make(), data).code == code


def test_the_records_at_fault_are_named():
    error = refused(make(cleanup_policy="compact"), batch([b"a", b"b"]))
    assert error.code == codes.INVALID_RECORD
    assert [index for index, _ in error.record_errors] == [0, 1]
    error = refused(
        make(message_timestamp_before_max_ms="10"), batch([b"a", b"b", b"c"], timestamp=NOW_MS - 20, step=10)
    )
    assert error.code == codes.INVALID_TIMESTAMP
    assert [index for index, _ in error.record_errors] == [0]
    assert str(NOW_MS - 20) in error.record_errors[0][1]


def test_append_time_is_the_brokers():
    log = make(message_timestamp_type="LogAppendTime")
    assert add(log, batch([b"a", b"b"], timestamp=5, step=1), NOW_MS + 7).append_time_ms == NOW_MS + 7
    assert {time for _, _, time in read(log)} == {NOW_MS + 7}
    refusal = refused(make(message_timestamp_type="LogAppendTime"), batch(attributes=APPEND_TIME))
    assert refusal.code == codes.INVALID_TIMESTAMP


def test_a_wrong_maximum_of_timestamps_is_set_right():
    log = make()
    add(log, batch([b"a", b"b"], step=5, max_timestamp=NOW_MS + 999))
    assert log.read(0, 1 << 20).batches[0].max_timestamp == NOW_MS + 5
    assert [value for _, value, _ in read(log)] == [b"a", b"b"]  # under a checksum that holds


def test_compressed_batches_stay_as_they_came():
    log, sent = make(), batch([b"a", b"b"], attributes=GZIP)
    add(log, sent)
    assert log.read(0, 1 << 20).data[0][16:] == sent[16:]


def test_offsets_inside_that_do_not_follow_each_other():
    wrong = {"deltas": [0, 0], "last_delta": 1}
    assert refused(make(), batch([b"c", b"d"], attributes=GZIP, **wrong)).code == codes.UNKNOWN_SERVER_ERROR
    log = make(compression_type="zstd")  # who writes the batch anew sets them right
    add(log, batch([b"c", b"d"], attributes=GZIP, **wrong))
    assert [(o, v) for o, v, _ in read(log)] == [(0, b"c"), (1, b"d")]


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd", "uncompressed"])
def test_a_topic_may_want_another_codec(codec: str):
    log = make(compression_type=codec)
    add(log, batch([b"a" * 500, None], attributes=GZIP if codec != "gzip" else 0, key=b"k", step=3))
    assert read(log) == [(0, b"a" * 500, NOW_MS), (1, None, NOW_MS + 3)]
    number = {"uncompressed": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}[codec]
    assert log.read(0, 1 << 20).data[0][22] & 7 == number


@pytest.mark.parametrize(
    "sent",
    [
        message(0, b"a", timestamp=NOW_MS) + message(1, b"b", timestamp=NOW_MS),
        wrapper(1, message(0, b"a", timestamp=NOW_MS) + message(1, b"b", timestamp=NOW_MS)),
    ],
    ids=["plain", "compressed"],
)
def test_old_message_sets_become_one_batch(sent: bytes):
    log = make()
    add(log, batch())
    assert add(log, sent).base_offset == 1
    assert read(log, 1) == [(1, b"a", NOW_MS), (2, b"b", NOW_MS)]
    assert log.read(1, 1 << 20).batches[0].data[16] == 2


def test_nothing_is_appended_as_nothing():
    log = make()
    assert add(log, b"").base_offset == -1
    assert log.end_offset == 0


def test_reads_are_whole_batches_and_the_first_one_whatever_its_size():
    log = make()
    for value in (b"a", b"b", b"c"):
        add(log, batch([value, value]))
    size = len(batch([b"a", b"a"]))
    assert len(log.read(0, 2 * size).batches) == 2
    assert len(log.read(1, 2 * size - 1).batches) == 1
    assert len(log.read(3, 1).batches) == 1
    assert log.read(3, 1, at_least_one=False).batches == []
    assert log.read(6, 100).batches == []
    for offset in (-1, 7):
        with pytest.raises(LogError) as caught:
            log.read(offset, 100)
        assert caught.value.code == codes.OFFSET_OUT_OF_RANGE
    assert [log.available(offset) for offset in (0, 2, 3, 6)] == [3 * size, 2 * size, 2 * size, 0]


def test_transactions_hold_readers_of_what_is_committed():
    log = make()
    add(log, batch([b"plain"]))
    add(log, batch([b"one"], producer=(1, 0, 0), transactional=True))
    add(log, batch([b"two"], producer=(2, 0, 0), transactional=True))
    assert log.last_stable_offset == 1
    assert [held.base_offset for held in log.read(0, 1 << 20, committed=True).batches] == [0]
    log.write_marker(1, 0, True, 0, NOW_MS)
    assert log.last_stable_offset == 2
    log.write_marker(2, 0, False, 0, NOW_MS)
    assert (log.last_stable_offset, log.end_offset) == (5, 5)
    found = log.read(0, 1 << 20, committed=True)
    assert found.aborted is not None
    assert [(txn.producer_id, txn.first_offset, txn.last_offset) for txn in found.aborted] == [(2, 2, 4)]
    assert log.read(0, 1, committed=True).aborted == []  # the first batch alone is not touched by it
    assert log.read(4, 1, committed=True).aborted == found.aborted
    assert log.read(0, 1 << 20).aborted is None


def test_offsets_by_time():
    log = make(segment_bytes="150")
    for at in (10, 30, 20):
        add(log, batch([b"a", b"b"], timestamp=NOW_MS + at, step=5))
    found = [log.find_by_timestamp(NOW_MS + at) for at in (0, 11, 16, 31, 36)]
    assert [one and (one.offset, one.timestamp - NOW_MS) for one in found] == [(0, 10), (1, 15), (2, 30), (3, 35), None]
    latest = log.max_timestamp()
    assert latest is not None
    assert (latest.offset, latest.timestamp - NOW_MS, latest.leader_epoch) == (3, 35, 0)
    assert make().max_timestamp() is None
    assert log.offsets_before(-1, 10, NOW_MS + 1) == [6, 4, 2, 0]
    assert log.offsets_before(-1, 1, NOW_MS + 1) == [6]
    assert log.offsets_before(-2, 10, NOW_MS + 1) == [0]
    assert log.offsets_before(NOW_MS - 1, 10, NOW_MS + 1) == []


def test_deleting_records_moves_the_start():
    log = make(segment_bytes="150")
    for at in range(4):
        add(log, batch([b"a", b"b"]), epoch=at)
    log.delete_before(3)
    assert (log.start_offset, log.earliest().offset, log.earliest().leader_epoch) == (3, 3, 1)
    assert [held.base_offset for held in log.read(3, 1 << 20).batches] == [2, 4, 6]
    with pytest.raises(LogError) as caught:
        log.delete_before(9)
    assert caught.value.code == codes.OFFSET_OUT_OF_RANGE
    log.delete_before(8)
    assert (log.start_offset, log.size, log.end_offset) == (8, 0, 8)
    add(log, batch([b"c"]))
    assert read(log, 8) == [(8, b"c", NOW_MS)]


def test_retention_by_size_and_by_time():
    log = make(segment_bytes="100", retention_bytes="150")
    for _ in range(4):
        add(log, batch())
    assert log.enforce_retention(NOW_MS)
    assert (log.start_offset, log.end_offset) == (1, 4) if log.size > 200 else (2, 4)
    log = make(segment_bytes="100", retention_ms="1000")
    add(log, batch(timestamp=NOW_MS - 2000))
    add(log, batch(timestamp=NOW_MS))
    assert log.enforce_retention(NOW_MS)
    assert log.start_offset == 1
    assert not log.enforce_retention(NOW_MS)
    assert log.enforce_retention(NOW_MS + 1001)  # the last segment goes too
    assert (log.start_offset, log.end_offset, log.size) == (2, 2, 0)
    compacted = make(cleanup_policy="compact", retention_ms="0")
    add(compacted, batch(key=b"k"))
    assert not compacted.enforce_retention(NOW_MS + 10_000)


def test_beyond_the_budget_there_is_an_error_and_later_room_again(caplog: pytest.LogCaptureFixture):
    budget = Budget(1200)
    log, other = make(budget), make(budget)
    add(log, batch())
    add(other, batch())
    with pytest.raises(LogError) as caught:
        for _ in range(3):
            add(log, batch())
    assert caught.value.code == codes.KAFKA_STORAGE_ERROR
    assert "max_bytes" in str(caught.value.message)
    assert [entry.levelname for entry in caplog.records] == ["ERROR"]
    end = log.end_offset
    with pytest.raises(LogError):
        add(log, batch())
    assert (log.end_offset, len(caplog.records)) == (end, 1)  # said once
    other.delete()
    assert add(log, batch()).base_offset == end


def test_old_segments_are_served_as_they_are():
    log = make()
    stored = message(5, b"a") + message(7, b"b", magic=0) + wrapper(9, message(0, b"c") + message(1, b"d"))
    assert log.load_segment(stored + batch([b"e"], base_offset=20, leader_epoch=4), now_ms=NOW_MS) == 4
    assert (log.start_offset, log.end_offset) == (0, 21)
    assert b"".join(log.read(0, 1 << 20).data).startswith(stored)
    assert [(o, v) for o, v, _ in read(log, 6)] == [(7, b"b"), (8, b"c"), (9, b"d"), (20, b"e")]
    assert log.end_of_epoch(4) == (4, 21)
    with pytest.raises(LogError):
        log.load_segment(message(3, b"late"), now_ms=NOW_MS)
    with pytest.raises(LogError):
        log.load_segment(batch(base_offset=30, crc=0), now_ms=NOW_MS)


def test_a_log_comes_back_from_its_files(tmp_path: Path):
    storage = Storage(tmp_path)
    table = {**CONFIGS, "segment.bytes": "260"}
    log = Log(table.__getitem__, files=storage.partition(b"\1" * 16, 0))
    add(log, batch([b"gone"]))
    add(log, batch([b"one"], producer=(1, 0, 0), transactional=True), epoch=1)
    log.write_marker(1, 0, False, 0, NOW_MS)
    add(log, batch([b"two"], producer=(2, 0, 0), transactional=True), epoch=1)
    add(log, batch([b"three"], producer=(3, 5, 0)), epoch=2)
    log.delete_before(1)
    storage.close()

    storage = Storage(tmp_path)
    files = storage.partition(b"\1" * 16, 0)
    back = Log(table.__getitem__, files=files)
    for base, data, headers in files.segments():
        back.recover(base, data, headers, NOW_MS)
    back.recovered(files.start_offset())
    assert (back.start_offset, back.end_offset, back.last_stable_offset) == (1, 5, 3)
    assert back.read(1, 1 << 20).data == log.read(1, 1 << 20).data
    assert back.producers.aborted == log.producers.aborted
    assert [back.end_of_epoch(epoch) for epoch in (1, 2)] == [(1, 4), (2, 5)]
    assert add(back, batch([b"three"], producer=(3, 5, 0))).duplicate
    assert add(back, batch([b"four"], producer=(3, 5, 1))).base_offset == 5
    back.delete()
    assert not list(tmp_path.glob("logs/*/0"))
    storage.close()


def test_gzip_is_pythons():
    assert gzip.decompress(batch([b"a"], attributes=GZIP)[61:]) == record(0, b"a")
