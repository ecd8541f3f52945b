"""MARC-in-JSON (one record, an array, or a record a line), and the UN library's own JSON of the same -> records.

In the common form a field is `{"191": {"subfields": [{"a": "S/RES/1325(2000)"}]}}` in a list `fields`; in that of the
Dag Hammarskjöld Library a record has its tags as keys and subfields are `{"code": "a", "value": ...}`. An object in
which neither is found is no record, and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lexline.loaders.catalogue import fields, marc
from lexline.loaders.catalogue.json_rows import head as beginning
from lexline.loaders.catalogue.json_rows import rows
from lexline.loaders.catalogue.model import Catalogue, Record
from lexline.loaders.document import Problem

NAME: Final = "marc-json"
VERSION: Final = "1"

_TAG: Final = re.compile(r'"\d{3}"\s{0,3}:')
_HOLDERS: Final = ("records", "collection")


def recognise(name: str, head: bytes) -> bool:  # noqa: ARG001 - every kind takes both
    """Say whether a file begins with a JSON object or array that has MARC fields."""
    text = beginning(head)
    return text[:1] in ("{", "[") and '"subfields"' in text and bool(_TAG.search(text))


def load(data: bytes, name: str) -> Catalogue:
    """Read a file's records.

    Raises:
        InputError: it is too large, no JSON, or holds no record with a symbol.
    """
    records: list[Record] = []
    problems: list[Problem] = []
    for line, row in rows(data, name):
        for one in [row] if isinstance(row, Problem) else _held(row):
            found = one if isinstance(one, Problem) else marc.record(list(_fields(one)), line)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                records.append(found)
        if fields.enough(problems, line):
            break
    return fields.catalogue(data, name, f"{NAME}/{VERSION}", records, problems)


def _held(row: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the records that an object holds: those in its list of records, or itself."""
    for key in _HOLDERS:
        if isinstance(held := row.get(key), list):
            return [one for one in held if isinstance(one, dict)]
    return [row]


def _fields(row: Mapping[str, object]) -> Iterator[marc.Field]:
    listed = row.get("fields")
    entries = listed if isinstance(listed, list) else [row]
    for entry in entries:
        for tag, content in entry.items() if isinstance(entry, dict) else ():
            for one in content if isinstance(content, list) else [content]:
                if isinstance(one, dict) and isinstance(parts := one.get("subfields"), list):
                    yield marc.Field(str(tag), tuple(_subfields(parts)))


def _subfields(parts: list[object]) -> Iterator[tuple[str, str]]:
    for part in parts:
        if not isinstance(part, dict):
            continue
        if isinstance(part.get("value"), str) and isinstance(part.get("code"), str):
            yield part["code"], part["value"]
        else:
            yield from ((str(code), value) for code, value in part.items() if isinstance(value, str))
