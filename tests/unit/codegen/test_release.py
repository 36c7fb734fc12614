"""A release's number, licences and files: what is refused, and what is written where."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from release import contents, licences, version

TODAY = dt.date(2026, 12, 6)
FILES = {
    "Cargo.toml": '[workspace]\n[workspace.package]\nversion = "0.1.0"\n\n[dependencies]\nx = { version = "0.1.0" }\n',
    "Cargo.lock": 'name = "barnabas-memory"\nversion = "0.1.0"\n\nname = "barnabas-native"\nversion = "0.1.0"\n\n'
    'name = "barnabas-records"\nversion = "0.1.0"\n\nname = "x"\nversion = "0.1.0"\n',
    "fuzz/Cargo.lock": 'name = "barnabas-records"\nversion = "0.1.0"\n',
    "src/barnabas/__init__.py": '"""Of "0.1.0"."""\n__version__ = "0.1.0"\n',
    "CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n### Added\n- This.\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def read(tree: Path) -> dict[str, str]:
    return {name: (tree / name).read_text() for name in FILES}


def test_a_number_is_written_wherever_it_stands_and_nowhere_else(tree: Path) -> None:
    version.write("0.2.0", TODAY, tree)
    assert version.current(tree) == "0.2.0"
    texts = read(tree)
    assert texts["Cargo.toml"].endswith('x = { version = "0.1.0" }\n')
    assert texts["Cargo.lock"].endswith('name = "x"\nversion = "0.1.0"\n')
    assert texts["src/barnabas/__init__.py"] == '"""Of "0.1.0"."""\n__version__ = "0.2.0"\n'
    assert texts["CHANGELOG.md"] == "# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-12-06\n\n### Added\n- This.\n"


def test_numbers_that_differ_are_told(tree: Path) -> None:
    (tree / "fuzz/Cargo.lock").write_text('name = "barnabas-records"\nversion = "0.0.9"\n')
    with pytest.raises(ValueError, match=r"differs: Cargo\.toml has 0\.1\.0, .*fuzz/Cargo\.lock has 0\.0\.9"):
        version.current(tree)


@pytest.mark.parametrize("number", ["1.0", "v1.0.0", "1.0.0rc1", "1.0.0\n", ""])
def test_what_is_no_version_is_refused(tree: Path, number: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        version.write(number, TODAY, tree)
    assert read(tree) == FILES


def test_what_was_released_already_and_what_has_no_news_is_refused(tree: Path) -> None:
    version.write("0.2.0", TODAY, tree)
    before = read(tree)
    with pytest.raises(ValueError, match=r"has 0\.2\.0 already"):
        version.write("0.2.0", TODAY, tree)
    with pytest.raises(ValueError, match="nothing that is unreleased"):
        version.write("0.3.0", TODAY, tree)
    assert read(tree) == before


def crate(folder: Path, name: str, files: dict[str, str], **more: object) -> dict[str, object]:
    """A crate as `cargo metadata` tells of it."""
    where = folder / name
    where.mkdir()
    for file, text in files.items():
        (where / file).parent.mkdir(parents=True, exist_ok=True)
        (where / file).write_text(text)
    return {
        "id": name,
        "name": name,
        "version": "1.0.0",
        "license": "MIT OR Apache-2.0",
        "source": "registry",
        "manifest_path": str(where / "Cargo.toml"),
        "repository": f"https://example.org/{name}",
        "links": None,
        "targets": [{"kind": ["lib"]}],
        **more,
    }


def test_crates_that_only_build_or_test_are_not_contained(tmp_path: Path) -> None:
    names = ("barnabas-native", "used", "below", "builds", "tests", "macros", "of-macros")
    packages = [crate(tmp_path, name, {}) for name in names]
    packages[0]["source"] = None
    packages[5]["targets"] = [{"kind": ["proc-macro"]}]
    uses = {
        "barnabas-native": [("used", None), ("builds", "build"), ("tests", "dev"), ("macros", None)],
        "used": [("below", None)],
        "macros": [("of-macros", None)],
    }
    nodes = [
        {"id": name, "deps": [{"pkg": to, "dep_kinds": [{"kind": kind}]} for to, kind in uses.get(name, ())]}
        for name in names
    ]
    found = licences.contained({"packages": packages, "resolve": {"nodes": nodes}})
    assert [package["name"] for package in found] == ["below", "used"]


def test_each_text_is_there_once_under_all_whose_it_is(tmp_path: Path) -> None:
    one = crate(tmp_path, "one", {"LICENSE-MIT": "be kind  \n", "LICENSE-APACHE": "long", "src": "no"})
    other = crate(tmp_path, "other", {"LICENSE": "be kind", "NOTICE": "thanks"}, license="MIT")
    text = licences.written([one, other])
    assert text.count("be kind") == 1
    assert "long" not in text
    assert (
        "one 1.0.0 (MIT OR Apache-2.0), LICENSE-MIT of https://example.org/one\n"
        "other 1.0.0 (MIT), LICENSE of https://example.org/other\n\nbe kind\n"
    ) in text
    assert "other 1.0.0 (MIT), NOTICE of https://example.org/other\n\nthanks\n" in text


def test_a_crate_without_a_licence_or_with_a_library_nobody_looked_at_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"bare 1\.0\.0 has no file with its licence"):
        licences.written([crate(tmp_path, "bare", {"README": "x"})])
    with pytest.raises(LookupError, match="odd-sys links to 'odd'"):
        licences.written([crate(tmp_path, "odd-sys", {"LICENSE": "x"}, links="odd")])
    whole = crate(tmp_path, "lz4-sys", {"LICENSE": "x", "liblz4/lib/LICENSE": "of the library"}, links="lz4")
    assert "liblz4/lib/LICENSE of https://example.org/lz4-sys\n\nof the library" in licences.written([whole])


def test_of_what_is_released_there_is_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"one \*\.whl, and has none"):
        contents.only("*.whl", tmp_path)
    for name in ("a.whl", "b.whl"):
        (tmp_path / name).touch()
    with pytest.raises(ValueError, match=r"and has a\.whl, b\.whl"):
        contents.only("*.whl", tmp_path)
    (tmp_path / "b.whl").unlink()
    assert contents.only("*.whl", tmp_path).name == "a.whl"
