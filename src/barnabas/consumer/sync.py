"""The blocking face of a consumer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from barnabas._native import Record, RecordIterator, Records
from barnabas.consumer.arguments import positive
from barnabas.consumer.core import ITERATED
from barnabas.consumer.face import Commit, ConsumerFace
from barnabas.consumer.lookup import list_offsets
from barnabas.consumer.processing import Processing, never
from barnabas.consumer.rebalance import Rebalance
from barnabas.consumer.subscribing import farewells, unsubscribe
from barnabas.consumer.workers import Threads
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import EARLIEST, LATEST
from barnabas.errors.client import ClosedError
from barnabas.given import moments_of, partition_of, seconds
from barnabas.managed import Managed
from barnabas.types import OffsetAndMetadata, TopicPartition

K = TypeVar("K")
V = TypeVar("V")


class Consumer(ConsumerFace[K, V], Managed):
    """Reads records; made by `Client.consumer()`, as a member of a group or with partitions of its own choice.

    With topics it is a member of the group `group_id`: the group's members share the partitions, and `poll()` returns
    records or, as a `Rebalance`, news of partitions that come and go. Without topics it reads what `assign()` says.
    It is used by one thread at a time (`ConcurrentUseError`); only `close()` may come from anywhere. What waits for brokers says so
    ("Blocks"); all else returns at once.

    Its options are keywords: Kafka's names in snake_case, times in milliseconds, sizes in bytes.

    Options:
        group_id (None): the group; without one there are no commits.
        group_instance_id (None): this member's lasting name in the group (KIP-345).
        pattern (None): a regular expression instead of topics; see `subscribe()`.
        exclude_internal_topics (True): a pattern of the classic protocol leaves out the topics that Kafka keeps for itself.
        allow_auto_create_topics (True): a topic that is subscribed to by name, or assigned, and is not there is made by a broker
            that makes topics at a client's word (its `auto.create.topics.enable`), with the broker's number of partitions.
            One that was there before is not made again when it is deleted, nor one that a pattern matched. A topic that is not
            made is waited for (KIP-361).
        group_protocol ("classic"): "consumer" for a group that the broker deals out itself (KIP-848, Kafka 4.0 and newer). The broker
            then decides on session_timeout_ms, heartbeat_interval_ms and partition_assignment_strategy, which are not accepted.
        group_remote_assignor (None): the broker's assignor by name, for group_protocol="consumer".
        auto_offset_reset ("latest"): where to begin when nothing is committed: "earliest", "latest", "none" (an error), or
            "by_duration:PT1H" for the records of the last hour; any ISO-8601 duration as Java reads it (KIP-1106).
        isolation_level ("read_uncommitted"): "read_committed" gives out of transactions only what was committed, in the order of
            offsets, so it reads up to the first transaction that is open (KIP-98).
        enable_auto_commit (False): commits what earlier polls returned by itself.
        auto_commit_interval_ms (5000): so often; `process()` commits as often.
        commit_only_done (False): commits without offsets, and automatic ones, cover only what `done()` was called for.
        session_timeout_ms (45000): when the group takes a silent member for dead.
        heartbeat_interval_ms (3000): how often a member gives a sign of life; less than session_timeout_ms. Where it is not given it
            is a third of a session of 3,000 or less.
        max_poll_interval_ms (300000): how long the user may work between two polls; beyond it the member leaves (KIP-62).
        max_poll_records (500): the most records of a `poll()`.
        partition_assignment_strategy (["range", "cooperative-sticky"]): "range", "roundrobin", "sticky", "cooperative-sticky"
            or an `Assignor` of your own, or several in the order of preference.
        fetch_min_bytes (1): a broker answers when it has so much,
        fetch_max_wait_ms (500): or after so long.
        fetch_max_bytes (52428800): the most bytes of an answer; a first batch that is larger comes all the same. No more is asked
            for than the client's `max_response_bytes` lets in.
        max_partition_fetch_bytes (1048576): the most of a partition in an answer; likewise.
        prefetch_max_bytes (67108864): what is fetched ahead takes at most so much memory.
        max_decompressed_bytes (268435456): no compressed batch may take more when it is unpacked, with an index of 40 bytes for
            each of its records.
        check_crcs (True): batches are checked by their checksums.
        client_rack (None): where this consumer is: replicas of the same rack are read from, if the brokers name them (KIP-392).
        on_rebalance (None): a function of the consumer and a `Rebalance`, called inside of `poll()` before it returns one, of an
            iteration, which shows none, and of `close()`, as long as there are partitions to give up. It runs on the caller's
            thread, and may use the consumer: `commit()` what is revoked, `seek()` what is assigned. Heartbeats go on meanwhile,
            and its time counts towards `max_poll_interval_ms`. What it raises reaches the caller; the next `poll()` then
            returns the `Rebalance`, and only the one after that is the consent.
        key_deserializer (None): a function of bytes, called when a record's key is touched.
        value_deserializer (None): the same for values.

    Example:
        >>> with barnabas.Client("localhost:9092") as client:
        ...     with client.consumer("orders", group_id="billing", auto_offset_reset="earliest") as consumer:
        ...         for record in consumer.poll(timeout=1.0):      # doctest: +SKIP
        ...             print(record.partition, record.offset, record.value)
        ...         consumer.commit()                              # doctest: +SKIP
    """

    def __init__(self, engine: Engine, topics: tuple[str, ...], options: Mapping[str, Any], *, owner: object) -> None:
        super().__init__(engine, topics, options, owner=owner)
        self._iterator: RecordIterator[K, V] | None = None

    # --- reading ------------------------------------------------------------------------------------------------------

    def poll(self, timeout: float | None = None, max_records: int | None = None) -> Records[K, V] | Rebalance:
        """The next records, or news of a rebalance.

        Args:
            timeout: seconds to wait at most when there is nothing yet; None waits as long as it takes.
            max_records: the most records to return; None is `max_poll_records`.

        Returns:
            `Records`, empty when the time is up, or a `Rebalance`. After one that revokes partitions the next `poll()` is
            the consent to give them up.

        Raises:
            ClosedError: the consumer was closed, before or meanwhile.
            ConcurrentUseError: another thread is inside of a call, or this is a callback of the consumer.
            ConfigurationError: without a `timeout` nothing would ever come: there are neither topics nor partitions by `assign()`.
            NoBrokerAvailableError: the time is up, and no broker was ever reached. One that was reached before is waited for, and
                `health()` says why it is away.
            KafkaError: a partition's error when there is nothing else to give, or what ended the membership.

        Blocks; ends at once by Ctrl-C.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     with client.consumer() as consumer:
        ...         len(consumer.poll(timeout=0))  # doctest: +SKIP
        0
        """
        most = self._max_records if max_records is None else positive("max_records", max_records)
        if timeout is not None:
            timeout = seconds(timeout)
        self._begin()
        try:
            found = self._polled(most, timeout)
            taken = self._core.reading.taken
        except BaseException:
            self._core.reading.take_back()
            raise
        finally:
            self._end()
        self._core.reading.handed_over(taken)
        return found

    def _polled(self, most: int, timeout: float | None) -> Records[K, V] | Rebalance:
        core = self._core
        core.reading.leave_iteration()
        core.begin_poll()
        core.calls.tell_outcomes()
        found = core.take(most)
        if found is not None:
            return self._shown(found)
        if timeout is None:
            core.check_endless()
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            core.bell.clear()
            core.check()
            core.calls.tell_outcomes()
            found = core.take(most)
            if found is not None:
                return self._shown(found)
            left = core.patience if end is None else end - time.monotonic()
            if left <= 0:
                return core.nothing()
            core.bell.wait(min(left, core.patience))
            core.touch()

    def _shown(self, found: Records[K, V] | Rebalance) -> Records[K, V] | Rebalance:
        """Calls the listener before the user is given news."""
        calls = self._core.calls
        if calls.listener is not None and isinstance(found, Rebalance):
            calls.tell(self, found)
        return found

    def __iter__(self) -> RecordIterator[K, V]:
        """The records, one by one, for ever; ends when the consumer is closed.

        Each step counts as a poll. A rebalance is taken up between two records. `commit()` covers what the loop was given.

        Raises:
            ClosedError: it was closed before.
            ConfigurationError: there are neither topics nor partitions by `assign()`.
            KafkaError: as `poll()`.

        >>> for record in consumer:  # doctest: +SKIP
        ...     print(record.value)
        """
        self._core.check()
        if self._iterator is None:
            self._iterator = RecordIterator(self._refill)
            self._core.reading.iterator = self._iterator
        return self._iterator

    def _refill(self) -> Records[K, V] | None:
        core = self._core
        if core.over:
            return None
        with self._polling():
            core.reading.leave_iteration()
            try:
                while True:
                    core.begin_poll()
                    core.bell.clear()
                    core.calls.tell_outcomes()
                    found = core.take(ITERATED, iterating=True)
                    if isinstance(found, Records):
                        if self._iterator is not None:
                            self._iterator.interrupt(core.assignment.pending)
                        taken = core.reading.taken
                        break
                    if found is None:
                        core.check_endless()
                        core.bell.wait(core.patience)
                    else:
                        self._shown(found)
            except ClosedError:
                if core.over:
                    return None
                raise
        core.reading.handed_over(taken)
        return found

    def process(
        self,
        function: Callable[[Record[K, V]], object],
        *,
        workers: int = 8,
        max_pending: int = 1000,
        until: Callable[[], bool] = never,
        timeout: float = 30.0,
    ) -> None:
        """Polls, and has threads call the function with each record: in order per key, side by side otherwise.

        Commits go on every `auto_commit_interval_ms`, before partitions go and at the end; they never cover a record that is not
        finished, nor one behind it in its partition. Records of a partition that have the same key are kept in order; those
        without a key are each on their own. What was polled and is not finished when `process` ends, for whatever reason, is read again
        by what reads next: the consumer's next `process()` or `poll()`, or whoever has the partition then.

        Args:
            function: is called with a record, on one of the threads.
            workers: how many threads.
            max_pending: the most records that are polled and not finished; beyond it partitions are paused, and polls go on.
            until: is asked several times a second; when it is true, what is begun is finished and committed, and `process`
                returns. `threading.Event().is_set` is one. It also returns when the consumer is closed, without a commit.
            timeout: seconds to wait at most for what is begun, when partitions go and at the end.

        Raises:
            ProcessingError: the function raised; nothing new is begun then, what is done is committed, and the record that
                failed is read again by the next one.
            ConfigurationError, TypeError: there is no `group_id`, or an argument is not accepted.
            KafkaError: as `poll()` and `commit()`.

        Blocks. Nothing else may use the consumer meanwhile, but for `close()` and `on_rebalance`.

        >>> consumer.process(lambda record: print(record.value), until=lambda: True)  # doctest: +SKIP
        """
        Threads(Processing(self, function, workers, max_pending, until, seconds(timeout))).main()

    # --- offsets ------------------------------------------------------------------------------------------------------

    def commit(self, what: Commit | None = None, *, timeout: float | None = None) -> None:
        """Commits for the group.

        Args:
            what: None for what `poll()` returned so far of partitions that are still ours (in iteration: what the loop was
                given); a record or records, to go on behind them; or a dict of `TopicPartition` to the next offset to read.
            timeout: seconds; None is the client's `default_api_timeout_ms`.

        Raises:
            NotAssignedError: a partition is not this consumer's.
            CommitFailedError: the group has moved on; the partitions may be others' by now. Or a topic was deleted, or made
                anew since: the error names its partitions, and the offsets of all others are committed.
            KafkaTimeoutError: the time is up; the commit may have happened.
            ConfigurationError: there is no `group_id`.

        Blocks until the broker has answered.

        >>> consumer.commit({barnabas.TopicPartition("orders", 3): 42})  # doctest: +SKIP
        """
        limit = self._engine.limit(timeout)
        with self._alone() as core:
            offsets = core.commits.offsets_of(what)
            if offsets:
                self._engine.run(core.commits.commit, offsets, core.assignment.generation, limit)
            core.calls.tell_outcomes()

    def committed(
        self, *partitions: TopicPartition, timeout: float | None = None
    ) -> dict[TopicPartition, OffsetAndMetadata | None]:
        """The group's committed offsets, None where there is none; without arguments of all partitions that are ours.

        Args:
            partitions: also such as are others'.
            timeout: seconds; None is the client's `default_api_timeout_ms`.

        Raises:
            ConfigurationError: there is no `group_id`.
            KafkaTimeoutError: the time is up.
            BrokerError: the group or a topic may not be read.

        Blocks until the coordinator has answered.

        >>> consumer.committed(barnabas.TopicPartition("orders", 3))  # doctest: +SKIP
        {TopicPartition(topic='orders', partition=3): OffsetAndMetadata(offset=42, leader_epoch=0, metadata='')}
        """
        with self._alone() as core:
            wanted = [partition_of(p) for p in partitions] or list(core.owned)
            limit = self._engine.limit(timeout)
            return self._engine.run(core.commits.committed, wanted, self._engine.now() + limit)

    def offsets_for_times(
        self, times: Mapping[TopicPartition, int | datetime], *, timeout: float | None = None
    ) -> dict[TopicPartition, int | None]:
        """The first offset at or after a time in each partition; None if there is none (KIP-79).

        Args:
            times: a dict of `TopicPartition` to milliseconds since 1970, or to a datetime with a time zone.
            timeout: seconds; None is the client's `default_api_timeout_ms`.

        Raises:
            KafkaTimeoutError: the time is up.
            BrokerError: a partition may not be read.
            ConfigurationError: a time is none.

        Blocks until the brokers have answered.

        >>> consumer.offsets_for_times({barnabas.TopicPartition("orders", 3): 1700000000000})  # doctest: +SKIP
        """
        with self._alone() as core:
            wanted = moments_of(times)
            limit = self._engine.limit(timeout)
            deadline = self._engine.now() + limit
            found = self._engine.run(list_offsets, self._engine, wanted, deadline, core.isolation)
            return {key: item.offset if item.offset >= 0 else None for key, item in found.items()}

    def beginning_offsets(self, *partitions: TopicPartition, timeout: float | None = None) -> dict[TopicPartition, int]:
        """The first offset that there is in each partition; without arguments in all partitions that are ours.

        Args:
            partitions: also such as are others'.
            timeout: seconds; None is the client's `default_api_timeout_ms`.

        Raises:
            KafkaTimeoutError: the time is up.
            BrokerError: a partition may not be read.

        Blocks until the brokers have answered.

        >>> consumer.beginning_offsets(barnabas.TopicPartition("orders", 3))  # doctest: +SKIP
        {TopicPartition(topic='orders', partition=3): 0}
        """
        return self._edges(EARLIEST, partitions, timeout)

    def end_offsets(self, *partitions: TopicPartition, timeout: float | None = None) -> dict[TopicPartition, int]:
        """The offset that the next record will have in each partition (the high watermark); with `read_committed` the first one
        that an open transaction may still hold back. Arguments and errors are as for `beginning_offsets`.

        Blocks until the brokers have answered.

        >>> consumer.end_offsets(barnabas.TopicPartition("orders", 3))  # doctest: +SKIP
        {TopicPartition(topic='orders', partition=3): 42}
        """
        return self._edges(LATEST, partitions, timeout)

    def _edges(
        self, which: int, partitions: tuple[TopicPartition, ...], timeout: float | None
    ) -> dict[TopicPartition, int]:
        with self._alone() as core:
            wanted = dict.fromkeys([partition_of(p) for p in partitions] or list(core.owned), which)
            limit = self._engine.limit(timeout)
            deadline = self._engine.now() + limit
            found = self._engine.run(list_offsets, self._engine, wanted, deadline, core.isolation)
            return {key: item.offset for key, item in found.items()}

    def unsubscribe(self, *, timeout: float | None = None) -> None:
        """Gives up all partitions and leaves the group, or ends an `assign()`; then `subscribe()` or `assign()` begins anew.

        With `enable_auto_commit` what earlier polls returned is committed first. `on_rebalance` hears of what goes, no poll does. As `close()`, a
        member with a `group_instance_id` goes in silence.

        Args:
            timeout: seconds; None is the client's `default_api_timeout_ms`.

        Blocks until the coordinator has answered, or the time is up: that is logged, and its session ends by itself.

        >>> consumer.unsubscribe()  # doctest: +SKIP
        """
        limit = self._engine.limit(timeout)
        with self._alone() as core:
            core.reading.leave_iteration()
            for news in farewells(core):
                core.calls.tell(self, news)
            self._engine.run(unsubscribe(core, limit))

    # --- the end ------------------------------------------------------------------------------------------------------

    def close(self, timeout: float = 30.0, *, leave: bool | None = None) -> None:
        """Leaves the group at once and ends the consumer, in at most `timeout` seconds. May be called again, from anywhere.

        Args:
            timeout: seconds.
            leave: whether the group is told that this member goes, and deals out its partitions at once (KIP-1092). None: a
                member with a `group_instance_id` goes in silence, so that it can come back within the session timeout and
                go on (KIP-345), any other is told of.

        A `poll()` that is blocked elsewhere raises `ClosedError`, an iteration ends. Nothing is committed, unless
        `enable_auto_commit` is on: then all that was given, where the thread closes that polled last. Any other commits what was given
        before the last poll, or the last time that an iteration asked for more, for the rest may still be worked on; it is read
        again. With `commit_only_done` it is what is done in either case.

        From a signal's handler that came between two steps of a poll it returns at once, and takes place when that poll ends by `ClosedError`.

        Raises:
            KafkaTimeoutError: `on_rebalance`, where it is awaited, did not end in time; the consumer is closed all the same.
            Exception: what `on_rebalance` has raised; likewise.

        Blocks.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.consumer().close(timeout=5)
        """
        if not self._engine.portal.forked:
            self._core.shut_down(seconds(timeout), leave=leave)
