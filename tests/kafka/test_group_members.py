"""Membership on real brokers, without a consumer on top: what polls cannot show of joining, fencing, leaving, restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

import barnabas
from barnabas import NewTopic, TopicPartition
from barnabas.config import resolve
from barnabas.consumer.options import SPEC
from barnabas.engine.engine import Engine
from barnabas.engine.fitting import always
from barnabas.errors import (
    CommitFailedError,
    FencedInstanceIdError,
    InconsistentGroupProtocolError,
    InvalidSessionTimeoutError,
    KafkaError,
    KafkaTimeoutError,
    RebalanceInProgressError,
)
from barnabas.group.classic_driver import ClassicMembership
from barnabas.group.coordinator import Coordinator
from barnabas.group.generation import Generation
from barnabas.group.machine import State
from barnabas.group.offsets import Offsets
from barnabas.protocol.messages.leave_group import LeaveGroupRequest
from barnabas.types import OffsetAndMetadata
from tests.harness.broker import Broker
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import auntil

WAIT = 30.0


def options_with(**given: Any) -> dict[str, Any]:
    """A consumer's options."""
    own = {
        "session_timeout_ms": 10_000,
        "heartbeat_interval_ms": 100,
        "max_poll_interval_ms": 120_000,
        "partition_assignment_strategy": ["range", "roundrobin"],
        "allow_auto_create_topics": False,
    }
    return resolve("Consumer", SPEC, own | given)


class Member:
    """A membership and its user, who consents to a rebalance at once unless told not to."""

    def __init__(self, engine: Engine, group: str, topics: list[str], *, consents: bool = True, **options: Any) -> None:
        self.membership = ClassicMembership(engine, group, topics, options_with(**options), self)
        self.owned: frozenset[TopicPartition] = frozenset()
        self.generation: Generation | None = None
        self.history: list[str] = []
        self._engine = engine
        self._consents = consents
        self._news: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    def _tell(self, kind: str, what: Any = None) -> None:
        self.history.append(kind)
        self._news.put_nowait((kind, what))

    def rebalance_wanted(self, partitions: frozenset[TopicPartition]) -> None:
        self._tell("wanted")
        if self._consents:
            self._engine.loop.call_soon(self.membership.consented, partitions)

    def assigned(self, partitions: frozenset[TopicPartition], generation: Generation) -> None:
        self.owned, self.generation = partitions, generation
        self._tell("assigned", partitions)

    def lost(self, reason: KafkaError) -> None:
        self.owned = frozenset()
        self._tell("lost", reason)

    def failed(self, error: KafkaError, *, for_good: bool) -> None:
        self._tell("failed", error)

    def start(self) -> Member:
        self.membership.start()
        return self

    async def until(self, kind: str) -> Any:
        """What was told with the next news of a kind; other news are passed over."""
        async with asyncio.timeout(WAIT):
            while True:
                found, what = await self._news.get()
                if found == kind:
                    return what

    async def until_owning(self, count: int) -> None:
        while len(await self.until("assigned")) != count:
            pass

    async def commit(self, offset: int, timeout: float = WAIT) -> None:
        offsets = {partition: OffsetAndMetadata(offset) for partition in self.owned}
        await self.membership.commit(offsets, self.generation, self._engine.now() + timeout)

    async def committed(self) -> set[int | None]:
        found = await self.membership.committed(self.owned, self._engine.now() + WAIT)
        return {entry and entry.offset for entry in found.values()}

    async def leave(self) -> None:
        await self.membership.leave("the test is over", self._engine.now() + WAIT)


Story = Callable[[Engine], Awaitable[None]]


@pytest.fixture
def play(kafka: Kafka) -> Iterator[Callable[[Story], None]]:
    with barnabas.Client(kafka.bootstrap) as client:
        yield lambda story: client._engine.run(story, client._engine, timeout=90)


def on(kafka: Kafka, story: Story) -> None:
    with barnabas.Client(kafka.bootstrap) as client:
        client._engine.run(story, client._engine, timeout=90)


def test_two_members_of_one_client_through_a_life(any_kafka: Kafka, topic: Topics) -> None:
    name = topic(partitions=4)

    async def story(engine: Engine) -> None:
        first = Member(engine, name, [name], consents=False).start()
        await first.until_owning(4)
        await first.commit(7)
        assert await first.committed() == {7}

        second = Member(engine, name, [name]).start()
        await first.until("wanted")
        await first.commit(8)  # the partitions are still ours
        old = first.generation
        first.membership.consented()
        await asyncio.gather(first.until_owning(2), second.until_owning(2))
        assert first.owned.isdisjoint(second.owned)
        assert await second.committed() == {8}
        with pytest.raises(CommitFailedError, match=f"{old}"):
            await first.membership.commit({TopicPartition(name, 0): OffsetAndMetadata(1)}, old, engine.now() + WAIT)

        await second.leave()
        await first.until("wanted")
        first.membership.consented()
        await first.until_owning(4)
        assert first.history == ["assigned", "wanted", "assigned", "wanted", "assigned"]
        await first.leave()

    on(any_kafka, story)


@pytest.mark.kip(345)
def test_a_static_member_comes_back_to_its_partitions(any_kafka: Kafka, topic: Topics) -> None:
    name = topic(partitions=4)

    async def story(engine: Engine) -> None:
        first = Member(engine, name, [name], group_instance_id="a").start()
        await first.until_owning(4)
        second = Member(engine, name, [name], group_instance_id="b").start()
        await asyncio.gather(first.until_owning(2), second.until_owning(2))
        generation = first.generation
        assert generation is not None
        seen = list(second.history)

        await first.leave()
        back = Member(engine, name, [name], group_instance_id="a").start()
        assert await back.until("assigned") == first.owned
        assert back.generation is not None
        assert back.generation.generation_id == generation.generation_id
        assert second.history == seen  # KIP-345: the others noticed nothing

        thief = Member(engine, name, [name], group_instance_id="a").start()
        assert isinstance(await back.until("lost"), FencedInstanceIdError)
        assert isinstance(await back.until("failed"), FencedInstanceIdError)
        back.membership.polled()
        assert back.membership.state is State.FAILED
        await asyncio.gather(back.leave(), thief.leave(), second.leave())

    on(any_kafka, story)


def test_without_consent_the_group_goes_on_before_the_timeout(play: Callable[[Story], None], topic: Topics) -> None:
    name = topic(partitions=2)

    async def story(engine: Engine) -> None:
        first = Member(engine, name, [name], consents=False, max_poll_interval_ms=6000).start()
        # Alive all the time, but without consent. The coordinator waits for it for as long as the second one would have it wait.
        alive = asyncio.create_task(auntil(first.membership.polled, "it is polled until the end", 300))
        await first.until_owning(2)
        second = Member(engine, name, [name]).start()
        assert isinstance(await first.until("lost"), RebalanceInProgressError)
        await asyncio.gather(first.until_owning(1), second.until_owning(1))
        assert first.history == ["assigned", "wanted", "lost", "assigned"]
        alive.cancel()
        await asyncio.gather(first.leave(), second.leave())

    play(story)


def test_who_does_not_poll_leaves_and_comes_back(play: Callable[[Story], None], topic: Topics) -> None:
    name = topic(partitions=2)

    async def story(engine: Engine) -> None:
        first = Member(engine, name, [name], max_poll_interval_ms=2000).start()
        await first.until_owning(2)
        second = Member(engine, name, [name]).start()
        await second.until_owning(1)
        assert isinstance(await first.until("lost"), KafkaTimeoutError)
        await second.until_owning(2)
        first.membership.polled()
        await asyncio.gather(first.until_owning(1), second.until_owning(1))
        await asyncio.gather(first.leave(), second.leave())

    play(story)


def test_a_topic_that_comes_later_is_shared_out(kafka: Kafka, topic: Topics) -> None:
    name, later = topic(partitions=2), topic.name()
    with barnabas.Client(kafka.bootstrap) as client, barnabas.Client(kafka.bootstrap) as other:

        async def story(engine: Engine) -> None:
            member = Member(engine, name, [name, later]).start()
            await member.until_owning(2)
            new = NewTopic(later, partitions=3, replication_factor=1)
            await other._engine.arun(asyncio.to_thread, other.admin.create_topics, [new])
            while later not in engine.cluster.snapshot.topics or not engine.cluster.snapshot.topics[later].partitions:
                await engine.cluster.update(deadline=engine.now() + WAIT)
            await member.until_owning(5)
            await member.leave()

        client._engine.run(story, client._engine, timeout=90)
        client.admin.delete_topics([later])


def test_what_a_coordinator_refuses_is_told(play: Callable[[Story], None], topic: Topics) -> None:
    name = topic(partitions=2)

    async def story(engine: Engine) -> None:
        hasty = Member(engine, name, [name], session_timeout_ms=1).start()
        assert isinstance(await hasty.until("failed"), InvalidSessionTimeoutError)
        assert isinstance(hasty.membership.error, InvalidSessionTimeoutError)
        await hasty.leave()

        member = Member(engine, name, [name], partition_assignment_strategy=["range"]).start()
        await member.until_owning(2)
        odd = Member(engine, name, [name], partition_assignment_strategy=["roundrobin"]).start()
        assert isinstance(await odd.until("failed"), InconsistentGroupProtocolError)
        await asyncio.gather(odd.leave(), member.leave())

    play(story)


def test_offsets_of_a_group_without_members(any_kafka: Kafka, topic: Topics) -> None:
    name = topic(partitions=2)
    first, second = TopicPartition(name, 0), TopicPartition(name, 1)

    async def story(engine: Engine) -> None:
        offsets = Offsets(engine, name)
        assert await offsets.fetch([first, second], engine.now() + WAIT) == {first: None, second: None}
        await offsets.commit({first: OffsetAndMetadata(5, 0, "note")}, None, engine.now() + WAIT)
        found = await offsets.fetch([first, second], engine.now() + WAIT)
        assert found == {first: OffsetAndMetadata(5, 0, "note"), second: None}
        # With the topic's id at hand the newest versions go by it (KIP-516).
        await engine.cluster.topics([name], deadline=engine.now() + WAIT)
        await offsets.commit({second: OffsetAndMetadata(6)}, None, engine.now() + WAIT)
        assert (await offsets.fetch([second], engine.now() + WAIT))[second] == OffsetAndMetadata(6)

        member = Member(engine, name, [name]).start()
        await member.until_owning(2)
        with pytest.raises(CommitFailedError, match="another group_id"):
            await offsets.commit({first: OffsetAndMetadata(9)}, None, engine.now() + WAIT)
        assert await member.committed() == {5, 6}
        await member.leave()

    on(any_kafka, story)


def test_a_broker_killed_and_back_finds_the_group_as_it_was(own_broker: Broker, topic: Topics) -> None:
    with barnabas.Client(own_broker.bootstrap) as client:
        name = topic(partitions=4, on=own_broker)

        async def story(engine: Engine) -> None:
            members = [Member(engine, name, [name]).start() for _ in range(2)]
            await asyncio.gather(*(member.until_owning(2) for member in members))
            generations = [member.generation for member in members]
            await asyncio.to_thread(own_broker.kill)
            commit = asyncio.create_task(members[0].commit(9))  # on its way all the time
            await asyncio.to_thread(own_broker.start)
            await commit
            assert await members[0].committed() == {9}
            # A commit in the old generation was taken: the members still are who they were, and were told nothing.
            await members[1].commit(10)
            assert [member.membership.generation for member in members] == generations
            assert all("lost" not in member.history for member in members)

            await members[0].leave()
            await members[1].until_owning(4)
            assert await members[1].committed() == {9, 10}
            await members[1].leave()

        client._engine.run(story, client._engine, timeout=110)


def test_a_coordinator_that_forgot_the_member_has_it_join_again(own_broker: Broker, topic: Topics) -> None:
    with barnabas.Client(own_broker.bootstrap) as client:
        name = topic(partitions=2, on=own_broker)

        async def story(engine: Engine) -> None:
            member = Member(engine, name, [name], session_timeout_ms=6000).start()
            await member.until_owning(2)
            # As an operator or a session that ran out unseen would: the coordinator removes the member.
            assert member.generation is not None
            identity = LeaveGroupRequest.MemberIdentity(member_id=member.generation.member_id)
            request = LeaveGroupRequest(group_id=name, members=[identity])
            await Coordinator(engine, name).ask(LeaveGroupRequest, always(request), deadline=engine.now() + WAIT)
            await member.until("lost")
            await member.until_owning(2)
            await member.commit(1)
            await member.leave()

        client._engine.run(story, client._engine, timeout=90)
