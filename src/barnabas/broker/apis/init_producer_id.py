"""InitProducerId: a producer id and its epoch, for idempotence alone or for a transactional id.

v3 lets a producer go on after an error by naming its id and epoch (KIP-360), v4 knows PRODUCER_FENCED (KIP-588). Not modelled:
two-phase commit (v6, KIP-939).
"""

from __future__ import annotations

from barnabas.broker.apis._coordinated import TRANSACTION, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.transactions.transaction import NO_EPOCH, NO_PRODUCER_ID, Producer
from barnabas.errors import codes
from barnabas.protocol.messages.init_producer_id import InitProducerIdRequest, InitProducerIdResponse


async def handle(call: Call, request: InitProducerIdRequest) -> InitProducerIdResponse:
    """Answers at once; CONCURRENT_TRANSACTIONS while a former transaction of the id is being ended."""
    made = _producer(call, request)
    code = made.error
    if code == codes.PRODUCER_FENCED and call.version < 4:
        code = codes.INVALID_PRODUCER_EPOCH
    return InitProducerIdResponse(error_code=code, producer_id=made.producer_id, producer_epoch=made.epoch)


def _producer(call: Call, request: InitProducerIdRequest) -> Producer:
    expected = None
    if (request.producer_id, request.producer_epoch) != (NO_PRODUCER_ID, NO_EPOCH):
        expected = request.producer_id, request.producer_epoch
        if NO_PRODUCER_ID in expected:
            return Producer(codes.INVALID_REQUEST)
    if request.transactional_id is None:
        return Producer(codes.NONE, call.cluster.producer_ids.next(), 0)
    if request.transactional_id:
        code = wrong_node(call, TRANSACTION, request.transactional_id)
        if code:
            return Producer(code)
    return call.cluster.transactions.init(request.transactional_id, request.transaction_timeout_ms, expected)
