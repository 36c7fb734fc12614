"""ApiVersions: which versions of which requests are answered (KIP-35).

A version that is not known gets error 35 in a body of v0, from 2.4 on with the range of ApiVersions itself (KIP-511). v3 carries
the client's name and version, and features in the answer (KIP-584). Not modelled: v5's check of the cluster and node that
the client expects goes as far as naming the error (KIP-1242).
"""

from __future__ import annotations

import re

from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.api_versions import ApiVersionsRequest, ApiVersionsResponse

KEY = 18
NAMED = 3
_NAME = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9.\-]*[a-zA-Z0-9])?")  # KIP-511


async def handle(call: Call, request: ApiVersionsRequest) -> ApiVersionsResponse:
    """Answers at once."""
    if call.version >= NAMED:
        software = request.client_software_name, request.client_software_version
        if not all(_NAME.fullmatch(text) for text in software):
            return ApiVersionsResponse(error_code=codes.INVALID_REQUEST)
        call.peer.software = software
    versions = call.cluster.versions
    response = ApiVersionsResponse(
        api_keys=[
            ApiVersionsResponse.ApiVersion(api_key=key, min_version=low, max_version=high)
            for key, (low, high) in sorted(versions.ranges.items())
        ]
    )
    if versions.features.finalized:
        response.supported_features = [
            ApiVersionsResponse.SupportedFeatureKey(name=name, min_version=low, max_version=high)
            for name, (low, high) in versions.features.supported.items()
            if low > 0 or call.version >= 4  # a minimum of 0 is told from v4 on (KIP-1022)
        ]
        response.finalized_features_epoch = 1
        response.finalized_features = [
            ApiVersionsResponse.FinalizedFeatureKey(name=name, max_version_level=level, min_version_level=level)
            for name, level in versions.features.finalized.items()
        ]
    return response


def not_known(low: int, high: int) -> ApiVersionsResponse:
    """The answer to a version that is not known: the client reads it as v0 and asks again (KIP-511)."""
    own = ApiVersionsResponse.ApiVersion(api_key=KEY, min_version=low, max_version=high)
    return ApiVersionsResponse(error_code=codes.UNSUPPORTED_VERSION, api_keys=[own])
