"""Transactions, asked the same of a real Kafka and of the development broker; what differs stands in `test_same_as_kafka_groups`."""

from __future__ import annotations

from typing import Any

import pytest

from barnabas.errors import codes
from barnabas.protocol.message import Request
from barnabas.protocol.messages.add_offsets_to_txn import AddOffsetsToTxnRequest
from barnabas.protocol.messages.add_partitions_to_txn import AddPartitionsToTxnRequest
from barnabas.protocol.messages.describe_transactions import DescribeTransactionsRequest
from barnabas.protocol.messages.end_txn import EndTxnRequest
from barnabas.protocol.messages.init_producer_id import InitProducerIdRequest
from barnabas.protocol.messages.list_transactions import ListTransactionsRequest
from barnabas.protocol.messages.txn_offset_commit import TxnOffsetCommitRequest
from tests.embedded.group_asks import (
    commit,
    fetch,
    init,
)
from tests.embedded.two_coordinators import Make, Pair, Side

# -- transactions


def add(version: int, epoch: int, *places: tuple[str, int], producer: str = "p", transactional_id: str = "x") -> Make:
    def make(side: Side) -> Request:
        one = AddPartitionsToTxnRequest.AddPartitionsToTxnTopic
        topics: dict[str, list[int]] = {}
        for name, index in places or (("t", 0),):
            topics.setdefault(name, []).append(index)
        listed = [one(name=side.topic(name), partitions=indexes) for name, indexes in topics.items()]
        producer_id = side[producer] if not producer.startswith("!") else int(producer[1:])
        name = side.group(transactional_id) if transactional_id else ""
        if version >= 4:
            batch = AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction
            asked = batch(transactional_id=name, producer_id=producer_id, producer_epoch=epoch, topics=listed)
            return AddPartitionsToTxnRequest(transactions=[asked])
        return AddPartitionsToTxnRequest(
            v3_and_below_transactional_id=name,
            v3_and_below_producer_id=producer_id,
            v3_and_below_producer_epoch=epoch,
            v3_and_below_topics=listed,
        )

    return make


def end(epoch: int, committed: bool, *, producer: str = "p", transactional_id: str = "x") -> Make:
    return lambda side: EndTxnRequest(
        transactional_id=side.group(transactional_id) if transactional_id else "",
        producer_id=side[producer] if not producer.startswith("!") else int(producer[1:]),
        producer_epoch=epoch,
        committed=committed,
    )


def patient(pair: Pair, make: Make, version: int, **learn: str) -> Any:
    """As `same`, when Kafka has ended what it ends in the background: until then it asks for patience, we never do."""
    for _ in range(500):
        request = make(pair.real)
        answer = pair.real.ask(request, version)
        results = getattr(answer, "results_by_topic_v3_and_below", None)
        code = results[0].results_by_partition[0].partition_error_code if results else getattr(answer, "error_code", 0)
        if code != codes.CONCURRENT_TRANSACTIONS:
            break
    ours = pair.ours.ask(make(pair.ours), version)
    for side, found in ((pair.real, answer), (pair.ours, ours)):
        for name, field in learn.items():
            side.names[name] = getattr(found, field)
    return pair.equal(pair.real.plain(answer), pair.ours.plain(ours))


def ended(pair: Pair) -> None:
    """Waits until Kafka has written its markers."""
    for _ in range(500):
        answer = pair.real.ask(DescribeTransactionsRequest(transactional_ids=[pair.real.group("x")]), 0)
        if not answer.transaction_states[0].transaction_state.startswith("Prepare"):
            return
    raise AssertionError("the markers are not written")


def describe_x(pair: Pair) -> Any:
    return pair.same(lambda side: DescribeTransactionsRequest(transactional_ids=[side.group("x")]), 0)


@pytest.mark.parametrize(("timeout", "transactional_id"), [(0, "x"), (900_001, "x"), (60_000, ""), (-1, "x")])
def test_an_init_that_is_refused(pair: Pair, timeout: int, transactional_id: str):
    for version in pair.versions(InitProducerIdRequest):
        pair.same(init(transactional_id, timeout), version)


def test_producers_by_name(pair: Pair):
    for version in pair.versions(InitProducerIdRequest):
        pair.same(init(None), version, idempotent="producer_id")
    pair.same(init(), 4, p="producer_id")
    pair.same(init(), 4)
    pair.same(init(producer="p", epoch=1), 4)
    pair.same(init(producer="p", epoch=1), 4)
    pair.same(init(producer="p", epoch=0), 4)
    pair.same(init(producer="p", epoch=0), 3)
    pair.same(init(producer="!999999", epoch=2), 4)
    pair.same(init(producer="p", epoch=-1), 4)
    pair.same(init(producer="!-1", epoch=3), 4)
    pair.same(init("new", producer="!999999", epoch=3), 4, q="producer_id")


def test_requests_of_no_transaction(pair: Pair):
    pair.topic("t")
    pair.same(init(), 4, p="producer_id")
    cases = [("p", 0, "x"), ("p", 1, "x"), ("!999999", 0, "x"), ("p", 0, "other"), ("p", 0, "")]
    for producer, epoch, name in cases[1:]:
        for version in pair.versions(AddPartitionsToTxnRequest):
            if version < 4:
                pair.same(add(version, epoch, producer=producer, transactional_id=name), version)
    for producer, epoch, name in cases:
        for version in pair.versions(EndTxnRequest):
            if version < 5:
                pair.same(end(epoch, True, producer=producer, transactional_id=name), version)
                pair.same(end(epoch, False, producer=producer, transactional_id=name), version)
    for producer, epoch, name in cases[1:]:
        for version in pair.versions(AddOffsetsToTxnRequest):
            pair.same(_add_offsets(producer, epoch, name), version)
    pair.same(lambda side: DescribeTransactionsRequest(transactional_ids=[side.group("other"), "", side.group("x")]), 0)


def _add_offsets(producer: str, epoch: int, name: str, group: str = "g") -> Make:
    return lambda side: AddOffsetsToTxnRequest(
        transactional_id=side.group(name) if name else "",
        producer_id=side[producer] if not producer.startswith("!") else int(producer[1:]),
        producer_epoch=epoch,
        group_id=side.group(group),
    )


def test_the_life_of_a_transaction(pair: Pair):
    pair.topic("t", 2)
    pair.same(init(), 4, p="producer_id")
    describe_x(pair)
    pair.same(add(3, 0, ("t", 0), ("t", 9), ("nowhere", 0)), 3)
    describe_x(pair)
    pair.same(add(3, 0, ("t", 0)), 3)
    pair.same(add(3, 0, ("t", 0), ("t", 1)), 3)
    describe_x(pair)
    pair.same(end(1, True), 3)
    pair.same(end(0, True), 3)
    ended(pair)
    describe_x(pair)
    pair.same(end(0, True), 3)
    pair.same(end(0, False), 3)
    patient(pair, add(3, 0, ("t", 1)), 3)
    pair.same(end(0, False), 3)
    ended(pair)
    pair.same(end(0, False), 3)
    pair.same(end(0, True), 3)
    pair.same(init(), 4)
    pair.same(add(3, 0, ("t", 1)), 3)
    pair.same(add(1, 0, ("t", 1)), 1)


def test_an_open_transaction_that_is_taken_over(pair: Pair):
    pair.topic("t")
    pair.same(init(), 4, p="producer_id")
    pair.same(add(3, 0), 3)
    assert pair.same(init(), 4)["error_code"] == codes.CONCURRENT_TRANSACTIONS
    ended(pair)
    describe_x(pair)
    patient(pair, init(), 4)
    pair.same(add(3, 0), 3)
    pair.same(end(0, True), 3)


def test_the_second_kind_of_transactions(newest: Pair):
    pair = newest
    pair.topic("t")
    pair.same(init(), 5, p="producer_id")
    pair.same(end(0, True), 5)
    pair.same(add(3, 0), 3)
    pair.same(end(1, True), 5)
    assert pair.same(end(0, True), 5)["producer_epoch"] == 1
    ended(pair)
    describe_x(pair)
    pair.same(end(0, True), 5)
    pair.same(end(0, False), 5)
    pair.same(end(1, True), 5)
    assert pair.same(end(1, False), 5)["producer_epoch"] == 2
    ended(pair)
    describe_x(pair)
    pair.same(end(1, False), 5)
    pair.same(end(1, True), 5)
    pair.same(end(2, True), 5)
    pair.same(end(7, True), 5)


@pytest.mark.parametrize("version", [3, 4, 5])
def test_offsets_in_a_transaction(pair: Pair, version: int):
    if version not in pair.versions(TxnOffsetCommitRequest):
        version = max(pair.versions(TxnOffsetCommitRequest))
    pair.topic("t", 2)
    pair.same(init(), 4, p="producer_id")

    def offsets(epoch: int = 0, producer: str = "p", generation: int = -1, member: str = "", group: str = "g") -> Make:
        def make(side: Side) -> Request:
            topic, part = (
                TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic,
                (TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition),
            )
            places = [(side.topic("t"), (0, 9)), (side.topic("nowhere"), (0,))]
            return TxnOffsetCommitRequest(
                transactional_id=side.group("x"),
                group_id=side.group(group) if group else "",
                producer_id=side[producer] if not producer.startswith("!") else int(producer[1:]),
                producer_epoch=epoch,
                generation_id_or_member_epoch=generation,
                member_id=member,
                topics=[
                    topic(name=name, partitions=[part(partition_index=i, committed_offset=9) for i in indexes])
                    for name, indexes in places
                ],
            )

        return make

    pair.same(commit(8), 8)
    pair.same(offsets(group=""), version)
    if version < 5:
        pair.same(offsets(), version)  # not added
    pair.same(_add_offsets("p", 0, "x"), 3)
    pair.same(offsets(), version)
    pair.same(offsets(generation=3, member="m"), version)
    if 5 in pair.versions(TxnOffsetCommitRequest):
        pair.same(offsets(epoch=4), version)
    pair.same(offsets(producer="!999999"), version)
    for number in (7, 8):
        pair.same(fetch(number, "g", stable=True), number)
        pair.same(fetch(number, "g"), number)
    pair.same(end(0, True), 3)
    ended(pair)
    for number in (7, 8):
        pair.same(fetch(number, "g", stable=True, places=(("t", 0), ("t", 1))), number)


def test_what_transactions_are_listed(newest: Pair):
    newest.topic("t")
    newest.same(init(), 4, p="producer_id")
    newest.same(init("y"), 4, q="producer_id")
    newest.same(add(3, 0), 3)

    def listed(version: int, **filters: Any) -> None:
        both = []
        for side in newest.sides:
            asked = {
                key: [side[name] for name in value] if key == "producer_id_filters" else value
                for key, value in filters.items()
            }
            answer = side.plain(side.ask(ListTransactionsRequest(**asked), version))
            found = [one for one in answer["transaction_states"] if one["transactional_id"].endswith("*")]
            both.append((answer["error_code"], answer["unknown_state_filters"], found))
        newest.equal(*both)

    for version in newest.versions(ListTransactionsRequest):
        listed(version)
        listed(version, state_filters=["Ongoing"])
        listed(version, state_filters=["ongoing", "nonsense"])
        listed(version, state_filters=["Empty", "nonsense", "Dead"])
        listed(version, producer_id_filters=["q"])
    listed(1, duration_filter=0)
    listed(1, duration_filter=600_000)
    if 2 in newest.versions(ListTransactionsRequest):
        listed(2, transactional_id_pattern="x-.*")
        listed(2, transactional_id_pattern="x")
        listed(2, transactional_id_pattern="(")
    newest.same(end(0, False), 3)
