"""The short way of Produce requests and their answers gives what the generated messages give, to the byte."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnabas._native import Accumulator, ProducerBase, ProducerBatch, produce_answer, produce_request
from barnabas.errors.client import ConfigurationError, ProtocolError
from barnabas.producer.produce import Answer, Parcel, Receipt, answers
from barnabas.protocol.messages.produce import ProduceRequest, ProduceResponse

MIB = 1 << 20
IDS = {"orders": bytes(range(16)), "payments": bytes(range(16, 32)), "ö" * 200: bytes(range(32, 48))}
NAMES = {id: name for name, id in IDS.items()}
VERSIONS = range(3, ProduceRequest.MAX_VERSION + 1)
Part = tuple[str, bytes, int, ProducerBatch]


def parts(sizes: dict[tuple[str, int], int]) -> list[Part]:
    """A batch for each topic and partition, of a record of so many bytes."""
    accumulator = Accumulator(
        batch_size=1_000_000,
        batch_count=1_000_000,
        linger_ms=0.0,
        buffer_memory=64 * MIB,
        max_request_size=MIB,
        delivery_timeout_ms=60_000,
        compression="none",
        level=None,
        carrier=lambda function: function,
    )
    producer: ProducerBase[bytes, bytes] = ProducerBase()
    producer._wire(accumulator, lambda: None, None, None, None, False)
    for name in IDS:
        accumulator.set_topic(name, 300, dict.fromkeys(range(300), 0))
    for (name, partition), size in sizes.items():
        producer.send(name, bytes(size), partition=partition)
    accumulator.flush_mark()
    batches: list[ProducerBatch] = []
    while found := accumulator.drain(MIB)[0]:
        batches += found
    return [(batch.topic, IDS[batch.topic], batch.partition, batch) for batch in batches]


def generated(given: list[Part], transactional_id: str | None) -> ProduceRequest:
    topics: dict[str, ProduceRequest.TopicProduceData] = {}
    for name, id, partition, batch in given:
        topic = topics.setdefault(name, ProduceRequest.TopicProduceData(name=name, topic_id=id))
        topic.partition_data.append(ProduceRequest.PartitionProduceData(index=partition, records=bytes(batch)))
    return ProduceRequest(
        transactional_id=transactional_id, acks=-1, timeout_ms=30_000, topic_data=list(topics.values())
    )


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("transactional_id", [None, "", "shop-1"])
def test_requests_are_the_generated_ones(version: int, transactional_id: str | None) -> None:
    sizes = {(name, partition): partition for name in IDS for partition in (0, 1, 299)}
    sizes["orders", 7], sizes["payments", 7] = 16_000, 100_000  # copied, and not
    given = parts(sizes)
    assert len(given) == len(sizes)
    request = Parcel(given, -1, 30_000, transactional_id)
    assert request.encode(version) == generated(given, transactional_id).encode(version)


def test_records_of_large_batches_are_not_copied() -> None:
    given = parts({("orders", 0): 100_000})
    chunks = produce_request(12, None, -1, 1, given)
    assert chunks is not None
    assert [type(chunk) for chunk in chunks] == [bytes, memoryview, bytes]
    assert isinstance(chunks[1], memoryview)
    assert chunks[1].obj is given[0][3]


@pytest.mark.parametrize(
    ("version", "name", "id"), [(8, "orders", bytes(16)), (13, "o" * 40_000, bytes(16)), (13, "orders", b"short")]
)
def test_what_is_not_common_is_left_to_the_generated_one(version: int, name: str, id: bytes) -> None:
    (part,) = parts({("orders", 0): 1})
    assert produce_request(version, None, -1, 1, [(name, id, 0, part[3])]) is None


def test_a_name_that_is_too_long_is_refused() -> None:
    (part,) = parts({("orders", 0): 1})
    with pytest.raises(ConfigurationError, match="longer than Kafka's limit"):
        Parcel([("o" * 40_000, bytes(16), 0, part[3])], -1, 1, None).encode(12)


# --- answers ----------------------------------------------------------------------------------------------------------

LONG = st.integers(-(2**63), 2**63 - 1)
INT = st.integers(-(2**31), 2**31 - 1)
PLAIN = st.builds(
    ProduceResponse.PartitionProduceResponse,
    index=INT,
    base_offset=LONG,
    log_append_time_ms=LONG,
    log_start_offset=LONG,
)
WRONG = st.builds(
    ProduceResponse.PartitionProduceResponse,
    index=INT,
    error_code=st.integers(-1, 130),
    base_offset=LONG,
    record_errors=st.lists(
        st.builds(ProduceResponse.BatchIndexAndErrorMessage, batch_index=INT, batch_index_error_message=st.text()),
        max_size=2,
    ),
    error_message=st.none() | st.text(),
    current_leader=st.builds(ProduceResponse.LeaderIdAndEpoch, leader_id=INT, leader_epoch=INT),
)


def responses(partitions: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[ProduceResponse]:
    def topic(name: str, found: list[Any]) -> ProduceResponse.TopicProduceResponse:
        return ProduceResponse.TopicProduceResponse(name=name, topic_id=IDS[name], partition_responses=found)

    topics = st.builds(topic, st.sampled_from(list(IDS)), st.lists(partitions, max_size=most))
    return st.builds(
        ProduceResponse, responses=st.lists(topics, max_size=3, unique_by=lambda t: t.name), throttle_time_ms=INT
    )


def by_the_generated(body: bytes, version: int) -> dict[tuple[str, int], Answer]:
    plain = Receipt()
    plain.written = None
    plain.responses = ProduceResponse.decode(body, version).responses
    return answers(plain, NAMES)


@given(responses(PLAIN, 200), st.sampled_from(range(10, 14)))
def test_success_is_read_as_by_the_generated_one(response: ProduceResponse, version: int) -> None:
    body = response.encode(version)
    receipt = Receipt.decode(b"head" + body + b"of a later version", version, 4)
    assert receipt.written is not None
    assert receipt.throttle_time_ms == response.throttle_time_ms
    assert answers(receipt, NAMES) == by_the_generated(body, version)


@given(responses(PLAIN | WRONG, 5), st.sampled_from(range(10, 14)))
def test_the_rest_is_read_by_the_generated_one(response: ProduceResponse, version: int) -> None:
    body = response.encode(version)
    receipt = Receipt.decode(body, version)
    assert answers(receipt, NAMES) == by_the_generated(body, version)
    assert receipt.throttle_time_ms == response.throttle_time_ms


@given(responses(PLAIN, 2), st.sampled_from(range(9, 14)), st.data())
def test_what_ends_early_is_refused(response: ProduceResponse, version: int, data: st.DataObject) -> None:
    body = response.encode(version)
    short = body[: data.draw(st.integers(0, len(body) - 1))]
    assert produce_answer(short, version, 0) is None
    with pytest.raises(ProtocolError, match="Produce v"):
        Receipt.decode(short, version)


@given(st.binary(max_size=200), st.integers(-1, 20), st.integers(0, 300))
def test_any_bytes_are_safe(data: bytes, version: int, offset: int) -> None:
    produce_answer(data, version, offset)


@given(responses(PLAIN, 3), st.sampled_from(range(9, 14)), st.data())
def test_a_changed_byte_changes_both_alike(response: ProduceResponse, version: int, data: st.DataObject) -> None:
    body = bytearray(response.encode(version))
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        expected = by_the_generated(bytes(body), version)
    except ProtocolError:
        with pytest.raises(ProtocolError):
            Receipt.decode(body, version)
        return
    assert answers(Receipt.decode(body, version), NAMES) == expected
