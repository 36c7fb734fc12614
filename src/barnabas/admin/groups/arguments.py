"""What users give to the group admin, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from barnabas.admin.arguments import names_of
from barnabas.admin.groups.listing import Wanted
from barnabas.admin.groups.resetting import Goal
from barnabas.config import carried, is_name, shown
from barnabas.engine.list_offsets import EARLIEST, LATEST, READ_COMMITTED, READ_UNCOMMITTED
from barnabas.errors.client import ConfigurationError
from barnabas.given import moment, offset_of, partition_of
from barnabas.types import OffsetAndMetadata, TopicPartition

STATES = (
    "Unknown", "PreparingRebalance", "CompletingRebalance", "Stable", "Dead", "Empty", "Assigning", "Reconciling", "NotReady",
)  # fmt: skip
TYPES = ("classic", "consumer", "share", "streams")
ISOLATION = {"read_uncommitted": READ_UNCOMMITTED, "read_committed": READ_COMMITTED}
ENDS = {"earliest": EARLIEST, "latest": LATEST}


def wanted_of(
    states: Iterable[str] | None, types: Iterable[str] | None, protocol_types: Iterable[str] | None
) -> Wanted:
    """The filters of `list_groups`, in the broker's spelling."""
    what = "list_groups"
    given = _strings(f"{what}: protocol_types", protocol_types)
    return Wanted(_known(what, "states", states, STATES), _known(what, "types", types, TYPES), given)


def _known(what: str, name: str, given: Iterable[str] | None, known: Sequence[str]) -> list[str]:
    spelt = {one.lower(): one for one in known}
    found = _strings(f"{what}: {name}", given)
    for one in found:
        if one.lower() not in spelt:
            raise ConfigurationError(
                f"{what}: {name} with {one!r} is not accepted: expected some of {', '.join(known)}"
            )
    return [spelt[one.lower()] for one in found]


def _strings(label: str, given: Iterable[str] | None) -> list[str]:
    if isinstance(given, str):
        raise ConfigurationError(f"{label}={given!r} is not accepted: expected a list, as [{given!r}]")
    found = list(given or ())
    for one in found:
        if not carried(one):
            raise ConfigurationError(f"{label} with {shown(one)} is not accepted: expected str")
    return found


def group_of(what: str, group_id: Any) -> str:
    """One group's name."""
    if is_name(group_id):
        return str(group_id)
    raise ConfigurationError(f"{what}: group_id={shown(group_id)} is not accepted: expected a non-empty str")


def asked_of(what: str, group_ids: Any) -> dict[str, list[TopicPartition] | None]:
    """Groups by name with the partitions wanted of each, None for all."""
    if isinstance(group_ids, Mapping):
        names_of(what, group_ids, "group_ids")
        return {id: None if some is None else partitions_of(what, some) for id, some in group_ids.items()}
    return dict.fromkeys(names_of(what, group_ids, "group_ids"))


def partitions_of(what: str, given: Any) -> list[TopicPartition]:
    """Partitions, each once."""
    if isinstance(given, (str, TopicPartition)) or not isinstance(given, Iterable):
        raise ConfigurationError(
            f"{what}: partitions={given!r} is not accepted: expected a list, as [TopicPartition('orders', 3)]"
        )
    return list(dict.fromkeys(_partition(what, one) for one in given))


def _partition(what: str, given: Any) -> TopicPartition:
    try:
        return partition_of(given)
    except TypeError:
        raise ConfigurationError(f"{what}: {given!r} is not accepted: expected a TopicPartition") from None


def places_of(what: str, given: Any) -> list[TopicPartition | str] | None:
    """Partitions and topics, of which all partitions are meant; None stays None."""
    if given is None:
        return None
    if isinstance(given, (str, TopicPartition)) or not isinstance(given, Iterable):
        raise ConfigurationError(
            f"{what}: partitions={given!r} is not accepted: expected a list, as ['orders'] or [TopicPartition('orders', 3)]"
        )
    return list(dict.fromkeys(one if isinstance(one, str) and is_name(one) else _partition(what, one) for one in given))


def offsets_of(what: str, given: Any) -> dict[TopicPartition, OffsetAndMetadata]:
    """Offsets by partition, as ints or with metadata and epoch."""
    if not isinstance(given, Mapping):
        raise ConfigurationError(
            f"{what}: offsets={given!r} is not accepted: expected a dict, as {{TopicPartition('orders', 3): 42}}"
        )
    found: dict[TopicPartition, OffsetAndMetadata] = {}
    for key, value in given.items():
        partition = _partition(what, key)
        try:
            found[partition] = offset_of(key, value)
        except ConfigurationError as error:
            raise ConfigurationError(f"{what}: {error}") from None
    return found


def goal_of(now_ms: int, given: Mapping[str, Any], places: list[TopicPartition | str] | None) -> Goal:
    """Where `reset_group_offsets` shall go: by the one of the five that is `given`, and is not None."""
    what = "reset_group_offsets"
    named = [name for name, value in given.items() if value is not None]
    if len(named) != 1:
        raise ConfigurationError(
            f"{what}: {' and '.join(named) or 'nothing'} was given: expected one of {', '.join(given)}"
        )
    (name,) = named
    value = given[name]
    if name == "to":
        if value not in ENDS:
            raise ConfigurationError(f"{what}: to={value!r} is not accepted: expected 'earliest' or 'latest'")
        return Goal(timestamp=ENDS[value])
    if name == "to_offsets":
        if places is not None:
            raise ConfigurationError(
                f"{what}: partitions and to_offsets were given: to_offsets names its partitions itself"
            )
        return Goal(offsets={key: offset.offset for key, offset in offsets_of(what, value).items()})
    if name == "to_time":
        return Goal(timestamp=moment(f"{what}: to_time", value))
    if name == "by_duration":
        if not isinstance(value, timedelta) or value < timedelta(0):
            raise ConfigurationError(
                f"{what}: by_duration={value!r} is not accepted: expected a timedelta of at least 0, as timedelta(hours=1)"
            )
        return Goal(timestamp=max(0, now_ms - value // timedelta(milliseconds=1)))
    if type(value) is not int:
        raise ConfigurationError(f"{what}: shift_by={value!r} is not accepted: expected an int")
    return Goal(shift=value)


def members_of(
    group_instance_ids: Iterable[str] | None, member_ids: Iterable[str] | None, everybody: bool
) -> list[tuple[str, str | None]] | None:
    """Who shall be taken out, as pairs of member id and own name; None for everybody."""
    what = "remove_group_members"
    if everybody and (group_instance_ids is not None or member_ids is not None):
        raise ConfigurationError(f"{what}: everybody=True and names were given: expected one of them")
    if not everybody and group_instance_ids is None and member_ids is None:
        raise ConfigurationError(f"{what}: nobody was named: expected group_instance_ids, member_ids or everybody=True")
    if everybody:
        return None
    named: list[tuple[str, str | None]] = [
        ("", name) for name in names_of(what, group_instance_ids, "group_instance_ids")
    ]
    return named + [(member_id, None) for member_id in names_of(what, member_ids, "member_ids")]


def isolation_of(what: str, level: Any) -> int:
    """An isolation level by Kafka's name."""
    if level in ISOLATION:
        return ISOLATION[level]
    raise ConfigurationError(
        f"{what}: isolation_level={level!r} is not accepted: expected one of {', '.join(map(repr, ISOLATION))}"
    )
