"""SyncGroup: the leader of a classic group hands in the assignment, all members get theirs.

A follower is answered when the leader has assigned. v3 knows static members, v5 carries the protocol and has it checked.
"""

from __future__ import annotations

from barnabas.broker.apis._coordinated import GROUP, wrong_node
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.sync_group import SyncGroupRequest, SyncGroupResponse

PROTOCOL_SAID = 5  # the version from which a member has to say it (KIP-559)


async def handle(call: Call, request: SyncGroupRequest) -> SyncGroupResponse:
    """Waits for the leader."""
    code = wrong_node(call, GROUP, request.group_id)
    if code:
        return SyncGroupResponse(error_code=code)
    if call.version >= PROTOCOL_SAID and None in (request.protocol_type, request.protocol_name):
        return SyncGroupResponse(error_code=codes.INCONSISTENT_GROUP_PROTOCOL)
    promise = call.promise()

    def answer(response: SyncGroupResponse) -> None:
        if not promise.done():
            promise.set_result(response)

    call.cluster.groups.sync(request, answer)
    response: SyncGroupResponse = await promise
    return response
