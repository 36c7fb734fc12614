"""A real Kafka and the embedded broker, asked the same: answers are compared field by field.

What differs by nature is made equal: ids that a broker makes up are compared by the names that a test gives them, texts
and times by whether there is one.
"""

from __future__ import annotations

import socket
import uuid
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from io import BufferedReader
from typing import Any

import barnabas
from barnabas.errors import codes
from barnabas.protocol.frames import decode_response, request_chunks
from barnabas.protocol.message import Request, Struct
from barnabas.protocol.messages.add_offsets_to_txn import AddOffsetsToTxnRequest
from barnabas.protocol.messages.api_versions import ApiVersionsRequest
from barnabas.protocol.messages.consumer_group_heartbeat import ConsumerGroupHeartbeatRequest
from barnabas.protocol.messages.find_coordinator import FindCoordinatorRequest
from barnabas.protocol.messages.heartbeat import HeartbeatRequest
from barnabas.protocol.messages.init_producer_id import InitProducerIdRequest
from tests.harness.broker import ONE_NODE
from tests.harness.waiting import until

TIMEOUT = 30.0
Make = Callable[["Side"], Request]
STATE_PARTITIONS = int(ONE_NODE["offsets.topic.num.partitions"])  # as many as the topic of transactions has
NO_TOPIC = b"\7" * 16
TEXTS = {"error_message"}
TIMES = {"transaction_start_time_ms"}
SORTED = {
    "topics",
    "groups",
    "members",
    "results",
    "transaction_states",
    "topic_partitions",
    "partitions",
    "results_by_topic_v3_and_below",
    "results_by_partition",
}  # whose order is that of a hash table in Kafka


class Side:
    """One of the two brokers. `names` are what it made up, by the test's own names; so are `topics`."""

    def __init__(self, bootstrap: str, stack: ExitStack) -> None:
        self.names: dict[str, Any] = {}
        self.topics: dict[str, tuple[str, bytes]] = {}
        self.unique = uuid.uuid4().hex[:8]
        host, _, port = bootstrap.rpartition(":")
        self._address = host, int(port)
        self._client = stack.enter_context(barnabas.Client(bootstrap))
        self._sockets: dict[str, tuple[socket.socket, BufferedReader]] = {}
        self._asked: dict[str, tuple[Request, int]] = {}
        stack.callback(self.close)
        answer = self.ask(ApiVersionsRequest(client_software_name="same", client_software_version="1"), 3)
        self.versions = {api.api_key: range(api.min_version, api.max_version + 1) for api in answer.api_keys}
        for kind in (0, 1):
            # A new Kafka makes the topics that coordinators keep their state in when they are first asked for.
            self._until_good(FindCoordinatorRequest(key="warm", key_type=kind), 3, "a coordinator")
        self._until_good(InitProducerIdRequest(transactional_id=None, transaction_timeout_ms=1), 3, "producer ids")
        for number in range(STATE_PARTITIONS):  # neighbours by Java's hash, and so one of each partition
            self._until_coordinated(HeartbeatRequest(group_id=f"warm-{number}", member_id="m", generation_id=1), 0)
            of_none = AddOffsetsToTxnRequest(transactional_id=f"warm-{number}", producer_id=1, group_id="warm")
            self._until_coordinated(of_none, 0)

    def __getitem__(self, name: str) -> Any:
        return self.names[name]

    def begin_test(self, name: str) -> None:
        """From now on there are groups, transactional ids and topics that no other test has."""
        self.names.clear()
        self.topics.clear()
        self.unique = f"{zlib.crc32(name.encode()):08x}"

    def group(self, name: str) -> str:
        """A group or transactional id that no other test has."""
        return f"{name}-{self.unique}"

    def topic(self, name: str) -> str:
        return self.topics[name][0] if name in self.topics else "there-is-no-such-topic"

    def topic_id(self, name: str) -> bytes:
        return self.topics[name][1] if name in self.topics else NO_TOPIC

    def _until_good(self, request: Request, version: int, what: str) -> None:
        until(lambda: not self.ask(request, version).error_code, what, TIMEOUT)

    def _until_coordinated(self, request: Request, version: int) -> None:
        """A broker coordinates by what a partition of its own topic holds, once that is loaded: a while after it is said to."""
        away = (codes.COORDINATOR_LOAD_IN_PROGRESS, codes.COORDINATOR_NOT_AVAILABLE, codes.NOT_COORDINATOR)
        until(lambda: self.ask(request, version).error_code not in away, f"{request} has its coordinator", TIMEOUT)

    def create(self, label: str, partitions: int) -> None:
        name = f"same-{label}-{self.unique}"
        new = barnabas.NewTopic(name, partitions=partitions, replication_factor=1)
        self._client.admin.create_topics([new], raise_on_error=True)

        def led() -> bool:
            (found,) = self._client.admin.describe_topics([name])
            if found.topic_id is not None:
                self.topics[label] = name, bytes.fromhex(found.topic_id)
            return len(found.partitions) == partitions and all(part.leader is not None for part in found.partitions)

        until(led, f"{name} has leaders", TIMEOUT)
        if ConsumerGroupHeartbeatRequest.API_KEY in self.versions:
            until(lambda: self._assigns(name), f"the coordinator knows {name}", TIMEOUT)

    def _assigns(self, topic: str) -> bool:
        """Whether the group coordinator, which learns of topics later than others, knows this one."""
        request = ConsumerGroupHeartbeatRequest(
            group_id=f"{topic}-probe",
            member_id="probe",
            rebalance_timeout_ms=1000,
            subscribed_topic_names=[topic],
            topic_partitions=[],
        )
        answer = self.ask(request, 0)
        if answer.error_code == codes.UNSUPPORTED_VERSION:
            return True  # it knows such groups and has not been told to have them
        return answer.assignment is not None and bool(answer.assignment.topic_partitions)

    def begin(self, request: Request, version: int, connection: str) -> None:
        """Sends a request that may have to wait for its answer."""
        if connection not in self._sockets:
            made = socket.create_connection(self._address, timeout=TIMEOUT)
            self._sockets[connection] = made, made.makefile("rb")
        made, _ = self._sockets[connection]
        made.sendall(b"".join(request_chunks(request, version, 7, "client")))
        self._asked[connection] = request, version

    def end(self, connection: str) -> Any:
        """The answer."""
        _, stream = self._sockets[connection]
        request, version = self._asked.pop(connection)
        head = stream.read(4)
        if len(head) < 4:
            self._forget(connection)
            raise AssertionError(f"the broker closed the connection after {request} v{version}")
        return decode_response(type(request).RESPONSE, version, stream.read(int.from_bytes(head, "big")))

    def ask(self, request: Request, version: int) -> Any:
        self.begin(request, version, "main")
        return self.end("main")

    def _forget(self, connection: str) -> None:
        made, stream = self._sockets.pop(connection)
        stream.close()
        made.close()

    def close(self) -> None:
        for connection in list(self._sockets):
            self._forget(connection)

    def plain(self, value: Any, field: str = "") -> Any:
        """The answer as plain values, what differs by nature made equal."""
        if isinstance(value, Struct):
            return {name: self.plain(getattr(value, name), name) for name in value.FIELDS}
        if field in TEXTS:
            return value not in (None, "")
        if field in TIMES:
            return value >= 0
        if isinstance(value, list):
            plain = [self.plain(one, field) for one in value]
            return sorted(plain, key=repr) if field in SORTED else plain
        for name, known in self.names.items():
            if known == value and (isinstance(value, str) or field == "producer_id") and value not in ("", 0, -1):
                return f"<{name}>"
        for name, (topic, topic_id) in self.topics.items():
            if value in (topic, topic_id):
                return f"<topic {name}>"
        return value.replace(self.unique, "*") if isinstance(value, str) else value


class Pair:
    """Both brokers, asked the same."""

    def __init__(self, real: Side, ours: Side) -> None:
        self.real, self.ours = real, ours

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.real, self.ours

    def versions(self, request: type[Request]) -> list[int]:
        """Those that this Kafka speaks and we know."""
        top = min(self.real.versions[request.API_KEY].stop, request.MAX_VERSION + 1)
        return list(range(self.real.versions[request.API_KEY].start, top))

    def topic(self, label: str, partitions: int = 1) -> None:
        for side in self.sides:
            side.create(label, partitions)

    def begin(self, make: Make, version: int, connection: str) -> None:
        for side in self.sides:
            side.begin(make(side), version, connection)

    def end(self, connection: str, **learn: str) -> Any:
        """Compares the answers; `learn` gives names to fields of them, for later requests."""
        answers = [side.end(connection) for side in self.sides]
        for side, answer in zip(self.sides, answers, strict=True):
            for name, field in learn.items():
                side.names[name] = getattr(answer, field)
        real, ours = (side.plain(answer) for side, answer in zip(self.sides, answers, strict=True))
        return self.equal(real, ours)

    def equal(self, real: Any, ours: Any) -> Any:
        """What both have said; fails with both where it is not the same."""
        assert ours == real, f"\nKafka: {real}\nours:  {ours}"
        return ours

    def same(self, make: Make, version: int, **learn: str) -> Any:
        """Asks both; fails where the answers differ, else gives the plain one."""
        self.begin(make, version, "main")
        return self.end("main", **learn)
