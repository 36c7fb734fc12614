"""What the newest published `kafka-clients` has that the pinned one has not."""

from __future__ import annotations

import re
import subprocess

from codegen import jars
from codegen.schema import Message, read_jar


def newest() -> str:
    """The newest version that Maven's metadata names."""
    plugin = "org.codehaus.mojo:versions-maven-plugin:2.18.0"
    pom = jars.CACHE / "drift" / "pom.xml"
    pom.parent.mkdir(parents=True, exist_ok=True)
    pom.write_text(
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>b</groupId>'
        "<artifactId>drift</artifactId><version>1</version><packaging>pom</packaging><dependencies><dependency>"
        f"<groupId>org.apache.kafka</groupId><artifactId>kafka-clients</artifactId><version>{jars.PINNED}</version>"
        "</dependency></dependencies></project>"
    )
    command = [
        "mvn",
        "-B",
        "-f",
        str(pom),
        f"{plugin}:display-dependency-updates",
        "-DprocessDependencyManagement=false",
    ]
    shown = subprocess.run(command, check=True, timeout=300, capture_output=True, text=True).stdout
    found = re.search(r"kafka-clients\s.*->\s*(\S+)", shown)
    return found.group(1) if found else jars.PINNED


def report() -> int:
    """Prints the differences; 0 if there are none, 1 otherwise."""
    version = newest()
    now, then = read_jar(jars.clients(version)), read_jar(jars.clients(jars.PINNED))
    lines = [line for name in sorted({*now, *then}) for line in difference(name, now.get(name), then.get(name))]
    print(f"pinned {jars.PINNED}, newest {version}: {len(lines)} differences")
    print(*lines, sep="\n")
    return 1 if lines else 0


def difference(name: str, now: Message | None, then: Message | None) -> list[str]:
    if now is None or then is None:
        return [f"  {name}: {'gone' if now is None else 'new'}"]
    if now == then:
        return []
    if now.valid != then.valid:
        return [f"  {name}: versions {then.valid.low}-{then.valid.high} became {now.valid.low}-{now.valid.high}"]
    return [f"  {name}: fields changed"]
