"""What a refusal says of a partition's leader (KIP-951) goes into the picture of the cluster, and stays there."""

from __future__ import annotations

from typing import Any

import pytest

from barnabas.engine.cluster import Cluster
from barnabas.engine.snapshot import BELIEVED, BrokerInfo, ClusterSnapshot
from barnabas.protocol.messages.fetch import FetchResponse
from barnabas.protocol.messages.metadata import MetadataResponse

ID = bytes(15) + b"\x01"


def answer(leader: int, epoch: int, brokers: tuple[int, ...] = (1, 2), id: bytes = ID) -> MetadataResponse:
    partition = MetadataResponse.MetadataResponsePartition(
        partition_index=0, leader_id=leader, leader_epoch=epoch, replica_nodes=[1, 2, 3], isr_nodes=[1, 2, 3]
    )
    return MetadataResponse(
        brokers=[MetadataResponse.MetadataResponseBroker(node_id=n, host="h", port=9000 + n) for n in brokers],
        topics=[MetadataResponse.MetadataResponseTopic(name="t", topic_id=id, partitions=[partition])],
    )


def known(leader: int = 1, epoch: int = 5) -> ClusterSnapshot:
    return ClusterSnapshot().merged(answer(leader, epoch), frozenset({"t"}), frozenset({"t"}))


@pytest.mark.kip(951)
def test_a_newer_leader_is_taken_with_its_address() -> None:
    before = known()
    after = before.led({("t", 0): (3, 6)}, [BrokerInfo(3, "new", 9003, None)])
    assert after.leader("t", 0) == (3, 6)
    assert after.brokers[3].host == "new"
    assert after.version == before.version + 1
    assert before.leader("t", 0) == (1, 5), "a snapshot never changes"


def test_what_is_old_or_unknown_changes_nothing() -> None:
    before = known()
    there = [BrokerInfo(3, "new", 9003, None)]
    assert before.led({("t", 0): (3, 5)}, there) is before, "no newer epoch"
    assert before.led({("t", 0): (3, 4)}, there) is before, "an older epoch"
    assert before.led({("t", 0): (4, 6)}, there) is before, "a broker without an address"
    assert before.led({("t", 0): (-1, -1)}, []) is before, "no leader is said"
    assert before.led({("t", 1): (3, 6)}, there) is before, "a partition that is not known"
    assert before.led({("other", 0): (3, 6)}, there) is before, "a topic that is not known"


def test_older_metadata_does_not_take_a_hint_back_nor_its_broker() -> None:
    hinted = known().led({("t", 0): (3, 6)}, [BrokerInfo(3, "new", 9003, None)])
    stale = hinted.merged(answer(1, 5), frozenset({"t"}), frozenset({"t"}))
    assert stale.leader("t", 0) == (3, 6)
    assert stale.brokers[3].host == "new", "the answering broker does not know it yet"
    fresh = stale.merged(answer(2, 7), frozenset({"t"}), frozenset({"t"}))
    assert fresh.leader("t", 0) == (2, 7)
    assert set(fresh.brokers) == {1, 2}


def test_a_topic_made_anew_begins_with_its_own_epochs() -> None:
    hinted = known().led({("t", 0): (2, 60)}, [])
    anew = hinted.merged(answer(1, 0, id=bytes(15) + b"\x02"), frozenset({"t"}), frozenset({"t"}))
    assert anew.leader("t", 0) == (1, 0)


def test_listeners_are_told_of_news_only() -> None:
    nothing: Any = None
    cluster = Cluster(nothing, nothing, 1.0, nothing, 1.0, nothing)
    cluster.snapshot = known()
    told: list[ClusterSnapshot] = []
    cluster.listen(told.append)
    endpoint = FetchResponse.NodeEndpoint(node_id=3, host="new", port=9003, rack=None)
    assert cluster.hint({("t", 0): (3, 6)}, [endpoint])
    assert not cluster.hint({("t", 0): (3, 6)}, [endpoint])
    assert [snapshot.leader("t", 0) for snapshot in told] == [(3, 6)]


def test_an_older_epoch_is_believed_when_answer_after_answer_says_so() -> None:
    """Else one broker that lied once, or a topic made anew where there are no topic ids, would be wrong for good."""
    ask: Any = (frozenset({"t"}), frozenset({"t"}))
    now = known(1, 5).led({("t", 0): (2, 2**31 - 1)}, [])
    for _ in range(BELIEVED - 1):
        now = now.merged(answer(1, 5), *ask)
        assert now.leader("t", 0) == (2, 2**31 - 1)
    assert now.merged(answer(1, 5), *ask).leader("t", 0) == (1, 5)
    now = now.merged(answer(2, 2**31 - 1), *ask)  # somebody bears it out: the count begins again
    assert now.merged(answer(1, 5), *ask).leader("t", 0) == (2, 2**31 - 1)
    hinted = known(1, 5).merged(answer(1, 4), *ask).led({("t", 0): (2, 6)}, [])
    assert hinted.topics["t"].partitions[0].older == 0
