"""Kafka's classic group as a machine: members join, one of them leads and assigns, all sync, and heartbeats keep them.

An answer that has to wait (JoinGroup until all have joined, SyncGroup until the leader has assigned) is given through the
callback that came with the request. Beside it there are only timers: the session of each member, the time in which
members must rejoin, the initial delay of a group that was empty, the time in which members must sync.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, NamedTuple
from uuid import uuid4

from barnabas.broker import codes
from barnabas.broker.state.groups.member import Caller, Joined, Leaving, Member, Synced
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.timers import Timer, Timers
from barnabas.errors.client import ProtocolError
from barnabas.group.subscription_data import PROTOCOL_TYPE, decode_subscription
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupRequest, SyncGroupResponse

NEW_MEMBER_MS = 300_000  # a client that asked to join and went away is kept no longer than this
KNOWN_MEMBER_ID = 4  # the JoinGroup version from which a member joins with the id it was given (KIP-394)
SKIPS_ASSIGNMENT = 9  # the JoinGroup version whose leader can be told not to assign (KIP-814)


class Phase(Enum):
    """The state of a classic group, by the names that DescribeGroups gives."""

    EMPTY = "Empty"
    PREPARING = "PreparingRebalance"
    COMPLETING = "CompletingRebalance"
    STABLE = "Stable"


class Limits(NamedTuple):
    """What the broker's configuration says: group.initial.rebalance.delay.ms and group.max.size."""

    initial_delay_ms: int = 0
    max_size: int = 2**31 - 1


class ClassicGroup:
    """One group. `changed` is called when what a restart needs has changed."""

    kind = "classic"

    def __init__(self, group_id: str, timers: Timers, limits: Limits, changed: Callable[[], object]) -> None:
        self.id = group_id
        self.phase = Phase.EMPTY
        self.since_ms = -1  # when it entered its phase
        self.generation = 0
        self.protocol_type: str | None = None
        self.protocol: str | None = None
        self.leader: str | None = None
        self.members: dict[str, Member] = {}
        self.subscribed: set[str] | None = set()  # None: a consumer group whose subscriptions cannot be read
        self._statics: dict[str, str] = {}  # instance id: member id
        self._pending: dict[str, Timer] = {}  # ids that were given out and have not joined with
        self._unsynced: set[str] = set()
        self._from_empty = False  # the rebalance under way is the first one
        self._newcomer = False  # somebody joined within the initial delay
        self._timers = timers
        self._limits = limits
        self._changed = changed
        self._join_timer: Timer | None = None
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
        return list(self._pending)

    def is_subscribed(self, topic: str) -> bool:
        """Whether a member may be reading the topic."""
        return self.is_consumers if self.subscribed is None else topic in self.subscribed

    # -- joining

    def join(self, request: JoinGroupRequest, caller: Caller, version: int, answer: Joined) -> None:
        """JoinGroup; the answer comes when the group is complete."""

        def refuse(code: int, member_id: str = "") -> None:
            answer(JoinGroupResponse(error_code=code, member_id=member_id))

        member_id, instance_id = request.member_id, request.group_instance_id
        if not self._accepts(member_id):
            self._remove(member_id)
            return refuse(codes.GROUP_MAX_SIZE_REACHED)
        if not self._supports(request):
            return refuse(codes.INCONSISTENT_GROUP_PROTOCOL, member_id)
        if member_id:
            return self._join_known(request, caller, answer)
        new_id = f"{instance_id if instance_id is not None else caller.client_id}-{uuid4()}"
        if instance_id is not None and instance_id in self._statics:
            return self._replace_static(request, version, new_id, answer)
        if instance_id is None and version >= KNOWN_MEMBER_ID:
            expire = self._timers.after(request.session_timeout_ms / 1000, lambda: self._expire(new_id))
            self._pending[new_id] = expire
            return refuse(codes.MEMBER_ID_REQUIRED, new_id)
        return self._add(request, caller, new_id, answer)

    def _accepts(self, member_id: str) -> bool:
        member = self.members.get(member_id)
        if self.phase is Phase.EMPTY:
            return True
        if self.phase is Phase.PREPARING:
            waiting = sum(1 for each in self.members.values() if each.joining is not None)
            return (member is not None and member.joining is not None) or waiting < self._limits.max_size
        return member is not None or len(self.members) < self._limits.max_size

    def _supports(self, request: JoinGroupRequest) -> bool:
        if self.phase is Phase.EMPTY:
            return bool(request.protocol_type) and bool(request.protocols)
        wanted = {protocol.name for protocol in request.protocols}
        # All may have gone while an id that was given out is still awaited: a name is then in common with everybody.
        common = bool(wanted & self._candidates()) or not self.members
        return self.protocol_type == request.protocol_type and common

    def _candidates(self) -> set[str]:
        counts = Counter(name for member in self.members.values() for name in member.protocol_names)
        return {name for name, count in counts.items() if count == len(self.members)}

    def _join_known(self, request: JoinGroupRequest, caller: Caller, answer: Joined) -> None:
        member_id = request.member_id
        if member_id in self._pending and request.group_instance_id is None:
            self._pending.pop(member_id).cancel()
            return self._add(request, caller, member_id, answer)
        try:
            member = self.validated(member_id, request.group_instance_id)
        except RefusedError as refused:
            answer(JoinGroupResponse(error_code=refused.code, member_id=member_id, protocol_name=None))
            return None
        same = member.protocols == _protocols(request)
        leads = self.leader == member_id
        if self.phase is Phase.PREPARING:
            self._update(member, request, answer)
            return self._go_on()
        if self.phase is Phase.COMPLETING and same:
            # Its answer was lost: it gets it again.
            answer(self._joined(member, members=leads))
        elif self.phase is Phase.STABLE and same and not leads:
            answer(self._joined(member))
        elif self.phase is Phase.EMPTY:
            answer(JoinGroupResponse(error_code=codes.UNKNOWN_MEMBER_ID, member_id=member_id))
        else:
            self._update(member, request, answer)
            self._go_on()
        return None

    def _add(self, request: JoinGroupRequest, caller: Caller, member_id: str, answer: Joined) -> None:
        member = Member(
            member_id,
            request.group_instance_id,
            caller,
            _rebalance_ms(request),
            request.session_timeout_ms,
            _protocols(request),
            new=True,
            joining=answer,
        )
        if not self.members:
            self.protocol_type = request.protocol_type
        if member.instance_id is not None:
            self._statics[member.instance_id] = member_id
        self.members[member_id] = member
        if self.leader is None:
            self.leader = member_id
        if self.phase is Phase.PREPARING and self._from_empty:
            self._newcomer = True
        self._watch(member, NEW_MEMBER_MS)
        self._go_on()

    def _update(self, member: Member, request: JoinGroupRequest, answer: Joined) -> None:
        member.protocols = _protocols(request)
        member.rebalance_ms = _rebalance_ms(request)
        member.session_ms = request.session_timeout_ms
        member.joining = answer

    def _replace_static(self, request: JoinGroupRequest, version: int, new_id: str, answer: Joined) -> None:
        """An instance is back under a new id (KIP-345): the old id is fenced, its assignment passes on."""
        assert request.group_instance_id is not None
        old_id, former_leader = self._statics[request.group_instance_id], self.leader
        old = self.members.pop(old_id)
        old.stop()
        fenced = codes.FENCED_INSTANCE_ID
        old.answer_join(JoinGroupResponse(error_code=fenced, member_id=old_id, protocol_name=None))
        old.answer_sync(SyncGroupResponse(error_code=fenced))
        member = Member(
            new_id, old.instance_id, old.caller, old.rebalance_ms, old.session_ms, old.protocols, old.assignment
        )
        self.members[new_id] = member
        self._statics[request.group_instance_id] = new_id
        self._unsynced.discard(old_id)
        if self.leader == old_id:
            self.leader = new_id
        self._update(member, request, answer)
        self._watch(member)
        if self.phase is Phase.STABLE:
            if self._elected() != self.protocol:
                self._go_on()
                return
            # Nothing that matters has changed: no rebalance. A leader that cannot be told to skip its assignment is not
            # told that it leads (KIP-814).
            self._changed()
            leads = self.leader == new_id
            response = self._joined(member, members=leads and version >= SKIPS_ASSIGNMENT)
            if version >= SKIPS_ASSIGNMENT:
                response.skip_assignment = leads
            else:
                response.leader = former_leader or ""
            member.answer_join(response)
        elif self.phase is Phase.COMPLETING:
            self._prepare()
        else:
            self._complete_if_ready()

    # -- the rebalance

    def _go_on(self) -> None:
        """Begins a rebalance, or takes the one under way further."""
        if self.phase is Phase.PREPARING:
            self._complete_if_ready()
        else:
            self._prepare()

    def _complete_if_ready(self) -> None:
        # A first rebalance lasts as long as its initial delay, also when all members known so far are there.
        if self.phase is Phase.PREPARING and not self._from_empty and self._all_joined():
            self._complete()

    def _all_joined(self) -> bool:
        return not self._pending and all(member.joining is not None for member in self.members.values())

    def _prepare(self) -> None:
        if self.phase is Phase.COMPLETING:
            for member in self.members.values():
                member.assignment = b""
            self._answer_syncs(codes.REBALANCE_IN_PROGRESS)
        self._end_sync()
        self._from_empty = self.phase is Phase.EMPTY
        self._newcomer = False
        self._enter(Phase.PREPARING)
        if self._from_empty:
            delay = self._limits.initial_delay_ms
            self._delay(delay, delay, max(self._rebalance_ms - delay, 0))
        elif self._all_joined():
            self._complete()
        else:
            self._wait_for_joins()

    @property
    def _rebalance_ms(self) -> int:
        return max((member.rebalance_ms for member in self.members.values()), default=0)

    def _wait_for_joins(self) -> None:
        self._end_join()
        self._join_timer = self._timers.after(self._rebalance_ms / 1000, self._complete)

    def _delay(self, wait_ms: int, delay_ms: int, left_ms: int) -> None:
        """The initial delay (KIP-134): it starts anew, within the rebalance timeout, when somebody has joined meanwhile."""

        def over() -> None:
            if self._newcomer and left_ms:
                self._newcomer = False
                again = min(self._limits.initial_delay_ms, left_ms)
                self._delay(again, again, max(left_ms - delay_ms, 0))
            else:
                self._complete()

        self._end_join()
        if wait_ms:
            self._join_timer = self._timers.after(wait_ms / 1000, over)
        else:
            over()

    def _complete(self) -> None:
        """All that will join have joined: the next generation begins."""
        self._end_join()
        for member in [each for each in self.members.values() if each.joining is None and each.instance_id is None]:
            self._remove(member.id)
        if self.members and not self._elect():
            # Only static members, and none of them is back: they have another rebalance timeout.
            self._wait_for_joins()
            return
        self.generation += 1
        self._from_empty = False
        self.protocol = self._elected() if self.members else None
        self.subscribed = self._subscriptions()
        if not self.members:
            self._enter(Phase.EMPTY)
            self._changed()
            return
        self._enter(Phase.COMPLETING)
        self._unsynced = set(self.members)
        self._sync_timer = self._timers.after(self._rebalance_ms / 1000, self._expire_sync)
        for member in list(self.members.values()):
            member.answer_join(self._joined(member, members=member.id == self.leader))
            self._watch(member)
            member.new = False

    def _elect(self) -> bool:
        leader = self.members.get(self.leader or "")
        if leader is not None and leader.joining is not None:
            return True
        there = next((member.id for member in self.members.values() if member.joining is not None), None)
        if there is not None:
            self.leader = there
        return there is not None

    def _elected(self) -> str | None:
        candidates = self._candidates()
        votes = Counter(vote for member in self.members.values() if (vote := member.vote(candidates)) is not None)
        return votes.most_common(1)[0][0] if votes else None

    def _subscriptions(self) -> set[str] | None:
        if not self.is_consumers:
            return None
        try:
            said = [decode_subscription(member.metadata(self.protocol)) for member in self.members.values()]
        except ProtocolError:
            return None
        return {topic for subscription in said for topic in subscription.topics}

    def _joined(self, member: Member, *, members: bool = False) -> JoinGroupResponse:
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
            member = self.validated(request.member_id, request.group_instance_id)
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
                self._remove(member_id)
            self._prepare()

    def _stop_sync_timer(self) -> None:
        if self._sync_timer is not None:
            self._sync_timer.cancel()
            self._sync_timer = None

    def _end_sync(self) -> None:
        self._unsynced.clear()
        self._stop_sync_timer()

    def _end_join(self) -> None:
        if self._join_timer is not None:
            self._join_timer.cancel()
            self._join_timer = None

    # -- staying and leaving

    def validated(self, member_id: str, instance_id: str | None) -> Member:
        """The member that a request names.

        Raises:
            RefusedError: UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID where another member has taken the instance id.
        """
        if instance_id is not None:
            known = self._statics.get(instance_id)
            if known is not None and known != member_id:
                raise RefusedError(codes.FENCED_INSTANCE_ID)
            if known is None:
                raise RefusedError(codes.UNKNOWN_MEMBER_ID)
        if member_id not in self.members:
            raise RefusedError(codes.UNKNOWN_MEMBER_ID)
        return self.members[member_id]

    def heartbeat(self, member_id: str, instance_id: str | None, generation: int) -> int:
        """Heartbeat; an error code."""
        try:
            member = self.validated(member_id, instance_id)
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
            self.validated(member_id, instance_id)
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
            if instance_id is None or instance_id not in self._statics:
                return codes.UNKNOWN_MEMBER_ID
            self._say_goodbye(self.members[self._statics[instance_id]])
        elif member_id in self._pending:
            self._remove(member_id)
        else:
            try:
                self._say_goodbye(self.validated(member_id, instance_id))
            except RefusedError as refused:
                return refused.code
        return codes.NONE

    def _say_goodbye(self, member: Member) -> None:
        member.answer_join(JoinGroupResponse(error_code=codes.UNKNOWN_MEMBER_ID))
        self._remove(member.id)

    def _remove(self, member_id: str) -> None:
        member = self.members.pop(member_id, None)
        if member is not None:
            member.stop()
            if member.instance_id is not None:
                self._statics.pop(member.instance_id, None)
            member.answer_sync(SyncGroupResponse(error_code=codes.UNKNOWN_MEMBER_ID))
        if self.leader == member_id:
            self.leader = next(iter(self.members), None)
        pending = self._pending.pop(member_id, None)
        if pending is not None:
            pending.cancel()
        self._unsynced.discard(member_id)

    def _watch(self, member: Member, milliseconds: int | None = None) -> None:
        member.stop()
        wait = member.session_ms if milliseconds is None else milliseconds
        member.timer = self._timers.after(wait / 1000, lambda: self._expire(member.id))

    def _expire(self, member_id: str) -> None:
        """A session is over, or an id that was given out was not used."""
        member = self.members.get(member_id)
        if member is None:
            self._remove(member_id)
        elif member.new or (member.joining is None and member.syncing is None):
            self._say_goodbye(member)
            if self.phase in (Phase.STABLE, Phase.COMPLETING):
                self._prepare()
                return
        if self.phase is Phase.PREPARING and self._all_joined():
            self._complete()

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self.since_ms = self._timers.wall_ms

    # -- the end, and a new start

    def send_away(self, code: int) -> None:
        """Answers all that wait with an error; who joined anew must do so again."""
        for member in list(self.members.values()):
            member.answer_join(JoinGroupResponse(error_code=code, member_id=member.id))
            member.answer_sync(SyncGroupResponse(error_code=code))

    def close(self) -> None:
        """It is deleted: no timer of it rings any more."""
        self._end_join()
        self._end_sync()
        for member_id in [*self._pending, *self.members]:
            self._remove(member_id)

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

    def restore(self, value: dict[str, Any]) -> None:
        """Takes a snapshot back; its members have a session timeout from now."""
        self.generation, self.leader = value["generation"], value["leader"]
        self.protocol_type, self.protocol = value["protocol_type"], value["protocol"]
        for member in map(Member.restored, value["members"]):
            self.members[member.id] = member
            if member.instance_id is not None:
                self._statics[member.instance_id] = member.id
            self._watch(member)
        self.phase = Phase.STABLE if self.members else Phase.EMPTY
        self.since_ms = value["since_ms"]
        self.subscribed = self._subscriptions()


def _protocols(request: JoinGroupRequest) -> list[tuple[str, bytes]]:
    return [(protocol.name, bytes(protocol.metadata)) for protocol in request.protocols]


def _rebalance_ms(request: JoinGroupRequest) -> int:
    """Before JoinGroup v1 there was only one timeout."""
    return request.rebalance_timeout_ms if request.rebalance_timeout_ms >= 0 else request.session_timeout_ms
