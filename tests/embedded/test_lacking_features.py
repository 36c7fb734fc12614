"""Brokers that are too old for what is asked of them: the error names the feature and the Kafka that has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import barnabas
from barnabas.broker import Broker
from tests.matrix.lacking import FEATURES, check

VERSIONS = ("0.11", "1.1", "2.0", "2.1", "2.3", "2.8", "3.3", "3.9", "4.4")


@pytest.fixture(scope="module", params=VERSIONS)
def old(request: pytest.FixtureRequest) -> Iterator[Broker]:
    with Broker(version=request.param, default_partitions=1) as broker:
        yield broker


@pytest.mark.kip(35)
@pytest.mark.parametrize("feature", FEATURES)
def test_the_error_names_feature_and_release(old: Broker, feature: str) -> None:
    with barnabas.Client(old.bootstrap_servers) as client:
        name = f"t-{list(FEATURES).index(feature)}"
        client.admin.create_topics([barnabas.NewTopic(name, partitions=1, replication_factor=1)], raise_on_error=True)
        before = {asked.api for asked in old.requests()}
        old.clear_requests()
        check(client, old.version, FEATURES[feature], name)
        assert before
