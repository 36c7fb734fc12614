"""A real Kafka and the development broker beside each other, by version, for tests that ask both the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from barnabas.broker import Broker
from tests.harness.broker import HASTY
from tests.harness.kafka import Brokers

P = TypeVar("P")


@contextmanager
def paired(brokers: Brokers, make: Callable[[str, str, ExitStack], P]) -> Iterator[Callable[[str], P]]:
    """Gives what `make` makes of both bootstraps (Kafka's first) for each version that is asked for, once."""
    made: dict[str, P] = {}
    with ExitStack() as stack:

        def get(version: str) -> P:
            if version not in made:
                ours = stack.enter_context(Broker(version=version.rpartition(".")[0], configs=HASTY))
                made[version] = make(brokers.get(version).bootstrap, ours.bootstrap_servers, stack)
            return made[version]

        yield get
