"""Messages with something in every field that a version carries, made from the generated classes and a seed."""

from __future__ import annotations

import types
import typing
from functools import cache
from random import Random
from typing import Any

from barnabas.errors.client import KafkaError
from barnabas.protocol.apis import request_class
from barnabas.protocol.message import Message, Struct
from barnabas.protocol.messages import APIS

INTS = (0, 1, -1, 3, 7, 100, 127)  # what the narrowest field holds
WIDE = (2**15 - 1, -(2**15), 2**31 - 1, -(2**31), 2**63 - 1, -(2**63))
TEXTS = ("", "orders", "127.0.0.1", "a" * 300, "\u00fc\u4e2d\U0001f4a9", "\0")


def responses() -> list[type[Message]]:
    """The class of every response that there is."""
    return [request_class(key).RESPONSE for key in APIS]


def sample(cls: type[Message], version: int, dice: Random) -> Message:
    """A message that `version` can carry; about as many of its fields are set as the dice say, in whatever combination."""
    message = cls()
    for _ in range(3):
        _fill(message, message, version, dice, 0)
    return message


@cache
def _kinds(cls: type[Struct]) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _fill(root: Message, struct: Struct, version: int, dice: Random, depth: int) -> None:
    kinds = _kinds(type(struct))
    for field in struct.FIELDS:
        before = getattr(struct, field)
        for wide in (True, False):
            setattr(struct, field, _value(kinds[field], dice, wide))
            if _carried(root, version):
                break
            setattr(struct, field, before)
        if depth < 4:
            inner = getattr(struct, field)
            for one in inner if isinstance(inner, list) else [inner]:
                if isinstance(one, Struct):
                    _fill(root, one, version, dice, depth + 1)


def lied(message: Message, version: int, dice: Random) -> Message:
    """Some fields of a good answer are others, each one possible by itself; changes the message."""
    structs: list[Struct] = [message]
    for struct in structs:
        for field in struct.FIELDS:
            inner = getattr(struct, field)
            structs += [one for one in (inner if isinstance(inner, list) else [inner]) if isinstance(one, Struct)]
    for _ in range(dice.choice((1, 1, 2, 4))):
        struct = dice.choice(structs)
        field = dice.choice(struct.FIELDS) if struct.FIELDS else None
        if field is not None:
            before = getattr(struct, field)
            setattr(struct, field, _value(_kinds(type(struct))[field], dice, True))
            if not _carried(message, version):
                setattr(struct, field, before)
    return message


def _carried(root: Message, version: int) -> bool:
    try:
        root.encode(version)
    except (KafkaError, OverflowError, ValueError, TypeError, AttributeError):
        return False
    return True


def _value(kind: Any, dice: Random, wide: bool) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        some = [one for one in arguments if one is not types.NoneType]
        if len(some) < len(arguments) and dice.random() < 0.2:
            return None
        return _value(bytes if bytes in some or len(some) > 1 else some[0], dice, wide)
    if origin is list:
        return [_value(arguments[0], dice, wide) for _ in range(dice.choice((0, 1, 1, 2, 3)))]
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind()
    if kind is bool:
        return dice.random() < 0.5
    if kind is int:
        return dice.choice(WIDE if wide and dice.random() < 0.3 else INTS)
    if kind is float:
        return dice.choice((0.0, -1.5, float("inf")))
    if kind is str:
        return dice.choice(TEXTS)
    return dice.randbytes(dice.choice((0, 1, 16, 16, 100)))
