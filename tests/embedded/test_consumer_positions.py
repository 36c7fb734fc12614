"""What a consumer does when leaders move, logs are cut, sessions end: on the development broker, where all of it can be made to happen."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.broker import Broker
from barnabas.broker.state.log import Log
from tests.harness.batches import batch, message
from tests.harness.reading import next_values
from tests.harness.waiting import turns, until

WAIT = 30.0
KEY = TopicPartition("t", 0)


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker(nodes=2) as broker:
        yield broker


@pytest.fixture
def client(broker: Broker) -> Iterator[barnabas.Client]:
    with barnabas.Client(broker.bootstrap_servers, client_id="reader") as client:
        yield client


def made(broker: Broker, partitions: int = 1, replicas: int = 2) -> None:
    with barnabas.Client(broker.bootstrap_servers) as client:
        new = barnabas.NewTopic("t", partitions=partitions, replication_factor=replicas)
        client.admin.create_topics([new], raise_on_error=True)
    for number in range(partitions):
        broker.move_leader("t", number, to=1)


def write(broker: Broker, *values: bytes, partition: int = 0) -> None:
    with barnabas.Client(broker.bootstrap_servers) as client, client.producer(linger_ms=0) as producer:
        for value in values:
            producer.send("t", value, partition=partition).result(WAIT)


def cut(broker: Broker, offset: int, *, to: int = 2) -> None:
    """An unclean election: the new leader's log ends at `offset`."""

    async def do() -> None:
        cluster = broker._runtime().cluster
        partition = cluster.partition("t", 0)
        assert partition is not None
        short = Log(partition.log._config, name="t-0")
        for segment in partition.log._segments:
            for one in segment.batches:
                if one.last_offset < offset:
                    short.load_segment(one.data, now_ms=0)
        partition.log = short
        cluster.set_leader(partition, to)

    broker._do(do())


def reader(client: barnabas.Client, reset: Any = "earliest", partitions: int = 1, **options: Any) -> Any:
    consumer = client.consumer(auto_offset_reset=reset, fetch_max_wait_ms=100, **options)
    consumer.assign([TopicPartition("t", n) for n in range(partitions)])
    if reset == "none":
        consumer.seek(KEY, 0)
    return consumer


# --- KIP-320 --------------------------------------------------------------------------------------------------------------


@pytest.mark.kip(320)
@pytest.mark.parametrize("version", [None, "2.6"], ids=["fetch tells", "a look-up tells"])  # Fetch compares from 2.7 on
def test_a_log_that_was_cut_is_read_on_from_where_it_differs(version: str | None) -> None:
    with Broker(nodes=2, version=version) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        made(broker)
        write(broker, b"0", b"1", b"2", b"3")
        consumer = reader(client)
        assert next_values(consumer, 4) == [b"0", b"1", b"2", b"3"]
        cut(broker, 2)
        write(broker, b"new 2", b"new 3", b"new 4")
        assert next_values(consumer, 3) == [b"new 2", b"new 3", b"new 4"]
        assert consumer.position(KEY) == 5


def test_a_leader_that_is_learned_of_while_a_fetch_begins_is_checked_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A Fetch says the epoch that its position was checked in. By a newer one an old leader would answer, which is a replica."""
    with Broker(nodes=2, version="2.6") as broker, barnabas.Client(broker.bootstrap_servers) as client:
        made(broker)
        write(broker, b"0", b"1", b"2", b"3")
        consumer = reader(client)
        assert next_values(consumer, 4) == [b"0", b"1", b"2", b"3"]
        engine, versions = client._engine, client._engine.versions

        async def late(node: int, lane: Any = None, *given: Any) -> Any:
            if lane is not None:
                await engine.cluster.update(deadline=engine.now() + WAIT)
            return await versions(node, lane, *given)

        consumer.pause(KEY)
        until(lambda: not consumer._core.owned[KEY].in_flight, "no Fetch is out")
        monkeypatch.setattr(engine, "versions", late)
        cut(broker, 2)
        write(broker, b"new 2", b"new 3", b"new 4")
        consumer.resume(KEY)
        assert next_values(consumer, 3) == [b"new 2", b"new 3", b"new 4"]


def test_with_policy_none_it_is_an_error_that_says_where(broker: Broker, client: barnabas.Client) -> None:
    made(broker)
    write(broker, b"0", b"1", b"2", b"3")
    consumer = reader(client, "none")
    assert len(next_values(consumer, 4)) == 4
    cut(broker, 2)
    for _ in range(2):  # it comes again until the user does something
        with pytest.raises(barnabas.LogTruncatedError, match="from offset 2 on") as caught:
            consumer.poll(WAIT)
    assert (caught.value.topic, caught.value.partition, caught.value.offset) == ("t", 0, 4)
    assert caught.value.diverges_at == 2
    assert isinstance(caught.value, barnabas.NoOffsetError)
    write(broker, b"new 2")
    consumer.seek(KEY, caught.value.diverges_at)
    assert next_values(consumer, 1) == [b"new 2"]


@pytest.mark.kip(320)
def test_a_committed_offset_is_checked_by_the_epoch_that_was_committed(broker: Broker, client: barnabas.Client) -> None:
    made(broker)
    write(broker, b"0", b"1", b"2")
    with reader(client, group_id="g") as consumer:
        assert len(next_values(consumer, 3)) == 3
        consumer.commit()
        assert consumer.committed()[KEY].leader_epoch is not None
    cut(broker, 1)
    write(broker, b"new 1", b"new 2", b"new 3")
    with reader(client, group_id="g") as consumer:
        assert next_values(consumer, 3) == [b"new 1", b"new 2", b"new 3"]


def test_what_is_in_the_buffer_is_given_out_before_a_cut_is_told(broker: Broker, client: barnabas.Client) -> None:
    made(broker)
    write(broker, *[b"%d" % i for i in range(20)])
    consumer = reader(client, "none", max_poll_records=5)
    assert len(next_values(consumer, 5)) == 5
    until(lambda: consumer._core.owned[KEY].fetch_at == 20, "all is fetched")
    cut(broker, 10)
    assert len(next_values(consumer, 15)) == 15
    with pytest.raises(barnabas.LogTruncatedError, match="from offset 10 on"):
        consumer.poll(WAIT)


@pytest.mark.parametrize("given", [1, 4], ids=["before the cut", "behind it"])
def test_what_an_iteration_has_at_hand_is_given_once_before_it_goes_on_from_the_cut(
    broker: Broker, client: barnabas.Client, given: int
) -> None:
    made(broker)
    write(broker, *[b"%d" % i for i in range(6)])
    consumer = reader(client)
    p = consumer._core.owned[KEY]
    until(lambda: p.fetch_at == 6, "all is fetched")
    found = [next(iter(consumer)).value for _ in range(given)]
    version = p.version
    cut(broker, 2)
    until(lambda: p.diverged is not None or p.version > version, "the cut was found")
    client._engine.run(turns, 10)
    assert p.version == version
    write(broker, b"new 2", b"new 3")
    found += next_values(consumer, 8 - given)
    assert found == [b"0", b"1", b"2", b"3", b"4", b"5", b"new 2", b"new 3"]


def test_what_an_iteration_has_at_hand_is_given_before_an_offset_that_is_out_of_range_is_looked_up(
    broker: Broker, client: barnabas.Client
) -> None:
    made(broker)
    write(broker, *[b"%d" % i for i in range(6)])
    consumer = reader(client)
    p = consumer._core.owned[KEY]
    until(lambda: p.fetch_at == 6, "all is fetched")
    assert next(iter(consumer)).value == b"0"
    consumer.pause(KEY)
    until(lambda: p.in_flight is None, "no Fetch is out")
    write(broker, b"6", b"7", b"8")
    version = p.version

    async def trim() -> None:
        cluster = broker._runtime().cluster
        partition = cluster.partition("t", 0)
        assert partition is not None
        partition.log.delete_before(8)
        cluster.logs_changed(partition)

    broker._do(trim())
    consumer.resume(KEY)
    until(lambda: (p.fetch_epoch == -1 and p.failures > 1) or p.version > version, "it was refused without an epoch")
    client._engine.run(turns, 10)
    assert p.version == version
    assert next_values(consumer, 6) == [b"1", b"2", b"3", b"4", b"5", b"8"]
    assert consumer.position(KEY) == 9


def test_a_leader_that_moves_without_loss_is_asked_and_nothing_happens(broker: Broker, client: barnabas.Client) -> None:
    made(broker)
    write(broker, b"0")
    consumer = reader(client, "none")
    assert next_values(consumer, 1) == [b"0"]
    for to in (2, 1, 2):
        broker.move_leader("t", 0, to=to)
        write(broker, b"to %d" % to)
        assert next_values(consumer, 1) == [b"to %d" % to]
    asked = [a.request.topics[0].partitions[0] for a in broker.requests("OffsetForLeaderEpoch", client_id="reader")]
    assert asked
    assert all(one.current_leader_epoch > one.leader_epoch >= 0 for one in asked)


@pytest.mark.parametrize("error", ["FENCED_LEADER_EPOCH", "UNKNOWN_LEADER_EPOCH", "NOT_LEADER_OR_FOLLOWER"])
def test_the_check_is_made_again_when_it_is_refused(broker: Broker, client: barnabas.Client, error: str) -> None:
    made(broker)
    write(broker, b"0")
    consumer = reader(client, "none")
    assert next_values(consumer, 1) == [b"0"]
    refused = broker.inject(api="OffsetForLeaderEpoch", error=error, times=2)
    lost = broker.inject(api="OffsetForLeaderEpoch", drop_connection=True)
    broker.move_leader("t", 0, to=2)
    write(broker, b"1")
    assert next_values(consumer, 1) == [b"1"]
    assert (refused.left, lost.left) == (0, 0)


def test_a_seek_during_the_check_stands(broker: Broker, client: barnabas.Client) -> None:
    made(broker)
    write(broker, b"0", b"1")
    consumer = reader(client)
    assert len(next_values(consumer, 2)) == 2
    slow = broker.inject(api="OffsetForLeaderEpoch", delay=0.5)
    cut(broker, 1)
    broker.wait_for_requests("OffsetForLeaderEpoch", client_id="reader", timeout=WAIT)
    consumer.seek(KEY, 0)
    assert next_values(consumer, 1) == [b"0"]
    assert slow.left == 0


def test_out_of_range_without_epochs_still_goes_by_the_policy(broker: Broker, client: barnabas.Client) -> None:
    made(broker)
    write(broker, b"0")
    consumer = reader(client)
    assert next_values(consumer, 1) == [b"0"]

    def named(request: Any) -> list[Any]:
        return [p for t in request.topics for p in t.partitions if p.fetch_offset == 2]

    until(
        lambda: fetches(broker)[-1].session_epoch > 1 and not fetches(broker)[-1].topics, "a Fetch that names nothing"
    )
    refused = broker.inject(api="Fetch", error="OFFSET_OUT_OF_RANGE", times=None, when=lambda r: bool(named(r)))
    write(broker, b"1")
    assert next_values(consumer, 1) == [b"1"]
    assert next_values(consumer, 2) == [b"0", b"1"], (
        "asked again without an epoch, refused again, and begun by the policy"
    )
    refused.cancel()
    epochs = [p.last_fetched_epoch for request in fetches(broker) for p in named(request)]
    assert epochs[0] >= 0
    assert epochs[1] == -1


# --- KIP-951 --------------------------------------------------------------------------------------------------------------


@pytest.mark.kip(951)
def test_a_refusal_that_names_the_leader_needs_no_metadata(broker: Broker, client: barnabas.Client) -> None:
    made(broker)
    write(broker, b"0")
    consumer = reader(client)
    assert next_values(consumer, 1) == [b"0"]
    silent = broker.inject(api="Metadata", no_answer=True, times=None, client_id="reader")
    broker.move_leader("t", 0, to=2)
    write(broker, b"1")
    assert next_values(consumer, 1) == [b"1"]
    silent.cancel()


# --- KIP-227 --------------------------------------------------------------------------------------------------------------


def fetches(broker: Broker) -> list[Any]:
    return [one.request for one in broker.requests("Fetch", client_id="reader")]


@pytest.mark.kip(227)
def test_a_fetch_names_only_what_has_changed(broker: Broker, client: barnabas.Client) -> None:
    made(broker, partitions=20, replicas=1)
    consumer = reader(client, partitions=20)
    consumer.poll(0)

    def quiet() -> bool:
        last = fetches(broker)[-1:]
        return bool(last) and last[0].session_id > 0 and not last[0].topics

    until(quiet, "a Fetch that names nothing")
    write(broker, b"x", partition=7)
    assert next_values(consumer, 1) == [b"x"]
    until(quiet, "quiet again")
    named = [p.partition for one in fetches(broker) if one.session_epoch > 1 for t in one.topics for p in t.partitions]
    assert set(named) <= {7}
    consumer.pause(TopicPartition("t", 3))

    def forgotten() -> set[int]:
        return {n for one in fetches(broker) for t in one.forgotten_topics_data for n in t.partitions}

    until(lambda: 3 in forgotten(), "what is paused is forgotten")
    consumer.resume(TopicPartition("t", 3))
    write(broker, b"y", partition=3)
    assert next_values(consumer, 1) == [b"y"]


@pytest.mark.parametrize(
    "error",
    [
        "FETCH_SESSION_ID_NOT_FOUND",
        "INVALID_FETCH_SESSION_EPOCH",
        "FETCH_SESSION_TOPIC_ID_ERROR",
        "UNKNOWN_TOPIC_ID",
        "INCONSISTENT_TOPIC_ID",
    ],
)
def test_a_session_that_ends_loses_nothing(broker: Broker, client: barnabas.Client, error: str) -> None:
    made(broker, partitions=3, replicas=1)
    consumer = reader(client, partitions=3)
    for round in range(3):
        values = [b"%d of %d" % (round, n) for n in range(3)]
        ended = broker.inject(api="Fetch", error=error, times=2, client_id="reader")
        lost = broker.inject(api="Fetch", drop_connection=True, after=True, client_id="reader")
        for n, value in enumerate(values):
            write(broker, value, partition=n)
        assert sorted(next_values(consumer, 3)) == values
        until(lambda: ended.left == lost.left == 0, "it was refused and cut off")  # noqa: B023 # called within the turn


@pytest.mark.parametrize("version", ["0.11", "2.0", "2.4", "2.8", "3.9"])
def test_older_brokers(version: str) -> None:
    with Broker(nodes=2, version=version) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        made(broker)
        write(broker, b"0")
        consumer = reader(client)
        assert next_values(consumer, 1) == [b"0"]
        broker.move_leader("t", 0, to=2)
        write(broker, b"1")
        assert next_values(consumer, 1) == [b"1"]


def test_batches_of_old_formats_have_no_epoch_to_check_by(broker: Broker, client: barnabas.Client) -> None:
    made(broker)
    write(broker, b"0")
    broker.load_segment("t", 0, batch([b"1"], base_offset=1, leader_epoch=-1))
    consumer = reader(client, "none")
    assert next_values(consumer, 2) == [b"0", b"1"]
    broker.move_leader("t", 0, to=2)
    write(broker, b"2")
    assert next_values(consumer, 1) == [b"2"]


def test_an_iteration_over_an_old_format_is_left_and_committed(broker: Broker, client: barnabas.Client) -> None:
    made(broker)
    broker.load_segment("t", 0, b"".join(message(n, b"%d" % n) for n in range(6)))
    consumer = reader(client, group_id="old")
    for record in consumer:
        if record.offset == 2:
            break
    consumer.commit()
    assert consumer.committed()[KEY] == barnabas.OffsetAndMetadata(3, None)
    records = consumer.poll(WAIT)
    assert [record.offset for record in records] == [3, 4, 5]
    assert isinstance(records, barnabas.Records)
    consumer.commit(records)
    assert consumer.committed()[KEY] == barnabas.OffsetAndMetadata(6, None)


# --- the user's word ------------------------------------------------------------------------------------------------------


class Held(logging.Handler):
    """Holds the engine where it tells of something, in the middle of what it does about it."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what
        self.told, self.go_on = threading.Event(), threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self._what in record.getMessage():
            self.told.set()
            self.go_on.wait(WAIT)


@pytest.fixture
def held(request: pytest.FixtureRequest) -> Iterator[Held]:
    handler = Held(request.param)
    log = logging.getLogger("barnabas.consumer")
    log.addHandler(handler)
    yield handler
    handler.go_on.set()
    log.removeHandler(handler)


@pytest.mark.parametrize("held", ["the log was cut", "made anew"], indirect=True)
@pytest.mark.parametrize("to", [6, "end"])
def test_a_seek_has_the_last_word_while_the_engine_moves_the_position(
    broker: Broker, client: barnabas.Client, held: Held, to: int | str
) -> None:
    made(broker)
    write(broker, b"0", b"1", b"2", b"3")
    consumer = reader(client)
    assert len(next_values(consumer, 4)) == 4
    if held._what == "made anew":
        client.admin.delete_topics(["t"], raise_on_error=True)
        made(broker)
        write(broker, b"new 0", b"new 1")
    else:
        cut(broker, 2)
    write(broker, *[b"new %d" % n for n in range(2, 8)])
    assert held.told.wait(WAIT)
    if to == "end":
        consumer.seek_to_end()
    else:
        consumer.seek(KEY, to)
    held.go_on.set()
    until(lambda: consumer.position(KEY) is not None, "the end is found")
    assert consumer.position(KEY) == (8 if to == "end" else to)
    write(broker, b"new 8")
    found = [b"new 8"] if to == "end" else [b"new 6", b"new 7", b"new 8"]
    assert next_values(consumer, len(found)) == found
