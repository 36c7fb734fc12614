"""Sources of tokens for `sasl_oauthbearer_token`: an identity provider over HTTPS (KIP-768, KIP-1139), or a file."""

from __future__ import annotations

import base64
import json
import ssl
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict
from urllib.parse import urlencode, urlsplit

from barnabas.errors.client import ConfigurationError, NetworkError, SaslError
from barnabas.secret import Secret
from barnabas.security.sasl.oauthbearer import Token

if TYPE_CHECKING:
    from typing import Unpack

LARGEST: Final = 1 << 20  # of an answer
TRIES: Final = 3  # where the provider is not reached or has trouble of its own
TIMEOUT: Final = 10.0  # seconds for each step of a request
JWT_BEARER: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class _Options(TypedDict, total=False):
    """What all token endpoints take."""

    scope: str | None
    extensions: Mapping[str, str] | None
    ssl_context: ssl.SSLContext | None
    allow_http: bool
    wall: Callable[[], float]


class _Endpoint:
    """A token endpoint. Asking it blocks; clients do so on a thread of their own."""

    def __init__(
        self,
        url: str,
        *,
        scope: str | None = None,
        extensions: Mapping[str, str] | None = None,
        ssl_context: ssl.SSLContext | None = None,
        allow_http: bool = False,
        wall: Callable[[], float] = time.time,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in (("https", "http") if allow_http else ("https",)) or not parts.netloc:
            raise ConfigurationError(f"{type(self).__name__}: url={url!r} is not accepted: expected an https URL")
        self._url = url
        self._scope = scope
        self._extensions = dict(extensions or {})
        self._context = ssl_context
        self._wall = wall
        self._urllib3 = _urllib3()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._url}>"

    def _ask(self, form: dict[str, str], headers: dict[str, str]) -> Token:
        urllib3 = self._urllib3
        if self._scope is not None:
            form["scope"] = self._scope
        retries = urllib3.Retry(
            total=TRIES - 1,
            redirect=0,
            other=0,  # a certificate does not get better
            backoff_factor=0.2,
            status_forcelist=(500, 502, 503, 504),
            allowed_methods=None,
        )
        asked_at = self._wall()
        try:
            with urllib3.PoolManager(ssl_context=self._context) as pool:
                answer = pool.request(
                    "POST",
                    self._url,
                    body=urlencode(form),
                    headers={
                        "Content-Type": "application/x-www-form-urlencoded",
                        "Accept": "application/json",
                        **headers,
                    },
                    timeout=urllib3.Timeout(TIMEOUT),
                    retries=retries,
                    preload_content=False,
                )
                try:
                    body = answer.read(LARGEST + 1)
                finally:
                    answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            reason: Any = getattr(error, "reason", None)
            if isinstance(reason, urllib3.exceptions.SSLError):
                raise self._not_secure(reason) from None
            raise NetworkError(f"the token endpoint {self._url} gave no answer: {_reason(error)}") from None
        if len(body) > LARGEST:
            raise SaslError(f"the token endpoint {self._url} answered with more than {LARGEST} bytes")
        return self._read(answer.status, body, asked_at)

    def _not_secure(self, error: Exception) -> SaslError:
        """Which check of TLS failed, and what to do."""
        cause = next((arg for arg in error.args if isinstance(arg, ssl.SSLError)), None)
        if isinstance(cause, ssl.SSLCertVerificationError):
            told = cause.verify_message.rstrip(".")
            text = (
                f"the certificate of the token endpoint {self._url} is not accepted: {told}; if its authority is one of"
            )
            return SaslError(f"{text} your own, give ssl_context=ssl.create_default_context(cafile=...)")
        return SaslError(f"TLS with the token endpoint {self._url} failed: {_reason(cause or error)}")

    def _read(self, status: int, body: bytes, asked_at: float) -> Token:
        try:
            fields = json.loads(body)
        except (ValueError, RecursionError):
            fields = None
        if not isinstance(fields, dict):
            fields = {}
        if status != 200:
            told = ": ".join(str(fields[key])[:200] for key in ("error", "error_description") if fields.get(key))
            raise SaslError(
                f"the token endpoint {self._url} refused with HTTP status {status}{f': {told}' if told else ''}"
            )
        value, lasts = fields.get("access_token"), fields.get("expires_in")
        if not isinstance(value, str):
            raise SaslError(f"the token endpoint {self._url} answered without an access_token")
        known = isinstance(lasts, int | float) and not isinstance(lasts, bool) and 0 < lasts < 1e10
        return Token(value, expires_at=asked_at + float(lasts or 0) if known else None, extensions=self._extensions)


class ClientCredentials(_Endpoint):
    """Tokens by the client credentials grant (RFC 6749, section 4.4; KIP-768). Needs `barnabas[oauth]`.

    Args:
        url: the token endpoint.
        client_id, client_secret: go in the header, as Basic.
        scope: what is asked for, with blanks between.
        extensions: what is told to the broker beside the token (KIP-342).
        ssl_context: for the endpoint; without it the system's authorities are trusted.
        allow_http: accepts a URL without TLS, for tests.
        wall: seconds since 1970.

    Raises:
        ConfigurationError: `url` is no https URL, or urllib3 is not there.

    Example:
        >>> from barnabas.security import ClientCredentials
        >>> ClientCredentials("https://idp.example.org/token", "billing", "secret", scope="kafka")
        <ClientCredentials https://idp.example.org/token>
    """

    def __init__(self, url: str, client_id: str, client_secret: str, **options: Unpack[_Options]) -> None:
        super().__init__(url, **options)
        self._basic = Secret("Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode())

    def __call__(self) -> Token:
        """A new token; blocks while it is asked for."""
        return self._ask({"grant_type": "client_credentials"}, {"Authorization": self._basic.reveal()})


class JwtBearer(_Endpoint):
    """Tokens for an assertion, a JWT that somebody signed (RFC 7523; KIP-1139). Needs `barnabas[oauth]`.

    Args:
        url: the token endpoint.
        assertion: gives the JWT each time; a `TokenFile`, or your own that signs one.
        options: as for `ClientCredentials`.

    Example:
        >>> from barnabas.security import JwtBearer, TokenFile
        >>> JwtBearer("https://idp.example.org/token", TokenFile("/var/run/secrets/assertion"))
        <JwtBearer https://idp.example.org/token>
    """

    def __init__(self, url: str, assertion: Callable[[], Token | str], **options: Unpack[_Options]) -> None:
        super().__init__(url, **options)
        self._assertion = assertion

    def __call__(self) -> Token:
        """A new token; blocks while it is asked for."""
        given = self._assertion()
        value = given.reveal() if isinstance(given, Token) else given
        return self._ask({"grant_type": JWT_BEARER, "assertion": value}, {})


class TokenFile:
    """A token, or an assertion, that somebody else writes to a file and renews there (KIP-1139); read each time.

    Args:
        path: the file; what surrounds the token in blanks is left out.
        extensions: what is told to the broker beside the token (KIP-342).

    Example:
        >>> from barnabas.security import TokenFile
        >>> TokenFile("/var/run/secrets/token")
        <TokenFile /var/run/secrets/token>
    """

    def __init__(self, path: str, *, extensions: Mapping[str, str] | None = None) -> None:
        self._path = Path(path)
        self._extensions = dict(extensions or {})

    def __repr__(self) -> str:
        return f"<TokenFile {self._path}>"

    def __call__(self) -> Token:
        """What the file holds now."""
        try:
            with self._path.open("rb") as file:
                held = file.read(LARGEST + 1)
        except OSError as error:
            raise SaslError(f"the token's file {str(self._path)!r} cannot be read: {error.strerror}") from error
        if len(held) > LARGEST:
            raise SaslError(f"the token's file {str(self._path)!r} has more than {LARGEST} bytes")
        return Token(held.decode(errors="replace").strip(), extensions=self._extensions)


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", None) or error)[:300]


def _urllib3() -> Any:
    try:
        import urllib3
    except ImportError as error:
        raise ConfigurationError(
            "tokens from an identity provider need the package urllib3: pip install 'barnabas[oauth]'"
        ) from error
    return urllib3
