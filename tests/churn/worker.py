"""A process of the churn, which has one Client and any number of members: `python -m tests.churn.worker '<json>'`.

Each line of its standard input is a command: `{"do": "join", "life": ...}` and what `Member` is told, or what `Member.tell` takes with
the member's `life`. At the end of its input all leave, and it ends in good order. Its own journal is as those of `tests.ordeal.worker`.
"""

from __future__ import annotations

import json
import sys

import barnabas
from tests.churn.member import Member
from tests.ordeal.worker import watched


def main() -> None:
    told = json.loads(sys.argv[1])
    members: dict[str, Member] = {}
    with watched(told["journal"]), barnabas.Client(told["bootstrap"], client_id=told["life"]) as client:
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


if __name__ == "__main__":
    main()
