"""The tour: a topic, records, a group of two, a rebalance, and a crash after which nothing is missing."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable

import barnabas

PARTITIONS = 6
RECORDS = 6_000
MORE = 400
WAIT = 60.0  # seconds for any one step; a healthy cluster needs one of them
REACHED_MS = 15_000  # by when a cluster that is there has answered


class Tour:
    """One run on one cluster.

    Args:
        bootstrap: where the cluster is.
        session_timeout_ms: how long the cluster waits for a member that says nothing; Kafka allows 6,000 and more.
        say: takes the lines of the story.
    """

    def __init__(self, bootstrap: str, session_timeout_ms: int, say: Callable[[str], object] = print) -> None:
        self.bootstrap = bootstrap
        self.topic = f"barnabas-demo-{uuid.uuid4().hex[:8]}"
        self.group = f"{self.topic}-readers"
        self._session = session_timeout_ms
        self._say = say

    def run(self) -> None:
        """Tells the whole story, and takes its topic away.

        Raises:
            KafkaError: the cluster refused something, or is not there.
            TimeoutError: a step took too long.
        """
        with barnabas.Client(self.bootstrap, client_id="barnabas-demo", default_api_timeout_ms=REACHED_MS) as client:
            self._create(client)
            try:
                self._produce(client, RECORDS)
                self._share(client)
                self._crash(client)
            finally:
                client.admin.delete_topics([self.topic])

    def _step(self, title: str) -> None:
        self._say(f"\n{title}")

    def _tell(self, text: str) -> None:
        self._say(f"  {text}")

    def _create(self, client: barnabas.Client) -> None:
        cluster = client.admin.describe_cluster()
        brokers = ", ".join(f"{b.host}:{b.port}" for b in cluster.brokers)
        self._step("A topic")
        self._tell(f"cluster {cluster.cluster_id} of {len(cluster.brokers)} broker(s): {brokers}")
        new = barnabas.NewTopic(self.topic, partitions=PARTITIONS, replication_factor=1)
        client.admin.create_topics([new], raise_on_error=True)
        self._tell(f"created {self.topic} with {PARTITIONS} partitions")

    def _produce(self, client: barnabas.Client, count: int) -> None:
        self._step("Records")
        begin = time.perf_counter()
        with client.producer(compression_type="zstd", linger_ms=5) as producer:
            deliveries = [
                producer.send(self.topic, b"order %d" % i, key=b"customer %d" % (i % 97)) for i in range(count)
            ]
            written = [delivery.result(timeout=WAIT) for delivery in deliveries]
        took = time.perf_counter() - begin
        self._tell(f"{count:,} records sent in batches, each acknowledged, in {took:.2f} s")
        for partition, number in sorted(Counter(w.partition for w in written).items()):
            last = max(w.offset or 0 for w in written if w.partition == partition)
            self._tell(f"  partition {partition}: {number:,} records, up to offset {last:,}")

    def _consumer(self, client: barnabas.Client) -> barnabas.Consumer[bytes, bytes]:
        return client.consumer(
            self.topic,
            group_id=self.group,
            auto_offset_reset="earliest",
            session_timeout_ms=self._session,
            heartbeat_interval_ms=self._session // 4,
        )

    def _share(self, client: barnabas.Client) -> None:
        self._step("Two consumers of one group")
        ada, bob = self._consumer(client), self._consumer(client)
        readers = Readers({"ada": ada, "bob": bob}, self._tell)
        readers.poll_until(lambda: readers.read.total() >= RECORDS and all(c.assignment() for c in (ada, bob)))
        for name, number in sorted(readers.read.items()):
            self._tell(f"{name} read {number:,} records")
        for consumer in (ada, bob):
            consumer.commit()
        self._tell(f"all {readers.read.total():,} are read, both have committed")

        self._step("One of them leaves")
        bob.close()
        del readers.consumers["bob"]
        self._tell("bob closes its consumer; the group is balanced anew")
        readers.poll_until(lambda: len(ada.assignment()) == PARTITIONS)
        self._tell(f"ada continues where bob has committed: still {readers.read.total():,} records read, none twice")
        ada.close()

    def _crash(self, client: barnabas.Client) -> None:
        self._produce(client, MORE)
        self._step("A crash")
        seen = self._killed_member()
        begin = time.perf_counter()
        dora = self._consumer(client)
        readers = Readers({"dora": dora}, self._tell)
        self._tell(f"dora joins; the group waits up to {self._session / 1000:g} s for a sign of carol")
        again = MORE - seen["committed"]
        readers.poll_until(lambda: readers.read.total() >= again)
        dora.commit()
        self._tell(
            f"dora has it all {time.perf_counter() - begin:.1f} s later: {readers.read.total():,} records, the"
            f" {seen['read'] - seen['committed']:,} that carol had read and not committed among them"
        )
        done = sum(found.offset for found in dora.committed().values() if found is not None)
        self._tell(
            f"{done:,} of {RECORDS + MORE:,} records are committed: nothing is lost, what was not committed came again"
        )
        dora.close()

    def _killed_member(self) -> dict[str, int]:
        """What a member in another process had read and committed when it was killed."""
        arguments = [self.bootstrap, self.topic, self.group, str(self._session), str(MORE)]
        command = [sys.executable, "-m", "barnabas.demo.member", *arguments]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        timer = threading.Timer(WAIT, child.kill)
        timer.daemon = True
        timer.start()
        seen: dict[str, int] = {}
        try:
            assert child.stdout is not None
            for line in child.stdout:
                match line.split():
                    case ["committed" | "read" as what, number]:
                        seen[what] = int(number)
                        self._tell(f"carol, a process of its own, has {what} {seen[what]:,} records")
                if "read" in seen:
                    break
        finally:
            timer.cancel()
            child.kill()
            child.communicate()
        if "read" not in seen:
            raise TimeoutError(f"the second process did not read {MORE} records within {WAIT:g} s")
        self._tell(f"carol is killed: no commit of the last {seen['read'] - seen['committed']:,}, no goodbye")
        return seen


class Readers:
    """Consumers that one thread polls in turn; says who gets which partitions."""

    def __init__(self, consumers: dict[str, barnabas.Consumer[bytes, bytes]], tell: Callable[[str], object]) -> None:
        self.consumers = consumers
        self.read: Counter[str] = Counter()
        self._tell = tell

    def poll_until(self, done: Callable[[], object]) -> None:
        """Polls, until `done()`; commits what is given back."""
        end = time.monotonic() + WAIT
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(f"the group is not where it should be after {WAIT:g} s")
            for name, consumer in self.consumers.items():
                self._once(name, consumer)

    def _once(self, name: str, consumer: barnabas.Consumer[bytes, bytes]) -> None:
        match consumer.poll(timeout=0.05):
            case barnabas.Rebalance() as news:
                if news.revoked:
                    consumer.commit()  # they are still ours, until the next poll
                    self._tell(f"{name} is asked to give back {_numbers(news.revoked)}, and commits first")
                if news.assigned:
                    self._tell(f"{name} is given {_numbers(news.assigned)}")
            case records:
                self.read[name] += sum(1 for _ in records)


def _numbers(partitions: Iterable[barnabas.TopicPartition]) -> str:
    return "partitions " + " ".join(str(p.partition) for p in sorted(partitions))
