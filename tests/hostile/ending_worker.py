"""A worker of the ordeal that ends badly as soon as it is told to end, and waits for that as the real ones do."""

from __future__ import annotations

import json
import sys

from tests.ordeal.worker import Ended

if __name__ == "__main__":
    Ended().wait()
    raise SystemExit(json.loads(sys.argv[1])["says"] or "no reason")
