"""Records that are sent alone, without the engine's help: each once and in order, whatever befalls what was lent."""

from __future__ import annotations

import asyncio
import random
import threading
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.protocol.messages.produce import ProduceRequest
from tests.harness.departures import departures
from tests.harness.scripted import ScriptedBroker, written
from tests.harness.waiting import turns

WAIT = 60.0


@pytest.fixture
def departed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    return departures(monkeypatch)


def read(broker: Broker, partition: int, count: int) -> list[bytes | None]:
    with barnabas.Client(broker.bootstrap_servers) as client, client.consumer(auto_offset_reset="earliest") as consumer:
        place = barnabas.TopicPartition("t", partition)
        consumer.assign([place])
        found: list[bytes | None] = []
        while len(found) < count:
            found.extend(record.value for record in consumer.poll(timeout=WAIT))
        assert consumer.lag(place) == 0
    return found


@pytest.mark.parametrize("options", [{}, {"enable_idempotence": False}, {"acks": 1}, {"compression_type": "zstd"}])
def test_most_go_out_from_their_senders_thread(broker: Broker, departed: list[int], options: dict[str, Any]) -> None:
    with barnabas.Client(broker.bootstrap_servers) as client, client.producer(linger_ms=0, **options) as producer:
        for n in range(100):
            assert producer.send("t", b"%d" % n, partition=n % 2).result(WAIT).offset == n // 2
    assert len(departed) > 80
    for partition in range(2):
        assert read(broker, partition, 50) == [b"%d" % n for n in range(partition, 100, 2)]


def test_on_an_event_loop_too(broker: Broker, departed: list[int]) -> None:
    async def main() -> None:
        async with barnabas.AsyncClient(broker.bootstrap_servers) as client, client.producer(linger_ms=0) as producer:
            for n in range(100):
                assert (await (await producer.send("t", b"%d" % n, partition=n % 2))).offset == n // 2

    asyncio.run(main())
    assert len(departed) > 80


@pytest.mark.parametrize(
    "options", [{"acks": 0}, {"linger_ms": 1}, {"transactional_id": "me"}], ids=["acks", "linger", "transactions"]
)
def test_none_where_that_cannot_be(broker: Broker, departed: list[int], options: dict[str, Any]) -> None:
    with barnabas.Client(broker.bootstrap_servers) as client, client.producer(**{"linger_ms": 0} | options) as producer:
        if "transactional_id" in options:
            producer.begin_transaction()
        for n in range(10):
            producer.send("t", b"%d" % n, partition=0).result(WAIT)
        if "transactional_id" in options:
            producer.commit_transaction()
    assert departed == []


@pytest.mark.parametrize("seed", range(4))
def test_each_once_and_in_order(broker: Broker, departed: list[int], seed: int) -> None:
    chance = random.Random(seed)
    faults: list[dict[str, Any]] = [
        {"drop_connection": True, "after": True},
        {"drop_connection": True},
        {"error": "NOT_LEADER_OR_FOLLOWER"},
        {"error": "REQUEST_TIMED_OUT", "after": True},
        {"error": "NOT_ENOUGH_REPLICAS"},
        {"error": "CORRUPT_MESSAGE"},
    ]
    quick: dict[str, Any] = {"retry_backoff_ms": 2, "retry_backoff_max_ms": 20, "reconnect_backoff_ms": 2}
    with barnabas.Client(broker.bootstrap_servers, **quick) as client:
        with client.producer(linger_ms=0) as producer:
            for n in range(1500):
                if n % 25 == 0:
                    broker.inject(api="Produce", **chance.choice(faults))
                if n % 200 == 100:
                    broker.move_leader("t", chance.randrange(2), to=chance.randint(1, 3))
                if n % 300 == 150:
                    broker.drop_connections()
                if n % 300 == 290:
                    client.disconnect()
                delivery = producer.send("t", b"%d" % n, partition=n % 2)
                if chance.random() < 0.9:
                    assert delivery.result(WAIT)
            producer.flush(WAIT)
        broker.clear_injections()
    assert len(departed) > 200
    for partition in range(2):
        assert read(broker, partition, 750) == [b"%d" % n for n in range(partition, 1500, 2)]


def test_what_is_lent_at_one_node_knows_of_the_new_epoch_that_came_of_another(
    broker: Broker, departed: list[int]
) -> None:
    for partition in range(2):
        broker.move_leader("t", partition, to=partition + 1)
    with barnabas.Client(broker.bootstrap_servers) as client, client.producer(linger_ms=0) as producer:
        for n in range(6):
            producer.send("t", b"%d" % n, partition=n % 2).result(WAIT)
        before = len(departed)
        broker.inject(api="Produce", error="INVALID_RECORD")
        assert producer.send("t", b"refused", partition=1).exception(WAIT)
        for n in range(6, 12):
            producer.send("t", b"%d" % n, partition=n % 2).result(WAIT)
        assert producer._sender._sequences is not None
        assert producer._sender._sequences.id.epoch == 1
    assert len(departed) > before
    for partition in range(2):
        assert read(broker, partition, 6) == [b"%d" % n for n in range(partition, 12, 2)]
    numbers = [
        [int.from_bytes(bytes(item.records)[at:end], "big") for at, end in ((51, 53), (53, 57))]
        for asked in broker.requests(api="Produce")
        for topic in asked.request.topic_data  # type: ignore[attr-defined]
        for item in topic.partition_data
        if item.index == 0
    ]
    assert numbers == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]


def test_several_threads_and_producers_share_a_connection(broker: Broker, departed: list[int]) -> None:
    with barnabas.Client(broker.bootstrap_servers) as client:
        producers = [client.producer(linger_ms=0) for _ in range(2)]
        failed: list[BaseException] = []

        def work(number: int) -> None:
            try:
                for n in range(150):
                    producers[number % 2].send("t", b"%d %d" % (number, n), partition=number % 2).result(WAIT)
            except BaseException as error:
                failed.append(error)

        # How many of theirs are alone is for the scheduler to say, so both producers begin with some that are.
        for producer in producers:
            for _ in range(3):
                producer.send("before", b"x").result(WAIT)
        assert departed
        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(WAIT)
        assert failed == []
    for partition in range(2):
        found = [bytes(value or b"").split() for value in read(broker, partition, 300)]
        for number in (partition, partition + 2):
            assert [int(n) for who, n in found if int(who) == number] == list(range(150))


def deaf(client: barnabas.Client, producer: barnabas.Producer[bytes, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the engine does not hear of what this producer sends."""
    # An outcome stands a moment before what follows it is lent: who does not wait to be told may be quicker, and goes by the engine.
    client._engine.run(turns, 2)
    portal, sender = client._engine.portal, producer._sender
    whole = portal.ring

    def ring(look: Any) -> None:
        if look.__self__ is not sender:
            whole(look)

    monkeypatch.setattr(portal, "ring", ring)


def unheard(
    broker: ScriptedBroker,
    client: barnabas.Client,
    producer: barnabas.Producer[bytes, bytes],
    departed: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[barnabas.Delivery, threading.Event]:
    """A record that has come to the broker and that the engine has not heard of. It, and what comes behind, is answered by the event."""
    while len(departed) < 3:  # on a busy machine the first ones may go by the engine
        producer.send("t", b"before").result(WAIT)
    before, came = len(departed), len(broker.of(ProduceRequest))
    answers = threading.Event()

    def answer(asked: ProduceRequest) -> Any:
        assert answers.wait(WAIT)
        return written(asked)

    broker.answers[ProduceRequest] = answer
    deaf(client, producer, monkeypatch)
    delivery = producer.send("t", b"alone")
    broker.wait_for(ProduceRequest, came + 1)
    assert len(departed) == before
    return delivery, answers


@pytest.mark.parametrize("happens", ["answered", "disconnected", "flushed", "closed"])
def test_what_the_engine_has_not_heard_of_is_in_its_books_in_time(
    departed: list[int], monkeypatch: pytest.MonkeyPatch, happens: str
) -> None:
    with ScriptedBroker({"t": 1}) as broker:
        client = barnabas.Client(broker.bootstrap, retry_backoff_ms=10)
        with client, client.producer(linger_ms=0) as producer:
            delivery, answers = unheard(broker, client, producer, departed, monkeypatch)
            before, came = len(departed), len(broker.of(ProduceRequest))
            if happens == "disconnected":
                client.disconnect()
                assert len(departed) == before + 1
                answers.set()
                broker.wait_for(ProduceRequest, came + 1)
            elif happens == "flushed":
                answers.set()
                producer.flush(WAIT)
            elif happens == "closed":
                with pytest.raises(barnabas.UndeliveredError):
                    producer.close(timeout=0.1)
                answers.set()
                assert isinstance(delivery.exception(WAIT), barnabas.ClosedError)
                return
            answers.set()
            assert delivery.result(WAIT)
            assert len(departed) == before + 1


@pytest.mark.parametrize("recalled", ["one", "all"])
def test_what_is_taken_back_is_not_lent_by_what_is_found_then(
    departed: list[int], monkeypatch: pytest.MonkeyPatch, recalled: str
) -> None:
    """Whoever takes a connection back writes the next request to it: its correlation id is not to be somebody else's too."""
    with ScriptedBroker({"t": 1}) as broker, barnabas.Client(broker.bootstrap) as client:
        producer = client.producer(linger_ms=0)
        delivery, answers = unheard(broker, client, producer, departed, monkeypatch)
        before = len(departed)
        express = producer._sender._express
        ((node, lease),) = express._leases.items()

        async def take_back() -> bool:
            if recalled == "one":
                lease.trip.connection.take_back()
            else:
                express.end()
            return express._lender.confirm(node)

        assert not client._engine.run(take_back)
        assert len(departed) == before + 1
        answers.set()
        assert delivery.result(WAIT)


def test_no_answer_ends_as_for_any_other(departed: list[int]) -> None:
    with ScriptedBroker({"t": 1}) as broker:
        client = barnabas.Client(broker.bootstrap, request_timeout_ms=300, retry_backoff_ms=10)
        with client, client.producer(linger_ms=0) as producer:
            for _ in range(3):
                producer.send("t", b"x").result(WAIT)
            assert departed
            silent = iter([True])
            broker.answers[ProduceRequest] = lambda asked: None if next(silent, False) else written(asked)
            assert producer.send("t", b"y").result(WAIT)
        assert len({seen.connection for seen in broker.of(ProduceRequest)}) == 2


def test_a_connection_that_is_lent_is_closed_when_it_is_worn() -> None:
    with (
        ScriptedBroker({"t": 1}) as broker,
        barnabas.Client(broker.bootstrap, connections_max_idle_ms=300) as client,
        client.producer(linger_ms=0) as producer,
    ):
        for _ in range(3):
            producer.send("t", b"x").result(WAIT)
        (lease,) = producer._sender._express._leases.values()
        recall = lease.trip.connection._lent
        assert recall is not None
        taken = threading.Event()

        def recalled() -> None:
            recall()
            taken.set()

        lease.trip.connection._lent = recalled
        assert taken.wait(WAIT)
        assert producer.send("t", b"y").result(WAIT)
