"""Where the engine cannot run: threads and sockets that somebody has replaced."""

from __future__ import annotations

import sys

from barnabas.errors.client import UnsupportedEnvironmentError


def check_environment() -> None:
    """Raises UnsupportedEnvironmentError under gevent's or eventlet's monkey patching."""
    gevent = sys.modules.get("gevent.monkey")
    eventlet = sys.modules.get("eventlet.patcher")
    name = None
    if gevent is not None and (gevent.is_module_patched("threading") or gevent.is_module_patched("socket")):
        name = "gevent"
    elif eventlet is not None and (eventlet.is_monkey_patched("thread") or eventlet.is_monkey_patched("socket")):
        name = "eventlet"
    if name:
        raise UnsupportedEnvironmentError(
            f"{name} has patched threads or sockets; Barnabas runs its own event loop on a real thread and cannot work so. "
            f"Use it in a process that {name} has not patched."
        )
