"""Every example in the docstrings, the README and the pages runs against a real broker, also those that need one."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import doctest
import inspect
import io
import re
import signal
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.broker import Broker
from tests.harness.examples import compiled, own_group
from tests.harness.kafka import Kafka
from unit.test_public import inherited_from_builtin, public_objects

ROOT = Path(__file__).resolve().parents[2]
WAIT = 30.0
SKIP = doctest.OPTIONFLAGS_BY_NAME["SKIP"]


def examples(value: object) -> list[doctest.Example]:
    doc = inspect.getdoc(value) or ""
    return doctest.DocTestParser().get_examples(doc)


NEEDY = [
    pytest.param(name, value, id=name)
    for name, value in public_objects()
    if not inherited_from_builtin(value) and any(e.options.get(SKIP) for e in examples(value))
]


@pytest.fixture(scope="module")
def orders(kafka: Kafka) -> Iterator[str]:
    """The topic that the examples speak of, with records in it."""
    with barnabas.Client(kafka.bootstrap) as client:
        client.admin.delete_topics(["orders"])
        new = barnabas.NewTopic("orders", partitions=6, replication_factor=1)
        client.admin.create_topics([new], raise_on_error=True)
        with client.producer() as producer:
            for p in range(6):
                producer.send_many("orders", [b"value"] * 100, partition=p).result(WAIT)
        yield "orders"
        client.admin.delete_topics(["orders"])


async def names(
    kafka: Kafka, stack: contextlib.AsyncExitStack, wanted: set[str], *, asynchronous: bool
) -> dict[str, Any]:
    """What the examples take for granted, as far as they speak of it."""
    found: dict[str, Any] = {"barnabas": barnabas}
    client: Any
    if asynchronous:
        client = await stack.enter_async_context(barnabas.AsyncClient(kafka.bootstrap))
    else:
        client = stack.enter_context(barnabas.Client(kafka.bootstrap))
    found |= {"client": client, "producer": client.producer()}
    if wanted & {"delivery", "deliveries"}:  # those of an asynchronous producer are of the same class
        producer = stack.enter_context(barnabas.Client(kafka.bootstrap)).producer()
        found["delivery"] = producer.send("orders", b"value")
        found["delivery"].result(WAIT)
        found["deliveries"] = producer.send_many("orders", [b"a", b"b"])
    if wanted & {"consumer", "records"}:
        key = TopicPartition("orders", 3)
        consumer = client.consumer("orders", group_id=uuid.uuid4().hex, auto_offset_reset="earliest")

        async def polled() -> Any:
            got = consumer.poll(WAIT)
            return await got if asynchronous else got

        while key not in consumer.assignment():
            await polled()
        found |= {"consumer": consumer, "records": await polled()}
    return found


def transforming(client: Any, *, asynchronous: bool) -> dict[str, Any]:
    """What the examples of consume, transform, produce take for granted."""

    def shout(records: Any, producer: Any) -> None:
        for record in records:
            producer.send("loud", record.value.upper())

    async def shout_too(records: Any, producer: Any) -> None:
        for record in records:
            await producer.send("loud", record.value.upper())

    own = uuid.uuid4().hex
    made = client.transactional(
        "orders", group_id=own, transactional_id=own, consumer={"auto_offset_reset": "earliest"}
    )
    return {"transactional": made, "shout": shout_too if asynchronous else shout, "asyncio": asyncio}


async def run(kafka: Kafka, name: str, value: object) -> None:
    asynchronous = ".Async" in name
    async with contextlib.AsyncExitStack() as stack:
        wanted = set(re.findall(r"\w+", " ".join(example.source for example in examples(value))))
        scope = await names(kafka, stack, wanted, asynchronous=asynchronous)
        if name.endswith(".assign"):
            scope["consumer"] = scope["client"].consumer()
        if name.endswith("_transaction"):
            producer = scope["producer"] = scope["client"].producer(transactional_id=uuid.uuid4().hex)
            begun = None if name.endswith("begin_transaction") else producer.begin_transaction()
            if inspect.isawaitable(begun):
                await begun
        if "Transactional" in name:
            scope |= transforming(scope["client"], asynchronous=asynchronous)
        for example in examples(value):
            source = own_group(example.source.replace("localhost:9092", kafka.bootstrap))
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            source = source.replace("asyncio.run(main())", "await main()")
            source = re.sub(r"(loop|transactional)\.run\(shout\)", r"\1.step(shout)", source)
            if "Traceback" in (example.exc_msg or "") or example.exc_msg:
                with pytest.raises(Exception, match=re.escape(example.exc_msg.split(":", 1)[1].strip()[:20])):
                    exec(compile(source, name, "exec"), scope)
                continue
            code = compiled(source, name, "single", flags)
            shown = io.StringIO()
            with contextlib.redirect_stdout(shown):
                outcome = eval(code, scope)
                if inspect.iscoroutine(outcome):
                    await outcome
            assert bool(shown.getvalue()) or not example.want.strip(), f"{source!r} showed nothing"


@pytest.mark.parametrize(("name", "value"), NEEDY)
def test_an_example_that_needs_a_broker(kafka: Kafka, orders: str, name: str, value: object) -> None:
    hook, sys.displayhook = sys.displayhook, lambda v: None if v is None else print(repr(v))
    try:
        asyncio.run(run(kafka, name, value))
    finally:
        sys.displayhook = hook


def blocks() -> list[Any]:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        pytest.param(code, id=f"{path.relative_to(ROOT).with_suffix('').as_posix()}-{i}")
        for path in pages
        for i, code in enumerate(re.findall(r"```python\n(.*?)```", path.read_text(), flags=re.S), 1)
    ]


class SignalsAsBefore(contextlib.ContextDecorator):
    """What a service's example does when it is told to end is not what the tests do."""

    def __enter__(self) -> None:
        self._before = signal.getsignal(signal.SIGTERM)

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGTERM, self._before)


@pytest.mark.parametrize("code", blocks())
def test_a_pages_code_runs(kafka: Kafka, orders: str, code: str) -> None:
    code = own_group(code.replace("localhost:9092", kafka.bootstrap))
    scope: dict[str, Any] = {"__name__": "example"}
    with contextlib.redirect_stdout(io.StringIO()), SignalsAsBefore():
        exec(compiled(code, "an example"), scope)
        for name in [
            name for name in scope if name.startswith("test_")
        ]:  # an example of a test, for the plugin's fixtures
            with Broker() as broker, barnabas.Client(broker.bootstrap_servers) as client:
                scope[name](kafka=broker, kafka_client=client)
