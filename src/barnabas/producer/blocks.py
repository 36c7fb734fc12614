"""The blocks of `transaction()`: committed at their end, aborted when an exception leaves them."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import TYPE_CHECKING, Any

from barnabas.errors.client import KafkaError
from barnabas.producer.face import transactions_of

if TYPE_CHECKING:
    from barnabas.producer.aio import AsyncProducer
    from barnabas.producer.sync import Producer

log = logging.getLogger("barnabas.producer")


class Transaction:
    """What `Producer.transaction()` returns; used once, in a ``with`` statement."""

    def __init__(self, producer: Producer[Any, Any]) -> None:
        self._producer = producer

    def __enter__(self) -> None:
        self._producer.begin_transaction()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            try:
                self._producer.commit_transaction()
            except KafkaError:
                if transactions_of(self._producer._sender).now.may_abort:
                    self._abort()
                raise
        else:
            self._abort()

    def _abort(self) -> None:
        try:
            self._producer.abort_transaction()
        except KafkaError as failed:  # the exception that brought us here goes first
            log.warning("the transaction was not aborted: %s", failed)


class AsyncTransaction:
    """What `AsyncProducer.transaction()` returns; used once, in an ``async with`` statement."""

    def __init__(self, producer: AsyncProducer[Any, Any]) -> None:
        self._producer = producer

    async def __aenter__(self) -> None:
        await self._producer.begin_transaction()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            try:
                await self._producer.commit_transaction()
            except KafkaError:
                if transactions_of(self._producer._sender).now.may_abort:
                    await self._abort()
                raise
        else:
            await self._abort()

    async def _abort(self) -> None:
        try:
            await self._producer.abort_transaction()
        except KafkaError as failed:  # the exception that brought us here goes first
            log.warning("the transaction was not aborted: %s", failed)
