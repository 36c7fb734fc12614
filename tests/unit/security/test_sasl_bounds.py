"""What a broker, a file or a provider of credentials may give at most, and at least."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from barnabas.errors import ConfigurationError, SaslError
from barnabas.secret import Secret
from barnabas.security import TokenFile
from barnabas.security.sasl import mechanism, token_sources
from barnabas.security.sasl.msk_iam import botocore_credentials
from barnabas.security.sasl.plain import Plain
from barnabas.security.sasl.scram import Scram


def test_a_broker_that_never_ends_or_says_too_much() -> None:
    assert mechanism.checked(bytes(mechanism.MOST_BYTES), mechanism.MOST_STEPS) == bytes(mechanism.MOST_BYTES)
    with pytest.raises(SaslError, match=r"challenge has 1048577 bytes, allowed are 1048576"):
        mechanism.checked(bytes(mechanism.MOST_BYTES + 1), 1)
    with pytest.raises(SaslError, match=r"not satisfied after 32 steps"):
        mechanism.checked(b"", mechanism.MOST_STEPS + 1)


def test_a_file_that_is_no_token(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(b"x" * (token_sources.LARGEST + 1))
    with pytest.raises(SaslError, match=rf"{file}' has more than {token_sources.LARGEST} bytes"):
        TokenFile(str(file))()


def test_a_machine_without_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "BOTO_CONFIG"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(SaslError, match="botocore has found no credentials"):
        botocore_credentials()


def test_a_secret_goes_into_no_file() -> None:
    secret = Secret("alice-secret")
    assert {secret, Secret("alice-secret")} == {secret}
    assert repr(secret) == "<hidden>"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)


@pytest.mark.parametrize(
    "make", [lambda: Plain("alice", "hunter2\udce9"), lambda: Scram("SCRAM-SHA-256", "alice", "hunter2\udce9")]
)
def test_a_password_that_cannot_be_sent_is_refused_without_being_shown(make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError, match="no text that UTF-8 can hold") as caught:
        make()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "hunter2" not in repr(caught.value)
