"""Tries what is to be released in empty environments outside of the tree: `python -m release.trial [wheel] [sdist]`.

Each is installed into a fresh environment, where nothing but it is, and gives the demo. Then what the unit tests need is installed
beside the wheel, and a copy of them is run that has nothing of `src` beside it. Rust has to be at hand for the source distribution.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from release.contents import committed, only
from release.version import ROOT, current

UV = Path(sys.executable).with_name("uv")
# What the unit tests read; of all that, nothing is the library.
BESIDE_TESTS = ("tests", "codegen", "release", "docs", "README.md", "CHANGELOG.md", "pyproject.toml")
# What needs Java, or other libraries beside ours to compare with, has nothing to say of an installation.
LEFT_OUT = ("-m", "not java", "--ignore", "tests/unit/benchmarks", "--ignore", "tests/unit/test_file_map.py")
WHERE = """
import pathlib, sys
import barnabas, barnabas._native
assert barnabas.__version__ == sys.argv[1], barnabas.__version__
for module in (barnabas, barnabas._native):
    assert pathlib.Path(module.__file__).is_relative_to(sys.prefix), module.__file__
"""


class Place:
    """An empty environment in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "env" / "bin" / "python"
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PYTHON") and name not in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")
        }
        self.run(UV, "venv", "-q", "--no-project", "--python", sys.executable, folder / "env")

    def run(self, *command: str | Path, within: str = ".") -> None:
        """Runs a command here; a failure ends the trial."""
        subprocess.run(command, cwd=self.folder / within, env=self._environment, check=True)

    def install(self, *what: str | Path) -> None:
        """Installs packages, as uv's arguments have them."""
        self.run(UV, "pip", "install", "-q", "--python", self.python, *what)

    def demo(self) -> None:
        """Nothing of the tree is imported, and the tour goes well."""
        self.run(self.python, "-P", "-c", WHERE, current())
        self.run(self.folder / "env" / "bin" / "barnabas", "demo")

    def unit_tests(self) -> None:
        """Copies the tests and runs them on what is installed."""
        for name in sorted(committed(*BESIDE_TESTS)):
            target = self.folder / "tree" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
        wanted = self.folder / "packages.txt"
        groups = ["--only-group", "test", "--only-group", "lint"]
        export = [str(UV), "export", "-q", "--frozen", *groups, "--format", "requirements-txt", "-o", str(wanted)]
        subprocess.run(export, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        self.install("-r", wanted)
        self.run(self.python, "-m", "pytest", "-q", *LEFT_OUT, "-n", "2", "tests/unit", within="tree")


def main(which: list[str]) -> int:
    """0 when all went well."""
    for name in which or ["wheel", "sdist"]:
        with tempfile.TemporaryDirectory(prefix="barnabas-trial-") as folder:
            place = Place(Path(folder))
            if name == "wheel":
                print("the wheel, with nothing else:", flush=True)
                place.install("--no-index", only("*.whl"))
                place.demo()
                place.unit_tests()
            else:
                print("the source distribution, built where nothing else is:", flush=True)
                place.install("--no-cache", "--no-binary", "barnabas", only("*.tar.gz"))
                place.demo()
    print("what is to be released works in an empty environment")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
