"""Places that are looked up, and durations as Java reads them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import barnabas
from barnabas.consumer.target import Target, by_policy, duration_ms
from barnabas.engine.list_offsets import EARLIEST, LATEST
from barnabas.given import moment

LOG = {EARLIEST: 10, LATEST: 100, 5: 40, 7: -1}


@pytest.mark.parametrize(
    ("target", "offset", "exact"),
    [
        (Target(EARLIEST), 10, True),
        (Target(LATEST), 100, True),
        (Target(5), 40, True),
        (Target(7), 100, False),
        (Target(LATEST, shift=-30), 70, False),
        (Target(LATEST, shift=-300), 10, False),
        (Target(offset=50, shift=-5), 45, False),
        (Target(offset=50, shift=-50), 10, False),
        (Target(offset=50, shift=500), 100, False),
        (Target(offset=50), 50, False),
    ],
)
def test_where_a_target_is(target: Target, offset: int, exact: bool) -> None:
    assert target.at({time: LOG[time] for time in target.needs}) == (offset, exact)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("PT1H", 3_600_000),
        ("P1D", 86_400_000),
        ("P1DT2H3M4.5S", 93_784_500),
        ("pt0.001s", 1),
        ("PT-6H+3M", -21_420_000),
        ("-PT6H", -21_600_000),
        ("PT-0.5S", -500),
        ("PT0S", 0),
        ("PT1,25S", 1_250),
        ("PT1.S", 1_000),
    ],
)
def test_durations(text: str, ms: int) -> None:
    assert duration_ms(text) == ms


@pytest.mark.parametrize("text", ["", "P", "PT", "P1Y", "P1W", "1H", "PT1D", "P1H", "PT1.5H", "P1DT", "PT1H ", "PT٣S"])
def test_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        duration_ms(text)


def test_policies_begin_where_they_say() -> None:
    assert by_policy("earliest", 1_000) == Target(EARLIEST)
    assert by_policy("by_duration:PT0.4S", 1_000) == Target(600)
    assert by_policy("by_duration:P99999D", 1_000) == Target(0)  # never one of the words for the ends


@pytest.mark.parametrize(
    "policy", ["by_duration:", "by_duration:1h", "by_duration:-PT1H", "by_duration:PT-1S", "soon", 1]
)
def test_wrong_policies_are_refused_at_once(policy: str) -> None:
    with barnabas.Client("localhost:1") as client, pytest.raises(barnabas.ConfigurationError, match="by_duration:PT1H"):
        client.consumer(auto_offset_reset=policy)


def test_times_are_checked() -> None:
    assert moment("time", datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)) == 1_000_000_000_000
    for wrong in (-1, 1.5, True, "now", datetime(2001, 1, 1), datetime(1960, 1, 1, tzinfo=UTC)):  # noqa: DTZ001 # what is refused
        with pytest.raises(barnabas.ConfigurationError, match="time zone"):
            moment("time", wrong)
