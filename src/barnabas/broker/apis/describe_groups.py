"""DescribeGroups: state and members of classic groups.

v3 carries authorized operations (all: there is no authorizer), v4 instance ids. A group that is not there is "Dead", from v6
on with GROUP_ID_NOT_FOUND and a text (KIP-1043); so is a consumer group, which ConsumerGroupDescribe describes.
"""

from __future__ import annotations

from barnabas.broker.apis._coordinated import GROUP, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.groups.classic import ClassicGroup
from barnabas.broker.state.groups.phase import Phase
from barnabas.errors import codes
from barnabas.protocol.messages.describe_groups import DescribeGroupsRequest, DescribeGroupsResponse

Described = DescribeGroupsResponse.DescribedGroup
ALL_OPERATIONS = 1 << 3 | 1 << 6 | 1 << 8  # READ, DELETE, DESCRIBE: what there is to do with a group
CONFIG_OPERATIONS = 1 << 10 | 1 << 11  # DESCRIBE_CONFIGS, ALTER_CONFIGS: since 4.0, where groups have configs


async def handle(call: Call, request: DescribeGroupsRequest) -> DescribeGroupsResponse:
    """Answers at once."""
    groups = [_group(call, group_id) for group_id in request.groups]
    for group in groups:
        if request.include_authorized_operations and not group.error_code:
            group.authorized_operations = operations(call)
    return DescribeGroupsResponse(groups=groups)


def operations(call: Call) -> int:
    """What anybody may do with a group of this release."""
    return ALL_OPERATIONS | (CONFIG_OPERATIONS if call.cluster.versions.consumer_groups else 0)


def _group(call: Call, group_id: str) -> Described:
    code = wrong_node(call, GROUP, group_id)
    if code:
        return Described(group_id=group_id, error_code=code)
    group = call.cluster.groups.find(group_id)
    if not isinstance(group, ClassicGroup):
        dead = Described(group_id=group_id, group_state="Dead")
        if call.version >= 6:
            dead.error_code = codes.GROUP_ID_NOT_FOUND
            missing = group is None
            dead.error_message = (
                f"Group {group_id} not found." if missing else f"Group {group_id} is not a classic group."
            )
        return dead
    stable = group.phase is Phase.STABLE
    return Described(
        group_id=group_id,
        group_state=group.state,
        protocol_type=group.protocol_type or "",
        protocol_data=(group.protocol or "") if stable else "",
        members=_members(group, stable, call.version),
    )


def _members(group: ClassicGroup, stable: bool, version: int) -> list[DescribeGroupsResponse.DescribedGroupMember]:
    return [
        DescribeGroupsResponse.DescribedGroupMember(
            member_id=member.id,
            group_instance_id=member.instance_id if version >= 4 else None,
            client_id=member.caller.client_id,
            client_host=member.caller.host,
            member_metadata=member.metadata(group.protocol) if stable else b"",
            member_assignment=member.assignment,  # also the last one, while a rebalance is on its way
        )
        for member in group.members.values()
    ]
