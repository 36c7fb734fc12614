"""The settings of topics, brokers, groups and client metrics: what was set where, what holds, and where that comes from.

A topic's setting is its own, else the broker's that it goes back to, else Kafka's default; a broker's is what was set for it
while it ran, else for all brokers while they ran, else what it was started with, else Kafka's default. Differences from
Kafka: what is set for one broker while it runs does not reach the topics, as all nodes here share one set of logs; settings
without a part in this broker are kept and told, and do nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.settings import (
    TYPES,
    Setting,
    broker_settings,
    group_settings,
    metrics_settings,
    topic_settings,
)
from barnabas.errors.client import ConfigurationError

KIND: Final = "config"  # in the journal, for all but topics: the key is "type/name", the value name -> value

TOPIC, BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP = 2, 4, 8, 16, 32  # resource types
OF_TOPIC, OF_BROKER, OF_ALL_BROKERS, STATIC, DEFAULT = 1, 2, 3, 4, 5
OF_METRICS, OF_GROUP = 7, 8

# Where else a broker's setting is looked for, and what one there is worth in the unit of the first.
CHAINS: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "log.retention.ms": (("log.retention.minutes", 60_000), ("log.retention.hours", 3_600_000)),
    "log.roll.ms": (("log.roll.hours", 3_600_000),),
    "log.roll.jitter.ms": (("log.roll.jitter.hours", 3_600_000),),
    "log.flush.interval.ms": (("log.flush.scheduler.interval.ms", 1),),
}
_PER_LISTENER = "listener.name."


class Synonym(NamedTuple):
    """One of the places that a value may come from."""

    name: str
    value: str | None
    source: int


@dataclass(slots=True)
class Entry:
    """A setting as DescribeConfigs tells it. Types are numbered as there, 0 for what is not known."""

    name: str
    value: str | None
    source: int = DEFAULT
    type: int = 0
    sensitive: bool = False
    read_only: bool = False
    synonyms: list[Synonym] = field(default_factory=list)


class BrokerConfigs:
    """All settings but topics': of brokers, and of groups and client metrics, which go back to them.

    >>> brokers = BrokerConfigs({"log.retention.hours": "1"})
    >>> brokers.get("log.retention.ms"), brokers.get("no.such")
    ('3600000', None)

    Args:
        static: what the brokers are started with, by Kafka's names.
        before_4: those of a release before 4.0.

    Raises:
        ConfigurationError: a name that Kafka does not know, or a value that it does not accept.
    """

    def __init__(self, static: Mapping[str, str] | None = None, *, before_4: bool = False) -> None:
        self.before_4 = before_4
        self.settings = broker_settings(before_4)
        self.revision = 0  # counts the changes, for those who keep what they have looked up
        self.dynamic: dict[tuple[int, str], dict[str, str]] = {}  # by type and name of the resource; "" is all brokers
        self.static = {name: self._accepted(name, value) for name, value in (static or {}).items()}
        self.own: dict[int, Mapping[str, str]] = {}  # what nodes have besides of their own: their addresses

    def _accepted(self, name: str, value: str) -> str:
        setting = self.settings.get(name)
        if setting is None:
            if name.startswith(_PER_LISTENER):
                return value
            close = get_close_matches(name, self.settings, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise ConfigurationError(f"a Kafka broker has no setting {name!r}{hint}")
        try:
            return setting.accept(value)
        except RefusedError as refused:
            raise ConfigurationError(str(refused.message)) from refused

    def of(self, type_: int, name: str) -> Mapping[str, str]:
        """What is set for a resource while it runs."""
        return self.dynamic.get((type_, name), {})

    def replace(self, type_: int, name: str, values: dict[str, str]) -> None:
        """Sets it."""
        self.revision += 1
        if values:
            self.dynamic[type_, name] = values
        else:
            self.dynamic.pop((type_, name), None)

    def restore(self, key: str, value: dict[str, Any] | None) -> None:
        """One entry of the journal, at the start."""
        type_, _, name = key.partition("/")
        self.replace(int(type_), name, dict(value or {}))

    def _places(self, name: str, node: int | None) -> Iterator[Synonym]:
        if node is not None and name in (own := self.of(BROKER, str(node))):
            yield Synonym(name, own[name], OF_BROKER)
        if name in (shared := self.of(BROKER, "")):
            yield Synonym(name, shared[name], OF_ALL_BROKERS)
        static = self.own.get(node, {}).get(name, self.static.get(name)) if node is not None else self.static.get(name)
        if static is not None:
            yield Synonym(name, static, STATIC)
        setting = self.settings.get(name)
        if setting is not None and setting.default is not None:
            yield Synonym(name, setting.default, DEFAULT)

    def synonyms(self, name: str, node: int | None = None) -> list[Synonym]:
        """All places that have a value for it, the one that holds first; those of its chain last."""
        chain = [name, *(other for other, _ in CHAINS.get(name, ()))]
        found = [place for other in chain for place in self._places(other, node)]
        return sorted(found, key=lambda place: place.source)

    def get(self, name: str, node: int | None = None) -> str | None:
        """What holds for all brokers, or for `node`; None if there is nothing."""
        for other, unit in ((name, 1), *CHAINS.get(name, ())):
            place = next(self._places(other, node), None)
            if place is not None and place.value is not None:
                return place.value if unit == 1 else str(int(place.value) * unit)
        return None

    def entries(self, node: int) -> list[Entry]:
        """A node's settings, those too that it does not know."""
        names = {**self.settings, **dict.fromkeys([*self.static, *self.of(BROKER, ""), *self.of(BROKER, str(node))])}
        return [self._entry(name, node) for name in names]

    def shared_entries(self) -> list[Entry]:
        """What was set for all brokers while they ran."""
        return [self._entry(name, None) for name in self.of(BROKER, "")]

    def _entry(self, name: str, node: int | None) -> Entry:
        setting = self.settings.get(name)
        sensitive = setting is None or setting.sensitive
        synonyms = self.synonyms(name, node)
        if not any(place.name == name for place in synonyms):
            synonyms = []  # Kafka tells of the others only if the first has a value
        if node is None:
            synonyms = [place for place in synonyms if place.source == OF_ALL_BROKERS]
        return Entry(
            name=name,
            value=None if sensitive else self.get(name, node),
            source=synonyms[0].source if synonyms else DEFAULT,
            type=TYPES[setting.type] if setting is not None else 0,
            sensitive=sensitive,
            read_only=setting is None or not setting.other,
            synonyms=[place._replace(value=None) for place in synonyms] if sensitive else synonyms,
        )

    def group(self, group: str, name: str) -> str | None:
        """What holds for a group."""
        own = self.of(GROUP, group)
        setting = group_settings()[name]
        return own.get(name) or (self.get(setting.other) if setting.other else None) or setting.default

    def group_entries(self, group: str) -> list[Entry]:
        """A group's settings, whether there is such a group or not."""
        own = self.of(GROUP, group)
        return [
            _lower_entry(setting, own, OF_GROUP, self.synonyms(setting.other) if setting.other else [])
            for setting in group_settings().values()
        ]

    def metrics_entries(self, subscription: str) -> list[Entry]:
        """Those of a subscription of client metrics (KIP-714), whether there is one or not."""
        own = self.of(CLIENT_METRICS, subscription)
        return [_lower_entry(setting, own, OF_METRICS, []) for setting in metrics_settings().values()]


class TopicConfigs:
    """A topic's settings; what it does not have itself it has from `broker`.

    >>> topic = TopicConfigs(BrokerConfigs({"log.segment.bytes": "1048576"}), {"retention.ms": "-1"})
    >>> topic.get("retention.ms"), topic.get("segment.bytes"), topic.get("cleanup.policy")
    ('-1', '1048576', 'delete')
    """

    __slots__ = ("_broker", "_found", "_overrides", "_revision")

    def __init__(self, broker: BrokerConfigs, overrides: Mapping[str, str] | None = None) -> None:
        self._broker = broker
        self._overrides = dict(overrides or {})
        self._found: dict[str, str] = {}  # what was looked up since `_revision`
        self._revision = broker.revision

    @property
    def overrides(self) -> Mapping[str, str]:
        """What is set for the topic itself."""
        return self._overrides

    def replace(self, overrides: Mapping[str, str]) -> None:
        """Sets it, unchecked: `topic_overrides` checks."""
        self._overrides = dict(overrides)
        self._found.clear()

    def get(self, name: str) -> str:
        """What holds; empty for a name that no topic has."""
        if self._revision != self._broker.revision:
            self._found.clear()
            self._revision = self._broker.revision
        value = self._found.get(name)
        if value is None:
            value = self._found[name] = self._look_up(name)
        return value

    def _look_up(self, name: str) -> str:
        if name in self._overrides:
            return self._overrides[name]
        setting = topic_settings(self._broker.before_4).get(name)
        if setting is None:
            return ""
        value = self._broker.get(setting.other) if setting.other else None
        return value if value is not None else setting.default or ""

    def entries(self) -> list[Entry]:
        """All of them, as DescribeConfigs tells them."""
        found = []
        for setting in topic_settings(self._broker.before_4).values():
            above = self._broker.synonyms(setting.other) if setting.other else []
            if not any(place.name == setting.other for place in above):
                above = []
            entry = _lower_entry(setting, self._overrides, OF_TOPIC, above, own_default=False)
            entry.value = self.get(setting.name)
            found.append(entry)
        return found


def _lower_entry(
    setting: Setting, own: Mapping[str, str], source: int, above: list[Synonym], *, own_default: bool = True
) -> Entry:
    """A topic's or a group's setting: its own value, then those that it goes back to."""
    synonyms = [Synonym(setting.name, own[setting.name], source)] if setting.name in own else []
    synonyms += above
    if not above and own_default and setting.default is not None and setting.name not in own:
        synonyms.append(Synonym(setting.name, setting.default, DEFAULT))
    value = synonyms[0].value if synonyms else setting.default
    return Entry(
        name=setting.name,
        value=value,
        source=synonyms[0].source if synonyms else DEFAULT,
        type=TYPES[setting.type],
        synonyms=synonyms,
    )
