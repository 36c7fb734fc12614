"""Users' callbacks: whatever one raises, the next one is called."""

from __future__ import annotations

import logging
import threading

import pytest

from barnabas.engine.callbacks import Callbacks

WAIT = 10.0


@pytest.mark.parametrize("raised", [LookupError, SystemExit])
def test_one_that_raises_is_logged_and_the_next_is_called(
    raised: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    def wrong() -> None:
        raise raised("mine")

    callbacks, called = Callbacks("test"), threading.Event()
    with caplog.at_level(logging.ERROR, "barnabas.callbacks"):
        callbacks.call(wrong)
        callbacks.call(called.set)
        assert called.wait(WAIT)
    callbacks.stop(WAIT)
    assert "mine" in caplog.text
