"""Names of companies: the form without its legal part, and when two forms may name one company."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from etl.types import Lang

_LEGAL = re.compile(
    r"(?:,?\s+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|lp|plc|ag|se|gmbh|kgaa|kg|ohg|ug|e\.?v|nv|n\.v|bv|b\.v"
    r"|sa|s\.a|sas|spa|s\.p\.a|ab|asa|a/s|as|oyj|oy|sl|s\.l|pty|pvt|pte|bhd|tbk|kk|k\.k|jsc|pjsc|gmbh\s*&\s*co\.?|& co|&|mbh)\b\.?)+$",
    re.IGNORECASE,
)
_LEGAL_HAN = re.compile(r"(?:股份有限公司|有限责任公司|有限責任公司|集团有限公司|集團有限公司|控股有限公司|有限公司|股份公司)$")
_GENERIC_HAN = re.compile(r"(?:集团|集團|公司|控股|股份)$")
_GENERIC = re.compile(r"\s+(?:group|gruppe|konzern|holding|holdings|international)$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|die|der|das|dem|den)\s+", re.IGNORECASE)
_GENITIVE = re.compile(r"['’]s?$")
_BRACKETED = re.compile(r"\s*[（(][^）)]*[）)]?$")
_UNIT_WORDS = frozenset(
    {"cloud", "ai", "web", "energy", "healthineers", "games", "studios", "labs", "research", "ventures", "music", "news", "foundation"}
    | {"university", "north", "america", "europe", "asia", "africa", "japan", "china", "india", "deutschland", "germany", "uk", "us"}
    | {"france", "canada", "australia", "brazil", "mexico", "sports", "universal", "deepmind", "services"}
)
"""Words that after a company's name mostly make a legally distinct unit, so that the short form isn't taken for the long."""
_UNIT_HAN = frozenset(
    {"云", "雲", "金服", "影业", "音乐", "健康", "证券", "基金", "资本", "物流", "游戏", "中国", "日本", "美国", "欧洲", "手机", "体育"}
    | {"地产", "物业", "商学院", "大学", "研究院", "基金会"}
)
_SAME_HAN = frozenset({"汽车", "汽車", "科技"})
_REGION_HAN = re.compile(r"^(?:中国|中國|北京|上海|广东|深圳|香港|浙江|江苏|山东|四川|重庆|天津|湖南|湖北|福建|广州|杭州)(?=..)")
_SHARE_CLASS = re.compile(r"(?<=[\u4e00-\u9fff])[abh]$")
_ABBREVIATED_HAN = frozenset("行所保投建航铁鐵交")
_DECLINED = re.compile(r"(?:(?<=isch)|(?<=utsch)|(?<=nigt))(?:en|er|es|em)$")
_TOO_GENERIC = frozenset({"bank", "post", "group", "air", "motors", "capital", "energy", "company", "board", "stores", "city", "times"})


@dataclass(frozen=True, slots=True)
class Company:
    """A name's comparable form: lower case, no legal part, no accents; `words` of it and their `initials`."""

    key: str
    words: tuple[str, ...]
    initials: str
    genitive: str
    """The key without a German genitive -s, where it ends in one; else the key."""


def clean_company(text: str) -> str:
    """The name without article, trailing hyphen and surrounding marks; the legal form and a genitive stay."""
    name = " ".join(text.split()).strip(" ,;:\"“”„«»「」")
    return _ARTICLE.sub("", name).rstrip("-–") or text


def company_key(text: str, lang: Lang) -> Company:
    """The comparable form of a name as written in an article of `lang`."""
    name = _GENITIVE.sub("", _BRACKETED.sub("", clean_company(text))) or text
    bare = _GENITIVE.sub("", _GENERIC.sub("", _LEGAL.sub("", name))) or name
    bare = _GENERIC_HAN.sub("", _LEGAL_HAN.sub("", bare)) or bare
    words = tuple(_word(w, lang) for w in re.split(r"[\s\-&/.]+", _plain(bare)) if w)
    key = _SHARE_CLASS.sub("", "".join(words))
    genitive = key.removesuffix("s") if lang == "de" and len(key) > 4 else key
    return Company(key, words, _initials(bare), genitive)


def _word(word: str, lang: Lang) -> str:
    return _DECLINED.sub("e", word) if lang == "de" else word


def same_company(known: Company, other: Company) -> bool:
    """Whether `other`, named later than `known`, may be the same company: equal, shortened, or an acronym."""
    if known.key == other.key or known.genitive == other.key or known.key == other.genitive:
        return True
    if len(known.initials) > 1 and known.initials == other.key:
        return True
    if _is_han(known.key) or _is_han(other.key):
        return _same_han(known.key, other.key)
    return _shortens(other, known)


def _same_han(known: str, other: str) -> bool:
    if other.removeprefix(known) in _SAME_HAN:
        return True
    known, other = _REGION_HAN.sub("", known), _REGION_HAN.sub("", other)
    rest = known.removeprefix(other)
    if len(other) >= 2 and rest != known and rest not in _UNIT_HAN:
        return True
    return len(other) in (2, 3) and other[-1] in _ABBREVIATED_HAN and _subsequence(other, known)


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def _shortens(short: Company, long: Company) -> bool:
    if not 0 < len(short.words) < len(long.words) or len(short.key) < 3:
        return False
    head, rest = long.words[: len(short.words)], long.words[len(short.words) :]
    if head in (short.words, (*short.words[:-1], short.genitive)):
        return rest[0] not in _UNIT_WORDS
    tail = long.words[-len(short.words) :]
    return tail == short.words and len(short.key) > 3 and short.key not in _TOO_GENERIC | _UNIT_WORDS


def _initials(name: str) -> str:
    words = [w for w in re.split(r"[\s\-&/.]+", name) if w[:1].isupper()]
    return "".join(w[0] for w in words).lower() if len(words) > 1 else ""


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return unicodedata.normalize("NFKC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def _is_han(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)
