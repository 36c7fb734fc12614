"""What a member by KIP-848 keeps, and what it does not, when something ends. Each of these was a mutant that lived."""

from __future__ import annotations

import pytest

from barnabas.engine.backoff import Backoff
from barnabas.errors import (
    FencedMemberEpochError,
    GroupAuthorizationFailedError,
    IncompatibleBrokerError,
    KafkaTimeoutError,
    NetworkError,
    UnknownMemberIdError,
    UnsupportedVersionError,
)
from barnabas.group.actions import Assigned, Leave, Lost, Wait
from barnabas.group.consumer import ConsumerMember, ConsumerSettings
from barnabas.group.machine import State
from barnabas.protocol.messages.consumer_group_heartbeat import ConsumerGroupHeartbeatResponse
from unit.group.test_consumer_member import P0, POLL, Story, T, U, places


def test_the_coordinator_says_how_often_it_wants_to_hear() -> None:
    story = Story().stable(0)
    story.later(5.0).beat()
    story.member.answered(ConsumerGroupHeartbeatResponse(member_epoch=3, heartbeat_interval_ms=1500), story.now)
    assert story.step() == Wait(story.now + 1.5)
    assert not story.member.silent(story.now + 4.4)
    assert story.member.silent(story.now + 4.5)


def test_the_assignor_that_the_user_wants_is_told_with_the_subscription() -> None:
    story = Story()
    settings = ConsumerSettings("g", "m", None, ("t",), None, "range", POLL, None)
    story.member = ConsumerMember(settings, story.backoff, story.names.get)
    assert story.poll().beat().server_assignor == "range"
    story.answer(0, epoch=1)
    assert story.beat().server_assignor is None, "it has not changed"


def test_an_assignment_that_changes_nothing_is_acknowledged_too() -> None:
    story = Story().stable(0)
    story.later(5.0).beat()
    story.answer(0, epoch=3)
    assert places(story.beat()) == [(T, 0)]


@pytest.mark.parametrize("code", [FencedMemberEpochError.code, UnknownMemberIdError.code])
def test_of_an_earlier_life_nothing_is_left_in_the_next(code: int) -> None:
    """The same partitions come as new ones, and those of a topic without a name are not asked for any more."""
    story = Story().stable(0)
    story.names.pop(U)
    story.later(5.0).beat()
    both = [ConsumerGroupHeartbeatResponse.TopicPartitions(topic_id=topic, partitions=[0]) for topic in (T, U)]
    story.heard(4, ConsumerGroupHeartbeatResponse.Assignment(topic_partitions=both))
    assert story.member.unnamed == {U}
    story.later(5.0).beat()
    story.heard(0, code=code)
    assert story.member.unnamed == frozenset()
    assert [type(notice) for notice in story.told()] == [Lost]
    story.names[U] = "u"
    story.member.names_known()
    assert story.told() == []
    first = story.beat()
    assert (first.member_epoch, first.subscribed_topic_names, places(first)) == (0, ["t"], [])
    story.answer(0, epoch=1)
    (given,) = story.told()
    assert isinstance(given, Assigned)
    assert given.partitions == {P0}
    assert places(story.beat()) == [(T, 0)]


def test_every_life_is_another_one() -> None:
    """An answer to a heartbeat of the life before the last does not count either."""
    story = Story().stable(0)
    story.later(5.0).beat()
    story.member.commit_refused(story.member.generation, UnknownMemberIdError.code, story.now)  # type: ignore[arg-type]
    story.answer(0, epoch=9)
    assert story.member.generation is None
    assert story.beat().member_epoch == 0
    story.answer(0, epoch=1)
    assert story.member.generation is not None


def test_what_fails_for_good_is_tried_again_only_after_a_pause() -> None:
    story = Story().poll()
    story.beat()
    story.heard(0, code=GroupAuthorizationFailedError.code)
    assert story.member.state is State.FAILED
    story.poll()
    pause = story.step()
    assert isinstance(pause, Wait)
    assert pause.until is not None and pause.until > story.now


def test_the_cause_of_a_refusal_by_an_old_broker_is_the_brokers_word_if_it_has_one() -> None:
    for error, told in ((UnsupportedVersionError("not this one"), True), (IncompatibleBrokerError("too old"), False)):
        story = Story().poll()
        story.beat()
        story.member.request_failed(error, story.now)
        assert isinstance(story.member.error, IncompatibleBrokerError)
        assert (story.member.error.__cause__ is error) is told


def test_consent_for_nothing_changes_nothing() -> None:
    story = Story().stable(0)
    assert story.member.consented() is False


def test_what_it_holds_it_keeps_while_others_join() -> None:
    assert Story().member.cooperative is True


def test_who_was_taken_by_no_coordinator_is_told_too_that_it_did_not_poll() -> None:
    story = Story().poll().later(POLL)
    (lost,) = story.told()
    assert isinstance(lost, Lost)
    assert (lost.partitions, type(lost.reason)) == (frozenset(), KafkaTimeoutError)
    assert story.member.state is State.IDLE


def test_who_comes_back_with_a_poll_says_everything_again() -> None:
    story = Story().stable(0).later(POLL)
    assert isinstance(story.step(), Leave)
    request = story.poll().beat()
    assert (request.subscribed_topic_names, request.rebalance_timeout_ms) == (["t"], POLL * 1000)


def test_the_first_failure_has_the_first_pause() -> None:
    story = Story(backoff=Backoff(1.0, 100.0)).poll()
    story.beat()
    story.member.request_failed(NetworkError("gone"), story.now)
    wait = story.step()
    assert isinstance(wait, Wait)
    assert wait.until is not None
    assert wait.until - story.now <= 1.2
