"""Whatever of Barnabas a page may name: options, public names, their members and the arguments of their calls."""

from __future__ import annotations

import builtins
import inspect
import keyword
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import barnabas
from barnabas import broker, errors, security, testing
from barnabas.consumer.options import SPEC as CONSUMER
from barnabas.engine.options import SPEC as CLIENT
from barnabas.producer.options import SPEC as PRODUCER

# A call, a lone name, an argument: in a span of code, whose texts are taken out.
_NAMES = re.compile(r"(?<!\w)([A-Za-z]\w*)\(|^([A-Za-z]\w*)$|(?<![\w.])([a-z]\w*)=")


def named(span: str) -> Iterator[str]:
    """The names in a span of code that somebody has to have."""
    for found in _NAMES.findall(re.sub(r'"[^"]*"', "", span)):
        yield from (name for name in found if name)


@cache
def public() -> frozenset[str]:
    """All names that users may meet, with Python's own."""
    found = {option.name for option in (*CLIENT, *PRODUCER, *CONSUMER)} | {*keyword.kwlist, *dir(builtins), "barnabas"}
    modules: tuple[Any, ...] = (barnabas, broker, security, testing)
    found |= {name for module in modules for name in module.__all__} | set(dir(errors))
    there = {getattr(module, name) for module in modules for name in module.__all__}
    bases = {base for kind in there if inspect.isclass(kind) for base in kind.__mro__[1:-1]}
    for kind in there | bases:
        members = {name for name in dir(kind) if not name.startswith("_")}
        found |= members | set(getattr(kind, "__annotations__", ())) | _arguments(kind)
        for name in members:
            found |= _arguments(getattr(kind, name, None))
    return frozenset(found)


def _arguments(member: Any) -> set[str]:
    try:
        return set(inspect.signature(member).parameters)
    except (TypeError, ValueError):
        return set()
