"""Posts and titles: where a text names one, and which role of the gold standard's list it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import yaml
from ahocorasick_rs import AhoCorasick, MatchKind
from pydantic import BaseModel, ConfigDict, ValidationError

from etl.errors import CatalogError
from etl.types import LANGS, ROLES, Lang, Role

POSTS_FILE = Path(__file__).parent.parent / "catalog" / "posts.yml"
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")


class _Language(BaseModel):
    model_config = ConfigDict(extra="forbid")
    forms: dict[str, list[str]]
    parts: dict[str, list[str]] = {}
    compound_heads: list[str] = []


@dataclass(frozen=True, slots=True)
class Post:
    """A post named in a text; `role` is None for posts outside companies (ministers, coaches, deans)."""

    start: int
    end: int
    text: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    matcher: AhoCorasick
    forms: list[str]
    roles: dict[str, Role | None]
    parts: dict[str, Role | None]
    heads: frozenset[str]


def find_posts(text: str, lang: Lang) -> list[Post]:
    """The posts that the lexicon knows, leftmost and longest, in order and without overlaps."""
    found: list[Post] = []
    for start, end in _spans(text, lang):
        if not found or start >= found[-1].end:
            found.append(Post(start, end, text[start:end], role_at(text, start, end, lang)))
    return found


def role_of(post: str, lang: Lang) -> Role | None:
    """The role that a post's wording stands for; None where it is none of a company's, or unknown."""
    return role_at(post, 0, len(post), lang)


def role_at(text: str, start: int, end: int, lang: Lang) -> Role | None:
    """The role of the post at `text[start:end]`, with the words around it: "head of", "deputy", "事业部"."""
    role, first, last = _wording(text[start:end], lang)
    if role is _UNKNOWN:
        return None
    start, end = start + first, start + last
    before, after = text[max(0, start - 24) : start], text[end : end + 48]
    return _adjusted(role, text[start:end], before.rpartition("\n")[2], after.partition("\n")[0], lang)


def company_posts(lang: Lang) -> frozenset[str]:
    """The spellings of posts at companies, lower case."""
    return frozenset(form for form, role in _lexicon(lang).roles.items() if role is not None)


def is_outside(post: str, lang: Lang) -> bool:
    """Whether the wording is listed as a post outside companies: a minister, a coach, a dean."""
    return _lexicon(lang).roles.get(_lower(post), _UNKNOWN) is None


def is_post_part(word: str) -> bool:
    """Whether a German word is the first part of a post's compound ("Vertriebs-"), not a name."""
    parts, plain = _lexicon("de").parts, word.lower()
    return plain in parts or plain + "s" in parts


def expand(form: str) -> list[str]:
    """The spellings that "(a|b|)" stands for."""
    pieces = _ALTERNATIVES.split(form)
    return ["".join(chosen) for chosen in product(*(p.split("|") if i % 2 else [p] for i, p in enumerate(pieces)))]


_UNKNOWN: Role = "unknown"  # type: ignore[assignment]
"""A wording that the lexicon lacks; None is taken for posts outside companies."""


def _wording(phrase: str, lang: Lang) -> tuple[Role | None, int, int]:
    """The role of the wording, and which part of the phrase says so."""
    lexicon = _lexicon(lang)
    plain = _lower(phrase)
    exact = lexicon.roles.get(plain, _UNKNOWN)
    if exact is not _UNKNOWN:
        return exact, 0, len(phrase)
    for pattern, role in _PATTERNS[lang]:
        if pattern.search(plain):
            return role, 0, len(phrase)
    spans = _spans(phrase, lang)
    if not spans:
        return _UNKNOWN, 0, len(phrase)
    start, end = max(spans, key=lambda span: (span[1] - span[0], -span[0])) if lang == "zh" else spans[0]
    return _compound(plain[start:end], lexicon), start, end


_NO_HEADS = ("direktor", "direktors", "direktoren", "direktorin")
"""Posts that mean a board member alone, but not as the end of a longer word."""


def _compound(word: str, lexicon: _Lexicon) -> Role | None:
    """The role of a German compound by its first part; "OpenAI-Chef" and other names before the head mean the top."""
    if word in lexicon.roles:
        return lexicon.roles[word]
    head = max((h for h in lexicon.heads if word.endswith(h)), key=len, default="")
    left = word.removesuffix(head).rstrip("-")
    for part in (left, left.rpartition("-")[2]):
        if part in lexicon.parts:
            return lexicon.parts[part]
    return lexicon.roles.get(head, _UNKNOWN) if head not in _NO_HEADS else _UNKNOWN


_PATTERNS: dict[Lang, list[tuple[re.Pattern[str], Role | None]]] = {
    "en": [
        (re.compile(r"^(?:emeritus|honorary)\b|\bemeritus$"), None),
        (re.compile(r"^(?:deputy|vice|assistant)\b.*\bchair"), "board"),
        (re.compile(r"\bvice[- ]president,? (?:of|for)\b"), "head"),
        (re.compile(r"\bvice[- ]president\b|^deputy\b|^assistant\b"), "other"),
        (re.compile(r"^(?:\w+ )?(?:chair\w*|president|spokes\w+) of the (?:management|executive)\b(?! committee)"), "ceo"),
        (re.compile(r"^chief [\w &,-]+ officer$"), "cxo"),
        (re.compile(r"^(?:head|leader|director|vp|manager) (?:of|for)\b"), "head"),
    ],
    "de": [
        (re.compile(r"^(?:ehren|alt)[\w-]*(?:vorsitz|präsident)"), None),
        (re.compile(r"^(?:stellvertretend\w*|vize)[\s-]?.*vorsitz"), "board"),
        (re.compile(r"^(?:leiter|leiterin|head|chef|chefin) (?:der|des|von|of|für) (?!konzern|unternehmen|firma|gruppe)"), "head"),
        (re.compile(r"^chief [\w &,-]+ officer$"), "cxo"),
    ],
    "zh": [
        (re.compile(r"荣誉|名誉|榮譽|名譽|终身|終身"), None),
        (re.compile(
            r"(?:分行|支行|分公司|事业部|事业群|事業部|部门|中心|区|區|部|业务|業務|线|工厂|子公司)(?:联席|执行|副)?"
            r"(?:行长|行長|总经理|總經理|总裁|總裁|ceo|首席执行官|董事长)$"
        ), "head"),
        (re.compile(r"^(?!(?:常务|高级|执行|资深|高級|集团|集團|公司|全球|联席|第一)*副)[\u4e00-\u9fff]{2,}(?:副总裁|副總裁)$"), "head"),
        (re.compile(r"^(?:临时|代理|联席|)首席[\u4e00-\u9fff]{1,8}[官长長]$"), "cxo"),
    ],
}

_OPEN_FORMS: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r"\bchief (?:[a-z]+(?:,| and| &)? ){1,4}officers?\b"),
    "de": re.compile(r"\bchief (?:[a-z]+(?:,| and| &)? ){1,4}officers?\b"),
    "zh": re.compile(r"首席[\u4e00-\u9fff]{1,7}?[官长長]"),
}
"""Posts made to measure ("chief happiness officer", 首席增长官), beside the listed ones."""
_OUTSIDE_AFTER = re.compile(r"^ of (?:the )?(?:University|School|College|Faculty|European|United States|Republic|Senate|Association)")
_DIVISION_AFTER: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"^(?: \w+)? (?:of|for|at) (?:its|the|their|his|her|all)? ?(?:[\w&'-]+ ){0,4}"
        r"(?:division|unit|business|arm|region|segment|operations|department|brand|subsidiary|studio|labs?|team|market|group's \w+)\b"
        r"|^(?: of| for|,)?(?: the)? (?:(?:North|South|West|East|Central|Latin|Southwest|Southeast) (?:America|China|Asia|Europe|Africa)"
        r"|Taiwan|Asia[ -]Pacific|UK|Canada|Brazil|Australia|France|Italy|Spain"
        r"|Europe|Asia|China|Germany|India|Japan|Africa|the Americas|EMEA|Greater China|International)\b",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"^ (?:der|des|für|von|im|ihrer|seiner) (?:[\w&-]+ ){0,2}?[\w-]*(?:sparte|abteilung|division|einheit|bereichs?"
        r"|geschäfts?|werks?|filiale"
        r"|tochter|niederlassung|region|segments?|teams?|marke|ressorts?)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"^(?!)"),
}
_DIVISION_BEFORE: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:division|unit|region|regional|divisional|country|Europe|Asia|China|North America|International"
        r"|EMEA)(?:'s)? $", re.IGNORECASE),
    "de": re.compile(r"(?:Sparten|Europa|Asien|China|Nordamerika|Deutschland|US|USA)-$"),
    "zh": re.compile(
        r"(?:分行|支行|分公司|事业部|事业群|事業部|事業群|部门|中心|[国洲太华地]区|中国|中國|亚太|亞太|大中华|华[东南北中]|西南|西北|东北|欧洲|北美|美洲"
        r"|大区|区域|[區部]|业务|業務|业务线|工厂)$"
    ),
}
_DEPUTY_BEFORE: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:deputy|vice|assistant)[ -]$", re.IGNORECASE),
    "de": re.compile(r"\b(?:stellvertretende[nrms]?|vize)[ -]?$", re.IGNORECASE),
    "zh": re.compile(r"副$"),
}


def _adjusted(role: Role | None, post: str, before: str, after: str, lang: Lang) -> Role | None:
    if lang == "de" and before[-1:] == "-":
        role = _lexicon(lang).parts.get(_lower(re.split(r"[\s„“»-]", before[:-1])[-1]), role)
    if _DEPUTY_BEFORE[lang].search(before):
        return "board" if role in ("chair", "board") else "other"
    if role in ("ceo", "president", "cxo") and (_DIVISION_AFTER[lang].search(after) or _DIVISION_BEFORE[lang].search(before)):
        return "head"
    if _OUTSIDE_AFTER.search(after):
        return None
    return role


def _spans(text: str, lang: Lang) -> list[tuple[int, int]]:
    lexicon = _lexicon(lang)
    plain = _lower(text)
    spans = []
    for index, start, end in lexicon.matcher.find_matches_as_indexes(plain, overlapping=True):
        span = _bounded(plain, start, end, lang, lexicon.forms[index] in lexicon.heads)
        if span is not None:
            spans.append(span)
    spans += [match.span() for match in _OPEN_FORMS[lang].finditer(plain)]
    spans.sort(key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _bounded(plain: str, start: int, end: int, lang: Lang, head: bool) -> tuple[int, int] | None:
    """The span if it stands on word borders; the head of a German compound takes its whole word along."""
    if _joins(plain, end):
        return None
    if _joins(plain, start):
        if not (lang == "de" and head):
            return None
        while start and plain[start - 1].isalnum():
            start -= 1
    return start, end


def _joins(plain: str, at: int) -> bool:
    """Whether letters of one alphabet meet at `at`, so that no word border lies there; Chinese has none."""
    if not 0 < at < len(plain):
        return False
    return _latin(plain[at - 1]) and _latin(plain[at])


def _latin(char: str) -> bool:
    return char.isalnum() and char < "\u2e80"


def _lower(text: str) -> str:
    """Lower case that keeps every offset."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@cache
def _lexicon(lang: Lang) -> _Lexicon:
    entry = _load()[lang]
    roles = _by_role(entry.forms)
    parts = _by_role(entry.parts)
    heads = frozenset(entry.compound_heads)
    forms = sorted(roles.keys() | heads)
    return _Lexicon(AhoCorasick(forms, matchkind=MatchKind.Standard), forms, roles, parts, heads)


def _by_role(lists: dict[str, list[str]]) -> dict[str, Role | None]:
    """Each spelling's role; of two lists that hold one spelling, the later wins."""
    names: dict[str, Role | None] = {role: role for role in ROLES} | {"none": None}
    unknown = lists.keys() - names.keys()
    if unknown:
        raise CatalogError(f"{POSTS_FILE}: unknown role {', '.join(sorted(unknown))}; use one of {', '.join(names)}")
    return {spelling: names[role] for role, forms in lists.items() for form in forms for spelling in expand(form)}


@cache
def _load() -> dict[Lang, _Language]:
    try:
        raw = yaml.safe_load(POSTS_FILE.read_text("utf-8"))
        return {lang: _Language.model_validate(raw[lang]) for lang in LANGS}
    except (OSError, KeyError, TypeError, yaml.YAMLError, ValidationError) as error:
        raise CatalogError(f"{POSTS_FILE}: {error}") from error
