"""How names are compared: `fold` makes spellings of one name equal, `shorter_forms` takes legal forms off.

Folding is idempotent and loses what writers vary without meaning: width (NFKC), case, spaces, punctuation,
and traditional against simplified characters. It keeps what tells names apart, diacritics among them; `spellings`
lists the ways in which writers without those keys put a name.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

HANZI_FILE = Path(__file__).with_name("hanzi.txt")

_SEPARATORS = re.compile(r"[\W_]+")
_UMLAUTS = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa",
})  # fmt: skip
_PLAIN = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ı": "i", "ß": "ss"})

# Longest first, so that "GmbH & Co. KGaA" goes in one step.
_LATIN_FORMS = (
    r"gmbh\s*&\s*co\.?\s*kgaa", r"gmbh\s*&\s*co\.?\s*kg", r"ag\s*&\s*co\.?\s*kgaa", r"ag\s*&\s*co\.?\s*kg",
    r"se\s*&\s*co\.?\s*kgaa", r"se\s*&\s*co\.?\s*kg", r"&\s*co\.?\s*kgaa", r"&\s*co\.?\s*kg", r"&\s*co\.?\s*ohg",
    r"co\.?,?\s*ltd\.?", r"pte\.?\s*ltd\.?", r"pty\.?\s*ltd\.?", r"pvt\.?\s*ltd\.?", r"s\.?\s?a\.?\s?b\.?\s*de\s*c\.?\s?v\.?",
    r"incorporated", r"corporation", r"aktiengesellschaft", r"limited", r"company", r"companies", r"holdings?", r"konzern",
    r"gruppe", r"group", r"groupe", r"inc\.?", r"corp\.?", r"co\.?", r"ltd\.?", r"llc", r"l\.l\.c\.", r"llp", r"l\.?p\.?",
    r"plc\.?", r"p\.l\.c\.", r"gmbh", r"mbh", r"kgaa", r"kg", r"ohg", r"e\.?g\.?", r"e\.?v\.?", r"ag", r"se", r"n\.?v\.?", r"b\.?v\.?",
    r"s\.?a\.?s\.?", r"s\.?a\.?r\.?l\.?", r"s\.?a\.?", r"s\.?p\.?a\.?", r"s\.?r\.?l\.?", r"a/s", r"asa", r"ab", r"oyj", r"oy", r"a\.?s\.?",
    r"k\.?k\.?", r"bhd\.?", r"berhad", r"tbk\.?", r"jsc", r"pjsc", r"ooo", r"international",
)  # fmt: skip
_LATIN_TAIL = re.compile(rf"[\s,(&-]+(?:{'|'.join(_LATIN_FORMS)})\)?\s*$", re.IGNORECASE)
_LATIN_HEAD = re.compile(r"^(?:the|der|die|das)\s+", re.IGNORECASE)
_HANZI_TAIL = re.compile(
    r"[\s(（]*(?:股份有限公司|有限责任公司|有限責任公司|控股有限公司|集团公司|集團公司|有限公司|总公司|總公司|母公司|"
    r"股份公司|控股|集团|集團|公司|企业|企業|股份)[)）]*\s*$"
)


@functools.cache
def _to_simplified() -> dict[int, int]:
    lines = HANZI_FILE.read_text(encoding="utf-8").splitlines()
    traditional, simplified = (line for line in lines if not line.startswith("#"))
    return {ord(t): ord(s) for t, s in zip(traditional, simplified, strict=True)}


def simplified(text: str) -> str:
    """The text in simplified characters, one for one."""
    return text.translate(_to_simplified())


def fold(name: str) -> str:
    """The form under which names are compared: "Ｔ-Mobile US" -> "tmobileus", "輝達" -> "辉达"."""
    if name.isascii():
        return _SEPARATORS.sub("", name).lower()
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_to_simplified())
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", plain))


def spellings(name: str) -> frozenset[str]:
    """The name and its spellings without diacritics: "Müller" -> Müller, Mueller, Muller."""
    if name.isascii():
        return frozenset({name})
    bare = "".join(
        c for c in unicodedata.normalize("NFD", name.translate(_PLAIN)) if not unicodedata.combining(c)
    )
    return frozenset({name, name.translate(_UMLAUTS), bare})


def shorter_forms(name: str) -> Iterator[str]:
    """The name with one legal form or group word after the other taken off, longest first, the name itself not."""
    current = name.strip()
    while True:
        shorter = _one_shorter(current)
        if shorter is None:
            return
        yield shorter
        current = shorter


def strip_legal_form(name: str) -> str:
    """The name without any legal form or group word: "Robert Bosch GmbH" -> "Robert Bosch", "小米集团" -> "小米"."""
    return [name.strip(), *shorter_forms(name)][-1]


def _one_shorter(name: str) -> str | None:
    for pattern in (_LATIN_TAIL, _HANZI_TAIL, _LATIN_HEAD):
        shorter = pattern.sub("", name).strip(" ,")
        if shorter != name and len(fold(shorter)) >= 2:
            return shorter
    return None


_HONORIFICS = re.compile(
    r"^(?:(?:dr|prof|mr|mrs|ms|sir|dame|lord|herr|herrn|frau|dipl|ing|h\.\s?c|med|jur|rer\.\s?nat)\.?\s+)+",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?<=\s)(?:[A-Z]\.?\s+)+")
_SUFFIXES = re.compile(r",?\s+(?:jr|sr|ii|iii|iv|ph\.?\s?d|mba|cpa|md)\.?$", re.IGNORECASE)
_HANZI_ADDRESS = re.compile(r"(?:先生|女士|小姐|博士|教授)$")


def plainer_forms(name: str) -> Iterator[str]:
    """The name of a person without forms of address, suffixes and middle initials, one after the other."""
    current = name.strip()
    for pattern in (_HONORIFICS, _HANZI_ADDRESS, _SUFFIXES, _INITIALS):
        plainer = pattern.sub("", current).strip()
        if plainer and plainer != current:
            current = plainer
            yield current


_PLACES = re.compile(
    r"^(?:中国|中华|北京|上海|天津|重庆|深圳|广州|珠海|东莞|佛山|杭州|宁波|温州|南京|苏州|无锡|常州|合肥|厦门|福州|泉州|青岛|济南|"
    r"烟台|武汉|长沙|成都|西安|郑州|沈阳|大连|哈尔滨|长春|昆明|贵阳|贵州|南昌|石家庄|太原|海南|广东|广西|浙江|江苏|安徽|福建|山东|"
    r"河南|河北|湖北|湖南|江西|四川|云南|陕西|山西|辽宁|吉林|黑龙江|甘肃|青海|宁夏|内蒙古|新疆|西藏|台湾|香港|澳门)(?:省|市|自治区)?"
)
_TRADES = re.compile(
    r"(?:计算机系统|集成电路制造|网络技术|网络科技|信息技术|信息科技|通信技术|通信科技|智能科技|电子商务|生物科技|生物技术|科技发展|"
    r"科技|技术|通信|国际|实业|投资|发展|汽车|乳业|餐饮|食品|酒业|酒|制药|药业|电子|网络|企业管理)$"
)
_REGISTERED = re.compile(r"(?:有限公司|有限责任公司|集团公司)$")
_ADJECTIVE = re.compile(r"^(\w+)en(?=\s\w)")
_GENITIVE = re.compile(r"(?<=\w)['’]?s$|(?<=[sxzß])['’]$")


def looser_forms(name: str) -> Iterator[str]:
    """What a name may stand for that is no alias: a Chinese firm as registered, a German or English genitive.

    "珠海格力电器股份有限公司" -> "格力电器", "Schweizerischen Post" -> "Schweizerische Post", "Daimlers" -> "Daimler".
    """
    written = name.strip()
    if _REGISTERED.search(written):
        yield from _registered_forms(strip_legal_form(written))
        return
    plain = _GENITIVE.sub("", written)
    for form in (plain, _ADJECTIVE.sub(r"\1e", plain), _ADJECTIVE.sub(r"\1e", written)):
        if form != written:
            yield form


def _registered_forms(core: str) -> Iterator[str]:
    """The core of a registered name without its trade, without its place, and without both, where two characters stay."""
    without_trade, without_place = _TRADES.sub("", core), _PLACES.sub("", core)
    for form in (without_trade, without_place, _TRADES.sub("", without_place)):
        if len(form) >= 2 and form != core:
            yield form
