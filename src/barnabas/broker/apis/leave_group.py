"""LeaveGroup: members of a classic group leave, consumers of KIP-848 are put out by an administrator.

Up to v2 one by its id, from v3 on a batch, by instance id too (KIP-345). v5 carries reasons, which nobody reads here.
"""

from __future__ import annotations

from barnabas.broker.apis._coordinated import GROUP, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.groups.member import Leaving
from barnabas.errors import codes
from barnabas.protocol.messages.leave_group import LeaveGroupRequest, LeaveGroupResponse


async def handle(call: Call, request: LeaveGroupRequest) -> LeaveGroupResponse:
    """Answers at once; a rebalance may follow."""
    code = wrong_node(call, GROUP, request.group_id)
    if not code and not request.group_id:
        code = codes.INVALID_GROUP_ID
    if code:
        return LeaveGroupResponse(error_code=code)
    leaving = [Leaving(member.member_id, member.group_instance_id) for member in request.members]
    if call.version < 3:
        leaving = [Leaving(request.member_id)]
    given = call.cluster.groups.leave(request.group_id, leaving)
    if call.version < 3:
        return LeaveGroupResponse(error_code=given[0])
    one = LeaveGroupResponse.MemberResponse
    return LeaveGroupResponse(
        members=[
            one(member_id=member.member_id, group_instance_id=member.instance_id, error_code=code)
            for member, code in zip(leaving, given, strict=True)
        ]
    )
