"""ConsumerGroupHeartbeat (KIP-848): a member joins, lives, changes its subscription, confirms and gets partitions, leaves.

v1 adds regular expressions and demands that the client makes the member id (KIP-1082). A classic group becomes a consumer
group when the first such member joins, as group.consumer.migration.policy has it. Regular expressions are Python's, not RE2/J.
"""

from __future__ import annotations

from barnabas.broker.apis._coordinated import GROUP, caller, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.consumer_group_heartbeat import (
    ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse,
)


async def handle(call: Call, request: ConsumerGroupHeartbeatRequest) -> ConsumerGroupHeartbeatResponse:
    """Answers at once."""
    code = wrong_node(call, GROUP, request.group_id)
    if not call.cluster.groups.settings.takes_consumer_groups:
        code = codes.UNSUPPORTED_VERSION
    if code:
        return ConsumerGroupHeartbeatResponse(error_code=code)
    try:
        return call.cluster.groups.consumer_heartbeat(request, caller(call), call.version)
    except RefusedError as refused:
        return ConsumerGroupHeartbeatResponse(error_code=refused.code, error_message=refused.message)
