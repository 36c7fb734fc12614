"""Records of a transaction whose request was lost on the way, and that come when the transaction was aborted: before transaction version 2 an
epoch is one for many transactions, so that they would be taken for the next one's.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

import barnabas
from barnabas import broker as embedded
from barnabas.engine.connection import Connection
from barnabas.errors import InvalidProducerEpochError, NetworkError
from barnabas.protocol.messages.produce import ProduceRequest
from tests.harness.reading import committed

WAIT = 30.0


class Lost:
    """A Produce that does not come to its leader, as far as its client can see, until `comes`; its transaction is aborted meanwhile."""

    def __init__(self, client: barnabas.Client, producer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self._engine = client._engine
        self._sender = producer._sender
        self._quiet: Any = self._sender.quiet
        self._reply: Any = None
        self.out = threading.Event()
        self._late: tuple[ProduceRequest, int] | None = None
        whole = Connection.send_for

        def send_for(connection: Connection, reply: Any, request: Any, version: int, timeout: float) -> None:
            if self._reply is not None:
                whole(connection, reply, request, version, timeout)
                return
            body = b"".join(bytes(chunk) for chunk in request.encode_chunks(version))
            self._reply, self._late = reply, (ProduceRequest.decode(body, version), version)
            self.out.set()

        monkeypatch.setattr(Connection, "send_for", send_for)
        self.bumps = 0
        ask = self._engine.send

        async def counted(node: int, request: Any, **how: Any) -> Any:
            self.bumps += request.NAME == "InitProducerId"
            return await ask(node, request, **how)

        monkeypatch.setattr(self._engine, "send", counted)
        monkeypatch.setattr(self._sender, "quiet", self._quieted)

    async def _quieted(self) -> None:
        """The abort waits for what is out: its connection is lost just then."""
        if not self._reply.done():
            self._engine.loop.call_soon(self._reply.set_exception, NetworkError("the connection was cut"))
        await self._quiet()

    def comes(self) -> set[int]:
        """The error codes that it is answered with now."""
        assert self._late is not None
        request, version = self._late

        async def send() -> Any:
            node = self._engine.cluster.snapshot.leader("t", 0)
            assert node is not None
            connection = await self._engine.connection(node[0], None)
            async with asyncio.timeout(WAIT):
                return await connection.send(request, version, WAIT)

        answer = self._engine.run(send)
        return {item.error_code for topic in answer.responses for item in topic.partition_responses}


@pytest.mark.kip(360)
@pytest.mark.parametrize("when", ["before the next", "in the next"])
def test_lost_records_are_of_no_later_transaction(unverifying: str, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with barnabas.Client(unverifying) as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1, replication_factor=1)], raise_on_error=True)
        with client.producer(transactional_id="x", linger_ms=0) as producer:
            with producer.transaction():
                producer.send("t", b"first")
            lost = Lost(client, producer, monkeypatch)
            producer.begin_transaction()
            aborted = producer.send("t", b"aborted")
            assert lost.out.wait(WAIT)
            producer.abort_transaction()
            assert isinstance(aborted.exception(WAIT), barnabas.TransactionAbortedError)
            if when == "before the next":
                lost.comes()
            producer.begin_transaction()
            if when == "in the next":
                lost.comes()  # refused, or taken just before the marker that drops it
            producer.send("t", b"second").result(WAIT)
            assert lost.comes() == {InvalidProducerEpochError.code}
            producer.commit_transaction()
            bumps = lost.bumps
            with producer.transaction():
                producer.send("t", b"third")
            assert lost.bumps == bumps, "nothing was lost this time"
        assert committed(client, "t") == [b"first", b"second", b"third"]


def test_a_topic_that_is_no_more_is_not_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be added to a transaction there, and nothing comes there either."""
    with embedded.Broker(version="3.5") as broker, barnabas.Client(broker.bootstrap_servers) as client:
        for name in ("t", "other"):
            client.admin.create_topics(
                [barnabas.NewTopic(name, partitions=1, replication_factor=1)], raise_on_error=True
            )
        with client.producer(transactional_id="x", linger_ms=0) as producer:
            lost = Lost(client, producer, monkeypatch)
            producer.begin_transaction()
            producer.send("t", b"aborted")
            assert lost.out.wait(WAIT)
            producer.abort_transaction()
            client.admin.delete_topics(["t"], raise_on_error=True)
            ends = len(broker.requests("EndTxn"))
            with producer.transaction():
                producer.send("other", b"next")
            assert len(broker.requests("EndTxn")) == ends + 1, "only its own"
        assert committed(client, "other") == [b"next"]
