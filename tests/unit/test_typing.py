"""Users' programs under mypy and pyright: what is right passes, what is wrong is found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "typing"
ROOT = FOLDER.parents[1]
RIGHT, WRONG = FOLDER / "program.py", FOLDER / "wrong.py"


def expected() -> set[int]:
    return {n for n, line in enumerate(WRONG.read_text().splitlines(), 1) if line.endswith("# error")}


def mypy(file: Path) -> set[int]:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--show-absolute-path", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)
    return {
        int(line.split(":")[1])
        for line in done.stdout.splitlines()
        if line.startswith(f"{file}:") and ": error:" in line
    }


def pyright(file: Path) -> set[int]:
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    return {d["range"]["start"]["line"] + 1 for d in found if d["severity"] == "error"}


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("checker", [mypy, pyright])
def test_right_programs_pass_and_wrong_ones_are_found(checker) -> None:
    assert checker(RIGHT) == set()
    assert checker(WRONG) == expected()
