"""One awaited send after the other, quiet or beside other work of the same process."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

from benchmarks.job import Job, Outcome
from benchmarks.measure import Stopwatch, percentiles

LIMIT = 15.0  # seconds for all samples of one run
SPIN_RECORDS = 4_000_000  # what the spinning sender writes at most
STEP = 100  # records that a spinner sends at a stretch


class Hog:
    """A thread that computes in pure Python until `stop()`."""

    def __init__(self) -> None:
        self._stop = False
        self._thread = threading.Thread(target=self._compute, name="hog", daemon=True)
        self._thread.start()

    def _compute(self) -> None:
        total = 0
        while not self._stop:
            for number in range(10_000):
                total += number * number % 7

    def stop(self) -> None:
        """Ends the thread."""
        self._stop = True
        self._thread.join()


def probe(job: Job, send_one: Callable[[], None], spin: Callable[[], None], settings: dict[str, object]) -> Outcome:
    """Times `send_one()`; `spin()` sends `STEP` records to elsewhere without waiting for them.

    ``job.extra["mode"]``: quiet, hog (a thread computes), spin (this thread spins in send, another one probes).
    """
    mode = job.extra["mode"]
    samples: list[float] = []

    def collect() -> None:
        end = time.perf_counter() + LIMIT
        while len(samples) < job.records and time.perf_counter() < end:
            start = time.perf_counter()
            send_one()
            samples.append(time.perf_counter() - start)

    with Stopwatch() as watch:
        if mode == "quiet":
            collect()
        elif mode == "hog":
            hog = Hog()
            collect()
            hog.stop()
        else:
            prober = threading.Thread(target=collect, name="probe")
            prober.start()
            spun = 0
            while prober.is_alive() and spun < SPIN_RECORDS:
                spin()
                spun += STEP
            prober.join()
    return watch.outcome(len(samples), settings, mode=mode, **percentiles(samples))


async def aprobe(
    job: Job,
    send_one: Callable[[], Awaitable[object]],
    spin: Callable[[], Awaitable[object]],
    settings: dict[str, object],
) -> Outcome:
    """As `probe` in one asyncio loop; in mode spin another task sends and lets the loop go on every `STEP` records."""
    mode = job.extra["mode"]
    samples: list[float] = []
    stop = False

    async def spinner() -> None:
        spun = 0
        while not stop and spun < SPIN_RECORDS:
            await spin()
            spun += STEP
            await asyncio.sleep(0)

    hog = Hog() if mode == "hog" else None
    other = asyncio.create_task(spinner()) if mode == "spin" else None
    with Stopwatch() as watch:
        end = time.perf_counter() + LIMIT
        while len(samples) < job.records and time.perf_counter() < end:
            start = time.perf_counter()
            await send_one()
            samples.append(time.perf_counter() - start)
    stop = True
    if hog is not None:
        hog.stop()
    if other is not None:
        await other
    return watch.outcome(len(samples), settings, mode=mode, **percentiles(samples))
