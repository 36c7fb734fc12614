"""What is public is public on purpose: the names, their docstrings, and that every example in them runs."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import barnabas
import barnabas.broker
import barnabas.errors
import barnabas.security
from barnabas.config import Option
from barnabas.consumer.options import SPEC as CONSUMER
from barnabas.consumer.options import ConsumerOptions
from barnabas.engine.options import SPEC as CLIENT
from barnabas.engine.options import ClientOptions
from barnabas.producer.options import SPEC as PRODUCER
from barnabas.producer.options import ProducerOptions
from barnabas.security.options import SPEC as SECURITY
from barnabas.security.options import SecurityOptions

OF_THE_BROKER = {name: getattr(barnabas.broker, name) for name in barnabas.broker.__all__}


def public_objects() -> Iterator[tuple[str, object]]:
    """Every public class and function, and the public methods and properties of each class, by dotted name."""
    for module in (barnabas, barnabas.broker, barnabas.security):
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


@pytest.mark.parametrize(("name", "value"), [pytest.param(n, v, id=n) for n, v in public_objects()])
def test_every_argument_is_told(name, value):
    if inspect.isclass(value) or inherited_from_builtin(value) or not callable(value):
        return
    doc = inspect.getdoc(value) or ""
    if re.search(r"\bAs `|\bas for `", doc):
        return
    arguments = [n for n in inspect.signature(value).parameters if n not in ("self", "cls")]
    assert [n for n in arguments if not re.search(rf"\b{n}\b", doc)] == []


@pytest.mark.parametrize(("name", "value"), [pytest.param(n, v, id=n) for n, v in public_objects()])
def test_arguments_keep_the_same_rules(name, value):
    """What is not obvious goes by name; a time of a call is `timeout`, in seconds."""
    if inspect.isclass(value) or inherited_from_builtin(value) or not callable(value):
        return
    arguments = [p for p in inspect.signature(value).parameters.values() if p.name not in ("self", "cls")]
    for at, argument in enumerate(arguments):
        by_name = argument.kind is inspect.Parameter.KEYWORD_ONLY
        if argument.name == "timeout":
            assert by_name or at == 0
            assert argument.default is not inspect.Parameter.empty
        assert by_name or not isinstance(argument.default, bool), argument.name
        assert not argument.name.endswith("_ms") or argument.name == "timestamp_ms", (
            "options are in milliseconds, not calls"
        )


CLASSES = [
    pytest.param(v, id=n) for n, v in public_objects() if inspect.isclass(v) and not issubclass(v, BaseException)
]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_shows_how_it_is_used(kind: type) -> None:
    assert ">>> " in (kind.__doc__ or "")


def test_every_error_says_what_it_is() -> None:
    found = [v for v in vars(barnabas.errors).values() if inspect.isclass(v) and issubclass(v, BaseException)]
    assert len(found) > 150
    assert [kind.__name__ for kind in found if not kind.__dict__.get("__doc__")] == []


def test_import_loads_nothing_heavy():
    """`import barnabas` is nearly free: whatever costs is loaded when first used."""
    code = "import sys, barnabas; print(sorted(m for m in sys.modules if m.startswith('barnabas.') or m == 'asyncio'))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert loaded == "[]"


REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def test_the_reference_has_every_public_name():
    """Also what was taken out of the public names is not left there."""
    text = "".join(page.read_text() for page in REFERENCE.glob("*.rst"))
    there = set(re.findall(r"^\.\. auto(?:class|exception|function):: (\w+)$", text, re.M))
    assert there == {*barnabas.__all__, *barnabas.broker.__all__, *barnabas.security.__all__}


TOLD = [
    pytest.param(barnabas.Producer, ProducerOptions, PRODUCER, id="producer"),
    pytest.param(barnabas.Consumer, ConsumerOptions, CONSUMER, id="consumer"),
    pytest.param(ClientOptions, ClientOptions, [o for o in CLIENT if o not in SECURITY], id="client"),
    pytest.param(SecurityOptions, SecurityOptions, SECURITY, id="security"),
]


@pytest.mark.parametrize(("told", "typed", "spec"), TOLD)
def test_every_option_is_told_with_its_default(told: Any, typed: Any, spec: list[Option]):
    section = (inspect.getdoc(told) or "").split("\nOptions:\n")[1].split("\n\n")[0]
    defaults = {name: ast.literal_eval(text) for name, text in re.findall(r"^    (\w+) \((.+?)\): ", section, re.M)}
    assert list(defaults) == list(dict.fromkeys(defaults))
    assert set(defaults) == {option.name for option in spec}
    for option in spec:
        value = defaults[option.name]
        assert (option.check.convert(value) if option.check.convert else value) == option.default, option.name
    inherited = set(SecurityOptions.__annotations__) if typed is ClientOptions else set()
    functions = {name for name in defaults if name.endswith("serializer")}  # which are typed in the overloads
    assert set(typed.__annotations__) - inherited == set(defaults) - functions
