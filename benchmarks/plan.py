"""Which cases stand in which table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["produce", "consume", "latency", "memory", "pause"]


@dataclass(frozen=True)
class Case:
    """One row of a table: a client's path under some load."""

    client: str  # a module of benchmarks.clients
    path: str
    label: str
    kind: Kind
    records: int
    variant: str = ""  # the load's name within its table
    value_size: int = 100
    partitions: int = 8
    codec: str | None = None
    equal: bool = True
    turns: int = 1  # how often it runs in each round: more for what is short, and so at the mercy of a moment
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name in results and targets."""
        return "/".join(part for part in (self.client, self.path, self.variant) if part)

    @property
    def who(self) -> str:
        """The client, as one says it."""
        return NAMES[self.client]


NAMES = {
    "barnabas_sync": "Barnabas",
    "barnabas_async": "Barnabas, asyncio",
    "barnabas_memory": "Barnabas",
    "confluent": "confluent-kafka",
    "confluent_memory": "confluent-kafka",
    "aiokafka": "aiokafka",
    "kafka_python": "kafka-python",
    "java": "Java tools",
    "franz": "franz-go",
}

Row = tuple[str, str, str, float]  # client, path, label, share of the records
PRODUCE: list[Row] = [
    ("barnabas_sync", "send_kept", "`send()`, each handle kept and checked", 1),
    ("barnabas_sync", "send_dropped", "`send()`, handles dropped", 1),
    ("barnabas_sync", "send_many", "`send_many()` of 1000", 1),
    ("barnabas_async", "send_kept", "`await send()`, each handle kept and awaited", 1),
    ("barnabas_async", "send_dropped", "`await send()`, handles dropped", 1),
    ("confluent", "produce_callback", "`produce(on_delivery=)`", 1),
    ("confluent", "produce_plain", "`produce()`", 1),
    ("confluent", "produce_batch", "`produce_batch()` of 1000", 1),
    ("aiokafka", "send_kept", "`await send()`, each future kept and checked", 0.2),
    ("aiokafka", "send_dropped", "`await send()`, futures dropped", 0.2),
    ("kafka_python", "send", "`send()`, each future kept and checked", 0.1),
    ("franz", "produce", "`Produce` with promise", 1),
    ("java", "producer_perf", "`kafka-producer-perf-test`", 1),
]
CONSUME: list[Row] = [
    ("barnabas_sync", "poll_iterate", "`poll()` and loop", 1),
    ("barnabas_sync", "poll_columns", "`poll()`, `values()` and `offsets()`", 1),
    ("barnabas_sync", "iterate", "`for record in consumer`", 1),
    ("barnabas_async", "poll_iterate", "`await poll()` and loop", 1),
    ("barnabas_async", "iterate", "`async for record in consumer`", 1),
    ("confluent", "consume", "`consume(10000)`", 1),
    ("confluent", "poll", "`poll()`", 1),
    ("aiokafka", "getmany", "`getmany()`", 1),
    ("aiokafka", "getone", "`getone()`", 1),
    ("kafka_python", "poll", "`poll()`", 1),
    ("franz", "consume", "`PollRecords`", 1),
    ("java", "consumer_perf", "`kafka-consumer-perf-test`", 1),
]
MAIN_PATHS = {
    ("barnabas_sync", "send_kept"),
    ("barnabas_sync", "send_dropped"),
    ("barnabas_sync", "poll_iterate"),
    ("confluent", "produce_callback"),
    ("confluent", "produce_plain"),
    ("confluent", "consume"),
    ("aiokafka", "send_kept"),
    ("aiokafka", "getmany"),
    ("franz", "produce"),
    ("franz", "consume"),
}


def _thousands(records: float) -> int:
    return max(1000, int(records) // 1000 * 1000)


def _rows(records: int, *, main_only: bool = False, **load: Any) -> Iterator[Case]:
    kinds: list[tuple[Kind, list[Row]]] = [("produce", PRODUCE), ("consume", CONSUME)]
    for kind, rows in kinds:
        for client, path, label, share in rows:
            if not main_only or (client, path) in MAIN_PATHS:
                yield Case(client, path, label, kind, _thousands(records * share), **load)


def equal_settings(records: int) -> Iterator[Case]:
    """Table 1."""
    return _rows(records)


def own_defaults(records: int) -> Iterator[Case]:
    """Table 2."""
    return _rows(records, equal=False)


def other_loads(records: int) -> Iterator[Case]:
    """Table 3."""
    for squeezed in ("lz4", "zstd"):
        yield from _rows(records, main_only=True, codec=squeezed, variant=f"100 B, {squeezed}")
    for codec in (None, "lz4", "zstd"):
        for size, name, share in ((1024, "1 KiB", 4), (10240, "10 KiB", 25)):
            load = {"value_size": size, "codec": codec, "variant": f"{name}, {codec or 'none'}"}
            yield from _rows(_thousands(records / share), main_only=True, **load)
    yield from _rows(records, main_only=True, partitions=1000, variant="100 B, 1,000 partitions")


def _squeezed(settings: dict[str, int]) -> dict[str, Any]:
    return {"value_size": 10240, "codec": "zstd", "extra": {"compressible": True, "settings": settings}}


def memory(records: int) -> Iterator[Case]:
    """Table 4."""
    mib = 1024 * 1024
    rows: list[tuple[str, str, str, int, dict[str, Any]]] = [
        ("barnabas_memory", "buffered", "broker paused, handles dropped, `buffer_memory` 256 MiB", records, {}),
        ("barnabas_memory", "kept", "the same, every handle kept", records, {}),
        ("confluent_memory", "buffered", "the same by `produce()`", records, {}),
        ("barnabas_memory", "blocked", "broker paused, `buffer_memory` 32 MiB: `send()` blocks", 1_000_000,
         {"extra": {"settings": {"buffer_memory": 32 * mib}}}),
        ("barnabas_memory", "prefetch", "10 KiB records that compress 100:1, prefetch bounded to 64 MiB", _thousands(records / 10),
         _squeezed({"prefetch_max_bytes": 64 * mib})),
        ("confluent_memory", "prefetch", "the same", _thousands(records / 10),
         _squeezed({"queued.max.messages.kbytes": 64 * 1024})),
        ("barnabas_memory", "long_produce", "ten times the records sent", records * 10, {}),
        ("barnabas_memory", "long_consume", "ten times the records read", records, {}),
    ]  # fmt: skip
    for client, path, label, count, load in rows:
        yield Case(client, path, label, "memory", count, **load)


def latency(records: int) -> Iterator[Case]:
    """Table 5."""
    samples = max(300, min(3000, records // 100))
    rows = [
        ("barnabas_sync", "`send().result()`"),
        ("barnabas_async", "`await (await send())`"),
        ("aiokafka", "`send_and_wait()`"),
        ("confluent", "`produce(on_delivery=)` and `poll()`"),
        ("kafka_python", "`send().get()`"),
        ("franz", "`ProduceSync`"),
    ]
    for mode in ("quiet", "hog", "spin"):
        for client, label in rows:
            if client != "franz" or mode == "quiet":
                turns = 5 if mode == "quiet" else 1
                yield Case(
                    client, "latency", label, "latency", samples, variant=mode, turns=turns, extra={"mode": mode}
                )


def pauses(records: int) -> Iterator[Case]:
    """Table 6."""
    count = _thousands(records / 10)
    for codec in (None, "zstd", "gzip"):
        load = {"value_size": 1024, "codec": codec, "variant": codec or "none"}
        for client in ("barnabas_async", "aiokafka"):
            yield Case(client, "pause_send", "`await send()`", "pause", count, **load)  # type: ignore[arg-type]
        yield Case("barnabas_async", "pause_poll", "`await poll()`", "pause", count, **load)  # type: ignore[arg-type]
        yield Case("aiokafka", "pause_poll", "`await getmany()`", "pause", count, **load)  # type: ignore[arg-type]


TABLES: dict[int, Callable[[int], Iterator[Case]]] = {
    1: equal_settings,
    2: own_defaults,
    3: other_loads,
    4: memory,
    5: latency,
    6: pauses,
}
