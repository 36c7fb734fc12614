"""The id of an idempotent producer, which any broker gives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from barnabas.engine.engine import Engine
from barnabas.errors.broker import broker_error
from barnabas.errors.client import KafkaError
from barnabas.producer.sequences import ProducerId
from barnabas.protocol.messages.init_producer_id import InitProducerIdRequest

NO_TIMEOUT = 2**31 - 1  # of transactions, which this producer has none of


async def ask_id(
    engine: Engine, wanted: Callable[[], bool], delayed: Callable[[KafkaError], None]
) -> ProducerId | None:
    """Asks until a broker gives an id; None when it is not `wanted` any more. `delayed` is told why it takes longer.

    Raises:
        KafkaError: there will be none, as when the brokers are too old.
    """
    failures = 0
    while wanted():
        try:
            request = InitProducerIdRequest(transactional_id=None, transaction_timeout_ms=NO_TIMEOUT)
            response = await engine.ask_any(request, deadline=engine.now() + engine.request_timeout)
            if not response.error_code:
                return ProducerId(response.producer_id, response.producer_epoch)
            error: KafkaError = broker_error(response.error_code, api="InitProducerId")
        except KafkaError as failed:
            error = failed
        if not error.retriable:
            raise error
        delayed(error)
        failures += 1
        await asyncio.sleep(engine.backoff.delay(failures))
    return None
