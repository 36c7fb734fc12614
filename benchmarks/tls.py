"""What TLS costs: produce and consume through TLS with Barnabas, confluent-kafka and aiokafka, one after the other in one run.

python -m benchmarks.tls [--records N] [--rounds N] [--quick]

Each turn is a process of its own, on one real broker with a TLS listener. CPU is the process's own, of all its threads, between the
first record and the last; the best of the rounds is shown, for what disturbs only adds. With `--quick` nothing is published.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.render import TLS, write
from tests.harness.secured import SecuredBroker

CLIENTS = ("barnabas", "confluent-kafka", "aiokafka")
SIZE = 100
WAIT = 120.0
FOLDER = Path(__file__).parent
SECTION = """
## TLS

`python -m benchmarks.tls` writes this section: one real broker with a TLS listener, each turn a process of its own, one client after
the other. Each sends as its loop of single records does and forgets the outcomes (acks=all, linger 5 ms, batches up to 1 MB, no
idempotence), and reads what it has written: `poll()` and loop, `consume(10000)`, `getmany()`.
"""


def measured(work: Callable[[], None]) -> None:
    """Prints what `work` took."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))


def barnabas_produce(bootstrap: str, ca: str, topic: str, count: int) -> None:
    import barnabas

    value = bytes(SIZE)
    with (
        barnabas.Client(bootstrap, security_protocol="SSL", ssl_cafile=ca) as client,
        client.producer(linger_ms=5, enable_idempotence=False) as p,
    ):
        p.send(topic, value).result(WAIT)

        def work() -> None:
            send = p.send
            for _ in range(count):
                send(topic, value)
            p.flush(WAIT)

        measured(work)


def barnabas_consume(bootstrap: str, ca: str, topic: str, count: int) -> None:
    import barnabas

    with (
        barnabas.Client(bootstrap, security_protocol="SSL", ssl_cafile=ca) as client,
        client.consumer(auto_offset_reset="earliest") as consumer,
    ):
        consumer.assign([barnabas.TopicPartition(topic, 0)])

        def work() -> None:
            seen = 0
            while seen < count:
                for record in consumer.poll(WAIT):
                    assert record.value is not None
                    seen += 1

        measured(work)


def confluent_produce(bootstrap: str, ca: str, topic: str, count: int) -> None:
    from confluent_kafka import Producer

    value = bytes(SIZE)
    p = Producer(
        {
            "bootstrap.servers": bootstrap,
            "security.protocol": "SSL",
            "ssl.ca.location": ca,
            "linger.ms": 5,
            "queue.buffering.max.messages": 1_000_000,
            "enable.idempotence": False,
            "acks": "all",
        }
    )
    p.produce(topic, value)
    p.flush(WAIT)

    def work() -> None:
        for i in range(count):
            while True:
                try:
                    p.produce(topic, value)
                    break
                except BufferError:
                    p.poll(0.01)
            if i % 1000 == 0:
                p.poll(0)
        p.flush(WAIT)

    measured(work)


def confluent_consume(bootstrap: str, ca: str, topic: str, count: int) -> None:
    from confluent_kafka import Consumer, TopicPartition

    c = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "security.protocol": "SSL",
            "ssl.ca.location": ca,
            "group.id": "bench",
            "fetch.queue.backoff.ms": 10,
        }
    )
    c.assign([TopicPartition(topic, 0, 0)])

    def work() -> None:
        seen = 0
        while seen < count:
            for message in c.consume(10_000, WAIT):
                assert message.value() is not None
                seen += 1

    measured(work)
    c.close()


def aiokafka_produce(bootstrap: str, ca: str, topic: str, count: int) -> None:
    from aiokafka import AIOKafkaProducer

    async def main() -> None:
        value = bytes(SIZE)
        context = ssl.create_default_context(cafile=ca)
        equal: dict[str, Any] = {"linger_ms": 5, "acks": "all", "max_batch_size": 1_000_000}
        p = AIOKafkaProducer(bootstrap_servers=bootstrap, security_protocol="SSL", ssl_context=context, **equal)
        await p.start()
        await p.send_and_wait(topic, value)
        wall, cpu = time.perf_counter(), time.process_time()
        last = None
        for _ in range(count):
            last = await p.send(topic, value)
        assert last is not None
        await last
        await p.flush()
        print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))
        await p.stop()

    asyncio.run(main())


def aiokafka_consume(bootstrap: str, ca: str, topic: str, count: int) -> None:
    from aiokafka import AIOKafkaConsumer, TopicPartition

    async def main() -> None:
        context = ssl.create_default_context(cafile=ca)
        c = AIOKafkaConsumer(bootstrap_servers=bootstrap, security_protocol="SSL", ssl_context=context)
        await c.start()
        place = TopicPartition(topic, 0)
        c.assign([place])
        await c.seek_to_beginning(place)
        wall, cpu = time.perf_counter(), time.process_time()
        seen = 0
        while seen < count:
            for messages in (await c.getmany(timeout_ms=1000)).values():
                for message in messages:
                    assert message.value is not None
                    seen += 1
        print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))
        await c.stop()

    asyncio.run(main())


TURNS: dict[tuple[str, str], Callable[[str, str, str, int], None]] = {
    ("barnabas", "produce"): barnabas_produce,
    ("barnabas", "consume"): barnabas_consume,
    ("confluent-kafka", "produce"): confluent_produce,
    ("confluent-kafka", "consume"): confluent_consume,
    ("aiokafka", "produce"): aiokafka_produce,
    ("aiokafka", "consume"): aiokafka_consume,
}


def child(*arguments: str) -> dict[str, float]:
    """One turn in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.tls", "--turn", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=WAIT * 2, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """All turns, and a table in Markdown."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--turn", nargs=6)
    given = parser.parse_args()
    if given.turn:
        client, what, bootstrap, ca, topic, count = given.turn
        TURNS[client, what](bootstrap, ca, topic, int(count))
        return
    import barnabas

    best: dict[tuple[str, str], dict[str, float]] = {}
    with SecuredBroker() as broker, barnabas.Client(broker.broker.bootstrap) as client:
        for _ in range(given.rounds):
            for name in CLIENTS:
                topic = f"tls-{uuid.uuid4().hex[:8]}"
                client.admin.create_topics(
                    [barnabas.NewTopic(topic, partitions=1, replication_factor=1)], raise_on_error=True
                )
                for what in ("produce", "consume"):
                    found = child(name, what, broker.address["TLS"], broker.ca, topic, str(given.records))
                    before = best.get((name, what))
                    if before is None or found["cpu"] < before["cpu"]:
                        best[name, what] = found
    lines = [f"{given.records:,} records of {SIZE} bytes, one partition, the best of {given.rounds} round(s).", ""]
    lines += [
        "| through TLS | produce: CPU, µs/record | krec/s | consume: CPU, µs/record | krec/s |",
        "|---|---|---|---|---|",
    ]
    for name in CLIENTS:
        cells = []
        for what in ("produce", "consume"):
            found = best[name, what]
            cells += [f"{found['cpu'] / given.records * 1e6:.2f}", f"{given.records / found['wall'] / 1000:,.0f}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    print("\n".join(lines))
    if not given.quick:
        (FOLDER / "results" / TLS).write_text("\n".join([SECTION, *lines]) + "\n")
        write(FOLDER)


if __name__ == "__main__":
    main()
