"""A wait that its caller bounded ends in one way: with a KafkaTimeoutError, on both faces."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple, cast

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.broker import Broker
from tests.harness.kafka import Kafka, Topics
from tests.harness.relay import Relay
from tests.harness.waiting import until

WAIT = 30.0
REFUSED = r"^timeout='soon' is not accepted: expected seconds as a number$"
SOON = 0.2  # seconds that a call gets whose broker does not answer
FACES = (
    barnabas.Admin,
    barnabas.Client,
    barnabas.Consumer,
    barnabas.Delivery,
    barnabas.DeliveryBatch,
    barnabas.Producer,
    barnabas.TopicReader,
    barnabas.Transactional,
    Broker,
)
# What the end of the time is a result of: nothing is raised.
RESULTS = {
    "Client.close",
    "Consumer.close",
    "Consumer.poll",
    "Consumer.process",
    "Consumer.unsubscribe",
    "Producer.close",
    "TopicReader.close",
    "Transactional.close",
    "Transactional.run",
    "Transactional.step",
}
ELSEWHERE = {
    "Broker.wait_for_requests",  # tests/embedded/test_faults.py
    "Consumer.commit_async",  # its callback is told: below
}


class Call(NamedTuple):
    """A method of one of the things that a test makes, and what it is given besides its time."""

    thing: str
    method: str
    arguments: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """As `Consumer.commit`."""
        return f"{self.thing.split('_')[0].capitalize().replace('batch', 'Batch')}.{self.method}"


def calls(topic: str, consumer: Any) -> list[Call]:
    """Every call that can be given a time, in an order in which none spoils the next."""
    place = TopicPartition(topic, 0)
    return [
        Call("consumer", "commit", ({place: 1},)),
        Call("consumer", "committed", (place,)),
        Call("consumer", "offsets_for_times", ({place: 0},)),
        Call("consumer", "beginning_offsets", (place,)),
        Call("consumer", "end_offsets", (place,)),
        Call("admin", "create_topics", ([barnabas.NewTopic(f"{topic}-x", 1, 1)],)),
        Call("admin", "delete_topics", ([f"{topic}-x"],)),
        Call("admin", "describe_topics", ([topic],)),
        Call("admin", "describe_cluster"),
        Call("admin", "list_topics"),
        Call("admin", "list_groups"),
        Call("admin", "describe_groups", (["g"],)),
        Call("admin", "delete_groups", (["g"],)),
        Call("admin", "list_group_offsets", (["g"],)),
        Call("admin", "alter_group_offsets", ("g", {place: 1})),
        Call("admin", "reset_group_offsets", ("g",)),
        Call("admin", "delete_group_offsets", ("g", [place])),
        Call("admin", "remove_group_members", ("g",)),
        Call("admin", "group_lag", (["g"],)),
        Call("producer", "flush"),
        Call("producer_sending", "send_offsets_to_transaction", (consumer, {place: 1})),
        Call("producer_committing", "commit_transaction"),
        Call("producer_aborting", "abort_transaction"),
        Call("delivery", "result"),
        Call("delivery", "exception"),
        Call("deliveryBatch", "result"),
        Call("deliveryBatch", "errors"),
    ]


MORE = {"reset_group_offsets": {"to": "earliest"}, "remove_group_members": {"everybody": True}}


def options(call: Call) -> dict[str, Any]:
    """The keywords of a call, with its time."""
    return {"timeout": SOON, **MORE.get(call.method, {})}


def verdict(error: BaseException | None) -> str | None:
    """What is wrong with how a call has ended."""
    return None if isinstance(error, barnabas.KafkaTimeoutError) else repr(error)


def test_every_call_with_a_time_has_its_place_here() -> None:
    named = {call.name for call in calls("t", None)} | RESULTS | ELSEWHERE
    found = {
        f"{face.__name__}.{name}"
        for face in FACES
        for name, member in inspect.getmembers(face, callable)
        if not name.startswith("_") and "timeout" in inspect.signature(member).parameters
    }
    assert found == named


def test_every_bounded_wait_ends_alike(kafka: Kafka, topic: Topics) -> None:
    name, ended = topic(), dict[str, str]()
    with Relay(kafka.bootstrap) as relay, barnabas.Client(kafka.bootstrap, address_map=relay.map) as client:
        things: dict[str, Any] = {"admin": client.admin, "producer": client.producer()}
        consumer = things["consumer"] = client.consumer(name, group_id=topic.name())
        while not consumer.assignment():
            consumer.poll(WAIT)
        things["producer"].send(name, b"x").result(WAIT)
        for kind in ("sending", "committing", "aborting"):
            transactional = things[f"producer_{kind}"] = client.producer(transactional_id=topic.name())
            transactional.begin_transaction()
            transactional.send(name, b"x").result(WAIT)
        relay.go_silent(new=True)
        things["delivery"] = things["producer"].send(name, b"x")
        things["deliveryBatch"] = things["producer"].send_many(name, [b"x", b"y"])
        for call in calls(name, consumer):
            method = getattr(things[call.thing], call.method)
            with pytest.raises(barnabas.ConfigurationError, match=REFUSED):
                method(*call.arguments, **{**options(call), "timeout": "soon"})
            try:
                result = method(*call.arguments, **options(call))
            except Exception as error:
                ended[call.name] = verdict(error) or ""
            else:
                ended[call.name] = verdict(outcome_of(result)) or ""
        told = list[BaseException | None]()
        consumer.commit_async({TopicPartition(name, 0): 1}, lambda _, error: told.append(error), timeout=SOON)
        while not told:
            consumer.poll(SOON)
        ended["Consumer.commit_async"] = verdict(told[0]) or ""
        closed(client.close)
    assert {name: how for name, how in ended.items() if how} == {}


def test_every_bounded_await_ends_alike(kafka: Kafka, topic: Topics) -> None:
    name, ended = topic(), dict[str, str]()

    async def all_of_them(relay: Relay) -> None:
        client = barnabas.AsyncClient(kafka.bootstrap, address_map=relay.map)
        things: dict[str, Any] = {"admin": client.admin, "producer": client.producer()}
        consumer = things["consumer"] = client.consumer(name, group_id=topic.name())
        while not consumer.assignment():
            await consumer.poll(WAIT)
        await (await things["producer"].send(name, b"x"))
        for kind in ("sending", "committing", "aborting"):
            transactional = things[f"producer_{kind}"] = client.producer(transactional_id=topic.name())
            await transactional.begin_transaction()
            await (await transactional.send(name, b"x"))
        relay.go_silent(new=True)
        delivery = await things["producer"].send(name, b"x")
        for call in calls(name, consumer):
            if call.thing.startswith("delivery"):
                continue
            method = getattr(things[call.thing], call.method)
            with pytest.raises(barnabas.ConfigurationError, match=REFUSED):
                await method(*call.arguments, **{**options(call), "timeout": "soon"})
            try:
                result = await method(*call.arguments, **options(call))
            except Exception as error:
                ended[call.name] = verdict(error) or ""
            else:
                ended[call.name] = verdict(outcome_of(result)) or ""
        with pytest.raises(TimeoutError):  # a bound of asyncio's: one `except` does for both
            await asyncio.wait_for(delivery, SOON)
        told = list[BaseException | None]()
        consumer.commit_async({TopicPartition(name, 0): 1}, lambda _, error: told.append(error), timeout=SOON)
        while not told:
            await consumer.poll(SOON)
        ended["AsyncConsumer.commit_async"] = verdict(told[0]) or ""
        try:
            await client.close(SOON)
        except barnabas.UndeliveredError:
            pass

    with Relay(kafka.bootstrap) as relay:
        asyncio.run(all_of_them(relay))
    assert {name: how for name, how in ended.items() if how} == {}


def results(client: Any, topic: str, group: str) -> dict[str, Callable[[], Any]]:
    """Every call of `RESULTS` with a time that is none."""
    consumer = client.consumer(topic, group_id=group)
    loop = client.transactional(topic, group_id=group, transactional_id=group)
    wrong: Any = "soon"
    return {
        "Consumer.poll": lambda: consumer.poll(wrong),
        "Consumer.process": lambda: consumer.process(print, timeout=wrong),
        "Consumer.unsubscribe": lambda: consumer.unsubscribe(timeout=wrong),
        "Consumer.close": lambda: consumer.close(wrong),
        "Producer.close": lambda: client.producer().close(wrong),
        "TopicReader.close": lambda: client.read(topic).close(wrong),
        "Transactional.step": lambda: loop.step(print, timeout=wrong),
        "Transactional.run": lambda: loop.run(print, timeout=wrong),
        "Transactional.close": lambda: loop.close(wrong),
        "Client.close": lambda: client.close(wrong),
    }


def test_a_time_that_is_none_ends_nothing(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    with barnabas.Client(kafka.bootstrap) as client:
        made = results(client, name, topic.name())
        assert set(made) == RESULTS
        for call in made.values():
            with pytest.raises(barnabas.ConfigurationError, match=REFUSED):
                call()
        client.producer().send(name, b"x").result(WAIT)  # it is still open


def test_a_time_that_is_none_leaves_a_member_as_it_was(kafka: Kafka, topic: Topics) -> None:
    name, heard, wrong = topic(), list[barnabas.Rebalance](), cast("Any", "soon")
    with barnabas.Client(kafka.bootstrap) as client:
        consumer = client.consumer(name, group_id=topic.name(), on_rebalance=lambda _, news: heard.append(news))
        until(lambda: bool(consumer.poll(SOON) or consumer.assignment()), "an assignment", WAIT)
        before = (list(heard), consumer.assignment())
        with pytest.raises(barnabas.ConfigurationError, match=REFUSED):
            consumer.unsubscribe(timeout=wrong)
        for _ in range(1001):  # more than may be under way at a time: none of them counts
            with pytest.raises(barnabas.ConfigurationError, match=REFUSED):
                consumer.commit_async({TopicPartition(name, 0): 0}, timeout=wrong)
        with pytest.raises(barnabas.ConfigurationError, match=REFUSED):
            consumer.commit({}, timeout=wrong)
        assert (heard, consumer.assignment()) == before
        consumer.commit_async({TopicPartition(name, 0): 0})


def test_a_time_that_is_none_ends_nothing_of_tasks(kafka: Kafka, topic: Topics) -> None:
    name = topic()

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            for call in results(client, name, topic.name()).values():
                with pytest.raises(barnabas.ConfigurationError, match=REFUSED):
                    await call()
            await (await client.producer().send(name, b"x"))

    asyncio.run(main())


def outcome_of(result: Any) -> Any:
    """The error of the first item, where a call has a result per item."""
    return getattr(result[0], "error", result) if isinstance(result, list) and result else result


def closed(close: Callable[[float], None]) -> None:
    """Ends a client whose records cannot be delivered any more."""
    try:
        close(SOON)
    except barnabas.UndeliveredError:
        pass


@pytest.mark.parametrize("missing", ["a topic", "a partition", "room", "a coordinator"])
def test_times_of_options_end_alike(kafka: Kafka, topic: Topics, missing: str) -> None:
    name = topic()
    with Relay(kafka.bootstrap) as relay, barnabas.Client(kafka.bootstrap, address_map=relay.map) as client:
        client.producer().send(name, b"x").result(WAIT)  # the others have little time to find the topic
        producer = client.producer(max_block_ms=200, buffer_memory=1 << 20, linger_ms=0)
        if missing == "a partition":
            with pytest.raises(barnabas.KafkaTimeoutError) as caught:
                producer.send(name, b"x", partition=7)
        else:
            relay.go_silent(new=True)
        if missing == "a topic":
            with pytest.raises(barnabas.KafkaTimeoutError) as caught:
                producer.send(f"{name}-none", b"x")
        elif missing == "room":
            with pytest.raises(barnabas.BufferFullError) as caught:
                for _ in range(20):
                    producer.send(name, bytes(100_000))
        elif missing == "a coordinator":
            with pytest.raises(barnabas.KafkaTimeoutError) as caught:
                client.producer(max_block_ms=200, transactional_id=topic.name()).begin_transaction()
        assert isinstance(caught.value, barnabas.KafkaTimeoutError)
        closed(client.close)
