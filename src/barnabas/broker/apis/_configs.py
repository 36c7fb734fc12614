"""What the APIs that read and change configurations have in common: whose they are, and how they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from barnabas.broker.state.config_changes import broker_values, group_values, metrics_values, topic_overrides
from barnabas.broker.state.configs import BROKER, CLIENT_METRICS, GROUP, TOPIC
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.settings import Setting, group_settings, metrics_settings, topic_settings
from barnabas.broker.state.topics import refused_name
from barnabas.errors import codes

if TYPE_CHECKING:
    from barnabas.broker.call import Call

_LIST_CONFIG_RESOURCES = 74

Change: TypeAlias = Callable[[Mapping[str, Setting], Mapping[str, str]], dict[str, str]]
"""From what can be set and what is set to what is set then."""


def types(call: Call) -> tuple[int, ...]:
    """The types of resources that the release has."""
    versions = call.cluster.versions
    metrics = (CLIENT_METRICS,) if _LIST_CONFIG_RESOURCES in versions.ranges else ()
    groups = (GROUP,) if versions.consumer_groups else ()
    return (TOPIC, BROKER, *metrics, *groups)


def invalid(text: str) -> RefusedError:
    """INVALID_REQUEST, with what is wrong."""
    return RefusedError(codes.INVALID_REQUEST, text)


def check_asked(
    call: Call,
    asked: Iterable[tuple[int, str]],
    type_: int,
    name: str,
    values: Mapping[str, str | None],
    names: list[str],
) -> None:
    """Refuses what is wrong with a resource's change whatever is set.

    `values` are those that must not be null, `names` all that are named.

    Raises:
        RefusedError: INVALID_REQUEST, in Kafka's words.
    """
    if Counter(asked)[type_, name] > 1:
        raise invalid("Each resource must appear at most once.")
    if len(set(names)) < len(names):
        raise invalid("Error due to duplicate config keys")
    if nulls := [key for key, value in values.items() if value is None]:
        raise invalid(f"Null value not supported for : {', '.join(nulls)}")
    if type_ not in types(call):
        raise invalid(f"Unknown resource type {type_}")


def change(call: Call, type_: int, name: str, how: Change, validate_only: bool) -> None:
    """Changes the configuration of a resource, if what comes out is accepted.

    Raises:
        RefusedError: why it is not; nothing has changed then.
    """
    if type_ == TOPIC:
        _change_topic(call, name, how, validate_only)
        return
    configs = call.cluster.configs
    now = configs.of(type_, name)
    if type_ == BROKER:
        if name:
            _check_node(call, name)
        after = broker_values(configs, how(configs.settings, now), for_all=not name)
    elif type_ == GROUP:
        if not name:
            raise invalid("Default group resources are not allowed.")
        after = group_values(configs, how(group_settings(), now))
    else:
        if not name:
            raise invalid("Subscription name can't be empty")
        after = metrics_values(how(metrics_settings(), now))
    if not validate_only:
        configs.replace(type_, name, after)
        call.cluster.broker_configs_changed(f"{type_}/{name}", after)


def _change_topic(call: Call, name: str, how: Change, validate_only: bool) -> None:
    if not name:
        raise invalid("Default topic resources are not allowed.")
    if why := refused_name(name):
        raise RefusedError(codes.INVALID_TOPIC_EXCEPTION, why)
    configs = call.cluster.configs
    topic = call.cluster.topic(name)
    now = topic.configs.overrides if topic is not None else {}
    after = topic_overrides(configs, how(topic_settings(configs.before_4), now))
    if topic is None:
        raise RefusedError(codes.UNKNOWN_TOPIC_OR_PARTITION, f"The topic '{name}' does not exist.")
    if not validate_only:
        topic.configs.replace(after)
        call.cluster.topic_changed(topic)


def _check_node(call: Call, name: str) -> None:
    if not name.removeprefix("-").isdigit():
        raise invalid(f"Node id must be an integer, but it is: {name}")
    if int(name) != call.node.id:
        raise invalid(f"Unexpected broker id, expected {call.node.id}, but received {name}")
