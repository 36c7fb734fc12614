"""Where bearer tokens come from: a callable of the user's, asked again before the token ends, by one connection at a time."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from barnabas.errors.client import ClosedError, KafkaError, NetworkError, SaslError
from barnabas.functions import ended
from barnabas.security.sasl.oauthbearer import Token

REFRESH_AT: Final = 0.8  # of a token's life: Kafka's sasl.login.refresh.window.factor
REFRESH_PATIENCE: Final = 3.0  # seconds
Source: TypeAlias = Callable[[], Token | str | Awaitable[Token | str]]


class Tokens:
    """The token of one client; `wall` is the clock of dates, `off_loop` calls what may block."""

    def __init__(
        self,
        source: Source,
        wall: Callable[[], float],
        off_loop: Callable[[Callable[[], Any]], Awaitable[Any]],
    ) -> None:
        self._source = source
        self._wall = wall
        self._off_loop = off_loop
        self._token: Token | None = None
        self._refresh_at = 0.0
        self._asking: asyncio.Task[Token] | None = None

    async def get(self) -> Token:
        """A token with enough life left.

        Raises:
            SaslError: the source raised, or gave something else.
            NetworkError: the source has not reached its provider.

        In each of these cases, and while the source takes its time, the token that is there serves until it has ended.
        """
        now = self._wall()
        if self._token is not None and now < self._refresh_at:
            return self._token
        if self._asking is None:
            self._asking = asyncio.get_running_loop().create_task(self._ask())
            self._asking.add_done_callback(self._asked)
        task, known = self._asking, self._token
        lives = known is not None and known.expires_at is not None and now < known.expires_at
        try:
            # Who has a token that still serves does not wait until the connection's time is over for one that may never come.
            async with asyncio.timeout(REFRESH_PATIENCE if lives else None):
                return await asyncio.shield(task)
        except (SaslError, NetworkError, TimeoutError) as error:
            if known is not None and lives and self._wall() < (known.expires_at or 0):
                return known
            if not isinstance(error, TimeoutError):
                raise
        return await asyncio.shield(task)  # it has ended meanwhile: from now on nothing but a new one serves

    def _asked(self, task: asyncio.Task[Token]) -> None:
        self._asking = None
        if not task.cancelled():
            task.exception()

    async def _ask(self) -> Token:
        try:
            if inspect.iscoroutinefunction(self._source) or inspect.iscoroutinefunction(
                getattr(self._source, "__call__", None)  # noqa: B004  # an object whose call is a coroutine function
            ):
                given: Any = await self._source()  # type: ignore[misc]
            else:
                given = await self._off_loop(self._source)
                if inspect.isawaitable(given):
                    given = await given
            token = given if isinstance(given, Token) else Token(given)
        except (SaslError, ClosedError, NetworkError):
            raise
        except KafkaError as error:
            raise SaslError(f"no token: {error.message}") from error
        except BaseException as error:
            if ended(error):
                raise
            raise SaslError(f"no token: the source raised {type(error).__name__}: {error}").causing(error) from error
        now = self._wall()
        if token.expires_at is not None and token.expires_at <= now:
            raise SaslError("no token: the one that the source gave has expired already")
        self._token = token
        self._refresh_at = now if token.expires_at is None else now + REFRESH_AT * (token.expires_at - now)
        return token
