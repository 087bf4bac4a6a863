"""A wrong file is refused with its name, its line, the key and what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, RootModel

from etl.catalog.strict import closest_match, load_csv_strict, load_yaml_strict, yaml_line
from etl.errors import CatalogError


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    depth: int
    kind: Literal["full", "snippet"] = "full"


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    slug: str
    inner: Inner
    items: list[Inner] = []
    words: dict[str, list[str]] = {}


class Whole(RootModel[dict[str, Inner]]):
    pass


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    kind: Literal["a", "b"] = "a"


GOOD = "slug: x\ninner:\n  depth: 1\n"


def write(folder: Path, text: str, name: str = "entry.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD + "items:\n- {depth: 2, kind: snippet}\nwords: {leave: [geht]}\n")
    outer = load_yaml_strict(path, Outer)
    assert (outer.inner.depth, outer.items[0].kind, outer.words) == (1, "snippet", {"leave": ["geht"]})


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (GOOD + "slgu: y\n", 4, 'unknown key "slgu". Did you mean "slug"? Allowed: inner, items, slug, words.'),
        ("slug: x\ninner:\n  depth: 1\n  deep: 2\n", 4, 'unknown key "inner.deep". Did you mean "depth"? Allowed: depth, kind.'),
        (GOOD + "items:\n- depth: 1\n- depht: 2\n  depth: 3\n", 6, 'unknown key "items.1.depht". Did you mean "depth"?'),
        (GOOD + "zzz: 1\n", 4, 'unknown key "zzz". Allowed: inner, items, slug, words.'),
        ("slug: x\ninner:\n  depth: one\n", 3, "key \"inner.depth\": Input should be a valid integer, not 'one'"),
        ("slug: 5\ninner:\n  depth: 1\n", 1, 'key "slug": Input should be a valid string, not 5'),
        ("slug: x\ninner:\n  depth: 1\n  kind: ful\n", 4, 'not \'ful\' Did you mean "full"?'),
        ("slug: x\n", 1, 'key "inner" is missing'),
        ("slug: x\ninner:\n  kind: full\n", 2, 'key "inner.depth" is missing'),
        (GOOD + "slug: y\n", 4, 'key "slug" stands twice, first on line 1'),
        (GOOD + "items:\n- depth: 1\n  depth: 2\n", 6, 'key "depth" stands twice, first on line 5'),
        ("slug: [x\n", 2, "bad YAML"),
        ("slug: !!python/object:os.system x\ninner: {depth: 1}\n", 1, "bad YAML"),
        ("", 1, "the file is empty; it needs the keys inner, items, slug, words"),
        ("- 1\n", 1, "Input should be a valid dictionary"),
        ("? [a, b]\n: 1\n", 1, "found unhashable key"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_by_name_line_and_key(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CatalogError) as caught:
        load_yaml_strict(path, Outer)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)


def test_a_root_model_names_the_inner_keys(tmp_path: Path) -> None:
    path = write(tmp_path, "one:\n  depth: 1\ntwo:\n  detph: 1\n")
    with pytest.raises(CatalogError, match=r'entry\.yml:3: key "two\.depth" is missing'):
        load_yaml_strict(path, Whole)
    path = write(tmp_path, "one:\n  depth: 1\n  detph: 1\n")
    with pytest.raises(CatalogError, match=r'entry\.yml:3: unknown key "one\.detph"\. Did you mean "depth"'):
        load_yaml_strict(path, Whole)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"gone\.yml:1: can't be read: No such file"):
        load_yaml_strict(tmp_path / "gone.yml", Outer)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.yml"
    path.write_bytes("slug: Müller\n".encode("latin-1"))
    with pytest.raises(CatalogError, match=r"latin\.yml:1: isn't UTF-8"):
        load_yaml_strict(path, Outer)


def test_yaml_line(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert yaml_line(path, "inner", "depth") == 3
    assert yaml_line(path, "nowhere") == 1
    assert yaml_line(path, "inner", "depth", "deeper") == 3


def test_a_list_is_read_with_notes_and_blank_cells(tmp_path: Path) -> None:
    path = write(tmp_path, '# a note\nname,kind\n\n"x, y",\nz,b\n', "list.csv")
    rows = load_csv_strict(path, Line)
    assert [(row.line, row.entry.name, row.entry.kind) for row in rows] == [(4, "x, y", "a"), (5, "z", "b")]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("nmae,kind\n", 1, 'unknown key "nmae". Did you mean "name"? Allowed: kind, name.'),
        ("name,name\n", 1, 'column "name" stands twice'),
        ("name,kind\nx\n", 2, "1 cells, but the header has 2"),
        ("name,kind\nx,a\ny,c\n", 3, 'key "kind": Input should be'),
        ("name,kind\n,a\n", 2, 'key "name" is missing'),
        ('name,kind\n"x,a\n', 2, "unexpected end of data"),
    ],
)
def test_a_wrong_list_is_refused_by_name_and_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = write(tmp_path, text, "list.csv")
    with pytest.raises(CatalogError) as caught:
        load_csv_strict(path, Line)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)


def test_closest_match_offers_only_what_is_close() -> None:
    assert closest_match("cadence", ["cadence_minutes", "slug"]) == ' Did you mean "cadence_minutes"?'
    assert closest_match("xyz", ["slug"]) == ""
