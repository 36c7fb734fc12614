"""The gate of a SASL listener and its mechanisms: the order of things, Kafka's words, and that no bytes can break them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from barnabas.broker.call import ConnectionOverError
from barnabas.broker.server.mechanisms import RejectedError
from barnabas.broker.server.mechanisms.oauthbearer import InvalidTokenError, OAuthBearer, Token, unsecured
from barnabas.broker.server.mechanisms.plain import Plain
from barnabas.broker.server.mechanisms.scram import Scram
from barnabas.broker.server.sasl import Gate, Sasl, State, sasl_from
from barnabas.broker.state.credentials import HASHES, Credentials, Keys
from barnabas.errors import codes

METADATA, HANDSHAKE, API_VERSIONS, AUTHENTICATE = 3, 17, 18, 36
USERS = Credentials({"alice": "secret", "o=k,": "p,w="})
NOW = 1_700_000_000_000
ALICE = b"\0alice\0secret"


def jwt(header: Any = None, signature: str = "", **claims: Any) -> str:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part(header or {'alg': 'none'})}.{part(claims)}.{signature}"


def bearer(token: str, name: str = "") -> bytes:
    return f"n,{'a=' + name if name else ''},\x01auth=Bearer {token}\x01\x01".encode()


class Client:
    """SCRAM's other side, written from RFC 5802 alone."""

    def __init__(self, mechanism: str, name: str, password: str) -> None:
        self.hash, self.name, self.password = HASHES[mechanism], name, password
        self.bare = f"n={name.replace('=', '=3D').replace(',', '=2C')},r=clientnonce"

    def first(self, authorization: str = "") -> bytes:
        return f"n,{authorization},{self.bare}".encode()

    def final(self, server_first: bytes) -> bytes:
        fields = dict(field.split("=", 1) for field in server_first.decode().split(","))
        salted = hashlib.pbkdf2_hmac(self.hash, self.password.encode(), base64.b64decode(fields["s"]), int(fields["i"]))
        key = hmac.digest(salted, b"Client Key", self.hash)
        without = f"c=biws,r={fields['r']}"
        signed = f"{self.bare},{server_first.decode()},{without}".encode()
        signature = hmac.digest(hashlib.new(self.hash, key).digest(), signed, self.hash)
        proof = bytes(a ^ b for a, b in zip(key, signature, strict=True))
        self.expected = b"v=" + base64.b64encode(
            hmac.digest(hmac.digest(salted, b"Server Key", self.hash), signed, self.hash)
        )
        return f"{without},p={base64.b64encode(proof).decode()}".encode()


def refused(call: Any, *args: Any) -> str | None:
    with pytest.raises(RejectedError) as caught:
        call(*args)
    return caught.value.reason


# ---- the mechanisms


def test_the_rfcs_own_example_of_scram_sha_256():
    """RFC 7677, section 3."""
    salt = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
    users = Credentials()
    users._scram["user", "SCRAM-SHA-256"] = Keys.of("sha256", "pencil", 4096, salt)
    server = Scram("SCRAM-SHA-256", users, nonce="%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")
    first = server.respond(b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO", NOW)
    assert first == b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    nonce = b"rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    final = server.respond(b"c=biws,r=" + nonce + b",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", NOW)
    assert final == b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    assert server.complete and server.user == "user"


@pytest.mark.parametrize("mechanism", list(HASHES))
@pytest.mark.parametrize(("name", "password"), [("alice", "secret"), ("o=k,", "p,w=")])
def test_scram_lets_in_and_proves_itself(mechanism: str, name: str, password: str):
    client, server = Client(mechanism, name, password), Scram(mechanism, USERS)
    final = server.respond(client.final(server.respond(client.first(), NOW)), NOW)
    assert final == client.expected and server.complete and server.user == name and server.expires_ms is None
    assert refused(server.respond, client.final(b"r=x,s=AAAA,i=4096"), NOW) is None  # no third turn


def test_scram_refuses_without_saying_who_exists():
    client, server = Client("SCRAM-SHA-256", "alice", "wrong"), Scram("SCRAM-SHA-256", USERS)
    final = client.final(server.respond(client.first(), NOW))
    assert refused(server.respond, final, NOW) is None and not server.complete
    assert refused(Scram("SCRAM-SHA-256", USERS).respond, b"n,,n=nobody,r=abc", NOW) is None
    different = "different from username"
    assert different in (refused(Scram("SCRAM-SHA-256", USERS).respond, client.first("a=bob"), NOW) or "")
    assert Scram("SCRAM-SHA-256", USERS).respond(client.first("a=alice"), NOW)


@pytest.mark.parametrize(
    "final",
    [b"", b"c=biws,r=other,p=AAAA", b"c=biws,r=NONCE", b"c=biws,r=NONCE,p=AAAA", b"c=biws,r=NONCE,p=!", b"\xff"],
)
def test_scram_refuses_what_is_no_proof(final: bytes):
    server = Scram("SCRAM-SHA-512", USERS, nonce="own")
    server.respond(b"n,,n=alice,r=clientnonce", NOW)
    assert refused(server.respond, final.replace(b"NONCE", b"clientnonceown"), NOW) is None


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (b"\0alice\0wrong", "Authentication failed: Invalid username or password"),
        (b"\0nobody\0secret", "Authentication failed: Invalid username or password"),
        (b"\0\0secret", "Authentication failed: username not specified"),
        (b"\0alice\0", "Authentication failed: password not specified"),
        (b"bob\0alice\0secret", "an authorization id that is different from username"),
        (b"alice", "Invalid SASL/PLAIN response: expected 3 tokens, got 1"),
        (b"a\0b\0c\0d\0e", "Invalid SASL/PLAIN response: expected 3 tokens, got 4"),
    ],
)
def test_plain_refuses_in_kafkas_words(token: bytes, words: str):
    assert words in (refused(Plain(USERS).respond, token, NOW) or "")


@pytest.mark.parametrize("token", [ALICE, b"alice" + ALICE])
def test_plain_lets_in(token: bytes):
    plain = Plain(USERS)
    assert plain.respond(token, NOW) == b"" and plain.complete and plain.user == "alice"


def test_a_bearer_is_let_in_until_the_token_ends():
    oauth = OAuthBearer()
    token = jwt(sub="alice", exp=NOW / 1000 + 60, iat=NOW / 1000)
    assert oauth.respond(bearer(token, "alice"), NOW) == b""
    assert (oauth.complete, oauth.user, oauth.expires_ms) == (True, "alice", NOW + 60_000)
    assert "(bob) that is different" in (refused(OAuthBearer().respond, bearer(token, "bob"), NOW) or "")


LATER = NOW / 1000 + 60


@pytest.mark.parametrize(
    "token",
    [
        jwt(sub="alice"),
        jwt(exp=LATER),
        jwt(sub=" ", exp=LATER),
        jwt(sub=7, exp=LATER),
        jwt(sub="alice", exp="soon"),
        jwt(sub="alice", exp=True),
        jwt(sub="alice", exp=float("nan")),
        jwt(sub="alice", exp=10**400),
        jwt(sub="alice", exp=NOW / 1000),
        jwt(sub="alice", exp=LATER, iat=LATER - 1),
        jwt(sub="alice", exp=LATER, signature="AAAA"),
        jwt({"alg": "HS256"}, sub="alice", exp=LATER),
        jwt([1], sub="alice", exp=LATER),
        "AAAA.AAAA.",
        "a.b",
        "a.b.c.d",
        base64.b64encode(b"[" * 100_000).decode().rstrip("=") + ".AAAA.",
    ],
)
def test_a_bad_token_is_refused_in_two_turns(token: str):
    oauth = OAuthBearer()
    why = oauth.respond(bearer(token), NOW)
    assert json.loads(why) == {"status": "invalid_token"} and not oauth.complete
    assert refused(oauth.respond, b"\x01", NOW) == why.decode()


def test_a_validator_of_ones_own():
    def validator(token: str, now_ms: int) -> Token:
        if token == "broken":
            raise RuntimeError("the key server is away")
        if token == "narrow":
            raise InvalidTokenError("no", scope="orders")
        return Token(token, now_ms + 5)

    assert OAuthBearer(validator).respond(bearer("carol"), NOW) == b""
    assert json.loads(OAuthBearer(validator).respond(bearer("narrow"), NOW)) == {
        "status": "insufficient_scope",
        "scope": "orders",
    }
    assert refused(OAuthBearer(validator).respond, bearer("broken"), NOW) is None


def machines() -> list[Any]:
    return [Plain(USERS), OAuthBearer(), *(Scram(m, USERS, nonce="own") for m in HASHES)]


tokens = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(str.encode),
    st.text(alphabet="n,a=r\x01cpvsi0AZ/+\0", max_size=60).map(str.encode),
    st.lists(
        st.sampled_from(
            [b"n,,", b"n=alice,", b"r=clientnonce", b"own", b"c=biws,", b",p=", b"AAAA", b"=", b"\x01", b"auth=Bearer "]
        )
    ).map(b"".join),
)


@given(st.lists(tokens, min_size=1, max_size=4))
@example([b"n,,n=alice,r=clientnonce", b"c=biws,r=clientnonceown,p="])
@example([b"n,,\x01auth=Bearer a.b.\x01\x01", b"\x01"])
def test_no_bytes_break_a_mechanism_nor_let_anybody_in(sent: list[bytes]):
    for machine in machines():
        for token in sent:
            try:
                machine.respond(token, NOW)
            except RejectedError:
                break
            assert not machine.complete


@given(st.text(max_size=300))
def test_no_text_breaks_the_validator(text: str):
    with pytest.raises(InvalidTokenError):
        unsecured(text, NOW)


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5), st.lists, max_leaves=5)
)
def test_no_claim_breaks_the_validator(value: Any):
    for claims in ({"sub": value, "exp": LATER}, {"sub": "a", "exp": value}, {"sub": "a", "exp": LATER, "iat": value}):
        try:
            token = unsecured(jwt(**claims), NOW)
        except InvalidTokenError:
            continue
        assert token.user.strip() and NOW < token.expires_ms < 2**63


# ---- the gate


def test_the_usual_way_in():
    told: list[str] = []
    gate = Gate(Sasl(USERS), told.append)
    assert gate.limit == 524288
    assert gate.admit(API_VERSIONS, 0) == 0
    gate.versions_told()
    assert gate.admit(HANDSHAKE, 0) == 0
    assert gate.handshake("PLAIN", 1, 0) == (0, ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"])
    assert not gate.raw and gate.admit(AUTHENTICATE, 0) == 0
    outcome = gate.authenticate(ALICE, 0, NOW)
    assert (outcome.error_code, outcome.auth_bytes, outcome.session_lifetime_ms) == (0, b"", 0)
    assert told == ["User:alice"] and gate.limit is None and not gate.closing
    assert gate.admit(METADATA, 10**9) == 0  # no session ends where none was limited
    # Once in, SASL's requests are answered as everywhere else.
    assert gate.handshake("PLAIN", 1, 1) == (codes.ILLEGAL_SASL_STATE, [])
    assert gate.authenticate(ALICE, 1, NOW).error_code == codes.ILLEGAL_SASL_STATE
    assert not gate.closing


def test_tokens_without_headers_follow_the_old_handshake():
    gate = Gate(Sasl(USERS))
    assert gate.handshake("SCRAM-SHA-256", 0, 0)[0] == 0 and gate.raw
    client = Client("SCRAM-SHA-256", "alice", "secret")
    assert gate.token(client.final(gate.token(client.first(), 0, NOW)), 0, NOW) == client.expected
    assert gate.state is State.DONE and not gate.raw
    gate = Gate(Sasl(USERS))
    gate.handshake("PLAIN", 0, 0)
    with pytest.raises(ConnectionOverError):
        gate.token(b"\0alice\0wrong", 0, NOW)


def test_a_wrong_password_is_told_and_ends_the_connection():
    for mechanism, token in (
        ("PLAIN", b"\0alice\0wrong"),
        ("SCRAM-SHA-512", b"n,,n=nobody,r=a"),
        ("OAUTHBEARER", b"x"),
    ):
        gate = Gate(Sasl(USERS))
        gate.handshake(mechanism, 1, 0)
        outcome = gate.authenticate(token, 0, NOW)
        assert outcome.error_code == codes.SASL_AUTHENTICATION_FAILED and gate.closing
        if mechanism != "PLAIN":
            words = f"Authentication failed during authentication due to invalid credentials with SASL mechanism {mechanism}"
            assert outcome.error_message == words
        with pytest.raises(ConnectionOverError):
            gate.admit(API_VERSIONS, 0)


def test_a_mechanism_that_is_not_enabled():
    gate = Gate(Sasl(USERS, ("PLAIN",)))
    assert gate.handshake("GSSAPI", 1, 0) == (codes.UNSUPPORTED_SASL_MECHANISM, ["PLAIN"]) and gate.closing


@pytest.mark.parametrize("key", [METADATA, AUTHENTICATE])
def test_nothing_else_is_answered_before_the_handshake(key: int):
    with pytest.raises(ConnectionOverError):
        Gate(Sasl(USERS)).admit(key, 0)


def test_versions_are_told_once():
    gate = Gate(Sasl(USERS))
    assert gate.admit(API_VERSIONS, 0) == 0
    assert gate.admit(API_VERSIONS, 0) == 0  # the first one's version was not known here: the client asks with another
    gate.versions_told()
    with pytest.raises(ConnectionOverError):
        gate.admit(API_VERSIONS, 0)


def test_another_request_in_the_middle_is_told_and_ends_the_connection():
    gate = Gate(Sasl(USERS))
    gate.handshake("PLAIN", 1, 0)
    assert gate.admit(METADATA, 0) == codes.ILLEGAL_SASL_STATE and gate.closing


def test_a_listener_without_sasl():
    gate = Gate(None)
    assert gate.admit(METADATA, 0) == 0 and not gate.raw and gate.limit is None
    assert gate.handshake("PLAIN", 1, 0) == (codes.ILLEGAL_SASL_STATE, [])
    assert gate.authenticate(b"", 0, NOW).error_code == codes.ILLEGAL_SASL_STATE and not gate.closing


def limited(max_reauth_ms: int = 10_000) -> Gate:
    gate = Gate(Sasl(USERS, max_reauth_ms=max_reauth_ms))
    gate.handshake("PLAIN", 1, 0)
    assert gate.authenticate(ALICE, 0, NOW).session_lifetime_ms == max_reauth_ms
    return gate


def test_a_session_ends_unless_the_client_authenticates_again():
    gate = limited()
    assert gate.admit(METADATA, 10.0) == 0
    with pytest.raises(ConnectionOverError):
        gate.admit(METADATA, 10.1)
    assert gate.admit(HANDSHAKE, 10.1) == 0 and gate.handshake("PLAIN", 1, 10.1)[0] == 0
    assert gate.authenticate(ALICE, 10.2, NOW).session_lifetime_ms == 10_000
    assert gate.admit(METADATA, 20.1) == 0
    assert gate.handshake("PLAIN", 1, 10.9)[0] == codes.ILLEGAL_SASL_STATE  # less than a second after it began to


def test_nobody_becomes_another_on_the_way():
    gate = limited()
    gate.handshake("PLAIN", 1, 5)
    outcome = gate.authenticate(b"\0o=k,\0p,w=", 5, NOW)
    assert outcome.error_code == codes.SASL_AUTHENTICATION_FAILED and gate.closing
    assert outcome.error_message == "Cannot change principals during re-authentication from User.alice: User.o=k,"


def test_the_mechanism_stays():
    gate = limited()
    assert gate.handshake("SCRAM-SHA-256", 1, 5)[0] == 0
    with pytest.raises(ConnectionOverError):
        gate.authenticate(b"n,,n=alice,r=abc", 5, NOW)


def test_the_earlier_end_counts():
    for max_reauth, expected in ((0, 60_000), (10_000, 10_000), (120_000, 60_000)):
        gate = Gate(Sasl(USERS, max_reauth_ms=max_reauth))
        gate.handshake("OAUTHBEARER", 1, 0)
        assert gate.authenticate(bearer(jwt(sub="a", exp=LATER)), 0, NOW).session_lifetime_ms == expected


events = st.one_of(
    st.tuples(st.just("admit"), st.sampled_from([METADATA, HANDSHAKE, API_VERSIONS, AUTHENTICATE])),
    st.tuples(st.just("versions")),
    st.tuples(
        st.just("handshake"), st.sampled_from(["PLAIN", "SCRAM-SHA-256", "OAUTHBEARER", "NONE"]), st.integers(0, 1)
    ),
    st.tuples(st.just("token"), tokens),
)


@given(st.lists(events, max_size=12))
def test_whatever_comes_in_whatever_order_nobody_gets_in_without_a_password(sent: list[tuple[Any, ...]]):
    gate = Gate(Sasl(USERS))
    for name, *args in sent:
        try:
            match name:
                case "admit":
                    gate.admit(args[0], 0)
                case "versions":
                    gate.versions_told()
                case "handshake" if gate.admit(HANDSHAKE, 0) == 0:
                    gate.handshake(*args, 0)
                case "token" if gate.raw:
                    gate.token(*args, 0, NOW)
                case "token" if gate.admit(AUTHENTICATE, 0) == 0:
                    gate.authenticate(*args, 0, NOW)
        except ConnectionOverError:
            break
        if gate.closing:
            break
    assert gate.principal == "" and gate.state is not State.DONE


# ---- the store


def test_the_admin_sets_and_deletes_keys():
    users, entries = Credentials(), []

    class Journal:
        def put(self, *entry: Any) -> None:
            entries.append(entry)

    users = Credentials(None, Journal())
    assert users.refusal("", 1, 4096)[0] == codes.UNACCEPTABLE_CREDENTIAL
    assert users.refusal("a", 1, 4095) == (codes.UNACCEPTABLE_CREDENTIAL, "Too few iterations")
    assert users.refusal("a", 1, 16385) == (codes.UNACCEPTABLE_CREDENTIAL, "Too many iterations")
    assert users.refusal("a", 3, 4096)[0] == codes.UNSUPPORTED_SASL_MECHANISM
    assert users.refusal("a", 2, None)[0] == codes.RESOURCE_NOT_FOUND
    salt = b"salt"
    users.upsert("a", 2, 5000, salt, hashlib.pbkdf2_hmac("sha512", b"pw", salt, 5000))
    keys = users.scram("a", "SCRAM-SHA-512")
    assert keys is not None and keys.fit("sha512", "pw") and "pw" not in repr(keys)
    assert [(n, [(m, k.iterations) for m, k in ks]) for n, ks in users.scram_users()] == [
        ("a", [("SCRAM-SHA-512", 5000)])
    ]
    assert not users.plain("a", "pw")  # PLAIN's users are the broker's own, as in Kafka

    again = Credentials()
    for _, key, value in json.loads(json.dumps(entries)):
        again.restore(key, value)
    assert again.scram("a", "SCRAM-SHA-512") == keys
    assert users.refusal("a", 2, None) == (0, None)
    users.delete("a", 2)
    again.restore(*entries[-1][1:])
    assert users.scram("a", "SCRAM-SHA-512") is None and again.scram("a", "SCRAM-SHA-512") is None


def test_the_brokers_configs():
    sasl = sasl_from({"sasl.enabled.mechanisms": "PLAIN, SCRAM-SHA-512", "connections.max.reauth.ms": "7"}, USERS, None)
    assert (sasl.mechanisms, sasl.max_reauth_ms) == (("PLAIN", "SCRAM-SHA-512"), 7)
    with pytest.raises(ValueError, match="GSSAPI"):
        sasl_from({"sasl.enabled.mechanisms": "GSSAPI"}, USERS, None)
