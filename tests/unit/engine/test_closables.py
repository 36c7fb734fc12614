"""What a client has to close before itself: the newest first, and nothing of what has closed itself or is gone."""

from __future__ import annotations

import gc

import barnabas
from tests.harness.waiting import until


def test_the_newest_first_and_nothing_of_what_is_gone() -> None:
    with barnabas.Client("127.0.0.1:1") as client:
        engine = client._engine
        first, second, third = client.producer(), client.consumer(), client.producer()
        assert engine.closables() == [third._sender, second._core, first._sender]
        third.close()
        assert engine.closables() == [second._core, first._sender]
        del second
        until(
            lambda: gc.collect() >= 0 and engine.closables() == [first._sender], "the consumer that was dropped is gone"
        )
        assert len(engine._closables) == 1
