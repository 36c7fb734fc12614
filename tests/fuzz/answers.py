"""Asks for every kind of answer that there is, in every version, and gets it wrong."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from random import Random
from typing import NamedTuple

import barnabas
from barnabas.errors.client import KafkaError
from barnabas.protocol.apis import request_class
from barnabas.protocol.message import Request
from barnabas.protocol.messages import APIS
from barnabas.protocol.messages.api_versions import ApiVersionsRequest
from tests.fuzz.hostile import HostileServer
from tests.fuzz.mangling import Way

LANES = 96  # one for each kind of request, so that nobody waits behind another one who is told to slow down
PATIENCE = 2.0  # seconds for an answer
LONG = 6.0  # seconds for a call, with the wait for a connection
LONGEST = 30.0  # seconds until a call counts as hanging


class Found(NamedTuple):
    """What a run has seen."""

    faults: list[str]
    outcomes: Counter[str]


def questions(dice: Random, *, all_versions: bool) -> list[tuple[type[Request], int]]:
    """Every request, in one version or in all."""
    found = []
    for key in APIS:
        cls = request_class(key)
        if cls is not ApiVersionsRequest:
            versions = range(cls.MIN_VERSION, cls.MAX_VERSION + 1)
            found += [(cls, v) for v in versions] if all_versions else [(cls, dice.choice(versions))]
    return found


def ask_for_all(seed: int, rounds: int, *, all_versions: bool = False, way: Way | None = None) -> Found:
    """Runs `rounds` times through all of them; who is asked answers by the dice, or always in the one `way`."""
    faults: list[str] = []
    outcomes: Counter[str] = Counter()
    dice = Random(seed)
    with (
        HostileServer(seed) as server,
        barnabas.Client(
            server.bootstrap,
            reconnect_backoff_ms=0,
            reconnect_backoff_max_ms=0,
            socket_connection_setup_timeout_ms=5_000,
            socket_connection_setup_timeout_max_ms=5_000,
        ) as client,
    ):
        server.way = way
        engine = client._engine

        async def one(lane: int, cls: type[Request], version: int) -> None:
            what = f"seed {seed}: {cls.NAME} v{version}"
            try:
                async with asyncio.timeout(LONGEST):
                    await engine.send(
                        -1, cls(), timeout=PATIENCE, deadline=engine.now() + LONG, lane=lane, low=version, high=version
                    )
                outcomes["read"] += 1
            except KafkaError as error:
                outcomes[type(error).__name__] += 1
                if server.bootstrap not in str(error):
                    faults.append(f"{what}: the error does not say who answered: {error!r}")
            except TimeoutError:
                faults.append(f"{what}: no end within {LONGEST:g} s")
            except BaseException as error:
                faults.append(f"{what}: {type(error).__name__}: {error}")

        async def work(lane: int, rest: itertools.chain[tuple[type[Request], int]]) -> None:
            for cls, version in rest:
                await one(lane, cls, version)

        async def everything() -> None:
            engine.bootstrap_nodes()
            rest = itertools.chain(*(questions(dice, all_versions=all_versions) for _ in range(rounds)))
            await asyncio.gather(*(work(lane, rest) for lane in range(LANES)))

        engine.run(everything)
    return Found(faults, outcomes)
