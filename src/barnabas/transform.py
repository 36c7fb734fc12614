"""Read, transform, write: each poll's records, what a function makes of them and their offsets in one transaction (KIP-447)."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar

from barnabas._native import Records
from barnabas.consumer.aio import AsyncConsumer
from barnabas.consumer.rebalance import Rebalance
from barnabas.consumer.sync import Consumer
from barnabas.errors.client import CommitFailedError, ConfigurationError, NotAssignedError
from barnabas.functions import awaited, called, ran, to_await
from barnabas.given import seconds
from barnabas.managed import AsyncManaged, Managed, left_of
from barnabas.producer.aio import AsyncProducer
from barnabas.producer.face import transactions_of
from barnabas.producer.sync import Producer
from barnabas.producer.transactions import Transactions

K = TypeVar("K")
V = TypeVar("V")
log = logging.getLogger("barnabas.transform")
POLL = 1.0


def options_of(
    group_id: str, transactional_id: str, consumer: Mapping[str, Any] | None, producer: Mapping[str, Any] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What both sides are made with.

    Raises:
        ConfigurationError: offsets were to be committed outside of the transactions, or not all of them.
    """
    for name, given, option in (("consumer", consumer, "group_id"), ("producer", producer, "transactional_id")):
        if option in (given or {}):
            raise ConfigurationError(
                f"transactional(): {name} has {option!r}, which is not accepted there: give {option}=..."
            )
    reading = {"isolation_level": "read_committed", **(consumer or {}), "group_id": group_id}
    if reading.get("enable_auto_commit"):
        raise ConfigurationError(
            "transactional(): enable_auto_commit=True is not accepted: the transactions commit offsets"
        )
    if reading.get("commit_only_done"):
        raise ConfigurationError(
            "transactional(): commit_only_done=True is not accepted: the transactions commit what was polled"
        )
    return reading, {**(producer or {}), "transactional_id": transactional_id}


class _Attempt:
    """How many records were done with."""

    done = 0


class _Transactional(Generic[K, V]):
    """What both faces share."""

    def __init__(self, consumer: Any, producer: Any) -> None:
        self.consumer = consumer
        self.producer = producer
        self._stopped = threading.Event()
        self._open: Records[K, V] | Rebalance | None = None  # of a transaction that is not known to have ended
        self._commits = 0  # of the producer before that one
        self._rewound = False

    def stop(self) -> None:
        """Has `run` return after the transaction that it is in. From any thread, or from the function.

        >>> transactional.stop()  # doctest: +SKIP
        """
        self._stopped.set()

    def _sound(self, records: Records[K, V]) -> bool:
        """Whether there is something to do. Raises the first error of a partition."""
        for error in records.errors.values():
            self._rewind(records)
            self._open = None
            raise error
        return bool(records)

    def _begin(self) -> None:
        """Before a poll. What it gives is `_open` at once: between it and its transaction a signal's handler may raise."""
        self._commits, self._rewound = self._transactions.commits, False

    def _rewind(self, records: Records[K, V]) -> None:
        """They will be read again, by whoever has their partitions then."""
        for place, part in records.by_partition().items():
            with suppress(NotAssignedError):
                self.consumer._goes_on_at(place, part[0].offset)
        self._rewound = True

    @contextmanager
    def _attempt(self, records: Records[K, V]) -> Iterator[_Attempt]:
        """Around the transaction of what a poll brought. Where nobody knows how it ended, its records are not read again before."""
        attempt = _Attempt()
        try:
            yield attempt
            attempt.done = len(records)
            self._open = None
        except CommitFailedError as error:
            log.info("a transaction was aborted, because the group has moved on: %s", error)
            self._rewind(records)
        except BaseException:
            # Cancelled, or by a Ctrl-C, the producer may still be about it: the next step looks again.
            if not (self._committed or self._transactions.now.undecided):
                self._rewind(records)
            raise

    @contextmanager
    def _ending(self, records: Records[K, V]) -> Iterator[None]:
        """Around the commit that tells how an earlier transaction has ended."""
        try:
            yield
        except BaseException:
            if not (self._committed or self._rewound or self._transactions.now.undecided):
                self._rewind(records)
            raise
        self._done(records)

    def _done(self, records: Records[K, V]) -> None:
        """The earlier transaction was committed: what it had is not read again."""
        self._open = None
        if self._rewound:
            for place, part in records.by_partition().items():
                with suppress(NotAssignedError):
                    self.consumer._goes_on_at(place, part[-1].offset + 1)

    def _given_up(self, records: Records[K, V]) -> None:
        """It was aborted, or had not begun."""
        self._open = None
        if not self._rewound:
            self._rewind(records)

    @property
    def _transactions(self) -> Transactions:
        return transactions_of(self.producer._sender)

    @property
    def _committed(self) -> bool:
        """Whether the transaction was committed, though perhaps nobody heard."""
        return self._transactions.commits > self._commits

    def __repr__(self) -> str:
        return f"<{type(self).__name__} from {self.consumer!r}>"


class Transactional(_Transactional[K, V], Managed):
    """Consume, transform, produce: each record's outcome is there exactly once; made by `Client.transactional()`.

    Each `step` polls, begins a transaction, has the function send what it makes of the records, commits the records' offsets in
    it and ends it. When the function raises, the transaction is aborted, the consumer goes back to where it was, and the
    exception goes on; the next step reads the same records again. The same happens, without an exception, when the group has
    moved on meanwhile and the partitions are others' now.

    Attributes:
        consumer: the `Consumer`; it reads committed records alone unless told otherwise.
        producer: the `Producer`.

    Example:
        >>> def shout(records, producer):
        ...     for record in records:
        ...         producer.send("loud", record.value.upper(), key=record.key)
        >>> with barnabas.Client("localhost:9092") as client:
        ...     with client.transactional("quiet", group_id="shouting", transactional_id="shouting-1") as loop:
        ...         loop.run(shout)  # doctest: +SKIP
    """

    consumer: Consumer[K, V]
    producer: Producer[Any, Any]

    def step(self, function: Callable[[Records[K, V], Producer[Any, Any]], object], *, timeout: float = POLL) -> int:
        """One poll, and one transaction if it brought records.

        Args:
            function: is called with the records and the producer; what it sends is in the transaction.
            timeout: seconds to wait for records.

        Returns:
            How many records are done with: 0 if there were none, or if the group has moved on.

        Raises what the function raises, and what `Producer.commit_transaction` raises; TypeError, and nothing is committed, for a coroutine
        function or the like, which would not run. Blocks. After an error, or a Ctrl-C, the next step first
        finds out how the transaction has ended, and ends it if nobody has.

        >>> transactional.step(shout)  # doctest: +SKIP
        500
        """
        called("function", function)
        if isinstance(self._open, Records):
            self._resume(self._open)
        self._begin()
        self._open = records = self.consumer.poll(timeout)
        if not isinstance(records, Records) or not self._sound(records):
            self._open = None
            return 0
        with self._attempt(records) as attempt, self.producer.transaction():
            ran("function", function, function(records, self.producer))
            self.producer.send_offsets_to_transaction(self.consumer)
        return attempt.done

    def _resume(self, records: Records[K, V]) -> None:
        """What the step before has left, when it was interrupted or had no answer."""
        now = self.producer._engine.run(self._transactions.standing)
        if self._committed:
            self._done(records)
        elif now.undecided:
            with self._ending(records):
                self.producer.commit_transaction()
        else:
            if now.may_abort:
                self.producer.abort_transaction()
            self._given_up(records)

    def run(self, function: Callable[[Records[K, V], Producer[Any, Any]], object], *, timeout: float = POLL) -> None:
        """Steps until `stop` is called; see `step` for `function`, `timeout` and for what it raises. Blocks.

        >>> transactional.run(shout)  # doctest: +SKIP
        """
        self._stopped.clear()
        while not self._stopped.is_set():
            self.step(function, timeout=timeout)

    def close(self, timeout: float = 30.0) -> None:
        """Closes the producer, which aborts what is open, and then the consumer. Blocks for at most `timeout` seconds; may be called again.

        Raises what `Producer.close()` and `Consumer.close()` raise.

        >>> transactional.close()  # doctest: +SKIP
        """
        end = time.monotonic() + seconds(timeout)
        try:
            self.producer.close(timeout)
        finally:
            self.consumer.close(left_of(end))


class AsyncTransactional(_Transactional[K, V], AsyncManaged):
    """The awaitable twin of `Transactional`, with the same words; made by `AsyncClient.transactional()`.

    Example:
        >>> async def shout(records, producer):
        ...     for record in records:
        ...         await producer.send("loud", record.value.upper(), key=record.key)
        >>> async def main():
        ...     async with barnabas.AsyncClient("localhost:9092") as client:
        ...         async with client.transactional("quiet", group_id="g", transactional_id="g-1") as loop:
        ...             await loop.run(shout)
        >>> asyncio.run(main())  # doctest: +SKIP
    """

    consumer: AsyncConsumer[K, V]
    producer: AsyncProducer[Any, Any]

    async def step(
        self, function: Callable[[Records[K, V], AsyncProducer[Any, Any]], Awaitable[object]], *, timeout: float = POLL
    ) -> int:
        """As `Transactional.step`, with a coroutine function. Cancelled, it aborts and goes back as after an exception, or
        it was just committed; the next step finds out.

        >>> await transactional.step(shout)  # doctest: +SKIP
        500
        """
        awaited("function", function)
        if isinstance(self._open, Records):
            await self._resume(self._open)
        self._begin()
        self._open = records = await self.consumer.poll(timeout)
        if not isinstance(records, Records) or not self._sound(records):
            self._open = None
            return 0
        with self._attempt(records) as attempt:
            async with self.producer.transaction():
                await to_await("function", function, function(records, self.producer))
                await self.producer.send_offsets_to_transaction(self.consumer)
        return attempt.done

    async def _resume(self, records: Records[K, V]) -> None:
        """See `Transactional._resume`."""
        now = await self.producer._engine.arun(self._transactions.standing)
        if self._committed:
            self._done(records)
        elif now.undecided:
            with self._ending(records):
                await self.producer.commit_transaction()
        else:
            if now.may_abort:
                await self.producer.abort_transaction()
            self._given_up(records)

    async def run(
        self, function: Callable[[Records[K, V], AsyncProducer[Any, Any]], Awaitable[object]], *, timeout: float = POLL
    ) -> None:
        """As `Transactional.run`; ends by `stop` or by being cancelled.

        >>> await transactional.run(shout)  # doctest: +SKIP
        """
        self._stopped.clear()
        while not self._stopped.is_set():
            await self.step(function, timeout=timeout)

    async def close(self, timeout: float = 30.0) -> None:
        """As `Transactional.close`.

        >>> await transactional.close()  # doctest: +SKIP
        """
        end = time.monotonic() + seconds(timeout)
        try:
            await self.producer.close(timeout)
        finally:
            await self.consumer.close(left_of(end))
