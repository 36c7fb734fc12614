"""The short form: every kind of answer wrong in every way, from fixed seeds. `make fuzz-peers` is the long one."""

from __future__ import annotations

import logging

import pytest

from barnabas.protocol.message import Message
from tests.fuzz.answers import ask_for_all
from tests.fuzz.mangling import WAYS
from tests.fuzz.samples import Random, responses, sample
from tests.harness import memory

MOST = 150 << 20  # bytes that a run may take


@pytest.mark.parametrize("cls", responses(), ids=lambda cls: cls.__name__)
def test_samples_are_what_a_broker_could_have_sent(cls: type[Message]) -> None:
    dice = Random(1)
    for version in range(cls.MIN_VERSION, cls.MAX_VERSION + 1):
        data = sample(cls, version, dice).encode(version)
        assert cls.decode(data, version, exact=True).encode(version) == data


def test_every_kind_of_answer_wrong_by_the_dice(caplog: pytest.LogCaptureFixture) -> None:
    memory.start_over()
    before = memory.resident()
    faults, outcomes = ask_for_all(seed=1, rounds=4)
    assert not faults, "\n".join(faults)
    assert outcomes["read"] > 15
    assert outcomes["ProtocolError"] > 50
    assert outcomes["NetworkError"] > 5
    assert memory.resident("VmHWM") - before < MOST
    assert not [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]


@pytest.mark.parametrize("way", WAYS)
def test_every_kind_of_answer_wrong_in_one_way(way: str, caplog: pytest.LogCaptureFixture) -> None:
    memory.start_over()
    before = memory.resident()
    faults, outcomes = ask_for_all(seed=2, rounds=1, way=WAYS[way])
    assert not faults, "\n".join(faults)
    assert sum(outcomes.values()) > 80
    assert memory.resident("VmHWM") - before < MOST
    assert not [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
