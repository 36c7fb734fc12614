"""Which way a connection goes: to the advertised address or another, straight or through a proxy."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias
from urllib.parse import unquote, urlsplit

from barnabas.engine.proxy.http_connect import HttpConnect
from barnabas.engine.proxy.socks5 import Socks5
from barnabas.errors.client import ConfigurationError
from barnabas.secret import Secret

PORTS: Final = {"http": 8080, "https": 443, "socks5": 1080, "socks5h": 1080}
Address: TypeAlias = tuple[str, int]


class Proxy(NamedTuple):
    """A proxy as its URL tells it."""

    scheme: str
    host: str
    port: int
    username: str | None
    password: Secret | None

    @property
    def label(self) -> str:
        """For errors, without secrets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def resolves(self) -> bool:
        """Whether the proxy looks up the broker's name."""
        return self.scheme != "socks5"

    def machine(self, host: str, port: int) -> HttpConnect | Socks5:
        """What asks it for a tunnel."""
        kind = Socks5 if self.scheme.startswith("socks") else HttpConnect
        return kind(host, port, self.username, self.password)


class Route(NamedTuple):
    """Where to connect to, and through what."""

    host: str
    port: int
    proxy: Proxy | None


def parse(url: str, owner: str) -> Proxy:
    """A proxy from its URL.

    Raises:
        ConfigurationError: it is none; the text does not show the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ConfigurationError(
            f'{owner}: proxy is not accepted: expected a URL as "http://user:password@host:8080", with http, https, socks5'
            " or socks5h (which resolves the brokers' names at the proxy)"
        )
    username = unquote(parts.username) if parts.username else None
    password = Secret(unquote(parts.password)) if parts.password else None
    if parts.scheme.startswith("socks"):
        for what, text in (("user name", username or ""), ("password", password.reveal() if password else "")):
            if len(text.encode()) > 255:
                raise ConfigurationError(f"{owner}: proxy: the {what} is longer than the 255 bytes that SOCKS5 takes")
    return Proxy(parts.scheme, parts.hostname, port or PORTS[parts.scheme], username, password)


class Routes:
    """From a client's options.

    Args:
        proxy: a URL, None for none.
        no_proxy: who is connected to straight: names, ``.suffixes`` (also without the dot), addresses, networks, ``"*"``.
        address_map: advertised to reachable addresses.
    """

    def __init__(self, proxy: Secret | None, no_proxy: Iterable[str], address_map: Any, owner: str = "Client") -> None:
        self.proxy = parse(proxy.reveal(), owner) if proxy is not None else None
        self._names: list[str] = []
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for item in no_proxy:
            try:
                self._networks.append(ipaddress.ip_network(item.strip("[]"), strict=False))
            except ValueError:
                self._names.append(item.lower().lstrip("*").lstrip("."))
        self._map: Callable[[str, int], Address] = _mapping(address_map, owner)

    def to(self, host: str, port: int) -> Route:
        """The way to a broker at its advertised address.

        Raises:
            ConfigurationError: a function that maps gave no address.
        """
        host, port = self._map(host, port)
        return Route(host, port, None if self.proxy is None or self._straight(host) else self.proxy)

    def _straight(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            low = host.lower().rstrip(".")
            return any(not name or low == name or low.endswith("." + name) for name in self._names)
        return any(not name for name in self._names) or any(address in network for network in self._networks)


def _mapping(given: Any, owner: str) -> Callable[[str, int], Address]:
    if given is None:
        return lambda host, port: (host, port)
    if isinstance(given, Mapping):
        table = {_address(key, owner): _address(value, owner) for key, value in given.items()}
        return lambda host, port: table.get((host, port), (host, port))

    def called(host: str, port: int) -> Address:
        try:
            found = given(host, port)
        except BaseException as error:  # SystemExit would end the engine's loop
            text = f"{owner}: address_map({host!r}, {port}) failed: {type(error).__name__}: {error}"
            raise ConfigurationError(text).causing(error) from error
        ok = isinstance(found, tuple) and len(found) == 2 and isinstance(found[0], str) and type(found[1]) is int
        if not ok:
            raise ConfigurationError(f"{owner}: address_map({host!r}, {port}) gave {found!r}, expected (host, port)")
        return found[0], found[1]

    return called


def _address(text: Any, owner: str) -> Address:
    host, _, port = text.rpartition(":") if isinstance(text, str) else ("", "", "")
    if not host or not port.isdigit():
        raise ConfigurationError(f'{owner}: address_map: {text!r} is not accepted: expected "host:port"')
    return host.strip("[]"), int(port)
