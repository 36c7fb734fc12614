"""A group coordinator without sockets: what tests of the broker's groups and transactions drive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from uuid import NAMESPACE_DNS, uuid5

from barnabas.broker.call import Call, Peer
from barnabas.broker.state.groups import Groups
from barnabas.broker.state.groups.classic import ClassicGroup
from barnabas.broker.state.groups.member import Caller
from barnabas.broker.state.transactions import Transactions
from barnabas.broker.timers import Timers
from barnabas.broker.versions import table
from barnabas.protocol.message import Request
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupRequest, SyncGroupResponse

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Cluster

GROUP = "g"
CALLER = Caller("client", "/127.0.0.1")


class Journal(dict[tuple[str, str], dict[str, Any]]):
    """Keeps the last of each key, as a restart would find it."""

    def put(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        if value is None:
            self.pop((kind, key), None)
        else:
            self[kind, key] = value


@dataclass
class FakeLog:
    markers: list[tuple[int, int, bool]] = field(default_factory=list)

    def write_marker(self, producer_id: int, epoch: int, commit: bool, coordinator_epoch: int, now_ms: int) -> None:
        self.markers.append((producer_id, epoch, commit))


class Bench:
    """Groups and transactions on a cluster that is only what they ask of it."""

    def __init__(
        self, configs: dict[str, str] | None = None, journal: Journal | None = None, version: str = "4.4"
    ) -> None:
        self.timers = Timers()
        self.journal = Journal() if journal is None else journal
        self.topics: dict[str, Any] = {}
        self.nodes = {n: SimpleNamespace(id=n, host="127.0.0.1", port=9000 + n, alive=True) for n in (1, 2)}
        self.coordinator: Any = self.nodes[1]
        self.next_id = 100
        self.deleted: list[Any] = []
        self.cluster = SimpleNamespace(
            timers=self.timers,
            settings=SimpleNamespace(configs=configs or {}, version=version),
            versions=table(version),
            journal=self.journal,
            topics=self.topics,
            on_topic_deleted=self.deleted,
            nodes=self.nodes,
            topic=self.topics.get,
            topic_ids={},
            leads=lambda node, partition: partition.leader == node.id,
            coordinator=lambda kind, key: self.coordinator,
            need_internal=lambda kind: None,
            partition=self.partition,
            logs_changed=lambda partition: None,
            producer_ids=SimpleNamespace(next=self._next_id),
        )
        self.groups = self.cluster.groups = Groups(cast("Cluster", self.cluster))
        self.transactions = self.cluster.transactions = Transactions(cast("Cluster", self.cluster))
        if journal is not None:
            for (kind, key), value in list(journal.items()):
                (self.transactions if kind == "transaction" else self.groups).restore(kind, key, value)

    def _next_id(self) -> int:
        self.next_id += 1
        return self.next_id

    def topic(self, name: str, partitions: int) -> Any:
        made = self.topics.get(name)
        if made is None:
            made = self.topics[name] = SimpleNamespace(name=name, id=uuid5(NAMESPACE_DNS, name).bytes, partitions=[])
            self.cluster.topic_ids[made.id] = made
        while len(made.partitions) < partitions:
            made.partitions.append(SimpleNamespace(leader=1, watchers=set(), log=FakeLog()))
        return made

    def partition(self, topic: str, index: int) -> Any:
        found = self.topics.get(topic)
        return found.partitions[index] if found is not None and 0 <= index < len(found.partitions) else None

    def delete_topic(self, name: str) -> None:
        topic = self.topics.pop(name)
        del self.cluster.topic_ids[topic.id]
        for listener in self.deleted:
            listener(topic)

    def advance(self, seconds: float) -> None:
        self.timers.run(self.timers.now + seconds)

    async def answer(self, request: Request, version: int, *, node: int = 1, client_id: str = "client") -> Any:
        """What an API answers; the request and its response go through their wire form."""
        handler = import_module(f"barnabas.broker.apis.{type(request).__module__.rpartition('.')[2]}")
        peer = Peer("127.0.0.1", "PLAINTEXT")
        call = Call(cast("Cluster", self.cluster), self.nodes[node], peer, request.API_KEY, version, client_id)  # type: ignore[arg-type]
        response = await handler.handle(call, type(request).decode(request.encode(version), version, exact=True))
        return type(response).decode(response.encode(version), version, exact=True)

    def ask(self, request: Request, version: int, *, node: int = 1) -> Any:
        """As `answer`, of an API that does not wait."""
        return asyncio.run(self.answer(request, version, node=node))

    # -- the classic protocol, as a client speaks it

    def join(
        self,
        member_id: str = "",
        *,
        version: int = 9,
        instance: str | None = None,
        protocols: tuple[tuple[str, bytes], ...] = (("range", b"m"),),
        kind: str = "consumer",
        session: int = 10_000,
        rebalance: int = 60_000,
        group: str = GROUP,
    ) -> list[JoinGroupResponse]:
        """The answers so far: one when the group has answered, none while it waits."""
        one = JoinGroupRequest.JoinGroupRequestProtocol
        request = JoinGroupRequest(
            group_id=group,
            member_id=member_id,
            group_instance_id=instance,
            protocol_type=kind,
            protocols=[one(name=name, metadata=metadata) for name, metadata in protocols],
            session_timeout_ms=session,
            rebalance_timeout_ms=rebalance,
        )
        answers: list[JoinGroupResponse] = []
        self.groups.join(request, CALLER, version, answers.append)
        return answers

    def joined(self, **options: Any) -> tuple[str, list[JoinGroupResponse]]:
        """As a client of today: it asks, is given an id and joins with that."""
        (first,) = self.join(**options)
        assert first.error_code == 79, first
        return first.member_id, self.join(first.member_id, **options)

    def sync(
        self,
        member_id: str,
        generation: int,
        assignments: dict[str, bytes] | None = None,
        *,
        instance: str | None = None,
        protocol: str | None = None,
        group: str = GROUP,
    ) -> list[SyncGroupResponse]:
        one = SyncGroupRequest.SyncGroupRequestAssignment
        request = SyncGroupRequest(
            group_id=group,
            generation_id=generation,
            member_id=member_id,
            group_instance_id=instance,
            protocol_name=protocol,
            assignments=[one(member_id=name, assignment=value) for name, value in (assignments or {}).items()],
        )
        answers: list[SyncGroupResponse] = []
        self.groups.sync(request, answers.append)
        return answers

    def stable(self, members: int, **options: Any) -> list[str]:
        """The ids of a stable group of so many members, its leader first."""
        ids: list[str] = []
        for _ in range(members):
            new, pending = self.joined(**options)
            rejoined = [self.join(member, **options) for member in ids]
            ids.append(new)
            (answer,) = pending
            assert answer.error_code == 0 and all(each for each in rejoined)
            for member in reversed(ids):
                self.sync(member, answer.generation_id, {each: each.encode() for each in ids})
        return ids

    @property
    def group(self) -> ClassicGroup:
        found = self.groups.find(GROUP)
        assert isinstance(found, ClassicGroup)
        return found

    def heartbeat(self, member_id: str, generation: int | None = None, instance: str | None = None) -> int:
        asked = self.group.generation if generation is None else generation
        return self.groups.heartbeat(GROUP, member_id, instance, asked)
