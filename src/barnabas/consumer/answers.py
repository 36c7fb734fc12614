"""What a Fetch brought: chunks for the buffer, and what each partition's part of the answer says of it.

Runs on the engine's loop.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Mapping
from typing import Any

from barnabas._native import Chunk
from barnabas.consumer.partition import Fetched, Frame, Partition
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import READ_COMMITTED
from barnabas.errors import codes
from barnabas.errors.broker import BY_CODE, broker_error
from barnabas.protocol.messages.fetch import FetchResponse
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.consumer")

TOLD_FROM = 5  # refusals in a row by which a broker's own trouble is none that passes
# The picture of the cluster is old: the leader moved, the topic was made anew, an epoch has passed.
STALE = frozenset(
    {
        codes.UNKNOWN_TOPIC_OR_PARTITION,
        codes.LEADER_NOT_AVAILABLE,
        codes.NOT_LEADER_OR_FOLLOWER,
        codes.REPLICA_NOT_AVAILABLE,
        codes.KAFKA_STORAGE_ERROR,
        codes.FENCED_LEADER_EPOCH,
        codes.UNKNOWN_LEADER_EPOCH,
        codes.UNKNOWN_TOPIC_ID,
        codes.INCONSISTENT_TOPIC_ID,
    }
)


class Answers:
    """Works in what brokers answer."""

    def __init__(
        self,
        engine: Engine,
        options: Mapping[str, Any],
        isolation: int,
        arrived: Callable[[], None],
        out_of_range: Callable[[Partition, int], None],
    ) -> None:
        self._engine = engine
        self._committed = isolation == READ_COMMITTED
        self._arrived = arrived
        self._out_of_range = out_of_range
        self._chunk_options = {
            "check_crcs": options["check_crcs"],
            "max_decompressed": options["max_decompressed_bytes"],
            "key_deserializer": options["key_deserializer"],
            "value_deserializer": options["value_deserializer"],
        }
        self._turn = itertools.count(1)

    def take(
        self,
        response: FetchResponse,
        asked: Mapping[TopicPartition, tuple[Partition, int]],
        names: Mapping[bytes, str],
    ) -> tuple[list[Fetched], Frame | None]:
        """The chunks of an answer, and the frame that they keep in memory.

        Args:
            response: the answer, without an error at its top.
            asked: the partitions that were asked for, with the `turn` they had then.
            names: the topics that were asked for, by their ids.
        """
        items: list[Fetched] = []
        frame: Frame | None = None
        leaders: dict[tuple[str, int], tuple[int, int]] = {}
        for topic in response.responses:
            name = topic.topic or names.get(topic.topic_id, "")
            for data in topic.partitions:
                key = TopicPartition(name, data.partition_index)
                p, turn = asked.get(key, (None, 0))
                if p is None:
                    continue
                version = p.version
                if p.gone or p.turn != turn or p.fetch_at is None:
                    continue  # sought or given up
                if data.error_code:
                    if data.current_leader.leader_id >= 0:
                        leaders[name, data.partition_index] = (
                            data.current_leader.leader_id,
                            data.current_leader.leader_epoch,
                        )
                    self._refused(p, data.error_code, version)
                    continue
                chunk = self._chunk(p, data, turn, version)
                if chunk is None:
                    continue
                if frame is None:
                    assert isinstance(data.records, memoryview)
                    frame = Frame(memoryview(data.records.obj).nbytes)  # a slice keeps all of it alive
                items.append(Fetched(chunk, p, frame, turn))
        if leaders and self._engine.cluster.hint(leaders, response.node_endpoints):
            for place in leaders:
                asked[TopicPartition(*place)][0].at_once()  # no need to wait for metadata (KIP-951)
        return items, frame

    def _chunk(self, p: Partition, data: FetchResponse.PartitionData, turn: int, version: int) -> Chunk | None:
        """A partition's records, None if there are none."""
        if p.error is not None:
            p.clear_error()
        p.failures = 0
        if data.diverging_epoch.epoch >= 0:
            p.diverges(data.diverging_epoch.end_offset, data.diverging_epoch.epoch, version)
            return None
        p.high_watermark, p.log_start = data.high_watermark, data.log_start_offset
        p.last_stable = data.last_stable_offset
        if data.preferred_read_replica >= 0:
            self._follow(p, data.preferred_read_replica)
            return None
        records, at = data.records, p.fetch_at
        if at is None or not isinstance(records, memoryview) or not records:
            return None
        aborted = []
        if self._committed:
            aborted = [(t.producer_id, t.first_offset) for t in data.aborted_transactions or ()]
        chunk = Chunk(*p.key, records, fetch_offset=at, aborted=aborted, **self._chunk_options)
        end, epoch = chunk.end
        if end > at and not p.fetched(turn, end, epoch):
            return None
        p.served = next(self._turn)
        return chunk

    def _follow(self, p: Partition, node: int) -> None:
        """The leader says that another replica is nearer (KIP-392)."""
        engine = self._engine
        p.replica = node
        p.replica_until = engine.now() + engine.options["metadata_max_age_ms"] / 1000
        if node not in engine.cluster.snapshot.brokers:
            p.replica = None
            p.rest(engine.now() + engine.backoff.delay(1))
            engine.cluster.update_soon(f"replica {node} of {p.key.topic} partition {p.key.partition} is not known")

    def _refused(self, p: Partition, code: int, version: int) -> None:
        error = broker_error(code, topic=p.key.topic, partition=p.key.partition, offset=p.fetch_at, api="Fetch")
        p.later(self._engine.now(), self._engine.backoff, self._engine.cluster.snapshot.leader(*p.key))
        if code == codes.OFFSET_OUT_OF_RANGE:
            if p.replica is not None:
                p.replica = None  # a follower may be behind; the leader knows
            elif p.fetch_epoch >= 0:
                # Also said by a leader that has no epochs to compare with: asked again without.
                p.forget_epoch(version)
            elif not p.stuck and not p.outstanding():
                self._out_of_range(p, version)
            return
        p.replica = None
        if code == codes.UNKNOWN_SERVER_ERROR:
            # The broker's own trouble, which mostly passes; Java's client asks again too.
            log.warning("%s partition %d could not be fetched from offset %s: %s", *p.key, p.fetch_at, error)
            if p.failures >= TOLD_FROM:
                p.fail(error, stuck=False, version=version)
                self._arrived()
            return
        if code in STALE or (code in BY_CODE and BY_CODE[code].retriable):
            self._engine.cluster.update_soon(str(error), failures=p.failures)
            return
        p.fail(error, stuck=False, version=version)
        self._arrived()
