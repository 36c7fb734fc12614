"""A member by the classic protocol and a clock, for tests that tell a story."""

from __future__ import annotations

from dataclasses import dataclass, field

from barnabas.engine.backoff import Backoff
from barnabas.group.actions import (
    Action,
    Beat,
    Join,
    Notice,
    Sync,
)
from barnabas.group.assignors import ASSIGNORS
from barnabas.group.classic import ClassicMember
from barnabas.group.classic_requests import Settings
from barnabas.protocol.consumer_protocol import encode_assignment
from barnabas.protocol.messages.join_group import JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupResponse
from barnabas.types import TopicPartition

P0, P1 = TopicPartition("t", 0), TopicPartition("t", 1)
POLL, SESSION, BEAT = 300.0, 45.0, 3.0
AT_ONCE = Backoff(0.0, 0.0)


@dataclass
class Story:
    """A member and a clock."""

    instance_id: str | None = None
    backoff: Backoff = AT_ONCE
    poll_interval: float = POLL
    now: float = 1000.0
    member: ClassicMember = field(init=False)

    def __post_init__(self) -> None:
        settings = Settings(
            "g",
            self.instance_id,
            ("t",),
            (ASSIGNORS["range"], ASSIGNORS["roundrobin"]),
            SESSION,
            BEAT,
            self.poll_interval,
        )
        self.member = ClassicMember(settings, self.backoff)

    def later(self, seconds: float) -> Story:
        self.now += seconds
        self.member.tick(self.now)
        return self

    def step(self) -> Action:
        return self.member.step(self.now)

    def told(self) -> list[Notice]:
        return self.member.take_notices()

    def poll(self, *, consent: bool = False) -> Story:
        self.member.polled(self.now)
        if consent:
            self.member.consented()
        return self

    def join(self) -> Join:
        action = self.step()
        assert isinstance(action, Join), action
        return action

    def joined(self, code: int = 0, *, member_id: str = "m", leads: bool = False, generation: int = 1) -> Story:
        members = [JoinGroupResponse.JoinGroupResponseMember(member_id=member_id, metadata=b"m")] if leads else []
        response = JoinGroupResponse(
            error_code=code,
            generation_id=generation,
            protocol_name="range",
            leader=member_id if leads else "other",
            member_id=member_id,
            members=members,
        )
        self.member.joined(response, self.now)
        return self

    def synced(self, *partitions: TopicPartition, code: int = 0) -> Story:
        assert isinstance(self.step(), Sync)
        response = SyncGroupResponse(
            error_code=code, protocol_name="range", assignment=encode_assignment(partitions) if not code else b""
        )
        self.member.synced(response, self.now)
        return self

    def stable(self, *partitions: TopicPartition, generation: int = 1) -> Story:
        self.poll()
        self.join()
        self.joined(generation=generation).synced(*partitions)
        self.told()
        return self

    def beat(self) -> Beat:
        beat = self.member.beat(self.now)
        assert isinstance(beat, Beat), beat
        return beat

    def beaten(self, code: int) -> Story:
        self.later(BEAT)
        self.member.beaten(self.beat(), code, self.now)
        return self
