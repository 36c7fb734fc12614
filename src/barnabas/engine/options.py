"""The options of a Client."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from barnabas.clock import ManualClock
from barnabas.config import LONG, Check, Option, function, integer, one_of, text
from barnabas.engine.snapshot import is_host
from barnabas.errors.client import ConfigurationError
from barnabas.secret import Secret
from barnabas.security.options import SECRETS as SECURITY_SECRETS
from barnabas.security.options import SPEC as SECURITY_SPEC
from barnabas.security.options import SecurityOptions

DEFAULT_PORT = 9092


class ClientOptions(SecurityOptions, total=False):
    """What `Client(...)` takes by keyword; times in milliseconds. For security see `SecurityOptions`.

    Names and defaults are Kafka's where Kafka has the option; but `client_id` is named, and the sockets' buffers are the system's.

    Options:
        client_id ("barnabas"): what brokers call this client in their logs and quotas.
        request_timeout_ms (30000): when a request has no answer for so long its connection is given up, and the call tries again.
        default_api_timeout_ms (60000): how long calls take at most that were given no `timeout`.
        retry_backoff_ms (100): the pause before the second attempt; each one doubles it, 20 % more or less.
        retry_backoff_max_ms (1000): it is never longer than this.
        reconnect_backoff_ms (50): the pause before a broker is connected to again that could not be reached; grows likewise.
        reconnect_backoff_max_ms (1000): it is never longer than this.
        socket_connection_setup_timeout_ms (10000): how long a connection may take from the first packet to the end of the
            authentication; each attempt in a row that fails doubles it, 20 % more or less (KIP-601).
        socket_connection_setup_timeout_max_ms (30000): it is never longer than this.
        connections_max_idle_ms (540000): a connection that nobody has used for so long is closed, or replaced before it is used.
        metadata_max_age_ms (300000): topics and brokers are asked for anew at the latest after so long.
        metadata_recovery_strategy ("rebootstrap"): when no known broker answers, the bootstrap addresses are asked again
            (KIP-899); "none": they are not.
        metadata_recovery_rebootstrap_trigger_ms (300000): so long no metadata came, then known brokers are forgotten (KIP-1102).
        send_buffer_bytes (-1): the socket's buffer; -1 is the system's.
        receive_buffer_bytes (-1): likewise.
        proxy (None): a tunnel for every connection: ``"http://user:password@host:8080"``; also https, which speaks TLS to the
            proxy, socks5, and socks5h, which has the brokers' names resolved at the proxy, as http and https do.
        proxy_ssl_context (None): for an https proxy; without it the system's authorities are trusted.
        no_proxy (()): who is connected to straight: names, ``".suffix"``, addresses, networks; a list, or with commas.
        address_map (None): where brokers are reached that advertise addresses which this machine cannot reach: a dict of
            ``"host:port"``, or a function of host and port. Certificates are checked for the advertised name.
        connector (None): makes the connections itself: called with host and port, on a thread that may block, or awaited on the
            client's loop if it is a coroutine function; gives a connected `socket.socket`.
        max_response_bytes (268435456): an answer that claims to be larger ends its connection. Consumers ask for less than
            that; one batch that is larger is an error of its partition, `RecordTooLargeError`.
        clock (None): a `ManualClock` that a test moves, see `barnabas.testing`.

    >>> options: barnabas.ClientOptions = {"client_id": "billing", "request_timeout_ms": 10_000}
    >>> with barnabas.Client("localhost:9092", **options) as client:
    ...     pass
    """

    client_id: str
    request_timeout_ms: int
    default_api_timeout_ms: int
    retry_backoff_ms: int
    retry_backoff_max_ms: int
    reconnect_backoff_ms: int
    reconnect_backoff_max_ms: int
    socket_connection_setup_timeout_ms: int
    socket_connection_setup_timeout_max_ms: int
    connections_max_idle_ms: int
    metadata_max_age_ms: int
    metadata_recovery_strategy: str
    metadata_recovery_rebootstrap_trigger_ms: int
    send_buffer_bytes: int
    receive_buffer_bytes: int
    max_response_bytes: int
    clock: ManualClock | None
    proxy: str | None
    proxy_ssl_context: ssl.SSLContext | None
    no_proxy: str | Sequence[str]
    address_map: Mapping[str, str] | Callable[[str, int], tuple[str, int]] | None
    connector: Callable[[str, int], Any] | None


def _names(value: Any) -> tuple[str, ...]:
    return tuple(n.strip() for n in (value.split(",") if isinstance(value, str) else value) if n.strip())


def _are_names(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, Sequence) and all(isinstance(v, str) for v in value))


SPEC = [
    *SECURITY_SPEC,
    Option("client_id", "barnabas", text(), "client.id"),
    Option("request_timeout_ms", 30_000, integer(1), "request.timeout.ms"),
    Option("default_api_timeout_ms", 60_000, integer(1), "default.api.timeout.ms"),
    Option("retry_backoff_ms", 100, integer(0, LONG), "retry.backoff.ms"),
    Option("retry_backoff_max_ms", 1_000, integer(0, LONG), "retry.backoff.max.ms"),
    Option("reconnect_backoff_ms", 50, integer(0, LONG), "reconnect.backoff.ms"),
    Option("reconnect_backoff_max_ms", 1_000, integer(0, LONG), "reconnect.backoff.max.ms"),
    Option("socket_connection_setup_timeout_ms", 10_000, integer(1, LONG), "socket.connection.setup.timeout.ms"),
    Option(
        "socket_connection_setup_timeout_max_ms", 30_000, integer(1, LONG), "socket.connection.setup.timeout.max.ms"
    ),
    Option("connections_max_idle_ms", 540_000, integer(1, LONG), "connections.max.idle.ms"),
    Option("metadata_max_age_ms", 300_000, integer(1, LONG), "metadata.max.age.ms"),
    Option("metadata_recovery_strategy", "rebootstrap", one_of(("rebootstrap", "none")), "metadata.recovery.strategy"),
    Option(
        "metadata_recovery_rebootstrap_trigger_ms",
        300_000,
        integer(0, LONG),
        "metadata.recovery.rebootstrap.trigger.ms",
    ),
    Option("send_buffer_bytes", -1, integer(-1), "send.buffer.bytes"),
    Option("receive_buffer_bytes", -1, integer(-1), "receive.buffer.bytes"),
    # ours: ways around
    Option("proxy", None, Check("a URL or None", lambda v: v is None or isinstance(v, Secret)), secret=True),
    Option(
        "proxy_ssl_context",
        None,
        Check("an ssl.SSLContext or None", lambda v: v is None or isinstance(v, ssl.SSLContext)),
    ),
    Option("no_proxy", (), Check("names, addresses and networks, as a list or with commas", _are_names, _names)),
    Option(
        "address_map",
        None,
        Check("a dict or callable, or None", lambda v: v is None or callable(v) or isinstance(v, Mapping)),
    ),
    Option("connector", None, function()),
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

SECRETS = SECURITY_SECRETS | {"proxy"}  # a URL may hold a password


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
    parts = [part.strip() for item in items for part in item.split(",")]
    addresses = [_address(part, given) for part in parts if part]
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
    if not is_host(host) or "/" in host or not 0 < number < 65536:
        raise ConfigurationError(
            f'Client: {item!r} in bootstrap_servers={given!r} is not accepted: expected "host:port"'
        )
    return host, number
