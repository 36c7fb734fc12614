"""KIP-368: sessions that end while the client works; nothing breaks, nothing is lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.testing import ManualClock
from tests.harness.secured import PASSWORD, USER, SecuredBroker
from tests.harness.waiting import turns
from tests.security.jwt import SIGNER, unsecured
from tests.security.test_sasl_broker import PASSWORDS, bearer, login

TIMES = 10
WAIT = 60.0


@pytest.fixture(scope="module")
def short() -> Iterator[SecuredBroker]:
    """A real Kafka whose sessions last 1.5 s."""
    with SecuredBroker(reauth_ms=1500, jwks=SIGNER.jwks) as broker:
        yield broker


pytestmark = pytest.mark.timeout(300)


def renewed(caplog: pytest.LogCaptureFixture) -> int:
    return sum("authenticated again" in record.getMessage() for record in caplog.records)


def work_on(bootstrap: str, enough: Callable[[], bool], **options: Any) -> None:
    """Produces with requests in flight all the time, and reads with a group beside it, until it is enough; all comes once, in order."""
    with barnabas.Client(bootstrap, **options) as client:
        name = f"again-{time.monotonic_ns()}"
        client.admin.create_topics([barnabas.NewTopic(name, partitions=1, replication_factor=1)], raise_on_error=True)
        sent: list[Any] = []
        ended = threading.Event()
        with (
            client.producer(linger_ms=0) as producer,
            client.consumer(name, group_id=name, auto_offset_reset="earliest") as consumer,
        ):

            def produce() -> None:
                while not ended.is_set():
                    sent.append(producer.send(name, b"%d" % len(sent)))
                    if len(sent) % 50 == 0:
                        sent[-1].result(WAIT)

            thread = threading.Thread(target=produce)
            thread.start()
            found = 0
            end = time.monotonic() + 200
            try:
                while not enough():
                    assert time.monotonic() < end, "the sessions were not renewed"
                    polled = consumer.poll(0.5)
                    if isinstance(polled, barnabas.Records):
                        for record in polled:
                            assert record.value == b"%d" % found
                            found += 1
            finally:
                ended.set()
                thread.join()
            for delivery in sent:
                delivery.result(WAIT)
            while found < len(sent):
                polled = consumer.poll(WAIT)
                if isinstance(polled, barnabas.Records):
                    for record in polled:
                        assert record.value == b"%d" % found
                        found += 1
            consumer.commit()
            assert client.admin.list_topics()


@pytest.mark.kip(368)
@pytest.mark.parametrize("case", [*PASSWORDS, "OAUTH", "JWKS", "SASLTLS"])
def test_ten_sessions_on_kafka(short: SecuredBroker, case: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "barnabas.connection")
    tls = short.tls(security_protocol="SASL_SSL")
    place, options = {
        "OAUTH": ("OAUTH", bearer(unsecured)),
        "JWKS": ("JWKS", bearer(SIGNER.token, **tls)),
        "SASLTLS": ("SASLTLS", {**login("SCRAM-SHA-512"), **tls}),
    }.get(case, ("SASL", login(case)))
    work_on(short.address[place], lambda: renewed(caplog) >= TIMES, **options)
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert "session ended" not in caplog.text


def sessions_of_a_minute(clock: ManualClock) -> Broker:
    return Broker(
        clock=clock,
        security_protocol="SASL_PLAINTEXT",
        users={USER: PASSWORD},
        configs={"connections.max.reauth.ms": "60000"},
    )


@pytest.mark.kip(368)
def test_sessions_on_a_clock(caplog: pytest.LogCaptureFixture) -> None:
    """An idle client keeps its connections: eight sessions of one minute, in no time."""
    clock = ManualClock()
    caplog.set_level(logging.WARNING, "barnabas")
    with (
        sessions_of_a_minute(clock) as broker,
        barnabas.Client(
            broker.bootstrap_servers, clock=clock, metadata_max_age_ms=10**9, **login("SCRAM-SHA-256")
        ) as client,
    ):
        client.admin.list_topics()
        before = len(broker.requests(api="ApiVersions"))
        for _ in range(8):
            clock.advance(60)
            client.admin.list_topics()
        assert len(broker.requests(api="SaslHandshake")) >= 8
        assert len(broker.requests(api="ApiVersions")) == before  # on the connection that there was
    assert not caplog.records


def test_a_connection_that_is_closed_while_it_authenticates_again_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As when its consumer ends: it is closed on purpose, and nothing has failed."""
    clock = ManualClock()
    caplog.set_level(logging.WARNING, "barnabas")
    with (
        sessions_of_a_minute(clock) as broker,
        barnabas.Client(broker.bootstrap_servers, clock=clock, **login("SCRAM-SHA-256")) as client,
    ):
        client.admin.list_topics()
        before = len(broker.requests(api="SaslHandshake"))
        broker.inject(api="SaslHandshake", no_answer=True, times=None)
        clock.advance(57.5)  # it begins somewhat before the end
        broker.wait_for_requests("SaslHandshake", count=before + 1)

        async def drop() -> None:
            client._engine.pool.drop_all()
            await turns(1)  # a turn of the loop, in which whoever waited hears of it

        client._engine.run(drop)
    assert not caplog.records


def test_a_password_that_changed_is_told_when_the_session_ends() -> None:
    password = [PASSWORD]
    from barnabas.security import Plain

    clock = ManualClock()
    with (
        sessions_of_a_minute(clock) as broker,
        barnabas.Client(
            broker.bootstrap_servers,
            clock=clock,
            security_protocol="SASL_PLAINTEXT",
            sasl_mechanism=lambda host, port: Plain(USER, password[0]),
        ) as client,
    ):
        client.admin.list_topics()
        password[0] = "no longer"
        clock.advance(120)
        with pytest.raises(barnabas.SaslError, match="Invalid username or password"):
            client.admin.list_topics()
        password[0] = PASSWORD
        clock.advance(2)  # the backoff
        client.admin.list_topics()
