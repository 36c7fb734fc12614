"""Kafka's jars by version, fetched by Maven into `.cache/jars`: brokers, and Java's command line tools.

python -m tests.harness.jars     fetches all that the tests need, so that no test waits for a download
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.jars import CACHE, PINNED, PINNED_OLD
from codegen.jars import classpath as clients_classpath
from codegen.maven import Artifact, classpath

KAFKA = "org.apache.kafka"
NEWEST = "4.4.0"
TOOLS = "4.3.1"  # the newest release that has published its tools
VERSIONS = (NEWEST, "4.3.1", "3.9.1")
ZOOKEEPER = "2.8.2"  # the last one that tests run with a ZooKeeper
AGES = ("0.11.0.3", "1.1.1", "2.0.1", "2.1.1", "2.8.2", "3.3.2", "3.9.1", "4.0.1", "4.3.1", NEWEST)  # for `make matrix`

_LOG4J2 = [
    Artifact("org.apache.logging.log4j", "log4j-slf4j-impl", "2.24.3"),
    Artifact("org.apache.logging.log4j", "log4j-core", "2.24.3"),
]
_RELOAD4J = [Artifact("org.slf4j", "slf4j-reload4j", "1.7.36"), Artifact("ch.qos.reload4j", "reload4j", "1.2.25")]


def has_log4j2(version: str) -> bool:
    """Kafka changed to log4j2 with 4.0 (KIP-653)."""
    return int(version.split(".")[0]) >= 4


def broker(version: str = NEWEST) -> str:
    """The class path of a broker, for versions up to 2.8 with ZooKeeper's."""
    return f"{classpath(CACHE / f'broker-{version}', [*_artifacts(version)])}/*"


def _artifacts(version: str) -> Iterator[Artifact]:
    number = tuple(int(part) for part in version.split("."))
    yield Artifact(KAFKA, "kafka_2.13" if number >= (2, 8) else "kafka_2.12", version)
    if number >= (3,):
        yield from _LOG4J2 if has_log4j2(version) else _RELOAD4J
    elif number >= (1,):
        bridge = "1.7.30" if number >= (2, 8) else "1.7.25"
        yield from [Artifact("org.slf4j", "slf4j-log4j12", bridge), Artifact("log4j", "log4j", "1.2.17")]
    else:
        yield Artifact("javax.xml.bind", "jaxb-api", "2.3.1")  # a part of Java in its day
    if (2,) <= number < (2, 8):
        # ZooKeeper 3.4.13, which they would bring, does not get on with Java 17.
        yield Artifact("org.apache.zookeeper", "zookeeper", "3.4.12")


def tools() -> str:
    """The class path of Java's command line tools, of the performance tools among them."""
    tools = Artifact(KAFKA, "kafka-tools", TOOLS, without=["connect-runtime"])
    return f"{classpath(CACHE / f'tools-{TOOLS}', [tools, *_LOG4J2])}/*"


if __name__ == "__main__":
    for version in (*VERSIONS, ZOOKEEPER, AGES[0]):
        broker(version)
    tools()
    for version in (PINNED, PINNED_OLD):
        clients_classpath(version)
