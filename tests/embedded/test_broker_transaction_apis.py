"""Transactions as an operator sees and ends them (KIP-664): the development broker and a real Kafka answer the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import OffsetAndMetadata, TopicPartition
from barnabas.broker.state.transactions.transaction import OFFSETS_TOPIC, java_hash
from barnabas.errors import codes
from barnabas.protocol.messages.describe_transactions import DescribeTransactionsRequest
from barnabas.protocol.messages.list_transactions import ListTransactionsRequest
from barnabas.protocol.messages.metadata import MetadataRequest
from barnabas.protocol.messages.write_txn_markers import WriteTxnMarkersRequest
from tests.embedded.admin_asks import Asker
from tests.embedded.raw import list_offsets
from tests.harness.kafka import Topics
from tests.harness.waiting import until

WAIT = 30.0
LATEST = -1


class Open:
    """A producer with an open transaction that has one record in the only partition of a topic; its name is the transactional id."""

    def __init__(self, ask: Asker, producer: barnabas.Producer[Any, Any], name: str) -> None:
        self._ask = ask
        self.producer = producer
        self.name = name
        self.more()

    def more(self) -> None:
        """Another transaction."""
        self.producer.begin_transaction()
        self.producer.send(self.name, b"x").result(WAIT)

    def state(self) -> Any:
        (state,) = self._ask.ask(DescribeTransactionsRequest(transactional_ids=[self.name]), 0).transaction_states
        assert state.error_code == 0
        return state

    def stable(self) -> int:
        """Up to where readers of committed records see the partition."""
        asked = list_offsets(self.name, LATEST)
        asked.isolation_level = 1
        (partition,) = self._ask.ask(asked, 8).topics[0].partitions
        offset: int = partition.offset
        return offset

    def mark(
        self, *places: tuple[str, int], commit: bool = False, epoch: int | None = None, coordinator_epoch: int = 0
    ) -> list[int]:
        """Writes markers by hand; the code for each partition."""
        state = self.state()
        one = WriteTxnMarkersRequest.WritableTxnMarkerTopic
        marker = WriteTxnMarkersRequest.WritableTxnMarker(
            producer_id=state.producer_id,
            producer_epoch=state.producer_epoch if epoch is None else epoch,
            transaction_result=commit,
            topics=[one(name=name, partition_indexes=[index]) for name, index in places],
            coordinator_epoch=coordinator_epoch,
        )
        (told,) = self._ask.ask(WriteTxnMarkersRequest(markers=[marker]), 1).markers
        assert told.producer_id == state.producer_id
        found = {(t.name, p.partition_index): p.error_code for t in told.topics for p in t.partitions}
        assert len(found) == len(places)
        return [found[place] for place in places]


@pytest.fixture
def opened(ask: Asker, client: barnabas.Client, topic: Topics) -> Iterator[Open]:
    name = topic()
    with client.producer(transactional_id=name) as producer:
        yield Open(ask, producer, name)


def test_what_transactions_there_are(ask: Asker, opened: Open) -> None:
    def listed(version: int = 1, **filters: Any) -> list[tuple[int, str]]:
        told = ask.ask(ListTransactionsRequest(**filters), version)
        assert (told.error_code, told.unknown_state_filters) == (0, [])
        return [
            (one.producer_id, one.transaction_state)
            for one in told.transaction_states
            if one.transactional_id == opened.name
        ]

    own = opened.state().producer_id
    there = [(own, "Ongoing")]
    assert listed(0) == listed() == there
    assert listed(state_filters=["Ongoing", "Empty"]) == there
    assert listed(state_filters=["Empty"]) == []
    assert listed(producer_id_filters=[own]) == there
    assert listed(producer_id_filters=[own + 1_000_000]) == []
    assert listed(duration_filter=600_000) == []
    assert listed(2, transactional_id_pattern=f"{opened.name[:-3]}.*") == there
    assert listed(2, transactional_id_pattern=opened.name[:-3]) == [], "a pattern is of the whole"
    until(lambda: listed(duration_filter=0) == there, "it runs for a millisecond")
    opened.producer.commit_transaction()
    until(lambda: listed() == [(own, "CompleteCommit")], "it is committed")


def test_what_is_no_filter(ask: Asker, opened: Open) -> None:
    told = ask.ask(ListTransactionsRequest(state_filters=["ongoing", "Dead"]), 1)
    assert (told.error_code, told.unknown_state_filters, told.transaction_states) == (0, ["ongoing"], [])
    told = ask.ask(ListTransactionsRequest(state_filters=["nonsense"]), 1)
    assert (told.error_code, told.unknown_state_filters, told.transaction_states) == (0, ["nonsense"], [])
    told = ask.ask(ListTransactionsRequest(transactional_id_pattern="("), 2)
    assert told.error_code == codes.INVALID_REGULAR_EXPRESSION


def test_an_operator_ends_what_hangs(opened: Open) -> None:
    assert opened.stable() == 0
    assert opened.mark((opened.name, 0), (opened.name, 7), ("nowhere", 0)) == [
        codes.NONE,
        codes.UNKNOWN_TOPIC_OR_PARTITION,
        codes.UNKNOWN_TOPIC_OR_PARTITION,
    ]
    assert opened.stable() == 2, "the record and its marker"


def test_markers_of_an_older_epoch_are_refused(opened: Open) -> None:
    opened.producer.commit_transaction()
    until(lambda: opened.state().transaction_state == "CompleteCommit", "the markers are written")
    opened.more()
    before = opened.stable()
    assert opened.mark((opened.name, 0), epoch=opened.state().producer_epoch - 1) == [codes.INVALID_PRODUCER_EPOCH]
    assert opened.mark((opened.name, 0), coordinator_epoch=-1) == [codes.TRANSACTION_COORDINATOR_FENCED]
    assert opened.stable() == before, "it is still open"
    opened.producer.commit_transaction()


@pytest.mark.parametrize("commit", [True, False])
def test_offsets_of_a_transaction_that_hangs(ask: Asker, client: barnabas.Client, opened: Open, commit: bool) -> None:
    group, place = opened.name, TopicPartition(opened.name, 0)
    member = barnabas.ConsumerGroupMetadata(group)
    opened.producer.send_offsets_to_transaction(member, {place: OffsetAndMetadata(1)})
    asked = MetadataRequest(topics=[MetadataRequest.MetadataRequestTopic(name=OFFSETS_TOPIC)])
    count = len(ask.ask(asked, 9).topics[0].partitions)
    at = (OFFSETS_TOPIC, abs(java_hash(group)) % count)
    assert opened.mark(at, commit=commit) == [codes.NONE]

    def committed() -> object:
        with client.consumer(group_id=group) as look:
            return look.committed(place)[place]

    assert committed() == (OffsetAndMetadata(1) if commit else None)
