"""Options that hold together, or are refused with the words that say why."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas

ADDRESS = "localhost:9"


@pytest.mark.kip(91)
@pytest.mark.parametrize(
    ("client", "producer"),
    [
        ({}, {"delivery_timeout_ms": 30_004}),
        ({"request_timeout_ms": 500}, {"delivery_timeout_ms": 504}),
        ({"request_timeout_ms": 500}, {"delivery_timeout_ms": 1000, "linger_ms": 500.5}),
    ],
)
def test_a_records_time_holds_its_linger_and_one_request(client: dict[str, Any], producer: dict[str, Any]) -> None:
    """KIP-91, as Java's client checks it."""
    least = 30_005 if not client else 505 if "linger_ms" not in producer else 1001
    with barnabas.Client(ADDRESS, **client) as made:
        with pytest.raises(barnabas.ConfigurationError) as raised:
            made.producer(**producer)
        told = str(raised.value)
        for word in (str(producer["delivery_timeout_ms"]), f"at least {least}", "linger_ms", "request_timeout_ms"):
            assert word in told
        made.producer(**{**producer, "delivery_timeout_ms": least}).close()


def test_one_that_was_not_asked_for_is_made_so_long(caplog: pytest.LogCaptureFixture) -> None:
    with barnabas.Client(ADDRESS) as client:
        producer = client.producer(linger_ms=200_000)
        assert producer._options["delivery_timeout_ms"] == 230_000
        assert "230000" in caplog.text
        producer.close()


def test_a_linger_beyond_what_kafka_counts_is_refused_and_the_longest_waits() -> None:
    with barnabas.Client(ADDRESS) as client:
        for linger in (float("inf"), 1e30, 2**31):
            with pytest.raises(barnabas.ConfigurationError, match="linger_ms"):
                client.producer(linger_ms=linger)
        client.producer(linger_ms=2**31 - 1).close()


@pytest.mark.parametrize(
    "options",
    [
        {"partitioner_ignore_keys": 1},
        {"partitioner_adaptive_partitioning_enable": None},
        {"partitioner_availability_timeout_ms": -1},
    ],
)
def test_of_the_partitioner(options: dict[str, Any]) -> None:
    with barnabas.Client(ADDRESS) as client, pytest.raises(barnabas.ConfigurationError, match=next(iter(options))):
        client.producer(**options)
