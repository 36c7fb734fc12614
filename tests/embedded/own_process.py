"""The development broker in a process of its own, as `python -m barnabas broker` starts it: its memory can be measured."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LIMIT = 110.0  # seconds; it is ended then
_FEW_FILES = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, ({0}, {0}))
from barnabas import cli
sys.exit(cli.main(sys.argv[1:]))
"""
_LISTENING = re.compile(r"listening on +(\S+)")


class OwnProcess:
    """One that runs."""

    def __init__(self, errors: Path, files: int | None) -> None:
        start = ["-m", "barnabas"] if files is None else ["-c", _FEW_FILES.format(files)]
        command = [sys.executable, *start, "broker", "--listen", "127.0.0.1:0"]
        self._errors = errors
        with errors.open("wb") as stderr:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True)
        self._killer = threading.Timer(LIMIT, self._process.kill)
        self._killer.start()
        assert self._process.stdout is not None
        self.bootstrap = ""
        for line in self._process.stdout:
            if found := _LISTENING.search(line):
                self.bootstrap = found[1]
            if "Ctrl-C" in line:
                break
        assert self.bootstrap, self.complaints()

    def mib(self) -> float:
        """Its resident memory."""
        done = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self._process.pid)], capture_output=True, text=True, check=True, timeout=10
        )
        return int(done.stdout) / 1024

    def complaints(self) -> str:
        """What it wrote to its standard error."""
        return self._errors.read_text(errors="replace")

    def end(self) -> None:
        """Ends it; it was alive until now."""
        alive = self._process.poll() is None
        self._killer.cancel()
        self._process.kill()
        self._process.communicate()
        assert alive, f"the broker has ended by itself:\n{self.complaints()[-3000:]}"


@contextmanager
def own_process(folder: Path, files: int | None = None) -> Iterator[OwnProcess]:
    """Runs one, which may open so many files; at the end it still runs, and has complained of nothing but those."""
    running = OwnProcess(folder / "broker.err", files)
    try:
        yield running
    finally:
        running.end()
    if files is None:
        assert running.complaints() == ""
