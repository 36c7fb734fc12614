"""A topic that is deleted and made anew with fewer partitions under a producer: records go to those that there are."""

from __future__ import annotations

import pytest

import barnabas
from tests.harness.kafka import Kafka, Topics, make_anew
from tests.harness.waiting import until

WAIT = 30.0


def test_keys_are_spread_over_the_partitions_that_there_are(kafka: Kafka, topic: Topics) -> None:
    name = topic(partitions=6)
    keys = [b"k%d" % n for n in range(24)]
    with (
        barnabas.Client(kafka.bootstrap, metadata_max_age_ms=500) as client,
        client.producer(max_block_ms=1_000) as producer,
    ):
        before = producer.send_many(name, [b"before"] * 24, keys).result(WAIT)
        assert {m.partition for m in before} == set(range(6))
        client.admin.delete_topics([name], raise_on_error=True)
        make_anew(client, name, 2)
        topic.wait_led(name, 2)
        until(lambda: producer.partitions_for(name) == [0, 1], "the producer knows how many there are")
        after = producer.send_many(name, [b"after"] * 24, keys).result(WAIT)
        assert {m.partition for m in after} == {0, 1}
        assert producer.send(name, b"one", key=b"k").result(WAIT).partition in {0, 1}
        with pytest.raises(barnabas.UnknownTopicError):
            producer.send(name, b"gone", partition=5)
