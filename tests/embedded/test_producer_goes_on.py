"""What befell one batch leaves its partition as it should be: those behind it go, and go where they should."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from tests.harness.waiting import until

WAIT = 60.0
QUICK: dict[str, Any] = {"retry_backoff_ms": 5, "reconnect_backoff_ms": 5, "reconnect_backoff_max_ms": 20}


def test_what_a_broker_cannot_take_is_told_at_once_of_each_record() -> None:
    with Broker(version="2.0") as broker, barnabas.Client(broker.bootstrap_servers, request_timeout_ms=2_000) as client:
        producer = client.producer(compression_type="zstd", linger_ms=0, delivery_timeout_ms=6_000)
        for value in (b"one", b"two"):
            with pytest.raises(barnabas.errors.IncompatibleBrokerError, match=r"Kafka 2\.1"):
                producer.send("t", value, partition=0).result(WAIT)
        assert producer._sender.failures() is None


@pytest.mark.parametrize("sent_before", [True, False])
def test_after_a_password_was_wrong_for_a_while_records_go_again(sent_before: bool) -> None:
    """A batch that had been sent leaves a gap in the numbers: the epoch rises, and those behind it go."""
    who: Any = {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN", "sasl_username": "u"}
    with (
        Broker(security_protocol="SASL_PLAINTEXT", users={"u": "p"}, default_partitions=1) as broker,
        barnabas.Client(
            broker.bootstrap_servers, **who, sasl_password="p", request_timeout_ms=2_000, **QUICK
        ) as client,
        client.producer(linger_ms=0, delivery_timeout_ms=10_000) as producer,
    ):
        producer.send("t", b"zero").result(WAIT)
        wrong = broker.inject(api="SaslAuthenticate", error="SASL_AUTHENTICATION_FAILED", times=None)
        if sent_before:
            broker.inject(api="Produce", drop_connection=True)
        else:
            broker.drop_connections()
        refused = [producer.send("t", b"refused") for _ in range(3)]
        for delivery in refused:
            assert isinstance(delivery.exception(WAIT), barnabas.errors.AuthenticationError)
        wrong.cancel()
        until(lambda: producer.send("t", b"next").exception(WAIT) is None, "it goes again")
        assert producer.send("t", b"last").result(WAIT).offset is not None
