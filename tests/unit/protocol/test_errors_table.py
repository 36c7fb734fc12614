"""The table of error codes is Kafka's: codes, symbols, and which may be retried."""

from __future__ import annotations

import pytest

from barnabas.errors import broker
from codegen.jars import PINNED
from oracle import java

pytestmark = [pytest.mark.java, pytest.mark.timeout(400)]  # the first run fetches jars


def test_codes_symbols_and_retriable_are_kafkas() -> None:
    theirs = {int(code): (name, retriable == "true") for code, name, retriable in java.vectors("ErrorsOracle", PINNED)}
    assert theirs.pop(0)[0] == "NONE"
    assert {code: (cls.name, cls.retriable) for code, cls in broker.BY_CODE.items()} == theirs


def test_every_error_has_words_of_its_own() -> None:
    texts = [cls.text for cls in broker.BY_CODE.values()]
    assert all(texts)
    assert len(set(texts)) == len(texts)


def test_an_unknown_code_keeps_its_number() -> None:
    error = broker.broker_error(1234)
    assert (error.code, error.name, error.retriable) == (1234, "UNKNOWN_CODE_1234", False)
