"""Bearer tokens: what is sent, when a new one is asked for, and where they come from."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnabas.errors import ConfigurationError, NetworkError, SaslError
from barnabas.security import ClientCredentials, JwtBearer, OAuthBearer, Token, TokenFile
from barnabas.security.sasl.oauthbearer import claimed_end
from barnabas.security.sasl.tokens import Tokens
from tests.harness.waiting import turns

SECRET = "hunter2-client-secret"


def jwt(**claims: Any) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none'})}.{part(claims)}."


@pytest.mark.kip(255, 342)
def test_what_is_sent() -> None:
    assert OAuthBearer(Token("abc", expires_at=1)).start() == b"n,,\x01auth=Bearer abc\x01\x01"
    machine = OAuthBearer(Token("abc", extensions={"logicalCluster": "lkc-1"}))
    assert machine.start() == b"n,,\x01auth=Bearer abc\x01logicalCluster=lkc-1\x01\x01"
    assert machine.step(b"") is None
    assert machine.step(b'{"status":"invalid_token"}') == b"\x01"
    assert machine.refusal == '{"status":"invalid_token"}'
    assert "abc" not in repr(machine.start())
    assert "abc" not in repr(Token("abc"))


@pytest.mark.parametrize(
    ("value", "extensions"),
    [
        ("", {}),
        ("a b", {}),
        ("a\x01b", {}),
        ("é", {}),
        (5, {}),
        ("a", {"auth": "x"}),
        ("a", {"a1": "x"}),
        ("a", {"b": "\x01"}),
    ],
)
def test_what_cannot_be_sent(value: Any, extensions: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError):
        Token(value, extensions=extensions)


def test_the_end_that_a_jwt_claims() -> None:
    assert Token(jwt(exp=1234)).expires_at == 1234
    assert Token(jwt(exp=1234), expires_at=5).expires_at == 5
    assert Token(jwt(exp="soon")).expires_at is None
    assert Token("opaque").expires_at is None


@given(st.text(max_size=100))
def test_any_text_has_an_end_or_none(text: str) -> None:
    assert claimed_end(text) is None
    claimed_end(f"a.{base64.urlsafe_b64encode(text.encode(errors='replace')).decode()}.b")


async def at_once(fn: Callable[[], Any]) -> Any:
    return fn()


def cache(source: Any, now: list[float]) -> Tokens:
    return Tokens(source, lambda: now[0], at_once)


def run(awaitable: Awaitable[Any]) -> Any:
    async def main() -> Any:
        return await awaitable

    return asyncio.run(main())


def test_a_token_is_kept_for_most_of_its_life() -> None:
    now, given_out = [1000.0], [0]

    def source() -> Token:
        given_out[0] += 1
        return Token(f"t{given_out[0]}", expires_at=now[0] + 100)

    async def main() -> None:
        tokens = cache(source, now)
        assert (await tokens.get()).reveal() == "t1"
        now[0] += 79
        assert (await tokens.get()).reveal() == "t1"
        now[0] += 2
        assert (await tokens.get()).reveal() == "t2"

    asyncio.run(main())


def test_one_question_for_all_who_wait() -> None:
    asked: list[int] = []

    async def source() -> str:
        asked.append(1)
        await turns()
        return jwt(exp=5000)

    async def main() -> None:
        tokens = cache(source, [1000.0])
        found = await asyncio.gather(*[tokens.get() for _ in range(5)])
        assert len({t.reveal() for t in found}) == 1

    asyncio.run(main())
    assert len(asked) == 1


def test_a_source_that_fails() -> None:
    now = [1000.0]
    answers: list[Any] = [Token("t1", expires_at=1100), ValueError("no luck"), 5, Token("old", expires_at=10)]

    def source() -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def main() -> None:
        tokens = cache(source, now)
        await tokens.get()
        now[0] = 1090.0
        assert (await tokens.get()).reveal() == "t1"  # it still lives
        now[0] = 1101.0
        with pytest.raises(SaslError, match="no token: Token: value"):
            await tokens.get()
        with pytest.raises(SaslError, match="expired already"):
            await tokens.get()

    asyncio.run(main())


@pytest.mark.parametrize("away", ["not reached", "never answers"])
def test_a_token_that_lives_serves_while_its_provider_is_away(away: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("barnabas.security.sasl.tokens.REFRESH_PATIENCE", 0.0)
    now, asked = [1000.0], list[int]()

    async def source() -> Any:
        asked.append(1)
        if len(asked) == 1:
            return Token("t1", expires_at=1100)
        if away == "not reached":
            raise NetworkError("the provider is away")
        return await asyncio.Future[Any]()

    async def main() -> None:
        tokens = cache(source, now)
        await tokens.get()
        now[0] = 1090.0
        assert (await tokens.get()).reveal() == "t1"
        assert (await tokens.get()).reveal() == "t1"
        if away == "not reached":
            now[0] = 1101.0
            with pytest.raises(NetworkError, match="away"):
                await tokens.get()
        else:
            assert len(asked) == 2, "the question that is out is not asked again"

    asyncio.run(main())


def test_a_token_that_ends_while_its_provider_takes_its_time_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("barnabas.security.sasl.tokens.REFRESH_PATIENCE", 0.0)
    now, asked = [1000.0], list[int]()

    async def main() -> None:
        reached, gate = asyncio.Event(), asyncio.Event()

        async def source() -> Any:
            asked.append(1)
            if len(asked) == 1:
                return Token("t1", expires_at=1100)
            now[0] = 1101.0  # before the wait for it is given up
            reached.set()
            await gate.wait()
            return Token("t2", expires_at=1200)

        tokens = cache(source, now)
        await tokens.get()
        now[0] = 1090.0
        getting = asyncio.ensure_future(tokens.get())
        await reached.wait()
        await turns(5)
        gate.set()
        assert (await getting).reveal() == "t2"
        assert len(asked) == 2

    asyncio.run(main())


class Provider(BaseHTTPRequestHandler):
    """A token endpoint by script."""

    answers: ClassVar[list[tuple[int, bytes]]] = []
    asked: ClassVar[list[tuple[str, dict[str, list[str]]]]] = []

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.asked.append((self.headers.get("Authorization", ""), form))
        status, body = self.answers.pop(0)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@contextmanager
def provider(*answers: tuple[int, Any]) -> Iterator[str]:
    Provider.asked.clear()
    Provider.answers[:] = [(s, b if isinstance(b, bytes) else json.dumps(b).encode()) for s, b in answers]
    with HTTPServer(("127.0.0.1", 0), Provider) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/token"
        finally:
            server.shutdown()
            thread.join()


def test_client_credentials() -> None:
    with provider((200, {"access_token": "abc", "expires_in": 300})) as url:
        source = ClientCredentials(url, "me", SECRET, scope="kafka all", allow_http=True, wall=lambda: 1000.0)
        token = source()
    assert (token.reveal(), token.expires_at) == ("abc", 1300.0)
    ((header, form),) = Provider.asked
    assert base64.b64decode(header.removeprefix("Basic ")).decode() == f"me:{SECRET}"
    assert form == {"grant_type": ["client_credentials"], "scope": ["kafka all"]}
    assert SECRET not in repr(source)


def test_a_jwt_for_a_token(tmp_path: Path) -> None:
    path = tmp_path / "assertion"
    path.write_text("signed.by.somebody\n")
    with provider((200, {"access_token": "abc"})) as url:
        assert JwtBearer(url, TokenFile(str(path)), allow_http=True)().reveal() == "abc"
    ((_, form),) = Provider.asked
    assert form == {
        "grant_type": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "assertion": ["signed.by.somebody"],
    }


def test_a_provider_with_trouble_is_asked_again() -> None:
    with provider((503, b""), (500, b"oops"), (200, {"access_token": "abc"})) as url:
        assert ClientCredentials(url, "me", SECRET, allow_http=True)().reveal() == "abc"
    assert len(Provider.asked) == 3


@pytest.mark.parametrize(
    ("status", "body", "text"),
    [
        (401, {"error": "invalid_client", "error_description": "who?"}, "HTTP status 401: invalid_client: who\\?"),
        (400, b"<html>", "HTTP status 400"),
        (302, b"", "HTTP status 302"),
        (200, b"[]", "without an access_token"),
        (200, b"nonsense", "without an access_token"),
        (200, {"access_token": 5}, "without an access_token"),
    ],
)
def test_a_provider_that_refuses(status: int, body: Any, text: str) -> None:
    with provider((status, body)) as url, pytest.raises(SaslError, match=text) as caught:
        ClientCredentials(url, "me", SECRET, allow_http=True)()
    assert len(Provider.asked) == 1  # at once
    assert SECRET not in str(caught.value)


def test_a_provider_that_is_not_there() -> None:
    with provider() as url:
        pass
    with pytest.raises(NetworkError, match="gave no answer"):
        ClientCredentials(url, "me", SECRET, allow_http=True)()


def test_urls_are_https() -> None:
    for url in ("http://idp/token", "ftp://idp", "idp"):
        with pytest.raises(ConfigurationError, match="expected an https URL"):
            ClientCredentials(url, "me", SECRET)


def test_a_token_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "token"
    source = TokenFile(str(path))
    with pytest.raises(SaslError, match="cannot be read"):
        source()
    path.write_text(f"{jwt(exp=1234)}\n")
    assert source().expires_at == 1234
    path.write_text("two words")
    with pytest.raises(ConfigurationError, match="value is not accepted"):
        source()
