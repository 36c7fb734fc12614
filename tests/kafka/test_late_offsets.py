"""Offsets of a transaction whose request was lost on the way, and that come when the transaction is over: before transaction version 2 an
epoch is one for many transactions, so that they would be taken for the next one's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition
from barnabas.engine.engine import Engine
from barnabas.errors import InvalidProducerEpochError, NetworkError
from barnabas.protocol.messages.txn_offset_commit import TxnOffsetCommitRequest
from tests.harness.reading import offset_in

SOURCE, OTHER = TopicPartition("source", 0), TopicPartition("source", 1)


class Lost:
    """The first TxnOffsetCommit does not come to its coordinator, as far as its client can see, until `comes`."""

    def __init__(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        self._engine = engine
        self._send: Any = engine.send
        self._late: Callable[[], Any] | None = None
        self.bumps = 0
        monkeypatch.setattr(engine, "send", self._sent)

    async def _sent(self, node: int, request: Any, **how: Any) -> Any:
        self.bumps += request.NAME == "InitProducerId"
        if isinstance(request, TxnOffsetCommitRequest) and self._late is None:
            self._late = lambda: self._send(node, request, **how | {"deadline": None})
            raise NetworkError("the connection was cut")
        return await self._send(node, request, **how)

    def comes(self) -> set[int]:
        """The error codes that it is answered with now."""
        assert self._late is not None
        response = self._engine.run(self._late)
        return {item.error_code for topic in response.topics for item in topic.partitions}


@pytest.mark.kip(360)
@pytest.mark.parametrize("end", ["commit_transaction", "abort_transaction"])
def test_lost_offsets_are_of_no_later_transaction(unverifying: str, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    group = ConsumerGroupMetadata("late")
    with barnabas.Client(unverifying) as client:
        client.admin.create_topics(
            [
                barnabas.NewTopic("source", partitions=2, replication_factor=1),
                barnabas.NewTopic("t", partitions=1, replication_factor=1),
            ],
            raise_on_error=True,
        )
        lost = Lost(client._engine, monkeypatch)
        with client.producer(transactional_id="x") as producer, client.consumer(group_id="late") as consumer:

            def committed(place: TopicPartition) -> int | None:
                return offset_in(consumer.committed(place), place)

            producer.begin_transaction()
            producer.send("t", b"first").result(30)
            producer.send_offsets_to_transaction(group, {SOURCE: OffsetAndMetadata(5)})
            getattr(producer, end)()
            bumps = lost.bumps
            taken = committed(SOURCE)
            assert taken == (5 if end == "commit_transaction" else None)

            producer.begin_transaction()
            lost.comes()  # refused, or taken just before the marker that drops it
            producer.send("t", b"second").result(30)
            producer.send_offsets_to_transaction(group, {OTHER: OffsetAndMetadata(7)})
            assert lost.comes() == {InvalidProducerEpochError.code}
            producer.commit_transaction()
            assert (committed(SOURCE), committed(OTHER)) == (taken, 7)

            assert lost.bumps == bumps, "nothing was lost this time"
            with producer.transaction():
                producer.send("t", b"third")
