"""A member of a group by the newer protocol (KIP-848), as a state machine: no I/O, no clock, time as an argument in seconds.

One request does it all: a heartbeat says what has changed, and the answer may carry an assignment, the whole of what is to be
this member's in the end. The driver asks `step` what to do next, does it and tells the outcome.

        polled           answer
    IDLE ----> UNJOINED -------> STABLE
      ^           ^                | fenced, unknown to the coordinator: all is lost
      |           +----------------+
      +--- max.poll.interval.ms passed without a poll: left

What the assignment leaves out is the user's to give up: only with its consent, in the poll after the one that told it, is the
coordinator told. Until then the partition's records may still be returned and its commit is still to come, and nobody else may
be given it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from barnabas.engine.backoff import Backoff
from barnabas.errors import codes
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import (
    BrokerError,
    UnsupportedVersionError,
    broker_error,
)
from barnabas.errors.client import IncompatibleBrokerError
from barnabas.group.actions import Assigned, Failed, Leave, Wait
from barnabas.group.generation import Generation
from barnabas.group.machine import REASON_MOST, RESTING, Member, State
from barnabas.protocol.messages.consumer_group_heartbeat import (
    ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse,
)
from barnabas.types import TopicPartition

JOINING_EPOCH = 0
LEAVING_EPOCH = -1
RESTING_EPOCH = -2  # a static member that means to come back
FENCED = frozenset({codes.UNKNOWN_MEMBER_ID, codes.FENCED_MEMBER_EPOCH})

# A partition as the protocol names it: a topic that was deleted and made anew is another one.
Place: TypeAlias = tuple[bytes, int]


class ConsumerSettings(NamedTuple):
    """What a member is made of; times in seconds.

    Attributes:
        member_id: made by the client, for as long as it lives.
        pattern: a regular expression that the broker evaluates, beside or instead of the topics.
        assignor: the broker's, by name; None leaves it to the broker.
        rebalance_timeout: also the most that may pass between two polls.
    """

    group_id: str
    member_id: str
    instance_id: str | None
    topics: tuple[str, ...]
    pattern: str | None
    assignor: str | None
    rebalance_timeout: float
    rack: str | None = None


class Heartbeat(NamedTuple):
    """Send this; then `answered` or `request_failed`."""

    request: ConsumerGroupHeartbeatRequest


ConsumerAction: TypeAlias = Heartbeat | Leave | Wait


class ConsumerMember(Member):
    """One member. `state`, `generation`, `owned` and `error` may be read; all else goes by the methods.

    `name_of` finds the name of a topic by its id, None while it is not known.
    """

    cooperative = True

    def __init__(self, settings: ConsumerSettings, backoff: Backoff, name_of: Callable[[bytes], str | None]) -> None:
        super().__init__(settings.group_id, settings.rebalance_timeout)
        self._settings = settings
        self._backoff = backoff
        self._name_of = name_of
        self._epoch = JOINING_EPOCH
        self._places: dict[TopicPartition, Place] = {}  # of what is owned
        self._target: frozenset[Place] = frozenset()  # of no account before a life's first assignment
        self._unnamed: frozenset[bytes] = frozenset()  # topics of the target that the cluster's picture has not yet
        self._lives = 0  # raised when the membership ends: what was asked in an earlier one does not count
        self._asked_in: int | None = None  # the one that a heartbeat on its way was sent in
        # What the coordinator was told last; None where it must be told again.
        self._told_subscription: tuple[tuple[str, ...], str | None] | None = None
        self._told_places: frozenset[Place] | None = None
        self._farewell: Leave | None = None
        # Times.
        self._failures = 0
        self._beat_at = 0.0
        self._interval = 0.0  # the coordinator says

    @property
    def unnamed(self) -> frozenset[bytes]:
        """Ids of topics that must be looked up before the assignment can be taken up."""
        return self._unnamed

    # --- the user -----------------------------------------------------------------------------------------------------

    def consented(self, partitions: frozenset[TopicPartition] | None = None) -> bool:
        """The user has given up these partitions, by default all that it was asked for; whether that changed anything."""
        given = self._given_up(partitions)
        if not given:
            return False
        for p in given:
            del self._places[p]
        self._reconcile()  # what was taken back meanwhile, or is of a topic that was made anew
        return True

    def rejoin(self, reason: str) -> None:
        """Nothing: here the coordinator deals out, whenever something has changed."""

    def subscribe(self, topics: tuple[str, ...], pattern: str | None = None) -> None:
        """Other topics from now on; the coordinator says what has to be given up."""
        self._settings = self._settings._replace(topics=topics, pattern=pattern)

    def leave(self, reason: str, *, goodbye: bool | None = None) -> Leave | None:
        """The end. By default a static member says that it will be back (epoch -2); `goodbye` says otherwise (KIP-1092)."""
        told = self._goodbye(reason, told=goodbye) or self._farewell
        self._farewell = None
        self._forget()
        self._notices.clear()
        self.state = State.LEFT
        return told if goodbye is not False else None

    # --- time ---------------------------------------------------------------------------------------------------------

    def alarm(self) -> float | None:
        """When `tick` must be called; None if never."""
        return None if self.state in RESTING else self._poll_by

    def tick(self, now: float) -> None:
        """Time has passed."""
        if self.state in RESTING or now < self._poll_by:
            return
        self._farewell = self._goodbye(f"no poll for {self._most:g} s")
        self._lose(self._unpolled(), always=True)
        self.state = State.IDLE

    # --- heartbeats ---------------------------------------------------------------------------------------------------

    def step(self, now: float) -> ConsumerAction:
        """What to do now. A heartbeat given out is on its way until its outcome is told."""
        if self._farewell is not None:
            farewell, self._farewell = self._farewell, None
            return farewell
        if self.state in RESTING or self._asked_in is not None:
            return Wait()
        if now < self._beat_at and not (self._failures == 0 and self.state is State.STABLE and self._news):
            return Wait(self._beat_at)
        self._asked_in = self._lives
        return Heartbeat(self._request())

    @property
    def _news(self) -> bool:
        """Whether the coordinator waits for what this member has to say."""
        settings = self._settings
        return self._told_subscription != (settings.topics, settings.pattern) or self._acknowledgement is not None

    @property
    def _acknowledgement(self) -> frozenset[Place] | None:
        # What it holds, once it is as far as it can be; before that the coordinator must wait.
        held = frozenset(self._places.values())
        return held if not self.revoking and not self._unnamed and held != self._told_places else None

    def answered(self, response: ConsumerGroupHeartbeatResponse, now: float) -> None:
        """A heartbeat's answer."""
        if not self._counts():
            return
        code = response.error_code
        if code:
            self._refused(broker_error(code, response.error_message, api="ConsumerGroupHeartbeat"), now)
            return
        joined = self.state is State.UNJOINED
        self._failures = 0
        self.heard_at = now
        self._interval = response.heartbeat_interval_ms / 1000
        self._beat_at = now + self._interval
        self.state = State.STABLE
        if response.member_epoch != self._epoch or self.generation is None:
            self._epoch = response.member_epoch
            made = Generation(self._epoch, self._settings.member_id, self._settings.instance_id)
            if self.generation is not None:
                made = replace(made, tenure=self.generation.tenure)
            self.generation = made
        if response.assignment is not None:
            self._target = frozenset(
                (topic.topic_id, p) for topic in response.assignment.topic_partitions for p in topic.partitions
            )
            self._told_places = None  # an assignment is acknowledged, also one that changes nothing
            self._reconcile()
        if joined and not any(isinstance(notice, Assigned) for notice in self._notices):
            self._notices.append(Assigned(self.owned, self.generation))

    def request_failed(self, error: KafkaError, now: float) -> None:
        """The heartbeat got no answer. The member stays one until the coordinator says otherwise, wherever it is found."""
        if self._counts():
            self._refused(error, now)

    def _counts(self) -> bool:
        asked, self._asked_in = self._asked_in, None
        return asked == self._lives and self.state not in RESTING

    def silent(self, now: float) -> bool:
        """Whether the coordinator has not been heard of for several intervals."""
        return self.state is State.STABLE and now >= self.heard_at + 3 * self._interval

    # --- other news ---------------------------------------------------------------------------------------------------

    def commit_refused(self, generation: Generation, code: int, now: float) -> None:
        """The coordinator refused a commit; it may have told more than the last heartbeat."""
        if generation is self.generation and code in (*FENCED, codes.FENCED_INSTANCE_ID):
            self._refused(broker_error(code, api="OffsetCommit"), now)

    def names_known(self) -> None:
        """The cluster's picture is new: topics of the assignment may have names now."""
        if self._unnamed:
            self._reconcile()

    # --- within -------------------------------------------------------------------------------------------------------

    def _reconcile(self) -> None:
        """From what is held to what is assigned: asks for consent to give up, takes what is new."""
        if self.generation is None:
            return
        reverse = {place: p for p, place in self._places.items()}
        leaving = frozenset(p for place, p in reverse.items() if place not in self._target)
        self._revoke("the coordinator gives them to others", leaving)
        unnamed: set[bytes] = set()
        gained: dict[TopicPartition, Place] = {}
        for place in self._target - reverse.keys():
            name = self._name_of(place[0])
            if name is None:
                unnamed.add(place[0])
            elif (
                p := TopicPartition(name, place[1])
            ) not in self._places:  # else of a topic of the same name, which goes
                gained[p] = place
        self._unnamed = frozenset(unnamed)
        if gained:
            self._places.update(gained)
            self.owned = self.owned.union(gained)
            self._notices.append(Assigned(self.owned, self.generation))

    def _refused(self, error: KafkaError, now: float) -> None:
        self._tell_all_again()
        if isinstance(error, BrokerError) and error.code in FENCED:
            at_once = self.generation is not None  # a coordinator that never takes us must not be asked in a tight loop
            self._lose(error)
            self._retry(now, at_once=at_once)
            self.state = State.UNJOINED
        elif error.retriable:
            self._retry(now)
        else:
            self._lose(error)
            self._retry(now)
            self.state = State.FAILED
            self.error = self._explained(error)
            self._notices.append(Failed(self.error))

    def _explained(self, error: KafkaError) -> KafkaError:
        if not isinstance(error, (IncompatibleBrokerError, UnsupportedVersionError)):
            return error
        what = "has no regular expressions of groups" if self._settings.pattern is not None else "has no groups"
        text = (
            f"the broker {what} of the newer protocol (KIP-848, its request ConsumerGroupHeartbeat): they need Kafka 4.0 or newer;"
            " upgrade, or give group_protocol='classic'"
        )
        # That the request does not exist tells no more: its first release had it only to try.
        return IncompatibleBrokerError(text).causing(None if isinstance(error, IncompatibleBrokerError) else error)

    def _due(self, now: float) -> None:
        self._beat_at = now

    def _retry(self, now: float, *, at_once: bool = False) -> None:
        self._failures += 1
        self._beat_at = now if at_once else now + self._backoff.delay(self._failures)

    def _lose(self, error: KafkaError, *, always: bool = False) -> None:
        self._drop(error, always=always)
        self._forget()

    def _forget(self) -> None:
        self._lives += 1
        self._empty()
        self._places = {}
        self._unnamed = frozenset()
        self._epoch = JOINING_EPOCH
        self._tell_all_again()

    def _tell_all_again(self) -> None:
        self._told_subscription = None
        self._told_places = None

    def _goodbye(self, reason: str, *, told: bool | None = None) -> Leave | None:
        if self.generation is None and self.state is not State.UNJOINED:
            return None  # it was none, or is none any more
        return Leave(self._settings.member_id, reason[:REASON_MOST], self._settings.instance_id, lasting=told is True)

    def farewell(self, goodbye: Leave) -> ConsumerGroupHeartbeatRequest:
        """The request that says goodbye."""
        stays = goodbye.instance_id is not None and not goodbye.lasting
        return ConsumerGroupHeartbeatRequest(
            group_id=self._settings.group_id,
            member_id=goodbye.member_id,
            instance_id=goodbye.instance_id,
            member_epoch=RESTING_EPOCH if stays else LEAVING_EPOCH,
        )

    def _request(self) -> ConsumerGroupHeartbeatRequest:
        """Only what has changed is said, and everything to a coordinator that may not have heard it."""
        settings = self._settings
        request = ConsumerGroupHeartbeatRequest(
            group_id=settings.group_id,
            member_id=settings.member_id,
            member_epoch=self._epoch,
            instance_id=settings.instance_id,
        )
        subscription = (settings.topics, settings.pattern)
        if subscription != self._told_subscription:
            request.rebalance_timeout_ms = round(settings.rebalance_timeout * 1000)
            request.server_assignor = settings.assignor
            request.rack_id = settings.rack
            request.subscribed_topic_names = list(settings.topics)
            if settings.pattern is not None or (self._told_subscription or ((), None))[1] is not None:
                request.subscribed_topic_regex = settings.pattern or ""  # empty takes one back
            self._told_subscription = subscription
        if self._epoch == JOINING_EPOCH:
            request.topic_partitions = []
        elif (held := self._acknowledgement) is not None:
            request.topic_partitions = _by_topic(held)
            self._told_places = held
        return request


def _by_topic(places: Iterable[Place]) -> list[ConsumerGroupHeartbeatRequest.TopicPartitions]:
    topics: dict[bytes, list[int]] = {}
    for topic, p in sorted(places):
        topics.setdefault(topic, []).append(p)
    item = ConsumerGroupHeartbeatRequest.TopicPartitions
    return [item(topic_id=topic, partitions=numbers) for topic, numbers in topics.items()]
