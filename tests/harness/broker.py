"""One Kafka broker on loopback (KRaft, a node that is its own controller), with its data in a folder that goes with it."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

from barnabas.errors import KafkaError
from barnabas.protocol.frames import decode_response, request_chunks
from barnabas.protocol.messages.api_versions import ApiVersionsRequest, ApiVersionsResponse
from codegen.jars import CACHE
from codegen.maven import whole
from tests.harness import jars
from tests.harness.java import java, on
from tests.harness.waiting import LOOK_AGAIN, until

READY = 60.0  # seconds
STOPPED = 20.0
CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg"
# Tests want a broker that starts quickly and is small; what runs for long wants Java's own choices.
QUICK = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

# Groups that tests need not wait for: members of KIP-848 hear of what has changed by their next heartbeat, which the broker
# spaces (5 s by default), and sessions may be shorter than 6 s.
HASTY = {
    "group.consumer.min.heartbeat.interval.ms": "500",
    "group.consumer.heartbeat.interval.ms": "500",
    "group.min.session.timeout.ms": "1000",
}
ONE_NODE = {
    "num.partitions": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    # A broker that was killed may come back only when the controller has given it up: by default that takes 9 s.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    # A node that is alone writes a record twice a second so that others could follow: a third of what it costs while nobody asks it.
    "metadata.max.idle.interval.ms": "0",
    **HASTY,
}
_LOG4J2 = """\
rootLogger.level = info
rootLogger.appenderRefs = out
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %c %m%n
"""
LOG4J = """\
log4j.rootLogger=INFO, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d %p %c %m%n
"""


SMALL = ("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # the Java machine of a tool


_given: set[int] = set()
_LEAST = 10_000
_SYSTEMS = Path("/proc/sys/net/ipv4/ip_local_port_range")  # where the system takes ports for outgoing connections


def free_port() -> int:
    """A port of loopback that nobody uses now, and that was not given before: whoever has it may not listen yet.

    It is none that the system gives to outgoing connections, of which some process makes one just when a broker is about to listen.
    """
    most = int(_SYSTEMS.read_text().split()[0]) if _SYSTEMS.exists() else 32_768
    for _ in range(1000):
        # By the system's randomness: forked processes of tests would all draw the same.
        port = _LEAST + secrets.randbelow(max(most, _LEAST + 10_000) - _LEAST)
        if port in _given:
            continue
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _given.add(port)
            return port
    raise RuntimeError(f"no free port from {_LEAST} to {most}")


class Broker:
    """A broker of one version. It can be ended and started again at the same address with the same data; `with` ends it.

    Args:
        version: of Kafka; one of `jars.VERSIONS`.
        properties: the broker's settings by Kafka's names, beside those of a single node.
        jvm: options of the Java machine.
        node: its id.
        voters: of a cluster's nodes, this one too, the ports that they listen at as controllers; default this one alone.
        advertised: the port that clients are told, where something stands between; nodes then have a listener of their own.
        storage: more options of Kafka's StorageTool, as users for SCRAM.
    """

    def __init__(
        self,
        version: str = jars.NEWEST,
        properties: Mapping[str, str] | None = None,
        *,
        jvm: Sequence[str] = QUICK,
        node: int = 1,
        voters: Mapping[int, int] | None = None,
        advertised: int | None = None,
        storage: Sequence[str] = (),
    ) -> None:
        self.version = version
        self.node = node
        self.port = free_port()
        self.bootstrap = f"127.0.0.1:{self.port}"
        self._jvm = jvm
        self._internal: int | None = None
        self._storage = storage
        self._classpath = jars.broker(version)
        self._java = java()
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="barnabas-kafka-"))
        atexit.register(self.discard)
        self._data = self.folder / "data"
        self._properties = self.folder / "server.properties"
        self._log = self.folder / "broker.log"
        self._logging = self.folder / "logging.properties"
        between = {} if advertised is None else self._two_listeners(advertised)
        self._configure({**between, **(properties or {})}, voters or {node: free_port()})

    def _two_listeners(self, advertised: int) -> dict[str, str]:
        self._internal = free_port()
        return {
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{advertised},INTERNAL://127.0.0.1:{self._internal}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "INTERNAL",
        }

    def _configure(self, properties: Mapping[str, str], voters: Mapping[int, int]) -> None:
        own = "" if self._internal is None else f",INTERNAL://127.0.0.1:{self._internal}"
        lines = {
            "process.roles": "broker,controller",
            "node.id": str(self.node),
            "controller.quorum.voters": ",".join(f"{node}@127.0.0.1:{port}" for node, port in voters.items()),
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{voters[self.node]}{own}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port}",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": str(self._data),
            **ONE_NODE,
            **properties,
        }
        self._lines = lines
        self._write()
        self._logging.write_text(_LOG4J2 if jars.has_log4j2(self.version) else LOG4J)

    def _write(self) -> None:
        self._properties.write_text("".join(f"{name}={value}\n" for name, value in self._lines.items()))

    def add_listeners(self, listeners: str, properties: Mapping[str, str]) -> None:
        """More listeners, as ``NAME://host:port`` with commas, and settings; before it starts."""
        for name in ("listeners", "advertised.listeners"):
            self._lines[name] += f",{listeners}"
        self._lines |= properties
        self._write()

    def _command(self, jvm: Sequence[str], program: str, *arguments: str) -> list[str]:
        option = "log4j2.configurationFile=" if jars.has_log4j2(self.version) else "log4j.configuration=file:"
        return [self._java, *jvm, f"-D{option}{self._logging}", *on(self._classpath), program, *arguments]

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        """What the broker has logged, over all its starts."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def start(self) -> Self:
        """Starts it and waits until it answers."""
        self.launch()
        self.wait()
        return self

    def launch(self) -> None:
        """Starts it; `wait` waits until it answers. A node of several answers only when it has found others."""
        assert not self.running, "the broker runs already"
        with self._log.open("ab") as log:
            if not self._data.exists():
                self._format(log)
            command = self._command(self._jvm, "kafka.Kafka", str(self._properties))
            self._process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def _format(self, log: BinaryIO) -> None:
        """Lays out its data folder. Kafka's tool, which takes a Java machine and a second of processor time, is asked once for each id of a
        node: but for users, what it writes is the same for all.
        """
        if self._storage:
            self._lay_out(log)
            return
        laid_out = CACHE / f"formatted-{self.version}-{self.node}"
        with whole(laid_out) as partial:
            if partial is not None:
                self._lay_out(log)
                shutil.move(self._data, partial)
        shutil.copytree(laid_out, self._data)

    def _lay_out(self, log: BinaryIO) -> None:
        storage = ("format", "-t", CLUSTER_ID, "-c", str(self._properties), *self._storage)
        done = subprocess.run(
            self._command(SMALL, "kafka.tools.StorageTool", *storage),
            stdout=log,
            stderr=log,
            timeout=READY,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"Kafka {self.version} did not format its storage:\n{self.log()[-3000:]}")

    def wait(self, timeout: float = READY) -> None:
        """Waits until it answers."""
        # The broker listens early and answers once it has joined its cluster: the answer is what counts.
        end = time.monotonic() + timeout

        def answers() -> bool:
            if not self.running:
                raise RuntimeError(f"Kafka {self.version} ended while starting:\n{self.log()[-3000:]}")
            return self._answers(end - time.monotonic())

        try:
            until(answers, f"Kafka {self.version} answers", timeout)
        except AssertionError as late:
            raise TimeoutError(f"{late}:\n{self.log()[-3000:]}") from None

    def _answers(self, timeout: float) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=max(timeout, LOOK_AGAIN)) as sock:
                sock.sendall(b"".join(request_chunks(ApiVersionsRequest(), 0, 1, "harness")))
                stream = sock.makefile("rb")
                size = int.from_bytes(stream.read(4), "big")
                answer = decode_response(ApiVersionsResponse, 0, memoryview(stream.read(size)))
                return len(answer.api_keys) > 0
        except (OSError, KafkaError):
            return False

    def _signal(self, number: int) -> None:
        assert self._process is not None
        if self.running:
            os.kill(self._process.pid, number)

    def pause(self) -> None:
        """SIGSTOP: connections stay and are still accepted, nothing is answered from the moment that this returns."""
        self._signal(signal.SIGSTOP)
        until(self._stands_still, "the broker's process has stopped")

    def _stands_still(self) -> bool:
        """Whether every thread is stopped: the signal reaches them one after the other."""
        if self._process is None:
            return True
        states = Path(f"/proc/{self._process.pid}/task").glob("*/stat")
        return all(state.read_text().rsplit(")", 1)[1].split()[0] == "T" for state in states)

    def resume(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        """An orderly end: SIGTERM."""
        self.resume()
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """The end that leaves no time for anything: SIGKILL."""
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> None:
        if self._process is None:
            return
        self._signal(number)
        try:
            self._process.wait(STOPPED)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def restart(self) -> None:
        """An orderly end and a new start."""
        self.stop()
        self.start()

    def discard(self) -> None:
        """Ends it for good: the data goes too."""
        atexit.unregister(self.discard)
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            return self if self.running else self.start()
        except BaseException:
            self.discard()
            raise

    def __exit__(self, *_: object) -> None:
        self.discard()

    def __repr__(self) -> str:
        return f"<Broker {self.version} at {self.bootstrap}, {'running' if self.running else 'ended'}>"
