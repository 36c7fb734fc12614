"""Groups on a real broker, seen through polls: joining, leaving, consent, loss, and many members on one client."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Self

import pytest

import barnabas
from barnabas import Rebalance, TopicPartition
from tests.harness.kafka import SESSION_MS, Topics
from tests.harness.waiting import until

WAIT = 30.0


class Worker:
    """A user's plain loop in a thread: poll, work, commit."""

    def __init__(self, consumer: barnabas.Consumer[Any, Any], seen: Callable[[Any], None]) -> None:
        self.consumer = consumer
        self.news: list[Rebalance] = []
        self.error: BaseException | None = None
        self._seen = seen
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                match self.consumer.poll(timeout=0.2):
                    case Rebalance() as news:
                        self.news.append(news)
                        if news.revoked:
                            self.consumer.commit()  # they are still ours
                    case records:
                        for record in records:
                            self._seen(record)
                        if len(records):
                            self.consumer.commit()
        except BaseException as error:
            self.error = error
        finally:
            self.consumer.close()

    @property
    def assigned(self) -> frozenset[TopicPartition]:
        return self.consumer.assignment()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(WAIT)
        assert not self._thread.is_alive()
        assert self.error is None, self.error


def shared(workers: list[Worker], partitions: int) -> Callable[[], bool]:
    """Whether all partitions are held, each by one worker, and nobody is idle who could have one."""

    def check() -> bool:
        held = Counter(p for w in workers for p in w.assigned)
        return (
            len(held) == partitions
            and max(held.values()) == 1
            and all(w.assigned for w in workers[:partitions] if len(workers) <= partitions)
        )

    return check


class Flow:
    """Records that are written as a test goes on, and how often each of them was read."""

    def __init__(self, client: barnabas.Client, topic: str) -> None:
        self._producer = client.producer(linger_ms=0)
        self._topic = topic
        self._sent = 0
        self._seen: Counter[tuple[int, int]] = Counter()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._producer.close()

    def produce(self, count: int = 300) -> None:
        """Writes so many over all partitions, and waits until they are there."""
        self._producer.send_many(self._topic, [b"x"] * count, [b"%d" % i for i in range(count)]).result(WAIT)
        self._sent += count

    def note(self, record: Any) -> None:
        """It was read."""
        with self._lock:
            self._seen[record.partition, record.offset] += 1

    def read(self) -> bool:
        """Whether all of them were."""
        return len(self._seen) == self._sent

    @property
    def once(self) -> bool:
        """Whether none was read twice."""
        return max(self._seen.values()) == 1


class Alternating(barnabas.Assignor):
    """A user's own."""

    name = "alternating"

    def assign(self, members: Sequence[barnabas.GroupMember], partitions: Any) -> Any:
        ids = sorted(member.member_id for member in members)
        return {
            id: [(topic, p) for topic, racks in partitions.items() for p in range(i, len(racks), len(ids))]
            for i, id in enumerate(ids)
        }


@pytest.mark.parametrize(
    "strategy", ["range", "roundrobin", "sticky", Alternating()], ids=lambda s: getattr(s, "name", s)
)
def test_an_orderly_join_and_leave_redelivers_nothing(client: barnabas.Client, topic: Topics, strategy: Any) -> None:
    name = topic(partitions=4)

    def worker() -> Worker:
        options: Any = {"partition_assignment_strategy": strategy, "heartbeat_interval_ms": 100}
        consumer = client.consumer(name, group_id=name, auto_offset_reset="earliest", **options)
        return Worker(consumer, flow.note)

    with Flow(client, name) as flow:
        produce = flow.produce
        first = worker()
        until(shared([first], 4), "the first member has all partitions", WAIT)
        produce()
        second = worker()
        produce()
        until(shared([first, second], 4), "two members share the partitions", WAIT)
        produce()
        first.stop()
        produce()
        until(shared([second], 4), "the second member has all partitions", WAIT)
        produce()
    until(flow.read, "all records were read", WAIT)
    second.stop()
    assert flow.once, "records were delivered twice"
    assert any(news.revoked for news in first.news)
    assert not any(news.lost for news in first.news + second.news)


def test_a_crash_means_redelivery(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    with client.producer() as producer:
        producer.send_many(name, [b"x"] * 10).result(WAIT)
    for _ in range(2):  # the first one commits nothing
        consumer = client.consumer(name, group_id=name, auto_offset_reset="earliest")
        offsets: list[int] = []
        while len(offsets) < 10:
            offsets.extend(r.offset for r in consumer.poll(WAIT))
        assert offsets == list(range(10))
        consumer.close()


def test_a_user_who_does_not_poll_loses_the_partitions_and_is_told(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    options: Any = {"max_poll_interval_ms": 1000, "session_timeout_ms": SESSION_MS, "heartbeat_interval_ms": 200}
    with client.consumer(name, group_id=name, auto_offset_reset="earliest", **options) as consumer:
        first = consumer.poll(WAIT)
        assert isinstance(first, Rebalance)
        assert len(first.assigned) == 2
        with client.consumer(name, group_id=name, auto_offset_reset="earliest") as other:
            other_worker: list[Any] = []
            end = time.monotonic() + WAIT
            while not other_worker and time.monotonic() < end:  # it gets all once the silent one has left
                match other.poll(1.0):
                    case Rebalance(assigned=assigned) if len(assigned) == 2:
                        other_worker.append(assigned)
            assert other_worker
        with pytest.raises(barnabas.CommitFailedError):
            consumer.commit({TopicPartition(name, 0): 0})
        lost = consumer.poll(WAIT)
        assert isinstance(lost, Rebalance)
        assert set(lost.lost) == set(first.assigned)
        again = consumer.poll(WAIT)
        assert isinstance(again, Rebalance)
        assert len(again.assigned) == 2


@pytest.mark.parametrize("members", [2, 50])
@pytest.mark.timeout(180)
def test_members_on_one_client_do_not_wait_for_each_other(client: barnabas.Client, topic: Topics, members: int) -> None:
    name = topic(partitions=members)
    # Two JoinGroups behind each other on one connection would take the whole rebalance timeout: ten minutes here.
    options: Any = {"max_poll_interval_ms": 600_000, "heartbeat_interval_ms": 200, "session_timeout_ms": 30_000}
    workers = [Worker(client.consumer(name, group_id=name, **options), lambda _: None) for _ in range(members)]
    try:
        until(shared(workers, members), "every member has its partition", 120)
    finally:
        for worker in workers:
            worker._stop.set()
        for worker in workers:
            worker.stop()


def test_a_long_poll_delays_neither_commit_nor_send(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    options: Any = {"fetch_max_wait_ms": 25_000, "fetch_min_bytes": 50_000_000}
    with client.consumer(name, group_id=name, auto_offset_reset="earliest", **options) as consumer:
        assert isinstance(consumer.poll(WAIT), Rebalance)
        consumer.poll(0.2)  # the Fetch is out and waits at the broker
        start = time.monotonic()
        consumer.commit({TopicPartition(name, 0): 0})
        with client.producer(linger_ms=0) as producer:
            producer.send(name, b"x").result(WAIT)
        client.admin.list_topics()
        assert time.monotonic() - start < 20  # they would have stood behind it


def test_iteration_takes_up_rebalances_by_itself(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    seen: Counter[tuple[int, int]] = Counter()
    consumers = [
        client.consumer(name, group_id=name, auto_offset_reset="earliest", heartbeat_interval_ms=100) for _ in range(2)
    ]

    def iterate(consumer: barnabas.Consumer[bytes, bytes]) -> None:
        for record in consumer:
            seen[record.partition, record.offset] += 1
            consumer.commit(record)

    threads = [threading.Thread(target=iterate, args=(c,)) for c in consumers]
    threads[0].start()
    until(lambda: len(consumers[0].assignment()) == 2, "the first has both", WAIT)
    threads[1].start()
    until(lambda: [len(c.assignment()) for c in consumers] == [1, 1], "they share", WAIT)
    with client.producer() as producer:
        for p in range(2):
            producer.send_many(name, [b"x"] * 50, partition=p).result(WAIT)
    until(lambda: len(seen) == 100, "all was read", WAIT)
    for consumer, thread in zip(consumers, threads, strict=True):
        consumer.close()
        thread.join(WAIT)
    assert max(seen.values()) == 1
