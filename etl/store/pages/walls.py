"""How to know a page that is no article: a paywall, a demand for consent, a barrier against programmes; pure.

What publishers state counts first (schema.org's isAccessibleForFree, which search engines ask of them); phrases count only
where they stand at the end of a text or make up most of a short page, since articles are written about paywalls too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

SHORT_PAGE = 2500
"""Characters of a page's text below which a single phrase tells what the page is."""
END = 500
"""Characters at the end of a text where a paywall cuts it off."""

_PAYWALL = re.compile(
    r"subscribe (?:now |today )?to (?:continue|keep|read|unlock)|(?:continue|keep) reading (?:with|by|for)|subscribers? only|"
    r"(?:this|the) (?:article|story|content) is (?:for|reserved for|exclusive to|only available to) (?:our )?(?:paid |premium )?"
    r"(?:subscribers|members)|"
    r"already a (?:subscriber|member)\?|(?:sign in|log in|register|create (?:a|your) free account) to (?:continue|read|keep)|"
    r"you(?:'|’)ve (?:reached|read) (?:your|all|the) .{0,30}(?:free articles|limit)|start your (?:free )?trial|"
    r"weiterlesen mit|jetzt (?:abonnieren|weiterlesen|testen)|(?:nur|exklusiv) für (?:unsere )?(?:abonnent|plus-|premium)|"
    r"mit (?:einem |dem )?(?:digital)?abo (?:weiterlesen|lesen)|(?:dieser|der) (?:artikel|inhalt|beitrag) ist (?:kostenpflichtig|exklusiv)|"
    r"sie haben bereits ein (?:\S{0,12})abo|kostenpflichtiger (?:artikel|inhalt)|registrieren sie sich,? um|"
    r"(?:订阅|訂閱|付费|付費|登录|登錄|登入|注册|註冊|开通会员|加入會員)(?:后|後|以|即可|才能|继续|繼續|会员|會員)*(?:继续|繼續)?(?:阅读|閱讀|查看|解锁|解鎖)|"
    r"(?:本文|此文|该文|全文)(?:为|為|仅|僅|限)(?:付费|付費|会员|會員|订阅|訂閱)|(?:剩余|剩餘|还剩|還有)\s*\d+\s*[%％].{0,8}(?:付费|付費|未读|內容|内容)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"we (?:value|care about|respect) your privacy|before you continue to|(?:accept|agree to|manage) (?:all )?(?:the use of )?cookies|"
    r"(?:we|our) (?:and our )?\d* ?partners? (?:store|process|use)|wir (?:benötigen|brauchen) ihre (?:zustimmung|einwilligung)|"
    r"(?:alle )?cookies? (?:akzeptieren|zustimmen|zulassen)|mit (?:werbung|tracking) (?:und cookies )?(?:weiterlesen|lesen|nutzen)|"
    r"akzeptieren und weiter|(?:接受|同意)(?:所有|全部|使用)*\s*cookies?|使用\s*cookies?.{0,20}同意",
    re.IGNORECASE,
)
_BARRIER = re.compile(
    r"just a moment\.\.\.|(?:enable|turn on) (?:javascript|cookies)|(?:checking|verify(?:ing)?) (?:your browser|you are (?:a )?human)|"
    r"are you a (?:human|robot)|unusual traffic|access (?:to this page has been )?denied|request (?:was )?blocked|captcha|"
    r"javascript (?:aktivieren|ist deaktiviert)|bitte aktivieren sie javascript|sind sie ein (?:mensch|roboter)|"
    r"(?:人机|人機|安全)(?:验证|驗證)|(?:完成|进行|進行)(?:验证|驗證)|(?:启用|啟用|开启|開啟)\s*javascript",
    re.IGNORECASE,
)
_CONSENT_PLACE = re.compile(
    r"^(?:consent|cmp|privacy|zustimmung)[.-]|/(?:consent|cookie-?wall|zustimmung|privacy-gate)(?:[/?.]|$)", re.IGNORECASE
)


def wall(text: str, url: str, linked_data: Iterable[str], tier: str) -> tuple[str, str] | None:
    """What kind of wall a page is and how it shows, or None: `text` is its main text, `url` where it came from after all
    redirects, `linked_data` its JSON-LD, `tier` its article:content_tier.
    """
    parts = urlsplit(url)
    if _CONSENT_PLACE.search(parts.hostname or "") or _CONSENT_PLACE.search(parts.path):
        return "consent", f"the page led to {parts.hostname}{parts.path}"
    if tier.strip().lower() == "locked" or any(_is_locked(block) for block in linked_data):
        return "paywall", "the page says of itself that it is not free to read"
    return _by_phrase(text)


def _by_phrase(text: str) -> tuple[str, str] | None:
    is_short = len(text) < SHORT_PAGE
    for kind, pattern, where in (
        ("barrier", _BARRIER, text if is_short else ""),
        ("consent", _CONSENT, text if is_short else ""),
        ("paywall", _PAYWALL, text if is_short else text[-END:]),
    ):
        found = pattern.search(where)
        if found:
            return kind, f'the page says "{found[0]}"'
    return None


def _is_locked(block: str) -> bool:
    """Whether a block of JSON-LD says that the article, as a whole, is not accessible for free."""
    return any(str(item.get("isAccessibleForFree")).strip().lower() in ("false", "0", "no") for item in objects(block))


def objects(block: str) -> Iterator[dict[str, Any]]:
    """The objects at the top of a block of JSON-LD, those of its @graph included; none where it can't be read."""
    try:
        found = json.loads(block)
    except (ValueError, RecursionError):
        return
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()
