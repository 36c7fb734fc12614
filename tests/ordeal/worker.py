"""A client of the ordeal in a process of its own, so that it can be killed: `python -m tests.ordeal.worker '<json>'`.

It ends in good order when its standard input is closed. What its journal says:

    A partition sequence offset   acknowledged
    F partition sequence          failed, and may have been written
    N partition sequence          failed, and was not written
    P partition first last        given by poll: consecutive offsets
    C                             a commit was answered with success
    B transaction                 begun
    T transaction count           to be committed, with so many records
    K transaction                 committed
    X transaction                 aborted
    S                             begun
    R memory                      what is resident now, in KiB; every second
    M memory                      the most that was resident, in KiB
    E                             ended in good order; all handles were resolved
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import barnabas
from barnabas import Rebalance, Records, TopicPartition
from tests.harness import memory
from tests.ordeal import confluent_writer
from tests.ordeal.journal import Journal, runs
from tests.ordeal.marks import Mark, written

log = logging.getLogger("ordeal.worker")
BURST = 10  # records to a partition at a time
LINGER = 0.05  # seconds between two rounds of all partitions
COMMIT_EVERY = 0.5
CLOSE = 90.0
TRIES = 20  # of a commit or an abort whose time runs out


class Watch:
    """Notes every second what is resident."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            self._journal.note("R", 0, memory.resident() // 1024)
            self._journal.flush()
            time.sleep(1.0)  # noqa: TID251  # every second, as it says


class Ended(threading.Event):
    """Set when standard input is closed."""

    def __init__(self) -> None:
        super().__init__()
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        while os.read(0, 4096):  # not by sys.stdin, whose lock Python wants when it ends by an exception, and dies of
            pass
        self.set()


def client(told: dict[str, Any]) -> barnabas.Client:
    return barnabas.Client(
        told["bootstrap"], client_id=told["life"], request_timeout_ms=5_000, metadata_max_age_ms=5_000
    )


def write(told: dict[str, Any], journal: Journal, ended: Ended) -> None:
    """Sends to every partition in turn, and notes what became of each record."""
    if told["library"] == "confluent":
        confluent_writer.write(told, journal, ended, BURST, LINGER, CLOSE)
        return
    topic, life, partitions = told["topic"], told["life"], told["partitions"]
    burst, linger = told.get("burst", BURST), told.get("linger", LINGER)
    pending: list[deque[tuple[int, Any]]] = [deque() for _ in range(partitions)]
    sequences = [0] * partitions

    def reap() -> None:
        for number, waiting in enumerate(pending):
            while waiting and waiting[0][1].done():
                sequence, delivery = waiting.popleft()
                _note(journal, number, sequence, delivery)
        journal.flush()

    with client(told) as engine:
        producer = engine.producer(**told["options"])
        while not ended.wait(linger):
            for number in range(partitions):
                for _ in range(burst):
                    sequence = sequences[number]
                    sequences[number] += 1
                    value = written(Mark(life, number, sequence))
                    try:
                        delivery = producer.send(topic, value, partition=number)
                    except barnabas.KafkaTimeoutError as error:
                        journal.note("N", number, sequence)  # not accepted
                        _tell(error)
                        continue
                    pending[number].append((sequence, delivery))
            reap()
        try:
            producer.close(timeout=CLOSE)
        except barnabas.UndeliveredError as error:
            log.warning("%s", error)
        reap()
        assert not any(pending), "a handle was not resolved at close"


def _note(journal: Journal, number: int, sequence: int, delivery: Any) -> None:
    try:
        metadata = delivery.result(timeout=0)
    except barnabas.DeliveryTimeoutError as error:
        journal.note("F" if error.maybe_written else "N", number, sequence)
        _tell(error)
    except barnabas.KafkaError as error:
        journal.note("F", number, sequence)
        _tell(error)
    else:
        journal.note("A", number, sequence, -1 if metadata.offset is None else metadata.offset)


_told: Counter[str] = Counter()


def _tell(error: barnabas.KafkaError) -> None:
    """Why records failed; each reason once for every 500 of them."""
    text = f"{type(error).__name__}: {error}; because of {error.__cause__!r}"
    if _told[text] % 500 == 0:
        log.warning("a record failed: %s", text)
    _told[text] += 1


def _noted(journal: Journal, records: Records[bytes, bytes]) -> None:
    """Runs of consecutive offsets."""
    for key, part in records.by_partition().items():
        for first, last in runs(list(part.offsets())):
            journal.note("P", key.partition, first, last)


def tail(told: dict[str, Any], journal: Journal, ended: Ended) -> None:
    """Reads all partitions from their start, on its own."""
    with client(told) as engine:
        consumer = engine.consumer(auto_offset_reset="none", **told["options"])
        consumer.assign({TopicPartition(told["topic"], number): 0 for number in range(told["partitions"])})
        while True:
            last = ended.is_set()
            records = consumer.poll(1.0)
            if isinstance(records, Records):
                _noted(journal, records)
            journal.flush()
            if last and not len(records):
                return


def member(told: dict[str, Any], journal: Journal, ended: Ended) -> None:
    """Reads in a group; notes what it was given, then commits."""
    with client(told) as engine:
        consumer = engine.consumer(
            told["topic"],
            group_id=told["group"],
            auto_offset_reset="earliest",
            session_timeout_ms=6_000,
            **told["options"],
        )
        at = time.monotonic()
        while not ended.is_set():
            found = consumer.poll(0.5)
            if isinstance(found, Records):
                _noted(journal, found)
                journal.flush()
            revoked = isinstance(found, Rebalance) and bool(found.revoked)
            if revoked or time.monotonic() - at >= COMMIT_EVERY:
                at = time.monotonic()
                try:
                    consumer.commit(timeout=10)
                    journal.note("C")
                except (barnabas.CommitFailedError, barnabas.KafkaTimeoutError) as error:
                    log.warning("a commit failed: %s", error)


def transactional(engine: Any, told: dict[str, Any]) -> Any:
    """A producer with a transactional id."""
    return engine.producer(transactional_id=told["transactional_id"], **told["options"])


def transact(told: dict[str, Any], journal: Journal, ended: Ended) -> None:
    """Transactions over all partitions; every fourth is aborted."""
    topic, life, partitions = told["topic"], told["life"], told["partitions"]
    random = Random(life)
    sequences, transaction = [0] * partitions, 0
    with client(told) as engine, transactional(engine, told) as producer:
        _takes_over(producer)
        while not ended.is_set():
            if not _begun(producer):
                continue
            transaction += 1
            journal.note("B", transaction)
            count = random.randrange(1, 100)
            try:
                for _ in range(count):
                    number = random.randrange(partitions)
                    producer.send(topic, written(Mark(life, number, sequences[number], transaction)), partition=number)
                    sequences[number] += 1
                if random.random() < 0.25:
                    _aborted(producer)
                    journal.note("X", transaction)
                    continue
                journal.note("T", transaction, count)
                journal.flush()
                _committed(producer)
                journal.note("K", transaction)
            except (barnabas.KafkaTimeoutError, *_ABORTED) as error:
                log.warning("a transaction is aborted: %s", error)
                _aborted(producer)
                journal.note("X", transaction)
            finally:
                journal.flush()


_ABORTED: tuple[type[barnabas.KafkaError], ...] = (
    barnabas.CommitFailedError,
    barnabas.TransactionAbortedError,
)


def _takes_over(producer: Any) -> None:
    """Has what a killed predecessor left open aborted, also when there is nothing more to do: readers would stop at it."""
    while not _begun(producer):
        pass
    _aborted(producer)


def _begun(producer: Any) -> bool:
    try:
        producer.begin_transaction()
    except barnabas.KafkaTimeoutError as error:
        log.warning("no transaction was begun: %s", error)
        return False
    return True


def _committed(producer: Any) -> None:
    """Commits; a time that has run out says nothing, so it is asked again."""
    for _ in range(TRIES):
        try:
            producer.commit_transaction()
        except barnabas.KafkaTimeoutError as error:
            log.warning("a commit is not known: %s", error)
        else:
            return
    raise RuntimeError("a commit did not come to an end")


def _aborted(producer: Any) -> None:
    for _ in range(TRIES):
        try:
            producer.abort_transaction()
        except barnabas.KafkaTimeoutError as error:
            log.warning("an abort is not known: %s", error)
        else:
            return
    raise RuntimeError("an abort did not come to an end")


def copy(told: dict[str, Any], journal: Journal, ended: Ended) -> None:
    """Copies a topic to another, each poll in one transaction with the offsets."""
    with (
        client(told) as engine,
        transactional(engine, told) as producer,
        engine.consumer(
            told["topic"],
            group_id=told["group"],
            auto_offset_reset="earliest",
            session_timeout_ms=6_000,
            isolation_level="read_committed",
        ) as consumer,
    ):
        _takes_over(producer)
        while not ended.is_set():
            found = consumer.poll(0.5)
            if not isinstance(found, Records) or not len(found):
                continue
            while not _begun(producer):
                pass
            try:
                for record in found:
                    producer.send(told["to"], record.value, partition=record.partition)
                producer.send_offsets_to_transaction(consumer)
                _committed(producer)
                _noted(journal, found)
            except (barnabas.KafkaTimeoutError, *_ABORTED) as error:
                log.warning("a copy is aborted: %s", error)
                _aborted(producer)
                _rewound(consumer)
            journal.flush()


def _rewound(consumer: barnabas.Consumer[Any, Any]) -> None:
    """Goes back to what is committed."""
    if not consumer.assignment():
        return
    for key, offset in consumer.committed(timeout=60).items():
        consumer.seek(key, 0 if offset is None else offset.offset)


ROLES = {"write": write, "tail": tail, "member": member, "transact": transact, "copy": copy}


@contextmanager
def watched(path: str) -> Iterator[Journal]:
    """A process's journal from its beginning to its end in good order, with its memory; what it logs goes to standard error."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(threadName)s %(name)s %(message)s", stream=sys.stderr)
    journal = Journal(Path(path))
    journal.note("S")
    Watch(journal)
    yield journal
    journal.note("M", 0, memory.resident("VmHWM") // 1024)
    journal.note("E")
    journal.flush()


def main() -> None:
    told = json.loads(sys.argv[1])
    with watched(told["journal"]) as journal:
        ROLES[told["role"]](told, journal, Ended())


if __name__ == "__main__":
    main()
