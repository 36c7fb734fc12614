"""Java's own performance tools. Processor time is that of the whole JVM with its start; the rate is the tool's own."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path as File

from benchmarks import job as shared
from benchmarks.clients.child_process import payload_file, timed
from benchmarks.job import Job, Outcome, Path

SOURCES = File(__file__).resolve().parent.parent / "java"


def _java(job: Job, tool: str) -> list[str]:
    return ["java", "-Xmx512m", "-cp", job.extra["java_tools"], f"org.apache.kafka.tools.{tool}"]


def producer_perf(job: Job) -> Outcome:
    """`kafka-producer-perf-test`, values from a file (drawn at random), each record with the tool's callback."""
    settings: dict[str, object] = {"acks": "all"}
    if job.equal:
        settings |= {
            "linger.ms": shared.LINGER_MS,
            "batch.size": shared.BATCH_BYTES,
            "max.in.flight.requests.per.connection": shared.IN_FLIGHT,
            "enable.idempotence": "false",
            "buffer.memory": shared.PRODUCE_BUFFER_BYTES,
        }
    if job.codec:
        settings["compression.type"] = job.codec
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *_java(job, "ProducerPerformance"),
            *("--bootstrap-server", job.bootstrap, "--topic", job.topic, "--num-records", str(job.records)),
            *("--throughput", "-1", "--payload-file", str(payload_file(folder, job.value_size))),
            *("--command-property", *(f"{name}={value}" for name, value in settings.items())),
        ]
        text, cpu, _ = timed(command)
    totals = re.findall(r"(\d+) records sent, ([\d.]+) records/sec", text)
    records, rate = int(totals[-1][0]), float(totals[-1][1])
    return {"records": records, "cpu_s": cpu, "wall_s": records / rate, "settings": settings}


def consumer_perf(job: Job) -> Outcome:
    """`kafka-consumer-perf-test`: a group of one; the time for joining is left out of the rate, as the tool counts it."""
    settings: dict[str, object] = {}
    if job.equal:
        settings = {
            "enable.auto.commit": "false",
            "fetch.min.bytes": 1,
            "fetch.max.wait.ms": shared.FETCH_WAIT_MS,
            "fetch.max.bytes": shared.FETCH_MAX_BYTES,
            "max.partition.fetch.bytes": shared.PARTITION_FETCH_BYTES,
            "max.poll.records": shared.POLL_RECORDS,
        }
    with tempfile.TemporaryDirectory() as folder:
        config = File(folder) / "consumer.properties"
        config.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        command = [
            *_java(job, "ConsumerPerformance"),
            *("--bootstrap-server", job.bootstrap, "--topic", job.topic, "--num-records", str(job.records)),
            *("--timeout", "30000", "--command-config", str(config)),
        ]
        text, cpu, _ = timed(command)
    columns = [cell.strip() for cell in text.strip().splitlines()[-1].split(",")]
    records, fetch_rate = int(columns[4]), float(columns[9])
    return {"records": records, "cpu_s": cpu, "wall_s": records / fetch_rate, "settings": settings}


def transactions(job: Job) -> Outcome:
    """`Transactions.java`: processor time is that of the measured section, as with the others."""
    settings: dict[str, object] = {
        "acks": "all",
        "linger.ms": shared.LINGER_MS,
        "batch.size": shared.BATCH_BYTES,
        "max.in.flight.requests.per.connection": shared.IN_FLIGHT,
        "buffer.memory": shared.PRODUCE_BUFFER_BYTES,
        "transactional.id": job.topic,
    }
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *("java", "-Xmx768m", "-cp", job.extra["java_tools"], str(SOURCES / "Transactions.java")),
            *(job.bootstrap, job.topic, job.write_warm, str(job.records), str(job.extra["per"])),
            str(payload_file(folder, job.value_size)),
            *(f"{name}={value}" for name, value in settings.items()),
        ]
        text, _, _ = timed(command)
    found: Outcome = json.loads(text.strip().splitlines()[-1])
    return {"records": job.records, "settings": settings, **found}


PATHS: dict[str, Path] = {
    "producer_perf": producer_perf,
    "consumer_perf": consumer_perf,
    "transactions": transactions,
}
