"""Who gets into a classic group by JoinGroup: what is refused, who is new, who is known, and which instance is back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from barnabas.broker.state.groups.member import (
    KNOWN_MEMBER_ID,
    Caller,
    Joined,
    Member,
    protocols_of,
    rebalance_ms_of,
)
from barnabas.broker.state.groups.phase import Phase
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupResponse

if TYPE_CHECKING:
    from barnabas.broker.state.groups.classic import ClassicGroup

SKIPS_ASSIGNMENT = 9  # the JoinGroup version whose leader can be told not to assign (KIP-814)


class Admission:
    """That of one group, which turns its generations itself."""

    def __init__(self, group: ClassicGroup) -> None:
        self._group = group

    def join(self, request: JoinGroupRequest, caller: Caller, version: int, answer: Joined) -> None:
        """JoinGroup; the answer comes when the group is complete."""

        def refuse(code: int, member_id: str = "") -> None:
            answer(JoinGroupResponse(error_code=code, member_id=member_id))

        member_id, instance_id = request.member_id, request.group_instance_id
        if not self._accepts(member_id):
            self._group.remove(member_id)
            return refuse(codes.GROUP_MAX_SIZE_REACHED)
        if not self._supports(request):
            return refuse(codes.INCONSISTENT_GROUP_PROTOCOL, member_id)
        if member_id:
            return self._join_known(request, caller, answer)
        new_id = f"{instance_id if instance_id is not None else caller.client_id}-{uuid4()}"
        if (known := self._group.roster.static(instance_id)) is not None:
            return self._replace_static(known, request, version, new_id, answer)
        if instance_id is None and version >= KNOWN_MEMBER_ID:
            self._group.promise(new_id, request.session_timeout_ms)
            return refuse(codes.MEMBER_ID_REQUIRED, new_id)
        return self._add(request, caller, new_id, answer)

    def _accepts(self, member_id: str) -> bool:
        member = self._group.members.get(member_id)
        if self._group.phase is Phase.EMPTY:
            return True
        if self._group.phase is Phase.PREPARING:
            waiting = sum(1 for each in self._group.members.values() if each.joining is not None)
            return (member is not None and member.joining is not None) or waiting < self._group.limits.max_size
        return member is not None or len(self._group.members) < self._group.limits.max_size

    def _supports(self, request: JoinGroupRequest) -> bool:
        if self._group.phase is Phase.EMPTY:
            return bool(request.protocol_type) and bool(request.protocols)
        wanted = {protocol.name for protocol in request.protocols}
        # All may have gone while an id that was given out is still awaited: a name is then in common with everybody.
        common = bool(wanted & self._group.roster.candidates()) or not self._group.members
        return self._group.protocol_type == request.protocol_type and common

    def _join_known(self, request: JoinGroupRequest, caller: Caller, answer: Joined) -> None:
        member_id = request.member_id
        if member_id in self._group.roster.pending and request.group_instance_id is None:
            self._group.roster.pending.pop(member_id).cancel()
            return self._add(request, caller, member_id, answer)
        try:
            member = self._group.roster.validated(member_id, request.group_instance_id)
        except RefusedError as refused:
            answer(JoinGroupResponse(error_code=refused.code, member_id=member_id, protocol_name=None))
            return None
        same = member.protocols == protocols_of(request)
        leads = self._group.leader == member_id
        if self._group.phase is Phase.PREPARING:
            self._update(member, request, answer)
            return self._group.go_on()
        if self._group.phase is Phase.COMPLETING and same:
            # Its answer was lost: it gets it again.
            answer(self._group.joined(member, members=leads))
        elif self._group.phase is Phase.STABLE and same and not leads:
            answer(self._group.joined(member))
        elif self._group.phase is Phase.EMPTY:
            answer(JoinGroupResponse(error_code=codes.UNKNOWN_MEMBER_ID, member_id=member_id))
        else:
            self._update(member, request, answer)
            self._group.go_on()
        return None

    def _add(self, request: JoinGroupRequest, caller: Caller, member_id: str, answer: Joined) -> None:
        member = Member(
            member_id,
            request.group_instance_id,
            caller,
            rebalance_ms_of(request),
            request.session_timeout_ms,
            protocols_of(request),
            new=True,
            joining=answer,
        )
        self._group.welcome(member, request.protocol_type)

    def _update(self, member: Member, request: JoinGroupRequest, answer: Joined) -> None:
        member.protocols = protocols_of(request)
        member.rebalance_ms = rebalance_ms_of(request)
        member.session_ms = request.session_timeout_ms
        member.joining = answer

    def _replace_static(
        self, old: Member, request: JoinGroupRequest, version: int, new_id: str, answer: Joined
    ) -> None:
        """An instance is back under a new id (KIP-345): the old id is fenced, its assignment passes on."""
        former_leader = self._group.leader
        member = self._group.roster.replace(old, new_id)
        fenced = codes.FENCED_INSTANCE_ID
        old.answer_join(JoinGroupResponse(error_code=fenced, member_id=old.id, protocol_name=None))
        old.answer_sync(SyncGroupResponse(error_code=fenced))
        self._update(member, request, answer)
        if self._group.replaced(old, member):
            # No rebalance. A leader that cannot be told to skip its assignment is not told that it leads (KIP-814).
            leads = self._group.leader == new_id
            response = self._group.joined(member, members=leads and version >= SKIPS_ASSIGNMENT)
            if version >= SKIPS_ASSIGNMENT:
                response.skip_assignment = leads
            else:
                response.leader = former_leader or ""
            member.answer_join(response)
