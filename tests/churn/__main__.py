"""python -m tests.churn: a long churn of each kind of group on a broker of its own; see `run`.

--bootstrap takes a broker that runs already instead of the development broker, --seconds and --members the measure, --seed what happens.
"""

from __future__ import annotations

import argparse
import sys

import barnabas
from barnabas.broker import Broker
from tests.churn.run import Plan, churn
from tests.churn.test_short_churn import KINDS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.churn")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--members", type=int, default=50)
    parser.add_argument("--partitions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bootstrap", help="a broker that runs already; else a development broker is started")
    parser.add_argument("--kind", choices=list(KINDS), action="append")
    given = parser.parse_args()
    own = None if given.bootstrap else Broker()
    bad = 0
    try:
        if own is not None:
            own.start()
        bootstrap = given.bootstrap or (own.bootstrap_servers if own else "")
        for kind in given.kind or KINDS:
            topic = f"churn-{kind}-{given.seed}"
            with barnabas.Client(bootstrap) as client:
                client.admin.create_topics(
                    [barnabas.NewTopic(topic, partitions=given.partitions, replication_factor=1)]
                )
            plan = Plan(
                bootstrap, topic, topic, given.partitions, given.members, given.seconds, given.seed, KINDS[kind]
            )
            faults, story = churn(plan)
            bad += len(faults)
            print(f"{kind}: {story}", *faults, sep="\n  ", flush=True)
    finally:
        if own is not None:
            own.stop()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
