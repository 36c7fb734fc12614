"""The `_read` methods."""

from __future__ import annotations

from codegen.branches import ALWAYS, FIXED, NEVER, Branches, condition
from codegen.names import snake
from codegen.schema import Field, Range, Struct
from codegen.writes import indent


class Reads(Branches):
    """Writes the readers."""

    def reader(self, struct: Struct) -> list[str]:
        head = ["@classmethod", "def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:"]
        return [*head, *indent(["self = cls.__new__(cls)", *self.method(self.read_branch, struct), "return self, pos"])]

    def read_branch(self, struct: Struct, span: Range, flexible: bool) -> list[str]:
        lines: list[str] = []
        run: list[Field] = []

        def flush() -> None:
            if len(run) == 1:
                lines.extend(self.read_value(run[0], span, flexible))
            elif run:
                packer = self.module.packer("".join(FIXED[f.type][0] for f in run))
                lines.append(f"{', '.join(f'self.{snake(f.name)}' for f in run)} = {packer}.unpack_from(view, pos)")
                lines.append(f"pos += {sum(FIXED[f.type][1] for f in run)}")
            run.clear()

        fields = self.fields(struct)
        for f in fields:
            if flexible and f.tagged.cut(span):
                continue
            when, name = condition(f.versions, span), f"self.{snake(f.name)}"
            if when is ALWAYS and f.type in FIXED and not f.array:
                run.append(f)
            elif when == NEVER:
                lines.append(f"{name} = {self.default(f)}")
            else:
                flush()
                read = self.read_value(f, span, flexible)
                lines += (
                    read
                    if when is ALWAYS
                    else [f"if {when}:", *indent(read), "else:", f"    {name} = {self.default(f)}"]
                )
        flush()
        if flexible:
            return lines + self.read_tag_section(fields, span)
        return [*lines, "self.unknown_tagged_fields = None"]

    def read_value(self, f: Field, span: Range, flexible: bool) -> list[str]:
        name, use = f"self.{snake(f.name)}", self.module.use
        compact = "compact_" if flexible and f.flexible else ""
        there = f.versions.cut(span)
        null = condition(f.nullable.cut(there), there)
        if f.array:
            kind = "" if null == NEVER else "nullable_"
            lines = [f"count, pos = {use(f'read_{kind}{compact}count')}(view, pos)"]
            items = self.read_items(f, flexible)
            if null == NEVER:
                return lines + items
            return [
                *lines,
                "if count < 0:",
                *indent(self.check_null(f, null)),
                f"    {name} = None",
                "else:",
                *indent(items),
            ]
        if f.type in FIXED:
            code, size = FIXED[f.type]
            return [f"{name} = {self.module.packer(code)}.unpack_from(view, pos)[0]", f"pos += {size}"]
        if f.type == "records":
            return [f"{name}, pos = {use(f'read_{compact}records')}(view, pos)"]
        if f.type in self.structs:
            body = f"{name}, pos = {self.message.name}.{f.type}._read(view, pos, version)"
            if null == NEVER:
                return [body]
            lines = [f"present, pos = {use('read_present')}(view, pos)", "if present:", f"    {body}", "else:"]
            return [*lines, *indent(self.check_null(f, null)), f"    {name} = None"]
        plain = f"{name}, pos = {use(f'read_{compact}{f.type}')}(view, pos)" if null is not ALWAYS else ""
        if null == NEVER:
            return [plain]
        nullable = f"{name}, pos = {use(f'read_nullable_{compact}{f.type}')}(view, pos)"
        return [nullable] if null is ALWAYS else [f"if {null}:", f"    {nullable}", "else:", f"    {plain}"]

    def check_null(self, f: Field, null: str | None) -> list[str]:
        if null is ALWAYS:
            return []
        self.module.bases.add("unexpected_null")
        return [f"if not ({null}):", f'    raise unexpected_null("{snake(f.name)}")']

    def read_items(self, f: Field, flexible: bool) -> list[str]:
        name, use = f"self.{snake(f.name)}", self.module.use
        if f.type == "uuid":
            return [f"{name}, pos = {use('read_uuids')}(view, pos, count)"]
        if f.type in FIXED:
            code, size = FIXED[f.type]
            return [f'{name}, pos = {use("read_fixed")}(view, pos, count, "{code}", {size})']
        if f.type in self.structs:
            item = snake(f.type) + "_item"
            return [
                f"{name} = []",
                "for _ in range(count):",
                f"    {item}, pos = {self.message.name}.{f.type}._read(view, pos, version)",
                f"    {name}.append({item})",
            ]
        compact = "compact_" if flexible else ""
        return [f"{name}, pos = {use('read_each')}(view, pos, count, {use(f'read_{compact}{f.type}')})"]

    def read_tag_section(self, fields: list[Field], span: Range) -> list[str]:
        use = self.module.use
        tagged = sorted((f for f in fields if f.tagged.cut(span)), key=lambda f: f.tag or 0)
        if not tagged:
            return [f"self.unknown_tagged_fields, pos = {use('read_unknown_tags')}(view, pos)"]
        lines = [f"self.{snake(f.name)} = {self.default(f)}" for f in tagged]
        lines += ["unknown: dict[int, bytes] = {}", f"tag_count, pos = {use('read_tag_count')}(view, pos)"]
        lines += ["for _tag in range(tag_count):", f"    tag, pos, end = {use('read_tag')}(view, pos)"]
        for place, f in enumerate(tagged):
            when, name = condition(f.tagged, span), f"self.{snake(f.name)}"
            lines += [f"    {'elif' if place else 'if'} tag == {f.tag}{f' and {when}' if when else ''}:"]
            if f.type in self.structs and not f.array and f.nullable.cut(span):
                read = ["if view[pos] == 0:", "    pos += 1", f"    {name} = None", "else:"]
                read += [f"    {name}, pos = {self.message.name}.{f.type}._read(view, pos + 1, version)"]
            else:
                read = self.read_value(f, f.tagged.cut(span), True)
            lines += indent(indent(read))
        self.module.bases.add("tag_overrun")
        tail = [
            "else:",
            "    unknown[tag] = bytes(view[pos:end])",
            "    pos = end",
            "if pos != end:",
            "    raise tag_overrun(tag)",
        ]
        return [*lines, *indent(tail), "self.unknown_tagged_fields = unknown or None"]
