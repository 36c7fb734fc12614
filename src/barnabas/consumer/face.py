"""What both faces of a consumer share: nothing of it waits."""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Generic, TypeVar

from barnabas._native import Record, Records
from barnabas.consumer.calls import Told
from barnabas.consumer.core import Core
from barnabas.consumer.ending import late
from barnabas.consumer.health import ConsumerHealth, behind
from barnabas.consumer.seeking import Seeking
from barnabas.consumer.subscribing import subscribe
from barnabas.engine.engine import Engine
from barnabas.errors.client import ConcurrentUseError, ConfigurationError
from barnabas.functions import ASYNC_FACE, called
from barnabas.group.offsets import of_another_topic
from barnabas.types import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition

K = TypeVar("K")
V = TypeVar("V")
Commit = Record[Any, Any] | Records[Any, Any] | Mapping[TopicPartition, int | OffsetAndMetadata]


class ConsumerFace(Seeking, Generic[K, V]):
    """Positions and assignment."""

    _asynchronous = False

    def __init__(self, engine: Engine, topics: tuple[str, ...], options: Mapping[str, Any], *, owner: object) -> None:
        listener = options.get("on_rebalance")
        if callable(listener) and not self._asynchronous:
            called("Consumer: on_rebalance", listener, ASYNC_FACE, ConfigurationError)
        self._core = Core(engine, topics, options)
        self._engine = engine
        self._owner = owner  # the client lives as long as its consumers
        self._busy = threading.Lock()
        self._holder = 0  # the thread that is inside of a call
        self._core.user = weakref.ref(self)
        self._max_records: int = self._core.options["max_poll_records"]

    def __del__(self) -> None:
        core = getattr(self, "_core", None)
        if core is not None:
            core.let_go()

    def _begin(self) -> None:
        """Takes the consumer for one call; the caller gives it back."""
        if not self._busy.acquire(blocking=False):
            self._core.check()  # in a forked child it is the parent who is inside of a call
            if self._core.calls.inside:
                raise ConcurrentUseError("poll() and iteration are not for callbacks of the consumer that polls")
            raise ConcurrentUseError("another thread or task is using this consumer; give each a consumer of its own")
        self._holder = threading.get_ident()
        try:
            self._engine.asked()
            self._core.reading.take_back()
        except BaseException:
            self._end()
            raise

    def _end(self) -> None:
        self._holder = 0
        self._busy.release()
        if (asked := self._core.late) is not None:
            late(self._core, asked)

    @contextmanager
    def _alone(self) -> Iterator[Core]:
        """For one call, which may also be a callback's, in the middle of one that has the consumer."""
        if self._core.calls.inside:
            self._core.check()
            yield self._core
            return
        with self._polling() as core:
            yield core

    @contextmanager
    def _polling(self) -> Iterator[Core]:
        """For a poll, or a step of an iteration: a callback is part of one and begins none."""
        self._begin()
        try:
            self._core.check()
            yield self._core
        except BaseException:
            self._core.reading.take_back()
            raise
        finally:
            self._end()

    def _for_transaction(
        self, what: Commit | None
    ) -> tuple[ConsumerGroupMetadata, dict[TopicPartition, OffsetAndMetadata]]:
        """For a producer that commits for this consumer: who it is in its group, and the offsets."""
        with self._alone() as core:
            offsets = core.commits.offsets_of(what)
            if elder := core.commits.elder(offsets):
                raise of_another_topic(elder)
            return core.group_metadata(), offsets

    # --- commits in the background ------------------------------------------------------------------------------------

    def commit_async(
        self, what: Commit | None = None, callback: Told | None = None, *, timeout: float | None = None
    ) -> None:
        """Commits in the background; waits for nothing. Commits of both kinds keep the order that they were asked for in.

        Args:
            what: as for `commit()`.
            callback: is called with the offsets and None, or the error that kept them from being committed. It is called
                inside of a later `poll()`, `commit()` or `close()`, on the caller's thread or in its task (where it may be a
                coroutine function), and may use the consumer. What it raises reaches that caller. Without one a failure is logged.
            timeout: seconds; None is the client's `default_api_timeout_ms`.

        Raises:
            NotAssignedError: a partition is not this consumer's.
            KafkaTimeoutError: there are 1,000 commits whose outcome was not told: `poll()` does. With 500 a poll, or a step of an
                iteration, gives out no more records before half of them have ended.
            ConfigurationError: there is no `group_id`.

        Java's `commitAsync`, confluent-kafka's `commit(asynchronous=True)`. An outcome may come late, so that a failure is no
        reason to commit the same once more: a later commit covers it.

        >>> consumer.commit_async(callback=lambda offsets, error: print(error or offsets))  # doctest: +SKIP
        """
        if callback is not None:
            if not callable(callback):
                raise TypeError(
                    f"callback={callback!r} is not accepted: expected a function of the offsets and an error"
                )
            if not self._asynchronous:
                called("callback", callback)
        limit = self._engine.limit(timeout)
        with self._alone() as core:
            offsets = core.commits.offsets_of(what, "commit_async()")
            core.calls.begun()
            core.commits.in_background(offsets, limit, partial(core.calls.ended, callback, offsets))

    def done(self, what: Record[Any, Any] | Records[Any, Any]) -> None:
        """Says that records are done with, in any order; for consumers made with `commit_only_done=True`.

        There `commit()`, `commit_async()` and automatic commits cover each partition up to its first record that is not done,
        so that nothing unfinished is skipped after a crash; records done behind it are read again then. Markers and gaps in the
        log hold up nothing. When 100,000 records of a partition wait for one that is not done, no more of it are given out.

        Args:
            what: a record, or records. Those of a partition that is not this consumer's any more count no more.

        Raises:
            ConfigurationError: the consumer was made without `commit_only_done=True`.
            TypeError: it is neither.

        From any thread or task, also while another one polls; waits for nothing. Between consumers in a worker pool and the
        commit nothing else is needed: workers call `done()`, the thread that polls commits.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     with client.consumer("orders", group_id="billing", commit_only_done=True) as consumer:
        ...         for record in consumer.poll(timeout=1.0):  # doctest: +SKIP
        ...             consumer.done(record)
        ...         consumer.commit()  # doctest: +SKIP
        """
        tracking = self._core.reading.tracking
        if tracking is None:
            raise ConfigurationError("Consumer: done() is for a consumer that was made with commit_only_done=True")
        tracking.done(what)

    # --- positions ----------------------------------------------------------------------------------------------------

    def position(self, partition: TopicPartition) -> int | None:
        """The next offset that the user is given; None while it is not known.

        Args:
            partition: one that is assigned.

        Raises:
            NotAssignedError: the partition is not this consumer's.

        >>> consumer.position(barnabas.TopicPartition("orders", 3))  # doctest: +SKIP
        42
        """
        with self._alone() as core:
            return core.reading.reached()[core.assignment.partition(partition)][0]

    def lag(self, partition: TopicPartition) -> int | None:
        """How many offsets the position is behind the end that was last seen; None while either is unknown.

        The end is the high watermark, for `isolation_level="read_committed"` the last stable offset: where the first open
        transaction begins. Offsets of markers and of aborted records count.

        Args:
            partition: one that is assigned.

        Raises:
            NotAssignedError: it is not this consumer's.

        >>> consumer.lag(barnabas.TopicPartition("orders", 3))  # doctest: +SKIP
        0
        """
        with self._alone() as core:
            p = core.assignment.partition(partition)
            return behind(p, core.reading.reached()[p][0], core.isolation)

    # --- assignment ---------------------------------------------------------------------------------------------------

    def assign(self, partitions: Iterable[TopicPartition] | Mapping[TopicPartition, int | OffsetAndMetadata]) -> None:
        """Reads these partitions from now on, without a group's doing; replaces what was assigned before.

        Args:
            partitions: partitions, which begin at the committed offset (with a `group_id`) or by `auto_offset_reset`; or a
                dict of them to the offset to begin at, as `seek()` takes it. Empty ends reading. One that was assigned before, and has no
                offset here, goes on where it is.

        With `enable_auto_commit` what earlier polls returned is committed in the background, where partitions go.
        Makes no request by itself, and waits for nothing. What is not there is waited for, and holds up no other partition; the user is told
        (`Records.errors`, `poll()`) of a topic or a partition that is missing for longer than `default_api_timeout_ms`, by an `UnknownTopicError`.

        Raises:
            ConfigurationError: the consumer is subscribed to topics, or an offset is none.

        >>> consumer.assign([barnabas.TopicPartition("orders", 3)])  # doctest: +SKIP
        """
        with self._alone() as core:
            core.reading.leave_iteration()
            core.assign(partitions)

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions that are this consumer's now, as `poll()` has told.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.consumer().assignment()
        frozenset()
        """
        return frozenset(self._core.owned)

    def pause(self, *partitions: TopicPartition) -> None:
        """Gives out no records of these partitions until `resume()`; what was fetched is kept, unless others cannot be fetched for want of
        room (`prefetch_max_bytes`): then it is fetched again.

        Args:
            partitions: such as are assigned; without any, all of them.

        Raises:
            NotAssignedError: one is not this consumer's; none is paused then.

        >>> consumer.pause(barnabas.TopicPartition("orders", 3))  # doctest: +SKIP
        """
        with self._alone() as core:
            core.pause([core.assignment.partition(key) for key in partitions or list(core.owned)], True)

    def resume(self, *partitions: TopicPartition) -> None:
        """Ends a `pause()`.

        Args:
            partitions: such as are assigned; without any, all of them.

        Raises:
            NotAssignedError: one is not this consumer's.

        >>> consumer.resume()  # doctest: +SKIP
        """
        with self._alone() as core:
            core.pause([core.assignment.partition(key) for key in partitions or list(core.owned)], False)

    def paused(self) -> frozenset[TopicPartition]:
        """The partitions that are paused.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.consumer().paused()
        frozenset()
        """
        return frozenset(key for key, p in self._core.owned.items() if p.paused)

    # --- the group ----------------------------------------------------------------------------------------------------

    def group_metadata(self) -> ConsumerGroupMetadata:
        """Who this consumer is in its group, as of what `poll()` has told: what a transaction commits with (KIP-447).

        After the membership was lost it is that of the lost generation, which the coordinator refuses.

        Raises:
            ConfigurationError: there is no `group_id`.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.consumer("orders", group_id="billing").group_metadata()
        ConsumerGroupMetadata(group_id='billing', generation_id=-1, member_id='', group_instance_id=None)
        """
        return self._core.group_metadata()

    def health(self) -> ConsumerHealth:
        """How this consumer is: its place in the group, signs of life, partitions, lag. From any thread; waits for nothing.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.consumer().health().state
        'manual'
        """
        return self._core.health()

    def subscribe(self, *topics: str, pattern: str | re.Pattern[str] | None = None) -> None:
        """Reads these topics from now on, instead of those before. Waits for nothing: later polls tell what goes and comes.

        Args:
            topics: their names.
            pattern: instead of names, a regular expression for the whole name of a topic. By the classic protocol Python's
                `re` is asked, each time that metadata comes (every `metadata_max_age_ms` at the latest); topics that Kafka
                keeps for itself are left out unless `exclude_internal_topics` is False. By group_protocol="consumer" the
                broker evaluates it (RE2/J, Kafka 4.0 and newer), and `poll()` raises what it says of a bad one.

        Topics of both subscriptions stay untouched where the group is cooperative or of the newer protocol; an eager member
        gives everything up first.

        Raises:
            ConfigurationError: there is no topic, a pattern is none, there is no `group_id`, or the consumer reads by `assign()`.

        >>> consumer.subscribe("orders", "refunds")  # doctest: +SKIP
        >>> consumer.subscribe(pattern="orders|refunds-.*")  # doctest: +SKIP
        """
        subscribe(self._core, topics, pattern)

    def enforce_rebalance(self, reason: str = "the user asked for it") -> None:
        """Has the group deal out its partitions anew, as when an assignor of your own would decide otherwise now (KIP-568).

        Waits for nothing: later polls tell what comes of it. Before the first poll it does nothing.

        Args:
            reason: for the log, here and at the coordinator (KIP-800).

        Raises:
            ConfigurationError: the consumer is no member of a group.

        >>> consumer.enforce_rebalance("a machine was added")  # doctest: +SKIP
        """
        self._core.enforce_rebalance(reason)

    def __repr__(self) -> str:
        pattern = getattr(self._core.pattern, "pattern", self._core.pattern)
        what = f"topics that match {pattern!r}" if pattern else ", ".join(self._core.topics) or "assigned partitions"
        return f"<Consumer of {what}, {len(self._core.owned)} partitions>"
