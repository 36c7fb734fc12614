"""Too many clients, and clients that take nothing: the broker, in a process of its own, keeps its memory and its good clients."""

from __future__ import annotations

import resource
import select
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import barnabas
from barnabas.protocol.frames import request_chunks
from barnabas.protocol.messages.api_versions import ApiVersionsRequest
from barnabas.protocol.messages.metadata import MetadataRequest
from tests.embedded.own_process import OwnProcess, own_process
from tests.embedded.raw import Raw, fetch
from tests.harness.waiting import until

MANY = 1000
FILES = 2500  # that many connections, from here and there
WAIT = 30.0
SMALL = 4096
ASK = b"".join(request_chunks(ApiVersionsRequest(), 0, 1, "hostile"))


@pytest.fixture(scope="module", autouse=True)
def files() -> Iterator[None]:
    """Enough open files for this process and those that it starts, as far as the machine lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[OwnProcess]:
    with own_process(tmp_path) as running:
        works(running, 0)
        yield running


def works(served: OwnProcess, number: int) -> None:
    """A good client writes and reads."""
    topic = f"good-{number}"
    with barnabas.Client(served.bootstrap) as client, client.producer() as producer:
        producer.send(topic, b"x").result(WAIT)
        with client.consumer(auto_offset_reset="earliest") as consumer:
            consumer.assign([barnabas.TopicPartition(topic, 0)])
            assert list(consumer.poll(WAIT).values()) == [b"x"]


def connect(served: OwnProcess, stack: ExitStack, buffer: int | None = None) -> socket.socket:
    host, _, port = served.bootstrap.rpartition(":")
    sock = stack.enter_context(socket.socket())
    if buffer is not None:  # what the system would hold for a client that does not read
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
    sock.settimeout(WAIT)
    sock.connect((host, int(port)))
    return sock


def answer(sock: socket.socket) -> bytes:
    """The next frame."""
    data = b""
    while len(data) < 4 or len(data) < 4 + struct.unpack_from(">i", data)[0]:
        more = sock.recv(4 - len(data) if len(data) < 4 else 4 + struct.unpack_from(">i", data)[0] - len(data))
        assert more, "closed by the broker"
        data += more
    return data[4:]


def pour(socks: list[socket.socket], data: bytes, most: int) -> int:
    """Sends `data` again and again until the broker takes no more of it for a second, or it was `most` bytes; how many."""
    sent = dict.fromkeys(socks, 0)
    view = memoryview(data)
    for sock in socks:
        sock.setblocking(False)
    while (total := sum(sent.values())) < most and (writable := select.select([], socks, [], 1.0)[1]):
        for sock in writable:
            sent[sock] += sock.send(view[sent[sock] % len(data) :])
    return total


def test_a_thousand_connections_at_once(served: OwnProcess) -> None:
    before = served.mib()
    with ExitStack() as stack:
        all_of_them = [connect(served, stack) for _ in range(MANY)]
        for sock in all_of_them:
            sock.sendall(ASK)
        assert {answer(sock)[4:6] for sock in all_of_them} == {b"\0\0"}
        works(served, 1)
        assert served.mib() - before < 160  # 64 KiB each to read into, and what asyncio needs
    works(served, 2)


def test_frames_that_are_begun_and_never_ended(served: OwnProcess) -> None:
    before = served.mib()
    with ExitStack() as stack:
        for _ in range(200):
            connect(served, stack).sendall(struct.pack(">i", 100_000_000) + b"\0\3\0\1" + b"x" * 1000)
        works(served, 1)
        assert served.mib() - before < 64
    works(served, 2)


def test_clients_that_do_not_read_their_answers(served: OwnProcess) -> None:
    with barnabas.Client(served.bootstrap) as client:
        client.admin.create_topics([barnabas.NewTopic("large", partitions=1)], raise_on_error=True)
        with client.producer() as producer:
            for _ in range(40):
                producer.send("large", b"x" * 500_000)
    before = served.mib()
    asked = fetch("large", max_bytes=50_000_000)
    asked.topics[0].partitions[0].partition_max_bytes = 50_000_000
    data = b"".join(request_chunks(asked, 11, 1, "hostile"))
    with ExitStack() as stack:
        most = 50_000_000
        assert pour([connect(served, stack, SMALL) for _ in range(10)], data, most) < most
        works(served, 1)
        assert served.mib() - before < 128  # 10 connections, 20 MB of each answer
    works(served, 2)


def test_a_pipelined_flood_that_nobody_reads(served: OwnProcess) -> None:
    data = b"".join(request_chunks(MetadataRequest(topics=[]), 4, 1, "hostile")) * 1000
    before = served.mib()
    with ExitStack() as stack:
        most = 100_000_000
        assert pour([connect(served, stack, SMALL) for _ in range(2)], data, most) < most
        works(served, 1)
        assert served.mib() - before < 32
    works(served, 2)


def test_a_pipelined_flood_is_answered_in_order(served: OwnProcess) -> None:
    count = 6_000
    with ExitStack() as stack:
        sock = connect(served, stack)
        sock.setblocking(False)
        flood = b"".join(
            chunk for n in range(count) for chunk in request_chunks(MetadataRequest(topics=[]), 4, n, "flood")
        )
        view, got, at, seen = memoryview(flood), b"", 0, 0
        while seen < count:
            readable, writable, _ = select.select([sock], [sock] if at < len(flood) else [], [], WAIT)
            assert readable or writable, f"{seen} answers, then nothing"
            if writable:
                at += sock.send(view[at : at + 100_000])
            if readable:
                got += sock.recv(1 << 20)
                begin = 0
                while len(got) - begin >= 8 and len(got) - begin >= 4 + (size := _size(got, begin)):
                    assert _size(got, begin + 4) == seen
                    seen, begin = seen + 1, begin + 4 + size
                got = got[begin:]
        works(served, 1)


def _size(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def test_slow_senders_keep_nobody_waiting(served: OwnProcess) -> None:
    with ExitStack() as stack:
        slow = [connect(served, stack) for _ in range(100)]
        for byte in ASK:
            for sock in slow:
                sock.sendall(bytes([byte]))
        assert {answer(sock)[4:6] for sock in slow} == {b"\0\0"}
        for sock in slow:
            sock.sendall(ASK[:7])
        works(served, 1)
        with Raw(served.bootstrap) as raw:
            assert raw.ask(ApiVersionsRequest(), 0).error_code == 0


def test_more_connections_than_files_are_waited_for(tmp_path: Path) -> None:
    with own_process(tmp_path, files=64) as served:
        with ExitStack() as stack:
            for sock in [connect(served, stack) for _ in range(40)]:
                sock.sendall(ASK)
                assert answer(sock)[4:6] == b"\0\0"
            waiting = [connect(served, stack) for _ in range(100)]  # by the system; the broker cannot take them all
            for sock in waiting:
                sock.sendall(ASK)
            until(lambda: "Too many open files" in served.complaints(), "no file is left", WAIT)
        works(served, 1)
        assert served.complaints().count("Too many open files") < 500
