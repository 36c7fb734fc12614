"""Cancelling a call at its n-th suspension, for every n.

A coroutine is driven by hand. Where it suspends for the n-th time, its task is cancelled, in one of three ways: as it begins
to wait; when what it waited for has just come, in the same turn; or, for a call that the engine works for, where the
engine's side of it suspends for the n-th time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator
from typing import Any, Generic, NamedTuple, TypeVar

import barnabas

T = TypeVar("T")
MOST = 400  # suspensions of one call; more are a loop without end


class Outcome(NamedTuple, Generic[T]):
    """What became of a call: its value, or `cancelled`; and whether it suspended as often as it was to."""

    cancelled: bool
    value: T | None
    reached: bool


class _Driven:
    """Awaits `inner`, and at the n-th suspension cancels in the way of its class; `strike` has the call cancelled."""

    def __init__(self, inner: Awaitable[Any], n: int, strike: Callable[[], object]) -> None:
        self._inner = inner
        self._n = n
        self._strike = strike
        self.reached = False

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._inner.__await__()
        count = 0
        error: BaseException | None = None
        while True:
            try:
                waited = steps.throw(error) if error is not None else next(steps)
            except StopIteration as end:
                return end.value
            error = None
            count += 1
            try:
                if count == self._n:
                    yield from self._wait(waited)
                else:
                    yield waited
            except BaseException as thrown:
                error = thrown

    def _wait(self, waited: Any) -> Generator[Any, Any, None]:
        """The n-th suspension; sets `reached`."""
        raise NotImplementedError


class _Early(_Driven):
    """As it begins to wait."""

    def _wait(self, waited: Any) -> Generator[Any, Any, None]:
        self.reached = True
        self._strike()
        yield waited


class _Late(_Driven):
    """When what it waited for has just come, in the same turn."""

    def _wait(self, waited: Any) -> Generator[Any, Any, None]:
        yield waited
        self.reached = True
        raise asyncio.CancelledError


class _Standing(_Driven):
    """On the engine's loop: it goes on only when the cancel has come."""

    def _wait(self, waited: Any) -> Generator[Any, Any, None]:
        self.reached = True
        try:
            self._strike()
            if waited is not None:
                waited._asyncio_future_blocking = False
            yield from asyncio.get_running_loop().create_future().__await__()
        except BaseException:
            if waited is not None:
                waited.cancel()
            raise


async def cancelled_at(call: Callable[[], Awaitable[T]], n: int, *, late: bool = False) -> Outcome[T]:
    """Cancels a call at its n-th suspension: as it begins to wait, or (`late`) when the waiting is over."""
    held: list[_Driven] = []

    async def drive() -> T:
        task = asyncio.current_task()
        assert task is not None
        held.append((_Late if late else _Early)(call(), n, task.cancel))
        value: T = await held[0]
        return value

    task = asyncio.ensure_future(drive())
    try:
        value = await task
    except asyncio.CancelledError:
        assert held[0].reached, "something else cancelled the call"
        return Outcome(True, None, True)
    return Outcome(False, value, held[0].reached)


async def cancelled_inside(client: barnabas.AsyncClient, call: Callable[[], Awaitable[T]], n: int) -> Outcome[T]:
    """Cancels a call where the engine's side of it suspends for the n-th time: it stands there until the cancel arrives."""
    engine = client._engine
    entered = engine._entered
    loop = asyncio.get_running_loop()
    held: list[_Driven] = []

    async def drive() -> T:
        return await call()

    async def counted(fn: Callable[..., Coroutine[Any, Any, Any]], args: tuple[Any, ...]) -> Any:
        if held:
            return await entered(fn, args)
        held.append(_Standing(entered(fn, args), n, lambda: loop.call_soon_threadsafe(task.cancel)))
        return await held[0]

    engine._entered = counted  # type: ignore[method-assign,assignment]
    try:
        task = asyncio.ensure_future(drive())
        try:
            value = await task
        except asyncio.CancelledError:
            assert held, "the call was cancelled and had not reached the engine"
            assert held[0].reached
            return Outcome(True, None, True)
        return Outcome(False, value, bool(held) and held[0].reached)
    finally:
        engine._entered = entered  # type: ignore[method-assign]


async def every_point(
    attempt: Callable[[int, str], Awaitable[Outcome[Any]]], ways: tuple[str, ...] = ("early", "late", "inside")
) -> AsyncIterator[tuple[str, int, Outcome[Any]]]:
    """Makes attempts at n = 1, 2, ... in each way until one was not cancelled for want of an n-th suspension."""
    for way in ways:
        for n in range(1, MOST):
            outcome = await attempt(n, way)
            yield way, n, outcome
            if not outcome.reached:
                break
        else:
            raise AssertionError(f"a call suspended more than {MOST} times")


async def cancelled(client: barnabas.AsyncClient, call: Callable[[], Awaitable[T]], n: int, way: str) -> Outcome[T]:
    """`cancelled_at` or `cancelled_inside`, by the way's name."""
    if way == "inside":
        return await cancelled_inside(client, call, n)
    return await cancelled_at(call, n, late=way == "late")
