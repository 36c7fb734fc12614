"""When the cluster's picture is looked at again: what counts as in vain."""

from __future__ import annotations

from barnabas.engine.looks import Looks


def test_the_same_that_is_missing_counts_on() -> None:
    looks = Looks()
    assert looks.saw(["a"])
    assert [looks.next(), looks.saw(["a"]), looks.next(), looks.saw(["a"]), looks.next()] == [1, False, 2, False, 3]


def test_less_that_is_missing_counts_on() -> None:
    looks = Looks()
    looks.saw(["a", "b"])
    looks.next()
    assert not looks.saw(["a"])
    assert looks.missing == {"a"}
    assert looks.next() == 2


def test_something_else_begins_anew() -> None:
    looks = Looks()
    looks.saw(["a"])
    looks.next()
    assert looks.saw(["b"])
    assert looks.next() == 1


def test_nothing_that_is_missing_begins_anew() -> None:
    looks = Looks()
    looks.saw(["a"])
    looks.next()
    assert not looks.saw([])
    assert not looks.wanted
    assert looks.next() == 1


def test_what_somebody_asks_for_in_vain_counts_on_for_as_long_as_it_is_asked_for() -> None:
    looks = Looks()
    assert not looks.wanted
    counts = []
    for _ in range(3):
        looks.asked()
        assert looks.wanted
        counts.append(looks.next())
        assert not looks.saw([])
        assert not looks.wanted
    assert counts == [1, 2, 3]
    looks.saw([])  # nobody has asked since
    assert looks.next() == 1
