"""What Barnabas has to reach beside its peers, and whether the results say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.stats import least, median, ratio

MIB = 1024 * 1024
RECORD_OVERHEAD = 9  # bytes that a record of 100 bytes without key takes in a batch beside its value, at least
STATED_CONSTANT = 4 * MIB  # what a client may take beside its buffer
NO_GROWTH = 2 * MIB  # an allocator's noise
PREFETCH = 64 * MIB

Reports = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """One line of the table of targets; `measured` is None when there are no results for it."""

    row: str
    what: str
    bound: str
    measured: float | None
    met: bool | None
    unit: str = ""


def _get(reports: Reports, table: int, key: str, metric: str) -> float | None:
    return median(reports.get(table, {}).get("cases", {}).get(key), metric)


class _Judge:
    def __init__(self, reports: Reports, table: int) -> None:
        self._reports = reports
        self._table = table

    def get(self, key: str, metric: str) -> float | None:
        return _get(self._reports, self._table, key, metric)

    def ratio(self, top: str, bottom: str, metric: str) -> float | None:
        cases = self._reports.get(self._table, {}).get("cases", {})
        return ratio(cases.get(top), cases.get(bottom), metric)

    def less_cpu(self, row: str, ours: str, theirs: str, name: str, bound: float) -> Verdict:
        return _at_least(row, f"CPU of {name} / ours", self.ratio(theirs, ours, "cpu"), bound)

    def faster(self, row: str, ours: str, theirs: str, name: str, bound: float) -> Verdict:
        return _at_least(row, f"our rate / {name}", self.ratio(ours, theirs, "rate"), bound)

    def within(self, row: str, ours: str, other: str, name: str, bound: float, metric: str = "cpu") -> Verdict:
        return _at_most(row, name, self.ratio(ours, other, metric), bound)


def _at_least(row: str, what: str, value: float | None, bound: float) -> Verdict:
    return Verdict(row, what, f"≥ {bound:g}", value, None if value is None else value >= bound)


def _at_most(row: str, what: str, value: float | None, bound: float, unit: str = "") -> Verdict:
    return Verdict(row, what, f"≤ {bound:g}", value, None if value is None else value <= bound, unit)


def throughput(reports: Reports) -> Iterator[Verdict]:
    """Table 1."""
    judge = _Judge(reports, 1)
    kept, dropped, many = "barnabas_sync/send_kept", "barnabas_sync/send_dropped", "barnabas_sync/send_many"
    callback = "confluent/produce_callback"
    yield judge.less_cpu("`send()`, handles kept", kept, callback, "confluent's `produce(on_delivery=)`", 4)
    yield judge.faster("`send()`, handles kept", kept, callback, "confluent's `produce(on_delivery=)`", 1.5)
    yield judge.less_cpu("`send()`, dropped", dropped, "confluent/produce_plain", "confluent's `produce()`", 5)
    yield judge.less_cpu("`send_many()`", many, "confluent/produce_batch", "confluent's `produce_batch()`", 10)
    a_kept, a_dropped = "barnabas_async/send_kept", "barnabas_async/send_dropped"
    yield judge.within("`await send()`, kept", a_kept, kept, "CPU / sync `send()`", 1.5)
    yield judge.within("`await send()`, dropped", a_dropped, dropped, "CPU / sync `send()`", 2)
    yield judge.less_cpu("`await send()`, kept", a_kept, "aiokafka/send_kept", "aiokafka's `send()`", 15)
    yield judge.less_cpu("`await send()`, dropped", a_dropped, "aiokafka/send_dropped", "aiokafka's `send()`", 15)
    poll, columns = "barnabas_sync/poll_iterate", "barnabas_sync/poll_columns"
    peers = [
        ("confluent/poll", "confluent's `poll()`", 5),
        ("confluent/consume", "confluent's `consume(10000)`", 3),
        ("aiokafka/getmany", "aiokafka's `getmany()`", 5),
    ]
    for key, name, bound in peers:
        yield judge.less_cpu("`poll()` and loop", poll, key, name, bound)
    for key, name, _ in peers:
        yield judge.faster("`poll()` and loop", poll, key, name, 1)
    yield judge.less_cpu("`poll()` and columns", columns, "confluent/consume", "confluent's `consume(10000)`", 5)
    yield judge.less_cpu("`poll()` and columns", columns, "aiokafka/getmany", "aiokafka's `getmany()`", 10)
    each, a_each = "barnabas_sync/iterate", "barnabas_async/iterate"
    yield judge.within("`async for`", a_each, each, "CPU / sync `for`", 2)
    yield judge.within("`await poll()` and loop", "barnabas_async/poll_iterate", poll, "CPU / sync `poll()`", 1.2)
    yield judge.less_cpu("`async for`", a_each, "aiokafka/getone", "aiokafka's `getone()`", 8)
    yield judge.less_cpu("`send()`, handles kept", kept, "franz/produce", "franz-go's `Produce` with promise", 1)
    yield judge.less_cpu("`poll()` and loop", poll, "franz/consume", "franz-go's `PollRecords`", 1)


def defaults(reports: Reports) -> Iterator[Verdict]:
    """Table 2: ours must lead."""
    judge = _Judge(reports, 2)
    pairs = [
        ("barnabas_sync/send_kept", "confluent/produce_callback", "confluent's `produce(on_delivery=)`"),
        ("barnabas_sync/send_dropped", "confluent/produce_plain", "confluent's `produce()`"),
        ("barnabas_sync/send_many", "confluent/produce_batch", "confluent's `produce_batch()`"),
        ("barnabas_async/send_kept", "aiokafka/send_kept", "aiokafka's `send()`"),
        ("barnabas_sync/poll_iterate", "confluent/consume", "confluent's `consume(10000)`"),
        ("barnabas_sync/poll_iterate", "confluent/poll", "confluent's `poll()`"),
        ("barnabas_async/poll_iterate", "aiokafka/getmany", "aiokafka's `getmany()`"),
        ("barnabas_async/iterate", "aiokafka/getone", "aiokafka's `getone()`"),
    ]
    for ours, theirs, name in pairs:
        yield judge.less_cpu("defaults", ours, theirs, name, 1)
        yield judge.faster("defaults", ours, theirs, name, 1)


def latency(reports: Reports) -> Iterator[Verdict]:
    """Table 5."""
    judge = _Judge(reports, 5)
    for client, name in (("barnabas_sync", "sync"), ("barnabas_async", "asyncio")):
        for metric in ("p50_ms", "p99_ms"):
            text = f"{metric[:3]} / aiokafka's"
            yield judge.within(
                f"one awaited `send()`, {name}", f"{client}/latency/quiet", "aiokafka/latency/quiet", text, 1, metric
            )


def memory(reports: Reports) -> Iterator[Verdict]:
    """Table 4."""
    judge = _Judge(reports, 4)
    records = reports.get(4, {}).get("records", 0)
    buffered = records * (100 + RECORD_OVERHEAD)
    growth = judge.get("barnabas_memory/buffered", "growth")
    share = growth / buffered if growth is not None and buffered else None
    yield _at_most("memory, broker paused", "growth / buffered bytes", share, 1.2)
    megabytes: list[tuple[str, str, str, Callable[[float], float], float]] = [
        ("memory, `buffer_memory` 32 MiB", "barnabas_memory/blocked", "peak_growth", lambda v: v / MIB,
         (32 * MIB * 1.2 + STATED_CONSTANT) / MIB),
        ("memory, prefetch bounded to 64 MiB", "barnabas_memory/prefetch", "growth", lambda v: v / MIB,
         (PREFETCH * 1.2 + STATED_CONSTANT) / MIB),
        ("memory, ten times the records sent", "barnabas_memory/long_produce", "growth", lambda v: v / MIB, NO_GROWTH / MIB),
        ("memory, ten times the records read", "barnabas_memory/long_consume", "growth", lambda v: v / MIB, NO_GROWTH / MIB),
    ]  # fmt: skip
    for row, key, metric, convert, bound in megabytes:
        value = judge.get(key, metric)
        yield _at_most(row, "growth, MiB", None if value is None else convert(value), bound, "MiB")


def pauses(reports: Reports) -> Iterator[Verdict]:
    """Table 6: what runs in the user's loop comes in pieces of less than a millisecond."""
    for codec in ("zstd", "gzip"):
        for path, name in (("pause_send", "`await send()`"), ("pause_poll", "`await poll()`")):
            case = reports.get(6, {}).get("cases", {}).get(f"barnabas_async/{path}/{codec}")
            text = "longest turn, thread's time, least of the runs"
            yield _at_most(f"loop pause, {name}, {codec}", text, least(case, "pause_cpu_ms"), 1, "ms")


def verdicts(reports: Reports) -> list[Verdict]:
    """All of them, in the order of the tables."""
    return [*throughput(reports), *defaults(reports), *memory(reports), *latency(reports), *pauses(reports)]
