"""The state machine of a member by the newer protocol (KIP-848), by stories."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from barnabas.engine.backoff import Backoff
from barnabas.errors import (
    FencedInstanceIdError,
    FencedMemberEpochError,
    GroupAuthorizationFailedError,
    IncompatibleBrokerError,
    InvalidRegularExpressionError,
    KafkaTimeoutError,
    NetworkError,
    NotCoordinatorError,
    UnknownMemberIdError,
    UnsupportedVersionError,
)
from barnabas.group.actions import Assigned, Failed, Leave, Lost, Notice, RebalanceWanted, Wait
from barnabas.group.consumer import ConsumerAction, ConsumerMember, ConsumerSettings, Heartbeat
from barnabas.group.machine import State
from barnabas.protocol.messages.consumer_group_heartbeat import (
    ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse,
)
from barnabas.types import TopicPartition

T, T_ANEW, U = b"t" * 16, b"T" * 16, b"u" * 16
P0, P1, P2 = (TopicPartition("t", p) for p in range(3))
POLL, BEAT = 300.0, 5.0


@dataclass
class Story:
    """A member and a clock."""

    instance_id: str | None = None
    pattern: str | None = None
    backoff: Backoff = field(default_factory=lambda: Backoff(1.0, 1.0))
    now: float = 1000.0
    names: dict[bytes, str] = field(default_factory=lambda: {T: "t", T_ANEW: "t", U: "u"})
    member: ConsumerMember = field(init=False)

    def __post_init__(self) -> None:
        settings = ConsumerSettings("g", "m", self.instance_id, ("t",), self.pattern, None, POLL, "r")
        self.member = ConsumerMember(settings, self.backoff, lambda id: self.names.get(id))

    def later(self, seconds: float) -> Story:
        self.now += seconds
        self.member.tick(self.now)
        return self

    def step(self) -> ConsumerAction:
        return self.member.step(self.now)

    def poll(self, *, consent: bool = False) -> Story:
        self.member.polled(self.now)
        if consent:
            self.member.consented()
        return self

    def told(self) -> list[Notice]:
        return self.member.take_notices()

    def beat(self) -> ConsumerGroupHeartbeatRequest:
        action = self.step()
        assert isinstance(action, Heartbeat), action
        return action.request

    def answer(self, *partitions: int, epoch: int, topic: bytes = T) -> Story:
        """An answer with an assignment."""
        item = ConsumerGroupHeartbeatResponse.TopicPartitions(topic_id=topic, partitions=list(partitions))
        return self.heard(
            epoch, ConsumerGroupHeartbeatResponse.Assignment(topic_partitions=[item] if partitions else [])
        )

    def heard(
        self,
        epoch: int,
        assignment: ConsumerGroupHeartbeatResponse.Assignment | None = None,
        code: int = 0,
        text: str = "",
    ) -> Story:
        response = ConsumerGroupHeartbeatResponse(
            error_code=code,
            error_message=text or None,
            member_epoch=epoch,
            heartbeat_interval_ms=int(BEAT * 1000),
            assignment=assignment,
        )
        self.member.answered(response, self.now)
        return self

    def stable(self, *partitions: int, epoch: int = 3) -> Story:
        """A member that has acknowledged what it has."""
        self.poll().beat()
        self.answer(*partitions, epoch=epoch).beat()
        self.heard(epoch).told()
        return self


def places(request: ConsumerGroupHeartbeatRequest) -> list[tuple[bytes, int]] | None:
    if request.topic_partitions is None:
        return None
    return [(item.topic_id, p) for item in request.topic_partitions for p in item.partitions]


@pytest.mark.kip(848, 1082)
def test_the_first_heartbeat_says_everything_and_the_next_only_what_has_changed() -> None:
    story = Story()
    assert story.step() == Wait()
    first = story.poll().beat()
    assert (first.member_id, first.member_epoch, first.rebalance_timeout_ms, first.rack_id) == ("m", 0, 300_000, "r")
    assert (first.subscribed_topic_names, first.subscribed_topic_regex, places(first)) == (["t"], None, [])
    assert story.step() == Wait()  # one at a time
    acknowledged = story.answer(0, 1, epoch=3).beat()
    assert (acknowledged.member_epoch, places(acknowledged)) == (3, [(T, 0), (T, 1)])
    assert (acknowledged.subscribed_topic_names, acknowledged.rebalance_timeout_ms) == (None, -1)
    story.heard(3)
    assert story.step() == Wait(story.now + BEAT)
    plain = story.later(BEAT).beat()
    assert (places(plain), plain.subscribed_topic_names, plain.rack_id) == (None, None, None)


def test_what_it_is_given_is_told_with_a_generation_of_one_tenure() -> None:
    story = Story().poll()
    story.beat()
    (first,) = story.answer(0, epoch=3).told()
    assert isinstance(first, Assigned)
    assert (first.partitions, first.generation.generation_id, first.generation.member_id) == ({P0}, 3, "m")
    story.beat()
    (second,) = story.answer(0, 1, epoch=4).told()
    assert isinstance(second, Assigned)
    assert second.partitions == {P0, P1}
    assert second.generation.tenure is first.generation.tenure


def test_a_member_that_gets_nothing_is_told_so() -> None:
    story = Story().poll()
    story.beat()
    (news,) = story.heard(1).told()
    assert isinstance(news, Assigned)
    assert not news.partitions


def test_a_revocation_is_acknowledged_only_with_consent() -> None:
    story = Story().stable(0, 1).later(BEAT)
    story.beat()
    (wanted,) = story.answer(1, epoch=3).told()
    assert isinstance(wanted, RebalanceWanted)
    assert wanted.partitions == {P0}
    for _ in range(2):  # polls without consent, heartbeats without a word of it
        assert story.poll().step() == Wait(story.now + BEAT)
        assert places(story.later(BEAT).beat()) is None
        story.heard(3)
    assert places(story.poll(consent=True).beat()) == [(T, 1)]
    assert story.member.owned == {P1}
    story.heard(4)
    assert not story.told()


def test_what_is_given_back_before_the_consent_comes_again_after_it() -> None:
    story = Story().stable(0, 1).later(BEAT)
    story.beat()
    story.answer(1, epoch=3).told()
    story.later(BEAT).beat()
    story.answer(0, 1, epoch=4)
    assert not story.told()
    story.poll(consent=True)
    (again,) = story.told()
    assert isinstance(again, Assigned)
    assert again.partitions == {P0, P1}


def test_a_topic_that_was_made_anew_is_given_up_before_its_namesake_is_taken() -> None:
    story = Story().stable(0).later(BEAT)
    story.beat()
    (wanted,) = story.answer(0, epoch=4, topic=T_ANEW).told()
    assert isinstance(wanted, RebalanceWanted)
    story.poll(consent=True)
    (taken,) = story.told()
    assert isinstance(taken, Assigned)
    assert taken.partitions == {P0}
    assert places(story.beat()) == [(T_ANEW, 0)]


def test_a_topic_without_a_name_waits_for_the_picture() -> None:
    story = Story(names={}).poll()
    story.beat()
    (nothing,) = story.answer(0, epoch=2).told()
    assert isinstance(nothing, Assigned)
    assert not nothing.partitions
    assert story.member.unnamed == {T}
    assert story.step() == Wait(story.now + BEAT)  # nothing to acknowledge yet
    story.names[T] = "t"
    story.member.names_known()
    (taken,) = story.told()
    assert isinstance(taken, Assigned)
    assert taken.partitions == {P0}
    assert places(story.beat()) == [(T, 0)]


@pytest.mark.parametrize("code", [UnknownMemberIdError.code, FencedMemberEpochError.code])
def test_who_is_fenced_loses_all_and_joins_anew_at_once(code: int) -> None:
    story = Story().stable(0).later(BEAT)
    story.beat()
    (lost,) = story.heard(0, code=code).told()
    assert isinstance(lost, Lost)
    assert lost.partitions == {P0}
    request = story.beat()
    assert (request.member_id, request.member_epoch, places(request)) == ("m", 0, [])
    assert request.subscribed_topic_names == ["t"]


def test_an_answer_to_an_earlier_life_does_not_count() -> None:
    story = Story().stable(0).later(BEAT)
    generation = story.member.generation
    assert generation is not None
    story.beat()
    story.member.commit_refused(generation, UnknownMemberIdError.code, story.now)
    story.told()
    story.answer(0, 1, epoch=9)
    assert not story.told()
    assert not story.member.owned
    assert story.beat().member_epoch == 0


def test_after_no_answer_everything_is_said_again() -> None:
    story = Story().stable(0).later(BEAT)
    story.beat()
    story.member.request_failed(NetworkError("gone"), story.now)
    assert not story.told()
    assert isinstance(story.step(), Wait)
    request = story.later(2.0).beat()
    assert (request.member_epoch, request.subscribed_topic_names, places(request)) == (3, ["t"], [(T, 0)])


def test_a_coordinator_that_moved_is_asked_again() -> None:
    story = Story().stable(0).later(BEAT)
    story.beat()
    story.heard(0, code=NotCoordinatorError.code)
    assert not story.told()
    assert story.later(2.0).beat().member_epoch == 3


def test_what_no_attempt_can_mend_fails_until_the_next_poll() -> None:
    story = Story().poll()
    story.beat()
    (failed,) = story.heard(0, code=GroupAuthorizationFailedError.code, text="no").told()
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, GroupAuthorizationFailedError)
    assert story.step() == Wait()
    assert isinstance(story.poll().later(2.0).step(), Heartbeat)


def test_who_took_the_instance_keeps_it() -> None:
    story = Story(instance_id="i").stable(0).later(BEAT)
    story.beat()
    story.heard(0, code=FencedInstanceIdError.code)
    assert [type(news) for news in story.told()] == [Lost, Failed]
    assert story.poll().step() == Wait()


@pytest.mark.parametrize("error", [IncompatibleBrokerError("x"), UnsupportedVersionError("x")])
def test_an_old_broker_is_told_of_with_the_way_out(error: Exception) -> None:
    story = Story().poll()
    story.beat()
    story.member.request_failed(error, story.now)  # type: ignore[arg-type]
    assert isinstance(story.member.error, IncompatibleBrokerError)
    assert "group_protocol='classic'" in str(story.member.error)


def test_a_pattern_goes_to_the_broker_whose_refusal_comes_in_its_words() -> None:
    story = Story(pattern="t.*(").poll()
    assert story.beat().subscribed_topic_regex == "t.*("
    (failed,) = story.heard(0, code=InvalidRegularExpressionError.code, text="missing )").told()
    assert isinstance(failed, Failed)
    assert "missing )" in str(failed.error)


def test_other_topics_are_told_at_once_and_a_pattern_is_taken_back() -> None:
    story = Story(pattern="t.*").stable(0)
    story.member.subscribe(("u",))
    request = story.beat()
    assert (request.subscribed_topic_names, request.subscribed_topic_regex) == (["u"], "")


def test_without_a_poll_it_leaves_and_comes_back_with_the_next() -> None:
    story = Story().stable(0).later(POLL)
    (lost,) = story.told()
    assert isinstance(lost, Lost)
    assert isinstance(lost.reason, KafkaTimeoutError)
    goodbye = story.step()
    assert isinstance(goodbye, Leave)
    assert story.member.farewell(goodbye).member_epoch == -1
    assert story.step() == Wait()
    assert story.poll().beat().member_epoch == 0


@pytest.mark.parametrize(
    ("instance_id", "told", "epoch"),
    [(None, None, -1), (None, False, None), ("i", None, -2), ("i", True, -1), ("i", False, None)],
)
def test_how_it_says_goodbye(instance_id: str | None, told: bool | None, epoch: int | None) -> None:
    story = Story(instance_id=instance_id).stable(0)
    goodbye = story.member.leave("closing", goodbye=told)
    assert (story.member.farewell(goodbye).member_epoch if goodbye else None) == epoch
    assert story.member.state is State.LEFT
    assert story.step() == Wait()


# --- the edges ----------------------------------------------------------------------------------------------------------


def test_consent_is_for_what_was_asked_for() -> None:
    story = Story().stable(0, 1, 2).later(BEAT)
    story.beat()
    story.answer(0, epoch=3)
    member = story.member
    assert member.revoking == {P1, P2}
    assert not member.consented(frozenset({P0}))
    assert member.consented(frozenset({P0, P1}))
    assert (member.owned, member.revoking) == ({P0, P2}, {P2})
    assert member.consented()
    assert (member.owned, member.revoking) == ({P0}, frozenset())
    assert not member.consented()


def test_a_generation_lasts_as_long_as_its_epoch() -> None:
    story = Story().stable(0)
    first = story.member.generation
    assert first is not None
    story.later(BEAT).beat()
    story.heard(3)
    assert story.member.generation is first
    story.later(BEAT).beat()
    story.heard(4)
    second = story.member.generation
    assert second is not None
    assert second is not first
    assert (second.generation_id, second.tenure) == (4, first.tenure)


@pytest.mark.parametrize(
    ("intervals", "silent"), [(2.9, False), (3.0, True), (4.0, True)], ids=["not yet", "now", "since long"]
)
def test_when_the_coordinator_was_not_heard_of_for_long(intervals: float, silent: bool) -> None:
    story = Story().stable(0)
    assert story.member.heard_at == story.now
    assert story.member.silent(story.now + intervals * BEAT) is silent
    assert not Story().member.silent(story.now)


def test_when_time_means_something_to_it() -> None:
    story = Story()
    assert story.member.alarm() is None
    story.stable(0)
    assert story.member.alarm() == story.now + POLL
    story.later(POLL)
    assert story.member.alarm() is None


def test_who_comes_back_with_a_poll_joins_at_once() -> None:
    story = Story().stable(0).later(POLL - 1)
    story.beat()
    story.heard(3).later(1)
    assert isinstance(story.step(), Leave)
    assert story.step() == Wait()
    story.poll()
    assert story.beat().member_epoch == 0  # though the next heartbeat of the old membership was not due yet


def test_a_coordinator_that_never_takes_it_is_not_asked_in_a_tight_loop() -> None:
    story = Story().poll()
    story.beat()
    story.heard(0, code=UnknownMemberIdError.code)
    assert story.step() != Heartbeat
    wait = story.step()
    assert isinstance(wait, Wait)
    assert wait.until is not None
    assert 0.8 <= wait.until - story.now <= 1.2


@pytest.mark.parametrize(
    ("code", "ends"),
    [
        (FencedMemberEpochError.code, True),
        (UnknownMemberIdError.code, True),
        (NotCoordinatorError.code, False),
        (GroupAuthorizationFailedError.code, False),
    ],
)
def test_a_commit_may_tell_more_than_the_last_heartbeat(code: int, ends: bool) -> None:
    story = Story().stable(0)
    generation = story.member.generation
    assert generation is not None
    story.member.commit_refused(generation, code, story.now)
    assert [type(notice) for notice in story.told()] == ([Lost] if ends else [])
    assert story.member.state is (State.UNJOINED if ends else State.STABLE)
    if ends:
        assert story.beat().member_epoch == 0  # at once, in the middle of an interval


def test_after_a_success_pauses_begin_small_again() -> None:
    story = Story(backoff=Backoff(1.0, 100.0)).stable(0)
    for _ in range(4):
        story.later(BEAT * 10).beat()
        story.member.request_failed(NetworkError("gone"), story.now)
    story.later(BEAT * 10).beat()
    story.heard(3)
    story.later(BEAT).beat()
    story.member.request_failed(NetworkError("gone"), story.now)
    wait = story.step()
    assert isinstance(wait, Wait)
    assert wait.until is not None
    assert wait.until - story.now <= 1.2


@pytest.mark.parametrize(("pattern", "lacks"), [(None, "has no groups of"), ("t.*", "has no regular expressions of")])
def test_what_an_old_broker_lacks(pattern: str | None, lacks: str) -> None:
    story = Story(pattern=pattern).poll()
    story.beat()
    story.member.request_failed(IncompatibleBrokerError("no such request"), story.now)
    assert lacks in str(story.member.error)


def test_who_leaves_while_it_joins_says_so_and_who_is_none_does_not() -> None:
    story = Story().poll()
    story.beat()
    assert isinstance(story.member.leave("closed"), Leave)
    assert Story().member.leave("closed") is None


def test_nothing_is_left_of_a_member_that_has_left() -> None:
    story = Story().stable(0).later(BEAT)
    story.beat()
    story.answer(0, 1, epoch=3)
    assert isinstance(story.member.leave("closed"), Leave)
    assert story.told() == []
    assert (story.member.owned, story.member.generation, story.member.state) == (frozenset(), None, State.LEFT)
    late = Story().stable(0).later(POLL)
    assert isinstance(late.member.leave("closed"), Leave)
    assert late.member.leave("closed") is None
