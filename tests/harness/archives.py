"""Java's classes as a machine has loaded them, kept in a file (class data sharing): a broker or a tool that starts from it takes half the
processor time. Tests start them a hundred times and more.

python -m tests.harness.archives     makes those that are missing: of the newest broker, and of the tools
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from codegen.maven import whole
from tests.harness import jars
from tests.harness.java import archive, java, tool

LISTED = "-XX:DumpLoadedClassList="
TIMEOUT = 120.0  # seconds
RECORDS = 50


def make() -> None:
    """Starts a broker and tools that write to it and read from it, has Java say which classes they have loaded, and dumps those."""
    classpaths = (jars.broker(), jars.tools())
    if all(archive(classpath).exists() for classpath in classpaths):
        return
    with tempfile.TemporaryDirectory(prefix="barnabas-classes-") as name:
        folder = Path(name)
        loaded = _loaded(folder)
        for classpath, lists in zip(classpaths, loaded, strict=True):
            with whole(archive(classpath)) as partial:
                if partial is not None:
                    _dump(classpath, lists, folder, partial)


def _loaded(folder: Path) -> tuple[list[Path], list[Path]]:
    """Lists of classes: the broker's, and the tools'."""
    from tests.harness.broker import QUICK, Broker

    of_broker, of_tools = folder / "broker", []
    with Broker(jvm=(*QUICK, f"{LISTED}{of_broker}")) as broker:
        where = ("--bootstrap-server", broker.bootstrap)
        counted = ("--topic", "classes", "--max-messages", str(RECORDS))
        for number, (name, *arguments) in enumerate(
            [
                ("VerifiableProducer", *where, *counted),
                ("VerifiableConsumer", *where, *counted, "--group-id", "g", "--reset-policy", "earliest"),
                ("consumer.group.ConsumerGroupCommand", *where, "--describe", "--group", "g"),
            ]
        ):
            of_tools.append(folder / f"tool{number}")
            program, *rest = tool(name, *arguments)
            _run([program, f"{LISTED}{of_tools[-1]}", *rest])
        broker.stop()  # what it has loaded is written at its end
    return [of_broker], of_tools


def _dump(classpath: str, lists: Sequence[Path], folder: Path, to: Path) -> None:
    names = dict.fromkeys(line for file in lists for line in file.read_text().splitlines())
    together = folder / "together"
    together.write_text("".join(f"{name}\n" for name in names))
    # The collector that brokers and tools have: an archive is laid out for it.
    options = ("-Xshare:dump", "-XX:+UseSerialGC", f"-XX:SharedClassListFile={together}", f"-XX:SharedArchiveFile={to}")
    _run([java(), *options, "-cp", classpath])


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-3000:]}")


if __name__ == "__main__":
    make()
