"""The generated code in the repository is what the generator writes from the pinned jars."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

pytestmark = [pytest.mark.java, pytest.mark.timeout(400)]  # the first run fetches jars


def generated(package: Path) -> dict[str, str]:
    files = [*(package / "protocol" / "messages").glob("*.py"), package / "errors" / "broker.py"]
    return {str(file.relative_to(package)): file.read_text() for file in files}


def test_generated_code_is_current(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "codegen", "--out", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=380, capture_output=True)
    fresh, committed = generated(tmp_path), generated(ROOT / "src" / "barnabas")
    stale = sorted(name for name in {*fresh, *committed} if fresh.get(name) != committed.get(name))
    assert not stale, f"run `make generate` and commit what it writes; it differs in {', '.join(stale)}"
