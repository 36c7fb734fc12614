"""A close that is interrupted, cancelled or not answered ends at once, and what stays behind fails and is told."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.producer import closing
from barnabas.protocol.messages.produce import ProduceRequest
from tests.harness.scripted import ScriptedBroker
from tests.harness.waiting import auntil, until, until_it_waits

WAIT = 30.0


@pytest.fixture
def silent() -> Iterator[ScriptedBroker]:
    """It does not answer what is produced."""
    with ScriptedBroker({"t": 1}) as broker:
        broker.answers[ProduceRequest] = lambda _: None
        yield broker


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker(default_partitions=1) as broker:
        yield broker


def test_a_ctrl_c_in_the_middle(silent: ScriptedBroker, caplog: pytest.LogCaptureFixture) -> None:
    with barnabas.Client(silent.bootstrap) as client:
        producer = client.producer(linger_ms=0)
        kept = producer.send("t", b"x")
        silent.wait_for(ProduceRequest)
        main = threading.main_thread()
        assert threading.current_thread() is main

        def strike() -> None:
            until(lambda: producer._sender._closed, "it closes")
            until_it_waits(os.getpid())
            signal.pthread_kill(main.ident or 0, signal.SIGINT)

        striking = threading.Thread(target=strike)
        striking.start()
        with pytest.raises(KeyboardInterrupt):
            producer.close(WAIT)
        striking.join(WAIT)
        assert isinstance(kept.exception(0), barnabas.ClosedError)
        assert "1 records were not delivered" in caplog.text
        producer.close()  # nothing is left to do or to tell


@pytest.mark.asyncio
async def test_an_awaited_one_that_is_cancelled(silent: ScriptedBroker, caplog: pytest.LogCaptureFixture) -> None:
    async with barnabas.AsyncClient(silent.bootstrap) as client:
        producer = client.producer(linger_ms=0)
        kept = await producer.send("t", b"x")
        await auntil(lambda: silent.of(ProduceRequest), "it is under way")
        closing = asyncio.create_task(producer.close(WAIT))
        await auntil(lambda: producer._sender._closed, "it closes")
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        with pytest.raises(barnabas.ClosedError):
            await kept
        await auntil(lambda: "1 records were not delivered" in caplog.text, "it is told")
        await producer.close()


@pytest.mark.asyncio
async def test_one_that_is_cancelled_while_it_aborts(broker: Broker, caplog: pytest.LogCaptureFixture) -> None:
    async with barnabas.AsyncClient(broker.bootstrap_servers) as client:
        producer = client.producer(transactional_id="x", linger_ms=0)
        await producer.begin_transaction()
        await (await producer.send("t", b"x"))
        silence = broker.inject(api="EndTxn", no_answer=True, times=None)
        closing = asyncio.create_task(producer.close(WAIT))
        await auntil(lambda: silence.used, "it aborts")
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        with pytest.raises(barnabas.ClosedError):
            await producer.send("t", b"y")
        await producer.close()


def test_a_transaction_that_cannot_be_aborted_is_left_to_its_coordinator(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    with barnabas.Client(broker.bootstrap_servers, retry_backoff_ms=5) as client:
        producer = client.producer(transactional_id="x")
        producer.begin_transaction()
        producer.send("t", b"x").result(WAIT)
        broker.inject(api="EndTxn", error="COORDINATOR_LOAD_IN_PROGRESS", times=None)
        with caplog.at_level(logging.WARNING, "barnabas.producer"):
            producer.close(0.05)
    assert "the open transaction was not aborted at close" in caplog.text


class Slow:
    """An abort that takes all but half a second of the time that it is given, and what waits after it."""

    def __init__(self, sender: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.left: list[float] = []
        self.accumulator = sender._accumulator
        monkeypatch.setattr(closing, "monotonic", lambda: self.now)
        monkeypatch.setattr(closing, "left_of", lambda end: end - self.now)
        monkeypatch.setattr(sender, "_abort", self.abort)
        monkeypatch.setattr(sender, "_accumulator", self)
        monkeypatch.setattr(sender, "settled", self.settled)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.accumulator, name)

    async def abort(self, timeout: float) -> None:
        self.now += timeout - 0.5
        raise barnabas.KafkaTimeoutError("the coordinator does not answer")

    def wait_settled(self, mark: int, timeout: float) -> bool:
        self.left.append(timeout)
        return False

    async def settled(self, mark: int, timeout: float) -> bool:
        return self.wait_settled(mark, timeout)


def test_what_an_abort_has_taken_of_the_time_is_not_given_again(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with barnabas.Client(broker.bootstrap_servers) as client:
        producer = client.producer(transactional_id="x", linger_ms=60_000)
        producer.begin_transaction()
        producer.send("t", b"x")
        slow = Slow(producer._sender, monkeypatch)
        with pytest.raises(barnabas.UndeliveredError):
            producer.close(2)
        assert slow.left == [0.5]


@pytest.mark.asyncio
async def test_nor_when_it_is_awaited(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    async with barnabas.AsyncClient(broker.bootstrap_servers) as client:
        producer = client.producer(transactional_id="x", linger_ms=60_000)
        await producer.begin_transaction()
        await producer.send("t", b"x")
        slow = Slow(producer._sender, monkeypatch)
        with pytest.raises(barnabas.UndeliveredError):
            await producer.close(2)
        assert slow.left == [0.5]


def test_a_ctrl_c_in_one_close_of_a_clients_leaves_no_time_to_the_others_and_closes_them(
    silent: ScriptedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = barnabas.Client(silent.bootstrap)
    first, last = client.producer(linger_ms=0), client.producer()
    kept = first.send("t", b"x")
    silent.wait_for(ProduceRequest)

    def interrupted(timeout: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(last._sender, "shut_down", interrupted)
    with pytest.raises(KeyboardInterrupt):
        client.close(WAIT)
    assert isinstance(kept.exception(0), barnabas.ClosedError)
    with pytest.raises(barnabas.ClosedError):
        first.send("t", b"y")
    client.close()


# --- callbacks --------------------------------------------------------------------------------------------------------


def test_a_callback_that_was_added_without_a_loop_has_the_clients_thread(broker: Broker) -> None:
    told = threading.Event()
    threads: list[str] = []

    def tell(_: Any) -> None:
        threads.append(threading.current_thread().name)
        told.set()

    async def main() -> barnabas.Delivery:
        delivery = await client.producer(linger_ms=0).send("t", b"x")
        delivery.add_done_callback(lambda _: threads.append(threading.current_thread().name))
        await delivery
        return delivery

    client = barnabas.AsyncClient(broker.bootstrap_servers)
    try:
        delivery = asyncio.run(main())
        delivery.add_done_callback(tell)
        assert told.wait(WAIT)
        assert threads[0] == threading.current_thread().name
        assert threads[1] != threads[0]
    finally:
        asyncio.run(client.close())


def test_one_whose_loop_has_ended_is_not_called_and_harms_nobody(silent: ScriptedBroker) -> None:
    called: list[Any] = []

    async def main() -> barnabas.Delivery:
        delivery = await client.producer(linger_ms=0).send("t", b"x")
        delivery.add_done_callback(called.append)
        return delivery

    client = barnabas.AsyncClient(silent.bootstrap)
    delivery = asyncio.run(main())
    with pytest.raises(barnabas.UndeliveredError, match="1 records were not delivered"):
        asyncio.run(client.close(0.01))
    assert isinstance(delivery.exception(WAIT), barnabas.ClosedError)
    assert not called


def test_one_that_raises_is_told_and_the_loop_goes_on(broker: Broker, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Any) -> None:
        raise LookupError("mine")

    async def main() -> None:
        async with barnabas.AsyncClient(broker.bootstrap_servers) as client, client.producer() as producer:
            delivery = await producer.send("t", b"x")
            delivery.add_done_callback(fail)
            await delivery
            await auntil(lambda: "a callback raised" in caplog.text, "it is told")

    asyncio.run(main())
    assert "mine" in caplog.text
