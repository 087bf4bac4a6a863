"""The bounded part of the fuzzing: `make fuzz` runs the same check on as many damaged feeds as one likes."""

from __future__ import annotations

import pytest

from tests.fuzz.__main__ import main
from tests.fuzz.mutating import LONGEST, mutated
from tests.fuzz.seeds import SEEDS
from tests.fuzz.target import check

FEEDS, SEED = 400, 7
NO_FEEDS = {11, 12}
"""Seeds that servers send in a feed's place: a page of HTML and a JSON feed."""


@pytest.mark.parametrize("number", range(len(SEEDS)))
def test_whole_feeds_keep_the_rules(number: int) -> None:
    assert (check(SEEDS[number], number) > 0) == (number not in NO_FEEDS)


def test_damaged_feeds_keep_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(FEEDS, SEED) == 0, capsys.readouterr().out
    assert f"{FEEDS} damaged feeds" in capsys.readouterr().out


def test_a_feed_is_known_by_its_number() -> None:
    bodies = [mutated(number, SEED) for number in range(50)]
    assert bodies == [mutated(number, SEED) for number in range(50)]
    assert len(set(bodies)) > 45
    assert all(len(body) <= LONGEST for body in bodies)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(1061, id="a second declaration with another encoding"),
        pytest.param(2373, id="labelled with a codec that is no encoding"),
        pytest.param(44796, id="a declaration that appears as NUL bytes are taken out"),
        pytest.param(998402, id="a name that one parser takes and the other does not"),
    ],
)
def test_feeds_that_once_broke_a_rule(number: int) -> None:
    """Found by runs of the target, in the seeds as they were then; kept as the bytes that did it."""
    body = {
        1061: b"<?xml version='1.0' encoding='gb18030'?><?xml version='1.0' encoding='gbk'?>"
        + "<rss version='2.0'><channel><item><title>换帅</title></item></channel></rss>".encode("gb18030"),
        2373: b"<?xml version='1.0' encoding='unicode_escape'?>"
        b"<rss version='2.0'><channel><item><title>\\* \xff</title></item></channel></rss>",
        44796: (
            "<?xml version='1.0' encoding='gbk'?><rss version='2.0'><channel><title>\ufffd\u01be\ufffd</title>"
            "<item><title>\ufffd</title></item></channel></rss>"
        ).encode("utf-16-le") + b"\n",
        998402: (
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://blatt.>xample/x/'><entry><id>urn:1</id>"
            "<title>Neue Chefin</title><link href='a'/><content type='xhtml'><div xml㐲ns='x'>Ein Wechsel.</div></content></entry></feed>"
        ).encode(),
    }[number]
    assert check(body) == 1
