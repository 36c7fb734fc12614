"""Members of one group in one process, for `benchmarks.rebalance`: each polls on a thread of its own.

    python -m benchmarks.clients.members CLIENT BOOTSTRAP TOPIC PARTITIONS GROUP PROTOCOL MEMBERS ROUNDS

Prints the milliseconds of each round as JSON: one more member joins, and leaves again. A round ends when every member has
come back from a poll that left it with its share of the new assignment.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import barnabas

POLL = 0.5  # seconds; a poll comes back early when there is something to tell
LATE = 60.0
REST = (0.5, 1.0)  # seconds between the changes, drawn anew each time: no phase of the heartbeats is favoured


class Consumer(Protocol):
    """What the three have in common."""

    def poll(self) -> frozenset[int]:
        """The partitions held after a poll."""

    def close(self) -> None:
        """Leaves the group."""


Make = Callable[[], tuple[Consumer, float]]  # the consumer, and when the call that joins began


class Ours:
    """Barnabas."""

    def __init__(self, consumer: Any, done: Callable[[], None] = lambda: None) -> None:
        self._consumer = consumer
        self._done = done

    def poll(self) -> frozenset[int]:
        self._consumer.poll(POLL)
        return frozenset(key.partition for key in self._consumer.assignment())

    def close(self) -> None:
        self._consumer.close()
        self._done()


class Confluents:
    """confluent-kafka."""

    def __init__(self, consumer: Any) -> None:
        self._consumer = consumer

    def poll(self) -> frozenset[int]:
        self._consumer.poll(POLL)
        return frozenset(key.partition for key in self._consumer.assignment())

    def close(self) -> None:
        self._consumer.close()


def barnabas_makes(bootstrap: str, topic: str, group: str, protocol: str, *, shared: bool) -> Make:
    """Members that share a Client, or have one each."""
    options: dict[str, Any] = {"group_id": group, "auto_offset_reset": "latest"}
    if protocol == "consumer":
        options["group_protocol"] = "consumer"
    else:
        options |= {"partition_assignment_strategy": protocol, "heartbeat_interval_ms": 500}
    common = barnabas.Client(bootstrap) if shared else None

    def make() -> tuple[Consumer, float]:
        begin = time.monotonic()
        if common is not None:
            return Ours(common.consumer(topic, **options)), begin
        client = barnabas.Client(bootstrap)
        return Ours(client.consumer(topic, **options), client.close), begin

    return make


def confluent_makes(bootstrap: str, topic: str, group: str, protocol: str) -> Make:
    """Members as confluent-kafka has them; what it takes to make one is not counted."""
    import confluent_kafka

    options: dict[str, Any] = {
        "bootstrap.servers": bootstrap,
        "group.id": group,
        "auto.offset.reset": "latest",
        "enable.auto.commit": False,
    }
    if protocol == "consumer":
        options["group.protocol"] = "consumer"
    else:
        options |= {"partition.assignment.strategy": protocol, "heartbeat.interval.ms": 500}

    def make() -> tuple[Consumer, float]:
        consumer = confluent_kafka.Consumer(options)
        begin = time.monotonic()
        consumer.subscribe([topic])
        return Confluents(consumer), begin

    return make


class Member:
    """A consumer and the thread that polls it."""

    def __init__(self, group: Group, make: Make) -> None:
        self.held: frozenset[int] = frozenset()
        self.begun = 0.0
        self._group = group
        self._make = make
        self._leaving = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        consumer, self.begun = self._make()
        while not self._leaving:
            held = consumer.poll()
            if held != self.held:
                with self._group.changed:
                    self.held = held
                    self._group.changed.notify()
        self.begun = time.monotonic()
        consumer.close()

    def leave(self) -> None:
        """From now on it closes at the end of its poll."""
        self._leaving = True

    def join(self) -> None:
        """Waits for its end."""
        self._thread.join()


class Group:
    """Members that are there now."""

    def __init__(self, make: Make, partitions: int) -> None:
        self.changed = threading.Condition()
        self.members: list[Member] = []
        self._make = make
        self._all = frozenset(range(partitions))

    def grow(self) -> Member:
        """One more."""
        member = Member(self, self._make)
        self.members.append(member)
        return member

    def settled(self) -> float:
        """Waits until every partition is held once, in shares that are equal but for one; when that was."""
        with self.changed:
            if not self.changed.wait_for(self._balanced, LATE):
                raise TimeoutError(f"not balanced: {sorted(len(m.held) for m in self.members)}")
            return time.monotonic()

    def _balanced(self) -> bool:
        least = len(self._all) // len(self.members)
        held = [member.held for member in self.members]
        return (
            all(least <= len(each) <= least + 1 for each in held)
            and sum(map(len, held)) == len(self._all)
            and frozenset().union(*held) == self._all
        )


def rounds(make: Make, partitions: int, members: int, count: int) -> dict[str, list[float]]:
    """Milliseconds to join and to leave."""
    chance = random.Random(1)
    group = Group(make, partitions)
    for _ in range(members):
        group.grow()
    group.settled()
    found: dict[str, list[float]] = {"join": [], "leave": []}
    for _ in range(count):
        time.sleep(chance.uniform(*REST))
        newcomer = group.grow()
        end = group.settled()
        found["join"].append(1000 * (end - newcomer.begun))
        time.sleep(chance.uniform(*REST))
        group.members.remove(newcomer)
        newcomer.leave()
        end = group.settled()
        newcomer.join()
        found["leave"].append(1000 * (end - newcomer.begun))
    for member in group.members:
        member.leave()
    for member in group.members:
        member.join()
    return found


def main() -> None:
    """Does what the arguments say."""
    client, bootstrap, topic, partitions, group, protocol, members, count = sys.argv[1:]
    if client == "confluent":
        make = confluent_makes(bootstrap, topic, group, protocol)
    else:
        make = barnabas_makes(bootstrap, topic, group, protocol, shared=client == "barnabas_shared")
    print(json.dumps(rounds(make, int(partitions), int(members), int(count))))


if __name__ == "__main__":
    main()
