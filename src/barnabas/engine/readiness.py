"""Waiting until a non-blocking socket can be read from or written to."""

from __future__ import annotations

import asyncio


async def readable(loop: asyncio.AbstractEventLoop, fileno: int) -> None:
    """Returns when there is something to read, the end included."""
    future = loop.create_future()
    loop.add_reader(fileno, _set, future)
    try:
        await future
    finally:
        loop.remove_reader(fileno)


async def writable(loop: asyncio.AbstractEventLoop, fileno: int) -> None:
    """Returns when there is room to write."""
    future = loop.create_future()
    loop.add_writer(fileno, _set, future)
    try:
        await future
    finally:
        loop.remove_writer(fileno)


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
