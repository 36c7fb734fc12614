"""Records sent one after the other, each waited for, on a real broker: they go out from their sender's thread, each once and in order."""

from __future__ import annotations

import threading
from itertools import count
from typing import Any

import pytest

import barnabas
from tests.harness.broker import Broker
from tests.harness.departures import departures
from tests.harness.kafka import Topics
from tests.harness.reading import read
from tests.harness.waiting import until

WAIT = 60.0
QUICK: dict[str, Any] = {"retry_backoff_max_ms": 200, "reconnect_backoff_max_ms": 200}
SOME = 200


def test_each_once_whatever_befalls_the_broker(
    own_broker: Broker, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    departed = departures(monkeypatch)
    ended = threading.Event()
    sent = 0
    with barnabas.Client(own_broker.bootstrap, **QUICK) as client:
        name = topic(on=own_broker)

        def work() -> None:
            nonlocal sent
            for n in count():
                if ended.is_set():
                    return
                producer.send(name, b"%d" % n).result(WAIT)
                sent = n + 1

        def goes_on(after: str) -> None:
            more = sent + SOME
            until(lambda: sent >= more, f"{SOME} records {after}", WAIT)

        with client.producer(linger_ms=0) as producer:
            worker = threading.Thread(target=work)
            worker.start()
            try:
                goes_on("at the start")
                own_broker.kill()
                own_broker.start()
                goes_on("after the broker's restart")
                client.disconnect()
                goes_on("on new connections")
                own_broker.pause()
                own_broker.resume()
                goes_on("after the broker had stood still")
            finally:
                ended.set()
                worker.join(WAIT)
        assert [int(record.value or b"") for record in read(client, name, sent)] == list(range(sent))
    assert len(departed) > sent // 2
