"""Options by keyword: Kafka's names in snake_case, checked when given, with errors that teach.

A part of the client declares its options as a `Spec` (name, default, check); `resolve` turns a user's keywords into a
complete dict or raises. A wrong name is a `TypeError` with the nearest right one, a wrong value a `ConfigurationError`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from barnabas.errors.client import ConfigurationError

INT = 2**31 - 1  # the most that Kafka's `int` holds, and
LONG = 2**63 - 1  # its `long`
STRING = 32767  # bytes of a string in the protocol
SHOWN = 300  # characters of a value in an error


class Check(NamedTuple):
    """What an option accepts: a predicate, and the words that say so in an error."""

    accepts: str
    test: Callable[[Any], bool]
    convert: Callable[[Any], Any] | None = None


class Option(NamedTuple):
    """One option: its name, its default, what it accepts, Kafka's own name for it (None if ours). A secret is never shown."""

    name: str
    default: Any
    check: Check
    kafka: str | None = None
    secret: bool = False


def integer(low: int, high: int = INT) -> Check:
    """A whole number within bounds, both included."""
    return Check(f"an int from {low} to {high}", lambda v: type(v) is int and low <= v <= high)


def number(low: float, high: float = INT) -> Check:
    """An int or float within bounds, both included."""
    return Check(f"a number from {low} to {high}", lambda v: type(v) in (int, float) and low <= v <= high)


def boolean() -> Check:
    """True or False; 0, 1 and "true" are refused, since they hint at a mix-up."""
    return Check("True or False", lambda v: type(v) is bool)


def text(*, optional: bool = False) -> Check:
    """A non-empty str, or also None if optional."""
    return Check(
        "a non-empty str" + (" or None" if optional else ""),
        lambda v: (optional and v is None) or is_name(v),
    )


def is_name(value: Any) -> bool:
    """Whether it can be the name of something: a str that is not empty and that the protocol can carry."""
    return value != "" and carried(value)


def carried(value: Any) -> bool:
    """Whether it is a str that the protocol can carry: not one with half of a surrogate pair, nor one that is too long."""
    try:
        return isinstance(value, str) and len(value.encode()) <= STRING
    except UnicodeEncodeError:
        return False


def shown(value: Any) -> str:
    """A value as an error shows it: one of any length must not fill a log."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


def one_of(values: Collection[Any]) -> Check:
    """One of a few values, compared with their type."""
    listed = ", ".join(repr(v) for v in values)
    return Check(f"one of {listed}", lambda v: any(type(v) is type(x) and v == x for x in values))


def function(*, optional: bool = True) -> Check:
    """A callable, or None."""
    return Check("a callable" + (" or None" if optional else ""), lambda v: (optional and v is None) or callable(v))


def resolve(owner: str, spec: Iterable[Option], given: Mapping[str, Any]) -> dict[str, Any]:
    """All options of `spec` with the user's values in place of the defaults.

    Raises:
        TypeError: a keyword that is no option; names the nearest one.
        ConfigurationError: a value that is not accepted; names the option, the value and what is accepted.

    >>> resolve("Client", [Option("linger_ms", 5, integer(0))], {"linger_ms": 0})
    {'linger_ms': 0}
    """
    options = {option.name: option for option in spec}
    for name in given:
        if name not in options:
            raise TypeError(unknown_option(owner, name, options))
    resolved = {}
    for name, option in options.items():
        if name in given:
            value = given[name]
            resolved[name] = checked(owner, option, value)
        else:
            resolved[name] = option.default
    return resolved


def checked(owner: str, option: Option, value: Any) -> Any:
    """`value` if the option accepts it, converted where the check says so; else ConfigurationError."""
    if not option.check.test(value):
        kafka = f" (Kafka's {option.kafka})" if option.kafka and option.kafka.replace(".", "_") != option.name else ""
        told = f"a secret {type(value).__name__}" if option.secret else shown(value)
        raise ConfigurationError(
            f"{owner}: {option.name}={told} is not accepted{kafka}: expected {option.check.accepts}"
        )
    return option.check.convert(value) if option.check.convert else value


def unknown_option(owner: str, name: str, known: Iterable[str]) -> str:
    """The text for a keyword that is no option, with the nearest right one."""
    normal = name.replace(".", "_").replace("-", "_").lower()
    near = difflib.get_close_matches(normal, list(known), n=1, cutoff=0.6)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{owner} has no option {name!r}{hint}"
