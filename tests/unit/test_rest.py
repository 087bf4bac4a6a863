"""The client of Airflow's REST interface against a server that answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from etl.launcher import rest
from etl.launcher.rest import Airflow, RestError


class Server(ThreadingHTTPServer):
    """Answers each path with the next of its answers (the last one again and again), and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[tuple[int, Any]]] = {"/auth/token": [(201, {"access_token": "t"})]}
        self.asked: list[tuple[str, str, Any]] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.server.asked.append((self.command, self.path, json.loads(self.rfile.read(length) or b"null")))
        answers = self.server.answers[self.path]
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        if status == 0:
            self.close_connection = True
            return
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_PUT = answer

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(rest, "PAUSE_SECONDS", 0.01)
    running = Server()
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def airflow(server: Server) -> Airflow:
    return Airflow(f"http://127.0.0.1:{server.server_address[1]}", "secret")


HEALTH = "/api/v2/monitor/health"
DAGS = "/api/v2/dags"
RUNS = "/api/v2/dags/ingest/dagRuns"
WELL = {"status": "healthy"}


def test_it_logs_in_once_and_sends_the_token(server: Server, airflow: Airflow) -> None:
    server.answers[DAGS] = [(200, {"dags": [{"dag_id": "ingest"}]})]
    assert airflow.dag_ids() == {"ingest"}
    assert airflow.dag_ids() == {"ingest"}
    assert [path for _, path, _ in server.asked] == ["/auth/token", DAGS, DAGS]
    assert server.asked[0][2] == {"username": "admin", "password": "secret"}


def test_a_token_that_ran_out_is_renewed(server: Server, airflow: Airflow) -> None:
    airflow.token = "old"
    server.answers[DAGS] = [(401, {}), (200, {"dags": []})]
    assert airflow.dag_ids() == set()
    assert airflow.token == "t"


def test_a_busy_server_is_waited_for(server: Server, airflow: Airflow) -> None:
    server.answers[DAGS] = [(0, None), (0, None), (200, {"dags": []})]
    assert airflow.dag_ids() == set()


def test_a_server_that_never_answers_is_an_error_that_says_where(server: Server, airflow: Airflow) -> None:
    server.answers[DAGS] = [(0, None)]
    with pytest.raises(RestError, match="does not answer at"):
        airflow.dag_ids()


def test_a_run_that_is_there_already_was_started(server: Server, airflow: Airflow) -> None:
    server.answers[RUNS] = [(409, {})]
    airflow.trigger("ingest", "r1", {"now": "x"})
    assert server.asked[-1] == ("POST", RUNS, {"dag_run_id": "r1", "logical_date": None, "conf": {"now": "x"}})


def test_another_refusal_is_an_error_with_the_answer(server: Server, airflow: Airflow) -> None:
    server.answers[RUNS] = [(422, {"detail": "no such parameter"})]
    with pytest.raises(RestError, match="no such parameter"):
        airflow.trigger("ingest", "r1", {})
    server.answers["/api/v2/pools"] = [(500, {})]
    with pytest.raises(RestError, match="500"):
        airflow.make_pool("nlp", 1)


def test_a_pool_that_is_there_is_kept(server: Server, airflow: Airflow) -> None:
    server.answers["/api/v2/pools"] = [(409, {})]
    airflow.make_pool("nlp", 1)
    assert server.asked[-1][2]["slots"] == 1


@pytest.mark.parametrize(
    ("answer", "is_healthy"),
    [
        ((200, {"metadatabase": WELL, "scheduler": WELL, "dag_processor": WELL}), True),
        ((200, {"metadatabase": WELL, "scheduler": {"status": None}, "dag_processor": WELL}), False),
        ((200, {"metadatabase": WELL, "scheduler": WELL, "dag_processor": None}), False),
        ((503, {}), False),
        ((0, None), False),
    ],
)
def test_it_is_healthy_when_all_three_parts_are(server: Server, airflow: Airflow, answer: Any, is_healthy: bool) -> None:
    server.answers[HEALTH] = [answer]
    assert airflow.is_healthy() is is_healthy


def test_import_errors_are_told_by_their_last_line(server: Server, airflow: Airflow) -> None:
    server.answers["/api/v2/importErrors"] = [(200, {"import_errors": [{"filename": "x.py", "stack_trace": "a\nValueError: b\n"}]})]
    assert airflow.import_errors() == ["x.py: ValueError: b"]


@pytest.mark.parametrize("status", [201, 409])
def test_an_abandoned_run_frees_its_dag(server: Server, airflow: Airflow, status: int) -> None:
    server.answers[f"{RUNS}/r1"] = [(200, {})]
    server.answers[f"{DAGS}/ingest"] = [(200, {"file_token": "abc"})]
    server.answers["/api/v2/parseDagFile/abc"] = [(status, {})]
    airflow.abandon("ingest", "r1")
    assert [(method, path) for method, path, _ in server.asked[1:]] == [
        ("PATCH", f"{RUNS}/r1"), ("GET", f"{DAGS}/ingest"), ("PUT", "/api/v2/parseDagFile/abc"),
    ]  # fmt: skip
