"""A second Ctrl-C, while the first one's clean-up waits for a broker that does not answer: the flush ends, and is accounted for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from tests.harness.broker import Broker
from tests.harness.kafka import Topics
from tests.harness.waiting import until_it_waits

WAIT = 30.0
COMMON = """
    import asyncio, logging, sys, time
    import barnabas
    logging.basicConfig(level=logging.ERROR)
"""
BLOCKING = """
    try:
        with barnabas.Client({bootstrap!r}) as client, client.producer() as producer:
            producer.send({name!r}, b"warm").result(30)
            print("warm", flush=True)
            input()  # the broker is stopped
            kept = producer.send({name!r}, b"x")
            for _ in range(4):
                producer.send({name!r}, b"dropped")
            try:
                print("ready", flush=True)
                time.sleep(60)
            except KeyboardInterrupt:
                print("leaving", flush=True)
                raise
    except KeyboardInterrupt:
        print("left", type(kept.exception(0)).__name__, flush=True)
"""
AWAITED = """
    async def main():
        global kept
        async with barnabas.AsyncClient({bootstrap!r}) as client, client.producer() as producer:
            await (await producer.send({name!r}, b"warm"))
            print("warm", flush=True)
            input()
            kept = await producer.send({name!r}, b"x")
            for _ in range(4):
                await producer.send({name!r}, b"dropped")
            try:
                print("ready", flush=True)
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                print("leaving", flush=True)
                raise
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("left", type(kept.exception(5)).__name__, flush=True)
"""
CLIENT_ALONE = BLOCKING.replace(
    "as client, client.producer() as producer:", "as client:\n            producer = client.producer()"
)


@pytest.mark.parametrize("program", [BLOCKING, AWAITED, CLIENT_ALONE], ids=["blocking", "awaited", "client alone"])
def test_a_second_ctrl_c_ends_the_flush_and_tells_what_stayed_behind(
    own_broker: Broker, topic: Topics, program: str
) -> None:
    name = topic(on=own_broker)
    code = textwrap.dedent(COMMON) + textwrap.dedent(program.format(bootstrap=own_broker.bootstrap, name=name))
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "warm\n"
        own_broker.pause()
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.stdout.readline() == "ready\n"
        os.kill(child.pid, signal.SIGINT)
        assert child.stdout.readline() == "leaving\n"
        until_it_waits(child.pid)  # inside of the flush
        assert child.poll() is None
        start = time.monotonic()
        os.kill(child.pid, signal.SIGINT)
        assert child.stdout.readline() == "left ClosedError\n"
        _, errors = child.communicate(timeout=WAIT)
        assert time.monotonic() - start < 10  # the close alone would take 30 s
        assert child.returncode == 0
        assert "5 records were not delivered" in errors
        assert "Traceback" not in errors
    finally:
        child.kill()
        child.communicate()
        own_broker.resume()
