"""`_native.ready`: an awaitable whose value is there already."""

from __future__ import annotations

import asyncio
import gc
import inspect
import sys
import weakref
from collections.abc import Awaitable, Coroutine
from typing import Any

import pytest

from barnabas import _native
from tests.harness.waiting import turns


class Thing:
    pass


@pytest.mark.parametrize("value", [None, 1, (1, 2), (), ValueError("not raised"), StopIteration(3)])
def test_await_gives_the_value_itself(value: Any) -> None:
    async def main() -> Any:
        return await _native.ready(value)

    assert asyncio.run(main()) is value


@pytest.mark.parametrize("value", [None, (1, 2), ValueError("not raised")])
def test_generic_code_takes_it(value: Any) -> None:
    async def main() -> None:
        assert await asyncio.wait_for(_native.ready(value), 5) is value
        assert await asyncio.ensure_future(_native.ready(value)) is value
        assert (await asyncio.gather(_native.ready(value), _native.ready(value)))[1] is value
        assert await asyncio.create_task(_native.ready(value)) is value
        async with asyncio.TaskGroup() as group:
            task = group.create_task(_native.ready(value))
        assert task.result() is value
        loop = asyncio.get_running_loop()
        aside = asyncio.run_coroutine_threadsafe(_native.ready(value), loop)
        assert await asyncio.wrap_future(aside) is value

    asyncio.run(main())


def test_it_is_a_coroutine_to_who_asks() -> None:
    ready = _native.ready(1)
    assert isinstance(ready, Coroutine)
    assert asyncio.iscoroutine(ready)
    with pytest.raises(TypeError, match="expected None"):
        ready.send(1)
    with pytest.raises(StopIteration) as stopped:
        ready.send(None)
    assert stopped.value.value == 1
    with pytest.raises(RuntimeError, match="again"):
        ready.send(None)


def test_what_is_thrown_comes_back_and_the_value_goes() -> None:
    def caught(*args: Any) -> BaseException:
        ready = _native.ready(Thing())
        with pytest.raises(BaseException) as raised:  # each its own
            ready.throw(*args)
        with pytest.raises(RuntimeError, match="again"):
            ready.throw(LookupError())
        return raised.value

    error = LookupError("mine")
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as other:
        trace = other.__traceback__
    assert caught(error) is error
    assert isinstance(caught(LookupError), LookupError)
    assert caught(LookupError, error) is error
    assert caught(LookupError, "text", None).args == ("text",)
    assert isinstance(caught(LookupError, None, None), LookupError)
    given = caught(LookupError, LookupError(), trace).__traceback__
    while given is not None and given is not trace:
        given = given.tb_next
    assert given is trace
    assert caught(LookupError, None, trace).__traceback__ is not None
    assert isinstance(caught(3), TypeError)
    assert isinstance(caught(), TypeError)


def test_a_closed_one_has_no_value_and_closes_again() -> None:
    thing = Thing()
    gone = weakref.ref(thing)
    ready = _native.ready(thing)
    del thing
    ready.close()
    ready.close()
    assert gone() is None
    with pytest.raises(RuntimeError, match="again"):
        ready.send(None)


def test_a_task_that_is_cancelled_before_its_first_step_is() -> None:
    async def main() -> None:
        task = asyncio.create_task(_native.ready(Thing()))
        assert "Ready" in repr(task)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())


def test_it_is_an_awaitable() -> None:
    ready = _native.ready(1)
    assert isinstance(ready, Awaitable)
    assert inspect.isawaitable(ready)
    with pytest.raises(StopIteration) as stopped:
        next(ready.__await__())
    assert stopped.value.value == 1
    with pytest.raises(TypeError):
        type(ready)()


def test_a_second_await_is_refused_as_for_a_coroutine() -> None:
    async def main() -> None:
        ready = _native.ready(1)
        assert await ready == 1
        with pytest.raises(RuntimeError, match="again"):
            await ready

    asyncio.run(main())


def test_nothing_is_kept_or_leaked() -> None:
    async def main(ready: Awaitable[Thing]) -> None:
        thing = weakref.ref(await ready)
        assert thing() is None  # `ready` still lives, its value does not

    asyncio.run(main(_native.ready(Thing())))
    thing = Thing()
    gone = weakref.ref(thing)
    never_awaited = _native.ready(thing)
    del thing
    assert gone() is not None
    del never_awaited
    gc.collect()
    assert gone() is None


def test_reference_counts_stay_even() -> None:
    value = object()
    ready_type = type(_native.ready(value))

    async def each_way() -> None:
        await _native.ready(value)
        _native.ready(value)
        _native.ready(value).close()
        await asyncio.create_task(_native.ready(value))
        with pytest.raises(LookupError):
            _native.ready(value).throw(LookupError)
        with pytest.raises(StopIteration):
            next(_native.ready(value).__await__())

    async def counted() -> tuple[int, int]:
        await turns()  # this one was begun by the last task, which has the value
        gc.collect()  # what is in cycles counts the type too: of other tests, and of exceptions with their tracebacks
        return sys.getrefcount(value), sys.getrefcount(ready_type)

    async def main() -> None:
        await each_way()  # asyncio keeps the types that it has found to be coroutines
        before = await counted()
        for _ in range(1000):
            await each_way()
        assert await counted() == before

    asyncio.run(main())
