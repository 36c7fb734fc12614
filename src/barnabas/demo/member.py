"""A consumer in a process of its own, for the tour to kill: it reads, commits half of what it read, and goes no further.

    python -m barnabas.demo.member BOOTSTRAP TOPIC GROUP SESSION_TIMEOUT_MS RECORDS

On its standard output: ``joined``, ``committed <records>``, ``read <records>``, each as a line when it is so.
"""

from __future__ import annotations

import sys

import barnabas


def main(bootstrap: str, topic: str, group: str, session_timeout_ms: str, records: str) -> None:
    """Reads `records` records, and then waits for its end."""
    wanted, read, committed = int(records), 0, False
    session = int(session_timeout_ms)
    with barnabas.Client(bootstrap) as client:
        consumer = client.consumer(
            topic,
            group_id=group,
            auto_offset_reset="earliest",
            session_timeout_ms=session,
            heartbeat_interval_ms=session // 4,
            max_poll_records=wanted // 4,
        )
        while read < wanted:
            match consumer.poll(timeout=1.0):
                case barnabas.Rebalance():
                    print("joined", flush=True)
                case batch:
                    read += sum(1 for _ in batch)
                    if read >= wanted // 2 and not committed:
                        consumer.commit()
                        committed = True
                        print("committed", read, flush=True)
        print("read", read, flush=True)
        sys.stdin.read()  # ends with the parent, if that should forget


if __name__ == "__main__":
    main(*sys.argv[1:])
