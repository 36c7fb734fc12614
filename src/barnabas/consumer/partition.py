"""What a consumer knows of one of its partitions."""

from __future__ import annotations

import threading

from barnabas._native import Chunk
from barnabas.consumer.target import Target
from barnabas.engine.backoff import Backoff
from barnabas.errors.client import KafkaError, NoOffsetError
from barnabas.protocol.primitives import ZERO_UUID
from barnabas.types import TopicPartition


class Partition:
    """Made at each assignment, so that what belongs to an older one is told by the object itself.

    Attributes:
        position: the next offset that the user is given; None until it is known.
        epoch: the leader epoch of the record before it, -1 if unknown (KIP-320).
        fetch_at: the next offset to ask the broker for; ahead of `position` by what is buffered.
        fetch_epoch: the leader epoch of the record before that, -1 if unknown.
        checked: the leader epoch of the leader that was last found to have that record, -1 if none was asked.
        diverged: where the log was cut below `fetch_at`: the first offset that is not what was read, and the epoch before it.
        version: raised by each seek; what was given out or looked up before it does not count.
        turn: raised by each seek too, and when what was fetched is dropped to be fetched again; what was fetched before does not count.
        gone: it was taken away or given up: nothing that was or is being fetched of it counts any more.
        full: too many of its records wait for one that is not done (`Tracking`); no more are given out meanwhile.
        given_in: the id that its topic had when it was assigned, as far as that is known.
        elder: of a topic that was made anew under us: the version that positions in the old one had, and the largest offset that may have
            been read there; None if there was none, or once the user has sought.
        anew: its topic was made anew since the consumer was given partitions of it: where nothing is committed it begins at the start.
        told: the user has heard that it is ours, or will before it hears anything else of it.
        chunks: how many chunks of it are buffered.
        ahead: records of it were taken out of the buffer, by an iteration, that the user has not been given, or may not have been.
        awaited: whether the engine waits until they have been.
        error: what stands in the way; the user is told until it seeks, pauses or unassigns.
        together: how many a Fetch with it asks for at most, after an answer that was too large; 0 for any number.
        stuck: the error will not go away by asking again. What is fetched next lies behind it, so that only a new position ends this.
        failures: how often in a row its leader refused it, or was not asked with success.
        refused_by: the leader and leader epoch of the last of these.
    """

    __slots__ = (
        "ahead",
        "anew",
        "awaited",
        "checked",
        "chunks",
        "diverged",
        "elder",
        "epoch",
        "error",
        "failures",
        "fetch_at",
        "fetch_epoch",
        "full",
        "given_in",
        "gone",
        "high_watermark",
        "in_flight",
        "key",
        "last_stable",
        "lock",
        "log_start",
        "paused",
        "position",
        "refused_by",
        "replica",
        "replica_until",
        "reset",
        "retry_at",
        "served",
        "stuck",
        "together",
        "told",
        "topic_id",
        "turn",
        "version",
    )

    def __init__(self, key: TopicPartition) -> None:
        self.key = key
        # The user seeks while the engine works in what it has asked: one of both is first.
        self.lock = threading.Lock()
        self.position: int | None = None
        self.epoch = -1
        self.fetch_at: int | None = None
        self.fetch_epoch = -1
        self.checked = -1
        self.diverged: tuple[int, int] | None = None
        self.elder: tuple[int, int] | None = None
        self.topic_id = ZERO_UUID  # of the topic that the position is one of
        self.version = self.turn = 0
        self.gone = False
        self.given_in = ZERO_UUID
        self.anew = False
        self.told = False
        self.chunks = 0
        self.ahead = self.awaited = False
        self.paused = False
        self.full = False
        self.in_flight: int | None = None  # the turn that it is being asked for in
        self.error: KafkaError | None = None
        self.stuck = False
        self.reset: Target | None = None  # what to look its position up by
        self.retry_at = 0.0
        self.failures = 0
        self.refused_by: tuple[int, int] | None = None
        self.served = 0
        self.together = 0
        self.replica: int | None = None  # the follower that the leader told us to read from (KIP-392)
        self.replica_until = 0.0  # then the leader is asked again
        self.high_watermark = -1
        self.last_stable = -1  # the last stable offset: where the first open transaction begins
        self.log_start = -1

    def outstanding(self) -> bool:
        """Whether something that was fetched is still to be given: until then the engine moves the position nowhere else."""
        self.awaited = True  # before it looks, so that who gives the last one sees it
        # In this order: what is taken is noted as such before it leaves the buffer.
        return self.chunks > 0 or self.ahead

    def start(self, offset: int, epoch: int = -1, *, version: int | None = None) -> None:
        """Reads on from an offset; drops what was fetched or is being looked up. Nothing, if a seek has come since `version`."""
        with self.lock:
            if version is None or version == self.version:
                self._anew(offset, epoch, None)

    def start_by(self, target: Target, *, version: int | None = None) -> int | None:
        """Reads on from an offset that has to be looked up first: for this version. None, if a seek has come since `version`."""
        with self.lock:
            if version is not None and version != self.version:
                return None
            self._anew(None, -1, target)
            return self.version

    def _anew(self, offset: int | None, epoch: int, target: Target | None) -> None:
        self.turn += 1  # before the version: who sees this turn has seen that version
        self.diverged = None  # likewise: who has seen this version does not see the cut of the one before
        self.version += 1
        self.full = self.ahead = False
        self.position = self.fetch_at = offset
        self.epoch = self.fetch_epoch = epoch
        self.checked = -1
        self.reset = target
        self._clear()

    def found(self, offset: int, epoch: int, version: int) -> None:
        """What was looked up for a version."""
        with self.lock:
            if version == self.version:
                self.position = self.fetch_at = offset
                self.epoch = self.fetch_epoch = epoch
                self.reset = None
                self._clear()

    def fetched(self, turn: int, offset: int, epoch: int) -> bool:
        """What was asked for in this turn has come: the next Fetch goes on from there. False if it does not count any more."""
        with self.lock:
            if turn == self.turn:
                self.fetch_at, self.fetch_epoch = offset, epoch
            return turn == self.turn

    def fetch_again(self, offset: int, epoch: int) -> None:
        """What was fetched from this offset on is dropped, and what is on its way; the position stays."""
        with self.lock:
            self.turn += 1
            self.fetch_at, self.fetch_epoch = offset, epoch

    def go_back(self, version: int, offset: int, epoch: int) -> None:
        """What was taken from this offset on has not reached the user: it is fetched again, with any damage in it. Nothing, if a seek has
        come since `version`.
        """
        with self.lock:
            if version == self.version:
                self._once_more(offset, epoch)
                if self.stuck and not isinstance(self.error, NoOffsetError):
                    self._clear()

    def rewind(self, offset: int, epoch: int, version: int) -> None:
        """What was given to the user from this offset on is read again. Nothing, if a seek has come since `version`.

        Where the log has no such offset any more, or has another topic's records there, that goes on standing in the way: only the user
        can say where to read.
        """
        with self.lock:
            if version != self.version:
                return
            if self.stuck and isinstance(self.error, NoOffsetError):
                self._once_more(offset, epoch)
            else:
                self._anew(offset, epoch, None)

    def _once_more(self, offset: int, epoch: int) -> None:
        self.turn += 1
        self.full = False
        self.position = self.fetch_at = offset
        self.epoch = self.fetch_epoch = epoch

    def made_anew(self, version: int) -> None:
        """The position of this version, if it is the last, was one of a topic that was deleted."""
        with self.lock:
            if version == self.version:
                self.elder = (version, max(self.high_watermark, self.fetch_at or 0))

    def is_elder(self, offset: int, reached: int | None) -> bool:
        """Whether an offset is one of the topic that had the name before, the user being at `reached`. What is not beyond that may be
        one of today's, and has nothing passed over.
        """
        if self.elder is None or offset > self.elder[1]:
            return False
        return self.version == self.elder[0] or reached is None or offset > reached

    def check_passed(self, leader_epoch: int, version: int) -> None:
        """The leader of this epoch has the record before the position of a version."""
        with self.lock:
            if version == self.version:
                self.checked = leader_epoch

    def diverges(self, offset: int, epoch: int, version: int) -> None:
        """The leader's log has the end of `epoch`, the largest up to that of the position of a version, at this offset."""
        with self.lock:
            at = self.fetch_at
            if version == self.version and at is not None and (offset < at or epoch < self.fetch_epoch):
                self.diverged = (min(offset, at), epoch)

    def forget_epoch(self, version: int) -> None:
        """The leader does not know the epoch of the record before the position of a version: it is asked for without, at once."""
        with self.lock:
            if version == self.version:
                self.fetch_epoch, self.retry_at = -1, 0.0

    def clear_error(self) -> None:
        """The error was passing, if it was one that can."""
        with self.lock:
            if not self.stuck:
                self._clear()

    def _clear(self) -> None:
        self.error = None
        self.stuck = False
        self.at_once()

    def later(self, now: float, backoff: Backoff, leader: tuple[int, int] | None) -> None:
        """It is asked for again after a back-off that grows with each refusal in a row (KIP-580); another leader than this one at once."""
        self.failures += 1
        self.retry_at = now + backoff.delay(self.failures)
        self.refused_by = leader

    def rest(self, until: float) -> None:
        """It is not asked for before, whoever leads it."""
        self.retry_at, self.refused_by = until, None

    def at_once(self) -> None:
        """Nothing is waited for any more before it is asked for."""
        self.retry_at, self.failures, self.refused_by = 0.0, 0, None

    def fail(self, error: KafkaError, *, stuck: bool, version: int | None = None) -> None:
        """Something stands in the way. Where it is stuck already nothing that may pass takes the place of that: it would be read on
        behind a damaged batch once it had passed. Nothing, if a seek has come since `version`.
        """
        with self.lock:
            if (stuck or not self.stuck) and version in (None, self.version):
                self.error, self.stuck = error, stuck

    def stick(self, error: KafkaError, turn: int) -> None:
        """What was found out by what was asked for in this turn will not go away, if it still counts."""
        with self.lock:
            if turn == self.turn:
                self.error, self.stuck = error, True


class Frame:
    """The memory of one Fetch response: freed when the last of its chunks is."""

    __slots__ = ("left", "nbytes")

    def __init__(self, nbytes: int) -> None:
        self.nbytes = nbytes
        self.left = 0


class Fetched:
    """A chunk in the buffer."""

    __slots__ = ("chunk", "frame", "partition", "turn")

    def __init__(self, chunk: Chunk, partition: Partition, frame: Frame, turn: int) -> None:
        self.chunk = chunk
        self.partition = partition
        self.turn = turn  # of the partition, when it was asked for
        self.frame = frame

    @property
    def current(self) -> bool:
        """Whether no seek and no other assignment has come between, and it was not dropped."""
        return self.turn == self.partition.turn and not self.partition.gone
