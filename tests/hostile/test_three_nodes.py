"""A real cluster of three: unclean elections, followers that are read from, leaders that go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.cluster import Cluster
from tests.harness.reading import next_values
from tests.harness.waiting import until

WAIT = 60.0


@pytest.fixture(scope="module")
def cluster(own_cluster: Any) -> Cluster:
    return own_cluster({"replica.selector.class": "org.apache.kafka.common.replica.RackAwareReplicaSelector"})


@pytest.fixture
def client(cluster: Cluster) -> Iterator[barnabas.Client]:
    with barnabas.Client(cluster.bootstrap, metadata_max_age_ms=5_000) as client:
        yield client


def made(client: barnabas.Client, name: str, replicas: int, **configs: str) -> None:
    new = barnabas.NewTopic(
        name, partitions=1, replication_factor=replicas, configs={k.replace("_", "."): v for k, v in configs.items()}
    )
    client.admin.create_topics([new], raise_on_error=True)
    until(lambda: leader(client, name) is not None, "it is led")


def place(client: barnabas.Client, name: str) -> Any:
    return client.admin.describe_topics([name])[0].partitions[0]


def leader(client: barnabas.Client, name: str) -> int | None:
    (topic,) = client.admin.describe_topics([name])
    return topic.partitions[0].leader if topic.partitions else None


def write(client: barnabas.Client, name: str, *values: bytes) -> None:
    with client.producer() as producer:
        producer.send_many(name, list(values), partition=0).result(WAIT)


@pytest.mark.kip(320)
def test_an_unclean_election_is_noticed(cluster: Cluster, client: barnabas.Client) -> None:
    """The follower is away while records are written, and leads when the leader is gone."""
    made(client, "cut", 2, unclean_leader_election_enable="true", min_insync_replicas="1")
    key = TopicPartition("cut", 0)
    write(client, "cut", b"0", b"1")
    tolerant, strict = (client.consumer(auto_offset_reset=reset) for reset in ("earliest", "none"))  # type: ignore[arg-type]
    for consumer in (tolerant, strict):
        consumer.assign({key: 0})
        assert len(next_values(consumer, 2)) == 2
    first = leader(client, "cut")
    assert first is not None
    (second,) = set(place(client, "cut").replicas) - {first}
    until(lambda: set(place(client, "cut").isr) == {first, second}, "both have it")
    cluster.nodes[second].kill()
    until(lambda: set(place(client, "cut").isr) == {first}, "the follower is out of sync")
    write(client, "cut", b"2", b"3", b"4")
    for consumer in (tolerant, strict):
        assert len(next_values(consumer, 3)) == 3
    cluster.nodes[first].kill()
    cluster.nodes[second].start()
    until(lambda: leader(client, "cut") == second, "the follower leads", timeout=WAIT)
    write(client, "cut", *[b"new %d" % n for n in range(2, 10)])
    assert next_values(tolerant, 8) == [b"new %d" % n for n in range(2, 10)]
    with pytest.raises(barnabas.LogTruncatedError) as caught:
        while True:
            strict.poll(WAIT)
    assert (caught.value.offset, caught.value.diverges_at) == (5, 2)
    cluster.nodes[first].start()
    until(lambda: set(place(client, "cut").isr) == {first, second}, "all is well again", timeout=WAIT)


@pytest.mark.kip(392)
def test_the_replica_in_the_same_rack_is_read_from(cluster: Cluster, client: barnabas.Client) -> None:
    made(client, "near", 3)
    key = TopicPartition("near", 0)
    write(client, "near", b"0", b"1")
    at = leader(client, "near")
    near = next(node for node in (1, 2, 3) if node != at)
    consumer = client.consumer(auto_offset_reset="earliest", client_rack=f"r{near}", fetch_max_wait_ms=100)
    consumer.assign([key])
    assert next_values(consumer, 2) == [b"0", b"1"]
    p = consumer._core.owned[key]
    assert p.replica == near, "the leader sent it there"
    # The follower goes: the leader is read from, and nothing is lost.
    cluster.nodes[near].stop()
    write(client, "near", b"2")
    assert next_values(consumer, 1) == [b"2"]
    cluster.nodes[near].start()
    until(lambda: near in place(client, "near").isr, "it is back", timeout=WAIT)
    write(client, "near", b"3")
    assert next_values(consumer, 1) == [b"3"]

    def back() -> bool:
        write(client, "near", b"more")
        return next_values(consumer, 1) == [b"more"] and p.replica == near

    until(back, "the near replica is read from again", timeout=WAIT)
