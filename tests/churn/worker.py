"""A process of the churn, which has one Client and any number of members: `python -m tests.churn.worker '<json>'`.

Each line of its standard input is a command: `{"do": "join", "life": ...}` and what `Member` is told, or what `Member.tell` takes with
the member's `life`. At the end of its input all leave, and it ends in good order. Its own journal is as those of `tests.ordeal.worker`.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import barnabas
from tests.churn.member import Member
from tests.harness import memory
from tests.ordeal.journal import Journal
from tests.ordeal.worker import Watch


def main() -> None:
    told = json.loads(sys.argv[1])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(threadName)s %(name)s %(message)s", stream=sys.stderr)
    journal = Journal(Path(told["journal"]))
    journal.note("S")
    Watch(journal)
    members: dict[str, Member] = {}
    with barnabas.Client(told["bootstrap"], client_id=told["life"]) as client:
        for line in sys.stdin:
            command = json.loads(line)
            if command["do"] == "join":
                members[command["life"]] = Member({**told, **command}, client)
            else:
                members[command["life"]].tell(command)
        for member in members.values():
            member.tell({"do": "leave"})
        for member in members.values():
            member.join()
    journal.note("M", 0, memory.resident("VmHWM") // 1024)
    journal.note("E")
    journal.flush()


if __name__ == "__main__":
    main()
