"""Functions that users give to be called: a coroutine function that nobody awaits would do nothing, in silence."""

from __future__ import annotations

import asyncio
import inspect
from functools import partial
from types import CoroutineType, FunctionType
from typing import Any

from barnabas._native import Delivery, DeliveryBatch

_LAZY = inspect.CO_COROUTINE | inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
_ITERABLE = inspect.CO_ITERABLE_COROUTINE  # `types.coroutine`: a generator that can be awaited
ASYNC_FACE = "this call blocks and awaits nothing; give a function, or use AsyncClient"


def shown(function: Any) -> str:
    """A function by its name, if it has one."""
    inner = function.func if isinstance(function, partial) else function
    name = getattr(inner, "__qualname__", None)
    return f"{name!r}" if isinstance(name, str) else repr(function)


def _flags(function: Any) -> int:
    """Of the code that a call of it makes an object of; 0 for what just runs, or is none of Python's."""
    if type(function) is not FunctionType:
        while isinstance(function, partial):
            function = function.func
        if not (inspect.isfunction(function) or inspect.ismethod(function)):
            function = getattr(type(function), "__call__", None)  # noqa: B004 # the method itself is wanted
        while inspect.ismethod(function):
            function = function.__func__
        if not inspect.isfunction(function):
            return 0
    code: int = function.__code__.co_flags
    return code & (_LAZY | _ITERABLE)


def _generates(flags: int) -> bool:
    """Whether a call makes a generator, of either kind, that nobody can await."""
    return bool(flags & (inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR)) and not flags & _ITERABLE


def called(name: str, function: Any, why: str = ASYNC_FACE, error: type[Exception] = TypeError) -> None:
    """Refuses what is no function, and one whose call runs nothing: a coroutine function, a generator function.

    Raises:
        TypeError, or what `error` says: it is one of these; names the argument and the function.
    """
    if not callable(function):
        raise error(f"{name}={function!r} is not accepted: expected a function")
    flags = _flags(function)
    if not flags:
        return
    if _generates(flags):
        raise error(f"{name}={shown(function)} is not accepted: it is a generator function, whose call runs nothing")
    raise error(f"{name}={shown(function)} is not accepted: it is a coroutine function, and {why}")


def awaited(name: str, function: Any) -> None:
    """Refuses what is no function, and a generator function, whose call runs nothing that could be awaited.

    Raises:
        TypeError: it is one of these.
    """
    if not callable(function):
        raise TypeError(f"{name}={function!r} is not accepted: expected a coroutine function")
    if _generates(_flags(function)):
        raise TypeError(
            f"{name}={shown(function)} is not accepted: it is a generator function; expected a coroutine function"
        )


def ran(name: str, function: Any, result: object, why: str = ASYNC_FACE) -> None:
    """Refuses what a function has returned when it is still to run. A delivery is none of that: its record is under way.

    Raises:
        TypeError: it can only be awaited, or is a generator; names the argument and the function.
    """
    if result is None or isinstance(result, (Delivery, DeliveryBatch)):
        return
    if inspect.isawaitable(result) or inspect.isgenerator(result) or inspect.isasyncgen(result):
        if inspect.iscoroutine(result):
            result.close()  # or Python warns that nobody has awaited it
        kind = type(result).__name__
        raise TypeError(f"{name}={shown(function)} returned a {kind}, of which nothing runs by itself: {why}")


def ended(error: BaseException) -> bool:
    """Whether what came out of a user's function on a loop is the end of the task that called it.

    Anything else is a failure of the function, also what is no `Exception`: SystemExit would end the whole loop, and a cancellation that nobody
    asked for would look as if the call had been given up.
    """
    if isinstance(error, asyncio.CancelledError):
        task = asyncio.current_task()
        return task is not None and task.cancelling() > 0
    return isinstance(error, GeneratorExit)


def to_await(name: str, function: Any, result: Any) -> Any:
    """What a function has returned, to be awaited.

    Raises:
        TypeError: it cannot be; names the argument and the function.
    """
    if type(result) is CoroutineType or inspect.isawaitable(result):
        return result
    raise TypeError(
        f"{name}={shown(function)} returned {result!r}, which cannot be awaited: expected a coroutine function (async def)"
    )
