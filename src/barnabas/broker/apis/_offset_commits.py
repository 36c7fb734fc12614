"""What OffsetCommit and TxnOffsetCommit have in common: which partitions are there, and what becomes of each.

Partitions that are not there are refused by themselves, before the group is asked; its answer then is that of all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from barnabas.broker.apis._coordinated import GROUP, named_topic, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Topic
    from barnabas.broker.state.groups.assignors import Partition


class Committing(NamedTuple):
    """A partition that is there, as the request and the answer have it; the classes of both APIs have the same fields."""

    topic: Topic
    asked: Any
    answer: Any

    @property
    def place(self) -> tuple[str, int]:
        """Where its offset is kept."""
        return self.topic.name, self.asked.partition_index


def commit_all(
    call: Call,
    request: Any,
    response: Any,
    by_id: bool,
    make_topic: Callable[[], Any],
    make_one: Any,
    check: Callable[[list[Partition]], int],
    commit: Callable[[Committing], None],
) -> None:
    """Asks the group's coordinator and the group (`check`, which also raises), and commits what may be committed.

    `make_topic` and `make_one` are the classes of what the response has for each topic and each partition.
    """
    good = _find(call, request.topics, response.topics, by_id, make_topic, make_one)
    code = wrong_node(call, GROUP, request.group_id)
    if good and not code:
        try:
            code = check([(one.topic.id, one.asked.partition_index) for one in good])
        except RefusedError as refused:
            code = refused.code
    for one in good:
        one.answer.error_code = code
        if code:
            continue
        if call.cluster.groups.is_too_long(one.asked.committed_metadata):
            one.answer.error_code = codes.OFFSET_METADATA_TOO_LARGE
        else:
            commit(one)


def _find(
    call: Call, topics: Iterable[Any], answers: list[Any], by_id: bool, make_topic: Callable[[], Any], make_one: Any
) -> list[Committing]:
    """The partitions asked for that are there. All have their place in `answers`, the others with their error."""
    good = []
    for asked in topics:
        answered = make_topic()
        if by_id:
            answered.topic_id = asked.topic_id
        else:
            answered.name = asked.name
        answers.append(answered)
        topic, unknown = named_topic(call, asked.name, asked.topic_id, by_id)
        for item in asked.partitions:
            one = make_one(partition_index=item.partition_index, error_code=unknown)
            answered.partitions.append(one)
            if topic is not None and 0 <= item.partition_index < len(topic.partitions):
                good.append(Committing(topic, item, one))
            elif topic is not None:
                one.error_code = codes.UNKNOWN_TOPIC_OR_PARTITION
    return good
