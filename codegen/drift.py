"""What the newest published `kafka-clients` has that the pinned one has not."""

from __future__ import annotations

import re

from codegen import jars
from codegen.maven import maven, pom
from codegen.schema import Message, read_jar


def newest() -> str:
    """The newest version that Maven's metadata names."""
    plugin = "org.codehaus.mojo:versions-maven-plugin:2.18.0"
    file = pom(jars.CACHE / "drift", [jars.artifact(jars.PINNED)])
    shown = maven("-f", str(file), f"{plugin}:display-dependency-updates", "-DprocessDependencyManagement=false")
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
