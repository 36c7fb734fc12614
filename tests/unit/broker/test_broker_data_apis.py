"""Produce, Fetch and the look-ups, each version through its wire form."""

from __future__ import annotations

import asyncio

import pytest

from barnabas.broker.call import ConnectionOverError
from barnabas.errors import codes
from barnabas.protocol.messages.delete_records import DeleteRecordsRequest
from barnabas.protocol.messages.describe_producers import DescribeProducersRequest
from barnabas.protocol.messages.fetch import FetchRequest, FetchResponse
from barnabas.protocol.messages.list_offsets import ListOffsetsRequest
from barnabas.protocol.messages.offset_for_leader_epoch import OffsetForLeaderEpochRequest
from barnabas.protocol.messages.produce import ProduceRequest, ProduceResponse
from tests.harness.batches import GZIP, batch, message, wrapper
from tests.harness.waiting import auntil, turns
from tests.unit.broker.data_bench import NOW_MS, DataBench

ZSTD = 4


def produce(
    bench: DataBench,
    data: bytes | None,
    version: int = 12,
    *,
    topic: str = "t",
    partition: int = 0,
    acks: int = -1,
    node: int = 1,
    transactional_id: str | None = None,
    client_id: str = "test",
) -> ProduceResponse.PartitionProduceResponse:
    part = ProduceRequest.PartitionProduceData(index=partition, records=data)
    asked = ProduceRequest.TopicProduceData(partition_data=[part])
    if version >= 13:
        asked.topic_id = topic.encode().ljust(16, b"\1")
    else:
        asked.name = topic
    request = ProduceRequest(acks=acks, timeout_ms=1000, topic_data=[asked])
    if version >= 3:
        request.transactional_id = transactional_id
    response = bench.ask(request, version, node=node, client_id=client_id)
    return response.responses[0].partition_responses[0]


def fetch_request(
    version: int, *, topic: str = "t", partitions: tuple[int, ...] = (0,), offset: int = 0, **options: int
) -> FetchRequest:
    part_options = {name: options.pop(name) for name in list(options) if name in FetchRequest.FetchPartition.FIELDS}
    part_options.setdefault("partition_max_bytes", 1 << 20)
    parts = [FetchRequest.FetchPartition(partition=at, fetch_offset=offset, **part_options) for at in partitions]
    asked = FetchRequest.FetchTopic(partitions=parts)
    if version >= 13:
        asked.topic_id = topic.encode().ljust(16, b"\1")
    else:
        asked.topic = topic
    return FetchRequest(topics=[asked], **options)


def fetch(bench: DataBench, version: int = 12, *, node: int = 1, **options) -> FetchResponse.PartitionData:
    response = bench.ask(fetch_request(version, **options), version, node=node)
    assert response.error_code == 0
    return response.responses[0].partitions[0]


@pytest.mark.parametrize("version", range(14))
def test_produce_and_fetch_in_every_version(version: int):
    bench = DataBench()
    bench.topic("t")
    sent = batch([b"a", b"b"]) if version >= 3 else message(0, b"a") + message(1, b"b")
    answer = produce(bench, sent, version)
    assert (answer.error_code, answer.base_offset) == (codes.NONE, 0)
    assert answer.log_start_offset == (0 if version >= 5 else -1)
    assert produce(bench, sent, version).base_offset == 2
    found = fetch(bench, 12)
    assert (found.error_code, found.high_watermark, found.last_stable_offset, found.log_start_offset) == (0, 4, 4, 0)


@pytest.mark.parametrize("version", range(19))
def test_fetch_in_every_version(version: int):
    bench = DataBench()
    bench.topic("t")
    produce(bench, batch([b"a", b"b"], attributes=GZIP))
    found = fetch(bench, version)
    assert (found.error_code, found.high_watermark) == (codes.NONE, 2)
    assert bytes(found.records)[16] == (0 if version <= 1 else 1 if version <= 3 else 2)
    assert fetch(bench, version, offset=9).error_code == codes.OFFSET_OUT_OF_RANGE
    assert fetch(bench, version, node=3).error_code == codes.NOT_LEADER_OR_FOLLOWER
    # Another replica answers consumers since KIP-392.
    assert fetch(bench, version, node=2).error_code == (codes.NOT_LEADER_OR_FOLLOWER if version < 11 else codes.NONE)
    unknown = fetch(bench, version, topic="other").error_code
    assert unknown == (codes.UNKNOWN_TOPIC_ID if version >= 13 else codes.UNKNOWN_TOPIC_OR_PARTITION)
    assert fetch(bench, version, partitions=(5,)).error_code == codes.UNKNOWN_TOPIC_OR_PARTITION


def test_zstd_has_its_versions():
    bench = DataBench()
    bench.topic("t", compression_type="zstd")
    produce(bench, batch([b"a"]))
    assert fetch(bench, 9).error_code == codes.NONE
    bench.cluster.settings.version = "3.9"
    assert fetch(bench, 10).error_code == codes.NONE
    assert fetch(bench, 9).error_code == codes.UNSUPPORTED_COMPRESSION_TYPE
    bench.topic("u")
    sent = fetch(bench, 12).records
    again = b"\0" * 8 + bytes(sent)[8:]
    assert produce(bench, again, 6, topic="u").error_code == codes.UNSUPPORTED_COMPRESSION_TYPE
    assert produce(bench, again, 7, topic="u").error_code == codes.NONE
    assert fetch(bench, 9, topic="u").error_code == codes.NONE
    assert fetch(bench, 3, topic="u").error_code == codes.UNSUPPORTED_COMPRESSION_TYPE


@pytest.mark.parametrize("sent", [None, b"", message(0, b"a"), batch() + batch()], ids=["null", "no", "old", "two"])
def test_since_version_3_there_is_one_batch_of_format_2(sent: bytes | None):
    bench = DataBench()
    bench.topic("t")
    answer = produce(bench, sent, 3)
    assert (answer.error_code, answer.base_offset) == (codes.INVALID_RECORD, -1)


def test_where_a_partition_is_not():
    bench = DataBench()
    topic = bench.topic("t")
    topic.partitions[0].leader_epoch = 4
    assert produce(bench, batch(), topic="x").error_code == codes.UNKNOWN_TOPIC_OR_PARTITION
    assert produce(bench, batch(), 13, topic="x").error_code == codes.UNKNOWN_TOPIC_ID
    assert produce(bench, batch(), partition=1).error_code == codes.UNKNOWN_TOPIC_OR_PARTITION
    answer = produce(bench, batch(), 9, node=2)
    assert (answer.error_code, answer.current_leader.leader_id) == (codes.NOT_LEADER_OR_FOLLOWER, -1)
    answer = produce(bench, batch(), 10, node=2)
    assert (answer.current_leader.leader_id, answer.current_leader.leader_epoch) == (1, 4)
    found = bench.ask(fetch_request(16), 16, node=3)
    assert found.responses[0].partitions[0].current_leader.leader_id == 1
    assert [(node.node_id, node.port) for node in found.node_endpoints] == [(1, 9001)]


def test_the_records_at_fault_are_named_from_version_8_on():
    bench = DataBench()
    bench.topic("t", cleanup_policy="compact")
    answer = produce(bench, batch([b"a", b"b"]), 8)
    assert answer.error_code == codes.INVALID_RECORD
    assert [one.batch_index for one in answer.record_errors] == [0, 1]
    assert answer.error_message
    assert produce(bench, batch([b"a"]), 7).record_errors == []


def test_acks():
    bench = DataBench()
    topic = bench.topic("t", min_insync_replicas="2")
    assert produce(bench, batch(), acks=5).error_code == codes.INVALID_REQUIRED_ACKS
    topic.partitions[0].isr = [1]
    assert produce(bench, batch()).error_code == codes.NOT_ENOUGH_REPLICAS
    assert produce(bench, batch(), acks=1).base_offset == 0
    part = ProduceRequest.PartitionProduceData(index=0, records=batch())
    request = ProduceRequest(acks=0, topic_data=[ProduceRequest.TopicProduceData(name="t", partition_data=[part])])
    assert bench.ask(request, 9) is None
    assert topic.partitions[0].log.end_offset == 2
    part.index = 7
    with pytest.raises(ConnectionOverError):
        bench.ask(request, 9)


def test_internal_topics_are_kafkas():
    bench = DataBench()
    bench.topic("__consumer_offsets", internal=True)
    assert produce(bench, batch(), topic="__consumer_offsets").error_code == codes.INVALID_TOPIC_EXCEPTION
    assert produce(bench, batch(), topic="__consumer_offsets", client_id="__admin_client").error_code == codes.NONE


def test_transactional_batches_are_verified_once_a_transaction():
    bench = DataBench()
    topic = bench.topic("t")
    one = batch(producer=(1, 0, 0), transactional=True)
    assert produce(bench, one).error_code == codes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
    bench.verdict = codes.INVALID_TXN_STATE
    answer = produce(bench, one, 9, transactional_id="x")
    assert (answer.error_code, answer.error_message) == (
        codes.INVALID_TXN_STATE,
        "Partition was not added to the transaction",
    )
    bench.verdict = codes.NONE
    assert produce(bench, one, 12, transactional_id="x").error_code == codes.NONE
    assert bench.verified == [("x", 1, 0, "t", 0, 9), ("x", 1, 0, "t", 0, 12)]
    assert produce(bench, batch(producer=(1, 0, 1), transactional=True), transactional_id="x").error_code == codes.NONE
    assert len(bench.verified) == 2
    described = bench.ask(
        DescribeProducersRequest(topics=[DescribeProducersRequest.TopicRequest(name="t", partition_indexes=[0, 4])]), 0
    )
    known, unknown = described.topics[0].partitions
    assert unknown.error_code == codes.UNKNOWN_TOPIC_OR_PARTITION
    [state] = known.active_producers
    assert (state.producer_id, state.last_sequence, state.current_txn_start_offset) == (1, 1, 0)
    topic.partitions[0].log.write_marker(1, 0, False, 0, NOW_MS)
    found = fetch(bench, isolation_level=1)
    assert [(txn.producer_id, txn.first_offset) for txn in found.aborted_transactions or []] == [(1, 0)]
    assert fetch(bench).aborted_transactions is None


def test_a_fetch_waits_for_bytes_for_errors_and_no_longer_than_it_said():
    async def main() -> None:
        bench = DataBench()
        topic = bench.topic("t", 2)
        request = fetch_request(12, partitions=(0, 1), max_wait_ms=500, min_bytes=100)

        async def begun() -> asyncio.Task[FetchResponse]:
            task = asyncio.create_task(bench.answer(request, 12))
            await auntil(lambda: topic.partitions[1].watchers, "the fetch waits")
            return task

        task = await begun()
        for index in (0, 1):  # 68 bytes each: one is not enough
            log = topic.partitions[index].log
            assert not task.done()
            log.append(batch([b"x"]), now_ms=NOW_MS, leader_epoch=0)
            bench.cluster.logs_changed(topic.partitions[index])
            await turns()
        found = await asyncio.wait_for(task, 5)
        assert [len(part.records) > 0 for part in found.responses[0].partitions] == [True, True]
        assert not topic.partitions[0].watchers
        request.topics[0].partitions = request.topics[0].partitions[1:]
        request.topics[0].partitions[0].fetch_offset = 1
        task = await begun()
        bench.timers.run(bench.timers.now + 0.499)
        await turns()
        assert not task.done()
        bench.timers.run(bench.timers.now + 0.001)
        assert (await asyncio.wait_for(task, 5)).responses[0].partitions[0].error_code == codes.NONE
        task = await begun()
        topic.partitions[1].leader = 3
        bench.cluster.logs_changed(topic.partitions[1])
        topic.partitions[1].replicas = [3]
        bench.cluster.logs_changed(topic.partitions[1])
        found = await asyncio.wait_for(task, 5)
        assert found.responses[0].partitions[0].error_code == codes.NOT_LEADER_OR_FOLLOWER

    asyncio.run(main())


def test_sizes_hold_over_partitions_with_one_batch_at_least():
    bench = DataBench()
    bench.topic("t", 3)
    size = len(batch([b"x" * 100]))
    for partition in range(3):
        for _ in range(3):
            produce(bench, batch([b"x" * 100]), partition=partition)

    def sizes(version: int = 12, **options: int) -> list[int]:
        found = bench.ask(fetch_request(version, partitions=(0, 1, 2), **options), version)
        return [len(part.records) // size for part in found.responses[0].partitions]

    assert sizes() == [3, 3, 3]
    assert sizes(partition_max_bytes=2 * size) == [2, 2, 2]
    assert sizes(max_bytes=4 * size) == [3, 1, 0]
    assert sizes(max_bytes=1) == [1, 0, 0]
    assert sizes(partition_max_bytes=1) == [1, 0, 0]


def test_before_version_3_a_batch_that_is_too_large_is_cut_off():
    bench = DataBench()
    bench.topic("t")
    produce(bench, batch([b"x" * 1000]))
    found = fetch(bench, 2, partition_max_bytes=100)
    assert len(found.records) == 100


def test_leader_epochs():
    bench = DataBench()
    topic = bench.topic("t")
    produce(bench, batch([b"a"] * 3))
    topic.partitions[0].leader_epoch = 2
    for epoch, code in ((1, codes.FENCED_LEADER_EPOCH), (2, codes.NONE), (3, codes.UNKNOWN_LEADER_EPOCH)):
        assert fetch(bench, 9, current_leader_epoch=epoch).error_code == code
        for asked in (
            ListOffsetsRequest(
                replica_id=-1,
                topics=[
                    ListOffsetsRequest.ListOffsetsTopic(
                        name="t",
                        partitions=[
                            ListOffsetsRequest.ListOffsetsPartition(
                                partition_index=0, current_leader_epoch=epoch, timestamp=-1
                            )
                        ],
                    )
                ],
            ),
        ):
            assert bench.ask(asked, 4).topics[0].partitions[0].error_code == code
    assert [end_of(bench, epoch) for epoch in (0, 1, 2, 3)] == [(0, 3), (0, 3), (2, 3), (-1, -1)]
    produce(bench, batch([b"b"]))
    assert [end_of(bench, epoch) for epoch in (0, 2)] == [(0, 3), (2, 4)]
    diverging = fetch(bench, 12, offset=4, last_fetched_epoch=1)
    assert (diverging.error_code, diverging.diverging_epoch.epoch, diverging.diverging_epoch.end_offset) == (0, 0, 3)
    assert len(diverging.records) == 0
    assert fetch(bench, 12, offset=3, last_fetched_epoch=2).diverging_epoch.epoch == -1
    assert fetch(bench, 12, offset=3, last_fetched_epoch=9).error_code == codes.OFFSET_OUT_OF_RANGE


def end_of(bench: DataBench, epoch: int, version: int = 3) -> tuple[int, int]:
    part = OffsetForLeaderEpochRequest.OffsetForLeaderPartition(partition=0, leader_epoch=epoch)
    topic = OffsetForLeaderEpochRequest.OffsetForLeaderTopic(topic="t", partitions=[part])
    answer = bench.ask(OffsetForLeaderEpochRequest(topics=[topic]), version).topics[0].partitions[0]
    assert answer.error_code == 0
    return answer.leader_epoch, answer.end_offset


def offsets(
    bench: DataBench, version: int, timestamp: int, *, isolation_level: int = 0, most: int = 1, replica: int = -1
):
    part = ListOffsetsRequest.ListOffsetsPartition(partition_index=0, timestamp=timestamp)
    if version == 0:
        part.max_num_offsets = most
    topic = ListOffsetsRequest.ListOffsetsTopic(name="t", partitions=[part])
    request = ListOffsetsRequest(replica_id=replica, topics=[topic], isolation_level=isolation_level)
    return bench.ask(request, version).topics[0].partitions[0]


@pytest.mark.parametrize("version", range(12))
def test_offsets_by_name_and_by_time(version: int):
    bench = DataBench()
    topic = bench.topic("t")
    produce(bench, batch([b"a", b"b", b"c"], timestamp=NOW_MS - 50, step=10))
    produce(bench, batch([b"d"], timestamp=NOW_MS - 90))
    if version == 0:
        assert offsets(bench, 0, -1).old_style_offsets == [4]
        assert offsets(bench, 0, -1, most=5).old_style_offsets == [4, 0]
        assert offsets(bench, 0, -2).old_style_offsets == [0]
        assert offsets(bench, 0, -3).error_code == codes.UNSUPPORTED_VERSION
        return
    wanted = {-1: 4, -2: 0, NOW_MS - 45: 1, NOW_MS: -1}
    since = {-3: (7, 2), -4: (8, 0), -5: (9, -1), -6: (11, -1), -7: (99, 0)}
    for name, (first, offset) in since.items():
        if version >= first:
            wanted[name] = offset
        else:
            assert offsets(bench, version, name).error_code == codes.UNSUPPORTED_VERSION
    assert {name: offsets(bench, version, name).offset for name in wanted} == wanted
    found = offsets(bench, version, NOW_MS - 45)
    assert (found.timestamp, found.leader_epoch) == (NOW_MS - 40, 0 if version >= 4 else -1)
    if version >= 2:
        log = topic.partitions[0].log
        log.append(batch(producer=(1, 0, 0), transactional=True), now_ms=NOW_MS, leader_epoch=0)
        assert offsets(bench, version, -1).offset == 5
        assert offsets(bench, version, -1, isolation_level=1).offset == 4


def test_an_offset_asked_for_twice_is_a_mistake():
    bench = DataBench()
    bench.topic("t")
    part = ListOffsetsRequest.ListOffsetsPartition(partition_index=0, timestamp=-1)
    topic = ListOffsetsRequest.ListOffsetsTopic(name="t", partitions=[part, part])
    found = bench.ask(ListOffsetsRequest(replica_id=-1, topics=[topic]), 5).topics[0].partitions
    assert [one.error_code for one in found] == [codes.INVALID_REQUEST] * 2


@pytest.mark.parametrize("version", range(3))
def test_deleting_records(version: int):
    bench = DataBench()
    bench.topic("t", 2)
    bench.topic("compacted", cleanup_policy="compact")
    produce(bench, batch([b"a"] * 3))

    def delete(topic: str, partition: int, offset: int) -> tuple[int, int]:
        part = DeleteRecordsRequest.DeleteRecordsPartition(partition_index=partition, offset=offset)
        asked = DeleteRecordsRequest.DeleteRecordsTopic(name=topic, partitions=[part])
        found = bench.ask(DeleteRecordsRequest(topics=[asked], timeout_ms=1), version).topics[0].partitions[0]
        return found.error_code, found.low_watermark

    assert delete("t", 0, 2) == (codes.NONE, 2)
    assert delete("t", 0, 1) == (codes.NONE, 2)
    assert delete("t", 0, 4) == (codes.OFFSET_OUT_OF_RANGE, -1)
    assert delete("t", 0, -2) == (codes.OFFSET_OUT_OF_RANGE, -1)
    assert fetch(bench, 12, offset=1).error_code == codes.OFFSET_OUT_OF_RANGE
    assert delete("t", 0, -1) == (codes.NONE, 3)
    assert delete("t", 1, -1) == (codes.NONE, 0)
    assert delete("t", 2, -1) == (codes.UNKNOWN_TOPIC_OR_PARTITION, -1)
    assert delete("compacted", 0, -1) == (codes.POLICY_VIOLATION, -1)


def test_sessions_are_a_nodes_own_and_name_only_changes():
    bench = DataBench()
    bench.topic("t", 2)
    first = bench.ask(fetch_request(13, partitions=(0, 1), session_epoch=0), 13)
    assert first.session_id > 0
    assert len(first.responses[0].partitions) == 2
    produce(bench, batch(), partition=1)
    again = FetchRequest(session_id=first.session_id, session_epoch=1)
    found = bench.ask(again, 13)
    assert [part.partition_index for part in found.responses[0].partitions] == [1]
    assert bench.ask(again, 13).error_code == codes.INVALID_FETCH_SESSION_EPOCH
    assert bench.ask(again, 13, node=2).error_code == codes.FETCH_SESSION_ID_NOT_FOUND


def test_old_segments_are_served_as_stored():
    bench = DataBench()
    topic = bench.topic("t")
    stored = message(0, b"a", magic=0) + message(1, b"b") + wrapper(3, message(0, b"c") + message(1, b"d"))
    topic.partitions[0].log.load_segment(stored, now_ms=NOW_MS)
    assert bytes(fetch(bench, 12).records) == stored
    assert bytes(fetch(bench, 2).records) == stored
    lowered = bytes(fetch(bench, 1).records)
    assert lowered.startswith(message(0, b"a", magic=0) + message(1, b"b", magic=0))


def test_time_tidies_up():
    bench = DataBench()
    topic = bench.topic("t", retention_ms="1000")
    produce(bench, batch(timestamp=NOW_MS - 5000, producer=(1, 0, 0)))
    bench.timers.run(bench.timers.now + 301)
    assert topic.partitions[0].log.start_offset == 1
    bench.timers.run(bench.timers.now + 301)
    assert topic.partitions[0].log.producers.get(1) is not None
    bench.timers.run(bench.timers.now + 86_400)
    assert topic.partitions[0].log.producers.get(1) is None
