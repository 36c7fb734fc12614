"""APIs by the names that people use for them."""

from __future__ import annotations

import difflib

from barnabas.errors import ConfigurationError
from barnabas.protocol.messages import APIS


def api_key(name: str) -> int:
    """The key of an API.

    >>> api_key("Produce"), api_key("JoinGroup")
    (0, 11)

    Raises:
        ConfigurationError: there is none of this name; the nearest is named.
    """
    keys = {known: key for key, (_, known) in APIS.items()}
    if name in keys:
        return keys[name]
    near = difflib.get_close_matches(str(name), keys, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "; the protocol's names are expected, as 'Produce'"
    raise ConfigurationError(f"api={name!r} is not known{hint}")
