"""Waiting for what gives no event: another process, or the cluster."""

from __future__ import annotations

import time
from collections.abc import Callable

LOOK_AGAIN = 0.02


def until(true: Callable[[], object], what: str, timeout: float = 30.0) -> None:
    """Returns once `true()` is; fails with `what` after `timeout` seconds. Where there is an event, wait for that."""
    end = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < end, f"not within {timeout:g} s: {what}"
        time.sleep(LOOK_AGAIN)
