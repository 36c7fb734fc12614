"""A tunnel through a SOCKS5 proxy (RFC 1928, RFC 1929), as a machine."""

from __future__ import annotations

import ipaddress
from enum import Enum, auto
from typing import Final

from barnabas.errors.client import NetworkError, ProxyError
from barnabas.secret import HiddenBytes, Secret

_REPLIES: Final = {
    1: "general failure",
    2: "not allowed by its rules",
    3: "network unreachable",
    4: "host unreachable",
    5: "connection refused",
    6: "time to live expired",
    7: "command not supported",
    8: "kind of address not supported",
}
NO_LOGIN: Final = 0
LOGIN: Final = 2


class _State(Enum):
    METHOD = auto()
    LOGIN = auto()
    REPLY = auto()


class Socks5:
    r"""Asks for a tunnel to `host`: a name, which the proxy resolves, or an address.

    >>> machine = Socks5("broker", 9092, None, None)
    >>> machine.start()
    b'\x05\x01\x00'
    >>> machine.received(b"\x05\x00")
    b'\x05\x01\x00\x03\x06broker#\x84'
    >>> machine.received(b"\x05\x00\x00\x01" + bytes(6)), machine.done
    (b'', True)
    """

    def __init__(self, host: str, port: int, username: str | None, password: Secret | None) -> None:
        self._host = host
        self._port = port
        self._username = username
        self._password = password
        self._state = _State.METHOD
        self._got = b""
        self.done = False

    def start(self) -> bytes:
        """The ways to log in that we have."""
        return bytes([5, 1, NO_LOGIN]) if self._username is None else bytes([5, 2, NO_LOGIN, LOGIN])

    def received(self, data: bytes) -> bytes:
        """Takes what the proxy answers; gives what to send next, empty while there is nothing.

        Raises:
            ProxyError: the proxy wants other credentials.
            NetworkError: it gave no tunnel, or it is no SOCKS5 proxy.
        """
        self._got += data
        match self._state:
            case _State.METHOD:
                return self._method() if len(self._got) >= 2 else b""
            case _State.LOGIN:
                return self._login() if len(self._got) >= 2 else b""
            case _State.REPLY:
                self._reply()
        return b""

    def _take(self, count: int) -> bytes:
        taken, self._got = self._got[:count], self._got[count:]
        return taken

    def _method(self) -> bytes:
        version, method = self._take(2)
        if version != 5:
            raise NetworkError("the proxy does not speak SOCKS5")
        if method == NO_LOGIN:
            return self._request()
        if method != LOGIN or self._username is None:
            raise ProxyError("the proxy wants a way to log in that it was not offered; give a user name and password")
        self._state = _State.LOGIN
        name = self._username.encode()
        password = (self._password.reveal() if self._password is not None else "").encode()
        return HiddenBytes(bytes([1, len(name)]) + name + bytes([len(password)]) + password)

    def _login(self) -> bytes:
        _, status = self._take(2)
        if status != 0:
            raise ProxyError("the proxy refused the user name or password")
        return self._request()

    def _request(self) -> bytes:
        self._state = _State.REPLY
        try:
            address = ipaddress.ip_address(self._host)
        except ValueError:
            try:
                name = self._host.encode("idna") if not self._host.isascii() else self._host.encode()
                if len(name) > 255:
                    raise UnicodeError("longer than the 255 bytes that SOCKS5 takes")
            except UnicodeError as error:
                raise NetworkError(f"the proxy cannot be asked for {self._host!r}: {error}") from error
            where = bytes([3, len(name)]) + name
        else:
            where = bytes([1 if address.version == 4 else 4]) + address.packed
        return bytes([5, 1, 0]) + where + self._port.to_bytes(2, "big")

    def _reply(self) -> None:
        if len(self._got) < 5:
            return
        version, reply, _, kind, first = self._got[:5]
        if version != 5:
            raise NetworkError("the proxy does not speak SOCKS5")
        if reply != 0:
            why = _REPLIES.get(reply, f"error {reply}")
            raise NetworkError(f"the proxy gave no tunnel to {self._host} port {self._port}: {why}")
        length = {1: 4, 3: 1 + first, 4: 16}.get(kind)
        if length is None:
            raise NetworkError("the proxy answered with an unknown kind of address")
        total = 4 + length + 2
        if len(self._got) < total:
            return
        if len(self._got) > total:
            raise NetworkError("the proxy sent something of its own into the tunnel")
        self.done = True
