"""Telling the coordinator that a member goes (LeaveGroup), so that the others need not wait for its session to end."""

from __future__ import annotations

import asyncio
import logging

from barnabas.engine.engine import Engine
from barnabas.engine.routing import COORDINATOR_MOVED
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import broker_error
from barnabas.group.actions import Leave
from barnabas.group.coordinator import Coordinator
from barnabas.protocol.messages.leave_group import LeaveGroupRequest, LeaveGroupResponse

log = logging.getLogger("barnabas.group")
MEMBERS_FROM = 3  # KIP-345: from version 3 on several members leave in one request
FAREWELL_MOST = 5.0  # seconds: a coordinator that is away finds out by the session timeout
ATTEMPTS = 2  # the coordinator may have moved


async def say_goodbye(engine: Engine, coordinator: Coordinator, group_id: str, goodbye: Leave, deadline: float) -> None:
    """Sends LeaveGroup; what becomes of it is logged. Not on the member's lane, where a JoinGroup may be waiting."""
    deadline = min(deadline, engine.now() + FAREWELL_MOST)
    try:
        async with asyncio.timeout_at(deadline):
            code = 0
            for _ in range(ATTEMPTS):
                response: LeaveGroupResponse = await coordinator.ask(
                    LeaveGroupRequest, lambda version: _request(group_id, goodbye, version), deadline=deadline
                )
                code = response.error_code or next((m.error_code for m in response.members if m.error_code), 0)
                coordinator.heard(code)
                if code not in COORDINATOR_MOVED:
                    break
            if code:
                raise broker_error(code, api="LeaveGroup")
    except (KafkaError, TimeoutError) as error:
        log.debug("member %s left group %s without a goodbye: %s", goodbye.member_id, group_id, error)
    else:
        log.info("member %s left group %s: %s", goodbye.member_id, group_id, goodbye.reason)


def _request(group_id: str, goodbye: Leave, version: int) -> LeaveGroupRequest:
    if version < MEMBERS_FROM:
        return LeaveGroupRequest(group_id=group_id, member_id=goodbye.member_id)
    identity = LeaveGroupRequest.MemberIdentity(
        member_id=goodbye.member_id, group_instance_id=goodbye.instance_id, reason=goodbye.reason
    )
    return LeaveGroupRequest(group_id=group_id, members=[identity])
