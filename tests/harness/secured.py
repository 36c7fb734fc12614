"""A real Kafka with a listener for every kind of security, and what clients need for each."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests.harness import jars
from tests.harness.broker import Broker, free_port
from tests.harness.certificates import Authority
from tests.harness.waiting import until

USER, PASSWORD = "alice", "alice-secret"
ISSUER, AUDIENCE = "https://issuer.test", "kafka"
_JAAS = "org.apache.kafka.common.security"
_PLAIN = (
    f'{_JAAS}.plain.PlainLoginModule required user_{USER}="{PASSWORD}" user_bob="bob-secret" user_admin="admin-secret";'
)
_SCRAM = f"{_JAAS}.scram.ScramLoginModule required;"
_OAUTH = f"{_JAAS}.oauthbearer.OAuthBearerLoginModule required;"
_UNSECURED = f"{_JAAS}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler"
_SIGNED = f"{_JAAS}.oauthbearer.OAuthBearerValidatorCallbackHandler"
_KINDS = {
    "TLS": "SSL",
    "MTLS": "SSL",
    "OTHERNAME": "SSL",
    "EXPIRED": "SSL",
    "SASL": "SASL_PLAINTEXT",
    "SASLTLS": "SASL_SSL",
    "OAUTH": "SASL_PLAINTEXT",
    "JWKS": "SASL_SSL",
}


class SecuredBroker:
    """Its listeners by name in `address`; PLAINTEXT is `broker.bootstrap`.

    Args:
        reauth_ms: Kafka's `connections.max.reauth.ms`, 0 for never.
        properties: more settings of the broker.
        kinds: more listeners by name, with their protocol.
        jvm: more options of the Java machine.
    """

    def __init__(
        self,
        version: str = jars.NEWEST,
        *,
        reauth_ms: int = 0,
        properties: Mapping[str, str] | None = None,
        kinds: Mapping[str, str] | None = None,
        jvm: tuple[str, ...] = (),
        jwks: str = '{"keys": []}',
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="barnabas-secured-"))
        self.authority = Authority(self.folder)
        self.ca = self.authority.path
        self.jwks = self.folder / "jwks.json"
        self.jwks.write_text(jwks)
        kinds = {**_KINDS, **(kinds or {})}
        ports = {name: free_port() for name in kinds}
        # The name in a Kerberos principal is a host's, so that listener goes by one.
        hosts = {name: "localhost" if name == "GSS" else "127.0.0.1" for name in kinds}
        self.address = {name: f"{hosts[name]}:{port}" for name, port in ports.items()}
        self.port = ports
        more = self._properties(kinds, reauth_ms)
        url = f"-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=file://{self.jwks}"
        scram = [
            option
            for size in (256, 512)
            for option in ("--add-scram", f"SCRAM-SHA-{size}=[name={USER},password={PASSWORD}]")
        ]
        self.broker = Broker(
            version, {}, jvm=("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", url, *jvm), storage=scram
        )
        listeners = ",".join(f"{name}://{address}" for name, address in self.address.items())
        self.broker.add_listeners(listeners, {**more, **(properties or {})})

    def _properties(self, kinds: Mapping[str, str], reauth_ms: int) -> dict[str, str]:
        issue = self.authority.issue
        properties = {
            "listener.security.protocol.map": ",".join(
                f"{name}:{kind}"
                for name, kind in {"PLAINTEXT": "PLAINTEXT", "CONTROLLER": "PLAINTEXT", **kinds}.items()
            ),
            "inter.broker.listener.name": "PLAINTEXT",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": issue("broker"),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": self.ca,
            "listener.name.mtls.ssl.client.auth": "required",
            "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
            "connections.max.reauth.ms": str(reauth_ms),
            "delegation.token.secret.key": "dt-secret",
        }
        others = {"othername": issue("other", ("elsewhere.test",)), "expired": issue("old", from_day=-20, to_day=-10)}
        for name, path in others.items():
            properties[f"listener.name.{name}.ssl.keystore.type"] = "PEM"
            properties[f"listener.name.{name}.ssl.keystore.location"] = path
        for name in ("sasl", "sasltls"):
            properties[f"listener.name.{name}.plain.sasl.jaas.config"] = _PLAIN
            for size in (256, 512):
                properties[f"listener.name.{name}.scram-sha-{size}.sasl.jaas.config"] = _SCRAM
        for name, handler in (("oauth", _UNSECURED), ("jwks", _SIGNED)):
            properties[f"listener.name.{name}.sasl.enabled.mechanisms"] = "OAUTHBEARER"
            properties[f"listener.name.{name}.oauthbearer.sasl.jaas.config"] = _OAUTH
            properties[f"listener.name.{name}.oauthbearer.sasl.server.callback.handler.class"] = handler
        properties |= {
            "listener.name.jwks.sasl.oauthbearer.jwks.endpoint.url": f"file://{self.jwks}",
            "listener.name.jwks.sasl.oauthbearer.expected.audience": AUDIENCE,
            "listener.name.jwks.sasl.oauthbearer.expected.issuer": ISSUER,
        }
        return properties

    def tls(self, **more: Any) -> dict[str, Any]:
        """A client's options for TLS."""
        return {"security_protocol": "SSL", "ssl_cafile": self.ca, **more}

    def __enter__(self) -> Self:
        try:
            self.broker.start()
            until(self._listens, "every listener takes connections")
        except BaseException:
            self.discard()
            raise
        return self

    def _listens(self) -> bool:
        """The plain listener answers before the others have begun, and a broker that cannot have one of them ends."""
        if not self.broker.running:
            raise RuntimeError("the secured broker has ended; its log says why")
        for port in self.port.values():
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)):
                    return False
        return True

    def discard(self) -> None:
        """Ends it, its files go too."""
        self.broker.discard()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __exit__(self, *_: object) -> None:
        self.discard()
