"""The assignors against Java's, on many random groups: partition by partition the same, in the same order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from barnabas.group.assignors import ASSIGNORS, GroupMember, RangeAssignor, RoundRobinAssignor
from barnabas.protocol.consumer_protocol import by_topic
from barnabas.types import TopicPartition
from codegen.jars import PINNED
from oracle import java

pytestmark = pytest.mark.timeout(400)  # the first run fetches jars

GROUPS = 1500
RACKS = ["a", "b", "c"]


@dataclass
class Group:
    topics: dict[str, list[frozenset[str]]]
    members: list[GroupMember] = field(default_factory=list)

    def line(self, assignor: str) -> str:
        topics = [f"{name},{len(racks)}" + self.shown(racks) for name, racks in self.topics.items()]
        members = [
            f"{m.member_id},{m.group_instance_id or '-'},{m.rack or '-'},{listed(m.topics)}" for m in self.members
        ]
        return f"{assignor} ; {' '.join(topics) or '-'} ; {' '.join(members)}"

    @staticmethod
    def shown(racks: list[frozenset[str]]) -> str:
        return "," + "/".join(listed(each) for each in racks) if any(racks) else ""


def listed(words: frozenset[str]) -> str:
    return "+".join(sorted(words)) or "-"


def random_group(rng: random.Random) -> Group:
    racks = RACKS[: rng.randint(0, 3)]
    names = [f"t{i}" for i in range(rng.randint(1, 5))]
    same = rng.randint(0, 6) if rng.random() < 0.3 else None  # equal counts are what has range align topics
    group = Group({})
    for name in names:
        count = rng.randint(0, 9) if same is None else same
        group.topics[name] = [frozenset(rng.sample(racks, rng.randint(0, len(racks)))) for _ in range(count)]
    names.append("absent")
    for i in rng.sample(range(100), rng.randint(1, 7)):
        wanted = names if rng.random() < 0.5 else rng.sample(names, rng.randint(1, len(names)))
        group.members.append(
            GroupMember(
                f"{rng.choice('mnz')}-{i}",
                frozenset(wanted),
                group_instance_id=f"i{99 - i}" if rng.random() < 0.3 else None,
                rack=rng.choice(racks) if racks and rng.random() < 0.8 else None,
            )
        )
    return group


def shown(assignment: dict[str, list[TopicPartition]]) -> str:
    def one(partitions: Sequence[TopicPartition]) -> str:
        topics = sorted(by_topic(partitions).items())
        return "/".join(f"{topic}:{'+'.join(map(str, numbers))}" for topic, numbers in topics) or "-"

    return " ".join(f"{member}={one(given)}" for member, given in sorted(assignment.items()))


@pytest.mark.kip(881)
@pytest.mark.java
@pytest.mark.parametrize("name", ["range", "roundrobin"])
def test_as_java_deals(name: str) -> None:
    rng = random.Random(20240)
    groups = [random_group(rng) for _ in range(GROUPS)]
    wanted = java.run("AssignorOracle", PINNED, stdin="".join(group.line(name) + "\n" for group in groups)).splitlines()
    assert len(wanted) == GROUPS
    for group, answer in zip(groups, wanted, strict=True):
        present = {topic: racks for topic, racks in group.topics.items() if racks}
        assert shown(ASSIGNORS[name].assign(group.members, present)) == answer, group.line(name)


def test_every_partition_goes_to_one_subscriber() -> None:
    rng = random.Random(7)
    for _ in range(300):
        group = random_group(rng)
        present = {topic: racks for topic, racks in group.topics.items() if racks}
        wanted = frozenset[str]().union(*(member.topics for member in group.members))
        due = sorted((topic, p) for topic, racks in present.items() if topic in wanted for p in range(len(racks)))
        for assignor in ASSIGNORS.values():
            assignment = assignor.assign(group.members, present)
            assert sorted(p for given in assignment.values() for p in given) == due
            for member in group.members:
                assert {topic for topic, _ in assignment[member.member_id]} <= member.topics


@pytest.mark.kip(345)
def test_static_members_go_first_by_instance_id() -> None:
    members = [GroupMember("a", frozenset({"t"})), GroupMember("z", frozenset({"t"}), "i")]
    assignment = RangeAssignor().assign(members, {"t": [frozenset()] * 3})
    assert [len(assignment[m]) for m in ("z", "a")] == [2, 1]


def test_members_are_compared_by_utf16_units_as_java_does() -> None:
    # U+1F600 is written as surrogates (D83D...), which sort before U+FF5E; by code points it would be the other way.
    members = [GroupMember("\uff5e", frozenset({"t"})), GroupMember("\U0001f600", frozenset({"t"}))]
    assignment = RoundRobinAssignor().assign(members, {"t": [frozenset()]})
    assert assignment["\U0001f600"] == [TopicPartition("t", 0)]
