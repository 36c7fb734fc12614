"""Version negotiation (KIP-35, KIP-511): what a broker offers, and which version of a request to use with it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from barnabas.errors import codes
from barnabas.errors.client import IncompatibleBrokerError, ProtocolError
from barnabas.protocol.message import Message
from barnabas.protocol.messages.api_versions import ApiVersionsRequest, ApiVersionsResponse
from barnabas.protocol.releases import needs


class Versions:
    """The versions that one broker offers."""

    __slots__ = ("_broker", "features", "ranges")

    def __init__(
        self,
        ranges: Mapping[int, tuple[int, int]],
        broker: str = "the broker",
        features: Mapping[str, int] | None = None,
    ) -> None:
        self.ranges = dict(ranges)
        self.features = dict(features or {})  # finalized features and their levels (KIP-584)
        self._broker = broker

    @classmethod
    def of(cls, response: ApiVersionsResponse, broker: str = "the broker") -> Versions:
        """From a broker's answer."""
        features = {f.name: f.max_version_level for f in response.finalized_features or ()}
        return cls({k.api_key: (k.min_version, k.max_version) for k in response.api_keys}, broker, features)

    def pick(self, request: type[Message], low: int | None = None, high: int | None = None) -> int:
        """The highest version that both sides know, within `low` and `high`.

        Raises:
            IncompatibleBrokerError: there is none; the text says what each side has.
        """
        least = request.MIN_VERSION if low is None or low < request.MIN_VERSION else low
        most = request.MAX_VERSION if high is None or high > request.MAX_VERSION else high
        offered = self.ranges.get(request.API_KEY)
        if offered is None:
            text = f"{self._broker} does not know {request.NAME} requests{needs(request.API_KEY, least)}"
            raise IncompatibleBrokerError(text, api=request.NAME)
        version = min(most, offered[1])
        if version < max(least, offered[0]):
            text = f"{self._broker} speaks {request.NAME} versions {offered[0]} to {offered[1]}, and this call needs {least} to {most}"
            if least > offered[1]:
                text += needs(request.API_KEY, least)
            raise IncompatibleBrokerError(text, api=request.NAME)
        return version

    def offers(self, request: type[Message], version: int) -> bool:
        """Whether the broker speaks at least `version` of the request."""
        offered = self.ranges.get(request.API_KEY)
        return offered is not None and offered[1] >= version

    def ends_below(self, request: type[Message], version: int) -> bool:
        """Whether the broker has the request, and only in versions before this one: that tells its age."""
        offered = self.ranges.get(request.API_KEY)
        return offered is not None and offered[1] < version


class Step(Enum):
    """What the negotiation wants next."""

    ASK = "ask"
    DONE = "done"


class Negotiation:
    """ApiVersions on a fresh connection: the newest version first, and the broker's own on error 35.

    A broker that does not know the version answers with error 35 in the form of version 0, and since KIP-511 with its
    own range of ApiVersions inside, so that the second try is the last.
    """

    def __init__(self, software_name: str, software_version: str) -> None:
        self.version = ApiVersionsRequest.MAX_VERSION
        self.response: ApiVersionsResponse | None = None
        self._name = software_name
        self._software_version = software_version
        self._tried: set[int] = set()

    def request(self) -> ApiVersionsRequest:
        """The request to send, in `self.version`."""
        self._tried.add(self.version)
        if self.version < 3:
            return ApiVersionsRequest()
        return ApiVersionsRequest(client_software_name=self._name, client_software_version=self._software_version)

    def received(self, frame: memoryview) -> Step:
        """Takes the response frame; DONE when `self.response` holds the broker's answer.

        Raises:
            ProtocolError: the answer cannot be read.
            IncompatibleBrokerError: the broker refuses every version.
        """
        error = int.from_bytes(frame[4:6], "big", signed=True)
        if error != codes.UNSUPPORTED_VERSION:
            self.response = ApiVersionsResponse.decode(frame, self.version, 4)
            return Step.DONE
        try:
            ranges = {k.api_key: k.max_version for k in ApiVersionsResponse.decode(frame, 0, 4).api_keys}
        except ProtocolError:  # librdkafka's mock puts something else behind the error
            ranges = {}
        version = min(ranges.get(ApiVersionsRequest.API_KEY, 0), ApiVersionsRequest.MAX_VERSION)
        if version in self._tried:
            version = 0
        if version in self._tried:
            raise IncompatibleBrokerError(
                "the broker refuses every version of ApiVersions that this client knows", api="ApiVersions"
            )
        self.version = version
        return Step.ASK
