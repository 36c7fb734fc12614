"""A tunnel through an HTTP proxy: CONNECT (RFC 9110, section 9.3.6), as a machine."""

from __future__ import annotations

import base64

from barnabas.errors.client import NetworkError, ProxyError
from barnabas.secret import HiddenBytes, Secret

LARGEST = 16 * 1024  # of the answer's head


class HttpConnect:
    r"""Asks for a tunnel to `host`, which the proxy resolves.

    >>> machine = HttpConnect("broker", 9092, None, None)
    >>> machine.start()
    b'CONNECT broker:9092 HTTP/1.1\r\nHost: broker:9092\r\n\r\n'
    >>> machine.received(b"HTTP/1.1 200 OK\r\n"), machine.done
    (b'', False)
    >>> machine.received(b"\r\n"), machine.done
    (b'', True)
    """

    def __init__(self, host: str, port: int, username: str | None, password: Secret | None) -> None:
        if not host.isascii():
            try:
                host = host.encode("idna").decode()
            except UnicodeError as error:
                raise NetworkError(f"the proxy cannot be asked for {host!r}: {error}") from error
        self._target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._username = username
        self._password = password
        self._head = b""
        self.done = False

    def start(self) -> bytes:
        """The request."""
        lines = [f"CONNECT {self._target} HTTP/1.1", f"Host: {self._target}"]
        if self._username is not None:
            basic = f"{self._username}:{self._password.reveal() if self._password is not None else ''}".encode()
            lines.append(f"Proxy-Authorization: Basic {base64.b64encode(basic).decode()}")
        return HiddenBytes(("\r\n".join(lines) + "\r\n\r\n").encode())

    def received(self, data: bytes) -> bytes:
        """Takes what the proxy answers.

        Raises:
            ProxyError: the proxy wants other credentials.
            NetworkError: it gave no tunnel, or it is no HTTP proxy.
        """
        self._head += data
        if not b"HTTP/1.".startswith(self._head[:7]):
            raise NetworkError("the proxy does not speak HTTP")
        head, end, rest = self._head.partition(b"\r\n\r\n")
        if not end:
            if len(self._head) > LARGEST:
                raise NetworkError(f"the proxy's answer has no end within {LARGEST} bytes")
            return b""
        parts = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        status = parts[1] if len(parts) > 1 else ""
        if status == "407":
            raise ProxyError("the proxy wants a user name and password, or others than it was given")
        if not status.startswith("2") or len(status) != 3:
            said = " ".join(parts[1:])[:100] or "nothing"
            raise NetworkError(f"the proxy gave no tunnel to {self._target}; it says {said}")
        if rest:
            raise NetworkError("the proxy sent something of its own into the tunnel")
        self.done = True
        return b""
