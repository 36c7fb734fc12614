"""The consumer that the tour kills: it commits half of what it has read, and says so line by line."""

from __future__ import annotations

import io

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.demo import member
from tests.harness.kafka import SESSION_MS, Kafka, Topics

WAIT = 30.0


def test_it_commits_half_and_waits_for_its_end(
    kafka: Kafka,
    client: barnabas.Client,
    topic: Topics,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = topic()
    with client.producer() as producer:
        producer.send_many(name, [b"x"] * 8, partition=0).result(WAIT)
    monkeypatch.setattr("sys.stdin", io.StringIO())  # whoever has started it has gone
    member.main(kafka.bootstrap, name, name, str(SESSION_MS), "8")
    assert capsys.readouterr().out.split("\n") == ["joined", "committed 4", "read 8", ""]
    place = TopicPartition(name, 0)
    with client.consumer(group_id=name) as look:
        found = look.committed(place)[place]
    assert found is not None
    assert found.offset == 4
