"""What both faces of a client share: the options, the engine that they stand on, the end."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from barnabas.config import resolve
from barnabas.engine.engine import Engine
from barnabas.engine.exits import closed_at_exit
from barnabas.engine.options import SECRETS, SPEC, ClientOptions, bootstrap_addresses
from barnabas.given import seconds
from barnabas.managed import left_of
from barnabas.secret import hidden

if TYPE_CHECKING:
    from typing import Unpack

STOP_TIMEOUT = 2.0  # seconds for tasks and threads to end, once producers and consumers are closed
CALLBACKS_LEAST = 1.0  # seconds that callbacks have to be called in, also when nothing is left of the time for closing


class ClientFace:
    """What both faces share: options, the engine, the end."""

    def __init__(self, bootstrap_servers: str | Sequence[str], **options: Unpack[ClientOptions]) -> None:
        given = hidden(options, SECRETS)
        del options  # a traceback of an error from here shows no secret
        self._engine = Engine(bootstrap_addresses(bootstrap_servers), resolve(type(self).__name__, SPEC, given))
        self._closed = False
        closed_at_exit(self)

    def __repr__(self) -> str:
        if not hasattr(self, "_engine"):  # its options were refused
            return f"<{type(self).__name__} that was not made>"
        servers = ",".join(f"{host}:{port}" for host, port in self._engine.addresses)
        state = "closed" if self._closed else f"{len(self._engine.cluster.snapshot.brokers)} brokers known"
        return f"<{type(self).__name__} {servers} {state}>"

    def _shut_down(self, timeout: float) -> BaseException | None:
        """Closes consumers and producers, newest first, then the engine; the first error that one of them had."""
        if self._engine.portal.forked or self._closed:
            return None
        end = time.monotonic() + seconds(timeout)
        self._engine.portal.own.check()  # it would wait for itself
        self._closed = True
        first: BaseException | None = None
        for closable in self._engine.closables():
            try:
                closable.shut_down(left_of(end))
            except KeyboardInterrupt:
                end = time.monotonic()
                first = first or KeyboardInterrupt()
            except Exception as error:  # noqa: BLE001  # the others still have to be closed
                first = first or error
        self._engine.stop(STOP_TIMEOUT, max(left_of(end), CALLBACKS_LEAST))
        return first

    def __del__(self) -> None:
        # Garbage may be collected on any thread, the engine's own among them: nothing here waits.
        engine = getattr(self, "_engine", None)
        if engine is not None and not self._closed and not engine.portal.forked:
            self._closed = True
            engine.abandon()
