"""What all messages have in common: encoding, decoding, comparing, showing."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, ClassVar, Self, TypeAlias

from barnabas.errors.client import ConfigurationError, IncompatibleBrokerError, ProtocolError
from barnabas.protocol.primitives import Buffer, Out

RecordsField: TypeAlias = Buffer | Sequence[Buffer] | None
"""Record batches: read as a slice of the frame; written from one buffer or several in order, uncopied."""


class Struct:
    """A group of fields; one class for all versions. Fields that a version lacks are skipped or refused when written."""

    __slots__ = ("unknown_tagged_fields",)
    unknown_tagged_fields: dict[int, bytes] | None
    FIELDS: ClassVar[tuple[str, ...]] = ()

    def _write(self, out: Out, version: int) -> None:
        raise NotImplementedError

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        mine, theirs = self.unknown_tagged_fields or None, other.unknown_tagged_fields or None
        return mine == theirs and all(getattr(self, name) == getattr(other, name) for name in self.FIELDS)

    __hash__ = None  # type: ignore[assignment]  # messages are mutable

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={_short(getattr(self, name))}" for name in self.FIELDS)
        return f"{type(self).__qualname__}({fields})"


def _short(value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview) and len(value) > 64:
        return f"<{len(value)} bytes>"
    return repr(value)


class Message(Struct):
    """A request, a response, a header or a data message.

    `MIN_VERSION` to `MAX_VERSION` are the stable versions; an unstable newest one is `UNSTABLE_VERSION` and is never
    negotiated. `FLEXIBLE_FROM` is the first flexible version (KIP-482), beyond `MAX_VERSION` if there is none.
    """

    __slots__ = ()
    NAME: ClassVar[str]
    API_KEY: ClassVar[int] = -1
    MIN_VERSION: ClassVar[int]
    MAX_VERSION: ClassVar[int]
    UNSTABLE_VERSION: ClassVar[int | None] = None
    FLEXIBLE_FROM: ClassVar[int]

    def encode_chunks(self, version: int) -> list[Buffer]:
        """The body as buffers in order; records stand as chunks of their own, uncopied."""
        self._check(version)
        out = Out()
        try:
            self._write(out, version)
        except NotCarriedError as error:
            raise self._explained(error, version) from None
        except struct.error as error:
            # It is the caller's value, and will fit no better at the next attempt.
            raise ConfigurationError(f"{self.NAME} v{version} holds a value that does not fit: {error}") from error
        return out.chunks()

    def _explained(self, error: NotCarriedError, version: int) -> IncompatibleBrokerError:
        """What it is that this version lacks, in the words of users, and which Kafka has it."""
        from barnabas.protocol.releases import FEATURES, needs

        what = FEATURES.get((error.struct, error.field))
        text = f"the broker is too old for {what}" if what is not None else error.message
        for later in range(version + 1, self.MAX_VERSION + 1):
            try:
                self._write(Out(), later)
            except (IncompatibleBrokerError, struct.error):
                continue
            text += needs(self.API_KEY, later)
            break
        return IncompatibleBrokerError(f"{text} (it speaks {self.NAME} v{version})" if what else text, api=self.NAME)

    def encode(self, version: int) -> bytes:
        """The body as bytes."""
        return b"".join(self.encode_chunks(version))

    @classmethod
    def decode(cls, data: Buffer, version: int, offset: int = 0, *, exact: bool = False) -> Self:
        """The message in `data` from `offset` on; with `exact`, bytes left over are an error.

        Raises:
            ProtocolError: whatever is wrong with the bytes.
        """
        cls._check(version)
        view = memoryview(data)
        try:
            message, end = cls._read(view, offset, version)
        except ProtocolError as error:
            raise ProtocolError(f"{cls.NAME} v{version} cannot be read: {error.message}") from error
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise ProtocolError(f"{cls.NAME} v{version} cannot be read: {error}") from error
        if exact and end != len(view):
            raise ProtocolError(f"{cls.NAME} v{version} has {len(view) - end} bytes too many")
        return message

    @classmethod
    def _check(cls, version: int) -> None:
        if not cls.MIN_VERSION <= version <= cls.MAX_VERSION and version != cls.UNSTABLE_VERSION:
            known = f"{cls.MIN_VERSION} to {cls.MAX_VERSION}"
            raise IncompatibleBrokerError(f"{cls.NAME} has no version {version}; known are {known}", api=cls.NAME)


class Request(Message):
    """A request; knows the class of its response."""

    __slots__ = ()
    RESPONSE: ClassVar[type[Message]]


class NotCarriedError(IncompatibleBrokerError):
    """A field is set that the version in use cannot carry."""

    struct = ""
    field = ""


def not_carried(name: str, field: str, version: int) -> NotCarriedError:
    """The error for such a field."""
    error = NotCarriedError(f"{name} v{version} cannot carry {field}, and it is set", api=name)
    error.struct, error.field = name, field
    return error


def unexpected_null(field: str) -> ProtocolError:
    """The error for a null that the version in use does not allow."""
    return ProtocolError(f"{field} is null, which this version does not allow")


def tag_overrun(tag: int) -> ProtocolError:
    """The error for a tagged field whose data and size disagree."""
    return ProtocolError(f"tagged field {tag} does not end where its size says")
