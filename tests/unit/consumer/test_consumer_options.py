"""Options and topics that cannot work are refused when the consumer is made, in words; and what would wait for ever."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import ClosedError, ConfigurationError, TopicPartition

NOBODY = "127.0.0.1:1"


@pytest.fixture(scope="module")
def client() -> Iterator[barnabas.Client]:
    """Of a cluster that is not there."""
    with barnabas.Client(NOBODY) as client:
        yield client


@pytest.mark.parametrize(
    ("given", "session"),
    [
        ({"heartbeat_interval_ms": 45_000}, 45_000),
        ({"heartbeat_interval_ms": 60_000, "session_timeout_ms": 6_000}, 6_000),
        ({"heartbeat_interval_ms": 6_000, "session_timeout_ms": 6_000}, 6_000),
    ],
)
def test_a_session_holds_heartbeats(client: barnabas.Client, given: dict[str, Any], session: int) -> None:
    text = rf"heartbeat_interval_ms={given['heartbeat_interval_ms']} .* less than session_timeout_ms \({session}\)"
    with pytest.raises(ConfigurationError, match=text):
        client.consumer("t", group_id="g", **given)
    client.consumer("t", group_id="g", **{**given, "heartbeat_interval_ms": session - 1}).close()


@pytest.mark.parametrize(("session", "interval"), [(3_001, 3_000), (3_000, 1_000), (1_000, 333), (1, 1)])
def test_an_interval_that_was_not_asked_for_fits_into_a_short_session(
    client: barnabas.Client, session: int, interval: int
) -> None:
    with client.consumer("t", group_id="g", session_timeout_ms=session) as consumer:
        assert consumer._core.options["heartbeat_interval_ms"] == interval


@pytest.mark.parametrize("name", ["^orders.*", "a b", "a|b", ".", "..", "ä", "a" * 250, "a\n", "orders,refunds"])
def test_what_no_topic_is_called_is_no_topic(client: barnabas.Client, name: str) -> None:
    text = re.escape(f"Consumer: topic {name!r} is not accepted: expected letters, digits")
    hint = r".*; a regular expression is pattern=\.\.\.$" if set(name) & set("^|") else ".*or '..'$"
    with pytest.raises(ConfigurationError, match=text + hint):
        client.consumer("orders", name, group_id="g")
    consumer = client.consumer(group_id="g")
    with pytest.raises(ConfigurationError, match=text + hint):
        consumer.subscribe(name)
    client.consumer("A-z_0.9", "a" * 249, group_id="g").close()


NOTHING = "there is nothing to wait for"


def test_nothing_is_not_waited_for_without_an_end(client: barnabas.Client) -> None:
    for consumer in (client.consumer(), client.consumer(group_id="g")):
        with pytest.raises(ConfigurationError, match=NOTHING):
            consumer.poll()
        with pytest.raises(ConfigurationError, match=NOTHING):
            next(iter(consumer))
        consumer.assign([TopicPartition("t", 0)])
        consumer.assign([])
        with pytest.raises(ConfigurationError, match=NOTHING):
            consumer.poll()


def test_nor_awaited() -> None:
    async def main() -> None:
        async with barnabas.AsyncClient(NOBODY) as client, client.consumer() as consumer:
            with pytest.raises(ConfigurationError, match=NOTHING):
                await consumer.poll()
            with pytest.raises(ConfigurationError, match=NOTHING):
                await anext(aiter(consumer))
            await consumer.close()
            with pytest.raises(ClosedError):
                aiter(consumer)

    asyncio.run(main())


def test_no_iteration_begins_when_it_is_closed(client: barnabas.Client) -> None:
    consumer = client.consumer()
    iterator = iter(consumer)
    consumer.close()
    assert list(iterator) == [], "one that has begun ends"
    with pytest.raises(ClosedError, match="the consumer is closed"):
        iter(consumer)
