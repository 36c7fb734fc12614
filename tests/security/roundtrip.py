"""What a client must be able to do over any kind of connection."""

from __future__ import annotations

import uuid
from typing import Any

import barnabas

WAIT = 60.0


def round_trip(bootstrap: str, records: int = 50, **options: Any) -> str:
    """Admin, produce, a group's consumer with a commit; the name of the topic."""
    name = f"secured-{uuid.uuid4().hex[:8]}"
    with barnabas.Client(bootstrap, **options) as client:
        client.admin.create_topics(
            [barnabas.NewTopic(name, partitions=2, replication_factor=1)], raise_on_error=True, timeout=WAIT
        )
        with client.producer() as producer:
            sent = [producer.send(name, b"%d" % i) for i in range(records)]
            for delivery in sent:
                delivery.result(timeout=WAIT)
        with client.consumer(name, group_id=f"group-{name}", auto_offset_reset="earliest") as consumer:
            found: list[bytes | None] = []
            while len(found) < records:
                polled = consumer.poll(timeout=WAIT)
                if isinstance(polled, barnabas.Records):
                    assert len(polled), f"only {len(found)} of {records} records came"
                    found.extend(record.value for record in polled)
            consumer.commit()
        assert sorted(found, key=lambda v: int(v or b"")) == [b"%d" % i for i in range(records)]
    return name


async def around_trip(bootstrap: str, **options: Any) -> None:
    """The same through the async face, without a group."""
    name = f"secured-{uuid.uuid4().hex[:8]}"
    async with barnabas.AsyncClient(bootstrap, **options) as client:
        await client.admin.create_topics([barnabas.NewTopic(name, partitions=1, replication_factor=1)])
        async with client.producer() as producer:
            await (await producer.send(name, b"hello"))
        consumer = client.consumer(auto_offset_reset="earliest")
        consumer.assign([barnabas.TopicPartition(name, 0)])
        (record,) = await consumer.poll(timeout=WAIT)
        assert record.value == b"hello"
        await consumer.close()
