"""`_native.ready`: an awaitable whose value is there already."""

from __future__ import annotations

import asyncio
import gc
import inspect
import sys
import weakref
from collections.abc import Awaitable
from typing import Any

import pytest

from barnabas import _native


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
    async def main() -> None:
        value = object()
        ready_type = type(_native.ready(value))
        gc.collect()  # what other tests have left in cycles, which counts the type too
        before = sys.getrefcount(value), sys.getrefcount(ready_type)
        for _ in range(1000):
            await _native.ready(value)
            _native.ready(value)
            with pytest.raises(StopIteration):
                next(_native.ready(value).__await__())
        assert (sys.getrefcount(value), sys.getrefcount(ready_type)) == before

    asyncio.run(main())
