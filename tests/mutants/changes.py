"""The faults that can be put into a module's tree, one at a time."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OTHER: dict[type[ast.AST], Callable[[], ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: where it is, and what the text was and became. `text` is the line's, without its comment."""

    node: int
    line: int
    text: str
    was: str
    becomes: str

    def __str__(self) -> str:
        return f"{self.text}: {self.was} → {self.becomes}" if self.was != self.text else f"{self.was} → {self.becomes}"


def _negated(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), node)


def _change(node: ast.AST) -> bool:
    """Puts the fault for its kind into a node; False if there is none for it."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in _OTHER:
            node.ops = [_OTHER[type(op)]()]  # type: ignore[list-item]
        case ast.BoolOp():
            node.op = _OTHER[type(node.op)]()  # type: ignore[assignment]
        case ast.BinOp(op=ast.Add() | ast.Sub()) | ast.AugAssign(op=ast.Add() | ast.Sub()):
            node.op = _OTHER[type(node.op)]()  # type: ignore[assignment]
        case ast.If() | ast.While() | ast.IfExp():
            node.test = _negated(node.test)
        case ast.comprehension(ifs=[first, *others]):
            node.ifs = [_negated(first), *others]
        case ast.Constant(value=bool()):
            node.value = not node.value
        case ast.Constant(value=int(number)):
            node.value = number + 1
        case ast.Return(value=ast.expr()) if not _is_none(node.value):
            node.value = ast.Constant(None)
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Delete() | ast.Raise() | ast.Continue() | ast.Break():
            _forget(node)
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript() | ast.Tuple()]):
            _forget(node)
        case _:
            return False
    return True


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _forget(node: ast.AST) -> None:
    """Makes a statement one that does nothing."""
    node.__class__ = ast.Pass


def _of_no_account(node: ast.AST) -> bool:
    """What is no behaviour: imports, annotations, words for the log, a class that has only fields."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Assert():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="_log" | "log" | "logger")))):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
    return False


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Each node that counts, in an order that depends on the text alone."""
    if _of_no_account(node):
        return
    yield node
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child)


def mutants(source: str) -> list[Mutant]:
    """All faults for a module's text."""
    found = []
    lines = source.splitlines()
    for index, node in enumerate(_walk(ast.parse(source))):
        line = getattr(node, "lineno", None)
        line = node.target.lineno if isinstance(node, ast.comprehension) else line
        after = copy.deepcopy(node)  # the tree stays as it is, or the next nodes would have other numbers
        if line is not None and _change(after):
            text = lines[line - 1].partition("  #")[0].strip()
            found.append(Mutant(index, line, text, ast.unparse(_head(node)), ast.unparse(_head(after))))
    return found


def _head(node: ast.AST) -> ast.AST:
    """The part of a node that a reader wants to see: of a statement with a body only its test."""
    return node.test if isinstance(node, ast.If | ast.While) else node


def changed(source: str, mutant: Mutant) -> ast.Module:
    """The module's tree with that fault."""
    tree = ast.parse(source)
    for index, node in enumerate(_walk(tree)):
        if index == mutant.node:
            _change(node)
            break
    return ast.fix_missing_locations(tree)
