"""Calls that look for the same coordinator share one look, and each keeps its own deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from barnabas.engine.backoff import Backoff
from barnabas.engine.routing import Router, unreachable
from barnabas.errors import KafkaTimeoutError, NoBrokerAvailableError
from barnabas.protocol.messages.find_coordinator import FindCoordinatorResponse

GROUP = 0


class Away(Router):
    """Nobody answers before `up`."""

    def __init__(self) -> None:
        self.up = asyncio.Event()
        self.looks = 0
        nodes: dict[int, object] = {}
        loop = asyncio.get_running_loop()
        pool = SimpleNamespace(nodes=nodes, node=lambda id, *_: nodes.setdefault(id, object()))
        super().__init__(SimpleNamespace(loop=loop, now=loop.time, backoff=Backoff(0.001, 0.001), pool=pool))  # type: ignore[arg-type]

    async def ask_any(self, request: Any, deadline: float, check: Any = None) -> Any:
        self.looks += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self.up.wait()
        except TimeoutError:
            raise unreachable({}) from None
        found = FindCoordinatorResponse.Coordinator(key="g", node_id=7, host="localhost", port=9092)
        return FindCoordinatorResponse(coordinators=[found])


def run(test: Callable[[Away, Callable[[float], asyncio.Task[int]]], Awaitable[None]]) -> None:
    async def main() -> None:
        router, loop = Away(), asyncio.get_running_loop()
        await test(router, lambda time: loop.create_task(router.find_coordinator(GROUP, "g", loop.time() + time)))

    asyncio.run(main())


def test_a_call_with_more_time_looks_on_when_the_one_that_began_has_no_more() -> None:
    async def test(router: Away, find: Callable[[float], asyncio.Task[int]]) -> None:
        hurried, patient = find(0.01), find(60)
        with pytest.raises(NoBrokerAvailableError):
            await hurried
        router.up.set()
        assert await patient == 7
        assert router.looks == 2

    run(test)


def test_a_call_with_less_time_does_not_wait_for_the_others() -> None:
    async def test(router: Away, find: Callable[[float], asyncio.Task[int]]) -> None:
        patient, hurried = find(60), find(0.01)
        with pytest.raises(KafkaTimeoutError, match="the coordinator of 'g' was not found in time"):
            await hurried
        router.up.set()
        assert await patient == 7
        assert router.looks == 1

    run(test)
