"""Clients that send what no client should: the broker answers or closes, and stays up for the good ones."""

from __future__ import annotations

import logging
import random
import socket
import struct
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barnabas.broker import Broker
from barnabas.clock import ManualClock
from barnabas.protocol.frames import request_chunks
from barnabas.protocol.messages.api_versions import ApiVersionsRequest
from tests.embedded.raw import Raw, fetch
from tests.harness.properties import examples
from tests.unit.broker.test_broker_refusals import ALL, asked

DEADLINE = 20.0
MONTH = 2**31 / 1000  # seconds: no wait that a request can ask for is longer
HUGE = b"\x7f\xff\xff\xff"
HUGE_VARINT = b"\xff\xff\xff\xff\x07"
HEAD = struct.Struct(">hhih")  # key, version, correlation id, length of the client's id: none here
ERRORS = logging.getLogger("barnabas.broker"), logging.getLogger("asyncio")


class Complaints(logging.Handler):
    """What was logged as an error: nobody should be able to make the broker do it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(self.format(record))

    def take(self) -> list[str]:
        """What there is, once."""
        taken, self.seen = self.seen, []
        return taken


@pytest.fixture(autouse=True, scope="module")
def complaints() -> Iterator[Complaints]:
    handler = Complaints()
    for logger in ERRORS:
        logger.addHandler(handler)
    yield handler
    for logger in ERRORS:
        logger.removeHandler(handler)
    assert handler.take() == []


@pytest.fixture(scope="module")
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(scope="module")
def broker(clock: ManualClock) -> Iterator[Broker]:
    with Broker(nodes=2, clock=clock, configs={"connections.max.idle.ms": -1}) as broker:
        yield broker


def connect(broker: Broker) -> socket.socket:
    host, _, port = broker.bootstrap_servers.split(",")[0].rpartition(":")
    return socket.create_connection((host, int(port)), timeout=DEADLINE)


def lives(broker: Broker) -> None:
    with Raw(broker.bootstrap_servers) as raw:
        assert raw.ask(ApiVersionsRequest(), 0).error_code == 0


def frame(payload: bytes) -> bytes:
    return struct.pack(">i", len(payload)) + payload


def head(key: int, version: int) -> bytes:
    return HEAD.pack(key, version, 1, -1)


def closes(sock: socket.socket) -> bool:
    """Whether the broker closes without a word; it is waited for."""
    try:
        return sock.recv(1) == b""
    except ConnectionError:
        return True


MALFORMED = {
    "size -1": struct.pack(">i", -1),
    "the least size": struct.pack(">i", -(2**31)),
    "the largest size": struct.pack(">i", 2**31 - 1) + b"x" * 100,
    "more than a broker takes": struct.pack(">i", 104_857_601),
    "an empty frame": frame(b""),
    "half a head": frame(b"\0\3\0\1\0\0"),
    "no client id": frame(head(3, 1)[:8]),
    "a client id that is not there": frame(head(3, 1)[:8] + b"\x7f\xff"),
    "a client id of length -2": frame(head(3, 1)[:8] + b"\xff\xfe"),
    "a client id that is no text": frame(head(3, 1)[:8] + b"\0\2\xff\xfe\0\0\0\0"),
    "key 1234": frame(head(1234, 0)),
    "key -1": frame(head(-1, 0)),
    "version 99": frame(head(0, 99)),
    "version -1": frame(head(3, -1)),
    "a version older than served": frame(head(0, 0)),
    "LeaderAndIsr, which no client sends": frame(head(4, 0)),
    "no body": frame(head(3, 1)),
    "2^31-1 topics": frame(head(3, 1) + HUGE),
    "-2 topics": frame(head(3, 1) + b"\xff\xff\xff\xfe"),
    "2^31-1 topics, compact": frame(head(3, 12) + b"\0" + HUGE_VARINT + b"\0" * 40),
    "a varint without end": frame(head(3, 12) + b"\0" + b"\xff" * 20),
    "2^31-1 tagged fields": frame(head(3, 12) + HUGE_VARINT + b"\0" * 40),
    "2^31-1 topics of Fetch": frame(head(1, 4) + struct.pack(">iiiib", -1, 0, 0, 1 << 20, 0) + HUGE),
    "2^31-1 bytes of records": frame(
        head(0, 3) + struct.pack(">hhiih1sii", -1, 1, 1000, 1, 1, b"t", 1, 0) + HUGE + b"\0" * 60
    ),
    "2^31-1 protocols of JoinGroup": frame(head(11, 0) + b"\0\1g" + b"\0\0\x75\x30" + b"\0\0" + b"\0\0" + HUGE),
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_frames_close_the_connection(broker: Broker, data: bytes) -> None:
    with closing(connect(broker)) as sock:
        sock.sendall(data)
        assert closes(sock)
    lives(broker)


def test_api_versions_of_an_unknown_version_is_answered(broker: Broker) -> None:
    with Raw(broker.bootstrap_servers) as raw:
        raw._socket.sendall(frame(head(18, 99)))
        answer = raw.receive(ApiVersionsRequest, 0)
        assert answer.error_code == 35  # UNSUPPORTED_VERSION, with the versions there are
        assert [one.api_key for one in answer.api_keys] == [18]


def test_random_bytes(broker: Broker) -> None:
    dice = random.Random(4)
    for _ in range(300):
        with closing(connect(broker)) as sock, suppress(ConnectionError):
            sock.sendall(dice.randbytes(dice.randrange(1, 3000)))
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(1 << 16):
                pass
    lives(broker)


def test_a_byte_at_a_time_is_answered(broker: Broker) -> None:
    with Raw(broker.bootstrap_servers) as raw:
        raw._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = ApiVersionsRequest(client_software_name="slow", client_software_version="1")
        for version in (0, 3):
            for byte in b"".join(request_chunks(request, version, 1, "slow")):
                raw._socket.sendall(bytes([byte]))
            assert raw.receive(ApiVersionsRequest, version).error_code == 0
            lives(broker)


def test_a_large_frame_in_small_pieces_is_read_whole(broker: Broker) -> None:
    request = fetch("t", *range(12_000))
    data = memoryview(b"".join(request_chunks(request, 4, 7, "slow")))
    assert len(data) > 150_000
    with Raw(broker.bootstrap_servers) as raw:
        for at in range(0, len(data), 9_999):
            raw._socket.sendall(data[at : at + 9_999])
        assert len(raw.receive(type(request), 4).responses[0].partitions) == 12_000


@pytest.mark.parametrize("sent", ["nothing", "half a frame", "a frame", "a long poll"])
def test_half_closed_sockets_are_closed(broker: Broker, clock: ManualClock, sent: str) -> None:
    whole = b"".join(request_chunks(ApiVersionsRequest(), 0, 1, "half"))
    with Raw(broker.bootstrap_servers) as raw:
        raw.topic_id("there-is-one")
    poll = b"".join(request_chunks(fetch("there-is-one", max_wait_ms=30_000, min_bytes=1), 4, 1, "half"))
    with closing(connect(broker)) as sock:
        sock.sendall({"nothing": b"", "half a frame": whole[:9], "a frame": whole, "a long poll": poll}[sent])
        sock.shutdown(socket.SHUT_WR)
        if sent == "a long poll":
            broker.wait_for_requests("Fetch", client_id="half", timeout=DEADLINE)
            clock.advance(60)
        answers = b""
        while data := sock.recv(1 << 16):
            answers += data
    assert bool(answers) == (sent in ("a frame", "a long poll"))
    lives(broker)


# --- what is almost right -------------------------------------------------------------------------------------------

spoilt = st.one_of(
    st.tuples(st.just("flip"), st.lists(st.tuples(st.integers(0, 400), st.integers(1, 255)), min_size=1, max_size=4)),
    st.tuples(st.just("cut"), st.integers(0, 400)),
    st.tuples(st.just("more"), st.binary(min_size=1, max_size=20)),
    st.tuples(st.just("huge"), st.integers(8, 400)),
    st.tuples(st.just("whole"), st.none()),
)
REQUESTS = [tuple(param.values) for param in ALL]


def spoil(data: bytes, how: tuple[str, object]) -> bytes:
    kind, what = how
    out = bytearray(data)
    match kind, what:
        case "flip", list(places):
            for at, mask in places:
                out[at % len(out)] ^= mask
        case "cut", int(at):
            del out[at % len(out) :]
        case "more", bytes(tail):
            out += tail
        case "huge", int(at):
            out[at % len(out) : at % len(out) + 4] = HUGE
    return bytes(out)


@settings(
    max_examples=examples(600),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(which=st.sampled_from(REQUESTS), how=spoilt)
def test_spoilt_requests_are_answered_or_refused(
    broker: Broker, clock: ManualClock, complaints: Complaints, which: tuple[int, int], how: tuple[str, object]
) -> None:
    key, version = which
    whole = b"".join(request_chunks(asked(key, version), version, 1, "spoilt"))
    follows = b"".join(request_chunks(ApiVersionsRequest(), 0, 2, "follows"))
    with closing(connect(broker)) as sock, suppress(ConnectionError):
        sock.sendall(frame(spoil(whole[4:], how)) + follows)
        sock.settimeout(1.0)
        try:
            answered(sock)
        except TimeoutError:  # it may have asked to wait
            clock.advance(MONTH)
            sock.settimeout(DEADLINE)
            answered(sock)
    assert complaints.take() == []
    lives(broker)


def answered(sock: socket.socket) -> None:
    """Returns when the connection is closed, or the request behind the spoilt one has its answer."""
    seen = b""
    while not seen.endswith(b"\0\0\0\2") and b"\0\0\0\2\0\0\0\0" not in seen:
        data = sock.recv(1 << 16)
        if not data:
            return
        seen += data
