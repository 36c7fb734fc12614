"""docs/kips.md says what the tests hold."""

from __future__ import annotations

from tests import kips


def test_the_page_is_what_the_tests_say() -> None:
    assert kips.PAGE.read_text() == kips.page(), "run `make kips`"


def test_every_number_has_a_title_and_every_title_a_test() -> None:
    assert kips.held().keys() == kips.TITLES.keys()
    assert not kips.held().keys() & kips.ABSENT.keys()
