"""When the first records of a transaction may go out, by tables: what the coordinator says, and when."""

from __future__ import annotations

import pytest

from barnabas.producer.settling import FIRST, MOST, NEAR, RESTS, RESTS_AT_MOST, WINDOW, Settling


def test_nobody_is_asked_before_a_transaction_has_ended_nor_long_after() -> None:
    settling = Settling()
    assert not settling.asks(0.0)
    settling.ended(5.0)
    assert settling.asks(5.0)
    assert settling.asks(5.0 + WINDOW / 2)
    assert not settling.asks(5.0 + WINDOW)
    settling.ended(9.0)
    assert settling.asks(9.0)


@pytest.mark.parametrize(
    "state", ["CompleteCommit", "CompleteAbort", "Empty", "Ongoing", "PrepareEpochFence", "Dead", ""]
)
def test_records_go_when_it_is_over(state: str) -> None:
    settling = Settling()
    settling.ended(0.0)
    assert settling.answered(state, 0.001) is None


@pytest.mark.parametrize("state", ["PrepareCommit", "PrepareAbort"])
def test_it_is_asked_again_while_markers_are_written_but_no_longer_than_the_broker_would_wait(state: str) -> None:
    settling = Settling()
    settling.ended(100.0)
    now, pauses = 100.0, []
    while (pause := settling.answered(state, now)) is not None:
        pauses.append(pause)
        now += pause
        assert settling.asks(now)
        assert len(pauses) < 100
    assert pauses == [FIRST * 2**n for n in range(len(pauses))]
    assert max(pauses) <= MOST
    assert now < 100.0 + WINDOW
    settling.ended(200.0)
    assert settling.answered(state, 200.0) == FIRST, "each end has its own pauses"


def test_it_is_not_asked_again_when_the_time_would_be_up() -> None:
    settling = Settling()
    settling.ended(0.0)
    now = WINDOW - FIRST
    assert now + FIRST == WINDOW
    assert settling.answered("PrepareCommit", now) is None


def test_an_answer_is_waited_for_as_long_as_it_is_of_use() -> None:
    settling = Settling()
    settling.ended(0.0)
    assert settling.deadline(0.0) == NEAR
    assert settling.deadline(WINDOW - NEAR / 2) == WINDOW


def test_who_is_far_away_asks_less_and_less_until_an_answer_is_in_time() -> None:
    settling, now, rests = Settling(), 0.0, []
    for _ in range(10):
        settling.ended(now)
        assert settling.asks(now)
        settling.unanswered(now)
        settling.ended(now)
        assert not settling.asks(now)
        begin = now
        while not settling.asks(now):
            now += RESTS / 8
            settling.ended(now)
        rests.append(now - begin)
    assert rests[0] == pytest.approx(RESTS, abs=RESTS / 4)
    assert rests[3] == pytest.approx(8 * RESTS, abs=RESTS / 4)
    assert rests[-1] == pytest.approx(RESTS_AT_MOST, abs=RESTS / 4)
    settling.answered("CompleteCommit", now)
    settling.unanswered(now)
    settling.ended(now + RESTS)
    assert settling.asks(now + RESTS)
