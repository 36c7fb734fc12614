"""Which nodes are gone round, event by event."""

from __future__ import annotations

from barnabas.producer.availability import Availability


def waits(_node: int) -> bool:
    return True


def nothing_waits(_node: int) -> bool:
    return False


def test_a_node_is_gone_round_once_it_has_taken_nothing_for_so_long() -> None:
    nodes = Availability(1.0)
    assert nodes.changed(0.0, waits) is None
    nodes.stuck(1, 10.0)
    nodes.stuck(1, 10.9)  # the first time counts
    nodes.stuck(2, 10.9)
    assert nodes.changed(11.0, waits) is None
    assert nodes.changed(11.1, waits) == [1]
    assert nodes.changed(11.2, waits) is None  # told already
    assert nodes.changed(12.0, waits) == [1, 2]
    nodes.moves(1)
    assert nodes.changed(12.1, waits) == [2]
    nodes.stuck(1, 12.2)
    assert nodes.changed(12.3, waits) is None
    nodes.moves(2)
    assert nodes.changed(12.4, waits) == []


def test_a_node_that_nothing_waits_for_is_tried_anew() -> None:
    nodes = Availability(1.0)
    nodes.stuck(1, 0.0)
    assert nodes.changed(2.0, waits) == [1]
    assert nodes.changed(3.0, nothing_waits) == []


def test_without_a_timeout_none_is_gone_round() -> None:
    nodes = Availability(0.0)
    nodes.stuck(1, 0.0)
    assert nodes.changed(1e9, waits) is None
