"""What a member by the classic protocol keeps, and what it does not, when something ends. Each of these was a mutant that lived."""

from __future__ import annotations

import pytest

from barnabas.engine.backoff import Backoff
from barnabas.errors import (
    CoordinatorLoadInProgressError,
    GroupAuthorizationFailedError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from barnabas.group.actions import Failed, Join, Lost, Wait
from barnabas.group.classic_requests import Share
from barnabas.group.machine import State
from barnabas.types import TopicPartition
from unit.group.classic_story import BEAT, P0, P1, POLL, SESSION, Story

DENIED = GroupAuthorizationFailedError("not this one")


def test_who_has_left_holds_nothing_and_has_nothing_to_tell() -> None:
    story = Story().stable(P0)
    story.beaten(RebalanceInProgressError.code)
    story.member.leave("enough")
    assert (story.member.owned, story.member.revoking, story.member.generation) == (frozenset(), frozenset(), None)
    assert story.told() == []


def test_consent_says_whether_it_changed_anything() -> None:
    story = Story().stable(P0)
    assert story.member.consented() is False
    story.beaten(RebalanceInProgressError.code)
    assert story.member.consented() is True
    assert story.member.state is State.UNJOINED
    assert isinstance(story.step(), Join), "the rebalance waits for it: there is nothing to wait for"


def test_a_rebalance_that_goes_on_waits_for_what_is_still_to_be_given_up() -> None:
    story = Story().stable(P0, P1)
    story.beaten(RebalanceInProgressError.code)
    assert story.member.consented(frozenset({P0}))
    assert story.member.state is State.PENDING, "one partition is still the user's"
    assert story.member.consented(frozenset({P1}))
    assert story.member.state is State.UNJOINED


def test_an_eager_member_gives_up_everything_for_other_topics() -> None:
    other = TopicPartition("u", 0)
    story = Story()
    story.member.subscribe(("t", "u"))
    story.stable(P0, other).member.subscribe(("u",))
    assert story.member.revoking == {P0, other}
    assert len(story.told()) == 1


def test_a_heartbeat_has_what_is_left_of_the_session() -> None:
    story = Story().stable(P0)
    story.later(10.0)
    assert story.beat().timeout == SESSION - 10.0
    story.later(SESSION)
    assert story.beat().timeout == BEAT


def test_the_last_moment_for_consent_is_when_the_alarm_goes_off() -> None:
    story = Story().stable(P0)
    story.beaten(RebalanceInProgressError.code)
    at = story.member.alarm()
    assert at is not None
    story.member.polled(at)
    story.member.tick(at)
    assert story.member.state is State.UNJOINED
    assert isinstance(story.member.step(at), Join)


@pytest.mark.parametrize("asking", [True, False], ids=["the join fails", "the heartbeat fails"])
def test_a_failure_for_good_loses_all_and_says_so(asking: bool) -> None:
    story = Story().stable(P0)
    if asking:
        story.beaten(RebalanceInProgressError.code).poll(consent=True)
        story.told()
        story.join()
        story.member.request_failed(DENIED, story.now)
    else:
        story.later(BEAT)
        story.member.beat_failed(story.beat(), DENIED, story.now)
    notices = story.told()
    assert [type(notice) for notice in notices] == [Lost, Failed]
    assert story.member.state is State.FAILED
    assert (story.member.owned, story.member.generation, story.member.error) == (frozenset(), None, DENIED)


def test_a_reason_is_told_once() -> None:
    story = Story().stable()
    story.member.rejoin("other weights")
    assert story.join().request.reason == "other weights"
    story.joined(generation=2).synced()
    story.beaten(UnknownMemberIdError.code)
    assert story.join().request.reason is None


def test_what_was_wanted_behind_a_rebalance_ends_with_the_membership() -> None:
    story = Story().stable(P0)
    story.beaten(RebalanceInProgressError.code).poll(consent=True)
    story.join()
    story.member.rejoin("other weights")
    story.joined(UnknownMemberIdError.code)
    story.join()
    story.joined(generation=3, member_id="n").synced(P0)
    assert story.member.state is State.STABLE


def test_a_leader_that_asks_for_a_rebalance_leads_no_more() -> None:
    story = Story().poll()
    story.join()
    story.joined(leads=True)
    story.step()
    story.member.dealt({"m": b""}, {"t": 1})
    story.synced()
    assert story.member.leads == {"t"}
    story.member.topics_changed({"t": 2})
    assert story.member.leads == frozenset()


def test_who_does_not_lead_any_more_deals_nothing() -> None:
    story = Story().poll()
    story.join()
    story.joined(leads=True)
    story.step()
    story.member.dealt({"m": b"mine", "n": b"theirs"}, {"t": 1})
    story.synced()
    story.beaten(RebalanceInProgressError.code)
    story.join()
    story.joined(generation=2)
    assert story.member.leads == frozenset()
    action = story.step()
    assert action.request.assignments == []  # type: ignore[union-attr]


def test_an_answer_to_a_heartbeat_of_another_time_says_nothing() -> None:
    """The epoch counts what has begun since: neither the state before nor the one two before takes its word."""
    story = Story().stable()
    story.later(BEAT)
    beat = story.beat()
    story.member.rejoin("first")
    story.join()
    story.joined(generation=2).synced()
    before = story.member.heard_at
    story.later(BEAT)
    story.member.beaten(beat, UnknownMemberIdError.code, story.now)
    assert (story.member.state, story.member.heard_at) == (State.STABLE, before)


def test_each_rebalance_has_a_last_moment_of_its_own() -> None:
    story = Story().stable(P0)
    story.beaten(RebalanceInProgressError.code).poll(consent=True).join()
    story.later(POLL / 2).joined(generation=2).synced(P0)
    begun = story.now
    story.beaten(RebalanceInProgressError.code).poll()
    assert story.member.alarm() == begun + POLL - 5


def test_the_first_failure_has_the_first_pause() -> None:
    story = Story(backoff=Backoff(1.0, 100.0)).poll()
    story.join()
    wait = story.joined(CoordinatorLoadInProgressError.code).step()
    assert isinstance(wait, Wait)
    assert wait.until is not None
    assert wait.until - story.now <= 1.2


def test_a_pause_from_before_the_polls_ended_does_not_hold_up_the_next_poll() -> None:
    story = Story(backoff=Backoff(2 * POLL, 2 * POLL)).poll()
    story.join()
    story.joined(CoordinatorLoadInProgressError.code).later(POLL)
    assert story.member.state is State.IDLE
    story.poll().join()


def test_who_was_dealt_nothing_yet_names_no_generation() -> None:
    assert Share() == ((), -1)
