"""What a consumer reads by subscription: topics, or a pattern of them; and the end of that."""

from __future__ import annotations

import asyncio
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
    """Gives everything up and leaves the group, whatever becomes of the wait; what to wait for on the loop."""
    begun: list[asyncio.Task[None]] = []
    core.engine.post(lambda: begun.append(_give_up(core, timeout)))

    async def over() -> None:
        await asyncio.shield(begun[0])

    return over


def _give_up(core: Core, timeout: float) -> asyncio.Task[None]:
    group, core.commits.group = core.group, None
    core.topics, core.pattern = (), None
    offsets = core.commits.consumed() if core.commits.automatic else {}
    generation = core.assignment.generation
    core.forget_subscription()

    async def end() -> None:
        deadline = core.engine.now() + timeout
        if offsets:
            await core.commits.quietly(offsets, generation, timeout, group)
        if group is not None:
            await group.leave("the consumer unsubscribed", deadline)

    task = core.engine.spawn(end(), "unsubscribe")
    if group is not None:
        group.turned_away()  # what it is given until it has left would be read here and by the next owner
    return task
