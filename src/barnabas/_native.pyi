"""The native core: what of the client is made of bytes and is too hot for Python."""

from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Iterator, Mapping, Sequence
from types import GenericAlias
from typing import Any, Final, Generic, Self, SupportsIndex, final, overload

from typing_extensions import Buffer, TypeVar, disjoint_base

from barnabas.errors import KafkaError
from barnabas.types import TopicPartition

_T = TypeVar("_T")
_K = TypeVar("_K", covariant=True, default=bytes)
_V = TypeVar("_V", covariant=True, default=bytes)
_KI = TypeVar("_KI")
_VI = TypeVar("_VI")
_Headers = Iterable[tuple[str, bytes | None]] | Mapping[str, bytes | None]

__version__: Final[str]

# ---- ready ----

def ready(value: _T) -> Coroutine[Any, Any, _T]:
    """An awaitable that gives `value` at once; like a coroutine it can be awaited only once, and made a task of."""

@final
class FrameBuffer(Buffer):
    """So many bytes that are yet to be written, as a writable buffer; much of it goes back to the system on the native worker."""

    def __new__(cls, size: int) -> Self: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...  # the slot alone before Python 3.12

# ---- producer ----

@final
class RecordMetadata:
    def __new__(cls, topic: str, partition: int, offset: int | None, timestamp_ms: int) -> Self: ...
    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int | None: ...
    @property
    def timestamp_ms(self) -> int: ...

@final
class RecordMetadataList(Sequence[RecordMetadata]):
    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> RecordMetadata: ...  # type: ignore[override]

@final
class Delivery:
    def result(self, timeout: float | None = None) -> RecordMetadata: ...
    def exception(self, timeout: float | None = None) -> KafkaError | None: ...
    def done(self) -> bool: ...
    def add_done_callback(self, function: Callable[[Delivery], object]) -> None: ...
    def __await__(self) -> Generator[Any, None, RecordMetadata]: ...

@final
class DeliveryBatch:
    def result(self, timeout: float | None = None) -> RecordMetadataList: ...
    def errors(self, timeout: float | None = None) -> dict[int, KafkaError]: ...
    def done(self) -> bool: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Delivery: ...
    def __await__(self) -> Generator[Any, None, RecordMetadataList]: ...

@final
class ProducerBatch(Buffer):
    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def count(self) -> int: ...
    @property
    def nbytes(self) -> int: ...
    @property
    def left(self) -> float: ...
    @property
    def problem(self) -> str | None: ...
    def stamp(self, producer_id: int, epoch: int, sequence: int, transactional: bool) -> None: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...  # the slot alone before Python 3.12

@final
class Accumulator:
    def __new__(
        cls,
        *,
        batch_size: int,
        batch_count: int,
        linger_ms: float,
        buffer_memory: int,
        max_request_size: int,
        delivery_timeout_ms: int,
        compression: str,
        level: int | None,
        carrier: Callable[[Callable[..., object]], Callable[[Delivery], object]],
        most_out: int = 1,
        stamps: bool = False,
        ignore_keys: bool = False,
        adaptive: bool = True,
        engine: OwnThread | None = None,
    ) -> Self: ...
    def avoid(self, nodes: Sequence[int]) -> None: ...
    def set_topic(self, name: str, count: int, leaders: Mapping[int, int]) -> None: ...
    def partitions(self, name: str) -> int: ...
    def drain(self, most_packed: int, busy: Sequence[int] = ...) -> tuple[list[ProducerBatch], float | None]: ...
    def written(self, batch: ProducerBatch, base_offset: int, append_time: int) -> bool: ...
    def tell(self) -> None: ...
    def failed(
        self,
        batch: ProducerBatch,
        error: BaseException,
        under_way: bool,
        own_errors: Mapping[int, BaseException] = ...,
    ) -> None: ...
    def ended(self, batch: ProducerBatch) -> None: ...
    def split(self, batch: ProducerBatch) -> list[ProducerBatch]: ...
    def flush_mark(self) -> int: ...
    def wait_settled(self, mark: int, timeout: float | None) -> bool: ...
    def on_settled(self, mark: int, function: Callable[[], object]) -> bool: ...
    def close(self) -> None: ...
    def gate(self, gated: bool) -> None: ...
    def abandon(self) -> list[ProducerBatch]: ...
    def failures(self) -> list[tuple[str, int, int, BaseException]]: ...
    def news(self) -> list[tuple[str, int, int, BaseException]]: ...
    @property
    def used(self) -> int: ...
    @property
    def closed(self) -> bool: ...
    @property
    def idle(self) -> bool: ...
    @property
    def unresolved(self) -> int: ...

@final
class OwnThread:
    """The thread of an engine; `begin()` says which, on it."""

    def __new__(cls) -> Self: ...
    def begin(self) -> None: ...
    @property
    def inside(self) -> bool: ...
    def check(self) -> None: ...

@final
class Reserved:
    """Room in `buffer_memory` for a record; what none has taken goes back with it."""

    def give_back(self) -> None: ...

@final
class Lender:
    def __new__(cls, accumulator: Accumulator, header: bytes, acks: int, timeout_ms: int) -> Self: ...
    def follow(self, batch: ProducerBatch, topic_id: bytes, producer_id: int, epoch: int, sequence: int) -> None: ...
    def lend(self, node: int, socket: int, correlation_id: int, version: int, producer_id: int, epoch: int) -> None: ...
    def confirm(self, node: int) -> bool: ...
    def withdraw(self, node: int) -> None: ...
    def launched(self) -> list[tuple[ProducerBatch, int, int, bytes]]: ...

def produce_request(
    version: int,
    transactional_id: str | None,
    acks: int,
    timeout_ms: int,
    parts: Sequence[tuple[str, bytes, int, ProducerBatch]],
) -> list[bytes | memoryview] | None:
    """The body of a Produce request in buffers; None if that is the generated message's to write."""

def produce_answer(
    data: Buffer, version: int, offset: int
) -> tuple[int, list[tuple[str | bytes, int, int, int, int]]] | None:
    """Throttling, and of each batch: topic (or its id), partition, base offset, append time, log start offset. None but for plain success."""

@disjoint_base
class ProducerBase(Generic[_KI, _VI]):
    @classmethod
    def __class_getitem__(cls, parameters: Any) -> GenericAlias: ...
    def __new__(cls, *_args: object, **_kwargs: object) -> Self: ...
    def _wire(
        self,
        accumulator: Accumulator,
        wake: Callable[[], object],
        key_serializer: Callable[[Any], object] | None,
        value_serializer: Callable[[Any], object] | None,
        partitioner: Callable[..., int] | None,
        asynchronous: bool,
        wall_ms: Callable[[], int] | None = None,
    ) -> None: ...
    def send(
        self,
        topic: str,
        value: _VI | None,
        *,
        key: _KI | None = None,
        headers: _Headers | None = None,
        partition: int | None = None,
        timestamp_ms: int | None = None,
    ) -> Delivery: ...
    def _send_ready(
        self,
        topic: str,
        value: _VI | None,
        *,
        key: _KI | None = None,
        headers: _Headers | None = None,
        partition: int | None = None,
        timestamp_ms: int | None = None,
    ) -> Awaitable[Delivery]: ...
    def send_many(
        self,
        topic: str,
        values: Sequence[_VI | None],
        keys: Sequence[_KI | None] | None = None,
        *,
        headers: _Headers | None = None,
        partition: int | None = None,
        timestamp_ms: int | None = None,
    ) -> DeliveryBatch: ...
    def _send_many_ready(
        self,
        topic: str,
        values: Sequence[_VI | None],
        keys: Sequence[_KI | None] | None = None,
        *,
        headers: _Headers | None = None,
        partition: int | None = None,
        timestamp_ms: int | None = None,
    ) -> Awaitable[DeliveryBatch]: ...
    def _append(
        self,
        topic: str,
        value: bytes | None,
        key: bytes | None,
        headers: Any,
        partition: int | None,
        timestamp_ms: int,
        reserved: Reserved | None,
    ) -> Delivery | int: ...
    def _append_many(
        self,
        into: DeliveryBatch,
        topic: str,
        values: tuple[Any, ...],
        keys: tuple[Any, ...] | None,
        headers: Any,
        partition: int | None,
        start: int,
        timestamp_ms: int,
        reserved: Reserved | None,
    ) -> tuple[int, int]: ...
    def _await_spare(self, timeout: float) -> bool: ...
    def _wait_room(self, need: int, timeout: float) -> Reserved | None: ...
    def _ask_room(self, need: int, told: Callable[[], object]) -> int | None: ...
    def _claim(self, id: int) -> Reserved | None: ...
    def _give_up(self, id: int) -> None: ...

# ---- reader ----

@final
class Chunk:
    """One partition's bytes of one Fetch response, decoded batch by batch when records are wanted."""

    def __new__(
        cls,
        topic: str,
        partition: int,
        data: Buffer,
        *,
        fetch_offset: int,
        aborted: list[tuple[int, int]] = ...,
        check_crcs: bool = True,
        max_decompressed: int = 1 << 30,
        key_deserializer: Callable[[bytes], object] | None = None,
        value_deserializer: Callable[[bytes], object] | None = None,
    ) -> Self: ...
    @property
    def next_offset(self) -> int: ...
    @property
    def leader_epoch(self) -> int: ...
    @property
    def end(self) -> tuple[int, int]: ...
    @property
    def exhausted(self) -> bool: ...
    @property
    def ready(self) -> int: ...
    @property
    def error(self) -> KafkaError | None: ...

def collect(
    chunks: Sequence[Chunk],
    max_records: int,
    errors: dict[TopicPartition, KafkaError] | None = None,
    *,
    decode: bool = True,
) -> Records[Any, Any]: ...
def discard(items: list[Any]) -> None: ...
def decode_elsewhere(chunks: Sequence[Chunk], max_records: int, done: Callable[[], object]) -> None: ...
def decode_within(chunks: Sequence[Chunk], max_records: int, nanoseconds: int) -> bool: ...

class PollResult(Generic[_K, _V]):
    def __new__(cls, *_args: object, **_kwargs: object) -> Self: ...
    @classmethod
    def __class_getitem__(cls, parameters: Any) -> GenericAlias: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Record[_K, _V]]: ...
    def values(self) -> Sequence[_V | None]: ...
    def by_partition(self) -> dict[TopicPartition, Records[_K, _V]]: ...

@final
class Records(PollResult[_K, _V]):
    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Record[_K, _V]: ...
    @overload
    def __getitem__(self, index: slice, /) -> Records[_K, _V]: ...
    @property
    def errors(self) -> dict[TopicPartition, KafkaError]: ...
    def keys(self) -> Sequence[_K | None]: ...
    def offsets(self) -> memoryview[int]: ...
    def timestamps(self) -> memoryview[int]: ...
    def positions(self) -> dict[TopicPartition, tuple[int, int]]: ...

@final
class BytesColumn(Sequence[bytes | None]):
    @overload
    def __getitem__(self, index: SupportsIndex, /) -> bytes | None: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[bytes | None]: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[bytes | None]: ...
    def __contains__(self, item: object, /) -> bool: ...
    def count(self, item: object) -> int: ...
    def index(self, item: object, start: int = 0, stop: int = ...) -> int: ...

@final
class BytesIter(Iterator[bytes | None]):
    def __next__(self) -> bytes | None: ...

@final
class RecordsIter(Iterator[Record[_K, _V]]):
    def __next__(self) -> Record[_K, _V]: ...

@final
class Record(Generic[_K, _V]):
    def __new__(
        cls,
        topic: str,
        partition: int,
        offset: int,
        *,
        key: Any = None,
        value: Any = None,
        headers: Sequence[tuple[str, bytes | None]] | None = None,
        timestamp_ms: int = 0,
        timestamp_type: str = "create",
        leader_epoch: int | None = None,
        key_deserializer: Callable[[bytes], Any] | None = None,
        value_deserializer: Callable[[bytes], Any] | None = None,
    ) -> Self: ...
    @classmethod
    def __class_getitem__(cls, parameters: Any) -> GenericAlias: ...
    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp_ms(self) -> int: ...
    @property
    def timestamp_type(self) -> str: ...
    @property
    def key(self) -> _K | None: ...
    @property
    def value(self) -> _V | None: ...
    @property
    def raw_key(self) -> bytes | None: ...
    @property
    def raw_value(self) -> bytes | None: ...
    @property
    def headers(self) -> list[tuple[str, bytes | None]]: ...
    @property
    def leader_epoch(self) -> int | None: ...
    def copy(self) -> Record[_K, _V]: ...

def _rebuild(
    topic: str,
    partition: int,
    offset: int,
    key: bytes | None,
    value: bytes | None,
    headers: Sequence[tuple[str, bytes | None]],
    timestamp_ms: int,
    timestamp_type: str,
    leader_epoch: int | None,
    key_deserializer: Callable[[bytes], Any] | None,
    value_deserializer: Callable[[bytes], Any] | None,
) -> Record[Any, Any]: ...

@final
class RecordIterator(Generic[_K, _V]):
    def __new__(cls, refill: Callable[[], Records[_K, _V] | None]) -> Self: ...
    def __iter__(self) -> Self: ...
    def __next__(self) -> Record[_K, _V]: ...
    def interrupt(self, wanted: bool) -> None: ...
    @property
    def steps(self) -> int: ...
    def given(self) -> dict[TopicPartition, tuple[int, int]]: ...
    def rest(self) -> Records[_K, _V]: ...

@final
class AsyncRecordIterator(Generic[_K, _V]):
    def __new__(cls, refill: Callable[[], Awaitable[Record[_K, _V]]]) -> Self: ...
    def __aiter__(self) -> Self: ...
    def __anext__(self) -> Awaitable[Record[_K, _V]]: ...
    def step(self) -> Record[_K, _V] | None: ...
    def feed(self, records: Records[_K, _V]) -> None: ...
    def interrupt(self, wanted: bool) -> None: ...
    @property
    def steps(self) -> int: ...
    def given(self) -> dict[TopicPartition, tuple[int, int]]: ...
    def rest(self) -> Records[_K, _V]: ...

# ---- broker ----

@final
class BatchHeader:
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def magic(self) -> int: ...
    @property
    def codec(self) -> int: ...
    @property
    def transactional(self) -> bool: ...
    @property
    def control(self) -> bool: ...
    @property
    def base_offset(self) -> int: ...
    @property
    def last_offset(self) -> int: ...
    @property
    def leader_epoch(self) -> int: ...
    @property
    def max_timestamp(self) -> int: ...
    @property
    def producer_id(self) -> int: ...
    @property
    def producer_epoch(self) -> int: ...
    @property
    def base_sequence(self) -> int: ...

@final
class AdmittedBatch:
    @property
    def header(self) -> BatchHeader: ...
    @property
    def data(self) -> bytes: ...

@final
class RefusedBatch:
    @property
    def code(self) -> int: ...
    @property
    def message(self) -> str: ...
    @property
    def record_errors(self) -> list[tuple[int, str]]: ...

def batch_headers(data: Buffer, *, check: bool = False) -> tuple[list[BatchHeader], str | None, int]:
    """The headers of the batches in `data`, what is wrong behind them, and the length of what is whole."""

def admit_batches(
    data: Buffer,
    *,
    base_offset: int,
    leader_epoch: int,
    now_ms: int,
    append_time: bool,
    before_max_ms: int,
    after_max_ms: int,
    compacted: bool,
    max_batch_bytes: int,
    max_decompressed: int,
    codec: str | None,
) -> AdmittedBatch | RefusedBatch | None:
    """What a producer sent for one partition, checked and as the log keeps it; None if there is nothing."""

def marker_batch(
    *,
    base_offset: int,
    leader_epoch: int,
    timestamp_ms: int,
    producer_id: int,
    producer_epoch: int,
    commit: bool,
    coordinator_epoch: int,
) -> bytes:
    """The control batch that ends a transaction."""

def marker_of(batch: Buffer) -> tuple[bool, int] | None:
    """Whether a control batch commits, and its coordinator's epoch; None if it ends no transaction."""

def lower_batch(batch: Buffer, magic: int, first_offset: int) -> bytes:
    """One batch as messages of format 0 or 1."""

def record_at(batch: Buffer, timestamp_ms: int, from_offset: int) -> tuple[int, int] | None:
    """Timestamp and offset of the first record from `from_offset` on that is not older than `timestamp_ms`."""

def crc32c(data: Buffer) -> int:
    """CRC32C of `data`."""
