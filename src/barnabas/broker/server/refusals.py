"""The answer that says no: an error code wherever an API has room for it, for what a client asked about.

Clients match answers to what they asked by topic, partition, group or resource. So where an API has errors item by item, the
request is mirrored and each item carries the code; elsewhere the response as a whole does. `MIRRORS` says which is which.
There is one request that no refusal fits: Metadata before v13 about all topics has no field for an error.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from barnabas.errors import codes
from barnabas.errors.client import IncompatibleBrokerError, ProtocolError
from barnabas.protocol.message import Message, Request, Struct

# What names an item, in requests and responses alike.
_NAMES = frozenset({"name", "topic", "topic_id", "topic_name", "partition_index", "partition", "index", "group_id"}) | {
    "resource_type",
    "resource_name",
    "transactional_id",
    "producer_id",
    "key",
}
# How requests and responses name the same thing differently.
_OTHERWISE = {"partition": "partition_index"}
# What a response holds besides, where the default would say something: no offset, no epoch, nobody.
_NOTHING: Final[dict[str, Any]] = {
    "base_offset": -1,
    "log_append_time_ms": -1,
    "log_start_offset": -1,
    "high_watermark": -1,
    "last_stable_offset": -1,
    "preferred_read_replica": -1,
    "records": b"",
    "timestamp": -1,
    "offset": -1,
    "end_offset": -1,
    "leader_epoch": -1,
    "low_watermark": -1,
    "committed_offset": -1,
    "committed_leader_epoch": -1,
    "node_id": -1,
    "port": -1,
    "leader_id": -1,
}
_SESSION = frozenset(
    {codes.FETCH_SESSION_ID_NOT_FOUND, codes.INVALID_FETCH_SESSION_EPOCH, codes.FETCH_SESSION_TOPIC_ID_ERROR}
)


@dataclass(frozen=True, slots=True)
class Mirror:
    """A list of the request and the list of the response that answers it.

    Args:
        asked: the request's field; its items are structs or plain values.
        told: the response's field.
        of: the lists within the items, which carry the errors then.
        plain: the field that takes a plain value of the request.
        since, until: the versions that have it.
    """

    asked: str
    told: str
    of: Mirror | None = None
    plain: str = ""
    since: int = 0
    until: int = 1 << 15


@dataclass(frozen=True, slots=True)
class Shape:
    """Where an API has errors. `top`: the versions in which the response as a whole has one that clients look at."""

    mirrors: tuple[Mirror, ...] = ()
    top: tuple[int, int] | None = None


_ALWAYS = (0, 1 << 15)
_BY_RESOURCE = Shape((Mirror("resources", "responses"),))
_COMMITTED = Shape((Mirror("topics", "topics", Mirror("partitions", "partitions")),))

# By API key. What is not here has one error for the whole response in all versions.
MIRRORS: Final[dict[int, Shape]] = {
    0: Shape((Mirror("topic_data", "responses", Mirror("partition_data", "partition_responses")),)),
    1: Shape((Mirror("topics", "responses", Mirror("partitions", "partitions")),)),
    2: _COMMITTED,
    3: Shape((Mirror("topics", "topics"),)),
    8: _COMMITTED,
    9: Shape(
        (
            Mirror("topics", "topics", Mirror("partition_indexes", "partitions", plain="partition_index"), until=1),
            Mirror("groups", "groups", since=8),
        ),
        top=(2, 7),
    ),
    10: Shape((Mirror("coordinator_keys", "coordinators", plain="key", since=4),), top=(0, 3)),
    15: Shape((Mirror("groups", "groups", plain="group_id"),)),
    19: Shape((Mirror("topics", "topics"),)),
    20: Shape(
        (Mirror("topics", "responses", since=6), Mirror("topic_names", "responses", plain="name", until=5)),
    ),
    21: _COMMITTED,
    23: _COMMITTED,
    24: Shape(
        (
            Mirror(
                "v3_and_below_topics",
                "results_by_topic_v3_and_below",
                Mirror("partitions", "results_by_partition", plain="partition_index"),
                until=3,
            ),
        ),
        top=(4, 1 << 15),
    ),
    27: Shape(
        (
            Mirror(
                "markers",
                "markers",
                Mirror("topics", "topics", Mirror("partition_indexes", "partitions", plain="partition_index")),
            ),
        )
    ),
    28: _COMMITTED,
    30: Shape((Mirror("creations", "results"),)),
    31: Shape((Mirror("filters", "filter_results"),)),
    32: Shape((Mirror("resources", "results"),)),
    33: _BY_RESOURCE,
    37: Shape((Mirror("topics", "results"),)),
    42: Shape((Mirror("groups_names", "results", plain="group_id"),)),
    43: Shape(
        (
            Mirror(
                "topic_partitions",
                "replica_election_results",
                Mirror("partitions", "partition_result", plain="partition_id"),
            ),
        ),
        top=(1, 1 << 15),
    ),
    44: _BY_RESOURCE,
    61: Shape(
        (Mirror("topics", "topics", Mirror("partition_indexes", "partitions", plain="partition_index")),),
    ),
    65: Shape((Mirror("transactional_ids", "transaction_states", plain="transactional_id"),)),
    69: Shape((Mirror("group_ids", "groups", plain="group_id"),)),
    75: Shape((Mirror("topics", "topics"),)),
}


@dataclass(slots=True)
class _Refusal:
    """One answer in the making."""

    request: Any
    version: int
    code: int
    message: str | None
    told: list[Any] = field(default_factory=list)  # what carries the code

    def carry(self, struct: Any) -> None:
        """The code, and the message where there is a field for it."""
        name = "partition_error_code" if "partition_error_code" in struct.FIELDS else "error_code"
        setattr(struct, name, self.code)
        if "error_message" in struct.FIELDS:
            struct.error_message = self.message
        self.told.append(struct)

    def mirror(self, mirror: Mirror, asked: Any, told: Any) -> None:
        """Answers the items of a list."""
        if not mirror.since <= self.version <= mirror.until:
            return
        kind = _item(type(told), mirror.told)
        answers = [self._one(mirror, kind, item) for item in getattr(asked, mirror.asked) or ()]
        setattr(told, mirror.told, answers)

    def _one(self, mirror: Mirror, kind: type[Any], item: Any) -> Any:
        answer = _empty(kind)
        if isinstance(item, Struct):
            for name in item.FIELDS:
                there = name if name in kind.FIELDS else _OTHERWISE.get(name, "")
                if name in _NAMES and there in kind.FIELDS:
                    setattr(answer, there, getattr(item, name))
        else:
            setattr(answer, mirror.plain, item)
        if mirror.of is not None:
            self.mirror(mirror.of, item, answer)
        else:
            self.carry(answer)
        return answer


def refuse(request: Request, key: int, version: int, code: int, message: str | None = None) -> Message:
    """The response to `request` that carries `code`.

    `message` is added where the version of the API has a field for it. Produce with acks=0 is answered too; nobody waits for it.
    """
    refusal = _Refusal(request, version, code, message)
    special = _SPECIAL.get(key)
    shape = MIRRORS.get(key, Shape(top=_ALWAYS))
    whole = shape.top is not None and shape.top[0] <= version <= shape.top[1]
    response = _empty(request.RESPONSE) if whole else request.RESPONSE()
    if special is not None:
        special(refusal, response)
    else:
        for mirror in shape.mirrors:
            refusal.mirror(mirror, request, response)
        if whole:
            refusal.carry(response)
    return _fitting(refusal, response)


def _fitting(refusal: _Refusal, response: Any) -> Message:
    """Without the messages, if the version has no field for them; with empty ones, if it has no null."""
    for message in (refusal.message, "", None):
        for struct in refusal.told:
            if "error_message" in struct.FIELDS:
                struct.error_message = message
        try:
            response.encode(refusal.version)
        except (IncompatibleBrokerError, ProtocolError):
            continue
        break
    answer: Message = response
    return answer


def _fetch(refusal: _Refusal, response: Any) -> None:
    """Partition by partition; the whole response if the error is the session's, or if a session's request names nothing."""
    if refusal.version >= 7 and (refusal.code in _SESSION or not refusal.request.topics):
        refusal.carry(response)
    else:
        refusal.mirror(MIRRORS[1].mirrors[0], refusal.request, response)


def _metadata(refusal: _Refusal, response: Any) -> None:
    """Topic by topic; from v13 on the whole response if none is named, or for REBOOTSTRAP_REQUIRED (KIP-1102)."""
    if refusal.version >= 13 and (refusal.code == codes.REBOOTSTRAP_REQUIRED or not refusal.request.topics):
        refusal.carry(response)
    else:
        refusal.mirror(MIRRORS[3].mirrors[0], refusal.request, response)


def _alter_log_dirs(refusal: _Refusal, response: Any) -> None:
    """The request has topics by directory, the response only topics."""
    for directory in refusal.request.dirs:
        part = _empty(type(response))
        one = Mirror("topics", "results", Mirror("partitions", "partitions", plain="partition_index"))
        refusal.mirror(one, directory, part)
        for asked, told in zip(directory.topics, part.results, strict=True):
            told.topic_name = asked.name
        response.results.extend(part.results)


def _log_dirs(refusal: _Refusal, response: Any) -> None:
    """Before v3 only directories have an error."""
    if refusal.version >= 3:
        refusal.carry(response)
        return
    directory = _empty(_item(type(response), "results"))
    refusal.carry(directory)
    response.results = [directory]


def _quotas(refusal: _Refusal, response: Any) -> None:
    kind = _item(type(response), "entries")
    part = _item(kind, "entity")
    for asked in refusal.request.entries:
        told = _empty(kind)
        told.entity = [_empty(part) for _ in asked.entity]
        for there, given in zip(told.entity, asked.entity, strict=True):
            there.entity_type, there.entity_name = given.entity_type, given.entity_name
        refusal.carry(told)
        response.entries.append(told)


def _scram(refusal: _Refusal, response: Any) -> None:
    """A user has one result, whatever is to be done with it."""
    for name in dict.fromkeys(change.name for change in (*refusal.request.deletions, *refusal.request.upsertions)):
        told = _empty(_item(type(response), "results"))
        told.user = name
        refusal.carry(told)
        response.results.append(told)


_SPECIAL: Final[dict[int, Callable[[_Refusal, Any], None]]] = {
    1: _fetch,
    3: _metadata,
    34: _alter_log_dirs,
    35: _log_dirs,
    49: _quotas,
    51: _scram,
}


def _empty(kind: type[Any]) -> Any:
    """A struct that says nothing."""
    made = kind()
    for name, value in _NOTHING.items():
        if name in kind.FIELDS:
            setattr(made, name, value)
    return made


def _item(kind: Any, name: str) -> type[Any]:
    """The class of a list's items, from the annotation, as `list[ProduceResponse.TopicProduceResponse]`."""
    found = re.search(r"(\w+)\.(\w+)", kind.__annotations__[name])
    if found is None:
        raise TypeError(f"{kind.__qualname__}.{name} is no list of structs")
    item: type[Any] = getattr(getattr(sys.modules[kind.__module__], found[1]), found[2])
    return item
