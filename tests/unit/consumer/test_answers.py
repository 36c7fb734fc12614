"""What each partition's part of a Fetch answer means: nearer replicas (KIP-392), refusals, and what came too late."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from barnabas.consumer.answers import Answers
from barnabas.consumer.partition import Partition
from barnabas.errors import TopicAuthorizationFailedError, UnknownServerError
from barnabas.errors.client import ClientError
from barnabas.protocol.messages.fetch import FetchResponse
from barnabas.types import TopicPartition
from tests.harness.batches import batch

PLACE = TopicPartition("t", 0)
NOW, DELAY, AGE = 100.0, 0.25, 300.0
OUT_OF_RANGE, FENCED_LEADER_EPOCH, NOT_LEADER, DENIED, TIMED_OUT, UNKNOWN_SERVER_ERROR = 1, 74, 6, 29, 7, -1


class Cluster:
    """Knows nodes 1 and 2."""

    def __init__(self) -> None:
        self.snapshot = SimpleNamespace(brokers={1: None, 2: None}, leader=lambda topic, partition: None)
        self.asked: list[str] = []
        self.hinted: list[Any] = []
        self.takes_hints = True

    def update_soon(self, why: str, *, failures: int = 0) -> None:
        self.asked.append(why)

    def hint(self, leaders: Any, endpoints: Any) -> bool:
        self.hinted.append(leaders)
        return self.takes_hints


class Engine:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.cluster = Cluster()
        self.options = {"metadata_max_age_ms": AGE * 1000}
        self.backoff = SimpleNamespace(delay=lambda failures: DELAY)

    def now(self) -> float:
        return NOW


class Bench:
    """One partition that reads from offset 5, epoch 3."""

    def __init__(self) -> None:
        self.engine: Any = Engine()
        self.arrived: list[bool] = []
        self.out_of_range: list[tuple[Partition, int]] = []
        options = {
            "check_crcs": True,
            "max_decompressed_bytes": 1 << 20,
            "key_deserializer": None,
            "value_deserializer": None,
        }
        self.answers = Answers(
            self.engine,
            options,
            0,
            lambda: self.arrived.append(True),
            lambda *what: self.out_of_range.append(what),
        )
        self.p = Partition(PLACE)
        self.p.start(5, 3)
        self.version = self.p.version

    def take(self, **fields: Any) -> list[int]:
        """The offsets that the chunks of an answer end with."""
        data = FetchResponse.PartitionData(
            partition_index=0, high_watermark=9, last_stable_offset=8, log_start_offset=1
        )
        for name, value in fields.items():
            setattr(data, name, value)
        response = FetchResponse(responses=[FetchResponse.FetchableTopicResponse(topic="t", partitions=[data])])
        items, _ = self.answers.take(response, {PLACE: (self.p, self.version)}, {})
        return [item.chunk.end[0] for item in items]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def records(base: int = 5, count: int = 2) -> memoryview:
    return memoryview(batch([b"x"] * count, base_offset=base))


def test_records_move_what_is_fetched_next(bench: Bench) -> None:
    assert bench.take(records=records()) == [7]
    assert (bench.p.fetch_at, bench.p.position) == (7, 5)
    assert (bench.p.high_watermark, bench.p.last_stable, bench.p.log_start) == (9, 8, 1)


@pytest.mark.parametrize("nothing", [None, memoryview(b"")])
def test_no_records_are_no_chunk(bench: Bench, nothing: memoryview | None) -> None:
    assert bench.take(records=nothing) == []
    assert (bench.p.fetch_at, bench.p.high_watermark) == (5, 9)


def test_an_error_that_passed_is_cleared_and_another_one_stands(bench: Bench) -> None:
    bench.p.fail(TopicAuthorizationFailedError("no"), stuck=False)
    bench.take(records=None)
    assert bench.p.error is None
    bench.p.fail(TopicAuthorizationFailedError("no"), stuck=True)
    bench.take(records=None)
    assert bench.p.error is not None


def test_where_it_is_stuck_another_refusal_changes_nothing(bench: Bench) -> None:
    """A Fetch may be out behind a damaged batch: when what was refused is granted again nothing may be read on there."""
    damaged = ClientError("the batch is damaged")
    bench.p.fail(damaged, stuck=True)
    for fields in ({"error_code": DENIED}, {"error_code": UNKNOWN_SERVER_ERROR}, {"records": None}):
        bench.take(**fields)
        assert (bench.p.error, bench.p.stuck) == (damaged, True)
    bench.p.fetch_epoch = -1
    bench.take(error_code=OUT_OF_RANGE)
    assert not bench.out_of_range, "only the user says where it goes on"


def test_a_broker_s_own_trouble_is_logged_and_it_is_asked_again(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    for failures in (1, 2):
        bench.take(error_code=UNKNOWN_SERVER_ERROR)
        assert (bench.p.error, bench.p.failures, bench.p.retry_at) == (None, failures, NOW + DELAY)
    assert not bench.arrived
    assert "t partition 0 could not be fetched from offset 5" in caplog.text
    assert bench.take(records=records()) == [7]
    assert bench.p.failures == 0


def test_a_broker_s_own_trouble_that_stays_is_told(bench: Bench) -> None:
    for _ in range(5):
        assert bench.p.error is None
        assert not bench.arrived
        bench.take(error_code=UNKNOWN_SERVER_ERROR)
    assert isinstance(bench.p.error, UnknownServerError)
    assert (bench.p.stuck, bench.arrived, bench.p.retry_at) == (False, [True], NOW + DELAY)
    assert bench.take(records=records()) == [7]
    assert (bench.p.error, bench.p.failures) == (None, 0)


@pytest.mark.parametrize("late", ["sought", "gone", "looked up", "not asked for"])
def test_what_came_too_late_counts_no_more(bench: Bench, late: str) -> None:
    if late == "sought":
        bench.p.start(0)
    elif late == "gone":
        bench.p.gone = True
    elif late == "looked up":
        bench.p.fetch_at = None
    index = 1 if late == "not asked for" else 0
    assert bench.take(records=records(), error_code=DENIED, partition_index=index) == []
    assert bench.p.error is None
    assert bench.p.high_watermark == -1


@pytest.mark.kip(392)
def test_a_nearer_replica_is_read_from_for_a_while(bench: Bench) -> None:
    assert bench.take(preferred_read_replica=2, records=records()) == [], "its records would come from the leader"
    assert (bench.p.replica, bench.p.replica_until, bench.p.retry_at) == (2, NOW + AGE, 0.0)
    assert not bench.engine.cluster.asked


@pytest.mark.kip(392)
def test_a_replica_that_nobody_knows_is_asked_for_first(bench: Bench) -> None:
    bench.take(preferred_read_replica=7)
    assert (bench.p.replica, bench.p.retry_at) == (None, NOW + DELAY)
    assert bench.engine.cluster.asked == ["replica 7 of t partition 0 is not known"]


@pytest.mark.kip(392)
def test_out_of_range_is_for_the_leader_without_an_epoch_to_say(bench: Bench) -> None:
    bench.p.replica = 2
    bench.take(error_code=OUT_OF_RANGE)
    assert (bench.p.replica, bench.p.fetch_epoch, bench.p.retry_at) == (None, 3, NOW + DELAY)
    bench.take(error_code=OUT_OF_RANGE)
    assert (bench.p.fetch_epoch, bench.p.retry_at) == (-1, 0.0)
    assert not bench.out_of_range
    bench.p.chunks = 1
    bench.take(error_code=OUT_OF_RANGE)
    bench.p.chunks, bench.p.ahead = 0, True
    bench.take(error_code=OUT_OF_RANGE)
    assert not bench.out_of_range, "what was fetched is given out before"
    bench.p.ahead = False
    bench.take(error_code=OUT_OF_RANGE)
    assert bench.out_of_range == [(bench.p, bench.version)]
    assert bench.p.error is None


@pytest.mark.parametrize("code", [FENCED_LEADER_EPOCH, NOT_LEADER, TIMED_OUT])
def test_what_passes_has_the_cluster_looked_at_again(bench: Bench, code: int) -> None:
    bench.p.replica = 2
    bench.take(error_code=code)
    assert (bench.p.replica, bench.p.error, bench.p.retry_at) == (None, None, NOW + DELAY)
    assert len(bench.engine.cluster.asked) == 1
    assert not bench.arrived


@pytest.mark.parametrize("code", [DENIED, 12345])
def test_other_errors_are_told(bench: Bench, code: int) -> None:
    bench.take(error_code=code)
    assert bench.p.error is not None
    assert (bench.p.error.code, bench.p.error.partition, bench.p.error.offset) == (code, 0, 5)  # type: ignore[attr-defined]
    assert not bench.p.stuck
    assert bench.arrived == [True]
    assert not bench.engine.cluster.asked


@pytest.mark.kip(951)
@pytest.mark.parametrize("news", [True, False])
def test_a_new_leader_is_gone_to_at_once_if_it_is_news(bench: Bench, news: bool) -> None:
    bench.engine.cluster.takes_hints = news
    leader = FetchResponse.LeaderIdAndEpoch(leader_id=2, leader_epoch=4)
    bench.take(error_code=NOT_LEADER, current_leader=leader)
    assert bench.engine.cluster.hinted == [{("t", 0): (2, 4)}]
    assert bench.p.retry_at == (0.0 if news else NOW + DELAY)
