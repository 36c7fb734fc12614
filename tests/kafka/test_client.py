"""A client's life on a real broker: one for all threads, forks, signals, the interpreter's exit, nothing left behind."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.broker import free_port
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import turns, until, until_it_waits

WAIT = 30.0


def sockets() -> set[str]:
    """The sockets that this process has open."""
    found: set[str] = set()
    for fd in Path("/proc/self/fd").iterdir():
        try:
            target = str(fd.readlink())
        except OSError:
            continue
        if target.startswith("socket:"):
            found.add(target)
    return found


def test_making_a_client_does_nothing_and_closing_leaves_nothing(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    gc.collect()
    threads, before = set(threading.enumerate()), sockets()
    client = barnabas.Client("127.0.0.1:1")
    assert set(threading.enumerate()) == threads
    client.close()
    client = barnabas.Client(kafka.bootstrap)
    producer, consumer = client.producer(), client.consumer(name, group_id=name)
    producer.send(name, b"x").add_done_callback(print)
    consumer.poll(1.0)
    client.admin.list_topics()
    client.close()
    client.close()
    with pytest.raises(barnabas.ClosedError):
        producer.send(name, b"x")
    with pytest.raises(barnabas.ClosedError):
        consumer.poll(0)
    with pytest.raises(barnabas.ClosedError):
        client.admin.list_topics()
    until(lambda: set(threading.enumerate()) <= threads, "all threads have ended")
    until(lambda: sockets() <= before, "all sockets are closed")  # also the other side's, if it is in this process


def test_garbage_closes_by_itself(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    threads, before = set(threading.enumerate()), sockets()

    def use() -> None:
        client = barnabas.Client(kafka.bootstrap)
        client.producer().send(name, b"x").result(WAIT)
        client.consumer(name, group_id=name).poll(0.5)

    use()
    gc.collect()
    until(lambda: set(threading.enumerate()) <= threads, "all threads have ended")
    until(lambda: sockets() <= before, "all sockets are closed")


def test_disconnect_is_repaired_by_itself(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    with barnabas.Client(kafka.bootstrap) as client, client.producer() as producer:
        for i in range(5):
            assert producer.send(name, b"x").result(WAIT).offset == i
            client.disconnect()


def test_one_client_for_many_threads(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    with barnabas.Client(kafka.bootstrap) as client, client.producer() as producer:
        outcomes: list[Any] = []

        def work() -> None:
            outcomes.append(producer.send(name, b"x").result(WAIT).offset)
            outcomes.append(len(client.admin.describe_topics([name])[0].partitions))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == sorted([*range(8), *[1] * 8])


@pytest.mark.parametrize("bootstrap", ["refused", "unknown"])
def test_the_first_call_says_what_failed_where(bootstrap: str) -> None:
    address = f"127.0.0.1:{free_port()}" if bootstrap == "refused" else "no-such-host.invalid:9092"
    with barnabas.Client(address) as client:
        with pytest.raises(barnabas.NoBrokerAvailableError) as caught:
            client.admin.list_topics(timeout=0.5)
        assert address in str(caught.value)
        assert ("refused" if bootstrap == "refused" else "resolve") in str(caught.value)
        with pytest.raises(barnabas.NoBrokerAvailableError):
            client.producer(max_block_ms=300).send("orders", b"x")
        consumer = client.consumer("orders", group_id="g")
        with pytest.raises(barnabas.NoBrokerAvailableError):
            consumer.poll(0.5)


def test_several_addresses_and_one_that_answers(kafka: Kafka) -> None:
    with barnabas.Client([f"127.0.0.1:{free_port()}", kafka.bootstrap]) as client:
        assert client.admin.describe_cluster().brokers


def _child(client: barnabas.Client, producer: Any, answers: Any) -> None:
    for call in (lambda: client.admin.list_topics(), lambda: producer.send("x", b"x"), lambda: producer.flush()):
        try:
            call()
            answers.put("no error")
        except barnabas.ForkedError:
            answers.put("forked")
    producer.close()
    client.close()
    gc.collect()
    answers.put("done")


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_forked_child_gets_a_clear_error_and_harms_nothing(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    context = multiprocessing.get_context("fork")
    with barnabas.Client(kafka.bootstrap) as client, client.producer() as producer:
        producer.send(name, b"x").result(WAIT)
        answers = context.Queue()
        child = context.Process(target=_child, args=(client, producer, answers))
        child.start()
        assert [answers.get(timeout=WAIT) for _ in range(4)] == ["forked"] * 3 + ["done"]
        child.join(WAIT)
        assert child.exitcode == 0
        assert producer.send(name, b"x").result(WAIT).offset == 1  # the parent's sockets are whole


def script(text: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(text)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize(
    "wait",
    [
        "while True: consumer.poll()",
        "next(iter(consumer))",
        "stuck.send('orders', b'x').result()",
        "stuck.send('orders', b'x'); stuck.flush()",
        "blocked()",
    ],
)
def test_ctrl_c_ends_every_wait_quickly(kafka: Kafka, topic: Topics, wait: str) -> None:
    name = topic()
    child = script(f"""
        import sys, time, barnabas
        client = barnabas.Client({kafka.bootstrap!r})
        consumer = client.consumer({name!r}, group_id={name!r})
        stuck = client.producer(linger_ms=600_000, delivery_timeout_ms=3_600_000, buffer_memory=20_000, max_request_size=15_000)
        stuck.partitions_for({name!r})
        small = client.producer(linger_ms=600_000, buffer_memory=20_000, max_request_size=15_000)
        small.partitions_for({name!r})
        def blocked():
            small._sender._look = lambda: None  # nothing is sent, so there is never room for a third record
            while True: small.send({name!r}, bytes(9000), partition=0)
        try:
            print("ready", flush=True)
            {wait.replace("'orders'", repr(name)).replace("stuck.flush()", "stuck._accumulator.wait_settled(1 << 60, None)")}
        except KeyboardInterrupt:
            print("interrupted", time.monotonic(), flush=True)
            stuck._accumulator.abandon()
            small._accumulator.abandon()
            client.close(timeout=1)
            print("closed", flush=True)
    """)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        until_it_waits(child.pid)  # inside of the wait
        start = time.monotonic()
        os.kill(child.pid, signal.SIGINT)
        word, at = child.stdout.readline().split()
        assert word == "interrupted"
        # The aim is 0.25 s, and the waits have no end; a machine with other work to do has to be allowed for.
        assert float(at) - start < 15.0
        closed = child.stdout.readline()
        if not closed:
            child.wait(WAIT)  # it has ended by itself; killed, it could not say why
    finally:
        child.kill()
        _, errors = child.communicate()
    assert (closed, child.returncode) == ("closed\n", child.returncode) and "Traceback" not in errors, (
        closed,
        child.returncode,
        errors,
    )


def test_what_is_buffered_at_the_interpreters_exit_is_sent(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    child = script(f"""
        import barnabas
        client = barnabas.Client({kafka.bootstrap!r})
        producer = client.producer(linger_ms=600_000, delivery_timeout_ms=3_600_000)
        producer.send({name!r}, b"first").add_done_callback(print)
        client.disconnect()
        producer.send({name!r}, b"second")
    """)
    _, errors = child.communicate(timeout=WAIT)
    assert child.returncode == 0, errors
    with barnabas.Client(kafka.bootstrap) as client:
        consumer = client.consumer(auto_offset_reset="earliest")
        consumer.assign([TopicPartition(name, 0)])
        assert [r.value for r in consumer.poll(WAIT)] == [b"first", b"second"]


def test_what_cannot_be_sent_at_exit_is_counted_in_the_log(topic: Topics, kafka: Kafka) -> None:
    name = topic()
    child = script(f"""
        import logging, barnabas
        from barnabas.engine import exits
        exits.EXIT_TIMEOUT = 0.5
        logging.basicConfig(level=logging.ERROR)
        client = barnabas.Client({kafka.bootstrap!r})
        producer = client.producer(linger_ms=600_000, delivery_timeout_ms=3_600_000)
        producer.send({name!r}, b"first")
        producer._sender.wake = lambda: None
        client._engine.post(__import__("time").sleep, 1.5)
    """)
    _, errors = child.communicate(timeout=WAIT)
    assert "1 records were not delivered" in errors


def test_close_from_a_callback_and_from_other_threads(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    client = barnabas.Client(kafka.bootstrap)
    closed = threading.Event()

    def close(_: object) -> None:
        client.close()
        closed.set()

    client.producer().send(name, b"x").add_done_callback(close)
    assert closed.wait(WAIT)
    threads = [threading.Thread(target=client.close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_close_waits_for_callbacks_as_long_as_it_may(kafka: Kafka, topic: Topics, asynchronous: bool) -> None:
    name, called = topic(), list[Any]()

    def slow(delivery: Any) -> None:
        threading.Event().wait(
            0.4
        )  # the time is what is tested: six of them take longer than close() waits at the least
        called.append(delivery.exception())

    def blocking() -> None:
        with barnabas.Client(kafka.bootstrap) as client, client.producer() as producer:
            for _ in range(6):
                producer.send(name, b"").add_done_callback(slow)

    async def awaiting() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client, client.producer() as producer:
            for _ in range(6):
                delivery = await producer.send(name, b"")
                await asyncio.to_thread(delivery.add_done_callback, slow)  # on the callback thread: there is no loop

    if asynchronous:
        asyncio.run(awaiting())
    else:
        blocking()
    assert called == [None] * 6


def test_cancelling_an_async_call_leaves_the_client_usable(kafka: Kafka) -> None:
    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            for count in range(10):
                task = asyncio.ensure_future(client.admin.list_topics())
                await turns(count)
                task.cancel()
                try:
                    await task
                except asyncio.CancelledError:
                    pass
            assert await client.admin.list_topics() is not None
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await client.admin.list_topics()

    asyncio.run(main())


def test_a_closed_loop_harms_nobody(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    client = barnabas.AsyncClient(kafka.bootstrap)
    producer = client.producer(linger_ms=100)

    async def leave_early() -> barnabas.Delivery:
        delivery = await producer.send(name, b"x")
        delivery.add_done_callback(print)
        task = asyncio.ensure_future(wait(delivery))
        await turns()
        task.cancel()
        return delivery

    async def wait(delivery: barnabas.Delivery) -> Any:
        return await delivery

    delivery = asyncio.run(leave_early())
    assert delivery.result(WAIT).offset == 0

    async def later() -> Any:
        return await (await producer.send(name, b"y"))

    assert asyncio.run(later()).offset == 1
    asyncio.run(client.close())
