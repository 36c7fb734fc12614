"""`python -m barnabas`: the commands."""

from __future__ import annotations

from barnabas.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
