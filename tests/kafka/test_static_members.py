"""Static members (KIP-345) through polls: a crash and a return in time, a younger one of the same name; every protocol."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

import barnabas
from barnabas import Rebalance
from barnabas.errors import FencedInstanceIdError, UnreleasedInstanceIdError
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import CONSUMER, COOPERATIVE, EAGER, polled
from tests.harness.waiting import until

WAIT = 45.0
KINDS = [pytest.param(EAGER, id="eager"), pytest.param(COOPERATIVE, id="cooperative")]


def member(client: barnabas.Client, name: str, instance: str, options: dict[str, Any]) -> barnabas.Consumer[Any, Any]:
    return client.consumer(name, group_id=name, group_instance_id=instance, **options)


def crash(client: barnabas.Client, consumer: barnabas.Consumer[Any, Any]) -> None:
    """Ends a client as a killed process does: nobody is told anything."""
    client._engine.abandon()
    client._closed = True
    consumer._core.closed = True


def comes_back(kafka: Kafka, name: str, options: dict[str, Any]) -> None:
    with barnabas.Client(kafka.bootstrap) as client:
        doomed_client = barnabas.Client(kafka.bootstrap)
        first, doomed = member(client, name, "a", options), member(doomed_client, name, "b", options)
        heard: list[Any] = []
        until(
            polled(lambda: len(first.assignment()) == 2 == len(doomed.assignment()), first, doomed), "they share", WAIT
        )
        held, kept = doomed.assignment(), first.assignment()
        crash(doomed_client, doomed)
        again = member(client, name, "b", options)

        def back() -> bool:
            news = first.poll(0.1)
            if isinstance(news, Rebalance):
                heard.append(news)
            again.poll(0.1)
            return bool(again.assignment())

        until(back, "it is back", WAIT)
        assert again.assignment() == held
        assert first.assignment() == kept
        assert heard == []  # the other one noticed nothing
        again.commit(dict.fromkeys(held, 1))
        again.close(leave=True)
        first.close(leave=True)


@pytest.mark.kip(345)
@pytest.mark.zookeeper
@pytest.mark.parametrize("options", KINDS)
def test_a_crash_and_a_return_within_the_session_keep_the_partitions(
    any_kafka: Kafka, topic: Topics, options: dict[str, Any]
) -> None:
    comes_back(any_kafka, topic(partitions=4), options)


@pytest.mark.kip(345)
@pytest.mark.zookeeper
@pytest.mark.parametrize("options", KINDS)
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "beside another"])
def test_one_that_comes_back_with_another_topic_reads_that(
    any_kafka: Kafka, topic: Topics, options: dict[str, Any], alone: bool
) -> None:
    before, after = topic(partitions=4), topic(partitions=4)
    with barnabas.Client(any_kafka.bootstrap) as client:
        leader = [] if alone else [member(client, before, "a", options)]
        until(polled(lambda: all(each.assignment() for each in leader), *leader), "it leads", WAIT)
        mover = member(client, before, "b", options)
        until(polled(lambda: len(mover.assignment()) == (4 if alone else 2), mover, *leader), "it has a share", WAIT)
        mover.close()  # the group is told nothing
        mover = client.consumer(after, group_id=before, group_instance_id="b", **options)
        seen: set[str] = set()

        def moved() -> bool:
            seen.update(p.topic for p in mover.assignment())
            return len(mover.assignment()) == 4

        until(polled(moved, mover, *leader), "it has the other topic", WAIT)
        until(polled(lambda: all(len(each.assignment()) == 4 for each in leader), mover, *leader), "all is held", WAIT)
        assert seen == {after}
        mover.close()
        mover = client.consumer(before, after, group_id=before, group_instance_id="b", **options)
        until(polled(lambda: len(mover.assignment()) == 4, mover, *leader), "it is back with what it held", WAIT)
        mover.enforce_rebalance("one topic more")
        share = 8 if alone else 6 if options is EAGER else 4  # cooperative: each has four, so what sticks stays
        until(polled(lambda: len(mover.assignment()) == share, mover, *leader), "it has its share of both", WAIT)
        for each in (mover, *leader):
            each.close(leave=True)


@pytest.mark.kip(345)
@pytest.mark.zookeeper
@pytest.mark.parametrize("options", KINDS)
def test_the_elder_of_two_is_fenced_and_says_so(any_kafka: Kafka, topic: Topics, options: dict[str, Any]) -> None:
    name = topic(partitions=2)
    with barnabas.Client(any_kafka.bootstrap) as client:
        elder, younger = member(client, name, "a", options), member(client, name, "a", options)
        until(polled(lambda: len(elder.assignment()) == 2, elder), "the elder has all", WAIT)
        until(polled(lambda: len(younger.assignment()) == 2, younger), "the younger has all", WAIT)
        with pytest.raises(FencedInstanceIdError, match=r"group\.instance\.id"):
            until(polled(lambda: False, elder), "never", WAIT)
        with suppress(FencedInstanceIdError):
            elder.poll(WAIT)  # what it has lost, if it was not told before
        for _ in range(2):
            with pytest.raises(FencedInstanceIdError):
                elder.poll(WAIT)
        with pytest.raises(FencedInstanceIdError):
            next(iter(elder))
        assert isinstance(elder.health().error, FencedInstanceIdError)
        elder.close()
        younger.commit(dict.fromkeys(younger.assignment(), 1))
        younger.close(leave=True)


@pytest.mark.kip(345, 848)
def test_one_that_left_in_silence_comes_back_by_the_newer_protocol(kafka: Kafka, topic: Topics) -> None:
    name = topic(partitions=4)
    with barnabas.Client(kafka.bootstrap) as client:
        first, second = member(client, name, "a", CONSUMER), member(client, name, "b", CONSUMER)
        until(polled(lambda: len(first.assignment()) == 2 == len(second.assignment()), first, second), "shared", WAIT)
        held = second.assignment()
        second.close()
        again = member(client, name, "b", CONSUMER)
        until(polled(lambda: again.assignment(), again), "it is back", WAIT)
        assert again.assignment() == held
        again.close(leave=True)
        first.close(leave=True)


def test_by_the_newer_protocol_the_younger_one_is_refused(kafka: Kafka, topic: Topics) -> None:
    name = topic(partitions=2)
    with barnabas.Client(kafka.bootstrap) as client:
        elder, younger = member(client, name, "a", CONSUMER), member(client, name, "a", CONSUMER)
        until(polled(lambda: len(elder.assignment()) == 2, elder), "the elder has all", WAIT)
        with pytest.raises(UnreleasedInstanceIdError):
            until(polled(lambda: False, younger), "never", WAIT)
        younger.close()
        elder.commit(dict.fromkeys(elder.assignment(), 1))
        elder.close(leave=True)
