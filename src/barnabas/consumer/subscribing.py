"""What a consumer reads by subscription: topics, or a pattern of them; and the end of that."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from barnabas.consumer import ending
from barnabas.consumer.arguments import topics_of
from barnabas.consumer.rebalance import Rebalance
from barnabas.errors.client import ConfigurationError
from barnabas.group.classic_driver import ClassicMembership
from barnabas.group.consumer_driver import ConsumerMembership
from barnabas.group.pattern import Pattern, checked

if TYPE_CHECKING:
    from barnabas.consumer.core import Core


def wanted(core: Core, topics: tuple[Any, ...], pattern: Any) -> tuple[tuple[str, ...], Pattern | None]:
    """A subscription, checked.

    Raises:
        ConfigurationError: it is none, or this consumer cannot have one.
    """
    names = topics_of(topics)
    if names and pattern is not None:
        raise ConfigurationError(f"Consumer: pattern={pattern!r} is not accepted beside topics: give one of both")
    found = checked(pattern, core.options["group_protocol"])
    if core.group_id is None and (names or found is not None):
        what = "topics" if names else "a pattern"
        topic = names[0] if names else "orders"
        raise ConfigurationError(
            f"Consumer: {what} without a group_id: give group_id=..., or make it without topics and use "
            f'assign([barnabas.TopicPartition("{topic}", 0)])'
        )
    return names, found


def join(core: Core) -> None:
    """A new member of the consumer's group, with its subscription; the first poll has it begin."""
    assert core.group_id is not None
    kind = ClassicMembership if core.options["group_protocol"] == "classic" else ConsumerMembership
    core.commits.group = kind(core.engine, core.group_id, core.topics, core.options, core.changes, core.pattern)  # type: ignore[arg-type]


def subscribe(core: Core, topics: tuple[Any, ...], pattern: Any) -> None:
    """See `ConsumerFace.subscribe`."""
    core.check()
    if not topics and pattern is None:
        raise ConfigurationError("Consumer: subscribe() needs a topic, or pattern=; unsubscribe() ends a subscription")
    names, found = wanted(core, topics, pattern)
    if core.group is None and core.owned:
        raise ConfigurationError(
            "Consumer: subscribe() is not for a consumer with partitions by assign(): unsubscribe() first"
        )
    core.topics, core.pattern = names, found
    if core.group is None:
        join(core)
    else:
        core.engine.post(core.group.subscribe, names, found)


def farewells(core: Core) -> Iterable[Rebalance]:
    """What the listener hears before a subscription ends, while the partitions are still ours."""
    if core.group is None or core.calls.listener is None or core.calls.inside:
        return ()
    return ending.farewells(core)


def unsubscribe(core: Core, timeout: float) -> Callable[[], Coroutine[Any, Any, None]]:
    """Gives everything up and leaves the group, whatever becomes of the wait; what to wait for on the loop.

    The consumer is without a subscription when this returns: somebody who does not wait may subscribe anew at once.
    """
    going = _Going(core, timeout)
    core.engine.post(going.begin)  # first: should a signal's handler raise from here on, the loop does all of it
    going.take_away()
    return going.over


class _Going:
    """The end of a subscription."""

    def __init__(self, core: Core, timeout: float) -> None:
        self._core = core
        self._timeout = timeout
        self._group = core.group
        self._offsets = core.commits.consumed() if core.commits.automatic else {}
        self._read = core.commits.read(self._offsets)
        self._generation = core.assignment.generation
        self._lock = threading.Lock()
        self._taken = False
        self._ends: asyncio.Task[None] | None = None
        self._failure: Exception | None = None

    def take_away(self) -> None:
        """The user has no subscription any more. Once: what comes after it is the next one's."""
        core = self._core
        with self._lock:
            if not self._taken:
                core.topics, core.pattern = (), None
                core.assignment.take_away()
                core.reading.prune()
                core.begin_anew()
                core.commits.group = None
                self._taken = True

    def begin(self) -> None:
        """On the loop."""
        try:
            self.take_away()
            self._core.changes.forget()
            self._ends = self._core.engine.spawn(self._end(), "unsubscribe")
            if self._group is not None:
                self._group.turned_away()  # what it is given until it has left would be read here and by the next owner
        except Exception as error:  # noqa: BLE001  # it is raised where the user waits
            self._failure = error

    async def _end(self) -> None:
        deadline = self._core.engine.now() + self._timeout
        if self._offsets:
            await self._core.commits.quietly(self._offsets, self._generation, self._timeout, self._group, self._read)
        if self._group is not None:
            await self._group.leave("the consumer unsubscribed", deadline)

    async def over(self) -> None:
        """When it has ended; raises what kept it from beginning."""
        if self._failure is not None:
            raise self._failure
        assert self._ends is not None
        await asyncio.shield(self._ends)
