"""The options of a broker: checked where they are given, with words that say what was expected."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from barnabas.broker.runtime import SECURITY, Options
from barnabas.broker.state.cluster import Settings
from barnabas.broker.versions import RELEASES, table
from barnabas.errors import ConfigurationError

if TYPE_CHECKING:
    from barnabas.broker.server.mechanisms.oauthbearer import Validator

MOST_NODES = 100
MOST_REPLICAS = 3  # of topics that are made without saying, as far as there are nodes
# What a broker is started with unless it is told otherwise. Kafka's own defaults, 3 s and 1 s, gather members that come one
# after the other; on a laptop that is only a nuisance, and the file that Kafka is started with there has the first 0 as well.
PROMPT = {"group.initial.rebalance.delay.ms": "0", "group.consumer.assignment.interval.ms": "0"}


def checked(
    *,
    nodes: int,
    default_partitions: int,
    version: str | None,
    host: str,
    port: int,
    racks: Sequence[str | None] | None,
    auto_create_topics: bool,
    max_bytes: int,
    data_dir: str | os.PathLike[str] | None,
    security_protocol: str,
    users: Mapping[str, str] | None,
    validator: Validator | None,
    configs: Mapping[str, Any] | None,
) -> Options:
    """The options, or ConfigurationError."""
    _number("nodes", nodes, 1, MOST_NODES)
    _number("default_partitions", default_partitions, 1, 100_000)
    _number("max_bytes", max_bytes, 1, 1 << 62)
    _number("port", port, 0, 65_536 - nodes)
    if not isinstance(host, str) or not host:
        raise ConfigurationError(
            f"host={host!r} is not accepted: expected a name or an address to listen at, as '127.0.0.1'"
        )
    if security_protocol not in SECURITY:
        raise ConfigurationError(
            f"security_protocol={security_protocol!r} is not accepted: expected one of {', '.join(SECURITY)}"
        )
    if (users or validator is not None) and not security_protocol.startswith("SASL"):
        given = "users" if users else "validator"
        raise ConfigurationError(
            f"{given} without SASL has no effect: give security_protocol='SASL_PLAINTEXT' or 'SASL_SSL' (now {security_protocol!r})"
        )
    if racks is not None and (isinstance(racks, str) or len(racks) != nodes):
        raise ConfigurationError(
            f"racks={racks!r} is not accepted: expected one name (or None) for each of the {nodes} nodes"
        )
    named = {**PROMPT, **_configs(configs)}
    for name, low in (("num.partitions", 1), ("default.replication.factor", 1)):
        if name in named and not (named[name].isdecimal() and int(named[name]) >= low):
            raise ConfigurationError(
                f"configs[{name!r}]={named[name]!r} is not accepted: expected a number from {low} on"
            )
    release = RELEASES[-1] if version is None else version
    table(release)  # raises if it is not known
    return Options(
        host=host,
        port=port,
        nodes=nodes,
        racks=tuple(racks) if racks is not None else (None,) * nodes,
        settings=Settings(
            version=release,
            default_partitions=int(named.get("num.partitions", default_partitions)),
            default_replication=int(named.get("default.replication.factor", min(nodes, MOST_REPLICAS))),
            auto_create_topics=auto_create_topics and named.get("auto.create.topics.enable", "true") == "true",
            max_bytes=max_bytes,
            configs=named,
        ),
        data_dir=data_dir,
        security=security_protocol,
        users=dict(users or {}),
        validator=validator,
    )


def _number(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ConfigurationError(f"{name}={value!r} is not accepted: expected a whole number from {low} to {high}")


def _configs(configs: Mapping[str, Any] | None) -> dict[str, str]:
    named = {}
    for name, value in (configs or {}).items():
        if isinstance(value, bool):
            value = "true" if value else "false"
        if not isinstance(value, str | int | float):
            raise ConfigurationError(f"configs[{name!r}]={value!r} is not accepted: expected a text or a number")
        named[name] = str(value)
    return named
