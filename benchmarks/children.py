"""Runs a job in a child process: its outcome, or the error that it ended with. No child outlives its time."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping

from benchmarks.job import Job, Outcome

LIMIT = 240.0  # seconds; a child is ended then


def run(job: Job, hooks: Mapping[str, Callable[[], None]] | None = None, limit: float = LIMIT) -> Outcome:
    """What the child printed, or ``{"error": text}``; `hooks` are what the child asks for by `worker.pause_for`."""
    with tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", job.to_json()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        killer = threading.Timer(limit, child.kill)
        killer.start()
        try:
            last = _converse(child, hooks or {})
            code = child.wait()
        finally:
            killer.cancel()
            if child.poll() is None:
                child.kill()
                child.wait()
        if code == 0 and last:
            outcome: Outcome = json.loads(last)
            return outcome
        errors.seek(0)
        lines = [line for line in errors.read().splitlines() if line.strip()]
        return {"error": lines[-1] if lines else f"ended with code {code} and no word", "trace": lines[-12:]}


def _converse(child: subprocess.Popen[str], hooks: Mapping[str, Callable[[], None]]) -> str:
    assert child.stdout is not None
    assert child.stdin is not None
    last = ""
    for line in child.stdout:
        if line.startswith("READY "):
            hooks[line.split()[1]]()
            child.stdin.write("\n")
            child.stdin.flush()
        elif line.startswith("{"):
            last = line
    return last
