"""Ways around: real proxies in front of a broker, with credentials, refused, cut; maps of addresses; connectors."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import pytest

import barnabas
from barnabas.broker import Broker
from tests.harness.broker import free_port
from tests.harness.secured import PASSWORD, USER, SecuredBroker
from tests.harness.waiting import until
from tests.security.roundtrip import round_trip
from tests.security.test_sasl_broker import login

WAIT = 30.0
LOGIN = "user:p%40ss"  # the password has an @


# It expects a loop to be there, as old Pythons had it.
_PPROXY = """\
import asyncio, sys
sys.modules["uvloop"] = None
asyncio.set_event_loop(asyncio.new_event_loop())
from pproxy.server import main
main(sys.argv[1:])
"""


def listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


class Proxies(NamedTuple):
    """Where they listen, by scheme: those who let everybody through, and those who ask who it is."""

    open: dict[str, str]
    guarded: dict[str, str]


@pytest.fixture(scope="module")
def proxies() -> Iterator[Proxies]:
    """Proxies from PyPI, one process for all."""
    found = Proxies({}, {})
    # Else who was let in once is not asked again for a month, from whatever connection it comes.
    command = [sys.executable, "-c", _PPROXY, "--auth=-1"]
    for addresses, credentials in ((found.open, ""), (found.guarded, "#user:p@ss")):
        for scheme in ("http", "socks5"):
            address = addresses[scheme] = f"127.0.0.1:{free_port()}"
            command += ["-l", f"{scheme}://{address}{credentials}"]
        addresses["socks5h"] = addresses["socks5"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for address in {*found.open.values(), *found.guarded.values()}:
            until(lambda address=address: listens(address), f"a proxy listens at {address}")
        yield found
    finally:
        process.terminate()
        process.wait(WAIT)


@pytest.fixture(scope="module")
def plain() -> Iterator[str]:
    """Where a broker without security listens."""
    with Broker() as broker:
        yield broker.bootstrap_servers


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
@pytest.mark.parametrize("credentials", ["", f"{LOGIN}@"])
def test_a_real_proxy(plain: str, proxies: Proxies, scheme: str, credentials: str) -> None:
    proxy = (proxies.guarded if credentials else proxies.open)[scheme]
    round_trip(plain, proxy=f"{scheme}://{credentials}{proxy}")


@pytest.mark.parametrize("scheme", ["http", "socks5h"])
def test_tls_and_sasl_through_a_proxy_on_kafka(secured: SecuredBroker, proxies: Proxies, scheme: str) -> None:
    round_trip(
        secured.address["SASLTLS"],
        proxy=f"{scheme}://{proxies.open[scheme]}",
        **{**login("SCRAM-SHA-256"), **secured.tls(security_protocol="SASL_SSL")},
    )


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize("credentials", ["", "user:hunter2-wrong@"])
def test_wrong_credentials_are_told_at_once(plain: str, proxies: Proxies, scheme: str, credentials: str) -> None:
    proxy = proxies.guarded[scheme]
    with (
        barnabas.Client(plain, proxy=f"{scheme}://{credentials}{proxy}") as client,
        pytest.raises((barnabas.ProxyError, barnabas.NoBrokerAvailableError)) as caught,
    ):
        client.admin.list_topics(timeout=3)
    assert f"through {scheme}://{proxy}" in str(caught.value)
    assert "hunter2" not in str(caught.value)


class Front:
    """A proxy by script: answers CONNECT as told, then pumps; TLS if it is given a context."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 OK\r\n\r\n", context: Any = None) -> None:
        self.answer = answer
        self.context = context
        self.asked: list[str] = []
        self.tasks: set[asyncio.Task[Any]] = set()
        self.writers: list[asyncio.StreamWriter] = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        self.writers.append(writer)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.asked.append(head)
            writer.write(self.answer)
            if b" 200 " in self.answer:
                host, _, port = head.split(" ")[1].rpartition(":")
                there = await asyncio.open_connection(host, int(port))
                self.writers.append(there[1])
                await asyncio.gather(self.pump(reader, there[1]), self.pump(there[0], writer))
        writer.close()

    async def pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        sink.close()

    def cut(self) -> None:
        def all_of_them() -> None:
            for writer in self.writers:
                writer.transport.abort()

        self.loop.call_soon_threadsafe(all_of_them)

    def __enter__(self) -> Front:
        self.thread.start()
        made = asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=self.context)
        self.server = asyncio.run_coroutine_threadsafe(made, self.loop).result(WAIT)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        async def end() -> None:
            self.server.close()
            for writer in self.writers:
                writer.transport.abort()
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
            for writer in self.writers:
                with suppress(Exception):
                    await writer.wait_closed()

        asyncio.run_coroutine_threadsafe(end(), self.loop).result(WAIT)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(WAIT)
        self.loop.close()


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "gave no tunnel to 127.0.0.1:.*it says 403 Forbidden"),
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nabc", "it says 502 Bad Gateway"),
        (b"SSH-2.0-OpenSSH\r\n", "does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\n\r\nsurprise", "something of its own"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000, "has no end within 16384 bytes"),
        (b"", "closed the connection before it gave a tunnel|no answer within"),
    ],
)
def test_a_proxy_that_gives_no_tunnel(answer: bytes, text: str) -> None:
    import re

    with (
        Front(answer) as front,
        barnabas.Client(
            "127.0.0.1:9", proxy=f"http://127.0.0.1:{front.port}", socket_connection_setup_timeout_ms=500
        ) as client,
        pytest.raises(barnabas.NoBrokerAvailableError) as caught,
    ):
        client.admin.list_topics(timeout=1)
    assert re.search(text, str(caught.value)), str(caught.value)
    assert f"through http://127.0.0.1:{front.port}" in str(caught.value)


def test_a_proxy_that_is_not_there() -> None:
    with (
        barnabas.Client("127.0.0.1:9", proxy=f"http://127.0.0.1:{free_port()}") as client,
        pytest.raises(barnabas.NoBrokerAvailableError, match=r"cannot connect through http://.*Connection refused"),
    ):
        client.admin.list_topics(timeout=1)


def test_a_tunnel_that_is_cut_in_the_middle() -> None:
    with (
        Broker() as broker,
        Front() as front,
        barnabas.Client(broker.bootstrap_servers, proxy=f"http://127.0.0.1:{front.port}") as client,
    ):
        client.admin.create_topics([barnabas.NewTopic("cut", partitions=1, replication_factor=1)])
        with client.producer(linger_ms=0) as producer:
            for turn in range(5):
                sent = [producer.send("cut", b"%d" % turn) for _ in range(20)]
                front.cut()
                for delivery in sent:
                    delivery.result(WAIT)
        assert len(front.asked) > 5


def test_tls_to_the_proxy_and_tls_to_the_broker() -> None:
    from barnabas.broker.server.tls import Tls

    outer = Tls()
    with (
        Broker(security_protocol="SASL_SSL", users={USER: PASSWORD}) as broker,
        Front(context=outer.server_context) as front,
    ):
        assert broker.tls is not None
        options = login("SCRAM-SHA-256", security_protocol="SASL_SSL", ssl_cafile=broker.tls.ca_path)
        proxy = f"https://127.0.0.1:{front.port}"
        round_trip(broker.bootstrap_servers, proxy=proxy, proxy_ssl_context=outer.client_context(), **options)
        with (
            barnabas.Client(broker.bootstrap_servers, proxy=proxy, **options) as client,
            pytest.raises(barnabas.TlsError, match="the proxy's certificate is not from an authority"),
        ):
            client.admin.list_topics()


def test_names_are_resolved_at_the_proxy() -> None:
    """The client could not resolve them."""
    with Broker() as broker, Front() as front:
        port = broker.bootstrap_servers.rpartition(":")[2]
        with (
            barnabas.Client(
                f"no-such-host.invalid:{port}",
                proxy=f"http://127.0.0.1:{front.port}",
                default_api_timeout_ms=1000,
                socket_connection_setup_timeout_ms=500,
            ) as client,
            pytest.raises(barnabas.NoBrokerAvailableError),
        ):
            client.admin.list_topics()
        assert front.asked[0].startswith(f"CONNECT no-such-host.invalid:{port} HTTP/1.1\r\n")


def test_who_is_connected_to_straight() -> None:
    with Broker() as broker, Front() as front:
        round_trip(broker.bootstrap_servers, proxy=f"http://127.0.0.1:{front.port}", no_proxy="10.0.0.0/8, 127.0.0.0/8")
        assert not front.asked


def test_advertised_addresses_are_mapped() -> None:
    """As through a tunnel: nobody listens where the broker says that it is."""
    with Broker() as broker, Front() as front:
        true = broker.bootstrap_servers
        round_trip("broker.internal:9092", address_map={"broker.internal:9092": true})
        host, _, port = true.rpartition(":")
        seen: list[tuple[str, int]] = []

        def everywhere(name: str, number: int) -> tuple[str, int]:
            seen.append((name, number))
            return host, int(port)

        round_trip("other.internal:1", address_map=everywhere, proxy=f"http://127.0.0.1:{front.port}")
        assert ("other.internal", 1) in seen
        assert front.asked[0].startswith(f"CONNECT {true} ")


def test_certificates_are_checked_for_the_advertised_name() -> None:
    with Broker(security_protocol="SSL") as broker:
        assert broker.tls is not None
        options: dict[str, Any] = {"security_protocol": "SSL", "ssl_cafile": broker.tls.ca_path}
        host, _, port = broker.bootstrap_servers.rpartition(":")
        with (
            barnabas.Client("kafka.internal:9093", address_map=lambda *_: (host, int(port)), **options) as client,
            pytest.raises(barnabas.TlsError, match=r"not for the name 'kafka\.internal'"),
        ):
            client.admin.list_topics()


def by_hand(host: str, port: int) -> socket.socket:
    return socket.create_connection((host, port))


async def awaited(host: str, port: int) -> socket.socket:
    sock = socket.socket()
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, (host, port))
    return sock


@pytest.mark.parametrize("connector", [by_hand, awaited])
def test_a_connector_of_the_users(connector: Callable[..., Any]) -> None:
    with Broker(security_protocol="SSL") as broker:
        assert broker.tls is not None
        round_trip(
            broker.bootstrap_servers, connector=connector, security_protocol="SSL", ssl_cafile=broker.tls.ca_path
        )


def test_a_connector_that_fails() -> None:
    def raises(host: str, port: int) -> socket.socket:
        raise ValueError("no way")

    cases: list[tuple[Any, str]] = [(raises, "ValueError: no way"), (lambda h, p: "x", "gave str, expected a plain")]
    for connector, text in cases:
        with (
            barnabas.Client("b:1", connector=connector) as client,
            pytest.raises(barnabas.NoBrokerAvailableError, match=text),
        ):
            client.admin.list_topics(timeout=1)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"proxy": "ftp://x"}, "proxy is not accepted: expected a URL"),
        ({"proxy": "http://user:hunter2@:80"}, "proxy is not accepted"),
        ({"proxy": "http://x:99999"}, "proxy is not accepted"),
        ({"proxy": f"socks5://{'u' * 256}@x"}, "longer than the 255 bytes"),
        ({"proxy": 5}, "proxy=a secret int is not accepted"),
        ({"address_map": {"a": "b:1"}}, "address_map: 'a' is not accepted"),
        ({"address_map": 5}, "address_map=5 is not accepted"),
        ({"no_proxy": 5}, "no_proxy=5 is not accepted"),
    ],
)
def test_what_is_wrong_is_told_at_once(options: dict[str, Any], text: str) -> None:
    with pytest.raises(barnabas.ConfigurationError, match=text) as caught:
        barnabas.Client("localhost", **options)
    assert "hunter2" not in str(caught.value)


def test_ipv6() -> None:
    if not socket.has_ipv6:
        pytest.fail("this machine has no IPv6 on loopback, and the test needs it")
    with Broker(host="::1") as broker, Front() as front:
        round_trip(broker.bootstrap_servers)
        round_trip(broker.bootstrap_servers, proxy=f"http://127.0.0.1:{front.port}", no_proxy=["::1"])
        assert not front.asked
