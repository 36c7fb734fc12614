"""A generation of a group, as one of its members lived it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """One time between two rebalances; compared by identity, for there is a new object for each.

    Attributes:
        generation_id: the group's number for it, one more at each rebalance.
        member_id: who this member is in the group; the coordinator made it up.
        instance_id: the member's `group.instance.id` (KIP-345), None for a dynamic member.
        tenure: the same object in all generations between which the member never gave up everything (KIP-429): what it
            holds from the earlier ones it may commit in the later ones.
    """

    generation_id: int
    member_id: str
    instance_id: str | None = None
    tenure: object = field(default_factory=object, repr=False)

    def __str__(self) -> str:
        return f"generation {self.generation_id} of member {self.member_id}"
