"""The tables of API versions and features against what real brokers of two ages tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from barnabas.broker.versions import implemented, table
from barnabas.protocol.messages.api_versions import ApiVersionsRequest
from tests.embedded.raw import Raw

if TYPE_CHECKING:
    from tests.harness.kafka import Brokers

NOT_MODELLED = {"share.version", "streams.version"}
# What brokers have for each other, and client telemetry, which needs a plugin.
LEFT_OUT = {27, 71, 72} | set(range(52, 55)) | {56, 58, 59}


def told(brokers: Brokers, version: str) -> Any:
    kafka = brokers.get(version)
    if kafka.version == "given":
        pytest.fail("BARNABAS_TEST_BOOTSTRAP names one cluster: its version is not known", pytrace=False)
    with Raw(kafka.bootstrap) as raw:
        return raw.ask(ApiVersionsRequest(client_software_name="barnabas", client_software_version="1"), 4)


@pytest.mark.parametrize("version", ["3.9.1", "4.4.0"])
def test_the_versions_are_those_of_a_broker(brokers: Brokers, version: str) -> None:
    real = {key.api_key: (key.min_version, key.max_version) for key in told(brokers, version).api_keys}
    ours = table(version).ranges
    assert {key: pair for key, pair in real.items() if key in ours} == dict(ours)
    assert {key for key in real if implemented(key)} - LEFT_OUT <= set(ours)


@pytest.mark.parametrize("version", ["3.9.1", "4.4.0"])
def test_the_features_are_those_of_a_broker(brokers: Brokers, version: str) -> None:
    answer = told(brokers, version)
    supported = {one.name: (one.min_version, one.max_version) for one in answer.supported_features}
    finalized = {one.name: one.max_version_level for one in answer.finalized_features}
    ours = table(version).features
    assert {name: pair for name, pair in supported.items() if name not in NOT_MODELLED} == ours.supported
    assert {name: level for name, level in finalized.items() if name not in NOT_MODELLED} == ours.finalized
