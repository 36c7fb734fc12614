"""Beside uvloop: a user's loop may be uvloop's, and so may the process's policy; the engine's own never is."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
import uvloop

import barnabas
from tests.harness.kafka import Kafka, Topics

WAIT = 30.0


async def main_job(client: barnabas.AsyncClient, name: str, group: str, offset: int) -> None:
    """Each of the calls that wait."""
    async with client.producer(buffer_memory=100_000, max_request_size=50_000) as producer:
        assert (await (await producer.send(name, b"x"))).offset == offset
        called: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        delivery = await producer.send(name, b"y")
        delivery.add_done_callback(called.set_result)
        assert await called is delivery
        for _ in range(20):  # beyond buffer_memory: it waits for room
            await producer.send(name, bytes(20_000))
        await producer.flush(WAIT)
    async with client.consumer(name, group_id=group, auto_offset_reset="earliest") as consumer:
        async for record in consumer:
            if record.offset == offset + 21:
                break
        await consumer.commit()
        assert [o.offset for o in (await consumer.committed()).values() if o] == [offset + 22]
    assert [t.name for t in await client.admin.describe_topics([name])] == [name]


def run_uvloop(main: Any) -> Any:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


@pytest.mark.parametrize("runs", [[run_uvloop, run_uvloop], [run_uvloop, asyncio.run], [asyncio.run, run_uvloop]])
def test_one_client_from_uvloops_loop_and_from_two_runs_in_turn(
    kafka: Kafka, topic: Topics, runs: list[Callable[[Any], Any]]
) -> None:
    name = topic()
    client = barnabas.AsyncClient(kafka.bootstrap)
    assert not isinstance(client._engine.loop, uvloop.Loop)
    for turn, run in enumerate(runs):
        run(main_job(client, name, name, turn * 22))
    runs[-1](client.close())


@pytest.mark.parametrize("install", ["asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())", "uvloop.install()"])
def test_a_program_whose_policy_is_uvloops(kafka: Kafka, topic: Topics, install: str) -> None:
    name = topic()
    code = f"""
        import asyncio, uvloop, warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        import barnabas
        from tests.kafka.test_uvloop import main_job
        {install}
        policy = asyncio.get_event_loop_policy()

        async def main(turn):
            assert isinstance(asyncio.get_running_loop(), uvloop.Loop)
            await main_job(client, {name!r}, {name!r}, turn * 22)

        client = barnabas.AsyncClient({kafka.bootstrap!r})
        asyncio.run(main(0))
        asyncio.run(main(1))
        asyncio.run(client.close())
        with barnabas.Client({kafka.bootstrap!r}) as blocking, blocking.producer() as producer:
            assert producer.send({name!r}, b"x").result(30).offset == 44
            assert not isinstance(blocking._engine.loop, uvloop.Loop)
        assert asyncio.get_event_loop_policy() is policy
        print("done")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("done\n", "")
