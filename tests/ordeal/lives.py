"""What each client's life shows: how long it stood still, what memory it took, how it ended."""

from __future__ import annotations

import itertools
from collections import defaultdict

from tests.ordeal.journal import Entry, entries
from tests.ordeal.probe import Probe
from tests.ordeal.verdict import Findings, Verdict
from tests.ordeal.workers import Worker

PATIENCE = 10.0  # the request timeout of 5 s, and 5 s more
MEMORY = 400_000  # KiB
WARM = 5.0  # seconds until a client has loaded what it needs
# What a client may have more at its end than after those: its buffers, which its allocator may keep (buffer_memory is 32 MiB, and
# a consumer holds the answers of a few Fetches), and some for the rest.
GROWTH = 64 * 1024  # KiB
SAMPLES = 3  # of the last seconds; the least counts


def judge_gaps(verdict: Verdict, probe: Probe, kind: str, workers: list[Worker], start: float, end: float) -> None:
    """No client stands still in a partition for longer than it has no leader, plus `PATIENCE`; each is judged for itself."""
    verdict.leaderless = max([verdict.leaderless, *[probe.longest(number) for number in range(len(probe.outages))]])
    for worker in workers:
        journal = entries(worker.journal)
        since = max([start, *[entry.at for entry in journal if entry.kind == "S"]])
        until = min(end, worker.killed_at) if worker.killed_at is not None else end
        times: dict[int, list[float]] = defaultdict(list)
        for entry in journal:
            if entry.kind == kind and since <= entry.at <= until:
                times[entry.partition].append(entry.at)
        for number in range(len(probe.outages)):
            for before, after in itertools.pairwise([since, *sorted(times[number]), max(since, until)]):
                gap = after - before - probe.outage(number, before, after)
                verdict.longest_gap = max(verdict.longest_gap, gap)
                if gap > PATIENCE:
                    what = "an acknowledgement" if kind == "A" else "a record given"
                    verdict.blame(
                        f"{worker.life} was {after - before:.1f} s without {what} in partition {number}, {gap:.1f} s of them "
                        f"with a leader, from {before - start:.1f} s on"
                    )


def judge_ends(verdict: Findings, workers: list[Worker]) -> None:
    """Who was not killed ended in good order, with all handles resolved; none took much memory, or more and more of it."""
    for worker in workers:
        journal = entries(worker.journal)
        verdict.memory = max([verdict.memory, *[e.first for e in journal if e.kind in "MR"]])
        grown = _grown(journal)
        verdict.growth = max(verdict.growth, grown)
        if grown > GROWTH:
            verdict.blame(f"{worker.life} had {grown} KiB more at its end than after {WARM:g} s")
        if worker.killed_at is None and not any(e.kind == "E" for e in journal):
            verdict.blame(f"{worker.life} did not end in good order: {worker.log.read_text()[-300:]}")
    if verdict.memory > MEMORY:
        verdict.blame(f"a client took {verdict.memory} KiB")


def _grown(journal: list[Entry]) -> int:
    """What is resident at the end, without what comes and goes, more than in the first seconds."""
    sizes = [(entry.at, entry.first) for entry in journal if entry.kind == "R"]
    first = [size for at, size in sizes if at <= sizes[0][0] + WARM]
    rest = [size for at, size in sizes if at > sizes[0][0] + WARM]
    return max(min(rest[-SAMPLES:]) - max(first), 0) if len(rest) >= SAMPLES else 0
