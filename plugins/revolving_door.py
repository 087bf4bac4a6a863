"""Airflow's plugin: the report as an entry of its navigation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/revolving-door"


@cache
def page() -> Any:
    """The application, loaded by the first request: every task's process reads this file and none of them serves pages."""
    from etl.tab import make_app

    return make_app()


async def serve(scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    """Hand a request on to the application."""
    await page()(scope, receive, send)


class RevolvingDoor(AirflowPlugin):
    """The page under a path of its own, and the entry that shows it inside Airflow's interface."""

    name = "revolving_door"
    fastapi_apps = [{"name": "Revolving Door", "app": serve, "url_prefix": PREFIX}]  # noqa: RUF012 - as Airflow declares it
    external_views = [{  # noqa: RUF012
        "name": "Churn", "destination": "nav", "nav_top_level": True, "url_route": "revolving-door",
        "href": PREFIX.lstrip("/") + "/",  # relative to Airflow's base address, wherever that is
    }]
