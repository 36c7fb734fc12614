# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried, tag_overrun
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_count,
    read_nullable_compact_string,
    read_tag,
    read_tag_count,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_nullable_compact_string,
    write_tags,
)

_o = Packer(">?")
_h = Packer(">h")
_hh = Packer(">hh")
_hhh = Packer(">hhh")
_i = Packer(">i")
_q = Packer(">q")


class ApiVersionsRequest(Request):
    """Kafka's ApiVersionsRequest, versions 0 to 5."""

    NAME = "ApiVersions"
    API_KEY = 18
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 3

    __slots__ = ("client_software_name", "client_software_version", "cluster_id", "node_id")
    FIELDS: ClassVar[tuple[str, ...]] = ("client_software_name", "client_software_version", "cluster_id", "node_id")
    client_software_name: str
    client_software_version: str
    cluster_id: str | None
    node_id: int

    def __init__(
        self,
        *,
        client_software_name: str = "",
        client_software_version: str = "",
        cluster_id: str | None = None,
        node_id: int = -1,
    ) -> None:
        self.unknown_tagged_fields = None
        self.client_software_name = client_software_name
        self.client_software_version = client_software_version
        self.cluster_id = cluster_id
        self.node_id = node_id

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            write_compact_string(out, self.client_software_name)
            write_compact_string(out, self.client_software_version)
            if version >= 5:
                write_nullable_compact_string(out, self.cluster_id)
            if version >= 5:
                out += _i.pack(self.node_id)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            pass

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.client_software_name, pos = read_compact_string(view, pos)
            self.client_software_version, pos = read_compact_string(view, pos)
            if version >= 5:
                self.cluster_id, pos = read_nullable_compact_string(view, pos)
            else:
                self.cluster_id = None
            if version >= 5:
                self.node_id = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.node_id = -1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.client_software_name = ""
            self.client_software_version = ""
            self.cluster_id = None
            self.node_id = -1
            self.unknown_tagged_fields = None
        return self, pos


class ApiVersionsResponse(Message):
    """Kafka's ApiVersionsResponse, versions 0 to 5."""

    NAME = "ApiVersions"
    API_KEY = 18
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 3

    class ApiVersion(Struct):
        """Part of ApiVersionsResponse."""

        __slots__ = ("api_key", "min_version", "max_version")
        FIELDS: ClassVar[tuple[str, ...]] = ("api_key", "min_version", "max_version")
        api_key: int
        min_version: int
        max_version: int

        def __init__(
            self,
            *,
            api_key: int = 0,
            min_version: int = 0,
            max_version: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.api_key = api_key
            self.min_version = min_version
            self.max_version = max_version

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                out += _hhh.pack(self.api_key, self.min_version, self.max_version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _hhh.pack(self.api_key, self.min_version, self.max_version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                self.api_key, self.min_version, self.max_version = _hhh.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.api_key, self.min_version, self.max_version = _hhh.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields = None
            return self, pos

    class SupportedFeatureKey(Struct):
        """Part of ApiVersionsResponse."""

        __slots__ = ("name", "min_version", "max_version")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "min_version", "max_version")
        name: str
        min_version: int
        max_version: int

        def __init__(
            self,
            *,
            name: str = "",
            min_version: int = 0,
            max_version: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.min_version = min_version
            self.max_version = max_version

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                write_compact_string(out, self.name)
                out += _hh.pack(self.min_version, self.max_version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.name:
                    raise not_carried("ApiVersionsResponse", "name", version)
                if self.min_version != 0:
                    raise not_carried("ApiVersionsResponse", "min_version", version)
                if self.max_version != 0:
                    raise not_carried("ApiVersionsResponse", "max_version", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                self.name, pos = read_compact_string(view, pos)
                self.min_version, self.max_version = _hh.unpack_from(view, pos)
                pos += 4
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name = ""
                self.min_version = 0
                self.max_version = 0
                self.unknown_tagged_fields = None
            return self, pos

    class FinalizedFeatureKey(Struct):
        """Part of ApiVersionsResponse."""

        __slots__ = ("name", "max_version_level", "min_version_level")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "max_version_level", "min_version_level")
        name: str
        max_version_level: int
        min_version_level: int

        def __init__(
            self,
            *,
            name: str = "",
            max_version_level: int = 0,
            min_version_level: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.max_version_level = max_version_level
            self.min_version_level = min_version_level

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                write_compact_string(out, self.name)
                out += _hh.pack(self.max_version_level, self.min_version_level)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.name:
                    raise not_carried("ApiVersionsResponse", "name", version)
                if self.max_version_level != 0:
                    raise not_carried("ApiVersionsResponse", "max_version_level", version)
                if self.min_version_level != 0:
                    raise not_carried("ApiVersionsResponse", "min_version_level", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                self.name, pos = read_compact_string(view, pos)
                self.max_version_level, self.min_version_level = _hh.unpack_from(view, pos)
                pos += 4
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name = ""
                self.max_version_level = 0
                self.min_version_level = 0
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "error_code",
        "api_keys",
        "throttle_time_ms",
        "supported_features",
        "finalized_features_epoch",
        "finalized_features",
        "zk_migration_ready",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "error_code",
        "api_keys",
        "throttle_time_ms",
        "supported_features",
        "finalized_features_epoch",
        "finalized_features",
        "zk_migration_ready",
    )
    error_code: int
    api_keys: list[ApiVersionsResponse.ApiVersion]
    throttle_time_ms: int
    supported_features: list[ApiVersionsResponse.SupportedFeatureKey]
    finalized_features_epoch: int
    finalized_features: list[ApiVersionsResponse.FinalizedFeatureKey]
    zk_migration_ready: bool

    def __init__(
        self,
        *,
        error_code: int = 0,
        api_keys: list[ApiVersionsResponse.ApiVersion] | None = None,
        throttle_time_ms: int = 0,
        supported_features: list[ApiVersionsResponse.SupportedFeatureKey] | None = None,
        finalized_features_epoch: int = -1,
        finalized_features: list[ApiVersionsResponse.FinalizedFeatureKey] | None = None,
        zk_migration_ready: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.api_keys = [] if api_keys is None else api_keys
        self.throttle_time_ms = throttle_time_ms
        self.supported_features = [] if supported_features is None else supported_features
        self.finalized_features_epoch = finalized_features_epoch
        self.finalized_features = [] if finalized_features is None else finalized_features
        self.zk_migration_ready = zk_migration_ready

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            out += _h.pack(self.error_code)
            write_compact_count(out, self.api_keys)
            for api_version_item in self.api_keys:
                api_version_item._write(out, version)
            out += _i.pack(self.throttle_time_ms)
            tags: dict[int, bytes | bytearray] = {}
            if self.supported_features:
                part = Out()
                write_compact_count(part, self.supported_features)
                for supported_feature_key_item in self.supported_features:
                    supported_feature_key_item._write(part, version)
                tags[0] = part
            if self.finalized_features_epoch != -1:
                part = Out()
                part += _q.pack(self.finalized_features_epoch)
                tags[1] = part
            if self.finalized_features:
                part = Out()
                write_compact_count(part, self.finalized_features)
                for finalized_feature_key_item in self.finalized_features:
                    finalized_feature_key_item._write(part, version)
                tags[2] = part
            if self.zk_migration_ready:
                part = Out()
                part += _o.pack(self.zk_migration_ready)
                tags[3] = part
            write_tags(out, tags, self.unknown_tagged_fields)
        else:
            out += _h.pack(self.error_code)
            write_count(out, self.api_keys)
            for api_version_item in self.api_keys:
                api_version_item._write(out, version)
            if version >= 1:
                out += _i.pack(self.throttle_time_ms)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_compact_count(view, pos)
            self.api_keys = []
            for _ in range(count):
                api_version_item, pos = ApiVersionsResponse.ApiVersion._read(view, pos, version)
                self.api_keys.append(api_version_item)
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.supported_features = []
            self.finalized_features_epoch = -1
            self.finalized_features = []
            self.zk_migration_ready = False
            unknown: dict[int, bytes] = {}
            tag_count, pos = read_tag_count(view, pos)
            for _tag in range(tag_count):
                tag, pos, end = read_tag(view, pos)
                if tag == 0:
                    count, pos = read_compact_count(view, pos)
                    self.supported_features = []
                    for _ in range(count):
                        supported_feature_key_item, pos = ApiVersionsResponse.SupportedFeatureKey._read(
                            view, pos, version
                        )
                        self.supported_features.append(supported_feature_key_item)
                elif tag == 1:
                    self.finalized_features_epoch = _q.unpack_from(view, pos)[0]
                    pos += 8
                elif tag == 2:
                    count, pos = read_compact_count(view, pos)
                    self.finalized_features = []
                    for _ in range(count):
                        finalized_feature_key_item, pos = ApiVersionsResponse.FinalizedFeatureKey._read(
                            view, pos, version
                        )
                        self.finalized_features.append(finalized_feature_key_item)
                elif tag == 3:
                    self.zk_migration_ready = _o.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    unknown[tag] = bytes(view[pos:end])
                    pos = end
                if pos != end:
                    raise tag_overrun(tag)
            self.unknown_tagged_fields = unknown or None
        else:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_count(view, pos)
            self.api_keys = []
            for _ in range(count):
                api_version_item, pos = ApiVersionsResponse.ApiVersion._read(view, pos, version)
                self.api_keys.append(api_version_item)
            if version >= 1:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            self.supported_features = []
            self.finalized_features_epoch = -1
            self.finalized_features = []
            self.zk_migration_ready = False
            self.unknown_tagged_fields = None
        return self, pos


ApiVersionsRequest.RESPONSE = ApiVersionsResponse
