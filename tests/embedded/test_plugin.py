"""The pytest plugin, as the tests of a user's project see it: pytests of their own run them, most of them one for all."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

LIMIT = 60.0
SENDS = """
import pytest

def sent(client, topic="orders"):
    with client.producer() as producer:
        return producer.send(topic, b"one").result(timeout=10)
"""
OWN = """
@pytest.mark.parametrize("n", range(3))
def test_first(kafka, kafka_client, n):
    assert sent(kafka_client).offset == 0
    assert kafka.requests(api="Produce")
"""
TWO_PARTITIONS = """
import pytest

@pytest.fixture(scope="session")
def kafka_options():
    return {"default_partitions": 2}
"""
MARKED = """
def partitions(client):
    sent(client)
    return len(client.admin.describe_topics(["orders"])[0].partitions)

@pytest.mark.kafka(nodes=2, default_partitions=6, version="3.9")
class TestMarked:
    @pytest.mark.kafka(nodes=3, version="2.8")
    def test_nearest(self, kafka, kafka_client):
        assert len(kafka_client.admin.describe_cluster().brokers) == 3
        assert partitions(kafka_client) == 6
        assert kafka.version == "2.8"

def test_plain(kafka, kafka_client):
    assert partitions(kafka_client) == 2

@pytest.mark.kafka(3)
def test_positional(kafka):
    pass
"""
ASYNCHRONOUS = """
async def asent(client):
    async with client.producer() as producer:
        return await (await producer.send("orders", b"one"))

@pytest.mark.asyncio
async def test_own(async_kafka_client, kafka):
    assert (await asent(async_kafka_client)).offset == 0

@pytest.mark.asyncio
@pytest.mark.parametrize("n", range(2))
async def test_shared(async_kafka_session_client, n):
    assert (await asent(async_kafka_session_client)).offset == n
"""
THEIR_KAFKA = """
import pytest

@pytest.fixture
def kafka():
    return 7
"""
THEIRS = """
def test_it(kafka):
    assert kafka == 7
"""
SHARED = """
@pytest.mark.parametrize("n", range(4))
def test_shared(kafka_session, kafka_session_client, n, tmp_path_factory):
    sent(kafka_session_client, f"topic-{n}")
    (tmp_path_factory.getbasetemp().parent / f"seen-{n}").write_text(kafka_session.bootstrap_servers)
"""
UNUSED = """
import sys

def test_it():
    heavy = ("barnabas.broker", "barnabas.client", "barnabas._native", "barnabas.protocol")
    assert not [name for name in sys.modules if name.startswith(heavy)]
"""
# Those that have files of one project: what they say, and each file's conftest.
PROJECT = {
    "own": (OWN, ""),
    "marked": (MARKED, TWO_PARTITIONS),
    "aio": (ASYNCHRONOUS, ""),
    "theirs": (THEIRS, THEIR_KAFKA),
}


def run(folder: Path, *arguments: str, without: tuple[str, ...] = ()) -> str:
    """Runs the tests in `folder`, with no more of other people's plugins than they need; what pytest said."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    if not entry_points(group="pytest11", name="barnabas"):  # run from the sources
        arguments = ("-p", "barnabas.testing.plugin", *arguments)
    options = ["-q", "--strict-markers", "-W", "error"]
    if "asyncio" not in without:
        options += ["-o", "asyncio_default_fixture_loop_scope=function"]
    for name in ("cacheprovider", "hypothesispytest", "timeout", *without):
        options += ["-p", f"no:{name}"]
    command = [sys.executable, "-m", "pytest", *options, *arguments, str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LIMIT, check=False)
    return done.stdout + done.stderr


Outcomes = dict[str, list[str]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What became of the tests of each part of a project; of those that did not pass the text."""
    folder = tmp_path_factory.mktemp("project")
    for name, (tests, conftest) in PROJECT.items():
        (folder / name).mkdir()
        (folder / name / "conftest.py").write_text(conftest)
        (folder / name / f"test_{name}.py").write_text(SENDS + tests)
    report = folder / "report.xml"
    said = run(folder, f"--junitxml={report}", "--import-mode=importlib", without=("xdist",))
    assert report.exists(), said
    found: Outcomes = {name: [] for name in PROJECT}
    for case in ET.parse(report).iter("testcase"):
        found[case.attrib["classname"].split(".")[0]].append("".join((*(part.tag for part in case), *case.itertext())))
    return found


def test_each_test_has_a_broker_of_its_own(outcomes: Outcomes):
    assert outcomes["own"] == [""] * 3


def test_the_marker_gives_options_and_the_nearest_counts(outcomes: Outcomes):
    *passed, positional = outcomes["marked"]
    assert passed == [""] * 2
    assert "takes options by name" in positional


def test_asynchronous_tests(outcomes: Outcomes):
    assert outcomes["aio"] == [""] * 3


def test_a_projects_own_fixture_comes_first(outcomes: Outcomes):
    assert outcomes["theirs"] == [""]


def passes(said: str, count: int) -> None:
    assert said.splitlines()[-1].startswith(f"{count} passed in"), said


def test_the_session_has_one_for_each_worker(tmp_path: Path):
    (tmp_path / "test_shared.py").write_text(SENDS + SHARED)
    seen = tmp_path / "out"
    seen.mkdir()
    arguments = ("-n", "2", "--dist", "load", "--basetemp", str(seen / "base"))
    passes(run(tmp_path, *arguments, without=("asyncio",)), 4)
    assert len({path.read_text() for path in seen.rglob("seen-*")}) == 2


def test_unused_it_costs_nothing(tmp_path: Path):
    (tmp_path / "test_it.py").write_text(UNUSED)
    passes(run(tmp_path), 1)
