"""The numbers of an idempotent producer's batches (KIP-98, 185, 360): a machine without I/O or clock.

A broker takes a partition's batches only in the order of their sequences, each once. So a batch keeps its number until its
outcome is known, wherever it is sent. Where a gap has opened (a batch was given up, or the broker has lost what it knew)
the partition goes on from zero under a new epoch, once no request with its batches is out.
"""

from __future__ import annotations

from typing import NamedTuple

from barnabas.errors import codes
from barnabas.types import TopicPartition

WRAP = 1 << 31  # sequences are of 31 bits, and go on from 0
MOST_EPOCH = 32767  # behind it another id is due
MOST_FLYING = 5  # a broker knows a partition's last five batches again


class ProducerId(NamedTuple):
    """Who a broker takes the producer for."""

    id: int
    epoch: int


NO_ID = ProducerId(-1, -1)


class Numbered:
    """A batch's place in its partition's sequence."""

    __slots__ = ("count", "producer", "sequence")

    def __init__(self, producer: ProducerId, sequence: int, count: int) -> None:
        self.producer = producer
        self.sequence = sequence
        self.count = count

    @property
    def end(self) -> int:
        """The sequence behind its last record."""
        return (self.sequence + self.count) % WRAP

    def __repr__(self) -> str:
        return f"<{self.producer.id}/{self.producer.epoch} {self.sequence}+{self.count}>"


class Line:
    """One partition's numbers."""

    __slots__ = ("acked", "acked_offset", "flying", "known", "lost", "next", "place", "producer", "unresolved")

    def __init__(self, place: TopicPartition) -> None:
        self.place = place
        self.producer = NO_ID
        self.next = 0
        self.acked = 0  # the sequence behind the last one that was acknowledged
        self.acked_offset = -1  # the offset of the last record that was
        self.flying: list[Numbered] = []  # sent, without an outcome, in order
        self.unresolved: int | None = None  # the sequence behind what was given up with its fate unknown
        self.known = False  # a broker has taken a batch of this epoch
        self.lost = False  # goes on from zero as soon as no request is out


class Sequences:
    """All partitions of a producer. In transactions a gap ends the transaction, and not only the epoch."""

    def __init__(self, *, transactional: bool = False) -> None:
        self.transactional = transactional
        self.id = NO_ID
        self.lines: dict[TopicPartition, Line] = {}

    def line(self, place: TopicPartition) -> Line:
        """A partition's line, made when it is first asked for."""
        found = self.lines.get(place)
        if found is None:
            found = self.lines[place] = Line(place)
        return found

    @property
    def wants_id(self) -> bool:
        """Whether a broker has to be asked for an id before anything goes on."""
        return self.id == NO_ID

    def given(self, id: ProducerId) -> None:
        """A broker gave an id. Every line goes over to it once its batches under the old one have their outcome."""
        self.id = id

    def reset(self, id: ProducerId) -> None:
        """The coordinator gave an id, or a new epoch of it, when nothing was under way: all lines begin anew."""
        self.id = id
        for line in self.lines.values():
            line.producer = NO_ID
            line.flying.clear()
            line.unresolved, line.lost = None, False

    def unsettled(self) -> set[TopicPartition]:
        """Partitions with batches whose outcome is not known: their requests may still come, and what is in them fits."""
        return {line.place for line in self.lines.values() if line.flying or line.unresolved is not None}

    # --- sending ------------------------------------------------------------------------------------------------------

    def may_begin(self, line: Line) -> bool:
        """Whether a batch that has no number may get one."""
        return (
            self.id != NO_ID
            and not line.lost
            and line.unresolved is None
            # Whom a broker does not know, it takes any sequence from (KIP-360): the first batch goes alone.
            and (line.known or not line.flying)
            and len(line.flying) < MOST_FLYING
            and (line.producer == self.id or not line.flying)
        )

    def may_repeat(self, line: Line) -> bool:
        """Whether a batch may be sent again under its number."""
        return not line.lost

    def begin(self, line: Line, count: int) -> Numbered:
        """The number of a batch that is sent for the first time."""
        assert self.may_begin(line), line.place
        if line.producer != self.id:
            self._restart(line)
        numbered = Numbered(line.producer, line.next, count)
        line.next = numbered.end
        line.flying.append(numbered)
        return numbered

    def split(self, line: Line, whole: Numbered, counts: list[int]) -> list[Numbered]:
        """The broker found a batch too large: its parts take its place and its numbers."""
        parts, sequence = [], whole.sequence
        for count in counts:
            parts.append(Numbered(whole.producer, sequence, count))
            sequence = parts[-1].end
        at = line.flying.index(whole)
        line.flying[at : at + 1] = parts
        return parts

    # --- outcomes -----------------------------------------------------------------------------------------------------

    def written(self, line: Line, numbered: Numbered, base_offset: int) -> None:
        """A batch is in the log."""
        line.flying.remove(numbered)
        line.known = True
        end = numbered.end
        if (end - line.acked) % WRAP < WRAP // 2:
            line.acked = end
        if base_offset >= 0:
            line.acked_offset = max(line.acked_offset, base_offset + numbered.count - 1)

    def again(self, line: Line, numbered: Numbered, code: int, log_start: int) -> bool:
        """Whether a batch that the broker refused for its number is to be sent again (it may get another number before)."""
        if code == codes.UNKNOWN_PRODUCER_ID:
            if log_start == -1:  # the partition has moved meanwhile: whoever has it now will say
                return True
            # Retention has removed all that the broker knew of this producer by, or it has lost it otherwise.
            line.lost = not self.transactional or line.acked_offset < log_start
            return line.lost
        follows = numbered.sequence == line.acked
        if self.transactional:
            return line.unresolved is None and not follows
        if line.unresolved is None:
            # Behind one that waits for its own repetition it is only early. Otherwise there is a gap.
            line.lost |= follows
        else:
            line.lost |= numbered.sequence == line.unresolved
        return True

    def failed(self, line: Line, numbered: Numbered) -> None:
        """A broker refused a batch for good: what was to follow it would leave a gap."""
        line.flying.remove(numbered)
        line.lost = not self.transactional

    def overdue(self, line: Line, numbered: Numbered) -> None:
        """The time of a batch is over while a request with it is out: no new ones until it is settled."""
        line.unresolved = numbered.end

    def given_up(self, line: Line, numbered: Numbered) -> None:
        """The time of a batch was over, and nobody will know whether it was written: no new ones until that is settled."""
        line.flying.remove(numbered)
        line.unresolved = numbered.end

    def settle(self, line: Line, out: bool) -> None:
        """Works in what the outcomes of a line's batches mean for it; `out`: a request with one of them is under way."""
        if out:
            return
        if line.unresolved is not None and not line.flying and not self.transactional:
            if line.acked == line.next:  # those behind it were taken, so it was too
                line.unresolved = None
            else:
                line.lost = True
        if line.lost:
            self._go_on(line)

    def _go_on(self, line: Line) -> None:
        """From zero under a new epoch, with the batches that have no outcome first."""
        if line.producer == self.id and not self.transactional:
            self.id = NO_ID if self.id.epoch >= MOST_EPOCH else self.id._replace(epoch=self.id.epoch + 1)
        if self.id == NO_ID:
            return
        self._restart(line)

    def _restart(self, line: Line) -> None:
        line.producer, line.next, line.acked = self.id, 0, 0
        line.unresolved, line.lost, line.known = None, False, False
        for numbered in line.flying:
            numbered.producer, numbered.sequence = self.id, line.next
            line.next = numbered.end
