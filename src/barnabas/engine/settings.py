"""What each connection of a client needs to know."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any, NamedTuple

from barnabas.engine.backoff import Patience
from barnabas.engine.proxy.route import Routes
from barnabas.security.settings import Security


class ConnectionSettings(NamedTuple):
    """What a connection needs of the client's options; times in seconds."""

    client_id: str
    patience: Patience
    idle_most: float
    max_response: int
    send_buffer: int
    receive_buffer: int
    security: Security
    routes: Routes
    proxy_context: ssl.SSLContext | None
    connector: Callable[[str, int], Any] | None
