"""The definitions of the Superset dashboard fit each other and the views."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import create_engine, make_url, text

from etl.io.db import ANALYST

pytestmark = pytest.mark.db

ASSETS = Path(__file__).resolve().parents[2] / "docker" / "superset" / "assets"


def assets(kind: str) -> list[dict[str, Any]]:
    """The definitions of a kind."""
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted((ASSETS / kind).rglob("*.yaml"))]


def test_every_reference_finds_its_definition() -> None:
    (database,) = assets("databases")
    (dashboard,) = assets("dashboards")
    assert {each["database_uuid"] for each in assets("datasets")} == {database["uuid"]}
    assert {each["dataset_uuid"] for each in assets("charts")} == {each["uuid"] for each in assets("datasets")}
    shown = [part["meta"]["uuid"] for part in dashboard["position"].values() if isinstance(part, dict) and part["type"] == "CHART"]
    assert sorted(shown) == sorted(each["uuid"] for each in assets("charts"))


def test_no_password_is_kept() -> None:
    assert ":PASSWORD@" in assets("databases")[0]["sqlalchemy_uri"]


@pytest.mark.parametrize("dataset", assets("datasets"), ids=lambda dataset: dataset["table_name"])
def test_the_analyst_can_read_each_dataset(database_url: str, dataset: dict[str, Any]) -> None:
    engine = create_engine(make_url(database_url).set(username=ANALYST))
    with engine.connect() as connection:
        columns = list(connection.execute(text(dataset["sql"])).keys())
        assert columns == [column["column_name"] for column in dataset["columns"]]
        for metric in dataset["metrics"]:
            connection.execute(text(f"SELECT {metric['expression']} FROM ({dataset['sql']}) AS asked")).all()
    engine.dispose()


@pytest.mark.parametrize("chart", assets("charts"), ids=lambda chart: chart["slice_name"])
def test_a_chart_asks_for_columns_and_metrics_that_its_dataset_has(chart: dict[str, Any]) -> None:
    dataset = next(each for each in assets("datasets") if each["uuid"] == chart["dataset_uuid"])
    columns = {column["column_name"] for column in dataset["columns"]}
    metrics = {metric["metric_name"] for metric in dataset["metrics"]}
    asked = chart["params"]
    groups = asked.get("groupby", [])
    named = {*asked.get("all_columns", []), *([groups] if isinstance(groups, str) else groups), asked.get("x_axis")} - {None}
    assert named <= columns
    assert {each for each in [asked.get("metric"), *asked.get("metrics", [])] if isinstance(each, str)} <= metrics
