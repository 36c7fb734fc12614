# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_nullable_compact_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_o = Packer(">?")
_b = Packer(">b")
_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")


class UpdateFeaturesRequest(Request):
    """Kafka's UpdateFeaturesRequest, versions 0 to 2."""

    NAME = "UpdateFeatures"
    API_KEY = 57
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class FeatureUpdateKey(Struct):
        """Part of UpdateFeaturesRequest."""

        __slots__ = ("feature", "max_version_level", "allow_downgrade", "upgrade_type")
        FIELDS: ClassVar[tuple[str, ...]] = ("feature", "max_version_level", "allow_downgrade", "upgrade_type")
        feature: str
        max_version_level: int
        allow_downgrade: bool
        upgrade_type: int

        def __init__(
            self,
            *,
            feature: str = "",
            max_version_level: int = 0,
            allow_downgrade: bool = False,
            upgrade_type: int = 1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.feature = feature
            self.max_version_level = max_version_level
            self.allow_downgrade = allow_downgrade
            self.upgrade_type = upgrade_type

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.feature)
            out += _h.pack(self.max_version_level)
            if version <= 0:
                out += _o.pack(self.allow_downgrade)
            elif self.allow_downgrade:
                raise not_carried("UpdateFeaturesRequest", "allow_downgrade", version)
            if version >= 1:
                out += _b.pack(self.upgrade_type)
            elif self.upgrade_type != 1:
                raise not_carried("UpdateFeaturesRequest", "upgrade_type", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.feature, pos = read_compact_string(view, pos)
            self.max_version_level = _h.unpack_from(view, pos)[0]
            pos += 2
            if version <= 0:
                self.allow_downgrade = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.allow_downgrade = False
            if version >= 1:
                self.upgrade_type = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.upgrade_type = 1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("timeout_ms", "feature_updates", "validate_only")
    FIELDS: ClassVar[tuple[str, ...]] = ("timeout_ms", "feature_updates", "validate_only")
    timeout_ms: int
    feature_updates: list[UpdateFeaturesRequest.FeatureUpdateKey]
    validate_only: bool

    def __init__(
        self,
        *,
        timeout_ms: int = 60000,
        feature_updates: list[UpdateFeaturesRequest.FeatureUpdateKey] | None = None,
        validate_only: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.timeout_ms = timeout_ms
        self.feature_updates = [] if feature_updates is None else feature_updates
        self.validate_only = validate_only

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.timeout_ms)
        write_compact_count(out, self.feature_updates)
        for feature_update_key_item in self.feature_updates:
            feature_update_key_item._write(out, version)
        if version >= 1:
            out += _o.pack(self.validate_only)
        elif self.validate_only:
            raise not_carried("UpdateFeaturesRequest", "validate_only", version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.timeout_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        count, pos = read_compact_count(view, pos)
        self.feature_updates = []
        for _ in range(count):
            feature_update_key_item, pos = UpdateFeaturesRequest.FeatureUpdateKey._read(view, pos, version)
            self.feature_updates.append(feature_update_key_item)
        if version >= 1:
            self.validate_only = _o.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.validate_only = False
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class UpdateFeaturesResponse(Message):
    """Kafka's UpdateFeaturesResponse, versions 0 to 2."""

    NAME = "UpdateFeatures"
    API_KEY = 57
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class UpdatableFeatureResult(Struct):
        """Part of UpdateFeaturesResponse."""

        __slots__ = ("feature", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("feature", "error_code", "error_message")
        feature: str
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            feature: str = "",
            error_code: int = 0,
            error_message: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.feature = feature
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.feature)
            out += _h.pack(self.error_code)
            write_nullable_compact_string(out, self.error_message)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.feature, pos = read_compact_string(view, pos)
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.error_message, pos = read_nullable_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "error_message", "results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "error_message", "results")
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    results: list[UpdateFeaturesResponse.UpdatableFeatureResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = "",
        results: list[UpdateFeaturesResponse.UpdatableFeatureResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        if version <= 1:
            write_compact_count(out, self.results)
            for updatable_feature_result_item in self.results:
                updatable_feature_result_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        self.error_message, pos = read_nullable_compact_string(view, pos)
        if version <= 1:
            count, pos = read_compact_count(view, pos)
            self.results = []
            for _ in range(count):
                updatable_feature_result_item, pos = UpdateFeaturesResponse.UpdatableFeatureResult._read(
                    view, pos, version
                )
                self.results.append(updatable_feature_result_item)
        else:
            self.results = []
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


UpdateFeaturesRequest.RESPONSE = UpdateFeaturesResponse
