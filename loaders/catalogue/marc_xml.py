"""MARCXML as the UN Digital Library exports it (one record, or a collection) -> records.

The XML is read by the same hardened parser as official documents: no entities, nothing fetched; what is not
well-formed is repaired as far as that goes, and told. Refused: files too large to be held as a tree.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from lexline.loaders.catalogue import fields, marc
from lexline.loaders.catalogue.json_rows import head as beginning
from lexline.loaders.catalogue.model import Catalogue, Record
from lexline.loaders.document import Problem
from lexline.loaders.formats.akn_xml import parse
from lexline.ontology.errors import InputError

NAME: Final = "marcxml"
VERSION: Final = "1"

#: A tree takes about ten times the room of its file.
LARGEST: Final = 24 * 1024 * 1024
_MARKUP: Final = re.compile(r"http://www\.loc\.gov/MARC21/slim|<(?:marc:)?(?:datafield|controlfield)\s+tag=")


def recognise(name: str, head: bytes) -> bool:  # noqa: ARG001 - every kind takes both
    """Say whether a file is MARCXML by its namespace or its first fields."""
    text = beginning(head)
    return text.startswith("<") and bool(_MARKUP.search(text))


def load(data: bytes, name: str) -> Catalogue:
    """Read a file's records.

    Raises:
        InputError: it is too large, no XML, or holds no record with a symbol.
        UnsafeInput: it declares entities or points at another file.
    """
    if len(data) > LARGEST:
        raise InputError(f"{name} has {len(data):,} bytes; the limit is {LARGEST:,}.", "Export it in smaller pieces.")
    root, repaired = parse(data, name)
    records: list[Record] = []
    problems = list(repaired)
    for element in root.iter("{*}record"):
        line = element.sourceline
        found = marc.record(_fields(element), line if isinstance(line, int) else 0)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            records.append(found)
    return fields.catalogue(data, name, f"{NAME}/{VERSION}", records, problems)


def _fields(record: etree._Element) -> list[marc.Field]:
    return [
        marc.Field(
            field.get("tag", ""),
            tuple(
                (part.get("code", ""), "".join(map(str, part.itertext()))) for part in field.iterchildren("{*}subfield")
            ),
        )
        for field in record.iterchildren("{*}datafield")
    ]
