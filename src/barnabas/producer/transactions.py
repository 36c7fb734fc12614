"""What a transactional producer asks of coordinators, in the order that its `Transaction` allows; on the engine's loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from barnabas._native import Accumulator
from barnabas.engine.engine import Engine
from barnabas.engine.fitting import always
from barnabas.engine.routing import TRANSACTION
from barnabas.engine.waiting import tell
from barnabas.errors import codes
from barnabas.errors.broker import BrokerError, ProducerFencedError, broker_error
from barnabas.errors.client import KafkaError, KafkaTimeoutError, NetworkError, TransactionAbortedError
from barnabas.producer.adding import Adding
from barnabas.producer.coordinators import Coordinators, only_code
from barnabas.producer.hearing import HeardOut
from barnabas.producer.sequences import NO_ID, ProducerId, Sequences
from barnabas.producer.settling import Settling
from barnabas.producer.transaction import FENCED, ID_LOST, State, Transaction, Verdict, verdict
from barnabas.producer.transaction_messages import MEMBERS, codes_of_offsets, offset_commit
from barnabas.protocol.message import Request
from barnabas.protocol.messages.add_offsets_to_txn import AddOffsetsToTxnRequest
from barnabas.protocol.messages.add_partitions_to_txn import AddPartitionsToTxnRequest
from barnabas.protocol.messages.describe_transactions import DescribeTransactionsRequest
from barnabas.protocol.messages.end_txn import EndTxnRequest
from barnabas.protocol.messages.init_producer_id import InitProducerIdRequest
from barnabas.protocol.messages.txn_offset_commit import TxnOffsetCommitRequest
from barnabas.types import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.producer")
FEATURE, SECOND = "transaction.version", 2  # KIP-890
FIRST_ENDS, FIRST_COMMITS = 4, 4  # the highest versions of transaction version 1
SECOND_ENDS, SECOND_COMMITS = 5, 5
BUMPS = 3  # InitProducerId that names the id and epoch of whom the epoch is raised (KIP-360)


class Host(Protocol):
    """The sender, as a transaction sees it."""

    def look_again(self) -> None:
        """All partitions look whether something may go out."""

    def drop_unsent(self, error: KafkaError) -> None:
        """Fails what no request is out with."""

    async def quiet(self) -> None:
        """Returns when no request is out."""


class Transactions:
    """The driver of one producer's transactions. One call at a time; deadlines are times of the engine's clock."""

    def __init__(
        self, engine: Engine, options: Mapping[str, Any], accumulator: Accumulator, sequences: Sequences, host: Host
    ) -> None:
        self._engine = engine
        self._accumulator = accumulator
        self._sequences = sequences
        self._host = host
        self._timeout_ms: int = options["transaction_timeout_ms"]
        self._max_block: float = options["max_block_ms"] / 1000
        self.now = Transaction(options["transactional_id"])
        self._coordinators = Coordinators(engine, self.now.transactional_id, self._refused, self._unanswered)
        self._adding = Adding(engine, self.now, sequences, self._coordinators, self._max_block, self)
        self._offsets = HeardOut(engine, "send_offsets_to_transaction()")
        self._settling = Settling()
        self._settled: asyncio.Future[None] | None = None  # the one before is being ended
        self._caller: object = None  # whose call began the last one
        self.commits = 0  # so far
        accumulator.gate(True)

    # --- the user's calls ---------------------------------------------------------------------------------------------

    async def begin(self, caller: object) -> None:
        """See `Producer.begin_transaction`. `caller` is what `given_up` tells the call by."""
        deadline = self._engine.now() + self._max_block
        if self.now.state is State.NEW:
            await self._get_id(deadline)
        if self.now.late or self.now.astray:
            await self._keep_out(deadline)
        second = await self._by_second(deadline)
        self.now.begin(second)
        self._caller = caller
        self._accumulator.gate(False)
        if second and self._settled is None and self._settling.asks(self._engine.now()):
            self._settled = self._engine.loop.create_future()
            self._engine.spawn(self._settle(self._settled), "the end of a transaction")

    def given_up(self, caller: object) -> None:
        """A call of `begin` was cancelled, perhaps when it had just begun one: the producer is without a transaction then."""
        if self._caller is caller and not self._accumulator.unresolved:
            self.now.take_back()
            self._accumulator.gate(self.now.state is not State.OPEN)

    async def commit(self, timeout: float | None) -> None:
        """See `Producer.commit_transaction`."""
        now = self.now
        now.commit()
        end = None if timeout is None else self._engine.now() + timeout
        self._accumulator.gate(True)
        await self._flushed(timeout)
        self._still(State.COMMITTING)
        deadline = self._engine.now() + self._max_block if end is None else end
        if not await self._offsets.over(deadline):
            raise KafkaTimeoutError("the transaction was not committed in time: a request for its offsets is still out")
        self._still(State.COMMITTING)
        id = NO_ID
        if now.over:
            pass  # only the epoch had not risen when the time of the call before was up
        elif now.started:
            now.decided = True
            try:
                id = await self._end(True, deadline)
            except BrokerError:
                self._still(State.COMMITTING)  # says that it can only be aborted, or worse
                raise
        elif now.unheard:
            await self._end(False, deadline)  # there is nothing in it
        now.over = True
        if id != NO_ID:
            self._sequences.reset(id)
        elif now.anew:
            await self._get_id(deadline)
        now.ended()
        self.commits += 1

    async def standing(self) -> Transaction:
        """The transaction, when all that was asked before has arrived, or was cancelled before."""
        return self.now

    async def abort(self, timeout: float | None) -> None:
        """See `Producer.abort_transaction`."""
        now = self.now
        now.abort()
        self._accumulator.gate(True)
        self._host.drop_unsent(self.aborted())
        deadline = self._engine.now() + (self._max_block if timeout is None else timeout)
        try:
            async with asyncio.timeout_at(deadline):
                await self._host.quiet()
                if self._adding.task is not None:
                    # Else the coordinator would open the transaction after its end, or while the epoch is raised, which fences ourselves.
                    await asyncio.wait([self._adding.task])
                if not await self._offsets.over(deadline):
                    raise TimeoutError
        except TimeoutError as error:
            raise KafkaTimeoutError("the transaction was not aborted in time: requests are still out") from error
        self._still(State.ABORTING)
        if not now.second:
            now.given_up(self._sequences.unsettled())
            # Before Kafka 2.5 the request for the next epoch does not name this one, and would take the place of a younger producer.
            now.unheard |= now.anew
        id = NO_ID
        if (now.started or now.unheard) and not (now.id_lost or now.over):
            id = await self._end(False, deadline)
            self._still(State.ABORTING)
            now.over = not now.id_lost
        if id != NO_ID:
            self._sequences.reset(id)
        elif now.anew or now.id_lost:
            await self._get_id(deadline)
        self._accumulator.failures()  # whoever aborts knows
        now.ended()

    async def add_offsets(
        self,
        group: ConsumerGroupMetadata,
        offsets: dict[TopicPartition, OffsetAndMetadata],
        timeout: float | None,
    ) -> None:
        """See `Producer.send_offsets_to_transaction`."""
        now = self.now
        now.check_open("send offsets to the transaction")
        if not offsets:
            return
        deadline = self._engine.now() + (self._max_block if timeout is None else timeout)
        await self._offsets.run(lambda: self._add_offsets(group, dict(offsets), deadline), deadline)

    async def _add_offsets(
        self, group: ConsumerGroupMetadata, left: dict[TopicPartition, OffsetAndMetadata], deadline: float
    ) -> None:
        now = self.now
        now.check_open("send offsets to the transaction")  # what was waited for may have had a say
        if not now.second:
            await self._adding.group(group.group_id, deadline, self._wanted)
        elif self._settled is not None:
            await self._settled
        now.check_open("send offsets to the transaction")
        if not self._offsets.waited_for:
            return
        now.started = True
        low = SECOND_COMMITS if now.second else MEMBERS if group.member_id else None
        high = SECOND_COMMITS if now.second else FIRST_COMMITS

        def make(version: int) -> Request:
            id = self._sequences.id
            return offset_commit(version, now.transactional_id, id, group, left)

        await self._coordinators.ask(
            TxnOffsetCommitRequest,
            make,
            lambda r: codes_of_offsets(r, left),
            deadline,
            group=group.group_id,
            low=low,
            high=high,
            soon=True,
            wanted=self._wanted,
        )
        now.check_open("send offsets to the transaction")

    async def _keep_out(self, deadline: float) -> None:
        """Offsets or records of an earlier transaction whose request had no answer may still come: nobody takes them any more.

        The epoch has risen since. Who asks the transaction's coordinator (KIP-890) refuses an older one by that; others, be it a group's coordinator or
        a leader, know only what is in the log of their partition. So a transaction with nothing in it but these is aborted under the new epoch: its
        marker drops what has come before, and the log takes nothing older after it. As often as it is interrupted, it can be repeated.
        """
        now = self.now
        now.check("begin a transaction", State.READY)
        await self._adding.late(deadline)
        if now.started:
            await self._end(False, deadline)
        now.started = False
        now.late.clear()
        now.astray.clear()

    def _wanted(self) -> bool:
        return self._offsets.waited_for

    # --- what the sender asks and tells ---------------------------------------------------------------------------------

    @property
    def goes_on(self) -> bool:
        """Whether batches may still be sent, or sent again."""
        return self.now.state in (State.OPEN, State.COMMITTING)

    def may_send(self, place: TopicPartition) -> bool:
        """Whether a batch may go to a partition now; if it has to be added first, that is begun."""
        if self._settled is not None:
            return False
        if self.now.may_send(place):
            return True
        if self.now.missing and self.goes_on:
            self._adding.begin()
        return False

    def look_again(self) -> None:
        """See `Teller`."""
        self._host.look_again()

    def failed(self, error: KafkaError, *, fatal: bool = False) -> None:
        """A record could not be written, or a coordinator refused something."""
        before = self.now.state
        self.now.failed(error, fatal=fatal)
        if self.now.state is before:
            return
        self._accumulator.gate(True)
        log.warning("the transaction of %r failed: %s", self.now.transactional_id, error)
        self._engine.loop.call_soon(lambda: self._host.drop_unsent(self.aborted()))

    def aborted(self) -> TransactionAbortedError:
        """The error of records that are not sent any more."""
        text = "the record was not sent, because its transaction has failed or was aborted"
        return TransactionAbortedError(text).causing(self.now.error)

    # --- requests -----------------------------------------------------------------------------------------------------

    def _still(self, state: State) -> None:
        """Raises what has happened meanwhile."""
        self.now.check("commit" if state is State.COMMITTING else "abort", state)

    async def _flushed(self, timeout: float | None) -> None:
        """All records so far have their outcome."""
        loop = self._engine.loop
        settled: asyncio.Future[None] = loop.create_future()
        if not self._accumulator.on_settled(self._accumulator.flush_mark(), lambda: tell(loop, [settled])):
            return
        self._host.look_again()
        try:
            async with asyncio.timeout(timeout):
                await settled
        except TimeoutError as error:
            text = "the records of the transaction were not all acknowledged in time; they are still under way, and it is not committed"
            raise KafkaTimeoutError(text) from error

    async def _by_second(self, deadline: float) -> bool:
        """Whether the brokers have transaction version 2 switched on, as the coordinator said when it was connected to."""
        node = await self._engine.find_coordinator(TRANSACTION, self.now.transactional_id, deadline=deadline)
        try:
            versions = await self._engine.versions(node, None, deadline)
        except NetworkError:
            self._engine.forget_coordinator(TRANSACTION, self.now.transactional_id)
            return self.now.second
        return versions.features.get(FEATURE, 0) >= SECOND and versions.offers(EndTxnRequest, SECOND_ENDS)

    async def _get_id(self, deadline: float) -> None:
        """An id, or the next epoch of the one that there is: whoever has this transactional id otherwise is fenced."""
        now, id = self.now, self._sequences.id

        def make(version: int) -> Request:
            if version < BUMPS and now.id_lost:
                text = "its id is gone, and before Kafka 2.5 nobody says whether another producer has taken its place"
                raise ProducerFencedError(text, api=InitProducerIdRequest.NAME)
            # Also an id that the coordinator has lost: it gives another one, unless a younger producer has one.
            known = id if version >= BUMPS else NO_ID
            return InitProducerIdRequest(
                transactional_id=now.transactional_id,
                transaction_timeout_ms=self._timeout_ms,
                producer_id=known.id,
                producer_epoch=known.epoch,
            )

        response = await self._coordinators.ask(InitProducerIdRequest, make, only_code, deadline)
        self._sequences.reset(ProducerId(response.producer_id, response.producer_epoch))
        if now.state is State.NEW:
            now.state = State.READY

    async def _end(self, committed: bool, deadline: float) -> ProducerId:
        """Has the coordinator end the transaction; who the producer is from now on, where it says so."""
        now, id = self.now, self._sequences.id
        request = EndTxnRequest(
            transactional_id=now.transactional_id,
            producer_id=id.id,
            producer_epoch=id.epoch,
            committed=committed,
        )
        low, high = (SECOND_ENDS, None) if now.second else (None, FIRST_ENDS)

        def errors_in(response: Any) -> Iterable[tuple[int, str | None]]:
            none_open = response.error_code == codes.INVALID_TXN_STATE and now.unheard and not now.started
            return () if none_open else only_code(response)

        try:
            response = await self._coordinators.ask(
                EndTxnRequest, always(request), errors_in, deadline, low=low, high=high
            )
        except BrokerError as error:
            if not committed and error.code in ID_LOST:
                now.id_lost = True
                return NO_ID
            raise
        if now.second:
            self._settling.ended(self._engine.now())
        return ProducerId(response.producer_id, response.producer_epoch) if now.second else NO_ID

    async def _settle(self, settled: asyncio.Future[None]) -> None:
        """Waits until the coordinator has written the markers of the transaction before, if that is of use; see `Settling`."""
        engine, settling = self._engine, self._settling
        request = DescribeTransactionsRequest(transactional_ids=[self.now.transactional_id])
        try:
            while settling.asks(engine.now()):
                deadline = settling.deadline(engine.now())
                node = await engine.find_coordinator(TRANSACTION, self.now.transactional_id, deadline=deadline)
                response = await engine.send(node, request, timeout=engine.request_timeout, deadline=deadline)
                (found,) = response.transaction_states
                if found.error_code:
                    raise broker_error(found.error_code, api=DescribeTransactionsRequest.NAME)
                pause = settling.answered(found.transaction_state, engine.now())
                if pause is None:
                    break
                await asyncio.sleep(pause)
        except (KafkaError, ValueError) as error:
            log.debug("nobody says whether the transaction of %r has ended: %s", self.now.transactional_id, error)
            settling.unanswered(engine.now())
        finally:
            self._settled = None
            if not settled.done():
                settled.set_result(None)
        self._host.look_again()

    def _unanswered(self, kind: type[Request], group: str | None) -> None:
        """By transaction version 2 each end raises the epoch; before, what comes behind it would be of the next transaction."""
        if self.now.second or kind is InitProducerIdRequest:
            return
        self.now.anew = True
        if kind in (AddOffsetsToTxnRequest, AddPartitionsToTxnRequest):
            self.now.unheard = True
        if kind is TxnOffsetCommitRequest and group is not None:
            self.now.late.add(group)

    def _refused(self, kind: type[Request], error: KafkaError, code: int) -> None:
        """What a refusal means for the transaction, or for the producer."""
        fatal = verdict(code) is Verdict.FATAL
        if kind is InitProducerIdRequest and code not in FENCED:
            return  # there is none yet: it may be tried again
        self.now.id_lost |= code in ID_LOST
        if fatal or self.now.state is not State.ABORTING:
            self.failed(error, fatal=fatal)
