"""DeleteAcls, v0 to v3: SECURITY_DISABLED for each filter, as a broker without an authorizer answers. ACLs are not modelled."""

from __future__ import annotations

from barnabas.broker.apis.create_acls import NO_AUTHORIZER
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.delete_acls import DeleteAclsRequest, DeleteAclsResponse


async def handle(call: Call, request: DeleteAclsRequest) -> DeleteAclsResponse:
    """Answers at once."""
    one = DeleteAclsResponse.DeleteAclsFilterResult
    return DeleteAclsResponse(
        filter_results=[one(error_code=codes.SECURITY_DISABLED, error_message=NO_AUTHORIZER) for _ in request.filters]
    )
