"""All logs of a broker: opened, kept within the budget, and tidied up from time to time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from barnabas.broker.state.budget import Budget
from barnabas.broker.state.log import PRODUCER_EXPIRATION_MS, Log

if TYPE_CHECKING:
    from barnabas.broker.storage import Storage
    from barnabas.broker.timers import Timers

logger = logging.getLogger("barnabas.broker")

RETENTION_CHECK_MS = 300_000
PRODUCERS_CHECK_MS = 600_000


class Logs:
    """Makes logs and looks after them.

    Args:
        timers: the broker's clock.
        configs: the broker's configuration by Kafka's names, as far as it was set.
        version: the Kafka that the broker is.
        max_bytes: what all logs together may hold.
        storage: where they are kept; None: in memory only.
    """

    def __init__(
        self,
        timers: Timers,
        configs: Mapping[str, str],
        *,
        version: str = "4.4",
        max_bytes: int = 1 << 30,
        storage: Storage | None = None,
    ) -> None:
        self._timers = timers
        self._configs = configs
        self._strict = tuple(int(part) for part in version.split(".")[:2]) < (2, 5)  # KIP-360
        self._storage = storage
        self._all: set[Log] = set()
        self.budget = Budget(max_bytes)
        self._every("log.retention.check.interval.ms", RETENTION_CHECK_MS, self._retain)
        self._every("producer.id.expiration.check.interval.ms", PRODUCERS_CHECK_MS, self._forget)

    def open(self, name: str, topic_id: bytes, index: int, config: Callable[[str], str]) -> Log:
        """The log of a partition, with what its files hold; `config` gives its topic's effective configuration."""
        files = self._storage.partition(topic_id, index) if self._storage is not None else None
        log = Log(
            config,
            name=f"{name}-{index}",
            budget=self.budget,
            files=files,
            strict_producers=self._strict,
            now_ms=self._timers.wall_ms,
        )
        if files is not None:
            for base, data, headers in files.segments():
                log.recover(base, data, headers, self._timers.wall_ms)
            log.recovered(files.start_offset())
            if self.budget.used > self.budget.limit:
                logger.warning("%s and those before it hold more than max_bytes: %d bytes", log.name, self.budget.used)
        self._all.add(log)
        return log

    def delete(self, log: Log) -> None:
        """The partition is gone, and what it held."""
        self._all.discard(log)
        log.delete()

    def _every(self, config: str, usual_ms: int, call: Callable[[], None]) -> None:
        seconds = int(self._configs.get(config, usual_ms)) / 1000

        def due() -> None:
            call()
            self._timers.after(seconds, due)

        self._timers.after(seconds, due)

    def _retain(self) -> None:
        for log in list(self._all):
            log.enforce_retention(self._timers.wall_ms)

    def _forget(self) -> None:
        expiration_ms = int(self._configs.get("producer.id.expiration.ms", PRODUCER_EXPIRATION_MS))
        for log in list(self._all):
            log.forget_producers(self._timers.wall_ms, expiration_ms)
