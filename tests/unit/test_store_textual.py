"""From hostile HTML to plain text: sentences survive word for word, markup and scripts don't."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.store.textual import article_text, body_text, storable, title_text

PIECES = [
    "<p>",
    "</p>",
    "<script>",
    "</script>",
    "<b",
    ">",
    "&amp;",
    "&#0;",
    "<!--",
    "-->",
    "text ",
    "<![CDATA[",
    "]]>",
    "<svg>",
]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("Plain text.", "Plain text."),
        ("First line.\nSecond line.\r\n\r\nThird.", "First line.\nSecond line.\nThird."),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("<p>One<br>two<br/>three</p>", "One\ntwo\nthree"),
        ("<p>An <b>important</b> <a href='x'>link</a>, see.</p>", "An important link, see."),
        ("<p>A\n  hard\twrapped\u00a0\u00a0sentence.</p>", "A hard wrapped sentence."),
        ("Text &amp; more &#8211; &quot;quoted&quot; &nbsp; end", 'Text & more – "quoted" end'),
        ("<figure><img src=x><figcaption>▲ Sam at work.</figcaption></figure><p>Body.</p>", "▲ Sam at work.\nBody."),
        ("<p>▲ First caption</p>Loose text<div>Block</div>tail", "▲ First caption\nLoose text\nBlock\ntail"),
        ("<script>alert('x')</script><p>Kept.</p><style>p{}</style>", "Kept."),
        ("<noscript><img src=x>lazy</noscript>Shown", "Shown"),
        ("<p hidden>secret</p><p style='DISPLAY : none'>gone</p><p style='color:red'>red</p>", "red"),
        ("<iframe src=x>frame</iframe><object>o</object><svg><text>s</text></svg><p>t</p>", "t"),
        ("<button>Share</button><select><option>1</option></select><textarea>t</textarea><p>t</p>", "t"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<pre>kept\n  lines</pre>", "kept\nlines"),
        ("<!-- comment --><p>t</p>", "t"),
        ("<p>Unclosed <b>bold", "Unclosed bold"),
        ("</div></p>stray", "stray"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("&lt;p&gt;Escaped twice.&lt;/p&gt;&lt;p&gt;Again.&lt;/p&gt;", "Escaped twice.\nAgain."),
        ("<p>Vor\u00adstand</p>", "Vorstand"),
        ("zero\u200bwidth\ufeff \u202eright\u202c", "zerowidth right"),
        ("nul\x00 bell\x07 \ud800 end", "nul bell end"),
        ("<p>\u3000\u3000中文段落，\u3000保留。</p>", "中文段落，\u3000保留。"),
        ("<p>   </p><p>\u00a0</p>", ""),
        ("line\u2028separator", "line\nseparator"),
    ],
)  # fmt: skip
def test_bodies(source: str, expected: str) -> None:
    assert body_text(source) == expected


@pytest.mark.parametrize(
    ("source", "is_html", "expected"),
    [
        ("A plain headline", False, "A plain headline"),
        ("  Two \n lines\t", False, "Two lines"),
        ("AT&amp;T wins", False, "AT&T wins"),
        ("AT&amp;amp;T wins", False, "AT&T wins"),
        ("A <b>bold</b> &lt;em&gt;move&lt;/em&gt;", False, "A bold move"),
        ("A <b>bold</b> &amp; <script>x</script>short move", True, "A bold & short move"),
        ("5 < 6 <3", False, "5 < 6 <3"),
        ("C++ <vector> guide", False, "C++ <vector> guide"),
        ("nul\x00l", False, "null"),
        ("", True, ""),
    ],
)
def test_titles(source: str, is_html: bool, expected: str) -> None:
    assert title_text(source, is_html) == expected


def test_the_stored_text_is_title_newline_body() -> None:
    assert article_text("Title", "Body") == "Title\nBody"


def test_storable_drops_only_what_postgres_refuses() -> None:
    assert storable("a\x00b\ud800c\td") == "abc\td"


def test_nesting_deeper_than_the_stack_is_read() -> None:
    assert "deep" in body_text("<div>" * 5000 + "deep" + "</div>" * 5000)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=300))
def test_any_text_becomes_storable_lines(source: str) -> None:
    text = body_text(source)
    assert "\x00" not in text
    assert all(line == line.strip() and line for line in text.split("\n")) or text == ""
    text.encode("utf-8")


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_markup_becomes_text_without_scripts(pieces: list[str]) -> None:
    text = body_text("<p>start</p>" + "".join(pieces) + "<script>forbidden()</script>")
    assert text.startswith("start")
    assert "\r" not in text


@settings(deadline=None)
@given(st.lists(st.text(alphabet="abc äöü中文.,", min_size=1, max_size=40), min_size=1, max_size=6))
def test_paragraphs_survive_word_for_word(paragraphs: list[str]) -> None:
    lines = [" ".join(paragraph.split(" ")).strip() for paragraph in paragraphs]
    wanted = [" ".join(line.split()) for line in lines if line.strip()]
    assert body_text("".join(f"<p>{line}</p>" for line in paragraphs)).split("\n") == (wanted or [""])
