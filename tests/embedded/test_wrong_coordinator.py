"""Whoever asks a node about a group or a transactional id that another one coordinates is told so, by every API of both coordinators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from barnabas.broker import Broker
from barnabas.errors import codes
from barnabas.protocol.message import Request
from barnabas.protocol.messages.add_offsets_to_txn import AddOffsetsToTxnRequest
from barnabas.protocol.messages.add_partitions_to_txn import AddPartitionsToTxnRequest
from barnabas.protocol.messages.consumer_group_describe import ConsumerGroupDescribeRequest
from barnabas.protocol.messages.consumer_group_heartbeat import ConsumerGroupHeartbeatRequest
from barnabas.protocol.messages.create_topics import CreateTopicsRequest
from barnabas.protocol.messages.delete_groups import DeleteGroupsRequest
from barnabas.protocol.messages.describe_groups import DescribeGroupsRequest
from barnabas.protocol.messages.describe_transactions import DescribeTransactionsRequest
from barnabas.protocol.messages.end_txn import EndTxnRequest
from barnabas.protocol.messages.find_coordinator import FindCoordinatorRequest
from barnabas.protocol.messages.heartbeat import HeartbeatRequest
from barnabas.protocol.messages.init_producer_id import InitProducerIdRequest
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.leave_group import LeaveGroupRequest
from barnabas.protocol.messages.list_groups import ListGroupsRequest
from barnabas.protocol.messages.list_transactions import ListTransactionsRequest
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest
from barnabas.protocol.messages.offset_delete import OffsetDeleteRequest
from barnabas.protocol.messages.offset_fetch import OffsetFetchRequest
from barnabas.protocol.messages.sync_group import SyncGroupRequest
from barnabas.protocol.messages.txn_offset_commit import TxnOffsetCommitRequest
from tests.embedded.raw import Raw

NAME = "who"
GROUP, TRANSACTION = 0, 1
WRONG = codes.NOT_COORDINATOR


def offset_commit() -> OffsetCommitRequest:
    one = OffsetCommitRequest.OffsetCommitRequestPartition(partition_index=0, committed_offset=1)
    topic = OffsetCommitRequest.OffsetCommitRequestTopic(name="t", partitions=[one])
    return OffsetCommitRequest(group_id=NAME, topics=[topic])


def txn_offset_commit() -> TxnOffsetCommitRequest:
    one = TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition(partition_index=0, committed_offset=1)
    topic = TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic(name="t", partitions=[one])
    return TxnOffsetCommitRequest(transactional_id=NAME, group_id=NAME, topics=[topic])


def offset_fetch_1() -> OffsetFetchRequest:
    return OffsetFetchRequest(
        group_id=NAME, topics=[OffsetFetchRequest.OffsetFetchRequestTopic(name="t", partition_indexes=[0])]
    )


def add_partitions() -> AddPartitionsToTxnRequest:
    topic = AddPartitionsToTxnRequest.AddPartitionsToTxnTopic(name="t", partitions=[0])
    return AddPartitionsToTxnRequest(v3_and_below_transactional_id=NAME, v3_and_below_topics=[topic])


def top(answer: Any) -> int:
    code: int = answer.error_code
    return code


def first_partition(answer: Any) -> int:
    code: int = answer.topics[0].partitions[0].error_code
    return code


CASES: list[tuple[Request, int, Callable[[Any], int]]] = [
    (JoinGroupRequest(group_id=NAME, protocol_type="consumer"), 9, top),
    (SyncGroupRequest(group_id=NAME), 5, top),
    (HeartbeatRequest(group_id=NAME), 4, top),
    (LeaveGroupRequest(group_id=NAME), 5, top),
    (ConsumerGroupHeartbeatRequest(group_id=NAME), 1, top),
    (DescribeGroupsRequest(groups=[NAME]), 5, lambda a: top(a.groups[0])),
    (ConsumerGroupDescribeRequest(group_ids=[NAME]), 1, lambda a: top(a.groups[0])),
    (DeleteGroupsRequest(groups_names=[NAME]), 2, lambda a: top(a.results[0])),
    (offset_commit(), 8, first_partition),
    (offset_fetch_1(), 1, first_partition),
    (offset_fetch_1(), 7, top),
    (
        OffsetFetchRequest(groups=[OffsetFetchRequest.OffsetFetchRequestGroup(group_id=NAME)]),
        8,
        lambda a: top(a.groups[0]),
    ),
    (OffsetDeleteRequest(group_id=NAME), 0, top),
    (txn_offset_commit(), 4, first_partition),
    (InitProducerIdRequest(transactional_id=NAME, transaction_timeout_ms=60_000), 5, top),
    (add_partitions(), 3, lambda a: a.results_by_topic_v3_and_below[0].results_by_partition[0].partition_error_code),
    (AddOffsetsToTxnRequest(transactional_id=NAME, group_id=NAME), 4, top),
    (EndTxnRequest(transactional_id=NAME), 5, top),
    (DescribeTransactionsRequest(transactional_ids=[NAME]), 0, lambda a: top(a.transaction_states[0])),
]


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with Broker(nodes=2, default_partitions=1) as broker, node(broker, 0) as raw:
        topic = CreateTopicsRequest.CreatableTopic(name="t", num_partitions=1, replication_factor=1)
        assert raw.ask(CreateTopicsRequest(topics=[topic]), 7).topics[0].error_code == 0
        yield broker


def node(broker: Broker, at: int) -> Raw:
    return Raw(broker.bootstrap_servers.split(",")[at])


@pytest.fixture(scope="module")
def wrong(broker: Broker) -> Iterator[Raw]:
    """A node that coordinates neither the group nor the transactional id."""
    broker.move_coordinator(to=2, group=NAME)
    broker.move_coordinator(to=2, transactional_id=NAME)
    with node(broker, 0) as raw:
        for kind in (GROUP, TRANSACTION):
            assert raw.ask(FindCoordinatorRequest(key=NAME, key_type=kind), 3).node_id == 2
        yield raw


@pytest.mark.parametrize(("request_", "version", "code"), CASES, ids=[f"{r.NAME}-{v}" for r, v, _ in CASES])
def test_it_is_told(wrong: Raw, request_: Request, version: int, code: Callable[[Any], int]) -> None:
    assert code(wrong.ask(request_, version)) == WRONG


def test_and_lists_leave_it_out(broker: Broker, wrong: Raw) -> None:
    with node(broker, 1) as right:
        assert right.ask(offset_commit(), 8).topics[0].partitions[0].error_code == 0
        assert right.ask(InitProducerIdRequest(transactional_id=NAME, transaction_timeout_ms=60_000), 5).error_code == 0
        for raw, there in ((right, [NAME]), (wrong, [])):
            assert [g.group_id for g in raw.ask(ListGroupsRequest(), 5).groups] == there
            assert [t.transactional_id for t in raw.ask(ListTransactionsRequest(), 1).transaction_states] == there
