# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    Out,
    read_compact_bytes,
    read_compact_count,
    read_compact_string,
    read_nullable_compact_string,
    read_unknown_tags,
    write_compact_bytes,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_b = Packer(">b")
_bi = Packer(">bi")
_h = Packer(">h")
_i = Packer(">i")


class AlterUserScramCredentialsRequest(Request):
    """Kafka's AlterUserScramCredentialsRequest, versions 0 to 0."""

    NAME = "AlterUserScramCredentials"
    API_KEY = 51
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class ScramCredentialDeletion(Struct):
        """Part of AlterUserScramCredentialsRequest."""

        __slots__ = ("name", "mechanism")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "mechanism")
        name: str
        mechanism: int

        def __init__(
            self,
            *,
            name: str = "",
            mechanism: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.mechanism = mechanism

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            out += _b.pack(self.mechanism)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            self.mechanism = _b.unpack_from(view, pos)[0]
            pos += 1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class ScramCredentialUpsertion(Struct):
        """Part of AlterUserScramCredentialsRequest."""

        __slots__ = ("name", "mechanism", "iterations", "salt", "salted_password")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "mechanism", "iterations", "salt", "salted_password")
        name: str
        mechanism: int
        iterations: int
        salt: bytes
        salted_password: bytes

        def __init__(
            self,
            *,
            name: str = "",
            mechanism: int = 0,
            iterations: int = 0,
            salt: bytes = b"",
            salted_password: bytes = b"",
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.mechanism = mechanism
            self.iterations = iterations
            self.salt = salt
            self.salted_password = salted_password

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            out += _bi.pack(self.mechanism, self.iterations)
            write_compact_bytes(out, self.salt)
            write_compact_bytes(out, self.salted_password)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            self.mechanism, self.iterations = _bi.unpack_from(view, pos)
            pos += 5
            self.salt, pos = read_compact_bytes(view, pos)
            self.salted_password, pos = read_compact_bytes(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("deletions", "upsertions")
    FIELDS: ClassVar[tuple[str, ...]] = ("deletions", "upsertions")
    deletions: list[AlterUserScramCredentialsRequest.ScramCredentialDeletion]
    upsertions: list[AlterUserScramCredentialsRequest.ScramCredentialUpsertion]

    def __init__(
        self,
        *,
        deletions: list[AlterUserScramCredentialsRequest.ScramCredentialDeletion] | None = None,
        upsertions: list[AlterUserScramCredentialsRequest.ScramCredentialUpsertion] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.deletions = [] if deletions is None else deletions
        self.upsertions = [] if upsertions is None else upsertions

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.deletions)
        for scram_credential_deletion_item in self.deletions:
            scram_credential_deletion_item._write(out, version)
        write_compact_count(out, self.upsertions)
        for scram_credential_upsertion_item in self.upsertions:
            scram_credential_upsertion_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_compact_count(view, pos)
        self.deletions = []
        for _ in range(count):
            scram_credential_deletion_item, pos = AlterUserScramCredentialsRequest.ScramCredentialDeletion._read(
                view, pos, version
            )
            self.deletions.append(scram_credential_deletion_item)
        count, pos = read_compact_count(view, pos)
        self.upsertions = []
        for _ in range(count):
            scram_credential_upsertion_item, pos = AlterUserScramCredentialsRequest.ScramCredentialUpsertion._read(
                view, pos, version
            )
            self.upsertions.append(scram_credential_upsertion_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class AlterUserScramCredentialsResponse(Message):
    """Kafka's AlterUserScramCredentialsResponse, versions 0 to 0."""

    NAME = "AlterUserScramCredentials"
    API_KEY = 51
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class AlterUserScramCredentialsResult(Struct):
        """Part of AlterUserScramCredentialsResponse."""

        __slots__ = ("user", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("user", "error_code", "error_message")
        user: str
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            user: str = "",
            error_code: int = 0,
            error_message: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.user = user
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.user)
            out += _h.pack(self.error_code)
            write_nullable_compact_string(out, self.error_message)
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
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "results")
    throttle_time_ms: int
    results: list[AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        results: list[AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.throttle_time_ms)
        write_compact_count(out, self.results)
        for alter_user_scram_credentials_result_item in self.results:
            alter_user_scram_credentials_result_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        count, pos = read_compact_count(view, pos)
        self.results = []
        for _ in range(count):
            alter_user_scram_credentials_result_item, pos = (
                AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult._read(view, pos, version)
            )
            self.results.append(alter_user_scram_credentials_result_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


AlterUserScramCredentialsRequest.RESPONSE = AlterUserScramCredentialsResponse
