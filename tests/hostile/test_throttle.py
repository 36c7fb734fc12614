"""Throttling (KIP-219): a broker that asks to be left alone is, connection by connection, and no deadline is missed by it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import pytest

import barnabas
from barnabas.protocol.messages.alter_client_quotas import AlterClientQuotasRequest, AlterClientQuotasResponse
from barnabas.protocol.messages.describe_cluster import DescribeClusterRequest, DescribeClusterResponse
from barnabas.protocol.messages.fetch import FetchRequest
from barnabas.protocol.messages.metadata import MetadataRequest
from barnabas.protocol.messages.produce import ProduceRequest
from tests.harness.kafka import Kafka, Topics
from tests.harness.scripted import NODE, ScriptedBroker, written

WAIT = 30.0
THROTTLE = 1.5  # seconds


@pytest.fixture
def broker() -> Iterator[ScriptedBroker]:
    with ScriptedBroker({"orders": 2}) as broker:
        yield broker


def throttles_once(broker: ScriptedBroker, seconds: float) -> None:
    """The first DescribeCluster is answered with a throttle."""
    times = iter([int(seconds * 1000)])
    broker.answers[DescribeClusterRequest] = lambda _: DescribeClusterResponse(
        cluster_id="scripted", controller_id=NODE, throttle_time_ms=next(times, 0)
    )


def ask(client: barnabas.Client, within: float | None = None) -> DescribeClusterResponse:
    """One request by the shared connection."""
    engine = client._engine

    async def call() -> DescribeClusterResponse:
        engine.bootstrap_nodes()
        deadline = None if within is None else engine.now() + within
        answer: DescribeClusterResponse = await engine.send(
            -1, DescribeClusterRequest(), timeout=engine.request_timeout, deadline=deadline
        )
        return answer

    return engine.run(call)


@pytest.mark.kip(219)
def test_a_throttled_connection_rests_and_the_request_timeout_does_not_run(broker: ScriptedBroker) -> None:
    throttles_once(broker, THROTTLE)
    with barnabas.Client(broker.bootstrap, request_timeout_ms=500) as client:
        ask(client)
        ask(client)
    first, second = broker.of(DescribeClusterRequest)
    assert second.connection == first.connection
    assert second.at - first.at >= THROTTLE - 0.05


def test_a_throttle_is_of_one_connection(broker: ScriptedBroker) -> None:
    throttles_once(broker, 600)
    with barnabas.Client(broker.bootstrap) as client, client.producer() as producer:
        producer.send("orders", b"x").result(WAIT)
        ask(client)
        producer.send("orders", b"x").result(WAIT)
    assert len(broker.of(ProduceRequest)) == 2


def test_a_deadline_within_the_throttle_is_kept_and_nothing_is_sent(broker: ScriptedBroker) -> None:
    throttles_once(broker, 600)
    with barnabas.Client(broker.bootstrap) as client:
        ask(client)
        start = time.monotonic()
        with pytest.raises(barnabas.KafkaTimeoutError, match="throttles") as caught:
            ask(client, within=0.3)
        with pytest.raises(barnabas.NoBrokerAvailableError, match="throttles"):
            client._engine.run(
                lambda: client._engine.ask_any(DescribeClusterRequest(), deadline=client._engine.now() + 0.3)
            )
        assert time.monotonic() - start < 20
    assert broker.bootstrap in str(caught.value)
    assert len(broker.of(DescribeClusterRequest)) == 1


def test_a_throttled_producer_goes_on_when_the_time_is_over(broker: ScriptedBroker) -> None:
    times = iter([int(THROTTLE * 1000)])
    broker.answers[ProduceRequest] = lambda r: written(r, throttle_time_ms=next(times, 0))
    with (
        barnabas.Client(broker.bootstrap, request_timeout_ms=500) as client,
        client.producer(linger_ms=0) as producer,
    ):
        producer.send("orders", b"x").result(WAIT)
        producer.send("orders", b"x").result(WAIT)
    first, second = broker.of(ProduceRequest)
    assert second.connection == first.connection
    assert second.at - first.at >= THROTTLE - 0.05


def test_records_whose_time_runs_out_in_a_throttle_were_not_written(broker: ScriptedBroker) -> None:
    broker.answers[ProduceRequest] = lambda r: written(r, throttle_time_ms=600_000)
    with barnabas.Client(broker.bootstrap, request_timeout_ms=1_500) as client:
        producer = client.producer(linger_ms=0, delivery_timeout_ms=1_500)
        producer.send("orders", b"x").result(WAIT)
        late = producer.send("orders", b"late").exception(WAIT)
        assert isinstance(late, barnabas.DeliveryTimeoutError)
        assert not late.maybe_written
        producer.close()
    assert len(broker.of(ProduceRequest)) == 1


def test_who_asks_with_less_time_does_not_wait_for_who_has_more(broker: ScriptedBroker) -> None:
    """One asks for metadata at a time: the deadline of the next one holds in the queue as well."""
    answer = threading.Event()
    broker.answers[MetadataRequest] = lambda _: broker.metadata() if answer.wait(WAIT) else None
    with barnabas.Client(broker.bootstrap) as client:
        patient = client.producer()
        outcome: list[int] = []
        thread = threading.Thread(target=lambda: outcome.extend(patient.partitions_for("orders")))
        thread.start()
        broker.wait_for(MetadataRequest)
        start = time.monotonic()
        with pytest.raises(barnabas.NoBrokerAvailableError, match=broker.bootstrap):
            client.producer(max_block_ms=300).send("orders", b"x")
        assert time.monotonic() - start < 15
        answer.set()
        thread.join(WAIT)
        assert outcome == [0, 1]


@pytest.mark.kip(219)
@pytest.mark.real_kafka  # the development broker keeps quotas and enforces none
def test_a_real_brokers_quota_slows_down_and_fails_nothing(
    kafka: Kafka, topic: Topics, caplog: pytest.LogCaptureFixture
) -> None:
    name = topic()

    def quota(client: barnabas.Client, rate: float | None) -> None:
        entity = AlterClientQuotasRequest.EntityData(entity_type="client-id", entity_name="slow")
        op = AlterClientQuotasRequest.OpData(key="producer_byte_rate", value=rate or 0.0, remove=rate is None)
        request = AlterClientQuotasRequest(
            entries=[AlterClientQuotasRequest.EntryData(entity=[entity], ops=[op])], validate_only=False
        )
        engine = client._engine
        response: AlterClientQuotasResponse = engine.run(
            lambda: engine.ask_controller(request, deadline=engine.now() + WAIT)
        )
        assert [entry.error_code for entry in response.entries] == [0]

    with barnabas.Client(kafka.bootstrap) as admin:
        quota(admin, 40_000)
        try:
            with (
                caplog.at_level(logging.DEBUG, "barnabas.connection"),
                barnabas.Client(kafka.bootstrap, client_id="slow", request_timeout_ms=1000) as client,
                client.producer(linger_ms=0) as producer,
            ):
                for _ in range(4):  # the rate of a window of ten seconds and more: each one beyond it costs seconds
                    producer.send(name, bytes(200_000)).result(60)
        finally:
            quota(admin, None)
    assert "throttles for" in caplog.text


def test_what_any_broker_can_answer_goes_to_one_that_does_not_rest(broker: ScriptedBroker) -> None:
    with ScriptedBroker({"orders": 2}) as other:
        both = [broker, other]

        def metadata(_: object) -> object:
            answer = broker.metadata()
            kind = type(answer.brokers[0])
            answer.brokers = [kind(node_id=i + 1, host="127.0.0.1", port=one.port) for i, one in enumerate(both)]
            return answer

        for one in both:
            one.answers[MetadataRequest] = metadata  # type: ignore[assignment]
            one.answers[DescribeClusterRequest] = lambda _: DescribeClusterResponse(
                cluster_id="scripted", controller_id=NODE, throttle_time_ms=600_000
            )
        with barnabas.Client(broker.bootstrap) as client:
            client.producer().partitions_for("orders")  # now both are known
            engine = client._engine
            engine.run(lambda: engine.send(NODE, DescribeClusterRequest(), timeout=WAIT))
            engine.run(lambda: engine.send(-1, DescribeClusterRequest(), timeout=WAIT))
            for _ in range(4):
                assert client.admin.list_topics(timeout=WAIT)
        assert len(other.of(MetadataRequest)) >= 4


@pytest.mark.kip(219)
def test_a_broker_before_2_0_has_waited_itself(broker: ScriptedBroker) -> None:
    """It is not waited for once more."""
    broker.answers[FetchRequest] = lambda _: None
    broker.most[FetchRequest.API_KEY] = 7
    throttles_once(broker, 600)
    with barnabas.Client(broker.bootstrap) as client:
        ask(client)
        ask(client, within=WAIT)
    assert len(broker.of(DescribeClusterRequest)) == 2
