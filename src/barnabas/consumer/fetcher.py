"""Fetch: for all partitions that have room, on connections that nothing else uses.

A broker may hold a Fetch back until there is something to give. Partitions that come later (assigned, sought, read empty)
must not wait for that, so a second Fetch may be out, on a second connection.

Runs on the engine's loop. What comes back goes into the buffer undecoded.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Iterable
from typing import Any

from barnabas._native import Chunk
from barnabas.consumer.buffer import Buffer
from barnabas.consumer.lookup import READ_COMMITTED
from barnabas.consumer.partition import Fetched, Frame, Partition
from barnabas.engine.engine import Engine
from barnabas.errors.broker import BY_CODE, broker_error
from barnabas.errors.client import ClosedError, KafkaError, NetworkError
from barnabas.protocol.messages.fetch import FetchRequest, FetchResponse
from barnabas.protocol.primitives import ZERO_UUID

log = logging.getLogger("barnabas.consumer")
FIRST_VERSION = 4  # record batches of format 2 without conversion
NAMES_LAST = 12  # from the next one on a topic goes by its id
CHUNKS_MOST = 4  # buffered of one partition before it pauses: enough to read on while the next is on its way
OUT_OF_RANGE = 1
SLOTS = 2  # Fetches out to one broker
# The picture of the cluster is old: the leader moved, the topic was made anew, an epoch has passed.
STALE = frozenset({3, 5, 6, 9, 56, 74, 75, 100, 103})

_uids = itertools.count(1)


class Fetcher:
    """Keeps the buffer full."""

    def __init__(
        self,
        engine: Engine,
        options: dict[str, Any],
        isolation: int,
        buffer: Buffer,
        arrived: Callable[[], None],
        out_of_range: Callable[[Partition], None],
    ) -> None:
        self._engine = engine
        self._isolation = isolation
        self._buffer = buffer
        self._arrived = arrived
        self._out_of_range = out_of_range
        self._lanes = [("fetch", next(_uids)) for _ in range(SLOTS)]
        self._max_wait: int = options["fetch_max_wait_ms"]
        self._min_bytes: int = options["fetch_min_bytes"]
        self._max_bytes: int = options["fetch_max_bytes"]
        self._partition_bytes: int = options["max_partition_fetch_bytes"]
        self._rack: str = options["client_rack"] or ""
        self._chunk_options = {
            "check_crcs": options["check_crcs"],
            "max_decompressed": options["max_decompressed_bytes"],
            "key_deserializer": options["key_deserializer"],
            "value_deserializer": options["value_deserializer"],
        }
        self._partitions: list[Partition] = []
        self._busy: dict[tuple[int, int], asyncio.Task[None]] = {}  # by node and slot
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    def follow(self, partitions: Iterable[Partition]) -> None:
        """These are the partitions from now on."""
        self._partitions = list(partitions)
        self.look()

    def look(self) -> None:
        """Sends what can be sent; called when something may have changed."""
        if self._closed:
            return
        self._engine.ensure_running()
        now = self._engine.now()
        snapshot = self._engine.cluster.snapshot
        ready: dict[int, list[Partition]] = {}
        again: float | None = None
        for p in self._partitions:
            if p.fetch_at is None or p.in_flight or p.paused or p.stuck or p.chunks >= CHUNKS_MOST:
                continue
            if p.retry_at > now:
                again = p.retry_at if again is None else min(again, p.retry_at)
                continue
            leader = snapshot.leader(*p.key)
            if leader is None:
                self._engine.cluster.update_soon(f"{p.key.topic} partition {p.key.partition} has no leader")
                p.retry_at = now + self._engine.backoff.delay(1)
                again = p.retry_at if again is None else min(again, p.retry_at)
                continue
            node = p.replica if p.replica in snapshot.brokers else leader[0]
            if node is not None and self._slot(node) is not None:
                ready.setdefault(node, []).append(p)
        if again is not None:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._engine.loop.call_at(again, self.look)
        shares = len(ready)
        for node, partitions in ready.items():
            reserved = self._buffer.reserve(self._max_bytes, shares)
            shares -= 1
            if not reserved:
                return  # the buffer calls when there is room
            partitions.sort(key=lambda p: p.served)  # who was served last goes last, so none starves
            for p in partitions:
                p.in_flight = True
            slot = self._slot(node) or 0
            self._busy[node, slot] = self._engine.spawn(self._fetch(node, slot, partitions, reserved), "fetch")

    def _slot(self, node: int) -> int | None:
        return next((slot for slot in range(SLOTS) if (node, slot) not in self._busy), None)

    async def _fetch(self, node: int, slot: int, partitions: list[Partition], reserved: int) -> None:
        versions = [p.version for p in partitions]
        items: list[Fetched] = []
        frame: Frame | None = None
        try:
            request, high = self._request(partitions, reserved)
            response: FetchResponse = await self._engine.send(
                node,
                request,
                lane=self._lanes[slot],
                timeout=self._max_wait / 1000 + self._engine.request_timeout,
                low=FIRST_VERSION,
                high=high,
            )
            if response.error_code:
                raise broker_error(response.error_code, api="Fetch")
            items, frame = self._received(
                response, dict(zip((p.key for p in partitions), zip(partitions, versions, strict=True), strict=True))
            )
        except ClosedError:
            self._closed = True
        except KafkaError as error:
            log.debug("fetching from broker %d failed: %s", node, error)
            wait = self._engine.now() + self._engine.backoff.delay(1)
            for p in partitions:
                p.retry_at = wait
                p.replica = None
                if not isinstance(error, NetworkError):
                    p.fail(error, stuck=False)
            self._engine.cluster.update_soon(str(error))
            self._arrived()
        finally:
            self._busy.pop((node, slot), None)
            for p in partitions:
                p.in_flight = False
            self._buffer.settle(reserved, items, frame)
        if items:
            self._arrived()
        self.look()

    def _request(self, partitions: list[Partition], max_bytes: int) -> tuple[FetchRequest, int | None]:
        snapshot = self._engine.cluster.snapshot
        topics: dict[str, Any] = {}
        high: int | None = None
        for p in partitions:
            name = p.key.topic
            topic = topics.get(name)
            if topic is None:
                info = snapshot.topics.get(name)
                id = info.id if info is not None else ZERO_UUID
                if id == ZERO_UUID:
                    high = NAMES_LAST
                topic = topics[name] = FetchRequest.FetchTopic(topic=name, topic_id=id, partitions=[])
            leader = snapshot.leader(*p.key)
            topic.partitions.append(
                FetchRequest.FetchPartition(
                    partition=p.key.partition,
                    current_leader_epoch=leader[1] if leader is not None and p.replica is None else -1,
                    fetch_offset=p.fetch_at or 0,
                    partition_max_bytes=self._partition_bytes,
                )
            )
        request = FetchRequest(
            replica_id=-1,
            max_wait_ms=self._max_wait,
            min_bytes=self._min_bytes,
            max_bytes=max_bytes,
            isolation_level=self._isolation,
            session_id=0,
            session_epoch=-1,
            topics=list(topics.values()),
            rack_id=self._rack,
        )
        return request, high

    def _received(
        self, response: FetchResponse, asked: dict[Any, tuple[Partition, int]]
    ) -> tuple[list[Fetched], Frame | None]:
        names = self._engine.cluster.snapshot.names
        items: list[Fetched] = []
        frame: Frame | None = None
        for topic in response.responses:
            name = topic.topic or names.get(topic.topic_id, "")
            for data in topic.partitions:
                p, version = asked.get((name, data.partition_index), (None, 0))
                if p is None or p.gone or p.version != version or p.fetch_at is None:
                    continue  # sought, given up or not asked for
                if data.error_code:
                    self._refused(p, data.error_code)
                    continue
                if p.error is not None and not p.stuck:
                    p.clear_error()
                p.high_watermark, p.log_start = data.high_watermark, data.log_start_offset
                p.last_stable = data.last_stable_offset
                if data.preferred_read_replica >= 0:
                    p.replica = data.preferred_read_replica
                    continue
                records = data.records
                if not isinstance(records, memoryview) or not records:
                    continue
                aborted = []
                if self._isolation == READ_COMMITTED:
                    aborted = [(t.producer_id, t.first_offset) for t in data.aborted_transactions or ()]
                chunk = Chunk(
                    name,
                    data.partition_index,
                    records,
                    fetch_offset=p.fetch_at,
                    aborted=aborted,
                    **self._chunk_options,
                )
                if frame is None:
                    frame = Frame(memoryview(records.obj).nbytes)  # a slice keeps all of it alive
                p.fetch_at = max(p.fetch_at, chunk.end[0])
                self._turn += 1
                p.served = self._turn
                items.append(Fetched(chunk, p, frame))
        return items, frame

    def _refused(self, p: Partition, code: int) -> None:
        error = broker_error(code, topic=p.key.topic, partition=p.key.partition, offset=p.fetch_at, api="Fetch")
        p.retry_at = self._engine.now() + self._engine.backoff.delay(1)
        if code == OUT_OF_RANGE:
            if p.replica is not None:
                p.replica = None  # a follower may be behind; the leader knows
            elif p.chunks == 0:
                self._out_of_range(p)
            return
        p.replica = None
        if code in STALE or (code in BY_CODE and BY_CODE[code].retriable):
            self._engine.cluster.update_soon(str(error))
            return
        p.fail(error, stuck=False)
        self._arrived()

    def close(self) -> None:
        """Ends every fetch and closes its connections."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for task in list(self._busy.values()):
            task.cancel()
        for lane in self._lanes:
            self._engine.pool.release(lane)
