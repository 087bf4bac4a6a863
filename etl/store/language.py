"""In which of the three languages an item is written: the feed's, unless the text clearly says otherwise."""

from __future__ import annotations

import re

from etl.types import Lang

HAN_SHARE = 0.3
"""Above it a text is Chinese: English names and figures never take up seven tenths of a Chinese article."""
LATIN_SHARE = 0.05
"""Han below it, a text is not Chinese, whatever the feed says."""
ENOUGH_LETTERS = 40
ENOUGH_WORDS = 4
SAMPLE = 800
"""Characters looked at: enough to tell, and a hundredth of the cost of reading a long report."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3040-\u30ff]")
_LETTER = re.compile(r"[^\W\d_]")

_FUNCTION_WORDS: dict[Lang, str] = {
    "en": (
        "the of and to that is was for on with as by at from his her their has have had will would be been are were "
        "this which who it its after an said says new how why what"
    ),
    "de": (
        "der die das und ist im den dem des ein eine einen einem einer nicht mit auf für von zu zum zur bei nach auch "
        "sich als wird werden wurde hat haben sein ihr ihre aus über vor wie dass noch gegen"
    ),
}
_ENGLISH, _GERMAN = (frozenset(_FUNCTION_WORDS[lang].split()) for lang in ("en", "de"))


def language_of(text: str, feed_lang: Lang) -> Lang:
    """Language of `text`: by the share of Han characters, then by function words; in doubt the feed's."""
    sample = text[:SAMPLE]
    letters = len(_LETTER.findall(sample))
    if letters == 0:
        return feed_lang
    share = len(_HAN.findall(sample)) / letters
    if share > HAN_SHARE:
        return feed_lang if _KANA.search(sample) else "zh"
    if feed_lang == "zh":
        return (
            _by_function_words(sample, feed_lang)
            if share < LATIN_SHARE and letters >= ENOUGH_LETTERS
            else "zh"
        )
    return _by_function_words(sample, feed_lang)


def language_code(written: str) -> Lang | None:
    """The language that a tag such as `zh-CN`, `de_DE` or `en-us` names, if it is one of the three."""
    head = re.split(r"[-_]", written.strip().lower(), maxsplit=1)[0]
    known: dict[str, Lang] = {
        "en": "en",
        "eng": "en",
        "de": "de",
        "deu": "de",
        "ger": "de",
        "zh": "zh",
        "cn": "zh",
        "chi": "zh",
    }
    return known.get(head)


def _by_function_words(sample: str, feed_lang: Lang) -> Lang:
    words = sample.lower().split()
    english, german = (sum(word in known for word in words) for known in (_ENGLISH, _GERMAN))
    if max(english, german) < ENOUGH_WORDS:
        return feed_lang
    if english > 2 * german:
        return "en"
    return "de" if german > 2 * english else feed_lang
