"""The tour on the development broker, as a user starts it."""

from __future__ import annotations

import subprocess
import sys

LIMIT = 60.0


def told(*arguments: str) -> str:
    """What `python -m barnabas demo` says."""
    command = [sys.executable, "-m", "barnabas", "demo", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    # The demo's sessions are short: a machine that is busy for so long is told of, and rightly.
    assert not [line for line in done.stderr.splitlines() if "a heartbeat was not answered" not in line]
    return done.stdout


def check(text: str) -> None:
    """That it shows what it is there to show."""
    shown = [
        "with 6 partitions",
        "6,000 records sent in batches, each acknowledged",
        "ada is given partitions",
        "bob is given partitions",
        "all 6,000 are read, both have committed",
        "ada is given partitions 0 1 2 3 4 5",
        "still 6,000 records read, none twice",
        "carol, a process of its own, has committed 200 records",
        "carol is killed",
        "the 200 that carol had read and not committed among them",
        "6,400 of 6,400 records are committed",
    ]
    at = 0
    for line in shown:
        assert line in text[at:], f"{line!r} is missing:\n{text}"
        at = text.index(line, at if "given partitions" not in line else 0)


def test_the_tour_on_the_development_broker():
    text = told()
    assert text.startswith("A broker in this process, up in ")
    check(text)


def test_a_cluster_that_is_not_there_is_one_line():
    command = [sys.executable, "-m", "barnabas", "demo", "--bootstrap", "127.0.0.1:1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT * 1.5, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("barnabas demo: ") and len(done.stderr.splitlines()) == 1
