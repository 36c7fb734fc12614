"""The same groups, seen through our admin, through Java's `kafka-consumer-groups` and through confluent-kafka: all see the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from confluent_kafka import ConsumerGroupState, ConsumerGroupTopicPartitions
from confluent_kafka import TopicPartition as Theirs
from confluent_kafka.admin import AdminClient

import barnabas
from barnabas import OffsetAndMetadata, TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import until
from tests.interop import tools

WAIT = 30.0
COMMAND = "consumer.group.ConsumerGroupCommand"


class Scene(NamedTuple):
    """A topic with 10 records in partition 0, a group with two members, and one that has only committed."""

    bootstrap: str
    client: barnabas.Client
    topic: str
    live: str
    idle: str


@pytest.fixture(params=["classic", "consumer"])
def scene(request: pytest.FixtureRequest, kafka: Kafka, topic: Topics) -> Iterator[Scene]:
    name = topic(partitions=4)
    options: dict[str, Any] = {
        "group_id": f"{name}-live",
        "group_protocol": request.param,
        "auto_offset_reset": "earliest",
    }
    if request.param == "classic":  # they hear of a rebalance soon
        options["heartbeat_interval_ms"] = 100
    with barnabas.Client(kafka.bootstrap, client_id="ours") as client, client.producer() as producer:
        producer.send_many(name, [b"v"] * 10, partition=0).result(WAIT)
        with (
            client.consumer(name, group_instance_id="static", **options) as one,
            client.consumer(name, **options) as two,
        ):

            def dealt() -> bool:
                one.poll(0.1)
                two.poll(0.1)
                return len(one.assignment()) == len(two.assignment()) == 2

            until(dealt, "each has two partitions", WAIT)
            holder = one if TopicPartition(name, 0) in one.assignment() else two
            holder.commit({TopicPartition(name, 0): OffsetAndMetadata(4, 0, "a word")})
            client.admin.alter_group_offsets(f"{name}-idle", {TopicPartition(name, 1): 0}, raise_on_error=True)
            until(lambda: client.admin.describe_groups([f"{name}-live"])[0].state == "Stable", "it is stable", WAIT)
            yield Scene(kafka.bootstrap, client, name, f"{name}-live", f"{name}-idle")


def rows(scene: Scene, *arguments: str) -> list[dict[str, str]]:
    """What Java's tool prints, by the heads of its columns."""
    patient = ("--timeout", "30000")  # by itself it gives up after 5 s
    said = tools.run(COMMAND, "--bootstrap-server", scene.bootstrap, *patient, *arguments).splitlines()
    at = next(i for i, line in enumerate(said) if line.startswith("GROUP"))
    heads = [(found[0], found.start()) for found in re.finditer(r"\S+( \(ID\))?", said[at])]
    ends = [start for _, start in heads[1:]] + [None]
    return [
        {name: line[start:end].strip() for (name, start), end in zip(heads, ends, strict=True)}
        for line in said[at + 1 :]
        if line.strip()
    ]


@pytest.mark.java
def test_java_sees_the_same(scene: Scene) -> None:
    (group,) = scene.client.admin.describe_groups([scene.live])
    (lag,) = scene.client.admin.group_lag([scene.live])
    (state,) = rows(scene, "--describe", "--state", "--group", scene.live)
    assert group.coordinator is not None
    assert f":{group.coordinator.port} " in state["COORDINATOR (ID)"]
    assert (state["ASSIGNMENT-STRATEGY"], state["STATE"], state["#MEMBERS"]) == (group.assignor, group.state, "2")
    theirs = {
        int(row["PARTITION"]): (row["CURRENT-OFFSET"], row["LOG-END-OFFSET"], row["LAG"], row["CONSUMER-ID"])
        for row in rows(scene, "--describe", "--offsets", "--group", scene.live)
    }
    shown = {
        item.partition: tuple(
            "-" if value is None else str(value)
            for value in (item.committed and item.committed.offset, item.end, item.lag, item.member_id)
        )
        for item in lag.partitions
    }
    assert shown == theirs
    members = {
        row["CONSUMER-ID"]: (row["HOST"], row["CLIENT-ID"], row["#PARTITIONS"])
        for row in rows(scene, "--describe", "--members", "--group", scene.live)
    }
    assert members == {m.member_id: (m.host, m.client_id, str(len(m.assigned))) for m in group.members}
    listed = rows(scene, "--list", "--state")
    ours = {g.group_id: g.state for g in scene.client.admin.list_groups().groups}
    for name in (scene.live, scene.idle):
        assert next(row["STATE"] for row in listed if row["GROUP"] == name) == ours[name]


@pytest.mark.java
@pytest.mark.parametrize("scene", ["classic"], indirect=True)  # whose group, the idle one, is of neither protocol
def test_javas_plan_is_ours(scene: Scene) -> None:
    places = ["--group", scene.idle, "--topic", scene.topic, "--reset-offsets", "--dry-run"]
    for theirs, ours in (
        (["--to-latest"], {"to": "latest"}),
        (["--to-earliest"], {"to": "earliest"}),
        (["--to-offset", "7"], {"to_offsets": {TopicPartition(scene.topic, n): 7 for n in range(4)}}),
        (["--by-duration", "PT1H"], {"by_duration": timedelta(hours=1)}),
    ):
        if "to_offsets" not in ours:
            ours["partitions"] = [scene.topic]
        plan: Any = scene.client.admin.reset_group_offsets(scene.idle, dry_run=True, **ours)  # type: ignore[arg-type]
        assert {int(row["PARTITION"]): int(row["NEW-OFFSET"]) for row in rows(scene, *places, *theirs)} == {
            line.partition: line.target for line in plan
        }, theirs


def test_confluent_sees_the_same(scene: Scene) -> None:
    admin = AdminClient({"bootstrap.servers": scene.bootstrap})
    ours, idle = scene.client.admin.describe_groups([scene.live, scene.idle], include_authorized_operations=True)
    asked = admin.describe_consumer_groups([scene.live, scene.idle], include_authorized_operations=True)
    theirs, other = asked[scene.live].result(WAIT), asked[scene.idle].result(WAIT)
    assert (theirs.state, other.state) == (ConsumerGroupState.STABLE, ConsumerGroupState.EMPTY)
    assert (ours.state, idle.state) == ("Stable", "Empty")
    assert (theirs.partition_assignor, theirs.coordinator.port) == (ours.assignor, ours.coordinator.port)
    assert theirs.type.name.lower() == ours.type
    assert {operation.name for operation in theirs.authorized_operations} == ours.authorized_operations
    assert {(m.member_id, m.group_instance_id, m.client_id, m.host) for m in theirs.members} == {
        (m.member_id, m.group_instance_id, m.client_id, m.host) for m in ours.members
    }
    for member in theirs.members:
        mine = next(m for m in ours.members if m.member_id == member.member_id)
        parts = {(p.topic, p.partition) for p in member.assignment.topic_partitions}
        assert parts == set(mine.assigned)
    (found,) = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(scene.live)]).values()
    committed = {
        (p.topic, p.partition): (p.offset, p.leader_epoch, p.metadata) for p in found.result(WAIT).topic_partitions
    }
    (mine,) = scene.client.admin.list_group_offsets([scene.live])
    assert committed == {key: (o.offset, o.leader_epoch, o.metadata) for key, o in mine.offsets.items()}
    listed = {g.group_id: g for g in admin.list_consumer_groups().result(WAIT).valid}
    ours_listed = {g.group_id: g for g in scene.client.admin.list_groups(protocol_types=["", "consumer"]).groups}
    for name in (scene.live, scene.idle):
        assert listed[name].state.name.lower() == (ours_listed[name].state or "").lower()
        assert listed[name].is_simple_consumer_group == (ours_listed[name].protocol_type == "")


def test_what_one_changes_the_other_sees(scene: Scene) -> None:
    admin = AdminClient({"bootstrap.servers": scene.bootstrap})
    key = TopicPartition(scene.topic, 2)
    change = ConsumerGroupTopicPartitions(scene.idle, [Theirs(scene.topic, 2, 6)])
    admin.alter_consumer_group_offsets([change])[scene.idle].result(WAIT)
    assert scene.client.admin.list_group_offsets([scene.idle])[0].offsets[key].offset == 6
    scene.client.admin.reset_group_offsets(scene.idle, shift_by=3, partitions=[key], raise_on_error=True)
    (found,) = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(scene.idle)]).values()
    assert {p.partition: p.offset for p in found.result(WAIT).topic_partitions} == {1: 0, 2: 0}
    admin.delete_consumer_groups([scene.idle])[scene.idle].result(WAIT)
    assert isinstance(scene.client.admin.describe_groups([scene.idle])[0].error, barnabas.errors.GroupIdNotFoundError)
