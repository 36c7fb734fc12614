"""AddPartitionsToTxn: partitions that a producer is about to write to in its transaction; the first one begins it.

Up to v3 from a producer, for one transaction; from v4 on from brokers, in batches, and to ask only (KIP-890). v2 knows
PRODUCER_FENCED. If one partition is not there, none is added.
"""

from __future__ import annotations

from barnabas.broker.apis._coordinated import TRANSACTION, wrong_node
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.add_partitions_to_txn import AddPartitionsToTxnRequest, AddPartitionsToTxnResponse

Asked = AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction
Result = AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult


async def handle(call: Call, request: AddPartitionsToTxnRequest) -> AddPartitionsToTxnResponse:
    """Answers at once."""
    if call.version >= 4:
        one = AddPartitionsToTxnResponse.AddPartitionsToTxnResult
        results = [
            one(transactional_id=asked.transactional_id, topic_results=_added(call, asked))
            for asked in request.transactions
        ]
        return AddPartitionsToTxnResponse(results_by_transaction=results)
    single = Asked(
        transactional_id=request.v3_and_below_transactional_id,
        producer_id=request.v3_and_below_producer_id,
        producer_epoch=request.v3_and_below_producer_epoch,
        topics=request.v3_and_below_topics,
    )
    return AddPartitionsToTxnResponse(results_by_topic_v3_and_below=_added(call, single))


def _added(call: Call, asked: Asked) -> list[Result]:
    partitions = [(topic.name, index) for topic in asked.topics for index in topic.partitions]
    missing = {at for at in partitions if call.cluster.partition(*at) is None}
    if missing:
        unknown, spared = codes.UNKNOWN_TOPIC_OR_PARTITION, codes.OPERATION_NOT_ATTEMPTED
        return _results(asked, {at: unknown if at in missing else spared for at in partitions})
    transactions, producer = (
        call.cluster.transactions,
        (asked.transactional_id, asked.producer_id, asked.producer_epoch),
    )
    code = wrong_node(call, TRANSACTION, asked.transactional_id) if asked.transactional_id else codes.NONE
    if code:
        return _results(asked, dict.fromkeys(partitions, code))
    if asked.verify_only:
        return _results(asked, transactions.contains(*producer, partitions))
    code = transactions.add(*producer, partitions)
    if code == codes.PRODUCER_FENCED and call.version < 2:
        code = codes.INVALID_PRODUCER_EPOCH
    return _results(asked, dict.fromkeys(partitions, code))


def _results(asked: Asked, given: dict[tuple[str, int], int]) -> list[Result]:
    one = AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult
    return [
        Result(
            name=topic.name,
            results_by_partition=[
                one(partition_index=index, partition_error_code=given[topic.name, index]) for index in topic.partitions
            ],
        )
        for topic in asked.topics
    ]
