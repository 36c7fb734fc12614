"""The tour on a real Kafka: the same as on the development broker."""

from __future__ import annotations

import pytest

from embedded.test_broker_demo import check, told
from tests.harness.kafka import Kafka


@pytest.mark.real_kafka
def test_the_tour_on_a_real_kafka(kafka: Kafka):
    check(told("--bootstrap", kafka.bootstrap))
