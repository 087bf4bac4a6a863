"""The part of Airflow's REST interface that the launcher needs."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from etl.errors import RevdoorError
from etl.launcher.secrets import USER

TIMEOUT_SECONDS = 20
PAUSE_SECONDS = 2.0
TRIES = 6
"""A machine that is busy with other things may take minutes to answer."""
CONFLICT = 409
UNAUTHORISED = 401
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Without the proxies of the environment: the interface is on loopback."""


class RestError(RevdoorError):
    """Airflow answered with an error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class Airflow:
    """A client; it logs in when it has to."""

    base_url: str
    password: str
    token: str = field(default="", repr=False)

    def is_healthy(self) -> bool:
        """Whether the database, the scheduler and the DAG processor are well."""
        try:
            health = self._send("GET", "/api/v2/monitor/health")
        except (OSError, RestError, ValueError):
            return False
        return all((health.get(part) or {}).get("status") == "healthy" for part in ("metadatabase", "scheduler", "dag_processor"))

    def dag_ids(self) -> set[str]:
        """The DAGs that were read so far."""
        return {dag["dag_id"] for dag in self._call("GET", "/api/v2/dags")["dags"]}

    def import_errors(self) -> list[str]:
        """What is wrong with DAG files, one text a file."""
        errors = self._call("GET", "/api/v2/importErrors")["import_errors"]
        return [f"{error['filename']}: {error['stack_trace'].strip().splitlines()[-1]}" for error in errors]

    def make_pool(self, name: str, slots: int) -> None:
        """Create a pool, or keep the one that is there."""
        try:
            self._call("POST", "/api/v2/pools", {"name": name, "slots": slots, "include_deferred": False})
        except RestError as error:
            if error.code != CONFLICT:
                raise

    def trigger(self, dag: str, run: str, conf: dict[str, Any]) -> None:
        """Start a run of `dag`; one of that id which is there already was started by an answer that came too late."""
        try:
            self._call("POST", f"/api/v2/dags/{dag}/dagRuns", {"dag_run_id": run, "logical_date": None, "conf": conf})
        except RestError as error:
            if error.code != CONFLICT:
                raise

    def unfinished_runs(self) -> list[tuple[str, str]]:
        """DAG and id of every run that is queued or running."""
        found = self._call("GET", "/api/v2/dags/~/dagRuns?state=running&state=queued&limit=100")["dag_runs"]
        return [(run["dag_id"], run["dag_run_id"]) for run in found]

    def failed_runs(self) -> set[tuple[str, str]]:
        """DAG and id of every run that failed."""
        found = self._call("GET", "/api/v2/dags/~/dagRuns?state=failed&limit=100&order_by=-run_after")["dag_runs"]
        return {(run["dag_id"], run["dag_run_id"]) for run in found}

    def abandon(self, dag: str, run: str) -> None:
        """Mark a run as failed, its tasks too, and let the DAG start further ones.

        Whether a DAG may start a run is noted when the scheduler ends one, and when its file is read; this run is ended by neither.
        """
        self._call("PATCH", f"/api/v2/dags/{dag}/dagRuns/{run}", {"state": "failed"})
        token = self._call("GET", f"/api/v2/dags/{dag}")["file_token"]
        try:
            self._call("PUT", f"/api/v2/parseDagFile/{token}")
        except RestError as error:
            if error.code != CONFLICT:
                raise

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send a request that may be sent twice; waits for a busy server and logs in anew where it has to."""
        last: OSError | None = None
        for _ in range(TRIES):
            try:
                if not self.token:
                    self._log_in()
                return self._send(method, path, body)
            except RestError as error:
                if error.code != UNAUTHORISED:
                    raise
                self.token = ""
            except OSError as error:
                last = error
                time.sleep(PAUSE_SECONDS)
        raise RestError(0, f"Airflow does not answer at {self.base_url}: {last}; see the logs in the home's folder airflow/logs")

    def _log_in(self) -> None:
        self.token = ""
        self.token = self._send("POST", "/auth/token", {"username": USER, "password": self.password})["access_token"]

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base_url + path, data, headers, method=method)  # noqa: S310
        try:
            with OPENER.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")[:300]
            raise RestError(error.code, f"Airflow answered {error.code} to {method} {path}: {text}") from error
