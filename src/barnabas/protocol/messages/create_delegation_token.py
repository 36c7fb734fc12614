# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_bytes,
    read_compact_bytes,
    read_compact_count,
    read_compact_string,
    read_count,
    read_nullable_compact_string,
    read_string,
    read_unknown_tags,
    write_bytes,
    write_compact_bytes,
    write_compact_count,
    write_compact_string,
    write_count,
    write_nullable_compact_string,
    write_string,
    write_tags,
)

_h = Packer(">h")
_i = Packer(">i")
_q = Packer(">q")
_qqq = Packer(">qqq")


class CreateDelegationTokenRequest(Request):
    """Kafka's CreateDelegationTokenRequest, versions 0 to 3."""

    NAME = "CreateDelegationToken"
    API_KEY = 38
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class CreatableRenewers(Struct):
        """Part of CreateDelegationTokenRequest."""

        __slots__ = ("principal_type", "principal_name")
        FIELDS: ClassVar[tuple[str, ...]] = ("principal_type", "principal_name")
        principal_type: str
        principal_name: str

        def __init__(
            self,
            *,
            principal_type: str = "",
            principal_name: str = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.principal_type = principal_type
            self.principal_name = principal_name

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.principal_type)
                write_compact_string(out, self.principal_name)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.principal_type)
                write_string(out, self.principal_name)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.principal_type, pos = read_compact_string(view, pos)
                self.principal_name, pos = read_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.principal_type, pos = read_string(view, pos)
                self.principal_name, pos = read_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("owner_principal_type", "owner_principal_name", "renewers", "max_lifetime_ms")
    FIELDS: ClassVar[tuple[str, ...]] = ("owner_principal_type", "owner_principal_name", "renewers", "max_lifetime_ms")
    owner_principal_type: str | None
    owner_principal_name: str | None
    renewers: list[CreateDelegationTokenRequest.CreatableRenewers]
    max_lifetime_ms: int

    def __init__(
        self,
        *,
        owner_principal_type: str | None = "",
        owner_principal_name: str | None = "",
        renewers: list[CreateDelegationTokenRequest.CreatableRenewers] | None = None,
        max_lifetime_ms: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.owner_principal_type = owner_principal_type
        self.owner_principal_name = owner_principal_name
        self.renewers = [] if renewers is None else renewers
        self.max_lifetime_ms = max_lifetime_ms

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            if version >= 3:
                write_nullable_compact_string(out, self.owner_principal_type)
            elif self.owner_principal_type is None or self.owner_principal_type:
                raise not_carried("CreateDelegationTokenRequest", "owner_principal_type", version)
            if version >= 3:
                write_nullable_compact_string(out, self.owner_principal_name)
            elif self.owner_principal_name is None or self.owner_principal_name:
                raise not_carried("CreateDelegationTokenRequest", "owner_principal_name", version)
            write_compact_count(out, self.renewers)
            for creatable_renewers_item in self.renewers:
                creatable_renewers_item._write(out, version)
            out += _q.pack(self.max_lifetime_ms)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if self.owner_principal_type is None or self.owner_principal_type:
                raise not_carried("CreateDelegationTokenRequest", "owner_principal_type", version)
            if self.owner_principal_name is None or self.owner_principal_name:
                raise not_carried("CreateDelegationTokenRequest", "owner_principal_name", version)
            write_count(out, self.renewers)
            for creatable_renewers_item in self.renewers:
                creatable_renewers_item._write(out, version)
            out += _q.pack(self.max_lifetime_ms)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            if version >= 3:
                self.owner_principal_type, pos = read_nullable_compact_string(view, pos)
            else:
                self.owner_principal_type = ""
            if version >= 3:
                self.owner_principal_name, pos = read_nullable_compact_string(view, pos)
            else:
                self.owner_principal_name = ""
            count, pos = read_compact_count(view, pos)
            self.renewers = []
            for _ in range(count):
                creatable_renewers_item, pos = CreateDelegationTokenRequest.CreatableRenewers._read(view, pos, version)
                self.renewers.append(creatable_renewers_item)
            self.max_lifetime_ms = _q.unpack_from(view, pos)[0]
            pos += 8
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.owner_principal_type = ""
            self.owner_principal_name = ""
            count, pos = read_count(view, pos)
            self.renewers = []
            for _ in range(count):
                creatable_renewers_item, pos = CreateDelegationTokenRequest.CreatableRenewers._read(view, pos, version)
                self.renewers.append(creatable_renewers_item)
            self.max_lifetime_ms = _q.unpack_from(view, pos)[0]
            pos += 8
            self.unknown_tagged_fields = None
        return self, pos


class CreateDelegationTokenResponse(Message):
    """Kafka's CreateDelegationTokenResponse, versions 0 to 3."""

    NAME = "CreateDelegationToken"
    API_KEY = 38
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    __slots__ = (
        "error_code",
        "principal_type",
        "principal_name",
        "token_requester_principal_type",
        "token_requester_principal_name",
        "issue_timestamp_ms",
        "expiry_timestamp_ms",
        "max_timestamp_ms",
        "token_id",
        "hmac",
        "throttle_time_ms",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "error_code",
        "principal_type",
        "principal_name",
        "token_requester_principal_type",
        "token_requester_principal_name",
        "issue_timestamp_ms",
        "expiry_timestamp_ms",
        "max_timestamp_ms",
        "token_id",
        "hmac",
        "throttle_time_ms",
    )
    error_code: int
    principal_type: str
    principal_name: str
    token_requester_principal_type: str
    token_requester_principal_name: str
    issue_timestamp_ms: int
    expiry_timestamp_ms: int
    max_timestamp_ms: int
    token_id: str
    hmac: bytes
    throttle_time_ms: int

    def __init__(
        self,
        *,
        error_code: int = 0,
        principal_type: str = "",
        principal_name: str = "",
        token_requester_principal_type: str = "",
        token_requester_principal_name: str = "",
        issue_timestamp_ms: int = 0,
        expiry_timestamp_ms: int = 0,
        max_timestamp_ms: int = 0,
        token_id: str = "",
        hmac: bytes = b"",
        throttle_time_ms: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.principal_type = principal_type
        self.principal_name = principal_name
        self.token_requester_principal_type = token_requester_principal_type
        self.token_requester_principal_name = token_requester_principal_name
        self.issue_timestamp_ms = issue_timestamp_ms
        self.expiry_timestamp_ms = expiry_timestamp_ms
        self.max_timestamp_ms = max_timestamp_ms
        self.token_id = token_id
        self.hmac = hmac
        self.throttle_time_ms = throttle_time_ms

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _h.pack(self.error_code)
            write_compact_string(out, self.principal_type)
            write_compact_string(out, self.principal_name)
            if version >= 3:
                write_compact_string(out, self.token_requester_principal_type)
            elif self.token_requester_principal_type:
                raise not_carried("CreateDelegationTokenResponse", "token_requester_principal_type", version)
            if version >= 3:
                write_compact_string(out, self.token_requester_principal_name)
            elif self.token_requester_principal_name:
                raise not_carried("CreateDelegationTokenResponse", "token_requester_principal_name", version)
            out += _qqq.pack(self.issue_timestamp_ms, self.expiry_timestamp_ms, self.max_timestamp_ms)
            write_compact_string(out, self.token_id)
            write_compact_bytes(out, self.hmac)
            out += _i.pack(self.throttle_time_ms)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _h.pack(self.error_code)
            write_string(out, self.principal_type)
            write_string(out, self.principal_name)
            if self.token_requester_principal_type:
                raise not_carried("CreateDelegationTokenResponse", "token_requester_principal_type", version)
            if self.token_requester_principal_name:
                raise not_carried("CreateDelegationTokenResponse", "token_requester_principal_name", version)
            out += _qqq.pack(self.issue_timestamp_ms, self.expiry_timestamp_ms, self.max_timestamp_ms)
            write_string(out, self.token_id)
            write_bytes(out, self.hmac)
            out += _i.pack(self.throttle_time_ms)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.principal_type, pos = read_compact_string(view, pos)
            self.principal_name, pos = read_compact_string(view, pos)
            if version >= 3:
                self.token_requester_principal_type, pos = read_compact_string(view, pos)
            else:
                self.token_requester_principal_type = ""
            if version >= 3:
                self.token_requester_principal_name, pos = read_compact_string(view, pos)
            else:
                self.token_requester_principal_name = ""
            self.issue_timestamp_ms, self.expiry_timestamp_ms, self.max_timestamp_ms = _qqq.unpack_from(view, pos)
            pos += 24
            self.token_id, pos = read_compact_string(view, pos)
            self.hmac, pos = read_compact_bytes(view, pos)
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.principal_type, pos = read_string(view, pos)
            self.principal_name, pos = read_string(view, pos)
            self.token_requester_principal_type = ""
            self.token_requester_principal_name = ""
            self.issue_timestamp_ms, self.expiry_timestamp_ms, self.max_timestamp_ms = _qqq.unpack_from(view, pos)
            pos += 24
            self.token_id, pos = read_string(view, pos)
            self.hmac, pos = read_bytes(view, pos)
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields = None
        return self, pos


CreateDelegationTokenRequest.RESPONSE = CreateDelegationTokenResponse
