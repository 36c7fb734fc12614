"""A group's committed offsets: read (OffsetFetch), set (OffsetCommit from outside the group) and forgotten (OffsetDelete)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from barnabas.admin.groups.coordinated import Ask, Outcome, Unfinished, of_each_group, passes
from barnabas.admin.groups.types import CommittedOffset, GroupOffsets
from barnabas.engine.engine import Engine
from barnabas.engine.fitting import always, ask_fitting
from barnabas.errors import codes
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import NonEmptyGroupError, broker_error
from barnabas.errors.client import ClientError
from barnabas.group import offset_messages as messages
from barnabas.protocol.consumer_protocol import by_topic
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest, OffsetCommitResponse
from barnabas.protocol.messages.offset_delete import OffsetDeleteRequest, OffsetDeleteResponse
from barnabas.protocol.messages.offset_fetch import OffsetFetchRequest, OffsetFetchResponse
from barnabas.types import OffsetAndMetadata, TopicPartition

ALL_FIRST = 2  # the version of OffsetFetch that can ask for all partitions

Asked: TypeAlias = Mapping[str, Sequence[TopicPartition] | None]
Errors: TypeAlias = dict[TopicPartition, KafkaError | None]


async def list_group_offsets(
    engine: Engine, asked: Asked, require_stable: bool, deadline: float
) -> dict[str, GroupOffsets]:
    """The committed offsets of each group: of the partitions asked for, or with None of all that have a commit."""

    async def ask(node: int, ids: list[str]) -> dict[str, Outcome[GroupOffsets]]:
        low = messages.FETCH_STABLE if require_stable else messages.FETCH_FIRST
        if any(asked[id] is None for id in ids):
            low = max(low, ALL_FIRST)
        versions = await engine.versions(node, None, deadline)
        version = versions.pick(OffsetFetchRequest, low, messages.FETCH_BY_NAME)
        found: dict[str, Outcome[GroupOffsets]] = {}
        for some in [ids] if version >= messages.FETCH_BATCHED else [[id] for id in ids]:
            request = messages.fetch_request({id: asked[id] for id in some}, {}, version, stable=require_stable)
            response: OffsetFetchResponse = await ask_fitting(
                engine, node, OffsetFetchRequest, always(request), deadline, low=version, high=version
            )
            found |= {id: _offsets(response, id, asked[id]) for id in some}
        return found

    found = await of_each_group(engine, asked, ask, deadline)
    return {
        group_id: GroupOffsets(group_id, outcome) if isinstance(outcome, KafkaError) else outcome
        for group_id, outcome in found.items()
    }


def _offsets(
    response: OffsetFetchResponse, group_id: str, asked: Sequence[TopicPartition] | None
) -> Outcome[GroupOffsets]:
    code, answers = messages.fetch_answers(response, group_id, {})
    if code:
        return broker_error(code, api="OffsetFetch")
    items = []
    for key in sorted(answers) if asked is None else asked:
        answer = answers.get(key)
        error = _error(key, answer.code if answer else None, "OffsetFetch")
        if answer is None or error is not None:
            items.append(CommittedOffset(*key, error))
        elif answer.offset is not None or asked is not None:
            items.append(CommittedOffset(*key, None, answer.offset))
    whole = GroupOffsets(group_id, None, tuple(items))
    waiting = next((item.error for item in items if item.error is not None and passes(item.error)), None)
    return whole if waiting is None else Unfinished(whole, waiting)


async def alter_group_offsets(
    engine: Engine, group_id: str, offsets: Mapping[TopicPartition, OffsetAndMetadata], deadline: float
) -> Errors:
    """Commits for a group that has no members."""
    left, done = dict(offsets), Errors()

    async def ask(node: int, ids: list[str]) -> dict[str, Outcome[Errors]]:
        response: OffsetCommitResponse = await ask_fitting(
            engine,
            node,
            OffsetCommitRequest,
            lambda version: messages.commit_request(group_id, None, left, {}, version),
            deadline,
            low=messages.COMMIT_FIRST,
            high=messages.COMMIT_BY_NAME,
        )
        said = messages.commit_codes(response, {})
        waiting = None
        for key in list(left):
            error = done[key] = _commit_error(group_id, key, said.get(key))
            if error is not None and passes(error):
                waiting = error
            else:
                del left[key]
        return {group_id: done if waiting is None else Unfinished(done, waiting)}

    return await _of_partitions(engine, group_id, list(offsets), ask, done, deadline)


async def delete_group_offsets(
    engine: Engine, group_id: str, partitions: Iterable[TopicPartition], deadline: float
) -> Errors:
    """Forgets offsets of topics that no member is subscribed to (KIP-496)."""
    wanted = list(dict.fromkeys(partitions))
    topic = OffsetDeleteRequest.OffsetDeleteRequestTopic
    item = OffsetDeleteRequest.OffsetDeleteRequestPartition
    request = OffsetDeleteRequest(
        group_id=group_id,
        topics=[topic(name=t, partitions=[item(partition_index=n) for n in ns]) for t, ns in by_topic(wanted).items()],
    )

    async def ask(node: int, ids: list[str]) -> dict[str, Outcome[Errors]]:
        response: OffsetDeleteResponse = await ask_fitting(engine, node, OffsetDeleteRequest, always(request), deadline)
        if response.error_code == codes.NON_EMPTY_GROUP:
            return {group_id: has_members(group_id, api="OffsetDelete")}
        if response.error_code:
            return {group_id: broker_error(response.error_code, api="OffsetDelete")}
        said = {TopicPartition(t.name, p.partition_index): p.error_code for t in response.topics for p in t.partitions}
        return {group_id: {key: _error(key, said.get(key), "OffsetDelete") for key in wanted}}

    return await _of_partitions(engine, group_id, wanted, ask, {}, deadline)


def has_members(group_id: str, count: int | None = None, api: str | None = None) -> NonEmptyGroupError:
    """The error for what is only done with groups that nobody is in."""
    members = "members" if count is None else "a member" if count == 1 else f"{count} members"
    return NonEmptyGroupError(
        f"group {group_id} has {members}, so its offsets are theirs to move: stop them first, or take them out", api=api
    )


async def _of_partitions(
    engine: Engine, group_id: str, keys: Sequence[TopicPartition], ask: Ask[Errors], done: Errors, deadline: float
) -> Errors:
    """An error of the group as a whole stands at each partition that was not `done` before it."""
    if not keys:
        return {}
    outcome = (await of_each_group(engine, [group_id], ask, deadline))[group_id]
    return {key: done.get(key, outcome) for key in keys} if isinstance(outcome, KafkaError) else outcome


def _commit_error(group_id: str, key: TopicPartition, code: int | None) -> KafkaError | None:
    error = _error(key, code, "OffsetCommit")
    if code == codes.UNKNOWN_MEMBER_ID:  # what a commit without a member gets from a group that has some
        return has_members(group_id, api="OffsetCommit").causing(error)
    return error


def _error(key: TopicPartition, code: int | None, api: str) -> KafkaError | None:
    topic, partition = key
    if code is None:
        return ClientError("the broker's answer leaves the partition out", topic=topic, partition=partition, api=api)
    return broker_error(code, topic=topic, partition=partition, api=api) if code else None
