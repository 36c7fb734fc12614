"""The `_write` methods."""

from __future__ import annotations

from codegen.branches import ALWAYS, FIXED, NEVER, Branches, condition
from codegen.names import snake
from codegen.schema import Field, Range, Struct


def indent(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


class Writes(Branches):
    """Writes the writers."""

    def writer(self, struct: Struct) -> list[str]:
        return ["def _write(self, out: Out, version: int) -> None:", *indent(self.method(self.write_branch, struct))]

    def write_branch(self, struct: Struct, span: Range, flexible: bool) -> list[str]:
        lines: list[str] = []
        run: list[Field] = []

        def flush() -> None:
            if run:
                packer = self.module.packer("".join(FIXED[f.type][0] for f in run))
                lines.append(f"out += {packer}.pack({', '.join(self.packed(f) for f in run)})")
                run.clear()

        fields = self.fields(struct)
        for f in fields:
            if flexible and f.tagged.cut(span):
                continue
            when = condition(f.versions, span)
            if when is ALWAYS and f.type in FIXED and not f.array:
                run.append(f)
                continue
            flush()
            refuse = self.refuse(f)
            if when is ALWAYS:
                lines += self.write_value(f, span, flexible)
            elif when == NEVER:
                lines += [f"if {refuse[0]}:", f"    {refuse[1]}"] if refuse else []
            else:
                lines += [f"if {when}:", *indent(self.write_value(f, span, flexible))]
                lines += [f"elif {refuse[0]}:", f"    {refuse[1]}"] if refuse else []
        flush()
        return lines + self.write_tag_section(fields, span) if flexible else lines

    def packed(self, f: Field) -> str:
        value = f"self.{snake(f.name)}"
        return f"{self.module.use('uuid')}({value})" if f.type == "uuid" else value

    def refuse(self, f: Field) -> tuple[str, str] | None:
        """The test and the error for a value that the version cannot carry; ignorable fields are just left out."""
        if f.ignorable:
            return None
        self.module.bases.add("not_carried")
        return self.differs(f), f'raise not_carried("{self.message.name}", "{snake(f.name)}", version)'

    def differs(self, f: Field) -> str:
        """The test for a value that is not the default."""
        name, default = f"self.{snake(f.name)}", self.default(f)
        if default == "None":
            return f"{name} is not None"
        if f.array or default in ('""', 'b""'):
            return f"{name} is None or {name}" if f.nullable.cut(self.valid) else name
        return {"False": name, "True": f"not {name}"}.get(default, f"{name} != {default}")

    def write_value(self, f: Field, span: Range, flexible: bool, out: str = "out") -> list[str]:
        value, use = f"self.{snake(f.name)}", self.module.use
        compact = "compact_" if flexible and f.flexible else ""
        there = f.versions.cut(span)
        null = condition(f.nullable.cut(there), there)
        if f.type in FIXED and not f.array:
            return [f"{out} += {self.module.packer(FIXED[f.type][0])}.pack({self.packed(f)})"]
        if f.type == "records":
            return [f"{use(f'write_{compact}records')}({out}, {value})"]
        if f.array:
            nothing = f"{out}.append(0)" if flexible else f'{out} += b"\\xff\\xff\\xff\\xff"'
            some = [f"{use(f'write_{compact}count')}({out}, {value})", *self.write_items(f, flexible, out)]
        elif f.type in self.structs:
            nothing = f'{out} += b"\\xff"'
            body = f"{value}._write({out}, version)"
            some = [body] if null == NEVER else [f'{out} += b"\\x01"', body]
        else:
            if null is ALWAYS:
                return [f"{use(f'write_nullable_{compact}{f.type}')}({out}, {value})"]
            nothing = f"{use(f'write_nullable_{compact}{f.type}')}({out}, None)" if null != NEVER else ""
            some = [f"{use(f'write_{compact}{f.type}')}({out}, {value})"]
        if null is ALWAYS:
            return [f"if {value} is None:", f"    {nothing}", "else:", *indent(some)]
        refuse = self.refuse_null(f, value) if f.nullable.cut(self.valid) else []
        if null == NEVER:
            return refuse + some
        return [f"if {value} is None and {null}:", f"    {nothing}", "else:", *indent([*refuse, *some])]

    def refuse_null(self, f: Field, value: str) -> list[str]:
        self.module.bases.add("not_carried")
        return [
            f"if {value} is None:",
            f'    raise not_carried("{self.message.name}", "a null {snake(f.name)}", version)',
        ]

    def write_items(self, f: Field, flexible: bool, out: str) -> list[str]:
        value, use = f"self.{snake(f.name)}", self.module.use
        if f.type == "uuid":
            return [f"{use('write_uuids')}({out}, {value})"]
        if f.type in FIXED:
            return [f'{use("write_fixed")}({out}, {value}, "{FIXED[f.type][0]}")']
        if f.type in self.structs:
            item = snake(f.type) + "_item"
            return [f"for {item} in {value}:", f"    {item}._write({out}, version)"]
        compact = "compact_" if flexible else ""
        return [f"for element in {value}:", f"    {use(f'write_{compact}{f.type}')}({out}, element)"]

    def write_tag_section(self, fields: list[Field], span: Range) -> list[str]:
        write_tags = self.module.use("write_tags")
        tagged = sorted((f for f in fields if f.tagged.cut(span)), key=lambda f: f.tag or 0)
        if not tagged:
            none = [f"    {write_tags}(out, {{}}, self.unknown_tagged_fields)", "else:", "    out.append(0)"]
            return ["if self.unknown_tagged_fields:", *none]
        lines = ["tags: dict[int, bytes | bytearray] = {}"]
        for f in tagged:
            test, when, name = self.differs(f), condition(f.tagged, span), f"self.{snake(f.name)}"
            test = f"{when} and ({test})" if when else test
            lines += [f"if {test}:", "    part = Out()"]
            if f.type in self.structs and not f.array and f.nullable.cut(span):
                lines += [
                    f"    if {name} is None:",
                    '        part += b"\\x00"',
                    "    else:",
                    '        part += b"\\x01"',
                ]
                lines += [f"        {name}._write(part, version)"]
            else:
                lines += indent(self.write_value(f, f.tagged.cut(span), True, "part"))
            lines += [f"    tags[{f.tag}] = part"]
        return [*lines, f"{write_tags}(out, tags, self.unknown_tagged_fields)"]
