"""What must not type-check: each line with an error says so."""

from __future__ import annotations

import barnabas

client = barnabas.Client("localhost:9092")
client.producer(ackz="all")  # error
client.producer(acks="most")  # error
client.consumer("orders", group_id="g", isolation_level="first")  # error
client.read("orders", stopp="end")  # error
client.producer().send("orders", "text")  # error
client.producer().send("orders")  # error
client.admin.create_topics(["orders"])  # error
