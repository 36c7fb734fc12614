"""Nodes, topics and partitions: who leads what. There is one log per partition, whatever its replicas say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from barnabas.broker.state.configs import TopicConfigs
    from barnabas.broker.state.log import Log

NO_LEADER: Final = -1
MAX_NAME: Final = 249
_LEGAL = re.compile(r"[a-zA-Z0-9._-]+")


@dataclass(slots=True)
class Node:
    """A broker of the cluster. `data` is what an API keeps for a node, by a name of its own."""

    id: int
    host: str
    port: int = 0
    rack: str | None = None
    alive: bool = True
    epoch: int = 0
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Topic:
    """A topic; `id` is its 16 bytes."""

    name: str
    id: bytes
    configs: TopicConfigs
    internal: bool = False
    partitions: list[Partition] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Partition:
    """A partition; `leader` is -1 while none of its replicas lives. `watchers` are called when a read may find something new."""

    topic: Topic
    index: int
    replicas: list[int]
    log: Log
    leader: int = NO_LEADER
    leader_epoch: int = 0
    isr: list[int] = field(default_factory=list)
    watchers: set[Callable[[], None]] = field(default_factory=set)

    def elect(self, alive: Callable[[int], bool]) -> bool:
        """Takes the replicas that live as in sync, and the first of them as leader if the present one does not; whether it is new."""
        self.isr = [number for number in self.replicas if alive(number)]
        if self.leader in self.isr:
            return False
        leader = self.isr[0] if self.isr else NO_LEADER
        if leader == self.leader:
            return False
        return self.lead(leader)

    def lead(self, leader: int) -> bool:
        """Has another leader, in a new epoch."""
        self.leader = leader
        self.leader_epoch += 1
        return True


def refused_name(name: str) -> str | None:
    """Why a topic cannot have this name, in Kafka's words; None if it can.

    >>> refused_name("orders"), refused_name("a/b") is None
    (None, False)
    """
    if not name:
        return "Topic name is invalid: the empty string is not allowed"
    if name in (".", ".."):
        return f"Topic name is invalid: '{name}' is not allowed"
    if len(name) > MAX_NAME:
        return f"Topic name is invalid: the length of '{name}' is longer than the max allowed length {MAX_NAME}"
    if not _LEGAL.fullmatch(name):
        return (
            f"Topic name is invalid: '{name}' contains one or more characters other than ASCII alphanumerics,"
            " '.', '_' and '-'"
        )
    return None
