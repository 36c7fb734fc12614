"""The child: runs one job and prints its outcome as one line of JSON."""

from __future__ import annotations

import importlib
import json
import sys

from benchmarks.job import Job, Path


def pause_for(name: str) -> None:
    """Lets the parent do something (stop the broker, let it go on) before this goes on."""
    print(f"READY {name}", flush=True)
    sys.stdin.readline()


def main() -> None:
    """Runs the job of the first argument."""
    job = Job.from_json(sys.argv[1])
    paths: dict[str, Path] = importlib.import_module(f"benchmarks.clients.{job.client}").PATHS
    outcome = paths[job.path](job)
    print(json.dumps(outcome), flush=True)


if __name__ == "__main__":
    main()
