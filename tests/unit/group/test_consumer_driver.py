"""The driver of the newer protocol (KIP-848) with a scripted coordinator: topics are looked up beside the heartbeats."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from barnabas.config import resolve
from barnabas.consumer.options import SPEC
from barnabas.errors import NoBrokerAvailableError
from barnabas.group.consumer_driver import ConsumerMembership
from barnabas.protocol.messages.consumer_group_heartbeat import (
    ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse,
)
from barnabas.types import TopicPartition
from unit.group.one_member import Told
from unit.group.scripted import ScriptedEngine

ID = b"t".ljust(16, b"\1")


class Group:
    """A coordinator that gives its one member partition 0 of a topic whose id only it knows."""

    def __init__(self) -> None:
        self.engine = ScriptedEngine()
        self.told = Told()
        options = resolve("Consumer", SPEC, {"group_protocol": "consumer"})
        self.membership = ConsumerMembership(self.engine.engine, "g", ["t"], options, self.told)
        self.engine.answers[ConsumerGroupHeartbeatRequest] = self.heard

    def heard(self, request: Any) -> ConsumerGroupHeartbeatResponse:
        answer = ConsumerGroupHeartbeatResponse(
            member_id=request.member_id, member_epoch=max(request.member_epoch, 0) or 1, heartbeat_interval_ms=1
        )
        if request.member_epoch == 0:
            place = ConsumerGroupHeartbeatResponse.TopicPartitions(topic_id=ID, partitions=[0])
            answer.assignment = ConsumerGroupHeartbeatResponse.Assignment(topic_partitions=[place])
        return answer

    def known(self) -> None:
        """The topic's name is in the cluster's picture."""
        cluster = self.engine.cluster
        cluster.set(t=1)
        cluster.snapshot = replace(cluster.snapshot, names={ID: "t"})


def run(test: Callable[[Group], Awaitable[None]]) -> None:
    async def main() -> None:
        group = Group()
        async with asyncio.timeout(20):
            await test(group)
            await group.membership.leave("the test is over", group.engine.now() + 10)
        assert group.engine.crashes == []

    asyncio.run(main())


async def taken_up(group: Group) -> None:
    """Waits until the member has what it was given."""
    while (await group.told.next())[1] != {TopicPartition("t", 0)}:
        pass


@pytest.mark.kip(848)
def test_heartbeats_go_on_while_a_topic_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The session ended, where the broker that was asked took longer than it lasts."""

    async def test(group: Group) -> None:
        answer = group.engine.loop.create_future()

        async def update(**_: Any) -> None:
            await answer

        monkeypatch.setattr(group.engine.cluster, "update", update)
        group.membership.start()
        for _ in range(5):
            await group.engine.arrival(ConsumerGroupHeartbeatRequest)
        group.known()
        answer.set_result(None)
        await taken_up(group)

    run(test)


@pytest.mark.kip(848)
def test_a_topic_that_stays_unknown_is_looked_up_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(group: Group) -> None:
        failures: list[int] = []

        def delay(count: int) -> float:
            failures.append(count)
            if count == 4:
                group.known()
            return 0.0

        monkeypatch.setattr(group.engine, "backoff", type("Recorded", (), {"delay": staticmethod(delay)}))
        group.engine.cluster.failing.append(NoBrokerAvailableError("nobody answers"))
        group.membership.start()
        await taken_up(group)
        assert failures == [1, 2, 3, 4]

    run(test)
