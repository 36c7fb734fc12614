"""Writes the tables: `README.md` from `results/*.json`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.plan import NAMES
from benchmarks.stats import failures, least, load, median, number, series
from benchmarks.targets import verdicts
from benchmarks.text import HEAD, TITLES

Report = dict[str, Any]
BROKER = "broker.md"  # the section that benchmarks.broker writes
TLS = "tls.md"  # that of benchmarks.tls
REBALANCE = "rebalance.md"  # that of benchmarks.rebalance
SECTIONS_OF_THEIR_OWN = (
    "idempotence.md",
    "transactions.md",
    REBALANCE,
    TLS,
    BROKER,
)  # the first two are benchmarks.guarantees'
REFERENCE = {"produce": "barnabas_sync/send_kept", "consume": "barnabas_sync/poll_iterate"}


def write(output: Path) -> None:
    """`output/README.md` from `output/results`."""
    reports = load(output / "results")
    parts = [HEAD.format(machine=_machine(reports)), *_targets(reports)]
    for table, report in sorted(reports.items()):
        parts.append(_title(table, report))
        parts.extend(SECTIONS[table](report))
        parts.extend(_failures(report))
        parts.extend(_settings(report))
    written = [output / "results" / section for section in SECTIONS_OF_THEIR_OWN]
    parts.extend(section.read_text().rstrip() for section in written if section.exists())
    (output / "README.md").write_text("\n".join(parts) + "\n")


def _title(table: int, report: Report) -> str:
    runs = "one run" if report["runs"] == 1 else f"medians of {report['runs']} runs"
    return f"\n## Table {table}: {TITLES[table]}\n\n{report['records']:,} records unless said otherwise; {runs}.\n"


def _machine(reports: dict[int, Report]) -> str:
    if not reports:
        return "No results yet."
    machine = next(iter(reports.values()))["machine"]
    return (
        f"{machine['cores']} cores, {machine['cpu']}, broker on the same machine; Kafka {machine['kafka']}, "
        f"Python {machine['python']}, confluent-kafka 2.16.1, aiokafka 0.14.0, kafka-python 3.0.12, franz-go 1.22.2, "
        "Java tools 4.3.1."
    )


def _grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(head)
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _targets(reports: dict[int, Report]) -> Iterator[str]:
    yield "\n## Targets\n"
    words = {True: "met", False: "**not met**", None: "not measured"}
    found = verdicts(reports)
    rows = ((v.row, v.what, v.bound, f"{number(v.measured)} {v.unit}".strip(), words[v.met]) for v in found)
    yield from _grid(("path", "ratio", "target", "measured", ""), rows)
    met, missed = sum(v.met is True for v in found), sum(v.met is False for v in found)
    yield f"\n{met} met, {missed} not met, {len(found) - met - missed} not measured."


def _spread(case: dict[str, Any]) -> str:
    found = series(case, "cpu")
    return f"{number(min(found))}–{number(max(found))}" if len(found) > 1 else "–"


def _throughput(report: Report) -> Iterator[str]:
    for kind, reference in REFERENCE.items():
        base = median(report["cases"].get(reference), "cpu")
        rows = []
        for case in report["cases"].values():
            about = case["case"]
            if about["kind"] != kind:
                continue
            cpu, rate = median(case, "cpu"), median(case, "rate")
            ratio = cpu / base if cpu and base else None
            thousands = None if rate is None else rate / 1e3
            rows.append(
                (NAMES[about["client"]], about["label"], f"{about['records']:,}", number(cpu), _spread(case),
                 number(thousands), number(ratio))
            )  # fmt: skip
        words = "`send()` kept" if kind == "produce" else "`poll()` and loop"
        head = (kind, "path", "records", "CPU µs/record", "least–most", "krec/s", f"CPU / our {words}")
        yield from _grid(head, rows)
        yield ""


def _cell(case: dict[str, Any] | None) -> str:
    cpu, rate = median(case, "cpu"), median(case, "rate")
    return "–" if cpu is None or rate is None else f"{number(cpu)} @ {number(rate / 1e3)}"


def _loads(report: Report) -> Iterator[str]:
    variants: dict[str, None] = {}
    paths: dict[str, dict[tuple[str, str], str]] = {"produce": {}, "consume": {}}
    for case in report["cases"].values():
        about = case["case"]
        variants[about["variant"]] = None
        paths[about["kind"]][about["client"], about["path"]] = f"{NAMES[about['client']]} {about['label']}"
    yield "Cells: CPU µs per record @ krec/s.\n"
    for kind, columns in paths.items():
        rows = []
        for variant in variants:
            cells = [_cell(report["cases"].get(f"{client}/{path}/{variant}")) for client, path in columns]
            rows.append([variant, *cells])
        yield from _grid([kind, *columns.values()], rows)
        yield ""


def _memory(report: Report) -> Iterator[str]:
    rows = []
    for case in report["cases"].values():
        about = case["case"]
        growth, peak = median(case, "growth"), median(case, "peak_growth")
        notes = []
        waited = median(case, "waited_s")
        if waited is not None:
            raised = next(run.get("raised", "") for run in case["runs"] if "error" not in run)
            notes.append(
                f"{number(median(case, 'records'))} records taken, then waited {waited:.2f} s and raised {raised}"
            )
        shown = [number(None if value is None else value / 1e6) for value in (growth, peak)]
        rows.append((NAMES[about["client"]], about["label"], f"{about['records']:,}", *shown, "; ".join(notes)))
    yield from _grid(("client", "load", "records", "growth of RSS, MB", "peak, MB", ""), rows)
    kept, dropped = (report["cases"].get(f"barnabas_memory/{name}") for name in ("kept", "buffered"))
    grown = median(kept, "growth"), median(dropped, "growth")
    if kept is not None and grown[0] is not None and grown[1] is not None:
        each = (grown[0] - grown[1]) / kept["case"]["records"]
        yield f"\nA kept handle takes {each:.0f} bytes, 8 of them in the list that keeps it."


def _latency(report: Report) -> Iterator[str]:
    modes = {
        "quiet": "quiet",
        "hog": "another Python thread computes",
        "spin": "this process spins in send()",
    }
    rows: dict[str, list[str]] = {}
    for case in report["cases"].values():
        about = case["case"]
        row = rows.setdefault(f"{NAMES[about['client']]} {about['label']}", ["–"] * len(modes))
        p50, p99 = median(case, "p50_ms"), median(case, "p99_ms")
        row[list(modes).index(about["variant"])] = f"{number(p50)} / {number(p99)}"
    yield "p50 / p99 in milliseconds.\n"
    yield from _grid(["", *modes.values()], ([name, *cells] for name, cells in rows.items()))


def _pauses(report: Report) -> Iterator[str]:
    codecs: dict[str, None] = {}
    rows: dict[str, dict[str, str]] = {}
    for case in report["cases"].values():
        about = case["case"]
        codecs[about["variant"]] = None
        name = f"{NAMES[about['client']]} {about['label']}"
        figures = [median(case, "pause_ms"), median(case, "pause_cpu_ms"), least(case, "pause_cpu_ms")]
        figures.append(median(case, "empty_cpu_ms"))
        rows.setdefault(name, {})[about["variant"]] = " / ".join(number(figure) for figure in figures)
    yield (
        "Longest turn of the loop in milliseconds: by the clock / by the loop thread's own processor time / the least of these over the "
        "runs / that of a loop with nothing to do, watched for as long.\n"
    )
    yield from _grid(
        ["", *codecs], ([name, *(cells.get(codec, "–") for codec in codecs)] for name, cells in rows.items())
    )


def _failures(report: Report) -> Iterator[str]:
    lines = [f"- `{key}`: {text}" for key, case in report["cases"].items() if (text := failures(case))]
    if lines:
        yield "\nFailed runs, left out of the medians:\n"
        yield from lines


def _settings(report: Report) -> Iterator[str]:
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for case in report["cases"].values():
        about = case["case"]
        for run in case["runs"]:
            settings = run.get("settings")
            if settings is not None:
                name = NAMES[about["client"]].removesuffix(", asyncio")
                known = seen.setdefault((name, about["kind"]), dict(settings))
                for option, value in settings.items():
                    if known.get(option) != value:
                        known[option] = "as said" if option in known else value
    if not seen:
        return
    yield "\n<details><summary>Settings as given to each client (everything else at its default)</summary>\n"
    for (name, kind), settings in sorted(seen.items()):
        text = ", ".join(f"`{option}={value}`" for option, value in settings.items()) or "none"
        yield f"- {name}, {kind}: {text}"
    yield "\n</details>"


SECTIONS = {1: _throughput, 2: _throughput, 3: _loads, 4: _memory, 5: _latency, 6: _pauses}
