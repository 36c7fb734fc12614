"""Barnabas, the blocking face, with the development broker in the same process: both share the interpreter's lock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import barnabas
from barnabas.broker import Broker
from benchmarks.clients import barnabas_sync
from benchmarks.job import DEADLINE, WARM_RECORDS, Job, Outcome, Path
from benchmarks.values import values


def _fill(client: barnabas.Client, topic: str, job: Job, records: int) -> None:
    with client.producer(**barnabas_sync.producer_settings(job)) as producer:
        for _ in range(records // 1000):
            producer.send_many(topic, values(job.value_size))
        producer.flush(timeout=DEADLINE)


def _here(path: Path, *, reads: bool) -> Callable[[Job], Outcome]:
    def run(job: Job) -> Outcome:
        with Broker() as broker, barnabas.Client(broker.bootstrap_servers) as client:
            warm = job.extra.get("warm_partitions", 8)
            sizes = {"topic": job.partitions, "read-warm": warm, "write-warm": warm}
            new = [barnabas.NewTopic(name, partitions=n, replication_factor=1) for name, n in sizes.items()]
            client.admin.create_topics(new, raise_on_error=True)
            if reads:
                _fill(client, "read-warm", job, WARM_RECORDS)
                _fill(client, "topic", job, job.records)
            names = {"topic": "topic", "read_warm": "read-warm", "write_warm": "write-warm"}
            return path(replace(job, bootstrap=broker.bootstrap_servers, **names))

    return run


PATHS: dict[str, Path] = {
    name: _here(path, reads=name.startswith("poll"))
    for name, path in barnabas_sync.PATHS.items()
    if name in ("send_dropped", "send_many", "poll_iterate", "poll_columns")
}
