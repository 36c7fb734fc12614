"""How a transaction's coordinators are asked: until they answer, or refuse for good, or the time is up; on the engine's loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from barnabas.engine.engine import GROUP, Engine
from barnabas.engine.fitting import ask_fitting
from barnabas.engine.routing import COORDINATOR_MOVED, TRANSACTION
from barnabas.errors import codes
from barnabas.errors.broker import BrokerError, broker_error
from barnabas.errors.client import CommitFailedError, KafkaError, KafkaTimeoutError, NetworkError
from barnabas.producer.transaction import Verdict, fenced, verdict
from barnabas.producer.transaction_messages import NOT_ATTEMPTED
from barnabas.protocol.message import Request

# It will not take long (KAFKA-5482): mostly a few milliseconds, so that the 20 ms that other clients wait would be most of a small transaction.
SOON, SOON_AT_MOST = 0.002, 0.02
GROUPS_MOVED_ON = frozenset(
    {codes.ILLEGAL_GENERATION, codes.UNKNOWN_MEMBER_ID, codes.FENCED_INSTANCE_ID, codes.STALE_MEMBER_EPOCH}
)
Codes: TypeAlias = Callable[[Any], Iterable[tuple[int, str | None]]]
Refused: TypeAlias = Callable[[type[Request], KafkaError, int], None]
Unanswered: TypeAlias = Callable[[type[Request], str | None], None]


class Coordinators:
    """Those of one transactional id: its own, and those of groups whose offsets are in its transactions.

    `refused` hears of a refusal that is for good, by its error and code, before it is raised; `unanswered` of a request that may still
    come to its coordinator, also when it is asked again, by its kind and the group whose coordinator it is.
    """

    def __init__(self, engine: Engine, transactional_id: str, refused: Refused, unanswered: Unanswered) -> None:
        self._engine = engine
        self._transactional_id = transactional_id
        self._refused = refused
        self._unanswered = unanswered

    async def ask(
        self,
        kind: type[Request],
        make: Callable[[int], Request],
        errors_in: Codes,
        deadline: float,
        *,
        group: str | None = None,
        low: int | None = None,
        high: int | None = None,
        soon: bool = False,
        wanted: Callable[[], bool] | None = None,
    ) -> Any:
        """Asks the transaction's coordinator, or a group's, until it answers without an error.

        `make` makes the request for a version between `low` and `high`, `errors_in` finds the errors in an answer. `soon` for what may meet the
        end of the transaction before. With `wanted` what was sent is heard out, also beyond the deadline, and it is asked again only while that
        is true.

        Raises:
            KafkaTimeoutError: the deadline came; the last error is the cause. It may have been done.
            KafkaError: the transaction can only be aborted, or the producer is of no use any more.
        """
        engine = self._engine
        where = (TRANSACTION, self._transactional_id) if group is None else (GROUP, group)
        failures = 0
        out = False

        def made(version: int) -> Request:
            nonlocal out
            out = True
            return make(version)

        while True:
            error: KafkaError
            try:
                node = await engine.find_coordinator(*where, deadline=deadline)
                heard_out = wanted is not None
                try:
                    response = await ask_fitting(
                        engine, node, kind, made, deadline, low=low, high=high, heard_out=heard_out
                    )
                    out = False
                finally:
                    if out:  # the connection was lost, the time is up, nobody waits any more
                        out = False
                        self._unanswered(kind, group)
                found = [(code, text) for code, text in errors_in(response) if code]
                if not found:
                    return response
                # One that ends it counts more than one that can be tried again.
                code, text = min(found, key=lambda one: (verdict(one[0]) is Verdict.AGAIN, one[0] == NOT_ATTEMPTED))
                error = broker_error(code, text, api=kind.NAME)
            except KafkaTimeoutError as late:
                raise _late(kind) from late
            except NetworkError as lost:
                engine.forget_coordinator(*where)
                error = lost
            except BrokerError as unfound:
                error = unfound
            if isinstance(error, BrokerError):
                code = error.code
                if code in COORDINATOR_MOVED:
                    engine.forget_coordinator(*where)
                error = _meant(error, group)
                if verdict(code) is not Verdict.AGAIN:
                    self._refused(kind, error, code)
                    raise error
            failures += 1
            delay = engine.backoff.delay(failures)
            if soon and getattr(error, "code", 0) == codes.CONCURRENT_TRANSACTIONS:
                delay = min(delay, SOON * 2 ** min(failures - 1, 10), SOON_AT_MOST)
            if engine.now() + delay >= deadline or not (wanted is None or wanted()):
                raise _late(kind) from error
            await asyncio.sleep(delay)


def only_code(response: Any) -> Iterable[tuple[int, str | None]]:
    """The error code of an answer that has one."""
    return ((response.error_code, None),)


def _late(kind: type[Request]) -> KafkaTimeoutError:
    return KafkaTimeoutError(f"{kind.NAME} did not succeed in time", api=kind.NAME)


def _meant(error: BrokerError, group: str | None) -> KafkaError:
    """What a code says to a producer."""
    if group is not None and error.code in GROUPS_MOVED_ON:
        text = f"the offsets were not taken into the transaction, because group {group} has moved on"
        return CommitFailedError(text, api=error.api).causing(error)
    return fenced(error)
