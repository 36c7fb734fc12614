"""Places that have to be looked up are, in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from barnabas.consumer.lookup import Outcome, place, planned
from barnabas.consumer.partition import Partition
from barnabas.consumer.target import Target
from barnabas.engine.alarm import Alarm
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import Found, ask_leader
from barnabas.engine.routing import passes
from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.client import ClosedError, KafkaError, KafkaTimeoutError, UnknownTopicError
from barnabas.types import TopicPartition

PATIENT = 5  # attempts that failed, some three seconds: who waits for all places waits no longer for this one
RETRY = 1.0  # seconds between attempts that were refused for good, such as a missing permission


class Searching:
    """Attempt after attempt, each partition with an outcome of its own.

    Each node is asked by itself, and one request at a time: what another one leads does not wait for its answer. On the engine's loop.
    """

    def __init__(self, engine: Engine, isolation: int, changed: Callable[[], None]) -> None:
        self._engine = engine
        self._isolation = isolation
        self._changed = changed  # a position was found, or an error stands in its way
        self._looks: dict[Partition, _Look] = {}
        self._asking: dict[int | None, asyncio.Task[None]] = {}  # by node; None: where topics are
        self._alarm = Alarm(engine.loop, self._look)
        self._turned = asyncio.Event()  # an attempt has ended
        self._closed = False

    def __contains__(self, p: Partition) -> bool:
        return p in self._looks

    def begin(self, p: Partition, target: Target | None, version: int) -> None:
        """Looks up where a partition begins, unless a seek has come since `version`; without a target only whether it is there."""
        self._looks[p] = _Look(target, version, self._engine.now())
        self._soon()

    async def settle(self, partitions: Iterable[Partition]) -> None:
        """Waits until each has its place, or was asked about in vain for some time."""
        partitions = list(partitions)
        while any(self._hopeful(p) for p in partitions):
            self._turned.clear()
            await self._turned.wait()

    def _hopeful(self, p: Partition) -> bool:
        return p.position is None and p in self._looks and self._looks[p].failures < PATIENT

    def forget(self, partitions: Iterable[Partition]) -> None:
        """These partitions are given up."""
        for p in partitions:
            self._looks.pop(p, None)
        self._turned.set()

    def close(self) -> None:
        """Ends all look-ups."""
        self._closed = True
        self._looks.clear()
        self._alarm.stop()
        for task in list(self._asking.values()):
            task.cancel()

    def _soon(self) -> None:
        """In the loop's next turn: what comes until then goes into the same requests, and who wants it may be in the middle of something."""
        if not self._closed:
            self._alarm.by(self._engine.now())

    def _look(self) -> None:
        """Asks about all that is due, but for what a node is asked for that has not answered the request before."""
        if self._closed:
            return
        now, cluster = self._engine.now(), self._engine.cluster
        due = {p.key: (p, look) for p, look in self._looks.items() if not look.asked and look.again <= now}
        plan = planned(
            cluster,
            {key: look.target for key, (_, look) in due.items()},
            {key: look.found for key, (_, look) in due.items()},
        )
        if plan.unseen:
            self._ask(None, dict.fromkeys(plan.unseen, 0), due, cluster.snapshot)
        for node, wanted in plan.by_node.items():
            self._ask(node, wanted, due, cluster.snapshot)
        if plan.outcomes:
            self._work_in(plan.outcomes, due)
        later = [look.again for look in self._looks.values() if not look.asked and look.again > now]
        if later:
            self._alarm.by(min(later))

    def _ask(self, node: int | None, wanted: dict[TopicPartition, int], due: _Due, snapshot: ClusterSnapshot) -> None:
        if node in self._asking:
            return  # its answer has these looked at
        some = {key: due[key] for key in wanted}
        for _, look in some.values():
            look.asked = True
        asking = self._asked(node, wanted, some, snapshot)
        self._asking[node] = self._engine.spawn(asking, "look up offsets")

    async def _asked(
        self, node: int | None, wanted: dict[TopicPartition, int], some: _Due, snapshot: ClusterSnapshot
    ) -> None:
        deadline = self._engine.now() + self._engine.api_timeout
        outcomes: Mapping[TopicPartition, Outcome]
        try:
            if node is None:
                outcomes = await self._see(wanted, deadline)
            else:
                answers = await ask_leader(self._engine, snapshot, node, wanted, deadline, self._isolation)
                outcomes = {key: _outcome(some[key][1], wanted[key], answer) for key, answer in answers.items()}
        except ClosedError:
            self._closed = True
            self._looks.clear()
            self._turned.set()
            return
        except KafkaError as error:
            outcomes = dict.fromkeys(some, error)
        finally:
            del self._asking[node]
            for _, look in some.values():
                look.asked = False
        self._work_in(outcomes, some)
        self._soon()

    async def _see(self, keys: Iterable[TopicPartition], deadline: float) -> dict[TopicPartition, Outcome]:
        """Looks where their topics are; what is wrong with those that are not there."""
        cluster = self._engine.cluster
        await cluster.update(deadline=deadline, topics={key.topic for key in keys})
        return {key: error for key in keys if (error := cluster.trouble(*key)) is not None}

    def _work_in(self, outcomes: Mapping[TopicPartition, Outcome], some: _Due) -> None:
        for key, outcome in outcomes.items():
            self._tried(*some[key], outcome)
        self._turned.set()
        self._changed()

    def _tried(self, p: Partition, look: _Look, outcome: Outcome) -> None:
        if self._looks.get(p) is not look:
            return  # it was given up, or is to begin elsewhere
        if p.version != look.version:  # a seek was quicker
            del self._looks[p]
        elif isinstance(outcome, KafkaError):
            self._failed(p, look, outcome)
        elif look.target is None:
            del self._looks[p]
            p.clear_error()
        elif outcome is not None:
            del self._looks[p]
            p.found(*outcome, look.version)

    def _failed(self, p: Partition, look: _Look, error: KafkaError) -> None:
        now = self._engine.now()
        look.failures += 1
        if not passes(error) and not isinstance(error, UnknownTopicError):
            look.again = now + RETRY
            p.fail(error, stuck=False, version=look.version)
            return
        look.again = now + self._engine.backoff.delay(look.failures)
        self._engine.cluster.update_soon(str(error), failures=look.failures)
        if look.again >= look.since + self._engine.api_timeout:
            look.since = now
            if not isinstance(error, KafkaTimeoutError):
                late = KafkaTimeoutError("the offsets could not be looked up in time", api="ListOffsets")
                error = late.causing(error)
            p.fail(error, stuck=False, version=look.version)


@dataclass(slots=True)
class _Look:
    """What a partition's place is looked up by, and how far that is; without a target it is only waited for."""

    target: Target | None
    version: int
    since: float  # when it began, or last told that it takes too long
    found: dict[int, Found] = field(default_factory=dict)
    again: float = 0.0  # not before; by the engine's clock
    failures: int = 0
    asked: bool = False  # somebody is being asked


_Due: TypeAlias = Mapping[TopicPartition, tuple[Partition, _Look]]


def _outcome(look: _Look, time: int, answer: Found | KafkaError) -> Outcome:
    """What an answer comes to; None while the target needs more."""
    if isinstance(answer, KafkaError):
        return answer
    look.found[time] = answer
    return None if look.target is None else place(look.target, look.found)
