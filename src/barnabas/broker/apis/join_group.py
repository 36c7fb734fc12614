"""JoinGroup: a member of a classic group joins or joins again; answered when the group's next generation begins.

v4 demands that a member joins with the id it was given (KIP-394), v5 knows static members (KIP-345), v8 carries a reason,
v9 lets a leader skip its assignment (KIP-814). A consumer group takes the member in as one by the classic protocol, and
answers at once.
"""

from __future__ import annotations

from barnabas.broker.apis._coordinated import GROUP, caller, wrong_node
from barnabas.broker.call import Call
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse


async def handle(call: Call, request: JoinGroupRequest) -> JoinGroupResponse:
    """Waits for the group."""
    code = wrong_node(call, GROUP, request.group_id)
    if code:
        return _fit(JoinGroupResponse(error_code=code, member_id=request.member_id), call.version)
    promise = call.promise()

    def answer(response: JoinGroupResponse) -> None:
        if not promise.done():
            promise.set_result(response)

    call.cluster.groups.join(request, caller(call), call.version, answer)
    response: JoinGroupResponse = await promise
    return _fit(response, call.version)


def _fit(response: JoinGroupResponse, version: int) -> JoinGroupResponse:
    response.protocol_name = response.protocol_name or (None if version >= 7 else "")
    return response
