"""Committed offsets: what is kept, what is pending, what expires and what a restart finds."""

from __future__ import annotations

import pytest

from barnabas.broker.state.groups.member import Leaving
from barnabas.broker.state.groups.offsets import Committed
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from unit.broker.group_bench import GROUP, Bench

HERE, THERE = ("t", 0), ("t", 1)
DAY = 86_400.0


def commit(bench: Bench, offset: int, place: tuple[str, int] = HERE, group: str = GROUP, retention: int = -1) -> None:
    bench.groups.check_commit(group, "", None, -1, 8)
    bench.groups.commit(group, place, bench.groups.committed_now(offset, 3, "note", retention))


def test_the_last_commit_counts() -> None:
    bench = Bench()
    commit(bench, 5)
    commit(bench, 3)
    commit(bench, 9, THERE)
    found = bench.groups.offsets.fetch(GROUP, HERE)
    assert found is not None
    assert (found.offset, found.leader_epoch, found.metadata) == (3, 3, "note")
    assert list(bench.groups.offsets.of(GROUP)) == [HERE, THERE]
    assert bench.groups.offsets.fetch(GROUP, ("u", 0)) is None


@pytest.mark.parametrize("commits", [True, False])
def test_pending_offsets_wait_for_their_transaction(commits: bool) -> None:
    bench = Bench()
    commit(bench, 5)
    offsets = bench.groups.offsets
    offsets.commit_pending(7, GROUP, HERE, Committed(10))
    offsets.commit_pending(8, GROUP, THERE, Committed(20))
    assert offsets.is_pending(GROUP, HERE) and offsets.has_pending(GROUP)
    assert offsets.of(GROUP)[HERE].offset == 5
    bench.groups.complete_transaction(7, commits)
    assert not offsets.is_pending(GROUP, HERE)
    assert offsets.is_pending(GROUP, THERE)
    assert offsets.of(GROUP)[HERE].offset == (10 if commits else 5)
    assert THERE not in offsets.of(GROUP)


def test_metadata_has_a_limit() -> None:
    bench = Bench({"offset.metadata.max.bytes": "3"})
    assert [bench.groups.is_too_long(text) for text in (None, "", "abc", "abcd")] == [False, False, False, True]


def test_a_deleted_topic_takes_its_offsets_along() -> None:
    bench = Bench()
    bench.topic("t", 1)
    commit(bench, 1)
    commit(bench, 2, ("u", 0))
    bench.groups.offsets.commit_pending(7, GROUP, HERE, Committed(10))
    bench.delete_topic("t")
    bench.groups.complete_transaction(7, True)
    assert list(bench.groups.offsets.of(GROUP)) == [("u", 0)]


def test_offsets_of_a_simple_group_expire_by_their_own_age() -> None:
    bench = Bench()
    commit(bench, 1)
    bench.advance(6 * DAY)
    commit(bench, 2, THERE)
    bench.advance(1.1 * DAY)
    assert list(bench.groups.offsets.of(GROUP)) == [THERE]
    bench.advance(6 * DAY)
    assert bench.groups.find(GROUP) is None, "a group without members and offsets is forgotten"
    assert bench.timers.next() is None, "and nothing is watched any more"
    assert not bench.journal


def test_a_commit_may_bring_its_own_retention() -> None:
    bench = Bench()
    commit(bench, 1, retention=3_600_000)
    bench.advance(3_000)
    assert bench.groups.offsets.of(GROUP)
    bench.advance(1_300)
    assert not bench.groups.offsets.of(GROUP)


def test_offsets_of_a_group_with_members_stay_and_expire_after_it_is_empty() -> None:
    bench = Bench()
    (member,) = bench.stable(1, session=1_800_000)
    bench.groups.commit(GROUP, HERE, bench.groups.committed_now(1, -1, None))
    for _ in range(8 * 24 * 4):
        bench.advance(900)
        assert bench.heartbeat(member) == 0
    assert bench.groups.offsets.of(GROUP)
    bench.groups.leave(GROUP, [Leaving(member)])
    bench.advance(6.9 * DAY)
    assert bench.groups.offsets.of(GROUP), "the retention counts from when the group became empty (KIP-211)"
    bench.advance(0.2 * DAY)
    assert not bench.groups.offsets.of(GROUP)
    assert bench.groups.find(GROUP) is None


def test_a_deleted_group_has_no_offsets() -> None:
    bench = Bench()
    commit(bench, 1)
    bench.groups.offsets.commit_pending(7, GROUP, THERE, Committed(10))
    bench.groups.delete(GROUP)
    bench.groups.complete_transaction(7, True)
    assert not bench.groups.offsets.of(GROUP)


def test_whose_offsets_may_be_deleted() -> None:
    bench = Bench()
    with pytest.raises(RefusedError) as refused:
        bench.groups.check_offset_delete(GROUP)
    assert refused.value.code == codes.GROUP_ID_NOT_FOUND
    (member,) = bench.stable(1, kind="connect")
    with pytest.raises(RefusedError) as refused:
        bench.groups.check_offset_delete(GROUP)
    assert refused.value.code == codes.NON_EMPTY_GROUP
    bench.groups.leave(GROUP, [Leaving(member)])
    assert not bench.groups.check_offset_delete(GROUP).is_subscribed("t")
    bench.stable(1, group="readers")
    assert bench.groups.check_offset_delete("readers").is_subscribed("t"), "its subscriptions cannot be read"


def test_a_restart_finds_offsets_and_pending_ones() -> None:
    bench = Bench()
    commit(bench, 4)
    bench.groups.offsets.commit_pending(7, GROUP, THERE, Committed(10, metadata="m"))
    after = Bench(journal=bench.journal)
    assert after.groups.offsets.of(GROUP)[HERE].offset == 4
    assert after.groups.offsets.is_pending(GROUP, THERE)
    after.groups.complete_transaction(7, True)
    assert after.groups.offsets.of(GROUP)[THERE].metadata == "m"
    assert after.groups.get(GROUP).is_empty
