"""DeleteGroups: groups without members, with their offsets."""

from __future__ import annotations

from barnabas.broker.apis._coordinated import GROUP, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.protocol.messages.delete_groups import DeleteGroupsRequest, DeleteGroupsResponse


async def handle(call: Call, request: DeleteGroupsRequest) -> DeleteGroupsResponse:
    """Each by itself."""
    names = dict.fromkeys(request.groups_names)
    return DeleteGroupsResponse(results=[_delete(call, group_id) for group_id in names])


def _delete(call: Call, group_id: str) -> DeleteGroupsResponse.DeletableGroupResult:
    result = DeleteGroupsResponse.DeletableGroupResult(group_id=group_id)
    result.error_code = wrong_node(call, GROUP, group_id)
    if not result.error_code:
        try:
            call.cluster.groups.delete(group_id)
        except RefusedError as refused:
            result.error_code = refused.code  # v3 has room for a text, which Kafka leaves empty here
    return result
