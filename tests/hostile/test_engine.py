"""The engine against a scripted broker: what a well-behaved one seldom gives occasion for."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas.protocol.messages.create_topics import CreateTopicsRequest, CreateTopicsResponse
from barnabas.protocol.messages.delete_topics import DeleteTopicsRequest, DeleteTopicsResponse
from barnabas.protocol.messages.metadata import MetadataRequest
from barnabas.protocol.messages.produce import ProduceRequest
from tests.harness.broker import free_port
from tests.harness.scripted import ScriptedBroker, written
from tests.harness.sockets import Serving
from tests.harness.waiting import until

WAIT = 30.0
NOT_LEADER = 6
OUT_OF_ORDER = 45
OVER_QUOTA = 89


@pytest.fixture
def broker() -> Iterator[ScriptedBroker]:
    with ScriptedBroker({"orders": 2}) as broker:
        yield broker


def test_idle_connections_are_closed_and_opened_again(broker: ScriptedBroker) -> None:
    with barnabas.Client(broker.bootstrap, connections_max_idle_ms=300) as client:
        client.admin.describe_cluster()
        broker.wait_open(lambda count: count == 0)
        client.admin.describe_cluster()
        broker.wait_open(lambda count: count == 0)
        assert {seen.connection for seen in broker.of(MetadataRequest)} == {0, 1}


def test_a_connection_that_waits_for_an_answer_is_not_idle(broker: ScriptedBroker) -> None:
    answer = threading.Event()
    broker.answers[MetadataRequest] = lambda _: broker.metadata() if answer.wait(WAIT) else None
    with barnabas.Client(broker.bootstrap, connections_max_idle_ms=100) as client:
        found: list[Any] = []
        thread = threading.Thread(target=lambda: found.append(client.admin.describe_cluster()))
        thread.start()
        broker.wait_for(MetadataRequest)
        checked = threading.Event()
        client._engine.post(client._engine.loop.call_later, 0.4, checked.set)  # four times the idle time
        assert checked.wait(WAIT)
        answer.set()
        thread.join(WAIT)
        assert len(found) == 1
        assert len(broker.of(MetadataRequest)) == 1


@pytest.mark.kip(302)
@pytest.mark.parametrize("dead", ["refused", "closes at once"])
def test_every_address_of_a_name_is_tried(broker: ScriptedBroker, monkeypatch: pytest.MonkeyPatch, dead: str) -> None:
    """KIP-302: the first address of the name does not serve, the second one does."""
    closing = Serving(lambda peer: None)
    port = free_port() if dead == "refused" else closing.port
    real = socket.getaddrinfo
    asked: list[str] = []

    def lookup(host: Any, *given: Any, **options: Any) -> Any:
        if host != "kafka.example":
            return real(host, *given, **options)
        asked.append(host)
        if options.get("flags"):
            raise socket.gaierror(socket.EAI_NONAME, "not a number")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", p)) for p in (port, broker.port)]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    try:
        with barnabas.Client("kafka.example:9092") as client:
            assert client.admin.describe_cluster().brokers
        assert asked
        broker.close()
        with barnabas.Client("kafka.example:9092") as client:
            with pytest.raises(
                barnabas.NoBrokerAvailableError, match=r"kafka\.example:9092: 127\.0\.0\.1: .*; 127\.0\.0\.1: .*"
            ) as caught:
                client.admin.describe_cluster(timeout=0.5)
            if dead == "closes at once":
                assert "closed the connection at once" in str(caught.value)
            assert "refused" in str(caught.value)
    finally:
        closing.close()


def test_what_any_broker_can_answer_goes_where_the_least_is_in_flight() -> None:
    with ScriptedBroker({"orders": 2}) as busy, ScriptedBroker() as idle:
        brokers = [busy, idle]

        def metadata(_: Any) -> Any:
            answer = busy.metadata()
            first = answer.brokers[0]
            answer.brokers = [type(first)(node_id=i + 1, host="127.0.0.1", port=b.port) for i, b in enumerate(brokers)]
            answer.topics[0].partitions[1].leader_id = 2
            return answer

        release = threading.Event()
        for one in brokers:
            one.answers[MetadataRequest] = metadata
        with barnabas.Client(busy.bootstrap) as client, client.producer() as producer:
            for partition in range(2):  # both are connected to by this
                producer.send("orders", b"x", partition=partition).result(WAIT)
            for _ in range(4):
                client.admin.describe_cluster()
            assert busy.of(MetadataRequest)
            assert idle.of(MetadataRequest)
            busy.answers[MetadataRequest] = lambda r: metadata(r) if release.wait(WAIT) else None
            hanging: list[threading.Thread] = []
            before = len(busy.of(MetadataRequest))
            while len(busy.of(MetadataRequest)) == before:  # until one of them hangs at the busy one
                thread = threading.Thread(target=client.admin.describe_cluster)
                thread.start()
                hanging.append(thread)
                thread.join(0.1)
            count = len(idle.of(MetadataRequest))
            for _ in range(6):
                client.admin.describe_cluster(timeout=WAIT)
            assert len(idle.of(MetadataRequest)) == count + 6
            assert len(busy.of(MetadataRequest)) == before + 1
            release.set()
            for thread in hanging:
                thread.join(WAIT)


def test_metadata_is_refreshed_by_age(broker: ScriptedBroker) -> None:
    with barnabas.Client(broker.bootstrap, metadata_max_age_ms=100) as client, client.producer() as producer:
        assert producer.partitions_for("orders") == [0, 1]
        broker.topics["orders"] = 3
        until(lambda: producer.partitions_for("orders") == [0, 1, 2], "the new partition is known")


def test_metadata_is_refreshed_by_need(broker: ScriptedBroker) -> None:
    with barnabas.Client(broker.bootstrap) as client, client.producer() as producer:
        producer.send("orders", b"x", partition=1).result(WAIT)
        broker.topics["orders"] = 3
        assert producer.send("orders", b"x", partition=2).result(WAIT).partition == 2


def test_metadata_is_refreshed_by_error_and_the_record_sent_again(broker: ScriptedBroker) -> None:
    codes = iter([NOT_LEADER, NOT_LEADER])
    broker.answers[ProduceRequest] = lambda r: written(r, next(codes, 0))
    with barnabas.Client(broker.bootstrap) as client, client.producer() as producer:
        producer.partitions_for("orders")
        before = len(broker.of(MetadataRequest))
        producer.send("orders", b"x", partition=0).result(WAIT)
        assert len(broker.of(MetadataRequest)) > before
        assert len(broker.of(ProduceRequest)) == 3


def test_retries_keep_the_order_within_a_partition(broker: ScriptedBroker) -> None:
    """The first batch is refused again and again; the next one, which was out already, is not taken before it."""
    codes = iter([NOT_LEADER] * 3)
    taken: list[bytes] = []
    second_is_out = threading.Event()

    def answer(request: ProduceRequest) -> Any:
        name = b"second" if b"second" in bytes(request.topic_data[0].partition_data[0].records) else b"first"
        if name == b"first":
            assert second_is_out.wait(WAIT)
        code = next(codes, 0) if name == b"first" else 0 if taken else OUT_OF_ORDER
        if not code:
            taken.append(name)
        return written(request, code)

    broker.answers[ProduceRequest] = answer
    with barnabas.Client(broker.bootstrap, retry_backoff_ms=50) as client, client.producer(linger_ms=0) as producer:
        first = producer.send("orders", b"first", partition=0)
        broker.wait_for(ProduceRequest)
        second = producer.send("orders", b"second", partition=0)
        second_is_out.set()
        second.result(WAIT)
        assert first.done()
    assert taken == [b"first", b"second"]


@pytest.mark.kip(91)
@pytest.mark.parametrize("sent", [True, False])
def test_a_delivery_timeout_knows_whether_a_request_was_out(broker: ScriptedBroker, sent: bool) -> None:
    """Not out: the connection for it is not made before the time is over, and the record does not go out afterwards."""
    with barnabas.Client(
        broker.bootstrap, request_timeout_ms=1_500, socket_connection_setup_timeout_ms=20_000
    ) as client:
        producer = client.producer(linger_ms=0, delivery_timeout_ms=1_500)
        producer.partitions_for("orders")
        answer = threading.Event()
        if sent:
            broker.answers[ProduceRequest] = lambda r: written(r) if answer.wait(WAIT) else None
        else:
            whole = broker._answer

            def late(request: Any) -> Any:
                return whole(request) if answer.wait(WAIT) else None

            broker._answer = late  # type: ignore[method-assign]  # also of ApiVersions
        delivery = producer.send("orders", b"x", partition=0)
        error = delivery.exception(WAIT)
        assert isinstance(error, barnabas.DeliveryTimeoutError)
        assert error.maybe_written is sent
        assert ("may have been written" in str(error)) is sent
        answer.set()
        again = producer.send("orders", b"y", partition=0)
        again.result(WAIT)
        requests = broker.of(ProduceRequest)
        assert len(requests) >= 1 + sent if sent else len(requests) == 1
        assert b"y" in bytes(requests[-1].request.topic_data[0].partition_data[0].records)
        producer.close()


def test_each_record_of_one_request_has_its_own_deadline(broker: ScriptedBroker) -> None:
    """Two batches of different age go out together; the second one's time is not the request's."""
    answer = threading.Event()
    broker.answers[ProduceRequest] = lambda r: written(r) if answer.wait(WAIT) else None
    with barnabas.Client(broker.bootstrap, request_timeout_ms=1_000) as client:
        producer = client.producer(linger_ms=2_000, delivery_timeout_ms=3_000)
        producer.partitions_for("orders")
        old = producer.send("orders", b"old", partition=0)
        passed = threading.Event()
        client._engine.post(client._engine.loop.call_later, 0.8, passed.set)
        passed.wait(WAIT)
        young = producer.send("orders", b"young", partition=1)
        start = time.monotonic()
        with pytest.raises(barnabas.KafkaTimeoutError):
            producer.flush(0.1)
        assert isinstance(old.exception(WAIT), barnabas.DeliveryTimeoutError)
        assert not young.done()
        assert isinstance(young.exception(15), barnabas.DeliveryTimeoutError)
        assert time.monotonic() - start < 15
        assert len(broker.of(ProduceRequest)[0].request.topic_data[0].partition_data) == 2
        answer.set()
        producer.close()


def test_an_address_map_that_fails_is_told_and_ends_nothing(broker: ScriptedBroker) -> None:
    fails = [True]

    def mapped(host: str, port: int) -> tuple[str, int]:
        if fails[0]:
            raise LookupError("no such host here")
        return host, port

    with (
        barnabas.Client(broker.bootstrap, address_map=mapped, metadata_max_age_ms=100) as client,
        client.producer() as producer,
    ):
        with pytest.raises(
            barnabas.ConfigurationError, match=r"address_map\('127.0.0.1', \d+\) failed: LookupError: no such"
        ):
            client.admin.list_topics()
        fails[0] = False
        producer.send("orders", b"x").result(WAIT)
        fails[0] = True
        client._engine.run(client._engine.disconnect)
        with pytest.raises(barnabas.ConfigurationError, match="no such host here"):
            client.admin.list_topics()
        fails[0] = False
        count = len(broker.of(MetadataRequest))
        broker.wait_for(MetadataRequest, count + 3)  # by age: whoever keeps the metadata fresh lives


def test_what_nobody_expects_on_the_way_to_a_broker_is_that_brokers_failure(
    broker: ScriptedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, host: str, port: int) -> object:
        raise LookupError("a bug")

    with barnabas.Client(broker.bootstrap, metadata_max_age_ms=100) as client, client.producer() as producer:
        monkeypatch.setattr("barnabas.engine.proxy.route.Routes.to", broken)
        with pytest.raises(barnabas.NoBrokerAvailableError, match="connecting failed: LookupError"):
            client.admin.list_topics(timeout=0.3)
        monkeypatch.undo()
        producer.send("orders", b"x").result(WAIT)
        count = len(broker.of(MetadataRequest))
        broker.wait_for(MetadataRequest, count + 3)


def test_an_address_that_does_not_answer_is_not_tried_again_while_another_is_connected(broker: ScriptedBroker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(WAIT)
        name = f"127.0.0.1:{silent.getsockname()[1]}"
        options = {"socket_connection_setup_timeout_ms": 300, "reconnect_backoff_ms": 1, "reconnect_backoff_max_ms": 1}
        with barnabas.Client([name, broker.bootstrap], **options) as client:  # type: ignore[arg-type]
            for _ in range(5):
                client.admin.describe_cluster()  # which tells the client nothing of the brokers
            silent.accept()[0].close()
            silent.setblocking(False)
            with pytest.raises(BlockingIOError):
                silent.accept()


def test_a_controller_is_given_no_more_time_than_it_is_waited_for(broker: ScriptedBroker) -> None:
    def created(request: CreateTopicsRequest) -> CreateTopicsResponse:
        return CreateTopicsResponse(
            topics=[CreateTopicsResponse.CreatableTopicResult(name=topic.name) for topic in request.topics]
        )

    def deleted(request: DeleteTopicsRequest) -> DeleteTopicsResponse:
        return DeleteTopicsResponse(
            responses=[DeleteTopicsResponse.DeletableTopicResult(name=topic.name) for topic in request.topics]
        )

    broker.answers[CreateTopicsRequest] = created
    broker.answers[DeleteTopicsRequest] = deleted
    with barnabas.Client(broker.bootstrap, request_timeout_ms=2_000) as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1, replication_factor=1)], timeout=1)
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1, replication_factor=1)], timeout=float("inf"))
        client.admin.delete_topics(["t"], timeout=float("inf"))
    short, long = (seen.request.timeout_ms for seen in broker.of(CreateTopicsRequest))
    assert 0 < short <= 1_000
    assert long == 2_000
    assert [seen.request.timeout_ms for seen in broker.of(DeleteTopicsRequest)] == [2_000]


@pytest.mark.kip(599)
def test_topics_that_a_quota_holds_back_are_asked_for_again(broker: ScriptedBroker) -> None:
    quota = [2]  # that many of each request

    def answered(make: type[Any], names: list[str]) -> list[Any]:
        return [make(name=name, error_code=0 if n < quota[0] else OVER_QUOTA) for n, name in enumerate(names)]

    broker.answers[CreateTopicsRequest] = lambda r: CreateTopicsResponse(
        topics=answered(CreateTopicsResponse.CreatableTopicResult, [topic.name for topic in r.topics])
    )
    broker.answers[DeleteTopicsRequest] = lambda r: DeleteTopicsResponse(
        responses=answered(DeleteTopicsResponse.DeletableTopicResult, [topic.name for topic in r.topics])
    )
    names = [f"t{n}" for n in range(5)]
    topics = [barnabas.NewTopic(name, partitions=1, replication_factor=1) for name in names]
    with barnabas.Client(broker.bootstrap, retry_backoff_ms=1) as client:
        assert [(one.name, one.error) for one in client.admin.create_topics(topics)] == [(name, None) for name in names]
        assert [(one.name, one.error) for one in client.admin.delete_topics(names)] == [(name, None) for name in names]
        assert [len(seen.request.topics) for seen in broker.of(CreateTopicsRequest)] == [5, 3, 1]
        quota[0] = 0
        for result in client.admin.create_topics(topics, timeout=0.2):
            assert isinstance(result.error, barnabas.errors.ThrottlingQuotaExceededError)
