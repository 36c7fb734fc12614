"""Taking things away: whole groups (DeleteGroups), and members out of their group (LeaveGroup in their name, KIP-345)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from barnabas.admin.groups.coordinated import Outcome, of_each_group
from barnabas.admin.groups.describing import describe_groups
from barnabas.admin.groups.types import GroupResult, MemberResult
from barnabas.engine.engine import Engine
from barnabas.engine.fitting import always, ask_fitting
from barnabas.errors import codes
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import NonEmptyGroupError, broker_error
from barnabas.group.machine import REASON_MOST
from barnabas.protocol.messages.delete_groups import DeleteGroupsRequest, DeleteGroupsResponse
from barnabas.protocol.messages.leave_group import LeaveGroupRequest, LeaveGroupResponse

BATCHED = 3  # the version of LeaveGroup with several members, named by their own names too (KIP-345)
REMOVED = "the admin took the member out"  # the reason that is told unless another is given


async def delete_groups(engine: Engine, group_ids: Sequence[str], timeout: float) -> list[GroupResult]:
    """Groups without members, with their offsets."""
    deadline = engine.now() + timeout

    async def ask(node: int, ids: list[str]) -> dict[str, Outcome[GroupResult]]:
        request = DeleteGroupsRequest(groups_names=ids)
        response: DeleteGroupsResponse = await ask_fitting(engine, node, DeleteGroupsRequest, always(request), deadline)
        return {item.group_id: _deleted(item) for item in response.results}

    found = await of_each_group(engine, group_ids, ask, deadline)
    return [
        outcome if isinstance(outcome := found[group_id], GroupResult) else GroupResult(group_id, outcome)
        for group_id in group_ids
    ]


def _deleted(item: DeleteGroupsResponse.DeletableGroupResult) -> Outcome[GroupResult]:
    if item.error_code == codes.NON_EMPTY_GROUP:
        text = f"group {item.group_id} has members: they must leave, or be taken out, before it can be deleted"
        return NonEmptyGroupError(item.error_message or text, api="DeleteGroups")
    if item.error_code:
        return broker_error(item.error_code, item.error_message, api="DeleteGroups")
    return GroupResult(item.group_id, None)


async def remove_members(
    engine: Engine, group_id: str, named: Iterable[tuple[str, str | None]] | None, reason: str, timeout: float
) -> list[MemberResult]:
    """Members by member id or by their own names, or with None everybody who is in the group now.

    Raises:
        KafkaError: the group as a whole could not be asked.
    """
    deadline = engine.now() + timeout
    everybody = named is None
    if named is None:
        described = (await describe_groups(engine, [group_id], False, deadline))[group_id]
        described.raise_for_error()
        named = [(member.member_id, member.group_instance_id) for member in described.members]
    left = list(named)
    results: list[MemberResult] = []

    async def ask(node: int, ids: list[str]) -> dict[str, Outcome[bool]]:
        # Brokers before version 3 know members by their ids only, and take one at a time.
        low = BATCHED if any(not member_id for member_id, _ in left) else None
        version = (await engine.versions(node, None, deadline)).pick(LeaveGroupRequest, low)
        while left:
            some = left if version >= BATCHED else left[:1]
            said = await _leave(engine, node, group_id, some, reason, version, deadline)
            for (member_id, instance_id), code in zip(some, said, strict=True):
                gone = everybody and code == codes.UNKNOWN_MEMBER_ID  # it left by itself meanwhile
                error = None if gone or not code else broker_error(code, api="LeaveGroup")
                results.append(MemberResult(member_id, instance_id, error))
            del left[: len(some)]
        return {group_id: True}

    outcome = (await of_each_group(engine, [group_id], ask, deadline))[group_id] if left else True
    if isinstance(outcome, KafkaError):
        raise outcome
    return results


async def _leave(
    engine: Engine,
    node: int,
    group_id: str,
    some: Sequence[tuple[str, str | None]],
    reason: str,
    version: int,
    deadline: float,
) -> list[int]:
    """One request: the error code of each. Raises what concerns the group as a whole."""
    if version < BATCHED:
        request = LeaveGroupRequest(group_id=group_id, member_id=some[0][0])
    else:
        one = LeaveGroupRequest.MemberIdentity
        members = [one(member_id=id, group_instance_id=name, reason=reason[:REASON_MOST]) for id, name in some]
        request = LeaveGroupRequest(group_id=group_id, members=members)
    response: LeaveGroupResponse = await ask_fitting(
        engine, node, LeaveGroupRequest, always(request), deadline, low=version, high=version
    )
    code = response.error_code
    if version < BATCHED and code == codes.UNKNOWN_MEMBER_ID:
        return [code]
    if code:
        raise broker_error(code, api="LeaveGroup")
    said = {(member.member_id, member.group_instance_id): member.error_code for member in response.members}
    return [0] if version < BATCHED else [said.get(place, codes.UNKNOWN_SERVER_ERROR) for place in some]
