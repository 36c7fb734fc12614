"""TxnOffsetCommit: offsets that become committed with the producer's transaction (KIP-98).

v2 carries leader epochs, v3 the member and its generation (KIP-447), v5 adds the group to the transaction by itself (KIP-890; before
that AddOffsetsToTxn must have come first), v6 names topics by their ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.broker.apis._offset_commits import Committing, commit_all
from barnabas.broker.call import Call
from barnabas.broker.state.transactions.transaction import offsets_partition
from barnabas.errors import codes
from barnabas.protocol.messages.txn_offset_commit import TxnOffsetCommitRequest, TxnOffsetCommitResponse

if TYPE_CHECKING:
    from barnabas.broker.state.groups.assignors import Partition


async def handle(call: Call, request: TxnOffsetCommitRequest) -> TxnOffsetCommitResponse:
    """Answers at once; the offsets wait for EndTxn."""
    groups = call.cluster.groups

    def check(places: list[Partition]) -> int:
        if not request.group_id:
            return codes.INVALID_GROUP_ID
        code = call.cluster.transactions.verify_group(
            request.transactional_id, request.producer_id, request.producer_epoch, request.group_id, call.version
        )
        if code:
            return code
        groups.check_transactional_commit(
            request.group_id,
            request.member_id,
            request.group_instance_id,
            request.generation_id_or_member_epoch,
            places,
        )
        # What the partition's log says, also on brokers that do not ask the coordinator.
        admitted = groups.offsets.admit(
            offsets_partition(request.group_id)[1], request.producer_id, request.producer_epoch
        )
        return codes.NONE if admitted else codes.INVALID_PRODUCER_EPOCH

    def commit(one: Committing) -> None:
        asked = one.asked
        committed = groups.committed_now(asked.committed_offset, asked.committed_leader_epoch, asked.committed_metadata)
        groups.offsets.commit_pending(request.producer_id, request.group_id, one.place, committed)

    response = TxnOffsetCommitResponse()
    commit_all(
        call,
        request,
        response,
        call.version >= 6,
        TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic,
        TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition,
        check,
        commit,
    )
    return response
