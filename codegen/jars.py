"""The jars that the generator and the tests' oracles read: pinned, fetched by Maven into `.cache/jars`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PINNED = "4.4.0"
PINNED_OLD = "3.9.1"  # the last release that still speaks with brokers of 0.11 to 2.0
JACKSON = "2.21.2"  # what Kafka's JSON converters are written against; kafka-clients does not bring it along
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "jars"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>barnabas</groupId><artifactId>oracle</artifactId><version>1</version><packaging>pom</packaging><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-clients</artifactId><version>{kafka}</version></dependency>
<dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>{jackson}</version></dependency>
</dependencies></project>
"""


def maven(*arguments: str) -> None:
    """Runs Maven quietly."""
    if shutil.which("mvn") is None:
        raise SystemExit(
            "Maven is needed to fetch Kafka's jars: install the package maven (Debian: apt-get install maven)"
        )
    subprocess.run(["mvn", "-q", "-B", *arguments], check=True, timeout=300)


def clients(version: str) -> Path:
    """The path of kafka-clients of `version`; fetched if it is not there."""
    jar = CACHE / f"kafka-clients-{version}.jar"
    if not jar.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        artifact = f"org.apache.kafka:kafka-clients:{version}"
        maven(f"{PLUGIN}:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={CACHE}")
    return jar


def classpath(version: str) -> Path:
    """A folder with kafka-clients of `version` and all it needs to run: codecs, logging, Jackson."""
    folder = CACHE / f"classpath-{version}"
    if not folder.exists():
        # Maven fills a folder of another name, so that a run that was cut short leaves nothing that looks whole.
        partial = CACHE / f"classpath-{version}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        pom = partial / "pom.xml"
        pom.write_text(POM.format(kafka=version, jackson=JACKSON))
        maven("-f", str(pom), f"{PLUGIN}:copy-dependencies", f"-DoutputDirectory={partial}")
        partial.rename(folder)
    return folder
