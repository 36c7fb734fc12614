"""Which version is spoken: the best that both sides know, and how a connection finds out (KIP-35, KIP-511)."""

from __future__ import annotations

import pytest

from barnabas.errors import IncompatibleBrokerError, ProtocolError
from barnabas.protocol import frames
from barnabas.protocol.messages.api_versions import ApiVersionsRequest, ApiVersionsResponse
from barnabas.protocol.messages.metadata import MetadataRequest
from barnabas.protocol.messages.produce import ProduceRequest
from barnabas.protocol.versions import Negotiation, Step, Versions

Key = ApiVersionsResponse.ApiVersion


def answer(version: int, error: int = 0, *keys: tuple[int, int, int]) -> memoryview:
    """A response frame in the form of `version`."""
    offered = [Key(api_key=k, min_version=low, max_version=high) for k, low, high in keys]
    response = ApiVersionsResponse(error_code=error, api_keys=offered)
    return memoryview(b"".join(frames.response_chunks(response, version, 1))[4:])


@pytest.mark.kip(35)
@pytest.mark.parametrize(
    ("offered", "low", "high", "picked"),
    [
        ((0, 12), None, None, 12),
        ((0, 99), None, None, MetadataRequest.MAX_VERSION),
        ((0, 99), None, 4, 4),
        ((4, 99), 4, 4, 4),
        ((0, 0), None, None, 0),
    ],
)
def test_the_highest_in_common(offered: tuple[int, int], low: int | None, high: int | None, picked: int) -> None:
    assert Versions({3: offered}).pick(MetadataRequest, low, high) == picked


@pytest.mark.parametrize(("offered", "low", "high"), [((50, 99), None, None), ((0, 3), 4, None), ((5, 9), None, 4)])
def test_nothing_in_common_says_what_each_side_has(offered: tuple[int, int], low: int | None, high: int | None) -> None:
    with pytest.raises(IncompatibleBrokerError, match=f"b1 speaks Metadata versions {offered[0]} to {offered[1]}"):
        Versions({3: offered}, "b1").pick(MetadataRequest, low, high)


def test_an_api_that_the_broker_lacks_is_named() -> None:
    versions = Versions({3: (0, 9)}, "b1")
    with pytest.raises(IncompatibleBrokerError, match="b1 does not know Produce"):
        versions.pick(ProduceRequest)
    assert versions.offers(MetadataRequest, 9)
    assert not versions.offers(MetadataRequest, 10)
    assert not versions.offers(ProduceRequest, 0)


def test_unstable_versions_are_never_picked() -> None:
    for module, name in __import__("barnabas.protocol.messages", fromlist=["APIS"]).APIS.values():
        cls = getattr(__import__(f"barnabas.protocol.messages.{module}", fromlist=["x"]), f"{name}Request")
        assert Versions({cls.API_KEY: (0, 999)}).pick(cls) == cls.MAX_VERSION
        assert cls.UNSTABLE_VERSION is None or cls.UNSTABLE_VERSION > cls.MAX_VERSION


def test_from_an_answer_with_features() -> None:
    feature = ApiVersionsResponse.FinalizedFeatureKey(name="metadata.version", max_version_level=25)
    response = ApiVersionsResponse(
        api_keys=[Key(api_key=3, min_version=1, max_version=5)], finalized_features=[feature]
    )
    versions = Versions.of(response)
    assert versions.ranges == {3: (1, 5)}
    assert versions.features == {"metadata.version": 25}


def test_a_broker_of_today_answers_at_once() -> None:
    talk = Negotiation("barnabas", "1.0")
    assert talk.version == ApiVersionsRequest.MAX_VERSION
    assert talk.request().client_software_name == "barnabas"
    assert talk.received(answer(talk.version, 0, (3, 0, 13), (18, 0, 4))) is Step.DONE
    assert talk.response is not None
    assert len(talk.response.api_keys) == 2


@pytest.mark.kip(511)
def test_error_35_brings_the_brokers_own_version() -> None:
    talk = Negotiation("barnabas", "1.0")
    talk.request()
    assert talk.received(answer(0, 35, (18, 0, 2))) is Step.ASK
    assert talk.version == 2
    assert talk.request() == ApiVersionsRequest()
    assert talk.received(answer(2, 0, (3, 0, 9), (18, 0, 2))) is Step.DONE


def test_error_35_of_an_old_broker_says_nothing_and_zero_is_tried() -> None:
    talk = Negotiation("barnabas", "1.0")
    talk.request()
    assert talk.received(answer(0, 35)) is Step.ASK
    assert talk.version == 0
    assert talk.request().encode(0) == b""
    assert talk.received(answer(0, 0, (3, 0, 2), (18, 0, 0))) is Step.DONE


@pytest.mark.parametrize("rest", ["", "01 0012 0000 0002 00000000"])
def test_what_a_mock_puts_behind_error_35_is_nothing_to_stumble_over(rest: str) -> None:
    talk = Negotiation("barnabas", "1.0")
    talk.request()
    assert talk.received(memoryview(bytes.fromhex("00000007 0023" + rest))) is Step.ASK
    assert talk.version == 0


def test_a_broker_that_contradicts_itself_ends_the_talk() -> None:
    talk = Negotiation("barnabas", "1.0")
    talk.request()
    assert talk.received(answer(0, 35, (18, 0, 99))) is Step.ASK
    assert talk.version == 0
    talk.request()
    with pytest.raises(IncompatibleBrokerError, match="refuses every version"):
        talk.received(answer(0, 35, (18, 0, 99)))


@pytest.mark.parametrize("frame", [b"", b"\0\0\0\1", b"\0\0\0\1\0", b"HTTP/1.1 400 Bad Request"])
def test_what_is_no_answer_is_refused(frame: bytes) -> None:
    talk = Negotiation("barnabas", "1.0")
    talk.request()
    with pytest.raises(ProtocolError):
        talk.received(memoryview(frame))
