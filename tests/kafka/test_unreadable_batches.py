"""A batch that cannot be read stops its partition until the user seeks, whatever happens to Fetches behind it meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.errors import TopicAuthorizationFailedError, UnknownServerError
from barnabas.protocol.messages.fetch import FetchRequest
from tests.harness.kafka import Topics
from tests.harness.reading import next_records
from tests.harness.waiting import auntil, until

WAIT = 30.0
MOST = 10_000  # bytes that a batch may take
BEHIND = 6  # the first offset behind the batch that takes more


@pytest.mark.parametrize("other", [TopicAuthorizationFailedError, UnknownServerError, None])
def test_nothing_behind_it_is_given_although_another_error_came_and_went(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch, other: type[barnabas.BrokerError] | None
) -> None:
    place = TopicPartition(topic(), 0)
    with client.producer(linger_ms=0, compression_type="gzip") as producer:
        for values in ([b"x"] * 5, [bytes(2 * MOST)], [b"y"] * 5):
            producer.send_many(place.topic, values, partition=0).result(WAIT)
    options: Any = {"max_decompressed_bytes": MOST, "max_partition_fetch_bytes": 100}  # a batch at a time
    with client.consumer(auto_offset_reset="earliest", **options) as consumer:
        engine, sent = client._engine, client._engine.send
        ended: list[bool] = []

        async def send(node: int, request: Any, **how: Any) -> Any:
            behind = isinstance(request, FetchRequest) and any(
                p.fetch_offset == BEHIND for t in request.topics for p in t.partitions
            )
            if behind and not ended:
                await auntil(lambda: consumer._core.owned[place].stuck, "the batch before was found to be unreadable")
                ended.append(True)
                if other is not None:
                    raise other("as a broker says")
            return await sent(node, request, **how)

        monkeypatch.setattr(engine, "send", send)
        consumer.assign({place: 0})
        assert [record.offset for record in next_records(consumer, 5)] == list(range(5))
        p = consumer._core.owned[place]
        for _ in range(3):
            with pytest.raises(barnabas.KafkaError, match="larger than 10000 bytes"):
                consumer.poll(WAIT)
            assert consumer.position(place) == 5
            until(lambda: ended and p.in_flight is None, "the Fetch behind it has ended")
        consumer.seek(place, BEHIND)
        assert [record.offset for record in next_records(consumer, 5)] == list(range(BEHIND, BEHIND + 5))
