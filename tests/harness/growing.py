"""Topics that get more partitions."""

from __future__ import annotations

import barnabas
from barnabas.protocol.messages.create_partitions import CreatePartitionsRequest


def add_partitions(client: barnabas.Client, topic: str, count: int) -> None:
    """Has a topic `count` partitions from now on, as its controller sees it: brokers hear of it a moment later."""
    engine = client._engine
    asked = CreatePartitionsRequest.CreatePartitionsTopic(name=topic, count=count)
    asked.assignments = None  # wherever the controller puts them
    request = CreatePartitionsRequest(topics=[asked], timeout_ms=10_000)
    response = engine.run(lambda: engine.ask_controller(request, deadline=engine.now() + 20.0))
    assert [result.error_code for result in response.results] == [0]
