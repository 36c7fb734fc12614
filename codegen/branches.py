"""What reading and writing have in common: versions as conditions, and the two branches of a method."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from codegen.schema import Field, Message, Range, Struct

if TYPE_CHECKING:
    from codegen.emit import Module

FIXED = {
    "bool": ("?", 1), "int8": ("b", 1), "int16": ("h", 2), "uint16": ("H", 2), "int32": ("i", 4), "uint32": ("I", 4),
    "int64": ("q", 8), "float64": ("d", 8), "uuid": ("16s", 16),
}  # fmt: skip

ALWAYS, NEVER = None, ""


def condition(versions: Range, span: Range) -> str | None:
    """When a version of `span` is one of `versions`: ALWAYS, NEVER, or a test."""
    there = versions.cut(span)
    if not there:
        return NEVER
    if there == span:
        return ALWAYS
    if there.high == span.high:
        return f"version >= {there.low}"
    if there.low == span.low:
        return f"version <= {there.high}"
    return f"{there.low} <= version <= {there.high}" if there.low != there.high else f"version == {there.low}"


class Branches:
    """The parts of a message's writer that both directions use."""

    module: Module
    message: Message
    structs: dict[str, Struct]
    valid: Range

    def fields(self, struct: Struct) -> list[Field]:
        raise NotImplementedError

    def default(self, f: Field, argument: bool = False) -> str:
        raise NotImplementedError

    def branches(self) -> list[tuple[Range, bool]]:
        raise NotImplementedError

    def method(self, make: Callable[[Struct, Range, bool], list[str]], struct: Struct) -> list[str]:
        parts = self.branches()
        if len(parts) == 1:
            return make(struct, *parts[0]) or ["pass"]
        one, two = (["    " + line for line in make(struct, *part) or ["pass"]] for part in parts)
        return one if one == two else [f"if version >= {parts[0][0].low}:", *one, "else:", *two]
