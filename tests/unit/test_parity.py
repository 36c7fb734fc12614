"""Both faces have the same words: what `Client` and its parts can do, `AsyncClient` and its parts can, awaited."""

from __future__ import annotations

import inspect

import pytest

import barnabas

PAIRS = [
    (barnabas.Client, barnabas.AsyncClient),
    (barnabas.Admin, barnabas.AsyncAdmin),
    (barnabas.Producer, barnabas.AsyncProducer),
    (barnabas.Consumer, barnabas.AsyncConsumer),
    (barnabas.Transactional, barnabas.AsyncTransactional),
]


def words(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


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
    for name in ("__enter__", "__exit__", "__iter__"):
        asynchronous = {"__enter__": "__aenter__", "__exit__": "__aexit__", "__iter__": "__aiter__"}[name]
        assert hasattr(sync, name) == hasattr(aio, asynchronous)
