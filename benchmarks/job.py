"""One measurement that a child process does: which client, which path, with what."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

# What "equal settings" are, in every client's own words (clients/*.py).
BATCH_BYTES = 1_000_000
LINGER_MS = 5
IN_FLIGHT = 5
FETCH_MAX_BYTES = 50 * 1024 * 1024
PARTITION_FETCH_BYTES = 1024 * 1024
FETCH_WAIT_MS = 500
POLL_RECORDS = 10_000
PRODUCE_BUFFER_BYTES = 256 * 1024 * 1024

WARM_RECORDS = 10_000
DEADLINE = 150.0  # seconds for one measured section

Outcome: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Job:
    """What a child is told; it travels as JSON on the command line."""

    client: str
    path: str
    bootstrap: str
    topic: str
    partitions: int = 8
    records: int = 0
    value_size: int = 100
    codec: str | None = None
    equal: bool = True  # equal settings; else the client's own defaults
    read_warm: str = ""  # a topic with WARM_RECORDS records, 8 partitions
    write_warm: str = ""  # a topic that takes whatever a warm-up writes, 8 partitions
    extra: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """The JSON text of this job."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Job:
        """The job whose JSON this is."""
        return cls(**json.loads(text))


Path: TypeAlias = Callable[[Job], Outcome]
