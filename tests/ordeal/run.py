"""One run of the ordeal: a cluster, clients, faults by a seed, and the verdict."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import barnabas
from tests.harness.waiting import until
from tests.ordeal import lives
from tests.ordeal import verdict as judging
from tests.ordeal.chaos import Chaos
from tests.ordeal.clusters import Embedded, Ordealed, RealCluster
from tests.ordeal.journal import entries
from tests.ordeal.kept import kept
from tests.ordeal.probe import Probe
from tests.ordeal.verdict import Verdict
from tests.ordeal.workers import Workers

PARTITIONS = 4
CLUSTERS: dict[str, Callable[[Random], Ordealed]] = {"real": RealCluster, "embedded": Embedded}
WARM = 60.0
TOPIC, MIXED, COPY = "ordeal", "transactions", "copies"
MEMBERS, COPIERS = "members", "copiers"
IDS = {"transact": "transact-{}", "copy": "copy-{}"}  # transactional ids
OURS = "barnabas"


@dataclass
class Outcome:
    """What a run did and came to."""

    seed: int
    cluster: str
    seconds: float
    producers: str = OURS
    verdict: Verdict = field(default_factory=Verdict)
    faults: dict[str, int] = field(default_factory=dict)
    folder: Path | None = None  # the journals, kept if something is wrong or if it was asked for


def run(kind: str, seed: int, seconds: float, *, producers: str = OURS, keep: bool = False) -> Outcome:
    """A run on a cluster of its own. What is wrong stands in the outcome, also an error of the driver's.

    With another library's `producers` only these are there: plain idempotent ones.
    """
    random = Random(seed)
    outcome = Outcome(seed, kind, seconds, producers)
    with kept(outcome, f"ordeal-{kind}-{seed}", always=keep) as (folder, stack):
        cluster = CLUSTERS[kind](random)
        stack.callback(cluster.stop)
        _run(outcome, cluster, random, folder, stack)
    return outcome


def _run(outcome: Outcome, cluster: Ordealed, random: Random, folder: Path, stack: contextlib.ExitStack) -> None:
    whole = outcome.producers == OURS
    for topic in (TOPIC, MIXED, COPY) if whole else (TOPIC,):
        _make(cluster, topic)
    probe = Probe(cluster.direct, TOPIC, PARTITIONS)
    workers = Workers(folder, {"bootstrap": cluster.bootstrap, "topic": TOPIC, "partitions": PARTITIONS})
    stack.callback(workers.discard)
    writing: dict[str, Any] = {
        "delivery_timeout_ms": random.choice([10_000, 30_000, 120_000]),
        "linger_ms": random.choice([0, 5, 50]),
        "compression_type": random.choice(["none", "lz4", "zstd"]),
    }
    probe.start()
    stack.callback(probe.stop)
    for _ in range(2):
        workers.start("write", library=outcome.producers, options=writing)
    if whole:
        _start_others(workers, writing)
    until(lambda: _has(workers, "write", "A") and _has(workers, "member", "C"), "records flow", timeout=WARM)
    until(probe.whole, "all replicas are in sync", timeout=WARM)
    start = time.monotonic()
    ids = [id.format(number) for id in IDS.values() for number in range(2)] if whole else []
    chaos = Chaos(random, cluster, probe, workers, (TOPIC, PARTITIONS), [MEMBERS, COPIERS] if whole else [], ids)
    try:
        chaos.run(outcome.seconds)
    finally:
        outcome.faults = dict(sorted(chaos.done.items()))
    end = time.monotonic()
    for wrong in [*workers.end("write", "transact"), *workers.end("tail", "member", "copy")]:
        outcome.verdict.blame(wrong)
    if workers.fenced:
        outcome.faults["fenced by a dead one"] = workers.fenced
    _judge(outcome.verdict, ",".join(cluster.direct.values()), workers, probe, (start, end))


def _start_others(workers: Workers, writing: dict[str, Any]) -> None:
    plain = {name: value for name, value in writing.items() if name != "delivery_timeout_ms"}
    for number in range(2):
        workers.start("member", group=MEMBERS, options={"isolation_level": "read_committed"})
        transactional = {role: {"transactional_id": id.format(number), "options": plain} for role, id in IDS.items()}
        workers.start("transact", topic=MIXED, **transactional["transact"])
        workers.start("copy", group=COPIERS, to=COPY, topic=MIXED, **transactional["copy"])
    workers.start("tail", options={"max_poll_records": 2_000})


def _judge(verdict: Verdict, direct: str, workers: Workers, probe: Probe, times: tuple[float, float]) -> None:
    rows = judging.logs(direct, TOPIC, PARTITIONS, "read_uncommitted")
    judging.judge_writers(verdict, rows, workers.of("write"))
    lives.judge_gaps(verdict, probe, "A", workers.of("write"), *times)
    lives.judge_ends(verdict, workers.all)
    if not workers.of("transact"):
        return
    for tail in workers.of("tail"):
        judging.judge_tail(verdict, rows, tail)
        lives.judge_gaps(verdict, probe, "P", [tail], *times)
    read = judging.committed(direct, MEMBERS, TOPIC, PARTITIONS)
    judging.judge_members(verdict, rows, workers.of("member"), read)
    mixed = judging.logs(direct, MIXED, PARTITIONS, "read_committed")
    judging.judge_writers(verdict, mixed, [])
    judging.judge_transactions(verdict, mixed, workers.of("transact"), MIXED)
    copies = judging.logs(direct, COPY, PARTITIONS, "read_committed")
    judging.judge_copies(verdict, mixed, copies, judging.committed(direct, COPIERS, MIXED, PARTITIONS))


def _make(cluster: Ordealed, topic: str) -> None:
    with barnabas.Client(",".join(cluster.direct.values())) as client:
        client.admin.create_topics(
            [barnabas.NewTopic(topic, partitions=PARTITIONS, replication_factor=3)], raise_on_error=True
        )

        def led() -> bool:
            (found,) = client.admin.describe_topics([topic])
            return len(found.partitions) == PARTITIONS and all(p.leader is not None for p in found.partitions)

        until(led, "the topic is led", timeout=WARM)


def _has(workers: Workers, role: str, kind: str) -> bool:
    return all(any(e.kind == kind for e in entries(w.journal)) for w in workers.running(role))
