"""A member of a group by the classic protocol, as a state machine: no I/O, no clock, time as an argument in seconds.

The driver asks `step` what to do next, does it and tells the outcome; a timer calls `tick` at `alarm`, and heartbeats run
beside it all by `beat`. What the consumer must learn comes out of `take_notices`.

        polled            answer            answer          answer
    IDLE -----> UNJOINED -------> JOINING -------> SYNCING -------> STABLE
      ^            ^ ^                                                | rebalance, partitions owned
      |            | +--- polled(consent), or its last moment --- PENDING
      |            +--- rebalance with nothing owned, lost membership, retriable errors
      +--- max.poll.interval.ms passed without a poll: left

A member whose assignors are all cooperative (KIP-429) keeps what it has while it joins, and so never is PENDING: it joins
at once, and in STABLE it waits for consent to give up only what the new assignment leaves out, and then joins again.

FAILED waits for a poll to try again (being fenced stays for good), LEFT is the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from barnabas.engine.backoff import Backoff
from barnabas.errors import codes
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import (
    broker_error,
)
from barnabas.errors.client import ProtocolError
from barnabas.group.actions import (
    Action,
    Assigned,
    Beat,
    Failed,
    Join,
    Leave,
    Sync,
    Wait,
)
from barnabas.group.classic_requests import Settings, Share, heartbeat_request, join_request, sync_request
from barnabas.group.generation import Generation
from barnabas.group.lead import Lead
from barnabas.group.machine import REASON_MOST, RESTING, Member, State
from barnabas.protocol.consumer_protocol import decode_assignment
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupResponse
from barnabas.types import TopicPartition

# Seconds before the rebalance timeout at which a member joins without consent; less if that is short.
CONSENT_MARGIN = 5.0
GIVEN_UP = "what was revoked is given up"
UNASKED = "partitions of other topics than are subscribed to were dealt out"
HOLDING = frozenset({State.SYNCING, State.STABLE, State.PENDING})  # the coordinator waits for heartbeats


class ClassicMember(Member):
    """One member. `state`, `generation`, `owned`, `unasked` and `error` may be read; all else goes by the methods."""

    def __init__(self, settings: Settings, backoff: Backoff) -> None:
        super().__init__(settings.group_id, settings.rebalance_timeout)
        self._settings = settings
        self._backoff = backoff
        self.cooperative = all(assignor.cooperative for assignor in settings.assignors)
        self._epoch = 0
        self._member_id = ""
        self._generation_id = -1
        self._protocol = ""
        self._last = Share()
        self._reason: str | None = None
        self._again: str | None = None  # why to join once more when this rebalance is over
        self.unasked: frozenset[TopicPartition] = frozenset()  # dealt out last, and not taken up
        self._farewell: Leave | None = None
        self._lead = Lead()
        # Times.
        self._failures = 0
        self._retry_at = 0.0  # UNJOINED it waits until then; behind it once it has joined
        self._asked_at = 0.0  # when the heartbeat of `heard_at` was sent: no rebalance had begun then
        self._beat_at = 0.0
        self._consent_by: float | None = None

    # --- the user -----------------------------------------------------------------------------------------------------

    def consented(self, partitions: frozenset[TopicPartition] | None = None) -> bool:
        """The user has given up these partitions, by default all that it was asked for; whether that changed anything."""
        if not self._given_up(partitions):
            return False
        if self.state in (State.JOINING, State.SYNCING):
            self._again = GIVEN_UP  # the leader may have been told that they are still held
        elif not self.revoking and self.state in (State.STABLE, State.PENDING):
            if self.state is State.STABLE:
                self._reason = GIVEN_UP
            self._to(State.UNJOINED)
        return True

    def rejoin(self, reason: str) -> None:
        """The user wants a rebalance; nothing has begun at the coordinator before it joins, so consent has no hurry."""
        if self.state in (State.JOINING, State.SYNCING):
            self._again = reason
        else:
            self._rebalance(reason)

    def subscribe(self, topics: tuple[str, ...]) -> None:
        """Other topics from now on. What is held of those that are not among them is given up, cooperatively or with the rest."""
        if topics == self._settings.topics:
            return
        self._settings = self._settings._replace(topics=topics)
        if self.cooperative and self.generation is not None:
            wanted = set(topics)
            self._revoke("the subscription changed", frozenset(p for p in self.owned if p.topic not in wanted))
        self.rejoin("the subscription changed")

    def leave(self, reason: str, *, goodbye: bool | None = None) -> Leave | None:
        """The end. By default a static member tells nobody: it may come back within the session timeout and go on (KIP-345);
        `goodbye` says otherwise (KIP-1092).
        """
        told = self._goodbye(reason, told=goodbye)
        if told is None and goodbye is not False:
            told = self._farewell
        self._farewell = None
        self._member_id = ""
        self._empty()
        self._notices.clear()
        self._to(State.LEFT)
        return told

    # --- time ---------------------------------------------------------------------------------------------------------

    def alarm(self) -> float | None:
        """When `tick` must be called; None if never."""
        if self.state in RESTING:
            return None
        if self.state is State.PENDING and self._consent_by is not None:
            return min(self._poll_by, self._consent_by)
        return self._poll_by

    def tick(self, now: float) -> None:
        """Time has passed."""
        if self.state in RESTING:
            return
        if now >= self._poll_by:
            self._farewell = self._goodbye(f"no poll for {self._most:g} s")
            self._lose(self._unpolled(), always=True)
            self._member_id = ""
            self._to(State.IDLE)
        elif self.state is State.PENDING and self._consent_by is not None and now >= self._consent_by:
            text = "poll() did not take up the rebalance before its timeout, so the partitions were given up without it"
            self._lose(broker_error(codes.REBALANCE_IN_PROGRESS, text))
            self._to(State.UNJOINED)

    # --- joining ------------------------------------------------------------------------------------------------------

    def step(self, now: float) -> Action:
        """What to do now. A request given out is on its way until its outcome is told."""
        if self._farewell is not None:
            farewell, self._farewell = self._farewell, None
            return farewell
        if self.state is State.UNJOINED:
            if now < self._retry_at:
                return Wait(self._retry_at)
            self._to(State.JOINING)
            return Join(self._join_request())
        if self.state is State.SYNCING:
            who = self._member_id, self._generation_id, self._protocol
            return self._lead.duty or Sync(sync_request(self._settings, *who, self._lead.shares))
        return Wait()

    def joined(self, response: JoinGroupResponse, now: float) -> None:
        """JoinGroup's answer."""
        if self.state is not State.JOINING:
            return
        if response.error_code == codes.MEMBER_ID_REQUIRED and not self._member_id:
            self._member_id = response.member_id  # KIP-394: the coordinator wants to know whom it waits for
            self._to(State.UNJOINED)
        elif response.error_code:
            self._refused(response.error_code, "JoinGroup", now)
        elif response.protocol_name not in {assignor.name for assignor in self._settings.assignors}:
            text = f"the group chose the protocol {response.protocol_name!r}, which this member did not offer"
            self._fail(broker_error(codes.INCONSISTENT_GROUP_PROTOCOL, text, api="JoinGroup"), now)
        else:
            self._member_id = response.member_id
            self._generation_id = response.generation_id
            self._protocol = response.protocol_name
            self._reason = None
            self.heard_at = self._asked_at = now
            self._beat_at = now + self._settings.heartbeat_interval
            self._lead.begin(response)
            self._to(State.SYNCING)

    def dealt(self, shares: Mapping[str, bytes], counts: Mapping[str, int]) -> None:
        """The leader's work is done: each member's assignment, and the partition counts of the group's topics."""
        if self.state is State.SYNCING:
            self._lead.dealt(shares, counts)

    def synced(self, response: SyncGroupResponse, now: float) -> None:
        """SyncGroup's answer."""
        if self.state is not State.SYNCING:
            return
        if response.error_code:
            self._refused(response.error_code, "SyncGroup", now)
            return
        if response.protocol_name is not None and response.protocol_name != self._protocol:  # KIP-559
            text = (
                f"the group was joined with the protocol {self._protocol!r} and synced with {response.protocol_name!r}"
            )
            self._fail(broker_error(codes.INCONSISTENT_GROUP_PROTOCOL, text, api="SyncGroup"), now)
            return
        try:
            given = self._asked_for(decode_assignment(response.assignment))
        except ProtocolError as error:
            self._fail(error, now)
            return
        self._failures = 0
        self.heard_at = self._asked_at = now
        kept = self.owned  # none, unless the member is cooperative
        self.owned = kept.union(given)
        self._last = Share(given, self._generation_id)
        made = Generation(self._generation_id, self._member_id, self._settings.instance_id)
        if self.cooperative and self.generation is not None:
            made = replace(made, tenure=self.generation.tenure)
        self.generation = made
        self._to(State.STABLE)
        self._revoke("others are to have them", kept.difference(given))
        self._notices.append(Assigned(self.owned, made))
        again, self._again = self._again, None
        if again is not None:
            self._rebalance(again)

    def request_failed(self, error: KafkaError, now: float) -> None:
        """JoinGroup, SyncGroup or what they needed got no answer."""
        if self.state not in (State.JOINING, State.SYNCING):
            return
        if error.retriable:
            self._retry(now)
        else:
            self._lose(error)
            self._fail(error, now)

    # --- heartbeats ---------------------------------------------------------------------------------------------------

    def beat(self, now: float) -> Beat | float | None:
        """A heartbeat to send now, the time of the next one, or None while there is none to send.

        They go on while a rebalance waits for the user, and while the leader deals out. Not while JoinGroup or SyncGroup
        is out: the coordinator takes that for a sign of life, and a heartbeat would only stand behind it.
        """
        if self.state not in HOLDING or (self.state is State.SYNCING and self._lead.duty is None):
            return None
        if now < self._beat_at:
            return self._beat_at
        settings = self._settings
        self._beat_at = now + settings.heartbeat_interval
        request = heartbeat_request(settings, self._member_id, self._generation_id)
        left = self.heard_at + settings.session_timeout - now
        return Beat(request, self._epoch, now, max(left, settings.heartbeat_interval))

    def beaten(self, beat: Beat, code: int, now: float) -> None:
        """A heartbeat's answer."""
        if beat.epoch != self._epoch:
            return
        if not code:
            self.heard_at, self._asked_at = now, beat.sent_at
        elif code == codes.REBALANCE_IN_PROGRESS:
            self.heard_at = now
            self._rebalance("the group rebalances", begun_after=self._asked_at)
        else:
            self._refused(code, "Heartbeat", now)

    def beat_failed(self, beat: Beat, error: KafkaError, now: float) -> None:
        """A heartbeat got no answer. The member stays one until the coordinator says otherwise, wherever it is found."""
        if beat.epoch != self._epoch:
            return
        if error.retriable:
            self._failures += 1
            self._beat_at = now + self._backoff.delay(self._failures)
        else:
            self._lose(error)
            self._fail(error, now)

    def silent(self, now: float) -> bool:
        """Whether the coordinator has not been heard of for the session timeout, and will have given this member up."""
        return self.state in HOLDING and now >= self.heard_at + self._settings.session_timeout

    # --- other news ---------------------------------------------------------------------------------------------------

    def commit_refused(self, generation: Generation, code: int, now: float) -> None:
        """The coordinator refused a commit; it may have told more than the last heartbeat."""
        if generation is not self.generation or self.state not in (State.STABLE, State.PENDING):
            return
        if code == codes.REBALANCE_IN_PROGRESS:
            self._rebalance("the group rebalances", begun_after=self._asked_at)
        elif code in (codes.UNKNOWN_MEMBER_ID, codes.ILLEGAL_GENERATION, codes.FENCED_INSTANCE_ID):
            self._refused(code, "OffsetCommit", now)

    def topics_changed(self, counts: Mapping[str, int]) -> None:
        """The cluster's picture is new: a leader whose topics have other partitions than it dealt out has the group
        rebalance. Nothing has begun at the coordinator before it joins, so its consent has no hurry.
        """
        if self.state is State.STABLE and (changed := self._lead.changed(counts)):
            self._lead.end()
            self._rebalance(f"the partitions of {', '.join(changed)} changed")

    @property
    def leads(self) -> frozenset[str]:
        """The topics whose partitions this member deals out."""
        return self._lead.topics

    # --- within -------------------------------------------------------------------------------------------------------

    def _to(self, state: State) -> None:
        super()._to(state)
        self._epoch += 1
        self._consent_by = None

    def _due(self, now: float) -> None:
        self._retry_at = now

    def _asked_for(self, given: Sequence[TopicPartition]) -> Sequence[TopicPartition]:
        """What is dealt out, but for topics that this member does not subscribe to; for those it joins again, once until all is well.

        They come from what was known of it before: it gave them up while it joined, and a leader that leaves each what it held
        (librdkafka's, also what was deleted) would do so for ever; or an instance is back with another subscription, and has
        what it left (KIP-345). The coordinator begins a rebalance, for who has a generation says so (KIP-792).
        """
        topics = set(self._settings.topics)
        taken = [p for p in given if p.topic in topics or p in self.owned]
        before, self.unasked = self.unasked, frozenset(given).difference(taken)
        if self.unasked and not before and self._again is None:
            self._again = UNASKED
        return taken

    def _rebalance(self, reason: str, *, begun_after: float | None = None) -> None:
        if self.state is State.STABLE:
            self._reason = reason
            if self.owned and not self.cooperative:
                self.state = State.PENDING  # the same epoch: heartbeats on their way still count
                self._revoke(reason, self.owned)
            else:
                self._to(State.UNJOINED)
        if self.state is State.PENDING and begun_after is not None and self._consent_by is None:
            timeout = self._settings.rebalance_timeout
            self._consent_by = begun_after + timeout - min(CONSENT_MARGIN, timeout / 10)

    def _refused(self, code: int, api: str, now: float) -> None:
        error = broker_error(code, api=api)
        if code in (codes.UNKNOWN_MEMBER_ID, codes.ILLEGAL_GENERATION):
            if code == codes.UNKNOWN_MEMBER_ID:
                self._member_id = ""
            at_once = self.generation is not None  # a coordinator that never takes us must not be asked in a tight loop
            self._lose(error)
            self._retry(now, at_once=at_once)
        elif code == codes.REBALANCE_IN_PROGRESS:
            self._retry(now, at_once=api == "SyncGroup")
        elif error.retriable:
            if api == "Heartbeat":
                self._failures += 1
                self._beat_at = now + self._backoff.delay(self._failures)
            else:
                self._retry(now)
        else:
            self._lose(error)
            self._fail(error, now)

    def _retry(self, now: float, *, at_once: bool = False) -> None:
        self._failures += 1
        self._retry_at = now if at_once else now + self._backoff.delay(self._failures)
        self._to(State.UNJOINED)

    def _fail(self, error: KafkaError, now: float) -> None:
        self._retry(now)
        self._to(State.FAILED)
        self.error = error
        self._notices.append(Failed(error))

    def _lose(self, error: KafkaError, *, always: bool = False) -> None:
        self._drop(error, always=always)
        self._again = None
        self._generation_id = -1
        self._lead.end()

    def _join_request(self) -> JoinGroupRequest:
        return join_request(
            self._settings,
            self._member_id,
            owned=self.owned,
            generation_id=self._generation_id,
            last=self._last,
            reason=self._reason,
        )

    def _goodbye(self, reason: str, *, told: bool | None = None) -> Leave | None:
        instance_id = self._settings.instance_id
        if not self._member_id or not (instance_id is None if told is None else told):
            return None
        return Leave(self._member_id, reason[:REASON_MOST], instance_id)
