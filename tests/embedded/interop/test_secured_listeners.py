"""Other people's clients through TLS and SASL to the development broker: each mechanism, and a wrong password."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiokafka
import confluent_kafka
import pytest
from aiokafka.abc import AbstractTokenProvider

from barnabas.broker import Broker
from tests.embedded.interop.common import WAIT, broker, fresh
from tests.interop import tools
from tests.security.jwt import unsecured

USER, PASSWORD = "alice", "wonder land=,;"
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")
CASES = [("SSL", None), ("SASL_PLAINTEXT", "PLAIN"), *(("SASL_SSL", mechanism) for mechanism in MECHANISMS)]
FEW: list[tuple[str, str | None]] = [  # for Java, which starts two processes for each
    ("SSL", None),
    ("SASL_PLAINTEXT", "PLAIN"),
    ("SASL_PLAINTEXT", "OAUTHBEARER"),
    ("SASL_SSL", "SCRAM-SHA-512"),
]
LOGIN_MODULES = {"PLAIN": "plain.Plain", "OAUTHBEARER": "oauthbearer.OAuthBearer"}
SENT = [b"value %d" % n for n in range(20)]
JAAS = "org.apache.kafka.common.security"


@pytest.fixture(scope="module")
def behind() -> Iterator[Callable[[str], Broker]]:
    """A broker by its security, started when first asked for."""
    made: dict[str, Broker] = {}
    stack: list[Any] = []

    def get(security: str) -> Broker:
        if security not in made:
            users = {USER: PASSWORD} if security.startswith("SASL") else None
            context = broker(security_protocol=security, users=users)
            made[security] = context.__enter__()
            stack.append(context)
        return made[security]

    yield get
    for context in stack:
        context.__exit__(None, None, None)


def confluent(on: Broker, security: str, mechanism: str | None, password: str) -> dict[str, Any]:
    given: dict[str, Any] = {
        "bootstrap.servers": on.bootstrap_servers,
        "security.protocol": security,
        "log_level": 0,
    }
    if on.tls is not None:
        given["ssl.ca.location"] = on.tls.ca_path
    if mechanism == "OAUTHBEARER":
        given |= {"sasl.mechanism": mechanism, "oauth_cb": lambda _: (unsecured(USER), time.time() + 300)}
    elif mechanism:
        given |= {"sasl.mechanism": mechanism, "sasl.username": USER, "sasl.password": password}
    return given


@pytest.mark.parametrize(("security", "mechanism"), CASES)
def test_confluent(behind: Callable[[str], Broker], security: str, mechanism: str | None) -> None:
    on, name = behind(security), fresh("confluent")
    given = confluent(on, security, mechanism, PASSWORD)
    producer = confluent_kafka.Producer(given)
    failed: list[Any] = []
    for value in SENT:
        producer.produce(name, value, on_delivery=lambda error, _: failed.append(error) if error else None)
    assert producer.flush(WAIT) == 0
    assert not failed
    consumer = confluent_kafka.Consumer({**given, "group.id": name, "auto.offset.reset": "earliest"})
    consumer.subscribe([name])
    try:
        found: list[bytes | None] = []
        while len(found) < len(SENT):
            message = consumer.poll(WAIT)
            assert message is not None
            assert message.error() is None, message.error()
            found.append(message.value())
        consumer.commit(asynchronous=False)
    finally:
        consumer.close()
    assert found == SENT


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_confluent_with_a_wrong_password(behind: Callable[[str], Broker], mechanism: str) -> None:
    errors: list[Any] = []
    given = confluent(behind("SASL_SSL"), "SASL_SSL", mechanism, "wrong")
    producer = confluent_kafka.Producer({**given, "error_cb": errors.append})
    end = time.monotonic() + WAIT
    while not any(error.code() == confluent_kafka.KafkaError._AUTHENTICATION for error in errors):
        assert time.monotonic() < end, errors
        producer.poll(0.1)


class Tokens(AbstractTokenProvider):  # type: ignore[misc]
    async def token(self) -> str:
        return unsecured(USER)


def aio(on: Broker, security: str, mechanism: str | None) -> dict[str, Any]:
    given: dict[str, Any] = {"bootstrap_servers": on.bootstrap_servers, "security_protocol": security}
    if on.tls is not None:
        given["ssl_context"] = ssl.create_default_context(cafile=on.tls.ca_path)
    if mechanism == "OAUTHBEARER":
        given |= {"sasl_mechanism": mechanism, "sasl_oauth_token_provider": Tokens()}
    elif mechanism:
        given |= {
            "sasl_mechanism": mechanism,
            "sasl_plain_username": USER,
            "sasl_plain_password": PASSWORD,
        }
    return given


@pytest.mark.parametrize(("security", "mechanism"), CASES)
def test_aiokafka(behind: Callable[[str], Broker], security: str, mechanism: str | None) -> None:
    on, name = behind(security), fresh("aiokafka")

    async def main() -> list[bytes | None]:
        given = aio(on, security, mechanism)
        async with aiokafka.AIOKafkaProducer(**given) as producer:
            for value in SENT:
                await producer.send_and_wait(name, value)
        async with aiokafka.AIOKafkaConsumer(name, group_id=name, auto_offset_reset="earliest", **given) as consumer:
            found = [(await asyncio.wait_for(consumer.getone(), WAIT)).value for _ in SENT]
            await consumer.commit()
            return found

    assert asyncio.run(main()) == SENT


def properties(on: Broker, security: str, mechanism: str | None, folder: Path) -> str:
    """The file with Java's settings."""
    lines = [f"security.protocol={security}"]
    if on.tls is not None:
        lines += ["ssl.truststore.type=PEM", f"ssl.truststore.location={on.tls.ca_path}"]
    if mechanism is not None:
        lines.append(f"sasl.mechanism={mechanism}")
        kind = LOGIN_MODULES.get(mechanism, "scram.Scram")
        login = f'username="{USER}" password="{PASSWORD}"'
        if mechanism == "OAUTHBEARER":
            login = f'unsecuredLoginStringClaim_sub="{USER}"'  # Java makes itself a token without a signature
        lines.append(f"sasl.jaas.config={JAAS}.{kind}LoginModule required {login};")
    path = folder / "client.properties"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


@pytest.mark.java
@pytest.mark.timeout(240)
@pytest.mark.parametrize(("security", "mechanism"), FEW)
def test_java(behind: Callable[[str], Broker], security: str, mechanism: str | None, tmp_path: Path) -> None:
    on, name = behind(security), fresh("java")
    file = properties(on, security, mechanism, tmp_path)
    at = ("--bootstrap-server", on.bootstrap_servers, "--topic", name, "--command-config", file)
    tools.run("ConsoleProducer", *at, stdin="".join(f"{value.decode()}\n" for value in SENT))
    read = tools.run(
        "consumer.ConsoleConsumer", *at, "--from-beginning", "--max-messages", str(len(SENT)), "--timeout-ms", "30000"
    )
    assert read.splitlines() == [value.decode() for value in SENT]
