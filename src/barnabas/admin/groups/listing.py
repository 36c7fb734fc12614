"""ListGroups: every broker lists the groups that it coordinates (KIP-518 states, KIP-848 types, KIP-1043 other protocols)."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import NamedTuple

from barnabas.admin.groups.coordinated import passes
from barnabas.admin.groups.types import GroupList, GroupListing
from barnabas.engine.engine import Engine
from barnabas.engine.fitting import ask_fitting
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import broker_error
from barnabas.errors.client import ClosedError
from barnabas.protocol.messages.list_groups import ListGroupsRequest, ListGroupsResponse

STATES = 4  # the version that tells and filters by state (KIP-518)
TYPES = 5  # and by type
CLASSIC = "classic"

Listed = list[GroupListing] | KafkaError


class Wanted(NamedTuple):
    """Which groups; nothing given means all."""

    states: Collection[str]
    types: Collection[str]
    protocol_types: Collection[str]


async def list_groups(engine: Engine, wanted: Wanted, timeout: float) -> GroupList:
    """Asks every broker; while brokers come and go all of them again, for groups move with that."""
    deadline = engine.now() + timeout
    listed: dict[int, Listed] = {}
    failures = 0
    await engine.cluster.update(deadline=deadline)
    while True:
        brokers = set(engine.cluster.snapshot.brokers)
        if brokers != set(listed):
            listed = {}
        asked = [id for id in sorted(brokers) if not isinstance(listed.get(id), list)]
        answers = await asyncio.gather(*(_of_broker(engine, id, wanted, deadline) for id in asked))
        listed |= dict(zip(asked, answers, strict=True))
        waiting = [answer for answer in answers if isinstance(answer, KafkaError) and passes(answer)]
        failures += 1
        delay = engine.backoff.delay(failures)
        if not waiting or engine.now() + delay >= deadline:
            return _whole(listed, wanted)
        await asyncio.sleep(delay)
        await engine.cluster.update(deadline=deadline)


def _whole(listed: dict[int, Listed], wanted: Wanted) -> GroupList:
    groups: dict[str, GroupListing] = {}  # while a group moves two brokers may have it
    for answer in listed.values():
        if not isinstance(answer, KafkaError):
            groups |= {
                g.group_id: g for g in answer if not wanted.protocol_types or g.protocol_type in wanted.protocol_types
            }
    errors = tuple(answer for _, answer in sorted(listed.items()) if isinstance(answer, KafkaError))
    return GroupList(tuple(groups[group_id] for group_id in sorted(groups)), errors)


async def _of_broker(engine: Engine, node: int, wanted: Wanted, deadline: float) -> Listed:
    typed = True

    def make(version: int) -> ListGroupsRequest:
        nonlocal typed
        typed = version >= TYPES
        return ListGroupsRequest(states_filter=list(wanted.states), types_filter=list(wanted.types) if typed else [])

    try:
        response: ListGroupsResponse = await ask_fitting(
            engine, node, ListGroupsRequest, make, deadline, low=STATES if wanted.states else None
        )
    except ClosedError:
        raise
    except KafkaError as error:
        return error
    if response.error_code:
        return broker_error(response.error_code, broker=engine.node(node).label, api="ListGroups")
    if not typed and wanted.types and CLASSIC not in wanted.types:
        return []  # a broker that has other kinds of groups tells of kinds
    return [
        GroupListing(item.group_id, item.protocol_type, item.group_state or None, item.group_type or None)
        for item in response.groups
    ]
