"""Loading ahead what broker and client else load when it is first asked for, on their own threads.

pytest rewrites the modules of whatever brings a plugin, so it parses ours when they are first loaded; and a Python older than
3.11.8 or 3.12.2 may fail to parse in two threads at once ("AST constructor recursion depth mismatch", gh-106905). A broker that
cannot load an API's module closes the connection.
"""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

_PARSES_ONCE_AT_A_TIME = sys.version_info < (3, 11, 8) or (3, 12) <= sys.version_info < (3, 12, 2)
_LAZY = ("barnabas.protocol.messages", "barnabas.broker.apis")


def load_ahead() -> None:
    """Loads those modules on the calling thread, where it matters; before a broker or client is started."""
    if not _PARSES_ONCE_AT_A_TIME:
        return
    for package in _LAZY:
        for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
            import_module(module.name)
