"""Writes one Python module per API: a class per message, straight-line code for reading and writing.

A method has one branch for the flexible versions and one for those before; within a branch a field is there always,
never, or under a condition on the version. Neighbours of fixed size that are there always are packed in one call.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from codegen.names import snake
from codegen.reads import Reads
from codegen.schema import TOP, Field, Message, Range, Struct
from codegen.writes import Writes

PYTHON = {
    "bool": "bool", "int8": "int", "int16": "int", "uint16": "int", "int32": "int", "uint32": "int", "int64": "int",
    "float64": "float", "uuid": "bytes", "string": "str", "bytes": "bytes", "records": "RecordsField",
}  # fmt: skip
HEADER = "# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.\n"


@dataclass
class Module:
    """What one module needs: its messages, and the names that their code uses."""

    name: str
    messages: list[Message]
    packers: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    bases: set[str] = field(default_factory=set)

    def packer(self, codes: str) -> str:
        return self.packers.setdefault(codes, "_" + codes.replace("?", "o").replace("16s", "u"))

    def use(self, name: str) -> str:
        self.used.add(name)
        return name

    def text(self) -> str:
        bodies = [MessageWriter(self, m).text() for m in self.messages]
        if any("RecordsField" in b for b in bodies):
            self.bases.add("RecordsField")
        lines = [HEADER + "from __future__ import annotations", ""]
        if self.packers:
            lines += ["from struct import Struct as Packer"]
        lines += ["from typing import ClassVar, Self", ""]
        lines += [f"from barnabas.protocol.message import {', '.join(sorted(self.bases))}"]
        lines += [f"from barnabas.protocol.primitives import {', '.join(sorted(self.used | {'Out'}))}", ""]
        lines += [f'{name} = Packer(">{codes}")' for codes, name in sorted(self.packers.items())]
        return "\n".join(lines) + "\n\n\n" + "\n\n\n".join(bodies) + "\n"


class MessageWriter(Reads, Writes):
    """Writes one message."""

    def __init__(self, module: Module, message: Message) -> None:
        self.module = module
        self.message = message
        self.structs = message.structs
        self.valid = message.valid

    def text(self) -> str:
        m = self.message
        base = "Request" if m.kind == "request" else "Message"
        self.module.bases.add(base)
        api = m.name.removesuffix("Request").removesuffix("Response") if m.key is not None else m.name
        stable = m.valid.high - 1 if m.unstable else m.valid.high
        lines = [
            f"class {m.name}({base}):",
            f'    """Kafka\'s {m.name}, versions {m.valid.low} to {m.valid.high}."""',
            "",
        ]
        consts = [("NAME", f'"{api}"')]
        if m.key is not None:
            consts.append(("API_KEY", str(m.key)))
        consts += [("MIN_VERSION", str(m.valid.low)), ("MAX_VERSION", str(stable))]
        if m.unstable:
            consts.append(("UNSTABLE_VERSION", str(m.valid.high)))
        consts.append(("FLEXIBLE_FROM", str(m.flexible.low if m.flexible else TOP)))
        lines += [f"    {name} = {value}" for name, value in consts]
        for struct in self.ordered():
            self.module.bases.add("Struct")
            lines += ["", f"    class {struct.name}(Struct):", f'        """Part of {m.name}."""', ""]
            lines += self.struct(struct, "        ")
        lines += ["", *self.struct(m.body, "    ")]
        return "\n".join(lines)

    def ordered(self) -> list[Struct]:
        """The structs that are used, parts before wholes."""
        done: dict[str, Struct] = {}

        def visit(struct: Struct) -> None:
            for f in struct.fields:
                if f.type in self.structs and f.type not in done and f.versions.cut(self.valid):
                    visit(self.structs[f.type])
                    done[f.type] = self.structs[f.type]

        visit(self.message.body)
        return list(done.values())

    def fields(self, struct: Struct) -> list[Field]:
        return [f for f in struct.fields if f.versions.cut(self.valid)]

    def struct(self, struct: Struct, pad: str) -> list[str]:
        fields = self.fields(struct)
        names = [snake(f.name) for f in fields]
        shown = "(" + ", ".join(f'"{n}"' for n in names) + ("," if len(names) == 1 else "") + ")"
        lines = [f"__slots__ = {shown}", f"FIELDS: ClassVar[tuple[str, ...]] = {shown}"]
        lines += [f"{n}: {self.annotation(f)}" for n, f in zip(names, fields, strict=True)]
        lines += ["", "def __init__(", "    self,", *(["    *,"] if fields else [])]
        lines += [
            f"    {n}: {self.annotation(f, argument=True)} = {self.default(f, argument=True)},"
            for n, f in zip(names, fields, strict=True)
        ]
        lines += [") -> None:", "    self.unknown_tagged_fields = None"]
        for n, f in zip(names, fields, strict=True):
            fresh = self.default(f)
            given = f"{fresh} if {n} is None else {n}" if self.default(f, argument=True) == "None" != fresh else n
            lines.append(f"    self.{n} = {given}")
        lines += ["", *self.writer(struct), "", *self.reader(struct)]
        return [pad + line if line else "" for line in lines]

    def annotation(self, f: Field, argument: bool = False) -> str:
        base = PYTHON.get(f.type) or f"{self.message.name}.{f.type}"
        if f.array:
            base = f"list[{base}]"
        null = bool(f.nullable.cut(self.valid)) and f.type != "records"
        if argument and (f.array or f.type in self.structs):
            null = True
        return f"{base} | None" if null else base

    def default(self, f: Field, argument: bool = False) -> str:
        """The default as an expression; for an argument, None stands for a fresh mutable one."""
        given = f.default
        if given is not None and str(given) == "null":
            return "None"
        if f.array:
            return "None" if argument else "[]"
        if f.type in self.structs:
            return "None" if argument else f"{self.message.name}.{f.type}()"
        if f.type == "bool":
            return "True" if str(given).lower() == "true" else "False"
        if f.type == "string":
            return f'"{given or ""}"'
        if f.type == "bytes":
            return 'b""'
        if f.type == "records":
            return "None"
        if f.type == "float64":
            return repr(float(given or 0))
        if f.type == "uuid":
            return repr(base64.urlsafe_b64decode(given + "==")) if given else self.module.use("ZERO_UUID")
        return str(int(str(given), 0) if given not in (None, "") else 0)

    def branches(self) -> list[tuple[Range, bool]]:
        flexible = self.message.flexible.cut(self.valid)
        if not flexible:
            return [(self.valid, False)]
        before = Range(self.valid.low, flexible.low - 1)
        return [(flexible, True), (before, False)] if before else [(flexible, True)]
