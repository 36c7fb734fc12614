"""Kafka's message schemas as plain values: read from a jar, and two releases merged into one."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

TOP = 32767


@dataclass(frozen=True)
class Range:
    """Versions from `low` to `high`, both included; empty if low > high."""

    low: int
    high: int

    def __bool__(self) -> bool:
        return self.low <= self.high

    def cut(self, other: Range) -> Range:
        return Range(max(self.low, other.low), min(self.high, other.high))

    def join(self, other: Range) -> Range:
        """Both together; they must touch or overlap."""
        if not self or not other:
            return self or other
        if self.high + 1 < other.low or other.high + 1 < self.low:
            raise ValueError(f"{self} and {other} leave a gap")
        return Range(min(self.low, other.low), max(self.high, other.high))


NONE = Range(0, -1)


def parse_range(text: str | None) -> Range:
    if text is None or text == "none":
        return NONE
    if text.endswith("+"):
        return Range(int(text[:-1]), TOP)
    low, _, high = text.partition("-")
    return Range(int(low), int(high or low))


@dataclass(frozen=True)
class Field:
    name: str
    type: str  # without the [] of an array
    array: bool
    versions: Range
    nullable: Range
    tag: int | None
    tagged: Range
    default: Any
    ignorable: bool
    flexible: bool  # False for the one string that stays in the old form in flexible versions


@dataclass(frozen=True)
class Struct:
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Message:
    kind: str
    name: str
    key: int | None
    valid: Range
    flexible: Range
    unstable: bool
    body: Struct
    structs: dict[str, Struct] = field(default_factory=dict)


_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*')


def read_jar(jar: Path) -> dict[str, Message]:
    """The messages of one release by name, without those that it no longer has."""
    messages = {}
    with zipfile.ZipFile(jar) as archive:
        for name in sorted(archive.namelist()):
            if re.fullmatch(r"common/message/\w+\.json", name):
                text = _COMMENT.sub(lambda m: m.group(1) or "", archive.read(name).decode())
                raw = json.loads(text)
                if parse_range(raw["validVersions"]) and raw["type"] in ("request", "response", "header", "data"):
                    messages[raw["name"]] = _message(raw)
    return messages


def _message(raw: dict[str, Any]) -> Message:
    structs: dict[str, Struct] = {}
    for common in raw.get("commonStructs", []):
        structs[common["name"]] = Struct(common["name"], _fields(common["fields"], structs))
    body = Struct(raw["name"], _fields(raw.get("fields", []), structs))
    return Message(
        kind=raw["type"],
        name=raw["name"],
        key=raw.get("apiKey"),
        valid=parse_range(raw["validVersions"]),
        flexible=parse_range(raw["flexibleVersions"]),
        unstable=bool(raw.get("latestVersionUnstable")),
        body=body,
        structs=structs,
    )


def _fields(raws: list[dict[str, Any]], structs: dict[str, Struct]) -> tuple[Field, ...]:
    fields = []
    for raw in raws:
        array = raw["type"].startswith("[]")
        kind = raw["type"].removeprefix("[]")
        if "fields" in raw:
            structs[kind] = Struct(kind, _fields(raw["fields"], structs))
        tagged = parse_range(raw.get("taggedVersions"))
        fields.append(
            Field(
                name=raw["name"],
                type=kind,
                array=array,
                versions=parse_range(raw["versions"]) if "versions" in raw else tagged,
                nullable=parse_range(raw.get("nullableVersions")),
                tag=raw.get("tag"),
                tagged=tagged,
                default=raw.get("default"),
                ignorable=bool(raw.get("ignorable")),
                flexible=raw.get("flexibleVersions") != "none",
            )
        )
    return tuple(fields)


def merge(new: dict[str, Message], old: dict[str, Message]) -> dict[str, Message]:
    """`new`, with the versions and messages that only `old` still has; an API that has a new name there is left out."""
    keys = {(m.kind, m.key) for m in new.values() if m.key is not None}
    merged = dict(new)
    for name, message in old.items():
        if name in new:
            merged[name] = _merge(new[name], message)
        elif (message.kind, message.key) not in keys:
            merged[name] = message
    return merged


def _merge(new: Message, old: Message) -> Message:
    dropped = Range(old.valid.low, min(old.valid.high, new.valid.low - 1))
    if not dropped:
        return new
    structs = {}
    for name in {**new.structs, **old.structs}:
        structs[name] = _merge_struct(new.structs.get(name), old.structs.get(name), new.valid, dropped)
    body = _merge_struct(new.body, old.body, new.valid, dropped)
    return replace(new, valid=Range(dropped.low, new.valid.high), body=body, structs=structs)


def _merge_struct(new: Struct | None, old: Struct | None, kept: Range, dropped: Range) -> Struct:
    if new is None or old is None:
        present = new or old
        assert present is not None
        return present
    news = {f.name for f in new.fields}
    olds = {f.name: f for f in old.fields}
    fields: list[Field] = []
    for item in new.fields:
        past = olds.get(item.name)
        if past is None:
            fields.append(item)
            continue
        if (past.type, past.array) != (item.type, item.array):
            raise ValueError(f"{new.name}.{item.name} changed its type between the releases")
        versions = _join(item.versions, past.versions, kept, dropped)
        nullable = _join(item.nullable, past.nullable, kept, dropped)
        fields.append(replace(item, versions=versions, nullable=nullable))
    # A field that only the old release has goes behind the ones it followed there.
    for place, item in enumerate(old.fields):
        if item.name not in news and item.versions.cut(dropped):
            before = {f.name for f in old.fields[:place]}
            at = max((i + 1 for i, f in enumerate(fields) if f.name in before), default=0)
            fields.insert(at, replace(item, versions=item.versions.cut(dropped)))
    return Struct(new.name, tuple(fields))


def _join(new: Range, old: Range, kept: Range, dropped: Range) -> Range:
    """Versions by the new release where it is valid, by the old one below."""
    now = new.cut(Range(kept.low, TOP))
    past = old.cut(dropped)
    return now.join(past) if now and past else now or past
