"""`revdoor feeds`: lists of feeds from and for other readers. What is imported becomes YAML of the home, beside the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
import yaml

from etl.catalog.loader import Catalog, home_catalog
from etl.catalog.models import Feed
from etl.catalog.opml import (
    UNKNOWN_COUNTRY,
    Assumed,
    Outline,
    entry_of,
    language_of,
    read_outlines,
    write_opml,
)
from etl.catalog.strict import load_yaml_strict
from etl.commands.screen import screen
from etl.config import Settings
from etl.errors import CatalogError, ConfigError
from etl.types import Lang

TITLE = "Revolving Door"
STANDARD_OUTPUT = Path("-")


def export_feeds(target: Path) -> None:
    """Write all feeds of the home as OPML to `target` ("-": standard output); a file that is there is not overwritten."""
    settings = Settings.load()
    feeds = home_catalog(settings.catalog, settings.home_path).feeds
    content = write_opml(feeds.values(), TITLE)
    if target == STANDARD_OUTPUT:
        typer.echo(content, nl=False)
        return
    try:
        with target.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise ConfigError(f"{target} can't be written: {error.strerror}") from error
    screen().print(f"Written: {len(feeds)} feeds to {target}", soft_wrap=True)


def import_feeds(source: Path, lang: str | None, country: str | None, timezone: str | None) -> None:
    """Add the feeds of an OPML file to the home; tells of each that is refused, and why.

    Raises `ConfigError` if the file can't be read or a default is wrong, or if all its feeds are refused.
    """
    settings = Settings.load()
    catalog = home_catalog(settings.catalog, settings.home_path)
    assumed = Assumed(_checked_lang(lang), country or UNKNOWN_COUNTRY, timezone or "UTC")
    outlines = _read(source)
    folder = settings.home_path / "feeds"
    added, known, refused = _add_all(outlines, assumed, catalog, folder)
    console = screen()
    for reason in refused:
        console.print(f"Refused: {reason}", soft_wrap=True, markup=False)
    console.print(f"{len(added)} feeds added in {folder}, {known} known already, {len(refused)} refused", soft_wrap=True)
    if refused and not added and not known:
        raise ConfigError(f"{source}: none of its feeds could be added; the reasons are above")


def _read(source: Path) -> list[Outline]:
    try:
        outlines = read_outlines(source.read_bytes())
    except OSError as error:
        raise ConfigError(f"{source} can't be read: {error.strerror}") from error
    except CatalogError as error:
        raise ConfigError(f"{source}: {error}") from error
    if not outlines:
        raise ConfigError(f"{source} names no feed: no outline has an xmlUrl")
    return outlines


def _add_all(outlines: list[Outline], assumed: Assumed, catalog: Catalog, folder: Path) -> tuple[list[str], int, list[str]]:
    """Slugs of those added, how many were known, and the reasons of those refused."""
    addresses = {feed.url.rstrip("/") for feed in catalog.feeds.values()}
    added: list[str] = []
    refused: list[str] = []
    known = 0
    for outline in outlines:
        try:
            feed = entry_of(outline, assumed, {*catalog.feeds, *added})
            if feed.url.rstrip("/") in addresses:
                known += 1
                continue
            _write(feed, folder)
        except CatalogError as error:
            refused.append(str(error))
            continue
        addresses.add(feed.url.rstrip("/"))
        added.append(feed.slug)
    return added, known, refused


def _write(feed: Feed, folder: Path) -> None:
    """Write the entry as a file of its own, read back strictly before it counts; one that is there is never overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{feed.slug}.yml"
    values: dict[str, Any] = feed.model_dump(mode="json", exclude_none=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            yaml.safe_dump(values, file, allow_unicode=True, sort_keys=False)
    except FileExistsError as error:
        raise CatalogError(f"{feed.url}: {path} is there already and is not overwritten") from error
    try:
        load_yaml_strict(path, Feed)
    except CatalogError:
        path.unlink()
        raise


def _checked_lang(lang: str | None) -> Lang | None:
    found = language_of(lang) if lang else None
    if lang and not found:
        raise ConfigError(f"--lang {lang}: say en, de or zh")
    return found
