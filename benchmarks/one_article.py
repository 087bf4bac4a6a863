"""A feed with one item, made of a text file: `one_article.py FILE` prints RSS; the first line is the title."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.sax.saxutils import escape

PUBLISHED = "Mon, 20 Nov 2023 14:05:00 +0800"


def feed(text: str) -> str:
    """RSS 2.0 with the whole text as the item's content, one paragraph a line."""
    title, _, body = text.strip().partition("\n")
    html = "".join(f"<p>{escape(line)}</p>" for line in body.splitlines() if line.strip())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>ifanr-de</title>'
        "<link>https://ifanr-de.example/</link><description>one article</description><language>de</language>"
        f"<item><title>{escape(title)}</title><link>https://ifanr-de.example/one</link><guid isPermaLink=\"false\">one</guid>"
        f"<pubDate>{PUBLISHED}</pubDate><content:encoded>{escape(html)}</content:encoded></item></channel></rss>\n"
    )


if __name__ == "__main__":
    print(feed(Path(sys.argv[1]).read_text("utf-8")), end="")
