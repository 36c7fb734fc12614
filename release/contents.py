"""Looks into what is to be released: `python -m release.contents` wants one wheel and one source distribution in `dist`."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email import message_from_string
from pathlib import Path, PurePosixPath

from release.version import ROOT, current

DIST = ROOT / "dist"
TAGS = "cp311-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64"
NATIVE = "barnabas/_native.abi3.so"
LICENCES = ("LICENSE", "LICENSES-THIRD-PARTY")
SOURCES = ("src/", "crates/")
BESIDES = ("pyproject.toml", "Cargo.toml", "Cargo.lock", "README.md", *LICENCES)
MOST = 16 << 20  # bytes of a wheel


def only(pattern: str, folder: Path = DIST) -> Path:
    """The one file that is of this pattern.

    Raises:
        ValueError: there are none, or several.
    """
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise ValueError(f"{folder} should have one {pattern}, and has {', '.join(f.name for f in found) or 'none'}")
    return found[0]


def committed(*folders: str) -> set[str]:
    """The files that git knows below these folders and that are there."""
    command = ["git", "ls-files", "-z", "--", *folders]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return {name for name in names if name and (ROOT / name).is_file()}


def of_wheel(file: Path, version: str) -> Iterator[str]:
    """What is wrong with a wheel."""
    info = f"barnabas-{version}.dist-info"
    if file.name != f"barnabas-{version}-{TAGS}.whl":
        yield f"it should be called barnabas-{version}-{TAGS}.whl"
    if file.stat().st_size > MOST:
        yield f"it has {file.stat().st_size >> 20} MiB, more than {MOST >> 20}"
    with zipfile.ZipFile(file) as wheel:
        names = set(wheel.namelist())
        metadata = message_from_string(wheel.read(f"{info}/METADATA").decode())
    modules = {name.removeprefix("src/") for name in committed("src")} | {NATIVE}
    mine = {name for name in names if not name.startswith(f"{info}/")}
    yield from (f"{name} is missing" for name in sorted(modules - mine))
    yield from (f"{name} should not be there" for name in sorted(mine - modules))
    licences = [f"{info}/licenses/{name}" for name in LICENCES]
    yield from (f"{name} is missing" for name in [*licences, f"{info}/entry_points.txt"] if name not in names)
    for key, value in (("Name", "barnabas"), ("Version", version), ("License-Expression", "Apache-2.0")):
        if metadata[key] != value:
            yield f"{key} is {metadata[key]!r}, not {value!r}"
    if set(metadata.get_all("License-File", ())) != set(LICENCES):
        yield f"License-File is {metadata.get_all('License-File')}"
    needed = [need for need in metadata.get_all("Requires-Dist", ()) if "extra ==" not in need]
    if needed:
        yield f"it needs {', '.join(needed)}; nothing was to be needed but for extras"


def of_sdist(file: Path, version: str) -> Iterator[str]:
    """What is wrong with a source distribution."""
    root = f"barnabas-{version}"
    if file.name != f"{root}.tar.gz":
        yield f"it should be called {root}.tar.gz"
    with tarfile.open(file) as sdist:
        names = {PurePosixPath(name).relative_to(root).as_posix() for name in sdist.getnames()}
    wanted = committed(*SOURCES) | set(BESIDES)
    yield from (f"{name} is missing" for name in sorted(wanted - names))
    yield from (f"{name} should not be there" for name in sorted(names - wanted - {"PKG-INFO"}))


def main() -> int:
    """The number of complaints, told on stdout."""
    version = current()
    complaints: list[str] = []
    for pattern, look in (("*.whl", of_wheel), ("*.tar.gz", of_sdist)):
        try:
            file = only(pattern)
        except ValueError as error:
            complaints.append(str(error))
            continue
        complaints += (f"{file.name}: {complaint}" for complaint in look(file, version))
        print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")
    print("\n".join(complaints) or f"both are whole, with version {version}, and have their licences")
    return len(complaints)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
