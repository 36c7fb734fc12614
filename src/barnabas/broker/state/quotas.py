"""Client quotas (KIP-546, KIP-612): kept and told as Kafka does it. They are not enforced: nobody is throttled."""

from __future__ import annotations

import ipaddress
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes

if TYPE_CHECKING:
    from barnabas.broker.storage.journal import Journal

KIND: Final = "quota"  # in the journal: the key is the entity as JSON, the value its quotas

USER, CLIENT_ID, IP = "user", "client-id", "ip"
EXACT, DEFAULT, ANY = 0, 1, 2  # how a component of a filter matches

Entity: TypeAlias = tuple[tuple[str, str | None], ...]
"""Types and names, in order of the types; the name of a type's default is None."""

_WHOLE = frozenset({"producer_byte_rate", "consumer_byte_rate", "connection_creation_rate"})
_OF_USERS = frozenset({"producer_byte_rate", "consumer_byte_rate", "request_percentage", "controller_mutation_rate"})
_OF_IPS = frozenset({"connection_creation_rate"})


class Component(NamedTuple):
    """One condition of a filter."""

    type: str
    match: int
    name: str | None


class Quotas:
    """The cluster's quotas by entity.

    >>> quotas = Quotas()
    >>> quotas.alter((("user", "a"),), {"producer_byte_rate": 10.0}, False)
    >>> list(quotas.find([Component("user", EXACT, "a")], False))
    [((('user', 'a'),), {'producer_byte_rate': 10.0})]
    """

    def __init__(self, journal: Journal | None = None) -> None:
        self._quotas: dict[Entity, dict[str, float]] = {}
        self._journal = journal

    def alter(self, entity: Entity, changes: Mapping[str, float | None], validate_only: bool) -> None:
        """Sets quotas of an entity, or takes those away that are None.

        Raises:
            RefusedError: INVALID_REQUEST; nothing has changed then.
        """
        _check_entity(entity)
        for key, value in changes.items():
            _check(entity, key, value)
        if validate_only:
            return
        after = {**self._quotas.get(entity, {}), **changes}
        kept = {key: value for key, value in after.items() if value is not None}
        if kept:
            self._quotas[entity] = kept
        else:
            self._quotas.pop(entity, None)
        if self._journal is not None:
            self._journal.put(KIND, json.dumps(entity), kept or None)

    def find(self, components: list[Component], strict: bool) -> Iterator[tuple[Entity, Mapping[str, float]]]:
        """The entities that all components match; with `strict` only those that have no other types.

        Raises:
            RefusedError: INVALID_REQUEST, or UNSUPPORTED_VERSION for a type that there is not.
        """
        _check_filter(components)
        return (
            (entity, quotas)
            for entity, quotas in self._quotas.items()
            if all(_matches(component, entity) for component in components)
            and (not strict or len(entity) == len(components))
        )

    def restore(self, key: str, value: dict[str, Any] | None) -> None:
        """One entry of the journal, at the start."""
        entity = tuple((type_, name) for type_, name in json.loads(key))
        if value:
            self._quotas[entity] = dict(value)
        else:
            self._quotas.pop(entity, None)


def entity_of(pairs: Iterable[tuple[str, str | None]]) -> Entity:
    """An entity in order; of a type named twice the last holds, as in Kafka."""
    return tuple(sorted(dict(pairs).items()))


def _matches(component: Component, entity: Entity) -> bool:
    names = dict(entity)
    if component.type not in names:
        return False
    return component.match == ANY or names[component.type] == component.name


def _check_entity(entity: Entity) -> None:
    if not entity:
        raise _invalid("Invalid empty client quota entity")
    types = [type_ for type_, _ in entity]
    for type_, name in entity:
        if type_ not in (USER, CLIENT_ID, IP):
            raise _invalid(f"Unhandled client quota entity type: {type_}")
        if name == "":
            raise _invalid(f"Empty {type_} not supported")
    if IP in types and len(types) > 1:
        raise _invalid("Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId")


def _check(entity: Entity, key: str, value: float | None) -> None:
    of_ip, name = entity[0][0] == IP, entity[0][1]
    if key not in (_OF_IPS if of_ip else _OF_USERS):
        raise _invalid(f"Invalid configuration key {key}")
    if of_ip and name is not None and not _is_address(name):
        raise _invalid(f"{name} is not a valid IP or resolvable host.")
    if value is None:
        return
    if not value > 0:
        raise _invalid(f"Quota {key} must be greater than 0")
    if key in _WHOLE:
        most, word = (2**31 - 1, "an INT") if of_ip else (2**63 - 1, "a LONG")
        if value > most:
            raise _invalid(f"Proposed value for {key} is too large for {word}.")
        if value != math.floor(value):
            raise _invalid(f"{key} cannot be a fractional value.")


def _is_address(name: str) -> bool:
    """Kafka resolves names too; here only addresses and this host's name are taken, so that nothing waits for a resolver."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost"
    return True


def _check_filter(components: list[Component]) -> None:
    seen: set[str] = set()
    for type_, match, name in components:
        if not type_:
            raise _invalid("Invalid empty entity type.")
        if type_ in seen:
            raise _invalid(f"Entity type {type_} cannot appear more than once in the filter.")
        seen.add(type_)
        if type_ not in (USER, CLIENT_ID, IP):
            raise RefusedError(codes.UNSUPPORTED_VERSION, f"Unsupported entity type {type_}")
        if match == EXACT and name is None:
            raise _invalid("Request specified MATCH_TYPE_EXACT, but set match string to null.")
        if match in (DEFAULT, ANY) and name is not None:
            which = "DEFAULT" if match == DEFAULT else "SPECIFIED"
            raise _invalid(f"Request specified MATCH_TYPE_{which}, but also specified a match string.")
        if match not in (EXACT, DEFAULT, ANY):
            raise _invalid(f"Unknown match type {match}")
    if IP in seen and len(seen) > 1:
        text = "Invalid entity filter component combination. IP filter component should not be used with"
        raise _invalid(f"{text} user or clientId filter component.")


def _invalid(text: str) -> RefusedError:
    return RefusedError(codes.INVALID_REQUEST, text)
