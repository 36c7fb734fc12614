"""What an administrator changes of settings: operations applied to what there is, and values checked before they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from barnabas.broker.state.configs import BrokerConfigs, TopicConfigs
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.settings import Setting, group_settings, metrics_settings, parts, topic_settings
from barnabas.errors import codes

SET, DELETE, APPEND, SUBTRACT = 0, 1, 2, 3
_STORES = ("keystore.", "truststore.", "key.")
_MATCHES = frozenset(
    f"client_{what}"
    for what in ("instance_id", "id", "software_name", "software_version", "source_address", "source_port")
)


class Operation(NamedTuple):
    """One change that IncrementalAlterConfigs asks for."""

    name: str
    op: int
    value: str | None = None


def applied(
    settings: Mapping[str, Setting],
    now: Mapping[str, str],
    operations: Iterable[Operation],
    defaults: Mapping[str, str],
) -> dict[str, str]:
    """`now` after the operations; values are not checked.

    Raises:
        RefusedError: a LIST's operation on something else.
    """
    after = dict(now)
    for name, op, value in operations:
        if op == SET:
            after[name] = value or ""
        elif op == DELETE:
            after.pop(name, None)
        else:
            setting = settings.get(name)
            if setting is None or setting.type != "LIST":
                word = "APPEND" if op == APPEND else "SUBTRACT"
                why = f"Can't {word} to key {name} because its type is not LIST."
                raise RefusedError(codes.INVALID_CONFIG, why)
            there, given = parts(after.get(name, defaults.get(name, ""))), parts(value or "")
            kept = [*there, *given] if op == APPEND else [part for part in there if part not in given]
            after[name] = ",".join(dict.fromkeys(kept))
    return after


def topic_overrides(broker: BrokerConfigs, values: Mapping[str, str]) -> dict[str, str]:
    """A topic's values as they are kept.

    Raises:
        RefusedError: INVALID_CONFIG: an unknown name, or a value that is not accepted.
    """
    settings = topic_settings(broker.before_4)
    accepted = _checked(settings, values, "Unknown topic config name: {}")
    after = TopicConfigs(broker, accepted)
    shortest, longest = after.get("min.compaction.lag.ms"), after.get("max.compaction.lag.ms")
    if int(shortest) > int(longest):
        text = f"conflict topic config setting min.compaction.lag.ms ({shortest}) > max.compaction.lag.ms ({longest})"
        raise RefusedError(codes.INVALID_CONFIG, text)
    if after.get("remote.storage.enable") == "true":
        # As a broker without remote.log.storage.system.enable says it: tiered storage is not modelled.
        text = "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage."
        raise RefusedError(codes.INVALID_CONFIG, text)
    return accepted


def group_values(broker: BrokerConfigs, values: Mapping[str, str]) -> dict[str, str]:
    """A group's values as they are kept (KIP-848), within the limits that the broker sets.

    Raises:
        RefusedError: INVALID_CONFIG.
    """
    accepted = _checked(group_settings(), values, "Unknown group config name: {}")
    for name, value in accepted.items():
        protocol, _, rest = name.partition(".")
        low, high = broker.get(f"group.{protocol}.min.{rest}"), broker.get(f"group.{protocol}.max.{rest}")
        if low is not None and high is not None and not int(low) <= int(value) <= int(high):
            raise RefusedError(codes.INVALID_CONFIG, f"{name} must be in the range {low} to {high} inclusive.")
    return accepted


def _checked(settings: Mapping[str, Setting], values: Mapping[str, str], unknown: str) -> dict[str, str]:
    for name in values:
        if name not in settings:
            raise RefusedError(codes.INVALID_CONFIG, unknown.format(name))
    return {name: settings[name].accept(value) for name, value in values.items()}


def metrics_values(values: Mapping[str, str]) -> dict[str, str]:
    """Those of a subscription of client metrics.

    Raises:
        RefusedError: INVALID_REQUEST or INVALID_CONFIG.
    """
    for name, value in values.items():
        if name not in metrics_settings():
            raise RefusedError(codes.INVALID_REQUEST, f"Unknown client metrics configuration: {name}")
        if name == "interval.ms":
            metrics_settings()[name].accept(value)
            if not 100 <= int(value) <= 3_600_000:
                text = f"Invalid value {value} for interval.ms, interval must be between 100 and 3600000 (1 hour)"
                raise RefusedError(codes.INVALID_REQUEST, text)
        for pattern in parts(value) if name == "match" else ():
            if pattern.partition("=")[0].strip() not in _MATCHES or "=" not in pattern:
                raise RefusedError(codes.INVALID_CONFIG, f"Illegal client matching pattern: {pattern}")
    return dict(values)


def broker_values(broker: BrokerConfigs, values: Mapping[str, str], *, for_all: bool) -> dict[str, str]:
    """A broker's values as they are kept, or those for all brokers; names that Kafka does not know are kept too.

    Raises:
        RefusedError: INVALID_REQUEST, as Kafka answers here (KAFKA-13609).
    """
    known = broker.settings
    fixed = [name for name in values if name in known and not known[name].other]
    if fixed:
        raise _invalid(f"Cannot update these configs dynamically: [{', '.join(fixed)}]")
    own = [name for name in values if name in known and known[name].other == "each"]
    if bare := [name for name in own if name.startswith("ssl.") and name.partition(".")[2].startswith(_STORES)]:
        names = ", ".join(bare)
        text = "These security configs can be dynamically updated only per-listener using the listener prefix"
        raise _invalid(f"{text}: [{names}]")
    if for_all and own:
        text = "Cannot update these configs at default cluster level, broker id must be specified"
        raise _invalid(f"{text}: [{', '.join(own)}]")
    try:
        return {name: known[name].accept(value) if name in known else value for name, value in values.items()}
    except RefusedError as refused:
        raise _invalid(str(refused.message)) from refused


def _invalid(text: str) -> RefusedError:
    return RefusedError(codes.INVALID_REQUEST, text)
