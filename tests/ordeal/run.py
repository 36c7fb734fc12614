"""One run of the ordeal: a cluster, clients, faults by a seed, and the verdict."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import barnabas
from barnabas.producer.options import SPEC
from tests.harness.waiting import until
from tests.ordeal import verdict as judging
from tests.ordeal.chaos import Chaos
from tests.ordeal.clusters import Embedded, Ordealed, RealCluster
from tests.ordeal.journal import entries
from tests.ordeal.probe import Probe
from tests.ordeal.verdict import Verdict
from tests.ordeal.workers import Workers

PARTITIONS = 4
IDEMPOTENT = "enable_idempotence" in {option.name for option in SPEC}
TRANSACTIONS = "transactional_id" in {option.name for option in SPEC}
CLUSTERS: dict[str, Callable[[Random], Ordealed]] = {"real": RealCluster, "embedded": Embedded}
WARM = 60.0
MIXED, COPY, COPIERS = "transactions", "copies", "copiers"


@dataclass
class Outcome:
    """What a run did and came to."""

    seed: int
    cluster: str
    seconds: float
    verdict: Verdict = field(default_factory=Verdict)
    faults: dict[str, int] = field(default_factory=dict)
    folder: Path | None = None  # the journals, kept if something is wrong


def run(kind: str, seed: int, seconds: float) -> Outcome:
    """A run on a cluster of its own. What is wrong stands in the outcome, also an error of the driver's."""
    random = Random(seed)
    outcome = Outcome(seed, kind, seconds)
    folder = Path(tempfile.mkdtemp(prefix=f"ordeal-{kind}-{seed}-"))
    with contextlib.ExitStack() as stack:
        try:
            cluster = CLUSTERS[kind](random)
            stack.callback(cluster.stop)
            _run(outcome, cluster, random, folder, stack)
        except Exception as error:
            outcome.verdict.blame(f"{type(error).__name__}: {error}")
    if outcome.verdict.wrong:
        outcome.folder = folder
    else:
        shutil.rmtree(folder)
    return outcome


def _run(outcome: Outcome, cluster: Ordealed, random: Random, folder: Path, stack: contextlib.ExitStack) -> None:
    topic, group, verdict = "ordeal", "members", outcome.verdict
    _make(cluster, topic)
    probe = Probe(cluster.direct, topic, PARTITIONS)
    workers = Workers(folder, {"bootstrap": cluster.bootstrap, "topic": topic, "partitions": PARTITIONS})
    stack.callback(workers.discard)
    timeout = random.choice([10_000, 30_000, 120_000])
    writing: dict[str, Any] = {
        "delivery_timeout_ms": timeout,
        "linger_ms": random.choice([0, 5, 50]),
        "compression_type": random.choice(["none", "lz4", "zstd"]),
    }
    probe.start()
    stack.callback(probe.stop)
    for _ in range(2):
        workers.start("write", options=writing)
    for _ in range(2):
        workers.start("member", group=group, options={"isolation_level": "read_committed"})
    if TRANSACTIONS:
        _make(cluster, MIXED)
        _make(cluster, COPY)
        plain = {name: value for name, value in writing.items() if name != "delivery_timeout_ms"}
        for number in range(2):
            workers.start("transact", topic=MIXED, transactional_id=f"transact-{number}", options=plain)
            workers.start("copy", group=COPIERS, to=COPY, topic=MIXED, transactional_id=f"copy-{number}", options=plain)
    tail = workers.start("tail", options={"max_poll_records": 2_000})
    until(lambda: _has(workers, "write", "A") and _has(workers, "member", "C"), "records flow", timeout=WARM)
    until(probe.whole, "all replicas are in sync", timeout=WARM)
    start = time.monotonic()
    chaos = Chaos(random, cluster, probe, workers, topic, PARTITIONS, [group, COPIERS] if TRANSACTIONS else [group])
    try:
        chaos.run(outcome.seconds)
    finally:
        outcome.faults = dict(sorted(chaos.done.items()))
    end = time.monotonic()
    for wrong in [*workers.end("write", "transact"), *workers.end("tail", "member", "copy")]:
        verdict.blame(wrong)
    direct = ",".join(cluster.direct.values())
    rows = judging.logs(direct, topic, PARTITIONS, "read_uncommitted")
    everyone = workers.all
    writers = [w for w in everyone if w.role == "write"]
    judging.judge_writers(verdict, rows, writers, idempotent=IDEMPOTENT)
    judging.judge_tail(verdict, rows, tail)
    members = [w for w in everyone if w.role == "member"]
    judging.judge_members(verdict, rows, members, judging.committed(direct, group, topic, PARTITIONS))
    judging.judge_gaps(verdict, probe, "A", writers, start, end)
    judging.judge_gaps(verdict, probe, "P", [tail], start, end)
    if TRANSACTIONS:
        mixed = judging.logs(direct, MIXED, PARTITIONS, "read_committed")
        judging.judge_writers(verdict, mixed, [], idempotent=True)
        judging.judge_transactions(verdict, mixed, [w for w in everyone if w.role == "transact"], MIXED)
        copies = judging.logs(direct, COPY, PARTITIONS, "read_committed")
        judging.judge_copies(verdict, mixed, copies, judging.committed(direct, COPIERS, MIXED, PARTITIONS))
    judging.judge_ends(verdict, everyone)


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
