"""Bytes from the network are hostile: whatever they are, the answer is a message or a ProtocolError, in little memory."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from barnabas.errors import ProtocolError
from barnabas.protocol.apis import request_class
from barnabas.protocol.message import Message
from barnabas.protocol.messages import APIS
from barnabas.protocol.messages.fetch import FetchResponse
from barnabas.protocol.messages.metadata import MetadataResponse
from codegen.jars import PINNED
from oracle import java

pytestmark = [pytest.mark.java, pytest.mark.timeout(400)]  # the first run fetches jars


def classes() -> dict[str, type[Message]]:
    found: dict[str, type[Message]] = {}
    for key in APIS:
        cls = request_class(key)
        found |= {cls.__name__: cls, cls.RESPONSE.__name__: cls.RESPONSE}
    return found


@pytest.fixture(scope="module")
def full() -> list[tuple[type[Message], int, bytes]]:
    """Every request and response with all fields set, in its oldest and newest version."""
    ours, found = classes(), {}
    for java_name, version, kind, data, _ in java.vectors("ProtocolOracle", PINNED):
        cls = ours.get(java_name.removesuffix("Data"))
        if cls is not None and kind == "FULL":
            found.setdefault(cls, []).append((cls, int(version), bytes.fromhex(data)))
    return [vector for each in found.values() for vector in {each[0], each[-1]}]


def test_truncated_anywhere(full: list[tuple[type[Message], int, bytes]]) -> None:
    for cls, version, data in full:
        view = memoryview(data)
        accepted = [cut for cut in cuts(len(data)) if reads(cls, view[:cut], version)]
        assert not accepted, f"{cls.__name__} v{version}"


def cuts(size: int) -> set[int]:
    """Where to cut: everywhere in what is short, else at both ends and here and there between."""
    return {*range(min(size, 250)), *range(max(0, size - 100), size), *range(0, size, max(1, size // 100))}


def reads(cls: type[Message], data: memoryview, version: int) -> bool:
    try:
        cls.decode(data, version)
    except ProtocolError:
        return False
    return True


def test_bytes_flipped(full: list[tuple[type[Message], int, bytes]]) -> None:
    dice = random.Random(4711)
    refused = read = 0
    for cls, version, data in full:
        for _ in range(60):
            damaged = bytearray(data)
            for _ in range(dice.choice([1, 1, 1, 2, 8])):
                if damaged:
                    damaged[dice.randrange(len(damaged))] = dice.choice([0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)])
            try:
                message = cls.decode(bytes(damaged), version)
            except ProtocolError:
                refused += 1
            else:
                read += 1
                message.encode(version)  # whatever could be read can be written
    assert refused > 1000
    assert read > 1000


def test_noise(full: list[tuple[type[Message], int, bytes]]) -> None:
    dice = random.Random(4711)
    for cls, version, _ in full:
        for size in (0, 1, 4, 20, 300):
            reads(cls, memoryview(dice.randbytes(size)), version)


CLAIMS = [  # an array, a string and records of almost 2 GiB, as the first length that stands in the message
    (MetadataResponse, 1, b"\x7f\xff\xff\xff" + bytes(100)),
    (MetadataResponse, 9, bytes(4) + b"\xff\xff\xff\xff\x07" + bytes(100)),
    (MetadataResponse, 9, bytes(4) + b"\x02" + bytes(4) + b"\xff\xff\xff\xff\x07" + bytes(100)),
    (FetchResponse, 4, bytes(4) + b"\0\0\0\1" + b"\0\1t" + b"\0\0\0\1" + bytes(22) + bytes(4) + b"\x7f\xff\xff\xff"),
]


@pytest.mark.parametrize(("cls", "version", "data"), CLAIMS)
def test_a_claimed_length_makes_no_room(cls: type[Message], version: int, data: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ProtocolError, match="2147483"):
            cls.decode(data, version)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_metadata_of_ten_thousand_partitions() -> None:
    partitions = [
        MetadataResponse.MetadataResponsePartition(
            partition_index=i, leader_id=i % 9, leader_epoch=i, replica_nodes=[1, 2, 3], isr_nodes=[1, 2, 3]
        )
        for i in range(100)
    ]
    topics = [
        MetadataResponse.MetadataResponseTopic(name=f"topic-{i}", topic_id=bytes([i]) * 16, partitions=partitions)
        for i in range(100)
    ]
    response = MetadataResponse(topics=topics)
    decoded = MetadataResponse.decode(response.encode(13), 13, exact=True)
    assert sum(len(topic.partitions) for topic in decoded.topics) == 10_000
    assert decoded == response
