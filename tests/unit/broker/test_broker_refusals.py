"""Refusals: every API, every version, an answer that encodes, names what was asked for, and carries the code."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from barnabas.broker.server.refusals import refuse
from barnabas.broker.versions import implemented
from barnabas.errors import codes
from barnabas.errors.client import IncompatibleBrokerError
from barnabas.protocol.apis import api_name, request_class
from barnabas.protocol.message import NotCarriedError, Struct
from barnabas.protocol.messages import APIS

CODE = codes.POLICY_VIOLATION
ID = b"\7" * 16
ALL = [
    pytest.param(key, version, id=f"{api_name(key)}-v{version}")
    for key in APIS
    if implemented(key)
    for version in range(request_class(key).MIN_VERSION, request_class(key).MAX_VERSION + 1)
]


def filled(kind: type[Struct], version: int) -> Any:
    """A request's struct with two of everything that it has lists of."""
    made: Any = kind()
    for name in kind.FIELDS:
        annotation = kind.__annotations__[name]
        nested = re.search(r"list\[(\w+)\.(\w+)\]", annotation)
        if nested:
            item = getattr(getattr(sys.modules[kind.__module__], nested[1]), nested[2])
            setattr(made, name, [filled(item, version), filled(item, version)])
        elif annotation.startswith("list[str]"):
            setattr(made, name, ["one", "two"])
        elif annotation.startswith("list[int]"):
            setattr(made, name, [1, 2])
        elif annotation == "bytes" and name == "topic_id":
            setattr(made, name, ID)
        elif annotation.startswith("str"):
            setattr(made, name, "some")
    return made


def asked(key: int, version: int) -> Any:
    """A full request as a broker reads it: what the version does not carry is left out, one field after the other."""
    request = filled(request_class(key), version)
    for _ in range(50):
        try:
            return type(request).decode(request.encode(version), version)
        except IncompatibleBrokerError as error:
            assert isinstance(error.__context__, NotCarriedError)
            reset(request, error.__context__.field)
    raise AssertionError(f"no request of {api_name(key)} v{version}")


def reset(struct: Struct, name: str) -> None:
    """Takes the field back to its default: at the top if it is one there and set, else in the items."""
    fresh = type(struct)()
    if name in struct.FIELDS and getattr(struct, name) != getattr(fresh, name):
        setattr(struct, name, getattr(fresh, name))
        return
    for field in struct.FIELDS:
        value = getattr(struct, field)
        for item in value if isinstance(value, list) else ():
            if isinstance(item, Struct):
                reset(item, name)


def error_codes(struct: Struct) -> Iterator[int]:
    for name in struct.FIELDS:
        value = getattr(struct, name)
        if name.endswith("error_code"):
            yield value
        for item in value if isinstance(value, list) else ():
            if isinstance(item, Struct):
                yield from error_codes(item)


@pytest.mark.parametrize(("key", "version"), ALL)
@pytest.mark.parametrize("message", [None, "so it is"])
def test_every_refusal_encodes_and_carries_the_code(key: int, version: int, message: str | None) -> None:
    request = asked(key, version)
    response = refuse(request, key, version, CODE, message)
    again = type(response).decode(response.encode(version), version, exact=True)
    assert CODE in list(error_codes(again))


@pytest.mark.parametrize("version", range(3, 14))
def test_produce_is_answered_partition_by_partition(version: int) -> None:
    answer: Any = refuse(asked(0, version), 0, version, CODE, "so it is")
    (topic, _) = type(answer).decode(answer.encode(version), version).responses
    assert topic.topic_id == ID if version >= 13 else topic.name == "some"
    part = topic.partition_responses[0]
    assert (part.error_code, part.base_offset, part.log_append_time_ms, part.log_start_offset) == (CODE, -1, -1, -1)
    assert part.error_message == ("so it is" if version >= 8 else None)


@pytest.mark.parametrize("version", [4, 7, 12, 13, 18])
def test_fetch_is_answered_partition_by_partition(version: int) -> None:
    answer: Any = refuse(asked(1, version), 1, version, CODE)
    assert answer.error_code == 0
    part = answer.responses[0].partitions[0]
    assert (part.error_code, part.high_watermark, part.records) == (CODE, -1, b"")


def test_fetch_refuses_a_session_as_a_whole() -> None:
    answer: Any = refuse(asked(1, 12), 1, 12, codes.FETCH_SESSION_ID_NOT_FOUND)
    assert (answer.error_code, answer.responses) == (codes.FETCH_SESSION_ID_NOT_FOUND, [])
    request = asked(1, 12)
    request.topics = []
    answer = refuse(request, 1, 12, CODE)
    assert (answer.error_code, answer.responses) == (CODE, [])


def test_metadata_is_refused_by_topic_or_as_a_whole() -> None:
    answer: Any = refuse(asked(3, 13), 3, 13, CODE)
    assert [(topic.name, topic.error_code) for topic in answer.topics] == [("some", CODE)] * 2
    assert answer.error_code == 0
    answer = refuse(asked(3, 13), 3, 13, codes.REBOOTSTRAP_REQUIRED)
    assert (answer.topics, answer.error_code) == ([], codes.REBOOTSTRAP_REQUIRED)


def test_items_are_named_as_they_were_asked_for() -> None:
    def told(key: int, version: int) -> Any:
        return refuse(asked(key, version), key, version, CODE)

    assert [c.key for c in told(10, 6).coordinators] == ["one", "two"]
    assert told(10, 3).error_code == CODE
    assert [(t.name, t.partitions[0].partition_index) for t in told(2, 5).topics] == [("some", 0)] * 2
    assert told(2, 5).topics[0].partitions[0].offset == -1
    assert told(23, 4).topics[0].partitions[1].end_offset == -1
    assert [g.group_id for g in told(9, 9).groups] == ["some", "some"]
    assert told(9, 5).error_code == CODE
    assert [p.partition_index for p in told(9, 1).topics[0].partitions] == [1, 2]
    assert [t.name for t in told(19, 7).topics] == ["some", "some"]
    assert [t.name for t in told(20, 5).responses] == ["one", "two"]
    assert [t.topic_id for t in told(20, 6).responses] == [ID, ID]
    topic = told(24, 3).results_by_topic_v3_and_below[0]
    assert (topic.name, [p.partition_index for p in topic.results_by_partition]) == ("some", [1, 2])
    assert [(r.resource_name, r.resource_type) for r in told(44, 1).responses] == [("some", 0)] * 2
    assert [g.group_id for g in told(42, 2).results] == ["one", "two"]
    assert len(told(34, 2).results) == 4
    assert [r.user for r in told(51, 0).results] == ["some"]
    assert told(49, 1).entries[0].entity[0].entity_name == "some"
