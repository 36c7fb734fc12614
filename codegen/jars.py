"""The jars that the generator and the tests' oracles read: pinned, fetched by Maven into `.cache/jars`."""

from __future__ import annotations

from pathlib import Path

from codegen.maven import PLUGIN, Artifact, maven, whole
from codegen.maven import classpath as fetched

PINNED = "4.4.0"
PINNED_OLD = "3.9.1"  # the last release that still speaks with brokers of 0.11 to 2.0
JACKSON = "2.21.2"  # what Kafka's JSON converters are written against; kafka-clients does not bring it along
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "jars"


def artifact(version: str) -> Artifact:
    """kafka-clients of `version`."""
    return Artifact("org.apache.kafka", "kafka-clients", version)


def clients(version: str) -> Path:
    """The path of kafka-clients of `version`; fetched if it is not there."""
    folder = CACHE / f"kafka-clients-{version}"
    with whole(folder) as partial:
        if partial is not None:
            maven(f"{PLUGIN}:copy", f"-Dartifact={':'.join(artifact(version)[:3])}", f"-DoutputDirectory={partial}")
    return folder / f"kafka-clients-{version}.jar"


def classpath(version: str) -> Path:
    """A folder with kafka-clients of `version` and all it needs to run: codecs, logging, Jackson."""
    jackson = Artifact("com.fasterxml.jackson.core", "jackson-databind", JACKSON)
    return fetched(CACHE / f"classpath-{version}", [artifact(version), jackson])
