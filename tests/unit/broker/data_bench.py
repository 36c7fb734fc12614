"""A broker's data side without sockets: requests go through their wire form into the handlers and come back so."""

from __future__ import annotations

import asyncio
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from barnabas.broker.call import Call, Peer
from barnabas.broker.state.logs import Logs
from barnabas.broker.timers import Timers
from barnabas.errors import codes
from barnabas.protocol.message import Request

NOW_MS = 1_700_000_000_000
CONFIGS = {
    "message.timestamp.type": "CreateTime",
    "compression.type": "producer",
    "message.timestamp.before.max.ms": str((1 << 63) - 1),
    "message.timestamp.after.max.ms": "3600000",
    "cleanup.policy": "delete",
    "max.message.bytes": "1048588",
    "segment.bytes": "1073741824",
    "segment.ms": "604800000",
    "retention.ms": "604800000",
    "retention.bytes": "-1",
    "min.insync.replicas": "1",
}


class DataBench:
    """Three nodes, topics and their logs; time stands until `advance`."""

    def __init__(self, *, now_ms: int = NOW_MS, **configs: str) -> None:
        self.timers = Timers(now_ms / 1000)
        named = {name.replace("_", "."): value for name, value in configs.items()}
        self.logs = Logs(self.timers, named)
        self.nodes = {
            number: SimpleNamespace(id=number, host="127.0.0.1", port=9000 + number, rack=None, alive=True, data={})
            for number in (1, 2, 3)
        }
        self.topics: dict[str, Any] = {}
        self.verified: list[tuple[Any, ...]] = []
        self.verdict = codes.NONE
        self.cluster: Any = SimpleNamespace(
            timers=self.timers,
            nodes=self.nodes,
            settings=SimpleNamespace(configs=named, version="4.4"),
            topic=self.topics.get,
            topic_ids={},
            partition=self.partition,
            leads=lambda node, partition: partition.leader == node.id and node.alive,
            logs_changed=lambda partition: [call() for call in list(partition.watchers)],
            transactions=SimpleNamespace(verify=self._verify),
        )

    def _verify(self, *asked: Any) -> int:
        self.verified.append(asked)
        return self.verdict

    def topic(self, name: str, partitions: int = 1, *, internal: bool = False, **configs: str) -> Any:
        table = {**CONFIGS, **{key.replace("_", "."): value for key, value in configs.items()}}
        made = SimpleNamespace(
            name=name, id=name.encode().ljust(16, b"\1"), internal=internal, configs=SimpleNamespace(get=table.get)
        )
        made.partitions = [
            SimpleNamespace(
                topic=made,
                index=index,
                leader=1,
                leader_epoch=0,
                replicas=[1, 2],
                isr=[1, 2],
                log=self.logs.open(name, made.id, index, table.__getitem__),
                watchers=set(),
            )
            for index in range(partitions)
        ]
        self.topics[name] = self.cluster.topic_ids[made.id] = made
        return made

    def partition(self, name: str, index: int) -> Any:
        topic = self.topics.get(name)
        return topic.partitions[index] if topic is not None and 0 <= index < len(topic.partitions) else None

    def ask(self, request: Request, version: int, *, node: int = 1, client_id: str = "test") -> Any:
        """The answer; None if there is none."""
        return asyncio.run(self.answer(request, version, node=node, client_id=client_id))

    async def answer(self, request: Request, version: int, *, node: int = 1, client_id: str = "test") -> Any:
        """As `ask`, on the running loop."""
        module = type(request).__module__.rpartition(".")[2]
        handler = import_module(f"barnabas.broker.apis.{module}")
        call = Call(self.cluster, self.nodes[node], Peer("127.0.0.1", "PLAINTEXT"), request.API_KEY, version, client_id)  # type: ignore[arg-type]
        response = await handler.handle(call, type(request).decode(request.encode(version), version, exact=True))
        return None if response is None else type(response).decode(response.encode(version), version, exact=True)
