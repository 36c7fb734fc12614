"""`python -m codegen.sizes`: no file written by hand is longer than 600 lines."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = 600
GENERATED = ("src/barnabas/protocol/messages/", "src/barnabas/errors/broker.py")
FOLDERS = ("src", "crates", "codegen", "release", "tests", "benchmarks", "fuzz")


def too_long() -> list[str]:
    """The files that are, each with its length."""
    found: list[str] = []
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*")):
            name = file.relative_to(ROOT).as_posix()
            if file.suffix not in (".py", ".pyi", ".rs", ".java", ".go") or name.startswith(GENERATED):
                continue
            if "/target/" in name:
                continue
            lines = len(file.read_text().splitlines())
            if lines > MOST:
                found.append(f"{name}: {lines} lines, at most {MOST} are meant")
    return found


if __name__ == "__main__":
    long = too_long()
    print("\n".join(long) or f"no file is longer than {MOST} lines")
    sys.exit(bool(long))
