"""One attempt to ask the coordinator of a group, with a request that fits the version its broker speaks."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from barnabas.engine.engine import GROUP, Engine
from barnabas.engine.routing import COORDINATOR_MOVED
from barnabas.errors.client import NetworkError
from barnabas.protocol.message import Request


class Coordinator:
    """The broker that a group belongs to. Engine loop only."""

    def __init__(self, engine: Engine, group_id: str) -> None:
        self._engine = engine
        self._group_id = group_id

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
        node = await engine.find_coordinator(GROUP, self._group_id, deadline=deadline)
        patience = engine.request_timeout if timeout is None else timeout
        try:
            versions = await engine.versions(node, lane, deadline)
            version = versions.pick(kind, low, high)
            return await engine.send(node, make(version), lane=lane, timeout=patience, low=version, high=version)
        except NetworkError:
            self.forget()
            raise

    def forget(self) -> None:
        """The next attempt looks for the coordinator anew."""
        self._engine.forget_coordinator(GROUP, self._group_id)

    def heard(self, code: int) -> None:
        """An error code came in an answer: some say that the group belongs to another broker now."""
        if code in COORDINATOR_MOVED:
            self.forget()
