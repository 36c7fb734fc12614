"""Fetch, v0 to v18: record batches from an offset on, as they are stored.

The answer waits until there are `min_bytes`, an error, or `max_wait_ms` are over; it holds whole batches, the first one
whatever its size (KIP-74, v3). Old versions: v0 and v1 get message format 0, v2 and v3 format 1, written anew from what is
stored (zstd cannot be, and is refused; brokers before 4.0 refuse it for topics of that codec up to v9); isolation levels from v4 on (KIP-98); sessions from v7 on (KIP-227); leader epochs
from v9 on (KIP-320); other replicas than the leader answer consumers from v11 on (KIP-392); diverging epochs from v12 on;
topic ids from v13 on (KIP-516); where the leader is, from v16 on (KIP-951). What formats 0 and 1 a log holds is served as
it is stored to v2 and up.

Not modelled: followers that replicate (they get NOT_LEADER_OR_FOLLOWER), preferred replicas, throttling, tiered storage,
snapshots.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from barnabas._native import lower_batch
from barnabas.broker.apis._hosting import hosted, leader_of
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.sessions import FetchPartition, PartitionData, Place, Sessions, records_size
from barnabas.errors import UnsupportedCodecError, codes
from barnabas.protocol.messages.fetch import FetchRequest, FetchResponse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from barnabas.broker.call import Call
    from barnabas.broker.state.cluster import Node, Partition, Topic
    from barnabas.broker.state.log import Log, Slice
    from barnabas.protocol.primitives import Buffer

ZSTD_FROM = 10
TOPIC_IDS = 13
LEADER_HINTS = 16
FOLLOWERS_ANSWER = 11
MIN_ONE_BATCH = 3


@dataclass(slots=True)
class _Fetch:
    """One request on its way."""

    call: Call
    request: FetchRequest
    wanted: list[tuple[Place, FetchPartition]]
    max_bytes: int
    min_bytes: int
    leaders: dict[int, Node] = field(default_factory=dict)

    @property
    def committed(self) -> bool:
        return self.request.isolation_level == 1

    @property
    def follower(self) -> bool:
        return max(self.request.replica_id, self.request.replica_state.replica_id) >= 0

    @property
    def by_leader(self) -> bool:
        return self.follower or self.call.version < FOLLOWERS_ANSWER

    def topic(self, place: Place) -> Topic | None:
        """The topic of a place, which is its name or its id."""
        name = place[0]
        cluster = self.call.cluster
        return cluster.topic(name) if isinstance(name, str) else cluster.topic_ids.get(name)

    def partition(self, place: Place) -> Partition | None:
        """The partition of a place."""
        topic = self.topic(place)
        return topic.partitions[place[1]] if topic is not None and 0 <= place[1] < len(topic.partitions) else None


async def handle(call: Call, request: FetchRequest) -> FetchResponse:
    """Reads at once, and again when there is more or the time is over."""
    sessions = _sessions(call)
    by_id = call.version >= TOPIC_IDS
    asked = _asked(request, by_id)
    forgotten = [
        (topic.topic_id if by_id else topic.topic, index)
        for topic in request.forgotten_topics_data
        for index in topic.partitions
    ]
    context = sessions.begin(request.session_id, request.session_epoch, asked, forgotten, by_id=by_id, now=call.now)
    max_bytes = min(request.max_bytes, int(call.cluster.settings.configs.get("fetch.max.bytes", 57_671_680)))
    fetch = _Fetch(call, request, context.partitions, max_bytes, min(request.min_bytes, max_bytes))
    data, enough = _read(fetch)
    if not enough and request.max_wait_ms > 0:
        await _wait(fetch)
        data, _ = _read(fetch)
    error, session_id, told = sessions.answer(context, data, by_id=by_id, now=call.now)
    return _response(fetch, error, session_id, told)


def _sessions(call: Call) -> Sessions:
    found = call.node.data.get("fetch_sessions")
    if not isinstance(found, Sessions):
        slots = int(call.cluster.settings.configs.get("max.incremental.fetch.session.cache.slots", 1000))
        found = call.node.data["fetch_sessions"] = Sessions(slots)
    return found


def _asked(request: FetchRequest, by_id: bool) -> list[tuple[Place, FetchPartition]]:
    return [
        ((topic.topic_id if by_id else topic.topic, partition.partition), partition)
        for topic in request.topics
        for partition in topic.partitions
    ]


def _response(fetch: _Fetch, error: int, session_id: int, told: list[tuple[Place, PartitionData]]) -> FetchResponse:
    response = FetchResponse(error_code=error, session_id=session_id)
    last: str | bytes | None = None
    for (name, _), partition in told:
        if name != last:  # neighbours share a topic; the order of partitions stays
            last = name
            topic = FetchResponse.FetchableTopicResponse()
            if isinstance(name, str):
                topic.topic = name
            else:
                topic.topic_id = name
            response.responses.append(topic)
        response.responses[-1].partitions.append(partition)
    if fetch.call.version >= LEADER_HINTS:
        response.node_endpoints = [
            FetchResponse.NodeEndpoint(node_id=node.id, host=node.host, port=node.port, rack=node.rack)
            for node in fetch.leaders.values()
        ]
    return response


# -- waiting


async def _wait(fetch: _Fetch) -> None:
    """Until there is enough, something is wrong, or the time is over."""
    call = fetch.call
    partitions = [found for place, _ in fetch.wanted if (found := fetch.partition(place)) is not None]
    changed = call.promise()

    def wake() -> None:
        if not changed.done() and _enough(fetch):
            changed.set_result(None)

    for partition in partitions:
        partition.watchers.add(wake)
    try:
        await call.until(changed, fetch.request.max_wait_ms / 1000)
    finally:
        for partition in partitions:
            partition.watchers.discard(wake)


def _enough(fetch: _Fetch) -> bool:
    """Whether waiting has an end: bytes enough, or an error. By what the logs know, without reading them."""
    total = 0
    for place, wanted in fetch.wanted:
        partition = fetch.partition(place)
        if hosted(fetch.call, partition, wanted.current_leader_epoch, by_leader=fetch.by_leader) or partition is None:
            return True
        log = partition.log
        try:
            log.check_range(wanted.fetch_offset)
            if _diverging(log, wanted) is not None:
                return True
        except RefusedError:
            return True
        total += min(log.available(wanted.fetch_offset, committed=fetch.committed), wanted.partition_max_bytes)
    return total >= fetch.min_bytes


# -- reading


def _read(fetch: _Fetch) -> tuple[list[tuple[Place, PartitionData]], bool]:
    """Every partition's part of the answer, errors of unknown ones last, and whether it need not wait for more."""
    answers: list[tuple[Place, PartitionData]] = []
    unknown: list[tuple[Place, PartitionData]] = []
    fetch.leaders.clear()
    left, total = fetch.max_bytes, 0
    at_least_one = fetch.call.version >= MIN_ONE_BATCH
    enough = False
    for place, wanted in fetch.wanted:
        error = _unknown(fetch, place)
        if error:
            unknown.append((place, _failed(place[1], error)))
            continue
        data, size = _read_one(fetch, place, wanted, min(wanted.partition_max_bytes, left), at_least_one)
        answers.append((place, data))
        at_least_one = at_least_one and size == 0
        left = max(0, left - size)
        total += size
        enough = enough or data.error_code != codes.NONE or data.diverging_epoch.epoch >= 0
    return answers + unknown, enough or not answers or total >= fetch.min_bytes


def _unknown(fetch: _Fetch, place: Place) -> int:
    if fetch.topic(place) is None:
        return codes.UNKNOWN_TOPIC_OR_PARTITION if isinstance(place[0], str) else codes.UNKNOWN_TOPIC_ID
    return codes.NONE if fetch.partition(place) is not None else codes.UNKNOWN_TOPIC_OR_PARTITION


def _failed(index: int, error: int) -> PartitionData:
    return PartitionData(
        partition_index=index,
        error_code=error,
        high_watermark=-1,
        last_stable_offset=-1,
        log_start_offset=-1,
        records=b"",
    )


def _read_one(
    fetch: _Fetch, place: Place, wanted: FetchPartition, max_bytes: int, at_least_one: bool
) -> tuple[PartitionData, int]:
    """A partition's part of the answer, and the bytes that were read for it."""
    data, size = _try_one(fetch, place, wanted, max_bytes, at_least_one)
    if data.error_code:
        data.aborted_transactions = None
    return data, size


def _try_one(
    fetch: _Fetch, place: Place, wanted: FetchPartition, max_bytes: int, at_least_one: bool
) -> tuple[PartitionData, int]:
    call = fetch.call
    partition = fetch.partition(place)
    error = hosted(call, partition, wanted.current_leader_epoch, by_leader=fetch.by_leader)
    if not error and fetch.follower:
        error = codes.NOT_LEADER_OR_FOLLOWER
    if error or partition is None:
        failed = _failed(place[1], error)
        if partition is not None and error in (codes.NOT_LEADER_OR_FOLLOWER, codes.FENCED_LEADER_EPOCH):
            _hint(fetch, partition, failed)
        return failed, 0
    log = partition.log
    data = PartitionData(
        partition_index=place[1],
        high_watermark=log.end_offset,
        last_stable_offset=log.last_stable_offset,
        log_start_offset=log.start_offset,
        records=b"",
    )
    data.aborted_transactions = [] if fetch.committed else None
    try:
        diverging = _diverging(log, wanted)
        if diverging is not None:
            data.diverging_epoch = diverging
            return data, 0
        whole = call.version >= MIN_ONE_BATCH
        found = log.read(
            wanted.fetch_offset, max_bytes, committed=fetch.committed, at_least_one=at_least_one or not whole
        )
        data.records = _records(call, partition, found, wanted.fetch_offset)
    except RefusedError as refused:
        return _failed(place[1], refused.code), 0
    if not whole and found.size > max_bytes:  # before KIP-74 a first batch that is too large is cut off
        data.records = b"".join(_buffers(data))[:max_bytes]
    if found.aborted is not None:
        data.aborted_transactions = [
            FetchResponse.AbortedTransaction(producer_id=txn.producer_id, first_offset=txn.first_offset)
            for txn in found.aborted
        ]
    return data, found.size


def _buffers(data: PartitionData) -> Iterator[Buffer]:
    records = data.records
    if records is not None and records_size(records) > 0:
        single = isinstance(records, bytes | bytearray | memoryview)
        yield from (cast("Buffer", records),) if single else cast("Sequence[Buffer]", records)


def _diverging(log: Log, wanted: FetchPartition) -> FetchResponse.EpochEndOffset | None:
    """Where the epoch that the client read last ended, if it has read beyond that (KIP-320, KIP-595)."""
    if wanted.last_fetched_epoch < 0:
        return None
    epoch, end = log.end_of_epoch(wanted.last_fetched_epoch)
    if end < 0 or wanted.fetch_offset < log.start_offset:
        raise RefusedError(codes.OFFSET_OUT_OF_RANGE)
    if epoch < wanted.last_fetched_epoch or end < wanted.fetch_offset:
        return FetchResponse.EpochEndOffset(epoch=epoch, end_offset=end)
    return None


def _records(call: Call, partition: Partition, found: Slice, first_offset: int) -> list[Buffer]:
    """What was read, in the format of the version.

    Raises:
        RefusedError: the version has no way to carry it.
    """
    configs = partition.topic.configs
    before_4 = int(call.cluster.settings.version.split(".")[0]) < 4
    if before_4 and call.version < ZSTD_FROM and configs.get("compression.type") == "zstd":
        raise RefusedError(codes.UNSUPPORTED_COMPRESSION_TYPE)
    if call.version > 3:
        return list(found.data)
    if configs.get("message.downconversion.enable") == "false":
        raise RefusedError(codes.UNSUPPORTED_VERSION)
    magic = 0 if call.version <= 1 else 1
    try:
        return [lower_batch(batch, magic, first_offset) for batch in found.data]
    except UnsupportedCodecError:
        raise RefusedError(codes.UNSUPPORTED_COMPRESSION_TYPE) from None


def _hint(fetch: _Fetch, partition: Partition, answer: PartitionData) -> None:
    """Tells where the leader is now (KIP-951)."""
    if fetch.call.version < LEADER_HINTS:
        return
    answer.current_leader = FetchResponse.LeaderIdAndEpoch(
        leader_id=partition.leader, leader_epoch=partition.leader_epoch
    )
    leader = leader_of(fetch.call, partition)
    if leader is not None:
        fetch.leaders[leader.id] = leader
