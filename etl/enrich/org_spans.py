"""Where a company's name begins and ends: what a tagger takes along before and after it, and what is no company at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from etl.enrich.person_names import is_han
from etl.types import Mention

REGIONS = frozenset(
    {"亚太", "亞太", "亚太区", "大中华", "大中華", "大中华区", "中国", "中國", "中国区", "全球", "海外", "境外", "亚洲", "亞洲"}
    | {"欧洲", "歐洲", "欧洲区", "美洲", "美洲区", "北美", "北美区", "拉美", "南美", "非洲", "中东", "东南亚", "日本", "韩国"}
    | {"韓國", "美国", "美國", "英国", "英國", "德国", "德國", "法国", "法國", "印度", "俄罗斯", "瑞典", "瑞士", "荷兰"}
    | {"意大利", "西班牙", "巴西", "加拿大", "澳大利亚", "新加坡", "泰国", "越南", "印尼", "马来西亚", "埃及", "香港", "澳门", "澳門"}
    | {"台湾", "臺灣", "台灣", "北京", "上海", "深圳", "广州", "天津", "重庆", "华东", "华南", "华北", "华中", "西南"}
    | {"西北", "东北"}
)
"""Regions that a post is for ("亚太区总裁"); a region is no company."""
_TRADE = re.compile(
    r"(?:[A-ZÄÖÜ][\wäöüß-]*)?(?:[Hh]ersteller|[Pp]roduzent|[Kk]onzern|[Aa]nbieter|[Hh]ändler|[Zz]ulieferer|[Dd]ienstleister|[Bb]etreiber"
    r"|bauer|[Ee]ntwickler|kette|riese|[Ss]pezialist)s?\s+(?=[A-ZÄÖÜ])"
)
"""What a German company does, said before its name: "Wursthersteller Fleischwerke Cloppe"."""
_OPEN_BRACKET = re.compile(r"\s*[（(][^）)]*$")
_PLACE_BRACKET = re.compile(r"（(?:中国|中國|香港|上海|北京|深圳|亚洲|集团|集團|国际|亚太)）")
_DIVISION = r"(?:BG|BU|事业[部群]?|事業[部群]?|业务|業務|部|中心|板块|板塊|团队|團隊|研究院|工厂|工廠|方面|投行|平台)"
"""What a company's name may be followed by, or taken together with, that is no part of it."""
_DIVISION_AFTER, _DIVISION_AT_END = re.compile(_DIVISION), re.compile(_DIVISION + "$")
_KIND_HAN = re.compile(
    r"[\u4e00-\u9fff]*(?:集团|集團|公司|平台|品牌|企业|企業|巨头|巨頭|厂商|廠商|旗下)(?=[A-Za-z])"
    r"|[\u4e00-\u9fff]{0,6}(?:平台|巨头|巨頭|厂商|廠商|旗下)(?=..)"
)
"""What a company is, said before its name: "奢侈品集团Valmonte"."""
_JOINED_HAN = re.compile(r"(?:以及|加入|通过|关于|来自)(?=[\u4e00-\u9fff]{3})")


def company_spans(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions, companies among them with the right ends; regions taken for companies are left out."""
    forms = {m.text for m in mentions if m.kind == "ORG"} - REGIONS
    found = [_spanned(m, text, forms) if m.kind == "ORG" else m for m in mentions]
    return [m for m in found if not (m.kind == "ORG" and m.text in REGIONS)]


def _spanned(mention: Mention, text: str, forms: Collection[str]) -> Mention:
    start, end = mention.start, mention.end
    cut = _OPEN_BRACKET.search(text, start, end)
    if cut is not None and cut.start() > start:
        end = cut.start()
    if is_han(text[start:end]):
        start, end = _han_span(start, end, text, forms)
        more = _PLACE_BRACKET.match(text, end)
        end = end if more is None else more.end()
    elif (trade := _TRADE.match(text, start, end)) is not None and trade.end() < end:
        start = trade.end()
    return Mention(mention.kind, text[start:end], start, end)


def _han_span(start: int, end: int, text: str, forms: Collection[str]) -> tuple[int, int]:
    """Without the division after it, and without the words before it, where the name stands alone elsewhere."""
    name = text[start:end]
    head = max((len(f) for f in forms if 1 < len(f) < len(name) and name.startswith(f)), default=0)
    if head and (_DIVISION_AFTER.match(text, end) or _DIVISION_AT_END.search(name)):
        return start, start + head
    tail = max((len(f) for f in forms if 2 < len(f) < len(name) and name.endswith(f)), default=0)
    if tail and name[:-tail] not in REGIONS:
        return end - tail, end
    before = _JOINED_HAN.match(name) or _KIND_HAN.match(name)
    return (start if before is None else start + before.end()), end
