"""What brokers of each release of Kafka tell of themselves in ApiVersions, from 0.11 to 4.4.

How the tables were taken: from the last bug fix release of each that Maven Central has, by asking the classes of its
`kafka-clients` jar for the oldest and the newest stable version of each API and for the listeners that it belongs to;
compared with the answers of running brokers (0.11, 2.8; 3.9 and 4.4 by the tests). Up to 3.2 they are a broker's with ZooKeeper, from
3.3 on a KRaft broker's: 3.3 was the first release to call KRaft ready. APIs of brokers among themselves and with
controllers are not in the tables, nor is the client telemetry (71, 72), which a broker lists only if a plugin receives it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from barnabas.broker.versions import v0, v1, v2, v3, v4
from barnabas.broker.versions.features import FEATURES
from barnabas.errors.client import ConfigurationError
from barnabas.protocol.messages import APIS

_RANGES: Final = {**v0.RANGES, **v1.RANGES, **v2.RANGES, **v3.RANGES, **v4.RANGES}
RELEASES: Final = tuple(_RANGES)
"""The releases that there are tables for, oldest first."""

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.\d+)*")
_PRODUCE, _CONSUMER_GROUP_HEARTBEAT = 0, 68


@dataclass(frozen=True, slots=True)
class Features:
    """By name: the levels that are supported, and the ones that are on in a new cluster."""

    supported: Mapping[str, tuple[int, int]]
    finalized: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Versions:
    """A release: what it answers to.

    Args:
        release: as "4.4".
        ranges: oldest and newest version by API key, as ApiVersions tells them; only what this broker has implemented.
        features: from 3.3 on (KIP-584).
        zookeeper: the cluster is one with ZooKeeper: any broker may be the controller, and only the controller answers
            what changes topics (from 2.8 on with KRaft, brokers forward it, KIP-590).
        consumer_groups: groups of KIP-848 are on unless `group.coordinator.rebalance.protocols` says otherwise: from 4.0 on.
    """

    release: str
    ranges: Mapping[int, tuple[int, int]]
    features: Features
    zookeeper: bool
    consumer_groups: bool

    def serves(self, key: int, version: int) -> bool:
        """Whether a request of this version is answered.

        Not all that is told is served: 4.x lists Produce from v0 on, for the sake of librdkafka's check, and serves v3 on.
        """
        if key not in self.ranges:
            return False
        oldest, newest = self.ranges[key]
        if key == _PRODUCE and not self.zookeeper and self.release >= "4":
            oldest = 3
        return oldest <= version <= newest


def table(version: str) -> Versions:
    """The table of a release; of "3.9.1" that of 3.9.

    >>> table("3.9.1").ranges[18]
    (0, 4)

    Raises:
        ConfigurationError: there is none.
    """
    match = _VERSION.fullmatch(version)
    release = f"{match[1]}.{match[2]}" if match else ""
    if release not in _RANGES:
        known = ", ".join(RELEASES)
        raise ConfigurationError(f"version {version!r} of Kafka is not known to the broker; known are {known}")
    return _made(release)


@cache
def _made(release: str) -> Versions:
    # That all of it lies within what the messages know is for the tests to check: loading them all takes its time.
    ranges = {int(key): pair for key, pair in _pairs(_RANGES[release]).items() if implemented(int(key))}
    supported, finalized = FEATURES.get(release, ("", ""))
    return Versions(
        release=release,
        ranges=MappingProxyType(ranges),
        features=Features(_pairs(supported), {name: level for name, (level, _) in _pairs(finalized).items()}),
        zookeeper=release not in FEATURES,
        consumer_groups=_CONSUMER_GROUP_HEARTBEAT in ranges and release >= "4",
    )


def _pairs(text: str) -> dict[str, tuple[int, int]]:
    """`name:low-high` apart; `name:level` has one level."""
    found = {}
    for entry in text.split():
        name, _, levels = entry.partition(":")
        low, _, high = levels.partition("-")
        found[name] = (int(low), int(high or low))
    return found


@cache
def implemented(key: int) -> bool:
    """Whether the broker has a handler for the API; the handler's module is not loaded for that."""
    entry = APIS.get(key)
    return entry is not None and find_spec(f"barnabas.broker.apis.{entry[0]}") is not None
