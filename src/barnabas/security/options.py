"""The options of security: Kafka's names in snake_case where one fits, kafka-python's for certificates and keys (`ssl_cafile`).

`sasl_username` and `sasl_password` are librdkafka's, in place of Java's `sasl.jaas.config`.
"""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict

from barnabas.config import Check, Option, function, one_of, text
from barnabas.errors.client import ConfigurationError
from barnabas.secret import Secret

if TYPE_CHECKING:
    from barnabas.security.sasl.mechanism import Mechanism
    from barnabas.security.sasl.oauthbearer import Token

PROTOCOLS: Final = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS: Final = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", "AWS_MSK_IAM", "GSSAPI")
TLS_VERSIONS: Final = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}


class SecurityOptions(TypedDict, total=False):
    """How connections are secured.

    Certificates and keys are paths of PEM files, or PEM texts in place (KIP-651). Files are read again when they change;
    new connections use the new ones.

    Options:
        security_protocol ("PLAINTEXT"): ``"PLAINTEXT"``, ``"SSL"``, ``"SASL_PLAINTEXT"`` or ``"SASL_SSL"``; as the
            broker's listener has it.
        ssl_context (None): a context of your own, in place of all other `ssl_` options but the next.
        ssl_endpoint_identification_algorithm ("https"): ``"https"``: the broker's certificate must be for the name that
            is connected to. ``""`` accepts any name.
        ssl_cafile (None): the authorities to trust; without it those of the system.
        ssl_certfile (None): this client's certificate and what leads to its authority, for brokers that want one (mutual TLS).
        ssl_keyfile (None): its private key, if it is not in `ssl_certfile`.
        ssl_password (None): of the private key, if it is encrypted.
        ssl_cipher_suites (None): what is accepted with TLS 1.2, in OpenSSL's words: ``"ECDHE+AESGCM"``.
        ssl_enabled_protocols (("TLSv1.2", "TLSv1.3")): both, or one of them.
        sasl_mechanism (None): ``"PLAIN"``, ``"SCRAM-SHA-256"``, ``"SCRAM-SHA-512"``, ``"OAUTHBEARER"``, ``"AWS_MSK_IAM"`` (with what
            botocore finds) or ``"GSSAPI"`` (Kerberos, with the environment's ticket or keytab); or a `Mechanism`, which all
            connections share; or what makes one, called with host and port for each authentication, perhaps a coroutine function.
        sasl_username (None): for PLAIN and SCRAM; with GSSAPI the principal, if not the default one.
        sasl_password (None): for PLAIN and SCRAM.
        sasl_oauthbearer_token (None): for OAUTHBEARER: gives a `Token` or its text when it is called, on a thread that may block; or is
            awaited on the client's own loop if it is a coroutine function. It is called again when 80 % of a token's life are over.
        sasl_kerberos_service_name ("kafka"): the first part of the brokers' principal.

    Example:
        >>> client = barnabas.Client(
        ...     "localhost:9093", security_protocol="SASL_SSL",
        ...     sasl_mechanism="SCRAM-SHA-512", sasl_username="alice", sasl_password="secret",
        ... )
    """

    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
    ssl_context: ssl.SSLContext | None
    ssl_endpoint_identification_algorithm: Literal["https", ""]
    ssl_cafile: str | None
    ssl_certfile: str | None
    ssl_keyfile: str | None
    ssl_password: str | None
    ssl_cipher_suites: str | None
    ssl_enabled_protocols: str | Sequence[str]
    sasl_mechanism: str | Mechanism | Callable[[str, int], Any] | None
    sasl_username: str | None
    sasl_password: str | None
    sasl_oauthbearer_token: Callable[[], Token | str | Awaitable[Token | str]] | None
    sasl_kerberos_service_name: str


def _secret() -> Check:
    return Check("a non-empty str or None", lambda v: v is None or (isinstance(v, Secret) and v.reveal() != ""))


def _versions(value: Any) -> tuple[str, ...]:
    return tuple(part.strip() for part in (value.split(",") if isinstance(value, str) else value))


def _are_versions(value: Any) -> bool:
    if not isinstance(value, str) and not (isinstance(value, Sequence) and all(isinstance(v, str) for v in value)):
        return False
    named = _versions(value)
    return bool(named) and all(v in TLS_VERSIONS for v in named)


def _is_mechanism(value: Any) -> bool:
    return value is None or value in MECHANISMS if isinstance(value, str | None) else _makes(value)


def _makes(value: Any) -> bool:
    return callable(value) or all(hasattr(value, name) for name in ("name", "start", "step"))


SPEC: Final = [
    Option("security_protocol", "PLAINTEXT", one_of(PROTOCOLS), "security.protocol"),
    Option(
        "ssl_context",
        None,
        Check("an ssl.SSLContext or None", lambda v: v is None or isinstance(v, ssl.SSLContext)),
    ),
    Option(
        "ssl_endpoint_identification_algorithm",
        "https",
        one_of(("https", "")),
        "ssl.endpoint.identification.algorithm",
    ),
    Option("ssl_cafile", None, text(optional=True), "ssl.truststore.location"),
    Option("ssl_certfile", None, text(optional=True), "ssl.keystore.location"),
    # The key may stand in the option itself (KIP-651), so it is a secret as the password is.
    Option("ssl_keyfile", None, _secret(), "ssl.keystore.key", secret=True),
    Option("ssl_password", None, _secret(), "ssl.key.password", secret=True),
    Option("ssl_cipher_suites", None, text(optional=True), "ssl.cipher.suites"),
    Option(
        "ssl_enabled_protocols",
        ("TLSv1.2", "TLSv1.3"),
        Check('"TLSv1.2", "TLSv1.3" or both', _are_versions, _versions),
        "ssl.enabled.protocols",
    ),
    Option(
        "sasl_mechanism",
        None,
        Check(
            f"one of {', '.join(map(repr, MECHANISMS))}, a Mechanism, a callable that makes one, or None", _is_mechanism
        ),
        "sasl.mechanism",
    ),
    Option("sasl_username", None, text(optional=True)),
    Option("sasl_password", None, _secret(), secret=True),
    Option("sasl_oauthbearer_token", None, function()),
    Option("sasl_kerberos_service_name", "kafka", text(), "sasl.kerberos.service.name"),
]
SECRETS: Final = frozenset(option.name for option in SPEC if option.secret)


def misplaced(options: Mapping[str, Any], owner: str) -> None:
    """Refuses options that would have no effect: they hint at a protocol that was forgotten.

    Raises:
        ConfigurationError: names the options and the protocol.
    """
    protocol = options["security_protocol"]
    given = [o.name for o in SPEC if o.name.startswith("sasl_") and options[o.name] != o.default]
    if given and not protocol.startswith("SASL"):
        raise ConfigurationError(
            f"{owner}: {', '.join(given)} would have no effect with security_protocol={protocol!r};"
            ' expected "SASL_PLAINTEXT" or "SASL_SSL"'
        )
    given = [o.name for o in SPEC if o.name.startswith("ssl_") and options[o.name] != o.default]
    if given and not protocol.endswith("SSL"):
        raise ConfigurationError(
            f"{owner}: {', '.join(given)} would have no effect with security_protocol={protocol!r};"
            ' expected "SSL" or "SASL_SSL"'
        )
    if options["ssl_context"] is not None and given != ["ssl_context"]:
        others = [name for name in given if name not in ("ssl_context", "ssl_endpoint_identification_algorithm")]
        if others:
            raise ConfigurationError(f"{owner}: ssl_context is given, so {', '.join(others)} would have no effect")
