"""What stands in a consumer's way: partitions that may not be read or cannot be, wrong hands, a paused broker."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas import OffsetAndMetadata, Rebalance, TopicPartition
from barnabas.errors import TopicAuthorizationFailedError
from barnabas.protocol.messages.create_acls import CreateAclsRequest, CreateAclsResponse
from tests.harness.broker import Broker
from tests.harness.kafka import Kafka, Topics, make_anew
from tests.harness.waiting import auntil, turns, until

WAIT = 30.0
TOPIC, LITERAL, READ, DESCRIBE, DENY = 2, 3, 3, 8, 2
AUTHORIZER = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "true",
}


def fill(client: barnabas.Client, topic: str, count: int, partition: int = 0) -> None:
    with client.producer() as producer:
        producer.send_many(topic, [b"%d" % i for i in range(count)], partition=partition).result(WAIT)


def reading(client: barnabas.Client, topic: str, partitions: int = 1, **options: Any) -> barnabas.Consumer[Any, Any]:
    consumer = client.consumer(auto_offset_reset="earliest", **options)
    consumer.assign([TopicPartition(topic, p) for p in range(partitions)])
    return consumer


def test_what_was_fetched_of_a_paused_partition_is_kept(own_broker: Broker, topic: Topics) -> None:
    """The broker is stopped: what comes after `resume()` can only be what was fetched before."""
    name = topic(on=own_broker)
    with barnabas.Client(own_broker.bootstrap) as client:
        fill(client, name, 100)
        consumer = reading(client, name, max_poll_records=10)
        assert [r.offset for r in consumer.poll(WAIT)] == list(range(10))
        own_broker.pause()
        consumer.pause(TopicPartition(name, 0))
        assert len(consumer.poll(0.2)) == 0
        consumer.resume()
        found: list[int] = []
        while len(found) < 90:
            records = consumer.poll(WAIT)
            assert len(records)
            found.extend(r.offset for r in records)
        assert found == list(range(10, 100))
        own_broker.resume()


def test_iteration_gives_the_good_records_first_and_then_raises(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    fill(client, name, 5)
    fill(client, name, 5, partition=1)
    bad = TopicPartition(name, 1)
    consumer = client.consumer(auto_offset_reset="none")
    consumer.assign({TopicPartition(name, 0): 0, bad: 1000})
    until(lambda: consumer._core.owned[bad].error is not None, "the offset was found to be out of range")
    found: list[int] = []
    with pytest.raises(barnabas.NoOffsetError) as caught:
        found.extend(record.offset for record in consumer)
    assert found == list(range(5))
    assert (caught.value.topic, caught.value.partition) == (name, 1)
    with pytest.raises(barnabas.NoOffsetError):  # it comes again
        next(iter(consumer))
    consumer.seek(bad, 4)
    assert next(iter(consumer)).offset == 4


def test_iteration_raises_it_although_others_have_more(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may have more for hours. Begun again it goes on with theirs."""
    monkeypatch.setattr("barnabas.consumer.sync.ITERATED", 5)
    name = topic(partitions=2)
    fill(client, name, 20)
    bad = TopicPartition(name, 1)
    consumer = client.consumer(auto_offset_reset="none")
    consumer.assign({TopicPartition(name, 0): 0, bad: 1000})
    until(lambda: consumer._core.owned[bad].error is not None, "the offset was found to be out of range")
    found: list[list[int]] = []
    while sum(map(len, found)) < 20:
        found.append([])
        with pytest.raises(barnabas.NoOffsetError):
            found[-1].extend(record.offset for record in consumer)
    assert found == [list(range(at, at + 5)) for at in range(0, 20, 5)]
    consumer.pause(bad)
    fill(client, name, 1)
    assert next(iter(consumer)).offset == 20


def deny(client: barnabas.Client, topic: str, operation: int) -> None:
    acl = CreateAclsRequest.AclCreation(
        resource_type=TOPIC,
        resource_name=topic,
        resource_pattern_type=LITERAL,
        principal="User:ANONYMOUS",
        host="*",
        operation=operation,
        permission_type=DENY,
    )
    engine = client._engine
    request = CreateAclsRequest(creations=[acl])
    answer: CreateAclsResponse = engine.run(lambda: engine.ask_controller(request, deadline=engine.now() + WAIT))
    assert [result.error_code for result in answer.results] == [0]


def test_a_topic_that_may_not_be_read_stands_beside_the_others(start_broker: Callable[..., Broker]) -> None:
    broker = start_broker(properties=AUTHORIZER)
    with barnabas.Client(broker.bootstrap) as client:
        new = [barnabas.NewTopic(name, partitions=1, replication_factor=1) for name in ("open", "secret")]
        client.admin.create_topics(new, raise_on_error=True)
        fill(client, "open", 3)
        fill(client, "secret", 3)
        deny(client, "secret", READ)
        secret = TopicPartition("secret", 0)
        consumer = client.consumer()
        consumer.assign({TopicPartition("open", 0): 0, secret: 0})
        found: list[str] = []
        errors: dict[TopicPartition, barnabas.KafkaError] = {}
        while len(found) < 3 or not errors:
            try:
                records = consumer.poll(WAIT)
            except barnabas.BrokerError as error:
                errors[secret] = error
                continue
            found.extend(r.topic for r in records)
            errors.update(getattr(records, "errors", {}))
        assert found == ["open"] * 3
        error = errors[secret]
        assert isinstance(error, barnabas.BrokerError)
        assert error.name == "TOPIC_AUTHORIZATION_FAILED"
        assert not error.retriable
        assert (error.topic, error.partition, error.offset) == ("secret", 0, 0)
        assert consumer.position(secret) == 0
        with pytest.raises(barnabas.BrokerError):
            consumer.poll(WAIT)
        consumer.assign([TopicPartition("open", 0)])  # unassigned: nothing stands in the way any more
        assert len(consumer.poll(0.2)) == 0


def test_a_topic_whose_offsets_may_not_be_read_holds_up_no_other(start_broker: Callable[..., Broker]) -> None:
    broker = start_broker(properties=AUTHORIZER)
    with barnabas.Client(broker.bootstrap) as client:
        new = [barnabas.NewTopic(name, partitions=1, replication_factor=1) for name in ("open", "secret")]
        client.admin.create_topics(new, raise_on_error=True)
        fill(client, "open", 3)
        deny(client, "secret", DESCRIBE)
        secret = TopicPartition("secret", 0)
        with client.consumer(group_id="g", auto_offset_reset="earliest", allow_auto_create_topics=False) as consumer:
            consumer.assign([TopicPartition("open", 0), secret])
            found: list[str] = []
            errors: list[barnabas.KafkaError] = []
            while len(found) < 3 or not errors:
                try:
                    found.extend(r.topic for r in consumer.poll(WAIT))
                except barnabas.BrokerError as error:
                    errors.append(error)
            assert found == ["open"] * 3
            assert isinstance(errors[0], TopicAuthorizationFailedError)
            assert (errors[0].topic, errors[0].partition) == secret
            assert isinstance(consumer.health().error, TopicAuthorizationFailedError)


def test_automatic_commits_in_the_background_cover_what_earlier_polls_returned(
    client: barnabas.Client, topic: Topics
) -> None:
    name = topic()
    key = TopicPartition(name, 0)
    fill(client, name, 20)
    check = client.consumer(group_id=name)
    options: Any = {"enable_auto_commit": True, "auto_commit_interval_ms": 50, "auto_offset_reset": "earliest"}
    with client.consumer(name, group_id=name, max_poll_records=5, **options) as consumer:
        while not len(consumer.poll(WAIT)):
            pass

        def committed() -> int:
            found = check.committed(key)[key]
            return found.offset if found else 0

        assert committed() == 0  # the user may still be working on them
        consumer.pause(key)

        def polled() -> bool:
            consumer.poll(0)
            return committed() == 5

        until(polled, "the first poll's records are committed")
        consumer.resume(key)
        for record in consumer:  # each step covers the ones before
            if record.offset == 9:
                until(lambda: consumer._core.reading.iterator is not None and committed() >= 0, "it can be asked")
                break
    assert check.committed(key)[key] == OffsetAndMetadata(10, 0)


def test_a_second_task_is_refused_at_once(kafka: Kafka, topic: Topics) -> None:
    name = topic()

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            consumer = client.consumer()
            consumer.assign([TopicPartition(name, 0)])
            first = asyncio.ensure_future(consumer.poll(1.0))
            await turns()
            for call in (lambda: consumer.poll(0), lambda: anext(aiter(consumer)), lambda: consumer.commit()):
                with pytest.raises(barnabas.ConcurrentUseError):
                    await call()
            with pytest.raises(barnabas.ConcurrentUseError):
                consumer.seek(TopicPartition(name, 0), 0)
            assert len(await first) == 0
            assert len(await consumer.poll(0)) == 0

    asyncio.run(main())


def test_close_of_a_client_elsewhere_ends_polls_and_iterations(kafka: Kafka, topic: Topics) -> None:
    name = topic()

    async def main() -> None:
        client = barnabas.AsyncClient(kafka.bootstrap)
        polling, iterating = client.consumer(name, group_id=name), client.consumer(name, group_id=name + "-2")
        assert isinstance(await polling.poll(WAIT), Rebalance)
        poll = asyncio.ensure_future(polling.poll())
        steps = asyncio.ensure_future(anext(aiter(iterating), "ended"))
        await auntil(lambda: polling._busy.locked() and iterating._busy.locked(), "both wait")
        await client.close()
        with pytest.raises(barnabas.ClosedError):
            await asyncio.wait_for(poll, WAIT)
        assert await asyncio.wait_for(steps, WAIT) == "ended"

    asyncio.run(main())


def test_a_topic_made_anew_is_written_and_read_on(client: barnabas.Client, topic: Topics) -> None:
    """Its id is another one: by the broker's errors both sides learn it."""
    name = topic()
    producer = client.producer(linger_ms=0)
    producer.send(name, b"old").result(WAIT)
    consumer = reading(client, name)
    assert len(consumer.poll(WAIT))
    client.admin.delete_topics([name], raise_on_error=True)
    make_anew(client, name)
    assert producer.send(name, b"new").result(WAIT).offset == 0
    consumer.seek_to_beginning()
    found: list[bytes] = []
    while b"new" not in found:
        records = consumer.poll(WAIT)
        assert len(records)
        found.extend(r.value for r in records)
    producer.close()


def test_an_orderly_life_prints_nothing_and_debug_tells_much(
    kafka: Kafka, topic: Topics, caplog: pytest.LogCaptureFixture
) -> None:
    name = topic()
    code = f"""
        import barnabas
        with barnabas.Client({kafka.bootstrap!r}) as client:
            with client.producer() as producer:
                producer.send({name!r}, b"x").result(30)
            with client.consumer({name!r}, group_id={name!r}, auto_offset_reset="earliest") as consumer:
                next(iter(consumer))
                consumer.commit()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with caplog.at_level(logging.DEBUG, "barnabas"), barnabas.Client(kafka.bootstrap) as client:
        client.admin.describe_cluster()
    assert f"connected to {kafka.bootstrap}" in caplog.text
    assert {record.name.split(".")[0] for record in caplog.records} == {"barnabas"}
