"""Pauses between attempts grow to a limit."""

from __future__ import annotations

import random

import pytest

from barnabas.engine.backoff import Backoff, Patience


@pytest.mark.kip(144, 580)
@pytest.mark.parametrize(
    ("failures", "least", "longest"),
    [(0, 0, 0), (1, 0.08, 0.12), (2, 0.16, 0.24), (4, 0.64, 0.96), (5, 0.8, 1.2), (10**9, 0.8, 1.2)],
)
def test_each_failure_doubles_the_pause_up_to_the_limit(failures: int, least: float, longest: float) -> None:
    for _ in range(200):
        assert least <= Backoff(0.1, 1.0).delay(failures) <= longest


def test_the_random_modules_state_is_the_users() -> None:
    before = random.getstate()
    Backoff(0.1, 1.0).delay(3)
    Patience(10, 30).after(1)
    assert random.getstate() == before
