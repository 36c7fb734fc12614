"""A topic that was made anew does not go back to an id that it has left: who says so is behind, unless it is said again and again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from barnabas.engine.backoff import Backoff
from barnabas.engine.cluster import Cluster
from barnabas.engine.snapshot import BELIEVED, IDS_MOST, ClusterSnapshot
from barnabas.errors import codes
from barnabas.protocol.messages.metadata import MetadataRequest, MetadataResponse
from barnabas.protocol.primitives import ZERO_UUID
from tests.harness.waiting import auntil

A, B, C = (bytes(15) + bytes([number]) for number in (1, 2, 3))
NAMED, WANTED = frozenset({"t"}), frozenset({"t"})


def answer(id: bytes, leader: int = 1, epoch: int = 0) -> MetadataResponse:
    """Of topic t; without an id that there is none."""
    topic = MetadataResponse.MetadataResponseTopic(name="t", topic_id=id)
    if id == ZERO_UUID:
        topic.error_code = codes.UNKNOWN_TOPIC_OR_PARTITION
    else:
        topic.partitions = [
            MetadataResponse.MetadataResponsePartition(partition_index=0, leader_id=leader, leader_epoch=epoch)
        ]
    brokers = [MetadataResponse.MetadataResponseBroker(node_id=n, host="h", port=9000 + n) for n in (1, 2)]
    return MetadataResponse(brokers=brokers, topics=[topic])


def nothing() -> MetadataResponse:
    """Of all topics, of which t is none."""
    return MetadataResponse(brokers=answer(A).brokers, topics=[])


def told(*ids: bytes) -> ClusterSnapshot:
    snapshot = ClusterSnapshot()
    for id in ids:
        snapshot = snapshot.merged(answer(id), NAMED, WANTED)
    return snapshot


@pytest.mark.kip(516)
@pytest.mark.parametrize(
    ("ids", "known"),
    [
        ((A, B), B),
        ((A, B, A), B),
        ((A, B, C, A, B), C),
        ((A, ZERO_UUID), ZERO_UUID),
        ((A, ZERO_UUID, A), A),  # it was only not known there
        ((A, ZERO_UUID, B, A), B),
        ((A, B, ZERO_UUID, A), ZERO_UUID),  # what is gone is not there again because a broker is far behind
        ((A, B, ZERO_UUID, B), B),
        ((A, B, *[A] * (BELIEVED - 1)), B),
        ((A, B, *[A] * BELIEVED), A),
        ((A, B, *[A] * BELIEVED, B), A),  # and then it is the other that was left
        ((A, B, A, B, *[A] * (BELIEVED - 1)), B),  # somebody bears it out: the count begins again
    ],
)
def test_an_id_that_was_left_is_believed_when_answer_after_answer_names_it(
    ids: tuple[bytes, ...], known: bytes
) -> None:
    assert told(*ids).topics["t"].id == known


def test_all_that_is_known_of_the_topic_stays() -> None:
    known = told(A).merged(answer(B, leader=2, epoch=7), NAMED, WANTED)
    stale = known.merged(answer(A, leader=1, epoch=30), NAMED, WANTED)
    assert stale.leader("t", 0) == (2, 7)
    assert stale.names == {B: "t"}
    assert (known.topics["t"].older, stale.topics["t"].older) == (0, 1)


def test_the_ids_of_what_is_wanted_are_remembered_also_where_all_topics_are_asked_for() -> None:
    """There a topic that is not there is left out of the answer."""
    gone = told(A, B).merged(nothing(), None, WANTED)
    assert not gone.has("t", 0)
    assert gone.topics["t"].error_code == codes.UNKNOWN_TOPIC_OR_PARTITION
    anew = gone.merged(answer(C), None, WANTED)
    assert anew.merged(answer(B), None, WANTED).topics["t"].id == C
    assert "t" not in told(A, B).merged(nothing(), None, frozenset()).topics


def test_only_so_many_are_remembered() -> None:
    ids = [bytes(15) + bytes([number]) for number in range(1, 3 * IDS_MOST)]
    assert told(*ids).topics["t"].ids == tuple(ids[-IDS_MOST:])


@pytest.mark.parametrize(("stale", "known"), [(1, B), (BELIEVED, A)])
def test_it_is_asked_again_until_it_is_sure(stale: int, known: bytes) -> None:
    async def main() -> None:
        ids = [A, B, *[A] * stale]

        async def ask(request: MetadataRequest, deadline: float) -> MetadataResponse:
            return answer(ids.pop(0) if ids else known)

        nobody: Any = None
        cluster = Cluster(asyncio.get_running_loop(), ask, 1000.0, Backoff(0.001, 0.001), 1.0, nobody)
        cluster.follow(["t"])
        for _ in range(2):
            await cluster.update(deadline=asyncio.get_running_loop().time() + 10)
        assert cluster.snapshot.topics["t"].id == B
        fresh = asyncio.ensure_future(cluster.keep_fresh())
        cluster.update_soon("a test asks for it")
        await auntil(lambda: not ids and cluster.snapshot.topics["t"].older == 0, "all have answered")
        assert cluster.snapshot.topics["t"].id == known
        fresh.cancel()

    asyncio.run(main())
