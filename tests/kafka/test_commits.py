"""Commits in the background, with metadata, and by themselves; sync and async, by every protocol."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import barnabas
from barnabas import CommitFailedError, NotAssignedError, OffsetAndMetadata, Rebalance, TopicPartition
from barnabas.consumer import calls
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import CONSUMER, COOPERATIVE, EAGER, fill, polled
from tests.harness.reading import next_records, offset_in
from tests.harness.waiting import until

WAIT = 30.0
Outcomes = list[tuple[dict[TopicPartition, OffsetAndMetadata], barnabas.KafkaError | None]]


@pytest.fixture(params=[EAGER, COOPERATIVE, CONSUMER], ids=["eager", "cooperative", "consumer"])
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    param: dict[str, Any] = request.param
    return param


def test_commits_in_the_background_are_told_in_order_by_later_calls(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic()
    p = TopicPartition(name, 0)
    told: Outcomes = []
    with client.consumer(name, group_id=name, **options) as consumer:
        until(polled(lambda: p in consumer.assignment(), consumer), "it has the partition", WAIT)
        for offset in range(1, 21):
            consumer.commit_async({p: offset}, lambda offsets, error: told.append((dict(offsets), error)))
        assert not told  # only inside of a call
        consumer.commit({p: 21})
        assert [offsets[p].offset for offsets, _ in told] == list(range(1, 21))
        assert {error for _, error in told} == {None}
        assert consumer.committed(p)[p] == OffsetAndMetadata(21)

        def again(offsets: object, error: object) -> None:
            told.clear()
            assert consumer.committed(p)[p] == OffsetAndMetadata(22, None, "mine")  # it may use the consumer

        consumer.commit_async({p: OffsetAndMetadata(22, None, "mine")}, again)
        until(polled(lambda: not told, consumer), "the outcome was told", WAIT)
        with pytest.raises(NotAssignedError):
            consumer.commit_async({TopicPartition(name, 7): 1})
        with pytest.raises(TypeError, match="callback=3 is not accepted"):
            consumer.commit_async(callback=3)  # type: ignore[arg-type]
        consumer.commit_async({}, lambda offsets, error: told.append((dict(offsets), error)))
        consumer.poll(0)
        assert told == [({}, None)]
        told.clear()
        consumer.commit_async({p: 23}, lambda offsets, error: told.append((dict(offsets), error)))
    assert told == [({p: OffsetAndMetadata(23)}, None)]  # close() waits for it


def test_what_a_callback_raises_reaches_the_caller_and_the_others_are_called_later(
    client: barnabas.Client, topic: Topics
) -> None:
    name = topic()
    p = TopicPartition(name, 0)
    told: list[int] = []

    def wrong(offsets: object, error: object) -> None:
        raise LookupError("mine")

    with client.consumer(name, group_id=name, **COOPERATIVE) as consumer:
        until(polled(lambda: p in consumer.assignment(), consumer), "it has the partition", WAIT)
        consumer.commit_async({p: 1}, wrong)
        consumer.commit_async({p: 2}, lambda offsets, error: told.append(2))
        with pytest.raises(LookupError, match="mine"):
            consumer.commit({p: 3})
        assert consumer.committed(p)[p] == OffsetAndMetadata(3)
        consumer.poll(0)
        assert told == [2]


def test_a_late_failure_is_told(client: barnabas.Client, topic: Topics, options: dict[str, Any]) -> None:
    name = topic()
    p = TopicPartition(name, 0)
    told: list[Any] = []
    with client.consumer(name, group_id=name, max_poll_interval_ms=1000, **options) as consumer:
        until(polled(lambda: p in consumer.assignment(), consumer), "it has the partition", WAIT)
        until(lambda: consumer.health().state == "idle", "it has left for want of polls", WAIT)
        consumer.commit_async({p: 1}, lambda offsets, error: told.append(error))
        until(polled(lambda: told, consumer), "the failure was told", WAIT)
        assert isinstance(told[0], CommitFailedError)


def test_a_commit_that_waits_for_the_next_generation_is_not_overtaken(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    if options is EAGER:
        return  # its commits are refused there
    name = topic(partitions=2)
    failures: list[barnabas.KafkaError] = []

    def told(_: object, error: barnabas.KafkaError | None) -> None:
        if error is not None:
            failures.append(error)

    with client.consumer(name, group_id=name, **options) as first:
        until(polled(lambda: len(first.assignment()) == 2, first), "it has both", WAIT)
        offset = 0
        with client.consumer(name, group_id=name, **options) as second:
            while len(second.assignment()) != 1:
                second.poll(0.01)
                mine = first.assignment()
                for _ in range(5):
                    offset += 1
                    first.commit_async(dict.fromkeys(mine, offset), told)
                if isinstance(first.poll(0.01), Rebalance):
                    first.commit(dict.fromkeys(first.assignment(), offset))
            for _ in range(5):
                offset += 1
                first.commit_async(dict.fromkeys(first.assignment(), offset), told)
            (mine_now,) = first.assignment()
            first.commit({mine_now: offset + 1})
            assert first.committed(mine_now)[mine_now] == OffsetAndMetadata(offset + 1)
    assert not failures


def test_metadata_and_epoch_are_given_back(client: barnabas.Client, topic: Topics, options: dict[str, Any]) -> None:
    name = topic()
    p = TopicPartition(name, 0)
    fill(client, name, 10)
    with client.consumer(name, group_id=name, **options) as consumer:
        until(polled(lambda: consumer.position(p) == 10 if consumer.assignment() else False, consumer), "read", WAIT)
        mine = OffsetAndMetadata(4, 0, "as of noon, ünïcode")
        consumer.commit({p: mine})
        assert consumer.committed() == {p: mine}
        consumer.commit()
        assert consumer.committed() == {p: OffsetAndMetadata(10, 0)}
        with pytest.raises(barnabas.BrokerError, match=r"(?i)metadata"):
            consumer.commit({p: OffsetAndMetadata(5, None, "x" * 5000)})


def test_an_automatic_commit_covers_what_earlier_polls_returned(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic()
    p = TopicPartition(name, 0)
    fill(client, name, 30)
    automatic: dict[str, Any] = {**options, "enable_auto_commit": True, "auto_commit_interval_ms": 1}
    with client.consumer(name, group_id=name, max_poll_records=10, **automatic) as consumer:
        records = consumer.poll(WAIT)
        while not len(records):
            records = consumer.poll(WAIT)
        for turn in range(1, 3):
            assert consumer.position(p) == 10 * turn
            assert consumer.committed(p)[p] in (None, OffsetAndMetadata(10 * turn - 10, 0))
            consumer.poll(WAIT)
            until(lambda turn=turn: consumer.committed(p)[p] == OffsetAndMetadata(10 * turn, 0), "committed", WAIT)


@pytest.mark.parametrize("then", ["others", "none"])
def test_before_assign_takes_partitions_away_they_are_committed(
    client: barnabas.Client, topic: Topics, then: str
) -> None:
    name = topic(partitions=2)
    first, second = TopicPartition(name, 0), TopicPartition(name, 1)
    fill(client, name, 10)
    with client.consumer(group_id=name, auto_offset_reset="earliest", enable_auto_commit=True) as consumer:
        consumer.assign([first])
        next_records(consumer, 10)
        consumer.assign([second] if then == "others" else [])
    with client.consumer(group_id=name) as consumer:
        assert offset_in(consumer.committed(first), first) == 10


def test_what_stays_by_assign_goes_on_where_it_is(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    first, second = TopicPartition(name, 0), TopicPartition(name, 1)
    fill(client, name, 10, partitions=2)
    with client.consumer(auto_offset_reset="earliest", max_poll_records=4) as consumer:
        consumer.assign([first])
        assert [record.offset for record in next_records(consumer, 4)] == [0, 1, 2, 3]
        assert next(iter(consumer)).offset == 4
        consumer.assign([first, second])
        assert consumer.position(first) == 5
        found = next_records(consumer, 15)
        assert sorted((record.partition, record.offset) for record in found) == [
            *((0, offset) for offset in range(5, 10)),
            *((1, offset) for offset in range(10)),
        ]
        consumer.pause(first)
        consumer.assign([first])
        assert consumer.paused() == {first}
        consumer.assign({first: 8})  # an offset is where it begins
        assert [record.offset for record in next_records(consumer, 2)] == [8, 9]
        consumer.assign([])
        consumer.assign([first])
        assert next_records(consumer, 1)[0].offset == 0


def test_the_async_face(kafka: Kafka, client: barnabas.Client, topic: Topics, options: dict[str, Any]) -> None:
    name = topic()
    p = TopicPartition(name, 0)

    async def main() -> None:
        told: list[Any] = []
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name, **options) as consumer,
        ):
            while p not in consumer.assignment():
                await consumer.poll(1.0)

            async def note(offsets: Any, error: Any) -> None:
                told.append((await consumer.committed(p), error))

            consumer.commit_async({p: 1}, note)
            consumer.commit_async({p: 2}, lambda offsets, error: told.append(offsets))
            await consumer.commit({p: OffsetAndMetadata(3, None, "m")})
            assert told == [({p: OffsetAndMetadata(3, None, "m")}, None), {p: OffsetAndMetadata(2)}]
            consumer.commit_async({p: 4}, note)
            while len(told) < 3:
                await consumer.poll(0.1)
            assert told[2] == ({p: OffsetAndMetadata(4)}, None)

    asyncio.run(main())


@pytest.mark.parametrize("told", [True, False], ids=["with a callback", "without one"])
def test_an_iteration_may_commit_each_record_in_the_background(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    """A step counts as a poll: it tells outcomes, and waits when there are too many commits under way."""
    few(monkeypatch)
    name = topic()
    p = TopicPartition(name, 0)
    fill(client, name, 300)
    offsets: list[int] = []
    callback = (lambda done, _: offsets.append(done[p].offset)) if told else None
    with client.consumer(name, group_id=name, **COOPERATIVE) as consumer:
        for record in consumer:
            consumer.commit_async(record, callback)
            if told and record.offset == 200:
                assert len(offsets) > 150  # before the iteration has given all that it was given
            if record.offset == 299:
                break
    assert offsets == (list(range(1, 301)) if told else [])
    with client.consumer(group_id=name) as look:
        assert look.committed(p)[p] == OffsetAndMetadata(300, 0)


def test_on_the_async_face_too(
    kafka: Kafka, client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch)
    name = topic()
    fill(client, name, 300)

    async def main() -> None:
        offset = 0
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name, **COOPERATIVE) as consumer,
        ):
            async for record in consumer:
                assert record.offset == offset
                consumer.commit_async(record)
                offset += 1
                if offset == 300:
                    return

    asyncio.run(main())


def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """As few commits as do not last long are too many."""
    monkeypatch.setattr(calls, "UNDER_WAY", 60)
    monkeypatch.setattr(calls, "CROWD", 30)
