"""Options of TLS: what is wrong is told when the client is made, and secrets are not."""

from __future__ import annotations

import logging
import os
import ssl
import tempfile
import traceback
from pathlib import Path
from typing import Any

import pytest

import barnabas
from barnabas.config import resolve
from barnabas.secret import HiddenBytes, Secret, hidden
from barnabas.security.options import SECRETS, SPEC
from barnabas.security.tls_context import TlsContext
from tests.harness.certificates import Authority

PASSWORD = "hunter2-key-password"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def context(**options: Any) -> TlsContext:
    return TlsContext(resolve("Client", SPEC, hidden({"security_protocol": "SSL", **options}, SECRETS)), "Client")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"security_protocol": "TLS"}, "security_protocol='TLS' is not accepted.*'SASL_SSL'"),
        ({"ssl_cafile": "ca.pem"}, "ssl_cafile would have no effect with security_protocol='PLAINTEXT'"),
        ({"security_protocol": "SSL", "ssl_cafile": "/nowhere/ca.pem"}, "ssl_cafile='/nowhere/ca.pem' cannot be read"),
        ({"security_protocol": "SSL", "ssl_cafile": "-----BEGIN NONSENSE"}, "ssl_cafile holds no certificate"),
        ({"security_protocol": "SSL", "ssl_certfile": "/nowhere"}, "ssl_certfile='/nowhere' cannot be read"),
        ({"security_protocol": "SSL", "ssl_keyfile": "/nowhere"}, "ssl_keyfile needs ssl_certfile"),
        (
            {"security_protocol": "SSL", "ssl_certfile": __file__, "ssl_keyfile": "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"},
            r"ssl_keyfile \(a text of 32 characters, not shown\) cannot be read",
        ),
        (
            {"security_protocol": "SSL", "ssl_certfile": __file__, "ssl_keyfile": "key.pem"},
            "ssl_keyfile='key.pem' cannot be read",
        ),
        ({"security_protocol": "SSL", "ssl_certfile": "a\0b"}, "ssl_certfile='a.x00b' cannot be read"),
        ({"security_protocol": "SSL", "ssl_enabled_protocols": "SSLv3"}, "ssl_enabled_protocols='SSLv3'.*TLSv1.2"),
        ({"security_protocol": "SSL", "ssl_cipher_suites": "NONSENSE"}, "ssl_cipher_suites='NONSENSE'"),
        ({"security_protocol": "SSL", "ssl_password": ""}, "ssl_password=a secret Secret is not accepted"),
        (
            {"security_protocol": "SSL", "ssl_context": ssl.create_default_context(), "ssl_cafile": "x"},
            "ssl_context is given, so ssl_cafile would have no effect",
        ),
    ],
)
def test_what_is_wrong_is_told_at_once(options: dict[str, Any], text: str) -> None:
    with pytest.raises(barnabas.ConfigurationError, match=text):
        barnabas.Client("localhost", **options)


def test_an_encrypted_key(authority: Authority) -> None:
    path = authority.issue("me", password=PASSWORD)
    context(ssl_certfile=path, ssl_password=PASSWORD)
    with pytest.raises(barnabas.ConfigurationError, match="is encrypted; set ssl_password"):
        context(ssl_certfile=path)
    with pytest.raises(barnabas.ConfigurationError, match="is ssl_password right"):
        context(ssl_certfile=path, ssl_password="wrong")


def test_a_key_of_another_certificate(authority: Authority) -> None:
    mine, others = authority.issue("me"), authority.issue("other")
    with pytest.raises(barnabas.ConfigurationError, match="is the key of another certificate"):
        context(ssl_certfile=mine, ssl_keyfile=others)
    with pytest.raises(
        barnabas.ConfigurationError, match=r"ssl_certfile='.*' holds no certificate with its private key"
    ):
        context(ssl_certfile=authority.path)


def test_secrets_are_not_shown(authority: Authority) -> None:
    key = Path(authority.issue("me", password=PASSWORD)).read_text()
    options: dict[str, Any] = {"ssl_certfile": authority.text, "ssl_keyfile": key, "ssl_password": PASSWORD + "x"}

    def make() -> None:
        given = dict(options)
        options.clear()
        barnabas.Client("localhost", security_protocol="SSL", **given)

    with pytest.raises(barnabas.ConfigurationError) as caught:
        make()
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    ours = [
        frame
        for frame in told.stack
        if "barnabas/" in frame.filename.replace("\\", "/") and "tests/" not in frame.filename
    ]
    assert ours
    for frame in ours:
        assert PASSWORD not in str(frame.locals)
        assert "PRIVATE KEY" not in str(frame.locals)
    assert PASSWORD not in str(caught.value)
    assert "PRIVATE" not in str(caught.value)
    assert repr(Secret(PASSWORD)) == str(Secret(PASSWORD)) == f"{Secret(PASSWORD)}" == "<hidden>"
    assert PASSWORD not in f"{HiddenBytes(PASSWORD.encode())!r} {HiddenBytes(PASSWORD.encode())}"


def test_certificates_are_read_again(authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    path = Path(authority.issue("me"))
    given = context(ssl_certfile=str(path), ssl_cafile=authority.path)
    first = given.current()
    assert given.current() is first
    path.write_text(Path(authority.issue("me-again")).read_text())
    second = given.current()
    assert second is not first
    path.write_text("half of a file")
    with caplog.at_level(logging.WARNING, "barnabas.security"):
        assert given.current() is second
        assert given.current() is second
    assert len(caplog.records) == 1
    path.unlink()
    assert given.current() is second
    path.write_text(Path(authority.issue("me-at-last")).read_text())
    assert given.current() is not second


def test_defaults() -> None:
    made = context().current()
    assert made.minimum_version is ssl.TLSVersion.TLSv1_2
    assert made.verify_mode is ssl.CERT_REQUIRED
    assert made.check_hostname
    assert not context(ssl_endpoint_identification_algorithm="").current().check_hostname


def test_pem_in_place_where_memory_has_no_files(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    made = context(ssl_certfile=Path(authority.issue("me")).read_text())
    assert made.shows_certificate
    with pytest.raises(barnabas.ConfigurationError, match="ssl_certfile"):
        context(ssl_certfile="-----BEGIN NONSENSE")
    assert not list(folder.iterdir()), "the key does not stay"
