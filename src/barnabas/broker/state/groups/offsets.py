"""Committed offsets, and those of transactions that are not over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

Place = tuple[str, int]  # topic and partition
Put = Callable[[str, str, dict[str, Any] | None], object]

KIND = "offset"  # in the journal
PENDING_KIND = "pending-offset"
EPOCH_KIND = "offsets-epoch"


@dataclass(frozen=True, slots=True)
class Committed:
    """One partition's offset, as a group committed it."""

    offset: int
    leader_epoch: int = -1
    metadata: str = ""
    commit_ms: int = 0
    expire_ms: int | None = None  # only of a commit that brought its own retention (OffsetCommit v2 to v4)

    def expired(self, now_ms: int, base_ms: int, retention_ms: int) -> bool:
        """Whether its time is over; `base_ms` is from when on the broker's retention counts."""
        if self.expire_ms is not None:
            return now_ms >= self.expire_ms
        return now_ms - base_ms >= retention_ms


class Offsets:
    """The offsets of all groups. What changes is put into the journal."""

    def __init__(self, put: Put) -> None:
        self._put = put
        self._groups: dict[str, dict[Place, Committed]] = {}
        self._pending: dict[int, dict[tuple[str, str, int], Committed]] = {}  # by producer id
        self._epochs: dict[tuple[int, int], int] = {}  # of producers, by the partition of the offsets' topic

    def commit(self, group_id: str, place: Place, committed: Committed) -> None:
        """Takes an offset for committed."""
        self._groups.setdefault(group_id, {})[place] = committed
        self._put(KIND, json.dumps([group_id, *place]), asdict(committed))

    def fetch(self, group_id: str, place: Place) -> Committed | None:
        """The offset of a partition, if there is one."""
        return self._groups.get(group_id, {}).get(place)

    def of(self, group_id: str) -> dict[Place, Committed]:
        """All offsets of a group, by topic and partition."""
        return dict(sorted(self._groups.get(group_id, {}).items()))

    def commit_pending(self, producer_id: int, group_id: str, place: Place, committed: Committed) -> None:
        """Keeps an offset until its producer's transaction ends."""
        self._pending.setdefault(producer_id, {})[group_id, *place] = committed
        self._put(PENDING_KIND, json.dumps([producer_id, group_id, *place]), asdict(committed))

    def admit(self, partition: int, producer_id: int, epoch: int) -> bool:
        """Whether offsets or an end of a transaction by this epoch may go into a partition of the offsets' topic: it has seen no newer one."""
        seen = self._epochs.get((partition, producer_id), -1)
        if epoch > seen:
            self._epochs[partition, producer_id] = epoch
            self._put(EPOCH_KIND, json.dumps([partition, producer_id]), {"epoch": epoch})
        return epoch >= seen

    def is_pending(self, group_id: str, place: Place) -> bool:
        """Whether an open transaction has an offset for the partition (KIP-447)."""
        return any((group_id, *place) in offsets for offsets in self._pending.values())

    def has_pending(self, group_id: str) -> bool:
        """Whether an open transaction has any offset of the group."""
        return any(key[0] == group_id for offsets in self._pending.values() for key in offsets)

    def complete(self, producer_id: int, commit: bool) -> set[str]:
        """The producer's transaction is over; the groups that had a part in it."""
        ended = self._pending.pop(producer_id, {})
        for (group_id, topic, partition), committed in ended.items():
            self._put(PENDING_KIND, json.dumps([producer_id, group_id, topic, partition]), None)
            if commit:
                self.commit(group_id, (topic, partition), committed)
        return {group_id for group_id, _, _ in ended}

    def delete(self, group_id: str, places: Iterable[Place] | None = None) -> None:
        """Forgets some or all offsets of a group, pending ones too."""
        known = self._groups.get(group_id, {})
        wanted = None if places is None else set(places)
        for place in [place for place in known if wanted is None or place in wanted]:
            del known[place]
            self._put(KIND, json.dumps([group_id, *place]), None)
        if not known:
            self._groups.pop(group_id, None)
        self._forget_pending(lambda key: key[0] == group_id and (wanted is None or key[1:] in wanted))

    def delete_topic(self, topic: str) -> None:
        """Forgets what groups have committed of a topic that is deleted."""
        for group_id, known in list(self._groups.items()):
            self.delete(group_id, [place for place in known if place[0] == topic])
        self._forget_pending(lambda key: key[1] == topic)

    def _forget_pending(self, which: Callable[[tuple[str, str, int]], bool]) -> None:
        for producer_id, offsets in self._pending.items():
            for key in [key for key in offsets if which(key)]:
                del offsets[key]
                self._put(PENDING_KIND, json.dumps([producer_id, *key]), None)

    def restore(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        """Takes back what the journal holds."""
        place = json.loads(key)
        if kind == KIND:
            group_id, topic, partition = place
            known = self._groups.setdefault(group_id, {})
            if value is None:
                known.pop((topic, partition), None)
            else:
                known[topic, partition] = Committed(**value)
        elif kind == EPOCH_KIND:
            partition, producer_id = place
            if value is None:
                self._epochs.pop((partition, producer_id), None)
            else:
                self._epochs[partition, producer_id] = value["epoch"]
        elif kind == PENDING_KIND:
            producer_id, group_id, topic, partition = place
            pending = self._pending.setdefault(producer_id, {})
            if value is None:
                pending.pop((group_id, topic, partition), None)
            else:
                pending[group_id, topic, partition] = Committed(**value)
