"""Runs a program that is a client of its own and takes its processor time from the system when it has ended."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.job import DEADLINE
from benchmarks.values import values


def payload_file(folder: str, size: int) -> Path:
    """A file in `folder` with the 1000 values, one a line."""
    path = Path(folder) / "payload.txt"
    path.write_bytes(b"\n".join(values(size)) + b"\n")
    return path


def timed(command: list[str]) -> tuple[str, float, float]:
    """Its output, and the user + system and the wall seconds of its whole life.

    Raises:
        RuntimeError: it failed.
    """
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=sys.stderr)
        try:
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                if time.perf_counter() - start > DEADLINE:
                    raise RuntimeError(f"{command[0]} was not done after {DEADLINE:.0f} s")
                time.sleep(0.01)
        except BaseException:
            process.kill()
            process.wait()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        output.seek(0)
        text = output.read()
        if process.returncode != 0:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {text[-500:]}")
        return text, usage.ru_utime + usage.ru_stime, wall
