"""Who may import whom, what importing costs, and who writes which table."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from etl.pipeline import STAGES

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "etl").rglob("*.py"))
DAGS = sorted((ROOT / "dags").glob("*.py"))
STAGE_NAMES = {stage.name for stage in STAGES}
OUTSIDE = {"sqlalchemy", "aiohttp", "httpx", "psycopg", "airflow", "requests", "socket", "urllib.request"}
DOORS = {"run", "reading", "writing", "changes", "persistence", "outbox", "desk", "queries", "registry"}
"""Modules of a stage that may touch the database or the network; all others are pure."""
CLOCKS = re.compile(r"\b(?:datetime|dt)\.now\(|utcnow\(|\btime\.time\(|date\.today\(|func\.now\(|\bnow\(\)")
HEAVY = ("spacy", "numpy", "onnxruntime", "sqlalchemy", "feedparser", "pandas", "aiohttp", "fastapi", "jinja2")
MAX_LINES = 400


def imported(path: Path) -> set[str]:
    """Dotted names that a file imports, those inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_import_contracts_hold() -> None:
    words = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", DAGS, ids=lambda path: path.name)
def test_a_dag_file_is_thin(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 60
    roots = {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names)
    assert roots <= {"airflow", "etl", "policy", "quality", "stages"}
    assert {name for name in imported(path) if name.startswith("airflow")} <= {
        name for name in imported(path) if name.startswith(("airflow.sdk", "airflow.providers.common.sql"))
    }
    assert {name for name in imported(path) if name.startswith("etl")} <= {
        name for name in imported(path) if name.startswith("etl.pipeline")
    }


def import_report(statement: str, path: str = "") -> dict[str, object]:
    """Run an import in a process of its own; returns its CPU seconds less those of Airflow's SDK, and the heavy modules loaded."""
    code = f"""
import json, sys, time
sys.path.insert(0, {path!r})
import airflow.sdk
known = set(sys.modules)
started = time.process_time()
{statement}
print(json.dumps({{"seconds": time.process_time() - started,
                  "heavy": sorted(set({HEAVY!r}) & (set(sys.modules) - known))}}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("dag", ["ingest", "extract", "churn", "maintenance"])
def test_reading_a_dag_file_is_cheap(dag: str) -> None:
    report = import_report(f"import {dag}", str(ROOT / "dags"))
    assert report["heavy"] == []
    assert float(str(report["seconds"])) < 1.0


def test_reading_the_plugin_is_cheap() -> None:
    report = import_report("import airflow.plugins_manager; known = set(sys.modules); import revolving_door", str(ROOT / "plugins"))
    assert report["heavy"] == []


@pytest.mark.parametrize("module", ["etl.cli", "etl.pipeline"])
def test_the_entry_points_load_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_holds_one_idea(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


def modules_of_stages() -> list[Path]:
    """Every module of every stage."""
    return [path for path in SOURCES if path.relative_to(ROOT / "etl").parts[0] in STAGE_NAMES]


@pytest.mark.parametrize("path", modules_of_stages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_that_is_no_door_is_pure(path: Path) -> None:
    if path.stem in DOORS:
        return
    names = imported(path)
    assert {name for name in names if name.split(".")[0] in OUTSIDE or name in OUTSIDE} == set()
    assert {name for name in names if name.startswith(("etl.io", "etl.tables"))} == set()


@pytest.mark.parametrize("path", modules_of_stages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_stage_reads_the_clock(path: Path) -> None:
    assert CLOCKS.findall(path.read_text("utf-8")) == []


WRITES = re.compile(
    r"\b(?:insert|update|delete)\(\s*([A-Z]\w+)|\b(?:insert_new|upsert|put_plain|_insert)\(\s*connection,\s*([A-Z]\w+)|"
    r"(?:INSERT INTO|UPDATE|DELETE FROM|COPY)\s+((?:raw|core)\.\w+)"
)


def table_names() -> dict[str, str]:
    """Model class -> schema and table."""
    import etl.tables.core
    import etl.tables.raw  # noqa: F401
    from etl.tables.base import Base

    return {mapper.class_.__name__: str(mapper.local_table) for mapper in Base.registry.mappers}


def test_each_table_has_one_writer() -> None:
    """A stage writes the tables that `etl.pipeline` gives it and no other; takedown and review are a person's hand, not a stage."""
    names = table_names()
    owner = {table: stage.name for stage in STAGES for table in stage.writes}
    wrong: list[str] = []
    for path in SOURCES:
        stage = path.relative_to(ROOT / "etl").parts[0]
        if stage not in STAGE_NAMES:
            continue
        for model, put, table in WRITES.findall(path.read_text("utf-8")):
            written = table or names.get(model or put)
            if written and owner.get(written) != stage:
                wrong.append(f"{path.relative_to(ROOT)} writes {written}, which belongs to {owner.get(written)}")
    assert wrong == []


def test_every_table_of_the_stages_exists_and_has_one_owner() -> None:
    written = [table for stage in STAGES for table in stage.writes]
    assert len(written) == len(set(written))
    assert set(written) | {"core.judgement", "core.pipeline_run", "core.takedown"} == set(table_names().values())
