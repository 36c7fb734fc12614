"""One setting of Kafka's: its type, what it allows, and the words in which Kafka says what is wrong with a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from barnabas.broker.state import known_configs
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPES: Final = {  # as DescribeConfigs numbers them
    "BOOLEAN": 1,
    "STRING": 2,
    "INT": 3,
    "SHORT": 4,
    "LONG": 5,
    "DOUBLE": 6,
    "LIST": 7,
    "CLASS": 8,
    "PASSWORD": 9,
}
_BITS = {"SHORT": 16, "INT": 32, "LONG": 64}
_REPLICA = re.compile(r"\d+:\d+")
_DURATION = re.compile(r"by_duration:P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_REPLICAS = (
    "{0} must be the literal '*' or a list of replicas in the following format: "
    "[partitionId]:[brokerId],[partitionId]:[brokerId],..."
)
_RESET = (
    "Invalid value `{1}` for configuration {0}. The value must be either 'earliest', 'latest' or of the format "
    "'by_duration:<PnDTnHnMn.nS>'."
)


def parts(value: str) -> list[str]:
    """A LIST's parts."""
    return [part.strip() for part in value.split(",")] if value.strip() else []


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a setting; `other` is the last column of `known_configs`, empty for none."""

    name: str
    type: str
    default: str | None
    allowed: str
    other: str

    @property
    def sensitive(self) -> bool:
        """Its value is never shown."""
        return self.type == "PASSWORD"

    def accept(self, value: str) -> str:
        """The value as it is kept.

        Raises:
            RefusedError: INVALID_CONFIG, in Kafka's words.
        """
        value = value.strip() if self.type != "PASSWORD" else value
        if self.type == "BOOLEAN":
            if value.lower() not in ("true", "false"):
                raise self._wrong(value, "Expected value to be either true or false")
            return value.lower()
        if self.type == "LIST":
            return self._list(value)
        if self.type in _BITS or self.type == "DOUBLE":
            self._number(value)
        else:
            self._one_of(value)
        return value

    def _number(self, value: str) -> None:
        try:
            number = float(value) if self.type == "DOUBLE" else int(value)
        except ValueError:
            raise self._wrong(value, f"Not a number of type {self.type}") from None
        half = 1 << _BITS.get(self.type, 64) - 1
        if self.type != "DOUBLE" and not -half <= number < half:
            raise self._wrong(value, f"Not a number of type {self.type}")
        limits, _, also = self.allowed.partition("|")
        low, _, high = (limits[2:], "", "") if limits.startswith(">=") else limits.partition("..")
        if also and str(number) != also and not float(low) <= number <= float(high):
            raise self._wrong(number, f"Value must be between {low} and {high} or equal to {also}")
        if low not in ("", "-") and not also and number < float(low):
            raise self._wrong(number, f"Value must be at least {low}")
        if high and not also and number > float(high):
            raise self._wrong(number, f"Value must be no more than {high}")

    def _one_of(self, value: str) -> None:
        if self.allowed == "reset":
            if value not in ("earliest", "latest") and not _DURATION.fullmatch(value):
                raise self._wrong(value, _RESET.format(self.name, value))
        elif self.allowed.startswith("{") and value not in self.allowed[1:-1].split(","):
            raise self._wrong(value, f"String must be one of: {self.allowed[1:-1].replace(',', ', ')}")
        elif self.allowed.startswith("~") and value.upper() not in self.allowed[2:-1].split(","):
            known = self.allowed[2:-1].replace(",", ", ")
            raise self._wrong(value, f"String must be one of (case insensitive): {known}")

    def _list(self, value: str) -> str:
        found = parts(value)
        if self.allowed == "throttled":
            if found not in ([], ["*"]) and not all(_REPLICA.fullmatch(part) for part in found):
                raise self._wrong(f"[{', '.join(found)}]", _REPLICAS.format(self.name))
        else:
            for part in found:
                self._one_of(part)
        return ",".join(dict.fromkeys(found))

    def _wrong(self, value: object, why: str) -> RefusedError:
        return RefusedError(codes.INVALID_CONFIG, f"Invalid value {value} for configuration {self.name}: {why}")


def _read(text: str) -> Mapping[str, Setting]:
    settings = {}
    for line in filter(None, text.splitlines()):
        name, type_, default, allowed, other = line.split()
        value = {"null": None, '""': ""}.get(default, default)
        settings[name] = Setting(name, type_, value, allowed, "" if other == "-" else other)
    return MappingProxyType(settings)


@cache
def topic_settings(before_4: bool = False) -> Mapping[str, Setting]:
    """Topics' by name; those of a release before 4.0 have a few more."""
    return _read(known_configs.TOPIC + (known_configs.TOPIC_BEFORE_4 if before_4 else ""))


@cache
def broker_settings(before_4: bool = False) -> Mapping[str, Setting]:
    """Brokers' by name."""
    return _read(known_configs.BROKER + (known_configs.BROKER_BEFORE_4 if before_4 else ""))


@cache
def group_settings() -> Mapping[str, Setting]:
    """Groups' by name."""
    return _read(known_configs.GROUP)


@cache
def metrics_settings() -> Mapping[str, Setting]:
    """Those of client metrics' subscriptions by name."""
    return _read(known_configs.METRICS)
