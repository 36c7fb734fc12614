"""The licences of what the wheel contains: `python -m release.licences` writes them into a file that goes along with it.

The native module has crates in it, some of which have C in them, and Rust's standard library. `--check` only compares; no network.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from release.version import ROOT

FILE = ROOT / "LICENSES-THIRD-PARTY"
MODULE = "barnabas-native"
# Crates that link to a library (Cargo's `links`), and where the licence of what they bring along is; the others link to what
# is there.
INSIDE = {"lz4-sys": ["liblz4/lib/LICENSE"], "zstd-sys": ["zstd/LICENSE"], "pyo3": [], "pyo3-ffi": []}
HEAD = """\
What the native module of Barnabas contains besides its own code, and on what terms.
`python -m release.licences` writes this file from Cargo.lock; `make lint` fails when it is not true.
Of several licences that a crate may be used under, the MIT licence is the one that is given here.
"""
RUST = """\
Rust's standard library, with the crates that it is made of: MIT OR Apache-2.0, by the Rust Project's developers; its tables of
Unicode: Unicode-3.0, by Unicode, Inc. https://github.com/rust-lang/rust has all notices, in COPYRIGHT and `library`.
"""


def contained(metadata: dict[str, Any]) -> list[dict[str, Any]]:
    """The crates whose code is in the native module, on any platform: neither what builds it nor what tests it."""
    packages = {package["id"]: package for package in metadata["packages"]}
    uses = {node["id"]: node["deps"] for node in metadata["resolve"]["nodes"]}
    left = [id for id, package in packages.items() if package["name"] == MODULE]
    seen = set[str]()
    while left:
        id = left.pop()
        kinds = {kind for target in packages[id]["targets"] for kind in target["kind"]}
        if id in seen or "proc-macro" in kinds:
            continue
        seen.add(id)
        left += [dep["pkg"] for dep in uses[id] if any(kind["kind"] is None for kind in dep["dep_kinds"])]
    found = (package for id, package in packages.items() if id in seen and package["source"] is not None)
    return sorted(found, key=lambda package: (package["name"], package["version"]))


def texts(package: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts of a crate's licence, and of those of what it brings along, each with the file's name in the crate.

    Raises:
        LookupError: there are none, or it may bring along what nobody has looked at.
    """
    folder, name = Path(package["manifest_path"]).parent, package["name"]
    if package["links"] and name not in INSIDE:
        raise LookupError(
            f"{name} links to {package['links']!r}: does it bring it along? release/licences.py has to say"
        )
    there = [
        file
        for file in sorted(folder.iterdir())
        if file.is_file() and re.match("licen[sc]e|copying|notice", file.name, re.I)
    ]
    mit = [file for file in there if "mit" in file.name.lower()]
    files = mit if mit and re.search("OR|/", package["license"]) else there
    if not files:
        raise LookupError(f"{name} {package['version']} has no file with its licence")
    for file in (*files, *(folder / inside for inside in INSIDE.get(name, ()))):
        text = "\n".join(line.rstrip() for line in file.read_text().strip().splitlines())
        yield file.relative_to(folder).as_posix(), text


def written(packages: list[dict[str, Any]]) -> str:
    """The file: each text once, under the crates whose it is."""
    of: dict[str, list[str]] = {}
    for package in packages:
        title = f"{package['name']} {package['version']} ({package['license'].replace('/', ' OR ')})"
        where = package["repository"] or f"https://crates.io/crates/{package['name']}"
        for file, text in texts(package):
            of.setdefault(text, []).append(f"{title}, {file} of {where}")
    line = "\n" + "=" * 100 + "\n\n"
    parts = ["\n".join(titles) + "\n\n" + text + "\n" for text, titles in of.items()]
    return line.join([HEAD, RUST, *parts])


def main(arguments: list[str]) -> int:
    """0 when the file is true."""
    command = ["cargo", "metadata", "--locked", "--offline", "--format-version", "1"]
    done = subprocess.run(command, capture_output=True, check=True, text=True, cwd=ROOT)
    packages = contained(json.loads(done.stdout))
    try:
        text = written(packages)
    except LookupError as error:
        print(error)
        return 1
    if arguments != ["--check"]:
        FILE.write_text(text)
    elif not FILE.exists() or FILE.read_text() != text:
        print(f"{FILE.name} is not what Cargo.lock says: `python -m release.licences` writes it anew")
        return 1
    print(f"{FILE.name} has the licences of {len(packages)} crates")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
