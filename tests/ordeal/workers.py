"""The ordeal's clients, as its driver sees them: started, killed and replaced, ended."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.ordeal import java_writer

ENDS = 150.0  # seconds for an end in good order


def command(told: dict[str, Any]) -> list[str]:
    """How a client is started, of whatever library."""
    if told.get("library") == "java":
        return java_writer.command(told)
    return [sys.executable, "-m", told.get("module", "tests.ordeal.worker"), json.dumps(told)]


class Worker:
    """One process and its journal."""

    def __init__(self, role: str, life: str, folder: Path, told: dict[str, Any]) -> None:
        self.role, self.life, self.told = role, life, told
        self.journal = folder / f"{life}.journal"
        self.log = folder / f"{life}.log"
        what = {**told, "role": role, "life": life, "journal": str(self.journal)}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command(what),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        self.killed_at: float | None = None  # by the monotonic clock

    @property
    def killed(self) -> bool:
        """Whether it was, and so did not end by itself."""
        return self.killed_at is not None

    def tell(self, **command: Any) -> None:
        """A line of its standard input; of no effect on one that has ended."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(json.dumps(command).encode() + b"\n")
            self._process.stdin.flush()

    def signal(self, number: int) -> None:
        """Sends a signal, as SIGSTOP."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL."""
        self.killed_at = time.monotonic()
        self._process.kill()
        self._process.wait()
        self._close()

    def end(self) -> None:
        """Asks for an end in good order; `wait` waits for it."""
        self._close()

    def _close(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()

    def wait(self) -> str | None:
        """Waits for its end; what was wrong with it, None if nothing."""
        try:
            code = self._process.wait(ENDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return f"{self.life} did not end within {ENDS:g} s"
        return None if code == 0 or self.killed else f"{self.life} ended with {code}: {self.log.read_text()[-600:]}"


class Workers:
    """All that are and were."""

    def __init__(self, folder: Path, common: dict[str, Any]) -> None:
        self._folder = folder
        self._common = common
        self._count = itertools.count(1)
        self.all: list[Worker] = []
        self.fenced = 0  # who were shut out by what a killed predecessor had asked for

    def start(self, role: str, **told: Any) -> Worker:
        """One more."""
        worker = Worker(role, f"{role}{next(self._count)}", self._folder, {**self._common, **told})
        self.all.append(worker)
        return worker

    def of(self, role: str) -> list[Worker]:
        """All of a role, also those that were killed."""
        return [worker for worker in self.all if worker.role == role]

    def running(self, *roles: str) -> list[Worker]:
        """Those that were not killed."""
        return [worker for worker in self.all if not worker.killed and worker.role in roles]

    def replace(self, worker: Worker) -> Worker:
        """Kills one and starts another in its place."""
        worker.kill()
        return self.start(worker.role, **worker.told)

    def end(self, *roles: str) -> list[str]:
        """Ends those in good order; what was wrong with them."""
        ending = self.running(*roles)
        for worker in ending:
            worker.end()
        return [wrong for worker in ending if (wrong := worker.wait()) is not None and not self._haunted(worker)]

    def _haunted(self, worker: Worker) -> bool:
        """Whether it was fenced, and perhaps by a request of a killed one with its id, which a broker that stood still took up late.

        Kafka cannot tell that from a younger producer. The worker counts as killed: what it left in the logs is judged all the same.
        """
        id = worker.told.get("transactional_id")
        dead = any(one.killed and one.told.get("transactional_id") == id for one in self.all)
        if id is None or not dead or "[90 PRODUCER_FENCED]" not in worker.log.read_text():
            return False
        worker.killed_at = time.monotonic()
        self.fenced += 1
        return True

    def discard(self) -> None:
        """Kills what is left."""
        for worker in self.all:
            if worker._process.poll() is None:
                worker.kill()
