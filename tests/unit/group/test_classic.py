"""The member's state machine, by stories: what it is told, when, and what it then does and tells."""

from __future__ import annotations

import pytest

from barnabas.engine.backoff import Backoff
from barnabas.errors import (
    BrokerError,
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    FencedInstanceIdError,
    GroupAuthorizationFailedError,
    GroupMaxSizeReachedError,
    IllegalGenerationError,
    IncompatibleBrokerError,
    InconsistentGroupProtocolError,
    InvalidSessionTimeoutError,
    KafkaTimeoutError,
    MemberIdRequiredError,
    NetworkError,
    NotCoordinatorError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from barnabas.group.actions import (
    Assign,
    Assigned,
    Beat,
    Failed,
    Leave,
    Lost,
    RebalanceWanted,
    Sync,
    Wait,
)
from barnabas.group.machine import State
from barnabas.protocol.consumer_protocol import decode_subscription
from barnabas.protocol.messages.join_group import JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupResponse
from unit.group.classic_story import BEAT, P0, P1, POLL, Story

# --- joining ----------------------------------------------------------------------------------------------------------


def test_nothing_happens_before_the_first_poll() -> None:
    story = Story()
    assert story.step() == Wait()
    assert story.member.alarm() is None
    assert story.member.beat(story.now) is None


def test_the_first_join_says_what_the_member_wants() -> None:
    request = Story(instance_id="i").poll().join().request
    assert (request.group_id, request.member_id, request.group_instance_id) == ("g", "", "i")
    assert (request.session_timeout_ms, request.rebalance_timeout_ms) == (45_000, 300_000)
    assert request.protocol_type == "consumer"
    assert [p.name for p in request.protocols] == ["range", "roundrobin"]
    assert decode_subscription(request.protocols[0].metadata).topics == ("t",)


@pytest.mark.kip(394)
def test_a_required_member_id_is_used_at_once() -> None:
    story = Story(backoff=Backoff(1.0, 1.0)).poll()
    story.join()
    story.joined(MemberIdRequiredError.code, member_id="m-1")
    assert story.join().request.member_id == "m-1"


def test_a_broker_that_always_requires_a_member_id_is_not_asked_for_ever() -> None:
    story = Story().poll()
    for _ in range(2):
        story.join()
        story.joined(MemberIdRequiredError.code, member_id="m-1")
    assert story.member.state is State.FAILED


def test_a_follower_syncs_with_nothing_and_gets_its_share() -> None:
    story = Story(instance_id="i").poll()
    story.join()
    sync = story.joined(generation=7).step()
    assert isinstance(sync, Sync)
    assert (sync.request.generation_id, sync.request.member_id, sync.request.group_instance_id) == (7, "m", "i")
    assert (sync.request.protocol_type, sync.request.protocol_name) == ("consumer", "range")
    assert not sync.request.assignments
    story.synced(P0, P1)
    (notice,) = story.told()
    assert isinstance(notice, Assigned)
    assert notice.partitions == {P0, P1}
    assert notice.generation is story.member.generation
    assert (notice.generation.generation_id, notice.generation.member_id, notice.generation.instance_id) == (
        7,
        "m",
        "i",
    )
    assert story.member.state is State.STABLE


def test_a_leader_deals_out_and_syncs_with_the_shares() -> None:
    story = Story().poll()
    story.join()
    duty = story.joined(leads=True).step()
    assert duty == Assign("range", (("m", None, b"m"),), False)
    assert isinstance(story.later(BEAT).member.beat(story.now), Beat)  # dealing may take time
    story.member.dealt({"m": b"share"}, {"t": 2})
    sync = story.step()
    assert isinstance(sync, Sync)
    assert [(a.member_id, a.assignment) for a in sync.request.assignments] == [("m", b"share")]
    assert story.member.leads == {"t"}


@pytest.mark.kip(814)
def test_a_returning_static_leader_deals_nothing_but_knows_what_it_leads() -> None:
    story = Story(instance_id="i").poll()
    story.join()
    response = JoinGroupResponse(
        generation_id=3, protocol_name="range", leader="m", member_id="m", skip_assignment=True
    )
    story.member.joined(response, story.now)
    duty = story.step()
    assert isinstance(duty, Assign)
    assert duty.skip
    story.member.dealt({"m": b"share"}, {"t": 2})
    sync = story.step()
    assert isinstance(sync, Sync)
    assert not sync.request.assignments
    assert story.member.leads == {"t"}


@pytest.mark.parametrize(
    "code",
    [
        CoordinatorLoadInProgressError.code,
        CoordinatorNotAvailableError.code,
        NotCoordinatorError.code,
        RebalanceInProgressError.code,
    ],
)
def test_passing_errors_of_join_are_tried_again_after_a_pause(code: int) -> None:
    story = Story(backoff=Backoff(1.0, 1.0)).poll()
    story.join()
    wait = story.joined(code).step()
    assert isinstance(wait, Wait)
    assert wait.until is not None
    assert story.now < wait.until <= story.now + 1.2
    story.later(1.3).join()
    assert not story.told()


@pytest.mark.parametrize(
    "code",
    [
        GroupAuthorizationFailedError.code,
        GroupMaxSizeReachedError.code,
        InconsistentGroupProtocolError.code,
        InvalidSessionTimeoutError.code,
        9999,
    ],
)
def test_other_errors_of_join_fail_until_the_next_poll(code: int) -> None:
    story = Story().poll()
    story.join()
    story.joined(code)
    (notice,) = story.told()
    assert isinstance(notice, Failed)
    assert isinstance(notice.error, BrokerError)
    assert notice.error.code == code
    assert story.member.error is notice.error
    assert story.step() == Wait()
    assert story.member.alarm() is None
    assert story.poll().member.error is None
    story.join()


def test_fencing_is_for_good() -> None:
    story = Story(instance_id="i").poll()
    story.join()
    story.joined(FencedInstanceIdError.code).poll()
    assert story.member.state is State.FAILED
    assert isinstance(story.member.error, FencedInstanceIdError)
    assert story.step() == Wait()


def test_polling_in_a_tight_loop_does_not_hurry_a_failed_member() -> None:
    story = Story(backoff=Backoff(1.0, 1.0)).poll()
    story.join()
    story.joined(GroupAuthorizationFailedError.code).poll()
    assert isinstance(story.step(), Wait)
    story.later(1.3).join()


def test_an_unknown_member_begins_anew() -> None:
    story = Story().poll()
    story.join()
    story.joined(MemberIdRequiredError.code, member_id="m-1")
    story.join()
    story.joined(UnknownMemberIdError.code)
    assert story.join().request.member_id == ""


@pytest.mark.kip(559)
def test_a_protocol_that_was_not_offered_is_refused() -> None:
    story = Story().poll()
    story.join()
    story.member.joined(JoinGroupResponse(generation_id=1, protocol_name="sticky", member_id="m"), story.now)
    (notice,) = story.told()
    assert isinstance(notice, Failed)
    assert isinstance(notice.error, InconsistentGroupProtocolError)


@pytest.mark.parametrize(
    "code",
    [RebalanceInProgressError.code, IllegalGenerationError.code, UnknownMemberIdError.code, NotCoordinatorError.code],
)
def test_a_sync_that_came_too_late_joins_again(code: int) -> None:
    story = Story().poll()
    story.join()
    story.joined().synced(code=code)
    kept = "" if code == UnknownMemberIdError.code else "m"
    assert story.join().request.member_id == kept
    assert not story.told()  # nothing was owned


def test_an_assignment_that_cannot_be_read_fails() -> None:
    story = Story().poll()
    story.join()
    story.joined().step()
    story.member.synced(SyncGroupResponse(assignment=b"\x00"), story.now)
    (notice,) = story.told()
    assert isinstance(notice, Failed)


def test_a_broken_connection_is_tried_again_with_the_same_member_id() -> None:
    story = Story().poll()
    story.join()
    story.joined().step()
    story.member.request_failed(NetworkError("broke"), story.now)
    assert story.join().request.member_id == "m"


def test_a_broker_without_a_version_that_fits_fails() -> None:
    story = Story(instance_id="i").poll()
    story.join()
    story.member.request_failed(IncompatibleBrokerError("too old for group_instance_id"), story.now)
    assert story.member.state is State.FAILED


# --- heartbeats -------------------------------------------------------------------------------------------------------


def test_heartbeats_come_at_the_interval_and_name_the_generation() -> None:
    story = Story(instance_id="i").stable(P0, generation=4)
    assert story.member.beat(story.now) == story.now + BEAT
    beat = story.later(BEAT).beat()
    assert (beat.request.generation_id, beat.request.member_id, beat.request.group_instance_id) == (4, "m", "i")
    assert story.member.beat(story.now) == story.now + BEAT


def test_no_heartbeat_stands_behind_join_or_sync() -> None:
    story = Story().poll()
    story.join()
    assert story.later(BEAT).member.beat(story.now) is None
    story.joined().step()
    assert story.later(BEAT).member.beat(story.now) is None


def test_an_unanswered_heartbeat_is_repeated_and_ends_nothing() -> None:
    story = Story(backoff=Backoff(0.1, 0.1)).stable(P0)
    generation = story.member.generation
    for _ in range(30):
        beat = story.later(BEAT).poll().beat()
        assert beat.timeout >= BEAT
        story.member.beat_failed(beat, NetworkError("no answer"), story.now)
    assert story.member.silent(story.now)
    assert story.member.generation is generation
    story.beaten(0)
    assert not story.member.silent(story.now)
    assert not story.told()


def test_an_answer_of_another_time_is_not_listened_to() -> None:
    story = Story().stable(P0)
    old = story.later(BEAT).beat()
    story.member.beaten(old, RebalanceInProgressError.code, story.now)
    story.poll(consent=True).join()
    story.joined(generation=2).synced(P1)
    story.told()
    story.member.beaten(old, UnknownMemberIdError.code, story.now)
    assert story.member.state is State.STABLE
    assert not story.told()


@pytest.mark.parametrize("code", [UnknownMemberIdError.code, IllegalGenerationError.code])
def test_membership_lost_is_told_and_joined_again_at_once(code: int) -> None:
    story = Story(backoff=Backoff(1.0, 1.0)).stable(P0, P1).beaten(code)
    (notice,) = story.told()
    assert isinstance(notice, Lost)
    assert notice.partitions == {P0, P1}
    assert isinstance(notice.reason, BrokerError)
    assert notice.reason.code == code
    assert story.member.generation is None
    story.join()


def test_a_fenced_member_loses_its_partitions_and_gives_up() -> None:
    story = Story(instance_id="i").stable(P0).beaten(FencedInstanceIdError.code)
    lost, failed = story.told()
    assert isinstance(lost, Lost)
    assert isinstance(failed, Failed)
    assert story.member.beat(story.now + BEAT) is None


@pytest.mark.parametrize("code", [CoordinatorLoadInProgressError.code, NotCoordinatorError.code])
def test_a_coordinator_on_the_move_ends_nothing(code: int) -> None:
    story = Story().stable(P0).beaten(code)
    assert story.member.state is State.STABLE
    assert not story.told()
    story.beat()  # again at once: there is no backoff in this story


# --- rebalances -------------------------------------------------------------------------------------------------------


def test_a_rebalance_waits_for_consent_while_heartbeats_go_on() -> None:
    story = Story().stable(P0).beaten(RebalanceInProgressError.code)
    assert story.told() == [RebalanceWanted("the group rebalances", frozenset({P0}))]
    assert story.step() == Wait()
    for _ in range(20):
        story.poll().beaten(RebalanceInProgressError.code)
    assert not story.member.silent(story.now)  # "it rebalances" is a word to a member, too
    assert not story.told()
    assert story.member.owned == {P0}
    assert story.member.generation is not None
    request = story.poll(consent=True).join().request
    assert (request.member_id, request.reason) == ("m", "the group rebalances")
    assert story.member.owned == frozenset()
    assert story.member.generation is not None  # a commit on its way is still one of this generation


def test_with_nothing_owned_no_consent_is_needed() -> None:
    story = Story().stable().beaten(RebalanceInProgressError.code)
    assert not story.told()
    story.join()


def test_consent_without_a_rebalance_is_only_a_poll() -> None:
    story = Story().stable(P0).poll(consent=True)
    assert story.member.state is State.STABLE
    assert story.member.owned == {P0}


def test_without_consent_the_member_joins_shortly_before_the_rebalance_timeout() -> None:
    story = Story().stable(P0)
    begun = story.now
    story.beaten(RebalanceInProgressError.code).poll()  # heard of BEAT seconds after it may have begun
    assert story.member.alarm() == begun + POLL - 5
    story.later(begun + POLL - 5.1 - story.now)
    assert story.step() == Wait()
    story.later(0.2)
    assert [type(n) for n in story.told()] == [RebalanceWanted, Lost]
    assert story.member.generation is None
    story.join()


def test_a_short_rebalance_timeout_keeps_most_of_it_for_the_user() -> None:
    story = Story(poll_interval=10.0).stable(P0)
    begun = story.now
    story.beaten(RebalanceInProgressError.code).poll()
    assert story.member.alarm() == begun + 9


def test_a_leader_has_the_group_rebalance_when_partitions_change() -> None:
    story = Story().poll()
    story.join()
    story.joined(leads=True)
    story.member.dealt({}, {"t": 2, "later": 0})
    story.synced(P0).told()
    story.member.topics_changed({"t": 2})
    assert not story.told()
    story.member.topics_changed({"t": 2, "later": 3})
    assert story.told() == [RebalanceWanted("the partitions of later changed", frozenset({P0}))]
    assert story.poll().member.alarm() == story.now + POLL  # nothing has begun at the coordinator
    story.beaten(RebalanceInProgressError.code)
    assert story.member.alarm() is not None
    assert story.poll(consent=True).join().request.reason == "the partitions of later changed"


def test_a_follower_does_not_mind_the_partitions() -> None:
    story = Story().stable(P0)
    story.member.topics_changed({"t": 9})
    assert not story.told()


# --- liveness ---------------------------------------------------------------------------------------------------------


def test_without_polls_the_member_leaves_and_comes_back_with_the_next() -> None:
    story = Story().stable(P0)
    while story.now < 1000.0 + POLL - BEAT:
        story.beaten(0)
    assert not story.told()
    story.later(BEAT)
    (notice,) = story.told()
    assert isinstance(notice, Lost)
    assert isinstance(notice.reason, KafkaTimeoutError)
    assert "max_poll_interval_ms=300000" in str(notice.reason)
    assert story.step() == Leave("m", "no poll for 300 s")
    assert story.step() == Wait()
    assert story.member.beat(story.now + BEAT) is None
    assert story.poll().join().request.member_id == ""


def test_a_static_member_that_does_not_poll_falls_silent() -> None:
    story = Story(instance_id="i").stable(P0).later(POLL)
    assert [type(n) for n in story.told()] == [Lost]
    assert story.step() == Wait()


def test_polls_keep_the_member_alive_while_it_joins() -> None:
    story = Story().poll()
    story.join()
    story.later(POLL - 1).poll().later(POLL - 1)
    assert story.member.state is State.JOINING
    story.later(2)
    assert story.member.state is State.IDLE
    story.joined()  # too late
    assert story.member.state is State.IDLE


# --- commits and the end ----------------------------------------------------------------------------------------------


def test_a_refused_commit_tells_of_a_rebalance() -> None:
    story = Story().stable(P0)
    assert story.member.generation is not None
    story.member.commit_refused(story.member.generation, RebalanceInProgressError.code, story.now)
    assert [type(n) for n in story.told()] == [RebalanceWanted]


def test_a_commit_of_an_old_generation_tells_nothing_of_this_one() -> None:
    story = Story().stable(P0)
    old = story.member.generation
    assert old is not None
    story.beaten(RebalanceInProgressError.code).poll(consent=True).join()
    story.joined(generation=2).synced(P0).told()
    story.member.commit_refused(old, IllegalGenerationError.code, story.now)
    assert not story.told()


def test_a_refused_commit_of_this_generation_ends_it() -> None:
    story = Story().stable(P0)
    assert story.member.generation is not None
    story.member.commit_refused(story.member.generation, UnknownMemberIdError.code, story.now)
    assert [type(n) for n in story.told()] == [Lost]
    story.join()


def test_leaving_says_goodbye_once() -> None:
    story = Story().stable(P0)
    assert story.member.leave("x" * 300) == Leave("m", "x" * 255)
    assert story.member.leave("again") is None
    assert not story.told()
    assert story.poll().step() == Wait()
    assert story.member.state is State.LEFT


def test_a_static_member_says_no_goodbye() -> None:
    assert Story(instance_id="i").stable(P0).member.leave("closing") is None


def test_a_member_without_an_id_says_no_goodbye() -> None:
    story = Story().poll()
    story.join()
    assert story.member.leave("closing") is None
