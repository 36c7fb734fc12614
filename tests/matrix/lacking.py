"""What older brokers lack: since which Kafka it is there, and a call that wants it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import barnabas
from barnabas import NewTopic, TopicPartition

WAIT = 30.0


class Feature(NamedTuple):
    """`ask` wants it of a broker, with a topic that is there; `words` stand in the error of one that is too old."""

    since: str
    words: str
    ask: Callable[[barnabas.Client, str], object]


def _poll(client: barnabas.Client, name: str, **options: Any) -> None:
    consumer = client.consumer(name, group_id=f"lacking-{name}-{len(options)}-{min(options.values())}", **options)
    end = time.monotonic() + WAIT
    try:
        while time.monotonic() < end:
            if isinstance(consumer.poll(1.0), barnabas.Rebalance):
                return
        raise AssertionError(f"no assignment with {options}")
    finally:
        consumer.close(5.0)


def _zstd(client: barnabas.Client, name: str) -> None:
    with client.producer(compression_type="zstd") as producer:
        producer.send(name, b"x" * 1000).result(WAIT)


def _topic_id(client: barnabas.Client, name: str) -> str:
    return client.admin.describe_topics([name], timeout=WAIT)[0].topic_id or "ab" * 16


def _remove(client: barnabas.Client, name: str) -> None:
    for result in client.admin.remove_group_members("nobody", group_instance_ids=["i"], timeout=WAIT):
        if result.error is not None:
            raise result.error


def _delete_group(client: barnabas.Client, name: str) -> None:
    (result,) = client.admin.delete_groups(["nobody"], timeout=WAIT)
    if result.error is not None:
        raise result.error


def _delete_offsets(client: barnabas.Client, name: str) -> None:
    for result in client.admin.delete_group_offsets("nobody", [TopicPartition(name, 0)], timeout=WAIT):
        if result.error is not None:
            raise result.error


FEATURES: dict[str, Feature] = {
    "deleting groups": Feature("1.1", "DeleteGroups", _delete_group),
    "zstd": Feature("2.1", "compression_type='zstd'", _zstd),
    "static members": Feature(
        "2.3", "static members (group_instance_id", lambda c, n: _poll(c, n, group_instance_id="one")
    ),
    "the broker's defaults for topics": Feature(
        "2.4",
        "leaves partitions or replication_factor to the broker",
        lambda c, n: c.admin.create_topics([NewTopic(f"{n}-defaults")], raise_on_error=True, timeout=WAIT),
    ),
    "removing members": Feature("2.4", "LeaveGroup", _remove),
    "deleting offsets": Feature("2.4", "OffsetDelete", _delete_offsets),
    "groups by state": Feature(
        "2.6",
        "ListGroups",
        lambda c, n: c.admin.list_groups(states=["Stable"], raise_on_error=True, timeout=WAIT),
    ),
    "deleting topics by id": Feature(
        "2.8", "deleting topics by their ids", lambda c, n: c.admin.delete_topics(ids=[_topic_id(c, n)], timeout=WAIT)
    ),
    "describing topics by id": Feature(
        "3.1",
        "describing topics by their ids",
        lambda c, n: c.admin.describe_topics(ids=[_topic_id(c, n)], timeout=WAIT),
    ),
    "groups of the newer protocol": Feature(
        "4.0", "groups of the newer protocol (KIP-848", lambda c, n: _poll(c, n, group_protocol="consumer")
    ),
}


def number(version: str) -> tuple[int, ...]:
    """A version to compare by."""
    return tuple(int(part) for part in version.split("."))


def check(client: barnabas.Client, version: str, feature: Feature, name: str) -> None:
    """A broker that has it is never called too old; one that has not is, in words, and nothing is tried for long."""
    lacks = number(version)[: len(number(feature.since))] < number(feature.since)
    try:
        feature.ask(client, name)
    except barnabas.IncompatibleBrokerError as error:
        told = str(error)
        assert lacks, told
        assert feature.words in told, told
        assert f"Kafka {feature.since} or newer" in told, told
    except barnabas.BrokerError as error:  # the broker has been asked, and knows what it was about
        assert not lacks, str(error)
    else:
        assert not lacks, f"Kafka {version} was asked for what it has not, and nothing was said"
