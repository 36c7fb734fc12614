"""FindCoordinator: which node coordinates a group (type 0) or a transactional id (type 1).

v0 knows groups only; up to v3 there is one key, from v4 on a batch of them (KIP-699). COORDINATOR_NOT_AVAILABLE when no node
lives. Not modelled: share coordinators (type 2, v6), which only brokers look for: INVALID_REQUEST.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.broker.apis._coordinated import GROUP, SHARE, TRANSACTION
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.errors.broker import BY_CODE
from barnabas.protocol.messages.find_coordinator import FindCoordinatorRequest, FindCoordinatorResponse

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Node


async def handle(call: Call, request: FindCoordinatorRequest) -> FindCoordinatorResponse:
    """Answers from the cluster's own table."""
    if call.version >= 4:
        one = FindCoordinatorResponse.Coordinator
        found = [(key, *_find(call, request.key_type, key)) for key in request.coordinator_keys]
        return FindCoordinatorResponse(
            coordinators=[
                one(key=key, error_code=code, node_id=node.id, host=node.host, port=node.port)
                if node is not None
                else one(key=key, error_code=code, node_id=-1, host="", port=-1, error_message=_text(request.key_type))
                for key, node, code in found
            ]
        )
    node, code = _find(call, request.key_type, request.key)
    if node is None:
        response = FindCoordinatorResponse(error_code=code, node_id=-1, host="", port=-1)
        if call.version >= 1:
            response.error_message = BY_CODE[code].text
        return response
    response = FindCoordinatorResponse(node_id=node.id, host=node.host, port=node.port)
    if call.version >= 1:
        response.error_message = "NONE"
    return response


def _text(kind: int) -> str:
    """Kafka has a text for a kind that there is not, none for what is wrong with a share key or the cluster."""
    return "" if kind in (GROUP, TRANSACTION, SHARE) else BY_CODE[codes.INVALID_REQUEST].text


def _find(call: Call, kind: int, key: str) -> tuple[Node | None, int]:
    if kind not in (GROUP, TRANSACTION):
        return None, codes.INVALID_REQUEST
    call.cluster.need_internal(kind)
    node = call.cluster.coordinator(kind, key)
    return node, codes.NONE if node is not None else codes.COORDINATOR_NOT_AVAILABLE
