"""What has come, stays and goes, as the engine tells it and the user hears of it."""

from __future__ import annotations

import pytest

from barnabas.consumer.assignment import Assignment
from barnabas.consumer.partition import Partition
from barnabas.errors.client import ClientError
from barnabas.group.generation import Generation
from barnabas.types import TopicPartition

A, B, C = (TopicPartition("t", number) for number in range(3))
GENERATION = Generation(1, "m")


def heard(assignment: Assignment) -> tuple[str, set[TopicPartition]] | None:
    """The next news."""
    news = assignment.take()
    if news is None:
        return None
    ((kind, partitions),) = [(kind, set(found)) for kind in news.__slots__ if (found := getattr(news, kind))]
    return kind, partitions


@pytest.fixture
def assignment() -> Assignment:
    """Of A and B, which the user knows."""
    made = Assignment(lambda: None)
    made.tell(made.begin(frozenset({A, B})), GENERATION)
    assert heard(made) == ("assigned", {A, B})
    return made


def test_what_stays_is_the_same_and_what_comes_is_new(assignment: Assignment) -> None:
    before = dict(assignment.current)
    assert assignment.begin(frozenset({A, B, C})).keys() == {C}
    assert assignment.current.keys() == {A, B, C}
    assert all(assignment.current[key] is before[key] for key in (A, B))


def test_what_is_given_up_is_not_new_before_its_membership_has_heard_of_it(assignment: Assignment) -> None:
    gone = assignment.current[B]
    assert assignment.want({B}) == {}
    assert heard(assignment) == ("revoked", {B})
    given = assignment.consent()
    assert given == {B: gone}
    assert assignment.released(given) == given
    assert assignment.begin(frozenset({A, B})) == {}  # which still names it
    assert assignment.current.keys() == {A}
    assert assignment.left(given) == {B}
    assert assignment.left(given) == frozenset()
    assert assignment.begin(frozenset({A, B})).keys() == {B}
    assert assignment.current[B] is not gone


def test_the_last_commit_of_what_is_given_up_knows_the_id_of_its_topic(assignment: Assignment) -> None:
    assignment.current[B].topic_id = b"7" * 16
    assignment.want({B})
    assignment.take()
    given = assignment.released(assignment.consent())
    assert assignment.topic_ids([B]) == {"t": b"7" * 16}
    assignment.left(given)
    assert assignment.topic_ids([B]) == {}


def test_what_nobody_heard_of_goes_in_silence(assignment: Assignment) -> None:
    assignment.begin(frozenset({A, B, C}))
    untold = assignment.want({C})
    assert untold.keys() == {C}
    assignment.released(untold)
    assert assignment.begin(frozenset({A, B, C})) == {}
    assert heard(assignment) is None


def test_what_was_lost_meanwhile_is_new_and_nothing_of_it_is_given_up(assignment: Assignment) -> None:
    assignment.want({B})
    assignment.take()
    given = assignment.consent()
    assignment.released(given)
    assignment.lose()
    assert assignment.begin(frozenset({A, B})).keys() == {A, B}
    assert assignment.left(given) == frozenset()
    assert assignment.current.keys() == {A, B}


@pytest.mark.parametrize("consents", ["before the loss", "after it", "after it came anew"])
def test_a_consent_gives_up_nothing_that_came_after_a_loss(assignment: Assignment, consents: str) -> None:
    """The user is told to give up B and works on, while all is lost and comes anew: its next poll speaks of the B that was."""
    old = dict(assignment.current)
    assignment.want({B})
    assert heard(assignment) == ("revoked", {B})
    given = assignment.consent() if consents == "before the loss" else {}
    assignment.lose()
    for p in old.values():
        p.gone = True  # as `Changes.lost` has it
    if consents == "after it":
        given = assignment.consent()
    new = assignment.begin(frozenset({A, B}))
    assert new.keys() == {A, B}
    assignment.tell(new, GENERATION)
    if consents == "after it came anew":
        given = assignment.consent()
    assert given == ({B: old[B]} if consents == "before the loss" else {})
    assert assignment.released(given) == {}
    assert assignment.current == new
    assert not assignment.leaving
    assert heard(assignment) == ("lost", {A})
    assert heard(assignment) == ("assigned", {A, B})
    assert assignment.owned == new
    assert assignment.want({B}) == {}
    assert heard(assignment) == ("revoked", {B}), "it is given up as any other"
    assert assignment.released(assignment.consent()) == {B: new[B]}
    assert assignment.current.keys() == {A}


def test_an_end_of_the_membership_is_raised_once(assignment: Assignment) -> None:
    assignment.fail(ClientError("it ended"), for_good=False)
    with pytest.raises(ClientError, match="it ended"):
        assignment.take()
    assert assignment.take() is None


def test_an_end_for_good_is_raised_whenever_there_is_no_news(assignment: Assignment) -> None:
    assignment.lose()
    assignment.fail(ClientError("it ended"), for_good=True)
    with pytest.raises(ClientError, match="it ended"):
        assignment.take()
    assert heard(assignment) == ("lost", {A, B})
    for _ in range(2):
        with pytest.raises(ClientError, match="it ended"):
            assignment.take()
    assignment.take_away()
    assignment.clear()
    assert assignment.take() is None


def test_what_is_given_up_at_once_leaves_what_came_after_it(assignment: Assignment) -> None:
    assignment.take_away()
    assignment.tell(assignment.begin(frozenset({C})), None)  # the engine has not heard of it
    assert assignment.take() is None
    assignment.owned = mine = {A: Partition(A)}
    assignment.clear()
    assert assignment.take() is None
    assert assignment.owned is mine
    assert not assignment.current
