"""Kafka's own Java tools as child processes, ended by their ids."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.harness.java import tool as command

WAIT = 60.0


def run(tool: str, *arguments: str, stdin: str = "") -> str:
    """What a tool that ends by itself prints."""
    done = subprocess.run(
        command(tool, *arguments), input=stdin, capture_output=True, text=True, timeout=WAIT, check=False
    )
    assert done.returncode == 0, f"{tool} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


class Verifiable:
    """A tool that prints one JSON object a line until it is told to end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._lines: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self.seen: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                self._lines.put(json.loads(line))
        self._lines.put(None)

    def next(self, timeout: float = WAIT) -> dict[str, Any] | None:
        """The next object; None at the tool's end."""
        found = self._lines.get(timeout=timeout)
        if found is not None:
            self.seen.append(found)
        return found

    def until(self, name: str) -> dict[str, Any]:
        """The next object of this name."""
        while (found := self.next()) is not None:
            if found["name"] == name:
                return found
        raise AssertionError(f"the tool ended before it said {name}: {self.seen[-3:]}")

    def drain(self) -> None:
        """Takes in what it has said so far."""
        while not self._lines.empty():
            self.next()

    def stop(self) -> None:
        """SIGTERM: the tool leaves its group and ends. May be called again."""
        self._process.terminate()
        self._process.wait(WAIT)
        self._reader.join(WAIT)
        self.drain()
        if self._process.stdout is not None:
            self._process.stdout.close()


@contextmanager
def verifiable(tool: str, folder: Path, arguments: Sequence[str]) -> Iterator[Verifiable]:
    """Runs one; ended at the end of the block at the latest."""
    with (folder / f"{tool}.log").open("wb") as log:
        process = subprocess.Popen(command(tool, *arguments), stdout=subprocess.PIPE, stderr=log, text=True)
        made = Verifiable(process)
        try:
            yield made
        finally:
            made.stop()
