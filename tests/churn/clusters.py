"""What churning groups are kept by: one broker, a real Kafka or the development broker, which can go and come back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from barnabas.broker import Broker as DevelopmentBroker
from barnabas.errors import KafkaError
from barnabas.errors.broker import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    NotCoordinatorError,
)
from barnabas.protocol.messages.heartbeat import HeartbeatRequest
from tests.embedded.raw import Raw
from tests.harness.broker import HASTY, READY, Broker
from tests.harness.waiting import until

AWAY = 1.0  # seconds that the development broker is away at least; a real one needs more by itself
UP = 2 * READY  # after a kill it looks through the logs of all partitions, on a machine that is busy
BACK = 90.0
HEARTBEAT = 3  # its version
NOT_YET = frozenset({CoordinatorLoadInProgressError.code, CoordinatorNotAvailableError.code, NotCoordinatorError.code})


@dataclass(frozen=True)
class Times:
    """Of a group and its members, in seconds."""

    session: float = 10.0
    rebalance: float = 20.0  # max_poll_interval_ms, which is the rebalance timeout too
    heartbeat: float = 1.0

    @property
    def bound(self) -> float:
        """How long a partition may be without an owner: the death is found out, then all have to come."""
        return self.session + self.rebalance


class Cluster(Protocol):
    """See above."""

    name: str
    bootstrap: str

    def restart(self, *, orderly: bool) -> None:
        """Ends it and starts it again, with all that it knows; returns when it answers."""

    def log(self) -> str: ...  # what it has said, all its starts together; empty if it says nothing

    def stop(self) -> None:
        """Ends it for good."""


def properties(times: Times) -> dict[str, str]:
    """A broker's settings: members by the newer protocol have their times from it."""
    session, heartbeat = str(round(times.session * 1000)), str(round(times.heartbeat * 1000))
    return {
        **HASTY,
        "group.consumer.session.timeout.ms": session,
        "group.consumer.min.session.timeout.ms": session,
        "group.consumer.heartbeat.interval.ms": heartbeat,
        "group.consumer.min.heartbeat.interval.ms": heartbeat,
    }


class Real:
    """Kafka, of one node."""

    name = "real"

    def __init__(self, times: Times) -> None:
        self._broker = Broker(properties=properties(times))
        self.bootstrap = self._broker.bootstrap
        try:
            self._broker.start()
        except BaseException:
            self.stop()
            raise

    def restart(self, *, orderly: bool) -> None:
        if orderly:
            self._broker.stop()
        else:
            self._broker.kill()
        self._broker.launch()
        self._broker.wait(UP)

    def log(self) -> str:
        return self._broker.log()

    def stop(self) -> None:
        self._broker.discard()


class Embedded:
    """The development broker; its node goes, what it knows stays."""

    name = "embedded"

    def __init__(self, times: Times) -> None:
        self._broker = DevelopmentBroker(configs=properties(times)).start()
        self.bootstrap = self._broker.bootstrap_servers

    def restart(self, *, orderly: bool) -> None:
        self._broker.stop_node(1)
        time.sleep(AWAY)  # noqa: TID251  # how long it is away
        self._broker.start_node(1)

    def log(self) -> str:
        return ""

    def stop(self) -> None:
        self._broker.stop()


CLUSTERS: Mapping[str, Callable[[Times], Cluster]] = {"real": Real, "embedded": Embedded}


def coordinates(bootstrap: str, group: str) -> bool:
    """Whether the broker is a group's coordinator and has loaded it: it answers even a stranger's heartbeat with another error."""
    asked = HeartbeatRequest(group_id=group, generation_id=1, member_id="a stranger")
    try:
        with Raw(bootstrap) as raw:
            code: int = raw.ask(asked, HEARTBEAT).error_code
    except (OSError, KafkaError):
        return False
    return code not in NOT_YET


def back(bootstrap: str, group: str) -> None:
    """Waits until a group is coordinated again."""
    until(lambda: coordinates(bootstrap, group), "the group is coordinated", timeout=BACK)
