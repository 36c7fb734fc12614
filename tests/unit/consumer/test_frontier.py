"""What may be committed of records that are done in any order: tables, and a model."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from barnabas.consumer.frontier import Frontier
from tests.harness.properties import examples


@pytest.mark.parametrize(
    ("given_out", "done", "first"),
    [
        ([[0, 1, 2]], [], 0),
        ([[0, 1, 2]], [0], 1),
        ([[0, 1, 2]], [1, 2], 0),
        ([[0, 1, 2]], [2, 1, 0], None),
        ([[5, 9], [12, 40]], [5], 9),  # gaps hold up nothing
        ([[5, 9], [12, 40]], [12, 5, 9], 40),
        ([[5, 9], [12, 40]], [40, 9], 5),
        ([[0, 1], [1, 2]], [0, 1], 2),  # what an iteration left over is given out again
        ([[0, 1], [0, 1]], [0, 1], None),
        ([[3]], [2, 4, 3, 3], None),  # those that nobody was given
        ([], [1], None),
    ],
)
def test_the_first_that_is_not_done(given_out: list[list[int]], done: list[int], first: int | None) -> None:
    frontier = Frontier()
    for offsets in given_out:
        frontier.give(offsets)
    for offset in done:
        frontier.done(offset)
    assert frontier.first() == first


@pytest.mark.parametrize(
    ("parts", "done", "epoch"),
    [
        ([([0, 1], (3, 3))], [0], 3),
        ([([0, 1, 2], (3, 4))], [0], -1),  # 0 was written in 3, or in 4: who knows
        ([([0, 1], (3, 3)), ([2, 3], (3, 3))], [0, 1], 3),
        ([([0, 1], (3, 3)), ([2, 3], (4, 4))], [0, 1], -1),
        ([([0, 1], (3, 3)), ([2, 3], (4, 4))], [0, 1, 2], 4),
        ([([0, 1], (-1, -1))], [0], -1),
    ],
)
def test_an_epoch_is_said_only_when_it_is_sure(
    parts: list[tuple[list[int], tuple[int, int]]], done: list[int], epoch: int
) -> None:
    frontier = Frontier()
    for offsets, epochs in parts:
        frontier.give(offsets, epochs)
    for offset in done:
        frontier.done(offset)
    assert frontier.epoch == epoch


def test_what_is_done_at_the_front_is_forgotten() -> None:
    frontier = Frontier()
    for start in range(0, 100_000, 500):
        frontier.give(range(start, start + 500))
        for offset in range(start, start + 500):
            assert frontier.done(offset)
        assert (frontier.kept, frontier.unfinished, frontier.first()) == (0, 0, None)


@given(st.sets(st.integers(0, 200), max_size=60), st.randoms(use_true_random=False))
@settings(max_examples=examples(200))
def test_all_done_in_any_order_leaves_nothing(offsets: set[int], random: object) -> None:
    ordered, frontier = sorted(offsets), Frontier()
    for at in range(0, len(ordered), 7):
        frontier.give(ordered[at : at + 7])
    shuffled = list(ordered)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    left = set(ordered)
    for offset in shuffled:
        assert frontier.first() == min(left)
        assert frontier.done(offset)
        assert not frontier.done(offset)
        left.discard(offset)
        assert frontier.unfinished == len(left)
    assert frontier.first() is None
    assert frontier.kept == 0


class Model(RuleBasedStateMachine):
    """Against a plain set."""

    def __init__(self) -> None:
        super().__init__()
        self.frontier = Frontier()
        self.unfinished: set[int] = set()
        self.seen: set[int] = set()
        self.next = 0

    @rule(gaps=st.lists(st.integers(0, 3), max_size=8), again=st.integers(0, 5))
    def give(self, gaps: list[int], again: int) -> None:
        offsets = sorted(self.seen)[-again:] if again else []
        for gap in gaps:
            offsets.append(self.next + gap)
            self.next = offsets[-1] + 1
        self.frontier.give(offsets)
        new = set(offsets) - self.seen
        self.unfinished |= new
        self.seen |= new

    @rule(at=st.integers(0, 60))
    def done(self, at: int) -> None:
        assert self.frontier.done(at) == (at in self.unfinished)
        self.unfinished.discard(at)

    @invariant()
    def agrees(self) -> None:
        assert self.frontier.first() == min(self.unfinished, default=None)
        assert self.frontier.unfinished == len(self.unfinished)
        assert self.frontier.kept >= len(self.unfinished)


TestModel = Model.TestCase
