"""Examples of the documentation as tests run them: in groups of their own, and with an end where they have none."""

from __future__ import annotations

import ast
import re
import uuid
from typing import Any

TURNS = 3  # of a loop that has no end


def own_group(source: str) -> str:
    """The example in a group that has committed nothing yet."""
    return re.sub(r'group_id="(\w+)"', lambda m: f'group_id="{m[1]}-{uuid.uuid4().hex[:8]}"', source)


class _Finite(ast.NodeTransformer):
    """Loops over a consumer are left after their first turn, loops for ever after some."""

    def _once(self, node: Any) -> Any:
        self.generic_visit(node)
        if isinstance(node.iter, ast.Name) and node.iter.id == "consumer":
            node.body.append(ast.copy_location(ast.Break(), node.body[-1]))
        return node

    visit_For = _once
    visit_AsyncFor = _once

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        for_ever = isinstance(node.test, ast.Constant) and node.test.value
        if not (for_ever or re.fullmatch(r"not \w+\.is_set\(\)", ast.unparse(node.test))):
            return node
        turns = ast.parse(f"for _ in range({TURNS}): pass").body[0]
        assert isinstance(turns, ast.For)
        turns.body = node.body
        return ast.copy_location(turns, node)


def compiled(source: str, name: str, mode: str = "exec", flags: int = 0) -> Any:
    """The example's code, without loops that never end."""
    tree = compile(source, name, mode, flags | ast.PyCF_ONLY_AST, dont_inherit=True)
    return compile(ast.fix_missing_locations(_Finite().visit(tree)), name, mode, flags, dont_inherit=True)
