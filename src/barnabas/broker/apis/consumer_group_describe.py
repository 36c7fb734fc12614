"""ConsumerGroupDescribe (KIP-848): members, epochs and assignments of consumer groups. v1 says by which protocol a member is one.

Authorized operations are those of a cluster without an authorizer: all, where they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

from barnabas.broker.apis._coordinated import GROUP, wrong_node
from barnabas.broker.apis.describe_groups import operations
from barnabas.broker.call import Call
from barnabas.broker.state.groups.assignors import Partition
from barnabas.broker.state.groups.consumer import ConsumerGroup
from barnabas.broker.state.groups.consumer_member import ConsumerMember, by_topic
from barnabas.errors import codes
from barnabas.protocol.messages.consumer_group_describe import (
    ConsumerGroupDescribeRequest,
    ConsumerGroupDescribeResponse,
)

Described = ConsumerGroupDescribeResponse.DescribedGroup
CLASSIC, CONSUMER = 0, 1  # the member types


async def handle(call: Call, request: ConsumerGroupDescribeRequest) -> ConsumerGroupDescribeResponse:
    """Answers at once."""
    if not call.cluster.groups.settings.takes_consumer_groups:
        code = codes.UNSUPPORTED_VERSION
        return ConsumerGroupDescribeResponse(
            groups=[Described(group_id=group_id, error_code=code) for group_id in request.group_ids]
        )
    groups = [_group(call, group_id) for group_id in request.group_ids]
    for group in groups:
        if request.include_authorized_operations and not group.error_code:
            group.authorized_operations = operations(call)
    return ConsumerGroupDescribeResponse(groups=groups)


def _group(call: Call, group_id: str) -> Described:
    if not group_id:
        return Described(group_id="", error_code=codes.INVALID_GROUP_ID)
    code = wrong_node(call, GROUP, group_id)
    if code:
        return Described(group_id=group_id, error_code=code)
    group = call.cluster.groups.find(group_id)
    if not isinstance(group, ConsumerGroup):
        message = f"Group {group_id} not found." if group is None else f"Group {group_id} is not a consumer group."
        return Described(group_id=group_id, error_code=codes.GROUP_ID_NOT_FOUND, error_message=message)
    return Described(
        group_id=group_id,
        group_state=group.state,
        group_epoch=group.epoch,
        assignment_epoch=group.target.epoch,
        assignor_name=group.target.assignor,
        members=[_member(call, group, member) for member in group.members.values()],
    )


def _member(call: Call, group: ConsumerGroup, member: ConsumerMember) -> ConsumerGroupDescribeResponse.Member:
    described = ConsumerGroupDescribeResponse.Member(
        member_id=member.id,
        instance_id=member.instance_id,
        rack_id=member.rack,
        member_epoch=member.epoch,
        client_id=member.caller.client_id,
        client_host=member.caller.host,
        subscribed_topic_names=sorted(member.topics),
        subscribed_topic_regex=member.regex or "",
        assignment=_assignment(call, member.assigned | member.revoking),  # also what it has yet to give back
        target_assignment=_assignment(call, group.target.share(member.id)),
    )
    if call.version >= 1:
        described.member_type = CONSUMER if member.classic is None else CLASSIC
    return described


def _assignment(call: Call, partitions: Iterable[Partition]) -> ConsumerGroupDescribeResponse.Assignment:
    topics = call.cluster.topic_ids
    one = ConsumerGroupDescribeResponse.TopicPartitions
    return ConsumerGroupDescribeResponse.Assignment(
        topic_partitions=[
            one(topic_id=topic_id, topic_name=topics[topic_id].name, partitions=indexes)
            for topic_id, indexes in by_topic(partitions).items()
            if topic_id in topics
        ]
    )
