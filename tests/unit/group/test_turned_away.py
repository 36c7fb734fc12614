"""A member whose consumer has turned away, until it has left: the consumer hears nothing, and the group waits for nobody."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from barnabas.errors import CommitFailedError, RebalanceInProgressError, UnknownMemberIdError
from barnabas.group.machine import State
from barnabas.protocol.messages.heartbeat import HeartbeatRequest, HeartbeatResponse
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest
from barnabas.types import OffsetAndMetadata
from tests.harness.waiting import auntil, turns
from unit.group.one_member import ENOUGH, P0, P1, Group, answered, options_with, run
from unit.group.scripted import Answer

EAGER: dict[str, Any] = options_with()
COOPERATIVE: dict[str, Any] = options_with(partition_assignment_strategy=["cooperative-sticky"])


def joins(group: Group) -> int:
    return group.engine.kinds().count("JoinGroup")


@pytest.mark.parametrize("asked", ["before", "after"])
@pytest.mark.parametrize("options", [EAGER, COOPERATIVE], ids=["eager", "cooperative"])
def test_it_gives_up_and_joins_again_without_its_user(options: dict[str, Any], asked: str) -> None:
    async def test(group: Group) -> None:
        await group.joined()
        group.leads = options is EAGER  # as a follower it is to keep one of the two
        turned_away = group.membership.turned_away
        if asked == "after":
            turned_away()
        group.rebalance()
        if asked == "before":
            while (await group.told.next())[0] != "wanted":
                pass
            await turns(ENOUGH)
            turned_away()
        while not group.told.events.empty():
            group.told.events.get_nowait()
        rounds = 2 if options is EAGER else 3  # cooperatively another one when it has given up
        await auntil(
            lambda: group.generation == rounds and group.membership.state is State.STABLE, "it has joined again"
        )
        group.next(HeartbeatRequest, lambda request: HeartbeatResponse(error_code=UnknownMemberIdError.code))
        await auntil(lambda: group.generation > rounds, "it was lost, and joins anew")
        assert group.told.events.empty()

    run(test, options)


def test_the_word_that_it_gives_up_waits_for_a_commit_that_was_begun_before() -> None:
    async def test(group: Group) -> None:
        _, _, generation = await group.joined()
        group.rebalance()
        assert (await group.told.next())[0] == "wanted"
        future: asyncio.Future[Any] = group.engine.loop.create_future()
        group.next(OffsetCommitRequest, lambda request: future)
        offsets = dict.fromkeys([P0, P1], OffsetAndMetadata(7))
        before = joins(group)
        commit = asyncio.create_task(group.membership.commit(offsets, generation, group.engine.now() + 10))
        group.membership.turned_away()
        sent = await group.engine.arrival(OffsetCommitRequest)
        await turns(ENOUGH)
        assert group.membership.state is State.JOINING
        assert joins(group) == before
        future.set_result(answered(sent.request, 0))
        await commit
        await auntil(lambda: joins(group) > before, "it joins")

    run(test)


def test_a_last_commit_that_is_for_the_next_generation_gets_there() -> None:
    """Of what stays; the coordinator waits for the word that the rest is given up."""

    async def test(group: Group) -> None:
        _, _, generation = await group.joined()
        group.leads = False
        group.next(OffsetCommitRequest, lambda request: answered(request, RebalanceInProgressError.code))
        group.next(OffsetCommitRequest, lambda request: answered(request, 0))
        commit = asyncio.create_task(
            group.membership.commit({P1: OffsetAndMetadata(7)}, generation, group.engine.now() + 10)
        )
        group.membership.turned_away()
        await commit
        await auntil(lambda: group.generation == 3, "it has joined, given up the other one and joined again")
        assert group.told.events.empty()

    run(test, COOPERATIVE)


def test_what_it_had_to_give_up_is_not_committed_in_the_next_generation() -> None:
    """It was asked before it was turned away from, and the commit was begun in the same turn of the loop."""

    async def test(group: Group) -> None:
        await group.joined()
        group.leads = False
        group.rebalance()
        while (await group.told.next())[0] != "wanted":
            pass
        generation = group.membership.generation
        taken: list[int] = []

        def take(request: Any) -> Answer:
            taken.extend(p.partition_index for t in request.topics for p in t.partitions)
            return answered(request, 0)

        group.next(OffsetCommitRequest, lambda request: answered(request, RebalanceInProgressError.code))
        group.next(OffsetCommitRequest, take)
        offsets = dict.fromkeys([P0, P1], OffsetAndMetadata(7))
        commit = asyncio.create_task(group.membership.commit(offsets, generation, group.engine.now() + 10))
        group.membership.turned_away()
        with pytest.raises(CommitFailedError, match="not committed: t partition 0"):
            await commit
        assert taken == [1]

    run(test, COOPERATIVE)
