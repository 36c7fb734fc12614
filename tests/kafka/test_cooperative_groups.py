"""Cooperative groups (KIP-429) and those of the newer protocol (KIP-848) through polls: what stays keeps flowing, and news say
exactly what changed.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

import barnabas
from barnabas import Rebalance, TopicPartition
from tests.harness.kafka import Topics
from tests.harness.members import CONSUMER, COOPERATIVE, fill, polled
from tests.harness.waiting import until
from tests.kafka.test_group import Flow, Worker, shared

WAIT = 30.0
Options = dict[str, Any]


@pytest.fixture(params=[COOPERATIVE, CONSUMER], ids=["cooperative", "consumer"])
def options(request: pytest.FixtureRequest) -> Options:
    param: Options = request.param
    return param


@pytest.mark.kip(429)
def test_members_come_and_go_and_what_stays_is_never_touched(
    client: barnabas.Client, topic: Topics, options: Options
) -> None:
    name = topic(partitions=6)

    def worker() -> Worker:
        return Worker(client.consumer(name, group_id=name, **options), flow.note)

    with Flow(client, name) as flow:
        produce = flow.produce
        first = worker()
        until(shared([first], 6), "the first member has all partitions", WAIT)
        produce()
        second = worker()
        produce()
        until(shared([first, second], 6), "two members share the partitions", WAIT)
        held = first.assigned
        assert len(held) == 3
        third = worker()
        produce()
        until(lambda: [len(w.assigned) for w in (first, second, third)] == [2, 2, 2], "three share", WAIT)
        kept = first.assigned
        assert kept < held
        second.stop()
        produce()
        until(shared([first, third], 6), "two share again", WAIT)
        assert kept < first.assigned
        produce()
    until(flow.read, "all records were read", WAIT)
    first.stop()
    third.stop()
    assert flow.once, "records were delivered twice"
    # Exactly what changed: nothing comes that is there, nothing goes that is not, nothing was lost.
    for member in (first, second, third):
        owned: set[TopicPartition] = set()
        for news in member.news:
            assert not news.lost
            assert owned.isdisjoint(news.assigned)
            assert owned.issuperset(news.revoked)
            owned |= news.assigned.keys()
            owned -= news.revoked.keys()
    assert not any(news.revoked.keys() & kept for news in first.news)


def test_state_of_what_stays_is_kept_through_a_rebalance(
    client: barnabas.Client, topic: Topics, options: Options
) -> None:
    name = topic(partitions=2)
    with client.producer() as producer:
        for p in range(2):
            producer.send_many(name, [b"%d" % i for i in range(10)], partition=p).result(WAIT)
    with client.consumer(name, group_id=name, **options) as first:
        until(polled(lambda: len(first.assignment()) == 2, first), "it has both", WAIT)
        first.seek_to_beginning()
        first.pause(*first.assignment())
        until(lambda: None not in [first.position(p) for p in first.assignment()], "positions are known", WAIT)
        until(lambda: not len(first.poll(timeout=0.5)), "nothing comes", WAIT)
        second = Worker(client.consumer(name, group_id=name, **options), lambda record: None)
        try:
            revoked: set[TopicPartition] = set()

            def one_went() -> bool:
                result = first.poll(timeout=0.2)
                if isinstance(result, Rebalance):
                    assert not result.assigned
                    revoked.update(result.revoked)
                else:
                    assert not len(result), "a paused partition gave records"
                return len(first.assignment()) == 1

            until(one_went, "one partition went over", WAIT)
            (stays,) = first.assignment()
            assert revoked == {TopicPartition(name, 1 - stays.partition)}
            assert first.paused() == {stays}
            assert first.position(stays) == 0
            first.commit({stays: 7})  # in a later generation than the one it was assigned in
            assert first.committed(stays)[stays] == barnabas.OffsetAndMetadata(7)
        finally:
            second.stop()


def test_a_commit_in_the_middle_of_a_rebalance_is_taken_by_the_next_generation(
    client: barnabas.Client, topic: Topics, options: Options
) -> None:
    name = topic(partitions=2)
    with client.consumer(name, group_id=name, **options) as first:
        until(polled(lambda: len(first.assignment()) == 2, first), "it has both", WAIT)
        before = first.group_metadata()
        stop = threading.Event()
        joined = threading.Event()

        def others() -> None:
            with client.consumer(name, group_id=name, **options) as second:
                while not stop.is_set():
                    second.poll(timeout=0.1)
                    if second.assignment():
                        joined.set()

        thread = threading.Thread(target=others)
        thread.start()
        try:
            offset = 0
            while not joined.is_set():
                mine = first.assignment()
                first.commit(dict.fromkeys(mine, offset))  # never refused, whatever goes on
                offset += 1
                first.poll(timeout=0.01)
        finally:
            stop.set()
            thread.join(WAIT)
        after = first.group_metadata()
        assert after.member_id == before.member_id
        assert after.generation_id > before.generation_id


class Held:
    """Something of a consumer's, on the engine's loop, that begins only when the gate is opened."""

    def __init__(self, client: barnabas.Client, monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> None:
        self._engine = client._engine
        self._gate = asyncio.Event()
        self.waiting = threading.Event()
        self._real = getattr(where, name)
        monkeypatch.setattr(where, name, self._late)

    async def _late(self, *given: Any, **named: Any) -> Any:
        self.waiting.set()
        await self._gate.wait()
        return await self._real(*given, **named)

    def open(self) -> None:
        self._engine.post(self._gate.set)


def news_of(consumer: barnabas.Consumer[Any, Any], into: list[Rebalance]) -> list[Any]:
    """Polls; what is news goes into the list, records are given."""
    found = consumer.poll(timeout=0.1)
    if isinstance(found, Rebalance):
        into.append(found)
        return []
    return list(found)


def read_all(consumer: barnabas.Consumer[Any, Any], count: int, news: list[Rebalance]) -> None:
    """Polls until it has been given so many records, and no more; what is news goes into the list."""
    records: list[Any] = []

    def read() -> bool:
        records.extend(news_of(consumer, news))
        return len(records) == count

    until(read, f"{count} records are read", WAIT)


def test_what_went_before_the_user_heard_of_it_is_never_told(
    client: barnabas.Client, topic: Topics, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = topic(partitions=4)
    fill(client, name, 1, partitions=4)
    with (
        client.consumer(name, group_id=name, **options) as first,
        client.consumer(name, group_id=name, **options) as second,
    ):
        held = Held(client, monkeypatch, first._core.commits, "committed_each")
        until(polled(held.waiting.is_set, first), "it has all, and nobody knows yet where they begin", WAIT)
        until(polled(lambda: len(second.assignment()) == 2, first, second), "half of it has gone", WAIT)
        assert first.assignment() == frozenset()
        held.open()
        news: list[Rebalance] = []
        read_all(first, 2, news)  # what stayed
        (told,) = news
        assert told.assigned.keys() == first.assignment()
        assert len(first.assignment()) == 2
        assert first.assignment().isdisjoint(second.assignment())


def test_what_was_given_up_does_not_come_back_while_its_last_commit_is_under_way(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = topic(partitions=4)
    fill(client, name, 1, partitions=4)
    with client.consumer(name, group_id=name, enable_auto_commit=True, **COOPERATIVE) as first:
        news: list[Rebalance] = []
        read_all(first, 4, news)
        with client.consumer(name, group_id=name, **COOPERATIVE) as second:
            held = Held(client, monkeypatch, first._core.commits, "quietly")
            news.clear()

            def consented() -> bool:
                news_of(first, news)
                second.poll(0.01)
                return held.waiting.is_set()

            until(consented, "half of it is given up, and its last commit is under way", WAIT)
            before = first.health().generation_id
            first.enforce_rebalance("a test asks for it")
            until(lambda: (consented(), first.health().generation_id > before)[1], "a later generation", WAIT)
            held.open()
            until(lambda: (consented(), len(second.assignment()) == 2)[1], "the other has its half", WAIT)
            (told,) = news
            assert len(told.revoked) == 2
            assert first.assignment().isdisjoint(second.assignment())


@pytest.mark.kip(429)
def test_from_eager_to_cooperative_in_two_rounds(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=4)
    both = {**COOPERATIVE, "partition_assignment_strategy": ["range", "cooperative-sticky"]}

    def worker(options: Any) -> Worker:
        return Worker(client.consumer(name, group_id=name, **options), lambda record: None)

    old = [worker({**COOPERATIVE, "partition_assignment_strategy": "range"}) for _ in range(2)]
    until(shared(old, 4), "eager", WAIT)
    for options in (both, COOPERATIVE):
        new = []
        for member in old:
            member.stop()
            new.append(worker(options))
            until(shared([*old[len(new) :], *new], 4), "the partitions are shared", WAIT)
        old = new
    told = [len(member.news) for member in old]
    cooperative = worker(COOPERATIVE)
    until(shared([*old, cooperative], 4), "three share", WAIT)
    gone = [list(news.revoked) for member, count in zip(old, told, strict=True) for news in member.news[count:]]
    assert sum(map(len, gone)) == 1  # of four: nothing else was touched
    for member in (*old, cooperative):
        member.stop()


@pytest.mark.kip(568, 800)
def test_enforce_rebalance_has_the_group_deal_anew(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    with client.consumer(name, group_id=name, **COOPERATIVE) as consumer:
        until(polled(lambda: len(consumer.assignment()) == 2, consumer), "it has both", WAIT)
        before = consumer.group_metadata().generation_id
        consumer.enforce_rebalance("a test asks for it")
        until(
            polled(lambda: consumer.group_metadata().generation_id > before, consumer),
            "a later generation",
            WAIT,
        )
        assert len(consumer.assignment()) == 2  # nothing had to be given up for it


@pytest.mark.kip(814, 1092)
def test_a_static_member_that_leaves_for_good_and_one_that_comes_back(
    client: barnabas.Client, topic: Topics, options: Options
) -> None:
    name = topic(partitions=2)

    def member(instance: str) -> barnabas.Consumer[bytes, bytes]:
        return client.consumer(name, group_id=name, group_instance_id=instance, **options)

    def joined(consumer: barnabas.Consumer[bytes, bytes], count: int) -> None:
        until(polled(lambda: len(consumer.assignment()) == count, consumer), f"it has {count}", WAIT)

    first, second = member("a"), member("b")
    joined(first, 2)
    until(polled(lambda: len(first.assignment()) == len(second.assignment()) == 1, first, second), "they share", WAIT)
    held, generation = second.assignment(), second.group_metadata().generation_id
    second.close()  # in silence
    again = member("b")
    until(polled(lambda: len(again.assignment()) == 1, again, first), "back", WAIT)
    assert again.assignment() == held
    if options is COOPERATIVE:
        assert again.group_metadata().generation_id == generation  # KIP-814: nobody else noticed
    again.close(leave=True)
    joined(first, 2)
    first.close(leave=False)


def test_group_metadata_and_enforce_rebalance_need_a_group(client: barnabas.Client) -> None:
    consumer = client.consumer()
    with pytest.raises(barnabas.ConfigurationError, match="needs a group_id"):
        consumer.group_metadata()
    with pytest.raises(barnabas.ConfigurationError, match="needs a group_id and topics"):
        consumer.enforce_rebalance()


def test_other_topics_while_it_runs(client: barnabas.Client, topic: Topics, options: Options) -> None:
    one, two, three = topic(partitions=2), topic(partitions=2), topic(partitions=1)
    with client.consumer(one, two, group_id=one, **options) as consumer:
        until(polled(lambda: len(consumer.assignment()) == 4, consumer), "it has both topics", WAIT)
        kept = {p for p in consumer.assignment() if p.topic == two}
        consumer.subscribe(two, three)
        news: list[Rebalance] = []

        def changed() -> bool:
            result = consumer.poll(timeout=0.2)
            if isinstance(result, Rebalance):
                news.append(result)
            return {p.topic for p in consumer.assignment()} == {two, three} and len(consumer.assignment()) == 3

        until(changed, "it has the new ones", WAIT)
        for told in news:
            assert kept.isdisjoint(told.revoked)
            assert kept.isdisjoint(told.assigned)
        with pytest.raises(barnabas.ConfigurationError, match="needs a topic"):
            consumer.subscribe()


def test_an_eager_member_takes_other_topics(client: barnabas.Client, topic: Topics) -> None:
    one, two = topic(partitions=2), topic(partitions=1)
    eager = {**COOPERATIVE, "partition_assignment_strategy": "range"}
    with client.consumer(one, group_id=one, **eager) as consumer:
        until(polled(lambda: len(consumer.assignment()) == 2, consumer), "it has the topic", WAIT)
        consumer.subscribe(two)
        until(polled(lambda: {p.topic for p in consumer.assignment()} == {two}, consumer), "the other one", WAIT)
    with client.consumer() as consumer, pytest.raises(barnabas.ConfigurationError, match="without a group_id"):
        consumer.subscribe(one)


def test_where_partitions_begin_and_end(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    p0, p1 = TopicPartition(name, 0), TopicPartition(name, 1)
    with client.producer() as producer:
        producer.send_many(name, [b"x"] * 7, partition=1).result(WAIT)
    with client.consumer() as consumer:
        assert consumer.beginning_offsets(p0, p1) == {p0: 0, p1: 0}
        assert consumer.end_offsets(p0, p1) == {p0: 0, p1: 7}
        consumer.assign([p1])
        assert consumer.end_offsets() == {p1: 7}


def test_health_says_how_it_is(client: barnabas.Client, topic: Topics, options: Options) -> None:
    name = topic(partitions=2)
    with client.producer() as producer:
        producer.send_many(name, [b"x"] * 7, partition=1).result(WAIT)
    consumer = client.consumer(name, group_id=name, **options)
    before = consumer.health()
    assert (before.state, before.member_id, before.since_heartbeat, before.since_poll) == ("idle", "", None, None)
    until(polled(lambda: len(consumer.assignment()) == 2, consumer), "it has the topic", WAIT)
    until(polled(lambda: consumer.position(TopicPartition(name, 1)) == 7, consumer), "all was read", WAIT)
    health = consumer.health()
    assert health.state == "stable"
    assert (health.member_id, health.generation_id) == consumer.group_metadata()[2:0:-1]
    assert health.assigned == consumer.assignment()
    assert (health.lag, health.error, health.paused) == (0, None, frozenset())
    assert health.since_heartbeat is not None
    assert health.since_poll is not None
    consumer.close()
    assert consumer.health().state == "closed"
