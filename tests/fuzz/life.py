"""What applications do, while some of a broker's answers are wrong; and afterwards, with the same client."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import barnabas
from barnabas import NewTopic, TopicPartition
from barnabas.broker import Broker
from tests.fuzz.relay import MangledRelay

CALL = 2.0  # seconds that a call is given
HANGS = 30.0  # seconds after which one counts as hanging
AFTERWARDS = 60.0  # seconds until all is well again once the answers are right
OPTIONS: dict[str, Any] = {
    "request_timeout_ms": 500,
    "default_api_timeout_ms": 2000,
    "reconnect_backoff_ms": 5,
    "reconnect_backoff_max_ms": 50,
    "retry_backoff_ms": 5,
    "retry_backoff_max_ms": 50,
    "socket_connection_setup_timeout_ms": 500,
    "socket_connection_setup_timeout_max_ms": 1000,
}


class Lived(NamedTuple):
    """What a life has seen."""

    faults: list[str]
    outcomes: Counter[str]
    wrong: dict[str, int]


class _Errors(logging.Handler):
    """What the client itself calls a bug, and what a loop caught."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info or record.name == "asyncio":
            text = logging.Formatter().format(record)
            self._faults.append(text)


def live(seed: int, seconds: float, version: str | None = None, share: float = 0.15, least: int = 30) -> Lived:
    """Lives on a development broker of `version` for so long and until at least so many answers were wrong and something went well, then heals."""
    faults: list[str] = []
    outcomes: Counter[str] = Counter()
    handler = _Errors(faults)
    loggers = [logging.getLogger("barnabas"), logging.getLogger("asyncio")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        with Broker(version=version, default_partitions=2) as broker:
            with barnabas.Client(broker.bootstrap_servers) as good:
                good.admin.create_topics([NewTopic("t", partitions=2, replication_factor=1)])
            with MangledRelay(broker.bootstrap_servers, seed, share) as relay:
                with barnabas.Client(broker.bootstrap_servers, address_map=relay.map, **OPTIONS) as client:
                    enough = _Enough(relay, outcomes, seconds, least)
                    _all_at_once(client, seed, enough, outcomes, faults)
                    relay.share = 0.0
                    _afterwards(client, faults)
                wrong = relay.wrong
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    return Lived([f"seed {seed}, Kafka {version}: {fault}" for fault in faults], outcomes, wrong)


class _Enough:
    """When a life is over."""

    def __init__(self, relay: MangledRelay, outcomes: Counter[str], seconds: float, least: int) -> None:
        self._relay, self._outcomes, self._least = relay, outcomes, least
        self._soonest = time.monotonic() + seconds
        self.latest = self._soonest + AFTERWARDS

    def __bool__(self) -> bool:
        now = time.monotonic()
        wrong = sum(self._relay.wrong.values())
        return now > self.latest or (now > self._soonest and wrong >= self._least and self._outcomes["ok"] > 0)


def _all_at_once(
    client: barnabas.Client, seed: int, enough: _Enough, outcomes: Counter[str], faults: list[str]
) -> None:
    jobs: list[Callable[[Random], object]] = [
        lambda dice: _produce(client, dice),
        lambda dice: _consume(client, dice, "classic"),
        lambda dice: _consume(client, dice, "consumer"),
        lambda dice: _transact(client, dice),
        lambda dice: _look(client, dice),
    ]

    def repeat(number: int, job: Callable[[Random], object]) -> None:
        dice = Random(seed * 100 + number)
        while not enough:
            try:
                job(dice)
                outcomes["ok"] += 1
            except barnabas.KafkaError as error:
                outcomes[type(error).__name__] += 1
            except BaseException as error:
                faults.append(f"job {number}: {type(error).__name__}: {error}")
                logging.getLogger("asyncio").error("in a job", exc_info=error)
                return

    threads = [threading.Thread(target=repeat, args=job, daemon=True) for job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for number, thread in enumerate(threads):
        while thread.is_alive() and not enough:
            thread.join(0.1)
        thread.join(HANGS)
        if thread.is_alive():
            faults.append(f"job {number} hangs")


def _produce(client: barnabas.Client, dice: Random) -> None:
    with client.producer(
        linger_ms=0, delivery_timeout_ms=1500, max_block_ms=1500, enable_idempotence=dice.random() < 0.7
    ) as producer:
        for _ in range(20):
            sent = [producer.send("t", dice.randbytes(20), key=b"k") for _ in range(5)]
            for delivery in sent:
                # Not CALL: on a busy machine delivery_timeout_ms is over late, and TimeoutError is none of Kafka's.
                if error := delivery.exception(HANGS):
                    assert isinstance(error, barnabas.KafkaError), error
        producer.close(CALL)


def _consume(client: barnabas.Client, dice: Random, protocol: str) -> None:
    consumer = client.consumer(
        "t",
        group_id=f"g-{protocol}-{dice.randrange(3)}",
        group_protocol=protocol,
        auto_offset_reset="earliest",
        isolation_level=dice.choice(("read_committed", "read_uncommitted")),
    )
    try:
        for _ in range(40):
            found = consumer.poll(0.1)
            if isinstance(found, barnabas.Records) and len(found):
                list(found)
                consumer.commit(timeout=CALL)
        consumer.committed(TopicPartition("t", 0), timeout=CALL)
        consumer.end_offsets(TopicPartition("t", 0), timeout=CALL)
    finally:
        consumer.close(CALL)


def _transact(client: barnabas.Client, dice: Random) -> None:
    producer = client.producer(
        transactional_id=f"x-{dice.randrange(2)}", delivery_timeout_ms=1500, max_block_ms=1500, linger_ms=0
    )
    try:
        for _ in range(5):
            with producer.transaction():
                producer.send("t", b"x")
    finally:
        producer.close(CALL)


def _look(client: barnabas.Client, dice: Random) -> None:
    name = f"n-{dice.randrange(5)}"
    client.admin.create_topics([NewTopic(name, partitions=1, replication_factor=1)], timeout=CALL)
    client.admin.list_topics(timeout=CALL)
    client.admin.describe_cluster(timeout=CALL)
    client.admin.describe_topics(["t", name], timeout=CALL)
    client.admin.delete_topics([name], timeout=CALL)


def _afterwards(client: barnabas.Client, faults: list[str]) -> None:
    """The same client, with what is made anew of it, does its work again."""
    end, last = time.monotonic() + AFTERWARDS, "nothing was tried"
    while time.monotonic() < end:
        try:
            with client.producer(linger_ms=0) as producer:
                written = producer.send("t", b"last", partition=0).result(10)
            consumer = client.consumer(auto_offset_reset="earliest")
            consumer.assign([TopicPartition("t", 0)])
            consumer.seek(TopicPartition("t", 0), written.offset or 0)
            found = consumer.poll(10)
            values = [record.value for record in found]
            consumer.close(CALL)
            if values == [b"last"]:
                return
            last = f"read {values} at {written.offset}"
        except (barnabas.KafkaError, TimeoutError) as error:
            last = repr(error)
    faults.append(f"the client has not healed: {last}; it believes {client._engine.cluster.snapshot}")
