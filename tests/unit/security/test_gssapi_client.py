"""GSSAPI's part of RFC 4752 with a library of the test's own; `tests/security/test_gssapi.py` has a KDC and a real Kafka."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest

import barnabas
from barnabas.errors import ConfigurationError, SaslError
from barnabas.security import Gssapi
from barnabas.security.sasl.gssapi import NO_LAYER

NO_LAYER_OR_INTEGRITY = b"\x03\x00\x10\x00"


class GSSError(Exception):
    """What the library raises."""


class Context:
    """Two tokens of each side; the library wraps by putting a mark before what it wraps."""

    def __init__(self, name: str, creds: str | None, usage: str) -> None:
        self.asked = (name, creds, usage)
        self.complete = False

    def step(self, token: bytes | None = None) -> bytes | None:
        if token is None:
            return b"first"
        if token != b"ticket taken":
            raise GSSError("a token of no context")
        self.complete = True
        return None

    def unwrap(self, message: bytes) -> SimpleNamespace:
        mark, _, plain = message.partition(b":")
        if mark != b"broker":
            raise GSSError("not wrapped")
        return SimpleNamespace(message=plain)

    def wrap(self, message: bytes, encrypt: bool) -> SimpleNamespace:
        assert not encrypt
        return SimpleNamespace(message=b"client:" + message)


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Context]]:
    """The contexts that were made."""
    made: list[Context] = []
    library, exceptions = ModuleType("gssapi"), ModuleType("gssapi.exceptions")

    def name(text: str, kind: str) -> str:
        return f"{kind} {text}"

    def credentials(name: str, usage: str) -> str:
        if "bob" in name:
            raise GSSError("no credentials for bob")
        return f"{usage} as {name}"

    def context(**fields: Any) -> Context:
        made.append(Context(**fields))
        return made[-1]

    vars(exceptions).update(GSSError=GSSError)
    vars(library).update(
        exceptions=exceptions,
        Name=name,
        NameType=SimpleNamespace(hostbased_service="service", kerberos_principal="principal"),
        Credentials=credentials,
        SecurityContext=context,
    )
    monkeypatch.setitem(sys.modules, "gssapi", library)
    monkeypatch.setitem(sys.modules, "gssapi.exceptions", exceptions)
    yield made


def agree(mechanism: Gssapi) -> None:
    assert mechanism.start() == b"first"
    assert not mechanism.said_all
    assert mechanism.step(b"ticket taken") == b"", "its last token is empty, and goes all the same"
    assert mechanism.step(b"broker:" + NO_LAYER_OR_INTEGRITY) == b"client:" + NO_LAYER
    assert mechanism.said_all, "so that a broker that does not answer it is not waited for"
    assert mechanism.step(b"") is None


def test_it_chooses_no_layer_of_those_that_are_offered(contexts: list[Context]) -> None:
    mechanism = Gssapi("broker.example.org")
    agree(mechanism)
    agree(mechanism)  # as often as a connection authenticates
    assert [context.asked for context in contexts] == [("service kafka@broker.example.org", None, "initiate")] * 2


def test_by_a_principal_and_to_a_service(contexts: list[Context]) -> None:
    agree(Gssapi("b", "other", "alice@EXAMPLE.ORG"))
    (context,) = contexts
    assert context.asked == ("service other@b", "initiate as principal alice@EXAMPLE.ORG", "initiate")


@pytest.mark.parametrize("offer", [b"\x06\x00\x10\x00", b"\x01\x00\x00", b"", b"\x01\x00\x00\x00\x00"])
def test_a_broker_that_wants_a_layer(contexts: list[Context], offer: bytes) -> None:
    mechanism = Gssapi("b")
    mechanism.start()
    mechanism.step(b"ticket taken")
    with pytest.raises(SaslError, match="does not offer to go without a security layer"):
        mechanism.step(b"broker:" + offer)


def test_what_the_library_refuses(contexts: list[Context]) -> None:
    with pytest.raises(SaslError, match=r"^GSSAPI failed for kafka@b: no credentials for bob$"):
        Gssapi("b", principal="bob").start()
    mechanism = Gssapi("b")
    mechanism.start()
    with pytest.raises(SaslError, match=r"^GSSAPI failed for kafka@b: a token of no context$"):
        mechanism.step(b"somebody else's")
    mechanism.start()
    mechanism.step(b"ticket taken")
    with pytest.raises(SaslError, match=r"^GSSAPI failed for kafka@b: not wrapped$"):
        mechanism.step(b"bare")


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gssapi", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'barnabas\[gssapi\]'"):
        Gssapi("b")


def test_the_options_say_which_service_and_principal(contexts: list[Context]) -> None:
    options: Any = {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "GSSAPI",
        "sasl_username": "alice@EXAMPLE.ORG",
        "sasl_kerberos_service_name": "other",
    }
    with barnabas.Client("b:1", **options) as client:
        factory = client._engine.pool._settings.security.sasl
        assert factory is not None
        agree(cast("Gssapi", factory("b.example.org", 1)))
    (context,) = contexts
    assert context.asked == ("service other@b.example.org", "initiate as principal alice@EXAMPLE.ORG", "initiate")


def test_one_for_all_connections_is_refused(contexts: list[Context]) -> None:
    with pytest.raises(ConfigurationError, match=r"lambda host, port: Gssapi\(...\)"):
        barnabas.Client("localhost", security_protocol="SASL_SSL", sasl_mechanism=Gssapi("b"))
