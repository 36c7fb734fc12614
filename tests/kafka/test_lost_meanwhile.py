"""A member that is told to give something up, and loses its place in the group and gets it back before its user polls again."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from barnabas import Rebalance, TopicPartition
from tests.harness.kafka import Topics
from tests.harness.members import CONSUMER, COOPERATIVE, EAGER, fill, polled
from tests.harness.reading import next_records
from tests.harness.waiting import until
from tests.kafka.test_group import Worker

WAIT = 30.0


@pytest.mark.parametrize("options", [EAGER, COOPERATIVE, CONSUMER], ids=["eager", "cooperative", "consumer"])
@pytest.mark.parametrize("commits", [False, True], ids=["by hand", "by itself"])
def test_the_next_poll_gives_up_nothing_of_what_came_anew(
    client: barnabas.Client, topic: Topics, options: dict[str, Any], commits: bool
) -> None:
    name = topic(partitions=2)
    both = {TopicPartition(name, 0), TopicPartition(name, 1)}
    more: Any = {**options, "group_instance_id": "first", "enable_auto_commit": commits}
    with client.consumer(name, group_id=name, **more) as first:
        until(polled(lambda: first.assignment() == both, first), "it has both", WAIT)
        old = dict(first._core.assignment.current)
        second = Worker(client.consumer(name, group_id=name, **options), lambda record: None)
        revoked: set[TopicPartition] = set()

        def told() -> bool:
            news = first.poll(0.1)
            revoked.update(news.revoked if isinstance(news, Rebalance) else ())
            return bool(revoked)

        until(told, "it is to give something up", WAIT)
        second.stop()
        # The user works on, and an operator removes the member: it joins again by itself.
        client.admin.remove_group_members(name, group_instance_ids=["first"], raise_on_error=True)

        def back() -> bool:
            current = first._core.assignment.current
            return current.keys() == both and not any(current[key] is old[key] for key in both)

        until(back, "both were lost and are its own again", WAIT)
        lost: set[TopicPartition] = set()

        def all_told() -> bool:
            news = first.poll(0.1)
            if isinstance(news, Rebalance):
                assert not news.revoked
                lost.update(news.lost)
            return not first._core.assignment.pending and first.assignment() == both

        until(all_told, "it has heard of that", WAIT)
        assert lost == both - revoked
        fill(client, name, 1, partitions=2)
        assert {TopicPartition(r.topic, r.partition) for r in next_records(first, 2)} == both
