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
    read_nullable_compact_count,
    read_nullable_count,
    read_string,
    read_unknown_tags,
    write_bytes,
    write_compact_bytes,
    write_compact_count,
    write_compact_string,
    write_count,
    write_string,
    write_tags,
)

_h = Packer(">h")
_i = Packer(">i")
_qqq = Packer(">qqq")


class DescribeDelegationTokenRequest(Request):
    """Kafka's DescribeDelegationTokenRequest, versions 0 to 3."""

    NAME = "DescribeDelegationToken"
    API_KEY = 41
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class DescribeDelegationTokenOwner(Struct):
        """Part of DescribeDelegationTokenRequest."""

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

    __slots__ = ("owners",)
    FIELDS: ClassVar[tuple[str, ...]] = ("owners",)
    owners: list[DescribeDelegationTokenRequest.DescribeDelegationTokenOwner] | None

    def __init__(
        self,
        *,
        owners: list[DescribeDelegationTokenRequest.DescribeDelegationTokenOwner] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.owners = [] if owners is None else owners

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            if self.owners is None:
                out.append(0)
            else:
                write_compact_count(out, self.owners)
                for describe_delegation_token_owner_item in self.owners:
                    describe_delegation_token_owner_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if self.owners is None:
                out += b"\xff\xff\xff\xff"
            else:
                write_count(out, self.owners)
                for describe_delegation_token_owner_item in self.owners:
                    describe_delegation_token_owner_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            count, pos = read_nullable_compact_count(view, pos)
            if count < 0:
                self.owners = None
            else:
                self.owners = []
                for _ in range(count):
                    describe_delegation_token_owner_item, pos = (
                        DescribeDelegationTokenRequest.DescribeDelegationTokenOwner._read(view, pos, version)
                    )
                    self.owners.append(describe_delegation_token_owner_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_nullable_count(view, pos)
            if count < 0:
                self.owners = None
            else:
                self.owners = []
                for _ in range(count):
                    describe_delegation_token_owner_item, pos = (
                        DescribeDelegationTokenRequest.DescribeDelegationTokenOwner._read(view, pos, version)
                    )
                    self.owners.append(describe_delegation_token_owner_item)
            self.unknown_tagged_fields = None
        return self, pos


class DescribeDelegationTokenResponse(Message):
    """Kafka's DescribeDelegationTokenResponse, versions 0 to 3."""

    NAME = "DescribeDelegationToken"
    API_KEY = 41
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class DescribedDelegationTokenRenewer(Struct):
        """Part of DescribeDelegationTokenResponse."""

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

    class DescribedDelegationToken(Struct):
        """Part of DescribeDelegationTokenResponse."""

        __slots__ = (
            "principal_type",
            "principal_name",
            "token_requester_principal_type",
            "token_requester_principal_name",
            "issue_timestamp",
            "expiry_timestamp",
            "max_timestamp",
            "token_id",
            "hmac",
            "renewers",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "principal_type",
            "principal_name",
            "token_requester_principal_type",
            "token_requester_principal_name",
            "issue_timestamp",
            "expiry_timestamp",
            "max_timestamp",
            "token_id",
            "hmac",
            "renewers",
        )
        principal_type: str
        principal_name: str
        token_requester_principal_type: str
        token_requester_principal_name: str
        issue_timestamp: int
        expiry_timestamp: int
        max_timestamp: int
        token_id: str
        hmac: bytes
        renewers: list[DescribeDelegationTokenResponse.DescribedDelegationTokenRenewer]

        def __init__(
            self,
            *,
            principal_type: str = "",
            principal_name: str = "",
            token_requester_principal_type: str = "",
            token_requester_principal_name: str = "",
            issue_timestamp: int = 0,
            expiry_timestamp: int = 0,
            max_timestamp: int = 0,
            token_id: str = "",
            hmac: bytes = b"",
            renewers: list[DescribeDelegationTokenResponse.DescribedDelegationTokenRenewer] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.principal_type = principal_type
            self.principal_name = principal_name
            self.token_requester_principal_type = token_requester_principal_type
            self.token_requester_principal_name = token_requester_principal_name
            self.issue_timestamp = issue_timestamp
            self.expiry_timestamp = expiry_timestamp
            self.max_timestamp = max_timestamp
            self.token_id = token_id
            self.hmac = hmac
            self.renewers = [] if renewers is None else renewers

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.principal_type)
                write_compact_string(out, self.principal_name)
                if version >= 3:
                    write_compact_string(out, self.token_requester_principal_type)
                elif self.token_requester_principal_type:
                    raise not_carried("DescribeDelegationTokenResponse", "token_requester_principal_type", version)
                if version >= 3:
                    write_compact_string(out, self.token_requester_principal_name)
                elif self.token_requester_principal_name:
                    raise not_carried("DescribeDelegationTokenResponse", "token_requester_principal_name", version)
                out += _qqq.pack(self.issue_timestamp, self.expiry_timestamp, self.max_timestamp)
                write_compact_string(out, self.token_id)
                write_compact_bytes(out, self.hmac)
                write_compact_count(out, self.renewers)
                for described_delegation_token_renewer_item in self.renewers:
                    described_delegation_token_renewer_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.principal_type)
                write_string(out, self.principal_name)
                if self.token_requester_principal_type:
                    raise not_carried("DescribeDelegationTokenResponse", "token_requester_principal_type", version)
                if self.token_requester_principal_name:
                    raise not_carried("DescribeDelegationTokenResponse", "token_requester_principal_name", version)
                out += _qqq.pack(self.issue_timestamp, self.expiry_timestamp, self.max_timestamp)
                write_string(out, self.token_id)
                write_bytes(out, self.hmac)
                write_count(out, self.renewers)
                for described_delegation_token_renewer_item in self.renewers:
                    described_delegation_token_renewer_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
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
                self.issue_timestamp, self.expiry_timestamp, self.max_timestamp = _qqq.unpack_from(view, pos)
                pos += 24
                self.token_id, pos = read_compact_string(view, pos)
                self.hmac, pos = read_compact_bytes(view, pos)
                count, pos = read_compact_count(view, pos)
                self.renewers = []
                for _ in range(count):
                    described_delegation_token_renewer_item, pos = (
                        DescribeDelegationTokenResponse.DescribedDelegationTokenRenewer._read(view, pos, version)
                    )
                    self.renewers.append(described_delegation_token_renewer_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.principal_type, pos = read_string(view, pos)
                self.principal_name, pos = read_string(view, pos)
                self.token_requester_principal_type = ""
                self.token_requester_principal_name = ""
                self.issue_timestamp, self.expiry_timestamp, self.max_timestamp = _qqq.unpack_from(view, pos)
                pos += 24
                self.token_id, pos = read_string(view, pos)
                self.hmac, pos = read_bytes(view, pos)
                count, pos = read_count(view, pos)
                self.renewers = []
                for _ in range(count):
                    described_delegation_token_renewer_item, pos = (
                        DescribeDelegationTokenResponse.DescribedDelegationTokenRenewer._read(view, pos, version)
                    )
                    self.renewers.append(described_delegation_token_renewer_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("error_code", "tokens", "throttle_time_ms")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "tokens", "throttle_time_ms")
    error_code: int
    tokens: list[DescribeDelegationTokenResponse.DescribedDelegationToken]
    throttle_time_ms: int

    def __init__(
        self,
        *,
        error_code: int = 0,
        tokens: list[DescribeDelegationTokenResponse.DescribedDelegationToken] | None = None,
        throttle_time_ms: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.tokens = [] if tokens is None else tokens
        self.throttle_time_ms = throttle_time_ms

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _h.pack(self.error_code)
            write_compact_count(out, self.tokens)
            for described_delegation_token_item in self.tokens:
                described_delegation_token_item._write(out, version)
            out += _i.pack(self.throttle_time_ms)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _h.pack(self.error_code)
            write_count(out, self.tokens)
            for described_delegation_token_item in self.tokens:
                described_delegation_token_item._write(out, version)
            out += _i.pack(self.throttle_time_ms)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_compact_count(view, pos)
            self.tokens = []
            for _ in range(count):
                described_delegation_token_item, pos = DescribeDelegationTokenResponse.DescribedDelegationToken._read(
                    view, pos, version
                )
                self.tokens.append(described_delegation_token_item)
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_count(view, pos)
            self.tokens = []
            for _ in range(count):
                described_delegation_token_item, pos = DescribeDelegationTokenResponse.DescribedDelegationToken._read(
                    view, pos, version
                )
                self.tokens.append(described_delegation_token_item)
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields = None
        return self, pos


DescribeDelegationTokenRequest.RESPONSE = DescribeDelegationTokenResponse
