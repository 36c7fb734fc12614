"""franz-go, by the program in `benchmarks/franz`; it measures itself as the Python children do."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path as File

from benchmarks import job as shared
from benchmarks.clients.child_process import payload_file, timed
from benchmarks.job import Job, Outcome, Path
from codegen.jars import CACHE

SOURCE = File(__file__).resolve().parent.parent / "franz"


def build() -> str | None:
    """The path of the built program, or None when there is no Go."""
    if shutil.which("go") is None:
        return None
    CACHE.mkdir(parents=True, exist_ok=True)
    program = CACHE / "bench-franz"
    subprocess.run(["go", "build", "-o", str(program), "."], cwd=SOURCE, check=True, timeout=600)
    return str(program)


def _settings(job: Job, mode: str) -> dict[str, object]:
    settings: dict[str, object] = {"ProducerBatchCompression": job.codec or "none"} if mode == "produce" else {}
    if mode == "produce" and job.equal:
        settings |= {
            "RequiredAcks": "all",
            "ProducerBatchMaxBytes": shared.BATCH_BYTES,
            "ProducerLinger": f"{shared.LINGER_MS}ms",
            "MaxBufferedRecords": 200_000,
            "idempotent": "yes, as is its default",
        }
    if mode == "consume" and job.equal:
        settings |= {
            "FetchMinBytes": 1,
            "FetchMaxWait": f"{shared.FETCH_WAIT_MS}ms",
            "FetchMaxBytes": shared.FETCH_MAX_BYTES,
            "FetchMaxPartitionBytes": shared.PARTITION_FETCH_BYTES,
        }
    if mode == "latency":
        settings = {"RequiredAcks": "all", "ProducerLinger": 0}
    return settings


def _run(mode: str) -> Path:
    def path(job: Job) -> Outcome:
        warm = job.read_warm if mode == "consume" else job.write_warm
        flags = {
            "mode": mode,
            "bootstrap": job.bootstrap,
            "topic": job.topic,
            "warm": warm,
            "warm-records": shared.WARM_RECORDS,
            "partitions": job.partitions,
            "records": job.records,
            "codec": job.codec or "",
            "equal": str(job.equal).lower(),
            "batch-bytes": shared.BATCH_BYTES,
            "linger-ms": shared.LINGER_MS,
            "fetch-max-bytes": shared.FETCH_MAX_BYTES,
            "fetch-partition-bytes": shared.PARTITION_FETCH_BYTES,
            "fetch-wait-ms": shared.FETCH_WAIT_MS,
            "poll-records": shared.POLL_RECORDS,
        }
        with tempfile.TemporaryDirectory() as folder:
            flags["payload"] = str(payload_file(folder, job.value_size))
            command = [job.extra["franz"], *(f"-{name}={value}" for name, value in flags.items())]
            text, _, _ = timed(command)
        outcome: Outcome = json.loads(text)
        return outcome | {"settings": _settings(job, mode)}

    return path


PATHS: dict[str, Path] = {mode: _run(mode) for mode in ("produce", "consume", "latency")}
