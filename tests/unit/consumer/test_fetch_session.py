"""A fetch session against the development broker's side of it (KIP-227), through every kind of loss."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnabas.broker.state.sessions import FetchPartition, PartitionData, Place, Sessions
from barnabas.consumer.session import FIRST, LAST, NONE, OVER, Asked, Session
from barnabas.errors import codes
from barnabas.types import TopicPartition

IDS = {"a": bytes(15) + b"\x01", "b": bytes(15) + b"\x02"}


class Peer:
    """A broker that notes what it would fetch."""

    def __init__(self, slots: int = 10) -> None:
        self.sessions = Sessions(slots)
        self.fetched: dict[Place, FetchPartition] = {}
        self.now = 0.0

    def ask(self, session: Session, wanted: dict[TopicPartition, Asked], by_id: bool, *, lost: bool = False) -> int:
        """One Fetch; its error code. `lost`: the answer never comes."""
        plan = session.next(wanted, by_id=by_id)
        names = {asked.topic_id: key.topic for key, asked in wanted.items()}

        def place(key: TopicPartition, id: bytes) -> Place:
            return (id if by_id else key.topic, key.partition)

        asked = [
            (
                place(key, wanted[key].topic_id),
                FetchPartition(
                    partition=key.partition,
                    fetch_offset=wanted[key].offset,
                    current_leader_epoch=wanted[key].leader_epoch,
                    last_fetched_epoch=wanted[key].last_epoch,
                ),
            )
            for key in plan.named
        ]
        forgotten = [place(key, id) for key, id in plan.forgotten]
        self.now += 1
        context = self.sessions.begin(plan.session_id, plan.epoch, asked, forgotten, by_id=by_id, now=self.now)
        self.fetched = dict(context.partitions)
        data = [
            (where, PartitionData(partition_index=where[1], high_watermark=int(self.now))) for where in self.fetched
        ]
        error, id, told = self.sessions.answer(context, data, by_id=by_id, now=self.now)
        if lost:
            session.restart()
        elif error:
            session.refused(error)
        else:
            keys = [TopicPartition(n if isinstance(n, str) else names[n], number) for (n, number), _ in told]
            session.answered(id, keys)
        return error

    def sees(self, wanted: dict[TopicPartition, Asked], by_id: bool) -> bool:
        """Whether it fetches what is wanted, all of it and nothing else."""
        expected = {
            ((asked.topic_id if by_id else key.topic), key.partition): (
                asked.offset,
                asked.leader_epoch,
                asked.last_epoch,
            )
            for key, asked in wanted.items()
        }
        found = {
            place: (one.fetch_offset, one.current_leader_epoch, one.last_fetched_epoch)
            for place, one in self.fetched.items()
        }
        return found == expected


def some(random: Random, ids: dict[str, bytes]) -> dict[TopicPartition, Asked]:
    keys = [TopicPartition(name, n) for name in ids for n in range(4)]
    chosen = random.sample(keys, random.randrange(1, len(keys)))
    return {key: Asked(ids[key.topic], random.randrange(3), random.randrange(2), random.randrange(2)) for key in chosen}


@pytest.mark.kip(227)
@given(st.integers(0, 1 << 32))
def test_the_broker_fetches_what_is_wanted_whatever_was_lost(seed: int) -> None:
    random = Random(seed)
    peer, session, ids, by_id = Peer(slots=random.randrange(3)), Session(), dict(IDS), True
    others = [Session() for _ in range(2)]
    for step in range(60):
        chance = random.random()
        if chance < 0.05:
            by_id = not by_id
        elif chance < 0.1:
            ids["a"] = bytes(14) + bytes([1, step])  # the topic was made anew
        elif chance < 0.2:
            peer.now += 1000  # idle for long: others take its slot
            peer.ask(random.choice(others), some(random, ids), by_id)
        wanted = some(random, ids)
        error = peer.ask(session, wanted, by_id, lost=random.random() < 0.1)
        if not error:
            assert peer.sees(wanted, by_id)
        else:
            assert error in (codes.FETCH_SESSION_ID_NOT_FOUND, codes.INVALID_FETCH_SESSION_EPOCH)
            assert peer.ask(session, wanted, by_id) == codes.NONE, "it begins anew"
            assert peer.sees(wanted, by_id)


def test_only_changes_are_named() -> None:
    peer, session = Peer(), Session()
    wanted = {TopicPartition("a", n): Asked(IDS["a"], 0, 0, -1) for n in range(3)}
    peer.ask(session, wanted, True)
    assert session.id != NONE
    assert session.next(wanted, by_id=True) == (session.id, 1, [], [])
    session.answered(session.id, [])
    changed = {**wanted, TopicPartition("a", 1): Asked(IDS["a"], 5, 0, 0)}
    del changed[TopicPartition("a", 2)]
    plan = session.next(changed, by_id=True)
    assert (plan.epoch, plan.named, plan.forgotten) == (
        2,
        [TopicPartition("a", 1)],
        [(TopicPartition("a", 2), IDS["a"])],
    )


def test_a_topic_made_anew_is_forgotten_by_its_old_id() -> None:
    peer, session, key = Peer(), Session(), TopicPartition("a", 0)
    peer.ask(session, {key: Asked(IDS["a"], 9, 3, -1)}, True)
    plan = session.next({key: Asked(IDS["b"], 0, 0, -1)}, by_id=True)
    assert (plan.named, plan.forgotten) == ([key], [(key, IDS["a"])])


def test_after_the_last_epoch_comes_the_second() -> None:
    session, key = Session(), TopicPartition("a", 0)
    session.next({key: Asked(IDS["a"], 0, 0, -1)}, by_id=True)
    session.answered(7, [key])
    session.epoch = LAST
    session.answered(7, [])
    assert session.epoch == 1


def test_a_broker_without_room_makes_no_session() -> None:
    session, key = Session(), TopicPartition("a", 0)
    wanted = {key: Asked(IDS["a"], 0, 0, -1)}
    for _ in range(2):
        assert session.next(wanted, by_id=True) == (NONE, 0, [key], [])
        session.answered(NONE, [key])


@pytest.mark.parametrize(
    ("code", "id"),
    [(codes.FETCH_SESSION_ID_NOT_FOUND, NONE), (codes.INVALID_FETCH_SESSION_EPOCH, 7), (codes.UNKNOWN_TOPIC_ID, 7)],
)
def test_what_was_refused_begins_anew_and_names_the_old_session_while_there_is_one(code: int, id: int) -> None:
    session, key = Session(), TopicPartition("a", 0)
    wanted = {key: Asked(IDS["a"], 0, 0, -1)}
    session.next(wanted, by_id=True)
    session.answered(7, [key])
    session.refused(code)
    assert session.next(wanted, by_id=True) == (id, 0, [key], [])


def test_a_session_is_ended_once() -> None:
    session, key = Session(), TopicPartition("a", 0)
    wanted = {key: Asked(IDS["a"], 0, 0, -1)}
    session.next(wanted, by_id=True)
    session.answered(7, [key])
    assert session.end() == 7
    assert session.end() == NONE
    assert session.next(wanted, by_id=True) == (NONE, 0, [key], [])


@pytest.mark.parametrize("told", [[], [TopicPartition("b", 0)], [TopicPartition("a", 0), TopicPartition("b", 0)]])
def test_a_first_answer_about_other_partitions_makes_no_session(told: list[TopicPartition]) -> None:
    session = Session()
    session.next({TopicPartition("a", 0): Asked(IDS["a"], 0, 0, -1)}, by_id=True)
    session.answered(7, told)
    plan = session.next({TopicPartition("a", 0): Asked(IDS["a"], 0, 0, -1)}, by_id=True)
    assert (plan.session_id, plan.epoch, plan.named) == (7, 0, [TopicPartition("a", 0)])


def test_a_broker_that_ends_the_session_is_asked_for_everything() -> None:
    session, key = Session(), TopicPartition("a", 0)
    wanted = {key: Asked(IDS["a"], 0, 0, -1)}
    session.next(wanted, by_id=True)
    session.answered(7, [key])
    session.next(wanted, by_id=True)
    session.answered(NONE, [])
    assert session.next(wanted, by_id=True) == (NONE, 0, [key], [])


def test_an_answer_about_what_was_not_asked_ends_the_session() -> None:
    session, key = Session(), TopicPartition("a", 0)
    wanted = {key: Asked(IDS["a"], 0, 0, -1)}
    session.next(wanted, by_id=True)
    session.answered(7, [key])
    session.next(wanted, by_id=True)
    session.answered(7, [TopicPartition("b", 3)])
    assert session.next(wanted, by_id=True) == (7, 0, [key], [])


def test_the_numbers_are_those_of_the_protocol() -> None:
    """KIP-227: session 0 is none, epoch 0 asks for one, -1 ends it, and the epochs are positive 32 bit numbers."""
    assert (NONE, FIRST, LAST, OVER) == (0, 0, 2147483647, -1)
