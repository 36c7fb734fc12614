"""What a server hears in the handshake: the name that is wanted of it (SNI, RFC 6066), and the suites that the user allows."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

import barnabas
from barnabas.broker.server.tls import Tls

WAIT = 30.0
SUITES = ["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"]


def heard(host: str, **options: Any) -> tuple[str | None, str, str]:
    """The name, the version and the suite of a handshake with a server that then closes."""
    tls = Tls()
    context = tls.server_context
    found: list[Any] = []
    context.sni_callback = lambda _socket, name, _context: found.append(name)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(WAIT)

        def serve() -> None:
            with context.wrap_socket(server.accept()[0], server_side=True) as peer:
                found.extend((peer.version(), (peer.cipher() or ("",))[0]))

        thread = threading.Thread(target=serve)
        thread.start()
        given = {"security_protocol": "SSL", "ssl_cafile": tls.ca_path, "default_api_timeout_ms": 2_000, **options}
        with (
            barnabas.Client(f"{host}:{server.getsockname()[1]}", **given) as client,
            pytest.raises(barnabas.KafkaError),
        ):
            client.admin.list_topics()
        thread.join(WAIT)
    name, version, suite = found
    return name, version, suite


def test_the_broker_hears_its_name() -> None:
    assert heard("localhost")[:2] == ("localhost", "TLSv1.3")
    assert (
        heard("localhost.", address_map=lambda _, port: ("127.0.0.1", port))[0] == "localhost"
    )  # the final dot is none of the name (RFC 6066)
    assert heard("127.0.0.1")[0] is None  # an address is no name


@pytest.mark.parametrize("suite", SUITES)
def test_suites_of_the_users_choice(suite: str) -> None:
    assert heard("localhost", ssl_enabled_protocols="TLSv1.2", ssl_cipher_suites=suite)[1:] == ("TLSv1.2", suite)
