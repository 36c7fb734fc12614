"""A broker that is found at another address while something still means to talk to it at the old one."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest

import barnabas
from barnabas.engine.engine import Engine
from barnabas.errors import NetworkError
from barnabas.protocol.messages.describe_cluster import DescribeClusterRequest, DescribeClusterResponse
from tests.harness.scripted import NODE, ScriptedBroker
from tests.harness.sockets import WAIT, Serving
from tests.harness.waiting import turns

FIRST = -1  # the node of the address that the user gave
THROTTLE_MS = 300


@pytest.fixture
def before() -> Iterator[ScriptedBroker]:
    with ScriptedBroker() as broker:
        yield broker


@pytest.fixture
def after() -> Iterator[ScriptedBroker]:
    with ScriptedBroker() as broker:
        yield broker


async def ask(engine: Engine) -> None:
    await engine.send(FIRST, DescribeClusterRequest(), timeout=engine.request_timeout)


def test_who_waits_for_a_throttle_to_end_goes_where_the_broker_is_then(
    before: ScriptedBroker, after: ScriptedBroker
) -> None:
    """A connection to the old address would be nobody's, and stay open for good."""
    before.answers[DescribeClusterRequest] = lambda _: DescribeClusterResponse(
        cluster_id="scripted", controller_id=NODE, throttle_time_ms=THROTTLE_MS
    )
    with barnabas.Client(before.bootstrap) as client:
        engine = client._engine

        async def test() -> None:
            engine.bootstrap_nodes()
            await ask(engine)
            waits = engine.loop.create_task(ask(engine))
            await turns(1)  # a turn of the loop, in which it begins
            engine.pool.node(FIRST, *after.address)
            await waits

        engine.run(test)
        assert len(after.of(DescribeClusterRequest)) == 1
        assert len(before.of(DescribeClusterRequest)) == before.accepted == 1


def test_nothing_is_opened_at_the_old_address(before: ScriptedBroker, after: ScriptedBroker) -> None:
    with barnabas.Client(before.bootstrap) as client:
        engine = client._engine

        async def test() -> None:
            (old,) = engine.bootstrap_nodes()
            engine.pool.node(FIRST, *after.address)
            with pytest.raises(NetworkError, match="the broker has moved to another address") as caught:
                await engine.pool.connection(old, None)
            assert caught.value.broker == before.bootstrap

        engine.run(test)
    assert not before.accepted


def test_a_lane_that_is_given_up_while_it_is_opened_is_not_opened() -> None:
    asked, ended = threading.Event(), threading.Event()

    def serve(peer: socket.socket) -> None:
        while peer.recv(1 << 16):  # no answer
            asked.set()
        ended.set()

    with Serving(serve) as silent, barnabas.Client(silent.bootstrap) as client:
        engine = client._engine

        async def test() -> None:
            (node,) = engine.bootstrap_nodes()
            waits = engine.loop.create_task(engine.pool.connection(node, "lane"))
            assert await asyncio.to_thread(asked.wait, WAIT)
            engine.pool.release("lane")
            with pytest.raises(NetworkError, match="dropped while it was opened"):
                await waits
            assert not node.connections()

        engine.run(test)
        assert ended.wait(WAIT)
