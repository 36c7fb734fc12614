"""What is wrong with a ConsumerGroupHeartbeat by itself, whatever the group."""

from __future__ import annotations

from collections.abc import Sequence

from barnabas.broker.state.groups.consumer_member import JOINING, LEAVING, LEAVING_STATIC
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.consumer_group_heartbeat import ConsumerGroupHeartbeatRequest


def check_request(request: ConsumerGroupHeartbeatRequest, version: int, assignors: Sequence[str]) -> None:
    """What is wrong with a heartbeat by itself, whatever the group.

    Raises:
        RefusedError: INVALID_REQUEST, UNSUPPORTED_ASSIGNOR or INVALID_REGULAR_EXPRESSION.
    """
    epoch = request.member_epoch

    def refuse(message: str) -> None:
        raise RefusedError(codes.INVALID_REQUEST, message)

    if not request.member_id.strip() and (version >= 1 or epoch > 0 or epoch in (LEAVING, LEAVING_STATIC)):
        refuse("MemberId can't be empty.")
    for name, value in (
        ("GroupId", request.group_id),
        ("InstanceId", request.instance_id),
        ("RackId", request.rack_id),
    ):
        if value is not None and not value.strip():
            refuse(f"{name} can't be empty.")
    if epoch == JOINING:
        if request.rebalance_timeout_ms == -1:
            refuse("RebalanceTimeoutMs must be provided in first request.")
        if request.topic_partitions is None or request.topic_partitions:
            refuse("TopicPartitions must be empty when (re-)joining.")
        if request.subscribed_topic_names is None and request.subscribed_topic_regex is None:
            refuse("Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.")
    elif epoch == LEAVING_STATIC and request.instance_id is None:
        refuse("InstanceId can't be null.")
    elif epoch < LEAVING_STATIC:
        refuse(f"MemberEpoch is {epoch}, but must be greater than or equal to -2.")
    if request.server_assignor is not None and request.server_assignor not in assignors:
        known = ", ".join(assignors)
        message = f"ServerAssignor {request.server_assignor} is not supported. Supported assignors: {known}."
        raise RefusedError(codes.UNSUPPORTED_ASSIGNOR, message)
