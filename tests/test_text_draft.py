"""Text pasted from a resolution, or a draft in hand: paragraphs and verbs are read though it has no title."""

from __future__ import annotations

import pytest

from lexline.loaders import load_bytes
from lexline.loaders.citations import extract
from lexline.loaders.document import Document

DRAFT = """The Security Council,

Recalling its resolution 1325 (2000) and all subsequent resolutions,

Acting under Chapter VII of the Charter of the United Nations,

1. Decides to extend the mandate set out in paragraph 5 of resolution 2240 (2015);

2. Recalls article 3 of the Convention on the Rights of the Child,
(a) in accordance with resolution 1820 (2008);
"""


def read(text: str) -> Document:
    (document,) = load_bytes(text.encode(), "note.txt")
    return document


def test_a_draft_has_the_paragraphs_of_a_resolution_and_no_symbol():
    document = read(DRAFT)
    assert [u.eid for u in document.units] == ["formula", "pre_1", "pre_2", "op_1", "op_2", "op_2__a"]
    assert document.id.startswith("doc:note-")
    assert document.symbols == ()
    assert document.body == "SC"


def test_each_citation_of_a_draft_has_its_verb():
    told = [(c.unit, c.target, c.function) for c in extract(read(DRAFT))]
    assert told == [
        ("pre_1", "S/RES/1325(2000)", "recalls"),
        ("pre_1", "open-set", "recalls"),
        ("pre_2", "treaty:un-charter", "acts-under"),
        ("op_1", "S/RES/2240(2015)", "extends"),
        ("op_2", "treaty:crc", "recalls"),
        ("op_2__a", "S/RES/1820(2008)", "pursuant-to"),
    ]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Recalling its resolution 1325 (2000),", ["pre_1"]),
        ("1. Decides to renew the measures imposed by resolution 2293 (2016);", ["op_1"]),
        ("United Nations staff met.", None),
        ("The Council met in June. Recalling the war, it adopted a statement.", None),
        ("See resolution 1325 (2000).", None),
    ],
)
def test_what_opens_a_draft(text: str, units: list[str] | None):
    found = [u.eid for u in read(text).units]
    assert found == units if units else not any(eid.startswith(("pre_", "op_")) for eid in found)
