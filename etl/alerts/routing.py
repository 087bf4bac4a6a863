"""Who is told of an alert, and when: teams with their companies, thresholds, quiet hours and channels, from `alerts.yml`.

Without such a file everybody is told of everything at once. Console and file always are: they are the record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from etl.catalog.models import Country, Entry, Slug, Text, TimeZone
from etl.catalog.strict import load_yaml_strict
from etl.types import Level

RANKS: Mapping[Level, int] = {"none": 0, "watch": 1, "page": 2}


def _clock(text: str) -> str:
    dt.time.fromisoformat(text)
    return text


Clock = Annotated[str, Field(pattern=r"^\d\d:\d\d$"), AfterValidator(_clock)]


class ChannelEntry(Entry):
    """One channel: the variable that holds its URL, or a notifier of Airflow with its arguments."""

    url_from: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = None
    """Name of an environment variable: URLs hold secrets, and this file does not."""
    notifier: Annotated[str, Field(pattern=r"^\w+(\.\w+)+$")] | None = None
    """Dotted name of the class, such as airflow.providers.smtp.notifications.smtp.SmtpNotifier."""
    arguments: dict[str, Any] = Field(default_factory=dict)
    """What the notifier is made with; `{{ subject }}`, `{{ text }}` and the message's other keys are filled in."""

    @model_validator(mode="after")
    def _one_of_both(self) -> ChannelEntry:
        if (self.url_from is None) == (self.notifier is None):
            raise ValueError("a channel needs either url_from or notifier")
        return self


class QuietHours(Entry):
    """Hours in which a team is left alone; what comes then is told when they end."""

    start: Clock
    end: Clock
    timezone: TimeZone
    pages: Literal["through", "held"] = "through"
    """Whether a page comes through."""

    def until(self, now: dt.datetime) -> dt.datetime:
        """`now`, or the end of the quiet hours in which it falls; hours may go over midnight, days have 23 to 25 hours."""
        local = now.astimezone(ZoneInfo(self.timezone))
        start, end = dt.time.fromisoformat(self.start), dt.time.fromisoformat(self.end)
        time = local.time()
        is_quiet = start <= time < end if start < end else time >= start or time < end
        if not is_quiet:
            return now
        day = local.date() + dt.timedelta(days=1 if start > end and time >= start else 0)
        return dt.datetime.combine(day, end, local.tzinfo).astimezone(dt.UTC)


class Mute(Entry):
    """A company of which a team does not want to hear."""

    company: Slug
    until: dt.date | None = None
    """Last day on which it is not heard of; for good where none is given."""


class Team(Entry):
    """Who listens to what; a team without companies and countries listens to all."""

    channels: tuple[Text, ...] = Field(min_length=1, strict=False)
    companies: tuple[Slug, ...] = Field(default=(), strict=False)
    countries: tuple[Country, ...] = Field(default=(), strict=False)
    least: Literal["watch", "page"] = "watch"
    p_below: Annotated[float, Field(gt=0, le=1)] = 1.0
    """A watch is told only where its p-value is below; pages always are."""
    quiet: QuietHours | None = None
    mute: tuple[Mute, ...] = Field(default=(), strict=False)

    def hears(self, news: News) -> bool:
        """Whether the team is told."""
        if (self.companies or self.countries) and news.company_id not in self.companies and news.country not in self.countries:
            return False
        if any(each.company == news.company_id and (each.until is None or news.now.date() <= each.until) for each in self.mute):
            return False
        is_strong = news.level == "page" or news.p_value is None or news.p_value < self.p_below or self.p_below == 1.0
        return RANKS[news.level] >= RANKS[self.least] and is_strong

    def not_before(self, news: News) -> dt.datetime:
        """When it is told."""
        if self.quiet is None or (news.level == "page" and self.quiet.pages == "through"):
            return news.now
        return self.quiet.until(news.now)


class Routing(Entry):
    """The whole file."""

    channels: dict[str, ChannelEntry] = Field(default_factory=dict)
    teams: dict[str, Team] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _channels_known(self) -> Routing:
        for name, team in self.teams.items():
            unknown = [each for each in team.channels if each not in self.channels]
            if unknown:
                raise ValueError(f'team "{name}" names the channel "{unknown[0]}", which is not among the channels')
        return self


@dataclass(frozen=True, slots=True)
class News:
    """What the routing of a message hangs on."""

    company_id: str
    country: str | None
    level: Level
    p_value: float | None
    now: dt.datetime


def load_routing(path: Path | None) -> Routing | None:
    """The routing of a file; null without one. Raises `CatalogError` naming file and line where it can't be understood."""
    return load_yaml_strict(path, Routing) if path else None


def targets(routing: Routing | None, always: Iterable[str], news: News) -> dict[str, dt.datetime]:
    """Channel -> the time from which it may be told; of several teams behind one channel the earliest counts."""
    found = dict.fromkeys(always, news.now)
    for team in routing.teams.values() if routing else ():
        if team.hears(news):
            for channel in team.channels:
                found[channel] = min(found.get(channel, team.not_before(news)), team.not_before(news))
    return found
