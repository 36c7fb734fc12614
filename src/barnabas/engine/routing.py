"""Which broker a request goes to: any, the controller, a coordinator. One retry loop for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from barnabas.engine.pool import Node, brief
from barnabas.engine.snapshot import BrokerInfo
from barnabas.errors import codes
from barnabas.errors.broker import BY_CODE, broker_error
from barnabas.errors.client import (
    ClosedError,
    IncompatibleBrokerError,
    KafkaError,
    KafkaTimeoutError,
    NetworkError,
    NoBrokerAvailableError,
    ProtocolError,
)
from barnabas.protocol.message import Request
from barnabas.protocol.messages.find_coordinator import FindCoordinatorRequest, FindCoordinatorResponse

if TYPE_CHECKING:
    from barnabas.engine.engine import Engine

GROUP, TRANSACTION = 0, 1
COORDINATOR_MOVED = frozenset({codes.COORDINATOR_NOT_AVAILABLE, codes.NOT_COORDINATOR})
Codes = Callable[[Any], Iterable[int]]


def passes(error: KafkaError) -> bool:
    """Whether it is worth to ask again soon."""
    known = BY_CODE.get(getattr(error, "code", 0))
    return error.retriable or bool(known and known.retriable)


def top_code(response: Any) -> Iterable[int]:
    """The error code at the top of a response, where it has one."""
    code = getattr(response, "error_code", 0)
    return (code,) if code else ()


@runtime_checkable
class Timed(Protocol):
    """A request that says how long the broker may take: no longer than it is waited for."""

    timeout_ms: int


class Router:
    """Sends requests to whom they are for, again and again until the deadline."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._coordinators: dict[tuple[int, str], int] = {}
        self._finding: dict[tuple[int, str], asyncio.Task[int]] = {}
        self._turn = 0

    # --- any broker ---------------------------------------------------------------------------------------------------

    def candidates(self) -> list[int]:
        """Nodes in the order to try: known brokers with the fewest requests in flight, then the bootstrap addresses."""
        engine, now = self._engine, self._engine.now()
        known = [engine.pool.node(b.id, b.host, b.port) for b in engine.cluster.snapshot.brokers.values()]
        self._turn += 1
        turn, count = self._turn, max(len(known), 1)  # while it sorts, a list seems to be empty

        def order(n: Node) -> tuple[bool, bool, bool, bool, int]:
            # One that has refused this client last: what runs in the background would hear only of that.
            return n.refused, n.retry_at > now, n.muted(now), not n.connections(), n.in_flight

        known.sort(key=lambda n: (*order(n), (n.id + turn) % count))
        # KIP-899: where no known broker answers, the addresses that the user gave may lead to others. Who has found one that
        # answers does not wait again for those before it that do not.
        first = sorted(engine.bootstrap_nodes(), key=order) if engine.rebootstraps or not known else []
        return [n.id for n in [*known, *first]]

    async def ask_any(self, request: Request, deadline: float, check: Callable[[Any], None] | None = None) -> Any:
        """Tries the candidates one after the other, then again after a pause, until one answers; `check` may refuse an answer.

        Raises:
            NoBrokerAvailableError: none did by the deadline; has the last error of each address.
        """
        engine, errors, failures = self._engine, dict[str, KafkaError](), 0
        while True:
            for id in self.candidates():
                node = engine.pool.nodes[id]
                if engine.now() >= deadline:
                    break
                try:
                    answer = await engine.send(id, request, timeout=engine.request_timeout, deadline=deadline)
                    if check is not None:
                        check(answer)
                except KafkaTimeoutError as error:
                    errors.setdefault(node.label, node.error or error)
                except ClosedError:
                    raise
                except NetworkError as error:
                    error.broker = error.broker or node.label
                    errors[node.label] = error
                else:
                    return answer
            failures += 1
            delay = engine.backoff.delay(failures)
            if engine.now() + delay >= deadline:
                raise unreachable(errors)
            await asyncio.sleep(delay)

    def nobody(self) -> NoBrokerAvailableError:
        """Nobody answered in time: the last error of each address."""
        silence = KafkaTimeoutError("no answer in time")
        return unreachable({node.label: node.error or silence for node in self._engine.pool.nodes.values()})

    # --- controller ---------------------------------------------------------------------------------------------------

    async def ask_controller(self, request: Request, deadline: float, errors_in: Codes = top_code) -> Any:
        """Asks the controller; looks it up again when it has moved. `errors_in` finds the error codes in a response."""

        async def attempt() -> Any:
            engine = self._engine
            if engine.cluster.snapshot.controller_id < 0:
                await engine.cluster.update(deadline=deadline)
            id = engine.cluster.snapshot.controller_id
            if id < 0:
                raise broker_error(codes.NOT_CONTROLLER)
            if isinstance(request, Timed):
                left = min(engine.request_timeout, deadline - engine.now())
                request.timeout_ms = max(1, int(left * 1000))
            try:
                response = await engine.send(id, request, timeout=engine.request_timeout, deadline=deadline)
            except NetworkError:
                await engine.cluster.update(deadline=deadline)
                raise
            if codes.NOT_CONTROLLER in errors_in(response):
                await engine.cluster.update(deadline=deadline)
                raise broker_error(codes.NOT_CONTROLLER)
            return response

        return await self.retried(attempt, deadline)

    # --- coordinators -------------------------------------------------------------------------------------------------

    def forget_coordinator(self, kind: int, key: str) -> None:
        """The next call asks for the coordinator anew."""
        self._coordinators.pop((kind, key), None)

    def forget_node(self, id: int) -> None:
        """The same for all that this node coordinates: it was lost."""
        self._coordinators = {key: node for key, node in self._coordinators.items() if node != id}

    async def find_coordinator(self, kind: int, key: str, deadline: float) -> int:
        """The node id of a coordinator, remembered until it is forgotten; asked for by one task at a time.

        Raises:
            NoBrokerAvailableError: nobody answered by the deadline.
            KafkaTimeoutError: nobody knew by the deadline.
        """
        while True:
            known = self._known(kind, key)
            if known is not None:
                return known
            task = self._finding.get((kind, key))
            if task is None:
                task = self._engine.loop.create_task(self.retried(lambda: self._find(kind, key, deadline), deadline))
                self._finding[kind, key] = task
                task.add_done_callback(lambda t: (self._finding.pop((kind, key), None), t.cancelled() or t.exception()))
                return await asyncio.shield(task)
            try:
                async with asyncio.timeout_at(deadline):
                    return await asyncio.shield(task)
            except (TimeoutError, NoBrokerAvailableError) as error:
                if not isinstance(error, KafkaError):
                    text = f"the coordinator of {key!r} was not found in time"
                    raise KafkaTimeoutError(text, api="FindCoordinator") from None
                if self._engine.now() >= deadline:
                    raise
                # Another call's time is up, as that of a heartbeat, which has little; this one has more.

    async def find_coordinators(self, kind: int, keys: Iterable[str], deadline: float) -> dict[str, int | KafkaError]:
        """One attempt to find the coordinators of several keys: for each the node id, or why there is none.

        Raises:
            NoBrokerAvailableError: nobody answered by the deadline.
        """
        found: dict[str, int | KafkaError] = {}
        left = []
        for key in dict.fromkeys(keys):
            known = self._known(kind, key)
            if known is None:
                left.append(key)
            else:
                found[key] = known
        if left:
            found.update(await self._look(kind, left, deadline))
        return found

    def _known(self, kind: int, key: str) -> int | None:
        known = self._coordinators.get((kind, key))
        return known if known is not None and known in self._engine.pool.nodes else None

    async def _find(self, kind: int, key: str, deadline: float) -> int:
        outcome = (await self._look(kind, [key], deadline))[key]
        if isinstance(outcome, KafkaError):
            raise outcome
        return outcome

    async def _look(self, kind: int, keys: list[str], deadline: float) -> dict[str, int | KafkaError]:
        response: FindCoordinatorResponse
        try:
            request = FindCoordinatorRequest(key_type=kind, coordinator_keys=keys)
            response = await self.ask_any(request, deadline, _check)
        except IncompatibleBrokerError:  # before version 4 (KIP-699) a request names one key, in a field of its own
            return {key: await self._look_one(kind, key, deadline) for key in keys}
        answers = {answer.key: answer for answer in response.coordinators}
        return {key: self._placed(kind, key, answers.get(key)) for key in keys}

    async def _look_one(self, kind: int, key: str, deadline: float) -> int | KafkaError:
        try:
            request = FindCoordinatorRequest(key_type=kind, key=key)
            return self._placed(kind, key, await self.ask_any(request, deadline, _check))
        except IncompatibleBrokerError as error:  # brokers of both kinds: the next round may meet the same one twice
            return NetworkError("the brokers disagree on how to look for a coordinator").causing(error)

    def _placed(
        self, kind: int, key: str, found: FindCoordinatorResponse | FindCoordinatorResponse.Coordinator | None
    ) -> int | KafkaError:
        if found is None:
            return ProtocolError(f"the broker's answer leaves {key!r} out", api="FindCoordinator")
        if found.error_code:
            return broker_error(found.error_code, found.error_message, api="FindCoordinator")
        self._engine.pool.node(found.node_id, found.host, found.port)
        self._coordinators[kind, key] = found.node_id
        return found.node_id

    # --- the retry loop -----------------------------------------------------------------------------------------------

    async def retried(self, attempt: Callable[[], Any], deadline: float) -> Any:
        """Runs `attempt` until it succeeds or fails for good; retriable errors wait out the backoff.

        Raises:
            KafkaTimeoutError: the deadline came; the last error is the cause.
        """
        failures = 0
        while True:
            try:
                return await attempt()
            except (ClosedError, NoBrokerAvailableError):
                raise
            except KafkaError as error:
                if not passes(error):
                    raise
                failures += 1
                delay = self._engine.backoff.delay(failures)
                if self._engine.now() + delay >= deadline:
                    raise KafkaTimeoutError(
                        "the call did not succeed in time", broker=error.broker, api=error.api
                    ) from error
            await asyncio.sleep(delay)


def _check(response: FindCoordinatorResponse) -> None:
    for found in response.coordinators or (response,):
        if not found.error_code and not BrokerInfo(found.node_id, found.host, found.port, None).possible:
            text = f"the coordinator is said to be broker {found.node_id} at {found.host!r}, port {found.port}"
            raise ProtocolError(text, api="FindCoordinator")


def unreachable(errors: dict[str, KafkaError]) -> NoBrokerAvailableError:
    """One error with the last one of each address."""
    lines = "; ".join(f"{label}: {brief(error)}" for label, error in errors.items()) or "no address was tried in time"
    return NoBrokerAvailableError(f"no broker could be reached: {lines}").causing(next(iter(errors.values()), None))
