"""CreateAcls, v0 to v3: SECURITY_DISABLED for each, as a broker without an authorizer answers. ACLs are not modelled."""

from __future__ import annotations

from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.create_acls import CreateAclsRequest, CreateAclsResponse

NO_AUTHORIZER = "No Authorizer is configured."


async def handle(call: Call, request: CreateAclsRequest) -> CreateAclsResponse:
    """Answers at once."""
    one = CreateAclsResponse.AclCreationResult
    return CreateAclsResponse(
        results=[one(error_code=codes.SECURITY_DISABLED, error_message=NO_AUTHORIZER) for _ in request.creations]
    )
