"""The options of a Client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from barnabas.clock import ManualClock
from barnabas.config import Check, Option, integer, text
from barnabas.errors.client import ConfigurationError
from barnabas.security.options import SPEC as SECURITY_SPEC
from barnabas.security.options import SecurityOptions

DEFAULT_PORT = 9092


class ClientOptions(SecurityOptions, total=False):
    """What `Client(...)` takes by keyword; times in milliseconds. Names and defaults are Kafka's. For security see `SecurityOptions`."""

    client_id: str
    request_timeout_ms: int
    default_api_timeout_ms: int
    retry_backoff_ms: int
    retry_backoff_max_ms: int
    reconnect_backoff_ms: int
    reconnect_backoff_max_ms: int
    socket_connection_setup_timeout_ms: int
    connections_max_idle_ms: int
    metadata_max_age_ms: int
    send_buffer_bytes: int
    receive_buffer_bytes: int
    max_response_bytes: int
    clock: ManualClock | None


SPEC = [
    *SECURITY_SPEC,
    Option("client_id", "barnabas", text(), "client.id"),
    Option("request_timeout_ms", 30_000, integer(1), "request.timeout.ms"),
    Option("default_api_timeout_ms", 60_000, integer(1), "default.api.timeout.ms"),
    Option("retry_backoff_ms", 100, integer(0), "retry.backoff.ms"),
    Option("retry_backoff_max_ms", 1_000, integer(0), "retry.backoff.max.ms"),
    Option("reconnect_backoff_ms", 50, integer(0), "reconnect.backoff.ms"),
    Option("reconnect_backoff_max_ms", 1_000, integer(0), "reconnect.backoff.max.ms"),
    Option("socket_connection_setup_timeout_ms", 10_000, integer(1), "socket.connection.setup.timeout.ms"),
    Option("connections_max_idle_ms", 540_000, integer(1), "connections.max.idle.ms"),
    Option("metadata_max_age_ms", 300_000, integer(1), "metadata.max.age.ms"),
    Option("send_buffer_bytes", -1, integer(-1), "send.buffer.bytes"),
    Option("receive_buffer_bytes", -1, integer(-1), "receive.buffer.bytes"),
    # ours: no response may claim more
    Option(
        "max_response_bytes",
        256 * 1024 * 1024,
        Check("an int of at least 1048576", lambda v: type(v) is int and v >= 1 << 20),
    ),
    # ours: time that a test moves
    Option(
        "clock",
        None,
        Check("a barnabas.testing.ManualClock or None", lambda v: v is None or isinstance(v, ManualClock)),
    ),
]


def bootstrap_addresses(given: Any) -> list[tuple[str, int]]:
    """``"host:port,host:port"`` or a list of ``"host:port"`` as pairs; the port defaults to 9092, IPv6 stands in brackets.

    Raises:
        ConfigurationError: something is no address; the text shows it.
    """
    items = given.split(",") if isinstance(given, str) else list(given) if isinstance(given, Sequence) else None
    if items is None or not all(isinstance(item, str) for item in items):
        raise ConfigurationError(
            f'Client: bootstrap_servers={given!r} is not accepted: expected "host:port" or a list of such'
        )
    addresses = [_address(item.strip(), given) for item in items if item.strip()]
    if not addresses:
        raise ConfigurationError(f"Client: bootstrap_servers={given!r} names no address")
    return addresses


def _address(item: str, given: Any) -> tuple[str, int]:
    if item.startswith("["):
        host, bracket, rest = item[1:].partition("]")
        port = rest.removeprefix(":") if bracket and (not rest or rest.startswith(":")) else "?"
    elif item.count(":") > 1:
        host, port = item, ""
    else:
        host, _, port = item.partition(":")
    number = int(port) if port.isascii() and port.isdigit() else DEFAULT_PORT if not port else 0
    if not host or "/" in host or not 0 < number < 65536:
        raise ConfigurationError(
            f'Client: {item!r} in bootstrap_servers={given!r} is not accepted: expected "host:port"'
        )
    return host, number
