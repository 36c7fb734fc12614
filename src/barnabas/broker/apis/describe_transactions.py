"""DescribeTransactions (KIP-664): state, producer and partitions of transactional ids.

Offsets of groups stand as partitions of `__consumer_offsets`, as Kafka shows them, though nothing is in that topic here.
"""

from __future__ import annotations

from barnabas.broker.apis._coordinated import TRANSACTION, wrong_node
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.describe_transactions import DescribeTransactionsRequest, DescribeTransactionsResponse

State = DescribeTransactionsResponse.TransactionState


async def handle(call: Call, request: DescribeTransactionsRequest) -> DescribeTransactionsResponse:
    """Answers at once."""
    states = [_describe(call, transactional_id) for transactional_id in request.transactional_ids]
    return DescribeTransactionsResponse(transaction_states=states)


def _describe(call: Call, transactional_id: str) -> State:
    if not transactional_id:
        return State(transactional_id=transactional_id, error_code=codes.INVALID_REQUEST)
    code = wrong_node(call, TRANSACTION, transactional_id)
    found = call.cluster.transactions.get(transactional_id)
    if code or found is None:
        return State(transactional_id=transactional_id, error_code=code or codes.TRANSACTIONAL_ID_NOT_FOUND)
    topics: dict[str, list[int]] = {}
    for topic, index in sorted(found.partitions):
        topics.setdefault(topic, []).append(index)
    return State(
        transactional_id=transactional_id,
        transaction_state=found.phase.value,
        transaction_timeout_ms=found.timeout_ms,
        transaction_start_time_ms=found.start_ms,
        producer_id=found.producer_id,
        producer_epoch=found.epoch,
        topics=[
            DescribeTransactionsResponse.TopicData(topic=topic, partitions=indexes) for topic, indexes in topics.items()
        ],
    )
