"""SASL against brokers: every mechanism on every kind of listener, and what is refused, at once."""

from __future__ import annotations

import logging
import traceback
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.security import Plain, Scram, Token
from tests.harness.secured import PASSWORD, USER, SecuredBroker
from tests.harness.waiting import until
from tests.security.jwt import SIGNER, Signer, unsecured
from tests.security.roundtrip import around_trip, round_trip
from tests.security.test_tls_broker import refused

PASSWORDS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
WAIT = 60.0


def login(mechanism: str, password: str = PASSWORD, user: str = USER, **more: Any) -> dict[str, Any]:
    options = {"sasl_mechanism": mechanism, "sasl_username": user, "sasl_password": password}
    return {"security_protocol": "SASL_PLAINTEXT", **options, **more}


def bearer(source: Any, **more: Any) -> dict[str, Any]:
    options = {"sasl_mechanism": "OAUTHBEARER", "sasl_oauthbearer_token": source}
    return {"security_protocol": "SASL_PLAINTEXT", **options, **more}


@pytest.mark.parametrize("mechanism", PASSWORDS)
def test_passwords_on_the_development_broker(mechanism: str) -> None:
    with Broker(security_protocol="SASL_SSL", users={USER: PASSWORD}) as broker:
        assert broker.tls is not None
        round_trip(
            broker.bootstrap_servers,
            **login(mechanism, security_protocol="SASL_SSL", ssl_cafile=broker.tls.ca_path),
        )


@pytest.mark.kip(43)
@pytest.mark.parametrize("mechanism", PASSWORDS)
def test_before_sasl_authenticate(mechanism: str) -> None:
    """Kafka 0.11 has SaslHandshake v0: tokens come as they are, and a refusal is a closed connection."""
    with Broker(version="0.11", security_protocol="SASL_PLAINTEXT", users={USER: PASSWORD}) as broker:
        round_trip(broker.bootstrap_servers, **login(mechanism))
        assert {r.version for r in broker.requests(api="SaslHandshake")} == {0}
        error = refused(broker.bootstrap_servers, **login(mechanism, "wrong"))
        assert isinstance(error, barnabas.SaslError)
        assert "closed the connection during the authentication" in str(error)
        assert "are the credentials right?" in str(error)


def test_a_bearer_token_before_sasl_authenticate() -> None:
    with Broker(version="0.11", security_protocol="SASL_PLAINTEXT", users={USER: PASSWORD}) as broker:
        round_trip(broker.bootstrap_servers, **bearer(unsecured))
        error = refused(broker.bootstrap_servers, **bearer(lambda: "nonsense"))
        assert "invalid_token" in str(error)


@pytest.mark.kip(43, 84, 152)
@pytest.mark.parametrize("mechanism", PASSWORDS)
@pytest.mark.parametrize("listener", ["SASL", "SASLTLS"])
def test_passwords_on_kafka(secured: SecuredBroker, listener: str, mechanism: str) -> None:
    tls = secured.tls(security_protocol="SASL_SSL") if listener == "SASLTLS" else {}
    round_trip(secured.address[listener], **{**login(mechanism), **tls})


@pytest.mark.kip(255, 342)
def test_bearer_tokens_on_kafka(secured: SecuredBroker) -> None:
    round_trip(secured.address["OAUTH"], **bearer(unsecured))
    round_trip(secured.address["JWKS"], **bearer(SIGNER.token, **secured.tls(security_protocol="SASL_SSL")))


@pytest.mark.asyncio
async def test_the_async_face_on_kafka(secured: SecuredBroker) -> None:
    await around_trip(secured.address["SASL"], **login("SCRAM-SHA-512"))

    async def source() -> Token:
        return Token(unsecured())

    await around_trip(secured.address["OAUTH"], **bearer(source))


@pytest.mark.kip(152)
@pytest.mark.parametrize("mechanism", PASSWORDS)
@pytest.mark.parametrize("user", [USER, "nobody"])
def test_a_wrong_password_is_told_at_once(secured: SecuredBroker, mechanism: str, user: str) -> None:
    error = refused(secured.address["SASL"], **login(mechanism, "wrong", user))
    assert isinstance(error, barnabas.SaslError)
    assert f"the broker refused {mechanism}: Authentication failed" in str(error)
    cause = error.__cause__
    assert isinstance(cause, barnabas.BrokerError)
    assert cause.name == "SASL_AUTHENTICATION_FAILED"


@pytest.mark.parametrize("claims", [{"aud": "others"}, {"iss": "https://elsewhere.test"}])
def test_a_token_that_is_refused(secured: SecuredBroker, claims: dict[str, Any]) -> None:
    options = secured.tls(security_protocol="SASL_SSL")
    error = refused(secured.address["JWKS"], **bearer(lambda: SIGNER.token(**claims), **options))
    assert "invalid_token" in str(error)


def test_a_token_of_a_stranger(secured: SecuredBroker) -> None:
    options = secured.tls(security_protocol="SASL_SSL")
    error = refused(secured.address["JWKS"], **bearer(Signer().token, **options))
    assert "invalid_token" in str(error)


def test_no_attempt_follows_a_refused_one(secured: SecuredBroker) -> None:
    """The broker counts them in its log."""

    def failed() -> int:
        return secured.broker.log().count("Failed authentication with")

    before = failed()
    with (
        barnabas.Client(secured.address["SASL"], **login("PLAIN", "wrong")) as client,
        pytest.raises(barnabas.SaslError),
    ):
        client.admin.list_topics(timeout=WAIT)
    until(lambda: failed() > before, "the broker has logged it")
    assert failed() == before + 1


def test_a_mechanism_that_the_broker_does_not_have(secured: SecuredBroker) -> None:
    error = refused(secured.address["SASL"], **bearer(unsecured))
    assert "does not accept OAUTHBEARER on this port; it accepts PLAIN, SCRAM-SHA-" in str(error)


def test_sasl_where_there_is_none(secured: SecuredBroker) -> None:
    error = refused(secured.broker.bootstrap, **login("PLAIN"))
    assert 'wants no SASL on this port; set security_protocol to "PLAINTEXT"' in str(error)


class Own:
    """PLAIN by a user's hand."""

    name = "PLAIN"

    def __init__(self, host: str, port: int) -> None:
        self.place = host, port

    def start(self) -> bytes:
        return f"\0{USER}\0{PASSWORD}".encode()

    def step(self, challenge: bytes) -> bytes | None:
        assert challenge == b""
        return None


class OwnAwaited:
    """The same, awaited."""

    name = "PLAIN"

    async def start(self) -> bytes:
        return f"\0{USER}\0{PASSWORD}".encode()

    async def step(self, challenge: bytes) -> bytes | None:
        return None


@pytest.mark.kip(86)
def test_a_mechanism_of_the_users() -> None:
    made: list[Own] = []

    def factory(host: str, port: int) -> Own:
        made.append(Own(host, port))
        return made[-1]

    async def later(host: str, port: int) -> Own:
        return Own(host, port)

    with Broker(security_protocol="SASL_PLAINTEXT", users={USER: PASSWORD}) as broker:
        host, port = broker.bootstrap_servers.split(":")
        given: list[Any] = [
            factory,
            later,
            Own(host, int(port)),
            OwnAwaited(),
            Plain(USER, PASSWORD),
            lambda host, port: Scram("SCRAM-SHA-256", USER, PASSWORD),
        ]
        for mechanism in given:
            round_trip(broker.bootstrap_servers, security_protocol="SASL_PLAINTEXT", sasl_mechanism=mechanism)
        assert {one.place for one in made} == {(host, int(port))}


def test_a_mechanism_of_the_users_that_fails() -> None:
    class Broken(Own):
        def start(self) -> bytes:
            raise ValueError("out of order")

    class Endless(Own):
        def step(self, challenge: bytes) -> bytes | None:
            return b""

    class Wrong(Own):
        def start(self) -> Any:
            return "text"

    with Broker(security_protocol="SASL_PLAINTEXT", users={USER: PASSWORD}) as broker:
        cases: list[tuple[Any, str]] = [
            (Broken, "the mechanism PLAIN failed: ValueError: out of order"),
            (Wrong, "gave str where bytes or None are expected"),
            (lambda host, port: 5, "gave int, expected an object with"),
            (lambda: None, "sasl_mechanism could not be made: TypeError"),
            (Endless, "already|successful authentication|ILLEGAL_SASL_STATE"),
        ]
        for mechanism, text in cases:
            error = refused(broker.bootstrap_servers, security_protocol="SASL_PLAINTEXT", sasl_mechanism=mechanism)
            import re

            assert re.search(text, str(error)), str(error)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"sasl_mechanism": "PLAIN"}, "sasl_mechanism would have no effect with security_protocol='PLAINTEXT'"),
        ({"security_protocol": "SASL_SSL"}, "security_protocol='SASL_SSL' needs sasl_mechanism"),
        (login("PLAIN", None), "sasl_mechanism='PLAIN' needs sasl_password"),  # type: ignore[arg-type]
        (bearer(None), "sasl_mechanism='OAUTHBEARER' needs sasl_oauthbearer_token"),
        (bearer(unsecured, sasl_password="hunter2"), "sasl_password would have no effect with OAUTHBEARER"),
        (login("LOGIN"), "sasl_mechanism='LOGIN' is not accepted.*: expected one of 'PLAIN'"),
        (login("PLAIN", 5), "sasl_password=a secret int is not accepted"),  # type: ignore[arg-type]
        (login("PLAIN", "a\0b"), "neither the user name nor the password may hold a NUL"),
    ],
)
def test_what_is_wrong_is_told_at_once(options: dict[str, Any], text: str) -> None:
    with pytest.raises(barnabas.ConfigurationError, match=text):
        barnabas.Client("localhost", **options)


@pytest.mark.parametrize("mechanism", [*PASSWORDS, "OAUTHBEARER"])
def test_secrets_are_never_shown(mechanism: str, caplog: pytest.LogCaptureFixture) -> None:
    secret = "hunter2-very-secret"
    options = bearer(lambda: secret) if mechanism == "OAUTHBEARER" else login(mechanism, secret)
    with (
        caplog.at_level(logging.DEBUG),
        Broker(security_protocol="SASL_PLAINTEXT", users={USER: PASSWORD}) as broker,
        barnabas.Client(broker.bootstrap_servers, **options) as client,
    ):
        with pytest.raises(barnabas.SaslError) as caught:
            client.admin.list_topics()
        shown = [
            repr(client),
            repr(vars(client)),
            repr(client._engine.options),
            repr(vars(client._engine)),
            caplog.text,
        ]
        error: BaseException | None = caught.value
        while error is not None:
            told = traceback.TracebackException.from_exception(error, capture_locals=True)
            shown += [f"{frame.locals}" for frame in told.stack if "/barnabas/" in frame.filename]
            shown += [str(error), repr(error), repr(vars(error))]
            error = error.__cause__
    assert len(shown) > 8
    assert not [text for text in shown if secret in text]


def test_a_waiting_source_blocks_nobody() -> None:
    """A source may block its thread: the loop goes on."""
    import threading

    free = threading.Event()

    def slow() -> str:
        assert free.wait(WAIT)
        return unsecured()

    with (
        Broker() as plain,
        Broker(security_protocol="SASL_PLAINTEXT", users={USER: PASSWORD}) as broker,
        barnabas.Client(broker.bootstrap_servers, **bearer(slow)) as client,
    ):
        assert plain.bootstrap_servers
        with pytest.raises(barnabas.KafkaError):
            client.admin.list_topics(timeout=0.3)
        free.set()
        client.admin.list_topics(timeout=WAIT)


@pytest.mark.kip(48)
def test_a_delegation_token_on_kafka(secured: SecuredBroker) -> None:
    """KIP-48: made over SCRAM, used with tokenauth."""
    import base64

    from barnabas.protocol.messages.create_delegation_token import CreateDelegationTokenRequest

    with barnabas.Client(secured.address["SASL"], **login("SCRAM-SHA-256")) as client:
        client.admin.list_topics()
        engine = client._engine

        async def make() -> Any:
            request = CreateDelegationTokenRequest(max_lifetime_ms=-1)
            return await engine.ask_controller(request, deadline=engine.now() + WAIT)

        made = engine.run(make)
    assert made.error_code == 0
    hmac = base64.b64encode(bytes(made.hmac)).decode()
    for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):

        def scram(host: str, port: int, mechanism: str = mechanism, password: str = hmac) -> Scram:
            return Scram(mechanism, made.token_id, password, tokenauth=True)

        options: dict[str, Any] = {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": scram}
        until(lambda: works(secured.address["SASL"], options), "the token is known")  # noqa: B023 # called within the turn
        round_trip(secured.address["SASL"], **options)
        wrong = {**options, "sasl_mechanism": lambda host, port: scram(host, port, password="d3Jvbmc=")}
        assert isinstance(refused(secured.address["SASL"], **wrong), barnabas.SaslError)


def works(bootstrap: str, options: dict[str, Any]) -> bool:
    """Whether a client gets in."""
    try:
        with barnabas.Client(bootstrap, **options) as client:
            client.admin.list_topics(timeout=WAIT)
    except barnabas.SaslError:
        return False
    return True
