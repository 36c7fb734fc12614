"""Transactions with faults in every phase, by both versions of the protocol: nothing half, nothing twice, and the right error."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.broker import Broker
from barnabas.engine import connection
from tests.harness import reading
from tests.harness.waiting import auntil, until

WAIT = 60.0
FIRST, SECOND = "3.9", "4.4"
GROUP = "g"


@pytest.fixture(params=[FIRST, SECOND])
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    with Broker(nodes=3, version=request.param, configs={"group.initial.rebalance.delay.ms": 0}) as broker:
        with barnabas.Client(broker.bootstrap_servers) as client:
            topics = [barnabas.NewTopic(name, partitions=1, replication_factor=3) for name in ("t", "source")]
            client.admin.create_topics(topics, raise_on_error=True)
            with client.producer() as producer:
                producer.send("source", b"in").result(WAIT)
        yield broker


@pytest.fixture
def client(broker: Broker, request: pytest.FixtureRequest) -> Iterator[barnabas.Client]:
    """One that soon gives up an answer, where there will be none; else a machine that stands still would have requests come twice."""
    given = request.node.callspec.params
    patience = 700 if given.get("fault") == "no answer" or given.get("heard") else 30_000
    options: Any = {"retry_backoff_ms": 5, "reconnect_backoff_ms": 5, "request_timeout_ms": patience}
    with barnabas.Client(broker.bootstrap_servers, **options) as client:
        yield client


def committed(broker: Broker) -> list[bytes | None]:
    with barnabas.Client(broker.bootstrap_servers) as client:
        return reading.committed(client, "t")


def one(producer: Any, value: bytes, consumer: Any = None) -> None:
    """A whole transaction, with every kind of request that there is."""
    with producer.transaction():
        producer.send("t", value)
        if consumer is not None:
            producer.send_offsets_to_transaction(consumer, {TopicPartition("source", 0): 1})


def reader(client: barnabas.Client) -> Any:
    consumer = client.consumer("source", group_id=GROUP, auto_offset_reset="earliest")
    while not consumer.poll(WAIT):
        pass
    return consumer


APIS = {
    FIRST: ["InitProducerId", "AddPartitionsToTxn", "Produce", "AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn"],
    SECOND: ["InitProducerId", "Produce", "TxnOffsetCommit", "EndTxn"],
}
LOST: dict[str, dict[str, Any]] = {
    "cut before": {"drop_connection": True},
    "cut after": {"drop_connection": True, "after": True},
    "no answer": {"no_answer": True, "after": True},
    "retriable": {"error": "COORDINATOR_LOAD_IN_PROGRESS"},
    "concurrent": {"error": "CONCURRENT_TRANSACTIONS"},
}


def each(*left_out: str) -> pytest.MarkDecorator:
    """Each request of a transaction by each version."""
    return pytest.mark.parametrize(
        ("broker", "api"),
        [(version, api) for version, apis in APIS.items() for api in apis if api not in left_out],
        indirect=["broker"],
    )


@pytest.mark.parametrize("fault", list(LOST))
@each()
def test_what_passes_is_got_over_in_every_phase(broker: Broker, client: barnabas.Client, api: str, fault: str) -> None:
    how = LOST[fault]
    if api == "Produce" and fault == "retriable":
        how = {"error": "NOT_LEADER_OR_FOLLOWER"}
    with reader(client) as consumer, client.producer(transactional_id="x") as producer:
        if api != "InitProducerId":
            one(producer, b"zero")
        injected = broker.inject(api=api, times=2 if "error" in how else 1, **how)
        one(producer, b"one", consumer)
        one(producer, b"two", consumer)
        assert injected.left == 0
        place = TopicPartition("source", 0)
        offset = consumer.committed(place)[place]
        assert offset is not None
        assert offset.offset == 1
    assert committed(broker) == [b"zero"] * (api != "InitProducerId") + [b"one", b"two"]


@each("InitProducerId")
def test_an_error_that_aborts_it_leaves_nothing_and_the_next_one_goes(
    broker: Broker, client: barnabas.Client, api: str
) -> None:
    error = "INVALID_PRODUCER_EPOCH" if api == "Produce" else "TRANSACTION_ABORTABLE"
    with reader(client) as consumer, client.producer(transactional_id="x") as producer:
        one(producer, b"one", consumer)
        broker.inject(api=api, error=error)
        with pytest.raises(barnabas.KafkaError) as raised:
            one(producer, b"two", consumer)
        assert not isinstance(raised.value, barnabas.errors.ProducerFencedError)
        one(producer, b"three", consumer)
    assert committed(broker) == [b"one", b"three"]


@pytest.mark.parametrize("broker", [FIRST], indirect=True)
@pytest.mark.parametrize("broken", [False, True])
def test_an_abort_waits_for_what_the_coordinator_is_being_told(
    broker: Broker, client: barnabas.Client, broken: bool
) -> None:
    """Else the coordinator would open the transaction after it, or while the epoch is raised, which would fence the producer itself."""
    with reader(client) as consumer, client.producer(transactional_id="x", linger_ms=0) as producer:
        one(producer, b"one", consumer)
        before = len(broker.requests(api="EndTxn"))
        held = broker.inject(api="AddPartitionsToTxn", delay=0.3)
        producer.begin_transaction()
        producer.send("t", b"two")
        until(lambda: held.left == 0, "the coordinator is being told of the partition")
        if broken:
            broker.inject(api="AddOffsetsToTxn", error="TRANSACTION_ABORTABLE")
            with pytest.raises(barnabas.KafkaError, match="has to be aborted"):
                producer.send_offsets_to_transaction(consumer, {TopicPartition("source", 0): 1})
        producer.abort_transaction()
        assert len(broker.requests(api="EndTxn")) == before + 1
        one(producer, b"three", consumer)
    assert committed(broker) == [b"one", b"three"]


REFUSED: list[dict[str, Any]] = [
    {"error": "NOT_LEADER_OR_FOLLOWER"},
    {"error": "TOPIC_AUTHORIZATION_FAILED"},
    {"drop_connection": True},
    {"drop_connection": True, "after": True},
]


@pytest.mark.kip(360)
@pytest.mark.parametrize("how", REFUSED, ids=str)
@pytest.mark.parametrize("warm", [False, True])
def test_an_abort_while_records_are_under_way_leaves_no_gap_to_the_next(
    broker: Broker, client: barnabas.Client, how: dict[str, Any], warm: bool
) -> None:
    with client.producer(transactional_id="x", linger_ms=0, delivery_timeout_ms=31_000) as producer:
        if warm:
            one(producer, b"one")
        held = broker.inject(api="Produce", delay=0.3, **how)
        producer.begin_transaction()
        aborted = producer.send("t", b"aborted")
        until(lambda: held.used, "the request is out")
        producer.abort_transaction()
        assert aborted.exception(WAIT) is not None
        broker.clear_requests()
        one(producer, b"next")
        assert len(broker.requests(api="Produce")) == 1, "a gap would be found by sending it in vain"
    assert committed(broker) == [b"one"] * warm + [b"next"]


def test_what_an_abort_has_thrown_away_is_not_in_the_next(
    broker: Broker, client: barnabas.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its partition still waits for a connection that is being opened: then nothing goes out, and an empty transaction stays empty."""
    dials: list[asyncio.Event] = []
    dial = connection.dial

    async def slow(*given: Any) -> Any:
        dials.append(asyncio.Event())
        await dials[0].wait()
        return await dial(*given)

    with client.producer(transactional_id="x", linger_ms=0) as producer:
        one(producer, b"one")
        leader = client._engine.cluster.snapshot.leader("t", 0)
        assert leader is not None
        (open_one,) = client._engine.pool.nodes[leader[0]].lanes.values()
        ends = len(broker.requests("EndTxn"))
        monkeypatch.setattr(connection, "dial", slow)
        client._engine.post(open_one.retire)
        until(lambda: not open_one.open, "it is lost")
        producer.begin_transaction()
        aborted = producer.send("t", b"aborted")
        until(lambda: dials, "a connection is being opened")
        producer.abort_transaction()
        assert isinstance(aborted.exception(WAIT), barnabas.TransactionAbortedError)
        producer.begin_transaction()
        client._engine.post(dials[0].set)
        outlet = producer._sender._outlets[leader[0]]
        until(lambda: not outlet.opening, "it is open")
        producer.commit_transaction()
        assert len(broker.requests("EndTxn")) == ends, "nothing was in it"
        one(producer, b"two")
    assert committed(broker) == [b"one", b"two"]


def _offsets_in_vain(producer: Any, consumer: Any) -> None:
    with pytest.raises(barnabas.KafkaTimeoutError, match="may be done"):
        producer.send_offsets_to_transaction(consumer, {TopicPartition("source", 0): 1}, timeout=0.2)


@pytest.mark.parametrize("broker", [FIRST], indirect=True)
@pytest.mark.parametrize("end", ["commit_transaction", "abort_transaction"])
@pytest.mark.parametrize("fault", ["late", "no answer", "no request"])
def test_a_group_that_the_coordinator_was_told_of_too_late_leaves_no_transaction_open(
    broker: Broker, client: barnabas.Client, fault: str, end: str
) -> None:
    """The coordinator opens the transaction at the word that offsets will come, which nobody waits for any more."""
    how: dict[str, Any] = {"delay": 1.0} if fault == "late" else {"no_answer": True, "after": fault == "no answer"}
    with reader(client) as consumer, client.producer(transactional_id="x", linger_ms=0) as producer:
        one(producer, b"one", consumer)
        broker.inject(api="AddOffsetsToTxn", **how)
        producer.begin_transaction()
        _offsets_in_vain(producer, consumer)
        getattr(producer, end)()
        assert reading.transaction_state(client, "x") != "Ongoing"
        one(producer, b"two", consumer)
    assert committed(broker) == [b"one", b"two"]


@pytest.mark.parametrize("broker", [FIRST], indirect=True)
@pytest.mark.parametrize("fault", ["late", "no answer"])
def test_offsets_that_ran_out_of_time_are_sent_again_behind_the_first(
    broker: Broker, client: barnabas.Client, fault: str
) -> None:
    how: dict[str, Any] = {"delay": 1.0} if fault == "late" else {"no_answer": True, "after": True}
    with reader(client) as consumer, client.producer(transactional_id="x", linger_ms=0) as producer:
        one(producer, b"one", consumer)
        for api in ("AddOffsetsToTxn", "TxnOffsetCommit"):
            broker.inject(api=api, **how)
            producer.begin_transaction()
            producer.send("t", b"with " + api.encode())
            _offsets_in_vain(producer, consumer)
            producer.send_offsets_to_transaction(consumer, {TopicPartition("source", 0): 2})
            producer.commit_transaction()
            assert consumer.committed(place := TopicPartition("source", 0))[place].offset == 2
    assert committed(broker) == [b"one", b"with AddOffsetsToTxn", b"with TxnOffsetCommit"]


@pytest.mark.parametrize("broker", [FIRST], indirect=True)
@pytest.mark.parametrize("api", ["TxnOffsetCommit", "AddOffsetsToTxn", "AddPartitionsToTxn", "EndTxn"])
@pytest.mark.parametrize("end", ["commit_transaction", "abort_transaction"])
def test_after_a_lost_answer_the_epoch_rises_also_when_that_takes_a_second_call(
    broker: Broker, client: barnabas.Client, api: str, end: str
) -> None:
    """What was lost may come later, and is of an old epoch then. The transaction's end is not told once more under the old one."""
    with reader(client) as consumer, client.producer(transactional_id="x", linger_ms=0) as producer:
        one(producer, b"one", consumer)
        cut = broker.inject(api=api, drop_connection=True, after=True)
        broker.inject(api="InitProducerId", delay=1.0, after=True)
        producer.begin_transaction()
        producer.send("t", b"two").result(WAIT)
        producer.send_offsets_to_transaction(consumer, {TopicPartition("source", 0): 1})
        with pytest.raises(barnabas.KafkaTimeoutError):
            getattr(producer, end)(timeout=0.5)
        getattr(producer, end)()
        assert cut.left == 0
        one(producer, b"three", consumer)
        epochs = {asked.request.producer_epoch for asked in broker.requests(api="EndTxn")}
        assert len(epochs) == 2
    assert committed(broker) == [b"one", b"two", b"three"][:: 1 if end == "commit_transaction" else 2]


@pytest.mark.parametrize("broker", [FIRST], indirect=True)
def test_nothing_of_a_call_that_was_given_up_is_sent_later(broker: Broker, client: barnabas.Client) -> None:
    with reader(client) as consumer, client.producer(transactional_id="x", linger_ms=0) as producer:
        one(producer, b"one", consumer)
        before = len(broker.requests(api="TxnOffsetCommit"))
        broker.inject(api="AddOffsetsToTxn", delay=1.0)
        producer.begin_transaction()
        producer.send("t", b"two")
        _offsets_in_vain(producer, consumer)
        with pytest.raises(barnabas.KafkaTimeoutError, match="still out"):
            producer.send_offsets_to_transaction(consumer, {TopicPartition("source", 0): 2}, timeout=0.1)
        with pytest.raises(barnabas.KafkaTimeoutError, match="still out"):
            producer.commit_transaction(timeout=0.1)
        producer.commit_transaction()
        assert len(broker.requests(api="TxnOffsetCommit")) == before
    assert committed(broker) == [b"one", b"two"]


@pytest.mark.parametrize("broker", [FIRST], indirect=True)
@pytest.mark.parametrize("how", [{"delay": 0.5}, {"error": "COORDINATOR_LOAD_IN_PROGRESS", "times": None}], ids=str)
def test_a_cancelled_call_is_heard_out_and_tried_no_more(broker: Broker, how: dict[str, Any]) -> None:
    group, offsets = barnabas.ConsumerGroupMetadata(GROUP), {TopicPartition("source", 0): 1}

    async def main() -> None:
        async with (
            barnabas.AsyncClient(broker.bootstrap_servers, retry_backoff_ms=5) as client,
            client.producer(transactional_id="x", max_block_ms=300_000) as producer,
        ):
            async with producer.transaction():
                await producer.send_offsets_to_transaction(group, offsets)
            asked = broker.inject(api="AddOffsetsToTxn", **how)
            await producer.begin_transaction()
            sending = asyncio.create_task(producer.send_offsets_to_transaction(group, offsets))
            await auntil(lambda: asked.used, "the coordinator is being told")
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            await producer.abort_transaction(timeout=WAIT)
            used = asked.used
            asked.cancel()
            async with producer.transaction():
                await producer.send_offsets_to_transaction(group, offsets)
            assert asked.used == used

    asyncio.run(main())
    with barnabas.Client(broker.bootstrap_servers) as client:
        assert reading.transaction_state(client, "x") in ("PrepareCommit", "CompleteCommit")


@pytest.mark.parametrize("code", ["PRODUCER_FENCED", "INVALID_PRODUCER_EPOCH"])
@each()
def test_the_word_that_it_is_fenced_ends_the_producer_in_every_phase(
    broker: Broker, client: barnabas.Client, api: str, code: str
) -> None:
    if (api, code) == ("Produce", "INVALID_PRODUCER_EPOCH"):
        return  # a leader's word for an old epoch is not the last one: see the test above
    producer = client.producer(transactional_id="x")
    with reader(client) as consumer:
        if api != "InitProducerId":
            one(producer, b"one", consumer)
        broker.inject(api=api, error=code)
        before = len(broker.requests(api="EndTxn"))
        with pytest.raises(barnabas.errors.ProducerFencedError, match="taken the place"):
            one(producer, b"two", consumer)
        asked = len(broker.requests(api="EndTxn")) - before
        assert asked == (api == "EndTxn")  # a fenced producer is not asked to abort
        if api != "InitProducerId":
            with pytest.raises(barnabas.errors.ProducerFencedError):
                producer.begin_transaction()
    producer.close()


PHASES = ["begun", "sent", "flushed", "offsets", "aborting"]


@pytest.mark.parametrize("phase", PHASES)
def test_the_elder_is_fenced_in_every_phase(broker: Broker, client: barnabas.Client, phase: str) -> None:
    elder = client.producer(transactional_id="x", linger_ms=20)
    with reader(client) as consumer:
        one(elder, b"one")
        elder.begin_transaction()
        if phase != "begun":
            elder.send("t", b"two")
        if phase in ("flushed", "aborting"):
            elder.flush(WAIT)
        if phase == "offsets":
            elder.send_offsets_to_transaction(consumer, {TopicPartition("source", 0): 1})
        with client.producer(transactional_id="x") as younger:
            one(younger, b"younger")
        if phase == "aborting":
            with pytest.raises(barnabas.errors.ProducerFencedError):
                elder.abort_transaction()
        else:
            with pytest.raises(barnabas.KafkaError):
                elder.send("t", b"three")
                elder.commit_transaction()
            with pytest.raises(barnabas.errors.ProducerFencedError):
                elder.abort_transaction()
        with pytest.raises(barnabas.errors.ProducerFencedError):
            elder.send("t", b"four")
        place = TopicPartition("source", 0)
        assert consumer.committed(place)[place] is None
    elder.close()
    assert committed(broker) == [b"one", b"younger"]


@pytest.mark.parametrize("heard", [False, True])
def test_the_elder_is_fenced_while_it_commits(broker: Broker, client: barnabas.Client, heard: bool) -> None:
    """The coordinator has `heard` the commit and its answer is lost, or it has not; the younger one comes before the next attempt."""
    elder = client.producer(transactional_id="x")
    one(elder, b"one")
    elder.begin_transaction()
    elder.send("t", b"two")
    lost = broker.inject(api="EndTxn", no_answer=True, after=True) if heard else None
    held = broker.inject(api="EndTxn", error="COORDINATOR_LOAD_IN_PROGRESS", times=None, client_id="barnabas")

    def in_vain() -> bool:
        with pytest.raises(barnabas.KafkaTimeoutError):
            elder.commit_transaction(timeout=0.3)
        return lost is None or lost.left == 0

    until(in_vain, "the commit that is lost has come")
    with (
        barnabas.Client(broker.bootstrap_servers, client_id="younger") as other,
        other.producer(transactional_id="x") as younger,
    ):
        one(younger, b"younger")
    held.cancel()  # not before: an attempt of the elder's may still be under way
    with pytest.raises(barnabas.errors.ProducerFencedError, match="taken the place"):
        elder.commit_transaction()
    for call in (elder.abort_transaction, elder.begin_transaction, elder.commit_transaction):
        with pytest.raises(barnabas.errors.ProducerFencedError):
            call()
    elder.close()
    assert committed(broker) == [b"one", *([b"two"] if heard else []), b"younger"]


@pytest.mark.kip(890)
def test_which_version_is_chosen(broker: Broker, client: barnabas.Client) -> None:
    with reader(client) as consumer, client.producer(transactional_id="x") as producer:
        one(producer, b"one", consumer)
        one(producer, b"two", consumer)
    adds = len(broker.requests(api="AddPartitionsToTxn")), len(broker.requests(api="AddOffsetsToTxn"))
    highest = {
        api: max(asked.version for asked in broker.requests(api=api))
        for api in ("Produce", "EndTxn", "TxnOffsetCommit")
    }
    epochs = {asked.request.producer_epoch for asked in broker.requests(api="EndTxn")}  # type: ignore[attr-defined]
    if broker.version == SECOND:
        assert adds == (0, 0)
        assert highest["EndTxn"] == 5
        assert highest["TxnOffsetCommit"] == 5
        assert len(epochs) == 2  # each transaction has its own
    else:
        assert adds == (2, 2)
        assert highest["EndTxn"] <= 4
        assert highest["TxnOffsetCommit"] <= 4
        assert len(epochs) == 1


def test_coordinators_and_leaders_may_move_in_the_middle(broker: Broker, client: barnabas.Client) -> None:
    with reader(client) as consumer, client.producer(transactional_id="x") as producer:
        for round in range(6):
            producer.begin_transaction()
            producer.send("t", b"%d" % round)
            broker.move_leader("t", 0, to=round % 3 + 1)
            producer.send_offsets_to_transaction(consumer, {TopicPartition("source", 0): 1})
            broker.move_coordinator(transactional_id="x", to=(round + 1) % 3 + 1)
            broker.move_coordinator(group=GROUP, to=(round + 2) % 3 + 1)
            producer.commit_transaction()
    assert committed(broker) == [b"%d" % round for round in range(6)]


def test_a_record_that_ran_out_of_time_ends_its_transaction(broker: Broker) -> None:
    options: Any = {"retry_backoff_ms": 5, "request_timeout_ms": 1_000}
    with barnabas.Client(broker.bootstrap_servers, **options) as own:
        producer = own.producer(transactional_id="x", delivery_timeout_ms=2_000, linger_ms=0)
        one(producer, b"one")
        silence = broker.inject(api="Produce", no_answer=True, times=None)
        with pytest.raises(barnabas.TransactionAbortedError, match="delivery_timeout_ms"):
            one(producer, b"two")
        silence.cancel()
        one(producer, b"three")
        producer.close()
    assert committed(broker) == [b"one", b"three"]


def test_a_commit_without_an_answer_in_time_may_be_asked_again(broker: Broker, client: barnabas.Client) -> None:
    with client.producer(transactional_id="x") as producer:
        one(producer, b"one")
        producer.begin_transaction()
        producer.send("t", b"two").result(WAIT)
        held = broker.inject(api="EndTxn", error="COORDINATOR_LOAD_IN_PROGRESS", times=None)
        with pytest.raises(barnabas.KafkaTimeoutError):
            producer.commit_transaction(timeout=0.3)
        with pytest.raises(barnabas.TransactionStateError, match="cannot abort"):
            producer.abort_transaction()
        held.cancel()
        producer.commit_transaction()
        one(producer, b"three")
    assert committed(broker) == [b"one", b"two", b"three"]


@pytest.mark.kip(447)
def test_a_group_that_has_moved_on_does_not_let_the_offsets_in(broker: Broker, client: barnabas.Client) -> None:
    consumer = reader(client)
    with client.producer(transactional_id="x") as producer:
        broker.inject(api="TxnOffsetCommit", error="ILLEGAL_GENERATION")
        with pytest.raises(barnabas.CommitFailedError, match="moved on"):
            one(producer, b"one", consumer)
        one(producer, b"two", consumer)
    consumer.close()
    assert committed(broker) == [b"two"]


@pytest.mark.kip(98)
def test_what_its_crashed_predecessor_left_open_is_aborted(broker: Broker, client: barnabas.Client) -> None:
    crashed = client.producer(transactional_id="x")
    crashed.begin_transaction()
    crashed.send("t", b"left open").result(WAIT)
    with client.producer(transactional_id="x") as producer:
        one(producer, b"one")
    until(lambda: committed(broker) == [b"one"], "the open one is gone")
