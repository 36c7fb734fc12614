"""Frames: size, header and body, from both sides; the headers' versions are Kafka's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnabas.errors import IncompatibleBrokerError, ProtocolError
from barnabas.protocol import frames
from barnabas.protocol.apis import api_name, request_class
from barnabas.protocol.messages import APIS
from barnabas.protocol.messages.api_versions import ApiVersionsRequest, ApiVersionsResponse
from barnabas.protocol.messages.produce import ProduceRequest
from codegen.jars import PINNED, PINNED_OLD
from oracle import java

pytestmark = pytest.mark.timeout(400)  # the first run fetches jars


def every_version() -> list[tuple[int, int]]:
    found = []
    for key in APIS:
        cls = request_class(key)
        found += [(key, version) for version in range(cls.MIN_VERSION, cls.MAX_VERSION + 1)]
    return found


@pytest.mark.java
def test_header_versions_are_kafkas() -> None:
    theirs: dict[tuple[int, int], tuple[int, int]] = {}
    for release in (PINNED, PINNED_OLD):
        for line in java.vectors("HeadersOracle", release):
            key, version, request, response = map(int, line)
            theirs.setdefault((key, version), (request, response))
    ours = {
        (key, version): (
            frames.request_header_version(request_class(key), version),
            frames.response_header_version(request_class(key).RESPONSE, version),
        )
        for key, version in every_version()
    }
    assert ours == {pair: theirs[pair] for pair in ours}


@given(st.integers(-(2**31), 2**31 - 1), st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_request_there_and_back(correlation_id: int, client_id: str | None) -> None:
    for key, version in ((18, 0), (18, 4), (3, 1), (3, 13), (0, 9), (1, 12)):
        request = request_class(key)()
        frame = b"".join(frames.request_chunks(request, version, correlation_id, client_id))
        assert int.from_bytes(frame[:4], "big") == len(frame) - 4
        header, found = frames.decode_request(frame[4:])
        assert (header.request_api_key, header.request_api_version) == (key, version)
        assert (header.correlation_id, header.client_id) == (correlation_id, client_id)
        assert found == request


@pytest.mark.kip(482)
def test_every_version_there_and_back() -> None:
    for key, version in every_version():
        request = request_class(key)()
        frame = b"".join(frames.request_chunks(request, version, 7, "me"))
        header, found = frames.decode_request(memoryview(frame)[4:])
        assert (header.correlation_id, found) == (7, request)
        answer = request.RESPONSE()
        frame = b"".join(frames.response_chunks(answer, version, -5))
        assert int.from_bytes(frame[:4], "big") == len(frame) - 4
        assert frames.peek_correlation_id(frame[4:]) == -5
        assert frames.decode_response(request.RESPONSE, version, frame[4:]) == answer


def test_records_are_not_copied() -> None:
    batches = [bytearray(10_000), bytes(5)]
    partition = ProduceRequest.PartitionProduceData(index=3, records=batches)
    topic = ProduceRequest.TopicProduceData(name="t", partition_data=[partition])
    chunks = frames.request_chunks(ProduceRequest(acks=-1, topic_data=[topic]), 9, 1, "me")
    assert any(chunk is batches[0] for chunk in chunks)
    assert any(chunk is batches[1] for chunk in chunks)
    frame = b"".join(chunks)
    request = frames.decode_request(frame[4:])[1]
    assert isinstance(request, ProduceRequest)
    records = request.topic_data[0].partition_data[0].records
    assert isinstance(records, memoryview)
    assert records == b"".join(batches)


def test_what_a_newer_broker_appends_is_tolerated() -> None:
    frame = b"".join(frames.response_chunks(ApiVersionsResponse(error_code=1), 4, 9)) + b"more"
    assert frames.decode_response(ApiVersionsResponse, 4, frame[4:]).error_code == 1


def test_frames_cut_short_are_refused() -> None:
    frame = b"".join(frames.request_chunks(ApiVersionsRequest(client_software_name="x"), 4, 1, "me"))[4:]
    for cut in range(len(frame)):
        with pytest.raises(ProtocolError):
            frames.decode_request(frame[:cut])
    frame = b"".join(frames.response_chunks(request_class(3).RESPONSE(), 13, 1))[4:]
    for cut in range(len(frame)):
        with pytest.raises(ProtocolError):
            frames.decode_response(request_class(3).RESPONSE, 13, frame[:cut])
    with pytest.raises(ProtocolError, match="too short"):
        frames.peek_correlation_id(b"\0\0\0")


def test_an_unknown_api_or_version_is_named() -> None:
    assert api_name(0) == "Produce"
    assert api_name(9999) == "key 9999"
    with pytest.raises(ProtocolError, match="9999"):
        frames.decode_request(bytes.fromhex("270f000000000001ffff"))
    with pytest.raises(IncompatibleBrokerError, match="Metadata has no version 99"):
        frames.decode_request(bytes.fromhex("0003006300000001ffff00"))
