"""Work whose caller may give up waiting: what it has asked is heard out all the same; on the engine's loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from barnabas.engine.engine import Engine
from barnabas.errors.client import KafkaError, KafkaTimeoutError


class HeardOut:
    """One piece of work after the other, each in a task of its own.

    A request that is out when its caller's time is up, or when the caller is cancelled, may still be done. Whoever goes on from what was
    done waits for it: by `over`.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._task: asyncio.Task[KafkaError | None] | None = None
        self._waited_for = False

    @property
    def waited_for(self) -> bool:
        """Whether the caller of what runs still waits for it: else nothing new is to be asked."""
        return self._waited_for

    async def run(self, work: Callable[[], Coroutine[Any, Any, None]], deadline: float) -> None:
        """Does it, after what ran before; raises what it raises.

        Raises:
            KafkaTimeoutError: the deadline came; it may be done.
        """
        if not await self.over(deadline):
            raise KafkaTimeoutError(f"{self._name} was not begun in time: a request of the call before is still out")
        task = self._task = self._engine.spawn(_outcome(work), self._name)
        self._waited_for = True
        try:
            ended = await self.over(deadline)
        finally:
            self._waited_for = False
        if not ended:
            raise KafkaTimeoutError(f"{self._name} did not end in time: a request is still out, and may be done")
        error = task.result()
        if error is not None:
            raise error

    async def over(self, deadline: float) -> bool:
        """Waits until nothing runs, at most until the deadline; whether nothing does."""
        task = self._task
        if task is None:
            return True
        await asyncio.wait([task], timeout=max(0.0, deadline - self._engine.now()))
        return task.done()


async def _outcome(work: Callable[[], Coroutine[Any, Any, None]]) -> KafkaError | None:
    """The error that it ended with, which perhaps nobody waits for any more."""
    try:
        await work()
    except KafkaError as error:
        return error
    return None
