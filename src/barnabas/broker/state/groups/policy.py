"""Kafka's group.consumer.migration.policy: which way groups may go over to the other protocol while they run."""

from __future__ import annotations

from enum import Enum


class Policy(Enum):
    """By its name in the configuration."""

    BIDIRECTIONAL = "bidirectional"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    DISABLED = "disabled"

    @classmethod
    def of(cls, value: str) -> Policy:
        """In any case; what is none is as if it were switched off, as in Kafka.

        >>> Policy.of("Upgrade").upgrades, Policy.of("Upgrade").downgrades
        (True, False)
        """
        return next((policy for policy in cls if policy.value == value.lower()), cls.DISABLED)

    @property
    def upgrades(self) -> bool:
        """Whether a classic group may become a consumer group."""
        return self in (Policy.BIDIRECTIONAL, Policy.UPGRADE)

    @property
    def downgrades(self) -> bool:
        """Whether a consumer group may become a classic one."""
        return self in (Policy.BIDIRECTIONAL, Policy.DOWNGRADE)

    @property
    def mixes(self) -> bool:
        """Whether a consumer group takes members by the classic protocol."""
        return self is not Policy.DISABLED
