"""The folder of a run: what is wrong in it stands in the outcome, and its journals stay if something is."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from tests.ordeal.verdict import Findings


class Outcome(Protocol):
    """What it needs of a run's outcome."""

    folder: Path | None

    @property
    def verdict(self) -> Findings: ...


@contextlib.contextmanager
def kept(outcome: Outcome, name: str, *, always: bool) -> Iterator[tuple[Path, contextlib.ExitStack]]:
    """A folder, and a stack for what ends with the run. An error of the driver's is blamed as what it finds."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    with contextlib.ExitStack() as stack:
        try:
            yield folder, stack
        except Exception as error:
            outcome.verdict.blame(f"{type(error).__name__}: {error}")
    if outcome.verdict.wrong or always:
        outcome.folder = folder
    else:
        shutil.rmtree(folder)
