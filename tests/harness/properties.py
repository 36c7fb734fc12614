"""How many examples properties are tried with."""

from __future__ import annotations

from hypothesis import settings

BRIEF = "brief"  # the profile of `make test-fast`


def examples(usual: int) -> int:
    """So many as a property that needs more than others is given; three tenths of them in `make test-fast`, as all get there."""
    return usual * 3 // 10 if settings.get_current_profile_name() == BRIEF else usual
