"""Subscriptions and assignments: as Java writes and reads them, and what a reader does with odd ones."""

from __future__ import annotations

import pytest

from barnabas.errors import ProtocolError
from barnabas.protocol.consumer_protocol import (
    Subscription,
    decode_assignment,
    decode_subscription,
    encode_assignment,
    encode_subscription,
)
from barnabas.types import TopicPartition
from codegen.jars import PINNED
from oracle import java

pytestmark = pytest.mark.timeout(400)  # the first run fetches jars

OWNED = (TopicPartition("t", 0), TopicPartition("t", 3), TopicPartition("u", 1))
SUBSCRIPTIONS = [
    Subscription(()),
    Subscription(("t",)),
    Subscription(("t", "u"), b"\x00\xff", OWNED, 12, "rack-1"),
    Subscription(("t",), b"", (), -1, "r"),
]
ASSIGNMENTS: list[tuple[tuple[TopicPartition, ...], bytes | None]] = [((), None), (OWNED, None), (OWNED, b"\x07")]


def line_of(subscription: Subscription, version: int) -> str:
    topics, user_data, owned, generation, rack = subscription
    return f"subscription {version} {'+'.join(topics) or '-'} {partitions(owned)} {generation} {rack or '-'} {data(user_data)}"


def partitions(given: tuple[TopicPartition, ...]) -> str:
    topics: dict[str, list[str]] = {}
    for topic, partition in given:
        topics.setdefault(topic, []).append(str(partition))
    return "/".join(f"{topic}:{'+'.join(numbers)}" for topic, numbers in topics.items()) or "-"


def data(given: bytes | None) -> str:
    return "-" if given is None else "x" + given.hex()


@pytest.mark.kip(429, 792, 881)
@pytest.mark.java
def test_written_as_java_writes_them() -> None:
    cases: list[tuple[str, bytes]] = []
    for version in range(4):
        cases += [(line_of(s, version), encode_subscription(s, version)) for s in SUBSCRIPTIONS]
        cases += [
            (f"assignment {version} {partitions(given)} {data(user)}", encode_assignment(given, user, version))
            for given, user in ASSIGNMENTS
        ]
    answers = java.run("AssignorOracle", PINNED, stdin="".join(line + "\n" for line, _ in cases)).splitlines()
    for (line, ours), answer in zip(cases, answers, strict=True):
        assert ours.hex() == answer, line


def java_subscription(data_: bytes) -> str:
    try:
        s = decode_subscription(data_)
    except ProtocolError:
        return "error"
    return f"{'+'.join(s.topics) or '-'} {partitions(s.owned)} {s.generation} {s.rack or '-'} {data(s.user_data)}"


@pytest.mark.java
def test_read_as_java_reads_them_also_when_newer_or_cut() -> None:
    whole = encode_subscription(SUBSCRIPTIONS[2])
    cases = [encode_subscription(s, version) for s in SUBSCRIPTIONS for version in range(4)]
    cases += [b"\x00\x63" + whole[2:] + b"of a later version", b"\xff\xff" + whole[2:]]
    cases += [whole[:end] for end in range(2, len(whole))]
    answers = java.run(
        "AssignorOracle", PINNED, stdin="".join(f"read-subscription {case.hex()}\n" for case in cases)
    ).splitlines()
    for case, answer in zip(cases, answers, strict=True):
        assert java_subscription(case) == answer, case.hex()


def test_an_assignment_comes_back() -> None:
    for version in range(4):
        assert decode_assignment(encode_assignment(OWNED, b"u", version)) == list(OWNED)
    newer = b"\x00\x09" + encode_assignment(OWNED)[2:] + b"more"
    assert decode_assignment(newer) == list(OWNED)


def test_a_leader_may_leave_a_member_out() -> None:
    assert decode_assignment(b"") == []


@pytest.mark.parametrize(
    "bad", [b"\x00", b"\xff\xfe\x00\x00", b"\x00\x00\x7f\xff\xff\xff", b"\x00\x00\x00\x00\x00\x01"]
)
def test_odd_bytes_are_an_error(bad: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode_assignment(bad)
