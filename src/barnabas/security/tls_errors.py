"""What a failed TLS handshake means, and what to do about it."""

from __future__ import annotations

import ssl
from typing import Final

from barnabas.errors.client import KafkaError, NetworkError, TlsError

NOT_YET_VALID: Final = 9
EXPIRED: Final = 10
SELF_SIGNED: Final = frozenset({18, 19})
UNKNOWN_ISSUER: Final = frozenset({2, 20, 21})
REVOKED: Final = 23
WRONG_NAME: Final = frozenset({62, 64})

NO_TLS: Final = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "RECORD_LAYER_FAILURE"})
NO_COMMON_VERSION: Final = frozenset(
    {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE", "WRONG_SSL_VERSION"}
)
NO_COMMON_CIPHER: Final = frozenset({"NO_SHARED_CIPHER", "SSLV3_ALERT_HANDSHAKE_FAILURE", "NO_CIPHERS_AVAILABLE"})
WANTS_CERTIFICATE: Final = frozenset({"TLSV13_ALERT_CERTIFICATE_REQUIRED", "PEER_DID_NOT_RETURN_A_CERTIFICATE"})
REFUSED: Final = {
    "SSLV3_ALERT_BAD_CERTIFICATE": "finds it bad",
    "TLSV1_ALERT_UNKNOWN_CA": "does not trust its authority",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "does not accept it",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "says that it has expired",
    "SSLV3_ALERT_CERTIFICATE_REVOKED": "says that it is revoked",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "does not take its kind",
    "TLSV1_ALERT_ACCESS_DENIED": "denies it access",
}
SPEAKS_NO_TLS: Final = (
    "the broker does not speak TLS on this port; use its TLS port, or set security_protocol to"
    ' "PLAINTEXT" (with SASL: "SASL_PLAINTEXT")'
)
SPEAKS_TLS: Final = 'the broker speaks TLS on this port; set security_protocol to "SSL" (with SASL: "SASL_SSL"), or use its plaintext port'


def explained(error: ssl.SSLError, host: str, broker: str, *, shows_certificate: bool) -> KafkaError:
    """OpenSSL's error in words: which check failed on connecting to the name `host`, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return TlsError(_verification(error, host), broker=broker).causing(error)
    reason = error.reason or ""
    if isinstance(error, ssl.SSLEOFError) or reason == "UNEXPECTED_EOF_WHILE_READING":
        return NetworkError("the broker closed the connection within TLS", broker=broker).causing(error)
    if reason in NO_TLS:
        return TlsError(SPEAKS_NO_TLS, broker=broker).causing(error)
    if reason in NO_COMMON_VERSION:
        text = "the broker and this client have no version of TLS in common; see ssl_enabled_protocols and the broker's ssl.enabled.protocols"
        return TlsError(text, broker=broker).causing(error)
    if reason in WANTS_CERTIFICATE or (reason in REFUSED and not shows_certificate):
        text = "the broker wants a certificate of this client, and it has shown none; set ssl_certfile and ssl_keyfile"
        return TlsError(text, broker=broker).causing(error)
    if reason in REFUSED:
        text = f"the broker refused this client's certificate: it {REFUSED[reason]}; see ssl_certfile"
        return TlsError(text, broker=broker).causing(error)
    if reason in NO_COMMON_CIPHER:
        text = "the broker and this client have no cipher in common (ssl_cipher_suites)"
        more = "" if shows_certificate else ", or the broker wants a certificate of this client (ssl_certfile)"
        return TlsError(text + more, broker=broker).causing(error)
    return TlsError(f"TLS failed: {reason or error}", broker=broker).causing(error)


def _verification(error: ssl.SSLCertVerificationError, host: str) -> str:
    code, said = error.verify_code, error.verify_message
    if code == EXPIRED:
        return "the broker's certificate has expired; it has to be renewed there, unless this machine's clock is wrong"
    if code == NOT_YET_VALID:
        return "the broker's certificate is not valid yet; is this machine's clock right?"
    if code in WRONG_NAME:
        return (
            f"the broker's certificate is not for the name {host!r}; connect by a name that is in it, or accept any name"
            ' with ssl_endpoint_identification_algorithm=""'
        )
    if code in SELF_SIGNED or code in UNKNOWN_ISSUER:
        return (
            f"the broker's certificate is not from an authority that this client trusts ({said}); set ssl_cafile to the"
            " authority's certificate"
        )
    if code == REVOKED:
        return "the broker's certificate is revoked"
    return f"the broker's certificate is not accepted: {said}"
