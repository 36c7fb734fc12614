"""One Kafka broker on loopback, with its data in a folder that goes away with it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks import jars

READY = 60.0  # seconds
HEAP = "1g"
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
log.dirs={folder}/logs
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Broker:
    """A KRaft node of the pinned version; use it by `with`."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="barnabas-bench-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.bootstrap = ""

    def __enter__(self) -> Broker:
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def _start(self) -> None:
        if shutil.which("java") is None:
            raise SystemExit(
                "A JDK 17 or newer is needed to run Kafka (Debian: apt-get install openjdk-17-jre-headless)"
            )
        path = jars.broker()
        port, controller = _free_port(), _free_port()
        properties = self._folder / "server.properties"
        properties.write_text(_PROPERTIES.format(port=port, controller=controller, folder=self._folder))
        storage = ["kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", str(properties)]
        log = (self._folder / "broker.log").open("wb")
        subprocess.run(["java", "-Xmx256m", "-cp", path, *storage], check=True, timeout=READY, stdout=log, stderr=log)
        command = ["java", f"-Xms{HEAP}", f"-Xmx{HEAP}", "-cp", path, "kafka.Kafka", str(properties)]
        self._process = subprocess.Popen(command, stdout=log, stderr=log)
        self.bootstrap = f"127.0.0.1:{port}"
        self._wait(port)

    def _wait(self, port: int) -> None:
        assert self._process is not None
        end = time.monotonic() + READY
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError((self._folder / "broker.log").read_text()[-3000:])
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError(f"the broker did not listen within {READY:.0f} s")

    def pause(self) -> None:
        """SIGSTOP: connections stay, nothing is answered."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)

    def _end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.resume()
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __exit__(self, *_: object) -> None:
        self._end()
