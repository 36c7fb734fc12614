"""The machines of proxies: byte by byte, and garbage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnabas.engine.proxy.http_connect import HttpConnect
from barnabas.engine.proxy.route import Routes, parse
from barnabas.engine.proxy.socks5 import Socks5
from barnabas.errors import KafkaError, NetworkError, ProxyError
from barnabas.secret import Secret


def fed(machine: HttpConnect | Socks5, data: bytes) -> bytes:
    """What it sends when it gets data byte by byte."""
    return b"".join(machine.received(data[i : i + 1]) for i in range(len(data)))


def test_socks5_with_a_login() -> None:
    machine = Socks5("10.1.2.3", 9092, "me", Secret("pw"))
    assert machine.start() == b"\x05\x02\x00\x02"
    assert fed(machine, b"\x05\x02") == b"\x01\x02me\x02pw"
    assert fed(machine, b"\x01\x00") == b"\x05\x01\x00\x01\x0a\x01\x02\x03\x23\x84"
    assert fed(machine, b"\x05\x00\x00\x04" + bytes(18)) == b""
    assert machine.done


def test_socks5_with_ipv6_and_a_named_answer() -> None:
    machine = Socks5("::1", 1, None, None)
    machine.start()
    assert fed(machine, b"\x05\x00") == b"\x05\x01\x00\x04" + bytes(15) + b"\x01\x00\x01"
    fed(machine, b"\x05\x00\x00\x03\x02ab\x00\x00")
    assert machine.done


@pytest.mark.parametrize(
    ("answers", "kind", "text"),
    [
        (b"\x04\x00", NetworkError, "does not speak SOCKS5"),
        (b"HT", NetworkError, "does not speak SOCKS5"),
        (b"\x05\xff", ProxyError, "was not offered"),
        (b"\x05\x00\x05\x05\x00\x01\x00", NetworkError, "connection refused"),
        (b"\x05\x00\x05\x02\x00\x01\x00", NetworkError, "not allowed by its rules"),
        (b"\x05\x00\x05\x63\x00\x01\x00", NetworkError, "error 99"),
        (b"\x05\x00\x05\x00\x00\x09\x00", NetworkError, "unknown kind of address"),
    ],
)
def test_socks5_refused(answers: bytes, kind: type[KafkaError], text: str) -> None:
    machine = Socks5("broker", 9092, None, None)
    machine.start()
    with pytest.raises(kind, match=text):
        fed(machine, answers)


@pytest.mark.parametrize("host", ["é" * 300, "é..b", "x" * 256])
def test_hosts_that_a_proxy_cannot_be_asked_for(host: str) -> None:
    machine = Socks5(host, 9092, None, None)
    machine.start()
    with pytest.raises(NetworkError, match="the proxy cannot be asked for"):
        machine.received(b"\x05\x00")
    if not host.isascii():
        with pytest.raises(NetworkError, match="the proxy cannot be asked for"):
            HttpConnect(host, 9092, None, None)


def test_a_name_of_other_letters_goes_as_dns_has_it() -> None:
    assert b"CONNECT xn--bcher-kva.example:9092 " in bytes(HttpConnect("bücher.example", 9092, None, None).start())


@given(st.booleans(), st.lists(st.binary(max_size=64), max_size=8))
def test_garbage(http: bool, pieces: list[bytes]) -> None:
    machine = (HttpConnect if http else Socks5)("broker", 9092, "me", Secret("hunter2"))
    assert b"hunter2".decode() not in repr(machine.start())
    try:
        for piece in pieces:
            if machine.done:
                return
            machine.received(piece)
    except NetworkError as error:
        assert "hunter2" not in str(error)
    except ProxyError:
        return


def test_routes() -> None:
    url = Secret("socks5h://u:p%3A@proxy.test")
    routes = Routes(url, ["localhost", ".internal.test", "10.0.0.0/8", "::1"], {"a:1": "[::2]:3"})
    proxied = routes.to("broker.example.org", 9092).proxy
    assert proxied is not None
    assert (proxied.label, proxied.resolves) == ("socks5h://proxy.test:1080", True)
    assert proxied.password == Secret("p:")
    for straight in ("localhost", "b.internal.test", "internal.test", "10.2.3.4", "::1"):
        assert routes.to(straight, 1).proxy is None
    for around in ("notinternal.test", "11.0.0.1", "::2"):
        assert routes.to(around, 1).proxy is not None
    assert routes.to("a", 1)[:2] == ("::2", 3)
    assert Routes(url, ["*"], None).to("anything", 1).proxy is None
    assert not parse("socks5://[::1]:5", "Client").resolves
    assert parse("http://[::1]:5", "Client").label == "http://[::1]:5"


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        ([b"\x04\x00"], "does not speak SOCKS5"),
        ([b"\x05\x02", b"\x01\x01"], "refused the user name or password"),
        ([b"\x05\x00", b"\x04\x00\x00\x01" + bytes(6)], "does not speak SOCKS5"),
        ([b"\x05\x00", b"\x05\x00\x00\x01" + bytes(6) + b"hello"], "sent something of its own into the tunnel"),
    ],
)
def test_a_socks5_proxy_that_answers_otherwise(answers: list[bytes], text: str) -> None:
    machine = Socks5("broker", 9092, "alice", Secret("alice-secret"))
    machine.start()
    with pytest.raises(KafkaError, match=text):
        for answer in answers:
            machine.received(answer)
    assert not machine.done
