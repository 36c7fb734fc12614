"""Consumer groups of KIP-848: what each heartbeat is answered, and that no partition is ever with two members."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barnabas.broker.state.groups.assignors import ASSIGNORS, Partition, Wish
from barnabas.broker.state.groups.consumer import ConsumerGroup
from barnabas.broker.state.groups.member import Leaving
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.consumer_group_heartbeat import (
    ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse,
)
from tests.harness.properties import examples
from unit.broker.group_bench import CALLER, GROUP, Bench

Owned = set[tuple[bytes, int]]


class Member:
    """A client: it holds what it was given, and gives back what it is not given any more."""

    def __init__(self, bench: Bench, name: str, **options: Any) -> None:
        self.bench, self.id, self.options = bench, name, options
        self.epoch = 0
        self.owned: Owned = set()
        self.last = ConsumerGroupHeartbeatResponse()

    def send(self, *, version: int = 1, **fields: Any) -> ConsumerGroupHeartbeatResponse:
        """A heartbeat of these fields alone."""
        request = ConsumerGroupHeartbeatRequest(group_id=GROUP, member_id=self.id, **fields)
        return self.bench.groups.consumer_heartbeat(request, CALLER, version)

    def beat(self, **fields: Any) -> ConsumerGroupHeartbeatResponse:
        """A whole heartbeat, as after joining; it reports what it owns."""
        topics: dict[bytes, list[int]] = {}
        for topic, index in sorted(self.owned):
            topics.setdefault(topic, []).append(index)
        one = ConsumerGroupHeartbeatRequest.TopicPartitions
        asked: dict[str, Any] = {
            "member_epoch": self.epoch,
            "rebalance_timeout_ms": 60_000,
            "subscribed_topic_names": ["t"],
            "topic_partitions": [one(topic_id=topic, partitions=indexes) for topic, indexes in topics.items()],
            **self.options,
            **fields,
        }
        self.last = self.send(**asked)
        self.epoch = self.last.member_epoch
        return self.last

    @property
    def given(self) -> Owned:
        """The assignment of its last answer."""
        if self.last.assignment is None:
            return self.owned
        return {(topic.topic_id, i) for topic in self.last.assignment.topic_partitions for i in topic.partitions}

    def follow(self) -> None:
        """Does as it was told."""
        self.owned = self.given

    @property
    def indexes(self) -> list[int]:
        return sorted(index for _, index in self.owned)


def group_of(bench: Bench) -> ConsumerGroup:
    found = bench.groups.find(GROUP)
    assert isinstance(found, ConsumerGroup)
    return found


def bench_with(partitions: int = 4, configs: dict[str, str] | None = None) -> Bench:
    bench = Bench(configs)
    bench.topic("t", partitions)
    return bench


def settle(bench: Bench, *members: Member) -> None:
    for _ in range(6):
        for member in members:
            member.beat()
            member.follow()
    assert group_of(bench).state == "Stable"


def code_of(call: Any) -> int:
    with pytest.raises(RefusedError) as refused:
        call()
    return refused.value.code


def test_one_member_gets_all() -> None:
    bench = bench_with()
    member = Member(bench, "a")
    answer = member.beat()
    assert (answer.member_id, answer.member_epoch, answer.heartbeat_interval_ms) == ("a", 2, 5000)
    member.follow()
    assert member.indexes == [0, 1, 2, 3]
    assert group_of(bench).state == "Stable"
    assert member.send(member_epoch=2).assignment is None, "nothing new: nothing said"


def test_a_partition_goes_to_its_new_owner_when_the_old_one_has_let_go() -> None:
    bench = bench_with()
    first, second = Member(bench, "a"), Member(bench, "b")
    settle(bench, first)
    second.beat()
    assert (second.epoch, second.given) == (3, set())
    assert group_of(bench).state == "Reconciling"
    first.beat()
    assert len(first.given) == 2, "it is told what it may keep"
    assert first.epoch == 2, "and stays in its epoch until it has let go"
    second.beat()
    assert second.given == set()
    first.beat()
    assert first.epoch == 2, "it still has them, and says so"
    first.follow()
    first.beat()
    assert first.epoch == 3
    second.beat()
    second.follow()
    assert second.indexes == sorted({0, 1, 2, 3} - set(first.indexes))
    assert group_of(bench).state == "Stable"


def test_a_member_that_does_not_let_go_in_time_is_fenced() -> None:
    bench = bench_with()
    first, second = Member(bench, "a", rebalance_timeout_ms=20_000), Member(bench, "b")
    settle(bench, first)
    second.beat()
    first.beat()
    for _ in range(4):
        bench.advance(5)
        second.beat()
        if first.id in group_of(bench).members:
            first.beat()
    second.beat()
    second.follow()
    assert second.indexes == [0, 1, 2, 3]
    assert code_of(first.beat) == codes.UNKNOWN_MEMBER_ID


def test_a_session_ends_and_its_partitions_go_on() -> None:
    bench = bench_with()
    first, second = Member(bench, "a"), Member(bench, "b")
    settle(bench, first, second)
    bench.advance(40)
    second.beat()
    bench.advance(6)
    second.beat()
    second.follow()
    assert second.indexes == [0, 1, 2, 3]
    assert code_of(first.beat) == codes.UNKNOWN_MEMBER_ID
    first.epoch, first.owned = 0, set()
    settle(bench, first, second)


def test_a_member_that_leaves_is_gone_at_once() -> None:
    bench = bench_with()
    first, second = Member(bench, "a"), Member(bench, "b")
    settle(bench, first, second)
    answer = first.send(member_epoch=-1)
    assert (answer.member_id, answer.member_epoch) == ("a", -1)
    settle(bench, second)
    assert second.indexes == [0, 1, 2, 3]
    assert second.send(member_epoch=-1).member_epoch == -1
    assert group_of(bench).state == "Empty"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"member_epoch": 7}, codes.FENCED_MEMBER_EPOCH),
        ({"member_epoch": 3}, codes.NONE),
        ({"member_epoch": 2, "topic_partitions": []}, codes.NONE),
        ({"member_epoch": 2}, codes.FENCED_MEMBER_EPOCH),
        ({"member_epoch": -3}, codes.INVALID_REQUEST),
        ({"member_epoch": -2}, codes.INVALID_REQUEST),
        ({"member_epoch": 3, "server_assignor": "odd"}, codes.UNSUPPORTED_ASSIGNOR),
        ({"member_epoch": 3, "subscribed_topic_regex": "("}, codes.INVALID_REGULAR_EXPRESSION),
        ({"member_epoch": 3, "instance_id": "i"}, codes.UNKNOWN_MEMBER_ID),
        ({"member_epoch": 3, "instance_id": ""}, codes.INVALID_REQUEST),
        ({"member_epoch": 0}, codes.INVALID_REQUEST),
        ({"member_epoch": 0, "rebalance_timeout_ms": 1, "topic_partitions": []}, codes.INVALID_REQUEST),
    ],
)
def test_heartbeats_of_another_time_and_bad_ones(fields: dict[str, Any], code: int) -> None:
    bench = bench_with()
    member = Member(bench, "a")
    settle(bench, member)
    bench.topic("t", 5)
    settle(bench, member)
    assert member.epoch == 3
    if code == codes.NONE:
        member.send(**fields)
    else:
        assert code_of(lambda: member.send(**fields)) == code


def test_a_first_request_needs_a_member_id_from_v1_on() -> None:
    bench = bench_with()
    nameless = Member(bench, "")
    assert code_of(nameless.beat) == codes.INVALID_REQUEST
    assert nameless.beat(version=0).member_id


def test_a_group_that_is_not_there_or_of_the_other_protocol() -> None:
    bench = bench_with()
    assert code_of(lambda: Member(bench, "a").send(member_epoch=1)) == codes.GROUP_ID_NOT_FOUND
    assert code_of(lambda: Member(bench, "a").send(member_epoch=-1)) == codes.GROUP_ID_NOT_FOUND
    (classic,) = bench.stable(1)
    assert code_of(Member(bench, "a").beat) == codes.GROUP_ID_NOT_FOUND
    bench.groups.leave(GROUP, [Leaving(classic)])
    member = Member(bench, "a")
    settle(bench, member)
    assert bench.join(kind="connect")[0].error_code == codes.INCONSISTENT_GROUP_PROTOCOL
    assert bench.sync("a", 1)[0].error_code == codes.UNKNOWN_MEMBER_ID
    assert bench.groups.heartbeat(GROUP, "a", None, 1) == codes.UNKNOWN_MEMBER_ID
    member.send(member_epoch=-1)
    assert bench.join()[0].error_code == codes.MEMBER_ID_REQUIRED, "an empty group changes its protocol"


def test_a_static_member_keeps_its_partitions_while_it_is_away() -> None:
    bench = bench_with()
    first, second = Member(bench, "a", instance_id="one"), Member(bench, "b")
    settle(bench, first, second)
    held, epoch = first.indexes, group_of(bench).epoch
    assert first.send(member_epoch=-2, instance_id="one").member_epoch == -2
    second.beat()
    assert group_of(bench).epoch == epoch
    back = Member(bench, "c", instance_id="one")
    back.beat()
    back.follow()
    assert (back.indexes, back.epoch) == (held, epoch)
    assert code_of(lambda: first.beat(member_epoch=epoch)) == codes.FENCED_INSTANCE_ID
    assert code_of(Member(bench, "d", instance_id="one").beat) == codes.UNRELEASED_INSTANCE_ID
    assert code_of(lambda: first.send(member_epoch=-1, instance_id="one")) == codes.FENCED_INSTANCE_ID
    back.send(member_epoch=-1, instance_id="one")
    settle(bench, second)


def test_a_static_member_that_stays_away_loses_its_partitions() -> None:
    bench = bench_with()
    first, second = Member(bench, "a", instance_id="one"), Member(bench, "b")
    settle(bench, first, second)
    first.send(member_epoch=-2, instance_id="one")
    for _ in range(10):
        bench.advance(5)
        second.beat()
        second.follow()
    assert second.indexes == [0, 1, 2, 3]


def test_the_group_follows_its_topics() -> None:
    bench = bench_with()
    member = Member(bench, "a", subscribed_topic_names=["t", "later"])
    settle(bench, member)
    assert len(member.owned) == 4
    bench.topic("t", 6)
    settle(bench, member)
    assert len(member.owned) == 6
    bench.topic("later", 2)
    settle(bench, member)
    assert len(member.owned) == 8
    bench.delete_topic("t")
    settle(bench, member)
    assert len(member.owned) == 2
    assert group_of(bench).epoch == 5


def test_a_regular_expression_follows_the_topics_too() -> None:
    bench = bench_with(2)
    member = Member(bench, "a", subscribed_topic_names=None, subscribed_topic_regex="t.*")
    settle(bench, member)
    assert len(member.owned) == 2
    bench.topic("t2", 1)
    bench.topic("other-t", 1)
    settle(bench, member)
    assert len(member.owned) == 3
    assert group_of(bench).is_subscribed("t2")


def test_a_group_may_be_full() -> None:
    bench = bench_with(configs={"group.consumer.max.size": "1"})
    settle(bench, Member(bench, "a"))
    assert code_of(Member(bench, "b").beat) == codes.GROUP_MAX_SIZE_REACHED


def test_intervals_and_sessions_are_the_brokers() -> None:
    bench = bench_with(
        configs={"group.consumer.heartbeat.interval.ms": "1000", "group.consumer.session.timeout.ms": "3000"}
    )
    member = Member(bench, "a")
    assert member.beat().heartbeat_interval_ms == 1000
    bench.advance(2.9)
    member.beat()
    bench.advance(3)
    assert code_of(member.beat) == codes.UNKNOWN_MEMBER_ID


@pytest.mark.parametrize(
    ("member", "epoch", "version", "code"),
    [
        ("a", 2, 9, codes.NONE),
        ("a", 1, 9, codes.STALE_MEMBER_EPOCH),
        ("a", 3, 9, codes.STALE_MEMBER_EPOCH),
        ("a", 2, 8, codes.UNSUPPORTED_VERSION),
        ("b", 2, 9, codes.UNKNOWN_MEMBER_ID),
        ("", -1, 9, codes.UNKNOWN_MEMBER_ID),
    ],
)
def test_who_may_commit(member: str, epoch: int, version: int, code: int) -> None:
    bench = bench_with()
    settle(bench, Member(bench, "a"))

    def commit() -> None:
        bench.groups.check_commit(GROUP, member, None, epoch, version)

    if code == codes.NONE:
        commit()
    else:
        assert code_of(commit) == code


def test_who_may_commit_in_a_transaction_and_fetch() -> None:
    bench = bench_with()
    settle(bench, Member(bench, "a"))
    check = bench.groups.check_transactional_commit
    check(GROUP, "a", None, 2)
    check(GROUP, "", None, -1)
    assert code_of(lambda: check(GROUP, "a", None, 5)) == codes.ILLEGAL_GENERATION
    assert bench.groups.check_fetch(GROUP, None, -1)
    assert bench.groups.check_fetch(GROUP, "a", 2)
    assert code_of(lambda: bench.groups.check_fetch(GROUP, "a", 3)) == codes.STALE_MEMBER_EPOCH
    assert code_of(lambda: bench.groups.check_fetch(GROUP, "b", 1)) == codes.UNKNOWN_MEMBER_ID


def test_a_commit_of_an_earlier_epoch_is_good_for_what_the_member_had_then() -> None:
    bench = bench_with()
    first, second = Member(bench, "a"), Member(bench, "b")
    settle(bench, first)
    settle(bench, first, second)
    assert first.epoch == second.epoch == 3
    (kept, _), (got, _) = sorted(first.owned), sorted(second.owned)

    def commit(member: str, epoch: int, *places: Partition) -> None:
        bench.groups.check_commit(GROUP, member, None, epoch, 9, places)

    commit("a", 2, kept)
    commit("b", 3, got, kept)
    for member, epoch, places in (("a", 1, [kept]), ("a", 2, [kept, got]), ("b", 2, [got]), ("a", 4, [kept])):
        assert code_of(lambda: commit(member, epoch, *places)) == codes.STALE_MEMBER_EPOCH  # noqa: B023 # called within the turn
    bench.groups.check_transactional_commit(GROUP, "a", None, 2, [kept])


def test_members_are_put_out_by_an_administrator() -> None:
    bench = bench_with()
    first, second = Member(bench, "a", instance_id="one"), Member(bench, "b")
    settle(bench, first, second)
    epoch = group_of(bench).epoch
    given = bench.groups.leave(
        GROUP, [Leaving("b", "one"), Leaving("", "one"), Leaving("x"), Leaving("b"), Leaving("b")]
    )
    assert given == [codes.FENCED_INSTANCE_ID, codes.NONE, codes.UNKNOWN_MEMBER_ID, codes.NONE, codes.NONE]
    group = group_of(bench)
    assert (group.state, group.epoch, group.target.epoch) == ("Empty", epoch + 1, epoch + 1)


def test_after_a_restart_members_join_again_in_a_later_epoch() -> None:
    bench = bench_with()
    member = Member(bench, "a")
    settle(bench, member)
    after = Bench(journal=bench.journal)
    after.topic("t", 4)
    member.bench = after
    assert code_of(member.beat) == codes.UNKNOWN_MEMBER_ID
    member.epoch, member.owned = 0, set()
    settle(after, member)
    assert member.epoch == 3


@pytest.mark.parametrize("seed", range(40))
def test_no_partition_is_with_two_members_and_all_are_assigned_in_the_end(seed: int) -> None:
    chance = random.Random(seed)
    bench = bench_with(chance.randint(1, 8))
    bench.topic("u", 3)
    alive: list[Member] = []
    made = 0

    def check() -> None:
        owned = [at for member in alive for at in member.owned]
        assert len(owned) == len(set(owned)), "two members have the same partition"
        group = bench.groups.find(GROUP)
        if isinstance(group, ConsumerGroup):
            held = [at for member in group.members.values() for at in (*member.assigned, *member.revoking)]
            assert len(held) == len(set(held)), "the coordinator has given a partition twice"

    for _ in range(150):
        what = chance.random()
        if what < 0.15 and len(alive) < 6:
            made += 1
            names = chance.choice([["t"], ["u"], ["t", "u"]])
            assignor = chance.choice(["uniform", "range", None])
            alive.append(Member(bench, f"m{made}", subscribed_topic_names=names, server_assignor=assignor))
        elif what < 0.22 and alive:
            leaver = alive.pop(chance.randrange(len(alive)))
            if leaver.epoch > 0:
                leaver.send(member_epoch=-1)
        elif what < 0.25:
            bench.topic("t", min(len(bench.topics["t"].partitions) + 1, 12))
        elif alive:
            member = chance.choice(alive)
            try:
                if chance.random() < 0.2 and member.epoch > 0:
                    # Its answer is lost: it says the same again later.
                    member.send(member_epoch=member.epoch)
                else:
                    member.beat()
            except RefusedError as refused:
                assert refused.code in (codes.FENCED_MEMBER_EPOCH, codes.UNKNOWN_MEMBER_ID)
                if refused.code == codes.FENCED_MEMBER_EPOCH:
                    member.bench.groups.find(GROUP).fence(group_of(bench).members[member.id])  # type: ignore[union-attr]
                member.epoch, member.owned = 0, set()
                continue
            # What it gives up it gives up at once; what it is given it takes at its leisure.
            member.owned &= member.given
            if chance.random() < 0.7:
                member.follow()
        check()
    for _ in range(12):
        for member in alive:
            try:
                member.beat()
                member.follow()
            except RefusedError:
                group_of(bench).fence(group_of(bench).members[member.id])
                member.epoch, member.owned = 0, set()
            check()
    if alive:
        assert group_of(bench).state == "Stable"
        wanted = {name for member in alive for name in member.options["subscribed_topic_names"]}
        everything = {(bench.topics[name].id, i) for name in wanted for i in range(len(bench.topics[name].partitions))}
        assert {at for member in alive for at in member.owned} == everything


_topics = st.dictionaries(st.sampled_from([b"t", b"u", b"v"]), st.integers(0, 9))
_members = st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from([b"t", b"u", b"v"])), min_size=1)


@pytest.mark.parametrize("name", ASSIGNORS)
@settings(max_examples=examples(150))
@given(counts=_topics, members=_members, data=st.data())
def test_assignors_give_each_partition_once_to_somebody_who_wants_it(
    name: str, counts: dict[bytes, int], members: dict[str, set[bytes]], data: st.DataObject
) -> None:
    everything = [(topic, index) for topic, count in counts.items() for index in range(count)]
    holders = data.draw(st.lists(st.sampled_from(sorted(members)), min_size=len(everything), max_size=len(everything)))
    current: dict[str, set[Partition]] = {member: set() for member in members}
    for at, holder in zip(everything, holders, strict=True):
        current[holder].add(at)
    wishes = {member: Wish(topics & counts.keys(), current[member]) for member, topics in members.items()}
    given_ = ASSIGNORS[name](wishes, counts)
    assert given_.keys() == members.keys()
    all_given = [at for assigned in given_.values() for at in assigned]
    assert sorted(all_given) == sorted(at for at in everything if any(at[0] in w.topics for w in wishes.values()))
    for member, assigned in given_.items():
        assert all(topic in wishes[member].topics for topic, _ in assigned)
    if name == "uniform":
        again = {m: Wish(w.topics, given_[m]) for m, w in wishes.items()}
        assert ASSIGNORS[name](again, counts) == given_, "an assignment that is even is kept"
        if len({frozenset(w.topics) for w in wishes.values()}) == 1:
            sizes = [len(assigned) for assigned in given_.values()]
            assert max(sizes) - min(sizes) <= 1
