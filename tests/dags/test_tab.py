"""The tab in Airflow's interface: mounted by Airflow itself, closed to strangers, the same page as the static report."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from etl.context import Context
from etl.serve.run import write_report
from tests.dags.conftest import PASSWORD

pytestmark = [pytest.mark.dags, pytest.mark.filterwarnings("ignore")]  # what Airflow's server warns of is not ours to mend

PAGE = "/revolving-door/"
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture(scope="module")
def client(airflow_home: Path) -> Iterator[Any]:
    """Airflow's own API server, in this process, with the plugins that it found by itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from airflow.api_fastapi.app import create_app
        from fastapi.testclient import TestClient

        with TestClient(create_app(apps="core"), follow_redirects=False) as client:
            yield client


@pytest.fixture(scope="module")
def token(client: Any) -> str:
    """What the log-in gives ada."""
    answer = client.post("/auth/token", json={"username": "ada", "password": PASSWORD})
    return str(answer.json()["access_token"])


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic YWRhOmFkYQ=="}, {"Cookie": "session=1"}], ids=["none", "basic", "cookie"])
def test_a_stranger_is_refused(client: Any, headers: dict[str, str]) -> None:
    answer = client.get(PAGE, headers=headers)
    assert answer.status_code == 401
    assert "Revolving Door" not in answer.text


def test_a_forged_token_is_refused(client: Any, token: str) -> None:
    head, body, signature = token.split(".")
    for forged in (f"{head}.{body}.{signature[::-1]}", f"{head}.{body}.", "x"):
        assert client.get(PAGE, headers={"Authorization": f"Bearer {forged}"}).status_code in (401, 403)


def test_a_browser_without_a_login_is_led_to_it_and_back(client: Any) -> None:
    answer = client.get(PAGE, headers=BROWSER)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/api/v2/auth/login?next=%2Frevolving-door%2F"
    assert client.get(answer.headers["location"]).headers["location"].endswith("login?next=%2Frevolving-door%2F")


def test_who_may_not_read_the_website_may_not_read_the_page(client: Any, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.api_fastapi.auth.managers.simple.simple_auth_manager import SimpleAuthManager

    monkeypatch.setattr(SimpleAuthManager, "is_authorized_view", lambda *_, **__: False)
    assert client.get(PAGE, headers={"Authorization": f"Bearer {token}"}).status_code == 403


def test_who_is_logged_in_sees_the_page_of_the_report(client: Any, token: str, tables: Context) -> None:
    answer = client.get(PAGE, headers={"Authorization": f"Bearer {token}"} | BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "chief executive: Ada → Bo" in answer.text
    assert answer.text == write_report(tables).read_text("utf-8")


def test_the_cookie_of_the_interface_is_enough(client: Any, token: str, tables: Context) -> None:
    assert client.get(PAGE, headers={"Cookie": f"_token={token}"}).status_code == 200


def test_the_page_may_only_be_framed_by_airflow_and_is_not_kept(client: Any, token: str, tables: Context) -> None:
    headers = client.get(PAGE, headers={"Authorization": f"Bearer {token}"}).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert headers["content-security-policy"].endswith("; frame-ancestors 'self'")
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_it_reads_as_the_analyst(tables: Context) -> None:
    from etl import tab

    with tab._analyst().connect() as connection:
        assert connection.scalar(text("SELECT current_user")) == "analyst"
        assert connection.scalar(text("SHOW transaction_read_only")) == "on"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_written(client: Any, token: str, method: str) -> None:
    assert getattr(client, method)(PAGE, headers={"Authorization": f"Bearer {token}"}).status_code == 405


def test_tables_that_can_not_be_read_are_said_so(client: Any, token: str, tables: Context) -> None:
    with tables.engine.begin() as connection:
        connection.execute(text("DROP VIEW mart.check_result"))
    answer = client.get(PAGE, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 503
    assert "can't be read" in answer.text


def test_airflow_shows_it_in_its_navigation(client: Any, airflow_home: Path) -> None:
    from airflow.plugins_manager import get_plugin_info

    plugin = next(each for each in get_plugin_info() if each["name"] == "revolving_door")
    (view,) = plugin["external_views"]
    assert view["destination"] == "nav"
    assert "/" + view["href"] == PAGE
