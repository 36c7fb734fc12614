"""The options of a Consumer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypedDict

from barnabas.config import LONG, Check, Option, boolean, function, integer, one_of, text
from barnabas.consumer.rebalance import Rebalance
from barnabas.consumer.target import is_policy
from barnabas.errors.client import ConfigurationError
from barnabas.group.assignors import ASSIGNORS, Assignor, assignor

# With range the members are eager. A second round of restarts without it makes the group cooperative (KIP-429).
DEALT_BY = (ASSIGNORS["range"], ASSIGNORS["cooperative-sticky"])


class ConsumerOptions(TypedDict, total=False):
    """What `client.consumer(...)` takes by keyword, told at `Consumer`; milliseconds and bytes. Kafka's names and defaults, but for
    `enable_auto_commit`, which is off.

    >>> options: barnabas.ConsumerOptions = {"group_id": "billing", "auto_offset_reset": "earliest"}
    >>> consumer = client.consumer("orders", **options)  # doctest: +SKIP
    """

    group_id: str | None
    group_instance_id: str | None
    pattern: str | re.Pattern[str] | None
    exclude_internal_topics: bool
    allow_auto_create_topics: bool
    group_protocol: Literal["classic", "consumer"]
    group_remote_assignor: str | None
    auto_offset_reset: str
    isolation_level: Literal["read_uncommitted", "read_committed"]
    enable_auto_commit: bool
    auto_commit_interval_ms: int
    commit_only_done: bool
    session_timeout_ms: int
    heartbeat_interval_ms: int
    max_poll_interval_ms: int
    max_poll_records: int
    partition_assignment_strategy: Sequence[str | Assignor] | str | Assignor
    fetch_min_bytes: int
    fetch_max_wait_ms: int
    fetch_max_bytes: int
    max_partition_fetch_bytes: int
    prefetch_max_bytes: int
    max_decompressed_bytes: int
    check_crcs: bool
    client_rack: str | None
    on_rebalance: Callable[[Any, Rebalance], object] | None


def _assignors() -> Check:
    def test(value: Any) -> bool:
        try:
            found = convert(value)
        except ValueError:
            return False
        return 0 < len(found) == len({each.name for each in found})

    def convert(value: Any) -> tuple[Assignor, ...]:
        return tuple(assignor(each) for each in (value if isinstance(value, (list, tuple)) else (value,)))

    shown = ", ".join(repr(name) for name in ASSIGNORS)
    return Check(f"one of {shown}, an Assignor, or a list of them with different names", test, convert)


def _policy() -> Check:
    shown = "'earliest', 'latest', 'none' or 'by_duration:' with an ISO-8601 duration of at least 0, such as 'by_duration:PT1H'"
    return Check(shown, is_policy)


SPEC = [
    Option("group_id", None, text(optional=True), "group.id"),
    Option("group_instance_id", None, text(optional=True), "group.instance.id"),
    Option("pattern", None, Check("a regular expression", lambda _: True)),  # ours; see `group.pattern`
    Option("exclude_internal_topics", True, boolean(), "exclude.internal.topics"),
    Option("allow_auto_create_topics", True, boolean(), "allow.auto.create.topics"),
    Option("group_protocol", "classic", one_of(("classic", "consumer")), "group.protocol"),
    Option("group_remote_assignor", None, text(optional=True), "group.remote.assignor"),
    Option("auto_offset_reset", "latest", _policy(), "auto.offset.reset"),
    Option("isolation_level", "read_uncommitted", one_of(("read_uncommitted", "read_committed")), "isolation.level"),
    # Kafka's default is True; committing is the user's word here.
    Option("enable_auto_commit", False, boolean(), "enable.auto.commit"),
    Option("auto_commit_interval_ms", 5_000, integer(1), "auto.commit.interval.ms"),
    Option("commit_only_done", False, boolean()),  # ours
    Option("session_timeout_ms", 45_000, integer(1), "session.timeout.ms"),
    Option("heartbeat_interval_ms", 3_000, integer(1), "heartbeat.interval.ms"),
    Option("max_poll_interval_ms", 300_000, integer(1), "max.poll.interval.ms"),
    Option("max_poll_records", 500, integer(1), "max.poll.records"),
    Option("partition_assignment_strategy", DEALT_BY, _assignors(), "partition.assignment.strategy"),
    Option("fetch_min_bytes", 1, integer(0), "fetch.min.bytes"),
    Option("fetch_max_wait_ms", 500, integer(0), "fetch.max.wait.ms"),
    Option("fetch_max_bytes", 50 * 1024 * 1024, integer(1), "fetch.max.bytes"),
    Option("max_partition_fetch_bytes", 1024 * 1024, integer(1), "max.partition.fetch.bytes"),
    Option(
        "prefetch_max_bytes", 64 * 1024 * 1024, integer(1024, LONG)
    ),  # ours; librdkafka's queued.max.messages.kbytes
    Option("max_decompressed_bytes", 256 * 1024 * 1024, integer(1024, LONG)),  # ours: no batch may claim more
    Option("check_crcs", True, boolean(), "check.crcs"),
    Option("client_rack", None, text(optional=True), "client.rack"),
    Option("on_rebalance", None, function()),  # ours; Java's ConsumerRebalanceListener
    Option("key_deserializer", None, function(), "key.deserializer"),
    Option("value_deserializer", None, function(), "value.deserializer"),
]

# The broker decides on these in groups of the newer protocol (KIP-848), and only there on the other.
CLASSIC_ONLY = (
    "session_timeout_ms",
    "heartbeat_interval_ms",
    "partition_assignment_strategy",
    "exclude_internal_topics",
)
# What means nothing without one.
FOR_GROUPS = frozenset(
    {
        "group_id",
        "group_instance_id",
        "group_protocol",
        "group_remote_assignor",
        "pattern",
        "exclude_internal_topics",
        "enable_auto_commit",
        "auto_commit_interval_ms",
        "max_poll_interval_ms",
        *CLASSIC_ONLY,
    }
)
CONSUMER_ONLY = ("group_remote_assignor",)


def check_heartbeats(options: dict[str, Any], given: Iterable[str]) -> None:
    """A session holds heartbeats, as Java's client checks it, or its member is taken for dead between two of them. An interval
    that was not asked for is made a third of a short session.

    Raises:
        ConfigurationError: the one that was asked for is not shorter.
    """
    session, interval = options["session_timeout_ms"], options["heartbeat_interval_ms"]
    if interval < session:
        return
    if "heartbeat_interval_ms" in given:
        raise ConfigurationError(
            f"Consumer: heartbeat_interval_ms={interval} is not accepted: expected less than session_timeout_ms ({session}), "
            "a third of it at most is usual"
        )
    options["heartbeat_interval_ms"] = max(1, session // 3)


def check_protocol(protocol: str, given: Iterable[str]) -> None:
    """Refuses options that mean nothing in a group of this protocol.

    Raises:
        ConfigurationError: one was given; names it.
    """
    wrong = CLASSIC_ONLY if protocol == "consumer" else CONSUMER_ONLY
    for name in given:
        if name in wrong:
            raise ConfigurationError(
                f"Consumer: {name} is not accepted with group_protocol={protocol!r}"
                + (": the broker decides on it" if protocol == "consumer" else ": give group_protocol='consumer'")
            )
