"""Checks where crates and Python packages come from and what the crates' licences are; needs no network.

python -m codegen.supply
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

LOCKS = ("Cargo.lock", "fuzz/Cargo.lock")
REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"
PYPI = "https://pypi.org/simple"
ACCEPTED = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
}


def accepted(expression: str) -> bool:
    """Whether one of the ways to read an SPDX expression has accepted licences only.

    >>> accepted("MIT OR GPL-3.0"), accepted("MIT AND GPL-3.0"), accepted("(MIT OR Apache-2.0) AND Unicode-3.0")
    (True, False, True)
    """
    parts = expression.replace("/", " OR ").replace("(", " ( ").replace(")", " ) ").split()
    tokens: list[str] = []
    for part in parts:
        if tokens and (part == "WITH" or tokens[-1].endswith(" WITH")):
            tokens[-1] += f" {part}"
        else:
            tokens.append(part)
    words = {"OR": "or", "AND": "and", "(": "(", ")": ")"}
    return bool(
        eval(" ".join(words.get(t) or str(t in ACCEPTED) for t in tokens), {"__builtins__": {}})
    )  # True, False, and, or


def foreign(lock: Path, ours: set[str]) -> list[str]:
    """Crates of a lock file that are not the registry's, with a checksum, nor ours."""
    packages = tomllib.loads(lock.read_text())["package"]
    return [
        f"{lock}: {p['name']} {p['version']} comes from {p.get('source', 'nowhere')}"
        for p in packages
        if p["name"] not in ours and (p.get("source") != REGISTRY or len(p.get("checksum", "")) != 64)
    ]


def unlocked(lock: Path, project: Path) -> list[str]:
    """Python packages of uv's lock that are not PyPI's or have a file without a hash, and what the project wants besides."""
    held = tomllib.loads(lock.read_text())["package"]
    found, names = [], {p["name"] for p in held}
    for p in held:
        if p["source"] in ({"editable": "."}, {"virtual": "."}):
            continue
        files = [*p.get("wheels", ()), *([p["sdist"]] if "sdist" in p else ())]
        if p["source"] != {"registry": PYPI} or not files or not all(_hashed(file) for file in files):
            found.append(f"{lock}: {p['name']} {p['version']} is not PyPI's, or has a file without its hash")
    groups = tomllib.loads(project.read_text())["dependency-groups"]
    wanted = {entry for group in groups.values() for entry in group if isinstance(entry, str)}
    missing = sorted({re.split(r"[<>=!~ \[;]", entry)[0].lower() for entry in wanted} - names)
    return [*found, *(f"{lock}: {name} is not locked; `make lock`" for name in missing)]


def _hashed(file: dict[str, str]) -> bool:
    return file["url"].startswith("https://files.pythonhosted.org/") and file["hash"].startswith("sha256:")


def main() -> int:
    """The number of complaints, told on stdout."""
    command = ["cargo", "metadata", "--locked", "--offline", "--format-version", "1"]
    metadata = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    ours = {p["name"] for p in metadata["packages"] if p["source"] is None} | {"barnabas-fuzz"}
    found = [line for lock in LOCKS if Path(lock).exists() for line in foreign(Path(lock), ours)]
    crates = [p for p in metadata["packages"] if p["source"] is not None]
    found += [
        f"{p['name']} {p['version']}: the licence {p['license']!r} is not among the accepted ones"
        for p in crates
        if not accepted(p["license"] or "none")
    ]
    found += unlocked(Path("uv.lock"), Path("pyproject.toml"))
    print(
        "\n".join(found)
        or f"{len(crates)} crates and all packages from their registries with checksums, all licences of crates accepted"
    )
    return len(found)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
