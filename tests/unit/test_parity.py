"""Both faces have the same words: what `Client` and its parts can do, `AsyncClient` and its parts can, awaited."""

from __future__ import annotations

import inspect
import re

import pytest

import barnabas
from barnabas.broker import AsyncBroker, Broker

PAIRS = [
    (barnabas.Client, barnabas.AsyncClient),
    (barnabas.Admin, barnabas.AsyncAdmin),
    (barnabas.Producer, barnabas.AsyncProducer),
    (barnabas.Consumer, barnabas.AsyncConsumer),
    (barnabas.Transactional, barnabas.AsyncTransactional),
    (barnabas.TopicReader, barnabas.AsyncTopicReader),
    (Broker, AsyncBroker),
]


def blocks(kind: type, name: str) -> bool:
    """Whether the docstring of a method says that it waits, or that of its class that all do."""
    own, of_all = inspect.getdoc(getattr(kind, name)) or "", inspect.getdoc(kind) or ""
    return re.search(r"\b[Bb]locks\b", own) is not None or "Every call blocks" in of_all


@pytest.mark.parametrize(("sync", "aio"), PAIRS, ids=lambda kind: kind.__name__)
def test_what_is_awaited_on_one_face_is_told_to_block_on_the_other(sync: type, aio: type) -> None:
    awaited = {name for name in words(aio) if inspect.iscoroutinefunction(getattr(aio, name))}
    assert {name for name in awaited if not blocks(sync, name)} == set()


def words(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def shape(annotation: object) -> str:
    """A type as both faces have it: what is awaited is what the other one returns."""
    return str(annotation).replace("Async", "").replace("Awaitable[object]", "object")


@pytest.mark.parametrize(("sync", "aio"), PAIRS, ids=lambda kind: kind.__name__)
def test_the_same_words_with_the_same_arguments(sync: type, aio: type) -> None:
    assert words(sync) == words(aio)
    for name in words(sync):
        ours, theirs = getattr(sync, name), getattr(aio, name)
        if not callable(ours):
            continue
        assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters), name
        for one, other in zip(
            inspect.signature(ours).parameters.values(), inspect.signature(theirs).parameters.values(), strict=True
        ):
            assert (one.kind, one.default) == (other.kind, other.default), f"{name}({one.name})"
            assert shape(one.annotation) == shape(other.annotation), f"{name}({one.name})"
        results = inspect.signature(ours).return_annotation, inspect.signature(theirs).return_annotation
        assert shape(results[0]) == shape(results[1]), name
    for name in ("__enter__", "__exit__", "__iter__"):
        asynchronous = {"__enter__": "__aenter__", "__exit__": "__aexit__", "__iter__": "__aiter__"}[name]
        assert hasattr(sync, name) == hasattr(aio, asynchronous)
