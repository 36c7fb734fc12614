"""A consumer that closes has brokers forget its fetch sessions (KIP-227), and waits for none that does not answer."""

from __future__ import annotations

import asyncio

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.broker import Broker
from tests.harness.waiting import until

WAIT = 60.0
NODES = 3
PLACES = [TopicPartition("t", partition) for partition in range(NODES)]


def sessions(broker: Broker) -> list[tuple[int, int]]:
    """Session ids and epochs of all Fetches."""
    return [
        (asked.request.session_id, asked.request.session_epoch)  # type: ignore[attr-defined]
        for asked in broker.requests(api="Fetch")
    ]


def prepared(broker: Broker, client: barnabas.Client) -> None:
    client.admin.create_topics([barnabas.NewTopic("t", partitions=NODES)], raise_on_error=True)
    with client.producer() as producer:
        for place in PLACES:
            broker.move_leader("t", place.partition, to=place.partition + 1)
            producer.send("t", b"x", partition=place.partition).result(WAIT)


@pytest.mark.kip(227)
@pytest.mark.parametrize("asynchronous", [False, True])
def test_all_sessions_are_ended(asynchronous: bool) -> None:
    with Broker(nodes=NODES) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        prepared(broker, client)
        if asynchronous:

            async def run() -> None:
                async with barnabas.AsyncClient(broker.bootstrap_servers) as own:
                    consumer = own.consumer(auto_offset_reset="earliest")
                    consumer.assign(dict.fromkeys(PLACES, 0))
                    found = 0
                    while found < NODES:
                        found += len(await consumer.poll(WAIT))
                    await consumer.close()

            asyncio.run(run())
        else:
            consumer = client.consumer(auto_offset_reset="earliest")
            consumer.assign(dict.fromkeys(PLACES, 0))
            found = 0
            while found < NODES:
                found += len(consumer.poll(WAIT))
            consumer.close()
        seen = sessions(broker)
        known = {id for id, _ in seen if id}
        assert known
        assert {id for id, epoch in seen if epoch == -1} == known


@pytest.mark.timeout(25)  # less than a request may take
def test_a_broker_that_does_not_answer_is_waited_for_a_second_at_most() -> None:
    with Broker(nodes=NODES) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        prepared(broker, client)
        consumer = client.consumer(auto_offset_reset="earliest")
        consumer.assign(dict.fromkeys(PLACES, 0))
        found = 0
        while found < NODES:
            found += len(consumer.poll(WAIT))
        until(lambda: len({id for id, _ in sessions(broker) if id}) >= NODES, "each broker has a session")
        broker.hang_node(2)
        broker.stop_node(3)
        consumer.close(timeout=WAIT)
        ended = {id for id, epoch in sessions(broker) if epoch == -1}
        assert ended
