"""SASLprep (RFC 4013): how names and passwords are made comparable before they are hashed."""

from __future__ import annotations

import stringprep
import unicodedata

from barnabas.errors.client import ConfigurationError

_PROHIBITED = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


def saslprep(text: str) -> str:
    r"""The prepared form, as a stored string: unassigned code points are refused.

    >>> saslprep("I\u00adX"), saslprep("\u2168")
    ('IX', 'IX')

    Raises:
        ConfigurationError: a character that may not be there; the text itself is not shown, for it may be a password.
    """
    mapped = "".join(" " if stringprep.in_table_c12(c) else c for c in text if not stringprep.in_table_b1(c))
    prepared = unicodedata.normalize("NFKC", mapped)
    if any(stringprep.in_table_a1(c) or any(test(c) for test in _PROHIBITED) for c in prepared):
        raise ConfigurationError("SASLprep: a character is prohibited or not assigned")
    if any(stringprep.in_table_d1(c) for c in prepared):
        ends = stringprep.in_table_d1(prepared[0]) and stringprep.in_table_d1(prepared[-1])
        if not ends or any(stringprep.in_table_d2(c) for c in prepared):
            raise ConfigurationError("SASLprep: letters of both directions are mixed in a way that is prohibited")
    return prepared
