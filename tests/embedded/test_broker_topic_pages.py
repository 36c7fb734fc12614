"""Topics page by page (KIP-966): the same requests to the development broker and to a real Kafka, which answer the same."""

from __future__ import annotations

from typing import Any

import pytest

from barnabas.errors import codes
from barnabas.protocol.messages.describe_topic_partitions import DescribeTopicPartitionsRequest
from tests.embedded.admin_asks import Asker, create, delete, fresh, new, soon

ALL = 2000
Place = tuple[str, int]


def page(ask: Asker, *names: str, room: int = ALL, begin: Place | None = None) -> tuple[Any, Place | None]:
    """What is told, by topic its error or its partitions, and where the next page begins."""
    cursor = begin and DescribeTopicPartitionsRequest.Cursor(topic_name=begin[0], partition_index=begin[1])
    told = ask.ask(
        DescribeTopicPartitionsRequest(
            topics=[DescribeTopicPartitionsRequest.TopicRequest(name=name) for name in names],
            response_partition_limit=room,
            cursor=cursor or None,
        ),
        0,
    )
    found = [(t.name, t.error_code or [p.partition_index for p in t.partitions]) for t in told.topics]
    following = told.next_cursor
    return found, following and (following.topic_name, following.partition_index)


@pytest.fixture
def topics(ask: Asker) -> Any:
    one, other = sorted((fresh("page"), fresh("page")))
    assert [t.error_code for t in ask.ask(create(new(one, 3), new(other, 2)), 7).topics] == [0, 0]
    whole = ([(one, [0, 1, 2]), (other, [0, 1])], None)
    soon(lambda: page(ask, one, other), whole)
    yield one, other
    ask.ask(delete(one, other), 6)


def test_each_page_says_where_the_next_one_begins(ask: Asker, topics: tuple[str, str]) -> None:
    one, other = topics
    assert page(ask, other, one, room=2) == ([(one, [0, 1])], (one, 2))
    assert page(ask, other, one, room=2, begin=(one, 2)) == ([(one, [2]), (other, [0])], (other, 1))
    assert page(ask, other, one, room=2, begin=(other, 1)) == ([(other, [1])], None)
    assert page(ask, one, other, room=3) == ([(one, [0, 1, 2])], (other, 0))
    assert page(ask, one, room=0) == ([(one, [0])], (one, 1)), "one at least"
    assert page(ask, one, other, begin=(one, 7)) == ([(one, []), (other, [0, 1])], None)


def test_what_is_not_there_and_what_no_topic_can_be(ask: Asker, topics: tuple[str, str]) -> None:
    one, _ = topics
    missing = f"{one}-gone"
    assert page(ask, one, missing) == (
        [(one, [0, 1, 2]), (missing, codes.UNKNOWN_TOPIC_OR_PARTITION)],
        None,
    )
    assert page(ask, one, missing, room=3) == ([(one, [0, 1, 2])], (missing, 0)), "a full page tells of no other"
    assert page(ask, "a/b") == ([("a/b", codes.INVALID_TOPIC_EXCEPTION)], None)


def test_all_topics(ask: Asker, topics: tuple[str, str]) -> None:
    one, other = topics
    found = dict(page(ask)[0])
    assert (found[one], found[other]) == ([0, 1, 2], [0, 1])
    after = page(ask, begin=(other, 1))[0]
    assert after[0] == (other, [1])
    assert one not in dict(after)


def test_places_where_no_page_can_begin(ask: Asker, topics: tuple[str, str]) -> None:
    one, other = topics
    assert page(ask, one, begin=(one, -1)) == ([(one, codes.INVALID_REQUEST)], None)
    assert page(ask, one, begin=(other, 0)) == ([(one, codes.INVALID_REQUEST)], None)


def test_a_topic_as_it_is(ask: Asker, topics: tuple[str, str]) -> None:
    one, _ = topics
    asked = [DescribeTopicPartitionsRequest.TopicRequest(name=one)]
    (told,) = ask.ask(DescribeTopicPartitionsRequest(topics=asked, response_partition_limit=1), 0).topics
    assert (told.topic_id, told.is_internal) == (ask.topic_id(one), False)
    (partition,) = told.partitions
    assert partition.leader_id in partition.isr_nodes
    assert (partition.error_code, partition.leader_epoch, partition.offline_replicas) == (0, 0, [])
    assert partition.replica_nodes == partition.isr_nodes
