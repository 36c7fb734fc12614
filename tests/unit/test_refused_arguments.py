"""What cannot be is refused where it is given, before anybody is asked: the error names the argument, the value and what was expected."""

from __future__ import annotations

import copy
import pickle
import re
import ssl
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import barnabas
from barnabas import ConfigurationError, NewTopic, OffsetAndMetadata, TopicPartition
from barnabas.broker import Broker

NOBODY = "127.0.0.1:1"
KEY = TopicPartition("orders", 0)


@pytest.fixture(scope="module")
def client() -> Iterator[barnabas.Client]:
    """Of a cluster that is not there."""
    with barnabas.Client(NOBODY) as client:
        yield client


def sought(client: barnabas.Client, seek: Callable[[Any], None]) -> None:
    consumer = client.consumer()
    consumer.assign([KEY])
    seek(consumer)


CALLS: dict[str, Callable[[Any], Any]] = {
    'Client: bootstrap_servers=7 is not accepted: expected "host:port" or a list of such': lambda _: barnabas.Client(7),  # type: ignore[arg-type]
    "Client: bootstrap_servers=' , ' names no address": lambda _: barnabas.Client(" , "),
    "'host:port' in bootstrap_servers='host:port' is not accepted": lambda _: barnabas.Client("host:port"),
    "'tcp://host' in bootstrap_servers='tcp://host' is not accepted": lambda _: barnabas.Client("tcp://host"),
    "Consumer: topic '' is not accepted: expected a non-empty str": lambda c: c.consumer(""),
    "enable_auto_commit=True is not accepted without a group_id": lambda c: c.consumer(enable_auto_commit=True),
    "committed() needs a group_id": lambda c: c.consumer().committed(KEY),
    "Consumer: commit_async() needs a group_id": lambda c: c.consumer().commit_async(),
    "read(): partitions=0 is not accepted: expected a list of numbers, or None": lambda c: c.read("t", partitions=0),
    "'b:0' in bootstrap_servers=['a:1,b:0'] is not accepted": lambda _: barnabas.Client(["a:1,b:0"]),
    "offsets='1' is not accepted: expected an int": lambda c: sought(c, lambda k: k.seek_by(KEY, "1")),
    "offset OffsetAndMetadata(offset=-5, leader_epoch=None, metadata='') of": lambda c: sought(
        c, lambda k: k.seek(KEY, OffsetAndMetadata(-5))
    ),
    "metadata=None) of TopicPartition(topic='orders', partition=0) is not accepted": lambda c: (
        c.admin.alter_group_offsets("g", {KEY: OffsetAndMetadata(1, 0, None)})
    ),
    "offset 9223372036854775808 of TopicPartition": lambda c: sought(c, lambda k: k.seek(KEY, 2**63)),
    "leader_epoch='1', metadata='') of": lambda c: sought(c, lambda k: k.seek(KEY, OffsetAndMetadata(1, "1"))),
    "back=-1 is not accepted: expected an int of at least 0": lambda c: sought(c, lambda k: k.seek_to_end(back=-1)),
    "compression_level=3 is not accepted: compression_type='snappy' has no levels": lambda c: c.producer(
        compression_type="snappy", compression_level=3
    ),
    "compression_level=99 is not accepted: expected 0 to 9 for 'gzip'": lambda c: c.producer(
        compression_type="gzip", compression_level=99
    ),
    "'' is not accepted: expected a non-empty str": lambda c: c.admin.delete_topics([""]),
    "ids=['x'] is not accepted: expected topic ids of 32 hexadecimal digits": lambda c: c.admin.describe_topics(
        ids=["x"]
    ),
    "group_id='' is not accepted: expected a non-empty str": lambda c: c.admin.delete_group_offsets("", [KEY]),
    "partitions='orders' is not accepted: expected a list": lambda c: c.admin.delete_group_offsets("g", "orders"),
    "create_topics: topics=NewTopic(name='orders'": lambda c: c.admin.create_topics(NewTopic("orders")),
    "topics=None is not accepted: expected a list, as [NewTopic(": lambda c: c.admin.create_topics(None),
    "names=5 is not accepted: expected a list of names, as ['orders']": lambda c: c.admin.delete_topics(5),
    "assignments={0: 1} is not accepted: expected a dict of partition numbers to lists": lambda _: NewTopic(
        "orders",
        assignments={0: 1},  # type: ignore[dict-item]
    ),
    "configs=['retention.ms'] is not accepted: expected a dict": lambda _: NewTopic("orders", configs=["retention.ms"]),  # type: ignore[arg-type]
    "offsets=[] is not accepted: expected a dict": lambda c: c.admin.alter_group_offsets("g", []),
    "isolation_level='dirty' is not accepted: expected one of": lambda c: c.admin.group_lag(
        ["g"], isolation_level="dirty"
    ),
    "states with 5 is not accepted: expected str": lambda c: c.admin.list_groups(states=[5]),
    "ssl_context is given, so ssl_endpoint_identification_algorithm has no effect": lambda _: barnabas.Client(
        NOBODY,
        security_protocol="SSL",
        ssl_context=ssl.create_default_context(),
        ssl_endpoint_identification_algorithm="",
    ),
    "NewTopic: name='' is not accepted: expected a non-empty str": lambda _: NewTopic(""),
    "NewTopic: partitions=0 is not accepted: expected an int from 1 to 2147483647, or None": lambda _: NewTopic(
        "t", partitions=0
    ),
    "replication_factor and assignments cannot both be given": lambda _: NewTopic(
        "t", replication_factor=1, assignments={0: [1]}
    ),
    "configs['retention.ms']=5 is not accepted: names and values are str": lambda _: NewTopic(
        "t",
        configs={"retention.ms": 5},  # type: ignore[dict-item]
    ),
    "NewTopic: partitions=2147483648 is not accepted": lambda _: NewTopic("t", partitions=2**31),
    "replication_factor=32768 is not accepted: expected an int from 1 to 32767": lambda _: NewTopic(
        "t", replication_factor=2**15
    ),
    "assignments={0: [2147483648]} is not accepted": lambda _: NewTopic("t", assignments={0: [2**31]}),
    "configs['x']='ééé": lambda _: NewTopic("t", configs={"x": "é" * 16_384}),
    "Consumer: topic '\\ud800' is not accepted": lambda c: c.consumer("\ud800"),
    "… (32770 characters) is not accepted": lambda c: c.consumer("x" * 32_768),
    "read(): topic='\\ud800' is not accepted": lambda c: c.read("\ud800"),
    "delete_topics: '\\ud800' is not accepted": lambda c: c.admin.delete_topics(["\ud800"]),
    "alter_group_offsets: ('\\ud800', 0) is not accepted": lambda c: c.admin.alter_group_offsets(
        "g", {("\ud800", 0): 1}
    ),
    "metadata='\\ud800') of": lambda c: sought(c, lambda k: k.seek(KEY, OffsetAndMetadata(1, 0, "\ud800"))),
    "group_id='\\ud800' is not accepted": lambda c: c.consumer(group_id="\ud800"),
    "max_poll_interval_ms=2147483648 is not accepted: expected an int from 1 to 2147483647": lambda c: c.consumer(
        max_poll_interval_ms=2**31
    ),
    "request_timeout_ms=2147483648 is not accepted": lambda _: barnabas.Client(NOBODY, request_timeout_ms=2**31),
    "metadata_max_age_ms=9223372036854775808 is not accepted": lambda _: barnabas.Client(
        NOBODY, metadata_max_age_ms=2**63
    ),
    "'a\\nb:1' in bootstrap_servers=": lambda _: barnabas.Client("a\nb:1"),
    "nodes=0 is not accepted: expected a whole number from 1 to 100": lambda _: Broker(nodes=0),
    "port=True is not accepted": lambda _: Broker(port=True),
    "host='' is not accepted: expected a name or an address": lambda _: Broker(host=""),
    "security_protocol='TLS' is not accepted: expected one of PLAINTEXT": lambda _: Broker(security_protocol="TLS"),
    "users without SASL has no effect: give security_protocol='SASL_PLAINTEXT' or 'SASL_SSL' (now 'SSL')": lambda _: (
        Broker(security_protocol="SSL", users={"alice": "secret"})
    ),
    "validator without SASL has no effect": lambda _: Broker(validator=lambda _: None),  # type: ignore[arg-type,return-value]
    "consumer has 'group_id', which is not accepted there: give group_id=...": lambda c: c.transactional(
        "t", group_id="g", transactional_id="x", consumer={"group_id": "other"}
    ),
    "producer has 'transactional_id', which is not accepted there: give transactional_id=...": lambda c: (
        c.transactional("t", group_id="g", transactional_id="x", producer={"transactional_id": "y"})
    ),
    "racks=['a'] is not accepted: expected one name (or None) for each of the 2 nodes": lambda _: Broker(
        nodes=2, racks=["a"]
    ),
    "configs['num.partitions']='no' is not accepted: expected a number from 1 on": lambda _: Broker(
        configs={"num.partitions": "no"}
    ),
    "configs['a']=[] is not accepted: expected a text or a number": lambda _: Broker(configs={"a": []}),
}


TYPES: dict[str, Callable[[Any], Any]] = {
    "partitions=None is not accepted: expected a list of TopicPartition": lambda c: c.consumer().assign(None),
    "partitions=TopicPartition(topic='orders', partition=0) is not accepted": lambda c: c.consumer().assign(KEY),
    "times=TopicPartition(topic='orders', partition=0) is not accepted: expected a dict": lambda c: (
        c.consumer().offsets_for_times(KEY)
    ),
    "topic=None is not accepted: expected a str": lambda c: c.producer().partitions_for(None),
    "commit_async() takes a record, records or a dict of TopicPartition to the next offset, not 3": lambda c: (
        c.consumer(group_id="g").commit_async(3)
    ),
    "Client objects cannot be pickled nor copied": pickle.dumps,
    "Consumer objects cannot be pickled nor copied": lambda c: pickle.dumps(c.consumer()),
    "Producer objects cannot be pickled nor copied": lambda c: copy.copy(c.producer()),
    "AsyncClient objects cannot be pickled nor copied": lambda _: pickle.dumps(barnabas.AsyncClient(NOBODY)),
}


@pytest.mark.parametrize("text", TYPES)
def test_of_another_type(client: barnabas.Client, text: str) -> None:
    with pytest.raises(TypeError, match=re.escape(text)):
        TYPES[text](client)


def test_a_list_of_addresses_may_have_several_in_a_word() -> None:
    with barnabas.Client(["a:1,b:2", "c"]) as client:
        assert repr(client) == "<Client a:1,b:2,c:9092 0 brokers known>"


def test_a_broker_shows_its_address() -> None:
    broker = Broker()
    assert repr(broker) == "<Broker that does not run>"
    with broker:
        assert repr(broker) == f"<Broker {broker.bootstrap_servers}>"


@pytest.mark.parametrize("text", CALLS)
def test_refused(client: barnabas.Client, text: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(text)):
        CALLS[text](client)
