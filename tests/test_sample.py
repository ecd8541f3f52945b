"""The bundled digests: well-formed, marked as digests, and true to the official files where those are at hand."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from lexline.loaders.formats import akoma_ntoso
from lexline.loaders.sample import gold_file, sample_files, sample_folder
from lexline.ontology.registry import treaty
from lexline.ontology.symbols import Symbol

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
NS = {"a": AKN}
FILES = {path.name: path for path in sample_files()}
COLUMNS = ("file", "unit", "cited", "pinpoint", "required", "function", "note")
NAMED = re.compile(r"(?:decl|other):[a-z0-9][a-z0-9:/.-]*")

Row = dict[str, str]


@cache
def root(path: Path) -> etree._Element:
    return etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()


def first(path: Path, xpath: str) -> str:
    found = root(path).xpath(xpath, namespaces=NS)
    return " ".join("".join(found[0].itertext() if isinstance(found[0], etree._Element) else found[0]).split())


def symbol(path: Path) -> Symbol:
    return Symbol.parse(first(path, "//a:coverPage//a:docNumber[@refersTo='#symbol']"))


def adopted(path: Path) -> date:
    return date.fromisoformat(first(path, "//a:FRBRWork/a:FRBRdate/@date"))


def units(path: Path) -> Iterator[tuple[str, etree._Element]]:
    """The units a gold row may name, by the numbers printed in the digest."""
    yield "header", root(path).find(".//a:coverPage", NS)
    for n, element in enumerate(root(path).iterfind("./*/a:preamble/a:container", NS), 1):
        yield f"pre_{n}", element
    for note in root(path).iterfind(".//a:authorialNote", NS):
        yield f"fn_{note.get('marker')}", note
    statement = root(path)[0].get("name") == "presidentialStatement"
    for prefix, xpath in (("op", "./*/a:mainBody/a:paragraph"), ("annex_1__para", ".//a:doc//a:paragraph")):
        for n, element in enumerate(root(path).iterfind(xpath, NS), 1):
            number = element.findtext("a:num", str(n), NS).rstrip(".")
            eid = f"para_{number}" if statement else f"{prefix}_{number}"
            yield eid, element
            for point in element.iterfind(".//a:point", NS):
                yield f"{eid}__{point.findtext('a:num', '', NS).strip('()')}", point


def gold() -> list[Row]:
    lines = [line for line in gold_file().read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [dict(zip(COLUMNS, row, strict=True)) for row in csv.reader(lines, delimiter="\t")]


def mentions(row: Row) -> str:
    """What has to stand in a text that cites this instrument by symbol or number; empty where names vary."""
    cited = Symbol.find(row["cited"])
    if cited is None or cited.kind == "general-comment":
        return ""
    if cited.kind == "resolution":
        return str(cited.number) if cited.body == "SC" else f"{cited.session or cited.year}/{cited.number}"
    return row["cited"].removeprefix("S/PRST/").replace("(", " (").split(" (")[0]


def test_the_collection_holds_about_fifty_digests() -> None:
    assert 40 <= len(FILES) <= 55
    assert all(path.parent == sample_folder() for path in FILES.values())
    assert sum(path.stat().st_size for path in FILES.values()) < 600_000


@pytest.mark.parametrize("name", FILES)
def test_a_digest_is_well_formed_and_says_what_it_is(name: str) -> None:
    path = FILES[name]
    page = f"https://undocs.org/{symbol(path).text}"
    head = path.read_text(encoding="utf-8").splitlines()[1]
    assert root(path).tag == f"{{{AKN}}}akomaNtoso"
    assert head.startswith("<!-- Digest written for lexline")
    assert "not the official text" in head
    assert page in head
    note = root(path).find(".//a:coverPage/a:p[@class='digestNote']", NS)
    assert note is not None
    assert "Digest prepared for lexline; not the official text" in "".join(note.itertext())
    assert note.find("a:a", NS).get("href") == page


def test_symbols_are_valid_and_name_one_file_each() -> None:
    found = {name: symbol(path) for name, path in FILES.items()}
    assert len({each.text for each in found.values()}) == len(FILES)
    assert {each.body for each in found.values()} == {"SC", "GA", "HRC", "ECOSOC"}
    for name, each in found.items():
        assert name == re.sub(r"\W+", "_", each.text).strip("_") + ".xml"


@pytest.mark.parametrize("name", FILES)
def test_dates_agree_with_each_other_and_with_the_symbol(name: str) -> None:
    path = FILES[name]
    assert first(path, "//a:FRBRWork/a:FRBRuri/@value").split("/")[-3] == adopted(path).isoformat()
    if symbol(path).year:
        assert symbol(path).year == adopted(path).year


@pytest.mark.parametrize("name", FILES)
def test_the_loader_reads_a_digest_without_a_problem(name: str) -> None:
    (document,) = akoma_ntoso.load(FILES[name].read_bytes(), name)
    assert (document.id, document.date) == (symbol(FILES[name]).text, adopted(FILES[name]))
    assert not document.problems


def test_the_collection_shows_the_forms_that_matter() -> None:
    every = "\n".join(path.read_text(encoding="utf-8") for path in FILES.values())
    for form in ("<authorialNote", "<point ", "<subheading>", '<doc name="annex">', "presidentialStatement"):
        assert form in every
    for words in ("Chapter VII", "paragraph 16 of its resolution 1379 (2001)", "Geneva Conventions", "Rome Statute"):
        assert words in every


def test_gold_rows_name_files_and_units_that_exist() -> None:
    known = {(name, eid) for name, path in FILES.items() for eid, _ in units(path)}
    rows = gold()
    assert {row["file"] for row in rows} == set(FILES)
    assert [(row["file"], row["unit"]) for row in rows if (row["file"], row["unit"]) not in known] == []
    keys = [(row["file"], row["unit"], row["cited"]) for row in rows]
    assert len(set(keys)) == len(keys)


def test_the_loader_finds_every_unit_that_gold_names() -> None:
    found = set()
    for name, path in FILES.items():
        (document,) = akoma_ntoso.load(path.read_bytes(), name)
        found |= {(name, unit.eid) for unit in document.units}
    assert [row for row in gold() if (row["file"], row["unit"]) not in found] == []


def test_gold_cites_valid_identifiers() -> None:
    for row in gold():
        cited, required = row["cited"], row["required"]
        assert required in ("0", "1")
        if cited.startswith("treaty:"):
            assert treaty(cited) is not None, row
        elif NAMED.fullmatch(cited) or cited == "open-set":
            assert required == "0", row
        else:
            assert cited == "self" or Symbol.parse(cited).text == cited, row


def test_gold_citations_stand_in_the_digests() -> None:
    texts = {(name, eid): "".join(each.itertext()) for name, path in FILES.items() for eid, each in units(path)}
    for row in gold():
        text = texts[row["file"], row["unit"]]
        if not text.startswith("Ibid") and not re.search(r"\(\w+\)\[A\]$", row["cited"]):
            assert mentions(row).replace(" ", "") in text.replace(" ", ""), row
        if row["cited"] == "self":
            assert re.search(r"\b(?:paragraphs?|OP ?)\s?\d", text), row


def test_the_authorizations_off_libya_form_a_chain() -> None:
    renewals = {row["file"] for row in gold() if row["function"] == "decides to renew"}
    assert {f"S_RES_{n}.xml" for n in ("2312_2016", "2380_2017", "2437_2018", "2491_2019", "2652_2022")} <= renewals
    renewed = {row["cited"] for row in gold() if row["file"] in renewals and row["function"] == "decides to renew"}
    assert renewed == {"S/RES/2240(2015)", "S/RES/1343(2001)"}


@pytest.fixture(scope="module")
def official(data_dir: Path) -> dict[str, Path]:
    """The official file of each digest, found by the symbol printed in it."""
    numbers = {re.sub(r"\D+", "_", name.removesuffix(".xml")).strip("_"): name for name in FILES}
    found = {}
    for path in sorted((data_dir / "unxml").rglob("*.xml")):
        digits = re.findall(r"\d+", path.stem)[:2]
        guesses = {"_".join(digits), *(number for number in numbers if digits[:1] == number.split("_")[:1])}
        for guess in guesses & set(numbers):
            name = numbers[guess]
            printed = re.search(rb'refersTo="#symbol">([^<]+)<', path.read_bytes())
            same = printed and Symbol.find(printed[1].decode().strip().rstrip("*"))
            if same and same.text == symbol(FILES[name]).text:
                found[name] = path
    return found


@pytest.mark.data
def test_digests_are_true_to_the_official_files(official: dict[str, Path]) -> None:
    # those of 1993 and 1994 are older than the official files in this layout
    assert len(official) >= len(FILES) - 7
    texts = {}
    for name, path in official.items():
        (document,) = akoma_ntoso.load(path.read_bytes(), path.name)
        assert document.date == adopted(FILES[name])
        texts[name] = re.sub(r"\s", "", "|".join((*document.drafts, *(unit.text for unit in document.units))))
        texts[name] = texts[name].replace("\N{NON-BREAKING HYPHEN}", "-")
        mine = [eid for eid, _ in units(FILES[name]) if eid.startswith("pre_")]
        assert mine == [unit.eid for unit in document.units if re.fullmatch(r"pre_\d+", unit.eid)]
    missing = [
        row for row in gold() if row["file"] in texts and mentions(row).replace(" ", "") not in texts[row["file"]]
    ]
    assert [row for row in missing if not re.search(r"\(\w+\)\[A\]$", row["cited"])] == []


@pytest.mark.data
def test_paragraph_numbers_are_those_of_the_official_files(official: dict[str, Path]) -> None:
    for name, path in official.items():
        (document,) = akoma_ntoso.load(path.read_bytes(), path.name)
        (digest,) = akoma_ntoso.load(FILES[name].read_bytes(), name)
        theirs = {unit.eid: unit.text for unit in document.units}
        for unit in digest.units:
            if unit.kind in ("preambular", "operative") and "__" not in unit.eid:
                assert theirs[unit.eid].split()[0].strip(",“") == unit.text.split()[0].strip(",“"), (name, unit.eid)
