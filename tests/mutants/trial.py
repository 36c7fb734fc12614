"""Whether a module's tests notice that it has another tree: they run in a process of their own that imports it so."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from types import CodeType, ModuleType
from typing import NoReturn

import hypothesis
import pytest

# Without pytest's own importer, which would be asked before ours: barnabas has a plugin of pytest.
OPTIONS = ("--assert=plain", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutants")
hypothesis.settings.register_profile("mutants", deadline=None, max_examples=30, derandomize=True)


class _Changed(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._tree, self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, name: str, tree: ast.Module) -> None:
        self._name = name
        self._tree = tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        assert spec is not None and spec.origin is not None
        spec.loader = _Changed(fullname, spec.origin, self._tree)
        return spec


def _run(module: str, tree: ast.Module, tests: Sequence[str]) -> NoReturn:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    code = 3
    try:
        sys.meta_path.insert(0, _Finder(module, tree))
        code = int(pytest.main([*OPTIONS, *tests]))
    finally:
        os._exit(code)


def start(module: str, tree: ast.Module, tests: Sequence[str]) -> int:
    """Starts a trial and gives its process's id."""
    assert module not in sys.modules, f"{module} is imported here already"
    child = os.fork()
    if child == 0:
        _run(module, tree, tests)
    return child


def survivors(trials: Sequence[Callable[[], int]], jobs: int, timeout: float) -> list[bool]:
    """Runs trials, some at a time; for each whether the tests passed. One that takes too long has been noticed."""
    passed = [False] * len(trials)
    running: dict[int, tuple[int, int, float]] = {}  # by a descriptor of the process
    waiting = list(enumerate(trials))[::-1]
    while waiting or running:
        while waiting and len(running) < jobs:
            index, trial = waiting.pop()
            child = trial()
            running[os.pidfd_open(child)] = (child, index, time.monotonic() + timeout)
        left = min(end for _, _, end in running.values()) - time.monotonic()
        ended, _, _ = select.select(list(running), [], [], max(0.0, left))
        for process, (child, index, end) in list(running.items()):
            if process not in ended and time.monotonic() < end:
                continue
            os.kill(child, signal.SIGKILL)  # of no effect on one that has ended
            _, status = os.waitpid(child, 0)
            os.close(process)
            del running[process]
            passed[index] = status == 0
    return passed
