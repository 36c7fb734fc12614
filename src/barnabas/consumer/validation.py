"""Whether a position still is where it was: logs that were cut (KIP-320), topics that were made anew (KIP-516).

A leader that was elected unclean may not have what others had before it. What was read last tells: where the leader's log
has the end of that record's epoch before the position, the log was cut, and what stands behind there is something else.
It is asked whenever the leader epoch has changed, and each Fetch asks again by itself (from v12 on).

Runs on the engine's loop. What was fetched already is given out first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from barnabas.consumer.partition import Partition
from barnabas.consumer.starting import Starting
from barnabas.consumer.target import Target
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import EARLIEST
from barnabas.errors.broker import BY_CODE, broker_error
from barnabas.errors.client import (
    AuthenticationError,
    ClosedError,
    IncompatibleBrokerError,
    KafkaError,
    LogTruncatedError,
    NoOffsetError,
)
from barnabas.protocol.messages.offset_for_leader_epoch import (
    OffsetForLeaderEpochRequest,
    OffsetForLeaderEpochResponse,
)
from barnabas.protocol.primitives import ZERO_UUID
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.consumer")
FIRST_VERSION = 3  # before, it was for brokers only
CONSUMER = -1  # as replica id


class Validation:
    """Checks positions before they are fetched from."""

    def __init__(self, engine: Engine, policy: str, starting: Starting, changed: Callable[[], None]) -> None:
        self._engine = engine
        self._policy = policy
        self._starting = starting
        self._changed = changed  # something may be fetched now, or has an error
        self._asking: set[Partition] = set()

    def passes(self, p: Partition, topic_id: bytes, leader_epoch: int, unchecked: list[Partition]) -> bool:
        """Whether a partition may be fetched from. If that has to be asked first, it is put into `unchecked`."""
        if p in self._asking:
            return False
        # Looked at once, the version first: a seek that comes from here on has the last word.
        version, diverged = p.version, p.diverged
        if diverged is None and topic_id != ZERO_UUID and p.topic_id not in (topic_id, ZERO_UUID):
            if not p.outstanding():
                self._made_anew(p, topic_id, version)
            return False
        if topic_id != ZERO_UUID:
            p.topic_id = topic_id
        if diverged is not None:
            if not p.outstanding():
                self._cut(p, *diverged, version)
            return False
        if leader_epoch >= 0 and p.fetch_epoch not in (-1, leader_epoch) and p.checked != leader_epoch:
            unchecked.append(p)
            return False
        if p.checked != leader_epoch:
            p.check_passed(leader_epoch, version)
        return True

    def check(self, node: int, partitions: list[Partition]) -> None:
        """Asks their leader about them, in the background."""
        self._asking.update(partitions)
        self._engine.spawn(self._check(node, partitions), "check positions")

    async def _check(self, node: int, partitions: list[Partition]) -> None:
        snapshot = self._engine.cluster.snapshot
        asked = {p.key: (p, p.version, snapshot.epoch(*p.key)) for p in partitions}
        try:
            response: OffsetForLeaderEpochResponse = await self._engine.send(
                node, _request(asked.values()), timeout=self._engine.request_timeout, low=FIRST_VERSION
            )
            for topic in response.topics:
                for answer in topic.partitions:
                    found = asked.pop(TopicPartition(topic.topic, answer.partition), None)
                    if found is not None and found[0].version == found[1]:
                        self._answered(*found, answer)
            for p, _, _ in asked.values():  # left out
                self._later(p)
        except IncompatibleBrokerError:
            for p, version, epoch in asked.values():
                p.check_passed(epoch, version)  # a broker before 2.3 cannot be asked
        except ClosedError:
            return
        except KafkaError as error:
            log.debug("positions could not be checked at broker %d: %s", node, error)
            refused = isinstance(error, AuthenticationError)
            if not refused:
                self._engine.cluster.update_soon(str(error))
            for p, _, _ in asked.values():
                self._later(p)
                if refused:
                    p.fail(error, stuck=False)
        finally:
            self._asking.difference_update(partitions)
        self._changed()

    def _answered(
        self, p: Partition, version: int, leader_epoch: int, answer: OffsetForLeaderEpochResponse.EpochEndOffset
    ) -> None:
        code = answer.error_code
        if code:
            error = broker_error(code, topic=p.key.topic, partition=p.key.partition, api="OffsetForLeaderEpoch")
            self._later(p)
            if code in BY_CODE and BY_CODE[code].retriable:
                self._engine.cluster.update_soon(str(error), failures=p.failures)
            else:
                p.fail(error, stuck=False, version=version)
            return
        p.check_passed(leader_epoch, version)
        # An undefined end says that the leader knows no epochs, not that something is gone.
        if answer.end_offset >= 0 and answer.leader_epoch >= 0:
            p.diverges(answer.end_offset, answer.leader_epoch, version)

    def _later(self, p: Partition) -> None:
        p.later(self._engine.now(), self._engine.backoff, self._engine.cluster.snapshot.leader(*p.key))

    def _cut(self, p: Partition, offset: int, epoch: int, version: int) -> None:
        position = p.fetch_at or 0
        place: dict[str, Any] = {"topic": p.key.topic, "partition": p.key.partition, "offset": position}
        text = f"the log was cut: its leader has other records from offset {offset} on than those that were read"
        if self._policy == "none":
            error = LogTruncatedError(
                f"{text}, and auto_offset_reset is 'none': seek() to where it shall read", **place
            )
            error.diverges_at = offset
            p.fail(error, stuck=True, version=version)
            p.diverged = None
        else:
            log.warning("%s partition %d, at offset %d: %s; it reads on from there", *p.key, position, text)
            # Where the position is before the cut nothing was given of what is between.
            p.start(min(offset, position if p.position is None else p.position), epoch, version=version)
        self._changed()

    def _made_anew(self, p: Partition, topic_id: bytes, version: int) -> None:
        """Offsets of another topic mean nothing in this one, all of which is newer than what was read."""
        text = "the topic was deleted and made anew"
        p.made_anew(version)
        if self._policy == "none":
            place = f"{text}, and auto_offset_reset is 'none': seek() to where it shall read"
            error = NoOffsetError(place, topic=p.key.topic, partition=p.key.partition, offset=p.fetch_at)
            p.fail(error, stuck=True, version=version)
            self._changed()
        else:
            log.warning("%s partition %d: %s; it reads from its start", *p.key, text)
            self._starting.look_up(p, Target(EARLIEST), version)
        p.topic_id = topic_id


def _request(asked: Iterable[tuple[Partition, int, int]]) -> OffsetForLeaderEpochRequest:
    topics: dict[str, Any] = {}
    for p, _, leader_epoch in asked:
        topic = topics.get(p.key.topic)
        if topic is None:
            topic = topics[p.key.topic] = OffsetForLeaderEpochRequest.OffsetForLeaderTopic(
                topic=p.key.topic, partitions=[]
            )
        topic.partitions.append(
            OffsetForLeaderEpochRequest.OffsetForLeaderPartition(
                partition=p.key.partition, current_leader_epoch=leader_epoch, leader_epoch=p.fetch_epoch
            )
        )
    return OffsetForLeaderEpochRequest(replica_id=CONSUMER, topics=list(topics.values()))
