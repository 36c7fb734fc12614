"""A KDC of the tests' own, from Debian's packages, unpacked and not installed: nothing runs but what a test starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from codegen.jars import CACHE
from codegen.maven import MissingToolError, whole
from tests.harness.broker import free_port
from tests.harness.waiting import until

REALM = "BARNABAS.TEST"
PACKAGES = (
    "krb5-kdc",
    "krb5-admin-server",
    "libkdb5-10",
    "libkadm5srv-mit12",
    "libkadm5clnt-mit12",
    "libgssrpc4",
    "libverto1",
    "libverto-libev1",
    "libev4",
    "libevent-2.1-7",
)
TIMEOUT = 120.0


def programs() -> Path:
    """The folder that the packages are unpacked in.

    Raises:
        MissingToolError: this is no Debian, or the packages cannot be had.
    """
    folder = CACHE.parent / "kerberos"
    with whole(folder) as partial:
        if partial is not None:
            _unpack(partial)
    return folder


def _unpack(folder: Path) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        raise MissingToolError("the tests of Kerberos need a KDC from Debian's packages: apt-get and dpkg are not here")
    folder.mkdir()
    done = subprocess.run(
        ["apt-get", "download", *PACKAGES], cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    if done.returncode != 0:
        raise MissingToolError(
            f"apt-get download {' '.join(PACKAGES)} failed, is apt-get update due? {done.stderr[-500:]}"
        )
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg", "-x", package.name, "."], cwd=folder, timeout=TIMEOUT, check=True)


class Kdc:
    """Kerberos for one realm on loopback; `with` ends it."""

    def __init__(self) -> None:
        self._root = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="barnabas-kdc-"))
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        libraries = self._root / "usr/lib/x86_64-linux-gnu"
        self.config = self.folder / "krb5.conf"
        self.config.write_text(
            f"[libdefaults]\ndefault_realm = {REALM}\ndns_lookup_kdc = false\ndns_lookup_realm = false\nrdns = false\n"
            f"dns_canonicalize_hostname = false\nudp_preference_limit = 1\n"
            f"[realms]\n{REALM} = {{\n kdc = 127.0.0.1:{self._port}\n database_module = db\n}}\n"
            f"[dbmodules]\ndb_module_dir = {libraries}/krb5/plugins/kdb\n"
            f"db = {{\n db_library = db2\n database_name = {self.folder}/principal\n}}\n"
        )
        profile = self.folder / "kdc.conf"
        profile.write_text(
            f'[realms]\n{REALM} = {{\n kdc_ports = ""\n kdc_tcp_ports = {self._port}\n'
            f" key_stash_file = {self.folder}/stash\n acl_file = {self.folder}/acl\n}}\n"
        )
        self._environment = {
            **os.environ,
            "LD_LIBRARY_PATH": str(libraries),
            "KRB5_CONFIG": str(self.config),
            "KRB5_KDC_PROFILE": str(profile),
        }

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._root / "usr/sbin" / program), *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} {arguments} failed: {done.stdout}{done.stderr}")

    def keytab(self, principal: str) -> str:
        """The path of a keytab for a new principal, as ``"kafka/localhost"``."""
        path = str(self.folder / f"{principal.replace('/', '-')}.keytab")
        self._run("kadmin.local", "-r", REALM, "-q", f"addprinc -randkey {principal}@{REALM}")
        self._run("kadmin.local", "-r", REALM, "-q", f"ktadd -k {path} {principal}@{REALM}")
        return path

    def __enter__(self) -> Self:
        try:
            self._run("kdb5_util", "create", "-r", REALM, "-s", "-P", "master")
            self._process = subprocess.Popen(
                [str(self._root / "usr/sbin/krb5kdc"), "-n", "-r", REALM],
                env=self._environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            until(self._listens, "the KDC listens")
        except BaseException:
            self.__exit__()
            raise
        return self

    def _listens(self) -> bool:
        import socket

        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
