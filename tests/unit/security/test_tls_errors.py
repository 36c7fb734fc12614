"""OpenSSL's errors in words, all kinds of them; real brokers bring about some in `tests/security`."""

from __future__ import annotations

import ssl

import pytest

from barnabas.errors import NetworkError, TlsError
from barnabas.security import tls_errors
from barnabas.security.tls_errors import explained


def told(error: ssl.SSLError, *, shows_certificate: bool = False) -> str:
    found = explained(error, "kafka.test", "1 (kafka.test:9093)", shows_certificate=shows_certificate)
    assert found.broker == "1 (kafka.test:9093)"
    assert found.__cause__ is error
    assert isinstance(found, TlsError)
    return str(found)


def failed(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "it failed")
    error.reason = reason
    return error


def unverified(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "as OpenSSL says it"
    return error


@pytest.mark.parametrize(
    ("reasons", "text"),
    [
        (tls_errors.NO_TLS, "does not speak TLS on this port"),
        (tls_errors.NO_COMMON_VERSION, "no version of TLS in common; see ssl_enabled_protocols"),
        (tls_errors.WANTS_CERTIFICATE, "has shown none; set ssl_certfile and ssl_keyfile"),
        (tls_errors.REFUSED, "has shown none; set ssl_certfile and ssl_keyfile"),
        (tls_errors.NO_COMMON_CIPHER, "no cipher in common (ssl_cipher_suites), or the broker wants a certificate"),
        (("SOMETHING_ELSE",), "TLS failed: SOMETHING_ELSE"),
    ],
)
def test_a_handshake_that_failed(reasons: tuple[str, ...], text: str) -> None:
    for reason in reasons:
        assert text in told(failed(reason))


def test_a_client_that_shows_a_certificate_is_not_told_to_show_one() -> None:
    for reason, said in tls_errors.REFUSED.items():
        assert f"refused this client's certificate: it {said}; see" in told(failed(reason), shows_certificate=True)
    for reason in tls_errors.NO_COMMON_CIPHER:
        assert told(failed(reason), shows_certificate=True).startswith(
            "the broker and this client have no cipher in common (ssl_cipher_suites)"
        )


def test_an_end_within_tls_is_one_of_the_network() -> None:
    at_once = ssl.SSLEOFError(8, "EOF occurred")
    at_once.reason = None  # type: ignore[assignment]  # as the ssl module has it
    for error in (at_once, failed("UNEXPECTED_EOF_WHILE_READING")):
        found = explained(error, "kafka.test", "1", shows_certificate=False)
        assert type(found) is NetworkError
        assert "closed the connection within TLS" in str(found)


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ((tls_errors.EXPIRED,), "has expired; it has to be renewed there"),
        ((tls_errors.NOT_YET_VALID,), "is not valid yet; is this machine's clock right?"),
        (tls_errors.WRONG_NAME, "is not for the name 'kafka.test'"),
        ((*tls_errors.SELF_SIGNED, *tls_errors.UNKNOWN_ISSUER), "trusts (as OpenSSL says it); set ssl_cafile"),
        ((tls_errors.REVOKED,), "is revoked"),
        ((9999,), "is not accepted: as OpenSSL says it"),
    ],
)
def test_a_certificate_that_is_not_accepted(codes: tuple[int, ...], text: str) -> None:
    for code in codes:
        assert text in told(unverified(code))
