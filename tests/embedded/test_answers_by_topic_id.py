"""An answer to Produce names topics by their ids (KIP-516), as they were when the request was made."""

from __future__ import annotations

from dataclasses import replace

import pytest

import barnabas
from barnabas.broker import Broker
from tests.harness.waiting import until

WAIT = 30.0


@pytest.mark.kip(516)
def test_metadata_that_has_lost_a_topic_does_not_have_what_is_written_sent_again() -> None:
    with (
        Broker() as broker,
        barnabas.Client(broker.bootstrap_servers) as client,
        client.producer(acks=1, linger_ms=0) as producer,
    ):
        producer.send("t", b"first").result(WAIT)
        broker.inject(api="Produce", delay=0.5, after=True)
        delivery = producer.send("t", b"once")
        (outlet,) = producer._sender._outlets.values()
        until(lambda: outlet.in_flight == 1, "the request is out")

        async def forget() -> None:
            client._engine.cluster.snapshot = replace(client._engine.cluster.snapshot, names={})

        client._engine.run(forget)
        assert delivery.result(WAIT).offset == 1
        assert [record.value for record in client.read("t", stop="end")] == [b"first", b"once"]
        assert len(broker.requests("Produce")) == 2
