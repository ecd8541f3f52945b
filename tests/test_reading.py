"""An instrument and a paragraph as a reader wants them, read from the sample collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lexline.graph.reading import label_of, read, read_unit
from lexline.graph.store import Store


@pytest.fixture(scope="module")
def store(sample_store: Path) -> Iterator[Store]:
    with Store.open(sample_store) as opened:
        yield opened


@pytest.mark.parametrize(
    ("eid", "label"),
    [
        ("pre_3", "pre 3"),
        ("op_5__a__i", "op 5 (a) (i)"),
        ("sec_A__op_1", "sec A op 1"),
        ("annex_1__para_4", "annex 1 para 4"),
        ("front", "front"),
    ],
)
def test_a_paragraph_is_named_as_people_say_it(eid: str, label: str):
    assert label_of(eid) == label


def test_paragraphs_come_in_the_order_of_the_document(store: Store):
    labels = [p.label for p in read(store, "S/RES/2388(2017)").paragraphs]
    preambular = [label for label in labels if label.startswith("pre ")]
    operative = [int(label.split()[1]) for label in labels if label.startswith("op ") and "(" not in label]
    assert preambular == [f"pre {n}" for n in range(1, len(preambular) + 1)]
    assert operative == sorted(operative)


def test_those_cited_come_by_year_and_those_citing_latest_first(store: Store):
    reading = read(store, "S/RES/1325(2000)")
    years = [c.instrument.year for c in reading.cited_by if c.instrument.year]
    assert years == sorted(years, reverse=True)
    assert reading.citing == len(reading.cited_by)
    assert all(c.instrument.id != "S/RES/1325(2000)" for c in reading.cited_by)


def test_a_limit_shortens_the_list_and_not_the_count(store: Store):
    reading = read(store, "S/RES/1325(2000)", limit=2)
    assert len(reading.cited_by) == 2
    assert reading.citing > 2


def test_every_connection_shows_its_sentence(store: Store):
    reading = read(store, "S/RES/2388(2017)")
    assert reading.cites
    for connection in (*reading.cites, *reading.cited_by):
        assert connection.count == len(connection.mentions)
        assert all(mention.text in mention.sentence for mention in connection.mentions)


def test_a_paragraph_knows_what_it_cites_and_who_cites_it(store: Store):
    connection = next(c for c in read(store, "S/RES/2388(2017)").cites if c.instrument.id == "S/RES/2331(2016)")
    reading = read_unit(store, "S/RES/2388(2017)", connection.mentions[0].unit)
    assert "S/RES/2331(2016)" in {link.target for link in reading.cites}
    cited = [(link.target, unit) for link in reading.cites for unit in link.target_units]
    for target, unit in cited:
        assert target is not None
        assert any(back.citing == "S/RES/2388(2017)" for back in read_unit(store, target, unit).cited_by)


def test_what_is_cited_but_not_loaded_has_no_paragraphs(store: Store):
    reading = read(store, "treaty:palermo-protocol")
    assert not reading.instrument.loaded
    assert reading.paragraphs == ()
    assert reading.cited_by
