"""`AsyncProducer` where it has to wait: for room, for a transaction, for a flush; and what becomes of the room when it is cancelled."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

import barnabas
from barnabas.producer.face import AHEAD
from barnabas.protocol.message import Message
from barnabas.protocol.messages.produce import ProduceRequest
from tests.harness.scripted import ScriptedBroker, written
from tests.harness.waiting import auntil, turns

WAIT = 30.0
ROOM = 50_000
SIZE = 9_000


class Held(ScriptedBroker):
    """Answers no Produce before the gate is open."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        super().__init__({"t": 1})
        self.answers[ProduceRequest] = self._written

    def _written(self, request: ProduceRequest) -> Message | None:
        assert self.gate.wait(WAIT)
        return written(request)

    def close(self) -> None:
        """Lets go what it holds."""
        self.gate.set()
        super().close()


@pytest.fixture
def broker() -> Iterator[Held]:
    with Held() as broker:
        yield broker


class Full:
    """A producer whose memory is full of records that are under way; one more waits for room."""

    def __init__(self, broker: Held, producer: barnabas.AsyncProducer[Any, Any]) -> None:
        self._broker = broker
        self.producer = producer
        self.deliveries: list[barnabas.Delivery] = []
        self.waiting: asyncio.Task[barnabas.Delivery]

    def one_more(self) -> asyncio.Task[barnabas.Delivery]:
        async def send() -> barnabas.Delivery:
            return await self.producer.send("t", bytes(SIZE))

        return asyncio.create_task(send())

    async def fill(self) -> None:
        self.deliveries.append(await self.one_more())  # the topic is known from here on
        while True:
            self.waiting = self.one_more()
            await turns(2)
            if not self.waiting.done():
                return
            self.deliveries.append(self.waiting.result())

    async def empty(self) -> None:
        """All that was accepted is acknowledged, and no room is kept."""
        self._broker.gate.set()
        for delivery in self.deliveries:
            await delivery
        await auntil(lambda: self.producer._accumulator.used == 0, "no room is kept")


@asynccontextmanager
async def filled(broker: Held, **options: Any) -> AsyncIterator[Full]:
    usual = {"buffer_memory": ROOM, "max_request_size": 20_000, "linger_ms": 0, "enable_idempotence": False}
    async with barnabas.AsyncClient(broker.bootstrap) as client:
        full = Full(broker, client.producer(**usual | options))
        await full.fill()
        assert len(full.deliveries) == 5
        yield full
        await full.producer.close()


@pytest.mark.asyncio
async def test_a_send_waits_for_room(broker: Held) -> None:
    async with filled(broker) as full:
        broker.gate.set()
        full.deliveries.append(await full.waiting)
        await full.empty()


@pytest.mark.asyncio
async def test_one_that_is_cancelled_keeps_no_room_and_no_place_in_the_queue(broker: Held) -> None:
    async with filled(broker) as full:
        behind = full.one_more()
        await turns(2)
        full.waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await full.waiting
        assert not behind.done()
        broker.gate.set()
        full.deliveries.append(await behind)
        await full.empty()


@pytest.mark.asyncio
async def test_room_that_does_not_come_in_time(broker: Held) -> None:
    async with filled(broker, max_block_ms=2_000) as full:
        with pytest.raises(barnabas.BufferFullError, match=r"no room in buffer_memory .*max_block_ms \(2000 ms\)"):
            await full.waiting
        with pytest.raises(barnabas.BufferFullError) as raised:
            await full.producer.send_many("t", [bytes(10), bytes(SIZE), bytes(SIZE)])
        accepted: Any = raised.value.accepted
        assert accepted is not None
        await full.empty()


@pytest.mark.asyncio
async def test_a_close_ends_the_wait(broker: Held) -> None:
    async with filled(broker) as full:
        closing = asyncio.create_task(full.producer.close())
        with pytest.raises(barnabas.ClosedError, match="closed while send"):
            await full.waiting
        await full.empty()
        await closing


@pytest.mark.asyncio
async def test_many_wait_for_room_one_after_the_other(broker: Held) -> None:
    async with filled(broker) as full:
        many = asyncio.ensure_future(_many(full, 12))
        await turns(2)
        assert not many.done()
        broker.gate.set()
        full.deliveries.append(await full.waiting)
        batch = await many
        assert len(await batch) == 12
        await full.empty()


async def _many(full: Full, count: int) -> barnabas.DeliveryBatch:
    return await full.producer.send_many("t", [bytes(SIZE)] * count)


@pytest.mark.asyncio
async def test_a_flush_whose_time_is_up_and_one_that_tells_of_failures(broker: Held) -> None:
    async with filled(broker) as full:
        full.waiting.cancel()
        with pytest.raises(barnabas.KafkaTimeoutError, match=r"flush\(\) did not end within 0.01 s"):
            await full.producer.flush(0.01)
        await full.empty()
        broker.answers[ProduceRequest] = lambda request: written(request, 29)
        await full.producer.send("t", b"dropped")
        with pytest.raises(barnabas.UndeliveredError, match="failed and nobody had asked for their outcome"):
            await full.producer.flush(WAIT)


@pytest.mark.asyncio
async def test_a_send_that_is_ahead_of_the_broker_waits_for_used_memory_and_not_for_long(broker: Held) -> None:
    """Nothing is acknowledged, so none comes back; what is sent is taken all the same, as long as there is room."""
    async with barnabas.AsyncClient(broker.bootstrap) as client:
        producer = client.producer(buffer_memory=64 << 20, linger_ms=0, enable_idempotence=False)
        overcome, met = producer._overcome, []

        async def noted(obstacle: int, *rest: Any) -> int:
            met.append(obstacle)
            return await overcome(obstacle, *rest)

        producer._overcome = noted  # type: ignore[method-assign]
        deliveries = [await producer.send("t", bytes(200_000)) for _ in range(75)]
        assert AHEAD in met
        assert not any(delivery.done() for delivery in deliveries)
        broker.gate.set()
        for delivery in deliveries:
            await delivery
        await producer.close()


@pytest.mark.asyncio
async def test_without_a_transaction_nothing_is_taken_and_one_that_is_ending_says_so(broker: Held) -> None:
    async with barnabas.AsyncClient(broker.bootstrap) as client:
        producer = client.producer(transactional_id="x")
        for call in (lambda: producer.send("t", b"x"), lambda: producer.send_many("t", [b"x"])):
            with pytest.raises(barnabas.TransactionStateError, match="cannot send: the producer is not known"):
                await call()
        assert repr(producer) == "<AsyncProducer with 0 bytes buffered>"
        await producer.close()
