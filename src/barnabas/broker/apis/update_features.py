"""UpdateFeatures, v0 to v2 (KIP-584): checked as Kafka checks it; the levels are those of the release and stay.

v0 says `allow_downgrade`, v1 a kind of change and "only check". A level that is the one there is, is accepted; another one that
Kafka would accept is accepted for a check and otherwise refused with FEATURE_UPDATE_FAILED, as it is not modelled.
"""

from __future__ import annotations

from barnabas.broker.apis._controlled import not_controller
from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.update_features import UpdateFeaturesRequest, UpdateFeaturesResponse

Asked = UpdateFeaturesRequest.FeatureUpdateKey

UPGRADE, SAFE_DOWNGRADE, UNSAFE_DOWNGRADE = 1, 2, 3
WITH_KIND, WITHOUT_RESULTS = 1, 2
METADATA = "metadata.version"


async def handle(call: Call, request: UpdateFeaturesRequest) -> UpdateFeaturesResponse:
    """All or none."""
    response = UpdateFeaturesResponse(error_message=None)
    if not_controller(call):
        response.error_code = codes.NOT_CONTROLLER
        return response
    for asked in request.feature_updates:
        try:
            _check(call, asked, request.validate_only)
        except RefusedError as refused:
            text = "The update failed for all features since the following feature had an error"
            response.error_code, response.error_message = refused.code, f"{text}: {refused.message}"
            return response
    if call.version < WITHOUT_RESULTS:
        one = UpdateFeaturesResponse.UpdatableFeatureResult
        response.results = [one(feature=asked.feature, error_message=None) for asked in request.feature_updates]
    return response


def _check(call: Call, asked: Asked, validate_only: bool) -> None:
    features, level, name = call.cluster.versions.features, asked.max_version_level, asked.feature
    start = f"Invalid update version {level} for feature {name}."
    kind = asked.upgrade_type
    if call.version < WITH_KIND:
        kind = SAFE_DOWNGRADE if asked.allow_downgrade else UPGRADE
    if kind not in (UPGRADE, SAFE_DOWNGRADE, UNSAFE_DOWNGRADE):
        raise _refused(f"{start} The controller does not support the given upgrade type.")
    if level < 0:
        raise _refused(f"{start} A feature version cannot be less than 0.")
    if name not in features.supported:
        raise _refused(f"{start} Local controller {call.node.id} does not support this feature.")
    low, high = features.supported[name]
    if level and not low <= level <= high:
        raise _refused(f"{start} Local controller {call.node.id} only supports versions {low}-{high}")
    now = features.finalized.get(name, 0)
    if level < now and kind == UPGRADE:
        text = "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe"
        raise _refused(f"{start} {text} downgrade.")
    if level > now and kind != UPGRADE:
        raise _refused(f"{start} Can't downgrade to a newer version.")
    if level < now and name == METADATA:
        text = f"Unsupported metadata.version downgrade from {now} to {level}."
        raise _refused(
            f"{text} Refusing to perform the requested downgrade because it might delete metadata information."
        )
    if level != now and not validate_only:
        text = f"this broker keeps the features of its release: {name} stays at {now}"
        raise RefusedError(codes.FEATURE_UPDATE_FAILED, text)


def _refused(text: str) -> RefusedError:
    return RefusedError(codes.INVALID_UPDATE_VERSION, text)
