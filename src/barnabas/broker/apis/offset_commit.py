"""OffsetCommit: a member, or somebody outside of an empty group, commits offsets.

v1 brings members (v0, which went to ZooKeeper, is taken as a commit without one), v2 to v4 a retention of the commit's own, v6
leader epochs, v7 static members, v9 member epochs (KIP-848), v10 topic ids. Partitions that are not there are refused
by themselves, before the group is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.broker.apis._offset_commits import Committing, commit_all
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest, OffsetCommitResponse

if TYPE_CHECKING:
    from barnabas.broker.state.groups.assignors import Partition


async def handle(call: Call, request: OffsetCommitRequest) -> OffsetCommitResponse:
    """Answers at once."""
    groups = call.cluster.groups

    def check(places: list[Partition]) -> int:
        groups.check_commit(
            request.group_id,
            request.member_id,
            request.group_instance_id,
            request.generation_id_or_member_epoch,
            call.version,
            places,
        )
        return codes.NONE

    def commit(one: Committing) -> None:
        asked = one.asked
        committed = groups.committed_now(
            asked.committed_offset, asked.committed_leader_epoch, asked.committed_metadata, request.retention_time_ms
        )
        groups.commit(request.group_id, one.place, committed)

    response = OffsetCommitResponse()
    commit_all(
        call,
        request,
        response,
        call.version >= 10,
        OffsetCommitResponse.OffsetCommitResponseTopic,
        OffsetCommitResponse.OffsetCommitResponsePartition,
        check,
        commit,
    )
    return response
