"""Barnabas: a Kafka client for Python."""
