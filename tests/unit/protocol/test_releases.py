"""Which Kafka has what: the client's table says what the development broker's say."""

from __future__ import annotations

import pytest

from barnabas.broker.versions import _RANGES, RELEASES, _pairs
from barnabas.errors import IncompatibleBrokerError
from barnabas.protocol import releases
from barnabas.protocol.messages import APIS
from barnabas.protocol.messages.describe_client_quotas import DescribeClientQuotasRequest
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.metadata import MetadataRequest
from barnabas.protocol.versions import Versions


def test_the_table_is_that_of_the_releases() -> None:
    first: dict[tuple[int, int], str] = {}
    for release in RELEASES:
        for key, (_, newest) in _pairs(_RANGES[release]).items():
            if int(key) in APIS:
                for version in range(newest + 1):
                    first.setdefault((int(key), version), release)
    assert first
    for (key, version), release in first.items():
        assert releases.since(key, version) == release, (APIS[key][1], version)
    assert set(releases._NEWEST) == {key for key, _ in first}


def test_an_api_that_is_not_there() -> None:
    with pytest.raises(
        IncompatibleBrokerError, match=r"does not know DescribeClientQuotas requests, which needs Kafka 2\.6"
    ):
        Versions({3: (0, 5)}).pick(DescribeClientQuotasRequest)


def test_a_version_that_is_not_there() -> None:
    with pytest.raises(IncompatibleBrokerError, match=r"Metadata versions 0 to 5.*, which needs Kafka 3\.1 or newer"):
        Versions({3: (0, 5)}).pick(MetadataRequest, low=12)
    with pytest.raises(IncompatibleBrokerError) as caught:  # here the client is too old
        Versions({3: (90, 95)}).pick(MetadataRequest)
    assert "Kafka" not in str(caught.value)


def test_a_field_that_is_not_there() -> None:
    with pytest.raises(
        IncompatibleBrokerError, match=r"too old for static members .*, which needs Kafka 2\.3 or newer"
    ):
        JoinGroupRequest(group_instance_id="one").encode(4)


def test_a_field_that_nobody_has_words_for() -> None:
    request = MetadataRequest(topics=[], include_topic_authorized_operations=True)
    with pytest.raises(
        IncompatibleBrokerError,
        match=r"cannot carry include_topic_authorized_operations, and it is set, which needs Kafka 2\.3",
    ):
        request.encode(7)
