"""What a site's robots.txt lets us fetch (RFC 9309), and what it says to those who gather text for language models; pure."""

from __future__ import annotations

import functools

from protego import Protego

TEXT_GATHERERS = (
    "GPTBot", "ClaudeBot", "anthropic-ai", "Google-Extended", "CCBot", "PerplexityBot", "Applebot-Extended", "Bytespider",
    "meta-externalagent", "cohere-ai", "Amazonbot", "Diffbot", "Omgilibot", "webzio-extended",
)  # fmt: skip
"""Agents that gather the text of pages for language models or resell it; a site that shuts one of them out by name means it."""


LONGEST_DELAY = 60.0
"""Seconds; no Crawl-delay is kept that is longer, so that no file holds a host up for ever."""


@functools.lru_cache(maxsize=1024)
def _parsed(rules: str) -> Protego:
    return Protego.parse(rules.lstrip("\ufeff"))


def may_fetch(rules: str, url: str, agent: str) -> bool:
    """Whether the rules (the text of a robots.txt, empty if there is none) let `agent` fetch `url`."""
    return bool(_parsed(rules).can_fetch(url, agent))


def crawl_delay(rules: str, agent: str) -> float:
    """Seconds that the rules want between two requests of `agent`, `LONGEST_DELAY` at most; 0 if they name none."""
    return min(_parsed(rules).crawl_delay(agent) or 0.0, LONGEST_DELAY)


def shut_out_gatherer(rules: str, url: str) -> str | None:
    """The first of the text gatherers that the rules keep from `url` while they let the nameless have it; None if none."""
    if not any(name.lower() in rules.lower() for name in TEXT_GATHERERS):
        return None
    return next((name for name in TEXT_GATHERERS if name.lower() in rules.lower() and not may_fetch(rules, url, name)), None)
