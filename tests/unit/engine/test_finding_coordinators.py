"""Calls that look for the same coordinator share one look, and each keeps its own deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from barnabas.engine.backoff import Backoff
from barnabas.engine.routing import Router, top_code, unreachable
from barnabas.errors import (
    GroupAuthorizationFailedError,
    IncompatibleBrokerError,
    KafkaTimeoutError,
    NetworkError,
    NoBrokerAvailableError,
    ProtocolError,
)
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


# --- what brokers say of several --------------------------------------------------------------------------------------


class Told(Router):
    """Brokers that answer by a script; an exception is raised."""

    def __init__(self, *answers: Any) -> None:
        nodes: dict[int, object] = {}
        pool = SimpleNamespace(nodes=nodes, node=lambda id, *_: nodes.setdefault(id, object()))
        super().__init__(SimpleNamespace(pool=pool))  # type: ignore[arg-type]
        self.asked: list[list[str]] = []
        self._answers = iter(answers)

    async def ask_any(self, request: Any, deadline: float, check: Any = None) -> Any:
        self.asked.append(list(request.coordinator_keys) or [request.key])
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        if check is not None:
            check(answer)
        return answer


def places(**nodes: int) -> FindCoordinatorResponse:
    one = FindCoordinatorResponse.Coordinator
    return FindCoordinatorResponse(
        coordinators=[
            one(key=key, node_id=node, host="localhost", port=9092)
            if node >= 0
            else one(key=key, node_id=-1, error_code=-node, error_message="said")
            for key, node in nodes.items()
        ]
    )


def place(node: int) -> FindCoordinatorResponse:
    return FindCoordinatorResponse(node_id=node, host="localhost", port=9092)


def found(router: Router, *keys: str) -> dict[str, Any]:
    return asyncio.run(router.find_coordinators(GROUP, keys, 0.0))


def test_each_key_has_its_own_outcome() -> None:
    router = Told(places(a=1, b=-30), places(b=2))
    told = found(router, "a", "b", "c", "a")
    assert told["a"] == 1
    assert isinstance(told["b"], GroupAuthorizationFailedError)
    assert isinstance(told["c"], ProtocolError)
    assert "leaves 'c' out" in str(told["c"])
    assert found(router, "a", "b") == {"a": 1, "b": 2}
    assert router.asked == [["a", "b", "c"], ["b"]], "what is known is not asked for"


def test_brokers_before_2_8_are_asked_for_one_after_the_other() -> None:
    router = Told(IncompatibleBrokerError("old"), place(1), place(2))
    assert found(router, "a", "b") == {"a": 1, "b": 2}
    assert router.asked == [["a", "b"], ["a"], ["b"]]


def test_brokers_of_both_kinds_may_be_asked_again() -> None:
    router = Told(IncompatibleBrokerError("old"), IncompatibleBrokerError("new"))
    (error,) = found(router, "a").values()
    assert isinstance(error, NetworkError)
    assert error.retriable
    assert "disagree" in str(error)


def test_a_node_that_cannot_be_is_refused() -> None:
    with pytest.raises(ProtocolError, match=r"the coordinator is said to be broker 1 at 'localhost', port 0"):
        found(Told(FindCoordinatorResponse(node_id=1, host="localhost", port=0)), "a")


@pytest.mark.parametrize("code", [0, 41])
def test_the_code_at_the_top_of_an_answer(code: int) -> None:
    assert tuple(top_code(FindCoordinatorResponse(error_code=code))) == ((code,) if code else ())
    assert top_code(object()) == ()
