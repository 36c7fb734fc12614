"""One Kafka broker of the time before KRaft, with a ZooKeeper of its own beside it."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Mapping

from tests.harness.broker import LOG4J, ONE_NODE, READY, SMALL, Broker, free_port
from tests.harness.waiting import until


class ZooKeeperBroker(Broker):
    """As `Broker`, for versions up to 2.8."""

    _zookeeper: subprocess.Popen[bytes] | None = None

    def _configure(self, properties: Mapping[str, str], voters: Mapping[int, int]) -> None:
        self._zookeeper_port = free_port()
        known = {
            k: v
            for k, v in ONE_NODE.items()
            if not k.startswith(("share.", "broker.session", "broker.heartbeat", "metadata."))
        }
        self._lines = {
            "broker.id": "1",
            "zookeeper.connect": f"127.0.0.1:{self._zookeeper_port}",
            "zookeeper.connection.timeout.ms": "30000",
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port}",
            "log.dirs": str(self.folder / "data"),
            "delete.topic.enable": "true",  # off by default before 1.0
            **known,
            **properties,
        }
        self._write()
        self._logging.write_text(LOG4J)
        (self.folder / "zookeeper.properties").write_text(
            f"dataDir={self.folder / 'zookeeper'}\nclientPort={self._zookeeper_port}\nclientPortAddress=127.0.0.1\n"
            "maxClientCnxns=0\nadmin.enableServer=false\ntickTime=2000\n"
        )

    def launch(self) -> None:
        """Starts ZooKeeper if need be, then the broker."""
        assert not self.running, "the broker runs already"
        with self._log.open("ab") as log:
            if self._zookeeper is None or self._zookeeper.poll() is not None:
                main = "org.apache.zookeeper.server.quorum.QuorumPeerMain"
                command = self._command(SMALL, main, str(self.folder / "zookeeper.properties"))
                self._zookeeper = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
                until(self._zookeeper_listens, "ZooKeeper listens")
            command = self._command(self._jvm, "kafka.Kafka", str(self._properties))
            self._process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def _zookeeper_listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._zookeeper_port)) == 0

    def add_scram(self, mechanism: str, user: str, password: str) -> None:
        """Gives a user a password for SCRAM in ZooKeeper, by Kafka's own command: the only way there was before KIP-554."""
        told = ("--alter", "--entity-type", "users", "--entity-name", user)
        added = ("--add-config", f"{mechanism}=[password={password}]")
        zookeeper = ("--zookeeper", f"127.0.0.1:{self._zookeeper_port}")
        command = self._command(SMALL, "kafka.admin.ConfigCommand", *zookeeper, *told, *added)
        with self._log.open("ab") as log:
            subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, timeout=READY, check=True)

    def discard(self) -> None:
        """Ends both for good."""
        super().discard()
        if self._zookeeper is not None:
            self._zookeeper.kill()
            self._zookeeper.wait()
            self._zookeeper = None


def broker(version: str, properties: Mapping[str, str] | None = None) -> Broker:
    """A broker of any version, the way that it was run in its time."""
    kind = ZooKeeperBroker if int(version.split(".")[0]) < 3 else Broker
    return kind(version, properties)
