"""Chinese names in Latin letters: pinyin taken apart, and whether it spells a name in characters."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from etl.catalog.folding import spellings

_HAN = re.compile(r"[\u3400-\u9fff]")
_BLANKS = re.compile(r"[\s'’-]+")
_READINGS = 2
"""Readings of one character of a given name that are tried."""
_READ_OTHERWISE = frozenset("曾单仇解区查盖朴翟乐缪覃")
"""Surnames that are read otherwise than the character by itself."""
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟"
    "殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷曲盛冉骆蓝路游辛靳管柴蒙鲍华喻祁房滕屈饶解牟艾尤时阳穆农司"
    "古吉缪车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗桂全应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
"""The commonest surnames of one character."""


def is_han(name: str) -> bool:
    """Whether the name holds Chinese characters."""
    return bool(_HAN.search(name))


def is_chinese_name(name: str) -> bool:
    """Whether characters may be a Chinese person's full name: two to four, a common surname first or an unbroken four."""
    return 2 <= len(name) <= 4 and all(map(is_han, name)) and (name[0] in SURNAMES or len(name) == 2)


@functools.lru_cache(maxsize=20_000)
def syllables(han: str) -> tuple[str, ...]:
    """The usual reading of each character, without tones."""
    return tuple(syllable for syllable in lazy_pinyin(han) if syllable.isascii())


@functools.cache
def _all_syllables() -> frozenset[str]:
    readings = itertools.chain.from_iterable(marked.split(",") for marked in PINYIN_DICT.values())
    bare = {to_normal(reading) for reading in readings}
    return frozenset(_ascii(syllable) for syllable in bare if len(syllable) > 1 or syllable in "aeo") | {"lyu", "nyu"}


def _ascii(syllable: str) -> str:
    return syllable.replace("ü", "v")


@functools.lru_cache(maxsize=20_000)
def is_pinyin(word: str) -> bool:
    """Whether a Latin word can be read as pinyin, as Zhengfei and Li, not as Ballmer."""
    return _splits(latin_key(word))


def is_syllable(word: str) -> bool:
    """Whether a Latin word is one syllable of pinyin, as a Chinese surname is."""
    return latin_key(word) in _all_syllables()


def _splits(letters: str) -> bool:
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(start in reached and letters[start:end] in _all_syllables() for start in range(max(0, end - 6), end)):
            reached.add(end)
    return bool(letters) and len(letters) in reached


def latin_key(word: str) -> str:
    """Letters of a Latin word in ASCII, ü as v (the key that pinyin uses for it)."""
    lowered = _BLANKS.sub("", word.casefold()).replace("ü", "v")
    bare = min(spellings(lowered), key=lambda spelling: (not spelling.isascii(), len(spelling), spelling))
    return re.sub(r"[^a-z]", "", bare)


def spells(latin: tuple[str, ...], han: str) -> bool:
    """Whether the Latin parts are the pinyin of the characters, surname first or last."""
    orders = {"".join(map(latin_key, latin)), "".join(map(latin_key, (latin[-1], *latin[:-1])))}
    return any(reading in orders for reading in _readings(han))


def _readings(han: str) -> Iterator[str]:
    options = pinyin(han, style=Style.NORMAL, heteronym=True)
    usual = [each if at == 0 and han[0] in _READ_OTHERWISE else each[: _READINGS if at else 1] for at, each in enumerate(options)]
    for reading in itertools.product(*usual):
        joined = "".join(reading)
        yield joined
        if "lv" in joined or "nv" in joined:
            yield from (re.sub(r"(?<=[ln])v", vowel, joined) for vowel in ("u", "yu"))


def spells_surname(latin: str, han: str) -> bool:
    """Whether a Latin surname is the pinyin of the name's first character."""
    return any(reading == latin_key(latin) for reading in _readings(han[0]))
