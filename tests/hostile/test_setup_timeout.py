"""KIP-601: who does not answer in time is given more time with each attempt, up to a limit; and less again afterwards."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

import barnabas
from barnabas.engine.backoff import Patience
from barnabas.engine.connection import Connection
from tests.harness.broker import free_port
from tests.harness.scripted import ScriptedBroker
from tests.harness.waiting import until

WAIT = 30.0
FIRST, MOST = 40, 200  # milliseconds


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each attempt could take, in milliseconds."""
    times: list[float] = []
    whole = Connection.connect

    async def connect(self: Connection, way: Any, host: str, port: int, patience: float, **options: Any) -> None:
        times.append(patience * 1000)
        await whole(self, way, host, port, patience, **options)

    monkeypatch.setattr(Connection, "connect", connect)
    return times


def client(address: str) -> barnabas.Client:
    return barnabas.Client(
        address,
        socket_connection_setup_timeout_ms=FIRST,
        socket_connection_setup_timeout_max_ms=MOST,
        reconnect_backoff_ms=1,
        reconnect_backoff_max_ms=1,
        retry_backoff_ms=1,
        retry_backoff_max_ms=1,
    )


@pytest.mark.kip(601)
def test_it_grows_to_the_limit_and_falls_back_when_somebody_answers(given: list[float]) -> None:
    silence = socket.create_server(("127.0.0.1", 0))
    port = silence.getsockname()[1]
    with client(f"127.0.0.1:{port}") as ours, silence:
        asking = threading.Thread(target=lambda: ours.admin.describe_cluster(timeout=WAIT))
        asking.start()
        until(lambda: len(given) >= 6, "six attempts")
        for attempt, time in enumerate(given[:6]):
            base = min(MOST, FIRST * 2**attempt)
            assert 0.8 * base <= time <= min(MOST, 1.2 * base), given
        assert given[:3] != [FIRST, 2 * FIRST, 4 * FIRST]  # clients that fail together do not try again together
        silence.close()
        with ScriptedBroker(port=port) as broker:
            asking.join(WAIT)
            assert broker.seen
            ours._engine.run(ours._engine.disconnect)
            before = len(given)
            ours.admin.describe_cluster(timeout=WAIT)
            assert min(given[before:]) <= 1.2 * FIRST


def test_the_error_tells_how_long_it_waited(given: list[float]) -> None:
    silence = socket.create_server(("127.0.0.1", 0))
    told = pytest.raises(barnabas.NoBrokerAvailableError, match=r"no answer within 0\.\d+ s")
    with silence, client(f"127.0.0.1:{silence.getsockname()[1]}") as ours, told:
        ours.admin.describe_cluster(timeout=0.3)


def test_each_refused_attempt_counts_too(given: list[float]) -> None:
    """As in Java's client: whatever keeps a connection from being made."""
    with client(f"127.0.0.1:{free_port()}") as ours, pytest.raises(barnabas.NoBrokerAvailableError, match="refused"):
        ours.admin.describe_cluster(timeout=0.3)
    assert max(given) > 0.8 * MOST


@pytest.mark.kip(601)
@pytest.mark.parametrize(
    ("first", "most", "failures", "least", "longest"),
    [
        (10, 30, 0, 8, 12),
        (10, 30, 1, 16, 24),
        (10, 30, 2, 24, 30),
        (10, 30, 1000, 24, 30),
        (10, 10, 3, 10, 10),
        (10, 5, 0, 5, 5),  # a limit below the first: the limit, as in Java
    ],
)
def test_arithmetic(first: float, most: float, failures: int, least: float, longest: float) -> None:
    for _ in range(200):
        assert least <= Patience(first, most).after(failures) <= longest


def test_a_wrong_limit_is_told() -> None:
    with pytest.raises(barnabas.errors.ConfigurationError, match="socket_connection_setup_timeout_max_ms=0"):
        barnabas.Client("localhost", socket_connection_setup_timeout_max_ms=0)
