"""Produce, v0 to v13: appends batches to partitions.

Batches are checked as Kafka checks them and kept as they came, compressed by their producer, unless the topic wants another
codec (compression.type). Old versions: up to v2 message sets of formats 0 and 1 are written anew as one batch of format 2;
from v3 on there is exactly one batch of format 2; zstd from v7 on (KIP-110); the records at fault are named from v8 on
(KIP-467); where the leader is, from v10 on (KIP-951); TRANSACTION_ABORTABLE from v11 on, and partitions that join the
transaction by being written to from v12 on (KIP-890); topic ids from v13 on (KIP-516).

With acks=0 there is no answer: an error closes the connection. acks=1 and acks=all are the same here, for there is no
replication; min.insync.replicas is compared with the replicas that are alive. Throttling and the timeout are not modelled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from barnabas._native import BatchHeader, batch_headers
from barnabas.broker.apis._hosting import hosted, leader_of
from barnabas.broker.call import ConnectionOverError
from barnabas.broker.state.log import Appended
from barnabas.broker.state.refused import LogError
from barnabas.errors import codes
from barnabas.protocol.messages.produce import ProduceRequest, ProduceResponse

if TYPE_CHECKING:
    from barnabas.broker.call import Call
    from barnabas.broker.state.cluster import Node, Partition, Topic
    from barnabas.protocol.message import RecordsField
    from barnabas.protocol.primitives import Buffer

PartitionResponse = ProduceResponse.PartitionProduceResponse
RecordError = ProduceResponse.BatchIndexAndErrorMessage

ZSTD = 4
TOPIC_IDS = 13
LEADER_HINTS = 10
INTERNAL_CLIENT = "__admin_client"  # whom Kafka lets write to internal topics
# What Kafka says of a request that it refuses as a whole.
WHOLE = {
    codes.CORRUPT_MESSAGE: "The records of a partition cannot be read",
    codes.INVALID_PRODUCER_ID_MAPPING: "Transactional records contained more than one producer ID",
}
# After these Kafka does not say where the log starts.
WITHOUT_LOG_START = frozenset(
    {codes.MESSAGE_TOO_LARGE, codes.RECORD_LIST_TOO_LARGE, codes.CORRUPT_MESSAGE, codes.KAFKA_STORAGE_ERROR}
)


@dataclass(slots=True)
class _Part:
    """What is sent to one partition."""

    index: int
    data: Buffer
    headers: list[BatchHeader]
    readable: bool

    @classmethod
    def of(cls, part: ProduceRequest.PartitionProduceData) -> _Part:
        """Looks at the headers of what was sent."""
        data = _joined(part.records)
        headers, problem, _ = batch_headers(data)
        return cls(part.index, data, headers, problem is None)

    @property
    def transactional(self) -> BatchHeader | None:
        """The header of its first transactional batch."""
        return next((header for header in self.headers if header.transactional), None)


@dataclass(slots=True)
class _Work:
    """One request on its way: who asks, and what the answer gathers beside the partitions."""

    call: Call
    request: ProduceRequest
    refused: int = codes.NONE  # the error of the request as a whole
    leaders: dict[int, Node] = field(default_factory=dict)
    failed: bool = False


async def handle(call: Call, request: ProduceRequest) -> ProduceResponse | None:
    """Appends, partition by partition; what one of them is refused does not concern the others."""
    wanted = [(asked, [_Part.of(part) for part in asked.partition_data]) for asked in request.topic_data]
    work = _Work(call, request, _refused_whole(request, [part for _, parts in wanted for part in parts]))
    response = ProduceResponse()
    for asked, parts in wanted:
        topic = _topic(call, asked)
        answers = [_answer(work, topic, part) for part in parts]
        response.responses.append(
            ProduceResponse.TopicProduceResponse(name=asked.name, topic_id=asked.topic_id, partition_responses=answers)
        )
    if request.acks == 0:
        if work.failed:
            raise ConnectionOverError("a Produce with acks=0 failed")
        return None
    if call.version >= LEADER_HINTS:
        response.node_endpoints = [
            ProduceResponse.NodeEndpoint(node_id=node.id, host=node.host, port=node.port, rack=node.rack)
            for node in work.leaders.values()
        ]
    return response


def _joined(records: RecordsField) -> Buffer:
    if records is None or isinstance(records, bytes | bytearray):
        return records or b""
    return cast("Buffer", records) if isinstance(records, memoryview) else b"".join(records)


def _topic(call: Call, asked: ProduceRequest.TopicProduceData) -> Topic | None:
    if call.version >= TOPIC_IDS:
        return call.cluster.topic_ids.get(asked.topic_id)
    return call.cluster.topic(asked.name)


def _refused_whole(request: ProduceRequest, parts: list[_Part]) -> int:
    """What is wrong with the request as a whole, so that nothing of it is done."""
    if not all(part.readable for part in parts):
        return codes.CORRUPT_MESSAGE
    headers = [header for part in parts if (header := part.transactional) is not None]
    if headers and request.transactional_id is None:
        return codes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
    producers = {(header.producer_id, header.producer_epoch) for header in headers}
    return codes.INVALID_PRODUCER_ID_MAPPING if len(producers) > 1 else codes.NONE


def _answer(work: _Work, topic: Topic | None, part: _Part) -> PartitionResponse:
    """Appends to one partition, or says why not."""
    answer = PartitionResponse(index=part.index, base_offset=-1)
    answer.error_code = work.refused or _misplaced(work.call.version, topic, part)
    answer.error_message = WHOLE.get(work.refused)
    if not answer.error_code and topic is not None:
        partition = topic.partitions[part.index]
        answer.error_code = _unready(work, topic, partition, part)
        if not answer.error_code:
            _append(work, partition, part, answer)
        elif answer.error_code == codes.INVALID_TXN_STATE:
            answer.error_message = "Partition was not added to the transaction"
        if answer.error_code == codes.NOT_LEADER_OR_FOLLOWER and work.call.version >= LEADER_HINTS:
            _hint(work, partition, answer)
    work.failed = work.failed or answer.error_code != codes.NONE
    return answer


def _misplaced(version: int, topic: Topic | None, part: _Part) -> int:
    """What is wrong before anybody asks for the log: no such partition, or what a Produce of this version must not hold."""
    if topic is None:
        return codes.UNKNOWN_TOPIC_ID if version >= TOPIC_IDS else codes.UNKNOWN_TOPIC_OR_PARTITION
    if not 0 <= part.index < len(topic.partitions):
        return codes.UNKNOWN_TOPIC_OR_PARTITION
    if version < 3:
        return codes.NONE
    if not part.headers or part.headers[0].magic != 2:
        return codes.INVALID_RECORD
    if version < 7 and part.headers[0].codec == ZSTD:
        return codes.UNSUPPORTED_COMPRESSION_TYPE
    return codes.INVALID_RECORD if len(part.headers) > 1 else codes.NONE


def _unready(work: _Work, topic: Topic, partition: Partition, part: _Part) -> int:
    """Why the partition takes nothing now, or not from this producer."""
    call, request = work.call, work.request
    transactional = part.transactional
    if transactional is not None:
        error = _verified(work, topic, partition, transactional)
        if error:
            return error
    if request.acks not in (-1, 0, 1):
        return codes.INVALID_REQUIRED_ACKS
    if topic.internal and call.client_id != INTERNAL_CLIENT:
        return codes.INVALID_TOPIC_EXCEPTION
    error = hosted(call, partition)
    if not error and request.acks == -1 and len(partition.isr) < int(topic.configs.get("min.insync.replicas")):
        return codes.NOT_ENOUGH_REPLICAS
    return error


def _verified(work: _Work, topic: Topic, partition: Partition, header: BatchHeader) -> int:
    """Whether the coordinator knows that the partition is in the producer's transaction; asked once a transaction."""
    if not 0 <= partition.leader == work.call.node.id:
        return codes.NOT_LEADER_OR_FOLLOWER
    states = partition.log.producers
    if states.in_transaction(header.producer_id, header.producer_epoch):
        return codes.NONE
    states.verifying(header.producer_id, header.producer_epoch, header.base_sequence)
    return work.call.cluster.transactions.verify(
        work.request.transactional_id,
        header.producer_id,
        header.producer_epoch,
        topic.name,
        partition.index,
        work.call.version,
    )


def _append(work: _Work, partition: Partition, part: _Part, answer: PartitionResponse) -> None:
    call, log = work.call, partition.log
    try:
        appended: Appended = log.append(
            part.data, now_ms=call.cluster.timers.wall_ms, leader_epoch=partition.leader_epoch
        )
    except LogError as error:
        answer.error_code = error.code
        if error.code not in WITHOUT_LOG_START:
            answer.log_start_offset = log.start_offset
        if error.record_errors or error.code == codes.KAFKA_STORAGE_ERROR:
            answer.error_message = error.message
        answer.record_errors = [
            RecordError(batch_index=index, batch_index_error_message=text) for index, text in error.record_errors
        ]
        return
    answer.base_offset = appended.base_offset
    answer.log_append_time_ms = appended.append_time_ms
    answer.log_start_offset = appended.log_start_offset
    if not appended.duplicate:
        call.cluster.logs_changed(partition)


def _hint(work: _Work, partition: Partition, answer: PartitionResponse) -> None:
    """Tells where the leader is now (KIP-951)."""
    answer.current_leader = ProduceResponse.LeaderIdAndEpoch(
        leader_id=partition.leader, leader_epoch=partition.leader_epoch
    )
    leader = leader_of(work.call, partition)
    if leader is not None:
        work.leaders[leader.id] = leader
