"""The group admin while coordinators move, load, are slow or away: batches, retries, and results that stand for themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import barnabas
from barnabas import OffsetAndMetadata, TopicPartition
from barnabas.broker import Broker
from barnabas.errors import broker as errors

GROUPS = [f"g{n}" for n in range(9)]
KEY = TopicPartition("t", 0)
Call = Callable[[barnabas.Admin], list[Any]]
CALLS: dict[str, Call] = {
    "DescribeGroups": lambda admin: admin.describe_groups(["g0"]),
    "ConsumerGroupDescribe": lambda admin: admin.describe_groups(["g0"]),
    "DeleteGroups": lambda admin: admin.delete_groups(["g0"]),
    "OffsetFetch": lambda admin: admin.list_group_offsets(["g0"]),
    "OffsetCommit": lambda admin: admin.alter_group_offsets("g0", {KEY: 1}),
    "OffsetDelete": lambda admin: admin.delete_group_offsets("g0", [KEY]),
    "FindCoordinator": lambda admin: admin.describe_groups(["g0"]),
    "ListOffsets": lambda admin: admin.group_lag(["g0"]),
}


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker(nodes=3, configs={"group.initial.rebalance.delay.ms": 0}) as broker:
        with barnabas.Client(broker.bootstrap_servers) as client:
            admin = client.admin
            admin.create_topics([barnabas.NewTopic("t", partitions=2, replication_factor=3)], raise_on_error=True)
            for n, group in enumerate(GROUPS):
                broker.move_coordinator(group=group, to=n % 3 + 1)
                admin.alter_group_offsets(group, {KEY: 0}, raise_on_error=True)
        broker.clear_requests()
        yield broker


@pytest.fixture
def client(broker: Broker) -> Iterator[barnabas.Client]:
    with barnabas.Client(broker.bootstrap_servers, request_timeout_ms=2_000, retry_backoff_ms=5) as client:
        yield client


def errors_of(results: list[Any]) -> list[Any]:
    return [result.error for result in results]


@pytest.mark.kip(699)
def test_a_coordinator_is_asked_once_for_all_its_groups(broker: Broker, client: barnabas.Client) -> None:
    assert errors_of(client.admin.describe_groups(GROUPS)) == [None] * 9
    assert len(broker.requests("FindCoordinator")) == 1
    for api in ("ConsumerGroupDescribe", "DescribeGroups"):
        assert sorted(asked.node for asked in broker.requests(api)) == [1, 2, 3]
    assert [group.offsets for group in client.admin.list_group_offsets(GROUPS)] == [{KEY: OffsetAndMetadata(0)}] * 9
    assert sorted(asked.node for asked in broker.requests("OffsetFetch")) == [1, 2, 3]
    assert len(broker.requests("FindCoordinator")) == 1
    assert errors_of(client.admin.delete_groups(GROUPS)) == [None] * 9
    assert sorted(asked.node for asked in broker.requests("DeleteGroups")) == [1, 2, 3]


@pytest.mark.parametrize(
    "error", ["COORDINATOR_LOAD_IN_PROGRESS", "COORDINATOR_NOT_AVAILABLE", "NOT_COORDINATOR", "DROP"]
)
@pytest.mark.parametrize("api", [api for api in CALLS if api not in ("FindCoordinator", "ListOffsets")])
def test_what_passes_is_tried_again(broker: Broker, client: barnabas.Client, api: str, error: str) -> None:
    fault: dict[str, Any] = {"drop_connection": True} if error == "DROP" else {"error": error}
    injected = broker.inject(api=api, times=2, **fault)
    assert errors_of(CALLS[api](client.admin)) == [None]
    assert injected.left == 0


def test_no_coordinator_yet(broker: Broker, client: barnabas.Client) -> None:
    broker.inject(api="FindCoordinator", error="COORDINATOR_NOT_AVAILABLE", times=2)
    assert errors_of(client.admin.describe_groups(GROUPS)) == [None] * 9
    assert len(broker.requests("FindCoordinator")) == 3


@pytest.mark.parametrize("api", [api for api in CALLS if api != "ListOffsets"])
def test_what_stays_is_told_at_once(broker: Broker, client: barnabas.Client, api: str) -> None:
    injected = broker.inject(api=api, error="GROUP_AUTHORIZATION_FAILED", times=None)
    (error,) = errors_of(CALLS[api](client.admin))
    assert isinstance(error, errors.GroupAuthorizationFailedError)
    assert injected.used == 1


def test_moved_coordinators_are_followed(broker: Broker, client: barnabas.Client) -> None:
    client.admin.describe_groups(GROUPS)
    for group in GROUPS:
        broker.move_coordinator(group=group, to=2)
    found = client.admin.describe_groups(GROUPS)
    assert errors_of(found) == [None] * 9
    assert {group.coordinator.id for group in found if group.coordinator} == {2}


def test_one_coordinators_silence_hides_no_other_groups(broker: Broker, client: barnabas.Client) -> None:
    client.admin.describe_groups(GROUPS)
    broker.inject(api="DescribeGroups", no_answer=True, node=2, times=None)
    found = client.admin.describe_groups(GROUPS, timeout=2.0)
    late = {group.group_id for group in found if isinstance(group.error, barnabas.KafkaTimeoutError)}
    assert late == {"g1", "g4", "g7"}
    assert [group.state for group in found if group.group_id not in late] == ["Empty"] * 6
    with pytest.raises(barnabas.KafkaTimeoutError, match="group g1 could not be asked in time"):
        client.admin.describe_groups(GROUPS, timeout=2.0, raise_on_error=True)


def test_what_was_heard_last_is_told_when_the_time_is_up(broker: Broker, client: barnabas.Client) -> None:
    """Not that the last request of many had no answer."""
    heard = broker.inject(api="OffsetFetch", error="COORDINATOR_LOAD_IN_PROGRESS", times=2)
    broker.inject(api="OffsetFetch", no_answer=True, times=None, when=lambda _: heard.left == 0)
    (loads,) = client.admin.list_group_offsets(["g0"], timeout=1.0)
    assert isinstance(loads.error, barnabas.KafkaTimeoutError)
    assert isinstance(loads.error.__cause__, errors.CoordinatorLoadInProgressError)


def test_offsets_that_a_transaction_holds_are_told_when_the_time_is_up(broker: Broker, client: barnabas.Client) -> None:
    broker.move_coordinator(group="g0", to=1)
    with client.consumer(group_id="g0") as consumer, client.producer(transactional_id="x") as producer:
        consumer.assign([KEY])
        producer.begin_transaction()
        producer.send_offsets_to_transaction(consumer, {KEY: OffsetAndMetadata(2)})
        asked: list[Any] = []

        def third(request: Any) -> bool:
            asked.append(request)
            return len(asked) > 2

        broker.inject(api="OffsetFetch", no_answer=True, times=None, when=third)
        (waiting,) = client.admin.list_group_offsets({"g0": [KEY]}, require_stable=True, timeout=1.0)
        assert waiting.error is None
        assert isinstance(waiting.partitions[0].error, errors.UnstableOffsetCommitError)
        producer.abort_transaction()


def test_what_is_known_of_some_groups_stands_when_nobody_can_be_asked_any_more(
    broker: Broker, client: barnabas.Client
) -> None:
    client.admin.describe_groups(GROUPS)
    broker.inject(api="DescribeGroups", error="NOT_COORDINATOR", node=2, times=None)
    broker.inject(api="FindCoordinator", no_answer=True, times=None)
    found = client.admin.describe_groups(GROUPS, timeout=1.0)
    failed = {group.group_id: group.error for group in found if group.error is not None}
    assert failed.keys() == {"g1", "g4", "g7"}
    assert {type(error) for error in failed.values()} == {barnabas.NoBrokerAvailableError}


def test_one_brokers_silence_hides_no_other_brokers_list(broker: Broker, client: barnabas.Client) -> None:
    broker.inject(api="ListGroups", error="COORDINATOR_LOAD_IN_PROGRESS", times=2)
    assert {group.group_id for group in client.admin.list_groups(raise_on_error=True).groups} == set(GROUPS)
    broker.inject(api="ListGroups", no_answer=True, node=2, times=None)
    found = client.admin.list_groups(timeout=2.0)
    assert {group.group_id for group in found.groups} == set(GROUPS) - {"g1", "g4", "g7"}
    (error,) = found.errors
    assert isinstance(error, barnabas.KafkaTimeoutError)
    assert "2 (127.0.0.1" in str(error.broker)


def test_a_broker_that_goes_takes_no_group_from_the_list(broker: Broker, client: barnabas.Client) -> None:
    client.admin.list_groups()
    broker.stop_node(3)
    assert {group.group_id for group in client.admin.list_groups(raise_on_error=True).groups} == set(GROUPS)


def test_lag_follows_leaders(broker: Broker, client: barnabas.Client) -> None:
    client.admin.group_lag(["g0"])
    for partition in range(2):
        broker.move_leader("t", partition, to=2)
    broker.inject(api="ListOffsets", error="NOT_LEADER_OR_FOLLOWER", times=2)
    (lag,) = client.admin.group_lag(["g0"], raise_on_error=True)
    assert [(item.partition, item.lag) for item in lag.partitions] == [(0, 0), (1, None)]
    broker.inject(api="ListOffsets", no_answer=True, times=None)
    (late,) = client.admin.group_lag(["g0"], timeout=2.0)
    assert [type(item.error) for item in late.partitions] == [barnabas.KafkaTimeoutError] * 2
    assert late.partitions[0].committed == OffsetAndMetadata(0)


def test_nobody_in_reach_is_raised() -> None:
    with (
        barnabas.Client("127.0.0.1:1", default_api_timeout_ms=200) as client,
        pytest.raises(barnabas.NoBrokerAvailableError),
    ):
        client.admin.describe_groups(["g"])


@pytest.mark.parametrize("version", ["0.11", "2.1", "2.8", "3.9", "4.0"])
def test_brokers_of_every_age(version: str) -> None:
    """Looked up one by one, fetched one by one, left one by one where brokers know no other way."""
    with (
        Broker(version=version, configs={"group.initial.rebalance.delay.ms": 0}) as broker,
        barnabas.Client(broker.bootstrap_servers) as client,
    ):
        admin = client.admin
        admin.create_topics([barnabas.NewTopic("t", partitions=2, replication_factor=1)], raise_on_error=True)
        for group in ("g0", "g1"):
            assert errors_of(admin.alter_group_offsets(group, {KEY: 0})) == [None]
        assert [group.group_id for group in admin.list_groups(types=["classic"], raise_on_error=True).groups] == [
            "g0",
            "g1",
        ]
        assert [group.offsets for group in admin.list_group_offsets(["g0", "g1"])] == [{KEY: OffsetAndMetadata(0)}] * 2
        assert [group.state for group in admin.describe_groups(["g0", "missing"])] == ["Empty", ""]
        assert isinstance(admin.describe_groups(["missing"])[0].error, errors.GroupIdNotFoundError)
        assert [lag.total for lag in admin.group_lag(["g0", "g1"])] == [0, 0]
        options: Any = {"group_id": "g2", "heartbeat_interval_ms": 100}
        with client.consumer("t", **options) as one, client.consumer("t", **options) as two:
            while not (one.assignment() and two.assignment()):
                one.poll(0.05)
                two.poll(0.05)
            assert errors_of(admin.remove_group_members("g2", everybody=True)) == [None, None]
        if version in ("0.11", "2.1"):
            with pytest.raises(barnabas.IncompatibleBrokerError, match="LeaveGroup"):
                admin.remove_group_members("g2", group_instance_ids=["one"])
            assert admin.list_groups(states=["Stable"]).errors
            assert isinstance(
                admin.list_group_offsets(["g0"], require_stable=True)[0].error, barnabas.IncompatibleBrokerError
            )
        if version != "0.11":
            gone, missing = errors_of(admin.delete_groups(["g0", "missing"]))
            assert gone is None
            assert isinstance(missing, errors.GroupIdNotFoundError)
