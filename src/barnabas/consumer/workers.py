"""`process()` of both faces: threads, and tasks."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from typing import Any

from barnabas._native import Records
from barnabas.consumer.processing import POLL, Processing
from barnabas.consumer.rebalance import Rebalance
from barnabas.errors.client import ClosedError, CommitFailedError, KafkaError
from barnabas.functions import ran, to_await

log = logging.getLogger("barnabas.consumer")
STUCK = "process(): %d records were still worked on after %g s; they are not committed"


class Threads:
    """The blocking face's."""

    def __init__(self, run: Processing) -> None:
        self._run = run
        self._turn = threading.Condition()

    def main(self) -> None:
        """Polls until it is to end; then waits for what is out and commits."""
        run = self._run
        with run.tracked():
            fine = False
            try:
                for n in range(run.workers):
                    threading.Thread(target=self._work, name=f"barnabas-process-{n}", daemon=True).start()
                while run.failed is None and not run.until():
                    self._step()
                fine = run.failed is None
            except ClosedError:
                if not run.consumer._core.over:
                    raise
            finally:
                self._finish(raising=not fine)
        run.raise_failure()

    def _step(self) -> None:
        run = self._run
        with self._turn:
            room = run.room
        match run.consumer.poll(POLL, max_records=room):
            case Rebalance() as news:
                with self._turn:
                    going = run.gone(news)
                    self._turn.wait_for(lambda: not run.out_of(going), timeout=run.timeout)
                if going:
                    try:
                        run.consumer.commit()
                    except CommitFailedError as error:
                        log.warning("process(): what went was not committed: %s", error)
            case Records() as found if len(found):
                with self._turn:
                    run.took(found)
                    self._turn.notify_all()
        if run.commit_due:
            run.consumer.commit_async()

    def _finish(self, *, raising: bool) -> None:
        run = self._run
        with self._turn:
            run.ended = True
            run.lanes.drop(lambda _: True)
            self._turn.notify_all()
            if not self._turn.wait_for(lambda: not run.lanes.out, timeout=run.timeout):
                log.warning(STUCK, len(run.lanes.out), run.timeout)
        if run.consumer._core.over:
            return
        try:
            run.consumer.commit()
        except KafkaError as error:
            run.last_commit_failed(error, raising=raising)

    def _work(self) -> None:
        run = self._run
        while True:
            with self._turn:
                while (taken := None if run.ended or run.failed else run.lanes.take()) is None:
                    if run.ended:
                        return
                    self._turn.wait()
            key, record = taken
            try:
                ran("function", run.function, run.function(record))
            except BaseException as error:  # noqa: BLE001  # it goes to the thread that polls
                with self._turn:
                    run.failed = run.failed or (record, error)
            else:
                run.tracking.done(record)
            with self._turn:
                run.lanes.finished(key)
                self._turn.notify_all()
            del record, taken


class Tasks:
    """The awaitable face's."""

    def __init__(self, run: Processing) -> None:
        self._run = run
        self._tasks: set[asyncio.Task[None]] = set()
        self._stepped = asyncio.Event()

    async def main(self) -> None:
        """See `Threads.main`."""
        run = self._run
        with run.tracked():
            fine = False
            try:
                while run.failed is None and not run.until():
                    await self._step()
                fine = run.failed is None
            except ClosedError:
                if not run.consumer._core.over:
                    raise
            finally:
                await self._finish(raising=not fine)
        run.raise_failure()

    async def _step(self) -> None:
        run = self._run
        match await run.consumer.poll(POLL, max_records=run.room):
            case Rebalance() as news:
                going = run.gone(news)
                end = time.monotonic() + run.timeout
                while run.out_of(going) and (left := end - time.monotonic()) > 0:
                    self._stepped.clear()
                    try:
                        async with asyncio.timeout(left):
                            await self._stepped.wait()
                    except TimeoutError:
                        break
                if going:
                    try:
                        await run.consumer.commit()
                    except CommitFailedError as error:
                        log.warning("process(): what went was not committed: %s", error)
            case Records() as found if len(found):
                run.took(found)
                self._begin()
        if run.commit_due:
            run.consumer.commit_async()

    def _begin(self) -> None:
        run = self._run
        while not run.ended and run.failed is None and len(self._tasks) < run.workers:
            taken = run.lanes.take()
            if taken is None:
                return
            task = asyncio.get_running_loop().create_task(self._work(*taken))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(lambda _: self._begin())

    async def _work(self, key: Any, record: Any) -> None:
        run = self._run
        try:
            await to_await("function", run.function, run.function(record))
        except asyncio.CancelledError as error:
            if not run.ended:  # by something that the function has awaited: nobody would ever be done with the record
                run.failed = run.failed or (record, error)
            raise
        except BaseException as error:  # noqa: BLE001  # it goes to the task that polls
            run.failed = run.failed or (record, error)
        else:
            run.tracking.done(record)
        finally:
            run.lanes.finished(key)
            self._stepped.set()

    async def _finish(self, *, raising: bool) -> None:
        run = self._run
        run.ended = True
        run.lanes.drop(lambda _: True)
        try:
            if self._tasks:
                _, late = await asyncio.wait(self._tasks, timeout=run.timeout)
                if late:
                    log.warning(STUCK, len(late), run.timeout)
        finally:
            for task in list(self._tasks):
                task.cancel()
        if run.consumer._core.over:
            return
        try:
            await run.consumer.commit()
        except KafkaError as error:
            run.last_commit_failed(error, raising=raising)
