"""One attempt to ask the coordinator of a group, with a request that fits the version its broker speaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from barnabas.engine.engine import GROUP, Engine
from barnabas.engine.routing import COORDINATOR_MOVED, unreachable
from barnabas.errors import broker_error
from barnabas.errors.base import KafkaError
from barnabas.errors.client import ClosedError, KafkaTimeoutError, NetworkError
from barnabas.protocol.message import Request

SOON = 1.0  # seconds after which a coordinator that is still looked for, or dialled, is worth a word


class Coordinator:
    """The broker that a group belongs to. Engine loop only."""

    def __init__(self, engine: Engine, group_id: str) -> None:
        self._engine = engine
        self._group_id = group_id
        self.trouble: KafkaError | None = None  # why there was no answer to the last request, or is none yet

    async def ask(
        self,
        kind: type[Request],
        make: Callable[[int], Request],
        *,
        deadline: float,
        timeout: float | None = None,
        lane: Hashable | None = None,
        low: int | None = None,
        high: int | None = None,
    ) -> Any:
        """The answer to what `make` builds for the version in use.

        The coordinator is looked for, if need be, and the end of a throttle waited for, until `deadline`. The answer is waited for `timeout` seconds, by
        default the request timeout: the connection is dropped when they run out, and may be others' as well, so that an
        impatient caller gives up waiting rather than shorten it.

        Raises:
            NetworkError: it was not reached or did not answer; the next attempt looks for it anew.
            KafkaTimeoutError: the deadline came before the request could go out.
            BrokerError: it cannot be found, and the broker asked said why.
        """
        engine = self._engine
        patience = engine.request_timeout if timeout is None else timeout
        try:
            with self._watched():
                node = await engine.find_coordinator(GROUP, self._group_id, deadline=deadline)
                versions = await engine.versions(node, lane, deadline)
            version = versions.pick(kind, low, high)
            answer = await engine.send(node, make(version), lane=lane, timeout=patience, low=version, high=version)
        except ClosedError:
            raise
        except KafkaError as error:
            self.trouble = error
            if isinstance(error, NetworkError):
                self.forget()
            raise
        self.trouble = None
        return answer

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Notes now and then that it is not reached yet: a call may have a minute for that."""
        loop = self._engine.loop
        timer: asyncio.TimerHandle

        def look() -> None:
            nonlocal timer
            nodes = self._engine.pool.nodes.values()
            errors = {node.label: node.error for node in nodes if node.error is not None}
            if errors and len(errors) == len(nodes):
                self.trouble = unreachable(errors)
            else:
                text = f"the coordinator of group {self._group_id!r} is not reached yet"
                self.trouble = KafkaTimeoutError(text).causing(next(iter(errors.values()), None))
            timer = loop.call_later(SOON, look)

        timer = loop.call_later(SOON, look)
        try:
            yield
        finally:
            timer.cancel()

    def forget(self) -> None:
        """The next attempt looks for the coordinator anew."""
        self._engine.forget_coordinator(GROUP, self._group_id)

    def heard(self, code: int) -> None:
        """An error code came in an answer: some say that the group belongs to another broker now."""
        if code in COORDINATOR_MOVED:
            self.trouble = broker_error(code)
            self.forget()
