"""`python -m tests.kips`: writes docs/kips.md, the KIPs that tests hold by the marker ``kip(number, ...)``.

A KIP is in the table if a test carries its number, and for no other reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parent
PAGE = TESTS.parent / "docs" / "kips.md"
HEAD = """# Which KIPs are supported

Kafka improves by numbered proposals. A proposal is listed when tests carry its number (`@pytest.mark.kip(...)`); `make kips`
makes this table from them. It is about the client; the development broker knows some more. The tests of KIP-12 run by `make test-kerberos`.

| KIP | what | tests | in |
|---:|---|---:|---|
"""
FOOT = """
## Not there

| KIP | what |
|---:|---|
"""

TITLES = {
    4: "Command line and centralized administrative operations",
    12: "SASL/Kerberos and SSL",
    15: "A close method with a timeout in the producer",
    22: "A partitioner interface in the producer",
    31: "Relative offsets in compressed message sets",
    32: "Timestamps",
    35: "Retrieving protocol versions",
    41: "Max records of a poll",
    43: "SASL mechanisms other than Kerberos",
    48: "Delegation tokens, to log in with",
    54: "Sticky partition assignment",
    57: "Interoperable LZ4 framing",
    62: "Heartbeats from the background",
    78: "Cluster id",
    79: "ListOffsets v1: searching by time",
    82: "Record headers",
    84: "SASL SCRAM",
    86: "Configurable SASL callback handlers",
    88: "OffsetFetch of all partitions",
    91: "Intuitive user timeouts in the producer",
    97: "Clients and brokers of different ages",
    98: "Exactly once delivery and transactional messaging",
    110: "Zstandard compression",
    117: "An admin client",
    122: "Resetting a group's offsets",
    126: "Oversized batches are split and sent again",
    144: "Exponential backoff of reconnecting",
    152: "Diagnostics of SASL authentication failures",
    219: "Quota communication",
    222: "Consumer groups in the admin client",
    227: "Incremental fetch sessions",
    229: "Deleting groups",
    255: "SASL OAUTHBEARER",
    294: "TLS host names are verified by default",
    302: "All addresses of a name are used",
    320: "Fetchers detect and handle log truncation",
    341: "User data of the sticky assignor",
    342: "SASL extensions of OAUTHBEARER",
    345: "Static membership",
    360: "Reliability of the idempotent and transactional producer",
    361: "Whether a consumer may have topics made",
    368: "SASL connections authenticate again",
    392: "Fetching from the closest replica",
    394: "A member id for the first JoinGroup",
    396: "Listing and altering a group's offsets",
    429: "Incremental (cooperative) rebalancing",
    430: "Authorized operations in describe responses, of groups",
    447: "Producer scalability for exactly once semantics",
    464: "Defaults for new topics",
    467: "Error messages for single records",
    480: "Sticky partitioner",
    482: "Tagged fields",
    496: "Deleting committed offsets",
    511: "The client's name and version",
    516: "Topic identifiers",
    518: "Listing groups by state",
    519: "A TLS context of the user's own",
    559: "Protocol names in group requests",
    568: "Triggering a rebalance",
    573: "TLS 1.3",
    580: "Exponential backoff of retries",
    588: "Producers recover from transaction timeouts",
    599: "Throttle create topic, create partition and delete topic operations",
    601: "Configurable socket connection timeouts",
    651: "PEM certificates and keys",
    679: "The strongest delivery guarantee by default",
    699: "FindCoordinator for several groups at a time",
    709: "OffsetFetch for several groups at a time",
    768: "OAUTHBEARER with OpenID Connect",
    792: "The generation in the consumer protocol",
    794: "Strictly uniform sticky partitioner",
    800: "Reasons for joining and leaving",
    814: "Static leaders skip the assignment",
    848: "The next generation of the consumer rebalance protocol",
    881: "Rack-aware assignment",
    890: "Transactions: server-side defense",
    899: "Rebootstrap",
    951: "Leader discovery in Produce and Fetch responses",
    1043: "Administration of groups of every type",
    1082: "Member ids made by the client",
    1092: "Leaving the group at close, or not",
    1102: "Rebootstrap by timeout or error code",
    1106: "Offset reset by duration",
    1139: "OAUTHBEARER with the jwt-bearer grant",
}
ABSENT = {
    107: "Deleting records",
    113: "Replicas between log directories",
    133: "Describing and altering configs",
    140: "ACLs",
    195: "Adding partitions",
    339: "Incremental altering of configs",
    455: "Reassigning partitions",
    460: "Electing leaders",
    546: "Client quotas",
    554: "SCRAM users",
    584: "Features",
    664: "Finding and ending hanging transactions",
    714: "Client metrics for the broker",
    932: "Queues: share groups",
    939: "Two-phase commit",
}


def numbers_of(decorators: list[ast.expr]) -> set[int]:
    """The numbers of ``pytest.mark.kip(...)`` among decorators."""
    return {
        argument.value
        for call in decorators
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.kip"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, int)
    }


def tests() -> Iterator[tuple[str, str, set[int]]]:
    """File, name and numbers of each test that carries one."""
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text()
        for node in ast.walk(ast.parse(text)) if "pytest.mark.kip(" in text else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                numbers = numbers_of(node.decorator_list)
                if numbers:
                    yield path.relative_to(TESTS).as_posix(), node.name, numbers


@cache
def held() -> dict[int, list[str]]:
    """For each KIP the files of its tests, one entry per test."""
    found: dict[int, list[str]] = {}
    for file, _, numbers in tests():
        for number in numbers:
            found.setdefault(number, []).append(file)
    return dict(sorted(found.items()))


def page() -> str:
    """The page as it should be."""
    rows = [
        f"| {number} | {TITLES[number]} | {len(files)} | {', '.join(f'`{file}`' for file in sorted(set(files)))} |\n"
        for number, files in held().items()
    ]
    absent = [f"| {number} | {title} |\n" for number, title in ABSENT.items()]
    return HEAD + "".join(rows) + FOOT + "".join(absent)


if __name__ == "__main__":
    PAGE.write_text(page())
