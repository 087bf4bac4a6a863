"""The tab in Airflow's interface: the report, made anew from the tables at each call, behind Airflow's own log-in.

The plugin in `plugins/` mounts it. It reads as the role `analyst` and has no route that writes.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from urllib.parse import quote

from airflow.api_fastapi.app import API_ROOT_PATH
from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import requires_access_view
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from etl.config import Settings
from etl.errors import RevdoorError
from etl.io import db
from etl.serve.reading import current_page

UNAUTHORISED = 401
HEADERS = {
    "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "SAMEORIGIN", "Referrer-Policy": "no-referrer",
}


def make_app() -> FastAPI:
    """The application; each request needs what Airflow asks of a reader of its website: 401 without a log-in, 403 without the right."""
    app = FastAPI(
        title="Revolving Door", openapi_url=None, docs_url=None, redoc_url=None,
        dependencies=[Depends(requires_access_view(AccessView.WEBSITE))],
    )
    app.add_exception_handler(HTTPException, _refuse)
    for trouble in (RevdoorError, SQLAlchemyError):
        app.add_exception_handler(trouble, _unavailable)
    app.get("/", response_class=HTMLResponse)(_page)
    return app


def _page() -> Response:
    page = current_page(_analyst(), dt.datetime.now(dt.UTC))
    return HTMLResponse(page.html, headers=HEADERS | {"Content-Security-Policy": f"{page.policy}; frame-ancestors 'self'"})


@cache
def _analyst() -> Engine:
    """One pool of connections for the process."""
    return db.connect_analyst(Settings.load())


def _refuse(request: Request, error: Exception) -> Response:
    """A person's browser is led to Airflow's log-in and back; a program is told the code."""
    assert isinstance(error, HTTPException)
    if error.status_code == UNAUTHORISED and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"{API_ROOT_PATH}api/v2/auth/login?next={quote(request.url.path, safe='')}", status_code=303)
    return PlainTextResponse(str(error.detail), error.status_code, headers=HEADERS)


def _unavailable(request: Request, error: Exception) -> Response:
    """The tables can't be read: said in the page's place, the rest of Airflow goes on."""
    said = str(error).splitlines()[0]
    return PlainTextResponse(f"The tables of Revolving Door can't be read: {said}", 503, headers=HEADERS)
