"""`AsyncBroker` and tasks that are cancelled: nothing goes on behind them."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from barnabas.broker import AsyncBroker
from tests.harness.waiting import auntil

WAIT = 10.0


def test_a_start_that_is_cancelled_leaves_nothing_running(monkeypatch: pytest.MonkeyPatch) -> None:
    broker = AsyncBroker()
    launch, begun, cancelled = broker._launch, threading.Event(), threading.Event()

    def held() -> None:
        begun.set()
        assert cancelled.wait(WAIT)
        launch()

    monkeypatch.setattr(broker, "_launch", held)

    async def main() -> None:
        task = asyncio.create_task(broker.__aenter__())
        await auntil(begun.is_set, "it starts")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        cancelled.set()

    asyncio.run(main())  # whose end waits for what runs in threads
    assert "does not run" in repr(broker)


def test_a_start_that_fails_is_told_and_one_that_is_refused_stops_nothing() -> None:
    async def main() -> None:
        async with AsyncBroker() as broker:
            with pytest.raises(RuntimeError, match="runs already"):
                await broker.start()
            assert "does not run" not in repr(broker)

    asyncio.run(main())


def test_a_wait_that_is_cancelled_ends_in_its_thread_too(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    async def main() -> None:
        async with AsyncBroker() as broker:
            waited = broker._waited

            def watched(*given: Any) -> Any:
                begun.set()
                try:
                    return waited(*given)
                finally:
                    ended.set()

            monkeypatch.setattr(broker, "_waited", watched)
            task = asyncio.create_task(broker.wait_for_requests("Produce", timeout=2 * WAIT))
            await auntil(begun.is_set, "it waits")
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await auntil(ended.is_set, "its thread has given up", WAIT)

    asyncio.run(main())
