"""Idempotence and transactions in one partition, by Kafka's rules."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from barnabas._native import BatchHeader, batch_headers
from barnabas.broker.state.producers import KIND, ProducerIds, ProducerStates, last_sequence
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from tests.harness.batches import batch

LAST = (1 << 31) - 1


def header(
    sequence: int, *, epoch: int = 0, count: int = 1, transactional: bool = False, offset: int = 0
) -> BatchHeader:
    made = batch([b"x"] * count, producer=(7, epoch, sequence), transactional=transactional, base_offset=offset)
    return batch_headers(made)[0][0]


def refusal(states: ProducerStates, one: BatchHeader) -> int:
    try:
        states.check(one)
    except RefusedError as refused:
        return refused.code
    return codes.NONE


def wrote(states: ProducerStates, sequence: int, **options) -> BatchHeader:
    one = header(sequence, **options)
    states.check(one)
    states.wrote(one)
    return one


def test_sequences_follow_each_other():
    states = ProducerStates()
    wrote(states, 0, count=3)
    assert refusal(states, header(4)) == codes.OUT_OF_ORDER_SEQUENCE_NUMBER
    assert refusal(states, header(2)) == codes.OUT_OF_ORDER_SEQUENCE_NUMBER
    assert refusal(states, header(3)) == codes.NONE


def test_an_unknown_producer_may_begin_anywhere_since_2_5():
    assert refusal(ProducerStates(), header(17)) == codes.NONE
    assert refusal(ProducerStates(strict=True), header(17)) == codes.UNKNOWN_PRODUCER_ID
    assert refusal(ProducerStates(strict=True), header(0)) == codes.NONE


def test_epochs_only_rise_and_begin_with_zero():
    states = ProducerStates()
    wrote(states, 0, epoch=3)
    assert refusal(states, header(1, epoch=2)) == codes.INVALID_PRODUCER_EPOCH
    assert refusal(states, header(1, epoch=4)) == codes.OUT_OF_ORDER_SEQUENCE_NUMBER
    assert refusal(states, header(0, epoch=4)) == codes.NONE


@pytest.mark.parametrize(("first", "count", "last"), [(LAST, 1, LAST), (LAST, 2, 0), (LAST - 1, 4, 1), (5, 3, 7)])
def test_after_the_last_sequence_comes_zero(first: int, count: int, last: int):
    one = header(first, count=count)
    assert last_sequence(one) == last
    states = ProducerStates()
    states.wrote(one)
    assert refusal(states, header((last + 1) % (LAST + 1))) == codes.NONE
    assert refusal(states, header((last + 2) % (LAST + 1))) == codes.OUT_OF_ORDER_SEQUENCE_NUMBER


def test_the_last_five_batches_are_known_again():
    states = ProducerStates()
    for sequence in range(6):
        wrote(states, sequence, offset=100 + sequence)
    assert states.duplicate(header(0)) is None
    again = states.duplicate(header(1))
    assert again is not None
    assert again.base_offset == 101
    assert states.duplicate(header(1, count=2)) is None  # other records
    assert states.duplicate(header(5, epoch=1)) is None  # another epoch
    assert refusal(states, header(0)) == codes.OUT_OF_ORDER_SEQUENCE_NUMBER


def test_a_transaction_is_open_from_its_first_batch_to_its_marker():
    states = ProducerStates()
    wrote(states, 0, transactional=True, offset=10)
    wrote(states, 1, transactional=True, offset=11)
    assert (states.first_open_offset, states.in_transaction(7, 0), states.in_transaction(7, 1)) == (10, True, False)
    assert refusal(states, header(2)) == codes.INVALID_TXN_STATE
    states.check_marker(7, 0, 0)
    states.ended(7, 0, 0, 12, 5, commit=False)
    assert (states.first_open_offset, states.in_transaction(7, 0)) == (None, False)
    assert [(txn.first_offset, txn.last_offset) for txn in states.aborted] == [(10, 12)]
    assert refusal(states, header(2)) == codes.NONE  # sequences go on under the same epoch
    states.ended(7, 0, 0, 13, 5, commit=False)  # an end without a beginning
    assert len(states.aborted) == 1


def test_markers_are_fenced():
    states = ProducerStates()
    wrote(states, 0, epoch=2, transactional=True)
    states.ended(7, 3, 5, 1, 0, commit=True)
    for epoch, coordinator, code in (
        (2, 5, codes.INVALID_PRODUCER_EPOCH),
        (3, 4, codes.TRANSACTION_COORDINATOR_FENCED),
    ):
        with pytest.raises(RefusedError) as caught:
            states.check_marker(7, epoch, coordinator)
        assert caught.value.code == code
    # The marker raised the epoch: what comes late from before is out, and sequences begin anew (KIP-890).
    assert refusal(states, header(1, epoch=2)) == codes.INVALID_PRODUCER_EPOCH
    assert refusal(states, header(1, epoch=3)) == codes.OUT_OF_ORDER_SEQUENCE_NUMBER
    assert refusal(states, header(0, epoch=3)) == codes.NONE


def test_what_was_refused_while_it_was_verified_is_not_overtaken():
    states = ProducerStates()
    states.verifying(7, 0, 3)  # and the coordinator said no
    states.verifying(7, 0, 5)
    assert refusal(states, header(5, transactional=True)) == codes.OUT_OF_ORDER_SEQUENCE_NUMBER
    assert refusal(states, header(3, transactional=True)) == codes.NONE


def test_idle_producers_are_forgotten_but_not_open_transactions():
    states = ProducerStates()
    wrote(states, 0, transactional=True)
    latest = header(0).max_timestamp
    states.forget(latest + 1000, 1000)
    assert states.get(7) is not None
    states.ended(7, 0, 0, 1, latest, commit=True)
    states.forget(latest + 999, 1000)
    assert states.get(7) is not None
    states.forget(latest + 1000, 1000)
    assert states.get(7) is None


def test_producer_ids_are_never_given_twice():
    journal: dict[tuple[str, str], dict[str, int]] = {}
    cluster = SimpleNamespace(
        journal=SimpleNamespace(put=lambda kind, key, value: journal.update({(kind, key): value}))
    )
    ids = ProducerIds(cluster)  # type: ignore[arg-type]
    first = [ids.next() for _ in range(1500)]
    assert first == list(range(1500))
    after = ProducerIds(cluster)  # type: ignore[arg-type]
    after.restore(KIND, "", journal[KIND, ""])
    assert after.next() == 2000
