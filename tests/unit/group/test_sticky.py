"""The sticky assignors against Java's: groups that were dealt out before and then changed, on many random ones."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from barnabas.group.assignors import ASSIGNORS, CooperativeStickyAssignor, GroupMember, StickyAssignor
from barnabas.group.assignors.sticky import read_user_data, write_user_data
from barnabas.protocol.consumer_protocol import by_topic
from barnabas.types import TopicPartition
from codegen.jars import PINNED
from oracle import java
from tests.unit.group.test_assignors import RACKS, Group, random_group, shown

pytestmark = pytest.mark.timeout(400)  # the first run fetches jars

GROUPS = 1500
NAMES = ["sticky", "cooperative-sticky"]
Shares = dict[str, list[TopicPartition]]


def with_history(rng: random.Random, group: Group, name: str, *, equal: bool) -> Group:
    """The group as it is after some time: its members hold what they were given in several generations, some came anew,
    some topics grew or are gone, and some members changed their minds.
    """
    assignor = ASSIGNORS[name]
    if equal:
        group.members = [m._replace(topics=group.members[0].topics) for m in group.members]
    present = {topic: racks for topic, racks in group.topics.items() if racks}
    members = [m for m in group.members if rng.random() < 0.8] or group.members
    for generation in range(rng.randint(0, 3)):
        shares = assignor.assign(members, present)
        members = [told(assignor, m, shares[m.member_id], generation + 3) if rng.random() < 0.9 else m for m in members]
        if rng.random() < 0.5:
            members.pop(rng.randrange(len(members)))
            if not members:
                break
    known = {m.member_id: m for m in members}
    group.members = [known.get(m.member_id, m) for m in group.members if m.member_id in known or rng.random() < 0.7]
    group.members = group.members or [m._replace(owned=(), user_data=None) for m in members[:1]] or group.members
    if not group.members:
        return with_history(rng, random_group(rng), name, equal=equal)
    if equal and rng.random() < 0.2:
        one = frozenset(rng.sample(sorted(group.topics), 1))
        group.members = [m._replace(topics=one) for m in group.members]
    elif not equal and rng.random() < 0.3:
        place = rng.randrange(len(group.members))
        group.members[place] = group.members[place]._replace(topics=frozenset(rng.sample(sorted(group.topics), 1)))
    rng.shuffle(group.members)
    return group


def told(assignor: object, member: GroupMember, owned: Iterable[TopicPartition], generation: int) -> GroupMember:
    owned = tuple(owned)
    held = owned if isinstance(assignor, CooperativeStickyAssignor) else ()
    data = assignor.user_data(owned, generation)  # type: ignore[attr-defined]
    return member._replace(owned=held, generation_id=generation, user_data=data)


def holdings(name: str, member: GroupMember) -> tuple[TopicPartition, ...]:
    if name == "cooperative-sticky":
        return member.owned
    return tuple(read_user_data(member.user_data).partitions) if member.user_data else ()


def line(name: str, group: Group) -> str:
    words = group.line(name).split(" ; ")
    members = [
        f"{text},{placed(holdings(name, m))},{m.generation_id}"
        for text, m in zip(words[2].split(" "), group.members, strict=True)
    ]
    return " ; ".join((words[0], words[1], " ".join(members)))


def placed(partitions: Iterable[TopicPartition]) -> str:
    return "/".join(f"{t}:{'+'.join(map(str, numbers))}" for t, numbers in by_topic(partitions).items()) or "-"


def read(answer: str) -> Shares:
    shares: Shares = {}
    for word in answer.split(" "):
        member, given = word.split("=")
        topics = [item.split(":") for item in given.split("/")] if given != "-" else []
        shares[member] = [TopicPartition(topic, int(p)) for topic, ps in topics for p in ps.split("+")]
    return shares


def kept(name: str, group: Group, shares: Shares) -> int:
    return sum(len(set(holdings(name, m)).intersection(shares[m.member_id])) for m in group.members)


def wanted_only(group: Group, shares: Shares) -> bool:
    return all(p.topic in m.topics for m in group.members for p in shares[m.member_id])


def both(name: str, groups: list[Group]) -> Iterable[tuple[Group, Shares, str]]:
    answers = java.run(
        "AssignorOracle", PINNED, stdin="".join(line(name, group) + "\n" for group in groups)
    ).splitlines()
    assert len(answers) == len(groups)
    for group, answer in zip(groups, answers, strict=True):
        present = {topic: racks for topic, racks in group.topics.items() if racks}
        yield group, ASSIGNORS[name].assign(group.members, present), answer


@pytest.mark.kip(54)
@pytest.mark.java
@pytest.mark.parametrize("name", NAMES)
def test_as_java_where_all_want_the_same(name: str) -> None:
    rng = random.Random(341)
    groups = [with_history(rng, random_group(rng), name, equal=True) for _ in range(GROUPS)]
    moved = 0
    for group, shares, answer in both(name, groups):
        assert shown(shares) == answer, line(name, group)
        moved += kept(name, group, shares) < sum(len(holdings(name, m)) for m in group.members)
    assert moved > GROUPS // 10  # else the histories test nothing


@pytest.mark.kip(341)
@pytest.mark.java
@pytest.mark.parametrize("name", NAMES)
def test_as_java_where_they_want_different_topics(name: str) -> None:
    rng = random.Random(54)
    groups = [with_history(rng, random_group(rng), name, equal=False) for _ in range(GROUPS)]
    compared = 0
    for group, shares, answer in both(name, groups):
        assert wanted_only(group, shares)
        if not wanted_only(group, read(answer)):
            continue  # Java returns a partition to who held it earlier, also if it does not want it any more
        compared += 1
        assert shown(shares) == answer, line(name, group)
    assert compared > GROUPS * 0.9


@pytest.mark.java
@pytest.mark.parametrize("name", NAMES)
def test_user_data_as_java_writes_it(name: str) -> None:
    places = [TopicPartition(f"topic-{i % 20}", p) for i in range(40) for p in (i, 100 - i)]
    cases = [([], -1), ([], 4), (places[:1], 0), (places[:7], 12), (places, 2**31 - 1)]
    answers = java.run(
        "AssignorOracle", PINNED, stdin="".join(f"user-data {name} {placed(o)} {g}\n" for o, g in cases)
    ).splitlines()
    for (owned, generation), answer in zip(cases, answers, strict=True):
        data = ASSIGNORS[name].user_data(owned, generation)
        assert ("-" if data is None else "x" + data.hex()) == answer


def test_user_data_of_the_old_form_has_no_generation() -> None:
    places = [TopicPartition("t", 1), TopicPartition("t", 2)]
    assert read_user_data(write_user_data(places, 7)) == (places, 7)
    assert read_user_data(write_user_data(places, 7)[:-4]) == (places, None)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"\xff\xff\xff\xff", b"\0\0\0\1\0\5ab", b"\0\0\0\1\0\1t\x7f\xff\xff\xff", b"\0\0\0\1\0\1\xff\0\0\0\0"],
)
def test_user_data_that_cannot_be_read_claims_nothing(data: bytes) -> None:
    assert not read_user_data(data).partitions


def test_what_two_claim_of_one_generation_goes_to_a_third_hand_only_later() -> None:
    t0, t1 = TopicPartition("t", 0), TopicPartition("t", 1)
    topics = frozenset({"t"})
    members = [
        GroupMember("a", topics, owned=(t0,), generation_id=3),
        GroupMember("b", topics, owned=(t0, t1), generation_id=3),
    ]
    shares = CooperativeStickyAssignor().assign(members, {"t": [frozenset()] * 2})
    assert shares == {"a": [], "b": [t1]}


def test_the_later_generation_holds_what_two_claim() -> None:
    t0, topics = TopicPartition("t", 0), frozenset({"t", "u"})
    members = [
        GroupMember("a", topics, owned=(t0,), generation_id=3),
        GroupMember("b", frozenset({"t"}), owned=(t0,), generation_id=4),
    ]
    assert CooperativeStickyAssignor().assign(members, {"t": [frozenset()]}) == {"a": [], "b": [t0]}


def test_a_partition_that_is_gone_is_not_kept() -> None:
    data = write_user_data([TopicPartition("t", 5), TopicPartition("gone", 0)], 1)
    member = GroupMember("a", frozenset({"t"}), user_data=data)
    assert StickyAssignor().assign([member], {"t": [frozenset()]}) == {"a": [TopicPartition("t", 0)]}


def big(
    count: int, topics: int, partitions: int, wanted: int
) -> tuple[list[GroupMember], dict[str, list[frozenset[str]]]]:
    present = {f"t{i:03}": [frozenset[str]()] * partitions for i in range(topics)}
    names = list(present)
    members = [
        GroupMember(f"m{i:04}", frozenset(names[(i + k) % topics] for k in range(wanted)), generation_id=1)
        for i in range(count)
    ]
    return members, present


@pytest.mark.parametrize("wanted", [100, 3])
@pytest.mark.parametrize("name", list(ASSIGNORS))
def test_a_thousand_members_and_ten_thousand_partitions(name: str, wanted: int) -> None:
    """That it ends at all within the test's time limit shows that no step is of the order of members times partitions
    squared; how long it takes is measured in `benchmarks`.
    """
    members, present = big(1000, 100, 100, wanted)
    assignor = ASSIGNORS[name]
    shares = assignor.assign(members, present)
    sizes = sorted(len(given) for given in shares.values())
    assert sum(sizes) == 10_000
    if "sticky" in name:
        assert sizes[-1] - sizes[0] <= (1 if wanted == 100 else 2)
        # A tenth of them goes: the others keep what they have, but for what evens out where wishes differ.
        held = [told(assignor, m, shares[m.member_id], 1) for m in members if not m.member_id.endswith("7")]
        again = assignor.assign(held, present)
        kept_on = sum(len(set(shares[m.member_id]).intersection(again[m.member_id])) for m in held)
        assert kept_on >= sum(len(shares[m.member_id]) for m in held) * (1 if wanted == 100 else 0.9)
        if not assignor.cooperative:  # else what moves is given later
            assert sum(map(len, again.values())) == 10_000


@pytest.mark.kip(881)
@pytest.mark.parametrize("wanted", [100, 3])
def test_a_thousand_members_in_racks(wanted: int) -> None:
    members, present = big(1000, 100, 100, wanted)
    members = [m._replace(rack=RACKS[i % 3]) for i, m in enumerate(members)]
    racks = {name: [frozenset(RACKS[p % 2 : p % 2 + 1])] * 100 for p, name in enumerate(present)}
    shares = StickyAssignor().assign(members, racks)
    assert sum(map(len, shares.values())) == 10_000
