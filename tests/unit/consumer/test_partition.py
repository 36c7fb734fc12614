"""What stands in a partition's way, and what ends that."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from barnabas.consumer.partition import Partition
from barnabas.consumer.target import Target
from barnabas.engine.list_offsets import EARLIEST
from barnabas.errors.client import ClientError, KafkaError, LogTruncatedError, NoOffsetError
from barnabas.types import TopicPartition

DAMAGED, PASSING = ClientError("the batch is damaged"), ClientError("not now")


@pytest.fixture
def p() -> Partition:
    """Read up to 5; what is fetched next lies behind a damaged batch."""
    made = Partition(TopicPartition("t", 0))
    made.start(5)
    assert made.fetched(made.turn, 9, 0)
    made.fail(DAMAGED, stuck=True)
    return made


def stands(p: Partition) -> tuple[KafkaError | None, bool]:
    return p.error, p.stuck


def test_what_passes_comes_and_goes() -> None:
    p = Partition(TopicPartition("t", 0))
    p.fail(PASSING, stuck=False)
    assert stands(p) == (PASSING, False)
    p.clear_error()
    assert stands(p) == (None, False)


@pytest.mark.parametrize("then", [lambda p: p.fail(PASSING, stuck=False), Partition.clear_error, Partition.at_once])
def test_what_does_not_pass_stays(p: Partition, then: Callable[[Partition], None]) -> None:
    then(p)
    assert stands(p) == (DAMAGED, True)
    other = ClientError("the log was cut")
    p.fail(other, stuck=True)
    assert stands(p) == (other, True)


@pytest.mark.parametrize(
    "anew",
    [
        lambda p: p.start(9),
        lambda p: p.start(9, version=p.version),
        lambda p: p.start_by(Target(EARLIEST)),
        lambda p: p.found(9, 0, p.version),
    ],
    ids=["sought", "begun", "to be looked up", "looked up"],
)
def test_a_new_position_ends_it(p: Partition, anew: Callable[[Partition], object]) -> None:
    anew(p)
    assert stands(p) == (None, False)
    p.fail(PASSING, stuck=False)
    assert stands(p) == (PASSING, False)


@pytest.mark.parametrize("stands_there", [NoOffsetError("made anew"), LogTruncatedError("cut"), DAMAGED, None])
def test_reading_again_does_not_end_what_only_a_seek_can(p: Partition, stands_there: KafkaError | None) -> None:
    p.start(5)
    if stands_there is not None:
        p.fail(stands_there, stuck=True)
    turn = p.turn
    p.rewind(3, 1, p.version - 1)
    assert (p.position, p.turn) == (5, turn)
    p.rewind(3, 1, p.version)
    assert (p.position, p.epoch, p.fetch_at, p.fetch_epoch) == (3, 1, 3, 1)
    assert p.turn > turn  # what was fetched counts no more
    stays = stands_there if isinstance(stands_there, NoOffsetError) else None
    assert stands(p) == (stays, stays is not None)


def test_one_for_an_older_version_does_not(p: Partition) -> None:
    p.start(9, version=p.version - 1)
    p.found(9, 0, p.version - 1)
    assert p.start_by(Target(EARLIEST), version=p.version - 1) is None
    assert stands(p) == (DAMAGED, True)
