"""Answers that can be read, and tell of what cannot be: refused with the name of who said it, and asked for again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas.protocol.messages.find_coordinator import FindCoordinatorRequest, FindCoordinatorResponse
from barnabas.protocol.messages.list_offsets import ListOffsetsRequest, ListOffsetsResponse
from barnabas.protocol.messages.metadata import MetadataRequest, MetadataResponse
from tests.harness.scripted import ScriptedBroker

WAIT = 30.0


def partition(answer: MetadataResponse) -> None:
    answer.topics[0].partitions[1].partition_index = -5


def port(answer: MetadataResponse) -> None:
    answer.brokers[0].port = 70_000


def host(answer: MetadataResponse) -> None:
    answer.brokers[0].host = ""


def line_break(answer: MetadataResponse) -> None:
    answer.brokers[0].host = "internal:80 HTTP/1.1\r\nX: y\r\n\r\n"


def node(answer: MetadataResponse) -> None:
    answer.brokers[0].node_id = -1


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (partition, "topic orders is said to have a partition -5"),
        (port, "broker 1 is said to be at '127.0.0.1', port 70000"),
        (host, "broker 1 is said to be at '', port "),
        (line_break, "broker 1 is said to be at 'internal:80 HTTP/1.1"),
        (node, "broker -1 is said to be at '127.0.0.1', port "),
    ],
)
def test_metadata(spoil: Callable[[MetadataResponse], None], told: str) -> None:
    with ScriptedBroker({"orders": 2}) as broker:

        def spoilt(_: Any) -> MetadataResponse:
            answer = broker.metadata()
            spoil(answer)
            return answer

        broker.answers[MetadataRequest] = spoilt
        with barnabas.Client(broker.bootstrap) as client, client.producer(linger_ms=0, max_block_ms=400) as producer:
            with pytest.raises(barnabas.NoBrokerAvailableError, match=told) as caught:
                producer.send("orders", b"x")
            assert broker.bootstrap in str(caught.value)
            broker.answers[MetadataRequest] = broker.metadata
            producer.partitions_for("orders")
            broker.answers[MetadataRequest] = spoilt  # also while the picture is only kept fresh
            client._engine.post(client._engine.cluster.update_soon, "the test wants it")
            broker.wait_for(MetadataRequest, len(broker.of(MetadataRequest)) + 2)
            broker.answers[MetadataRequest] = broker.metadata
            broker.topics["orders"] = 3
            assert producer.send("orders", b"x", partition=2).result(WAIT).partition == 2


def test_a_coordinator() -> None:
    with ScriptedBroker({"orders": 1}) as broker:
        wrong = FindCoordinatorResponse.Coordinator(key="g", node_id=-1, host="127.0.0.1", port=broker.port)
        right = broker.answers[FindCoordinatorRequest]
        broker.answers[FindCoordinatorRequest] = lambda _: FindCoordinatorResponse(coordinators=[wrong])
        with barnabas.Client(broker.bootstrap, default_api_timeout_ms=400) as client:
            engine = client._engine
            with pytest.raises(barnabas.KafkaError, match="the coordinator is said to be broker -1") as caught:
                engine.run(lambda: engine.find_coordinator(0, "g", deadline=engine.now() + 0.4))
            assert broker.bootstrap in str(caught.value)
            broker.answers[FindCoordinatorRequest] = right
            assert engine.run(lambda: engine.find_coordinator(0, "g", deadline=engine.now() + WAIT)) == 1


def test_an_end_of_a_partition() -> None:
    """A moment may be after all records (-1); where the log begins or ends is a place in it."""
    place = barnabas.TopicPartition("orders", 0)
    offset = -1

    def found(request: ListOffsetsRequest) -> ListOffsetsResponse:
        item = ListOffsetsResponse.ListOffsetsPartitionResponse(partition_index=0, offset=offset)
        return ListOffsetsResponse(
            topics=[ListOffsetsResponse.ListOffsetsTopicResponse(name="orders", partitions=[item])]
        )

    with ScriptedBroker({"orders": 1}) as broker:
        broker.answers[ListOffsetsRequest] = found
        with barnabas.Client(broker.bootstrap) as client, client.consumer() as consumer:
            with pytest.raises(barnabas.KafkaTimeoutError) as caught:
                consumer.beginning_offsets(place, timeout=0.4)
            assert "an end of the partition is said to be at offset -1" in str(caught.value.__cause__)
            offset = 7
            assert consumer.beginning_offsets(place, timeout=WAIT) == {place: 7}
