"""No option is left over: each has its place in the options' types, and is read by the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import barnabas
from barnabas.config import Option
from barnabas.consumer.options import SPEC as CONSUMER
from barnabas.consumer.options import ConsumerOptions
from barnabas.engine.options import SPEC as CLIENT
from barnabas.engine.options import ClientOptions
from barnabas.producer.options import SPEC as PRODUCER
from barnabas.producer.options import ProducerOptions

SOURCE = Path(barnabas.__file__).parent
# Read where it is written what they are, or are in signatures of their own so that they can be typed.
TYPED_BY_THEMSELVES = {"key_serializer", "value_serializer", "key_deserializer", "value_deserializer"}
SPECS = {
    "client": (CLIENT, ClientOptions),
    "consumer": (CONSUMER, ConsumerOptions),
    "producer": (PRODUCER, ProducerOptions),
}
CODE = "\n".join(
    file.read_text()
    for part in ("client", "engine", "security", "producer", "consumer", "group")
    for file in sorted((SOURCE / part).rglob("*.py"))
)


@pytest.mark.parametrize(
    ("option", "typed"),
    [pytest.param(option, typed, id=option.name) for spec, typed in SPECS.values() for option in spec],
)
def test_every_option_is_typed_and_read(option: Option, typed: type) -> None:
    assert option.name in typed.__annotations__ or option.name in TYPED_BY_THEMSELVES
    assert re.search(rf'\w(\.get\(|\[)"{option.name}"', CODE), f"nothing reads the option {option.name}"


@pytest.mark.parametrize("kind", SPECS)
def test_no_type_names_an_option_that_is_not_there(kind: str) -> None:
    spec, typed = SPECS[kind]
    assert set(typed.__annotations__) <= {option.name for option in spec}
