# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_nullable_compact_count,
    read_nullable_compact_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_bi = Packer(">bi")
_h = Packer(">h")
_ih = Packer(">ih")


class DescribeUserScramCredentialsRequest(Request):
    """Kafka's DescribeUserScramCredentialsRequest, versions 0 to 0."""

    NAME = "DescribeUserScramCredentials"
    API_KEY = 50
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class UserName(Struct):
        """Part of DescribeUserScramCredentialsRequest."""

        __slots__ = ("name",)
        FIELDS: ClassVar[tuple[str, ...]] = ("name",)
        name: str

        def __init__(
            self,
            *,
            name: str = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("users",)
    FIELDS: ClassVar[tuple[str, ...]] = ("users",)
    users: list[DescribeUserScramCredentialsRequest.UserName] | None

    def __init__(
        self,
        *,
        users: list[DescribeUserScramCredentialsRequest.UserName] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.users = [] if users is None else users

    def _write(self, out: Out, version: int) -> None:
        if self.users is None:
            out.append(0)
        else:
            write_compact_count(out, self.users)
            for user_name_item in self.users:
                user_name_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.users = None
        else:
            self.users = []
            for _ in range(count):
                user_name_item, pos = DescribeUserScramCredentialsRequest.UserName._read(view, pos, version)
                self.users.append(user_name_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class DescribeUserScramCredentialsResponse(Message):
    """Kafka's DescribeUserScramCredentialsResponse, versions 0 to 0."""

    NAME = "DescribeUserScramCredentials"
    API_KEY = 50
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class CredentialInfo(Struct):
        """Part of DescribeUserScramCredentialsResponse."""

        __slots__ = ("mechanism", "iterations")
        FIELDS: ClassVar[tuple[str, ...]] = ("mechanism", "iterations")
        mechanism: int
        iterations: int

        def __init__(
            self,
            *,
            mechanism: int = 0,
            iterations: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.mechanism = mechanism
            self.iterations = iterations

        def _write(self, out: Out, version: int) -> None:
            out += _bi.pack(self.mechanism, self.iterations)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.mechanism, self.iterations = _bi.unpack_from(view, pos)
            pos += 5
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class DescribeUserScramCredentialsResult(Struct):
        """Part of DescribeUserScramCredentialsResponse."""

        __slots__ = ("user", "error_code", "error_message", "credential_infos")
        FIELDS: ClassVar[tuple[str, ...]] = ("user", "error_code", "error_message", "credential_infos")
        user: str
        error_code: int
        error_message: str | None
        credential_infos: list[DescribeUserScramCredentialsResponse.CredentialInfo]

        def __init__(
            self,
            *,
            user: str = "",
            error_code: int = 0,
            error_message: str | None = "",
            credential_infos: list[DescribeUserScramCredentialsResponse.CredentialInfo] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.user = user
            self.error_code = error_code
            self.error_message = error_message
            self.credential_infos = [] if credential_infos is None else credential_infos

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.user)
            out += _h.pack(self.error_code)
            write_nullable_compact_string(out, self.error_message)
            write_compact_count(out, self.credential_infos)
            for credential_info_item in self.credential_infos:
                credential_info_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.user, pos = read_compact_string(view, pos)
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.error_message, pos = read_nullable_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.credential_infos = []
            for _ in range(count):
                credential_info_item, pos = DescribeUserScramCredentialsResponse.CredentialInfo._read(
                    view, pos, version
                )
                self.credential_infos.append(credential_info_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "error_message", "results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "error_message", "results")
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    results: list[DescribeUserScramCredentialsResponse.DescribeUserScramCredentialsResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = "",
        results: list[DescribeUserScramCredentialsResponse.DescribeUserScramCredentialsResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        write_compact_count(out, self.results)
        for describe_user_scram_credentials_result_item in self.results:
            describe_user_scram_credentials_result_item._write(out, version)
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
        count, pos = read_compact_count(view, pos)
        self.results = []
        for _ in range(count):
            describe_user_scram_credentials_result_item, pos = (
                DescribeUserScramCredentialsResponse.DescribeUserScramCredentialsResult._read(view, pos, version)
            )
            self.results.append(describe_user_scram_credentials_result_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


DescribeUserScramCredentialsRequest.RESPONSE = DescribeUserScramCredentialsResponse
