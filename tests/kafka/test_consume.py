"""Reading on a real broker: polls, iteration, positions, commits, errors, the ends of a consumer."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

import barnabas
from barnabas import OffsetAndMetadata, Rebalance, Records, TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import auntil, turns

WAIT = 20.0


def fill(client: barnabas.Client, topic: str, count: int, start: int = 0, **options: Any) -> None:
    with client.producer(**options) as producer:
        values = [b"v%d" % i for i in range(start, start + count)]
        producer.send_many(topic, values, values).result(WAIT)


def polled(
    consumer: barnabas.Consumer[bytes, bytes], count: int, **options: Any
) -> list[barnabas.Record[bytes, bytes]]:
    """`count` records, over as many polls as it takes."""
    found: list[barnabas.Record[bytes, bytes]] = []
    while len(found) < count:
        result = consumer.poll(WAIT, **options)
        assert len(result) or isinstance(result, Rebalance), f"{len(found)} of {count} records came"
        found.extend(result)
    return found


def from_start(client: barnabas.Client, topic: str, partitions: int = 1, **options: Any) -> barnabas.Consumer[Any, Any]:
    consumer = client.consumer(auto_offset_reset="earliest", **options)
    consumer.assign([TopicPartition(topic, p) for p in range(partitions)])
    return consumer


def test_a_group_reads_everything_once_and_goes_on_where_it_committed(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=3)
    fill(client, name, 300)
    with client.consumer(name, group_id=name, auto_offset_reset="earliest") as consumer:
        first = consumer.poll(WAIT)
        assert isinstance(first, Rebalance)
        assert first.assigned == {TopicPartition(name, p): 0 for p in range(3)}
        assert sorted(r.value for r in polled(consumer, 300)) == sorted(b"v%d" % i for i in range(300))
        consumer.commit()
        committed = consumer.committed()
        assert sum(o.offset for o in committed.values() if o) == 300
        assert all(consumer.lag(p) == 0 for p in consumer.assignment())
    fill(client, name, 10, start=300)
    with client.consumer(name, group_id=name, auto_offset_reset="earliest") as consumer:
        assert sorted(r.value for r in polled(consumer, 10)) == sorted(b"v%d" % i for i in range(300, 310))


def test_a_time_that_is_none_is_refused_also_while_there_are_records(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    fill(client, name, 3)
    with from_start(client, name) as consumer:
        assert [r.offset for r in polled(consumer, 1, max_records=1)] == [0]
        with pytest.raises(barnabas.ConfigurationError, match="timeout='x' is not accepted"):
            consumer.poll("x", max_records=1)  # type: ignore[arg-type]
        assert [r.offset for r in polled(consumer, 1, max_records=1)] == [1], "nothing was taken"


@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_columns_tell_the_same_as_records(client: barnabas.Client, topic: Topics, codec: Any) -> None:
    name = topic()
    fill(client, name, 500, compression_type=codec)
    consumer = from_start(client, name)
    records = consumer.poll(WAIT)
    assert isinstance(records, Records)
    assert records.values() == [r.value for r in records] == [b"v%d" % i for i in range(500)]
    assert records.keys() == [r.key for r in records]
    assert list(records.offsets()) == [r.offset for r in records] == list(range(500))
    assert list(records.timestamps()) == [r.timestamp_ms for r in records]
    assert memoryview(records.offsets()).format == "q"
    assert {p: len(r) for p, r in records.by_partition().items()} == {TopicPartition(name, 0): 500}
    assert records[-1].value == b"v499"
    assert records[10:12].values() == [b"v10", b"v11"]


@pytest.mark.kip(41)
def test_max_records_bounds_a_poll(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    fill(client, name, 100)
    consumer = from_start(client, name, max_poll_records=30)
    assert [len(consumer.poll(WAIT)), len(consumer.poll(WAIT, max_records=60)), len(consumer.poll(WAIT))] == [
        30,
        60,
        10,
    ]
    assert len(consumer.poll(0)) == 0
    with pytest.raises(ValueError, match="max_records=0"):
        consumer.poll(0, max_records=0)


def test_iteration_goes_on_after_a_break_and_commits_what_it_gave(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    fill(client, name, 100)
    key = TopicPartition(name, 0)
    with client.consumer(name, group_id=name, auto_offset_reset="earliest") as consumer:
        for record in consumer:
            if record.offset == 9:
                break
        assert consumer.position(key) == 10
        consumer.commit()
        assert consumer.committed(key)[key] == OffsetAndMetadata(10, 0)
        assert next(iter(consumer)).offset == 10
        assert [r.offset for r in polled(consumer, 89)] == list(range(11, 100))
        assert consumer.position(key) == 100


def test_every_form_of_commit(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    fill(client, name, 20)
    key = TopicPartition(name, 0)
    with client.consumer(name, group_id=name, auto_offset_reset="earliest") as consumer:
        records = polled(consumer, 20)
        consumer.commit(records[4])
        assert consumer.committed()[key] == OffsetAndMetadata(5, 0)
        consumer.commit({key: 7})
        assert consumer.committed()[key] == OffsetAndMetadata(7)
        consumer.commit({key: OffsetAndMetadata(8, None, "a note")})
        assert consumer.committed()[key] == OffsetAndMetadata(8, None, "a note")
        consumer.seek(key, 10)
        batch = consumer.poll(WAIT)
        assert isinstance(batch, Records)
        consumer.commit(batch[:5])
        assert consumer.committed()[key] == OffsetAndMetadata(15, 0)
        with pytest.raises(barnabas.NotAssignedError, match="other"):
            consumer.commit({TopicPartition("other", 0): 1})
        with pytest.raises(ValueError, match="-1"):
            consumer.commit({key: -1})
        with pytest.raises(TypeError, match="commit"):
            consumer.commit(5)  # type: ignore[arg-type]


def test_seek_pause_and_resume(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    with client.producer() as producer:
        for p in range(2):
            producer.send_many(name, [b"%d" % i for i in range(10)], partition=p).result(WAIT)
    consumer = from_start(client, name, 2)
    a, b = TopicPartition(name, 0), TopicPartition(name, 1)
    polled(consumer, 20)
    consumer.seek(a, 7)
    assert [(r.partition, r.offset) for r in polled(consumer, 3)] == [(0, 7), (0, 8), (0, 9)]
    consumer.pause(a)
    consumer.seek_to_beginning()
    assert {r.partition for r in polled(consumer, 10)} == {1}
    assert consumer.paused() == {a}
    assert len(consumer.poll(0.3)) == 0
    consumer.resume(a)
    assert {r.partition for r in polled(consumer, 10)} == {0}
    consumer.seek_to_end(b)
    fill_one = client.producer()
    fill_one.send(name, b"new", partition=1).result(WAIT)
    assert [(r.partition, r.value) for r in polled(consumer, 1)] in ([(1, b"new")], [])
    with pytest.raises(barnabas.NotAssignedError):
        consumer.seek(TopicPartition(name, 5), 0)
    with pytest.raises(ValueError, match=r"offset -3 of .* is not accepted"):
        consumer.seek(a, -3)


def test_without_a_committed_offset_the_policy_decides(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    fill(client, name, 5)
    key = TopicPartition(name, 0)
    none = client.consumer(auto_offset_reset="none", group_id=name)
    none.assign([key])
    for _ in range(2):  # it comes again until the user does something
        with pytest.raises(barnabas.NoOffsetError, match="seek"):
            none.poll(WAIT)
    none.seek(key, 3)
    assert [r.offset for r in polled(none, 2)] == [3, 4]
    latest = client.consumer()
    latest.assign([key])
    latest.poll(0)
    while latest.position(key) is None:
        latest.poll(0.05)
    assert latest.position(key) == 5
    # out of range leads there too
    early = from_start(client, name)
    early.seek(key, 1000)
    assert [r.offset for r in polled(early, 5)] == [0, 1, 2, 3, 4]
    none.seek(key, 1000)
    with pytest.raises(barnabas.NoOffsetError, match="out of range"):
        none.poll(WAIT)


def test_assign_begins_at_given_or_committed_offsets(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    fill(client, name, 10)
    key = TopicPartition(name, 0)
    consumer = client.consumer(group_id=name)
    consumer.assign({key: 4})
    assert polled(consumer, 6)[0].offset == 4
    consumer.commit({key: 6})
    other = client.consumer(group_id=name)
    other.assign([key])
    assert [r.offset for r in polled(other, 4)] == [6, 7, 8, 9]
    assert other.offsets_for_times({key: 0}) == {key: 0}


def test_wrong_use_is_told_at_once(client: barnabas.Client) -> None:
    with pytest.raises(barnabas.ConfigurationError, match="assign"):
        client.consumer("orders")
    with pytest.raises(barnabas.ConfigurationError, match="auto_offset_reset='first'"):
        client.consumer(auto_offset_reset="first")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="group_id"):
        client.consumer(groupid="x")  # type: ignore[call-overload]
    with pytest.raises(barnabas.ConfigurationError, match="assign"):
        client.consumer("orders", group_id="g").assign([])
    with pytest.raises(barnabas.ConfigurationError, match="group_id"):
        client.consumer().commit()


def test_auto_commit_covers_what_earlier_polls_returned(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    fill(client, name, 10)
    key = TopicPartition(name, 0)
    with client.consumer(name, group_id=name, auto_offset_reset="earliest", enable_auto_commit=True) as consumer:
        polled(consumer, 10)
    check = client.consumer(group_id=name)
    assert check.committed(key)[key] == OffsetAndMetadata(10, 0)


def test_deserializers_run_on_access_and_name_the_record(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    with client.producer() as producer:
        producer.send_many(name, [b"1", b"two", None]).result(WAIT)
    consumer = client.consumer(auto_offset_reset="earliest", value_deserializer=lambda data: int(data))
    consumer.assign([TopicPartition(name, 0)])
    first, second, third = polled(consumer, 3)  # type: ignore[arg-type]
    assert first.value == 1
    assert third.value is None
    with pytest.raises(barnabas.SerializationError, match="offset 1") as caught:
        _ = second.value
    assert isinstance(caught.value.__cause__, ValueError)
    assert second.raw_value == b"two"


@pytest.mark.kip(32, 82)
def test_headers_timestamps_and_nulls_come_as_they_were(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    headers = [("a", b"1"), ("a", None), ("ü", b"")]
    with client.producer() as producer:
        producer.send(name, None, key=b"", headers=headers, timestamp_ms=1_600_000_000_000).result(WAIT)
    (record,) = polled(from_start(client, name), 1)
    assert (record.key, record.value, record.headers) == (b"", None, headers)
    assert (record.timestamp_ms, record.timestamp_type, record.leader_epoch) == (1_600_000_000_000, "create", 0)


def test_a_second_thread_is_refused(client: barnabas.Client, topic: Topics) -> None:
    consumer = from_start(client, topic())
    inside = threading.Thread(target=lambda: consumer.poll(1.0))
    inside.start()
    while not consumer._busy.locked():
        pass
    with pytest.raises(barnabas.ConcurrentUseError):
        consumer.poll(0)
    inside.join()
    assert len(consumer.poll(0)) == 0


def test_close_wakes_a_poll_and_ends_an_iteration(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    outcomes: list[object] = []

    def poll(consumer: barnabas.Consumer[bytes, bytes]) -> None:
        try:
            while True:
                consumer.poll()
        except barnabas.ClosedError as error:
            outcomes.append(error)

    def iterate(consumer: barnabas.Consumer[bytes, bytes]) -> None:
        outcomes.append(list(consumer))

    for work in (poll, iterate):
        consumer = client.consumer(name, group_id=name)
        thread = threading.Thread(target=work, args=(consumer,))
        thread.start()
        while not consumer._busy.locked():
            pass
        consumer.close()
        thread.join(WAIT)
        consumer.close()
    assert isinstance(outcomes[0], barnabas.ClosedError)
    assert outcomes[1] == []
    with pytest.raises(barnabas.ClosedError):
        consumer.poll(0)


def test_prefetch_stays_within_its_bound(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=4)
    with client.producer() as producer:
        value = bytes(1000)
        producer.send_many(name, [value] * 4000, [b"%d" % i for i in range(4000)]).result(WAIT)
    limit = 300_000
    consumer = from_start(client, name, 4, prefetch_max_bytes=limit, max_partition_fetch_bytes=100_000)
    most = 0
    count = 0
    while count < 4000:
        count += len(consumer.poll(WAIT))
        most = max(most, consumer._core.buffer.used)
    # Kafka answers with one whole batch at least, which may be larger than what was asked for.
    assert most <= limit + 1_100_000


# --- async ------------------------------------------------------------------------------------------------------------


def test_the_async_face_reads_iterates_and_commits(kafka: Kafka, topic: Topics) -> None:
    name = topic()

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            async with client.producer() as producer:
                await (await producer.send_many(name, [b"v%d" % i for i in range(50)]))
            async with client.consumer(name, group_id=name, auto_offset_reset="earliest") as consumer:
                count = 0
                async for record in consumer:
                    assert record.value == b"v%d" % count
                    count += 1
                    if count == 20:
                        break
                await consumer.commit()
                key = TopicPartition(name, 0)
                assert (await consumer.committed())[key] == OffsetAndMetadata(20, 0)
                rest: list[Any] = []
                while len(rest) < 30:
                    rest.extend(await consumer.poll(WAIT))
                assert [r.offset for r in rest] == list(range(20, 50))
                with pytest.raises(barnabas.NotAssignedError):
                    await consumer.commit({TopicPartition("x", 0): 1})

    asyncio.run(main())


def test_cancelled_polls_and_steps_lose_nothing(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    count = 300

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            async with client.producer() as producer:
                await (await producer.send_many(name, [b"%d" % i for i in range(count)]))
            consumer = client.consumer(auto_offset_reset="earliest", max_poll_records=7)
            consumer.assign([TopicPartition(name, 0)])
            found: list[int] = []
            steps = aiter(consumer)
            turn = 0
            while len(found) < count:
                turn += 1
                assert turn < 20_000
                work: Any = consumer.poll(1.0) if turn % 2 else anext(steps)
                task = asyncio.ensure_future(work)
                await turns(turn % 5)
                task.cancel()
                try:
                    result = await task
                except asyncio.CancelledError:
                    continue
                found.extend(r.offset for r in result) if turn % 2 else found.append(result.offset)
            assert found == list(range(count))
            await consumer.close()

    asyncio.run(main())


def test_one_async_client_serves_two_runs_in_turn(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    client = barnabas.AsyncClient(kafka.bootstrap)
    producer = client.producer()
    consumer = client.consumer(auto_offset_reset="earliest")
    consumer.assign([TopicPartition(name, 0)])

    async def turn(expected: int) -> None:
        await (await producer.send(name, b"x"))
        result = await consumer.poll(WAIT)
        assert [r.offset for r in result] == [expected]

    asyncio.run(turn(0))
    asyncio.run(turn(1))
    asyncio.run(client.close())


def test_async_for_ends_quietly_when_the_consumer_is_closed(kafka: Kafka, topic: Topics) -> None:
    name = topic()

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            consumer = client.consumer(name, group_id=name)

            async def read() -> list[Any]:
                return [record async for record in consumer]

            task = asyncio.create_task(read())
            await auntil(consumer._busy.locked, "it waits")
            await consumer.close()
            assert await asyncio.wait_for(task, WAIT) == []

    asyncio.run(main())
