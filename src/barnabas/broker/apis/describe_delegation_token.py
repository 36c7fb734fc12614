"""DescribeDelegationToken, v0 to v3 (KIP-48): refused, as delegation tokens are not modelled."""

from __future__ import annotations

from barnabas.broker.apis._tokens import refused
from barnabas.broker.call import Call
from barnabas.protocol.messages.describe_delegation_token import (
    DescribeDelegationTokenRequest,
    DescribeDelegationTokenResponse,
)


async def handle(call: Call, request: DescribeDelegationTokenRequest) -> DescribeDelegationTokenResponse:
    """Answers at once."""
    return DescribeDelegationTokenResponse(error_code=refused(call))
