r"""Regular expressions of groups: Python's `re` as far as it means the same as Kafka's RE2/J; what it does not is refused.

RE2/J has no look-around, no references, no atomic groups or possessive repetitions; Kafka refuses them, and so does this.
Classes that only RE2/J has (``[[:alpha:]]``, ``\\pL``, ``\\Q...\\E``, ``\\z``) are not modelled, and refused in these words.
"""

from __future__ import annotations

import re
import warnings

from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes

# One piece at a time: an escape, a set's first characters, the beginning of a group, a repetition, anything else.
_PIECES = re.compile(r"\\.|\[\^?\]?|\]|\(\?(?:P[=<>]|<[=!]|.)|(?:[*+?]|\{\d+(?:,\d*)?\})[+]|.", re.DOTALL)
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")
_UNKNOWN = {"(?P=": "invalid named capture", "(?>": "invalid or unsupported Perl syntax", "(?(": "missing argument"}
_NOT_MODELLED = r"\pPQEzC"


def compiled(regex: str) -> re.Pattern[str]:
    """The expression, ready to match.

    Raises:
        RefusedError: INVALID_REGULAR_EXPRESSION, in Kafka's words up to the reason.
    """
    reason = _foreign(regex)
    if reason is None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)
                return re.compile(regex)
        except (re.error, OverflowError, RecursionError) as error:
            reason = str(error)
    message = f"SubscribedTopicRegex `{regex}` is not a valid regular expression: {reason}."
    raise RefusedError(codes.INVALID_REGULAR_EXPRESSION, message)


def _foreign(regex: str) -> str | None:
    """What RE2/J would refuse, or what means something in RE2/J alone."""
    in_set = False
    for found in _PIECES.finditer(regex):
        piece = found[0]
        if piece[0] == "\\" and len(piece) == 2:
            if piece[1] in "123456789" or (piece[1] == "Z" and not in_set):
                return f"invalid escape sequence: `{piece}`"
            if piece[1] in _NOT_MODELLED:
                return f"`{piece}` is of RE2/J and not modelled by the development broker"
        elif in_set:
            if piece == "]":
                in_set = False
            elif piece[0] == "[" and regex.startswith("[:", found.start()):
                return "`[:` is of RE2/J and not modelled by the development broker"
        elif piece[0] == "[":
            in_set = True
            if regex.startswith("[:", found.end()):
                return "`[:` is of RE2/J and not modelled by the development broker"
        elif piece in _LOOKS:
            return f"invalid or unsupported Perl syntax: `{piece}`"
        elif piece in _UNKNOWN:
            return f"{_UNKNOWN[piece]}: `{piece}`"
        elif len(piece) > 1 and piece[-1] == "+" and piece[0] in "*+?{":
            return f"invalid nested repetition operator: `{piece}`"
    return None
