"""How a producer ends: what is buffered is sent, for a bounded time, and what stays behind fails and is told."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from contextlib import suppress
from time import monotonic

from barnabas._native import Accumulator, ProducerBatch
from barnabas.engine.engine import Engine
from barnabas.engine.waiting import tell
from barnabas.errors.client import ClosedError, KafkaError, KafkaTimeoutError, UndeliveredError
from barnabas.managed import left_of
from barnabas.producer.report import Lines, joined, lines, undelivered
from barnabas.producer.transactions import Transactions
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.producer")
GIVING_UP = 5.0  # seconds for the engine to fail what is left at close


class Closing(ABC):
    """The part of a sender that flushes and closes; see `Closable`."""

    transactions: Transactions | None = None  # whose commits tell what failed

    def __init__(self, engine: Engine, accumulator: Accumulator) -> None:
        self._engine = engine
        self._accumulator = accumulator
        self._closed = False
        self._behind: Lines = {}  # what was given up at close
        engine.register(self)

    @abstractmethod
    def wake(self) -> None:
        """Has the engine look for due batches; from any thread."""

    @abstractmethod
    def _abandon(self) -> list[tuple[ProducerBatch, bool]]:
        """All batches without an outcome, no longer anybody's, each with whether it was taken for sending; on the loop."""

    @abstractmethod
    def _stop(self) -> None:
        """Ends timers and listening; on the loop."""

    def failures(self) -> UndeliveredError | None:
        """Failures that nobody asked for, once."""
        found = lines(self._accumulator.failures())
        return None if self.transactions else undelivered(found, "failed and nobody had asked for their outcome")

    def close(self, timeout: float) -> UndeliveredError | None:
        """Sends what is buffered, for at most `timeout` seconds, and fails the rest; from any thread but the engine's."""
        self._engine.portal.own.check()
        end = monotonic() + timeout  # one for the abort and what follows
        if self._has_transaction():
            try:
                self._engine.run(self._abort, timeout)
            except KafkaError as error:  # the coordinator will do it when transaction_timeout_ms is over
                log.warning("the open transaction was not aborted at close: %s", error)
        mark = self._closing()
        if mark is None:
            return None
        try:
            if self._accumulator.unresolved:
                self.wake()
                if not self._accumulator.wait_settled(mark, left_of(end)):
                    with suppress(ClosedError, KafkaTimeoutError):
                        self._engine.run(self._given_up, timeout=GIVING_UP)
        except BaseException:  # a Ctrl-C ends the wait, not the duty to tell what stayed behind
            with suppress(ClosedError, KafkaTimeoutError):
                self._engine.run(self._given_up, timeout=GIVING_UP)
            self._log_report()
            raise
        finally:
            self._engine.portal.post_if_started(self._stop)
        return self._report()

    async def aclose(self, timeout: float) -> UndeliveredError | None:
        """As `close`, awaited on any loop. Cancelled, it gives up at once what is still there, and logs it."""
        end = monotonic() + timeout
        if self._has_transaction():
            try:
                await self._engine.arun(self._abort, timeout)
            except KafkaError as error:
                log.warning("the open transaction was not aborted at close: %s", error)
            except BaseException:
                self.drop()
                raise
        mark = self._closing()
        if mark is None:
            return None
        try:
            if not await self.settled(mark, left_of(end)):
                with suppress(ClosedError, TimeoutError):
                    async with asyncio.timeout(GIVING_UP):
                        await self._engine.arun(self._given_up)
        except BaseException:
            self._engine.portal.post_if_started(self._give_up)
            self._engine.portal.post_if_started(self._log_report)
            raise
        finally:
            self._engine.portal.post_if_started(self._stop)
        return self._report()

    async def settled(self, mark: int, timeout: float | None) -> bool:
        """Whether all up to `mark` have their outcome within `timeout` seconds; awaited on any loop."""
        loop = asyncio.get_running_loop()
        told: asyncio.Future[None] = loop.create_future()
        if self._accumulator.on_settled(mark, lambda: tell(loop, [told])):
            self.wake()
            done, _ = await asyncio.wait([told], timeout=timeout)
            return bool(done)
        return True

    def _has_transaction(self) -> bool:
        return not self._closed and self.transactions is not None and self.transactions.now.may_abort

    async def _abort(self, timeout: float) -> None:
        assert self.transactions is not None
        await self.transactions.abort(timeout)

    def _closing(self) -> int | None:
        """No more records; the mark of the last one, None if it was closed before."""
        if self._closed:
            return None
        self._closed = True
        self._engine.unregister(self)
        self._accumulator.close()
        return self._accumulator.flush_mark()

    def shut_down(self, timeout: float) -> None:
        """See `Closable`."""
        error = self.close(timeout)
        if error is not None:
            raise error

    async def ashut_down(self, timeout: float) -> None:
        """See `Closable`."""
        error = await self.aclose(timeout)
        if error is not None:
            raise error

    def drop(self) -> None:
        """See `Closable`."""
        if self._closing() is not None:
            for step in (self._give_up, self._log_report, self._stop):
                self._engine.portal.post_if_started(step)

    def _report(self) -> UndeliveredError | None:
        """What failed unnoticed and what was given up, once."""
        found = {} if self.transactions else lines(self._accumulator.failures())
        left, self._behind = self._behind, {}
        return undelivered(joined(found, left), "were not delivered")

    def _log_report(self) -> None:
        report = self._report()
        if report is not None:
            log.error("%s", report)

    async def _given_up(self) -> None:
        self._give_up()

    def _give_up(self) -> None:
        """Fails all that has no outcome; on the loop."""
        before = lines(self._accumulator.failures())
        given_up: Lines = {}
        text = "the producer was closed before the record was acknowledged"
        for batch, under_way in self._abandon():
            place = TopicPartition(batch.topic, batch.partition)
            error = ClosedError(text, topic=place.topic, partition=place.partition)
            count, first = given_up.get(place, (0, error))
            given_up[place] = (count + batch.count, first)
            self._accumulator.failed(batch, error, under_way)
        self._accumulator.failures()  # they are among `given_up`
        self._behind = joined(joined(self._behind, before), given_up)
