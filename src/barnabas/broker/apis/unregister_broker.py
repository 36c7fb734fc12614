"""UnregisterBroker, v0 (KIP-500): a node that is not there is not registered; taking away one that is, is not modelled."""

from __future__ import annotations

from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.unregister_broker import UnregisterBrokerRequest, UnregisterBrokerResponse


async def handle(call: Call, request: UnregisterBrokerRequest) -> UnregisterBrokerResponse:
    """Answers at once."""
    if request.broker_id not in call.cluster.nodes:
        return UnregisterBrokerResponse(
            error_code=codes.BROKER_ID_NOT_REGISTERED,
            error_message=f"Broker ID {request.broker_id} is not currently registered",
        )
    return UnregisterBrokerResponse(
        error_code=codes.INVALID_REQUEST,
        error_message=f"Broker ID {request.broker_id} stays registered: the nodes of this cluster are fixed",
    )
