"""ExpireDelegationToken, v0 to v2 (KIP-48): refused, as delegation tokens are not modelled."""

from __future__ import annotations

from barnabas.broker.apis._tokens import refused
from barnabas.broker.call import Call
from barnabas.protocol.messages.expire_delegation_token import (
    ExpireDelegationTokenRequest,
    ExpireDelegationTokenResponse,
)


async def handle(call: Call, request: ExpireDelegationTokenRequest) -> ExpireDelegationTokenResponse:
    """Answers at once."""
    return ExpireDelegationTokenResponse(error_code=refused(call), expiry_timestamp_ms=-1)
