"""The states of a transactional producer (KIP-98, 588, 654, 890): a machine without I/O or clock.

What the coordinators and brokers answer comes in as error codes; what that means for the transaction is `verdict`'s to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from barnabas.errors import codes
from barnabas.errors.broker import BY_CODE, BrokerError, ProducerFencedError
from barnabas.errors.client import KafkaError, TransactionAbortedError, TransactionStateError
from barnabas.types import TopicPartition


class State(Enum):
    """Where a producer is."""

    NEW = "not known to the coordinator yet"
    READY = "without a transaction"
    OPEN = "in a transaction"
    COMMITTING = "committing a transaction"
    ABORTING = "aborting a transaction"
    BROKEN = "in a transaction that can only be aborted"
    FATAL = "of no use any more"


class Verdict(Enum):
    """What an error means."""

    AGAIN = "the same request later"
    ABORT = "the transaction can only be aborted"
    FATAL = "the producer is of no use any more"


# The first is how coordinators before 2.7 say it.
FENCED = frozenset({codes.INVALID_PRODUCER_EPOCH, codes.PRODUCER_FENCED})
# A commit that comes when a younger producer, or the time that ran out, has had its transaction aborted, and before the younger one
# has its own epoch: by transaction version 2 it looks like the repetition of a commit, of a transaction that was aborted.
OVERTAKEN = (codes.INVALID_TXN_STATE, "EndTxn")
# Cluster or id not ours, versions, the message format, a state that cannot be.
FATAL = frozenset(
    {
        codes.CLUSTER_AUTHORIZATION_FAILED,
        codes.UNSUPPORTED_VERSION,
        codes.UNSUPPORTED_FOR_MESSAGE_FORMAT,
        codes.INVALID_TXN_STATE,
        codes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    }
)
# From a leader: it takes nothing more of this producer.
REFUSED = frozenset(
    {codes.CLUSTER_AUTHORIZATION_FAILED, codes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, codes.PRODUCER_FENCED}
)
# The coordinator no longer has this id: another one is due.
ID_LOST = frozenset({codes.INVALID_PRODUCER_ID_MAPPING, codes.UNKNOWN_PRODUCER_ID})


def verdict(code: int) -> Verdict:
    """What a coordinator's error code means, whatever was asked."""
    if code in FENCED or code in FATAL:
        return Verdict.FATAL
    known = BY_CODE.get(code)
    if known is not None and known.retriable:  # also CONCURRENT_TRANSACTIONS: the one before is being ended
        return Verdict.AGAIN
    return Verdict.ABORT


def produce_is_fatal(error: KafkaError) -> bool:
    """Whether a leader's error ends the producer. An old epoch alone does not: the coordinator has the last word (KIP-588)."""
    return isinstance(error, BrokerError) and error.code in REFUSED


class Transaction:
    """One producer's current transaction, if it has one."""

    def __init__(self, transactional_id: str) -> None:
        self.transactional_id = transactional_id
        self.state = State.NEW
        self.error: KafkaError | None = None  # why it is broken or fatal
        self.second = False  # by transaction version 2 (KIP-890): brokers add what they see themselves
        self.started = False  # the coordinator may know of it
        self.unheard = False  # the coordinator was told what opens it, and has not answered
        # Groups whose coordinators may still be given offsets of a transaction that has ended.
        self.late: set[str] = set()
        self.astray: set[TopicPartition] = set()  # partitions that may still be given records of one
        self.over = False  # the coordinator has ended it; to say so once more under the old epoch would be to be fenced
        self.decided = False  # the coordinator may have been told to commit it
        self.anew = False  # the epoch must rise before the next one begins
        self.id_lost = False  # the coordinator does not know the producer id any more: nothing can be ended under it
        self.added: set[TopicPartition] = set()
        self.missing: dict[TopicPartition, None] = {}  # to be added before anything is sent to them

    # --- what the user wants ------------------------------------------------------------------------------------------

    def begin(self, second: bool) -> None:
        """A new transaction, by the version that the brokers have now."""
        self.check("begin a transaction", State.READY)
        self.state, self.second = State.OPEN, second

    def check_open(self, what: str) -> None:
        """Whether something may be added.

        Raises:
            TransactionStateError: there is no transaction.
            TransactionAbortedError: it can only be aborted.
            KafkaError: the producer is of no use any more.
        """
        self.check(what, State.OPEN)

    def commit(self) -> None:
        """The user wants to commit, perhaps once more because the outcome of the first call is not known."""
        self.check("commit", State.OPEN, State.COMMITTING)
        self.state = State.COMMITTING

    def abort(self) -> None:
        """The user wants to abort, whatever has happened; but not what may be committed already."""
        if self.state is State.COMMITTING and not self.decided:
            self.state = State.OPEN
        self.check("abort", State.OPEN, State.BROKEN, State.ABORTING)
        self.state = State.ABORTING

    def take_back(self) -> None:
        """Whoever began it was gone before hearing so: as if it had not begun, unless something is in it already."""
        if self.state is State.OPEN and not (self.started or self.unheard or self.missing):
            self.state = State.READY

    @property
    def undecided(self) -> bool:
        """Whether it may be committed or not, and nobody has heard yet."""
        return self.decided and self.state in (State.COMMITTING, State.FATAL)

    @property
    def may_abort(self) -> bool:
        """Whether there is something to abort."""
        return self.state in (State.OPEN, State.BROKEN, State.ABORTING) or (
            self.state is State.COMMITTING and not self.decided
        )

    def check(self, what: str, *states: State) -> None:
        """Raises why something cannot be done in the state that there is, if it is none of these."""
        if self.state in states:
            return
        if self.state is State.FATAL:
            assert self.error is not None
            raise copied(self.error)
        if self.state is State.BROKEN:
            text = f"cannot {what}: the transaction can only be aborted, because of an earlier error: {self.error}"
            raise TransactionAbortedError(text).causing(self.error)
        raise TransactionStateError(f"cannot {what}: the producer is {self.state.value}")

    # --- partitions ---------------------------------------------------------------------------------------------------

    def may_send(self, place: TopicPartition) -> bool:
        """Whether a batch may go to a partition; what has to be told to the coordinator before is noted."""
        if self.state not in (State.OPEN, State.COMMITTING):
            return False
        if self.second or place in self.added:
            return True
        self.missing[place] = None
        return False

    def were_added(self, places: Iterable[TopicPartition]) -> None:
        """The coordinator knows these partitions as the transaction's."""
        self.started = True
        for place in places:
            self.missing.pop(place, None)
            self.added.add(place)

    # --- what happens -------------------------------------------------------------------------------------------------

    def failed(self, error: KafkaError, *, fatal: bool = False) -> None:
        """Something of it failed: it can only be aborted, or nothing at all can be done any more."""
        if self.state is State.FATAL:
            return
        if fatal:
            self.state, self.error = State.FATAL, fenced(error)
        elif self.state in (State.OPEN, State.COMMITTING):
            self.state, self.error, self.anew = State.BROKEN, error, True
        elif self.state is State.ABORTING:
            self.anew = True  # the next record of its partition would be out of order

    def given_up(self, places: Iterable[TopicPartition]) -> None:
        """Requests with its records may still come to these partitions, and what is in them would fit: into the next one, under this epoch."""
        self.astray.update(places)
        self.anew |= bool(self.astray)

    def ended(self) -> None:
        """It is committed or aborted."""
        self.state = State.READY
        self.error = None
        self.started = self.unheard = self.over = self.decided = self.anew = self.id_lost = False
        self.added.clear()
        self.missing.clear()


def fenced(error: KafkaError) -> KafkaError:
    """An error of a producer that another one has taken the place of, in words that say so."""
    if isinstance(error, BrokerError) and (error.code in FENCED or (error.code, error.api) == OVERTAKEN):
        text = (
            "another producer with the same transactional_id has taken the place of this one, or its transaction ran out of "
            "transaction_timeout_ms; this producer can only be closed"
        )
        return ProducerFencedError(text, broker=error.broker, api=error.api).causing(error)
    return error


def copied(error: KafkaError) -> KafkaError:
    """The same error, to be raised once more."""
    made = type(error)(error.message, topic=error.topic, partition=error.partition, broker=error.broker, api=error.api)
    return made.causing(error.__cause__)
