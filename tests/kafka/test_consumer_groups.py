"""Groups of the newer protocol (KIP-848) through polls: when a partition goes over, on what brokers, beside classic members."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from barnabas import Rebalance, TopicPartition
from barnabas.broker import Broker
from tests.harness.broker import HASTY
from tests.harness.kafka import Topics
from tests.harness.members import CONSUMER, COOPERATIVE, EAGER, polled
from tests.harness.waiting import until
from tests.kafka.test_group import Flow, Worker, shared

WAIT = 45.0


def test_a_commit_under_way_goes_before_the_word_that_its_partition_was_given_up() -> None:
    """Its next owner would begin behind it otherwise, and take the committed offset back."""
    with Broker(default_partitions=2, configs=HASTY) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        name = "commits"
        begins: dict[TopicPartition, int | None] = {}
        with client.producer() as producer:
            for p in range(2):
                producer.send_many(name, [b"x"] * 10, partition=p).result(WAIT)
        with (
            client.consumer(name, group_id=name, **CONSUMER) as first,
            client.consumer(
                name, group_id=name, on_rebalance=lambda _, news: begins.update(news.assigned), **CONSUMER
            ) as second,
        ):
            until(polled(lambda: len(first.assignment()) == 2, first), "it has both", WAIT)
            second.poll(timeout=0)
            news = first.poll(timeout=0.1)
            while not isinstance(news, Rebalance):
                news = first.poll(timeout=0.1)
            (going,) = news.revoked
            broker.inject(api="OffsetCommit", delay=1.5)  # three heartbeats
            outcomes: list[barnabas.KafkaError | None] = []
            first.commit_async({going: 7}, lambda _, error: outcomes.append(error))
            until(polled(lambda: second.assignment() == {going}, first, second), "the other one has it", WAIT)
            until(polled(lambda: outcomes, first), "the outcome is told", WAIT)
            assert outcomes == [None]
            assert begins == {going: 7}


@pytest.mark.kip(848)
def test_a_partition_goes_over_only_in_the_poll_after_the_one_that_told_it(
    client: barnabas.Client, topic: Topics
) -> None:
    name = topic(partitions=2)
    with client.producer() as producer:
        for p in range(2):
            producer.send_many(name, [b"x"] * 10, partition=p).result(WAIT)
    with (
        client.consumer(name, group_id=name, **CONSUMER) as first,
        client.consumer(name, group_id=name, **CONSUMER) as second,
    ):
        until(polled(lambda: len(first.assignment()) == 2, first), "it has both", WAIT)
        second.poll(timeout=0)
        told: list[Rebalance] = []

        def revoked() -> bool:
            news = first.poll(timeout=0.1)
            if isinstance(news, Rebalance):
                told.append(news)
            return bool(told)

        until(revoked, "one is to go", WAIT)
        (going,) = told[0].revoked
        # The broker has this member's heartbeats, but not its word: nobody else is given the partition.
        for _ in range(10):
            second.poll(timeout=0.1)
            assert not second.assignment()
        first.commit({going: 7})
        until(polled(lambda: second.assignment() == {going}, first, second), "the other one has it", WAIT)
        assert first.committed(going)[going] == barnabas.OffsetAndMetadata(7)
        assert second.position(going) in (7, 10)
        assert first.assignment() == {TopicPartition(name, 1 - going.partition)}


def test_automatic_commits_go_before_a_partition_does(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=4)
    seen: list[tuple[int, int]] = []

    def worker() -> Worker:
        return Worker(
            client.consumer(name, group_id=name, enable_auto_commit=True, auto_commit_interval_ms=60_000, **CONSUMER),
            lambda record: seen.append((record.partition, record.offset)),
        )

    with client.producer() as producer:
        producer.send_many(name, [b"x"] * 400, [b"%d" % i for i in range(400)]).result(WAIT)
    first = worker()
    until(lambda: len(seen) == 400, "all were read", WAIT)
    second = worker()
    until(shared([first, second], 4), "two share", WAIT)
    first.stop()
    until(shared([second], 4), "one has all", WAIT)
    second.stop()
    assert len(seen) == len(set(seen)) == 400


@pytest.mark.kip(848)
@pytest.mark.timeout(240)
@pytest.mark.parametrize("old", [COOPERATIVE, EAGER], ids=["cooperative", "eager"])
def test_a_live_group_goes_over_to_the_newer_protocol_and_back(
    client: barnabas.Client, topic: Topics, old: dict[str, Any]
) -> None:
    name = topic(partitions=4)

    def worker(options: dict[str, Any]) -> Worker:
        return Worker(client.consumer(name, group_id=name, **options), flow.note)

    def seen() -> tuple[str, list[str | None]]:
        (group,) = client.admin.describe_groups([name])
        return group.type, sorted(str(member.type) for member in group.members)

    with Flow(client, name) as flow:
        members = [worker(old), worker(old)]
        until(shared(members, 4), "two classic members share", WAIT)
        assert seen() == ("classic", ["classic", "classic"])
        for options, after in (
            (CONSUMER, [("consumer", ["classic", "consumer"]), ("consumer", ["consumer", "consumer"])]),
            (old, [("consumer", ["classic", "consumer"]), ("classic", ["classic", "classic"])]),
        ):
            for at in range(2):  # one after the other, as in a rolling restart
                flow.produce()
                members[at].stop()
                flow.produce()
                members[at] = worker(options)
                until(shared(members, 4), "both share", WAIT)
                until(lambda: seen() == after[at], f"the group is {after[at]}", WAIT)  # noqa: B023 # called within the turn
        flow.produce()
    until(flow.read, "all records were read", WAIT)
    for member in members:
        member.stop()
    assert flow.once, "records were delivered twice"
    assert not any(news.lost for member in members for news in member.news)


@pytest.mark.kip(848)
def test_the_assignor_of_the_broker_is_chosen_by_name(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    with client.consumer(name, group_id=name, group_remote_assignor="range", **CONSUMER) as consumer:
        until(polled(consumer.assignment, consumer), "it has a partition", WAIT)
    with (
        client.consumer(name, group_id=name, group_remote_assignor="mine", **CONSUMER) as consumer,
        pytest.raises(barnabas.BrokerError, match="mine"),
    ):
        until(polled(lambda: False, consumer), "the broker refuses", WAIT)


@pytest.mark.parametrize("version", ["2.8", "3.6"])
def test_an_older_broker_is_told_of_with_the_way_out(version: str) -> None:
    with Broker(version=version) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        consumer = client.consumer("t", group_id="g", **CONSUMER)
        with pytest.raises(barnabas.IncompatibleBrokerError, match="group_protocol='classic'"):
            until(polled(lambda: False, consumer), "the broker refuses", WAIT)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"group_protocol": "consumer", "session_timeout_ms": 9000}, "session_timeout_ms is not accepted"),
        ({"group_protocol": "consumer", "heartbeat_interval_ms": 900}, "heartbeat_interval_ms is not accepted"),
        (
            {"group_protocol": "consumer", "partition_assignment_strategy": "range"},
            "partition_assignment_strategy is not accepted",
        ),
        ({"group_remote_assignor": "range"}, "give group_protocol='consumer'"),
        ({"group_protocol": "new"}, "expected one of 'classic', 'consumer'"),
    ],
)
def test_options_of_the_other_protocol_are_refused(options: dict[str, Any], text: str) -> None:
    with (
        barnabas.Client("localhost:9092") as client,
        pytest.raises(barnabas.ConfigurationError, match=text),
    ):
        client.consumer("t", group_id="g", **options)
