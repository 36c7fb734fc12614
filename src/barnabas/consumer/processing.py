"""Records processed side by side, in order per key, and never committed past one that is not finished: what both faces share."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from barnabas._native import Record, Records
from barnabas.consumer.lanes import Lanes
from barnabas.consumer.rebalance import Rebalance
from barnabas.consumer.tracking import Tracking
from barnabas.errors.client import CommitFailedError, ConfigurationError, KafkaError, ProcessingError
from barnabas.functions import awaited, called
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.consumer")
POLL = 0.1  # seconds: so soon a failure, or `until`, is noticed


def never() -> bool:
    """The default of `until`."""
    return False


def of_key(record: Record[Any, Any]) -> Hashable:
    """Records of one key of a partition are kept in order; those without a key are each on their own."""
    key = record.raw_key
    return (record.topic, record.partition, record.offset if key is None else key)


class Processing:
    """One run of `process()`: what waits, what is out, how far commits are."""

    def __init__(
        self, consumer: Any, function: Any, workers: int, max_pending: int, until: Any, timeout: float
    ) -> None:
        for name, value in (("workers", workers), ("max_pending", max_pending)):
            if type(value) is not int or value < 1:
                raise ConfigurationError(f"{name}={value!r} is not accepted: expected an int of at least 1")
        (awaited if consumer._asynchronous else called)("function", function)
        called("until", until, "until is not awaited; give a function")
        if consumer._core.group_id is None:
            raise ConfigurationError("Consumer: process() commits, and so needs a group_id")
        self.consumer = consumer
        self.function = function
        self.workers = workers
        self.until: Callable[[], bool] = until
        self.timeout = timeout
        self.lanes: Lanes[Record[Any, Any]] = Lanes()
        self.failed: tuple[Record[Any, Any], BaseException] | None = None
        self.ended = False
        self._most = max_pending
        self._held: set[TopicPartition] = set()
        self._interval: float = consumer._core.options["auto_commit_interval_ms"] / 1000
        self._commit_at = time.monotonic() + self._interval
        self.tracking: Tracking = consumer._core.reading.tracking or Tracking(consumer._core.wanted_again)

    @contextmanager
    def tracked(self) -> Iterator[None]:
        """Around the run: commits cover what is done, and not what was polled.

        At its end, however it ends, partitions are held back no more, and what was polled and is not done is read again. Nothing else
        would give it out, and commits that know of no frontier any more would pass it: the user's, and the automatic one of a close.
        """
        core = self.consumer._core
        reading = core.reading
        before = reading.tracking
        with self.consumer._alone():
            reading.leave_iteration()
            reading.tracking = self.tracking
        try:
            yield
        finally:
            reading.rewind()
            reading.tracking = before
            if before is None:
                reading.untracked()
            self.let_go()
            core.wanted_again()

    # --- steps of the polling thread or task --------------------------------------------------------------------------

    @property
    def room(self) -> int:
        """How many records may be polled now; holds back all partitions when there is no room, so that polls go on."""
        consumer, pending = self.consumer, self.lanes.waiting + len(self.lanes.out)
        if pending >= self._most:
            more = consumer.assignment() - consumer.paused()
            if more:
                self._held |= more  # first: Ctrl-C may come between
                consumer.pause(*more)
        elif self._held and pending <= self._most // 2:
            self.let_go()
        most: int = consumer._max_records
        return max(1, min(self._most - pending, most))

    def let_go(self) -> None:
        """Ends the holding back; also of a consumer that is closed, or that another thread is closing."""
        core = self.consumer._core
        core.pause([p for key, p in core.owned.items() if key in self._held], False)
        self._held.clear()

    def took(self, found: Records[Any, Any]) -> None:
        """These came."""
        for record in found:
            self.lanes.add(of_key(record), record)

    def gone(self, news: Rebalance) -> frozenset[TopicPartition]:
        """Partitions go: nothing of them is begun any more; those that are still worked on must be waited for."""
        going = frozenset(news.revoked) | frozenset(news.lost)
        self.lanes.drop(lambda record: (record.topic, record.partition) in going)
        return frozenset(news.revoked)

    def out_of(self, going: frozenset[TopicPartition]) -> bool:
        """Whether a record of these partitions is being worked on."""
        return any(TopicPartition(record.topic, record.partition) in going for record in self.lanes.out.values())

    @property
    def commit_due(self) -> bool:
        """Whether it is time to commit."""
        now = time.monotonic()
        if now < self._commit_at:
            return False
        self._commit_at = now + self._interval
        return True

    def last_commit_failed(self, error: KafkaError, *, raising: bool) -> None:
        """At the end: what was not committed is read again by somebody."""
        if not raising and not isinstance(error, CommitFailedError):
            raise error
        log.warning("process(): the last commit failed, so records will be processed again: %s", error)

    def raise_failure(self) -> None:
        """Raises what the function raised, with its record."""
        if self.failed is not None:
            record, error = self.failed
            place = f"{record.topic} partition {record.partition} offset {record.offset}"
            failure = ProcessingError(
                f"the function raised {error!r} for the record {place}, so process() has ended",
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
            )
            failure.record = record
            raise failure from error
