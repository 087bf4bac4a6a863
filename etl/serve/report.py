"""The report: one HTML file that needs no server, no network and no script to be read."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from urllib.parse import urlsplit

import jinja2

from etl.serve import charts, queries, timeline
from etl.words import ROLE_WORDS, share_words

MOST_TIMELINES = 30
SHOWN_CHANGES = 5
"""Of one alert; the others unfold."""


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page and its content security policy, which allows the page's own style and script and nothing else."""

    html: str
    policy: str


def render(records: Mapping[str, Sequence[queries.Record]], now: dt.datetime) -> Page:
    """The page, from the answers to `queries.QUERIES` as they were at `now`."""
    today = now.astimezone(dt.UTC).date()
    style, script = _asset("style.css"), _asset("page.js")
    policy = f"default-src 'none'; style-src '{_hash_of(style)}'; script-src '{_hash_of(script)}'; base-uri 'none'; form-action 'none'"
    companies = [row["company_id"] for row in records[queries.COMPANIES]][:MOST_TIMELINES]
    timelines = timeline.timelines(records["transitions"], today, companies)
    html = _environment().get_template("page.html.j2").render(
        now=now,
        today=today,
        style=style,
        script=script,
        policy=policy,
        summary=_summary(records, today),
        sparks=_lines(records, today, charts.spark),
        histories=_lines(records, today, charts.history),
        heat=charts.heat_map(records["weeks"], today),
        timelines=timelines,
        judged={row["company_id"]: row for row in records[queries.COMPANIES]},
        blocked_by=_blocked_by(records["runs"]),
        drawn={each.company_id for each in timelines},
        poll_bars=charts.poll_bars(records["polls"], today),
        charts=charts,
        timeline=timeline,
        SHOWN_CHANGES=SHOWN_CHANGES,
        **records,
    )
    return Page(html, policy)


def _summary(records: Mapping[str, Sequence[queries.Record]], today: dt.date) -> list[tuple[str, str]]:
    """The figures at the top, each with its caption."""
    week = records["week"][0]
    alerts = [row for row in records["alerts"] if row["closed_at"] is None]
    feeds = records["feeds"]
    polled_today = next((row for row in records["polls"] if row["day"] == today), None)
    readable = f"{polled_today['readable']} of {polled_today['polled']}" if polled_today else f"none of {len(feeds)}"
    return [
        (str(len(alerts)), "open alert" if len(alerts) == 1 else "open alerts"),
        (f"{week['transitions']:,}", "seats changed hands in 7 days"),
        (f"{week['companies']:,}", "companies concerned"),
        (readable, "feeds readable today"),
    ]


def _blocked_by(runs: Sequence[queries.Record]) -> int:
    """How many failed checks hold back the alerts of the last run."""
    return next((row["counts"].get("blocked_by", 0) for row in runs if row["stage"] == "alerts"), 0)


def _lines(
    records: Mapping[str, Sequence[queries.Record]], today: dt.date, draw: Callable[[Sequence[queries.Record], dt.date], charts.Line]
) -> dict[str, charts.Line]:
    """The line of each company of today's table."""
    history: dict[str, list[queries.Record]] = defaultdict(list)
    for row in records["history"]:
        history[row["company_id"]].append(row)
    return {row["company_id"]: draw(history[row["company_id"]], today) for row in records[queries.COMPANIES]}


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("etl.serve"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"day": _day, "minute": _minute, "link": link, "role": _role}
    environment.filters |= {"figure": figure, "odds": odds, "false_share": false_share}
    return environment


def link(url: str) -> str:
    """The address if a reader may be sent there; empty for anything but http and https."""
    return url if urlsplit(url).scheme in ("http", "https") else ""


def figure(number: float | None) -> str:
    """A number with two figures; a dash for none."""
    if number is None:
        return "–"
    return f"{number:.0f}" if number >= 10 else f"{number:.2g}"


def odds(p_value: float | None) -> str:
    """A probability as one in so many."""
    if p_value is None:
        return "not judged"
    if p_value >= 0.1:
        return "usual"
    return f"1 in {int(float(f'{1 / p_value:.2g}')):,}" if p_value >= 1e-6 else "< 1 in 1,000,000"


def false_share(q_value: float | None) -> str:
    """The share of false ones, where the day was judged."""
    return "not judged" if q_value is None else share_words(q_value)


def _day(value: dt.date | dt.datetime | None) -> str:
    return f"{value.day} {value:%b %Y}" if value else "–"


def _minute(value: dt.datetime | None) -> str:
    return f"{value.astimezone(dt.UTC):%Y-%m-%d %H:%M}" if value else "–"


def _role(role: str) -> str:
    return ROLE_WORDS.get(role, role)


def _asset(name: str) -> str:
    return resources.files("etl.serve").joinpath("templates", name).read_text("utf-8")


def _hash_of(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
