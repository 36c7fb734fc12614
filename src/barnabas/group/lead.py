"""What a member by the classic protocol keeps as the leader of its group, as a machine: a duty, and what it dealt by."""

from __future__ import annotations

from collections.abc import Mapping

from barnabas.group.actions import Assign
from barnabas.protocol.messages.join_group import JoinGroupResponse


class Lead:
    """From JoinGroup's answer to the next one's. A follower has no duty, no shares and no counts.

    >>> lead = Lead()
    >>> lead.begin(JoinGroupResponse(member_id="m", leader="m", protocol_name="range"))
    >>> lead.duty
    Assign(protocol='range', members=(), skip=False)
    >>> lead.dealt({"m": b"..."}, {"orders": 3})
    >>> lead.duty, lead.changed({"orders": 4})
    (None, ['orders'])
    """

    def __init__(self) -> None:
        self.duty: Assign | None = None  # what there is to deal out, until it is
        self.shares: Mapping[str, bytes] = {}
        self._counts: Mapping[str, int] | None = None  # the partition counts that it was dealt by

    def begin(self, response: JoinGroupResponse) -> None:
        """A rebalance is on its way, and this member may be the one to deal out."""
        self.end()
        self.duty, self.shares = None, {}
        if response.leader == response.member_id:
            members = tuple((m.member_id, m.group_instance_id, m.metadata) for m in response.members)
            self.duty = Assign(response.protocol_name or "", members, response.skip_assignment)

    def dealt(self, shares: Mapping[str, bytes], counts: Mapping[str, int]) -> None:
        """Each member's share, and the partition counts of the group's topics."""
        if self.duty is not None:
            self.shares = {} if self.duty.skip else shares
            self._counts = dict(counts)
            self.duty = None

    def changed(self, counts: Mapping[str, int]) -> list[str]:
        """The topics that have other partitions than were dealt out."""
        return sorted(topic for topic, count in (self._counts or {}).items() if counts.get(topic, 0) != count)

    def end(self) -> None:
        """Others lead, or will soon: the topics are not looked after any more."""
        self._counts = None

    @property
    def topics(self) -> frozenset[str]:
        """Those whose partitions this member deals out."""
        return frozenset(self._counts or ())
