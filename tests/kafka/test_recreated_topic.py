"""A topic that is deleted and made anew under a consumer: offsets of the old one mean nothing in the new one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

import barnabas
from barnabas import Rebalance, TopicPartition
from barnabas.broker import Broker
from barnabas.broker.apis import metadata
from tests.harness.kafka import Kafka, Topics, make_anew
from tests.harness.reading import next_records, offset_in
from tests.harness.waiting import turns, until

WAIT = 30.0


@pytest.fixture
def client(kafka: Kafka) -> Iterator[barnabas.Client]:
    with barnabas.Client(kafka.bootstrap, metadata_max_age_ms=2_000) as client:
        yield client


def fill(kafka: Kafka, topic: str, values: list[bytes]) -> None:
    with barnabas.Client(kafka.bootstrap) as client, client.producer() as producer:
        producer.send_many(topic, values, partition=0).result(WAIT)


def delete_and_make_anew(kafka: Kafka, topic: str) -> None:
    with barnabas.Client(kafka.bootstrap) as client:
        client.admin.delete_topics([topic], raise_on_error=True)
        make_anew(client, topic)


@pytest.mark.kip(516)
@pytest.mark.parametrize("reset", ["earliest", "latest"])
def test_the_new_topic_is_read_from_its_start(kafka: Kafka, client: barnabas.Client, topic: Topics, reset: Any) -> None:
    name = topic()
    fill(kafka, name, [b"old"] * 5)
    consumer = client.consumer(auto_offset_reset=reset)
    consumer.assign({TopicPartition(name, 0): 0})
    assert len(next_records(consumer, 5)) == 5
    delete_and_make_anew(kafka, name)
    fill(kafka, name, [b"new %d" % n for n in range(9)])  # more than there were: the old offset is within range
    assert [(r.offset, r.value) for r in next_records(consumer, 9)] == [(n, b"new %d" % n) for n in range(9)]


def test_what_an_iteration_had_left_over_is_given_first(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    key = TopicPartition(name, 0)
    fill(kafka, name, [b"old %d" % n for n in range(5)])
    consumer = client.consumer(auto_offset_reset="earliest")
    consumer.assign({key: 0})
    found = [next(iter(consumer)).value]
    p = consumer._core.owned[key]
    version, old = p.version, p.topic_id
    delete_and_make_anew(kafka, name)
    fill(kafka, name, [b"new"] * 9)

    def seen() -> bool:
        there = client._engine.cluster.snapshot.topics.get(name)
        return (
            there is not None
            and there.id != old
            and bool(there.partitions)
            and (not p.in_flight or p.version > version)
        )

    until(seen, "the new topic is known")
    client._engine.run(turns, 10)
    assert p.version == version
    found += [record.value for record in next_records(consumer, 13)]
    assert found == [b"old %d" % n for n in range(5)] + [b"new"] * 9


@pytest.mark.kip(848)
@pytest.mark.parametrize("reset", ["earliest", "latest"])
@pytest.mark.parametrize("protocol", ["classic", "consumer"])
def test_a_group_s_member_reads_the_new_topic_from_its_start(
    kafka: Kafka, client: barnabas.Client, topic: Topics, protocol: Any, reset: Any
) -> None:
    """By KIP-848 the old topic's partition is given up, and the new one's comes: nothing is committed there, and all of it is new."""
    name = topic()
    with client.consumer(
        name, group_id=name, group_protocol=protocol, auto_offset_reset=reset, allow_auto_create_topics=False
    ) as consumer:
        assert isinstance(consumer.poll(WAIT), Rebalance)
        fill(kafka, name, [b"old"] * 5)
        assert len(next_records(consumer, 5)) == 5
        delete_and_make_anew(kafka, name)
        fill(kafka, name, [b"new %d" % n for n in range(9)])
        if protocol == "consumer":
            until(lambda: consumer._core.assignment.pending, "the member is told to give the old one up", WAIT)
            news = consumer.poll(WAIT)
            assert isinstance(news, Rebalance)
            assert news.revoked
        assert [(r.offset, r.value) for r in next_records(consumer, 9)] == [(n, b"new %d" % n) for n in range(9)]


@pytest.mark.kip(848)
def test_what_is_committed_in_the_new_topic_counts(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    news: list[Rebalance] = []
    with client.consumer(
        name,
        group_id=name,
        group_protocol="consumer",
        auto_offset_reset="earliest",
        allow_auto_create_topics=False,
        enable_auto_commit=True,
        on_rebalance=lambda _, told: news.append(told),
    ) as consumer:
        fill(kafka, name, [b"old"] * 5)
        assert len(next_records(consumer, 5)) == 5
        delete_and_make_anew(kafka, name)
        fill(kafka, name, [b"new %d" % n for n in range(9)])
        found = next_records(consumer, 9)

        def reassigned() -> bool:
            found.extend(record for record in consumer.poll(0.1) if isinstance(record, barnabas.Record))
            return len(news) == 3

        until(reassigned, "the new one is assigned", WAIT)
        fill(kafka, name, [b"next"])
        found += next_records(consumer, 1)
        assert [r.offset for r in found] == list(range(10))


def test_with_policy_none_it_is_an_error(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    key = TopicPartition(name, 0)
    fill(kafka, name, [b"old"] * 5)
    consumer = client.consumer(auto_offset_reset="none")
    consumer.assign({key: 0})
    assert len(next_records(consumer, 5)) == 5
    delete_and_make_anew(kafka, name)
    fill(kafka, name, [b"new"] * 9)
    with pytest.raises(barnabas.NoOffsetError, match="made anew"):
        consumer.poll(WAIT)
    consumer.seek(key, 0)
    assert [r.value for r in next_records(consumer, 9)] == [b"new"] * 9


def test_it_is_one_also_while_records_of_the_old_topic_are_worked_on(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    name = topic()
    key = TopicPartition(name, 0)
    fill(kafka, name, [b"old"] * 5)
    consumer = client.consumer(group_id=name, auto_offset_reset="none")
    consumer.assign({key: 0})
    begun, go_on = threading.Event(), threading.Event()
    seen: list[bytes] = []

    def work(record: barnabas.Record[Any, Any]) -> None:
        seen.append(record.value)
        begun.set()
        assert go_on.wait(WAIT)
        raise ZeroDivisionError

    def anew() -> None:
        assert begun.wait(WAIT)
        delete_and_make_anew(kafka, name)
        fill(kafka, name, [b"new"] * 9)
        until(lambda: consumer.health().error, "the new topic is known", WAIT)
        go_on.set()

    beside = threading.Thread(target=anew)
    beside.start()
    with pytest.raises((barnabas.KafkaError, ZeroDivisionError)):
        consumer.process(work, workers=1)
    go_on.set()
    beside.join(WAIT)
    assert seen == [b"old"]
    for _ in range(2):
        with pytest.raises(barnabas.NoOffsetError, match="made anew"):
            consumer.poll(WAIT)


@pytest.mark.parametrize("reset", ["earliest", "none"])
@pytest.mark.parametrize("what", ["records", "record", "offset", "in the background", "a transaction"])
def test_what_was_read_of_the_old_topic_is_not_committed_for_the_new_one(
    kafka: Kafka, client: barnabas.Client, topic: Topics, what: str, reset: Any
) -> None:
    name, other = topic(), topic()
    key, beside = TopicPartition(name, 0), TopicPartition(other, 0)
    fill(kafka, name, [b"old"] * 5)
    fill(kafka, other, [b"other"] * 3)
    with client.consumer(group_id=name, auto_offset_reset=reset) as consumer:
        consumer.assign({key: 0, beside: 0})
        old = [record for record in next_records(consumer, 8) if record.topic == name]
        p = consumer._core.owned[key]
        delete_and_make_anew(kafka, name)
        fill(kafka, name, [b"new"] * 9)
        until(lambda: p.elder and (p.stuck or p.position == 0), "the new topic is known", WAIT)
        told: list[Any] = []

        def commit() -> None:
            last = {"records": {key: 5, beside: 3}, "record": old[-1]}.get(what, {key: 3})
            if what == "in the background":
                consumer.commit_async(last, lambda _, error: told.append(error))
                until(lambda: consumer._core.calls.outcomes, "it has ended", WAIT)
                consumer.commit({beside: 3})
                raise told[0]
            if what == "a transaction":
                with client.producer(transactional_id=name) as producer, producer.transaction():
                    producer.send_offsets_to_transaction(consumer, last)
            consumer.commit(last)

        with pytest.raises(barnabas.CommitFailedError, match=f"{name} partition 0 .* made anew"):
            commit()
        assert consumer.committed(key)[key] is None
        if what == "records":
            assert offset_in(consumer.committed(beside), beside) == 3
        if reset == "none":
            consumer.seek(key, 0)
        found = next_records(consumer, 9)
        assert [record.value for record in found] == [b"new"] * 9
        consumer.commit(found[2])
        assert offset_in(consumer.committed(key), key) == 3


def test_an_offset_that_was_sought_in_the_new_topic_may_be_committed(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    name = topic()
    key = TopicPartition(name, 0)
    fill(kafka, name, [b"old"] * 5)
    with client.consumer(group_id=name, auto_offset_reset="earliest") as consumer:
        consumer.assign({key: 0})
        assert len(next_records(consumer, 5)) == 5
        delete_and_make_anew(kafka, name)
        until(lambda: consumer.position(key) == 0, "the new topic is known", WAIT)
        consumer.seek(key, 1)
        consumer.commit({key: 4})
        assert offset_in(consumer.committed(key), key) == 4


def test_an_answer_of_a_broker_that_is_behind_does_not_have_the_new_topic_read_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key, usual = TopicPartition("t", 0), metadata._told
    stale, said = list[bytes](), list[bytes]()

    def told(call: Any, topic: Any) -> Any:
        answer = usual(call, topic)
        if stale:
            answer.topic_id = stale.pop()
        said.append(answer.topic_id)
        return answer

    monkeypatch.setattr(metadata, "_told", told)
    with Broker() as broker, barnabas.Client(broker.bootstrap_servers) as client:
        make_anew(client, "t")
        with client.consumer(auto_offset_reset="latest") as consumer, client.producer() as producer:
            producer.send_many("t", [b"old"] * 5).result(WAIT)
            consumer.assign({key: 0})
            assert len(next_records(consumer, 5)) == 5
            cluster = client._engine.cluster
            left = cluster.snapshot.topics["t"].id
            client.admin.delete_topics(["t"], raise_on_error=True)
            make_anew(client, "t")
            producer.send_many("t", [b"new"] * 9).result(WAIT)
            assert [record.value for record in next_records(consumer, 9)] == [b"new"] * 9
            now = cluster.snapshot.topics["t"].id
            said.clear()
            stale.append(left)
            client._engine.post(cluster.update_soon, "a test asks for it")
            until(lambda: said[-2:] == [left, now], "it was asked again", WAIT)
            assert cluster.snapshot.topics["t"].id == now != left
            producer.send("t", b"next").result(WAIT)
            assert [record.value for record in next_records(consumer, 1)] == [b"next"]


@pytest.mark.parametrize("fails", [True, False], ids=["it raises", "it is committed"])
@pytest.mark.parametrize("reset", ["earliest", "none"])
def test_a_transaction_of_records_of_the_old_topic_does_not_have_the_new_one_read_from_there(
    kafka: Kafka, client: barnabas.Client, topic: Topics, reset: Any, fails: bool
) -> None:
    name, out = topic(), topic()
    key = TopicPartition(name, 0)
    fill(kafka, name, [b"old"] * 5)
    with client.transactional(group_id=name, transactional_id=name, consumer={"auto_offset_reset": reset}) as loop:
        consumer = loop.consumer
        consumer.assign({key: 2})
        seen: list[bytes] = []

        def work(records: Any, producer: Any) -> None:
            first = not seen
            if first:
                p = consumer._core.owned[key]
                delete_and_make_anew(kafka, name)
                fill(kafka, name, [b"new"] * 9)
                until(lambda: p.elder and (p.stuck or p.position == 0), "the new topic is known", WAIT)
            seen.extend(record.value for record in records)
            for record in records:
                producer.send(out, record.value)
            if first and fails:
                raise ZeroDivisionError

        with suppress(ZeroDivisionError):
            until(lambda: loop.step(work) or seen, "the old topic is read")
        assert seen == [b"old"] * 3
        if reset == "none":
            for _ in range(2):
                with pytest.raises(barnabas.NoOffsetError, match="made anew"):
                    loop.step(work, timeout=WAIT)
            consumer.seek(key, 0)
        until(lambda: loop.step(work) and len(seen) >= 12, "the new topic is read")
        assert seen[3:] == [b"new"] * 9
        assert offset_in(consumer.committed(key), key) == 9


@pytest.mark.parametrize("way", ["assign", "unsubscribe", "unsubscribe from a group"])
def test_the_commit_before_partitions_go_says_of_which_topic_it_is(
    kafka: Kafka, client: barnabas.Client, topic: Topics, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = topic()
    key = TopicPartition(name, 0)
    fill(kafka, name, [b"old"] * 5)
    topics = [name] if way == "unsubscribe from a group" else []
    with client.consumer(*topics, group_id=name, auto_offset_reset="earliest", enable_auto_commit=True) as consumer:
        if not topics:
            consumer.assign({key: 0})
        assert len(next_records(consumer, 5)) == 5
        commits = consumer._core.commits
        through: Any = commits.group if topics else commits._offsets
        commit, asked = through.commit, []

        def noted(offsets: Any, generation: Any, deadline: float, ids: Any) -> Any:
            asked.append((offsets[key].offset, ids))
            return commit(offsets, generation, deadline, ids)

        monkeypatch.setattr(through, "commit", noted)
        id = consumer._core.owned[key].topic_id
        if way == "assign":
            consumer.assign([])
        else:
            consumer.unsubscribe()
        until(lambda: asked, "it is committed", WAIT)
        assert asked == [(5, {name: id})]
        until(lambda: offset_in(consumer.committed(key), key) == 5, "it is there", WAIT)


def test_a_topic_that_is_made_anew_while_a_commit_is_made_up_keeps_its_id(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine may find it out between two looks of the user's thread: the broker is to refuse the offsets of before."""
    key = TopicPartition(topic(), 0)
    consumer = client.consumer(group_id=key.topic)
    consumer.assign({key: 0})
    consumer.poll(0)
    p = consumer._core.owned[key]
    until(lambda: consumer.poll(0.1) is not None and any(p.topic_id), "its id is known")
    before, commits = p.topic_id, consumer._core.commits
    look = commits.elder

    def elder(offsets: Any) -> list[TopicPartition]:
        found = look(offsets)
        p.topic_id = bytes(15) + b"\x01"
        return found

    monkeypatch.setattr(commits, "elder", elder)
    assert commits.read({key: barnabas.OffsetAndMetadata(5)}).ids == {key.topic: before}
