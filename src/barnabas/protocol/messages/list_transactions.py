# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_each,
    read_fixed,
    read_nullable_compact_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_nullable_compact_string,
    write_tags,
)

_ih = Packer(">ih")
_q = Packer(">q")


class ListTransactionsRequest(Request):
    """Kafka's ListTransactionsRequest, versions 0 to 2."""

    NAME = "ListTransactions"
    API_KEY = 66
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    __slots__ = ("state_filters", "producer_id_filters", "duration_filter", "transactional_id_pattern")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "state_filters",
        "producer_id_filters",
        "duration_filter",
        "transactional_id_pattern",
    )
    state_filters: list[str]
    producer_id_filters: list[int]
    duration_filter: int
    transactional_id_pattern: str | None

    def __init__(
        self,
        *,
        state_filters: list[str] | None = None,
        producer_id_filters: list[int] | None = None,
        duration_filter: int = -1,
        transactional_id_pattern: str | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.state_filters = [] if state_filters is None else state_filters
        self.producer_id_filters = [] if producer_id_filters is None else producer_id_filters
        self.duration_filter = duration_filter
        self.transactional_id_pattern = transactional_id_pattern

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.state_filters)
        for element in self.state_filters:
            write_compact_string(out, element)
        write_compact_count(out, self.producer_id_filters)
        write_fixed(out, self.producer_id_filters, "q")
        if version >= 1:
            out += _q.pack(self.duration_filter)
        elif self.duration_filter != -1:
            raise not_carried("ListTransactionsRequest", "duration_filter", version)
        if version >= 2:
            write_nullable_compact_string(out, self.transactional_id_pattern)
        elif self.transactional_id_pattern is not None:
            raise not_carried("ListTransactionsRequest", "transactional_id_pattern", version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_compact_count(view, pos)
        self.state_filters, pos = read_each(view, pos, count, read_compact_string)
        count, pos = read_compact_count(view, pos)
        self.producer_id_filters, pos = read_fixed(view, pos, count, "q", 8)
        if version >= 1:
            self.duration_filter = _q.unpack_from(view, pos)[0]
            pos += 8
        else:
            self.duration_filter = -1
        if version >= 2:
            self.transactional_id_pattern, pos = read_nullable_compact_string(view, pos)
        else:
            self.transactional_id_pattern = None
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class ListTransactionsResponse(Message):
    """Kafka's ListTransactionsResponse, versions 0 to 2."""

    NAME = "ListTransactions"
    API_KEY = 66
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class TransactionState(Struct):
        """Part of ListTransactionsResponse."""

        __slots__ = ("transactional_id", "producer_id", "transaction_state")
        FIELDS: ClassVar[tuple[str, ...]] = ("transactional_id", "producer_id", "transaction_state")
        transactional_id: str
        producer_id: int
        transaction_state: str

        def __init__(
            self,
            *,
            transactional_id: str = "",
            producer_id: int = 0,
            transaction_state: str = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.transactional_id = transactional_id
            self.producer_id = producer_id
            self.transaction_state = transaction_state

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.transactional_id)
            out += _q.pack(self.producer_id)
            write_compact_string(out, self.transaction_state)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.transactional_id, pos = read_compact_string(view, pos)
            self.producer_id = _q.unpack_from(view, pos)[0]
            pos += 8
            self.transaction_state, pos = read_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "unknown_state_filters", "transaction_states")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "unknown_state_filters",
        "transaction_states",
    )
    throttle_time_ms: int
    error_code: int
    unknown_state_filters: list[str]
    transaction_states: list[ListTransactionsResponse.TransactionState]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        unknown_state_filters: list[str] | None = None,
        transaction_states: list[ListTransactionsResponse.TransactionState] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.unknown_state_filters = [] if unknown_state_filters is None else unknown_state_filters
        self.transaction_states = [] if transaction_states is None else transaction_states

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_compact_count(out, self.unknown_state_filters)
        for element in self.unknown_state_filters:
            write_compact_string(out, element)
        write_compact_count(out, self.transaction_states)
        for transaction_state_item in self.transaction_states:
            transaction_state_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        count, pos = read_compact_count(view, pos)
        self.unknown_state_filters, pos = read_each(view, pos, count, read_compact_string)
        count, pos = read_compact_count(view, pos)
        self.transaction_states = []
        for _ in range(count):
            transaction_state_item, pos = ListTransactionsResponse.TransactionState._read(view, pos, version)
            self.transaction_states.append(transaction_state_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


ListTransactionsRequest.RESPONSE = ListTransactionsResponse
