"""What is public is public on purpose: the names, their docstrings, and that every example in them runs."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from collections.abc import Iterator

import pytest

import barnabas
import barnabas.broker
import barnabas.errors

OF_THE_BROKER = {name: getattr(barnabas.broker, name) for name in barnabas.broker.__all__}


def public_objects() -> Iterator[tuple[str, object]]:
    """Every public class and function, and the public methods and properties of each class, by dotted name."""
    for module in (barnabas, barnabas.broker):
        for name in module.__all__:
            value = getattr(module, name)
            yield f"{module.__name__}.{name}", value
            if inspect.isclass(value) and not issubclass(value, BaseException):
                for member in dir(value):
                    if member.startswith("_") or hasattr(object, member):
                        continue
                    yield f"{module.__name__}.{name}.{member}", inspect.getattr_static(value, member)


def test_names_are_sorted_unique_and_loadable():
    assert list(barnabas.__all__) == sorted(set(barnabas.__all__))
    for name in barnabas.__all__:
        assert getattr(barnabas, name) is not None
    assert set(barnabas.__all__) <= set(dir(barnabas))
    with pytest.raises(AttributeError, match="no attribute 'Klient'"):
        _ = barnabas.Klient


def inherited_from_builtin(value: object) -> bool:
    """Also a field of a NamedTuple or dataclass, whose class' docstring tells of it."""
    owner = getattr(value, "__objclass__", None)
    field = inspect.ismemberdescriptor(value) or type(value).__name__ == "_tuplegetter"
    return field or owner in (tuple, int, str, dict, Exception)


@pytest.mark.parametrize(("name", "value"), [pytest.param(n, v, id=n) for n, v in public_objects()])
def test_docstring_and_its_examples(name, value):
    if inherited_from_builtin(value):
        return
    doc = inspect.getdoc(value)
    assert doc, f"{name} has no docstring"
    examples = doctest.DocTestParser().get_doctest(doc, {"barnabas": barnabas, **OF_THE_BROKER}, name, None, None)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    out: list[str] = []
    runner.run(examples, out=out.append, clear_globs=True)
    assert runner.failures == 0, "".join(out)


def test_import_loads_nothing_heavy():
    """`import barnabas` is nearly free: whatever costs is loaded when first used."""
    code = "import sys, barnabas; print(sorted(m for m in sys.modules if m.startswith('barnabas.') or m == 'asyncio'))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert loaded == "[]"
