"""DESIGN.md's map of the files is true: every folder is there, and what is named is. What a file is, its first line says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "barnabas"
NO_FILES = {"with"}  # words in code that name none


def folder_of(name: str) -> Path:
    """Where a folder of the map is."""
    if name.startswith("crates/"):
        _, crate, *rest = name.split("/")
        return Path(ROOT, "crates", crate, "src", *rest)
    return ROOT / name if (ROOT / name).is_dir() else PACKAGE / name


def rows() -> dict[str, str]:
    """Each folder of the map with its row."""
    lines = [line for line in (ROOT / "DESIGN.md").read_text().splitlines() if line.startswith("| `")]
    found = {name: line for line in lines for name in re.findall(r"`([\w/]*/[\w/]*)`", line.split("|")[1])}
    return {name.removeprefix("src/barnabas/").rstrip("/"): line for name, line in found.items()}


def words(text: str) -> set[str]:
    """The files and folders that a text names."""
    return {span.rstrip("/") for span in re.findall(r"`([a-z_0-9/]+)(?:\.py)?`", text)} - NO_FILES


MAP = rows()


def test_every_folder_has_its_place() -> None:
    there = {file.parent.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py")} - {"."}
    named = {f"{name}/{word}" for name, line in MAP.items() for word in words(line)} | set(MAP)
    assert {
        name for name in there if name not in named and not any(each.startswith(f"{name}/") for each in MAP)
    } == set()


@pytest.mark.parametrize("name", MAP)
def test_what_is_named_is_there(name: str) -> None:
    folder = folder_of(name)
    assert folder.is_dir()
    below = {path.stem for path in folder.rglob("*")} | {"crates"}
    for word in words(MAP[name]):
        known = word in below or folder_of(word).is_dir() or (PACKAGE / f"{word}.py").exists()
        assert known or word.removeprefix("src/barnabas/") in MAP or "crates/native" in MAP[name], word


def test_files_that_stand_alone_have_their_place() -> None:
    alone = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    text = (ROOT / "DESIGN.md").read_text()
    assert {stem for stem in alone if f"`{stem}.py`" not in text} == set()


FILES = [file for file in PACKAGE.rglob("*.py") if file.stat().st_size and "messages" not in file.parts]


def test_every_file_says_what_it_is() -> None:
    assert [str(file) for file in FILES if not ast.get_docstring(ast.parse(file.read_bytes()))] == []


def test_the_ways_go_by_names_that_there_are() -> None:
    text = (ROOT / "DESIGN.md").read_text().partition("## Five ways through it")[2].partition("\n## ")[0]
    names = set(re.findall(r"`([A-Za-z_.]+)`", text)) - {"in", "for record in"}
    trees = [ast.parse(file.read_bytes()) for file in [*FILES, PACKAGE / "_native.pyi"]]
    there = {file.stem for file in [*FILES, *(ROOT / "crates").rglob("*.rs")]}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                inside = [item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
                there |= {node.name, *inside, *(f"{node.name}.{name}" for name in inside)}
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                there.add(node.name)
    assert len(names) > 40
    assert names - there == set()
