"""ListPartitionReassignments, v0 (KIP-455): none, as reassignments are done at once. With ZooKeeper only the controller answers."""

from __future__ import annotations

from barnabas.broker.apis._controlled import not_controller
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.list_partition_reassignments import (
    ListPartitionReassignmentsRequest,
    ListPartitionReassignmentsResponse,
)


async def handle(call: Call, request: ListPartitionReassignmentsRequest) -> ListPartitionReassignmentsResponse:
    """Answers at once."""
    code = codes.NOT_CONTROLLER if not_controller(call) else codes.NONE
    return ListPartitionReassignmentsResponse(error_code=code, error_message=None)
