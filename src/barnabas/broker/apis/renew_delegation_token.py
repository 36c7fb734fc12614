"""RenewDelegationToken, v0 to v2 (KIP-48): refused, as delegation tokens are not modelled."""

from __future__ import annotations

from barnabas.broker.apis._tokens import refused
from barnabas.broker.call import Call
from barnabas.protocol.messages.renew_delegation_token import RenewDelegationTokenRequest, RenewDelegationTokenResponse


async def handle(call: Call, request: RenewDelegationTokenRequest) -> RenewDelegationTokenResponse:
    """Answers at once."""
    return RenewDelegationTokenResponse(error_code=refused(call), expiry_timestamp_ms=-1)
