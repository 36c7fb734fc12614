"""Kafka's jars by version, fetched by Maven into `.cache/jars`: brokers, and Java's command line tools.

python -m tests.harness.jars     fetches all that the tests need, so that no test waits for a download
"""

from __future__ import annotations

from codegen.jars import CACHE, PINNED, PINNED_OLD
from codegen.jars import classpath as clients_classpath
from codegen.maven import Artifact, classpath

KAFKA = "org.apache.kafka"
NEWEST = "4.4.0"
TOOLS = "4.3.1"  # the newest release that has published its tools
VERSIONS = (NEWEST, "4.3.1", "3.9.1")

_LOG4J2 = [
    Artifact("org.apache.logging.log4j", "log4j-slf4j-impl", "2.24.3"),
    Artifact("org.apache.logging.log4j", "log4j-core", "2.24.3"),
]
_RELOAD4J = [Artifact("org.slf4j", "slf4j-reload4j", "1.7.36"), Artifact("ch.qos.reload4j", "reload4j", "1.2.25")]


def has_log4j2(version: str) -> bool:
    """Kafka changed to log4j2 with 4.0 (KIP-653)."""
    return int(version.split(".")[0]) >= 4


def broker(version: str = NEWEST) -> str:
    """The class path of a broker."""
    logging = _LOG4J2 if has_log4j2(version) else _RELOAD4J
    return f"{classpath(CACHE / f'broker-{version}', [Artifact(KAFKA, 'kafka_2.13', version), *logging])}/*"


def tools() -> str:
    """The class path of Java's command line tools, of the performance tools among them."""
    tools = Artifact(KAFKA, "kafka-tools", TOOLS, without=["connect-runtime"])
    return f"{classpath(CACHE / f'tools-{TOOLS}', [tools, *_LOG4J2])}/*"


if __name__ == "__main__":
    for version in VERSIONS:
        broker(version)
    tools()
    for version in (PINNED, PINNED_OLD):
        clients_classpath(version)
