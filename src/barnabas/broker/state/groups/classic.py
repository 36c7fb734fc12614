"""Kafka's classic group as a machine: members join, one of them leads and assigns, all sync, and heartbeats keep them.

An answer that has to wait (JoinGroup until all have joined, SyncGroup until the leader has assigned) is given through the
callback that came with the request. Beside it there are only timers: the session of each member, the time in which
members must rejoin, the initial delay of a group that was empty, the time in which members must sync.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from barnabas.broker.state.groups.admission import Admission
from barnabas.broker.state.groups.join_time import JoinTime
from barnabas.broker.state.groups.member import Caller, Joined, Leaving, Member, Synced
from barnabas.broker.state.groups.phase import Phase
from barnabas.broker.state.groups.roster import Roster
from barnabas.broker.state.groups.settings import ClassicLimits
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.timers import Timer, Timers
from barnabas.errors import codes
from barnabas.protocol.consumer_protocol import PROTOCOL_TYPE
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupRequest, SyncGroupResponse

NEW_MEMBER_MS = 300_000  # a client that asked to join and went away is kept no longer than this


class ClassicGroup:
    """One group. `changed` is called when what a restart needs has changed."""

    kind = "classic"

    def __init__(self, group_id: str, timers: Timers, limits: ClassicLimits, changed: Callable[[], object]) -> None:
        self.id = group_id
        self.phase = Phase.EMPTY
        self.since_ms = -1  # when it entered its phase
        self.generation = 0
        self.protocol_type: str | None = None
        self.protocol: str | None = None
        self.roster = Roster()
        self._admission = Admission(self)
        self.members: Mapping[str, Member] = self.roster.members
        self.subscribed: set[str] | None = set()  # None: a consumer group whose subscriptions cannot be read
        self._unsynced: set[str] = set()
        self._timers = timers
        self.limits = limits
        self._changed = changed
        self._join_time = JoinTime(timers, limits.initial_delay_ms, self._complete)
        self._sync_timer: Timer | None = None

    @property
    def state(self) -> str:
        """Its state as Kafka names it."""
        return self.phase.value

    @property
    def is_empty(self) -> bool:
        """Whether it has no members."""
        return self.phase is Phase.EMPTY

    @property
    def is_consumers(self) -> bool:
        """Whether its members speak the protocol of consumers, which the coordinator can read."""
        return self.protocol_type == PROTOCOL_TYPE

    @property
    def pending(self) -> list[str]:
        """Ids that were given out and that nobody has joined with yet."""
        return list(self.roster.pending)

    @property
    def leader(self) -> str | None:
        """The id of the member that deals out."""
        return self.roster.leader

    def is_subscribed(self, topic: str) -> bool:
        """Whether a member may be reading the topic."""
        return self.is_consumers if self.subscribed is None else topic in self.subscribed

    # -- joining

    def join(self, request: JoinGroupRequest, caller: Caller, version: int, answer: Joined) -> None:
        """JoinGroup; the answer comes when the group is complete."""
        self._admission.join(request, caller, version, answer)

    def welcome(self, member: Member, protocol_type: str | None) -> None:
        """A new one is in; the rebalance that it causes begins, or waits for it too."""
        if not self.members:
            self.protocol_type = protocol_type
        self.roster.add([member])
        self._join_time.welcome()
        self._watch(member, NEW_MEMBER_MS)
        self.go_on()

    def replaced(self, old: Member, member: Member) -> bool:
        """An instance is back under a new id; whether nothing that matters has changed by it, and it is to be answered at once."""
        self._unsynced.discard(old.id)
        self._watch(member)
        if self.phase is Phase.STABLE and self.roster.elected() == self.protocol:
            self._changed()
            return True
        if self.phase is Phase.PREPARING:
            self._complete_if_ready()
        else:
            self._prepare()
        return False

    def promise(self, member_id: str, milliseconds: int) -> None:
        """An id is given out; whoever has it is awaited for so long."""
        self.roster.pending[member_id] = self._timers.after(milliseconds / 1000, lambda: self._expire(member_id))

    # -- the rebalance

    def go_on(self) -> None:
        """Begins a rebalance, or takes the one under way further."""
        if self.phase is Phase.PREPARING:
            self._complete_if_ready()
        else:
            self._prepare()

    def _complete_if_ready(self) -> None:
        # A first rebalance lasts as long as its initial delay, also when all members known so far are there.
        if self.phase is Phase.PREPARING and not self._join_time.initial and self.roster.all_joined:
            self._complete()

    def _prepare(self) -> None:
        if self.phase is Phase.COMPLETING:
            for member in self.members.values():
                member.assignment = b""
            self._answer_syncs(codes.REBALANCE_IN_PROGRESS)
        self._end_sync()
        self._join_time.begin(initial=self.phase is Phase.EMPTY)
        self._enter(Phase.PREPARING)
        if self._join_time.initial:
            self._join_time.delay(self.roster.rebalance_ms)
        elif self.roster.all_joined:
            self._complete()
        else:
            self._join_time.wait(self.roster.rebalance_ms)

    def _complete(self) -> None:
        """All that will join have joined: the next generation begins."""
        self._join_time.end()
        for member in [each for each in self.members.values() if each.joining is None and each.instance_id is None]:
            self.remove(member.id)
        if self.members and not self.roster.elect():
            # Only static members, and none of them is back: they have another rebalance timeout.
            self._join_time.wait(self.roster.rebalance_ms)
            return
        self.generation += 1
        self._join_time.initial = False
        self.protocol = self.roster.elected() if self.members else None
        self.subscribed = self.roster.subscriptions(self.protocol) if self.is_consumers else None
        if not self.members:
            self._enter(Phase.EMPTY)
            self._changed()
            return
        self._enter(Phase.COMPLETING)
        self._unsynced = set(self.members)
        self._sync_timer = self._timers.after(self.roster.rebalance_ms / 1000, self._expire_sync)
        for member in list(self.members.values()):
            member.answer_join(self.joined(member, members=member.id == self.leader))
            self._watch(member)
            member.new = False

    def joined(self, member: Member, *, members: bool = False) -> JoinGroupResponse:
        """The answer to a member's JoinGroup in this generation; a leader is told of the `members`."""
        one = JoinGroupResponse.JoinGroupResponseMember
        listed = [
            one(member_id=each.id, group_instance_id=each.instance_id, metadata=each.metadata(self.protocol))
            for each in (self.members.values() if members else ())
        ]
        return JoinGroupResponse(
            generation_id=self.generation,
            protocol_type=self.protocol_type,
            protocol_name=self.protocol,
            leader=self.leader or "",
            member_id=member.id,
            members=listed,
        )

    # -- syncing

    def sync(self, request: SyncGroupRequest, answer: Synced) -> None:
        """SyncGroup; a follower's answer comes when the leader has assigned."""
        try:
            member = self.roster.validated(request.member_id, request.group_instance_id)
            self._check_sync(request)
        except RefusedError as refused:
            answer(SyncGroupResponse(error_code=refused.code))
            return
        self._unsynced.discard(member.id)
        if not self._unsynced:
            self._stop_sync_timer()
        if self.phase is Phase.STABLE:
            answer(self._synced(member))
            return
        member.syncing = answer
        if member.id != self.leader:
            return
        given = {item.member_id: item.assignment for item in request.assignments}
        for each in self.members.values():
            each.assignment = bytes(given.get(each.id, b""))
        self._enter(Phase.STABLE)
        self._changed()
        self._answer_syncs(codes.NONE)

    def _check_sync(self, request: SyncGroupRequest) -> None:
        if request.generation_id != self.generation:
            raise RefusedError(codes.ILLEGAL_GENERATION)
        for said, known in ((request.protocol_type, self.protocol_type), (request.protocol_name, self.protocol)):
            if said is not None and known is not None and said != known:
                raise RefusedError(codes.INCONSISTENT_GROUP_PROTOCOL)
        if self.phase is Phase.PREPARING:
            raise RefusedError(codes.REBALANCE_IN_PROGRESS)

    def _synced(self, member: Member) -> SyncGroupResponse:
        return SyncGroupResponse(
            protocol_type=self.protocol_type, protocol_name=self.protocol, assignment=member.assignment
        )

    def _answer_syncs(self, code: int) -> None:
        for member in list(self.members.values()):
            response = SyncGroupResponse(error_code=code) if code else self._synced(member)
            if member.answer_sync(response):
                self._watch(member)

    def _expire_sync(self) -> None:
        """Members that got their generation and never asked for their assignment are removed."""
        self._sync_timer = None
        if self._unsynced:
            for member_id in list(self._unsynced):
                self.remove(member_id)
            self._prepare()

    def _stop_sync_timer(self) -> None:
        if self._sync_timer is not None:
            self._sync_timer.cancel()
            self._sync_timer = None

    def _end_sync(self) -> None:
        self._unsynced.clear()
        self._stop_sync_timer()

    # -- staying and leaving

    def heartbeat(self, member_id: str, instance_id: str | None, generation: int) -> int:
        """Heartbeat; an error code."""
        try:
            member = self.roster.validated(member_id, instance_id)
        except RefusedError as refused:
            return refused.code
        if generation != self.generation:
            return codes.ILLEGAL_GENERATION
        self._watch(member)
        return codes.REBALANCE_IN_PROGRESS if self.phase is Phase.PREPARING else codes.NONE

    def check_commit(self, member_id: str, instance_id: str | None, generation: int, *, transactional: bool) -> None:
        """Whether a member, or somebody outside of an empty group, may commit offsets now.

        Raises:
            RefusedError: it may not.
        """
        if generation < 0 and self.phase is Phase.EMPTY:
            return
        if generation >= 0 or member_id or instance_id is not None:
            self.roster.validated(member_id, instance_id)
            if generation != self.generation:
                raise RefusedError(codes.ILLEGAL_GENERATION)
        elif not transactional and self.phase is not Phase.EMPTY:
            raise RefusedError(codes.UNKNOWN_MEMBER_ID)
        if not transactional and self.phase is Phase.COMPLETING:
            raise RefusedError(codes.REBALANCE_IN_PROGRESS)

    def committed(self, member_id: str) -> None:
        """A member that commits is alive."""
        member = self.members.get(member_id)
        if member is not None and self.phase in (Phase.STABLE, Phase.PREPARING):
            self._watch(member)

    def leave(self, leaving: Iterable[Leaving]) -> list[int]:
        """LeaveGroup; an error code for each."""
        codes_given = [self._leave(each) for each in leaving]
        if codes.NONE in codes_given:
            if self.phase in (Phase.STABLE, Phase.COMPLETING):
                self._prepare()
            else:
                self._complete_if_ready()
        return codes_given

    def _leave(self, leaving: Leaving) -> int:
        member_id, instance_id = leaving
        if not member_id:
            known = self.roster.static(instance_id)
            if known is None:
                return codes.UNKNOWN_MEMBER_ID
            self._say_goodbye(known)
        elif member_id in self.roster.pending:
            self.remove(member_id)
        else:
            try:
                self._say_goodbye(self.roster.validated(member_id, instance_id))
            except RefusedError as refused:
                return refused.code
        return codes.NONE

    def _say_goodbye(self, member: Member) -> None:
        member.answer_join(JoinGroupResponse(error_code=codes.UNKNOWN_MEMBER_ID))
        self.remove(member.id)

    def remove(self, member_id: str) -> None:
        """It is none of the group any more, if it was."""
        self.roster.remove(member_id)
        self._unsynced.discard(member_id)

    def _watch(self, member: Member, milliseconds: int | None = None) -> None:
        member.stop()
        wait = member.session_ms if milliseconds is None else milliseconds
        member.timer = self._timers.after(wait / 1000, lambda: self._expire(member.id))

    def _expire(self, member_id: str) -> None:
        """A session is over, or an id that was given out was not used."""
        member = self.members.get(member_id)
        if member is None:
            self.remove(member_id)
        elif member.new or (member.joining is None and member.syncing is None):
            self._say_goodbye(member)
            if self.phase in (Phase.STABLE, Phase.COMPLETING):
                self._prepare()
                return
        if self.phase is Phase.PREPARING and self.roster.all_joined:
            self._complete()

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self.since_ms = self._timers.wall_ms

    # -- the end, and a new start

    def send_away(self, code: int) -> None:
        """Answers all that wait with an error; who joined anew must do so again, within a session."""
        for member in list(self.members.values()):
            joined = member.answer_join(JoinGroupResponse(error_code=code, member_id=member.id))
            if member.answer_sync(SyncGroupResponse(error_code=code)) or joined:
                self._watch(member)

    def close(self) -> None:
        """It is deleted: no timer of it rings any more."""
        self._join_time.end()
        self._end_sync()
        for member_id in [*self.roster.pending, *self.members]:
            self.remove(member_id)

    def snapshot(self) -> dict[str, Any]:
        """What a restart needs: a stable group goes on with its members, as Kafka's does."""
        return {
            "type": self.kind,
            "generation": self.generation,
            "protocol_type": self.protocol_type,
            "protocol": self.protocol,
            "leader": self.leader,
            "since_ms": self.since_ms,
            "members": [member.snapshot() for member in self.members.values()],
        }

    def take_over(self, generation: int, members: Iterable[Member]) -> None:
        """Goes on where a consumer group was whose members are all of this protocol by now: stable, with what each was to have."""
        self.generation, self.protocol_type = generation, PROTOCOL_TYPE
        self._take_in(members)
        self.protocol = self.roster.elected()
        self.subscribed = self.roster.subscriptions(self.protocol) if self.is_consumers else None
        self._enter(Phase.STABLE)

    def rebalance(self) -> None:
        """All that are there have to join again."""
        self.go_on()

    def _take_in(self, members: Iterable[Member]) -> None:
        self.roster.add(members)
        for member in self.members.values():
            self._watch(member)

    def restore(self, value: dict[str, Any]) -> None:
        """Takes a snapshot back; its members have a session timeout from now."""
        self.generation = value["generation"]
        self.protocol_type, self.protocol = value["protocol_type"], value["protocol"]
        self._take_in(map(Member.restored, value["members"]))
        self.roster.leader = value["leader"]
        self.phase = Phase.STABLE if self.members else Phase.EMPTY
        self.since_ms = value["since_ms"]
        self.subscribed = self.roster.subscriptions(self.protocol) if self.is_consumers else None
