"""Runs a table's cases in turn, several times, each on topics of exactly the right content, and checks the counts."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from benchmarks.children import run
from benchmarks.job import WARM_RECORDS, Job, Outcome
from benchmarks.plan import Case
from benchmarks.topics import Topics

Results = dict[str, dict[str, Any]]
READERS = ("poll", "prefetch", "long_consume", "pause_poll")


class Runner:
    """One broker's worth of measurements."""

    def __init__(self, bootstrap: str, hooks: dict[str, Callable[[], None]], extra: dict[str, Any]) -> None:
        self._topics = Topics(bootstrap)
        self._hooks = hooks
        self._extra = extra
        self._base = Job("confluent", "fill", bootstrap, "")
        self._read_warm: dict[int, str] = {}
        self._filled: dict[tuple[Any, ...], str] = {}

    def warm_up(self, records: int) -> None:
        """Lets the broker's JVM compile what the measurements will use."""
        name = self._fill(replace(self._base, records=records))
        run(replace(self._base, path="verify", topic=name))
        self._topics.delete(name)

    def table(self, cases: list[Case], runs: int) -> Results:
        """`runs` rounds over all cases, each of as many turns as the cases ask for; every other turn goes backwards."""
        results: Results = {case.key: {"case": asdict(case), "runs": []} for case in cases}
        turns = max((case.turns for case in cases), default=0)
        for number in range(runs):
            for turn in range(turns):
                for case in cases if (number + turn) % 2 == 0 else reversed(cases):
                    if turn < case.turns:
                        outcome = self._one(case)
                        results[case.key]["runs"].append(outcome)
                        _show(number, case, outcome)
            self._drop_filled()
        return results

    def _one(self, case: Case) -> Outcome:
        reads = case.kind == "consume" or case.path in READERS
        job = replace(
            self._base,
            client=case.client,
            path=case.path,
            partitions=case.partitions,
            records=case.records,
            value_size=case.value_size,
            codec=case.codec,
            equal=case.equal,
            extra=case.extra | self._extra,
        )
        write_warm = self._topics.create("warm", 8)
        try:
            topic = self._source(job) if reads else self._topics.create("out", case.partitions)
            job = replace(job, topic=topic, write_warm=write_warm, read_warm=self._warm(case.value_size))
            try:
                outcome = run(job, self._hooks)
                if "error" not in outcome:
                    expected = outcome["records"] if case.path in ("blocked", "latency") else case.records
                    self._check(job, outcome, expected, reads=reads)
            finally:
                if not reads:
                    self._topics.delete(topic)
        finally:
            self._topics.delete(write_warm)
        return outcome

    def _check(self, job: Job, outcome: Outcome, expected: int, *, reads: bool) -> None:
        """Marks the outcome as an error when any of the counts is not what it must be."""
        wrong = []
        if outcome["records"] != (expected * 10 if job.path == "long_consume" else expected):
            wrong.append(f"the client counted {outcome['records']} of {expected}")
        if reads:
            if outcome.get("size", expected * job.value_size) != expected * job.value_size:
                wrong.append(f"the client read {outcome['size']} bytes of values")
        else:
            stored = self._topics.count(job.topic, job.partitions)
            if stored != expected:
                wrong.append(f"the end offsets say {stored} of {expected}")
            seen = run(replace(job, client="confluent", path="verify"))
            if (seen.get("records"), seen.get("size")) != (expected, expected * job.value_size):
                wrong.append(
                    f"{seen.get('records')} records of {expected} were read back ({seen.get('error', 'no error')})"
                )
        outcome["checked"] = not wrong
        if wrong:
            outcome["error"] = "; ".join(wrong)

    def _warm(self, value_size: int) -> str:
        if value_size not in self._read_warm:
            self._read_warm[value_size] = self._fill(replace(self._base, records=WARM_RECORDS, value_size=value_size))
        return self._read_warm[value_size]

    def _source(self, job: Job) -> str:
        """A topic with exactly what the job reads; the readers of one round share it."""
        key = (job.records, job.value_size, job.partitions, job.codec, job.extra.get("compressible"))
        if key not in self._filled:
            self._filled[key] = self._fill(replace(job, equal=True, extra=_fill_only(job)))
        return self._filled[key]

    def _fill(self, job: Job) -> str:
        name = self._topics.create("in", job.partitions)
        outcome = run(replace(job, client="confluent", path="fill", topic=name))
        stored = self._topics.count(name, job.partitions)
        if outcome.get("records") != job.records or stored != job.records:
            raise RuntimeError(f"filling a topic failed: {stored} of {job.records} records, {outcome}")
        return name

    def _drop_filled(self) -> None:
        for name in self._filled.values():
            self._topics.delete(name)
        self._filled.clear()

    def close(self) -> None:
        """Deletes what is left and closes the connections."""
        self._drop_filled()
        for name in self._read_warm.values():
            self._topics.delete(name)
        self._topics.close()


def _fill_only(job: Job) -> dict[str, Any]:
    return {"compressible": job.extra.get("compressible", False)}


def _show(number: int, case: Case, outcome: Outcome) -> None:
    if "error" in outcome:
        text = f"FAILED: {outcome['error']}"
    else:
        per_record = outcome["cpu_s"] / max(1, outcome["records"]) * 1e6
        text = f"{per_record:8.3f} us CPU  {outcome['records'] / outcome['wall_s'] / 1e3:9.1f} krec/s"
        for name in ("p50_ms", "p99_ms", "pause_ms", "pause_cpu_ms"):
            if name in outcome:
                text += f"  {name} {outcome[name]:.3f}"
        if "growth" in outcome:
            text += f"  growth {outcome['growth'] / 1e6:.1f} MB"
    print(f"{time.strftime('%H:%M:%S')} {number + 1} {case.key:50} {text}", file=sys.stderr, flush=True)
