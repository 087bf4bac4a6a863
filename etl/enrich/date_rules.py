"""The words for dates in English, German and Chinese, as ordered rules for `etl.enrich.dates`."""

from __future__ import annotations

import datetime as dt
import re

from etl.enrich.dates import (
    DateRule,
    Resolver,
    Setting,
    When,
    complete_year,
    day,
    day_of_month,
    month_end,
    next_weekday,
    open_ended,
    same_day,
    weekday,
)
from etl.types import Lang

_MONTHS_EN = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTHS_DE = ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"]
_SHORT = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "okt": 10,
    "nov": 11, "dec": 12, "dez": 12, "jänner": 1, "feber": 2, "mrz": 3,
}  # fmt: skip
_MONTH = {name: i for names in (_MONTHS_EN, _MONTHS_DE) for i, name in enumerate(names, 1)} | _SHORT
_DAYS_EN = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_DAYS_DE = ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"]
_WEEKDAY = {name: i for names in (_DAYS_EN, _DAYS_DE) for i, name in enumerate(names)} | {"sonnabend": 5}
_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_WORD_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10,
    "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "zehn": 10,
}  # fmt: skip

_M_EN = rf"(?P<m>{'|'.join(_MONTHS_EN)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
_M_DE = rf"(?P<m>{'|'.join(_MONTHS_DE)}|jänner|feber|jan|feb|mrz|apr|jun|jul|aug|sept?|okt|nov|dez)\b\.?"
_W_EN = rf"(?P<w>{'|'.join(_DAYS_EN)})"
_W_DE = rf"(?P<w>{'|'.join(_DAYS_DE)}|sonnabend)"
_Y = r"(?P<y>(?:19|20)\d\d)\b"
_D = r"(?P<d>\d{1,2})"
_HAN = r"[〇零一二三四五六七八九十两兩]"
_ZY = rf"(?P<y>(?:19|20)\d\d|[一二][九〇零]{_HAN}{{2}})\s*年"
_ZM = r"(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月"
_ZD = r"(?P<d>\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*[日号號]"


def _number(text: str) -> int:
    """Arabic digits or a Chinese numeral up to 99 or a year written digit by digit."""
    if text.isdigit() and text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)
    return int("".join(str(_HAN_DIGITS[c]) for c in text))


def _month(match: re.Match[str]) -> int:
    name = match["m"].lower()
    return _MONTH[name] if name in _MONTH else _number(name)


def _year(match: re.Match[str], setting: Setting, month: int = 6, number: int = 15) -> int:
    """The stated year, a relative one ("next year", 去年), else the completed one."""
    groups = match.groupdict()
    if groups.get("y"):
        return _number(groups["y"])
    shift = groups.get("rel")
    if shift:
        return setting.today.year + _SHIFT[shift.lower()]
    return complete_year(setting, month, number)


_SHIFT = {
    "今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "次年": 1, "翌年": 1, "后年": 2,
    "next": 1, "last": -1, "this": 0, "coming": 1, "previous": -1,
    "nächste": 1, "kommende": 1, "vergangene": -1, "vorige": -1, "letzte": -1, "diese": 0, "laufende": 0,
    "上": -1, "本": 0, "这": 0, "這": 0, "下": 1, "当": 0, "今": 0,
}  # fmt: skip


def _full(match: re.Match[str], setting: Setting) -> When | None:
    month, number = _month(match), _number(match["d"])
    if not 1 <= month <= 12:
        return None
    return day(_year(match, setting, month, number), month, number)


def _last_of_month(match: re.Match[str], setting: Setting) -> When | None:
    month = _month(match)
    return month_end(_year(match, setting, month, 28), month)


def _month_alone(match: re.Match[str], setting: Setting) -> When | None:
    return open_ended("month", _year(match, setting, _month(match)))


def _year_alone(match: re.Match[str], setting: Setting) -> When | None:
    return open_ended("year", _year(match, setting))


def _vague(match: re.Match[str], setting: Setting) -> When | None:
    return open_ended("vague", setting.today.year)


def _this_month_end(match: re.Match[str], setting: Setting) -> When | None:
    return month_end(setting.today.year, setting.today.month)


def _last_month_end(match: re.Match[str], setting: Setting) -> When | None:
    before = setting.today.replace(day=1) - dt.timedelta(days=1)
    return month_end(before.year, before.month)


def _year_end(match: re.Match[str], setting: Setting) -> When | None:
    return month_end(_year_or_this(match, setting), 12)


def _year_or_this(match: re.Match[str], setting: Setting) -> int:
    groups = match.groupdict()
    return _year(match, setting) if groups.get("y") or groups.get("rel") else setting.today.year


def _turn_of_year(match: re.Match[str], setting: Setting) -> When | None:
    """"Zum Jahreswechsel": the first day of the coming year, or of this one in January."""
    year = setting.today.year + (setting.today.month > 2)
    return day(year, 1, 1)


def _quarter_end(match: re.Match[str], setting: Setting) -> When | None:
    return month_end(setting.today.year, (setting.today.month + 2) // 3 * 3)


def _shifted(days: int) -> Resolver:
    return lambda match, setting: same_day(setting, days)


def _weekday_past(match: re.Match[str], setting: Setting) -> When | None:
    number = _WEEKDAY[match["w"].lower()]
    return next_weekday(setting, number) if match.groupdict().get("next") else weekday(setting, number)


def _weekday_before(match: re.Match[str], setting: Setting) -> When | None:
    """"Last Friday": strictly before the publication day."""
    number = _WEEKDAY[match["w"].lower()]
    back = (setting.today.weekday() - number) % 7 or 7
    return same_day(setting, -back)


def _weekday_next(match: re.Match[str], setting: Setting) -> When | None:
    return next_weekday(setting, _WEEKDAY[match["w"].lower()])


def _weekday_zh(match: re.Match[str], setting: Setting) -> When | None:
    name = match["w"]
    number = 6 if name in "日天" else "一二三四五六".index(name)
    week = match["rel"]
    if week is None:
        return weekday(setting, number)
    return weekday(setting, number, week=len(week) * _SHIFT[week[0]])


def _ago(match: re.Match[str], setting: Setting) -> When | None:
    word = match["n"].lower()
    count = _WORD_NUMBERS[word] if word in _WORD_NUMBERS else _number(word)
    unit = match["unit"].lower()
    if unit.startswith(("day", "tag", "天", "日")):
        return same_day(setting, -count)
    years = count if unit.startswith(("year", "jahr", "年")) else 0
    return open_ended("vague", setting.today.year - years)


def _same_as_before(match: re.Match[str], setting: Setting) -> When | None:
    return None if setting.last is None else When(setting.last, "day", setting.last.year)


def _bare_day(match: re.Match[str], setting: Setting) -> When | None:
    number = _number(match["d"])
    rel = match.groupdict().get("rel")
    if rel is None:
        return day_of_month(setting, number) if number else None
    months = setting.today.year * 12 + setting.today.month - 1 + _SHIFT[rel[0]]
    return day(months // 12, months % 12 + 1, number)


def _rule(pattern: str, resolve: Resolver, flags: int = re.IGNORECASE) -> DateRule:
    return DateRule(re.compile(pattern, flags), resolve)


_NUMERIC = (
    _rule(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b", _full),
    _rule(r"\b(?P<y>(?:19|20)\d\d)/(?P<m>\d{1,2})/(?P<d>\d{1,2})\b", _full),
)

_EN = (
    *_NUMERIC,
    _rule(rf"\b{_M_EN}\s+{_D}(?:st|nd|rd|th)?,?\s+{_Y}", _full),
    _rule(rf"\b{_D}(?:st|nd|rd|th)?(?:\s+of)?\s+{_M_EN},?\s+{_Y}", _full),
    _rule(rf"\b{_M_EN}\s+{_D}(?:st|nd|rd|th)?\b(?!:)", _full),
    _rule(rf"\b{_D}(?:st|nd|rd|th)?(?:\s+of)?\s+{_M_EN}", _full),
    _rule(rf"\b(?:the\s+)?end\s+of\s+{_M_EN}(?:\s+{_Y})?", _last_of_month),
    _rule(rf"\b(?:the\s+)?end\s+of\s+(?:(?:the|(?P<rel>this|next))\s+(?:calendar\s+)?year|{_Y})|\byear[- ]end\b"
        rf"|\bthe\s+year's\s+end\b", _year_end),
    _rule(r"\b(?:the\s+)?end\s+of\s+(?:the|this)\s+month\b|\bmonth[- ]end\b", _this_month_end),
    _rule(r"\b(?:the\s+)?end\s+of\s+(?:the|this)\s+quarter\b", _quarter_end),
    _rule(rf"\b(?:(?:early|late|mid)[- ])?{_M_EN}(?:\s+of)?,?\s+{_Y}", _month_alone),
    _rule(r"\b(?:effective\s+(?:immediately|today|at\s+once)|immediately|with\s+immediate\s+effect|at\s+once"
        r"|forthwith)\b", _shifted(0)),
    _rule(r"\b(?:yesterday|last\s+night|overnight)\b", _shifted(-1)),
    _rule(r"\b(?:today|tonight|this\s+(?:morning|afternoon|evening))\b", _shifted(0)),
    _rule(r"\btomorrow\b", _shifted(1)),
    _rule(r"\bNew\s+Year's\s+Eve\b", _year_end),
    _rule(r"\bNew\s+Year's\s+Day\b", _turn_of_year),
    _rule(r"\bon\s+the\s+(?P<d>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:floor|anniversary|century|birthday))", _bare_day),
    _rule(rf"\b(?:next|this\s+coming|coming)\s+{_W_EN}\b|\b{_W_EN.replace('<w>', '<w2>')}\s+(?:next"
        rf"|week)\b", lambda m, s: next_weekday(s, _WEEKDAY[(m['w'] or m['w2']).lower()])),
    _rule(rf"\blast\s+{_W_EN}\b", _weekday_before),
    _rule(rf"\b{_W_EN}\b", _weekday_past),
    _rule(r"\b(?P<n>\d{1,2}|a|one|two|three|four|five|six|seven|ten)\s+(?P<unit>day|week|month|year)s?\s+(?:ago|earlier)\b", _ago),
    _rule(r"\b(?P<rel>next|last|this|previous)\s+year\b", _year_alone),
    _rule(r"\b(?:next|last|this|coming)\s+(?:week|month|quarter|spring|summer|autumn|fall|winter)\b", _vague),
    _rule(rf"\b(?:in|since|from|until|by|of|during|early|late|mid|for|through|back\s+in)[\s-]+(?:early\s+|late\s+"
        rf"|mid-)?{_M_EN}", _month_alone, 0 | re.IGNORECASE),
    _rule(rf"\bQ[1-4]\s+{_Y}|\b(?:in|since|of|until|during|for|from|by|and"
        rf"|to)\s+{_Y.replace('<y>', '<y2>')}", lambda m, s: open_ended("year", int(m["y"] or m["y2"]))),
    _rule(rf"\b{_Y}", _year_alone),
)

_DE = (
    *_NUMERIC,
    _rule(rf"\b{_D}\.\s*{_M_DE}\s+{_Y}", _full),
    _rule(r"\b(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>(?:19|20)\d\d)\b", _full),
    _rule(rf"\b{_D}\.\s*{_M_DE}", _full),
    _rule(rf"\b{_M_DE}\s+{_D}\b(?![.\d])", _full),
    _rule(r"\b(?P<d>\d{1,2})\.\s?(?P<m>0?[1-9]|1[0-2])\.(?!\d)", _full),
    _rule(rf"\b(?:Ende|Ultimo)\s+(?:des\s+)?(?:(?:kommenden|nächsten|dieses)\s+)?{_M_DE}(?:s)?(?:\s+{_Y})?", _last_of_month),
    _rule(rf"\b(?:Ende\s+(?:des\s+(?P<rel>laufende|kommende|nächste)?n?\s*(?:Kalender)?jahres|dieses\s+Jahres|{_Y})|(?:Jahres"
        rf"|Kalenderjahres)(?:ende|schluss)(?:\s+{_Y.replace('<y>', '<y2>')})?)",
          lambda m, s: month_end(int(m["y2"]) if m["y2"] else _year_or_this(m, s), 12)),
    _rule(r"\b(?:Ende\s+(?:des|dieses)\s+Monats|(?:zum\s+)?Monats(?:ende|ultimo)|(?:zum\s+)?Ultimo)\b", _this_month_end),
    _rule(r"\bEnde\s+(?:des|dieses)\s+Quartals\b|\bQuartalsende\b", _quarter_end),
    _rule(r"\bSilvester\b", _year_end),
    _rule(r"\b(?:(?:zum\s+)?Jahreswechsel|Neujahr)\b", _turn_of_year),
    _rule(rf"\b(?:(?:Anfang|Mitte|im)\s+)?{_M_DE}\s+{_Y}", _month_alone),
    _rule(r"\b(?:mit\s+sofortiger\s+Wirkung|(?:ab|per)\s+sofort|sofort|fristlos|umgehend|unverzüglich)\b", _shifted(0)),
    _rule(r"\b(?:gestern|gestrigen)\b", _shifted(-1)),
    _rule(r"\bvorgestern\b", _shifted(-2)),
    _rule(r"\b(?:heute|heutigen)\b", _shifted(0)),
    _rule(r"\b(?:(?<!guten )morgen(?=\s|,|\.)(?<!Morgen)|übermorgen)", _shifted(1), 0),
    _rule(rf"\b(?:kommende[nmr]?|nächste[nmr]?)\s+{_W_DE}", _weekday_next),
    _rule(rf"\b(?:vergangene[nmr]?|vorige[nmr]?|letzte[nmr]?)\s+{_W_DE}", _weekday_before),
    _rule(rf"\b{_W_DE}(?:s|abend|nacht|morgen|vormittag|nachmittag|mittag)?\b", _weekday_past),
    _rule(r"\bvor\s+(?P<n>\d{1,2}|einem|einer|zwei|drei|vier|fünf|sechs|sieben|zehn)\s+(?P<unit>Tag|Woche|Monat|Jahr)\w*", _ago),
    _rule(r"\b(?:im\s+)?(?P<rel>kommende|nächste|vergangene|vorige|letzte)[nrsm]?\s+Jahr(?:es)?\b", _year_alone),
    _rule(r"\b(?:kommende|nächste|vergangene|vorige|letzte|diese)[nrsm]?\s+(?:Woche|Monat|Monats|Quartal|Frühjahr|Sommer"
        r"|Herbst|Winter)\b", _vague),
    _rule(rf"\b(?:im|seit|ab|bis|Anfang|Mitte|vom|zum|seit\s+Anfang|schon\s+im)\s+(?:kommenden\s+|vergangenen\s+|nächsten\s+"
        rf"|letzten\s+)?{_M_DE}", _month_alone),
    _rule(rf"\b{_Y}", _year_alone),
)

_REL_Y = r"(?P<rel>今年|本年|去年|上年|前年|明年|次年|翌年|后年)"
_ZH = (
    *_NUMERIC,
    _rule(rf"{_ZY}\s*{_ZM}\s*{_ZD}", _full),
    _rule(rf"{_REL_Y}\s*{_ZM}\s*{_ZD}", _full),
    _rule(rf"{_ZM}的?\s*{_ZD}，?(?:{_ZY})?", _full),
    _rule(r"元旦", _turn_of_year),
    _rule(r"(?P<rel>上)个?月(?:底|末)", _last_month_end),
    _rule(rf"{_ZY}\s*{_ZM}(?:份)?(?:底|末|月底|月末)", _last_of_month),
    _rule(rf"(?:{_REL_Y})?\s*{_ZM}(?:份)?(?:底|末)", _last_of_month),
    _rule(rf"(?:{_ZY}|(?P<rel>今|本|明|去)年?)?(?:年底|年末|年终|年終)(?!奖|總|总"
        rf"|獎)", lambda m, s: month_end(_number(m["y"]) if m["y"] else s.today.year + {"明": 1, "去": -1}.get(m["rel"] or "", 0), 12)),
    _rule(r"(?:本|这个|這個|当|當)?月(?:底|末)", _this_month_end),
    _rule(rf"(?:{_ZY}|{_REL_Y})\s*{_ZM}", _month_alone),
    _rule(rf"(?P<rel>本|上个?|上個?|下个?|下個?|当)月\s*{_ZD}", _bare_day),
    _rule(r"即日起|即日|即时生效|即時生效|立即生效|立刻|立即|即刻|当即|當即|即时|即時", _shifted(0)),
    _rule(r"昨日|昨天|昨晚|昨夜|昨晨|昨", _shifted(-1)),
    _rule(r"前天|前日", _shifted(-2)),
    _rule(r"今日|今天|今晚|今早|今晨|今午|今起|刚刚|剛剛", _shifted(0)),
    _rule(r"明日|明天|明早|明晚", _shifted(1)),
    _rule(r"(?P<rel>[上下]{1,2}|本|这|這)?(?:个|個)?(?:周|週|星期|礼拜|禮拜)(?P<w>[一二三四五六日天])", _weekday_zh),
    _rule(r"同日|同一天|当天|當天|当日|當日|同一日", _same_as_before),
    _rule(rf"(?P<n>\d{{1,2}}|{_HAN}{{1,2}})\s*(?P<unit>天|日|年|周|週|个月|個月)前", _ago),
    _rule(
        rf"(?<![\d月.]){_ZD}(?![元美])(?=[\s，,。起前后後晚早上下午凌晨的在宣发公表获向正将將對对]|$|\w)"
        r"(?!间|子|本|常|前\d|报|報|線|线|码)", _bare_day,
    ),
    _rule(rf"{_ZY}", _year_alone),
    _rule(rf"{_REL_Y}", _year_alone),
    _rule(rf"{_ZM}(?:份|起|初|中旬|上旬|下旬)?", _month_alone),
    _rule(r"下周|下月|上周|上月|本周|本月|下个月|上个月|下週|上週|近日|日前|不久前", _vague),
    _rule(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?!\d)", _year_alone),
)

RULES: dict[Lang, tuple[DateRule, ...]] = {"en": _EN, "de": _DE, "zh": _ZH}

CUES: dict[Lang, tuple[re.Pattern[str], re.Pattern[str]]] = {
    # (looks back, looks ahead)
    "en": (
        re.compile(r"\b(?:was|were|had|has|since|joined|became|did|on\s+\w+day|announced|said|took|resigned|ended|died)\b", re.IGNORECASE),
        re.compile(r"\b(?:will|effective|from|as\s+of|until|starting|to\s+(?:take|leave|join|step|become|succeed|retire)"
            r"|takes|due|plans?|by|next|begins?|starts?|succeeds|leaves)\b", re.IGNORECASE),
    ),
    "de": (
        re.compile(r"\b(?:war|hatte|wurde|seit|kam|hat|worden|erst|zuletzt|bereits)\b", re.IGNORECASE),
        re.compile(r"\b(?:wird|werden|soll|ab|vom|zum|bis|künftig|Wirkung|scheidet|Ablauf|übernimmt|tritt|folgt|endet|geht"
            r"|verlässt|per)\b", re.IGNORECASE),
    ),
    "zh": (
        re.compile(r"(?:自|曾|已|了|于去|去年|今年以来|从)"),
        re.compile(r"(?:将|將|拟|擬|预计|預計|起|生效|届满|屆滿|明年|前离任|接任|为止|為止)"),
    ),
}
