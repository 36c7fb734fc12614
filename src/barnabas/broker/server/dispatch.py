"""From a frame to its answer: who may ask, what is asked, what befalls it, who handles it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from struct import Struct
from typing import TYPE_CHECKING, Any

from barnabas.broker.apis import api_versions
from barnabas.broker.call import Call, ConnectionOverError, Peer
from barnabas.broker.server.faults import Faults, Injection, corrupt
from barnabas.broker.server.refusals import refuse
from barnabas.broker.server.requests import Asked, RequestLog
from barnabas.broker.server.sasl import Gate, gate_of
from barnabas.errors import KafkaError
from barnabas.protocol.apis import api_name
from barnabas.protocol.frames import decode_request, response_chunks
from barnabas.protocol.messages import APIS
from barnabas.protocol.messages.metadata import MetadataResponse

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Cluster, Node
    from barnabas.protocol.message import Message, Request
    from barnabas.protocol.primitives import Buffer

logger = logging.getLogger("barnabas.broker")

_HEAD = Struct(">hhi")  # key, version, correlation id: the same in every version of the header
_SIZE = Struct(">I")
PRODUCE, METADATA = 0, 3
NOTHING: list[Buffer] = []
Handler = Callable[[Call, Any], Awaitable["Message | None"]]


@dataclass(slots=True)
class Reply:
    """What goes back: whole frames; None of them: the request has no answer."""

    chunks: list[Buffer]
    close: bool = False  # behind the answer
    cut: int | None = None  # only so many bytes of it
    mute: float = 0.0  # seconds until the connection's next request is looked at


@cache
def handler(key: int) -> Handler:
    """The function that answers an API; its module is loaded when it is first asked."""
    found: Handler = import_module(f"barnabas.broker.apis.{APIS[key][0]}").handle
    return found


class Dispatcher:
    """One for all nodes."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.faults = Faults()
        self.log = RequestLog()

    async def answer(self, node: Node, peer: Peer, frame: Buffer) -> Reply:
        """The answer to a frame.

        Raises:
            ConnectionOverError: there is none, and there will be no more.
        """
        cluster = self.cluster
        timers = cluster.timers
        timers.run(asyncio.get_running_loop().time())
        gate = gate_of(peer.data)
        if gate.raw:
            token = gate.token(bytes(frame), timers.now, timers.wall_ms)
            return Reply([_SIZE.pack(len(token)), token])
        if len(frame) < _HEAD.size:
            raise ConnectionOverError(f"a frame of {len(frame)} bytes")
        key, version, correlation_id = _HEAD.unpack_from(frame)
        if not cluster.versions.serves(key, version):
            return self._not_served(gate, key, version, correlation_id)
        try:
            header, request = decode_request(frame)
        except KafkaError as error:
            raise ConnectionOverError(f"{api_name(key)} v{version} cannot be read: {error}") from error
        refused = gate.admit(key, timers.now)
        client_id = header.client_id or ""
        self.log.add(Asked(key, version, node.id, client_id, peer.principal, timers.now, frame))
        if refused:
            return Reply(response_chunks(refuse(request, key, version, refused), version, correlation_id), close=True)
        call = Call(cluster, node, peer, key, version, client_id)
        injection = self.faults.match(request, node.id, client_id)
        response = await (handler(key)(call, request) if injection is None else self._spoilt(call, request, injection))
        if response is None:
            return Reply(NOTHING)
        if key == api_versions.KEY and not response.error_code:  # type: ignore[attr-defined]
            gate.versions_told()
        mute = injection.throttle if injection is not None and injection.throttle is not None else 0.0
        if mute and hasattr(response, "throttle_time_ms"):
            setattr(response, "throttle_time_ms", int(mute * 1000))  # noqa: B010  # most have it
        cut = injection.close_after if injection is not None else None
        return Reply(response_chunks(response, version, correlation_id), gate.closing, cut, mute)

    def _not_served(self, gate: Gate, key: int, version: int, correlation_id: int) -> Reply:
        """Only ApiVersions has an answer for versions that are not known; Kafka closes the connection on the others."""
        if key != api_versions.KEY:
            raise ConnectionOverError(f"{api_name(key)} v{version} is not served")
        gate.admit(key, self.cluster.timers.now)
        low, high = self.cluster.versions.ranges[key]
        return Reply(response_chunks(api_versions.not_known(low, high), 0, correlation_id))

    async def _spoilt(self, call: Call, request: Request, injection: Injection) -> Message | None:
        """The answer to a request that something befalls, before it is handled or after."""
        response: Message | None = None
        if injection.after:
            response = await handler(call.key)(call, request)
        if injection.delay:
            await call.until(call.promise(), injection.delay)
        if injection.no_answer:
            await call.promise()  # until the connection is closed
        if injection.drop_connection:
            raise ConnectionOverError("it was told to")
        if injection.error is not None:
            if call.key == METADATA:
                return _topics_refused(await handler(call.key)(call, request), injection.error)
            if call.key == PRODUCE and request.acks == 0:  # type: ignore[attr-defined]
                raise ConnectionOverError("a Produce with acks=0 failed")
            return refuse(request, call.key, call.version, injection.error, injection.message)
        if not injection.after:
            response = await handler(call.key)(call, request)
        if injection.corrupt_crc and response is not None and not corrupt(response):
            injection.used -= 1  # there was nothing to spoil: the next one
            if injection.left is not None:
                injection.left += 1
        return response


def _topics_refused(response: Message | None, code: int) -> Message | None:
    """Metadata with an error for each topic: the brokers are told all the same, as by Kafka."""
    assert isinstance(response, MetadataResponse)
    for topic in response.topics:
        topic.error_code, topic.partitions = code, []
    response.error_code = code  # that only v13 has
    return response
