"""Handlers that work for minutes: `python -m tests.churn.handlers BOOTSTRAP [--seconds 180] [--session 10]`.

Each handler works for so long between two polls of a member; told is whether it is still the same member then. The last one
calls an extension that holds the GIL, as no well-behaved one does, for `--gil` seconds: nothing of Python runs meanwhile,
the engine's heartbeats neither.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import math
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

import barnabas

HANDLERS = ("compute", "sleep", "loop", "gil")


def compute(seconds: float) -> int:
    """Pure Python, which gives up the GIL only when another thread asks for it."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        count += sum(i * i for i in range(1000)) & 1
    return count


def hold_the_gil(seconds: float) -> None:
    """`sleep` of the C library, called with the GIL held."""
    ctypes.PyDLL(None).usleep(math.ceil(seconds * 1_000_000))


def judge(consumer: Any, before: Any, after: Any, handler: str, seconds: float, news: Any, committed: str) -> None:
    """One line of the report."""
    same = "the same member" if before == after else f"was {before}, is {after or 'none'}"
    print(f"{handler:>14} {seconds:6.0f} s: {same}; commit: {committed}; then {news!r}", flush=True)


def blocking(bootstrap: str, topic: str, options: Any, handler: Callable[[float], object], seconds: float) -> None:
    """A member of the blocking face."""
    with barnabas.Client(bootstrap) as client, client.consumer(topic, group_id=uuid.uuid4().hex, **options) as consumer:
        while not consumer.assignment():
            consumer.poll(0.2)
        (place,) = consumer.assignment()
        before = consumer.health().member_id
        handler(seconds)
        try:
            consumer.commit({place: 0})
            committed = "taken"
        except barnabas.KafkaError as error:
            committed = str(error)
        news = consumer.poll(2.0)
        judge(consumer, before, consumer.health().member_id, handler.__name__, seconds, news, committed)


async def awaiting(bootstrap: str, topic: str, options: Any, seconds: float) -> None:
    """A member of the awaitable face, whose event loop is blocked."""
    async with (
        barnabas.AsyncClient(bootstrap) as client,
        client.consumer(topic, group_id=uuid.uuid4().hex, **options) as consumer,
    ):
        while not consumer.assignment():
            await consumer.poll(0.2)
        (place,) = consumer.assignment()
        before = consumer.health().member_id
        time.sleep(seconds)  # noqa: ASYNC251, TID251  # that is what is shown
        await consumer.commit({place: 0})
        news = await consumer.poll(2.0)
        judge(consumer, before, consumer.health().member_id, "blocks its loop", seconds, news, "taken")


def main(given: list[str]) -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bootstrap")
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--gil", type=float, default=60.0)
    parser.add_argument(
        "--handler", choices=HANDLERS, action="append", help="all of them, one after the other, by default"
    )
    parser.add_argument("--session", type=float, default=10.0)
    args = parser.parse_args(given)
    options = {
        "session_timeout_ms": round(args.session * 1000),
        "heartbeat_interval_ms": round(args.session * 100),
        "auto_offset_reset": "earliest",
    }
    topic = f"handlers-{uuid.uuid4().hex[:8]}"
    with barnabas.Client(args.bootstrap) as client:
        client.admin.create_topics([barnabas.NewTopic(topic, partitions=1, replication_factor=1)], raise_on_error=True)
    for name in args.handler or HANDLERS:
        if name == "loop":
            asyncio.run(awaiting(args.bootstrap, topic, options, args.seconds))
        else:
            handler = {"compute": compute, "sleep": time.sleep, "gil": hold_the_gil}[name]  # noqa: TID251  # of what is shown
            blocking(args.bootstrap, topic, options, handler, args.gil if name == "gil" else args.seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
