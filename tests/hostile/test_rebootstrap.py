"""Starting again from the bootstrap addresses: when nobody known answers (KIP-899), and when a broker says so (KIP-1102)."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from barnabas.protocol.messages.metadata import MetadataRequest, MetadataResponse
from tests.harness.scripted import ScriptedBroker

WAIT = 30.0
REBOOTSTRAP_REQUIRED = 129


def elsewhere(asked: ScriptedBroker, leader: ScriptedBroker) -> Any:
    """Metadata by which another broker leads everything."""

    def metadata(_: Any) -> MetadataResponse:
        answer = asked.metadata()
        answer.brokers = [type(answer.brokers[0])(node_id=1, host="127.0.0.1", port=leader.port)]
        return answer

    return metadata


@pytest.mark.kip(899)
def test_the_bootstrap_addresses_are_asked_when_no_known_broker_is_left() -> None:
    with ScriptedBroker({"orders": 1}) as first, ScriptedBroker({"orders": 1}) as gone:
        first.answers[MetadataRequest] = elsewhere(first, gone)
        gone.answers[MetadataRequest] = elsewhere(gone, gone)
        with (
            barnabas.Client(first.bootstrap, retry_backoff_ms=20, reconnect_backoff_ms=20) as client,
            client.producer(linger_ms=0) as producer,
        ):
            producer.send("orders", b"one").result(WAIT)
            first.answers[MetadataRequest] = first.metadata  # the cluster has been replaced by another
            gone.close()
            producer.send("orders", b"two").result(WAIT)


@pytest.mark.kip(1102)
def test_the_admin_starts_again_too_and_tells_an_error_as_such() -> None:
    with ScriptedBroker({"orders": 1}) as broker, barnabas.Client(broker.bootstrap) as client:
        codes = iter([REBOOTSTRAP_REQUIRED, 0])
        broker.answers[MetadataRequest] = lambda _: (
            MetadataResponse(error_code=REBOOTSTRAP_REQUIRED)
            if next(codes, REBOOTSTRAP_REQUIRED)
            else broker.metadata()
        )
        assert [topic.name for topic in client.admin.list_topics()] == ["orders"]
        with pytest.raises(barnabas.KafkaError, match="REBOOTSTRAP_REQUIRED"):
            client.admin.describe_cluster()


@pytest.mark.kip(1102)
def test_a_broker_may_ask_for_it() -> None:
    with ScriptedBroker({"orders": 1}) as first, ScriptedBroker({"orders": 1}) as old:
        first.answers[MetadataRequest] = elsewhere(first, old)
        old.answers[MetadataRequest] = elsewhere(old, old)
        with barnabas.Client(first.bootstrap, retry_backoff_ms=20) as client:
            producer = client.producer(linger_ms=0)
            producer.send("orders", b"one").result(WAIT)
            old.answers[MetadataRequest] = lambda _: MetadataResponse(error_code=REBOOTSTRAP_REQUIRED)
            first.answers[MetadataRequest] = first.metadata
            client._engine.run(lambda: client._engine.cluster.update(deadline=client._engine.now() + WAIT))
            assert client._engine.cluster.snapshot.brokers[1].port == first.port
            producer.send("orders", b"two").result(WAIT)
            producer.close()


def test_one_that_asks_for_it_again_is_told_as_an_error() -> None:
    with ScriptedBroker({"orders": 1}) as broker:
        broker.answers[MetadataRequest] = lambda _: MetadataResponse(error_code=REBOOTSTRAP_REQUIRED)
        with (
            barnabas.Client(broker.bootstrap) as client,
            client.producer(max_block_ms=2_000) as producer,
            pytest.raises(barnabas.KafkaError, match="REBOOTSTRAP_REQUIRED"),
        ):
            producer.send("orders", b"one")


@pytest.mark.kip(1102)
def test_brokers_that_say_nothing_are_forgotten_in_time() -> None:
    """They accept connections and answer nothing, so no call would ever come to the bootstrap addresses."""
    with ScriptedBroker({"orders": 1}) as first, ScriptedBroker({"orders": 1}) as old:
        first.answers[MetadataRequest] = elsewhere(first, old)
        old.answers[MetadataRequest] = elsewhere(old, old)
        options: Any = {"request_timeout_ms": 200, "metadata_recovery_rebootstrap_trigger_ms": 400}
        with barnabas.Client(first.bootstrap, retry_backoff_ms=20, **options) as client:
            producer = client.producer(linger_ms=0)
            producer.send("orders", b"one").result(WAIT)
            for kind in old.answers:
                old.answers[kind] = lambda _: None
            first.answers[MetadataRequest] = first.metadata
            producer.send("orders", b"two").result(WAIT)
            assert client._engine.cluster.snapshot.brokers[1].port == first.port
            producer.close()


def test_with_the_strategy_none_only_known_brokers_are_asked() -> None:
    with ScriptedBroker({"orders": 1}) as first, ScriptedBroker({"orders": 1}) as gone:
        first.answers[MetadataRequest] = elsewhere(first, gone)
        gone.answers[MetadataRequest] = elsewhere(gone, gone)
        with barnabas.Client(first.bootstrap, retry_backoff_ms=20, metadata_recovery_strategy="none") as client:
            engine = client._engine
            engine.run(lambda: engine.cluster.update(deadline=engine.now() + WAIT))
            asked = len(first.of(MetadataRequest))
            gone.close()
            with pytest.raises(barnabas.NoBrokerAvailableError):
                engine.run(lambda: engine.cluster.update(deadline=engine.now() + 1.0))
            assert len(first.of(MetadataRequest)) == asked
