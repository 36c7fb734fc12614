"""One request for all groups of a coordinator (KIP-699); what passes is tried again, each group for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from barnabas.engine.engine import GROUP, Engine
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    NotCoordinatorError,
    RebalanceInProgressError,
    UnstableOffsetCommitError,
)
from barnabas.errors.client import ClientError, ClosedError, KafkaTimeoutError, NetworkError, NoBrokerAvailableError

T = TypeVar("T")
MOVED = (CoordinatorNotAvailableError, NotCoordinatorError, NetworkError)
PASSES = (
    *MOVED,
    CoordinatorLoadInProgressError,
    RebalanceInProgressError,
    UnstableOffsetCommitError,
    KafkaTimeoutError,
)


class Unfinished(NamedTuple, Generic[T]):
    """An answer that is not whole yet: asked again while there is time, and good enough after that."""

    so_far: T
    why: KafkaError


Outcome: TypeAlias = T | Unfinished[T] | KafkaError
Ask: TypeAlias = Callable[[int, list[str]], Awaitable[Mapping[str, Outcome[T]]]]


async def of_each_group(
    engine: Engine, group_ids: Iterable[str], ask: Ask[T], deadline: float
) -> dict[str, T | KafkaError]:
    """What `ask` finds out of each group from its coordinator: a value or an error, by group id.

    `ask` takes a coordinator's node id and its groups, and sends one request, or few. Groups whose coordinator moved, loads or does not
    answer are looked for and asked again until the deadline; the others' outcomes stand.

    Raises:
        NoBrokerAvailableError: nobody could say where the coordinators are.
    """
    found: dict[str, T | KafkaError] = {}
    last: dict[str, tuple[T | None, KafkaError]] = {}
    left, failures = list(dict.fromkeys(group_ids)), 0
    while left:
        try:
            outcomes = await _round(engine, left, ask, deadline)
        except NoBrokerAvailableError as error:
            if not failures:
                raise
            outcomes = dict.fromkeys(left, error)
        for group_id, outcome in outcomes.items():
            why = outcome.why if isinstance(outcome, Unfinished) else outcome
            if not isinstance(why, KafkaError) or not passes(why):
                found[group_id] = outcome  # type: ignore[assignment]  # it is whole, or an error that stays
                continue
            # That the time is up says less than what was heard.
            if group_id not in last or not isinstance(why, KafkaTimeoutError):
                last[group_id] = (outcome.so_far if isinstance(outcome, Unfinished) else None, why)
            if isinstance(why, MOVED):
                engine.forget_coordinator(GROUP, group_id)
        left = [group_id for group_id in left if group_id not in found]
        failures += 1
        delay = engine.backoff.delay(failures)
        if left and engine.now() + delay >= deadline:
            found |= {group_id: _late(group_id, *last[group_id]) for group_id in left}
            break
        if left:
            await asyncio.sleep(delay)
    return found


def passes(error: KafkaError) -> bool:
    """Whether asking again may help."""
    return isinstance(error, PASSES) and not isinstance(error, (ClosedError, NoBrokerAvailableError))


def _late(group_id: str, so_far: T | None, why: KafkaError) -> T | KafkaError:
    if so_far is not None:
        return so_far
    return KafkaTimeoutError(f"group {group_id} could not be asked in time", broker=why.broker, api=why.api).causing(
        why
    )


async def _round(engine: Engine, left: list[str], ask: Ask[T], deadline: float) -> dict[str, Outcome[T]]:
    outcomes: dict[str, Outcome[T]] = {}
    by_node: dict[int, list[str]] = {}
    for group_id, place in (await engine.find_coordinators(GROUP, left, deadline=deadline)).items():
        if isinstance(place, KafkaError):
            outcomes[group_id] = place
        else:
            by_node.setdefault(place, []).append(group_id)
    for each in await asyncio.gather(*(_of_node(ask, node, ids) for node, ids in by_node.items())):
        outcomes |= each
    return outcomes


async def _of_node(ask: Ask[T], node: int, group_ids: list[str]) -> dict[str, Outcome[T]]:
    try:
        answers = await ask(node, group_ids)
    except ClosedError:
        raise
    except KafkaError as error:
        return dict.fromkeys(group_ids, error)
    missing = ClientError("the broker's answer leaves the group out")
    return {group_id: answers.get(group_id, missing) for group_id in group_ids}
