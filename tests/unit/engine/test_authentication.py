"""The exchange that proves who we are, against answers of every kind: what is refused says so, and nothing comes out as it is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from barnabas.engine.authentication import authenticate, made
from barnabas.errors import ClosedError, KafkaError, NetworkError, ProtocolError, SaslError
from barnabas.protocol.message import Request
from barnabas.protocol.messages.sasl_authenticate import SaslAuthenticateRequest, SaslAuthenticateResponse
from barnabas.protocol.messages.sasl_handshake import SaslHandshakeRequest, SaslHandshakeResponse

ILLEGAL_STATE, UNSUPPORTED, UNKNOWN, FAILED = 34, 33, -1, 58


class Versions:
    """What a broker offers: `wrapped` from Kafka 1.0 on."""

    def __init__(self, wrapped: bool) -> None:
        self._wrapped = wrapped

    def offers(self, request: type[Request], version: int) -> bool:
        return self._wrapped

    def pick(self, request: type[Request]) -> int:
        return 2


class Line:
    """A connection whose answers the test has: to the handshake, then to each token."""

    label = "b:1"

    def __init__(self, handshake: Any, answers: Sequence[Any] = (), *, wrapped: bool = True) -> None:
        self.versions: Any = Versions(wrapped)
        self.tokens: list[bytes] = []
        self.handshakes: list[int] = []
        self._handshake = handshake
        self._answers = iter(answers)

    async def ask(self, request: Request, version: int) -> Any:
        if isinstance(request, SaslHandshakeRequest):
            self.handshakes.append(version)
            return self._handshake
        assert isinstance(request, SaslAuthenticateRequest)
        return await self.ask_raw(request.auth_bytes)

    def tell_raw(self, token: bytes) -> None:
        self.tokens.append(token)

    async def ask_raw(self, token: bytes) -> Any:
        self.tokens.append(token)
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Mechanism:
    """Says what it is told to, one token after the other; an exception is raised."""

    name = "MINE"

    def __init__(self, *says: Any, refusal: str | None = None) -> None:
        self._says = iter(says)
        if refusal is not None:
            self.refusal = refusal

    def start(self) -> Any:
        return self._next()

    def step(self, challenge: bytes, /) -> Any:
        return self._next()

    def _next(self) -> Any:
        said = next(self._says)
        if isinstance(said, Exception):
            raise said
        return said


GOOD = SaslHandshakeResponse(mechanisms=["MINE"])


def run(line: Line, mechanism: Any, *, tls: bool = False) -> float | None:
    return asyncio.run(authenticate(line, mechanism, tls))


def refused(line: Line, mechanism: Any = None, *, tls: bool = False) -> SaslError:
    with pytest.raises(SaslError) as raised:
        run(line, mechanism or Mechanism(b"one", None), tls=tls)
    assert raised.value.broker == "b:1"
    return raised.value


def answer(token: bytes = b"", *, lifetime_ms: int = 0, code: int = 0, text: str | None = None) -> Any:
    return SaslAuthenticateResponse(
        auth_bytes=token, session_lifetime_ms=lifetime_ms, error_code=code, error_message=text
    )


def test_tokens_go_to_and_fro_until_the_mechanism_has_no_more() -> None:
    line = Line(GOOD, [answer(b"x"), answer(b"y", lifetime_ms=1500)])
    assert run(line, Mechanism(b"one", b"two", None)) == 1.5
    assert (line.tokens, line.handshakes) == ([b"one", b"two"], [1])


def test_without_a_lifetime_it_is_for_as_long_as_the_connection() -> None:
    assert run(Line(GOOD, [answer()]), Mechanism(b"one", None)) is None


def test_brokers_before_1_0_take_tokens_as_they_are() -> None:
    line = Line(GOOD, [b"x"], wrapped=False)
    assert run(line, Mechanism(b"one", None)) is None
    assert (line.tokens, line.handshakes) == ([b"one"], [0])


def test_brokers_before_1_0_do_not_answer_a_last_token_that_gives_them_nothing_to_say() -> None:
    class SaysAll(Mechanism):
        said_all = False

        def step(self, challenge: bytes, /) -> Any:
            self.said_all = True
            return self._next()

    line = Line(GOOD, [b"offer"], wrapped=False)
    assert run(line, SaysAll(b"one", b"choice")) is None
    assert line.tokens == [b"one", b"choice"]


@pytest.mark.parametrize(
    ("code", "mechanisms", "tls", "text"),
    [
        (UNSUPPORTED, ["PLAIN", "GSSAPI"], False, "does not accept MINE on this port; it accepts PLAIN, GSSAPI"),
        (UNSUPPORTED, [], False, "it accepts nothing"),
        (ILLEGAL_STATE, [], False, 'wants no SASL on this port; set security_protocol to "PLAINTEXT"'),
        (ILLEGAL_STATE, [], True, 'wants no SASL on this port; set security_protocol to "SSL"'),
        (UNKNOWN, [], False, "refused SASL's handshake"),
    ],
)
def test_a_handshake_that_is_refused(code: int, mechanisms: list[str], tls: bool, text: str) -> None:
    error = refused(Line(SaslHandshakeResponse(error_code=code, mechanisms=mechanisms)), tls=tls)
    assert text in str(error)
    assert getattr(error.__cause__, "code", None) == code


@pytest.mark.parametrize(("said", "told"), [("no such user", "no such user"), (None, "it does not say why")])
def test_a_token_that_is_refused(said: str | None, told: str) -> None:
    error = refused(Line(GOOD, [answer(code=FAILED, text=said)]))
    assert f"the broker refused MINE: {told}" in str(error)


@pytest.mark.parametrize("why", [None, "invalid token"])
def test_a_broker_before_1_0_says_no_by_closing(why: str | None) -> None:
    error = refused(Line(GOOD, [NetworkError("closed")], wrapped=False), Mechanism(b"one", None, refusal=why or ""))
    assert "closed the connection during the authentication with MINE; are the credentials right?" in str(error)
    assert ("It said: invalid token" in str(error)) is (why is not None)


def test_but_nonsense_is_told_as_such() -> None:
    with pytest.raises(ProtocolError, match="nonsense"):
        run(Line(GOOD, [ProtocolError("nonsense")], wrapped=False), Mechanism(b"one", None))


@pytest.mark.parametrize("at", ["start", "step"])
def test_a_mechanism_that_fails(at: str) -> None:
    says = [LookupError("no ticket")] if at == "start" else [b"one", LookupError("no ticket")]
    error = refused(Line(GOOD, [answer()]), Mechanism(*says))
    assert "the mechanism MINE failed: LookupError: no ticket" in str(error)
    assert isinstance(error.__cause__, LookupError)


def test_its_own_errors_reach_the_user() -> None:
    assert "my words" in str(refused(Line(GOOD), Mechanism(SaslError("my words"))))
    with pytest.raises(ClosedError):
        run(Line(GOOD), Mechanism(ClosedError("closed")))
    with pytest.raises(NetworkError, match="away"):  # its provider: it may be back soon
        run(Line(GOOD), Mechanism(NetworkError("away")))
    error = refused(Line(GOOD), Mechanism(KafkaError("another kind")))
    assert "another kind" in str(error)
    assert type(error.__cause__) is KafkaError


@pytest.mark.parametrize("said", ["text", 3])
def test_what_is_no_token(said: Any) -> None:
    assert f"gave {type(said).__name__} where bytes or None are expected" in str(refused(Line(GOOD), Mechanism(said)))


def test_coroutine_functions_and_awaitables_are_awaited() -> None:
    class Awaited(Mechanism):
        async def start(self) -> Any:
            return self._next()

        def step(self, challenge: bytes, /) -> Any:
            async def later() -> Any:
                return self._next()

            return later()

    line = Line(GOOD, [answer(), answer()])
    run(line, Awaited(b"one", memoryview(b"two"), None))
    assert line.tokens == [b"one", b"two"]


# --- making one -------------------------------------------------------------------------------------------------------


def test_a_factory_is_told_the_broker_and_may_be_awaited() -> None:
    mechanism = Mechanism(b"one", None)

    async def later(host: str, port: int) -> Any:
        assert (host, port) == ("b", 1)
        return mechanism

    assert asyncio.run(made(later, "b", 1)) is mechanism
    assert asyncio.run(made(lambda *_: mechanism, "b", 1)) is mechanism


@pytest.mark.parametrize("error", [SaslError("mine"), ClosedError("closed"), NetworkError("away")])
def test_what_a_factory_raises_of_ours_stays(error: KafkaError) -> None:
    def factory(host: str, port: int) -> Any:
        raise error

    with pytest.raises(type(error), match=error.message):
        asyncio.run(made(factory, "b", 1))


@pytest.mark.parametrize(
    ("gives", "text"),
    [
        (LookupError("none"), "sasl_mechanism could not be made: LookupError: none"),
        (KafkaError("other"), "other"),
        (3, "sasl_mechanism gave int, expected an object with `name`, `start` and `step`"),
    ],
)
def test_a_factory_that_fails(gives: Any, text: str) -> None:
    def factory(host: str, port: int) -> Any:
        if isinstance(gives, Exception):
            raise gives
        return gives

    with pytest.raises(SaslError) as raised:
        asyncio.run(made(factory, "b", 1))
    assert text in str(raised.value)
