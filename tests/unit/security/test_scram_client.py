"""SCRAM's client: the vectors of RFC 5802 and RFC 7677, and brokers that are none."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

import barnabas
from barnabas.broker.server.mechanisms import RejectedError
from barnabas.broker.server.mechanisms.scram import Scram as Server
from barnabas.broker.state.credentials import Credentials
from barnabas.errors import ConfigurationError, SaslError
from barnabas.security import Scram
from barnabas.security.sasl import scram
from barnabas.security.sasl.saslprep import saslprep

NONCE = "rOprNGfwEbeRWgbNEkqO"
SERVER_FIRST = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
SERVER_FINAL = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def client(**options: object) -> Scram:
    return Scram("SCRAM-SHA-256", "user", "pencil", nonce=NONCE, **options)  # type: ignore[arg-type]


@pytest.mark.kip(84)
def test_rfc_7677() -> None:
    machine = client()
    assert machine.start() == b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    assert machine.step(SERVER_FIRST) == (
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    )
    assert machine.step(SERVER_FINAL) is None


def test_rfc_5802(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(scram.HASHES, "SCRAM-SHA-1", "sha1")
    machine = Scram("SCRAM-SHA-1", "user", "pencil", nonce="fyko+d2lbbFgONRv9qkxdawL")
    assert machine.start() == b"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"
    assert machine.step(b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096") == (
        b"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
    )
    assert machine.step(b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=") is None


@pytest.mark.kip(48)
def test_delegation_tokens_say_so() -> None:
    assert client(tokenauth=True).start() == b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO,tokenauth=true"


def test_names_are_escaped() -> None:
    assert Scram("SCRAM-SHA-512", "a=b,c", "x", nonce="n").start() == b"n,,n=a=3Db=2Cc,r=n"


@pytest.mark.parametrize(
    ("first", "text"),
    [
        (b"", "cannot be read"),
        (b"\xff\xfe", "is no text"),
        (SERVER_FIRST.replace(NONCE.encode(), b"another"), "nonce does not go on from ours"),
        (b"r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "nonce does not go on from ours"),
        (SERVER_FIRST.replace(b"4096", b"4095"), "wants 4095 iterations, accepted are 4096 to"),
        (SERVER_FIRST.replace(b"4096", b"2147483647"), "wants 2147483647 iterations"),
        (SERVER_FIRST.replace(b"4096", b"99999999999999"), "cannot be read"),
        (SERVER_FIRST.replace(b"4096", b"-5"), "cannot be read"),
        (b"m=must-know," + SERVER_FIRST, "cannot be read"),
        (SERVER_FIRST.replace(b"s=W22", b"s=W2!"), "cannot be read"),
        (SERVER_FIRST.replace(b"s=W22ZaJ0SNY7soEsUEjb6gQ==", b"s=W22ZaJ0SNY7soEsUEjb6gQ="), "no Base64"),
    ],
)
def test_a_first_message_that_is_none(first: bytes, text: str) -> None:
    machine = client()
    machine.start()
    with pytest.raises(SaslError, match=text):
        machine.step(first)


@pytest.mark.parametrize(
    ("final", "text"),
    [
        (b"v=AAAA", "signature is wrong"),
        (SERVER_FINAL.replace(b"6rri", b"6rrj"), "signature is wrong"),
        (b"e=other-error", "the broker refused: other-error"),
        (b"", "cannot be read"),
        (b"v=", "cannot be read"),
        (SERVER_FIRST, "cannot be read"),
    ],
)
def test_a_broker_that_does_not_know_the_password(final: bytes, text: str) -> None:
    machine = client()
    machine.start()
    machine.step(SERVER_FIRST)
    with pytest.raises(SaslError, match=text) as caught:
        machine.step(final)
    assert "pencil" not in str(caught.value)


@given(st.lists(st.binary(max_size=200), max_size=4))
def test_random_challenges_raise_nothing_else(challenges: list[bytes]) -> None:
    machine = client()
    machine.start()
    for challenge in challenges:
        try:
            if machine.step(challenge) is None:
                raise AssertionError("a random broker was believed")
        except SaslError:
            continue


@given(st.integers(0, len(SERVER_FIRST) - 1), st.integers(0, 255), st.integers(0, len(SERVER_FINAL) - 1))
def test_changed_messages_are_not_believed(at: int, byte: int, at_final: int) -> None:
    machine = client()
    machine.start()
    first, final = bytearray(SERVER_FIRST), bytearray(SERVER_FINAL)
    first[at], final[at_final] = byte, byte
    if bytes(first) == SERVER_FIRST and bytes(final) == SERVER_FINAL:
        return
    with pytest.raises(SaslError):
        machine.step(bytes(first))
        machine.step(bytes(final))


TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=30
)
ASCII = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30)


@given(st.sampled_from(["SCRAM-SHA-256", "SCRAM-SHA-512"]), ASCII, TEXT, TEXT)
def test_both_sides(name: str, user: str, password: str, other: str) -> None:
    """The client with the right password is let in, and believes the server; the other is not."""
    credentials = Credentials({user: password})
    ours, theirs = Scram(name, user, password), Server(name, credentials)
    final = ours.step(theirs.respond(ours.start(), 0))
    assert final is not None
    assert ours.step(theirs.respond(final, 0)) is None
    assert theirs.complete
    if other != password:
        ours, theirs = Scram(name, user, other), Server(name, credentials)
        final = ours.step(theirs.respond(ours.start(), 0))
        assert final is not None
        with pytest.raises(RejectedError):
            theirs.respond(final, 0)


def test_passwords_go_as_kafka_stores_them() -> None:
    """Kafka's tools hash a password's UTF-8 as it is; what was prepared when it was stored needs saslprep=True."""

    def proof(password: str, **options: bool) -> str:
        machine = Scram("SCRAM-SHA-256", "user", password, nonce=NONCE, **options)
        machine.start()
        return (machine.step(SERVER_FIRST) or b"").decode().rpartition("p=")[2]

    salted = hashlib.pbkdf2_hmac("sha256", "Ⅸ".encode(), base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096)
    key = hmac.digest(salted, b"Client Key", "sha256")
    signed = f"n=user,r={NONCE},{SERVER_FIRST.decode()},c=biws,r={SERVER_FIRST.decode()[2:].partition(',')[0]}"
    signature = hmac.digest(hashlib.sha256(key).digest(), signed.encode(), "sha256")
    assert proof("Ⅸ") == base64.b64encode(bytes(a ^ b for a, b in zip(key, signature, strict=True))).decode()
    assert proof("Ⅸ", saslprep=True) == proof("IX")


@pytest.mark.parametrize(
    ("given_text", "prepared"),
    [("I\u00adX", "IX"), ("user", "user"), ("USER", "USER"), ("\u00aa", "a"), ("\u2168", "IX"), ("a\u00a0b", "a b")],
)
def test_rfc_4013(given_text: str, prepared: str) -> None:
    assert saslprep(given_text) == prepared


@pytest.mark.parametrize("text", ["\u0007", "\u06271", "\u0221", "\ufffd"])
def test_rfc_4013_prohibits(text: str) -> None:
    with pytest.raises(ConfigurationError):
        saslprep(text)


def test_what_cannot_be() -> None:
    with pytest.raises(ConfigurationError, match="SCRAM-SHA-1"):
        Scram("SCRAM-SHA-1", "a", "b")
    with pytest.raises(ConfigurationError, match="username is empty"):
        Scram("SCRAM-SHA-256", "", "b")


def test_one_for_all_connections_is_refused_and_shows_what_makes_them() -> None:
    class Own(Scram):
        """Has the same state."""

    for kind in (Scram, Own):
        one = kind("SCRAM-SHA-256", "alice", "hunter2")
        with pytest.raises(ConfigurationError, match="side by side") as refused:
            barnabas.Client("localhost", security_protocol="SASL_SSL", sasl_mechanism=one)
        assert f"give what makes them: lambda host, port: {kind.__name__}(...)" in str(refused.value)
        assert "hunter2" not in str(refused.value)
