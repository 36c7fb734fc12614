"""What the broker's configuration says of groups and their offsets: Kafka's settings and defaults.

Only its two waits for further members are off: brokers are started with 0 for both (`options.PROMPT`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from barnabas.broker.state.groups.assignors import ASSIGNORS
from barnabas.broker.state.groups.policy import Policy

MIN_SESSION_MS = 6_000
MAX_SESSION_MS = 1_800_000
MOST_MEMBERS = 2**31 - 1
MAX_METADATA = 4096  # characters
RETENTION_MINUTES = 10_080
RETENTION_CHECK_MS = 600_000


class ClassicLimits(NamedTuple):
    """What limits a classic group."""

    initial_delay_ms: int = 0
    max_size: int = MOST_MEMBERS


class ConsumerLimits(NamedTuple):
    """What limits a consumer group, and what it tells its members."""

    session_ms: int = 45_000
    heartbeat_ms: int = 5_000
    max_size: int = MOST_MEMBERS
    assignors: tuple[str, ...] = tuple(ASSIGNORS)
    interval_ms: int = 0  # between two target assignments (KIP-1263)
    policy: Policy = Policy.BIDIRECTIONAL
    classic_max_size: int = MOST_MEMBERS  # of the classic group that it may become


class GroupSettings:
    """Of one cluster; `new` says whether its Kafka has consumer groups without being told to (4.0)."""

    def __init__(self, configs: Mapping[str, str], *, new: bool) -> None:
        self._configs = configs
        self._new = new

    def _number(self, name: str, default: int) -> int:
        return int(self._configs.get(name, default))

    @property
    def takes_consumer_groups(self) -> bool:
        """Whether there are groups of KIP-848: Kafka's `group.coordinator.rebalance.protocols`, by default from 4.0 on."""
        usual = "classic,consumer" if self._new else "classic"
        given = self._configs.get("group.coordinator.rebalance.protocols", usual)
        return "consumer" in [name.strip() for name in given.split(",")]

    @property
    def classic(self) -> ClassicLimits:
        """Those of a classic group that is made now."""
        return ClassicLimits(self._number("group.initial.rebalance.delay.ms", 0), self._classic_max_size)

    @property
    def consumer(self) -> ConsumerLimits:
        """Those of a consumer group that is made now."""
        return ConsumerLimits(
            self._number("group.consumer.session.timeout.ms", 45_000),
            self._number("group.consumer.heartbeat.interval.ms", 5_000),
            self._number("group.consumer.max.size", MOST_MEMBERS),
            self.assignors,
            self._number("group.consumer.assignment.interval.ms", 0),
            self._policy,
            self._classic_max_size,
        )

    @property
    def _classic_max_size(self) -> int:
        return self._number("group.max.size", MOST_MEMBERS)

    @property
    def assignors(self) -> tuple[str, ...]:
        """Those that members of consumer groups may ask for; the first is for who does not ask."""
        names = self._configs.get("group.consumer.assignors", "")
        known = tuple(name.strip() for name in names.split(",") if name.strip() in ASSIGNORS)
        return known or tuple(ASSIGNORS)

    @property
    def _policy(self) -> Policy:
        # 3.9, which has consumer groups if it is told to, converts none unless it is told that too.
        usual = Policy.BIDIRECTIONAL if self._new else Policy.DISABLED
        given = self._configs.get("group.consumer.migration.policy")
        return usual if given is None else Policy.of(given)

    def allows_session(self, milliseconds: int) -> bool:
        """Whether a member of a classic group may have such a session timeout."""
        least = self._number("group.min.session.timeout.ms", MIN_SESSION_MS)
        return least <= milliseconds <= self._number("group.max.session.timeout.ms", MAX_SESSION_MS)

    @property
    def max_metadata(self) -> int:
        """The most characters that a committed offset may have beside it."""
        return self._number("offset.metadata.max.bytes", MAX_METADATA)

    @property
    def retention_ms(self) -> int:
        """How long offsets are kept that nobody needs."""
        return self._number("offsets.retention.minutes", RETENTION_MINUTES) * 60_000

    @property
    def retention_check_ms(self) -> int:
        """How often these are looked for."""
        return self._number("offsets.retention.check.interval.ms", RETENTION_CHECK_MS)
