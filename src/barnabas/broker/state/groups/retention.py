"""Offsets that nobody needs any more, and groups of which nothing is left (KIP-211)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.broker.state.groups.classic import ClassicGroup
from barnabas.broker.state.groups.phase import Phase

if TYPE_CHECKING:
    from barnabas.broker.state.groups.offsets import Committed, Place
    from barnabas.broker.state.groups.registry import Group, Groups
    from barnabas.broker.timers import Timer, Timers


class Retention:
    """Looks at all groups from time to time, as long as there are some."""

    def __init__(self, groups: Groups, timers: Timers) -> None:
        self._groups = groups
        self._timers = timers
        self._timer: Timer | None = None

    def watch(self) -> None:
        """There is something that may be out of date one day."""
        if self._timer is None and self._groups.all():
            self._timer = self._timers.after(self._groups.settings.retention_check_ms / 1000, self._clean)

    def is_void(self, group: Group) -> bool:
        """Whether it has neither members nor offsets."""
        offsets = self._groups.offsets
        return group.is_empty and not offsets.of(group.id) and not offsets.has_pending(group.id)

    def _clean(self) -> None:
        self._timer = None
        offsets = self._groups.offsets
        for group in self._groups.all():
            offsets.delete(group.id, [at for at, held in offsets.of(group.id).items() if self._over(group, at, held)])
            if self.is_void(group):
                self._groups.forget(group.id)
        self.watch()

    def _over(self, group: Group, place: Place, held: Committed) -> bool:
        """The retention counts from when the group became empty; without members that are known, from the commit."""
        if group.is_subscribed(place[0]) or self._groups.offsets.is_pending(group.id, place):
            return False
        base = held.commit_ms
        if isinstance(group, ClassicGroup) and group.protocol_type is not None:
            if group.is_empty:
                base = group.since_ms if group.since_ms >= 0 else base
            elif not group.is_consumers or group.phase is not Phase.STABLE:
                return False
        return held.expired(self._timers.wall_ms, base, self._groups.settings.retention_ms)
