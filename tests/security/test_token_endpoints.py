"""Tokens from an identity provider over HTTPS (KIP-768, KIP-1139): its own authority, tokens that brokers check, clear refusals."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.broker.server.mechanisms.oauthbearer import InvalidTokenError
from barnabas.broker.server.mechanisms.oauthbearer import Token as Accepted
from barnabas.errors import NetworkError, SaslError
from barnabas.security import ClientCredentials, JwtBearer, TokenFile
from barnabas.security.sasl.token_sources import JWT_BEARER
from tests.harness.certificates import Authority
from tests.harness.secured import USER, SecuredBroker
from tests.security.jwt import SIGNER, Signer
from tests.security.roundtrip import around_trip, round_trip

CLIENT, SECRET = "billing", "hunter2-client-secret"
ASSERTS = Signer()  # whose assertions the provider trusts


class Provider:
    """A token endpoint behind TLS. It gives tokens that the brokers accept, to who shows a secret or a signed assertion."""

    def __init__(self, certificate: str, *, lasts: int = 300) -> None:
        self.lasts = lasts
        self.asked: list[dict[str, list[str]]] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                provider.asked.append(form)
                status, answer = provider.answer(self.headers.get("Authorization", ""), form)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                return  # a handshake that the client ends is what some tests want

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server = Server(("127.0.0.1", 0), Handler)
        # The handshake is for the thread of the connection, not for the one that accepts.
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}/token"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def answer(self, authorization: str, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        match form["grant_type"]:
            case ["client_credentials"] if authorization == basic:
                pass
            case [grant] if grant == JWT_BEARER and ASSERTS.signed(form["assertion"][0]):
                pass
            case _:
                return 401, {"error": "invalid_client", "error_description": "nobody knows you"}
        return 200, {"access_token": SIGNER.token(), "expires_in": self.lasts, "token_type": "Bearer"}

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("idp"), "idp-ca")


@pytest.fixture
def provider(authority: Authority) -> Iterator[Provider]:
    one = Provider(authority.issue("idp"))
    yield one
    one.close()


@pytest.fixture
def trusting(authority: Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority.path)


def bearer(source: Any) -> dict[str, Any]:
    return {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "OAUTHBEARER",
        "sasl_oauthbearer_token": source,
    }


def sources(provider: Provider, trusting: ssl.SSLContext, folder: Path) -> dict[str, Any]:
    path = folder / "assertion"
    path.write_text(ASSERTS.token(sub=CLIENT, aud=provider.url))
    return {
        "client credentials": ClientCredentials(provider.url, CLIENT, SECRET, scope="kafka", ssl_context=trusting),
        "JWT bearer": JwtBearer(provider.url, TokenFile(str(path)), ssl_context=trusting),
    }


GRANTS = ["client credentials", "JWT bearer"]


@pytest.mark.kip(768, 1139)
@pytest.mark.parametrize("grant", GRANTS)
def test_kafka_takes_the_tokens(
    secured: SecuredBroker, provider: Provider, trusting: ssl.SSLContext, tmp_path: Path, grant: str
) -> None:
    """They are signed, and the broker checks signature, issuer and audience."""
    options = {**bearer(sources(provider, trusting, tmp_path)[grant]), **secured.tls(security_protocol="SASL_SSL")}
    round_trip(secured.address["JWKS"], **options)
    assert provider.asked[0]["grant_type"] in (["client_credentials"], [JWT_BEARER])
    assert len(provider.asked) == 1  # one token for all connections


def accepts(token: str, now_ms: int) -> Accepted:
    """What the development broker makes of a token."""
    if not SIGNER.signed(token):
        raise InvalidTokenError("somebody else's signature")
    return Accepted(USER, now_ms + 300_000)


@pytest.mark.asyncio
@pytest.mark.parametrize("grant", GRANTS)
async def test_the_development_broker_takes_them(
    provider: Provider, trusting: ssl.SSLContext, tmp_path: Path, grant: str
) -> None:
    with Broker(security_protocol="SASL_PLAINTEXT", validator=accepts) as broker:
        await around_trip(broker.bootstrap_servers, **bearer(sources(provider, trusting, tmp_path)[grant]))


def test_an_authority_that_is_not_trusted_is_told_at_once(provider: Provider) -> None:
    source = ClientCredentials(provider.url, CLIENT, SECRET)
    with pytest.raises(SaslError, match=r"is not accepted: .*certificate") as caught:
        source()
    told = str(caught.value)
    assert provider.url in told
    assert "ssl_context=ssl.create_default_context(cafile=...)" in told
    assert SECRET not in told
    assert not provider.asked
    with (
        Broker(security_protocol="SASL_PLAINTEXT", validator=accepts) as broker,
        barnabas.Client(broker.bootstrap_servers, **bearer(source)) as client,
        pytest.raises(SaslError, match="is not accepted"),  # not tried again until the call's time is over
    ):
        client.admin.list_topics(timeout=60)


def test_certificates_for_others_and_of_yesterday(authority: Authority, trusting: ssl.SSLContext) -> None:
    for name, options, told in (
        ("other", {"hosts": ("idp.example",)}, "IP address mismatch"),
        ("old", {"from_day": -9, "to_day": -1}, "certificate has expired"),
    ):
        one = Provider(authority.issue(name, **options))  # type: ignore[arg-type]
        try:
            with pytest.raises(SaslError, match=told):
                ClientCredentials(one.url, CLIENT, SECRET, ssl_context=trusting)()
        finally:
            one.close()


def test_an_endpoint_without_tls(trusting: ssl.SSLContext) -> None:
    """Something that answers in plain text."""
    from tests.hostile.test_peers import server, speaks_http

    with (
        server(speaks_http) as address,
        pytest.raises(SaslError, match=f"TLS with the token endpoint https://{address}"),
    ):
        ClientCredentials(f"https://{address}/token", CLIENT, SECRET, ssl_context=trusting)()


@pytest.mark.parametrize("grant", GRANTS)
def test_a_provider_that_refuses_is_told_at_once(provider: Provider, trusting: ssl.SSLContext, grant: str) -> None:
    source: Any = ClientCredentials(provider.url, CLIENT, "wrong-" + SECRET, ssl_context=trusting)
    if grant != "client credentials":
        source = JwtBearer(provider.url, lambda: Signer().token(), ssl_context=trusting)  # somebody else's signature
    with (
        Broker(security_protocol="SASL_PLAINTEXT", validator=accepts) as broker,
        barnabas.Client(broker.bootstrap_servers, **bearer(source)) as client,
        pytest.raises(SaslError, match="HTTP status 401: invalid_client: nobody knows you") as caught,
    ):
        client.admin.list_topics(timeout=60)
    assert SECRET not in str(caught.value)
    assert len(provider.asked) == 1


def test_a_provider_that_is_gone(provider: Provider, trusting: ssl.SSLContext) -> None:
    provider.close()
    with pytest.raises(NetworkError, match=f"the token endpoint {provider.url} gave no answer"):
        ClientCredentials(provider.url, CLIENT, SECRET, ssl_context=trusting)()
