"""One connection to a broker on which a test asks what it likes."""

from __future__ import annotations

import socket
from typing import Any, Self

from barnabas.protocol.frames import decode_response, request_chunks
from barnabas.protocol.message import Request
from barnabas.protocol.messages.fetch import FetchRequest
from barnabas.protocol.messages.list_offsets import ListOffsetsRequest
from barnabas.protocol.messages.metadata import MetadataRequest
from barnabas.protocol.messages.produce import ProduceRequest

TIMEOUT = 20.0


class Raw:
    """A socket that speaks Kafka's frames; `with` closes it."""

    def __init__(self, bootstrap: str) -> None:
        host, _, port = bootstrap.split(",")[0].rpartition(":")
        self._socket = socket.create_connection((host, int(port)), timeout=TIMEOUT)
        self._stream = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._socket.close()

    def send(self, request: Request, version: int, correlation_id: int = 1) -> None:
        self._socket.sendall(b"".join(request_chunks(request, version, correlation_id, "raw")))

    def receive(self, request: type[Request], version: int) -> Any:
        """The next answer.

        Raises:
            ConnectionError: the broker has closed the connection.
        """
        head = self._stream.read(4)
        if len(head) < 4:
            raise ConnectionError("closed by the broker")
        frame = self._stream.read(int.from_bytes(head, "big"))
        return decode_response(request.RESPONSE, version, frame)

    def ask(self, request: Request, version: int) -> Any:
        self.send(request, version)
        return self.receive(type(request), version)

    def topic_id(self, topic: str) -> bytes:
        asked = MetadataRequest(topics=[MetadataRequest.MetadataRequestTopic(name=topic)])
        found: bytes = self.ask(asked, 12).topics[0].topic_id
        return found


def produce(topic: str, data: bytes, *, partition: int = 0, acks: int = -1) -> ProduceRequest:
    part = ProduceRequest.PartitionProduceData(index=partition, records=data)
    asked = ProduceRequest.TopicProduceData(name=topic, partition_data=[part])
    return ProduceRequest(acks=acks, timeout_ms=10_000, topic_data=[asked])


def produced(response: Any) -> Any:
    """The only partition of an answer to Produce."""
    return response.responses[0].partition_responses[0]


def fetch(topic: str | bytes, *partitions: int, offset: int = 0, **options: int) -> FetchRequest:
    parts = [
        FetchRequest.FetchPartition(partition=at, fetch_offset=offset, partition_max_bytes=1 << 20)
        for at in partitions or (0,)
    ]
    asked = FetchRequest.FetchTopic(partitions=parts)
    if isinstance(topic, str):
        asked.topic = topic
    else:
        asked.topic_id = topic
    return FetchRequest(topics=[asked], **options)


def fetched(response: Any) -> Any:
    """The only partition of an answer to Fetch."""
    return response.responses[0].partitions[0]


def list_offsets(topic: str, timestamp: int, partition: int = 0) -> ListOffsetsRequest:
    part = ListOffsetsRequest.ListOffsetsPartition(partition_index=partition, timestamp=timestamp)
    asked = ListOffsetsRequest.ListOffsetsTopic(name=topic, partitions=[part])
    return ListOffsetsRequest(replica_id=-1, topics=[asked])
