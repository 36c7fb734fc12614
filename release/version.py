"""A release's number, which stands in several files: `python -m release.version` compares them.

python -m release.version 0.2.0

writes them, and closes the changelog's section of what is unreleased under that number and today's date. It commits nothing.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
UNRELEASED = "## Unreleased\n"


class Place(NamedTuple):
    """Where a number stands: the file, and what stands before it."""

    file: str
    before: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """What matches the number alone."""
        return re.compile(rf'(?<=^{re.escape(self.before)}")[^"]*', re.M)


PLACES = (
    Place("Cargo.toml", "[workspace.package]\nversion = "),
    Place("Cargo.lock", 'name = "barnabas-memory"\nversion = '),
    Place("Cargo.lock", 'name = "barnabas-native"\nversion = '),
    Place("Cargo.lock", 'name = "barnabas-records"\nversion = '),
    Place("fuzz/Cargo.lock", 'name = "barnabas-records"\nversion = '),
    Place("src/barnabas/__init__.py", "__version__ = "),
)


def current(root: Path = ROOT) -> str:
    """The number that all places have.

    Raises:
        ValueError: they differ; the text has each.
    """
    numbers: dict[Place, str] = {}
    for place in PLACES:
        match = place.pattern.search((root / place.file).read_text())
        numbers[place] = match[0] if match else "none"
    if len(set(numbers.values())) > 1:
        raise ValueError("the version differs: " + ", ".join(f"{p.file} has {n}" for p, n in numbers.items()))
    return numbers[PLACES[0]]


def write(number: str, today: dt.date, root: Path = ROOT) -> None:
    """Writes a number into all places, and closes the changelog's section. Where it is refused, nothing is written.

    Raises:
        ValueError: it is no version, or was released already, or nothing is unreleased.
    """
    if re.fullmatch(r"\d+\.\d+\.\d+", number) is None:
        raise ValueError(f"{number!r} is no version; 0.2.0 would be one")
    changelog = root / "CHANGELOG.md"
    text = changelog.read_text()
    if re.search(rf"^## {re.escape(number)} ", text, re.M):
        raise ValueError(f"the changelog has {number} already")
    before, heading, after = text.partition(UNRELEASED)
    if not heading or not after.lstrip().startswith("### "):
        raise ValueError("the changelog has nothing that is unreleased")
    for place in PLACES:
        file = root / place.file
        file.write_text(place.pattern.sub(number, file.read_text(), count=1))
    changelog.write_text(f"{before}{heading}\n## {number} - {today.isoformat()}\n{after}")


def main(arguments: list[str]) -> int:
    """0 when all is well."""
    try:
        if arguments:
            write(arguments[0], dt.datetime.now(dt.UTC).date())
        print(f"version {current()}")
    except ValueError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
