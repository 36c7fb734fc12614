"""Kafka's jars, fetched by Maven into `.cache/`: the broker, and the performance tools (which 4.4.0 does not publish)."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

BROKER = "4.4.0"
TOOLS = "4.3.1"
CACHE = Path(__file__).resolve().parent.parent / ".cache"
_LOGGING = [
    ("org.apache.logging.log4j", "log4j-slf4j-impl", "2.24.3"),
    ("org.apache.logging.log4j", "log4j-core", "2.24.3"),
]


def broker() -> str:
    """The class path of the broker; `BARNABAS_BENCH_BROKER_JARS` names a folder that has the jars already."""
    given = os.environ.get("BARNABAS_BENCH_BROKER_JARS")
    return f"{given or _fetch('broker', [('org.apache.kafka', 'kafka_2.13', BROKER), *_LOGGING])}/*"


def tools() -> str:
    """The class path of the Java tools; `BARNABAS_BENCH_TOOLS_JARS` names a folder that has the jars already."""
    given = os.environ.get("BARNABAS_BENCH_TOOLS_JARS")
    return f"{given or _fetch('tools', [('org.apache.kafka', 'kafka-tools', TOOLS), *_LOGGING])}/*"


def _fetch(name: str, artifacts: list[tuple[str, str, str]]) -> Path:
    folder = CACHE / f"bench-{name}-{artifacts[0][2]}"
    if folder.exists():
        return folder
    if shutil.which("mvn") is None:
        raise SystemExit(
            "Maven is needed to fetch Kafka's jars: install the package maven (Debian: apt-get install maven)"
        )
    unwanted = "<exclusion><groupId>org.apache.kafka</groupId><artifactId>connect-runtime</artifactId></exclusion>"
    dependencies = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
        f"<exclusions>{unwanted}</exclusions></dependency>"
        for group, artifact, version in artifacts
    )
    pom = CACHE / f"bench-{name}.pom.xml"
    pom.parent.mkdir(parents=True, exist_ok=True)
    pom.write_text(
        "<project><modelVersion>4.0.0</modelVersion><groupId>barnabas</groupId>"
        f"<artifactId>bench-{name}</artifactId><version>1</version><packaging>pom</packaging>"
        f"<dependencies>{dependencies}</dependencies></project>"
    )
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
    command = ["mvn", "-q", "-B", "-f", str(pom), plugin, "-DincludeScope=runtime", f"-DoutputDirectory={partial}"]
    subprocess.run(command, check=True, timeout=600)
    partial.rename(folder)
    return folder
