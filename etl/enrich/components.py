"""spaCy components: mentions as `doc.ents` and `doc.spans["posts"]`, events as `doc._.leadership_events`.

A language's file names the pipeline that they stand in. Any spaCy pipeline or component that sets `doc.ents` can take the
place of `revdoor_names`; `revdoor_events` decides over whatever names it finds.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
from functools import cache
from pathlib import Path
from typing import cast

import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from etl.catalog.loader import load_catalog
from etl.enrich.assembling import Model, read_events
from etl.enrich.encoder import NeuralReader, Tagged
from etl.enrich.gazetteer import Gazetteer, preferred, united
from etl.enrich.languages import Language
from etl.enrich.mentions import consistent
from etl.enrich.posts import find_posts
from etl.errors import CatalogError
from etl.types import ArticleText, Lang, Mention, MentionKind

KINDS: dict[str, MentionKind] = {
    "PERSON": "PERSON", "PER": "PERSON", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "POST": "POST",
}  # fmt: skip
"""Labels of spaCy's pipelines and ours -> kinds of mentions."""
OWN = ("revdoor_names", "revdoor_events")
"""The components of this module, which take the folder of a model."""

for _name in ("article", "tagged"):
    Doc.set_extension(_name, default=None, force=True)
Doc.set_extension("mentions", default=(), force=True)
Doc.set_extension("leadership_events", default=(), force=True)


@cache
def shared_model(folder: str | None, threads: int) -> Model:
    """The model of that folder (the shipped one for None), loaded once a process for all languages."""
    return NeuralReader.load(None if folder is None else Path(folder), threads)


@cache
def shared_gazetteer() -> Gazetteer:
    """The catalogue's names, made once a process for all languages."""
    return Gazetteer(load_catalog())


@Pipeline.factory("revdoor_names", default_config={"folder": None, "threads": 1})
def names_component(nlp: Pipeline, name: str, folder: str | None, threads: int) -> NamesComponent:
    """Persons, companies, posts and places by the project's own model."""
    return NamesComponent(shared_model(folder, threads))


@Pipeline.factory("revdoor_gazetteer")
def gazetteer_component(nlp: Pipeline, name: str) -> GazetteerComponent:
    """Names of the catalogue's companies and people, beside those that are there."""
    return GazetteerComponent(shared_gazetteer(), cast("Lang", nlp.lang))


@Pipeline.factory("revdoor_posts")
def posts_component(nlp: Pipeline, name: str) -> PostsComponent:
    """Posts of the lexicon in place of tagged ones."""
    return PostsComponent(cast("Lang", nlp.lang))


@Pipeline.factory("revdoor_events", default_config={"folder": None, "threads": 1})
def events_component(nlp: Pipeline, name: str, folder: str | None, threads: int) -> EventsComponent:
    """Leadership events over the names that the components before it have found."""
    return EventsComponent(shared_model(folder, threads))


class NamesComponent:
    """Tags a document; `doc._.mentions` holds exact spans, `doc.ents` the nearest whole tokens."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        tagged = self.model.tag(doc.text, _published(doc))
        doc._.tagged = tagged
        doc._.mentions = consistent(tagged.mentions, doc.text)
        return _shown(doc)


class GazetteerComponent:
    """Unites `doc._.mentions` and `doc.ents` with the names of the catalogue."""

    def __init__(self, gazetteer: Gazetteer, lang: Lang) -> None:
        self.gazetteer = gazetteer
        self.lang = lang

    def __call__(self, doc: Doc) -> Doc:
        doc._.mentions = tuple(preferred(self.gazetteer.persons_first(doc._.mentions), self.gazetteer.find(doc.text, self.lang)))
        return _shown(doc)


class PostsComponent:
    """Puts the lexicon's posts in place of the tagger's: their borders are surer, and their roles are known."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, doc: Doc) -> Doc:
        names = [m for m in doc._.mentions if m.kind != "POST"]
        posts = [Mention("POST", p.text, p.start, p.end) for p in find_posts(doc.text, self.lang)]
        doc._.mentions = tuple(united(names, posts))
        return _shown(doc)


class EventsComponent:
    """Decides over `doc._.mentions` and those of `doc.ents` that they lack; needs `doc._.article`."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        article: ArticleText | None = doc._.article
        if article is None:
            return doc
        tagged: Tagged = doc._.tagged or self.model.tag(doc.text, _published(doc))
        doc._.mentions = _all_mentions(doc, article.lang)
        doc._.leadership_events = read_events(article, tagged.with_mentions(doc._.mentions), self.model)
        return doc


def build_pipeline(settings: Language, model_folder: str | None = None) -> Pipeline:
    """The spaCy pipeline of a language, with the shipped model or the one in a folder.

    Raises CatalogError where the language's file names a pipeline or component that isn't installed.
    """
    wanted = settings.pipeline
    if wanted.base != "blank" and importlib.util.find_spec(wanted.base) is None and not Path(wanted.base).exists():
        raise CatalogError(
            f"languages/{settings.lang}.yml: the spaCy pipeline {wanted.base} isn't installed; pip install it, or write base: blank"
        )
    nlp = spacy.blank(settings.lang) if wanted.base == "blank" else spacy.load(wanted.base)
    for component in wanted.components:
        if not nlp.has_factory(component):
            raise CatalogError(f"languages/{settings.lang}.yml: spaCy knows no component {component}; is its package installed?")
        nlp.add_pipe(component, config={"folder": model_folder} if component in OWN else {})
    return nlp


def _shown(doc: Doc) -> Doc:
    """The document with its mentions as entities and spans of whole tokens."""
    doc.set_ents(filter_spans([*_spans(doc, doc._.mentions, posts=False), *doc.ents]))
    doc.spans["posts"] = _spans(doc, doc._.mentions, posts=True)
    return doc


def _published(doc: Doc) -> dt.date | None:
    article: ArticleText | None = doc._.article
    return None if article is None else article.published_at.date()


def _spans(doc: Doc, mentions: tuple[Mention, ...], *, posts: bool) -> list[Span]:
    found = (
        doc.char_span(m.start, m.end, label=m.kind, alignment_mode="expand") for m in mentions if (m.kind == "POST") is posts
    )
    return [span for span in found if span is not None]


def _all_mentions(doc: Doc, lang: Lang) -> tuple[Mention, ...]:
    """The exact mentions, then those of other components that don't overlap them; posts by the lexicon where none are tagged."""
    mentions: list[Mention] = list(doc._.mentions)
    others = [Mention(KINDS[e.label_], e.text, e.start_char, e.end_char) for e in doc.ents if e.label_ in KINDS]
    if not any(m.kind == "POST" for m in mentions):
        others += [Mention("POST", p.text, p.start, p.end) for p in find_posts(doc.text, lang)]
    return tuple(united(mentions, others))
