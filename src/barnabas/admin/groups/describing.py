"""Describing groups: each is asked for as a consumer group (KIP-848), and where it is none as a classic one."""

from __future__ import annotations

from collections.abc import Iterable

from barnabas.admin.groups.coordinated import Outcome, of_each_group
from barnabas.admin.groups.types import GroupDescription, MemberDescription
from barnabas.admin.types import BrokerDescription
from barnabas.engine.engine import Engine
from barnabas.engine.fitting import always, ask_fitting
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import GroupIdNotFoundError, UnsupportedVersionError, broker_error
from barnabas.errors.client import IncompatibleBrokerError, ProtocolError
from barnabas.protocol.consumer_protocol import PROTOCOL_TYPE, decode_assignment, decode_subscription
from barnabas.protocol.messages.consumer_group_describe import (
    ConsumerGroupDescribeRequest,
    ConsumerGroupDescribeResponse,
)
from barnabas.protocol.messages.describe_groups import DescribeGroupsRequest, DescribeGroupsResponse
from barnabas.types import TopicPartition

OPERATIONS_FIRST = 3  # the version of DescribeGroups that tells what a client may do (KIP-430)
NOT_TOLD = -(2**31)
MEMBER_TYPES = {0: "classic", 1: "consumer"}
OPERATIONS = {
    3: "READ", 4: "WRITE", 5: "CREATE", 6: "DELETE", 7: "ALTER", 8: "DESCRIBE", 9: "CLUSTER_ACTION", 10: "DESCRIBE_CONFIGS",
    11: "ALTER_CONFIGS", 12: "IDEMPOTENT_WRITE", 13: "CREATE_TOKENS", 14: "DESCRIBE_TOKENS", 15: "TWO_PHASE_COMMIT",
}  # fmt: skip


async def describe_groups(
    engine: Engine, group_ids: Iterable[str], operations: bool, deadline: float
) -> dict[str, GroupDescription]:
    """A description or an error of each."""

    async def ask(node: int, ids: list[str]) -> dict[str, Outcome[GroupDescription]]:
        found = await _as_consumer_groups(engine, node, ids, operations, deadline)
        rest = [id for id in ids if isinstance(found.get(id), (GroupIdNotFoundError, UnsupportedVersionError))]
        if rest:
            found |= await _as_classic_groups(engine, node, rest, operations, deadline)
        return found

    found = await of_each_group(engine, group_ids, ask, deadline)
    return {
        group_id: GroupDescription(group_id, outcome) if isinstance(outcome, KafkaError) else outcome
        for group_id, outcome in found.items()
    }


async def _as_consumer_groups(
    engine: Engine, node: int, ids: list[str], operations: bool, deadline: float
) -> dict[str, Outcome[GroupDescription]]:
    request = ConsumerGroupDescribeRequest(group_ids=ids, include_authorized_operations=operations)
    try:
        response: ConsumerGroupDescribeResponse = await ask_fitting(
            engine, node, ConsumerGroupDescribeRequest, always(request), deadline
        )
    except IncompatibleBrokerError:
        return {id: UnsupportedVersionError() for id in ids}
    place = _broker(engine, node)
    return {
        group.group_id: broker_error(group.error_code, group.error_message, api="ConsumerGroupDescribe")
        if group.error_code
        else _consumer_group(group, place)
        for group in response.groups
    }


async def _as_classic_groups(
    engine: Engine, node: int, ids: list[str], operations: bool, deadline: float
) -> dict[str, Outcome[GroupDescription]]:
    def make(version: int) -> DescribeGroupsRequest:
        return DescribeGroupsRequest(
            groups=ids, include_authorized_operations=operations and version >= OPERATIONS_FIRST
        )

    response: DescribeGroupsResponse = await ask_fitting(engine, node, DescribeGroupsRequest, make, deadline)
    place = _broker(engine, node)
    found: dict[str, Outcome[GroupDescription]] = {}
    for group in response.groups:
        if group.error_code:
            found[group.group_id] = broker_error(group.error_code, group.error_message, api="DescribeGroups")
        elif group.group_state == "Dead":  # how brokers before version 6 say that there is none (KIP-1043)
            found[group.group_id] = GroupIdNotFoundError(f"Group {group.group_id} not found.", api="DescribeGroups")
        else:
            found[group.group_id] = _classic_group(group, place)
    return found


def _broker(engine: Engine, node: int) -> BrokerDescription:
    known = engine.node(node)
    info = engine.cluster.snapshot.brokers.get(node)
    return BrokerDescription(node, known.host, known.port, info.rack if info else None)


def _consumer_group(group: ConsumerGroupDescribeResponse.DescribedGroup, place: BrokerDescription) -> GroupDescription:
    members = tuple(
        MemberDescription(
            member_id=member.member_id,
            group_instance_id=member.instance_id,
            client_id=member.client_id,
            host=member.client_host,
            assigned=_partitions(member.assignment),
            rack=member.rack_id,
            topics=tuple(member.subscribed_topic_names),
            pattern=member.subscribed_topic_regex or None,
            member_epoch=member.member_epoch,
            target=_partitions(member.target_assignment),
            type=MEMBER_TYPES.get(member.member_type),
        )
        for member in group.members
    )
    return GroupDescription(
        group.group_id,
        None,
        type="consumer",
        state=group.group_state,
        protocol_type=PROTOCOL_TYPE,
        assignor=group.assignor_name,
        coordinator=place,
        members=members,
        group_epoch=group.group_epoch,
        assignment_epoch=group.assignment_epoch,
        authorized_operations=_operations(group.authorized_operations),
    )


def _partitions(assignment: ConsumerGroupDescribeResponse.Assignment) -> tuple[TopicPartition, ...]:
    return tuple(
        TopicPartition(topic.topic_name, number) for topic in assignment.topic_partitions for number in topic.partitions
    )


def _classic_group(group: DescribeGroupsResponse.DescribedGroup, place: BrokerDescription) -> GroupDescription:
    readable = group.protocol_type == PROTOCOL_TYPE
    return GroupDescription(
        group.group_id,
        None,
        type="classic",
        state=group.group_state,
        protocol_type=group.protocol_type,
        assignor=group.protocol_data,
        coordinator=place,
        members=tuple(_classic_member(member, readable) for member in group.members),
        authorized_operations=_operations(group.authorized_operations),
    )


def _classic_member(member: DescribeGroupsResponse.DescribedGroupMember, readable: bool) -> MemberDescription:
    assigned, topics, rack, error = list[TopicPartition](), tuple[str, ...](), None, None
    try:
        if readable:
            assigned = decode_assignment(member.member_assignment)
        if readable and member.member_metadata:  # none while the group rebalances
            topics, rack = (said := decode_subscription(member.member_metadata)).topics, said.rack
    except ProtocolError as unreadable:  # an assignor may write what it likes: the group is described all the same
        error = unreadable
    return MemberDescription(
        member_id=member.member_id,
        group_instance_id=member.group_instance_id,
        client_id=member.client_id,
        host=member.client_host,
        assigned=tuple(assigned),
        rack=rack,
        topics=topics,
        type="classic",
        error=error,
    )


def _operations(bits: int) -> frozenset[str] | None:
    if bits == NOT_TOLD:
        return None
    return frozenset(name for bit, name in OPERATIONS.items() if bits >> bit & 1)
