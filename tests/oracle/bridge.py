"""From the JSON that Kafka's own converters write to this project's messages."""

from __future__ import annotations

import base64
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from barnabas.protocol.message import Struct


def build(cls: type[Struct], value: dict[str, Any]) -> Any:
    """An instance of `cls` with the fields of `value`; the others keep their defaults."""
    made = cls()
    names = {name.replace("_", ""): name for name in cls.FIELDS}
    for key, given in value.items():
        lower = key.lower()
        if lower not in names and lower.endswith("sizeinbytes"):
            # Of records, the converter says only how many bytes there are; the oracle numbers them from 1.
            setattr(made, names[lower.removesuffix("sizeinbytes")], bytes(range(1, given + 1)))
        else:
            setattr(made, names[lower], convert(hints(cls)[names[lower]], given))
    return made


@cache
def hints(cls: type[Struct]) -> dict[str, Any]:
    return get_type_hints(cls)


def convert(hint: Any, given: Any) -> Any:
    if given is None:
        return None
    if get_origin(hint) is list:
        (item,) = get_args(hint)
        return [convert(item, each) for each in given]
    choices = [choice for choice in get_args(hint) if choice is not NoneType]
    if len(choices) == 1:
        return convert(choices[0], given)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return build(hint, given)
    if hint is bytes:
        # A uuid is written as url-safe base64 without padding, bytes as plain base64 with it.
        return base64.urlsafe_b64decode(given + "==") if len(given) == 22 else base64.b64decode(given)
    if not isinstance(given, hint):
        raise TypeError(f"{given!r} is no {hint}")
    return given
