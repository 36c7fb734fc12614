"""The pages for users of other clients have every option and method of theirs, and say of ours only what there is."""

from __future__ import annotations

import ctypes
import inspect
import random
import re
import tempfile
import warnings
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import aiokafka.abc
import aiokafka.errors
import aiokafka.helpers
import aiokafka.structs
import confluent_kafka
import confluent_kafka.admin
import confluent_kafka.error
import confluent_kafka.serialization
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from aiokafka.admin import AIOKafkaAdminClient
from confluent_kafka import DeserializingConsumer, SerializingProducer, aio
from confluent_kafka.admin import AdminClient

import barnabas
from barnabas.config import Option
from barnabas.consumer.options import SPEC as CONSUMER
from barnabas.engine.options import SPEC as CLIENT
from barnabas.producer.options import SPEC as PRODUCER
from tests.harness.names import named as ours
from tests.harness.names import public

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of importlib.resources, by Python 3.11
    import kafka
    import kafka.errors
    from kafka.consumer.fetcher import ConsumerRecord as KafkaPythonRecord

PAGES = Path(__file__).resolve().parents[2] / "docs" / "migrate"
OTHERS = {"murmur2_random", "logging", "KRB5_CLIENT_KTNAME"}  # of the second column, neither theirs nor ours
OPTIONS: dict[str, Option] = {option.name: option for option in (*CLIENT, *CONSUMER, *PRODUCER)}
ROW = re.compile(r"^\|(.+?)\|(.+)\|$", re.M)
SPAN = re.compile(r"`([^`]+)`")


def columns(page: str) -> Iterator[tuple[list[str], list[str]]]:
    """What stands in backticks in each row of the tables: in the first column, and in the second."""
    for row in ROW.finditer((PAGES / f"{page}.md").read_text()):
        yield SPAN.findall(row[1]), SPAN.findall(row[2])


def named(page: str) -> set[str]:
    """Every name of theirs: words, with their dots."""
    return {word for theirs, _ in columns(page) for span in theirs for word in re.findall(r"[\w.]+", span)}


def called(page: str) -> set[str]:
    """Every method of theirs."""
    return {word for theirs, _ in columns(page) for span in theirs for word in re.findall(r"(\w+)\(", span)}


def exported(*modules: Any) -> set[str]:
    """The public names of their modules; without an `__all__` those are the classes, wherever in the package they are made."""
    found: set[str] = set()
    for module in modules:
        of_theirs = (module.__name__.partition(".")[0], "cimpl")  # the C part of confluent-kafka
        classes = {
            name
            for name, kind in vars(module).items()
            if inspect.isclass(kind) and kind.__module__.partition(".")[0] in of_theirs and not name.startswith("_")
        }
        found |= set(getattr(module, "__all__", classes))
    return {name for name in found if not inspect.ismodule(getattr(modules[0], name, None))}


def mentioned(page: str) -> set[str]:
    """Every name in a heading, in backticks of the text, or in the first column of a table."""
    text = ROW.sub(r"\1", (PAGES / f"{page}.md").read_text())
    text = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    spans = SPAN.findall(text) + re.findall(r"^#.*$", text, re.M)
    return {word for span in spans for word in re.findall(r"\w+", span)}


def same_errors() -> set[str]:
    """Errors whose names are theirs and ours."""
    return {name for name, kind in vars(barnabas.errors).items() if inspect.isclass(kind)}


def methods(*kinds: Any) -> set[str]:
    found = {name for kind in kinds for name in dir(kind) if not name.startswith("_")}
    return {name for name in found if any(callable(getattr(kind, name, None)) for kind in kinds)}


def parameters(*kinds: Any) -> set[str]:
    return {name for kind in kinds for name in inspect.signature(kind).parameters}


def fields(record: Any) -> set[str]:
    return set(getattr(record, "_fields", None) or record.__dataclass_fields__)


@cache
def librdkafkas_defaults() -> dict[str, object]:
    """The options that librdkafka tells of itself, as its CONFIGURATION.md has them, each with its default."""
    (library,) = Path(confluent_kafka.__file__).parent.parent.glob("confluent_kafka.libs/librdkafka*.so*")
    libc, rdkafka = ctypes.CDLL(None), ctypes.CDLL(str(library))
    libc.fopen.restype = ctypes.c_void_p
    with tempfile.NamedTemporaryFile() as told:
        file = ctypes.c_void_p(libc.fopen(told.name.encode(), b"w"))
        rdkafka.rd_kafka_conf_properties_show(file)
        libc.fclose(file)
        rows = re.findall(r"^([\w.]+) +\|[^|]*\|[^|]*\|([^|]*)\|", told.read().decode(), re.M)
    # A topic's come last and repeat some of the client's.
    found: dict[str, object] = {name: default.strip() for name, default in reversed(rows) if name != "Property"}
    assert len(found) > 150
    return found


def test_confluent_kafka() -> None:
    assert set(librdkafkas_defaults()) - named("confluent") == set()
    kinds = SerializingProducer, DeserializingConsumer, AdminClient, aio.AIOProducer, aio.AIOConsumer
    bare = confluent_kafka.Producer, confluent_kafka.Consumer, confluent_kafka.Message
    assert methods(*kinds, *bare) - called("confluent") == set()
    packages = confluent_kafka, confluent_kafka.admin, confluent_kafka.error, confluent_kafka.serialization, aio
    assert exported(*packages) - mentioned("confluent") == set()
    codes = {name for name in dir(confluent_kafka.KafkaError) if re.match("_[A-Z]", name)}  # not Kafka's own
    assert len(codes) > 50
    assert codes - named("confluent") == set()


def test_aiokafka() -> None:
    kinds = AIOKafkaProducer, AIOKafkaConsumer, AIOKafkaAdminClient
    assert parameters(*kinds) - named("aiokafka") == set()
    assert methods(*kinds) - called("aiokafka") == set()
    assert fields(ConsumerRecord) - set(dir(barnabas.Record)) - named("aiokafka") == set()
    packages = aiokafka, aiokafka.abc, aiokafka.admin, aiokafka.structs, aiokafka.errors
    names = exported(*packages) | {aiokafka.helpers.create_ssl_context.__name__}
    assert names - same_errors() - set(barnabas.__all__) - mentioned("aiokafka") == set()


def test_kafka_python() -> None:
    kinds = kafka.KafkaProducer, kafka.KafkaConsumer, kafka.KafkaAdminClient
    assert {name for kind in kinds for name in kind.DEFAULT_CONFIG} - named("kafka_python") == set()
    assert methods(*kinds) - called("kafka_python") == set()
    assert fields(KafkaPythonRecord) - set(dir(barnabas.Record)) - named("kafka_python") == set()
    names = exported(kafka, kafka.admin, kafka.errors)
    assert names - same_errors() - set(barnabas.__all__) - mentioned("kafka_python") == set()


def defaults(page: str) -> dict[str, object]:
    """Their options and what they are by default."""
    if page == "confluent":
        return librdkafkas_defaults()
    found: dict[str, object] = {}
    if page == "aiokafka":
        for kind in (AIOKafkaProducer, AIOKafkaConsumer):
            found |= {name: each.default for name, each in inspect.signature(kind).parameters.items()}
        return found | {"acks": 1}  # a sentinel, which stands for "all" where it is idempotent
    for made in (kafka.KafkaProducer, kafka.KafkaConsumer):
        found |= made.DEFAULT_CONFIG
    return found


def plain(value: object) -> str:
    """A default as both sides write it: a number, a word, or nothing."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace(",", "").split(":")[0].strip().lower()
    return {"": "none", "-1": "none", "largest": "latest"}.get(text, text)


def differing(page: str) -> dict[str, tuple[str, str, str]]:
    """The table of defaults: by their option its default, ours, and its default."""
    text = (PAGES / f"{page}.md").read_text().split("## Defaults that differ\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in text.splitlines() if row.startswith("| `")]
    return {name.strip("`"): (theirs, ours.strip("`"), default) for name, theirs, ours, default in rows}


def same_option(page: str) -> Iterator[tuple[str, str]]:
    """An option of theirs, and the one of ours that its row begins with: the one beside it, or the only one."""
    for row in ROW.finditer((PAGES / f"{page}.md").read_text()):
        theirs, found = SPAN.findall(row[1]), [span for span in SPAN.findall(row[2]) if span in OPTIONS]
        if found and row[2].strip().startswith(f"`{found[0]}`"):
            yield from zip(theirs, found if len(found) > 1 else found * len(theirs), strict=False)


# The same in other words, or in another type; and options that ours do the work of, but in another unit or way.
WORDS = {
    *(
        "compression_type",
        "sasl_mechanism",
        "security_protocol",
        "partitioner",
        "partition_assignment_strategy",
        "acks",
    ),
    *("ssl_context", "connector"),
}
UNITS = {
    *("queued.min.messages", "queued.max.messages.kbytes", "queue.buffering.max.messages", "enable.auto.offset.store"),
    *("topic.metadata.refresh.fast.cnt", "topic.metadata.refresh.sparse", "topic.metadata.propagation.max.ms"),
    *("socket.send.buffer.bytes", "socket.receive.buffer.bytes", "consumer_timeout_ms"),
}


@pytest.mark.parametrize("page", ["confluent", "aiokafka", "kafka_python"])
def test_every_default_that_differs_is_told_and_no_other(page: str) -> None:
    theirs, told = defaults(page), differing(page)
    of_ours = {option for _, option, _ in told.values()}  # an option may have two names there
    for name, option in same_option(page):
        if name in theirs and option not in of_ours | WORDS and name not in UNITS:
            mine = OPTIONS[option].default
            assert plain(theirs[name]) == plain(mine), f"{name}: {theirs[name]} and {mine}"
    for name, (default, option, mine) in told.items():
        assert name in theirs
        if option in OPTIONS and option not in WORDS:
            assert plain(mine) == plain(OPTIONS[option].default), name
            assert "…" in default or default == "no limit" or plain(default) == plain(theirs[name]), name


@pytest.mark.parametrize(("page", "module"), [("aiokafka", aiokafka.errors), ("kafka_python", kafka.errors)])
def test_errors_of_other_names_are_told_and_only_such(page: str, module: Any) -> None:
    kinds = [kind for kind in vars(barnabas.errors).values() if inspect.isclass(kind)]
    ours = {kind.code: kind.__name__ for kind in kinds if issubclass(kind, barnabas.BrokerError) and kind.code}
    text = (PAGES / f"{page}.md").read_text().split("## Errors\n")[1].split("\n## ")[0]
    for row in ROW.finditer(text):
        assert {name for name in SPAN.findall(row[1]) if not hasattr(module, name)} == set()
    for name, kind in vars(module).items():
        code = getattr(kind, "errno", None)
        if inspect.isclass(kind) and isinstance(code, int) and code and ours.get(code) not in (name, f"{name}Error"):
            assert f"`{name}`" in text, f"{name} is {ours.get(code)}"


@pytest.mark.parametrize("page", ["confluent", "aiokafka", "kafka_python"])
def test_what_takes_their_place_is_there(page: str) -> None:
    for theirs, spans in columns(page):
        for span in spans:
            for name in ours(span):
                assert name in public() | OTHERS, f"{span} beside {theirs}"


@pytest.mark.parametrize("page", ["confluent", "aiokafka", "kafka_python"])
def test_what_is_not_there_yet_is_not_there(page: str) -> None:
    for row in ROW.finditer((PAGES / f"{page}.md").read_text()):
        if "not yet" in row[2]:
            assert not set(re.findall(r"(\w+)\(", row[1])) & set(dir(barnabas.Admin)), row[0]


def test_librdkafkas_keys_stay_where_they_are_with_the_pages_partitioner() -> None:
    (given,) = re.findall(r"`partitioner=(lambda [^`]+)`", (PAGES / "confluent.md").read_text())
    partitioner = eval(given, {"zlib": zlib, "random": random})
    for key in (b"a", b"table 7", bytes(1000)):
        assert partitioner("orders", key, b"value", 6) == confluent_kafka.consistent(key, 6)
    for key in (None, b""):  # librdkafka's default spreads both
        assert {partitioner("orders", key, b"value", 2) for _ in range(200)} == {0, 1}
