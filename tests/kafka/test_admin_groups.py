"""The group admin: each group, partition and member has its own outcome, in groups of both protocols and both faces."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

import barnabas
from barnabas import OffsetAndMetadata, TopicPartition
from barnabas.errors import broker
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import until

WAIT = 30.0
MISSING = "there-is-no-such-group"
Join = Callable[..., barnabas.Consumer[bytes, bytes]]
PROTOCOLS = ("classic", "consumer")


@pytest.fixture
def client(kafka: Kafka) -> Iterator[barnabas.Client]:
    with barnabas.Client(kafka.bootstrap, client_id="admin-test") as client:
        yield client


@pytest.fixture
def join(kafka: Kafka) -> Iterator[Join]:
    """Makes a member that has its partitions; it goes with the test."""
    consumers: list[barnabas.Consumer[bytes, bytes]] = []
    with ExitStack() as stack:

        def joined() -> bool:
            for consumer in consumers:  # those that were there before have to agree
                consumer.poll(0.05)
            return bool(consumers[-1].assignment())

        def made(topic: str, group: str, protocol: str = "classic", **options: Any) -> barnabas.Consumer[bytes, bytes]:
            client = stack.enter_context(barnabas.Client(kafka.bootstrap, client_id="member"))
            if protocol == "classic":  # it hears of a rebalance soon
                options = {"heartbeat_interval_ms": 100, **options}
            consumer = stack.enter_context(
                client.consumer(topic, group_id=group, group_protocol=protocol, auto_offset_reset="earliest", **options)
            )
            consumers.append(consumer)
            until(joined, "it has partitions", WAIT)
            return consumer

        yield made


def fill(client: barnabas.Client, topic: str, count: int, partition: int = 0, timestamps: int | None = None) -> None:
    with client.producer() as producer:
        for at in range(count):
            stamp = None if timestamps is None else timestamps + at
            producer.send(topic, b"v", partition=partition, timestamp_ms=stamp)
        producer.flush(WAIT)


def codes(results: Any) -> list[int | None]:
    return [r.error.code if isinstance(r.error, barnabas.BrokerError) else r.error for r in results]


# --- list -------------------------------------------------------------------------------------------------------------


@pytest.mark.kip(222, 518, 848, 1043)
def test_groups_are_listed_with_state_and_type_and_filtered(client: barnabas.Client, topic: Topics, join: Join) -> None:
    name = topic()
    old, new, simple = f"{name}-a", f"{name}-b", f"{name}-c"
    join(name, old)
    join(name, new, "consumer")
    client.admin.alter_group_offsets(simple, {TopicPartition(name, 0): 0}, raise_on_error=True)
    until(lambda: client.admin.describe_groups([new])[0].state == "Stable", "it is stable", WAIT)

    def listed(**filters: Any) -> list[tuple[str, str, str | None, str | None]]:
        found = client.admin.list_groups(**filters, raise_on_error=True).groups
        assert list(found) == sorted(found, key=lambda group: group.group_id)
        return [(g.group_id[-1], g.protocol_type, g.state, g.type) for g in found if g.group_id.startswith(f"{name}-")]

    a = ("a", "consumer", "Stable", "classic")
    b = ("b", "consumer", "Stable", "consumer")
    c = ("c", "", "Empty", "classic")
    assert listed() == [a, b, c]
    assert listed(states=["stable"]) == [a, b]
    assert listed(states=["Empty", "Dead"]) == [c]
    assert listed(types=["consumer"]) == [b]
    assert listed(types=["Classic"], states=["Stable"]) == [a]
    assert listed(protocol_types=["consumer"]) == [a, b]
    assert listed(protocol_types=["", "connect"]) == [c]


def test_a_filter_that_is_misspelt_is_told(client: barnabas.Client) -> None:
    with pytest.raises(barnabas.ConfigurationError, match="states with 'stabel' is not accepted: expected some of"):
        client.admin.list_groups(states=["stabel"])
    with pytest.raises(barnabas.ConfigurationError, match="types='classic' is not accepted: expected a list"):
        client.admin.list_groups(types="classic")


# --- describe ---------------------------------------------------------------------------------------------------------


@pytest.mark.kip(222, 430)
def test_a_classic_group_is_described(client: barnabas.Client, topic: Topics, join: Join) -> None:
    name = topic(partitions=3)
    member = join(name, name, group_instance_id="one", client_rack="r1").group_metadata().member_id
    (group,) = client.admin.describe_groups([name], include_authorized_operations=True)
    assert (group.error, group.type, group.state, group.protocol_type) == (None, "classic", "Stable", "consumer")
    assert group.assignor == "range"
    assert (group.group_epoch, group.assignment_epoch) == (None, None)
    assert group.coordinator is not None
    assert group.coordinator.id in {b.id for b in client.admin.describe_cluster().brokers}
    assert group.authorized_operations is not None
    assert {"READ", "DELETE", "DESCRIBE"} <= group.authorized_operations
    (found,) = group.members
    assert (found.member_id, found.group_instance_id, found.client_id) == (member, "one", "member")
    assert found.host.startswith("/127.0.0.1")
    assert set(found.assigned) == {TopicPartition(name, n) for n in range(3)}
    assert (found.topics, found.rack, found.type, found.error) == ((name,), "r1", "classic", None)
    (plain,) = client.admin.describe_groups([name])
    assert plain.authorized_operations is None


@pytest.mark.kip(848)
def test_a_consumer_group_is_described(client: barnabas.Client, topic: Topics, join: Join) -> None:
    name = topic(partitions=3)
    consumer = join(name, name, "consumer", client_rack="r1")
    until(lambda: client.admin.describe_groups([name])[0].state == "Stable", "it is stable", WAIT)
    (group,) = client.admin.describe_groups([name], include_authorized_operations=True)
    assert (group.error, group.type, group.protocol_type, group.assignor) == (None, "consumer", "consumer", "uniform")
    assert group.group_epoch == group.assignment_epoch == consumer.group_metadata().generation_id
    assert group.authorized_operations is not None
    assert {"READ", "DELETE", "DESCRIBE"} <= group.authorized_operations
    (found,) = group.members
    assert found.member_id == consumer.group_metadata().member_id
    assert found.member_epoch == group.group_epoch
    assert set(found.assigned) == set(found.target or ()) == {TopicPartition(name, n) for n in range(3)}
    assert (found.topics, found.pattern, found.rack, found.type) == ((name,), None, "r1", "consumer")


def test_groups_of_all_kinds_in_one_call(client: barnabas.Client, topic: Topics, join: Join) -> None:
    name = topic()
    join(name, f"{name}-a")
    join(name, f"{name}-b", "consumer")
    client.admin.alter_group_offsets(f"{name}-c", {TopicPartition(name, 0): 0}, raise_on_error=True)
    asked = [f"{name}-b", MISSING, f"{name}-a", f"{name}-c", f"{name}-b"]
    found = client.admin.describe_groups(asked)
    assert [group.group_id for group in found] == asked
    assert codes(found) == [None, 69, None, None, None]
    assert [group.type for group in found] == ["consumer", "", "classic", "classic", "consumer"]
    assert (found[3].state, found[3].members) == ("Empty", ())
    with pytest.raises(broker.GroupIdNotFoundError, match=MISSING):
        client.admin.describe_groups(asked, raise_on_error=True)
    assert client.admin.describe_groups([]) == []


# --- delete -----------------------------------------------------------------------------------------------------------


@pytest.mark.kip(229)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_groups_are_deleted_each_for_itself(client: barnabas.Client, topic: Topics, join: Join, protocol: str) -> None:
    name = topic()
    join(name, f"{name}-live", protocol)
    client.admin.alter_group_offsets(f"{name}-gone", {TopicPartition(name, 0): 7}, raise_on_error=True)
    results = client.admin.delete_groups([f"{name}-live", MISSING, f"{name}-gone"])
    assert codes(results) == [68, 69, None]
    assert "has members" in str(results[0].error)
    assert codes(client.admin.describe_groups([f"{name}-gone", f"{name}-live"])) == [69, None]
    assert client.admin.list_group_offsets([f"{name}-gone"])[0].offsets == {}


# --- offsets ----------------------------------------------------------------------------------------------------------


@pytest.mark.kip(88, 396, 709)
def test_offsets_of_several_groups(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=3)
    zero, one, two = (TopicPartition(name, n) for n in range(3))
    told = OffsetAndMetadata(5, 3, "a word")
    client.admin.alter_group_offsets(f"{name}-a", {zero: told, one: 7}, raise_on_error=True)
    client.admin.alter_group_offsets(f"{name}-b", {two: 9}, raise_on_error=True)
    every = client.admin.list_group_offsets([f"{name}-b", MISSING, f"{name}-a"])
    assert codes(every) == [None, None, None]
    assert [group.offsets for group in every] == [
        {two: OffsetAndMetadata(9)},
        {},
        {zero: told, one: OffsetAndMetadata(7)},
    ]
    some = client.admin.list_group_offsets({f"{name}-a": [two, zero], f"{name}-b": None}, require_stable=True)
    assert [(item.key, item.committed) for item in some[0].partitions] == [(two, None), (zero, told)]
    assert some[1].offsets == {two: OffsetAndMetadata(9)}


@pytest.mark.kip(447)
def test_offsets_that_a_transaction_holds_are_waited_for_or_told(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    key = TopicPartition(name, 0)
    client.admin.alter_group_offsets(name, {key: 1}, raise_on_error=True)
    with client.consumer(group_id=name) as consumer, client.producer(transactional_id=name) as producer:
        consumer.assign([key])
        producer.begin_transaction()
        producer.send_offsets_to_transaction(consumer, {key: OffsetAndMetadata(2)})
        (loose,) = client.admin.list_group_offsets([name])
        assert loose.offsets[key].offset == 1

        def told() -> (
            bool
        ):  # that it is held, or, where the time was up with a request under way, that nobody said so in time
            (waiting,) = client.admin.list_group_offsets({name: [key]}, require_stable=True, timeout=2.0)
            if isinstance(waiting.error, barnabas.KafkaTimeoutError):
                return False
            assert waiting.error is None
            assert codes(waiting.partitions) == [88]
            with pytest.raises(broker.UnstableOffsetCommitError):
                waiting.raise_for_error()
            return True

        until(told, "it is told that a transaction holds the offset", WAIT)
        producer.commit_transaction()
    (stable,) = client.admin.list_group_offsets({name: [key]}, require_stable=True)
    assert stable.offsets[key].offset == 2


@pytest.mark.kip(396)
def test_offsets_are_set_for_each_partition_that_is_there(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    good, bad = TopicPartition(name, 0), TopicPartition(name, 7)
    results = client.admin.alter_group_offsets(name, {bad: 1, good: 2})
    assert [(r.key, c) for r, c in zip(results, codes(results), strict=True)] == [(bad, 3), (good, None)]
    assert client.admin.list_group_offsets([name])[0].offsets == {good: OffsetAndMetadata(2)}
    assert client.admin.alter_group_offsets(name, {}) == []


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_members_keep_their_offsets(client: barnabas.Client, topic: Topics, join: Join, protocol: str) -> None:
    name = topic()
    other = topic()
    client.admin.alter_group_offsets(name, {TopicPartition(other, 0): 1}, raise_on_error=True)
    consumer = join(name, name, protocol)
    consumer.commit({TopicPartition(name, 0): 0})
    key = TopicPartition(name, 0)
    (refused,) = client.admin.alter_group_offsets(name, {key: 3})
    assert isinstance(refused.error, broker.NonEmptyGroupError)
    assert f"group {name} has members" in str(refused.error)
    assert isinstance(refused.error.__cause__, broker.UnknownMemberIdError)
    held, free = client.admin.delete_group_offsets(name, [key, TopicPartition(other, 0)])
    assert (codes([held]), codes([free])) == ([86], [None])
    assert client.admin.list_group_offsets([name])[0].offsets == {key: OffsetAndMetadata(0)}
    consumer.close()
    client.admin.alter_group_offsets(name, {key: 3}, raise_on_error=True)


@pytest.mark.kip(496)
def test_offsets_are_forgotten(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    zero, one = TopicPartition(name, 0), TopicPartition(name, 1)
    client.admin.alter_group_offsets(name, {zero: 1, one: 2}, raise_on_error=True)
    assert codes(client.admin.delete_group_offsets(name, [one, TopicPartition(name, 5), one])) == [None, 3]
    assert client.admin.list_group_offsets([name])[0].offsets == {zero: OffsetAndMetadata(1)}
    assert codes(client.admin.delete_group_offsets(MISSING, [zero, one])) == [69, 69]


# --- reset ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(client: barnabas.Client, topic: Topics) -> str:
    """A topic with 10 records in partition 0, the first two of them deleted, and none in 1; group and topic have one name."""
    name = topic(partitions=2)
    fill(client, name, 10, timestamps=int(time.time() * 1000) - 100_000)
    client.admin.alter_group_offsets(name, {TopicPartition(name, 0): 5}, raise_on_error=True)
    return name


@pytest.mark.kip(122)
@pytest.mark.parametrize(
    ("goal", "target"),
    [
        ({"to": "earliest"}, 0),
        ({"to": "latest"}, 10),
        ({"shift_by": -2}, 3),
        ({"shift_by": -9}, 0),
        ({"shift_by": 9}, 10),
        ({"by_duration": timedelta(seconds=1000)}, 0),
        ({"by_duration": timedelta(0)}, 10),
        ({"to_time": 0}, 0),
    ],
    ids=str,
)
def test_where_offsets_are_reset_to(client: barnabas.Client, filled: str, goal: dict[str, Any], target: int) -> None:
    key = TopicPartition(filled, 0)
    for dry_run in (True, False):
        (line,) = client.admin.reset_group_offsets(filled, **goal, dry_run=dry_run)
        assert (line.key, line.error, line.committed, line.target) == (key, None, OffsetAndMetadata(5), target)
        found = client.admin.list_group_offsets([filled])[0].offsets
        assert found == {key: OffsetAndMetadata(5 if dry_run else target)}


def test_reset_to_the_first_record_of_a_time(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    begin = int(time.time() * 1000) - 100_000
    fill(client, name, 10, timestamps=begin)
    (line,) = client.admin.reset_group_offsets(name, to_time=begin + 4, partitions=[name])
    assert (line.committed, line.target, line.error) == (None, 4, None)
    assert client.admin.list_group_offsets([name])[0].offsets == {TopicPartition(name, 0): OffsetAndMetadata(4)}
    again = datetime.fromtimestamp((begin + 7) / 1000, UTC)
    assert client.admin.reset_group_offsets(name, to_time=again, dry_run=True)[0].target == 7


def test_reset_of_topics_partitions_and_given_offsets(client: barnabas.Client, filled: str) -> None:
    zero, one, none = (TopicPartition(filled, n) for n in (0, 1, 7))
    every = client.admin.reset_group_offsets(filled, to="latest", partitions=[filled, "there-is-no-such-topic"])
    assert [(line.key, line.target) for line in every[:2]] == [(zero, 10), (one, 0)]
    assert codes(every) == [None, None, 3]
    given = client.admin.reset_group_offsets(filled, to_offsets={one: 4, none: 1, zero: 4})
    assert [(line.key, line.target) for line in given] == [(one, 0), (none, None), (zero, 4)]
    assert codes(given) == [None, 3, None]
    (shifted,) = client.admin.reset_group_offsets(f"{filled}-new", shift_by=1, partitions=[one])
    assert isinstance(shifted.error, barnabas.NoOffsetError)
    for raises in (False, True):
        with pytest.raises(broker.GroupIdNotFoundError, match=MISSING):
            client.admin.reset_group_offsets(MISSING, to="latest", raise_on_error=raises)
    assert client.admin.reset_group_offsets(MISSING, to="latest", partitions=[], dry_run=True) == []
    with client.consumer(filled, group_id=f"{filled}-idle") as member:
        while not isinstance(member.poll(WAIT), barnabas.Rebalance):
            pass
        assert client.admin.reset_group_offsets(f"{filled}-idle", to="latest") == [], "nothing is committed"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_group_with_members_is_not_reset(client: barnabas.Client, filled: str, join: Join, protocol: str) -> None:
    consumer = join(filled, filled, protocol)
    for dry_run in (True, False):
        (line,) = client.admin.reset_group_offsets(filled, to="latest", dry_run=dry_run)
        assert (line.target, line.committed) == (10, OffsetAndMetadata(5))
        assert isinstance(line.error, broker.NonEmptyGroupError)
        assert f"group {filled} has a member" in str(line.error)
    with pytest.raises(broker.NonEmptyGroupError):
        client.admin.reset_group_offsets(filled, to="latest", raise_on_error=True)
    assert client.admin.list_group_offsets([filled])[0].offsets == {TopicPartition(filled, 0): OffsetAndMetadata(5)}
    consumer.close()
    client.admin.reset_group_offsets(filled, to="latest", raise_on_error=True)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "nothing was given: expected one of to, to_time"),
        ({"to": "latest", "shift_by": 1}, "to and shift_by was given"),
        ({"to": "newest"}, "to='newest' is not accepted: expected 'earliest' or 'latest'"),
        ({"to_time": -1}, "to_time=-1 is not accepted: expected milliseconds since 1970"),
        ({"by_duration": 5}, "by_duration=5 is not accepted: expected a timedelta"),
        ({"shift_by": 1.5}, "shift_by=1.5 is not accepted: expected an int"),
        ({"to_offsets": {("t", 0): -2}}, r"offset -2 of \('t', 0\) is not accepted"),
        ({"to_offsets": {("t", 0): 2}, "partitions": ["t"]}, "to_offsets names its partitions itself"),
        ({"to": "latest", "partitions": "t"}, r"partitions='t' is not accepted: expected a list, as \['orders'\]"),
        ({"to": "latest", "partitions": [("t", -1)]}, r"\('t', -1\) is not accepted: expected a TopicPartition"),
    ],
    ids=str,
)
def test_a_reset_that_cannot_be_meant(client: barnabas.Client, given: dict[str, Any], text: str) -> None:
    with pytest.raises(barnabas.ConfigurationError, match=text):
        client.admin.reset_group_offsets("g", **given)


# --- members ----------------------------------------------------------------------------------------------------------


@pytest.mark.kip(345)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_members_are_taken_out(client: barnabas.Client, topic: Topics, join: Join, protocol: str) -> None:
    name = topic(partitions=4)
    consumers = [join(name, name, protocol, group_instance_id="one")]
    consumers.append(join(name, name, protocol))
    dynamic = consumers[1].group_metadata().member_id
    results = client.admin.remove_group_members(
        name, group_instance_ids=["nobody", "one"], member_ids=[dynamic, "nobody"]
    )
    assert [(r.member_id, r.group_instance_id) for r in results] == [
        ("", "nobody"),
        ("", "one"),
        (dynamic, None),
        ("nobody", None),
    ]
    assert codes(results) == [25, None, None, 25]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_everybody_is_taken_out_and_may_come_again(
    client: barnabas.Client, topic: Topics, join: Join, protocol: str
) -> None:
    name = topic(partitions=4)
    one = join(name, name, protocol, group_instance_id="one")
    before = one.group_metadata().member_id
    results = client.admin.remove_group_members(name, everybody=True, reason="x" * 300)
    assert [(r.member_id, r.group_instance_id, r.error) for r in results] == [(before, "one", None)]
    until(
        lambda: (
            one.poll(0.1) is not None and bool(one.assignment()) and one.group_metadata().member_id != before
            if protocol == "classic"
            else one.poll(0.1) is not None and bool(one.assignment())
        ),
        "it has joined again",
        WAIT,
    )
    with pytest.raises(broker.GroupIdNotFoundError):
        client.admin.remove_group_members(MISSING, everybody=True)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "nobody was named"),
        ({"everybody": True, "member_ids": []}, "everybody=True and names were given"),
        (
            {"group_instance_ids": "one"},
            r"group_instance_ids='one' is not accepted: expected a list of names, as \['one'\]",
        ),
    ],
    ids=str,
)
def test_who_is_to_be_taken_out_must_be_said(client: barnabas.Client, given: dict[str, Any], text: str) -> None:
    with pytest.raises(barnabas.ConfigurationError, match=text):
        client.admin.remove_group_members("g", **given)


# --- lag --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_lag_with_commits_owners_and_partitions_without_a_commit(
    client: barnabas.Client, topic: Topics, join: Join, protocol: str
) -> None:
    name = topic(partitions=3)
    fill(client, name, 10)
    fill(client, name, 4, partition=1)
    consumer = join(name, name, protocol)
    consumer.commit({TopicPartition(name, 0): 3})
    member = consumer.group_metadata().member_id
    lag, missing = client.admin.group_lag([name, MISSING])
    assert codes([lag, missing]) == [None, 69]
    assert [(p.partition, p.committed, p.end, p.lag, p.member_id) for p in lag.partitions] == [
        (0, OffsetAndMetadata(3), 10, 7, member),
        (1, None, 4, None, member),
        (2, None, 0, None, member),
    ]
    assert lag.total == 7
    consumer.close()
    (left,) = client.admin.group_lag([name])
    assert [(p.partition, p.lag, p.member_id) for p in left.partitions] == [
        (0, 7, None),
        (1, None, None),
        (2, None, None),
    ]


@pytest.mark.parametrize(("level", "end"), [("read_uncommitted", 7), ("read_committed", 5)])
def test_lag_up_to_an_open_transaction(
    client: barnabas.Client, topic: Topics, level: Literal["read_uncommitted", "read_committed"], end: int
) -> None:
    name = topic()
    fill(client, name, 5)
    client.admin.alter_group_offsets(name, {TopicPartition(name, 0): 1}, raise_on_error=True)
    with client.producer(transactional_id=name) as producer:
        producer.begin_transaction()
        for _ in range(2):
            producer.send(name, b"open", partition=0)
        producer.flush(WAIT)
        (lag,) = client.admin.group_lag([name], isolation_level=level)
        producer.abort_transaction()
    assert [(p.end, p.lag) for p in lag.partitions] == [(end, end - 1)]


def test_lag_where_the_log_ends_before_the_commit_and_where_the_topic_is_gone(
    client: barnabas.Client, topic: Topics
) -> None:
    name, gone = topic(), topic()
    client.admin.alter_group_offsets(
        name, {TopicPartition(name, 0): 9, TopicPartition(gone, 0): 1}, raise_on_error=True
    )
    client.admin.delete_topics([gone], raise_on_error=True)
    until(lambda: codes(client.admin.describe_topics([gone])) == [3], "it is gone", WAIT)
    (lag,) = client.admin.group_lag([name])
    items = {p.topic: p for p in lag.partitions}
    assert (items[name].end, items[name].lag) == (0, 0)
    if gone in items:  # Kafka forgets the offsets of a topic that is deleted, a moment after it
        assert (codes([items[gone]]), items[gone].lag) == ([3], None)


# --- both faces, every version ----------------------------------------------------------------------------------------


def test_the_awaitable_face_gives_the_same(kafka: Kafka, topic: Topics, join: Join) -> None:
    name = topic(partitions=2)
    live = f"{name}-live"
    join(name, live, group_instance_id="one")
    key = TopicPartition(name, 0)

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            admin = client.admin
            assert codes(await admin.alter_group_offsets(name, {key: 1})) == [None]
            assert {name, live} <= {g.group_id for g in (await admin.list_groups(states=["Stable", "Empty"])).groups}
            found = await admin.describe_groups([live, MISSING, name])
            assert codes(found) == [None, 69, None]
            (offsets,) = await admin.list_group_offsets([name])
            assert offsets.offsets == {key: OffsetAndMetadata(1)}
            (line,) = await admin.reset_group_offsets(name, to="earliest")
            assert line.target == 0
            (lag,) = await admin.group_lag([name])
            assert lag.total == 0
            assert codes(await admin.delete_group_offsets(name, [key])) == [None]
            assert codes(await admin.delete_groups([live, name, MISSING])) == [68, None, 69]
            assert codes(await admin.remove_group_members(live, group_instance_ids=["one"])) == [None]
            with pytest.raises(broker.GroupIdNotFoundError):
                await admin.delete_groups([MISSING], raise_on_error=True)

    asyncio.run(main())


def test_on_every_version(any_kafka: Kafka, topic: Topics) -> None:
    name = topic(partitions=2)
    key = TopicPartition(name, 0)
    with barnabas.Client(any_kafka.bootstrap) as client:
        admin = client.admin
        fill(client, name, 3)
        with client.consumer(name, group_id=f"{name}-live", group_instance_id="one") as consumer:
            until(lambda: consumer.poll(0.1) is not None and bool(consumer.assignment()), "it has partitions", WAIT)
            assert codes(admin.alter_group_offsets(name, {key: 1})) == [None]
            listed = {g.group_id: g for g in admin.list_groups(states=["Stable", "Empty"], types=["classic"]).groups}
            assert {name, f"{name}-live"} <= set(listed)
            found = admin.describe_groups([f"{name}-live", name, MISSING], include_authorized_operations=True)
            assert codes(found) == [None, None, 69]
            assert len(found[0].members[0].assigned) == 2
            assert [lag.total for lag in admin.group_lag([name])] == [2]
            assert [line.target for line in admin.reset_group_offsets(name, to="latest")] == [3]
            assert codes(admin.delete_groups([f"{name}-live"])) == [68]
            assert codes(admin.remove_group_members(f"{name}-live", group_instance_ids=["one"])) == [None]
        assert codes(admin.delete_group_offsets(name, [key])) == [None]
        admin.alter_group_offsets(name, {key: 1}, raise_on_error=True)
        assert codes(admin.delete_groups([name])) == [None]
