"""What the APIs of the two coordinators have in common: whether the node that was asked is the one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.broker.call import Call
from barnabas.broker.state.cluster import GROUP as GROUP
from barnabas.broker.state.cluster import SHARE as SHARE
from barnabas.broker.state.cluster import TRANSACTION as TRANSACTION
from barnabas.broker.state.groups.member import Caller
from barnabas.errors import codes

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Topic


def wrong_node(call: Call, kind: int, key: str) -> int:
    """NOT_COORDINATOR for a group or transactional id that another node coordinates, else NONE."""
    node = call.cluster.coordinator(kind, key)
    return codes.NONE if node is not None and node.id == call.node.id else codes.NOT_COORDINATOR


def caller(call: Call) -> Caller:
    """The client, as Kafka describes a member."""
    return Caller(call.client_id, f"/{call.peer.host}")


def named_topic(call: Call, name: str, topic_id: bytes, by_id: bool) -> tuple[Topic | None, int]:
    """The topic that a request names, by its id where the version has ids (KIP-516); else the error code for it."""
    if by_id:
        return call.cluster.topic_ids.get(topic_id), codes.UNKNOWN_TOPIC_ID
    return call.cluster.topic(name), codes.UNKNOWN_TOPIC_OR_PARTITION
