"""Barnabas beside its peers on one real broker: `python -m benchmarks` (or `make bench`)."""
