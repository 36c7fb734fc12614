"""A password that is changed while a client is at work: it is told, and no account is locked by what goes on in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker, ManualClock
from barnabas.errors import KafkaError, NetworkError, ProxyError, SaslError, TlsError
from barnabas.security import Plain
from tests.harness.waiting import until

WAIT = 30.0
LONG = 600.0  # seconds of the clock: longer than any pause, and than metadata may be old
PAUSE = 0.8  # seconds, the least that it grows to: `reconnect_backoff_max_ms`, 20 % more or less
Client = barnabas.Client


class Login:
    """Who we are, as long as the password is right; how often it was asked for."""

    def __init__(self) -> None:
        self.password = "right"
        self.asked = 0

    def __call__(self, host: str, port: int) -> Plain:
        self.asked += 1
        return Plain("alice", self.password)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def login() -> Login:
    return Login()


@pytest.fixture
def broker(clock: ManualClock) -> Iterator[Broker]:
    with Broker(clock=clock, security_protocol="SASL_PLAINTEXT", users={"alice": "right"}) as broker:
        yield broker


@pytest.fixture
def client(broker: Broker, clock: ManualClock, login: Login) -> Iterator[Client]:
    options = {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": login, "clock": clock}
    with Client(broker.bootstrap_servers, **options) as client:  # type: ignore[arg-type]
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)
        with client.producer() as producer:
            producer.send("t", b"first").result(WAIT)
        yield client


Call = Callable[[], object]


def producing(client: Client) -> Call:
    producer = client.producer()
    producer.send("t", b"x").result(WAIT)
    return lambda: producer.send("t", b"x").result(WAIT)


def read(consumer: barnabas.Consumer[bytes, bytes]) -> Call:
    until(lambda: isinstance(consumer.poll(1.0), barnabas.Records) and consumer.position(("t", 0)), "it reads")
    return lambda: consumer.poll(1.0)


def assigned(client: Client) -> Call:
    consumer = client.consumer(auto_offset_reset="earliest")
    consumer.assign([("t", 0)])
    return read(consumer)


def member(client: Client) -> Call:
    consumer = client.consumer("t", group_id="g", auto_offset_reset="earliest")
    consumer.poll(WAIT)
    return read(consumer)


def member_848(client: Client) -> Call:
    consumer = client.consumer("t", group_id="g8", group_protocol="consumer", auto_offset_reset="earliest")
    consumer.poll(WAIT)
    return read(consumer)


def asking(client: Client) -> Call:
    return client.admin.list_topics


def refused(call: Call, why: str = "Invalid username or password") -> bool:
    """Whether it raises what the broker said; a group's news, and no records, are told as ever."""
    try:
        call()
    except SaslError as error:
        assert why in str(error)
        return True
    return False


@pytest.mark.parametrize("works", [producing, assigned, member, member_848, asking])
def test_only_the_users_calls_try_again_and_each_tells(
    broker: Broker, client: Client, clock: ManualClock, login: Login, works: Callable[[Client], Call]
) -> None:
    call = works(client)
    login.password = "wrong"
    before = login.asked
    broker.drop_connections()
    clock.advance(LONG)
    connections = 4  # that were open: of the fetcher, the membership, the producer, and a shared one
    assert login.asked - before <= connections
    before = login.asked
    clock.advance(LONG)
    assert login.asked == before, "nobody has called"

    refusing = threading.Event()

    def calls() -> None:
        while not ended.is_set():
            if refused(call):
                refusing.set()

    ended = threading.Event()
    thread = threading.Thread(target=calls)
    thread.start()
    try:
        until(lambda: clock.advance(0.1) or refusing.is_set(), "the user is told")
        before, since = login.asked, clock.now
        for _ in range(50):
            clock.advance(0.1)
        assert login.asked - before <= (clock.now - since) / PAUSE + connections, "the pause has grown"
    finally:
        ended.set()
        while thread.is_alive():
            clock.advance(0.1)
            thread.join(0.01)

    login.password = "right"
    outcome: list[object] = []

    def succeeds() -> bool:
        return not refused(lambda: outcome.append(call())) and not isinstance(outcome[-1], barnabas.Rebalance)

    done: list[None] = []
    thread = threading.Thread(target=lambda: done.append(until(succeeds, "the right password lets in")))  # type: ignore[func-returns-value]
    thread.start()
    while thread.is_alive():
        clock.advance(0.1)
        thread.join(0.01)
    assert done


def test_who_waits_for_records_without_an_end_is_told(
    broker: Broker, client: Client, clock: ManualClock, login: Login
) -> None:
    consumer = client.consumer(auto_offset_reset="latest")
    consumer.assign([("t", 0)])
    consumer.poll(0.0)
    broker.wait_for_requests("Fetch")
    told: list[bool] = []
    thread = threading.Thread(target=lambda: told.append(refused(consumer.poll)))
    thread.start()
    login.password = "wrong"
    broker.drop_connections()
    until(lambda: clock.advance(0.1) or told, "it is told")
    thread.join(WAIT)
    assert told == [True]


def test_a_connection_that_is_lost_later_does_not_make_up_for_the_refusal(client: Client) -> None:
    """The next attempt would be the background's."""
    pool = client._engine.pool

    async def lost(before: KafkaError | None) -> KafkaError | None:
        node = next(node for node in pool.nodes.values() if node.shared)
        node.error, node.refused = before, before is not None
        node.shared[0].close(NetworkError("it broke"))
        return node.error

    for refusal in (None, SaslError("no")):
        client.admin.list_topics()
        error = client._engine.run(lost, refusal)
        assert error is refusal if refusal is not None else type(error) is NetworkError


def test_a_token_that_could_not_be_had_is_no_word_of_the_brokers(client: Client) -> None:
    """The broker has refused nobody, so who comes next is let in."""
    pool = client._engine.pool
    client.admin.list_topics()

    async def failed(error: KafkaError) -> bool:
        node = next(node for node in pool.nodes.values() if node.shared)
        pool._failed(node, error)
        try:
            return node.refused
        finally:
            node.refused, node.error = False, None

    assert not client._engine.run(failed, SaslError("no token: the source raised OSError"))
    assert client._engine.run(failed, SaslError("the broker refused PLAIN", api="SaslAuthenticate"))
    assert client._engine.run(failed, TlsError("an expired certificate"))
    assert client._engine.run(failed, ProxyError("the proxy refused the user name or password")), (
        "a proxy may lock an account, too"
    )


SECURE: dict[str, Any] = {
    "security_protocol": "SASL_PLAINTEXT",
    "sasl_mechanism": "PLAIN",
    "sasl_username": "alice",
    "sasl_password": "right",
}
REFUSED = "SASL_AUTHENTICATION_FAILED"
UNTOLD = "it does not say why"


@contextmanager
def secured(nodes: int = 1) -> Iterator[tuple[Broker, Client]]:
    """A broker by the real clock, with one partition of a topic."""
    with (
        Broker(nodes=nodes, security_protocol="SASL_PLAINTEXT", users={"alice": "right"}) as broker,
        Client(broker.bootstrap_servers, **SECURE) as client,
    ):
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)
        yield broker, client


def test_a_partition_that_leaves_a_broker_that_refuses_is_found() -> None:
    """Whoever asks for its leader is served by the other broker, which refuses nobody."""
    with secured(nodes=2) as (broker, client):
        broker.move_leader("t", 0, to=1)
        with client.producer() as producer, client.consumer(auto_offset_reset="earliest") as consumer:
            producer.send("t", b"first").result(WAIT)
            consumer.assign([("t", 0)])
            until(lambda: consumer.poll(0.1), "it reads")
            broker.inject(api="SaslAuthenticate", error=REFUSED, times=None, node=1)
            broker.drop_connections(node=1)
            told = [refused(lambda: producer.send("t", b"x").result(WAIT), UNTOLD) for _ in range(5)]
            assert any(told[-2:]), "the loss of the connection was looked into meanwhile"
            until(lambda: refused(lambda: consumer.poll(1.0), UNTOLD), "the consumer is told")
            broker.move_leader("t", 0, to=2)

            def goes_on() -> bool:
                return not refused(lambda: producer.send("t", b"last").result(WAIT), UNTOLD)

            def reads() -> bool:
                found: list[Any] = []
                return not refused(lambda: found.append(consumer.poll(1.0)), UNTOLD) and bool(found[0])

            until(goes_on, "the producer goes on", WAIT)
            until(reads, "the consumer goes on", WAIT)


def test_a_refusal_that_passes_costs_what_was_tried_meanwhile_and_no_more() -> None:
    """Many batches wait for a broker that is not quite ready when it is back: each attempt is the first batch's."""
    with secured() as (broker, client), client.producer(linger_ms=0, batch_size=16384) as producer:
        producer.send("t", b"first").result(WAIT)
        broker.stop_node(1)
        waiting = [producer.send("t", bytes(1000)) for _ in range(1000)]
        broker.inject(api="SaslAuthenticate", error=REFUSED, times=2)
        broker.start_node(1)
        producer.flush(WAIT)
        failed = sum(delivery.exception(WAIT) is not None for delivery in waiting)
    assert failed <= 100, "a batch of 16 or so for each refusal"
