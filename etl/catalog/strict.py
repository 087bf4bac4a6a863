"""Reading a file strictly: a value is understood, or it is an error that names file, line, key and what is allowed."""

from __future__ import annotations

import csv
import difflib
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from etl.errors import CatalogError

M = TypeVar("M", bound=BaseModel)
Location = tuple[int | str, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Row(Generic[M]):
    """One row of a list file and where it stands, for errors that show only when all rows are known."""

    entry: M
    path: Path
    line: int


def load_yaml_strict(path: Path, model: type[M]) -> M:
    """The one document of a YAML file as a `model`.

    Raises `CatalogError` naming file, line and key for bad YAML, a duplicate, unknown or missing key and a wrong value.
    """
    loader = _Loader(_read(path))
    try:
        node = loader.get_single_node()
        if node is None:
            raise CatalogError(
                f"{path}:1: the file is empty; it needs the keys {_listed(model.model_fields)}"
            )
        _refuse_duplicates(path, node)
        return model.model_validate(loader.construct_document(node))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise CatalogError(f"{path}:{_line_at(node, first['loc'])}: {_explain(first, model)}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise CatalogError(f"{path}:{line}: bad YAML: {getattr(error, 'problem', None) or error}") from error
    finally:
        loader.dispose()


def load_csv_strict(path: Path, model: type[M]) -> list[Row[M]]:
    """The rows of a CSV file with a header, each as a `model`; blank cells are left out, lines that start with # are notes.

    Raises `CatalogError` naming file, line and column for an unknown column, a row of another length and a wrong value.
    """
    rows: list[Row[M]] = []
    for line, cells in _records(path, model):
        try:
            rows.append(Row(model.model_validate(cells), path, line))
        except ValidationError as error:
            raise CatalogError(
                f"{path}:{line}: {_explain(error.errors(include_url=False)[0], model)}"
            ) from error
    return rows


def yaml_line(path: Path, *keys: str) -> int:
    """The line on which the key at `keys` stands, counted from 1; that of the nearest key above it if there is none."""
    node: yaml.Node = yaml.compose(_read(path), Loader=_Loader)  # type: ignore[assignment]  # read before: not empty
    return _line_at(node, keys)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CatalogError(f"{path}:1: can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CatalogError(f"{path}:1: isn't UTF-8: {error.reason} at byte {error.start}") from error


def _records(path: Path, model: type[BaseModel]) -> Iterator[tuple[int, dict[str, str]]]:
    header: list[str] | None = None
    for line, text in enumerate(_read(path).splitlines(), start=1):
        if not text.strip() or text.startswith("#"):
            continue
        cells = _cells(path, line, text)
        if header is None:
            header = _checked_header(path, line, cells, model)
        elif len(cells) != len(header):
            raise CatalogError(f"{path}:{line}: {len(cells)} cells, but the header has {len(header)}")
        else:
            yield line, {column: cell for column, cell in zip(header, cells, strict=True) if cell.strip()}


def _cells(path: Path, line: int, text: str) -> list[str]:
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error as error:
        raise CatalogError(f"{path}:{line}: not one row of CSV: {error}") from error


def _checked_header(path: Path, line: int, header: list[str], model: type[BaseModel]) -> list[str]:
    for position, column in enumerate(header):
        if column not in model.model_fields:
            raise CatalogError(f"{path}:{line}: {_unknown(column, model)}")
        if column in header[:position]:
            raise CatalogError(f'{path}:{line}: column "{column}" stands twice')
    return header


def _refuse_duplicates(path: Path, node: yaml.Node) -> None:
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_duplicates(path, child)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                raise CatalogError(
                    f'{path}:{line}: key "{key.value}" stands twice, first on line {seen[key.value]}'
                )
            seen[key.value] = line
        _refuse_duplicates(path, value)


def _line_at(node: yaml.Node, location: Location) -> int:
    line = node.start_mark.line
    for step in location:
        found = _step_into(node, step)
        if found is None:
            break
        line, node = found
    return int(line) + 1


def _step_into(node: yaml.Node, step: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child.start_mark.line, child
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(step):
                return key.start_mark.line, value
    return None


def _explain(error: Any, model: type[BaseModel]) -> str:
    location: Location = error["loc"]
    where = ".".join(str(step) for step in location)
    if error["type"] == "extra_forbidden":
        return _unknown(str(location[-1]), _model_at(model, location[:-1]), where)
    if error["type"] == "missing":
        return f'key "{where}" is missing'
    message = error["msg"].removeprefix("Value error, ")
    if not where:
        return str(message)
    value = error["input"]
    return f'key "{where}": {message}, not {value!r}{closest_match(str(value), _choices(error))}'


def _choices(error: Any) -> list[str]:
    """The literals that a wrong value might have been."""
    expected = str(error.get("ctx", {}).get("expected", ""))
    return expected.split("'")[1::2]


def _unknown(key: str, model: type[BaseModel], where: str | None = None) -> str:
    known = list(model.model_fields)
    return f'unknown key "{where or key}".{closest_match(key, known)} Allowed: {_listed(known)}.'


def closest_match(word: str, known: Iterable[str]) -> str:
    """A question that offers the known word most like `word`, or nothing."""
    matches = difflib.get_close_matches(word, list(known), n=1)
    return f' Did you mean "{matches[0]}"?' if matches else ""


def _listed(keys: Any) -> str:
    return ", ".join(sorted(keys))


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel]:
    """The innermost nested model on the way to `location`."""
    current = model
    for step in location:
        field = current.model_fields.get(str(step)) or current.model_fields.get("root")
        if field is not None:
            current = _nested_model(field.annotation) or current
    return current


def _nested_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in typing.get_args(annotation):
        found = _nested_model(argument)
        if found is not None:
            return found
    return None
