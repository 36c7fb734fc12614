"""The interpreter's exit: clients that are still open are closed, for a bounded time.

This runs in `atexit`, after the interpreter has stopped making threads: the engine's own thread goes on until the very end,
and nothing on the way needs a new one or an executor.
"""

from __future__ import annotations

import atexit
import logging
import weakref
from typing import Any

log = logging.getLogger("barnabas.client")
EXIT_TIMEOUT = 10.0  # seconds, for all clients together in the usual case of one

_open: weakref.WeakSet[Any] = weakref.WeakSet()


def closed_at_exit(client: Any) -> None:
    """Has `client` closed at the interpreter's exit if it still lives and is open then."""
    _open.add(client)


def _at_exit() -> None:
    for client in list(_open):
        try:
            error = client._shut_down(EXIT_TIMEOUT)
        except Exception as failed:  # noqa: BLE001  # the exit goes on
            error = failed
        if error is not None:
            log.error("at the interpreter's exit: %s", error)


atexit.register(_at_exit)
