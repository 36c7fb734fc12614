"""Every message in every version, byte for byte as Kafka's own classes write it, in both directions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from barnabas.protocol import messages
from barnabas.protocol.message import Message, Request
from codegen.jars import PINNED, PINNED_OLD
from oracle import java
from oracle.bridge import build

pytestmark = [pytest.mark.java, pytest.mark.timeout(400)]  # the first run fetches jars


def ours() -> Iterator[tuple[str, type[Message]]]:
    for module in iter_modules(messages.__path__):
        for name, cls in vars(import_module(f"{messages.__name__}.{module.name}")).items():
            if isinstance(cls, type) and issubclass(cls, Message) and cls not in (Message, Request):
                yield name, cls


OURS = dict(ours())


@dataclass(frozen=True)
class Vector:
    version: int
    kind: str
    data: bytes
    json: dict[str, Any]


def our_name(java_name: str) -> str:
    return java_name if java_name in OURS else java_name.removesuffix("Data")


@pytest.fixture(scope="module")
def vectors() -> dict[str, list[Vector]]:
    """Those of the new release, and of the old one what the new one has dropped."""
    found: dict[str, list[Vector]] = defaultdict(list)
    for release in (PINNED, PINNED_OLD):
        known = {(name, v.version) for name, each in found.items() for v in each}
        for java_name, version, kind, data, text in java.vectors("ProtocolOracle", release):
            name = our_name(java_name)
            if (name, int(version)) not in known and (release == PINNED or name in OURS):
                found[name].append(Vector(int(version), kind, bytes.fromhex(data), json.loads(text)))
    return found


def test_the_same_messages_and_versions(vectors: dict[str, list[Vector]]) -> None:
    for name, cls in OURS.items():
        newest = cls.MAX_VERSION if cls.UNSTABLE_VERSION is None else cls.UNSTABLE_VERSION
        assert {v.version for v in vectors[name]} == set(range(cls.MIN_VERSION, newest + 1)), name
    assert set(vectors) == set(OURS)


@pytest.mark.parametrize("name", OURS)
def test_message(vectors: dict[str, list[Vector]], name: str) -> None:
    cls = OURS[name]
    assert vectors[name]
    for vector in vectors[name]:
        case = f"{name} v{vector.version} {vector.kind} {vector.json}"
        decoded = cls.decode(vector.data, vector.version, exact=True)
        assert decoded.encode(vector.version).hex() == vector.data.hex(), case
        if vector.kind == "TAGS":
            assert decoded.unknown_tagged_fields is not None
            assert our_name(decoded.unknown_tagged_fields[9999].decode()) == name
            continue
        built = build(cls, vector.json)
        assert built.encode(vector.version).hex() == vector.data.hex(), case
        assert decoded == built, case
        if vector.kind == "DEFAULTS":
            assert cls().encode(vector.version).hex() == vector.data.hex(), case
