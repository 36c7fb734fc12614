"""Amazon MSK's IAM: the mechanism AWS_MSK_IAM, and the signed URL that goes as a token with OAUTHBEARER."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from typing import Any, Final

from barnabas.errors.client import ConfigurationError, SaslError
from barnabas.secret import HiddenBytes
from barnabas.security.sasl.oauthbearer import Token
from barnabas.security.sasl.sigv4 import AwsCredentials, encoded, presigned

VERSION: Final = "2020_10_22"
SERVICE: Final = "kafka-cluster"
ACTION: Final = "kafka-cluster:Connect"
EXPIRES: Final = 900  # seconds, as Amazon's own libraries have it
AGENT: Final = "barnabas"
_REGION: Final = re.compile(r"\.kafka(?:-serverless)?\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)$")


def region_of(host: str) -> str | None:
    """The region that a broker's name tells.

    >>> region_of("b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com")
    'eu-west-1'
    """
    found = _REGION.search(host)
    return found[1] if found else None


class MskIam:
    """AWS_MSK_IAM for one broker; the credentials are asked for at each authentication.

    Args:
        host: the broker's name, which is signed.
        credentials: gives them; without it botocore looks for them as every program of AWS's does (`barnabas[aws]`).
        region: without it, as the broker's name tells, or as botocore knows.
        wall: seconds since 1970.

    Raises:
        ConfigurationError: nothing tells the region, or botocore is needed and not there.

    ``sasl_mechanism="AWS_MSK_IAM"`` makes one for each authentication. Made by yourself it takes credentials from elsewhere:

    >>> def credentials():
    ...     return barnabas.security.AwsCredentials.of("AKIA...", "secret")
    >>> client = barnabas.Client(
    ...     "b-1.orders.kafka.eu-west-1.amazonaws.com:9098", security_protocol="SASL_SSL",
    ...     sasl_mechanism=lambda host, port: barnabas.security.MskIam(host, credentials),
    ... )
    """

    name = "AWS_MSK_IAM"

    def __init__(
        self,
        host: str,
        credentials: Callable[[], AwsCredentials] | None = None,
        region: str | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._host = host
        self._region = region or region_of(host) or (_botocore_region() if credentials is None else None)
        if self._region is None:
            raise ConfigurationError(f"AWS_MSK_IAM: the name {host!r} tells no region; give one")
        self._credentials = credentials or botocore_credentials
        self._wall = wall

    def start(self) -> bytes:
        """The signed request as JSON."""
        signed = presigned(
            self._credentials(),
            host=self._host,
            region=self._region or "",
            service=SERVICE,
            query={"Action": ACTION},
            expires=EXPIRES,
            now=self._wall(),
        )
        fields = {"version": VERSION, "host": self._host, "user-agent": AGENT}
        fields |= {key.lower(): value for key, value in signed.items()}
        return HiddenBytes(json.dumps(fields, separators=(",", ":")).encode())

    def step(self, challenge: bytes) -> None:
        """As `Mechanism.step`: the broker names the version and the request's id."""
        try:
            answer = json.loads(challenge)
            version = answer.get("version")
        except (ValueError, AttributeError, RecursionError):
            raise SaslError("AWS_MSK_IAM: the broker's answer is no JSON object") from None
        if version != VERSION:
            raise SaslError(f"AWS_MSK_IAM: the broker answers in version {str(version)[:40]!r}, expected {VERSION!r}")


class MskToken:
    """A source of tokens for `sasl_oauthbearer_token`: the signed URL for a region; see `MskIam`.

    Args:
        region: as ``"eu-west-1"``.
        credentials: gives them; without it botocore looks for them (`barnabas[aws]`).
        wall: seconds since 1970.

    Example:
        >>> from barnabas.security import AwsCredentials, MskToken
        >>> token = MskToken("eu-west-1", lambda: AwsCredentials.of("AKID", "secret"))()
        >>> token.reveal()[:16]
        'aHR0cHM6Ly9rYWZr'
    """

    def __init__(
        self,
        region: str,
        credentials: Callable[[], AwsCredentials] | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._region = region
        self._credentials = credentials or botocore_credentials
        self._wall = wall

    def __call__(self) -> Token:
        """A new token; may block while credentials are looked for."""
        host, now = f"kafka.{self._region}.amazonaws.com", self._wall()
        signed = presigned(
            self._credentials(),
            host=host,
            region=self._region,
            service=SERVICE,
            query={"Action": ACTION},
            expires=EXPIRES,
            now=now,
        )
        url = f"https://{host}/?{encoded(signed)}&User-Agent={AGENT}"
        value = base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
        return Token(value, expires_at=float(int(now)) + EXPIRES)


def _session() -> Any:
    try:
        import botocore.session
    except ImportError as error:
        raise ConfigurationError(
            "AWS_MSK_IAM needs credentials: give them, or have botocore look for them: pip install 'barnabas[aws]'"
        ) from error
    return botocore.session.get_session()


def _botocore_region() -> str | None:
    region = _session().get_config_variable("region")
    return str(region) if region else None


def botocore_credentials() -> AwsCredentials:
    """What botocore finds: the environment, files, the machine's role.

    Raises:
        SaslError: nothing was found.
    """
    found = _session().get_credentials()
    if found is None:
        raise SaslError("AWS_MSK_IAM: botocore has found no credentials")
    frozen = found.get_frozen_credentials()
    return AwsCredentials.of(frozen.access_key, frozen.secret_key, frozen.token)
