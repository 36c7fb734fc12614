"""The classic group coordinator by sequences of requests and of time, as Kafka's own behaves."""

from __future__ import annotations

from typing import Any

import pytest

from barnabas.broker.state.groups.member import Leaving
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from unit.broker.group_bench import GROUP, Bench

RANGE, STICKY = ("range", b"r"), ("sticky", b"s")


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"group": ""}, codes.INVALID_GROUP_ID),
        ({"session": 5_999}, codes.INVALID_SESSION_TIMEOUT),
        ({"session": 1_800_001}, codes.INVALID_SESSION_TIMEOUT),
        ({"kind": ""}, codes.INCONSISTENT_GROUP_PROTOCOL),
        ({"protocols": ()}, codes.INCONSISTENT_GROUP_PROTOCOL),
        ({"member_id": "nobody"}, codes.UNKNOWN_MEMBER_ID),
        ({}, codes.MEMBER_ID_REQUIRED),
        ({"version": 4}, codes.MEMBER_ID_REQUIRED),
    ],
)
def test_a_first_join_that_is_refused(request_: dict[str, Any], code: int) -> None:
    (answer,) = Bench().join(**request_)
    assert answer.error_code == code
    assert answer.generation_id == -1


def test_a_first_member_leads_and_its_own_sync_makes_the_group_stable() -> None:
    bench = Bench()
    (answer,) = bench.join(version=3)
    assert (answer.error_code, answer.generation_id, answer.leader) == (0, 1, answer.member_id)
    assert [(m.member_id, m.metadata) for m in answer.members] == [(answer.member_id, b"m")]
    assert bench.group.state == "CompletingRebalance"
    (synced,) = bench.sync(answer.member_id, 1, {answer.member_id: b"mine"})
    assert (synced.error_code, synced.assignment, synced.protocol_name) == (0, b"mine", "range")
    assert bench.group.state == "Stable"
    assert bench.heartbeat(answer.member_id) == 0


def test_a_member_joins_with_the_id_it_was_given() -> None:
    bench = Bench()
    (asked,) = bench.join()
    assert asked.error_code == codes.MEMBER_ID_REQUIRED
    assert asked.member_id.startswith("client-")
    assert bench.group.state == "Empty"
    assert bench.group.pending == [asked.member_id]
    (answer,) = bench.join(asked.member_id)
    assert (answer.error_code, answer.member_id) == (0, asked.member_id)
    assert bench.group.pending == []


def test_an_id_that_was_given_out_is_forgotten_after_a_session() -> None:
    bench = Bench()
    (asked,) = bench.join(session=10_000)
    bench.advance(10)
    assert bench.group.pending == []
    (answer,) = bench.join(asked.member_id)
    assert answer.error_code == codes.UNKNOWN_MEMBER_ID


def test_an_outstanding_id_holds_a_rebalance_up_until_it_is_used_or_forgotten() -> None:
    bench = Bench()
    (first,) = bench.stable(1)
    (asked,) = bench.join()
    again = bench.join(first)
    assert again == []
    assert bench.heartbeat(first) == codes.REBALANCE_IN_PROGRESS
    bench.advance(10)
    assert again[0].generation_id == 2
    assert bench.join(asked.member_id)[0].error_code == codes.UNKNOWN_MEMBER_ID


def test_who_was_given_an_id_gets_in_though_all_others_have_gone_meanwhile() -> None:
    bench = Bench()
    (first,) = bench.stable(1)
    (asked,) = bench.join()
    assert bench.join(first) == []
    bench.groups.leave(GROUP, [Leaving(first)])
    assert (bench.group.members, bench.group.state) == ({}, "PreparingRebalance")
    assert bench.join(asked.member_id, kind="connect")[0].error_code == codes.INCONSISTENT_GROUP_PROTOCOL
    (answer,) = bench.join(asked.member_id)
    assert (answer.error_code, answer.leader) == (0, asked.member_id)


def test_the_initial_delay_waits_for_more_members_and_starts_anew_with_each() -> None:
    bench = Bench({"group.initial.rebalance.delay.ms": "3000"})
    first = bench.join(version=3)
    bench.advance(2)
    second = bench.join(version=3)
    assert first == second == []
    bench.advance(1)
    assert first == [], "the second one has started it anew"
    bench.advance(3)
    assert first[0].generation_id == second[0].generation_id == 1
    assert len(first[0].members) == 2
    assert second[0].members == []


def test_the_initial_delay_ends_with_the_rebalance_timeout() -> None:
    bench = Bench({"group.initial.rebalance.delay.ms": "3000"})
    waiting = [bench.join(version=3, rebalance=8_000)]
    for _ in range(3):
        bench.advance(2.5)
        waiting.append(bench.join(version=3, rebalance=8_000))
    assert all(not answers for answers in waiting)
    bench.advance(0.6)
    assert all(answers for answers in waiting)


def test_a_follower_waits_for_the_leader() -> None:
    bench = Bench()
    leader, follower = bench.stable(2)
    assert bench.group.leader == leader
    third, joining = bench.joined()
    for member in (leader, follower):
        assert bench.heartbeat(member) == codes.REBALANCE_IN_PROGRESS
        assert bench.sync(member, 2)[0].error_code == codes.REBALANCE_IN_PROGRESS
    bench.join(leader)
    assert joining == []
    bench.join(follower)
    assert joining[0].generation_id == 3
    waiting = bench.sync(third, 3)
    assert waiting == []
    bench.sync(leader, 3, {third: b"3"})
    assert waiting[0].assignment == b"3"
    assert bench.sync(follower, 3)[0].assignment == b"", "the leader has left it out"


def test_members_that_do_not_rejoin_in_time_are_out() -> None:
    bench = Bench()
    slow, quick = bench.stable(2, session=60_000, rebalance=20_000)
    _, joining = bench.joined(session=60_000, rebalance=20_000)
    again = bench.join(quick, session=60_000, rebalance=20_000)
    bench.advance(20)
    assert joining[0].error_code == again[0].error_code == 0
    assert again[0].leader == quick
    assert slow not in bench.group.members
    assert bench.sync(slow, 2)[0].error_code == codes.UNKNOWN_MEMBER_ID


def test_members_that_do_not_sync_in_time_are_out() -> None:
    bench = Bench()
    first, second = bench.stable(2, session=600_000)
    again = [bench.join(first, protocols=(("range", b"new"),), session=600_000), bench.join(second, session=600_000)]
    assert again[0][0].generation_id == 3
    waiting = bench.sync(second, 3)
    bench.advance(60)
    assert waiting[0].error_code == codes.REBALANCE_IN_PROGRESS
    assert first not in bench.group.members
    assert bench.group.state == "PreparingRebalance"


def test_a_session_ends_without_heartbeats_and_lives_by_them() -> None:
    bench = Bench()
    quiet, loud = bench.stable(2)
    bench.advance(6)
    assert bench.heartbeat(loud) == 0
    bench.advance(6)
    assert bench.heartbeat(loud) == codes.REBALANCE_IN_PROGRESS
    assert quiet not in bench.group.members
    assert bench.heartbeat(quiet) == codes.UNKNOWN_MEMBER_ID


def test_a_member_that_waits_for_its_join_needs_no_heartbeats() -> None:
    bench = Bench()
    first, second = bench.stable(2, session=10_000)
    waiting = bench.join(first, protocols=(("range", b"other"),), session=10_000)
    for _ in range(5):
        bench.advance(9)
        bench.heartbeat(second)
    assert waiting == []
    bench.join(second, session=10_000)
    assert waiting[0].error_code == 0


def test_the_protocol_that_most_members_prefer_is_taken_of_those_that_all_have() -> None:
    bench = Bench()
    first, _ = bench.joined(protocols=(RANGE, STICKY, ("odd", b"")))
    second, _ = bench.joined(protocols=(STICKY, RANGE))
    again = bench.join(first, protocols=(RANGE, STICKY, ("odd", b"")))
    third, joining = bench.joined(protocols=(STICKY, RANGE))
    bench.join(second, protocols=(STICKY, RANGE))
    bench.join(first, protocols=(RANGE, STICKY, ("odd", b"")))
    assert again and joining[0].protocol_name == "sticky"
    assert bench.sync(third, joining[0].generation_id, protocol="range")[0].error_code == (
        codes.INCONSISTENT_GROUP_PROTOCOL
    )


@pytest.mark.parametrize("other", [{"protocols": (("odd", b""),)}, {"kind": "connect"}])
def test_a_newcomer_with_nothing_in_common_is_refused(other: dict[str, Any]) -> None:
    bench = Bench()
    bench.stable(1)
    (answer,) = bench.join(**other)
    assert answer.error_code == codes.INCONSISTENT_GROUP_PROTOCOL
    assert bench.group.state == "Stable"


def test_a_repeated_join_gets_the_same_answer_again() -> None:
    bench = Bench()
    leader, follower = bench.stable(2)
    (again,) = bench.join(follower)
    assert (again.generation_id, again.members) == (2, [])
    assert bench.group.state == "Stable"
    bench.join(leader)
    assert bench.group.state == "PreparingRebalance", "a leader that joins again wants to assign anew"
    bench.join(follower)
    (again,) = bench.join(leader)
    assert (again.generation_id, len(again.members)) == (3, 2)
    assert bench.group.state == "CompletingRebalance"


def test_a_follower_with_other_metadata_causes_a_rebalance() -> None:
    bench = Bench()
    _, follower = bench.stable(2)
    assert bench.join(follower, protocols=(("range", b"more topics"),)) == []
    assert bench.group.state == "PreparingRebalance"


@pytest.mark.parametrize(
    ("member", "generation", "code"),
    [
        ("nobody", 1, codes.UNKNOWN_MEMBER_ID),
        (None, 0, codes.ILLEGAL_GENERATION),
        (None, 2, codes.ILLEGAL_GENERATION),
        (None, 1, codes.NONE),
    ],
)
def test_heartbeats_and_syncs_name_their_member_and_generation(member: str | None, generation: int, code: int) -> None:
    bench = Bench()
    (known,) = bench.stable(1)
    assert bench.heartbeat(member or known, generation) == code
    assert bench.sync(member or known, generation)[0].error_code == code


def test_what_a_group_that_is_not_there_answers() -> None:
    bench = Bench()
    assert bench.groups.heartbeat("other", "m", None, 1) == codes.UNKNOWN_MEMBER_ID
    assert bench.groups.heartbeat("", "m", None, 1) == codes.INVALID_GROUP_ID
    assert bench.sync("m", 1, group="other")[0].error_code == codes.UNKNOWN_MEMBER_ID
    assert bench.sync("m", 1, group="")[0].error_code == codes.INVALID_GROUP_ID
    assert bench.groups.leave("other", [Leaving("m")]) == [codes.UNKNOWN_MEMBER_ID]


def test_members_leave_in_a_batch_by_id_and_by_instance() -> None:
    bench = Bench()
    first, second = bench.stable(2)
    (asked,) = bench.join()
    given = bench.groups.leave(
        GROUP, [Leaving(first), Leaving("nobody"), Leaving(asked.member_id), Leaving("", "unknown"), Leaving("")]
    )
    unknown = codes.UNKNOWN_MEMBER_ID
    assert given == [0, unknown, 0, unknown, unknown]
    assert list(bench.group.members) == [second]
    assert bench.heartbeat(second) == codes.REBALANCE_IN_PROGRESS
    assert bench.groups.leave(GROUP, [Leaving(second)]) == [0]
    assert bench.group.state == "Empty"
    assert bench.group.generation == 3


def test_the_last_one_to_hold_a_rebalance_up_may_leave() -> None:
    bench = Bench()
    first, second = bench.stable(2)
    _, joining = bench.joined()
    bench.join(first)
    assert joining == []
    bench.groups.leave(GROUP, [Leaving(second)])
    assert joining[0].error_code == 0


def test_a_static_member_comes_back_without_a_rebalance() -> None:
    bench = Bench()
    (first,) = bench.join(instance="one")
    bench.sync(first.member_id, 1, {first.member_id: b"mine"}, instance="one")
    (again,) = bench.join(instance="one", version=9)
    assert again.member_id != first.member_id
    assert again.member_id.startswith("one-")
    assert (again.error_code, again.generation_id, again.leader) == (0, 1, again.member_id)
    assert again.skip_assignment, "it leads, and need not assign (KIP-814)"
    assert len(again.members) == 1
    assert bench.group.state == "Stable"
    assert bench.sync(again.member_id, 1, instance="one")[0].assignment == b"mine"
    assert bench.heartbeat(first.member_id, instance="one") == codes.FENCED_INSTANCE_ID
    assert bench.sync(first.member_id, 1, instance="one")[0].error_code == codes.FENCED_INSTANCE_ID
    assert bench.join(first.member_id, instance="one")[0].error_code == codes.FENCED_INSTANCE_ID
    assert bench.groups.leave(GROUP, [Leaving(first.member_id, "one")]) == [codes.FENCED_INSTANCE_ID]
    assert bench.groups.leave(GROUP, [Leaving("", "one")]) == [0]


def test_a_static_leader_that_cannot_skip_its_assignment_is_not_told_that_it_leads() -> None:
    bench = Bench()
    (first,) = bench.join(instance="one", version=8)
    bench.sync(first.member_id, 1, {}, instance="one")
    (again,) = bench.join(instance="one", version=8)
    assert (again.leader, again.members, again.skip_assignment) == (first.member_id, [], False)


def test_a_static_member_that_replaces_a_waiting_one_fences_it() -> None:
    bench = Bench()
    bench.stable(1)
    waiting = bench.join(instance="one")
    assert waiting == []
    replacing = bench.join(instance="one")
    assert waiting[0].error_code == codes.FENCED_INSTANCE_ID
    assert replacing == []


def test_a_static_member_with_another_protocol_causes_a_rebalance() -> None:
    bench = Bench()
    (first,) = bench.join(instance="one", protocols=(RANGE,))
    bench.sync(first.member_id, 1, {}, instance="one")
    (again,) = bench.join(instance="one", protocols=(RANGE, STICKY))
    assert again.generation_id == 1
    assert bench.join(instance="one", protocols=(("sticky", b""), RANGE))[0].generation_id == 2


def test_a_rebalance_keeps_static_members_that_are_away() -> None:
    bench = Bench()
    (away,) = bench.join(instance="one", session=600_000, rebalance=20_000)
    bench.sync(away.member_id, 1, {}, instance="one")
    new, joining = bench.joined(session=600_000, rebalance=20_000)
    bench.advance(20)
    assert joining[0].leader == new
    assert {m.member_id for m in joining[0].members} == {new, away.member_id}


def test_only_static_members_that_are_all_away_have_another_timeout() -> None:
    bench = Bench()
    for name in ("one", "two"):
        bench.join(instance=name, session=600_000, rebalance=20_000)
    assert bench.group.state == "PreparingRebalance"
    (first, second) = bench.group.members.values()
    bench.join(first.id, instance="one", session=600_000, rebalance=20_000)
    bench.sync(first.id, bench.group.generation, {}, instance="one")
    bench.groups.leave(GROUP, [Leaving("", "one")])
    bench.advance(60)
    assert bench.group.state == "PreparingRebalance"
    assert list(bench.group.members) == [second.id]


def test_a_full_group_takes_nobody() -> None:
    bench = Bench({"group.max.size": "2"})
    first, second = bench.stable(2)
    (answer,) = bench.join()
    assert answer.error_code == codes.GROUP_MAX_SIZE_REACHED
    assert bench.heartbeat(first) == bench.heartbeat(second) == 0


@pytest.mark.parametrize(
    ("member", "generation", "code"),
    [
        (None, 1, codes.NONE),
        (None, 0, codes.ILLEGAL_GENERATION),
        ("nobody", 1, codes.UNKNOWN_MEMBER_ID),
        ("", -1, codes.UNKNOWN_MEMBER_ID),
    ],
)
def test_who_may_commit(member: str | None, generation: int, code: int) -> None:
    bench = Bench()
    (known,) = bench.stable(1)
    try:
        bench.groups.check_commit(GROUP, known if member is None else member, None, generation, 8)
    except RefusedError as refused:
        assert refused.code == code
    else:
        assert code == codes.NONE


def test_nobody_commits_between_join_and_sync_but_transactions_do() -> None:
    bench = Bench()
    member, _ = bench.joined()
    with pytest.raises(RefusedError) as refused:
        bench.groups.check_commit(GROUP, member, None, 1, 8)
    assert refused.value.code == codes.REBALANCE_IN_PROGRESS
    bench.groups.check_transactional_commit(GROUP, member, None, 1)
    bench.groups.check_transactional_commit(GROUP, "", None, -1)


def test_a_commit_keeps_a_session_alive() -> None:
    bench = Bench()
    (member,) = bench.stable(1)
    for _ in range(3):
        bench.advance(8)
        bench.groups.check_commit(GROUP, member, None, 1, 8)
    assert bench.heartbeat(member) == 0


def test_commits_without_a_group() -> None:
    bench = Bench()
    for version, code in ((8, codes.ILLEGAL_GENERATION), (9, codes.GROUP_ID_NOT_FOUND)):
        with pytest.raises(RefusedError) as refused:
            bench.groups.check_commit("simple", "m", None, 1, version)
        assert refused.value.code == code
    bench.groups.check_commit("simple", "", None, -1, 8)
    simple = bench.groups.get("simple")
    assert (simple.state, simple.protocol_type) == ("Empty", None)


def test_only_an_empty_group_can_be_deleted() -> None:
    bench = Bench()
    (member,) = bench.stable(1)
    with pytest.raises(RefusedError) as refused:
        bench.groups.delete(GROUP)
    assert refused.value.code == codes.NON_EMPTY_GROUP
    bench.groups.leave(GROUP, [Leaving(member)])
    bench.groups.delete(GROUP)
    assert bench.groups.find(GROUP) is None
    assert bench.timers.next() is None or bench.groups.all() == []
    with pytest.raises(RefusedError) as refused:
        bench.groups.delete(GROUP)
    assert refused.value.code == codes.GROUP_ID_NOT_FOUND


def test_a_stable_group_goes_on_after_a_restart() -> None:
    bench = Bench()
    leader, follower = bench.stable(2)
    after = Bench(journal=bench.journal)
    assert (after.group.state, after.group.generation, after.group.leader) == ("Stable", 2, leader)
    assert after.heartbeat(follower) == 0
    assert after.sync(follower, 2)[0].assignment == follower.encode()
    after.advance(8)
    assert after.heartbeat(follower) == 0
    after.advance(8)
    assert after.heartbeat(follower) == codes.REBALANCE_IN_PROGRESS, "the leader's session has ended"


def test_who_waits_at_a_former_coordinator_is_sent_away() -> None:
    bench = Bench()
    bench.stable(1)
    _, joining = bench.joined()
    bench.groups.unload(GROUP)
    assert joining[0].error_code == codes.NOT_COORDINATOR
