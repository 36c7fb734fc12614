"""The pages for users of other clients have every option and method of theirs, and say of ours only what there is."""

from __future__ import annotations

import ctypes
import inspect
import re
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import confluent_kafka
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from aiokafka.admin import AIOKafkaAdminClient
from confluent_kafka import DeserializingConsumer, SerializingProducer, aio
from confluent_kafka.admin import AdminClient

import barnabas
from tests.harness.names import named as ours
from tests.harness.names import public

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of importlib.resources, by Python 3.11
    import kafka
    from kafka.consumer.fetcher import ConsumerRecord as KafkaPythonRecord

PAGES = Path(__file__).resolve().parents[2] / "docs" / "migrate"
OTHERS = {"murmur2_random", "logging", "KRB5_CLIENT_KTNAME"}  # of the second column, neither theirs nor ours
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


def methods(*kinds: Any) -> set[str]:
    found = {name for kind in kinds for name in dir(kind) if not name.startswith("_")}
    return {name for name in found if any(callable(getattr(kind, name, None)) for kind in kinds)}


def parameters(*kinds: Any) -> set[str]:
    return {name for kind in kinds for name in inspect.signature(kind).parameters}


def fields(record: Any) -> set[str]:
    return set(getattr(record, "_fields", None) or record.__dataclass_fields__)


def librdkafka(tmp_path: Path) -> set[str]:
    """The options that librdkafka tells of itself, as its CONFIGURATION.md has them."""
    (library,) = Path(confluent_kafka.__file__).parent.parent.glob("confluent_kafka.libs/librdkafka*.so*")
    told = tmp_path / "options"
    libc, rdkafka = ctypes.CDLL(None), ctypes.CDLL(str(library))
    libc.fopen.restype = ctypes.c_void_p
    file = ctypes.c_void_p(libc.fopen(bytes(told), b"w"))
    rdkafka.rd_kafka_conf_properties_show(file)
    libc.fclose(file)
    names = set(re.findall(r"^([\w.]+) +\|", told.read_text(), re.M)) - {"Property"}
    assert len(names) > 150
    return names


def test_confluent_kafka(tmp_path: Path) -> None:
    assert librdkafka(tmp_path) - named("confluent") == set()
    kinds = SerializingProducer, DeserializingConsumer, AdminClient, aio.AIOProducer, aio.AIOConsumer
    bare = confluent_kafka.Producer, confluent_kafka.Consumer, confluent_kafka.Message
    assert methods(*kinds, *bare) - called("confluent") == set()


def test_aiokafka() -> None:
    kinds = AIOKafkaProducer, AIOKafkaConsumer, AIOKafkaAdminClient
    assert parameters(*kinds) - named("aiokafka") == set()
    assert methods(*kinds) - called("aiokafka") == set()
    assert fields(ConsumerRecord) - set(dir(barnabas.Record)) - named("aiokafka") == set()


def test_kafka_python() -> None:
    kinds = kafka.KafkaProducer, kafka.KafkaConsumer, kafka.KafkaAdminClient
    assert {name for kind in kinds for name in kind.DEFAULT_CONFIG} - named("kafka_python") == set()
    assert methods(*kinds) - called("kafka_python") == set()
    assert fields(KafkaPythonRecord) - set(dir(barnabas.Record)) - named("kafka_python") == set()


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


def test_librdkafkas_keys_stay_where_they_are_with_a_partitioner() -> None:
    for key in (b"a", b"table 7", bytes(1000)):
        assert confluent_kafka.consistent(key, 6) == zlib.crc32(key) % 6
