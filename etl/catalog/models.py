"""What one entry of the catalogue holds; every model refuses keys that it doesn't know and types that it doesn't expect."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from etl.types import Lang, Role

SEPARATOR = "|"
"""Between the names in one cell of a list file."""

FeedKind = Literal["news", "tech", "press_release", "filing", "trade", "blog"]
Segment = Literal["large", "mid", "small", "startup", "unit"]

TRACKED_SEATS: tuple[Role, ...] = ("ceo", "chair", "cfo")


def _split(cell: Any) -> Any:
    """A cell's text as its parts, so that one model reads a YAML list and a CSV cell."""
    if isinstance(cell, str):
        return tuple(part.strip() for part in cell.split(SEPARATOR) if part.strip())
    return cell


def _truth(cell: Any) -> Any:
    return {"yes": True, "no": False}.get(cell, cell) if isinstance(cell, str) else cell


def _secure_url(url: str) -> str:
    parts = urlsplit(url)
    if (
        parts.scheme != "https"
        or not parts.hostname
        or "." not in parts.hostname
        or any(c.isspace() for c in url)
    ):
        raise ValueError("must be an absolute https URL")
    return url


def _known_timezone(key: str) -> str:
    try:
        ZoneInfo(key)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(f"no time zone of the IANA database: {key!r}") from error
    return key


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Url = Annotated[str, AfterValidator(_secure_url)]
TimeZone = Annotated[str, AfterValidator(_known_timezone)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Names = Annotated[tuple[Text, ...], BeforeValidator(_split), Field(strict=False)]
Tags = Annotated[tuple[Slug, ...], BeforeValidator(_split), Field(strict=False)]
Seats = Annotated[tuple[Role, ...], BeforeValidator(_split), Field(strict=False)]
Flag = Annotated[bool, BeforeValidator(_truth)]


class Entry(BaseModel):
    """Base of the catalogue's entries: immutable, no unknown key, no silent conversion."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Politeness(Entry):
    """How a host may be asked."""

    min_seconds: Annotated[float, Field(ge=1, le=600)] = 5.0
    """Least time between two requests to the host, seconds."""
    max_per_host: Annotated[int, Field(ge=1, le=4)] = 1
    """Most connections to the host at one time."""


class Expected(Entry):
    """What the feed brings when it is healthy; outside of this it counts as a gap, not as silence."""

    min_per_day: Annotated[int, Field(ge=0)]
    """Least number of new items on a working day."""
    max_per_day: Annotated[int, Field(ge=1, le=5000)]
    """Most new items a day; more is a sign of a changed or flooded feed."""
    silence_hours: Annotated[int, Field(ge=1, le=720)]
    """Hours without a new item after which the feed is taken as broken, weekends included."""

    @model_validator(mode="after")
    def _ordered(self) -> Expected:
        if self.min_per_day > self.max_per_day:
            raise ValueError("min_per_day is above max_per_day")
        return self


class Feed(Entry):
    """One feed, with the policy under which it is read; the slug is the name of its file."""

    slug: Slug
    title: Text
    url: Url
    homepage: Url
    lang: Lang
    country: Country
    """Where the publisher sits, ISO 3166-1."""
    timezone: TimeZone
    """Where the newsroom sits: dates without a zone and words such as "today" are read in it."""
    kind: FeedKind
    cadence_minutes: Annotated[int, Field(ge=5, le=1440)] = 15
    """Time between two polls, minutes."""
    politeness: Politeness = Politeness()
    expected: Expected
    content: Literal["full", "snippet"]
    """Whether an item carries the article or a teaser only."""
    full_text: Literal["never", "when_snippet", "always"] = "never"
    """Whether an article's own page is fetched for its text: never, where the item is a teaser, or for each item."""
    robots: Text | None = None
    """What the site's robots.txt or terms say that matters here, where known."""
    terms: Text
    """Under which terms the text may be used."""
    tags: Tags = ()


class Company(Entry):
    """One company, or one legally distinct unit of a company."""

    company_id: Slug
    name: Text
    en: Names = ()
    de: Names = ()
    zh: Names = ()
    """Simplified; traditional writing is folded onto it, other words (脸书, 脸谱) are names of their own."""
    former: Names = ()
    """Names it had, each with the last year in which it had it: "Facebook:2021"."""
    weak: Names = ()
    """Those of its names that are everyday words or shared, valid only where the text speaks of a company."""
    country: Country
    ticker: Text | None = None
    """Symbol on the main exchange, with the exchange's suffix outside the United States (Yahoo's convention)."""
    listed: Flag = False
    segment: Segment
    seats: Seats = TRACKED_SEATS
    """The roles whose occupants are counted."""
    parent: Slug | None = None

    @property
    def former_names(self) -> dict[str, int]:
        """Each former name with the last year of its use."""
        return {name: int(year) for name, _, year in (entry.rpartition(":") for entry in self.former)}

    @property
    def aliases(self) -> tuple[str, ...]:
        """All its names in all languages, the main one first, each once."""
        return tuple(dict.fromkeys((self.name, *self.en, *self.de, *self.zh, *self.former_names, *self.weak)))

    def name_in(self, year: int) -> str:
        """The name that the company had in `year`: Facebook for Meta in 2020."""
        held = [(last, name) for name, last in self.former_names.items() if last >= year]
        return min(held, key=lambda pair: pair[0])[1] if held else self.name

    @model_validator(mode="after")
    def _years_given(self) -> Company:
        for entry in self.former:
            name, _, year = entry.rpartition(":")
            if not (name and year.isdecimal() and 1800 < int(year) < 2100):
                raise ValueError(f'former: "{entry}" is not of the form Name:year')
        return self


class Person(Entry):
    """One person who holds or held a post at a company of the catalogue; names only, no history."""

    person_id: Slug
    name: Text
    surname: Text | None = None
    """As the press calls the person alone; valid only in context."""
    latin: Names = ()
    zh: Names = ()
    context: Names = ()
    """Names that mean this person only beside the company or the full name: 奥特曼, 小米's 雷总."""
    mt: Names = ()
    """What machine translation makes of the Chinese name ("Ultraman" of 奥特曼); valid only in context."""
    companies: Tags = ()
    """Ids of the companies that the person is known with."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """All names that mean this person on their own, the main one first, each once."""
        return tuple(dict.fromkeys((self.name, *self.latin, *self.zh)))
