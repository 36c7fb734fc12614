"""`--data`: what a broker has acknowledged is there when it comes back, also when it was killed."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import barnabas
from barnabas.broker import Broker
from tests.embedded.raw import Raw, produce, produced
from tests.harness.batches import batch

TIMEOUT = 30
IN_FLIGHT = 5


class Process:
    """`barnabas broker --data` in a process of its own."""

    def __init__(self, data: Path) -> None:
        command = [sys.executable, "-m", "barnabas", "broker", "--listen", "127.0.0.1:0", "--data", str(data)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._killer = threading.Timer(2 * TIMEOUT, self._process.kill)
        self._killer.start()
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        found = re.search(r"listening on +(\S+)", said)
        assert found, said
        self.bootstrap = found[1]

    def kill(self) -> None:
        """SIGKILL, once."""
        self._killer.cancel()
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


@pytest.fixture
def start() -> Iterator[Callable[[Path], Process]]:
    started: list[Process] = []

    def begin(data: Path) -> Process:
        started.append(Process(data))
        return started[-1]

    yield begin
    for one in started:
        one.kill()


def values(bootstrap: str, count: int) -> list[bytes | None]:
    found: list[bytes | None] = []
    with barnabas.Client(bootstrap) as client, client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([barnabas.TopicPartition("t", 0)])
        while len(found) < count:
            records = consumer.poll(timeout=TIMEOUT)
            assert len(records), f"{len(found)} of {count} records came"
            found += records.values()
    return found


class Writer:
    """An idempotent producer by hand: five batches in flight, and what was not acknowledged is sent again."""

    def __init__(self) -> None:
        self.acknowledged = 0  # batches
        self.moved = threading.Condition()

    def until_closed(self, bootstrap: str, most: int) -> None:
        """Sends batches from where it stood, until the broker goes or `most` are acknowledged."""
        with Raw(bootstrap) as raw:
            sent = self.acknowledged
            try:
                while self.acknowledged < most:
                    while sent < min(self.acknowledged + IN_FLIGHT, most):
                        data = batch([b"%d" % (10 * sent + n) for n in range(10)], producer=(7, 0, 10 * sent))
                        raw.send(produce("t", data), 9)
                        sent += 1
                    answer = produced(raw.receive(type(produce("t", b"")), 9))
                    assert (answer.error_code, answer.base_offset) == (0, 10 * self.acknowledged)
                    with self.moved:
                        self.acknowledged += 1
                        self.moved.notify_all()
            except OSError:
                return  # it was killed


def test_a_killed_broker_has_all_that_it_acknowledged_once(tmp_path: Path, start: Callable[[Path], Process]):
    writer, broker = Writer(), start(tmp_path)
    with barnabas.Client(broker.bootstrap) as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)
    for at_least in (100, 300):
        thread = threading.Thread(target=writer.until_closed, args=(broker.bootstrap, 1 << 30))
        thread.start()
        with writer.moved:
            assert writer.moved.wait_for(lambda least=at_least: writer.acknowledged >= least, TIMEOUT)
        broker.kill()
        thread.join(TIMEOUT)
        broker = start(tmp_path)
    total = writer.acknowledged + 20
    writer.until_closed(broker.bootstrap, total)
    assert writer.acknowledged == total
    assert values(broker.bootstrap, 10 * total) == [b"%d" % n for n in range(10 * total)]


def test_a_broker_in_process_comes_back(tmp_path: Path):
    with Broker(data_dir=tmp_path) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)
        with client.producer() as producer:
            producer.send_many("t", [b"a", b"b"])
    with Broker(data_dir=tmp_path) as broker:
        assert values(broker.bootstrap_servers, 2) == [b"a", b"b"]
        with barnabas.Client(broker.bootstrap_servers) as client, client.producer() as producer:
            assert producer.send("t", b"c").result(timeout=TIMEOUT).offset == 2


def test_a_torn_end_is_cut_off(tmp_path: Path):
    with Broker(data_dir=tmp_path) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)
        with client.producer(linger_ms=0) as producer:
            for value in (b"a", b"b"):
                producer.send("t", value).result(timeout=TIMEOUT)
    (segment,) = tmp_path.glob("logs/*/0/*.log")
    segment.write_bytes(segment.read_bytes()[:-3])
    with Broker(data_dir=tmp_path) as broker:
        assert values(broker.bootstrap_servers, 1) == [b"a"]
        with barnabas.Client(broker.bootstrap_servers) as client, client.producer() as producer:
            assert producer.send("t", b"c").result(timeout=TIMEOUT).offset == 1


def test_a_directory_serves_one_broker_at_a_time(tmp_path: Path):
    with Broker(data_dir=tmp_path), pytest.raises(OSError, match="another broker"), Broker(data_dir=tmp_path):
        pass


def test_a_deleted_topic_leaves_no_files(tmp_path: Path):
    with Broker(data_dir=tmp_path) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=2)], raise_on_error=True)
        with client.producer() as producer:
            producer.send("t", b"a")
        assert list(tmp_path.glob("logs/*/*/*.log"))
        client.admin.delete_topics(["t"], raise_on_error=True)
        assert not list(tmp_path.glob("logs/*/*/*.log"))
