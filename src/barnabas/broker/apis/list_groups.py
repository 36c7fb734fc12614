"""ListGroups: the groups that this node coordinates. v4 filters by state (KIP-518), v5 says and filters by type (KIP-848)."""

from __future__ import annotations

from barnabas.broker.apis._coordinated import GROUP, wrong_node
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.list_groups import ListGroupsRequest, ListGroupsResponse


async def handle(call: Call, request: ListGroupsRequest) -> ListGroupsResponse:
    """Answers at once."""
    states = {state.lower() for state in request.states_filter}
    types = {kind.lower() for kind in request.types_filter}
    response = ListGroupsResponse()
    for group in call.cluster.groups.all():
        if wrong_node(call, GROUP, group.id) != codes.NONE:
            continue
        if (states and group.state.lower() not in states) or (types and group.kind not in types):
            continue
        listed = ListGroupsResponse.ListedGroup(group_id=group.id, protocol_type=group.protocol_type or "")
        if call.version >= 4:
            listed.group_state = group.state
        if call.version >= 5:
            listed.group_type = group.kind
        response.groups.append(listed)
    return response
