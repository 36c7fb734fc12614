"""What calls the user back from inside `poll()`, `commit()` and `close()`: listeners of rebalances, outcomes of commits.

A callback runs on the thread or in the task that is inside of a call of the consumer, and may use the consumer itself.
Whatever it raises reaches the caller, and nothing is lost by it: a rebalance is returned by the next poll, and is no consent
before; further outcomes are told then.
"""

from __future__ import annotations

import inspect
import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

from barnabas.consumer.rebalance import Rebalance
from barnabas.errors.client import KafkaError, KafkaTimeoutError
from barnabas.functions import ran
from barnabas.types import OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.consumer")
UNDER_WAY = 1_000  # commits of `commit_async` at most whose outcome was not told yet
CROWD = UNDER_WAY // 2  # with so many a poll gives out no more records before some have ended

Offsets: TypeAlias = Mapping[TopicPartition, OffsetAndMetadata]
Told: TypeAlias = Callable[[Offsets, KafkaError | None], object]

# The callbacks that the running code is part of; tasks that they start belong to them.
_callbacks: ContextVar[tuple[object, ...]] = ContextVar("barnabas.consumer.callbacks", default=())


class Calls:
    """The callbacks of one consumer. The user's side, but for `ended`."""

    def __init__(self, listener: Callable[[Any, Rebalance], object] | None, ring: Callable[[], None]) -> None:
        self.listener = listener
        self._ring = ring
        self._now: object = None  # the callback that runs
        self._untold: tuple[Rebalance, bool] | None = None  # not returned yet; whether the listener is still to hear
        self.outcomes: deque[tuple[Told | None, Offsets, KafkaError | None]] = deque()  # of commits, to be told
        self._under_way = 0
        self._crowded = False

    @property
    def inside(self) -> bool:
        """Whether the caller is a callback of this consumer, or a task that one has started."""
        return self._now is not None and self._now in _callbacks.get()

    @contextmanager
    def _calling(self) -> Iterator[None]:
        self._now = object()
        token = _callbacks.set((*_callbacks.get(), self._now))
        try:
            yield
        finally:
            self._now = None
            _callbacks.reset(token)

    # --- rebalances ---------------------------------------------------------------------------------------------------

    @property
    def untold(self) -> Rebalance | None:
        """News that the user was to be given when its listener raised."""
        return None if self._untold is None else self._untold[0]

    def tell(self, consumer: Any, news: Rebalance) -> None:
        """Calls the listener, before the news are returned."""
        with self._telling(news) as wanted:
            if wanted and self.listener is not None:
                with self._calling():
                    ran("on_rebalance", self.listener, self.listener(consumer, news))

    async def atell(self, consumer: Any, news: Rebalance) -> None:
        """The same for a listener that may be a coroutine function."""
        with self._telling(news) as wanted:
            if wanted and self.listener is not None:
                with self._calling():
                    result = self.listener(consumer, news)
                    if inspect.isawaitable(result):
                        await result

    @contextmanager
    def _telling(self, news: Rebalance) -> Iterator[bool]:
        if self._untold == (news, False):
            self._untold = None
            yield False
            return
        self._untold = (news, True)  # a listener that is cut off by Ctrl-C or a cancellation is called anew
        try:
            yield True
        except Exception:
            self._untold = (news, False)
            raise
        self._untold = None

    # --- commits ------------------------------------------------------------------------------------------------------

    def begun(self) -> None:
        """A commit is asked for whose outcome is to be told.

        Raises:
            KafkaTimeoutError: too many are under way.
        """
        if self._under_way >= CROWD:
            self._forget_silent()
        if self._under_way >= UNDER_WAY:
            raise KafkaTimeoutError(f"commit_async() has {UNDER_WAY} commits under way: poll() tells their outcomes")
        self._under_way += 1
        if self.crowded:
            self._ring()  # an iteration ends its batch: in its next step it can wait

    @property
    def crowded(self) -> bool:
        """Whether so many are under way that the user should be given no reason for more, until half of them have ended."""
        self._crowded = self._under_way >= (CROWD // 2 if self._crowded else CROWD)
        return self._crowded

    def ended(self, callback: Told | None, offsets: Offsets, error: KafkaError | None) -> None:
        """It has ended. From any thread."""
        if callback is None and error is not None:
            log.error("a commit_async() failed: %s", error)
        self.outcomes.append((callback, offsets, error))
        if callback is not None or (self._crowded and len(self.outcomes) >= CROWD // 2):
            self._ring()

    def tell_outcomes(self) -> None:
        """Calls what commits that have ended left to call, in their order."""
        while (call := self._next()) is not None:
            with self._calling():
                ran("callback", call[0], call[0](call[1], call[2]))

    async def atell_outcomes(self) -> None:
        """The same for callbacks that may be coroutine functions."""
        while (call := self._next()) is not None:
            with self._calling():
                result = call[0](call[1], call[2])
                if inspect.isawaitable(result):
                    await result

    def _forget_silent(self) -> None:
        """With those that have ended and have nobody to tell, nothing is left to do."""
        kept = []
        while self.outcomes:
            outcome = self.outcomes.popleft()
            if outcome[0] is None:
                self._under_way -= 1
            else:
                kept.append(outcome)
        self.outcomes.extendleft(reversed(kept))

    def _next(self) -> tuple[Told, Offsets, KafkaError | None] | None:
        while self.outcomes and self._now is None:  # a callback that commits is no reason to call another inside of it
            callback, offsets, error = self.outcomes.popleft()
            self._under_way -= 1
            if callback is not None:
                return callback, offsets, error
        return None
