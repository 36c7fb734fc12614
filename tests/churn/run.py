"""One run of the churn: a broker, a group whose members come and go by a seed, writers, and the verdict."""

from __future__ import annotations

import contextlib
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import barnabas
from tests.churn.chaos import Chaos
from tests.churn.clusters import CLUSTERS, Cluster, Times
from tests.churn.crowd import Crowd
from tests.churn.judge import Story, Verdict, judge
from tests.churn.life import Span, merged
from tests.churn.probe import Probe
from tests.harness.waiting import until
from tests.ordeal import lives
from tests.ordeal import verdict as reading
from tests.ordeal.journal import entries
from tests.ordeal.kept import kept
from tests.ordeal.workers import Worker, Workers

MAIN, MORE = "churn", "churn-more"
OFFSETS = "__consumer_offsets"
RATE = 500  # records a second
WARM = 120.0
LEFT = 60.0  # seconds for what is left to be read at the end, beside the time that the group has to find itself

# What members are made of, and whether their commits between rebalances are waited for. That of a member which keeps its partitions
# waits for the next generation, and its user's loop with it.
KINDS: Mapping[str, tuple[dict[str, Any], bool]] = {
    "eager": ({"partition_assignment_strategy": "range"}, False),
    "cooperative": ({"partition_assignment_strategy": "cooperative-sticky"}, True),
    "consumer": ({"group_protocol": "consumer"}, True),
}


@dataclass(frozen=True)
class Plan:
    """What a run is made of."""

    kind: str
    cluster: str = "real"
    seed: int = 1
    seconds: float = 600.0
    members: int = 50
    partitions: int = 200  # of both topics; a fifth of them is of the second one
    times: Times = field(default_factory=Times)

    @property
    def topics(self) -> dict[str, int]:
        """Both topics and their partitions."""
        return {MAIN: self.partitions - self.partitions // 5, MORE: self.partitions // 5}

    @property
    def options(self) -> dict[str, Any]:
        """Of its consumers."""
        times, (options, _) = self.times, KINDS[self.kind]
        most = {"max_poll_interval_ms": round(times.rebalance * 1000), **options}
        if self.kind == "consumer":
            return most
        session, heartbeat = round(times.session * 1000), round(times.heartbeat * 1000)
        return {"session_timeout_ms": session, "heartbeat_interval_ms": heartbeat, **most}


@dataclass
class Outcome:
    """What a run did and came to."""

    plan: Plan
    verdict: Verdict = field(default_factory=Verdict)
    done: dict[str, int] = field(default_factory=dict)
    members: int = 0
    down: list[Span] = field(default_factory=list)
    folder: Path | None = None  # the journals, kept if something is wrong or if it was asked for


def run(plan: Plan, *, keep: bool = False) -> Outcome:
    """A run on a broker of its own. What is wrong stands in the outcome, also an error of the driver's."""
    outcome = Outcome(plan)
    with kept(outcome, f"churn-{plan.kind}-{plan.seed}", always=keep) as (folder, stack):
        cluster = CLUSTERS[plan.cluster](plan.times)
        stack.callback(cluster.stop)
        stack.callback(lambda: (folder / "broker.log").write_text(cluster.log()))
        _run(outcome, cluster, folder, stack)
    return outcome


def _run(outcome: Outcome, cluster: Cluster, folder: Path, stack: contextlib.ExitStack) -> None:
    plan, random = outcome.plan, Random(outcome.plan.seed)
    topics = tuple(plan.topics)
    _make(cluster, plan)
    workers = Workers(folder, {"bootstrap": cluster.bootstrap})
    stack.callback(workers.discard)
    common = {"topics": plan.topics, "group": MAIN, "options": plan.options, "background": KINDS[plan.kind][1]}
    crowd = Crowd(workers, folder, common)
    for _ in range(plan.members):
        crowd.join(topics)
    until(lambda: crowd.owned() == plan.partitions, "all partitions have an owner", timeout=WARM)
    writers = [
        workers.start(
            "write",
            library="barnabas",
            topic=topic,
            partitions=count,
            options={"linger_ms": 5},
            burst=1,
            linger=plan.partitions / RATE,
        )
        for topic, count in plan.topics.items()
    ]
    until(lambda: all(any(e.kind == "A" for e in entries(w.journal)) for w in writers), "records flow", timeout=WARM)
    start = time.monotonic()
    chaos = Chaos(random, cluster, crowd, plan.times, plan.topics, plan.members)
    probe = stack.enter_context(Probe(cluster.bootstrap, MAIN))
    try:
        chaos.run(plan.seconds)
    finally:
        outcome.done, outcome.members = dict(sorted(chaos.done.items())), len(crowd.all)
        outcome.down = merged([*chaos.down, *probe.down()])
    end = time.monotonic()
    bad = workers.end("write")
    logs = _logs(cluster, plan)
    with contextlib.suppress(AssertionError):  # then the verdict says what was not read
        until(
            lambda: _committed(cluster, plan) == [offsets[-1] + 1 if offsets else 0 for offsets in logs],
            "all is read and committed",
            timeout=plan.times.bound + LEFT,
        )
    bad += crowd.end()
    outcome.down = merged([*chaos.down, *probe.down()])  # also while the rest was read
    outcome.verdict = judge(
        Story(
            [one.life() for one in crowd.all],
            plan.times,
            start,
            end,
            outcome.down,
            _written(plan, writers),
            logs,
            _committed(cluster, plan),
            _commits(cluster, plan),
            keeps=KINDS[plan.kind][1],
        )
    )
    lives.judge_ends(outcome.verdict, workers.all)
    for wrong in bad:
        outcome.verdict.blame(wrong)


def _make(cluster: Cluster, plan: Plan) -> None:
    with barnabas.Client(cluster.bootstrap) as client:
        new = [barnabas.NewTopic(name, partitions=count, replication_factor=1) for name, count in plan.topics.items()]
        client.admin.create_topics(new, raise_on_error=True)

        def led() -> bool:
            found = client.admin.describe_topics(list(plan.topics))
            return sum(p.leader is not None for topic in found for p in topic.partitions) == plan.partitions

        until(led, "the topics are led", timeout=WARM)


def _written(plan: Plan, writers: list[Worker]) -> list[list[tuple[float, int]]]:
    """Of each place, when each record was acknowledged; in the order of the log, which one writer fills."""
    found: list[list[tuple[float, int]]] = []
    for writer, count in zip(writers, plan.topics.values(), strict=True):
        theirs: list[list[tuple[float, int]]] = [[] for _ in range(count)]
        for entry in entries(writer.journal):
            if entry.kind == "A":
                theirs[entry.partition].append((entry.at, entry.last))
        found += [sorted(one, key=lambda record: record[1]) for one in theirs]
    return found


def _logs(cluster: Cluster, plan: Plan) -> list[list[int]]:
    return [
        [row.offset for row in partition]
        for topic, count in plan.topics.items()
        for partition in reading.logs(cluster.bootstrap, topic, count, "read_uncommitted")
    ]


def _committed(cluster: Cluster, plan: Plan) -> list[int]:
    found: list[int] = []
    for topic, count in plan.topics.items():
        found += reading.committed(cluster.bootstrap, MAIN, topic, count)
    return found


def _commits(cluster: Cluster, plan: Plan) -> list[list[int]]:
    """Of each place, the commits as a real Kafka keeps them: the records of its own topic, read by another library."""
    found: dict[tuple[str, int], list[int]] = {
        (topic, number): [] for topic, count in plan.topics.items() for number in range(count)
    }
    if cluster.name == "real":
        for message in reading.messages(cluster.bootstrap, OFFSETS, OFFSETS_PARTITIONS, "read_uncommitted"):
            key, value = message.key(), message.value()
            if isinstance(key, bytes) and isinstance(value, bytes) and int.from_bytes(key[:2], "big") <= OFFSET_KEY:
                group, topic, number = _key(key)
                if group == MAIN:
                    found[topic, number].append(struct.unpack_from(">q", value, 2)[0])
    return list(found.values())


OFFSETS_PARTITIONS = 4  # `tests.harness.broker` says so
OFFSET_KEY = 1  # keys of commits are of version 0 or 1; those of groups and of members are of others


def _key(key: bytes) -> tuple[str, str, int]:
    """Group, topic and partition of a commit."""
    texts, at = [], 2
    for _ in range(2):
        (size,) = struct.unpack_from(">h", key, at)
        texts.append(key[at + 2 : at + 2 + size].decode())
        at += 2 + size
    return texts[0], texts[1], struct.unpack_from(">i", key, at)[0]
