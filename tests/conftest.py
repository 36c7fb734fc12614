"""Fixtures for all tests. A missing tool is a failure that says what to install, never a skip."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings

import barnabas
from codegen.maven import MissingToolError
from tests.harness import forks, jars
from tests.harness.broker import Broker
from tests.harness.cluster import Cluster
from tests.harness.jars import NEWEST, VERSIONS, ZOOKEEPER
from tests.harness.kafka import EMBEDDED, RUNNING, Brokers, Kafka, Topics
from tests.harness.properties import BRIEF
from tests.harness.secured import SecuredBroker
from tests.security.jwt import SIGNER

_running = os.environ.get(RUNNING)
_NONE = SimpleNamespace(params={})
_OWN = frozenset(
    {"start_broker", "own_broker", "own_cluster", "real_jars", "secured", "short", "guarded", "kerberized"}
)  # fixtures that start a real Kafka of their own


@pytest.fixture(scope="session")
def brokers() -> Iterator[Brokers]:
    """The session's brokers by version; started when first asked for."""
    brokers = Brokers(_running)
    yield brokers
    brokers.close()


def _got(brokers: Brokers, version: str) -> Kafka:
    try:
        return brokers.get(version)
    except MissingToolError as missing:
        pytest.fail(str(missing), pytrace=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--kafka",
        choices=("embedded", "real", "both"),
        default="embedded",
        help="what tests that need a broker run on: the development broker (the default), a real Kafka, or both",
    )
    forks.pytest_addoption(parser)
    parser.addoption(
        "--shuffle", type=int, metavar="SEED", help="files in a random order, and the tests of each in a random order"
    )
    parser.addoption("--kerberos", action="store_true", help="run the tests that need a KDC and the package gssapi too")


def pytest_configure(config: pytest.Config) -> None:
    forks.pytest_configure(config)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell has what it runs in the background ignore Ctrl-C, which all processes inherit that tests start and send it to.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.disable()  # until all is collected: there is nothing to throw away
    # How long an example takes is the machine's affair.
    settings.register_profile("usual", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("usual")
    # Of what has no number of its own, and of the others as many for each hundred; `make test` runs the usual 100.
    settings.register_profile(BRIEF, settings.get_profile("usual"), max_examples=30)
    config.addinivalue_line("markers", "real_kafka: needs what only a real Kafka has; not for the development broker")
    config.addinivalue_line(
        "markers", "kip(*numbers): holds what these KIPs promise; docs/kips.md lists them (`make kips`)"
    )
    config.addinivalue_line("markers", "long: many seconds of CPU for one test; not in `make test-fast`")
    config.addinivalue_line("markers", "zookeeper: on `any_kafka` runs with Kafka 2.8 and its ZooKeeper too")
    config.addinivalue_line(
        "markers", "java: runs Apache's own classes or tools, or reads their jars; not in `make test-fast`"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What each test that asks for `kafka` or `any_kafka` runs on."""
    for fixture, versions in (("kafka", (NEWEST,)), ("any_kafka", VERSIONS)):
        if fixture in metafunc.fixturenames:
            on = ("given",) if _running else (EMBEDDED, *versions)
            if metafunc.definition.get_closest_marker("real_kafka") and EMBEDDED in on:
                on = versions
            if metafunc.definition.get_closest_marker("zookeeper") and versions is VERSIONS and not _running:
                on = (*on, ZOOKEEPER)
            wanted = metafunc.config.getoption("--kafka")
            on = tuple(one for one in on if wanted == "both" or (one == EMBEDDED) == (wanted == "embedded")) or on
            metafunc.parametrize(fixture, on, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is not wanted, and shuffles what is."""
    _leave_out(config, items)
    seed = config.getoption("--shuffle")
    if seed is not None:
        dice = Random(seed)
        files = {item.path: dice.random() for item in items}
        items.sort(key=lambda item: (files[item.path], dice.random()))


def _leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen, others = [], []
    for item in items:
        names = frozenset(getattr(item, "fixturenames", ()))
        on = [v for name, v in getattr(item, "callspec", _NONE).params.items() if name in ("kafka", "any_kafka")]
        real = bool(names & _OWN) or any(v != EMBEDDED for v in on) or ("brokers" in names and not on)
        if real:
            item.stash[forks.ON_REAL] = True
        unwanted = {"embedded": real, "real": EMBEDDED in on, "both": False}[config.getoption("--kafka")]
        without = "kdc" in names and not config.getoption("--kerberos")
        (others if unwanted or without else chosen).append(item)
    items[:] = chosen
    config.hook.pytest_deselected(items=others)


def pytest_collection_finish() -> None:
    """Takes all that collecting has made out of the sight of the garbage collector, which would look at it again and again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest, brokers: Brokers) -> Kafka:
    """The development broker, then one of the newest Kafka, or the cluster that BARNABAS_TEST_BOOTSTRAP names; shared by all."""
    return _got(brokers, request.param)


@pytest.fixture
def client(kafka: Kafka) -> Iterator[barnabas.Client]:
    """A client of `kafka` with options as they come."""
    with barnabas.Client(kafka.bootstrap) as client:
        yield client


@pytest.fixture(scope="session")
def any_kafka(request: pytest.FixtureRequest, brokers: Brokers) -> Kafka:
    """As `kafka`, one after the other of each version that we test on."""
    return _got(brokers, request.param)


@pytest.fixture(scope="session")
def real_jars() -> None:
    """For tests that start what is not one broker: a real Kafka's jars are there."""
    try:
        jars.broker(NEWEST)
    except MissingToolError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def secured() -> Iterator[SecuredBroker]:
    """A real Kafka with a listener for every kind of security, shared by all."""
    try:
        broker = SecuredBroker(jwks=SIGNER.jwks)
    except MissingToolError as missing:
        pytest.fail(str(missing), pytrace=False)
    with broker:
        yield broker


@pytest.fixture
def topic(request: pytest.FixtureRequest) -> Iterator[Topics]:
    """Makes fresh topics on the test's cluster: `topic(partitions=3)` gives a name."""
    usual = next((name for name in ("any_kafka", "kafka") if name in request.fixturenames), None)
    topics = Topics(request.getfixturevalue(usual) if usual else None, request.node.name)
    yield topics
    topics.close()


@pytest.fixture
def start_broker() -> Iterator[Callable[..., Broker]]:
    """Starts a broker of the test's own, with the arguments of `Broker`; it ends with the test."""
    started: list[Broker] = []

    def start(*args: object, **options: object) -> Broker:
        try:
            broker = Broker(*args, **options)  # type: ignore[arg-type]
        except MissingToolError as missing:
            pytest.fail(str(missing), pytrace=False)
        started.append(broker)
        return broker.start()

    yield start
    for broker in started:
        broker.discard()


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Callable[..., Cluster]]:
    """Starts a cluster of three nodes for the tests of a module, with the arguments of `Cluster`."""
    started: list[Cluster] = []

    def start(properties: Mapping[str, str] | None = None) -> Cluster:
        try:
            cluster = Cluster(properties=properties)
        except MissingToolError as missing:
            pytest.fail(str(missing), pytrace=False)
        started.append(cluster)
        return cluster.start()

    yield start
    for cluster in started:
        cluster.discard()


@pytest.fixture(scope="session")
def spare_broker() -> Iterator[Broker]:
    """What `own_broker` gives to one test after the other."""
    try:
        broker = Broker()
    except MissingToolError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield broker
    broker.discard()


@pytest.fixture
def own_broker(spare_broker: Broker) -> Iterator[Broker]:
    """A broker that the test may stop, kill, pause and start again at the same address with the same data. It runs, and may have topics
    and groups of earlier tests.
    """
    if not spare_broker.running:
        spare_broker.start()
    yield spare_broker
    spare_broker.resume()
