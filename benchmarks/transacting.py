"""Transactions one after the other, by any client: what each client's path is made of, and what it measures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.job import Job, Outcome
from benchmarks.measure import Stopwatch

WARM_TRANSACTIONS, WARM_EACH = 10, 1000


@dataclass
class Calls:
    """A client's own words."""

    begin: Callable[[], object]
    send: Callable[[str], None]  # all records of one transaction, to a topic; see `transactions`
    flush: Callable[[], object]
    commit: Callable[[], object]
    flushes: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)

    def run(self, topic: str, transactions: int) -> None:
        """So many transactions. The flush is measured apart: a commit would do it, and how long it takes is the records' affair."""
        for _ in range(transactions):
            self.begin()
            self.send(topic)
            start = time.perf_counter()
            self.flush()
            flushed = time.perf_counter()
            self.commit()
            self.commits.append(time.perf_counter() - flushed)
            self.flushes.append(flushed - start)


def measure(job: Job, calls: Calls, settings: dict[str, Any]) -> Outcome:
    """`job.records` in transactions of ``job.extra["per"]``, after a warm-up."""
    calls.run(job.write_warm, WARM_TRANSACTIONS)
    calls.commits.clear()
    calls.flushes.clear()
    with Stopwatch() as watch:
        calls.run(job.topic, job.records // job.extra["per"])
    return watch.outcome(job.records, settings, flushes=calls.flushes, commits=calls.commits)
