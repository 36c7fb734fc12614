"""An idempotent producer against what a broker knows of producers, with all that a network can do to them.

Batches go over connections that are cut, requests on a cut one may still be worked in much later, answers are lost, brokers
refuse, users' time runs out. Whatever happens: nothing is in the log twice, or before what was sent before it, and all that
was acknowledged is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import booleans, integers, sampled_from

from barnabas.broker.state.producers import ProducerStates, last_sequence
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.producer.sequences import MOST_EPOCH, Numbered, ProducerId, Sequences
from barnabas.producer.track import Track
from barnabas.types import TopicPartition
from tests.harness.properties import examples

PARTITIONS = 2


@dataclass(eq=False)
class Batch:
    """A batch under way; its records are numbers that only rise."""

    values: list[int]
    ready_at: float = 0.0
    out: bool = False
    expired: bool = False
    numbered: Numbered | None = None


@dataclass(eq=False)
class Sent:
    """A request with one batch, as it was when it went out."""

    batch: Batch
    producer: ProducerId
    sequence: int
    values: list[int]
    answer: tuple[int, int, int] | None = None  # code, base offset, log start


@dataclass
class Side:
    """One partition on both sides."""

    track: Track
    states: ProducerStates
    log: list[int] = field(default_factory=list)
    start: int = 0
    wire: list[Sent] = field(default_factory=list)
    late: list[Sent] = field(default_factory=list)  # of connections that were cut


class Model(RuleBasedStateMachine):
    @initialize(strict=booleans(), epoch=sampled_from([0, MOST_EPOCH - 1]), next=sampled_from([0, 2**31 - 7]))
    def begin(self, strict: bool, epoch: int, next: int) -> None:
        self.sequences = Sequences()
        self.strict = strict
        self.ids = 1
        self.sequences.given(ProducerId(1, epoch))
        # A request of an earlier id that comes late is refused by nobody: this is so in Kafka too.
        self.changes_id = epoch > 0
        self.value = 0
        self.acked: set[int] = set()
        self.sides: list[Side] = []
        for partition in range(PARTITIONS):
            line = self.sequences.line(TopicPartition("t", partition))
            side = Side(Track(line.place, line), ProducerStates(strict=strict))
            self.sides.append(side)
            if next and not strict:  # a broker takes any first sequence of one whom it does not know
                line.producer, line.next, line.acked = self.sequences.id, next, next

    def side(self, at: int) -> Side:
        return self.sides[at % PARTITIONS]

    # --- the producer -------------------------------------------------------------------------------------------------

    @rule(at=integers(0, 1), count=integers(1, 4))
    def append(self, at: int, count: int) -> None:
        track = self.side(at).track
        if len(track.flights) < 8:
            track.flights.append(Batch(list(range(self.value, self.value + count))))  # type: ignore[arg-type]
            self.value += count

    @rule(at=integers(0, 1))
    def send(self, at: int) -> None:
        side = self.side(at)
        batch: Any = side.track.next(self.sequences, 0.0)
        if batch is None:
            return
        assert side.track.line is not None
        if batch.numbered is None:
            batch.numbered = self.sequences.begin(side.track.line, len(batch.values))
        batch.out = True
        side.wire.append(Sent(batch, batch.numbered.producer, batch.numbered.sequence, batch.values))

    def remove(self, side: Side, batch: Any) -> None:
        side.track.flights.remove(batch)

    def settle(self, side: Side) -> None:
        for one in self.sides:
            assert one.track.line is not None
            self.sequences.settle(one.track.line, one.track.out)
        if self.sequences.wants_id:
            self.ids += 1
            self.sequences.given(ProducerId(self.ids, 0))
            for one in self.sides:
                assert one.track.line is not None
                self.sequences.settle(one.track.line, one.track.out)

    def lost(self, side: Side, batch: Any) -> None:
        """An attempt has ended, and nobody knows how."""
        batch.out = False
        assert side.track.line is not None
        if batch.expired:
            self.remove(side, batch)
            self.sequences.given_up(side.track.line, batch.numbered)

    @rule(at=integers(0, 1))
    def answered(self, at: int) -> None:
        """The first answer comes in."""
        side = self.side(at)
        if not side.wire or side.wire[0].answer is None:
            return
        sent = side.wire.pop(0)
        batch: Any = sent.batch
        assert sent.answer is not None
        code, base, start = sent.answer
        line = side.track.line
        assert line is not None
        batch.out = False
        if code == 0:
            self.remove(side, batch)
            self.sequences.written(line, batch.numbered, base)
            if not batch.expired:
                self.acked.update(batch.values)
        elif code in (codes.OUT_OF_ORDER_SEQUENCE_NUMBER, codes.UNKNOWN_PRODUCER_ID):
            assert self.sequences.again(line, batch.numbered, code, start)
            self.lost(side, batch)
        elif code == codes.NOT_LEADER_OR_FOLLOWER:
            self.lost(side, batch)
        else:
            self.remove(side, batch)
            self.sequences.failed(line, batch.numbered)
        self.settle(side)

    @rule(at=integers(0, 1), which=integers(0, 7))
    def overdue(self, at: int, which: int) -> None:
        """The user's time for a batch is over."""
        side = self.side(at)
        if which >= len(side.track.flights):
            return
        batch: Any = side.track.flights[which]
        assert side.track.line is not None
        if batch.out:
            batch.expired = True
            self.sequences.overdue(side.track.line, batch.numbered)
            return
        self.remove(side, batch)
        if batch.numbered is not None:
            self.sequences.given_up(side.track.line, batch.numbered)
        self.settle(side)

    # --- the broker and the network -----------------------------------------------------------------------------------

    def handle(self, side: Side, sent: Sent) -> tuple[int, int, int]:
        header: Any = SimpleNamespace(
            producer_id=sent.producer.id,
            producer_epoch=sent.producer.epoch,
            base_sequence=sent.sequence,
            count=len(sent.values),
            transactional=False,
            max_timestamp=0,
            base_offset=len(side.log),
            last_offset=len(side.log) + len(sent.values) - 1,
        )
        assert last_sequence(header) == (sent.sequence + len(sent.values) - 1) % 2**31
        again = side.states.duplicate(header)
        if again is not None:
            return 0, again.base_offset, side.start
        try:
            side.states.check(header)
        except RefusedError as error:
            return error.code, -1, side.start
        side.states.wrote(header)
        side.log.extend(sent.values)
        return 0, header.base_offset, side.start

    def first_unhandled(self, side: Side) -> Sent | None:
        return next((sent for sent in side.wire if sent.answer is None), None)

    @rule(at=integers(0, 1), many=integers(1, 3))
    def work(self, at: int, many: int) -> None:
        side = self.side(at)
        for _ in range(many):
            sent = self.first_unhandled(side)
            if sent is not None:
                sent.answer = self.handle(side, sent)

    @rule(at=integers(0, 1), code=sampled_from([codes.NOT_LEADER_OR_FOLLOWER, codes.INVALID_RECORD]))
    def refuse(self, at: int, code: int) -> None:
        """The broker refuses a batch without having looked at it; the next ones it may take."""
        sent = self.first_unhandled(self.side(at))
        if sent is not None:
            sent.answer = (code, -1, -1)

    @rule(at=integers(0, 1), later=booleans())
    def cut(self, at: int, later: bool) -> None:
        """A connection is cut: answers are lost, and requests, unless the broker finds them in its buffers later."""
        side = self.side(at)
        sent, side.wire = side.wire, []
        for one in sent:
            self.lost(side, one.batch)
        if later and not self.changes_id:
            side.late.extend(one for one in sent if one.answer is None)
        self.settle(side)

    @rule(at=integers(0, 1))
    def work_late(self, at: int) -> None:
        side = self.side(at)
        if side.late:
            self.handle(side, side.late.pop(0))

    @precondition(lambda self: not any(side.late for side in self.sides))
    @rule(at=integers(0, 1))
    def forget(self, at: int) -> None:
        """Retention removes all that a partition has, and with it what a broker before 2.5 knew of producers."""
        side = self.side(at)
        if not self.strict or side.wire or any(flight.numbered for flight in side.track.flights):
            return
        side.states._all.clear()
        side.start = len(side.log)

    # --- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def each_once_and_in_order(self) -> None:
        for side in getattr(self, "sides", []):
            assert all(a < b for a, b in zip(side.log, side.log[1:], strict=False)), side.log

    def teardown(self) -> None:
        """In quiet all goes through, and what was acknowledged is there."""
        for side in getattr(self, "sides", []):
            for _ in range(200):
                if not side.track.flights:
                    break
                self.send(side.track.place.partition)
                self.work(side.track.place.partition, 3)
                self.answered(side.track.place.partition)
            assert not side.track.flights, "a partition is stuck"
        self.each_once_and_in_order()
        logged = {value for side in getattr(self, "sides", []) for value in side.log}
        assert getattr(self, "acked", set()) <= logged


Model.TestCase.settings = settings(max_examples=examples(120), stateful_step_count=60)
TestAgainstABroker = Model.TestCase
