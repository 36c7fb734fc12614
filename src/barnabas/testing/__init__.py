"""For the tests of programs that use Kafka: the development broker, and a pytest plugin with fixtures on it.

With Barnabas installed, pytest knows these fixtures; nothing is to be imported:

- ``kafka``: a `Broker` of the test's own. Its options come from the marker:
  ``@pytest.mark.kafka(nodes=3, version="3.9", default_partitions=6)``, on a test, a class or a module.
- ``kafka_client``: a `barnabas.Client` of it; ``async_kafka_client``: a `barnabas.AsyncClient` (with pytest-asyncio or anyio).
- ``kafka_session``: a `Broker` for all tests, of which each pytest-xdist worker has its own; tests take care of topics and groups
  of their own. ``kafka_session_client`` and ``async_kafka_session_client`` are clients of it.
- ``kafka_options``: a dict of options for all of these brokers; override it in a ``conftest.py``.

>>> def test_an_order_is_written_although_the_leader_moves(kafka, kafka_client):
...     kafka.inject(api="Produce", error="NOT_LEADER_OR_FOLLOWER", times=2)
...     with kafka_client.producer() as producer:
...         assert producer.send("orders", b"one").result(timeout=10).offset == 0
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from barnabas.broker import AsyncBroker as AsyncBroker
    from barnabas.broker import Broker as Broker
    from barnabas.clock import ManualClock as ManualClock

# Loaded by __getattr__: the plugin is loaded with every run of pytest.
__all__ = ["AsyncBroker", "Broker", "ManualClock"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'barnabas.testing' has no attribute {name!r}")
    import barnabas.broker

    value = globals()[name] = getattr(barnabas.broker, name)
    return value
