"""A broker that answers by a script: real sockets on loopback, real frames, answers of the test's choice."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from barnabas.errors import ProtocolError
from barnabas.protocol.frames import decode_request, response_chunks
from barnabas.protocol.message import Message, Request
from barnabas.protocol.messages.api_versions import ApiVersionsRequest, ApiVersionsResponse
from barnabas.protocol.messages.describe_cluster import DescribeClusterRequest, DescribeClusterResponse
from barnabas.protocol.messages.find_coordinator import FindCoordinatorRequest, FindCoordinatorResponse
from barnabas.protocol.messages.init_producer_id import InitProducerIdRequest, InitProducerIdResponse
from barnabas.protocol.messages.metadata import MetadataRequest, MetadataResponse
from barnabas.protocol.messages.produce import ProduceRequest, ProduceResponse
from tests.harness.sockets import WAIT, Server

NODE = 1
Answer = Callable[[Any], Message | None]


class Seen(NamedTuple):
    """A request that came: on which connection (counted from 0), and when by the monotonic clock."""

    request: Any
    connection: int
    at: float


class ScriptedBroker(Server):
    """One node that leads everything. `answers` says what it answers to a kind of request; None is silence.

    What is not in `answers` is answered by itself: versions, metadata of `topics`, itself as coordinator, a producer id, and
    Produce with success. Requests of one connection are answered in order, as Kafka does; an answer may block.
    """

    def __init__(self, topics: Mapping[str, int] | None = None, *, port: int = 0) -> None:
        self.topics = dict(topics or {})
        self.seen: list[Seen] = []
        self.answers: dict[type[Request], Answer] = {
            MetadataRequest: self.metadata,
            DescribeClusterRequest: lambda _: DescribeClusterResponse(cluster_id="scripted", controller_id=NODE),
            FindCoordinatorRequest: self._coordinator,
            InitProducerIdRequest: lambda _: InitProducerIdResponse(producer_id=1, producer_epoch=0),
            ProduceRequest: written,
        }
        self.most = {ProduceRequest.API_KEY: 12}  # topics go by name, for the script gives no ids
        self.open = 0  # connections
        self._changed = threading.Condition()
        super().__init__(port=port)

    def metadata(self, request: MetadataRequest | None = None) -> MetadataResponse:
        """All topics, led by this node."""
        topics = []
        for name, count in self.topics.items():
            partitions = [
                MetadataResponse.MetadataResponsePartition(
                    partition_index=p, leader_id=NODE, leader_epoch=0, replica_nodes=[NODE], isr_nodes=[NODE]
                )
                for p in range(count)
            ]
            topics.append(MetadataResponse.MetadataResponseTopic(name=name, partitions=partitions))
        me = MetadataResponse.MetadataResponseBroker(node_id=NODE, host="127.0.0.1", port=self.port)
        return MetadataResponse(brokers=[me], cluster_id="scripted", controller_id=NODE, topics=topics)

    def _coordinator(self, request: FindCoordinatorRequest) -> FindCoordinatorResponse:
        found = [
            FindCoordinatorResponse.Coordinator(key=key, node_id=NODE, host="127.0.0.1", port=self.port)
            for key in request.coordinator_keys
        ]
        return FindCoordinatorResponse(coordinators=found)

    # --- what came ----------------------------------------------------------------------------------------------------

    def of(self, kind: type[Request]) -> list[Seen]:
        """The requests of one kind so far."""
        return [seen for seen in list(self.seen) if isinstance(seen.request, kind)]

    def wait_for(self, kind: type[Request], count: int = 1) -> list[Seen]:
        """The requests of one kind, once there are so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.of(kind)) >= count, WAIT), f"no {count} {kind.NAME} came"
        return self.of(kind)

    def wait_open(self, true: Callable[[int], bool]) -> None:
        """Returns once the number of open connections is as wanted."""
        with self._changed:
            assert self._changed.wait_for(lambda: true(self.open), WAIT), f"{self.open} connections are open"

    # --- the sockets --------------------------------------------------------------------------------------------------

    def came(self, peer: socket.socket) -> None:
        """See `Server`."""
        self.run(self._serve, peer, self.accepted - 1)

    def _serve(self, peer: socket.socket, number: int) -> None:
        with self._changed:
            self.open += 1
            self._changed.notify_all()
        try:
            with peer, peer.makefile("rb") as stream:
                while len(size := stream.read(4)) == 4:
                    frame = stream.read(int.from_bytes(size, "big"))
                    header, request = decode_request(frame)
                    with self._changed:
                        self.seen.append(Seen(request, number, time.monotonic()))
                        self._changed.notify_all()
                    answer = self._answer(request)
                    if answer is not None:
                        version = header.request_api_version
                        peer.sendall(b"".join(response_chunks(answer, version, header.correlation_id)))
        except (OSError, ProtocolError):  # whoever sends something else is cut off, as at Kafka
            pass
        finally:
            with self._changed:
                self.open -= 1
                self._changed.notify_all()

    def _answer(self, request: Request) -> Message | None:
        if isinstance(request, ApiVersionsRequest):
            return versions(self.answers, self.most)
        return self.answers[type(request)](request)


def versions(kinds: Iterable[type[Request]], most: Mapping[int, int]) -> ApiVersionsResponse:
    """What this broker speaks, of some no newer version than `most` says."""
    keys = [
        ApiVersionsResponse.ApiVersion(
            api_key=kind.API_KEY, min_version=kind.MIN_VERSION, max_version=most.get(kind.API_KEY, kind.MAX_VERSION)
        )
        for kind in [ApiVersionsRequest, *kinds]
    ]
    return ApiVersionsResponse(api_keys=keys)


def written(request: ProduceRequest, code: int = 0, **fields: Any) -> ProduceResponse | None:
    """The answer to Produce: all was written at offset 0, or nothing and the code says why."""
    if request.acks == 0:
        return None
    topics = [
        ProduceResponse.TopicProduceResponse(
            name=topic.name,
            partition_responses=[
                ProduceResponse.PartitionProduceResponse(index=item.index, error_code=code, base_offset=0)
                for item in topic.partition_data
            ],
        )
        for topic in request.topic_data
    ]
    return ProduceResponse(responses=topics, **fields)
