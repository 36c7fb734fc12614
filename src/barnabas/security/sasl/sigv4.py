"""AWS's Signature Version 4, as far as a presigned GET goes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple
from urllib.parse import quote

from barnabas.secret import Secret

ALGORITHM: Final = "AWS4-HMAC-SHA256"
EMPTY: Final = hashlib.sha256(b"").hexdigest()


class AwsCredentials(NamedTuple):
    """An access key; `token` for temporary ones. Secrets are hidden.

    >>> from barnabas.security import AwsCredentials
    >>> AwsCredentials.of("AKID", "secret")
    AwsCredentials(access_key='AKID', secret_key=<hidden>, token=None)
    """

    access_key: str
    secret_key: Secret
    token: Secret | None = None

    @classmethod
    def of(cls, access_key: str, secret_key: str, token: str | None = None) -> AwsCredentials:
        """From texts."""
        return cls(access_key, Secret(secret_key), None if token is None else Secret(token))


def presigned(
    credentials: AwsCredentials,
    *,
    host: str,
    region: str,
    service: str,
    query: Mapping[str, str],
    expires: int,
    now: float,
    path: str = "/",
    payload: str = EMPTY,
) -> dict[str, str]:
    """The parameters of the query, the signature among them; only the header `host` is signed.

    They are Amazon's own beside those of `query`; valid for `expires` seconds from `now` on, which are seconds since 1970.
    """
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    parameters = {
        **query,
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(expires),
        "X-Amz-SignedHeaders": "host",
    }
    if credentials.token is not None:
        parameters["X-Amz-Security-Token"] = credentials.token.reveal()
    canonical = "\n".join(["GET", path, encoded(parameters), f"host:{host}", "", "host", payload])
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{stamp}\n{scope}\n{hashed}"
    parameters["X-Amz-Signature"] = hmac.new(
        _key(credentials, stamp[:8], region, service), to_sign.encode(), "sha256"
    ).hexdigest()
    return parameters


def encoded(parameters: Mapping[str, str]) -> str:
    """The query as it is signed: sorted, everything escaped but letters, digits and ``-_.~``."""
    return "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(parameters.items()))


def _key(credentials: AwsCredentials, *parts: str) -> bytes:
    key = b"AWS4" + credentials.secret_key.reveal().encode()
    for part in (*parts, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
