"""EndTxn: commits or aborts a producer's transaction.

v2 knows PRODUCER_FENCED; from v5 on each end raises the epoch, and the answer carries the producer of the next transaction
(KIP-890, "TV2"). The markers are in the logs when the answer comes, unless a partition has no leader.
"""

from __future__ import annotations

from barnabas.broker.apis._coordinated import TRANSACTION, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.transactions.transaction import Producer
from barnabas.errors import codes
from barnabas.protocol.messages.end_txn import EndTxnRequest, EndTxnResponse


async def handle(call: Call, request: EndTxnRequest) -> EndTxnResponse:
    """Answers when the decision is taken."""
    transactional_id, two = request.transactional_id, call.version >= 5
    code = wrong_node(call, TRANSACTION, transactional_id) if transactional_id else codes.NONE
    ended = Producer(code)
    if not code:
        ended = call.cluster.transactions.end(
            transactional_id, request.producer_id, request.producer_epoch, request.committed, two=two
        )
    response = EndTxnResponse(error_code=ended.error)
    if ended.error == codes.PRODUCER_FENCED and call.version < 2:
        response.error_code = codes.INVALID_PRODUCER_EPOCH
    if two:
        response.producer_id, response.producer_epoch = ended.producer_id, ended.epoch
    return response
