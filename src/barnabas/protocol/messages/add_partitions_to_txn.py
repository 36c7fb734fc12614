# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_count,
    read_fixed,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_fixed,
    write_string,
    write_tags,
)

_o = Packer(">?")
_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")
_q = Packer(">q")
_qh = Packer(">qh")


class AddPartitionsToTxnRequest(Request):
    """Kafka's AddPartitionsToTxnRequest, versions 0 to 5."""

    NAME = "AddPartitionsToTxn"
    API_KEY = 24
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 3

    class AddPartitionsToTxnTopic(Struct):
        """Part of AddPartitionsToTxnRequest."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[int]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                write_compact_string(out, self.name)
                write_compact_count(out, self.partitions)
                write_fixed(out, self.partitions, "i")
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                write_fixed(out, self.partitions, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                self.name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields = None
            return self, pos

    class AddPartitionsToTxnTransaction(Struct):
        """Part of AddPartitionsToTxnRequest."""

        __slots__ = ("transactional_id", "producer_id", "producer_epoch", "verify_only", "topics")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "transactional_id",
            "producer_id",
            "producer_epoch",
            "verify_only",
            "topics",
        )
        transactional_id: str
        producer_id: int
        producer_epoch: int
        verify_only: bool
        topics: list[AddPartitionsToTxnRequest.AddPartitionsToTxnTopic]

        def __init__(
            self,
            *,
            transactional_id: str = "",
            producer_id: int = 0,
            producer_epoch: int = 0,
            verify_only: bool = False,
            topics: list[AddPartitionsToTxnRequest.AddPartitionsToTxnTopic] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.transactional_id = transactional_id
            self.producer_id = producer_id
            self.producer_epoch = producer_epoch
            self.verify_only = verify_only
            self.topics = [] if topics is None else topics

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                if version >= 4:
                    write_compact_string(out, self.transactional_id)
                elif self.transactional_id:
                    raise not_carried("AddPartitionsToTxnRequest", "transactional_id", version)
                if version >= 4:
                    out += _q.pack(self.producer_id)
                elif self.producer_id != 0:
                    raise not_carried("AddPartitionsToTxnRequest", "producer_id", version)
                if version >= 4:
                    out += _h.pack(self.producer_epoch)
                elif self.producer_epoch != 0:
                    raise not_carried("AddPartitionsToTxnRequest", "producer_epoch", version)
                if version >= 4:
                    out += _o.pack(self.verify_only)
                elif self.verify_only:
                    raise not_carried("AddPartitionsToTxnRequest", "verify_only", version)
                if version >= 4:
                    write_compact_count(out, self.topics)
                    for add_partitions_to_txn_topic_item in self.topics:
                        add_partitions_to_txn_topic_item._write(out, version)
                elif self.topics:
                    raise not_carried("AddPartitionsToTxnRequest", "topics", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.transactional_id:
                    raise not_carried("AddPartitionsToTxnRequest", "transactional_id", version)
                if self.producer_id != 0:
                    raise not_carried("AddPartitionsToTxnRequest", "producer_id", version)
                if self.producer_epoch != 0:
                    raise not_carried("AddPartitionsToTxnRequest", "producer_epoch", version)
                if self.verify_only:
                    raise not_carried("AddPartitionsToTxnRequest", "verify_only", version)
                if self.topics:
                    raise not_carried("AddPartitionsToTxnRequest", "topics", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                if version >= 4:
                    self.transactional_id, pos = read_compact_string(view, pos)
                else:
                    self.transactional_id = ""
                if version >= 4:
                    self.producer_id = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.producer_id = 0
                if version >= 4:
                    self.producer_epoch = _h.unpack_from(view, pos)[0]
                    pos += 2
                else:
                    self.producer_epoch = 0
                if version >= 4:
                    self.verify_only = _o.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.verify_only = False
                if version >= 4:
                    count, pos = read_compact_count(view, pos)
                    self.topics = []
                    for _ in range(count):
                        add_partitions_to_txn_topic_item, pos = AddPartitionsToTxnRequest.AddPartitionsToTxnTopic._read(
                            view, pos, version
                        )
                        self.topics.append(add_partitions_to_txn_topic_item)
                else:
                    self.topics = []
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.transactional_id = ""
                self.producer_id = 0
                self.producer_epoch = 0
                self.verify_only = False
                self.topics = []
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "transactions",
        "v3_and_below_transactional_id",
        "v3_and_below_producer_id",
        "v3_and_below_producer_epoch",
        "v3_and_below_topics",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "transactions",
        "v3_and_below_transactional_id",
        "v3_and_below_producer_id",
        "v3_and_below_producer_epoch",
        "v3_and_below_topics",
    )
    transactions: list[AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction]
    v3_and_below_transactional_id: str
    v3_and_below_producer_id: int
    v3_and_below_producer_epoch: int
    v3_and_below_topics: list[AddPartitionsToTxnRequest.AddPartitionsToTxnTopic]

    def __init__(
        self,
        *,
        transactions: list[AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction] | None = None,
        v3_and_below_transactional_id: str = "",
        v3_and_below_producer_id: int = 0,
        v3_and_below_producer_epoch: int = 0,
        v3_and_below_topics: list[AddPartitionsToTxnRequest.AddPartitionsToTxnTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.transactions = [] if transactions is None else transactions
        self.v3_and_below_transactional_id = v3_and_below_transactional_id
        self.v3_and_below_producer_id = v3_and_below_producer_id
        self.v3_and_below_producer_epoch = v3_and_below_producer_epoch
        self.v3_and_below_topics = [] if v3_and_below_topics is None else v3_and_below_topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            if version >= 4:
                write_compact_count(out, self.transactions)
                for add_partitions_to_txn_transaction_item in self.transactions:
                    add_partitions_to_txn_transaction_item._write(out, version)
            elif self.transactions:
                raise not_carried("AddPartitionsToTxnRequest", "transactions", version)
            if version <= 3:
                write_compact_string(out, self.v3_and_below_transactional_id)
            elif self.v3_and_below_transactional_id:
                raise not_carried("AddPartitionsToTxnRequest", "v3_and_below_transactional_id", version)
            if version <= 3:
                out += _q.pack(self.v3_and_below_producer_id)
            elif self.v3_and_below_producer_id != 0:
                raise not_carried("AddPartitionsToTxnRequest", "v3_and_below_producer_id", version)
            if version <= 3:
                out += _h.pack(self.v3_and_below_producer_epoch)
            elif self.v3_and_below_producer_epoch != 0:
                raise not_carried("AddPartitionsToTxnRequest", "v3_and_below_producer_epoch", version)
            if version <= 3:
                write_compact_count(out, self.v3_and_below_topics)
                for add_partitions_to_txn_topic_item in self.v3_and_below_topics:
                    add_partitions_to_txn_topic_item._write(out, version)
            elif self.v3_and_below_topics:
                raise not_carried("AddPartitionsToTxnRequest", "v3_and_below_topics", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if self.transactions:
                raise not_carried("AddPartitionsToTxnRequest", "transactions", version)
            write_string(out, self.v3_and_below_transactional_id)
            out += _qh.pack(self.v3_and_below_producer_id, self.v3_and_below_producer_epoch)
            write_count(out, self.v3_and_below_topics)
            for add_partitions_to_txn_topic_item in self.v3_and_below_topics:
                add_partitions_to_txn_topic_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            if version >= 4:
                count, pos = read_compact_count(view, pos)
                self.transactions = []
                for _ in range(count):
                    add_partitions_to_txn_transaction_item, pos = (
                        AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction._read(view, pos, version)
                    )
                    self.transactions.append(add_partitions_to_txn_transaction_item)
            else:
                self.transactions = []
            if version <= 3:
                self.v3_and_below_transactional_id, pos = read_compact_string(view, pos)
            else:
                self.v3_and_below_transactional_id = ""
            if version <= 3:
                self.v3_and_below_producer_id = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.v3_and_below_producer_id = 0
            if version <= 3:
                self.v3_and_below_producer_epoch = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.v3_and_below_producer_epoch = 0
            if version <= 3:
                count, pos = read_compact_count(view, pos)
                self.v3_and_below_topics = []
                for _ in range(count):
                    add_partitions_to_txn_topic_item, pos = AddPartitionsToTxnRequest.AddPartitionsToTxnTopic._read(
                        view, pos, version
                    )
                    self.v3_and_below_topics.append(add_partitions_to_txn_topic_item)
            else:
                self.v3_and_below_topics = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.transactions = []
            self.v3_and_below_transactional_id, pos = read_string(view, pos)
            self.v3_and_below_producer_id, self.v3_and_below_producer_epoch = _qh.unpack_from(view, pos)
            pos += 10
            count, pos = read_count(view, pos)
            self.v3_and_below_topics = []
            for _ in range(count):
                add_partitions_to_txn_topic_item, pos = AddPartitionsToTxnRequest.AddPartitionsToTxnTopic._read(
                    view, pos, version
                )
                self.v3_and_below_topics.append(add_partitions_to_txn_topic_item)
            self.unknown_tagged_fields = None
        return self, pos


class AddPartitionsToTxnResponse(Message):
    """Kafka's AddPartitionsToTxnResponse, versions 0 to 5."""

    NAME = "AddPartitionsToTxn"
    API_KEY = 24
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 3

    class AddPartitionsToTxnPartitionResult(Struct):
        """Part of AddPartitionsToTxnResponse."""

        __slots__ = ("partition_index", "partition_error_code")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "partition_error_code")
        partition_index: int
        partition_error_code: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            partition_error_code: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.partition_error_code = partition_error_code

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                out += _ih.pack(self.partition_index, self.partition_error_code)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _ih.pack(self.partition_index, self.partition_error_code)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                self.partition_index, self.partition_error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.partition_error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields = None
            return self, pos

    class AddPartitionsToTxnTopicResult(Struct):
        """Part of AddPartitionsToTxnResponse."""

        __slots__ = ("name", "results_by_partition")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "results_by_partition")
        name: str
        results_by_partition: list[AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult]

        def __init__(
            self,
            *,
            name: str = "",
            results_by_partition: list[AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.results_by_partition = [] if results_by_partition is None else results_by_partition

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                write_compact_string(out, self.name)
                write_compact_count(out, self.results_by_partition)
                for add_partitions_to_txn_partition_result_item in self.results_by_partition:
                    add_partitions_to_txn_partition_result_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.results_by_partition)
                for add_partitions_to_txn_partition_result_item in self.results_by_partition:
                    add_partitions_to_txn_partition_result_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                self.name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.results_by_partition = []
                for _ in range(count):
                    add_partitions_to_txn_partition_result_item, pos = (
                        AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult._read(view, pos, version)
                    )
                    self.results_by_partition.append(add_partitions_to_txn_partition_result_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.results_by_partition = []
                for _ in range(count):
                    add_partitions_to_txn_partition_result_item, pos = (
                        AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult._read(view, pos, version)
                    )
                    self.results_by_partition.append(add_partitions_to_txn_partition_result_item)
                self.unknown_tagged_fields = None
            return self, pos

    class AddPartitionsToTxnResult(Struct):
        """Part of AddPartitionsToTxnResponse."""

        __slots__ = ("transactional_id", "topic_results")
        FIELDS: ClassVar[tuple[str, ...]] = ("transactional_id", "topic_results")
        transactional_id: str
        topic_results: list[AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult]

        def __init__(
            self,
            *,
            transactional_id: str = "",
            topic_results: list[AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.transactional_id = transactional_id
            self.topic_results = [] if topic_results is None else topic_results

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                if version >= 4:
                    write_compact_string(out, self.transactional_id)
                elif self.transactional_id:
                    raise not_carried("AddPartitionsToTxnResponse", "transactional_id", version)
                if version >= 4:
                    write_compact_count(out, self.topic_results)
                    for add_partitions_to_txn_topic_result_item in self.topic_results:
                        add_partitions_to_txn_topic_result_item._write(out, version)
                elif self.topic_results:
                    raise not_carried("AddPartitionsToTxnResponse", "topic_results", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.transactional_id:
                    raise not_carried("AddPartitionsToTxnResponse", "transactional_id", version)
                if self.topic_results:
                    raise not_carried("AddPartitionsToTxnResponse", "topic_results", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                if version >= 4:
                    self.transactional_id, pos = read_compact_string(view, pos)
                else:
                    self.transactional_id = ""
                if version >= 4:
                    count, pos = read_compact_count(view, pos)
                    self.topic_results = []
                    for _ in range(count):
                        add_partitions_to_txn_topic_result_item, pos = (
                            AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult._read(view, pos, version)
                        )
                        self.topic_results.append(add_partitions_to_txn_topic_result_item)
                else:
                    self.topic_results = []
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.transactional_id = ""
                self.topic_results = []
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "results_by_transaction", "results_by_topic_v3_and_below")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "results_by_transaction",
        "results_by_topic_v3_and_below",
    )
    throttle_time_ms: int
    error_code: int
    results_by_transaction: list[AddPartitionsToTxnResponse.AddPartitionsToTxnResult]
    results_by_topic_v3_and_below: list[AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        results_by_transaction: list[AddPartitionsToTxnResponse.AddPartitionsToTxnResult] | None = None,
        results_by_topic_v3_and_below: list[AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.results_by_transaction = [] if results_by_transaction is None else results_by_transaction
        self.results_by_topic_v3_and_below = (
            [] if results_by_topic_v3_and_below is None else results_by_topic_v3_and_below
        )

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            out += _i.pack(self.throttle_time_ms)
            if version >= 4:
                out += _h.pack(self.error_code)
            if version >= 4:
                write_compact_count(out, self.results_by_transaction)
                for add_partitions_to_txn_result_item in self.results_by_transaction:
                    add_partitions_to_txn_result_item._write(out, version)
            elif self.results_by_transaction:
                raise not_carried("AddPartitionsToTxnResponse", "results_by_transaction", version)
            if version <= 3:
                write_compact_count(out, self.results_by_topic_v3_and_below)
                for add_partitions_to_txn_topic_result_item in self.results_by_topic_v3_and_below:
                    add_partitions_to_txn_topic_result_item._write(out, version)
            elif self.results_by_topic_v3_and_below:
                raise not_carried("AddPartitionsToTxnResponse", "results_by_topic_v3_and_below", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            if self.results_by_transaction:
                raise not_carried("AddPartitionsToTxnResponse", "results_by_transaction", version)
            write_count(out, self.results_by_topic_v3_and_below)
            for add_partitions_to_txn_topic_result_item in self.results_by_topic_v3_and_below:
                add_partitions_to_txn_topic_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 4:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.error_code = 0
            if version >= 4:
                count, pos = read_compact_count(view, pos)
                self.results_by_transaction = []
                for _ in range(count):
                    add_partitions_to_txn_result_item, pos = AddPartitionsToTxnResponse.AddPartitionsToTxnResult._read(
                        view, pos, version
                    )
                    self.results_by_transaction.append(add_partitions_to_txn_result_item)
            else:
                self.results_by_transaction = []
            if version <= 3:
                count, pos = read_compact_count(view, pos)
                self.results_by_topic_v3_and_below = []
                for _ in range(count):
                    add_partitions_to_txn_topic_result_item, pos = (
                        AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult._read(view, pos, version)
                    )
                    self.results_by_topic_v3_and_below.append(add_partitions_to_txn_topic_result_item)
            else:
                self.results_by_topic_v3_and_below = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.error_code = 0
            self.results_by_transaction = []
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.results_by_topic_v3_and_below = []
            for _ in range(count):
                add_partitions_to_txn_topic_result_item, pos = (
                    AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult._read(view, pos, version)
                )
                self.results_by_topic_v3_and_below.append(add_partitions_to_txn_topic_result_item)
            self.unknown_tagged_fields = None
        return self, pos


AddPartitionsToTxnRequest.RESPONSE = AddPartitionsToTxnResponse
