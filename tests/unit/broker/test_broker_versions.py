"""The tables of what brokers of each release answer."""

from __future__ import annotations

from itertools import pairwise

import pytest

from barnabas.broker.versions import RELEASES, implemented, table
from barnabas.errors.client import ConfigurationError
from barnabas.protocol.apis import request_class

FOUND_IN_BOTH = {0: (0, 13), 1: (4, 18), 3: (0, 13), 19: (2, 7), 74: (0, 1)}
OF_BROKERS = {4, 5, 6, 7, 52, 53, 54, 56, 58, 59, 62, 63, 67, 70, 73}


@pytest.mark.parametrize("release", RELEASES)
def test_a_table_names_only_what_the_broker_and_its_messages_have(release: str) -> None:
    versions = table(release)
    assert versions.release == release
    assert {0, 1, 2, 3, 18} <= set(versions.ranges)
    assert not OF_BROKERS & set(versions.ranges)
    for key, (oldest, newest) in versions.ranges.items():
        messages = request_class(key)
        assert implemented(key)
        assert messages.MIN_VERSION <= oldest <= newest <= messages.MAX_VERSION, messages.NAME


def test_releases_only_ever_learn_more() -> None:
    for before, after in pairwise(RELEASES):
        earlier, later = dict(table(before).ranges), table(after).ranges
        if after == "3.3":  # with KRaft, SCRAM came back with 3.5 and delegation tokens with 3.6
            earlier = {key: pair for key, pair in earlier.items() if key not in (38, 39, 40, 41, 50, 51)}
        assert set(earlier) <= set(later), after
        for key, (oldest, newest) in earlier.items():
            assert oldest <= later[key][0] <= newest <= later[key][1], (after, key)


def test_a_release_is_found_by_any_of_its_fixes() -> None:
    assert table("4.4.0") is table("4.4")
    assert table("0.11.0.3").release == "0.11"
    assert table("2.8.2").ranges[3] == (0, 11)


@pytest.mark.parametrize("version", ["", "4", "four", "0.10.2", "5.0", "4.40", "4.4-rc1"])
def test_an_unknown_version_is_told_with_the_known_ones(version: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        table(version)
    assert repr(version) in str(caught.value)
    assert "0.11, 1.0" in str(caught.value)


def test_what_came_with_which_release() -> None:
    assert table("4.4").ranges.items() >= FOUND_IN_BOTH.items()
    assert table("0.11").ranges[1] == (0, 5)
    assert 42 not in table("1.0").ranges
    assert 42 in table("1.1").ranges
    assert 68 not in table("3.6").ranges
    assert not table("3.7").consumer_groups
    assert table("4.0").consumer_groups
    assert table("3.2").zookeeper
    assert not table("3.3").zookeeper


def test_what_is_told_and_not_served() -> None:
    # 4.x lists Produce v0 to v2 and does not answer them.
    assert not table("4.0").serves(0, 2)
    assert table("4.0").serves(0, 3)
    assert table("3.9").serves(0, 2)
    assert not table("2.8").serves(0, 10)
    assert not table("2.8").serves(68, 0)


def test_features() -> None:
    assert table("2.8").features.supported == {}
    assert table("3.9").features.finalized == {"metadata.version": 21}
    newest = table("4.4").features
    assert newest.supported["transaction.version"] == (0, 2)
    assert newest.finalized["group.version"] == 1
    assert all(newest.supported[name][0] <= at <= newest.supported[name][1] for name, at in newest.finalized.items())
