"""A development broker in the process: for laptops and tests, never for production."""

from __future__ import annotations

from barnabas.broker.aio import AsyncBroker
from barnabas.broker.server.faults import Injection
from barnabas.broker.server.requests import Asked
from barnabas.broker.sync import Broker
from barnabas.clock import ManualClock

__all__ = ["Asked", "AsyncBroker", "Broker", "Injection", "ManualClock"]
