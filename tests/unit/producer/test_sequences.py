"""The rules of an idempotent producer's numbers, one by one."""

from __future__ import annotations

import pytest

from barnabas.errors import codes
from barnabas.producer.sequences import (
    MOST_EPOCH,
    MOST_FLYING,
    NO_ID,
    WRAP,
    Line,
    Numbered,
    ProducerId,
    Sequences,
)
from barnabas.types import TopicPartition

FIRST = ProducerId(7, 0)


def test_the_protocols_numbers() -> None:
    assert (WRAP, MOST_EPOCH, MOST_FLYING, NO_ID) == (2**31, 2**15 - 1, 5, (-1, -1))


def test_nothing_is_known_of_a_line_that_is_new() -> None:
    line = Line(TopicPartition("t", 0))
    assert (line.producer, line.next, line.acked, line.acked_offset) == (NO_ID, 0, 0, -1)
    assert (line.flying, line.unresolved, line.known, line.lost) == ([], None, False, False)


def test_a_number_shows_who_where_and_how_many() -> None:
    assert repr(Numbered(ProducerId(7, 1), 20, 3)) == "<7/1 20+3>"


def begun(count: int = 1, sizes: tuple[int, ...] = ()) -> tuple[Sequences, Line, list[Numbered]]:
    """A partition with batches out."""
    sequences = Sequences()
    sequences.given(FIRST)
    line = sequences.line(TopicPartition("t", 0))
    sequences.written(line, sequences.begin(line, 0), -1)  # the first one goes alone
    return sequences, line, [sequences.begin(line, size) for size in sizes or (10,) * count]


def shown(batches: list[Numbered]) -> list[tuple[int, int]]:
    return [(one.producer.epoch, one.sequence) for one in batches]


def test_nothing_is_numbered_before_there_is_an_id() -> None:
    sequences = Sequences()
    line = sequences.line(TopicPartition("t", 0))
    assert sequences.wants_id
    assert not sequences.may_begin(line)
    sequences.given(FIRST)
    assert not sequences.wants_id
    assert sequences.may_begin(line)


def test_numbers_follow_one_another_and_wrap() -> None:
    sequences, line, batches = begun(sizes=(3, 4))
    assert shown(batches) == [(0, 0), (0, 3)]
    line.next = WRAP - 2
    assert shown([sequences.begin(line, 5), sequences.begin(line, 1)]) == [(0, WRAP - 2), (0, 3)]


def test_the_first_batch_of_an_epoch_goes_alone() -> None:
    sequences = Sequences()
    sequences.given(FIRST)
    line = sequences.line(TopicPartition("t", 0))
    first = sequences.begin(line, 3)
    assert not sequences.may_begin(line)  # a broker would take it for the first one, were that refused
    sequences.written(line, first, 0)
    assert sequences.may_begin(line)
    sequences.begin(line, 3)
    assert sequences.may_begin(line)


def test_acknowledgements_are_followed_across_the_wrap() -> None:
    sequences, line, _ = begun(0)
    line.producer, line.next, line.acked = FIRST, WRAP - 2, WRAP - 2
    one = sequences.begin(line, 5)
    sequences.written(line, one, 100)
    assert (line.acked, line.acked_offset) == (3, 104)


def test_a_broker_knows_five_batches_again_and_no_more_are_out() -> None:
    sequences, line, batches = begun(MOST_FLYING)
    assert not sequences.may_begin(line)
    sequences.written(line, batches[0], 0)
    assert sequences.may_begin(line)


# What becomes of a batch that is refused for its number: which of three in flight, what was given up before, which code;
# and whether the partition then goes on from zero.
@pytest.mark.parametrize(
    ("at", "given_up", "code", "log_start", "anew"),
    [
        (1, False, codes.OUT_OF_ORDER_SEQUENCE_NUMBER, -1, False),  # behind one that waits for its repetition
        (0, False, codes.OUT_OF_ORDER_SEQUENCE_NUMBER, -1, True),  # all before it was acknowledged: there is a gap
        (
            1,
            True,
            codes.OUT_OF_ORDER_SEQUENCE_NUMBER,
            -1,
            True,
        ),  # right behind one that was given up: that was not written
        (2, True, codes.OUT_OF_ORDER_SEQUENCE_NUMBER, -1, False),  # it may be early only
        (0, False, codes.UNKNOWN_PRODUCER_ID, -1, False),  # the partition has moved: ask whoever has it
        (0, False, codes.UNKNOWN_PRODUCER_ID, 0, True),
        (0, False, codes.UNKNOWN_PRODUCER_ID, 100, True),  # retention has removed what was known
        (2, True, codes.UNKNOWN_PRODUCER_ID, 0, True),
    ],
)
def test_a_batch_that_was_refused_for_its_number(
    at: int, given_up: bool, code: int, log_start: int, anew: bool
) -> None:
    sequences, line, batches = begun(3)
    if given_up:
        sequences.given_up(line, batches[0])
    assert sequences.again(line, batches[at], code, log_start)
    assert sequences.may_repeat(line) is not anew
    sequences.settle(line, out=True)
    assert shown(batches) == [(0, 0), (0, 10), (0, 20)]  # nothing changes while a request is out
    sequences.settle(line, out=False)
    left = batches[1:] if given_up else batches
    if anew:
        assert shown(left) == [(1, 10 * i) for i in range(len(left))]
        assert sequences.id == ProducerId(7, 1)
        assert sequences.may_repeat(line)
    else:
        assert shown(left) == [(0, 10 * i) for i in range(3 - len(left), 3)]
        assert sequences.id == FIRST


def test_a_broker_that_has_lost_what_it_knew_makes_a_new_epoch_whatever_is_in_the_log() -> None:
    sequences, line, (first, second) = begun(2)
    sequences.written(line, first, 40)
    assert sequences.again(line, second, codes.UNKNOWN_PRODUCER_ID, 0)
    sequences.settle(line, out=False)
    assert shown([second]) == [(1, 0)]


def test_what_was_given_up_is_settled_by_what_followed_it() -> None:
    sequences, line, (lost, after) = begun(2)
    sequences.given_up(line, lost)
    sequences.settle(line, out=True)
    assert not sequences.may_begin(line)
    sequences.written(line, after, 10)  # so the first one was written too
    sequences.settle(line, out=False)
    assert sequences.may_begin(line)
    assert shown([sequences.begin(line, 1)]) == [(0, 20)]


def test_what_was_given_up_with_nothing_behind_it_makes_a_new_epoch() -> None:
    sequences, line, (lost,) = begun(1)
    sequences.given_up(line, lost)
    assert not sequences.may_begin(line)
    sequences.settle(line, out=False)
    assert shown([sequences.begin(line, 1)]) == [(1, 0)]


def test_a_batch_refused_for_good_makes_a_new_epoch_for_those_behind_it() -> None:
    sequences, line, (refused, after) = begun(2)
    sequences.failed(line, refused)
    assert not sequences.may_repeat(line)
    sequences.settle(line, out=False)
    assert not sequences.may_begin(line)  # before the first one of the new epoch is in
    sequences.written(line, after, 0)
    assert shown([after, sequences.begin(line, 1)]) == [(1, 0), (1, 10)]


def test_other_partitions_go_over_to_a_new_epoch_once_theirs_are_in() -> None:
    sequences, line, (lost,) = begun(1)
    other = sequences.line(TopicPartition("t", 1))
    old = sequences.begin(other, 5)
    sequences.failed(line, lost)
    sequences.settle(line, out=False)
    assert not sequences.may_begin(other)  # its batch of the old epoch has no outcome
    assert sequences.may_repeat(other)
    sequences.written(other, old, 0)
    assert shown([sequences.begin(other, 1)]) == [(1, 0)]


def test_two_partitions_that_lost_their_thread_share_one_new_epoch() -> None:
    sequences, line, (lost,) = begun(1)
    other = sequences.line(TopicPartition("t", 1))
    also = sequences.begin(other, 5)
    sequences.failed(line, lost)
    sequences.failed(other, also)
    sequences.settle(line, out=False)
    sequences.settle(other, out=False)
    assert sequences.id == ProducerId(7, 1)
    assert shown([sequences.begin(line, 1), sequences.begin(other, 1)]) == [(1, 0), (1, 0)]


def test_behind_the_last_epoch_another_id_is_asked_for() -> None:
    sequences, line, (lost, after) = begun(2)
    sequences.id = line.producer = lost.producer = after.producer = ProducerId(7, MOST_EPOCH)
    sequences.failed(line, lost)
    sequences.settle(line, out=False)
    assert sequences.id == NO_ID
    assert sequences.wants_id
    assert not sequences.may_repeat(line)
    sequences.given(ProducerId(8, 0))
    sequences.settle(line, out=False)
    assert (after.producer, after.sequence) == (ProducerId(8, 0), 0)


def test_the_parts_of_a_batch_take_its_numbers() -> None:
    sequences, line, (before, whole, after) = begun(sizes=(2, 7, 3))
    parts = sequences.split(line, whole, [4, 3])
    assert shown([before, *parts, after]) == [(0, 0), (0, 2), (0, 6), (0, 9)]
    assert line.flying == [before, *parts, after]


def test_a_partition_has_one_line() -> None:
    sequences = Sequences()
    place = TopicPartition("t", 0)
    assert sequences.line(place) is sequences.line(place)


def test_an_acknowledgement_that_comes_late_takes_nothing_back() -> None:
    sequences, line, (early, late) = begun(2)
    sequences.written(line, late, 50)
    sequences.written(line, early, 40)
    assert (line.acked, line.acked_offset) == (20, 59)


@pytest.mark.parametrize(("base_offset", "known"), [(-1, -1), (0, 9), (5, 14)])
def test_where_a_batch_was_written_is_known_if_the_broker_said_so(base_offset: int, known: int) -> None:
    sequences, line, (one,) = begun(1)
    sequences.written(line, one, base_offset)
    assert line.acked_offset == known


def test_nothing_new_begins_while_a_batch_is_out_whose_time_is_over() -> None:
    sequences, line, (late,) = begun(1)
    sequences.overdue(line, late)
    assert not sequences.may_begin(line)
    sequences.settle(line, out=True)
    assert not sequences.may_begin(line)
    sequences.written(line, late, 0)
    sequences.settle(line, out=False)
    assert shown([sequences.begin(line, 1)]) == [(0, 10)]


def test_behind_a_batch_refused_for_good_nothing_begins_before_the_new_epoch() -> None:
    sequences, line, (refused,) = begun(1)
    sequences.failed(line, refused)
    assert not sequences.may_begin(line)
    sequences.settle(line, out=False)
    assert shown([sequences.begin(line, 1)]) == [(1, 0)]


def test_under_another_id_nothing_begins_before_what_is_out_has_its_outcome() -> None:
    sequences, line, (first, second) = begun(2)
    sequences.given(ProducerId(8, 0))
    for one in (first, second):
        assert not sequences.may_begin(line)
        sequences.written(line, one, 0)
    assert [one.producer for one in (sequences.begin(line, 1),)] == [ProducerId(8, 0)]


# --- in transactions: a gap ends the transaction, and with it the epoch, but never the epoch alone ---------------------


def in_transaction(count: int) -> tuple[Sequences, Line, list[Numbered]]:
    sequences = Sequences(transactional=True)
    sequences.given(FIRST)
    line = sequences.line(TopicPartition("t", 0))
    sequences.written(line, sequences.begin(line, 10), 0)
    return sequences, line, [sequences.begin(line, 10) for _ in range(count)]


@pytest.mark.parametrize(
    ("at", "given_up", "code", "log_start", "again"),
    [
        (0, False, codes.OUT_OF_ORDER_SEQUENCE_NUMBER, -1, False),  # all before it was acknowledged: there is a gap
        (1, False, codes.OUT_OF_ORDER_SEQUENCE_NUMBER, -1, True),  # behind one that waits for its repetition
        (1, True, codes.OUT_OF_ORDER_SEQUENCE_NUMBER, -1, False),
        (2, True, codes.OUT_OF_ORDER_SEQUENCE_NUMBER, -1, False),
        (0, False, codes.UNKNOWN_PRODUCER_ID, -1, True),  # the partition has moved: ask whoever has it
        (
            0,
            False,
            codes.UNKNOWN_PRODUCER_ID,
            9,
            False,
        ),  # the last record is there, and the broker has lost what it knew
        (0, False, codes.UNKNOWN_PRODUCER_ID, 10, True),  # retention has removed what was known
    ],
)
def test_in_a_transaction_a_batch_that_was_refused_for_its_number(
    at: int, given_up: bool, code: int, log_start: int, again: bool
) -> None:
    sequences, line, batches = in_transaction(3)
    if given_up:
        sequences.given_up(line, batches[0])
    assert sequences.again(line, batches[at], code, log_start) is again
    assert line.lost is (log_start == 10)


def test_in_a_transaction_what_was_given_up_makes_no_new_epoch() -> None:
    sequences, line, (lost,) = in_transaction(1)
    sequences.given_up(line, lost)
    sequences.settle(line, out=False)
    assert sequences.id == FIRST
    assert not sequences.may_begin(line)
    assert sequences.may_repeat(line)


def test_in_a_transaction_what_retention_removed_goes_on_from_zero_in_the_same_epoch() -> None:
    sequences, line, (one, after) = in_transaction(2)
    assert sequences.again(line, one, codes.UNKNOWN_PRODUCER_ID, 10)
    sequences.settle(line, out=False)
    assert shown([one, after]) == [(0, 0), (0, 10)]
    assert sequences.id == FIRST  # a higher one is the coordinator's to give


@pytest.mark.parametrize("id", [FIRST, ProducerId(7, 1), ProducerId(9, 0)])
def test_with_the_next_transaction_all_lines_begin_anew(id: ProducerId) -> None:
    sequences, line, (one, lost) = in_transaction(2)
    sequences.given_up(line, lost)
    line.lost = True
    assert line.flying == [one]
    sequences.reset(id)
    assert (line.flying, line.unresolved, line.lost) == ([], None, False)
    begun_anew = sequences.begin(line, 1)
    assert (begun_anew.producer, begun_anew.sequence) == (id, 0)


@pytest.mark.kip(360)
def test_what_has_no_outcome_is_not_settled_until_all_begins_anew() -> None:
    sequences, line, (first, lost, refused) = in_transaction(3)
    sequences.line(TopicPartition("t", 1))  # nothing was sent there
    assert sequences.unsettled() == {line.place}
    sequences.written(line, first, 10)
    sequences.failed(line, refused)
    assert sequences.unsettled() == {line.place}
    sequences.given_up(line, lost)
    assert not line.flying
    assert sequences.unsettled() == {line.place}
    sequences.reset(FIRST._replace(epoch=1))
    assert sequences.unsettled() == set()


def test_what_was_written_or_refused_is_settled() -> None:
    sequences, line, (written, refused) = in_transaction(2)
    sequences.written(line, written, 10)
    sequences.failed(line, refused)
    assert sequences.unsettled() == set()
