"""The reader: one article in, all that it yields out, through the spaCy pipeline of its language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property

from spacy.language import Language as Pipeline

from etl.enrich.components import build_pipeline, shared_model
from etl.enrich.gate import is_candidate
from etl.enrich.languages import Language, language
from etl.types import LANGS, ArticleText, Lang, Reading

CODE_VERSION = "3"
"""Counted up by hand whenever the rules around the model change what is read."""


class Reader:
    """Reads articles in all languages; pipelines are built on first use and kept. Not to be shared between processes."""

    def __init__(self, languages: Mapping[Lang, Language] | None = None, *, gated: bool = True, model_folder: str | None = None) -> None:
        self.languages = languages or {lang: language(lang) for lang in LANGS}
        self.gated = gated
        self.model_folder = model_folder
        self._pipelines: dict[Lang, Pipeline] = {}

    @cached_property
    def method_version(self) -> str:
        """Version of code, model and language files together: a change of any makes every article due again."""
        settings = json.dumps([s.model_dump(mode="json") for _, s in sorted(self.languages.items())], sort_keys=True)
        digest = hashlib.sha256(settings.encode("utf-8")).hexdigest()[:8]
        return f"{CODE_VERSION}-{shared_model(self.model_folder, 1).version}-{digest}"

    def is_candidate(self, article: ArticleText) -> bool:
        """Whether the article passes the gate, so that events are looked for in it."""
        return is_candidate(article.text, article.lang)

    def read(self, article: ArticleText) -> Reading:
        """Mentions and events of one article; no events where it doesn't pass the gate and the reader is gated."""
        wants_events = not self.gated or self.is_candidate(article)
        nlp = self._pipeline(article.lang)
        doc = nlp.make_doc(article.text)
        doc._.article = article
        for name, component in nlp.pipeline:
            if wants_events or name != "revdoor_events":
                doc = component(doc)
        return Reading(tuple(doc._.mentions), tuple(doc._.leadership_events))

    def _pipeline(self, lang: Lang) -> Pipeline:
        if lang not in self._pipelines:
            self._pipelines[lang] = build_pipeline(self.languages[lang], self.model_folder)
        return self._pipelines[lang]
