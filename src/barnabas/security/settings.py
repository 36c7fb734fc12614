"""What a client's connections need to know of security."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from barnabas.security.options import misplaced
from barnabas.security.tls_context import TlsContext

if TYPE_CHECKING:
    from barnabas.security.sasl.mechanism import Factory

OffLoop: TypeAlias = Callable[[Callable[[], Any]], Awaitable[Any]]


class Security:
    """From a client's options; shared by all of its connections.

    Attributes:
        protocol: Kafka's `security.protocol`.
        tls: gives contexts, None without TLS.
        sasl: makes the mechanism for a connection, None without SASL.

    Raises:
        ConfigurationError: options that do not go together, files that cannot be read.
    """

    def __init__(
        self, options: Mapping[str, Any], off_loop: OffLoop, wall: Callable[[], float], owner: str = "Client"
    ) -> None:
        misplaced(options, owner)
        self.protocol: str = options["security_protocol"]
        self.tls = TlsContext(options, owner) if self.protocol.endswith("SSL") else None
        self.sasl: Factory | None = None
        if self.protocol.startswith("SASL"):
            from barnabas.security.sasl.settings import factory_of

            self.sasl = factory_of(options, owner, off_loop, wall)
