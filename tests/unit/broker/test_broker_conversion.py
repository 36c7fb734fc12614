"""Groups that go over from one protocol to the other: what each member is answered, and that no partition is ever with two."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barnabas.broker.state.groups.classic import ClassicGroup
from barnabas.broker.state.groups.consumer import ConsumerGroup
from barnabas.broker.state.groups.member import Leaving
from barnabas.errors import codes
from barnabas.protocol.consumer_protocol import Subscription, decode_assignment, encode_assignment, encode_subscription
from barnabas.types import TopicPartition
from tests.harness.properties import examples
from unit.broker.group_bench import GROUP, Bench
from unit.broker.test_broker_consumer_groups import Member, Owned, bench_with, code_of, group_of

SESSION, REBALANCE = 10, 60  # seconds


class Classic:
    """A cooperative client by the classic protocol, which does as it is told. As a leader it deals evenly and takes from nobody
    what he has: that comes in the next round.
    """

    def __init__(self, bench: Bench) -> None:
        self.bench, self.id, self.generation = bench, "", -1
        self.owned: Owned = set()
        self.joining = False

    def _places(self, partitions: Owned) -> list[TopicPartition]:
        names = {topic.id: name for name, topic in self.bench.topics.items()}
        return sorted(TopicPartition(names[topic], index) for topic, index in partitions)

    @property
    def metadata(self) -> bytes:
        return encode_subscription(Subscription(("t",), None, tuple(self._places(self.owned)), self.generation))

    def join(self) -> None:
        """JoinGroup as often as need be, then SyncGroup; in a classic group it waits for the others at the broker."""
        for _ in range(2):
            self.joining = True
            said = (("cooperative", self.metadata),)
            answers = self.bench.join(self.id, protocols=said, session=SESSION * 1000, rebalance=REBALANCE * 1000)
            if not answers:
                return
            (answer,) = answers
            self.joining = False
            if answer.error_code == codes.MEMBER_ID_REQUIRED:
                self.id = answer.member_id
                continue
            if answer.error_code:
                self.lose()
            else:
                self.generation = answer.generation_id
                self.sync()
            return
        raise AssertionError("it was asked for its id twice")

    def sync(self) -> None:
        answers = self.bench.sync(self.id, self.generation)
        if answers and not answers[0].error_code:
            ids = {name: topic.id for name, topic in self.bench.topics.items()}
            self.owned = {(ids[p.topic], p.partition) for p in decode_assignment(answers[0].assignment)}

    def beat(self) -> int:
        code = self.bench.groups.heartbeat(GROUP, self.id, None, self.generation)
        if code == codes.REBALANCE_IN_PROGRESS:
            self.join()
        elif code:
            self.lose()
        return code

    def lose(self) -> None:
        self.id, self.generation, self.owned, self.joining = "", -1, set(), False

    def leave(self) -> None:
        self.bench.groups.leave(GROUP, [Leaving(self.id)])
        self.lose()


def classic_group(bench: Bench, **shares: list[int]) -> dict[str, Classic]:
    """A stable classic group whose leader gave these partitions of ``t``."""
    members = {name: Classic(bench) for name in shares}
    first = next(iter(members.values()))
    for member in members.values():
        said = (("cooperative", member.metadata),)
        member.id, pending = bench.joined(protocols=said, session=SESSION * 1000)
        for other in members.values():
            if other is not member and other.id:
                bench.join(other.id, protocols=said, session=SESSION * 1000)
        assert pending
    generation = bench.group.generation
    dealt = {
        members[name].id: encode_assignment([TopicPartition("t", index) for index in indexes])
        for name, indexes in shares.items()
    }
    topic = bench.topics["t"].id
    for member in reversed(list(members.values())):
        bench.sync(member.id, generation, dealt if member is first else None)
    for name, member in members.items():
        member.generation, member.owned = generation, {(topic, index) for index in shares[name]}
    return members


def test_what_each_had_it_has_in_the_epoch_that_was_the_generation() -> None:
    bench = bench_with()
    one, two = classic_group(bench, one=[0, 1], two=[2, 3]).values()
    generation = one.generation
    new = Member(bench, "a")
    new.beat()
    group = group_of(bench)
    assert (new.epoch, group.epoch, group.target.epoch) == (generation + 1,) * 3
    assert new.given == set(), "what it is to have is others' still"
    assert [(group.members[m.id].epoch, group.members[m.id].assigned) for m in (one, two)] == [
        (generation, one.owned),
        (generation, two.owned),
    ]
    for _ in range(4):
        for member in (one, two):
            member.beat()
        new.beat()
        new.follow()
    assert group.state == "Stable"
    assert sorted(len(each.owned) for each in (one, two, new)) == [1, 1, 2]


def test_the_last_one_goes_and_it_is_a_classic_group_that_rebalances() -> None:
    bench = bench_with()
    (one,) = classic_group(bench, one=[0, 1, 2, 3]).values()
    new = Member(bench, "a")
    for _ in range(4):
        new.beat()
        new.follow()
        one.beat()
    had, epoch = one.owned, one.generation
    assert len(had) == 2
    new.beat(member_epoch=-1)
    group = bench.groups.find(GROUP)
    assert isinstance(group, ClassicGroup)
    assert (group.generation, group.state, group.leader) == (epoch, "PreparingRebalance", one.id)
    assert {p.partition for p in decode_assignment(group.members[one.id].assignment)} == {index for _, index in had}
    one.beat()
    assert one.generation == epoch + 1


@pytest.mark.parametrize("end", ["session", "revocation"])
def test_the_last_one_may_also_be_put_out(end: str) -> None:
    bench = bench_with()
    new = Member(bench, "a")
    new.beat()
    new.follow()
    one = Classic(bench)
    one.join()
    one.sync()
    for _ in range(100):
        bench.advance(SESSION / 2)
        if isinstance(bench.groups.find(GROUP), ClassicGroup):
            break
        one.beat()
        if end == "revocation":
            new.send(member_epoch=new.epoch, topic_partitions=None)
    assert isinstance(bench.groups.find(GROUP), ClassicGroup)
    assert one.id in bench.group.members


@pytest.mark.parametrize(
    ("policy", "up", "in_", "down"),
    [
        ("bidirectional", True, True, True),
        ("Upgrade", True, True, False),
        ("downgrade", False, True, True),
        ("DISABLED", False, False, False),
    ],
)
def test_policies(policy: str, up: bool, in_: bool, down: bool) -> None:
    bench = bench_with(configs={"group.consumer.migration.policy": policy})
    (one,) = classic_group(bench, one=[0, 1, 2, 3]).values()
    new = Member(bench, "a")
    if up:
        new.beat()
    else:
        assert code_of(new.beat) == codes.GROUP_ID_NOT_FOUND
        assert one.beat() == codes.NONE, "nothing has happened to it"
    one.leave()
    new.beat(member_epoch=0)
    other = Classic(bench)
    other.join()
    assert bool(other.id) == in_
    new.beat(member_epoch=-1)
    if in_:
        assert isinstance(bench.groups.find(GROUP), ClassicGroup if down else ConsumerGroup)


def test_before_4_groups_are_converted_only_if_the_broker_is_told_to() -> None:
    on = {"group.coordinator.rebalance.protocols": "classic,consumer"}
    for configs, code in ((on, codes.GROUP_ID_NOT_FOUND), ({**on, "group.consumer.migration.policy": "upgrade"}, 0)):
        bench = Bench(configs, version="3.9")
        bench.topic("t", 4)
        classic_group(bench, one=[0, 1, 2, 3])
        new = Member(bench, "a")
        if code:
            assert code_of(new.beat) == code
        else:
            assert new.beat().member_epoch == 2


def test_a_refused_upgrade_leaves_the_group_as_it_was() -> None:
    bench = bench_with(configs={"group.consumer.max.size": "1"})
    one, two = classic_group(bench, one=[0, 1], two=[2, 3]).values()
    assert code_of(Member(bench, "a").beat) == codes.GROUP_ID_NOT_FOUND
    two.leave()
    assert bench.group.state == "PreparingRebalance"
    one.beat()
    # Of one member it may become a consumer group, which then is full.
    assert code_of(Member(bench, "a").beat) == codes.GROUP_MAX_SIZE_REACHED
    assert bench.group.members.keys() == {one.id}
    bench.advance(SESSION * 0.9)
    assert bench.groups.heartbeat(GROUP, one.id, None, one.generation) == codes.NONE


@pytest.mark.parametrize("what", ["join", "sync", "heartbeats"])
def test_a_classic_member_that_stands_still_is_out(what: str) -> None:
    bench = bench_with()
    new = Member(bench, "a")
    new.beat()
    new.follow()
    one = Classic(bench)
    one.join()
    group = group_of(bench)
    if what == "sync":
        said = (("cooperative", one.metadata),)
        assert bench.join(one.id, protocols=said, session=SESSION * 1000, rebalance=REBALANCE * 1000)
    other = Member(bench, "b")
    other.beat()
    for _ in range(int(REBALANCE / SESSION * 2) + 2):
        bench.advance(SESSION / 2)
        for member in (new, other):
            member.beat()
            member.follow()
        if what != "heartbeats":  # it is alive, and does not do as it is told
            bench.groups.heartbeat(GROUP, one.id, None, one.generation)
    assert group.members.keys() == {"a", "b"}


@settings(max_examples=examples(100))
@given(st.integers(0, 2**32))
def test_no_partition_is_with_two_members_whatever_they_speak(seed: int) -> None:
    chance = random.Random(seed)
    bench = bench_with(partitions=6)
    keeper = Member(bench, "keeper")  # so that it stays a consumer group
    keeper.beat()
    keeper.follow()
    classics = [Classic(bench) for _ in range(3)]
    others = [Member(bench, name) for name in "xyz"]

    def step() -> None:
        member = chance.choice([keeper, *classics, *others])
        if isinstance(member, Classic):
            if not member.id:
                member.join()
            elif chance.random() < 0.1:
                member.leave()
            else:
                member.beat()
        elif member is not keeper and member.epoch and chance.random() < 0.1:
            member.send(member_epoch=-1)
            member.epoch, member.owned = 0, set()
        else:
            member.beat()
            member.follow()

    def held() -> list[tuple[bytes, int]]:
        return [place for each in (keeper, *classics, *others) for place in each.owned]

    for _ in range(chance.randrange(80)):
        step()
        assert len(held()) == len(set(held()))
    for _ in range(12):
        for member in classics:
            member.beat() if member.id else member.join()
        for each in (keeper, *others):
            each.beat()
            each.follow()
        assert len(held()) == len(set(held()))
    assert group_of(bench).state == "Stable"
    assert len(held()) == 6
    assert {len(each.owned) for each in (keeper, *classics, *others)} <= {0, 1}
