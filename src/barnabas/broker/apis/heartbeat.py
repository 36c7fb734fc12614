"""Heartbeat: a member of a classic group lives; told REBALANCE_IN_PROGRESS when it must join again. v3 knows static members."""

from __future__ import annotations

from barnabas.broker.apis._coordinated import GROUP, wrong_node
from barnabas.broker.call import Call
from barnabas.protocol.messages.heartbeat import HeartbeatRequest, HeartbeatResponse


async def handle(call: Call, request: HeartbeatRequest) -> HeartbeatResponse:
    """Answers at once."""
    code = wrong_node(call, GROUP, request.group_id) or call.cluster.groups.heartbeat(
        request.group_id, request.member_id, request.group_instance_id, request.generation_id
    )
    return HeartbeatResponse(error_code=code)
