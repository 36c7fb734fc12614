"""What stands in the way of a membership is told while it does: joins and heartbeats without an answer, a coordinator that is not reached."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from barnabas.errors import KafkaError, NetworkError, NotCoordinatorError
from barnabas.group.machine import State
from barnabas.protocol.messages.heartbeat import HeartbeatRequest, HeartbeatResponse
from barnabas.protocol.messages.join_group import JoinGroupRequest
from tests.harness.waiting import auntil, turns
from unit.group.one_member import Group, run


def test_trouble_says_what_keeps_a_member_from_joining() -> None:
    async def test(group: Group) -> None:
        group.next(JoinGroupRequest, lambda request: NetworkError("broke"))
        future: asyncio.Future[Any] = group.engine.loop.create_future()
        group.next(JoinGroupRequest, lambda request: future)
        group.membership.start()
        await group.engine.arrival(JoinGroupRequest)
        sent = await group.engine.arrival(JoinGroupRequest)
        assert isinstance(group.membership.trouble, NetworkError)
        future.set_result(group.join(sent.request))
        assert (await group.told.next())[0] == "assigned"
        assert group.membership.trouble is None

    run(test)


def test_trouble_also_says_why_heartbeats_are_not_answered_until_one_is() -> None:
    async def test(group: Group) -> None:
        await group.joined()
        broken = NetworkError("broke")
        group.next(HeartbeatRequest, lambda request: broken)
        await auntil(lambda: group.membership.trouble is broken, "it is told")
        assert group.membership.state is State.STABLE
        await auntil(lambda: group.membership.trouble is None, "the next one is answered")
        group.next(HeartbeatRequest, lambda request: HeartbeatResponse(error_code=NotCoordinatorError.code))
        await auntil(lambda: isinstance(group.membership.trouble, NotCoordinatorError), "it has moved")
        await auntil(lambda: group.membership.trouble is None, "the next one is answered")

    run(test)


@pytest.mark.parametrize("reason", [None, NetworkError("refused")])
def test_trouble_says_that_the_coordinator_is_still_looked_for(reason: KafkaError | None) -> None:
    async def test(group: Group) -> None:
        group.engine.lost = asyncio.Event()
        group.engine.pool.nodes = {1: SimpleNamespace(label="b:1", error=reason)}
        joined = asyncio.ensure_future(group.joined())
        await turns()
        assert group.membership.trouble is None
        for _ in range(2):
            group.engine.later(1.1)
            await auntil(lambda: group.membership.trouble is not None, "it is told")
            text = "b:1: refused" if reason else "the coordinator of group 'g' is not reached yet"
            assert text in str(group.membership.trouble)
            group.membership._coordinator.trouble = None
        group.engine.lost.set()
        assert (await joined)[0] == "assigned"
        assert group.membership.trouble is None

    run(test)
