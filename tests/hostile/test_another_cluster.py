"""Addresses that belong to another cluster now: the client says so."""

from __future__ import annotations

import logging

import pytest

import barnabas
from barnabas.protocol.messages.metadata import MetadataRequest, MetadataResponse
from tests.harness.scripted import ScriptedBroker


def test_another_cluster_is_not_followed_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "barnabas.cluster")
    ids = ["first", "first", "second"]

    with ScriptedBroker({"orders": 1}) as broker, barnabas.Client(broker.bootstrap) as client:

        def metadata(request: MetadataRequest) -> MetadataResponse:
            answer = broker.metadata(request)
            answer.cluster_id = ids.pop(0) if len(ids) > 1 else ids[0]
            return answer

        broker.answers[MetadataRequest] = metadata
        engine = client._engine

        async def refresh() -> None:
            await engine.cluster.update(deadline=engine.now() + 30, topics=["orders"])

        engine.run(refresh)
        engine.run(refresh)
        assert not caplog.records
        engine.run(refresh)
    assert [r.getMessage() for r in caplog.records] == [
        "this is another cluster than before: its id is second, and was first"
    ]
