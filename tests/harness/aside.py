"""What goes on beside a test, on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WAIT = 60.0  # seconds for a step to end


@contextmanager
def again_and_again(step: Callable[[], object]) -> Iterator[None]:
    """Another thread takes this step until the block ends. What a step raises is raised there."""
    over = threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            while not over.is_set():
                step()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(WAIT)
    assert not thread.is_alive(), "a step has not ended"
    if failed:
        raise failed[0]
