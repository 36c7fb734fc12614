"""What happens to a member by the classic protocol at a moment when nobody expects it."""

from __future__ import annotations

import pytest

from barnabas.engine.backoff import Backoff
from barnabas.errors import (
    CoordinatorLoadInProgressError,
    GroupAuthorizationFailedError,
    IllegalGenerationError,
    InconsistentGroupProtocolError,
    KafkaTimeoutError,
    NetworkError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from barnabas.group.actions import (
    Assign,
    Lost,
)
from barnabas.group.machine import State
from barnabas.protocol.messages.sync_group import SyncGroupResponse
from unit.group.classic_story import BEAT, P0, POLL, SESSION, Story


@pytest.mark.parametrize("state", [State.JOINING, State.SYNCING])
def test_a_rebalance_that_is_wanted_during_another_comes_behind_it(state: State) -> None:
    story = Story().poll()
    story.join()
    if state is State.SYNCING:
        story.joined()
    story.member.rejoin("other weights")
    assert story.member.state is state
    if state is State.JOINING:
        story.joined()
    story.synced()
    assert story.join().request.reason == "other weights"
    story.joined(generation=2).synced()
    assert story.member.state is State.STABLE  # once


def test_a_sync_by_another_protocol_than_the_join_fails() -> None:
    story = Story().poll()
    story.join()
    story.joined()
    story.member.synced(SyncGroupResponse(protocol_name="roundrobin"), story.now)
    assert story.member.state is State.FAILED
    assert isinstance(story.member.error, InconsistentGroupProtocolError)
    assert "'range' and synced with 'roundrobin'" in str(story.member.error)


def test_who_has_nothing_to_deal_out_leads_nothing() -> None:
    story = Story().poll()
    story.join()
    story.joined()
    story.member.dealt({"m": b""}, {"t": 2})
    assert story.member.leads == frozenset()
    story.synced(P0)
    story.member.dealt({"m": b""}, {"t": 2})
    assert story.member.leads == frozenset()


def test_partitions_that_change_while_it_rebalances_change_nothing() -> None:
    story = Story().poll()
    story.join()
    story.joined(leads=True)
    assert isinstance(story.step(), Assign)
    story.member.dealt({"m": b""}, {"t": 1})
    story.synced(P0).beaten(RebalanceInProgressError.code)
    assert story.member.state is State.PENDING
    story.member.topics_changed({"t": 2})
    assert story.member.state is State.PENDING
    assert story.member.leads == {"t"}


def test_each_answer_says_that_it_is_one_of_the_group() -> None:
    story = Story().poll()
    assert story.member.heard_at == 0.0
    story.join()
    story.joined()
    assert story.member.heard_at == story.now
    story.later(1).synced()
    assert story.member.heard_at == story.now
    story.beaten(0)
    assert story.member.heard_at == story.now


@pytest.mark.parametrize(
    ("state", "after", "silent"),
    [(State.IDLE, SESSION, False), (State.STABLE, SESSION - 1, False), (State.STABLE, SESSION, True)],
)
def test_when_the_coordinator_has_given_it_up(state: State, after: float, silent: bool) -> None:
    story = Story() if state is State.IDLE else Story().stable(P0)
    assert story.member.silent(story.now + after) is silent


def test_an_unanswered_heartbeat_is_repeated_after_pauses_that_grow() -> None:
    story = Story(backoff=Backoff(1.0, 100.0)).stable(P0).later(BEAT)
    for pause in (1.0, 2.0, 4.0):
        story.member.beat_failed(story.beat(), NetworkError("gone"), story.now)
        again = story.member.beat(story.now)
        assert isinstance(again, float)
        assert 0.8 * pause <= again - story.now <= 1.2 * pause
        story.later(again - story.now)


def test_an_unanswered_heartbeat_of_another_time_changes_nothing() -> None:
    story = Story(backoff=Backoff(1.0, 1.0)).stable(P0).later(BEAT)
    old = story.beat()
    story.member.beaten(old, UnknownMemberIdError.code, story.now)
    story.join()
    story.joined(generation=2).synced()
    due = story.member.beat(story.now)
    story.member.beat_failed(old, GroupAuthorizationFailedError("no"), story.now)
    assert story.member.state is State.STABLE
    story.member.beat_failed(old, NetworkError("gone"), story.now)
    assert story.member.beat(story.now) == due


@pytest.mark.parametrize("code", [UnknownMemberIdError.code, IllegalGenerationError.code])
def test_a_commit_may_tell_of_the_end_while_a_rebalance_waits(code: int) -> None:
    story = Story().stable(P0).beaten(RebalanceInProgressError.code)
    assert story.member.state is State.PENDING
    assert story.member.generation is not None
    story.told()
    story.member.commit_refused(story.member.generation, code, story.now)
    assert [type(notice) for notice in story.told()] == [Lost]
    assert story.member.state is State.UNJOINED


@pytest.mark.parametrize("code", [CoordinatorLoadInProgressError.code, GroupAuthorizationFailedError.code])
def test_other_errors_of_commits_say_nothing_of_the_membership(code: int) -> None:
    story = Story().stable(P0)
    assert story.member.generation is not None
    story.member.commit_refused(story.member.generation, code, story.now)
    assert (story.member.state, story.told()) == (State.STABLE, [])


@pytest.mark.parametrize(("goodbye", "told"), [(None, True), (True, True), (False, False)])
def test_who_has_left_without_polls_still_says_so_at_its_end(goodbye: bool | None, told: bool) -> None:
    story = Story().stable(P0).later(POLL)
    found = story.member.leave("closed", goodbye=goodbye)
    assert (found is not None) is told
    assert story.member.leave("closed") is None


def test_what_a_poll_changes() -> None:
    story = Story()
    assert story.member.polled(story.now) is True
    assert story.member.polled(story.now) is False
    story.join()
    story.joined(GroupAuthorizationFailedError.code)
    assert story.member.state is State.FAILED
    assert story.member.polled(story.now)
    assert story.member.error is None


def test_who_never_joined_is_told_that_it_has_left() -> None:
    story = Story().poll().later(POLL)
    (lost,) = story.told()
    assert isinstance(lost, Lost)
    assert isinstance(lost.reason, KafkaTimeoutError)
    assert story.member.state is State.IDLE
    assert story.member.alarm() is None


def test_who_has_lost_its_membership_leads_nothing() -> None:
    story = Story().poll()
    story.join()
    story.joined(leads=True)
    assert isinstance(story.step(), Assign)
    story.member.dealt({"m": b""}, {"t": 1})
    story.synced(P0)
    assert story.member.leads == {"t"}
    story.beaten(UnknownMemberIdError.code)
    assert story.member.leads == frozenset()


def test_after_a_success_pauses_begin_small_again() -> None:
    story = Story(backoff=Backoff(1.0, 100.0)).poll()
    for _ in range(4):
        story.join()
        story.joined(CoordinatorLoadInProgressError.code)
        story.later(50)
    story.join()
    story.joined().synced(P0).beaten(CoordinatorLoadInProgressError.code)
    again = story.member.beat(story.now)
    assert isinstance(again, float)
    assert again - story.now <= 1.2
