"""`barnabas broker`, as a user starts and ends it: each in a process of its own."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import barnabas
from barnabas import cli

LIMIT = 30.0
LISTENING = re.compile(r"listening on +(\S+)")


class Running:
    """One that runs; what it says is read until it has said where it listens and that Ctrl-C stops it."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "barnabas", "broker", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self._killer = threading.Timer(LIMIT, self.process.kill)
        self._killer.start()
        self.said = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                break
        found = LISTENING.search(self.said)
        assert found, self.said + (self.process.stderr.read() if self.process.stderr else "")
        self.bootstrap = found[1]

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """Its exit code, and what else it said."""
        self.process.send_signal(number)
        try:
            said, errors = self.process.communicate(timeout=LIMIT)
        finally:
            self._killer.cancel()
        return self.process.returncode, said, errors

    def kill(self) -> None:
        self._killer.cancel()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def begin(*arguments: str) -> Running:
        started.append(Running(*arguments))
        return started[-1]

    yield begin
    for running in started:
        running.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_and_what_it_is_serves_and_stops(start: Callable[..., Running], number: int):
    running = start("--listen", "127.0.0.1:0")
    assert "Not for production" in running.said and "in memory" in running.said
    assert running.bootstrap.startswith("127.0.0.1:")
    with barnabas.Client(running.bootstrap) as client:
        with client.producer() as producer:
            assert producer.send("orders", b"one").result(timeout=10).offset == 0
        assert running.end(number) == (0, "Stopped.\n", "")  # at once, although a client is connected


def test_its_options(start: Callable[..., Running], tmp_path: Path):
    options = [
        "--nodes",
        "3",
        "--partitions",
        "4",
        "--version",
        "2.8",
        "--max-bytes",
        "1M",
        "--data",
        str(tmp_path / "d"),
    ]
    running = start("--listen", "localhost:0", *options)
    assert "speaking as Kafka 2.8" in running.said and f"kept in {tmp_path / 'd'}" in running.said
    assert len(running.bootstrap.split(",")) == 3
    with barnabas.Client(running.bootstrap) as client:
        assert len(client.admin.describe_cluster().brokers) == 3
        with client.producer() as producer:
            producer.partitions_for("orders")
            assert len(client.admin.describe_topics(["orders"])[0].partitions) == 4


def test_what_it_keeps_is_there_again(start: Callable[..., Running], tmp_path: Path):
    running = start("--listen", "127.0.0.1:0", "--data", str(tmp_path))
    with barnabas.Client(running.bootstrap) as client, client.producer() as producer:
        producer.send("orders", b"kept").result(timeout=10)
    running.kill()
    running = start("--listen", "127.0.0.1:0", "--data", str(tmp_path))
    with barnabas.Client(running.bootstrap) as client, client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([barnabas.TopicPartition("orders", 0)])
        assert [record.value for record in consumer.poll(timeout=10)] == [b"kept"]


def test_further_nodes_take_the_ports_after_it(start: Callable[..., Running]):
    with socket.socket() as first, socket.socket() as second:
        while True:  # two free neighbours
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
                break
            except OSError:
                first.close()
                first = socket.socket()
    first.close()
    running = start("--listen", f"127.0.0.1:{port}", "--nodes", "2")
    assert running.bootstrap == f"127.0.0.1:{port},127.0.0.1:{port + 1}"


def refused(*arguments: str) -> str:
    command = [sys.executable, "-m", "barnabas", "broker", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def test_a_port_in_use_is_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused("--listen", f"127.0.0.1:{port}")
    assert said == (
        f"barnabas broker: 127.0.0.1:{port} is in use; stop who uses it, or choose another address with --listen"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--listen", "nowhere:port"], "'nowhere:port' is not HOST:PORT"),
        (["--listen", "127.0.0.1:70000"], "not HOST:PORT"),
        (["--max-bytes", "much"], "'much' is not a number of bytes"),
        (["--nodes", "0"], "'0' is not a number from 1 on"),
        (["--user", "alice"], "'alice' is not as alice:secret"),
        (["--version", "1.2.3.4", "--listen", "127.0.0.1:0"], "1.2.3.4"),
        (
            [
                "--security-protocol",
                "SASL_SSL",
                "--config",
                "sasl.enabled.mechanisms=GSSAPI",
                "--listen",
                "127.0.0.1:0",
            ],
            "GSSAPI",
        ),
    ],
)
def test_what_it_does_not_understand_is_said(arguments: list[str], words: str):
    assert words in refused(*arguments)


def test_a_listener_with_security(start: Callable[..., Running]):
    running = start("--listen", "127.0.0.1:0", "--security-protocol", "SASL_SSL", "--user", "alice:secret")
    path = re.search(r"CA +(\S+)", running.said)
    assert path and "BEGIN CERTIFICATE" in Path(path[1]).read_text() and "(SASL_SSL)" in running.said


def test_the_commands_are_listed(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert "broker" in text and "demo" in text
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == 2
