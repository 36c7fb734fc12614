"""SASL as Kafka 0.11 has it, whose handshake (v0) is followed by bare tokens, on the real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import barnabas
from tests.harness import jars
from tests.harness.broker import free_port
from tests.harness.zookeeper import ZooKeeperBroker
from tests.security.roundtrip import round_trip
from tests.security.test_sasl_broker import login

WAIT = 60.0
USER, PASSWORD = "alice", "alice-secret"
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
MODULES = "org.apache.kafka.common.security"
JAAS = f"""KafkaServer {{
  {MODULES}.plain.PlainLoginModule required user_{USER}="{PASSWORD}";
  {MODULES}.scram.ScramLoginModule required;
}};
"""
pytestmark = [pytest.mark.java, pytest.mark.real_kafka, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a listener with SASL, where a user has a password for each mechanism."""
    jaas: Path = tmp_path_factory.mktemp("jaas") / "jaas.conf"
    jaas.write_text(JAAS)
    jvm = ("-Xmx512m", f"-Djava.security.auth.login.config={jaas}", "-Dzookeeper.sasl.client=false")
    broker = ZooKeeperBroker(jars.AGES[0], {"sasl.enabled.mechanisms": ",".join(MECHANISMS)}, jvm=jvm)
    address = f"127.0.0.1:{free_port()}"
    broker.add_listeners(
        f"SASL://{address}", {"listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT"}
    )
    with broker:
        for mechanism in MECHANISMS[1:]:
            broker.add_scram(mechanism, USER, PASSWORD)
        yield address


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_password(oldest: str, mechanism: str) -> None:
    round_trip(oldest, **login(mechanism, PASSWORD, USER))


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_what_is_refused_is_told_at_once(oldest: str, mechanism: str) -> None:
    """It has no words for it and closes the connection (KIP-152 came with 1.0)."""
    text = f"closed the connection during the authentication with {mechanism}; are the credentials right"
    with (
        barnabas.Client(oldest, **login(mechanism, "wrong", USER)) as client,
        pytest.raises(barnabas.SaslError, match=text),
    ):
        client.admin.list_topics(timeout=WAIT)
