"""Users' callbacks: whatever one raises, the next one is called; what comes after the end, or where no thread can be had."""

from __future__ import annotations

import logging
import threading

import pytest

from barnabas.engine import callbacks as module
from barnabas.engine.callbacks import Callbacks
from tests.harness.waiting import until

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


def threads(name: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == name]


def test_a_thread_that_could_not_be_had_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    callbacks, called = Callbacks("test"), threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", none)
        with pytest.raises(RuntimeError, match="new thread"):
            callbacks.prepare()
    callbacks.call(called.set)
    assert called.wait(WAIT)
    callbacks.stop(WAIT)


def test_what_comes_after_the_end_is_called_by_a_thread_that_ends() -> None:
    name = "after the end"
    callbacks = Callbacks(name)
    callbacks.prepare()
    callbacks.stop(WAIT)
    called: list[int] = []
    for number in range(3):
        callbacks.prepare()
        callbacks.call(called.append, number)
        until(lambda: not threads(name), "the end of the thread", WAIT)
    assert called == [0, 1, 2]


def test_what_comes_after_the_end_while_the_thread_still_calls_is_called_in_order() -> None:
    name = "in order"
    callbacks, gate, told = Callbacks(name), threading.Event(), threading.Event()
    called: list[int] = []
    callbacks.call(gate.wait, WAIT)
    callbacks.call(called.append, 0)
    assert callbacks.stop_soon(told.set)
    callbacks.call(called.append, 1)
    gate.set()
    assert told.wait(WAIT)
    assert called == [0, 1]
    until(lambda: not threads(name), "the end of the thread", WAIT)


def test_without_a_thread_after_the_end_who_calls_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(thread: threading.Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    callbacks = Callbacks("test")
    callbacks.stop(WAIT)
    monkeypatch.setattr(threading.Thread, "start", none)
    called: list[int] = []
    callbacks.call(called.append, 1)
    assert called == [1]


def test_what_is_left_at_the_end_is_told(caplog: pytest.LogCaptureFixture) -> None:
    callbacks, gate, begun = Callbacks("test"), threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        gate.wait(WAIT)

    for _ in range(4):
        callbacks.call(slow)
    assert begun.wait(WAIT)
    callbacks.stop(0)
    callbacks.tell_left()
    gate.set()
    callbacks.stop(WAIT)
    callbacks.tell_left()
    assert ["before 3 callbacks" in message for message in caplog.messages] == [True]


def test_a_queue_that_grows_is_told_of_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(module, "MANY", 5)
    callbacks, gate = Callbacks("test"), threading.Event()
    for _ in range(20):
        callbacks.call(gate.wait, WAIT)
    gate.set()
    callbacks.stop(WAIT)
    assert ["5 callbacks wait" in message for message in caplog.messages] == [True]
