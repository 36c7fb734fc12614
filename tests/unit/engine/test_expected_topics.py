"""Topics that are subscribed to and missing: what is asked of brokers for them."""

from __future__ import annotations

import asyncio
import logging

import pytest

from barnabas.engine.backoff import Backoff
from barnabas.engine.cluster import Cluster
from barnabas.errors.client import KafkaTimeoutError, NetworkError, SaslError
from barnabas.protocol.messages.metadata import MetadataRequest, MetadataResponse
from tests.harness.waiting import auntil

Topic = MetadataResponse.MetadataResponseTopic


class Brokers:
    """Answers Metadata from what there is; remembers what it was asked."""

    def __init__(self) -> None:
        self.topics: set[str] = set()
        self.makes = True
        self.refusal = 3
        self.asked: list[tuple[frozenset[str], bool]] = []
        self.silent = False

    async def ask(self, request: MetadataRequest, _: float) -> MetadataResponse:
        names = frozenset(topic.name or "" for topic in request.topics or ())
        creates = request.allow_auto_topic_creation
        self.asked.append((names, creates))
        if creates and self.silent:
            raise NetworkError("no answer")
        known = [self._told(name, creates) for name in sorted(names)]
        if creates and self.makes:
            self.topics |= names
        return MetadataResponse(topics=known)

    def _told(self, name: str, creates: bool) -> Topic:
        if name not in self.topics:
            return Topic(name=name, error_code=self.refusal if creates else 3)
        part = MetadataResponse.MetadataResponsePartition(partition_index=0, leader_id=1, leader_epoch=0)
        return Topic(name=name, topic_id=name.encode().ljust(16, b"\1"), partitions=[part])


def cluster_of(brokers: Brokers) -> Cluster:
    backoff = Backoff(0.001, 0.001)
    return Cluster(
        asyncio.get_running_loop(), brokers.ask, 300.0, backoff, 30.0, lambda: KafkaTimeoutError("nobody answered")
    )


async def update(cluster: Cluster) -> None:
    await cluster.update(deadline=asyncio.get_running_loop().time() + 30.0)


def test_only_what_is_missing_is_named_to_be_made() -> None:
    async def main() -> None:
        brokers = Brokers()
        brokers.topics = {"old"}
        cluster = cluster_of(brokers)
        cluster.expect(["old", "new"], create=True)
        cluster.follow(["followed"])
        await update(cluster)
        everything = frozenset({"old", "new", "followed"})
        assert brokers.asked == [(everything, False), (frozenset({"new"}), True)]
        await update(cluster)
        assert brokers.asked[2:] == [(everything, False)]
        brokers.topics.clear()  # all were deleted
        await update(cluster)
        await update(cluster)
        assert not any(creates for _, creates in brokers.asked[3:])

    asyncio.run(main())


def test_what_is_missing_is_looked_for_until_it_is_there() -> None:
    async def main() -> None:
        brokers = Brokers()
        cluster = cluster_of(brokers)
        found = asyncio.Event()
        cluster.listen(lambda snapshot: found.set() if "late" in snapshot.names.values() else None)
        task = asyncio.create_task(cluster.keep_fresh())
        cluster.expect(["late"], create=False)
        await auntil(lambda: len(brokers.asked) >= 5, "the topic is asked for again and again")
        brokers.topics = {"late"}
        await found.wait()
        task.cancel()
        assert not any(creates for _, creates in brokers.asked)
        assert cluster._next_look is None

    asyncio.run(main())


@pytest.mark.parametrize("code", [5, 29, 38])
def test_a_refusal_is_told_once_and_harms_nothing(code: int, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        brokers = Brokers()
        brokers.makes, brokers.refusal = False, code
        cluster = cluster_of(brokers)
        cluster.expect(["t"], create=True)
        for _ in range(3):
            await update(cluster)
        assert cluster.snapshot.topics["t"].error_code == 3
        cluster.expect_no_more(["t"])
        await update(cluster)
        assert brokers.asked[-1] == (frozenset(), False)

    with caplog.at_level(logging.WARNING, logger="barnabas.cluster"):
        asyncio.run(main())
    assert len(caplog.records) == (code != 5)


def test_no_answer_to_that_is_no_failure_of_the_look() -> None:
    async def main() -> None:
        brokers = Brokers()
        brokers.silent = True
        cluster = cluster_of(brokers)
        cluster.expect(["t"], create=True)
        await update(cluster)
        assert cluster.snapshot.version == 1

    asyncio.run(main())


def test_who_wants_a_topic_made_names_no_others() -> None:
    async def main() -> None:
        brokers = Brokers()
        cluster = cluster_of(brokers)
        cluster.follow(["deleted"])
        await cluster.topics(["mine"], deadline=asyncio.get_running_loop().time() + 30.0, auto_create=True)
        assert set(brokers.asked) == {(frozenset({"mine"}), True)}

    asyncio.run(main())


def test_what_nobody_follows_is_asked_for_anew() -> None:
    async def main() -> None:
        brokers = Brokers()
        brokers.topics = {"a"}
        cluster = cluster_of(brokers)
        deadline = asyncio.get_running_loop().time() + 30.0
        await cluster.topics(["a"], deadline=deadline)
        await cluster.topics(["a"], deadline=deadline)
        assert len(brokers.asked) == 2  # it may have grown old since
        cluster.follow(["a"])
        await cluster.topics(["a"], deadline=deadline)
        assert len(brokers.asked) == 2
        cluster.unfollow(["a"])
        await cluster.topics(["a"], deadline=deadline)
        assert len(brokers.asked) == 3

    asyncio.run(main())


def test_what_is_followed_anew_is_looked_at_though_it_is_in_the_picture() -> None:
    async def main() -> None:
        brokers = Brokers()
        brokers.topics = {"a"}
        cluster = cluster_of(brokers)
        await cluster.topics(["a"], deadline=asyncio.get_running_loop().time() + 30.0)
        task = asyncio.create_task(cluster.keep_fresh())
        cluster.follow(["a"])
        await auntil(lambda: len(brokers.asked) == 2, "it is asked for")
        task.cancel()

    asyncio.run(main())


def test_a_refusal_does_not_end_the_looking() -> None:
    """Whether a broker may be tried at all is for the pool to say, and it does until the user calls again."""

    async def main() -> None:
        brokers = Brokers()
        brokers.topics = {"a"}
        cluster = cluster_of(brokers)
        ask, refusals = cluster._ask, [SaslError("wrong password")] * 3

        async def refused(request: MetadataRequest, deadline: float) -> MetadataResponse:
            if refusals:
                raise refusals.pop()
            return await ask(request, deadline)

        cluster._ask = refused
        task = asyncio.create_task(cluster.keep_fresh())
        cluster.follow(["a"])
        await auntil(lambda: cluster.usable("a"), "it is there once the password is right")
        task.cancel()

    asyncio.run(main())


def test_what_was_asked_for_just_now_is_followed_without_another_look() -> None:
    async def main() -> None:
        brokers = Brokers()
        brokers.topics = {"a"}
        cluster = cluster_of(brokers)
        await cluster.topics(["a"], deadline=asyncio.get_running_loop().time() + 30.0)
        cluster.follow(["a"], fresh=True)
        assert not cluster._wanted.is_set()

    asyncio.run(main())
