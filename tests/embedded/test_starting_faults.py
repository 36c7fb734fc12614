"""Where reading begins while brokers refuse to say: an error is told and asked about again, and never taken for "nothing is committed"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.broker import Broker
from barnabas.consumer import starting
from barnabas.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError
from tests.harness.waiting import until

WAIT = 30.0
PLACE = TopicPartition("t", 0)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    """With two records, of which the group "g" has committed one."""
    monkeypatch.setattr(starting, "RETRY", 0.01)
    with Broker(default_partitions=1) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        with client.producer() as producer:
            producer.send_many("t", [b"zero", b"one"]).result(WAIT)
        client.admin.alter_group_offsets("g", {PLACE: 1}, raise_on_error=True)
        yield broker


@pytest.fixture
def client(broker: Broker) -> Iterator[barnabas.Client]:
    with barnabas.Client(broker.bootstrap_servers, default_api_timeout_ms=200, retry_backoff_ms=5) as client:
        yield client


def told(consumer: barnabas.Consumer[Any, Any]) -> barnabas.KafkaError:
    """The error that stands in the way."""
    with pytest.raises(barnabas.KafkaError) as raised:
        consumer.poll(WAIT)
    return raised.value


def values(consumer: barnabas.Consumer[Any, Any]) -> list[bytes]:
    """What comes, when nothing stands in the way any more."""
    found: list[bytes] = []

    def polled() -> bool:
        try:
            found.extend(record.value for record in consumer.poll(0.05))
        except barnabas.KafkaError:
            pass
        return bool(found)

    until(polled, "records")
    return found


def test_committed_offsets_that_may_not_be_read(broker: Broker, client: barnabas.Client) -> None:
    refused = broker.inject(api="OffsetFetch", error="GROUP_AUTHORIZATION_FAILED", times=None)
    with client.consumer(group_id="g", auto_offset_reset="earliest") as consumer:
        consumer.assign([PLACE])
        assert isinstance(told(consumer), GroupAuthorizationFailedError)
        assert consumer.position(PLACE) is None
        refused.cancel()
        assert values(consumer) == [b"one"]


def test_a_seek_needs_none(broker: Broker, client: barnabas.Client) -> None:
    broker.inject(api="OffsetFetch", error="GROUP_AUTHORIZATION_FAILED", times=None)
    with client.consumer(group_id="g", auto_offset_reset="earliest") as consumer:
        consumer.assign([PLACE])
        told(consumer)
        consumer.seek(PLACE, 0)
        assert values(consumer) == [b"zero", b"one"]


def test_places_that_may_not_be_looked_up(broker: Broker, client: barnabas.Client) -> None:
    refused = broker.inject(api="ListOffsets", error="TOPIC_AUTHORIZATION_FAILED", times=None)
    with client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([PLACE])
        assert isinstance(told(consumer), TopicAuthorizationFailedError)
        refused.cancel()
        assert values(consumer) == [b"zero", b"one"]


def test_places_that_cannot_be_looked_up_for_long(broker: Broker, client: barnabas.Client) -> None:
    refused = broker.inject(api="ListOffsets", error="LEADER_NOT_AVAILABLE", times=None)
    with client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([PLACE])
        error = told(consumer)
        assert isinstance(error, barnabas.KafkaTimeoutError)
        assert "could not be looked up in time" in str(error)
        assert "LEADER_NOT_AVAILABLE" in str(error.__cause__)
        refused.cancel()
        assert values(consumer) == [b"zero", b"one"]


def test_a_seek_that_is_quicker_than_the_look_up(broker: Broker, client: barnabas.Client) -> None:
    held = broker.inject(api="ListOffsets", delay=0.1)
    with client.consumer(auto_offset_reset="latest") as consumer:
        consumer.assign([PLACE])
        until(lambda: held.left == 0, "it is being looked up")
        consumer.seek(PLACE, 1)
        assert values(consumer) == [b"one"]


@pytest.mark.parametrize(("protocol", "api"), [("classic", "JoinGroup"), ("consumer", "ConsumerGroupHeartbeat")])
def test_a_group_that_may_not_be_joined_is_told_by_each_poll_until_it_may(
    broker: Broker, client: barnabas.Client, protocol: Any, api: str
) -> None:
    refused = broker.inject(api=api, error="GROUP_AUTHORIZATION_FAILED", times=None)
    with client.consumer("t", group_id="g", group_protocol=protocol, auto_offset_reset="earliest") as consumer:
        for _ in range(3):
            assert isinstance(told(consumer), GroupAuthorizationFailedError)
        refused.cancel()
        assert values(consumer) == [b"one"]
