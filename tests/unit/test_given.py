"""Times to wait: what is one, and what is not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from barnabas import ConfigurationError
from barnabas.given import ENDLESS, patience, seconds


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (0, 0.0),
        (1.5, 1.5),
        (-1, -1.0),
        (Decimal("0.25"), 0.25),
        (Fraction(1, 4), 0.25),
        (float("inf"), ENDLESS),
    ],
)
def test_numbers_are_seconds(given: Any, meant: float) -> None:
    assert seconds(given) == patience(given) == meant


@pytest.mark.parametrize("given", ["1", float("nan"), timedelta(seconds=1), [1], b"1", 10**400])
def test_what_is_no_number_is_named(given: Any) -> None:
    for take in (seconds, patience):
        with pytest.raises(ConfigurationError) as caught:
            take(given)
        assert str(caught.value) == f"timeout={given!r} is not accepted: expected seconds as a number"


def test_none_is_endless_only_where_that_is_offered() -> None:
    assert patience(None) is None
    with pytest.raises(ConfigurationError, match="timeout=None is not accepted"):
        seconds(None)
