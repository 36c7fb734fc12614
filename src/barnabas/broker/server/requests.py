"""The last requests that were asked, for assertions: bounded in number and in bytes, decoded when somebody looks."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from barnabas.protocol.apis import api_name
from barnabas.protocol.frames import decode_request

if TYPE_CHECKING:
    from barnabas.protocol.message import Request
    from barnabas.protocol.primitives import Buffer

MOST = 10_000
MOST_BYTES = 32 << 20


@dataclass(slots=True, frozen=True, repr=False)
class Asked:
    """A request that reached the broker.

    Attributes:
        key: the API's key.
        version: of the API, as the client chose it.
        node: the id of the node that was asked.
        client_id: as the client named itself.
        principal: as whom it had logged in, ``"User:ANONYMOUS"`` if not at all.
        at: seconds of the broker's clock.

    >>> with Broker() as broker, barnabas.Client(broker.bootstrap_servers, client_id="shop") as client:
    ...     topics = client.admin.list_topics()
    ...     asked = broker.requests(api="Metadata")[0]
    ...     asked.api, asked.client_id, asked.request.topics
    ('Metadata', 'shop', None)
    """

    key: int
    version: int
    node: int
    client_id: str
    principal: str
    at: float
    _frame: Buffer

    @property
    def api(self) -> str:
        """The API's name, as ``"JoinGroup"``."""
        return api_name(self.key)

    @property
    def request(self) -> Request:
        """The request, decoded: a message of `barnabas.protocol.messages`."""
        return decode_request(self._frame)[1]

    def __repr__(self) -> str:
        return f"<{self.api} v{self.version} of {self.client_id!r} to node {self.node} at {self.at:.3f}>"


class RequestLog:
    """Written by the broker's thread, read by any."""

    def __init__(self) -> None:
        self._asked: deque[Asked] = deque()
        self._bytes = 0
        self._changed = threading.Condition(threading.RLock())

    def add(self, asked: Asked) -> None:
        """Keeps a request; the oldest make room."""
        with self._changed:
            self._asked.append(asked)
            self._bytes += len(asked._frame)
            while len(self._asked) > MOST or (self._bytes > MOST_BYTES and len(self._asked) > 1):
                self._bytes -= len(self._asked.popleft()._frame)
            self._changed.notify_all()

    def clear(self) -> None:
        """Forgets them all."""
        with self._changed:
            self._asked.clear()
            self._bytes = 0

    def find(self, key: int | None, node: int | None, client_id: str | None) -> list[Asked]:
        """Those that fit, in the order they came."""
        with self._changed:
            return [
                asked
                for asked in self._asked
                if key in (None, asked.key) and node in (None, asked.node) and client_id in (None, asked.client_id)
            ]

    def wait(
        self,
        key: int | None,
        node: int | None,
        client_id: str | None,
        count: int,
        timeout: float,
        given_up: threading.Event | None = None,
    ) -> list[Asked]:
        """As `find`, once there are `count` of them; fewer when the time is up, or the wait is given up (`give_up`)."""
        end = time.monotonic() + timeout
        with self._changed:
            while len(found := self.find(key, node, client_id)) < count:
                left = end - time.monotonic()
                if left <= 0 or (given_up is not None and given_up.is_set()):
                    break
                self._changed.wait(left)
            return found

    def give_up(self, given_up: threading.Event) -> None:
        """Ends the wait that was given this event."""
        with self._changed:
            given_up.set()
            self._changed.notify_all()
