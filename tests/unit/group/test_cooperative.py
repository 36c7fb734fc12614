"""The member's state machine where all its assignors are cooperative (KIP-429): it keeps what stays."""

from __future__ import annotations

import pytest

from barnabas.errors import IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError
from barnabas.group.actions import Assigned, Lost, Notice, RebalanceWanted
from barnabas.group.assignors import ASSIGNORS
from barnabas.group.classic import GIVEN_UP, UNASKED, ClassicMember
from barnabas.group.classic_requests import Settings
from barnabas.group.machine import State
from barnabas.protocol.consumer_protocol import Subscription, decode_subscription, encode_assignment
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupResponse
from barnabas.types import TopicPartition
from tests.unit.group.classic_story import AT_ONCE, BEAT, SESSION, Story

P0, P1, P2, Q0, Q1 = (TopicPartition(*p) for p in [("t", 0), ("t", 1), ("t", 2), ("u", 0), ("u", 1)])


class Cooperative(Story):
    def __post_init__(self) -> None:
        assignors = (ASSIGNORS["cooperative-sticky"],)
        settings = Settings("g", self.instance_id, ("t",), assignors, SESSION, BEAT, self.poll_interval)
        self.member = ClassicMember(settings, AT_ONCE)

    def joined(self, code: int = 0, *, member_id: str = "m", leads: bool = False, generation: int = 1) -> Story:
        response = JoinGroupResponse(
            error_code=code,
            generation_id=generation,
            protocol_name="cooperative-sticky",
            leader="other",
            member_id=member_id,
        )
        self.member.joined(response, self.now)
        return self

    def synced(self, *partitions: TopicPartition, code: int = 0) -> Story:
        self.step()
        self.member.synced(
            SyncGroupResponse(error_code=code, assignment=b"" if code else encode_assignment(partitions)), self.now
        )
        return self

    def again(self, *partitions: TopicPartition, generation: int) -> list[Notice]:
        """A rebalance from its beginning to its end."""
        self.beaten(RebalanceInProgressError.code)
        assert not self.told()
        self.join()
        self.joined(generation=generation).synced(*partitions)
        return self.told()


def of_both(*partitions: TopicPartition) -> Story:
    """One that has these of the topics t and u."""
    story = Cooperative()
    story.member.subscribe(("t", "u"))
    return story.stable(*partitions)


def said(request: JoinGroupRequest) -> Subscription:
    return decode_subscription(request.protocols[0].metadata)


def assigned(notices: list[Notice]) -> frozenset[TopicPartition]:
    (found,) = (notice for notice in notices if isinstance(notice, Assigned))
    return found.partitions


def test_who_has_been_in_no_generation_says_so() -> None:
    request = said(Cooperative().poll().join().request)
    assert (request.owned, request.generation) == ((), -1)


def test_it_joins_at_once_and_names_what_it_holds() -> None:
    story = Cooperative().stable(P0, P1, generation=4).beaten(RebalanceInProgressError.code)
    assert not story.told()
    request = said(story.join().request)
    assert (request.owned, request.generation) == ((P0, P1), 4)
    assert story.member.owned == {P0, P1}


@pytest.mark.kip(429)
def test_what_is_left_out_waits_for_consent_and_then_it_joins_again() -> None:
    story = Cooperative().stable(P0, P1, generation=4)
    first, second = story.again(P1, generation=5)
    assert isinstance(first, RebalanceWanted)
    assert first.partitions == {P0}
    assert isinstance(second, Assigned)
    assert second.partitions == {P0, P1}
    assert story.member.state is State.STABLE
    story.poll().beaten(0)
    assert story.member.state is State.STABLE
    story.poll(consent=True)
    request = story.join().request
    assert request.reason == GIVEN_UP
    assert said(request).owned == (P1,)
    assert said(request).generation == 5


def test_one_tenure_as_long_as_nothing_is_lost() -> None:
    story = Cooperative().stable(P0)
    first = story.member.generation
    story.again(P0, P1, generation=2)
    second = story.member.generation
    assert first is not None
    assert second is not None
    assert first is not second
    assert first.tenure is second.tenure
    story.beaten(UnknownMemberIdError.code)
    assert [type(notice) for notice in story.told()] == [Lost]
    story.join()
    story.joined(generation=7).synced(P0)
    third = story.member.generation
    assert third is not None
    assert third.tenure is not first.tenure


def test_eager_generations_have_tenures_of_their_own() -> None:
    story = Story().stable(P0)
    first = story.member.generation
    story.beaten(RebalanceInProgressError.code).poll(consent=True).join()
    story.joined(generation=2).synced(P0)
    second = story.member.generation
    assert first is not None
    assert second is not None
    assert first.tenure is not second.tenure


def test_what_the_user_was_asked_for_is_given_up_also_if_it_is_assigned_anew() -> None:
    story = Cooperative().stable(P0, P1)
    story.again(P1, generation=2)
    assert [type(n) for n in story.again(P0, P1, generation=3)] == [Assigned]
    assert story.member.revoking == {P0}
    story.poll(consent=True)
    assert said(story.join().request).owned == (P1,)
    story.joined(generation=4).synced(P0, P1)
    assert assigned(story.told()) == {P0, P1}
    assert not story.member.revoking


@pytest.mark.parametrize("at", ["joining", "syncing"])
def test_consent_while_it_joins_has_it_join_once_more(at: str) -> None:
    story = Cooperative().stable(P0, P1)
    story.again(P1, generation=2)
    story.beaten(RebalanceInProgressError.code)
    assert said(story.join().request).owned == (P0, P1)
    if at == "syncing":
        story.joined(generation=3)
    story.poll(consent=True)
    if at == "joining":
        story.joined(generation=3)
    story.synced(P1)
    assert assigned(story.told()) == {P1}
    request = story.join().request
    assert said(request).owned == (P1,)
    assert request.reason == GIVEN_UP


def test_a_rebalance_that_fails_on_its_way_keeps_what_is_held_and_its_generation() -> None:
    story = Cooperative().stable(P0, generation=4).beaten(RebalanceInProgressError.code)
    story.join()
    story.joined(generation=5).synced(code=RebalanceInProgressError.code)
    assert not story.told()
    request = said(story.join().request)
    assert (request.owned, request.generation) == ((P0,), 4)


def test_a_generation_that_is_over_loses_all() -> None:
    story = Cooperative().stable(P0, generation=4).beaten(IllegalGenerationError.code)
    (lost,) = story.told()
    assert isinstance(lost, Lost)
    assert lost.partitions == {P0}
    request = said(story.join().request)
    assert (request.owned, request.generation) == ((), -1)


def test_other_topics_are_joined_for_at_once_and_the_old_ones_given_up_with_consent() -> None:
    story = Cooperative().stable(P0, P1)
    story.member.subscribe(("u",))
    (wanted,) = story.told()
    assert isinstance(wanted, RebalanceWanted)
    assert wanted.partitions == {P0, P1}
    request = said(story.join().request)
    assert (request.topics, request.owned) == (("u",), (P0, P1))
    story.joined(generation=2).synced().told()
    story.poll(consent=True)
    assert said(story.join().request).owned == ()
    story.joined(generation=3).synced(Q0)
    assert assigned(story.told()) == {Q0}


@pytest.mark.parametrize("at", ["joining", "syncing"])
def test_what_was_given_up_with_its_topic_is_not_taken_up_again(at: str) -> None:
    story = of_both(P0, Q0)
    story.member.subscribe(("u",))
    story.told()
    story.join()
    if at == "joining":
        story.poll(consent=True)
    story.joined(generation=2)
    if at == "syncing":
        story.poll(consent=True)
    story.synced(P0, Q0, Q1)  # by what it said when it joined
    assert assigned(story.told()) == {Q0, Q1}
    request = said(story.join().request)
    assert (request.topics, request.owned, request.generation) == (("u",), (Q0, Q1), 2)
    story.joined(generation=3).synced(Q0, Q1)
    assert story.member.owned == {Q0, Q1}
    assert story.member.state is State.STABLE


@pytest.mark.kip(345)
@pytest.mark.parametrize("kind", [Story, Cooperative])
def test_an_instance_that_is_back_with_other_topics_has_the_group_rebalance(kind: type[Story]) -> None:
    story = kind(instance_id="i").poll()
    first = story.join().request
    story.joined(generation=4).synced(Q0, P0, Q1)  # what it had before
    assert story.member.owned == {P0}
    assert story.member.unasked == {Q0, Q1}
    request = story.poll(consent=True).join().request
    assert request.reason == UNASKED
    assert said(request).generation == 4
    assert request.protocols[0].metadata != first.protocols[0].metadata  # the same would begin nothing
    story.joined(generation=5).synced(P0, P1)
    assert story.member.owned == {P0, P1}
    assert not story.member.unasked
    story.beaten(RebalanceInProgressError.code).poll(consent=True).join()
    story.joined(generation=6).synced(P0, Q0)  # another time
    assert story.member.unasked == {Q0}
    assert story.poll(consent=True).join().request.reason == UNASKED


def test_a_leader_that_goes_on_to_deal_out_other_topics_is_not_asked_without_end() -> None:
    story = Cooperative().stable(P0, Q0)
    story.join()
    story.joined(generation=2).synced(P0, Q0)
    assert story.member.state is State.STABLE
    assert story.member.owned == {P0}
    assert story.member.unasked == {Q0}


def test_what_is_not_given_up_yet_stays_while_other_topics_are_joined_for() -> None:
    story = of_both(P0, Q0).beaten(RebalanceInProgressError.code)
    story.join()
    story.member.subscribe(("u",))
    story.joined(generation=2).synced(P0, Q0)
    assert assigned(story.told()) == {P0, Q0}
    assert said(story.join().request).owned == (P0, Q0)
    story.poll(consent=True)
    assert story.member.owned == {Q0}


def test_what_it_asked_for_when_it_joined_is_not_taken_up_for_other_topics() -> None:
    story = Cooperative().poll()
    story.join()
    story.joined()
    story.member.subscribe(("u",))
    story.synced(P0)
    assert not assigned(story.told())
    assert said(story.join().request).topics == ("u",)


def test_an_eager_member_gives_all_up_for_other_topics() -> None:
    story = Story().stable(P0)
    story.member.subscribe(("u",))
    (wanted,) = story.told()
    assert isinstance(wanted, RebalanceWanted)
    request = story.poll(consent=True).join().request
    assert said(request).topics == ("u",)
    assert request.reason == "the subscription changed"


@pytest.mark.parametrize("kind", [Story, Cooperative])
def test_the_user_has_the_group_rebalance(kind: type[Story]) -> None:
    story = kind().stable(P0)
    story.member.rejoin("a machine was added")
    assert story.poll(consent=True).join().request.reason == "a machine was added"


@pytest.mark.parametrize(("instance_id", "told", "leaves"), [(None, None, True), (None, False, False), ("i", None, False), ("i", True, True)])  # fmt: skip
def test_who_says_goodbye(instance_id: str | None, told: bool | None, leaves: bool) -> None:
    goodbye = Story(instance_id=instance_id).stable(P0).member.leave("closing", goodbye=told)
    assert (goodbye is not None) == leaves
    assert goodbye is None or (goodbye.member_id, goodbye.instance_id) == ("m", instance_id)


def test_partitions_that_wait_for_consent_come_and_stay_with_new_ones() -> None:
    story = Cooperative().stable(P0, P1)
    notices = story.again(P1, P2, generation=2)
    assert [n.partitions for n in notices if isinstance(n, RebalanceWanted)] == [{P0}]
    assert assigned(notices) == {P0, P1, P2}
