"""A tour of what Barnabas does, told as it happens: `python -m barnabas demo`, on the development broker or on a real Kafka."""
