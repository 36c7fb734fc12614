"""A member of a classic group as its driver is, with a scripted coordinator and a listener that keeps what it was told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from barnabas.config import resolve
from barnabas.consumer.options import SPEC
from barnabas.errors import (
    KafkaError,
    MemberIdRequiredError,
    RebalanceInProgressError,
)
from barnabas.group.classic_driver import ClassicMembership
from barnabas.group.generation import Generation
from barnabas.protocol.consumer_protocol import encode_assignment
from barnabas.protocol.messages.heartbeat import HeartbeatRequest, HeartbeatResponse
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.leave_group import LeaveGroupRequest, LeaveGroupResponse
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest, OffsetCommitResponse
from barnabas.protocol.messages.sync_group import SyncGroupRequest, SyncGroupResponse
from barnabas.types import TopicPartition
from unit.group.scripted import Answer, ScriptedEngine

P0, P1 = TopicPartition("t", 0), TopicPartition("t", 1)
Event = tuple[Any, ...]


def options_with(**given: Any) -> dict[str, Any]:
    """A consumer's options."""
    own = {
        "session_timeout_ms": 10_000,
        "heartbeat_interval_ms": 5,
        "partition_assignment_strategy": ["range"],
    }
    return resolve("Consumer", SPEC, own | given)


class Told:
    """A listener that keeps what it was told."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[Event] = asyncio.Queue()

    def rebalance_wanted(self, partitions: frozenset[TopicPartition]) -> None:
        self.events.put_nowait(("wanted",))

    def assigned(self, partitions: frozenset[TopicPartition], generation: Generation) -> None:
        self.events.put_nowait(("assigned", partitions, generation))

    def lost(self, reason: KafkaError) -> None:
        self.events.put_nowait(("lost", type(reason)))

    def failed(self, error: KafkaError, *, for_good: bool) -> None:
        self.events.put_nowait(("failed", type(error)))

    async def next(self) -> Event:
        return await self.events.get()


class Group:
    """A coordinator with one member, which leads or follows. Each kind of answer can be replaced, once or for good."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.engine = ScriptedEngine()
        self.engine.cluster.set(t=2)
        self.told = Told()
        self.membership = ClassicMembership(self.engine.engine, "g", ["t"], options, self.told)
        self.leads = True
        self.generation = 0
        self.open: set[str] = set()  # requests of the member's own connection that wait for their answer
        self.once: dict[type, list[Callable[[Any], Answer]]] = {}
        self.shares: dict[str, bytes] = {}
        default: dict[type, Callable[[Any], Answer]] = {
            JoinGroupRequest: self.join,
            SyncGroupRequest: self.sync,
            HeartbeatRequest: lambda request: HeartbeatResponse(),
            LeaveGroupRequest: lambda request: LeaveGroupResponse(),
            OffsetCommitRequest: lambda request: OffsetCommitResponse(),
        }
        for kind, answer in default.items():
            self.engine.answers[kind] = self.scripted(kind, answer)

    def scripted(self, kind: type, default: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
        def answer(request: Any) -> Answer:
            waiting = self.once.get(kind)
            return (waiting.pop(0) if waiting else default)(request)

        return answer

    def next(self, kind: type, answer: Callable[[Any], Answer]) -> None:
        self.once.setdefault(kind, []).append(answer)

    def join(self, request: Any) -> Answer:
        if not request.member_id and request.group_instance_id is None:
            return JoinGroupResponse(error_code=MemberIdRequiredError.code, member_id="m")
        self.generation += 1
        member = JoinGroupResponse.JoinGroupResponseMember(member_id="m", metadata=request.protocols[0].metadata)
        return JoinGroupResponse(
            generation_id=self.generation,
            protocol_type="consumer",
            protocol_name=request.protocols[0].name,
            leader="m" if self.leads else "other",
            member_id="m",
            members=[member] if self.leads else [],
        )

    def sync(self, request: Any) -> Answer:
        self.shares = {each.member_id: each.assignment for each in request.assignments}
        share = self.shares["m"] if self.leads else encode_assignment([P1])
        return SyncGroupResponse(protocol_type="consumer", protocol_name=request.protocol_name, assignment=share)

    async def joined(self) -> Event:
        self.membership.start()
        return await self.told.next()

    def rebalance(self) -> None:
        self.next(HeartbeatRequest, lambda request: HeartbeatResponse(error_code=RebalanceInProgressError.code))


ENOUGH = 50  # turns of the loop for whatever can happen without time or answers


def run(test: Callable[[Group], Awaitable[None]], options: dict[str, Any] | None = None) -> None:
    async def main() -> None:
        group = Group(options or options_with())
        await test(group)
        await group.membership.leave("the end", group.engine.now() + 1)
        assert not group.engine.crashes
        assert not group.engine.cluster.followed

    asyncio.run(main())


def answered(request: Any, code: int) -> Answer:
    response = OffsetCommitResponse()
    for topic in request.topics:
        item = OffsetCommitResponse.OffsetCommitResponsePartition
        partitions = [item(partition_index=p.partition_index, error_code=code) for p in topic.partitions]
        response.topics.append(
            OffsetCommitResponse.OffsetCommitResponseTopic(
                name=topic.name, topic_id=topic.topic_id, partitions=partitions
            )
        )
    return response
