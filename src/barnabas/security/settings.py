"""What a client's connections need to know of security."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from barnabas.security.options import misplaced
from barnabas.security.tls_context import TlsContext


class Security:
    """From a client's options; shared by all of its connections.

    Attributes:
        protocol: Kafka's `security.protocol`.
        tls: gives contexts, None without TLS.

    Raises:
        ConfigurationError: options that do not go together, files that cannot be read.
    """

    def __init__(self, options: Mapping[str, Any], owner: str = "Client") -> None:
        misplaced(options, owner)
        self.protocol: str = options["security_protocol"]
        self.tls = TlsContext(options, owner) if self.protocol.endswith("SSL") else None
