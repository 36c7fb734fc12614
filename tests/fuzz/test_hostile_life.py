"""The short form of `make fuzz-peers`: applications beside answers that are wrong, and a negotiation that is."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from tests.fuzz.hostile import HostileServer
from tests.fuzz.life import OPTIONS, live
from tests.harness import memory

SECONDS = 1.5
MOST = 200 << 20  # bytes that a life may take, the broker's share included


@pytest.mark.timeout(150)
@pytest.mark.parametrize(("seed", "version"), [(3, None), (8, None), (1, "2.1")])
def test_nobody_falls_or_hangs_and_all_heal(seed: int, version: str | None) -> None:
    memory.start_over()
    before = memory.resident()
    faults, outcomes, wrong = live(seed, SECONDS, version)
    assert not faults, "\n".join(faults)
    assert outcomes["ok"]
    assert sum(wrong.values()) >= 30
    assert memory.resident("VmHWM") - before < MOST


SETTINGS: list[dict[str, Any]] = [
    {},
    {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN"},
    {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "SCRAM-SHA-256"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=["none", "PLAIN", "SCRAM"])
def test_a_negotiation_that_is_wrong(settings: dict[str, Any]) -> None:
    """Versions, the handshake of SASL and its tokens: each attempt ends, and says with whom."""
    login = {"sasl_username": "alice", "sasl_password": "secret"} if settings else {}
    with HostileServer(5, mangles_versions=True) as server:
        for _ in range(40):
            options = {**OPTIONS, **settings, **login, "default_api_timeout_ms": 150}
            with barnabas.Client(server.bootstrap, **options) as client:
                try:
                    client.admin.describe_cluster()
                except barnabas.KafkaError as error:
                    assert server.bootstrap in str(error)
                    assert "secret" not in str(error)
