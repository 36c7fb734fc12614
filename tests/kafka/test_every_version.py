"""The main job on each version of Kafka that we test on."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from barnabas import NewTopic, Rebalance, TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import until

WAIT = 30.0


@pytest.mark.kip(97)
@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_the_main_job(any_kafka: Kafka, topic: Topics, codec: Any) -> None:
    name = topic(partitions=3)
    with barnabas.Client(any_kafka.bootstrap) as client:
        with client.producer(compression_type=codec) as producer:
            keys = [b"%d" % i for i in range(300)]
            written = producer.send_many(name, keys, keys, headers=[("h", b"1")]).result(WAIT)
            assert len(written) == 300
        with client.consumer(name, group_id=name, auto_offset_reset="earliest") as consumer:
            found: list[Any] = []
            while len(found) < 300:
                result = consumer.poll(WAIT)
                assert len(result) or isinstance(result, Rebalance)
                found.extend(result)
            assert sorted(int(r.value) for r in found) == list(range(300))
            assert {(r.partition, r.offset) for r in found} == {(m.partition, m.offset) for m in written}
            consumer.commit()
            consumer.seek(TopicPartition(name, 1), 0)
            assert consumer.poll(WAIT)[0].offset == 0  # type: ignore[index]
            assert sum(o.offset for o in consumer.committed().values() if o) == 300


def test_topics_succeed_and_fail_one_by_one(any_kafka: Kafka, topic: Topics) -> None:
    names = [topic.name() for _ in range(2)]
    with barnabas.Client(any_kafka.bootstrap) as client:
        admin = client.admin
        made = admin.create_topics(
            [
                NewTopic(names[0], partitions=2, replication_factor=1, configs={"retention.ms": "60000"}),
                NewTopic("not a name"),
                NewTopic(names[1], assignments={0: [1]}),
                NewTopic(names[1] + "x", partitions=1, replication_factor=9),
                NewTopic(names[1] + "y", configs={"no.such.config": "1"}),
            ]
        )
        assert [r.name for r in made] == [names[0], "not a name", names[1], names[1] + "x", names[1] + "y"]
        codes = [getattr(r.error, "code", None) for r in made]
        assert codes == [None, 17, None, 38, 40]
        assert made[0].topic_id
        assert isinstance(made[1].error, barnabas.BrokerError)
        with pytest.raises(barnabas.BrokerError, match="TOPIC_ALREADY_EXISTS"):
            admin.create_topics([NewTopic(names[0])], raise_on_error=True)
        (only,) = admin.create_topics([NewTopic(names[0] + "v", partitions=1)], validate_only=True)
        assert only.error is None
        # A broker says that a topic is made before it lists it itself.
        until(lambda: set(names) <= {t.name for t in admin.list_topics()}, "they are listed")
        assert names[0] + "v" not in {t.name for t in admin.list_topics()}
        described = admin.describe_topics([names[0], "missing"])
        assert [len(described[0].partitions), getattr(described[1].error, "code", None)] == [2, 3]
        cluster = admin.describe_cluster()
        assert [b.id for b in cluster.brokers] == [1]
        deleted = admin.delete_topics([names[0], "missing"])
        assert [getattr(r.error, "code", None) for r in deleted] == [None, 3]
        by_id = admin.delete_topics(ids=[made[2].topic_id])
        assert [r.error for r in by_id] == [None]
