"""Fixtures of the end-to-end tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from etl.config import Settings
from etl.io import db
from etl.launcher.processes import end_leftovers
from tests.e2e.homes import SAMPLE, Home

MakeFeeds = Callable[..., Path]
MakeHome = Callable[[str], Home]


@pytest.fixture(scope="module")
def make_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeHome]:
    """Makes homes; whatever still runs in one is ended afterwards."""
    homes: list[Home] = []

    def make(name: str) -> Home:
        homes.append(Home(tmp_path_factory.mktemp(name) / "home with space"))
        return homes[-1]

    yield make
    for home in homes:
        end_leftovers(home.path / "airflow")
        db.embedded(Settings(home=home.path)).stop()


@pytest.fixture(scope="module")
def make_feeds(tmp_path_factory: pytest.TempPathFactory) -> MakeFeeds:
    """Makes a folder with some days of the sample week."""

    def make(*days: str) -> Path:
        folder = tmp_path_factory.mktemp("feeds")
        for day in days:
            shutil.copytree(SAMPLE / day, folder / day)
        return folder

    return make
