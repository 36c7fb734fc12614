"""DescribeAcls, v0 to v3: SECURITY_DISABLED, as a broker without an authorizer answers. ACLs are not modelled."""

from __future__ import annotations

from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.describe_acls import DescribeAclsRequest, DescribeAclsResponse


async def handle(call: Call, request: DescribeAclsRequest) -> DescribeAclsResponse:
    """Answers at once."""
    text = "No Authorizer is configured on the broker"
    return DescribeAclsResponse(error_code=codes.SECURITY_DISABLED, error_message=text)
