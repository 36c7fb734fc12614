"""Telling the coordinator what is in a transaction before anything is sent (KIP-98); by transaction version 2 brokers do that themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from barnabas.engine.engine import Engine
from barnabas.engine.fitting import always
from barnabas.errors.client import KafkaError
from barnabas.producer.coordinators import Coordinators, only_code
from barnabas.producer.sequences import Sequences
from barnabas.producer.transaction import Transaction
from barnabas.producer.transaction_messages import add_partitions, codes_of_partitions, shut
from barnabas.protocol.messages.add_offsets_to_txn import AddOffsetsToTxnRequest
from barnabas.protocol.messages.add_partitions_to_txn import AddPartitionsToTxnRequest
from barnabas.types import TopicPartition

HIGHEST = 3  # the version of AddPartitionsToTxn that is the last for clients


class Teller(Protocol):
    """Whoever has the transaction."""

    @property
    def goes_on(self) -> bool:
        """Whether more may be added."""
        ...

    def failed(self, error: KafkaError, *, fatal: bool = False) -> None:
        """The coordinator refused it, or did not answer in time."""

    def look_again(self) -> None:
        """Partitions were added: records for them may go out."""


class Adding:
    """For one producer; on the engine's loop."""

    def __init__(
        self,
        engine: Engine,
        now: Transaction,
        sequences: Sequences,
        coordinators: Coordinators,
        patience: float,
        teller: Teller,
    ) -> None:
        self._engine = engine
        self._now = now
        self._sequences = sequences
        self._coordinators = coordinators
        self._patience = patience
        self._teller = teller
        self.task: asyncio.Task[None] | None = None  # partitions are being added

    def begin(self) -> None:
        """Adds the partitions that wait for it, unless that is going on."""
        if self.task is None:
            self.task = self._engine.spawn(self._add_missing(), "transaction's partitions")

    async def _add_missing(self) -> None:
        now = self._now
        try:
            while now.missing and self._teller.goes_on:
                places = list(now.missing)
                deadline = self._engine.now() + self._patience
                await self._ask(places, codes_of_partitions, deadline, soon=not now.added)
                now.were_added(places)
        except KafkaError as error:
            self._teller.failed(error)
        finally:
            self.task = None
        self._teller.look_again()

    async def group(self, group_id: str, deadline: float, wanted: Callable[[], bool] | None) -> None:
        """The transaction has offsets of a group."""
        request = AddOffsetsToTxnRequest(
            transactional_id=self._now.transactional_id,
            producer_id=self._sequences.id.id,
            producer_epoch=self._sequences.id.epoch,
            group_id=group_id,
        )
        await self._coordinators.ask(
            AddOffsetsToTxnRequest, always(request), only_code, deadline, soon=True, wanted=wanted
        )
        self._now.started = True

    async def late(self, deadline: float) -> None:
        """What offsets and records of an earlier transaction may still come to; but for partitions that nobody can write to any more."""
        for group_id in sorted(self._now.late):
            await self.group(group_id, deadline, None)
        places = sorted(self._now.astray)
        while places:
            response = await self._ask(places, lambda r: () if shut(r) else codes_of_partitions(r), deadline, soon=True)
            if not shut(response):
                self._now.started = True
                return
            places = [place for place in places if place not in shut(response)]  # nothing was added

    async def _ask(self, places: list[TopicPartition], errors_in: Any, deadline: float, *, soon: bool) -> Any:
        request = add_partitions(self._now.transactional_id, self._sequences.id, places)
        return await self._coordinators.ask(
            AddPartitionsToTxnRequest, always(request), errors_in, deadline, high=HIGHEST, soon=soon
        )
