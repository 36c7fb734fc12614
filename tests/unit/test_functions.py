"""Functions that would not run are refused when they are given, and what they returned before anything counts as done."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

import barnabas
from barnabas import ConfigurationError
from barnabas.consumer.calls import Calls
from barnabas.consumer.rebalance import Rebalance
from barnabas.functions import awaited, called, ran
from barnabas.producer.callbacks import blocking_carrier, loop_carrier
from tests.unit.producer.accumulator_bench import Bench

NOBODY = "127.0.0.1:1"


async def work(*_: Any) -> None:
    """Does nothing unless it is awaited."""


def lazy(*_: Any) -> Iterator[None]:
    yield


async def lazier(*_: Any) -> AsyncIterator[None]:
    yield


def plain(*_: Any) -> None: ...


class Callable_:
    async def __call__(self, *_: Any) -> None: ...

    async def method(self, *_: Any) -> None: ...

    @staticmethod
    async def static(*_: Any) -> None: ...

    def fine(self, *_: Any) -> None: ...


REFUSED = [
    (work, "'work' is not accepted: it is a coroutine function"),
    (partial(work, 1), "'work' is not accepted: it is a coroutine function"),
    (partial(partial(work, 1), 2), "it is a coroutine function"),
    (Callable_(), "Callable_ object at .* is not accepted: it is a coroutine function"),
    (partial(Callable_(), 1), "it is a coroutine function"),
    (Callable_().method, r"'Callable_.method' is not accepted: it is a coroutine function"),
    (Callable_.static, "it is a coroutine function"),
    (lazy, "'lazy' is not accepted: it is a generator function"),
    (lazier, "'lazier' is not accepted: it is a generator function"),
    (3, "3 is not accepted: expected a function"),
]
ON_BOTH: list[Callable[..., object]] = [plain, partial(plain, 1), Callable_().fine, print, list, lambda *_: work()]


@pytest.mark.parametrize(("function", "text"), REFUSED)
def test_what_would_not_run_is_refused(function: Any, text: str) -> None:
    with pytest.raises(TypeError, match=f"^function=.*{text}"):
        called("function", function)


@pytest.mark.parametrize("function", ON_BOTH)
def test_what_runs_is_not(function: Any) -> None:
    called("function", function)
    awaited("function", function)


@pytest.mark.parametrize("function", [lazy, lazier, 3])
def test_what_cannot_be_awaited_is_refused(function: Any) -> None:
    with pytest.raises(TypeError, match=r"^function=.* is not accepted: .*expected a coroutine function"):
        awaited("function", function)
    awaited("function", work)


def test_a_result_that_is_still_to_run_is_refused() -> None:
    coroutine = work()
    with pytest.raises(
        TypeError, match=r"^f='plain' returned a coroutine, of which nothing runs by itself: .*AsyncClient"
    ):
        ran("f", plain, coroutine)
    assert inspect.getcoroutinestate(coroutine) == inspect.CORO_CLOSED, "or Python warns of it too"
    with pytest.raises(TypeError, match="returned a generator"):
        ran("f", plain, lazy())
    for fine in (None, 1, [], "text"):
        ran("f", plain, fine)


def test_a_delivery_is_a_result_like_others() -> None:
    """It can be awaited, and its record is under way all the same."""
    ran("function", plain, Bench().send(b"v"))


def test_listeners_that_nobody_would_await_are_refused_with_the_consumer() -> None:
    with barnabas.Client(NOBODY) as client:
        with pytest.raises(
            ConfigurationError, match=r"^Consumer: on_rebalance='work' is not accepted: it is a coroutine"
        ):
            client.consumer("t", group_id="g", on_rebalance=work)
        with pytest.raises(TypeError, match=r"^callback='work' is not accepted: it is a coroutine function"):
            client.consumer("t", group_id="g").commit_async(callback=work)


def test_and_with_an_awaitable_face_they_are_welcome() -> None:
    async def main() -> None:
        async with barnabas.AsyncClient(NOBODY) as client:
            client.consumer("t", group_id="g", on_rebalance=work)

    asyncio.run(main())


def test_what_a_listener_returned_reaches_the_caller() -> None:
    calls = Calls(lambda *_: work(), lambda: None)
    with pytest.raises(TypeError, match=r"^on_rebalance=.*lambda.* returned a coroutine"):
        calls.tell(None, Rebalance())
    calls.begun()
    calls.ended(lambda *_: work(), {}, None)
    with pytest.raises(TypeError, match=r"^callback=.*lambda.* returned a coroutine"):
        calls.tell_outcomes()


@pytest.mark.parametrize("carrier", [blocking_carrier, loop_carrier])
def test_a_delivery_takes_no_coroutine_function(carrier: Any, caplog: pytest.LogCaptureFixture) -> None:
    now: Any = SimpleNamespace(callbacks=SimpleNamespace(prepare=lambda: None), callback=lambda fn, *args: fn(*args))

    async def on_a_loop() -> None:
        with pytest.raises(
            TypeError, match="'work' is not accepted: it is a coroutine function, and callbacks are called"
        ):
            carrier(now)(work)

    asyncio.run(on_a_loop())
    with pytest.raises(TypeError, match="'work' is not accepted"):
        carrier(now)(work)
    with pytest.raises(TypeError, match="returned a coroutine"):
        carrier(now)(lambda _: work())(None)
