"""What a child measures of itself: processor time, wall time, resident memory."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.job import DEADLINE, Outcome

PAGE = 4096
_STATUS = Path("/proc/self/status")


class Stopwatch:
    """Measures the `with` block: user + system time of the whole process (all threads), and wall time."""

    def __init__(self) -> None:
        self.cpu = 0.0
        self.wall = 0.0

    def __enter__(self) -> Self:
        gc.collect()
        self._cpu = time.process_time()
        self._wall = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wall = time.perf_counter() - self._wall
        self.cpu = time.process_time() - self._cpu

    def check(self) -> None:
        """Raises when the section has taken longer than any should."""
        if time.perf_counter() - self._wall > DEADLINE:
            raise TimeoutError(f"not done after {DEADLINE:.0f} s")

    def outcome(self, records: int, settings: dict[str, Any], **more: Any) -> Outcome:
        """What a path returns."""
        return {"records": records, "cpu_s": self.cpu, "wall_s": self.wall, "settings": settings, **more}


def rss() -> int:
    """Resident bytes of this process."""
    return _field("VmRSS")


def peak_rss() -> int:
    """The most resident bytes since `reset_peak`."""
    return _field("VmHWM")


def reset_peak() -> None:
    """Lets `peak_rss` start from now."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def _field(name: str) -> int:
    for line in _STATUS.read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


def percentiles(samples: Sequence[float]) -> dict[str, float]:
    """p50, p99 and the most of some seconds, in milliseconds; the first tenth is left out as warm-up."""
    kept = sorted(samples[len(samples) // 10 :])
    if not kept:
        raise ValueError("no samples")

    def at(share: float) -> float:
        return kept[min(len(kept) - 1, math.ceil(share * len(kept)) - 1)] * 1000

    return {"p50_ms": at(0.5), "p99_ms": at(0.99), "max_ms": kept[-1] * 1000, "samples": len(kept)}
