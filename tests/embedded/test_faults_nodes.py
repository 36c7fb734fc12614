"""What befalls nodes, leaders and coordinators, by both faces of the broker and with both faces of our client."""

from __future__ import annotations

import asyncio
import inspect
import socket
from collections.abc import Iterator

import pytest

import barnabas
from barnabas.broker import AsyncBroker, Broker
from barnabas.protocol.messages.find_coordinator import FindCoordinatorRequest
from barnabas.protocol.messages.heartbeat import HeartbeatRequest
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.metadata import MetadataRequest
from tests.embedded.raw import Raw, produce, produced
from tests.harness.batches import batch
from tests.harness.waiting import until

WAIT = 20.0
QUICK = {"group.initial.rebalance.delay.ms": 0}


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker(nodes=3, configs=QUICK) as broker:
        with barnabas.Client(broker.bootstrap_servers) as client:
            new = barnabas.NewTopic("t", partitions=1, replication_factor=3)
            client.admin.create_topics([new], raise_on_error=True)
        yield broker


@pytest.fixture
def client(broker: Broker) -> Iterator[barnabas.Client]:
    with barnabas.Client(broker.bootstrap_servers, request_timeout_ms=1_000) as client:
        yield client


def node(broker: Broker, number: int) -> str:
    return broker.bootstrap_servers.split(",")[number - 1]


def leader(broker: Broker, at: int) -> int:
    with Raw(node(broker, at)) as raw:
        asked = MetadataRequest(topics=[MetadataRequest.MetadataRequestTopic(name="t")])
        found: int = raw.ask(asked, 9).topics[0].partitions[0].leader_id
        return found


def coordinator(broker: Broker, group: str, at: int) -> int:
    with Raw(node(broker, at)) as raw:
        found: int = raw.ask(FindCoordinatorRequest(key=group), 3).node_id
        return found


def test_a_stopped_node_refuses_and_comes_back_at_its_port(broker: Broker, client: barnabas.Client) -> None:
    broker.move_leader("t", 0, to=2)
    before = broker.bootstrap_servers
    with client.producer() as producer, Raw(node(broker, 2)) as raw:
        producer.send("t", b"one").result(WAIT)
        broker.stop_node(2)
        with pytest.raises(ConnectionError):
            raw.ask(MetadataRequest(topics=[]), 9)
        with pytest.raises(ConnectionError):
            Raw(node(broker, 2))
        assert leader(broker, 1) in (1, 3)
        assert producer.send("t", b"two").result(WAIT).offset == 1
        broker.stop_node(2)  # again: nothing
        broker.start_node(2)
        broker.start_node(2)
        assert broker.bootstrap_servers == before
        broker.move_leader("t", 0, to=2)
        assert producer.send("t", b"three").result(WAIT).offset == 2


def test_without_any_node_nothing_goes_until_one_is_back(broker: Broker, client: barnabas.Client) -> None:
    with client.producer() as producer:
        producer.send("t", b"one").result(WAIT)
        for number in (1, 2, 3):
            broker.stop_node(number)
        sent = producer.send("t", b"two")
        for number in (1, 2, 3):
            broker.start_node(number)
        assert sent.result(WAIT).offset == 1


def test_a_node_that_hangs_takes_requests_and_answers_later(broker: Broker) -> None:
    broker.move_leader("t", 0, to=3)
    broker.hang_node(3)
    with Raw(node(broker, 3)) as raw:
        raw.send(produce("t", batch([b"x"])), 9)
        raw._socket.settimeout(0.1)
        with pytest.raises(TimeoutError):
            raw._socket.recv(1)
        assert leader(broker, 1) == 3  # it keeps leading
        raw._socket.settimeout(WAIT)
        broker.resume_node(3)
        assert int.from_bytes(raw._socket.recv(4), "big") > 4


def test_a_client_gets_over_a_node_that_hangs(broker: Broker, client: barnabas.Client) -> None:
    broker.move_leader("t", 0, to=3)
    with client.producer() as producer:
        producer.send("t", b"one").result(WAIT)
        broker.hang_node(3)
        sent = producer.send("t", b"two")
        broker.move_leader("t", 0, to=1)
        sent.result(WAIT)
        broker.resume_node(3)
        assert producer.send("t", b"three").result(WAIT).offset >= 2


@pytest.mark.parametrize("number", [None, 1])
def test_dropped_connections_are_made_anew(broker: Broker, client: barnabas.Client, number: int | None) -> None:
    broker.move_leader("t", 0, to=1)
    with client.producer() as producer, Raw(node(broker, 1)) as first, Raw(node(broker, 2)) as second:
        producer.send("t", b"one").result(WAIT)
        broker.drop_connections(number)
        with pytest.raises(ConnectionError):
            first.ask(MetadataRequest(topics=[]), 9)
        if number is None:
            with pytest.raises(ConnectionError):
                second.ask(MetadataRequest(topics=[]), 9)
        else:
            assert len(second.ask(MetadataRequest(topics=[]), 9).brokers) == 3
        assert producer.send("t", b"two").result(WAIT).offset == 1


def test_a_leader_that_moves_is_found(broker: Broker, client: barnabas.Client) -> None:
    with client.producer() as producer:
        for number, to in enumerate((1, 2, 3, 3)):
            broker.move_leader("t", 0, to=to)
            assert {leader(broker, at) for at in (1, 2, 3)} == {to}
            assert producer.send("t", b"x").result(WAIT).offset == number
    with Raw(node(broker, 1)) as raw:
        assert produced(raw.ask(produce("t", batch([b"x"])), 9)).error_code == 6  # NOT_LEADER_OR_FOLLOWER


def test_a_coordinator_that_moves_is_found(broker: Broker, client: barnabas.Client) -> None:
    with client.producer() as producer:
        producer.send("t", b"x").result(WAIT)
    with client.consumer("t", group_id="g", auto_offset_reset="earliest") as consumer:
        until(lambda: len(consumer.poll(WAIT)), "a record")
        for to in (1, 2, 3):
            broker.move_coordinator(group="g", to=to)
            assert {coordinator(broker, "g", at) for at in (1, 2, 3)} == {to}
            consumer.commit()
            assert broker.requests("OffsetCommit", node=to)
        found = consumer.committed(barnabas.TopicPartition("t", 0))[barnabas.TopicPartition("t", 0)]
    assert found is not None
    assert found.offset == 1


@pytest.mark.parametrize("how", ["moved", "another is up"])
def test_who_waits_at_a_coordinator_that_is_none_any_more_is_sent_on(broker: Broker, how: str) -> None:
    if how == "another is up":
        broker.stop_node(3)
    at = coordinator(broker, "g", 1)
    with Raw(node(broker, at)) as first, Raw(node(broker, at)) as second:
        leader = first.ask(joining("g"), 3)
        assert leader.error_code == 0
        second.send(joining("g"), 3)
        until(lambda: first.ask(beating("g", leader), 2).error_code == 27, "REBALANCE_IN_PROGRESS")
        if how == "moved":
            broker.move_coordinator(group="g", to=at % 3 + 1)
        else:
            broker.start_node(3)
            assert coordinator(broker, "g", 1) != at, "the test wants a group that moves"
        assert second.receive(JoinGroupRequest, 3).error_code == 16  # NOT_COORDINATOR
        assert first.ask(beating("g", leader), 2).error_code == 16


def joining(group: str) -> JoinGroupRequest:
    protocol = JoinGroupRequest.JoinGroupRequestProtocol(name="range", metadata=b"")
    return JoinGroupRequest(
        group_id=group,
        session_timeout_ms=30_000,
        rebalance_timeout_ms=30_000,
        protocol_type="consumer",
        protocols=[protocol],
    )


def beating(group: str, joined: JoinGroupResponse) -> HeartbeatRequest:
    return HeartbeatRequest(group_id=group, generation_id=joined.generation_id, member_id=joined.member_id)


def test_wrong_arguments_are_named(broker: Broker) -> None:
    broker.stop_node(3)
    for word, said in (
        (lambda: broker.stop_node(4), r"node 4: there are 1 to 3"),
        (lambda: broker.start_node(0), r"node 0: there are 1 to 3"),
        (lambda: broker.hang_node("1"), r"node '1': there are 1 to 3"),  # type: ignore[arg-type]
        (lambda: broker.resume_node(True), r"node True: there are 1 to 3"),
        (lambda: broker.drop_connections(9), r"node 9: there are 1 to 3"),
        (lambda: broker.move_leader("t", 1, to=1), r"no partition 1 of topic 't'"),
        (lambda: broker.move_leader("u", 0, to=1), r"no partition 0 of topic 'u'"),
        (lambda: broker.move_leader("t", 0, to=3), r"node 3 is down"),
        (lambda: broker.move_coordinator(to=1), r"was given 0 of group, transactional_id, share_group, not one"),
        (lambda: broker.move_coordinator(to=1, group="g", transactional_id="t"), r"was given 2 of"),
        (lambda: broker.requests("Produkt"), r"api='Produkt' is not known"),
        (lambda: broker.wait_for_requests("Produkt"), r"api='Produkt' is not known"),
    ):
        with pytest.raises(barnabas.ConfigurationError, match=said):
            word()


# --- the asynchronous face ------------------------------------------------------------------------------------------


def test_both_faces_have_the_same_words() -> None:
    def words(kind: type) -> dict[str, object]:
        return {name: value for name in dir(kind) if not name.startswith("_") and (value := getattr(kind, name))}

    sync, aio = words(Broker), words(AsyncBroker)
    assert sync.keys() == aio.keys()
    assert inspect.signature(Broker) == inspect.signature(AsyncBroker)
    for name, ours in sync.items():
        if callable(ours):
            theirs = aio[name]
            assert callable(theirs)
            assert inspect.signature(ours).parameters == inspect.signature(theirs).parameters, name
            assert theirs.__doc__, name


def test_the_asynchronous_face_does_the_same() -> None:
    async def run() -> None:
        async with (
            AsyncBroker(nodes=3, configs=QUICK) as broker,
            barnabas.AsyncClient(broker.bootstrap_servers, client_id="ours", request_timeout_ms=1_000) as client,
        ):
            new = barnabas.NewTopic("t", partitions=1, replication_factor=3)
            await client.admin.create_topics([new], raise_on_error=True)
            async with client.producer() as producer:
                injection = broker.inject(api="Produce", error="NOT_LEADER_OR_FOLLOWER", times=2)
                await (await producer.send("t", b"0"))
                assert (injection.used, injection.left) == (2, 0)
                assert len(await broker.wait_for_requests("Produce", count=3, client_id="ours")) == 3
                await broker.move_leader("t", 0, to=2)
                await (await producer.send("t", b"1"))
                await broker.stop_node(2)
                await (await producer.send("t", b"2"))
                await broker.start_node(2)
                await broker.drop_connections()
                written = await (await producer.send("t", b"3"))
                assert written.offset == 3
                await broker.move_leader("t", 0, to=2)
                await broker.hang_node(2)
                sent = await producer.send("t", b"4")
                await broker.resume_node(2)
                assert (await sent).offset == 4
            await broker.move_coordinator(group="g", to=3)
            consumer = client.consumer("t", group_id="g", auto_offset_reset="earliest")
            found: list[bytes | None] = []
            async with consumer, asyncio.timeout(WAIT):
                while len(found) < 5:
                    found += (await consumer.poll(WAIT)).values()
                await consumer.commit()
            assert found == [b"%d" % n for n in range(5)]
            assert broker.requests("OffsetCommit", node=3)
            with pytest.raises(barnabas.ConfigurationError, match="node 4"):
                await broker.stop_node(4)
            with pytest.raises(barnabas.KafkaTimeoutError):
                await broker.wait_for_requests("DescribeAcls", timeout=0.01)
        with pytest.raises(RuntimeError, match="does not run"):
            broker.requests()
        with pytest.raises(ConnectionError):
            host, _, port = broker.bootstrap_servers.split(",")[0].rpartition(":")
            socket.create_connection((host, int(port)), timeout=WAIT)

    asyncio.run(run())
