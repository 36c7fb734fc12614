"""A member by the newer protocol (KIP-848)."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any

from barnabas.engine.engine import Engine
from barnabas.engine.fitting import always
from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import broker_error
from barnabas.errors.client import ClosedError
from barnabas.group.actions import Leave, Wait
from barnabas.group.consumer import ConsumerMember, ConsumerSettings, Heartbeat
from barnabas.group.farewell import FAREWELL_MOST
from barnabas.group.generation import Generation
from barnabas.group.membership import Listener, Membership
from barnabas.group.tasks import Errand, Wakeup
from barnabas.protocol.messages.consumer_group_heartbeat import (
    ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse,
)
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.group")
REGEX_FROM = 1  # the version that knows regular expressions


class ConsumerMembership(Membership[ConsumerMember]):
    """Drives the state machine of `consumer` on the engine's loop. `options` are the consumer's."""

    def __init__(
        self,
        engine: Engine,
        group_id: str,
        topics: Iterable[str],
        options: Mapping[str, Any],
        listener: Listener,
        pattern: str | None = None,
    ) -> None:
        super().__init__(engine, group_id, topics, options, listener, pattern)
        settings = ConsumerSettings(
            group_id=group_id,
            member_id=str(uuid.uuid4()),
            instance_id=options["group_instance_id"],
            topics=self._topics,
            pattern=pattern,
            assignor=options["group_remote_assignor"],
            rebalance_timeout=self._rebalance_timeout,
            rack=options["client_rack"] or None,
        )
        self._member = ConsumerMember(settings, engine.backoff, self._name_of)
        self._errand: Errand[ConsumerGroupHeartbeatResponse] = Errand()
        self._steps = Wakeup()
        self._unnamed = Wakeup()
        self._giving_up = False  # the next heartbeat says that the user has

    def _name_of(self, topic_id: bytes) -> str | None:
        return self._engine.cluster.snapshot.names.get(topic_id)

    def _asking(self) -> Generation | None:
        return self._member.generation  # its epoch is checked

    def consented(self, partitions: frozenset[TopicPartition] | None = None) -> None:
        self._giving_up = True
        super().consented(partitions)

    def _work(self) -> list[tuple[Coroutine[Any, Any, None], str]]:
        return [(self._run(), ""), (self._look_up(), "topics of the assignment")]

    def _wake(self) -> None:
        self._steps.ring()
        if self._member.unnamed:
            self._unnamed.ring()

    def _stop(self) -> None:
        self._errand.call_off()

    def _changed(self, snapshot: ClusterSnapshot) -> None:
        self._member.names_known()
        self._react()

    def _say_topics(self) -> None:
        expression = self._pattern if isinstance(self._pattern, str) else None
        self._member.subscribe(self._topics, expression)

    async def _run(self) -> None:
        engine = self._engine
        try:
            while True:
                match self._member.step(engine.now()):
                    case Heartbeat(request):
                        await self._beat(request)
                    case Leave() as goodbye:
                        await self._say_goodbye(goodbye, engine.now() + engine.request_timeout)
                    case Wait(until):
                        await self._steps.sleep(until)
                        continue  # nothing has happened by that; a reaction would ring this sleeper again
                self._react()
        except ClosedError:
            log.debug("group %s: the client was closed", self._group_id)

    async def _beat(self, request: ConsumerGroupHeartbeatRequest) -> None:
        engine = self._engine
        if self._giving_up:
            self._giving_up = False
            await self._handed_over()
        asking = self._coordinator.ask(
            ConsumerGroupHeartbeatRequest,
            always(request),
            deadline=engine.now() + engine.api_timeout,
            lane=self._lane,
            low=REGEX_FROM if self._pattern is not None else None,
        )
        try:
            response = await self._errand.run(asking)
        except ClosedError:
            raise
        except KafkaError as error:
            self._unanswered(error)
            self._member.request_failed(error, engine.now())
            return
        if response is not None:  # else it was called off, at the end
            self._coordinator.heard(response.error_code)
            code = response.error_code
            self._trouble = broker_error(code, response.error_message) if code else None
            self._member.answered(response, engine.now())

    async def _look_up(self) -> None:
        """The assignment names topics by id alone: the picture must have them before it can be taken up. Beside the heartbeats: the session
        would end while a broker that is asked does not answer.
        """
        engine, failures = self._engine, 0
        try:
            while True:
                if not self._member.unnamed:
                    failures = 0
                    await self._unnamed.sleep(None)
                    continue
                try:
                    # A pattern's topics are not known by name, and an id cannot be asked for before it is known of.
                    await engine.cluster.update(
                        deadline=engine.now() + engine.request_timeout, everything=self._pattern is not None
                    )
                except ClosedError:
                    raise
                except KafkaError as error:
                    log.info("group %s: the topics of the assignment could not be looked up: %s", self._group_id, error)
                self._member.names_known()
                self._react()
                if self._member.unnamed:  # the broker asked is behind, or the topic is gone already
                    failures += 1
                    await asyncio.sleep(engine.backoff.delay(failures))
        except ClosedError:
            log.debug("group %s: the client was closed", self._group_id)

    async def _say_goodbye(self, goodbye: Leave, deadline: float) -> None:
        request = self._member.farewell(goodbye)
        deadline = min(deadline, self._engine.now() + FAREWELL_MOST)
        try:
            async with asyncio.timeout_at(deadline):
                response: ConsumerGroupHeartbeatResponse = await self._coordinator.ask(
                    ConsumerGroupHeartbeatRequest, always(request), deadline=deadline
                )
            if response.error_code:
                raise broker_error(response.error_code, response.error_message, api="ConsumerGroupHeartbeat")
        except (KafkaError, TimeoutError) as error:
            log.debug("member %s left group %s without a goodbye: %s", goodbye.member_id, self._group_id, error)
        else:
            log.info("member %s left group %s: %s", goodbye.member_id, self._group_id, goodbye.reason)
