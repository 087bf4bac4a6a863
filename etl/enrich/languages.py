"""The catalogue's languages: one strict YAML file each, read once a process."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from etl.errors import CatalogError
from etl.types import Lang

LANGUAGES = Path(__file__).parent.parent / "catalog" / "languages"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pipeline(_Strict):
    """`base` is "blank" or the package of a spaCy pipeline; `components` are factories added after it."""

    base: str
    components: tuple[str, ...]


class GateWords(_Strict):
    """Beginnings of words (zh: any part) for posts and for change."""

    posts: tuple[str, ...]
    change: tuple[str, ...]


class FictionWords(_Strict):
    """`openers` tell that an article turns to fiction; `titles` head the parts of a script."""

    openers: tuple[str, ...]
    titles: tuple[str, ...]


class TranslationWords(_Strict):
    """`certain`: one of them says that a text was machine-translated; `telling`: several together do."""

    certain: tuple[str, ...]
    telling: tuple[str, ...]


class Language(_Strict):
    """One language's file under `etl/catalog/languages`."""

    lang: Lang
    pipeline: Pipeline
    gate: GateWords
    interim: tuple[str, ...]
    fiction: FictionWords
    unnamed_sources: tuple[str, ...]
    """Regular expressions."""
    staying: tuple[str, ...]
    chosen_again: tuple[str, ...]
    """Regular expressions."""
    institutions: tuple[str, ...]
    footers: tuple[str, ...]
    machine_translated: TranslationWords


@cache
def language(lang: Lang) -> Language:
    """The settings of one language; raises CatalogError, which names the file and the key, where it is wrong."""
    return load_language(LANGUAGES / f"{lang}.yml")


def load_language(path: Path) -> Language:
    """The settings in `path`; raises CatalogError."""
    try:
        return Language.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise CatalogError(f"{path}: {error}") from error


@cache
def unnamed_sources(lang: Lang) -> re.Pattern[str]:
    """Words by which a sentence says that its source is not named."""
    return re.compile("|".join(language(lang).unnamed_sources))


@cache
def staying(lang: Lang) -> re.Pattern[str]:
    """Words by which a sentence says that somebody stays in office."""
    return re.compile("|".join(language(lang).staying))


@cache
def chosen_again(lang: Lang) -> re.Pattern[str]:
    """Words by which a sentence says that somebody's term is renewed."""
    return re.compile("|".join(language(lang).chosen_again))


def has_interim(text: str, lang: Lang) -> bool:
    """Whether the text speaks of something provisional."""
    lowered = text.casefold()
    return any(word in lowered for word in language(lang).interim)
