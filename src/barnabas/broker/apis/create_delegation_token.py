"""CreateDelegationToken, v0 to v3 (KIP-48): refused, as delegation tokens are not modelled. v3 names who asked too (KIP-373)."""

from __future__ import annotations

from barnabas.broker.apis._tokens import refused
from barnabas.broker.call import Call
from barnabas.protocol.messages.create_delegation_token import (
    CreateDelegationTokenRequest,
    CreateDelegationTokenResponse,
)

WITH_REQUESTER = 3


async def handle(call: Call, request: CreateDelegationTokenRequest) -> CreateDelegationTokenResponse:
    """Answers at once."""
    kind, _, name = call.peer.principal.partition(":")
    response = CreateDelegationTokenResponse(
        error_code=refused(call),
        principal_type=kind,
        principal_name=name,
        issue_timestamp_ms=-1,
        expiry_timestamp_ms=-1,
        max_timestamp_ms=-1,
    )
    if call.version >= WITH_REQUESTER:
        response.token_requester_principal_type, response.token_requester_principal_name = kind, name
    return response
