"""The judge of the churn finds each fault: a story that is clean, and the same with one thing forged."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.churn.clusters import Times
from tests.churn.judge import Story, judge
from tests.churn.life import Life
from tests.ordeal.journal import Entry, Journal, entries, runs

TIMES = Times(session=10.0, rebalance=20.0, heartbeat=1.0)


def lines(text: str) -> list[Entry]:
    """`at kind partition first last generation`, what is left out at the end is -1."""
    found = []
    for line in text.strip().splitlines():
        at, kind, *numbers = line.split()
        found.append(Entry(float(at), kind, *map(int, numbers), *[-1] * (4 - len(numbers))))
    return found


# One place. The elder holds it from 1 to 10, through the second generation; then the younger one in the third.
ELDER = """
0 S
1 V -1 -1 -1 1
1 T 0 0 -1 1
2 P 0 0 1
3 C 0 2 2500 1
4 V -1 -1 -1 2
5 P 0 2 3
8 I
9 C 0 4 8500 2
10 G 0
11 E
"""
YOUNGER = """
6 S
10.5 V -1 -1 -1 3
10.5 T 0 4 -1 3
11 P 0 4 5
12 C 0 6 11500 3
18 I
20 G 0
21 E
"""


def story(elder: str = ELDER, younger: str = YOUNGER) -> Story:
    """A clean one."""
    return Story(
        lives=[Life("elder", lines(elder), told_at=9.9), Life("younger", lines(younger), told_at=19.9)],
        times=TIMES,
        start=1.0,
        end=20.0,
        down=[],
        written=[[(1.5, 0), (1.6, 1), (4.0, 2), (4.1, 3), (10.2, 4), (10.3, 5)]],
        logs=[[0, 1, 2, 3, 4, 5]],
        committed=[6],
        commits=[[2, 4, 6]],
        keeps=True,
    )


def without(text: str, line: str, instead: str = "") -> str:
    assert f"{line}\n" in text
    return text.replace(f"{line}\n", f"{instead}\n" if instead else "")


def killed(elder: str, at: float) -> Story:
    """The elder is killed: what its journal has by then is all that is known."""
    told = story(elder)
    told.lives[0] = replace(told.lives[0], told_at=None, killed_at=at)
    return told


def stopped(*, younger: str = YOUNGER, end: str = "L") -> Story:
    """The elder is stopped from 8 to 12, and hears only afterwards what has become of it."""
    elder = without(without(ELDER, "10 G 0", f"12.5 {end} 0"), "11 E", "13 E")
    told = story(elder, younger)
    told.lives[0].paused.append((8.0, 12.0))
    return told


def test_a_clean_story() -> None:
    found = judge(story())
    assert not found.wrong
    assert (found.records, found.unread, found.again, found.kept, found.commits) == (6, 0, 0, 1, 3)
    assert found.ownerless == pytest.approx(0.5)
    assert found.waited == pytest.approx(1.0)


def test_a_death_a_pause_and_an_outage_are_no_faults() -> None:
    assert not judge(killed(without(without(ELDER, "10 G 0"), "11 E"), 9.5)).wrong
    assert not judge(stopped()).wrong
    assert not judge(stopped(end="G")).wrong  # it was told to end before it heard of anything
    away = story(younger=YOUNGER.replace("\n1", "\n11").replace("\n2", "\n12"))  # 100 s later
    away.lives[1].told_at = 119.9
    away.end, away.written[0][4:] = 120.0, [(110.2, 4), (110.3, 5)]
    away.lives[1].entries = lines(
        "106 S\n110.5 V -1 -1 -1 3\n110.5 T 0 4 -1 3\n111 P 0 4 5\n112 C 0 6 111500 3\n118 I\n120 G 0\n121 E"
    )
    assert any("no owner for 100.5 s" in wrong for wrong in judge(away).wrong)
    away.down = [(30.0, 90.0)]
    assert not judge(away).wrong


FORGED: dict[str, tuple[Callable[[], Story], str]] = {
    "a record that nobody was given": (
        lambda: story(younger=without(YOUNGER, "11 P 0 4 5", "11 P 0 5 5")),
        "were given to nobody: \\[4\\]",
    ),
    "given before the elder gave it up": (
        lambda: story(without(ELDER, "10 G 0", "10.7 G 0")),
        "place 0 came to younger while elder held it, which gave it up 0.200 s later",
    ),
    "two in one generation, though the elder lost it": (
        lambda: stopped(younger=YOUNGER.replace("-1 3\n", "-1 2\n")),
        "in generation 2 and in 2",
    ),
    "given what it does not hold": (
        lambda: story(without(ELDER, "11 E", "10.9 P 0 4 4\n11 E")),
        "elder was given 4 of place 0, which it did not hold",
    ),
    "told twice": (
        lambda: story(without(ELDER, "4 V -1 -1 -1 2", "4 V -1 -1 -1 2\n4 T 0 2 -1 2")),
        "elder was told of place 0 twice",
    ),
    "an end of nothing": (
        lambda: story(without(ELDER, "11 E", "10.5 L 0\n11 E")),
        "told of the end of place 0, which it did not hold",
    ),
    "a commit that goes back": (
        lambda: story(without(ELDER, "9 C 0 4 8500 2", "8.2 C 0 4 8100 2\n9 C 0 2 8500 2")),
        "elder has 2 after 4 was committed",
    ),
    "begins behind a commit": (
        lambda: story(younger=without(YOUNGER, "10.5 T 0 4 -1 3", "10.5 T 0 2 -1 3")),
        "younger has 2 after 4 was committed",
    ),
    "a commit beyond what was given": (
        lambda: story(without(ELDER, "3 C 0 2 2500 1", "3 C 0 3 2500 1")),
        "elder committed 3 of place 0, more than it was given",
    ),
    "a commit of what was given to another": (
        lambda: story(younger=without(YOUNGER, "11 P 0 4 5", "11.8 P 0 4 5")),
        "younger committed 6 of place 0",
    ),
    "the broker has more than was given": (
        lambda: replace(story(), committed=[7]),
        "7 of place 0 is committed, and 6 were given",
    ),
    "the broker has less than was answered": (
        lambda: replace(story(), committed=[4]),
        "6 of place 0 was committed, at the end it is 4",
    ),
    "the broker wrote down less after more": (
        lambda: replace(story(), commits=[[2, 4, 3, 6]]),
        "the broker wrote down 3 after 4",
    ),
    "a place without an owner": (
        lambda: replace(story(), end=52.0),
        "place 0 had no owner for 32.0 s, from 19.0 s on",
    ),
    "an owner that is stopped": (
        lambda: replace(
            replace(story(), end=52.0),
            lives=[
                *story().lives,
                Life("third", lines("20 S\n20.5 T 0 6 -1 4\n21 I\n52 G 0\n52.1 E"), 52.0, None, [(21.0, 52.0)]),
            ],
        ),
        "place 0 had no owner for 31.0 s",
    ),
    "a pause in a place that is held": (
        lambda: story(without(ELDER, "5 P 0 2 3", "9.2 P 0 2 3").replace("9 C 0 4 8500 2\n", "9.3 C 0 4 9250 2\n")),
        "elder held place 0, and a record was given after 5.2 s",
    ),
    "a record that is not given before the end": (
        lambda: story(
            without(without(ELDER, "5 P 0 2 3"), "9 C 0 4 8500 2"),
            without(without(YOUNGER, "11 P 0 4 5", "11 P 0 2 5"), "10.5 T 0 4 -1 3", "10.5 T 0 2 -1 3"),
        ),
        "elder held place 0, and a record was not yet given after 6.0 s",
    ),
    "nothing is held through a rebalance": (
        lambda: story(without(ELDER, "4 V -1 -1 -1 2")),
        "no place was held through a rebalance",
    ),
    "a membership lost for nothing": (
        lambda: story(without(ELDER, "10 G 0", "10 L 0")),
        "elder was told at 9.0 s that all is lost",
    ),
    "a member that hears nothing": (
        lambda: replace(
            story(), lives=[*story().lives, Life("third", lines("\n".join(["0 S", *[f"{n} I" for n in range(1, 40)]])))]
        ),
        "third heard nothing of its group for 39.0 s",
    ),
    "a member that stands still": (
        lambda: story(younger=without(YOUNGER, "18 I", "19.8 I")),
        "younger stood still for 7.8 s",
    ),
    "a member that does not end": (lambda: story(without(ELDER, "11 E")), "elder did not end in good order"),
    "a member that ends late": (lambda: story(without(ELDER, "11 E", "52 E")), "elder took 42.1 s to end"),
    "a member without a journal": (lambda: replace(story(), lives=[*story().lives, Life("third", [])]), "no journal"),
}


@pytest.mark.parametrize("fault", list(FORGED))
def test_a_forged_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if "stands still" in fault:
        monkeypatch.setattr("tests.churn.judge.STOOD_STILL", 7.0)
    forge, expected = FORGED[fault]
    found = judge(forge())
    assert any(re.search(expected, wrong) for wrong in found.wrong), found.wrong


def test_a_journal_is_read_as_it_was_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "one")
    journal.note("T", 3, 7, generation=2)
    journal.note("G", 3)
    journal.flush()
    taken, given_up = entries(tmp_path / "one")
    assert (taken[1:], given_up[1:]) == (("T", 3, 7, -1, 2), ("G", 3, -1, -1, -1))
    with (tmp_path / "one").open("a") as cut_off:
        cut_off.write("12.0 P 3 7")
    assert len(entries(tmp_path / "one")) == 2


def test_runs() -> None:
    assert list(runs([])) == []
    assert list(runs([3, 4, 6, 9, 10])) == [(3, 4), (6, 6), (9, 10)]
