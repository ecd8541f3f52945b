"""Thesaurus files -> concepts: SKOS in three writings, tables, and files that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexline.loaders.themes.concepts import Label
from lexline.loaders.themes.thesaurus import read
from lexline.ontology.errors import InputError, UnsafeInput
from lexline.ontology.vocabulary import UNBIST

TURTLE = f"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{UNBIST}1> a skos:Concept ; skos:prefLabel "mines"@en , "mines"@fr ; skos:altLabel "land mines"@en ;
    skos:broader <{UNBIST}2> .
<{UNBIST}2> a skos:Concept ; skos:prefLabel "weapons"@en .
"""
RDF_XML = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:skos="http://www.w3.org/2004/02/skos/core#">
  <skos:Concept rdf:about="{UNBIST}1"><skos:prefLabel xml:lang="en">mines</skos:prefLabel></skos:Concept>
</rdf:RDF>"""
N_TRIPLES = f'<{UNBIST}1> <http://www.w3.org/2004/02/skos/core#prefLabel> "mines"@en .\n'


def test_skos_gives_labels_and_order() -> None:
    mines, weapons = read(TURTLE.encode(), "t.ttl").concepts
    assert mines.name("en") == "mines"
    assert Label("land mines", "en", False) in mines.labels
    assert mines.broader == (weapons.iri,)


@pytest.mark.parametrize(("text", "name"), [(RDF_XML, "t.rdf"), (N_TRIPLES, "t.nt"), (TURTLE, "t.ttl")])
def test_every_writing_of_skos_is_read(text: str, name: str) -> None:
    assert read(text.encode(), name).concepts[0].iri == UNBIST + "1"


def test_a_table_with_addresses_needs_nothing_else() -> None:
    found = read(f"label_en,uri\nSMALL ARMS,{UNBIST}5\nNOWHERE,\n".encode(), "t.csv")
    assert [(one.iri, one.name()) for one in found.concepts] == [(UNBIST + "5", "SMALL ARMS")]
    assert found.unknown == 1


def test_a_table_of_six_languages_is_joined_by_its_english_labels() -> None:
    rows = "أ\t武\tsmall arms\tarmes légères\tоружие\tarmas\nب\t水\twater\teau\tвода\tagua\n"
    found = read(rows.encode(), "labels.tsv", {"small arms": UNBIST + "5"})
    (arms,) = found.concepts
    assert {label.language: label.text for label in arms.labels}["fr"] == "armes légères"
    assert found.unknown == 1


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"<!DOCTYPE r [<!ENTITY a 'b'>]>" + RDF_XML.encode(), "t.rdf", UnsafeInput),
        (b"this is not turtle", "t.ttl", InputError),
        (b"", "t.ttl", InputError),
        (b"", "t.csv", InputError),
        (b"a,b,c\n1,2,3\n", "t.csv", InputError),
        (b"\xff\xfe\x00", "t.tsv", InputError),
        (b'label_en,uri\n"unclosed,x\n', "t.csv", InputError),
        (b"%PDF-1.4", "t.pdf", InputError),
        (TURTLE.replace("http://metadata", "javascript:").encode(), "t.ttl", InputError),
    ],
)
def test_what_is_no_thesaurus_is_refused_with_a_remedy(data: bytes, name: str, error: type[InputError]) -> None:
    with pytest.raises(error) as caught:
        read(data, name, {})
    assert caught.value.remedy


@pytest.mark.data
def test_the_published_labels_are_read(data_dir: Path) -> None:
    known = {"small arms": UNBIST + "1005937"}
    found = read((data_dir / "unbis/labels_six_languages.tsv").read_bytes(), "labels_six_languages.tsv", known)
    (arms,) = found.concepts
    assert {label.language for label in arms.labels} == {"ar", "zh", "en", "fr", "ru", "es"}
    assert found.unknown > 7000
