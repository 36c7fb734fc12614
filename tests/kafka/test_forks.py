"""A preforking server: workers forked from a parent whose client is at work. They are told, and do the parent no harm."""

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
import traceback
import warnings
from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.kafka import Kafka, Topics

WAIT = 30.0
WORKERS = 3

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")


@pytest.fixture(autouse=True)
def others_have_ended() -> None:
    """What other tests have left is not a child's to collect. librdkafka's clients wait for threads there that only the parent has, whose memory
    a thread of the child's has by then: it died of a segmentation fault.
    """
    gc.collect()


class Parent:
    """A parent with everything open, and something under way in each."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        self.topic = topic
        self.client = barnabas.Client(bootstrap)
        self.producer = self.client.producer()
        self.producer.send(topic, b"before").result(WAIT)
        self.lingering = self.client.producer(linger_ms=600_000, delivery_timeout_ms=3_600_000)
        self.pending = self.lingering.send(topic, b"pending")
        self.many = self.lingering.send_many(topic, [b"pending"] * 2)
        self.consumer = self.client.consumer(topic, group_id=topic)
        self.consumer.poll(WAIT)
        self.aio = barnabas.AsyncClient(bootstrap)
        self.unused = barnabas.Client(bootstrap)  # has not connected, and its loop does not run
        self.polled = self.client.consumer()
        self.polled.assign([TopicPartition(topic, 0)])
        self.thread = threading.Thread(target=self._poll)
        self.thread.start()
        while not self.polled._busy.locked():
            pass

    def _poll(self) -> None:
        try:
            while True:
                self.polled.poll()
        except barnabas.ClosedError:
            pass

    def goes_on(self, offset: int) -> None:
        assert self.producer.send(self.topic, b"after").result(WAIT).offset == offset
        assert self.unused.admin.describe_topics([self.topic])[0].error is None
        assert self.unused.admin.describe_topics([self.topic])[0].error is None
        assert self.client.admin.describe_topics([self.topic])[0].error is None
        found: list[Any] = []
        while not found:
            found.extend(self.consumer.poll(WAIT))
        self.consumer.commit()

    def close(self) -> None:
        self.client.close()
        self.unused.close()
        self.thread.join(WAIT)


async def outcome(handle: barnabas.Delivery | barnabas.DeliveryBatch) -> None:
    async with asyncio.timeout(WAIT):
        await handle


def work(parent: Parent, bootstrap: str) -> None:
    """A worker's life: it tries what it inherited, then does it right."""
    calls: list[Callable[[], object]] = [
        parent.client.admin.list_topics,
        parent.client.disconnect,
        parent.client.producer,
        parent.client.consumer,
        lambda: parent.producer.send(parent.topic, b"x"),
        lambda: parent.producer.send_many(parent.topic, [b"x"]),
        lambda: parent.producer.partitions_for("other"),
        parent.producer.flush,
        lambda: parent.pending.result(WAIT),
        lambda: asyncio.run(outcome(parent.pending)),
        lambda: asyncio.run(outcome(parent.many)),
        lambda: parent.consumer.poll(WAIT),
        lambda: parent.polled.poll(WAIT),  # the parent's thread is inside of it
        lambda: next(iter(parent.consumer)),
        parent.consumer.commit,
        parent.consumer.committed,
        parent.client.__enter__,
        lambda: parent.aio.admin.list_topics().send(None),
        parent.unused.admin.list_topics,
    ]
    for call in calls:
        try:
            call()
        except barnabas.ForkedError as error:
            assert "fork" in str(error)
        else:
            raise AssertionError(f"{call} raised nothing")
    parent.producer.close()
    parent.consumer.close()
    parent.client.close()
    parent.unused.close()
    with barnabas.Client(bootstrap) as client, client.producer() as producer:
        producer.send(parent.topic + "-workers", b"x").result(WAIT)
        consumer = client.consumer(auto_offset_reset="earliest")
        consumer.assign([TopicPartition(parent.topic + "-workers", 0)])
        assert len(consumer.poll(WAIT))


def forked(run: Callable[[], None]) -> int:
    """A child of `os.fork`, which ends without the interpreter's exit; prints what it failed by."""
    pid = os.fork()
    if pid:
        return pid
    try:
        run()
        gc.collect()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def ended_well(pid: int) -> None:
    timer = threading.Timer(WAIT, os.kill, (pid, signal.SIGKILL))
    timer.start()
    _, status = os.waitpid(pid, 0)
    timer.cancel()
    assert os.waitstatus_to_exitcode(status) == 0


def test_workers_of_os_fork_are_told_work_by_themselves_and_harm_nothing(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    parent = Parent(kafka.bootstrap, name)

    def life() -> None:
        nonlocal parent
        work(parent, kafka.bootstrap)
        del parent
        gc.collect()

    for pid in [forked(life) for _ in range(WORKERS)]:
        ended_well(pid)
    parent.goes_on(1)
    parent.close()
    assert parent.pending.result(WAIT).offset == 2  # flushed by close, and by nobody before


def test_workers_of_multiprocessing(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    parent = Parent(kafka.bootstrap, name)
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=work, args=(parent, kafka.bootstrap)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(WAIT)
        assert worker.exitcode == 0
    parent.goes_on(1)
    parent.close()


def test_garbage_in_a_child_harms_no_client_that_has_not_started(kafka: Kafka) -> None:
    """Closing the copy of a loop takes descriptors out of the epoll that parent and child share."""
    client: barnabas.Client | None = barnabas.Client(kafka.bootstrap)

    def drop() -> None:
        nonlocal client
        warnings.simplefilter("ignore")  # as an error a warning would end the loop's own clean-up early
        client = None
        gc.collect()

    ended_well(forked(drop))
    assert client is not None
    assert client.admin.describe_cluster(timeout=WAIT).brokers
    assert client.admin.describe_cluster(timeout=WAIT).brokers
    client.close()


def test_a_childs_whole_exit_is_quiet_and_harms_nothing(kafka: Kafka, topic: Topics) -> None:
    """Through `sys.exit`, with atexit and the end of all modules, warnings on."""
    name = topic()
    code = f"""
        import logging, os, sys, warnings
        warnings.filterwarnings("ignore", ".*use of fork.*")
        logging.getLogger("asyncio").setLevel(logging.ERROR)  # in this mode it tells of every turn above 0.1 s
        import barnabas
        client = barnabas.Client({kafka.bootstrap!r})
        unused = barnabas.Client({kafka.bootstrap!r})
        producer = client.producer()
        consumer = client.consumer({name!r}, group_id={name!r})
        producer.send({name!r}, b"x").result(30)
        consumer.poll(30)
        pids = []
        for _ in range(3):
            pid = os.fork()
            if not pid:
                sys.exit(0)
            pids.append(pid)
        print([os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids])
        print(producer.send({name!r}, b"x").result(30).offset)
        print(len(unused.admin.describe_cluster(timeout=30).brokers))
        consumer.commit()
        client.close()
        unused.close()
    """
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[0, 0, 0]\n1\n1\n", "")
