"""AddOffsetsToTxn: a producer is about to commit offsets of a group in its transaction. v2 knows PRODUCER_FENCED."""

from __future__ import annotations

from barnabas.broker.apis._coordinated import TRANSACTION, wrong_node
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.add_offsets_to_txn import AddOffsetsToTxnRequest, AddOffsetsToTxnResponse


async def handle(call: Call, request: AddOffsetsToTxnRequest) -> AddOffsetsToTxnResponse:
    """Answers at once."""
    transactional_id = request.transactional_id
    code = wrong_node(call, TRANSACTION, transactional_id) if transactional_id else codes.NONE
    if not code:
        code = call.cluster.transactions.add_group(
            transactional_id, request.producer_id, request.producer_epoch, request.group_id
        )
    if code == codes.PRODUCER_FENCED and call.version < 2:
        code = codes.INVALID_PRODUCER_EPOCH
    return AddOffsetsToTxnResponse(error_code=code)
