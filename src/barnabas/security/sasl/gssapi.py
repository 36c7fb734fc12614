"""GSSAPI (RFC 4752): Kerberos, through the package `gssapi` and the system's library; no security layer, as Kafka wants it."""

from __future__ import annotations

from typing import Any

from barnabas.errors.client import ConfigurationError, SaslError

NO_LAYER = b"\x01\x00\x00\x00"  # of the layers that the broker offers none, and so no size of messages


class Gssapi:
    """Kerberos with the credentials that the environment has: a ticket (kinit) or a client keytab (``KRB5_CLIENT_KTNAME``).

    Args:
        host: the broker's name, as it stands in its principal.
        service: the first part of the broker's principal; Kafka's `sasl.kerberos.service.name`.
        principal: which of the environment's credentials, as ``"alice@EXAMPLE.ORG"``; the default one without it.

    Raises:
        ConfigurationError: the package is not installed.

    ``sasl_mechanism="GSSAPI"`` makes one for each authentication. Made by yourself it takes what the options cannot say:

    >>> client = barnabas.Client(
    ...     "localhost:9092", security_protocol="SASL_SSL",
    ...     sasl_mechanism=lambda host, port: barnabas.security.Gssapi("broker.example.org"),
    ... )
    """

    name = "GSSAPI"

    def __init__(self, host: str, service: str = "kafka", principal: str | None = None) -> None:
        self._library = library()
        self._host = host
        self._service = service
        self._principal = principal
        self._context: Any = None
        self._agreed = False

    @property
    def said_all(self) -> bool:
        """Whether the last token was the last: brokers before Kafka 1.0, which take tokens as they are, do not answer it."""
        return self._agreed

    def start(self) -> bytes:
        """The first token of the context; asks the KDC for a ticket, so it may block."""
        gssapi = self._library
        self._agreed = False
        try:
            target = gssapi.Name(f"{self._service}@{self._host}", gssapi.NameType.hostbased_service)
            credentials = None
            if self._principal is not None:
                named = gssapi.Name(self._principal, gssapi.NameType.kerberos_principal)
                credentials = gssapi.Credentials(name=named, usage="initiate")
            self._context = gssapi.SecurityContext(name=target, creds=credentials, usage="initiate")
            return bytes(self._context.step() or b"")
        except gssapi.exceptions.GSSError as error:
            raise self._failed(error) from None

    def step(self, challenge: bytes) -> bytes | None:
        """As `Mechanism.step`: the next token of the context, then the choice of no security layer, then None."""
        gssapi = self._library
        if self._agreed:
            return None
        try:
            if not self._context.complete:
                return bytes(self._context.step(challenge) or b"")
            offer = self._context.unwrap(challenge).message
            if len(offer) != 4 or not offer[0] & 1:
                raise SaslError("GSSAPI: the broker does not offer to go without a security layer")
            self._agreed = True
            return bytes(self._context.wrap(NO_LAYER, False).message)
        except gssapi.exceptions.GSSError as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> SaslError:
        return SaslError(f"GSSAPI failed for {self._service}@{self._host}: {error}")


def library() -> Any:
    """The package.

    Raises:
        ConfigurationError: says how to install it.
    """
    try:
        import gssapi
        import gssapi.exceptions
    except ImportError as error:
        raise ConfigurationError(
            "GSSAPI needs the package gssapi and the system's Kerberos library: pip install 'barnabas[gssapi]'"
        ) from error
    return gssapi
