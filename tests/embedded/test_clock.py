"""Time that a test moves: the broker's, and that of clients which are given the same clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

import barnabas
from barnabas.broker import Broker, ManualClock
from tests.embedded.raw import Raw, fetch, fetched
from tests.harness.aside import again_and_again
from tests.security.jwt import unsecured

LIMIT = 20.0  # seconds of real time for what a test waits for
SESSION = 45.0


@contextmanager
def polling(consumer: barnabas.Consumer[bytes, bytes]) -> Iterator[list[barnabas.Rebalance]]:
    """A thread that polls until the end; what it was told of rebalances."""
    told: list[barnabas.Rebalance] = []

    def poll() -> None:
        if isinstance(news := consumer.poll(0.02), barnabas.Rebalance):
            told.append(news)

    with again_and_again(poll):
        yield told


def until(clock: ManualClock, true: object, what: str) -> None:
    """Lets the clock run, a little at a time, until something has come about."""
    end = time.monotonic() + LIMIT
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, f"not in time: {what}"
        clock.advance(0.1)


def test_a_session_ends_in_milliseconds_and_who_lives_stays():
    clock = ManualClock()
    with (
        Broker(clock=clock, default_partitions=4) as broker,
        barnabas.Client(broker.bootstrap_servers, clock=clock) as client,
        barnabas.Client(broker.bootstrap_servers, client_id="dies") as other,
    ):
        client.admin.create_topics([barnabas.NewTopic("t", partitions=4)], raise_on_error=True)
        # The second goes by real time: while the clock's 45 seconds pass, it has no time to give a sign of life.
        lives = client.consumer("t", group_id="g", session_timeout_ms=45_000)
        dies = other.consumer("t", group_id="g", session_timeout_ms=45_000)
        with polling(lives) as told:
            with polling(dies) as its:
                until(clock, lambda: its and told and len(told[-1].assigned) + len(its[-1].assigned) == 4, "they share")
            begin = time.monotonic()
            clock.advance(SESSION + 1)
            until(clock, lambda: told and len(told[-1].assigned) == 4, "the other's partitions come over")
            assert time.monotonic() - begin < SESSION / 2
            beats = [asked.at for asked in broker.requests(api="Heartbeat", client_id="barnabas")]
            assert len(beats) >= 10
            assert max(b - a for a, b in pairwise(beats)) <= 4.0


def test_a_long_poll_ends_when_the_clock_says():
    clock = ManualClock(wall=1_700_000_000)
    with Broker(clock=clock) as broker, Raw(broker.bootstrap_servers) as raw:
        topic = raw.topic_id("t")
        raw.send(fetch(topic, max_wait_ms=30_000, min_bytes=1), 13)
        broker.wait_for_requests(api="Fetch")
        begin = time.monotonic()
        clock.advance(29.9)
        clock.advance(0.1)
        assert not fetched(raw.receive(type(fetch(topic)), 13)).error_code
        assert time.monotonic() - begin < 15
        (asked,) = broker.requests(api="Fetch")
        assert (asked.at, broker.clock.now) == (0.0, 30.0)


def test_append_time_is_the_clocks():
    clock = ManualClock(wall=1_700_000_000)
    with Broker(clock=clock) as broker, barnabas.Client(broker.bootstrap_servers, clock=clock) as client:
        new = barnabas.NewTopic("t", partitions=1, configs={"message.timestamp.type": "LogAppendTime"})
        client.admin.create_topics([new], raise_on_error=True)
        with client.producer() as producer:
            clock.advance(10)
            assert producer.send("t", b"x").result(LIMIT).timestamp_ms == 1_700_000_010_000


def test_records_that_are_sent_without_a_time_have_the_clocks():
    clock = ManualClock(wall=1_700_000_000)

    async def send_awaited(servers: str) -> int:
        async with barnabas.AsyncClient(servers, clock=clock) as client, client.producer() as producer:
            return (await (await producer.send("t", b"x"))).timestamp_ms

    with Broker(clock=clock) as broker, barnabas.Client(broker.bootstrap_servers, clock=clock) as client:
        with client.producer() as producer, client.producer(value_serializer=str.encode) as texts:
            assert producer.send("t", b"x").result(LIMIT).timestamp_ms == 1_700_000_000_000  # its topic is not known
            clock.advance(10)
            assert producer.send("t", b"x").result(LIMIT).timestamp_ms == 1_700_000_010_000
            assert producer.send("t", b"x", key=b"k").result(LIMIT).timestamp_ms == 1_700_000_010_000
            assert producer.send("t", b"x", timestamp_ms=7).result(LIMIT).timestamp_ms == 7
            assert producer.send_many("t", [b"x"]).result(LIMIT)[0].timestamp_ms == 1_700_000_010_000
            assert texts.send("t", "x").result(LIMIT).timestamp_ms == 1_700_000_010_000
        assert asyncio.run(send_awaited(broker.bootstrap_servers)) == 1_700_000_010_000
        with client.read("t", stop="end") as records:
            times = [record.timestamp_ms for record in records]
        assert times == [1_700_000_000_000, 1_700_000_010_000, 1_700_000_010_000, 7] + [1_700_000_010_000] * 3


def test_tokens_end_by_the_clock():
    clock = ManualClock(wall=1_700_000_000)
    asked: list[float] = []

    def token() -> str:
        asked.append(clock.now)
        return unsecured("alice", 600, lambda: clock.wall_ms / 1000)

    with (
        Broker(security_protocol="SASL_PLAINTEXT", clock=clock) as broker,
        barnabas.Client(
            broker.bootstrap_servers,
            clock=clock,
            security_protocol="SASL_PLAINTEXT",
            sasl_mechanism="OAUTHBEARER",
            sasl_oauthbearer_token=token,
        ) as client,
    ):
        client.admin.describe_cluster()
        assert asked == [0.0]
        clock.advance(700)
        with again_and_again(lambda: clock.advance(0.01)):  # where it has to connect anew it may wait for the clock
            client.admin.describe_cluster()
        assert len(asked) == 2


def test_errors():
    with Broker() as broker, pytest.raises(RuntimeError, match="real time"):
        broker.clock  # noqa: B018 # asking is what raises
    with pytest.raises(barnabas.ConfigurationError, match=r"seconds=-1 is not accepted: .* at least 0"):
        ManualClock().advance(-1)
    with pytest.raises(barnabas.errors.ConfigurationError, match="ManualClock"):
        barnabas.Client("localhost", clock=time)  # type: ignore[arg-type]


def test_a_clock_outlives_its_loops():
    clock = ManualClock()
    for _ in range(3):
        with Broker(clock=clock), Broker(clock=clock):
            clock.advance(1)
    clock.advance(1)
    assert clock.now == 4.0
