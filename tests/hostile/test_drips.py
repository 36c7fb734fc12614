"""Answers that come byte by byte, for longer than anybody waits; and those that never end."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest

import barnabas
from barnabas.protocol.frames import decode_request, response_chunks
from barnabas.protocol.messages.metadata import MetadataRequest, MetadataResponse
from tests.fuzz.hostile import everything
from tests.harness import memory
from tests.hostile.test_peers import server

WAIT = 30.0
Serve = Callable[[socket.socket], None]


def drip(peer: socket.socket, data: bytes) -> None:
    """A byte now and then, until the other side has had enough."""
    peer.settimeout(0.02)
    for byte in data:
        peer.sendall(bytes([byte]))
        try:
            if not peer.recv(1 << 16):
                return
        except TimeoutError:
            pass
    peer.settimeout(WAIT)
    while peer.recv(1 << 16):
        pass


def after_versions(then: Callable[[socket.socket, int, int], None]) -> Serve:
    """A broker that negotiates as it should; what it does with the next request is `then`'s, given version and id."""

    def serve(peer: socket.socket) -> None:
        with peer.makefile("rb") as stream:
            for turn in range(2):
                size = stream.read(4)
                if len(size) < 4:
                    return
                header, _ = decode_request(stream.read(int.from_bytes(size, "big")))
                version, number = header.request_api_version, header.correlation_id
                if turn == 0:
                    peer.sendall(b"".join(response_chunks(everything(), version, number)))
            then(peer, version, number)

    return serve


def options(**more: object) -> dict[str, object]:
    return {"request_timeout_ms": 300, "reconnect_backoff_ms": 5, **more}


def ask(client: barnabas.Client) -> None:
    """One attempt."""
    engine = client._engine

    async def once() -> None:
        (node,) = engine.bootstrap_nodes()
        await engine.send(node.id, MetadataRequest(), timeout=engine.request_timeout)

    engine.run(once)


@pytest.mark.parametrize("size", [1000, 20_000_000])
def test_an_answer_in_drops_ends_with_the_requests_timeout(size: int) -> None:
    """Bytes that come are no sign of life: the time for the answer is not begun again with each."""

    def then(peer: socket.socket, version: int, number: int) -> None:
        drip(peer, size.to_bytes(4, "big") + number.to_bytes(4, "big") + bytes(500))

    with server(after_versions(then)) as address, barnabas.Client(address, **options()) as client:  # type: ignore[arg-type]
        with pytest.raises(barnabas.NetworkError, match=r"no answer to Metadata within 0\.3 s") as caught:
            ask(client)
        assert address in str(caught.value)


@pytest.mark.parametrize("security", ["PLAINTEXT", "SSL"])
def test_a_set_up_in_drops_ends_with_its_timeout(security: str) -> None:
    """Versions that come byte by byte, and TLS's first answer (a whole record is never there)."""
    start = b"\x16\x03\x03\x40\x00" if security == "SSL" else (20_000).to_bytes(4, "big")

    def serve(peer: socket.socket) -> None:
        peer.recv(1 << 16)
        drip(peer, start + bytes(500))

    with (
        server(serve) as address,
        barnabas.Client(
            address, **options(security_protocol=security, socket_connection_setup_timeout_ms=300)
        ) as client,  # type: ignore[arg-type]
        pytest.raises(barnabas.NoBrokerAvailableError, match=r"no answer within 0\.\d+ s") as caught,
    ):
        client.admin.list_topics(timeout=0.8)
    assert address in str(caught.value)


def test_answers_without_end_are_cut_off() -> None:
    """Nobody has asked for the second one."""
    cut = threading.Event()

    def then(peer: socket.socket, version: int, number: int) -> None:
        good = b"".join(response_chunks(MetadataResponse(), version, number))
        try:
            while True:
                peer.sendall(good)
        except OSError:
            cut.set()
            raise

    with server(after_versions(then)) as address, barnabas.Client(address, **options()) as client:  # type: ignore[arg-type]
        client.admin.list_topics(timeout=WAIT)
        assert cut.wait(WAIT)


def test_a_huge_answer_that_does_not_come_takes_no_memory() -> None:
    """The largest that is allowed: room is only taken as the bytes come, and given back when the time is over."""
    most = 200 << 20
    came = threading.Semaphore(0)

    def then(peer: socket.socket, version: int, number: int) -> None:
        peer.sendall((most - 4).to_bytes(4, "big") + number.to_bytes(4, "big") + bytes(100_000))
        came.release()
        while peer.recv(1 << 16):
            pass

    with (
        server(after_versions(then)) as address,
        barnabas.Client(address, max_response_bytes=most, **options()) as client,  # type: ignore[arg-type]
    ):
        memory.start_over()
        before = memory.resident()
        with pytest.raises(barnabas.NetworkError, match="no answer to Metadata"):
            ask(client)
        assert came.acquire(timeout=WAIT)
        assert memory.resident("VmHWM") - before < 20 << 20


def test_a_size_beyond_the_limit_is_told_at_once() -> None:
    def then(peer: socket.socket, version: int, number: int) -> None:
        peer.sendall(((1 << 20) + 1).to_bytes(4, "big") + number.to_bytes(4, "big") + bytes(1 << 20))
        while peer.recv(1 << 16):
            pass

    with server(after_versions(then)) as address, barnabas.Client(address, max_response_bytes=1 << 20) as client:
        with pytest.raises(barnabas.ProtocolError, match="frame size of 1048577, allowed are 4 to 1048576") as caught:
            ask(client)
        assert address in str(caught.value)
