"""Apache's own Java clients and tools on the development broker, in as few processes as say something.

What differs from a real Kafka: nothing that they notice. `kafka-acls` says that there is no authorizer, as on any unsecured cluster;
`__consumer_offsets` and `__transaction_state` are not among the topics. tests/interop runs more of them, on this broker and on a
real one; groups of Java's members and others' are there too.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from barnabas.broker import Broker
from tests.embedded.interop.common import broker, fresh
from tests.interop import tools

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def served() -> Iterator[Broker]:
    with broker(nodes=2) as made:
        yield made


def test_topics_are_made_described_changed_and_deleted(served: Broker) -> None:
    name, at = fresh("made"), ("--bootstrap-server", served.bootstrap_servers)
    made = ("--create", "--topic", name, "--partitions", "3", "--replication-factor", "2")
    assert f"Created topic {name}." in tools.run("TopicCommand", *at, *made, "--config", "retention.ms=12345")
    entity = (*at, "--entity-type", "topics", "--entity-name", name)
    config = "org.apache.kafka.tools.ConfigCommand"
    with ThreadPoolExecutor(2) as pool:
        described = pool.submit(tools.run, "TopicCommand", *at, "--describe", "--topic", name)
        changed = pool.submit(tools.run, config, *entity, "--alter", "--add-config", "max.message.bytes=5000")
        rows = [line.split("\t") for line in described.result().splitlines()]
        assert "Completed updating config for topic" in changed.result()
    assert [row[2] for row in rows if row[0] == "" and "Partition" in row[2]] == [f"Partition: {n}" for n in range(3)]
    assert "retention.ms=12345" in rows[0][-1]
    with ThreadPoolExecutor(2) as pool:
        configs = pool.submit(tools.run, config, *entity, "--describe")
        deleted = pool.submit(tools.run, "TopicCommand", *at, "--delete", "--topic", name)
        assert "retention.ms=12345" in configs.result() or deleted.result() == ""
