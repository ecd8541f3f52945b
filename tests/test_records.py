"""Files of records beside the texts: each kind read into the same records, and what is damaged told by its line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexline.loaders import participation, records
from lexline.loaders.catalogue import csv_list, data_extract, fields, marc_json, marc_xml
from lexline.loaders.catalogue.json_rows import LONGEST_LINE
from lexline.loaders.records import CATALOGUES, Catalogue, Record, catalogue_for
from lexline.ontology.errors import InputError, UnsafeInput
from lexline.ontology.states import state, states

EXTRACT: Mapping[str, object] = {
    "symbol": "S/RES/9001 (2020)",
    "adoption_meeting": "8700th meeting",
    "adoption_date": "10 January 2020",
    "agenda_item_name": "The situation in a country",
    "adoption_type": "Adopted 3-1-1, 8700th meeting",
    "draft_resolution": "S/2020/24",
    "outcome_letter": "S/PV.8700",
    "resolution_title": "Resolution 9001 (2020) [on relief]",
    "chapter_VII": "Chapter VII",
    "MS_in_favour": ["BELGIUM", "COTE D'IVOIRE", "TÜRKİYE"],
    "MS_against": ["CHINA"],
    "MS_abstaining": ["UNITED STATES"],
    "MS_in_favour_count": "3",
    "MS_against_count": "1",
    "MS_abstaining_count": "1",
    "sponsors": ["BELGIUM", "THE GAMBIA"],
    "additional_sponsors": ["GERMANY", "BELGIUM"],
    "SDGs": ["16"],
    "subjects": [["RELIEF", "UNBIS Thesaurus"], ["A mission", "DHLAUTH"], ["RELIEF", "S/75"]],
}

#: The same facts as the library's export holds them.
MARC = (
    ("191", (("a", "S/RES/9001(2020)"),)),
    ("245", (("a", "Resolution 9001 (2020)"), ("b", "[on relief]"))),
    ("952", (("a", "S/PV.8700"),)),
    ("992", (("a", "20200110"),)),
    ("991", (("a", "S/75"), ("b", "[1]"), ("c", "The situation in a country."))),
    ("993", (("a", "S/2020/24"),)),
    ("650", (("a", "RELIEF"), ("2", "unbist"))),
    ("610", (("a", "A mission"),)),
    ("967", (("a", "1"), ("c", "BEL"), ("d", "Y"), ("e", "BELGIUM"))),
    ("967", (("a", "2"), ("c", "CIV"), ("d", "Y"), ("e", "COTE D'IVOIRE"))),
    ("967", (("a", "3"), ("c", "TUR"), ("d", "Y"))),
    ("967", (("a", "4"), ("c", "CHN"), ("d", "N"), ("e", "CHINA"))),
    ("967", (("a", "5"), ("c", "USA"), ("d", "A"), ("e", "UNITED STATES"))),
    ("967", (("a", "6"), ("c", "TCD"), ("e", "CHAD"))),
    ("967", (("a", "7"), ("b", "9"), ("c", "MLI"), ("e", "MALI"))),
    ("996", (("b", "3"), ("c", "001"), ("d", "001"), ("e", "1"))),
)


def extract(**changes: object) -> bytes:
    """Write one line of an extract."""
    return json.dumps({**EXTRACT, **changes}).encode() + b"\n"


def marcxml(found: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = MARC, prolog: str = "") -> bytes:
    """Write a collection of one record."""
    body = "".join(
        f'<datafield tag="{tag}" ind1=" " ind2=" ">'
        + "".join(f'<subfield code="{code}">{value}</subfield>' for code, value in parts)
        + "</datafield>\n"
        for tag, parts in found
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{prolog}<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
        f'<record>\n<controlfield tag="001">1</controlfield>\n{body}</record>\n</collection>\n'
    ).encode()


def load_catalogue(data: bytes, name: str) -> Catalogue:
    loaded = records.load_catalogue(data, name)
    assert isinstance(loaded, Catalogue)
    return loaded


def only(catalogue: Catalogue) -> Record:
    assert len(catalogue.records) == 1, catalogue.problems
    return catalogue.records[0]


# --- each kind
def test_an_extract_is_read_with_votes_sponsors_subjects_and_chapter() -> None:
    record = only(load_catalogue(extract(), "2020.json"))
    assert record.id == "S/RES/9001(2020)"
    assert record.date == date(2020, 1, 10)
    assert (record.meeting, record.drafts, record.chapter) == ("S/PV.8700", ("S/2020/24",), "VII")
    assert record.vote is not None
    assert record.vote.favour == ("belgium", "cote-divoire", "turkiye")
    assert (record.vote.against, record.vote.abstaining) == (("china",), ("united-states",))
    assert (record.sponsors, record.later_sponsors) == (("belgium", "gambia"), ("germany",))
    assert [(word.scheme, word.label) for word in record.subjects][:2] == [
        ("UNBIS", "RELIEF"),
        ("DHLAUTH", "A mission"),
    ]
    assert record.subjects[-1].iri == "http://metadata.un.org/sdg/16"
    assert record.problems == ()


def test_organs_name_their_fields_differently() -> None:
    row = {
        "symbol": "A/RES/75/3",
        "title": "Report of a court",
        "adoption_date": "2020-11-02 00:00:00",
        "pv": "A/75/PV.19",
        "agenda_item": "Agenda item 73 (a)",
        "agenda_item_name": "Report of a court",
        "originating_document": "A/75/L.5 and A/75/L.5/Add.1",
        "committee": "Third Committee",
        "adoption_type": "Without a vote",
        "MS_in_favour_count": "0",
        "MS_against_count": "N.A.",
    }
    record = only(load_catalogue(json.dumps(row).encode(), "75.json"))
    assert record.date == date(2020, 11, 2)
    assert (record.meeting, record.agenda_number) == ("A/75/PV.19", "73 (a)")
    assert record.drafts == ("A/75/L.5", "A/75/L.5/Add.1")
    assert record.vote is not None
    assert (record.vote.outcome, record.vote.favour_count, record.vote.against_count) == ("Without a vote", None, None)


def test_marcxml_and_marc_in_json_say_the_same_as_the_extract() -> None:
    common = {"leader": "00000cam", "fields": [{"001": "1"}]}
    common["fields"] += [{tag: {"ind1": " ", "subfields": [{c: v} for c, v in parts]}} for tag, parts in MARC]
    library: dict[str, list[object]] = {}
    for tag, parts in MARC:
        library.setdefault(tag, []).append({"subfields": [{"code": c, "value": v} for c, v in parts]})
    files = {
        "a.xml": marcxml(),
        "b.json": json.dumps([common], indent=2).encode(),
        "c.json": json.dumps(library).encode(),
        "d.jsonl": json.dumps(common).encode() + b"\n",
        "e.json": json.dumps({"records": [common]}, indent=1).encode(),
    }
    for name, data in files.items():
        record = only(load_catalogue(data, name))
        assert record.id == "S/RES/9001(2020)", name
        assert (record.title, record.date) == ("Resolution 9001 (2020) [on relief]", date(2020, 1, 10))
        assert (record.meeting, record.drafts) == ("S/PV.8700", ("S/2020/24",))
        assert (record.agenda_item, record.agenda_number) == ("The situation in a country", "[1]")
        assert [word.label for word in record.subjects] == ["RELIEF", "A mission"]
        assert record.vote is not None
        assert record.vote.favour == ("belgium", "cote-divoire", "turkiye")
        assert record.vote.absent == ("chad",)
        assert (record.vote.favour_count, record.vote.absent_count) == (3, 1)
        assert record.problems == ()


def test_a_voting_record_names_its_symbol_in_791_and_its_outcome_in_words() -> None:
    found = (("791", (("a", "A/RES/58/91"),)), ("996", (("a", "Adopted 122-55-1, 77th plenary meeting"),)))
    vote = only(load_catalogue(marcxml(found), "v.xml")).vote
    assert vote is not None
    assert (vote.favour_count, vote.against_count, vote.abstaining_count) == (122, 55, 1)


def test_a_list_with_a_row_for_each_vote_makes_one_record_of_a_resolution() -> None:
    table = (
        "undl_id,ms_code,ms_name,ms_vote,date,resolution,draft,meeting,title,subjects,total_yes,total_no\n"
        '1,AFG,AFGHANISTAN,Y,2019-12-18,A/RES/74/149,A/74/L.1,A/74/PV.50,"Rights, all",LAND|WATER,2,1\n'
        '1,ALB,ALBANIA,Y,2019-12-18,A/RES/74/149,A/74/L.1,A/74/PV.50,"Rights, all",LAND|WATER,2,1\n'
        '1,USA,UNITED STATES,N,2019-12-18,A/RES/74/149,A/74/L.1,A/74/PV.50,"Rights, all",LAND|WATER,2,1\n'
        '1,TCD,CHAD,X,2019-12-18,A/RES/74/149,A/74/L.1,A/74/PV.50,"Rights, all",LAND|WATER,2,1\n'
        "2,USA,UNITED STATES,A,2019-12-18,A/RES/74/150,,,Other,,,\n"
    )
    first, second = load_catalogue(table.encode(), "votes.csv").records
    assert (first.id, first.title, first.line, second.line) == ("A/RES/74/149", "Rights, all", 2, 6)
    assert first.vote is not None
    assert (first.vote.favour, first.vote.against) == (("afghanistan", "albania"), ("united-states",))
    assert first.vote.absent == ("chad",)
    assert [word.label for word in first.subjects] == ["LAND", "WATER"]
    assert second.vote is not None
    assert second.vote.abstaining == ("united-states",)


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_plain_list_in_any_usual_writing(between: str, encoding: str) -> None:
    rows = [("Symbol", "Title", "Adoption date"), ("S/RES/9001(2020)", "Côte d’Ivoire", "10 January 2020")]
    data = "\r\n".join(between.join(row) for row in rows).encode(encoding)
    assert catalogue_for("list.csv", data) is csv_list
    catalogue = load_catalogue(data, "list.csv")
    assert (only(catalogue).title, only(catalogue).date) == ("Côte d’Ivoire", date(2020, 1, 10))
    assert [problem.kind for problem in catalogue.problems] == (["encoding"] if encoding == "cp1252" else [])


# --- what contradicts itself, or is not known, is kept and told
def test_a_record_that_contradicts_itself_says_so() -> None:
    changes = {
        "MS_in_favour": ["BELGIUM", "CHINA", "Belgium", "ATLANTIS"],
        "adoption_meeting": "8701st meeting",
        "adoption_date": "some day",
    }
    record = only(load_catalogue(extract(**changes), "2020.json"))
    kinds = {problem.kind for problem in record.problems}
    assert kinds == {"vote-count", "voted-twice", "state-twice", "unknown-state", "meeting", "date"}
    assert any("ATLANTIS" in problem.message for problem in record.problems)


def test_sponsors_that_are_no_states_stay_as_printed() -> None:
    printed = ["Chad (on behalf of the Group of African States), Mali and Niger", "submitted by the Chair"]
    printed.append("Uganda, on behalf of the Group of 77 and China")
    record = only(load_catalogue(extract(sponsors=printed, additional_sponsors=[]), "2020.json"))
    assert record.sponsors == ("chad", "mali", "niger", "uganda")
    assert record.sponsor_notes == tuple(printed)


def test_a_record_of_several_parts_is_one_of_each() -> None:
    row = {"symbol": "A/RES/77/256 A-C", "title": "Budget", "adoption_date": "30 December 2022"}
    found = load_catalogue(json.dumps(row).encode(), "77.json").records
    assert [record.id for record in found] == [f"A/RES/77/256[{letter}]" for letter in "ABC"]
    assert [record.title for record in found] == [""] * 3
    assert "Budget" in found[0].problems[0].message


def test_a_letter_is_no_record_of_a_meeting() -> None:
    assert only(load_catalogue(extract(outcome_letter="S/2021/96"), "2021.json")).meeting is None


# --- damaged and hostile files
def test_damaged_lines_are_told_and_the_others_read() -> None:
    good = extract()
    bad = (
        b'{"symbol": "S/RES/9002 (2020)", "adop',
        b'{"symbol": "no symbol at all"}',
        b"[1, 2]",
        b'{"symbol": "S/RES/9003 (2020)", "title": "\xff"}',
        b"[" * 100_000,
        b'{"symbol": "' + b"x" * LONGEST_LINE + b'"}',
    )
    catalogue = load_catalogue(good + b"\n".join(bad) + b"\n" + good, "2020.json")
    assert len(catalogue.records) == 1
    told = [problem.message for problem in catalogue.problems]
    assert [int(message.split()[1]) for message in told] == [2, 3, 4, 5, 6, 7, 8]
    assert "not UTF-8" in told[3]
    assert "limit" in told[5]
    assert told[6] == "line 8 repeats the record of line 1"


def test_a_file_of_faults_is_given_up() -> None:
    faults = b'{"symbol": "none", "sponsors": []}\n' * 200_000
    catalogue = load_catalogue(extract() + faults, "a.json")
    assert len(catalogue.problems) < 100
    assert "1000 faults up to line 1001; what follows was not read" in catalogue.problems[0].message
    with pytest.raises(InputError, match="holds no record"):
        load_catalogue(faults, "a.json")


@pytest.mark.parametrize("word", ["(", "()", "(a", " and ", ", ", "x", "A/", "1-"])
def test_giant_values_are_borne(word: str) -> None:
    long = word * (1_000_000 // len(word))
    said: dict[str, object] = {name: [long] if isinstance(value, list) else long for name, value in EXTRACT.items()}
    for name in EXTRACT:
        if name != "symbol":
            assert only(load_catalogue(extract(**{name: said[name]}), "a.json")).id == "S/RES/9001(2020)"


def test_lines_in_quotation_marks_that_nobody_escaped_are_read() -> None:
    first, second = extract(), extract(symbol="S/RES/9002 (2020)")
    data = first.rstrip() + b'"\n"' + second.rstrip() + b'"\n"\n'
    assert [record.id for record in load_catalogue(data, "a.json").records] == ["S/RES/9001(2020)", "S/RES/9002(2020)"]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE c SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_hostile_xml_is_refused(prolog: str) -> None:
    with pytest.raises(UnsafeInput, match="document type declaration"):
        load_catalogue(marcxml(prolog=prolog), "a.xml")


def test_marcxml_that_is_cut_off_gives_what_it_has_and_says_where() -> None:
    catalogue = load_catalogue(marcxml()[:-120], "a.xml")
    assert only(catalogue).id == "S/RES/9001(2020)"
    assert catalogue.problems[0].kind == "recovered"
    assert "line" in catalogue.problems[0].message


def test_a_record_without_a_symbol_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match=r"no symbol \(field 191\)"):
        load_catalogue(marcxml((("245", (("a", "Title"),)),)), "a.xml")


def test_too_large_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marc_xml, "LARGEST", 100)
    with pytest.raises(InputError, match="the limit is 100"):
        load_catalogue(marcxml(), "a.xml")
    with pytest.raises(InputError, match="one array that is too large"):
        marc_json.load(b'[{"191": {"subfields": [{"a": "b"}]}}' + b",[]" * 2_000_000 + b"]", "a.json")


def test_an_open_quotation_mark_in_a_table_ends_it_and_is_told() -> None:
    data = b'symbol,title\nS/RES/9001(2020),First\nS/RES/9002(2020),"' + b"x" * 200_000 + b"\n"
    catalogue = load_catalogue(data, "a.csv")
    assert only(catalogue).title == "First"
    assert "line 3 and what follows" in catalogue.problems[0].message


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b'{"not": "a document"}'),
        ("a.json", b""),
        ("a.json", b"[]"),
        ("a.csv", b"name,title\na,b\n"),
        ("a.csv", b"symbol,title\nnothing,b\n"),
        ("a.csv", b"symbol\nS/RES/9001(2020)\n"),
        ("a.csv", b"symbol,title"),
        ("a.xml", b"<akomaNtoso/>"),
        ("a.txt", b"Resolution 1325 (2000)\n\nThe Security Council,\n"),
    ],
)
def test_other_files_are_no_catalogues(name: str, data: bytes) -> None:
    assert catalogue_for(name, data) is None
    with pytest.raises(InputError, match="no catalogue"):
        load_catalogue(data, name)


KINDS = {
    data_extract: extract(),
    marc_xml: marcxml(),
    marc_json: json.dumps({"fields": [{"191": {"subfields": [{"a": "S/RES/9001(2020)"}]}}]}).encode(),
    csv_list: b"symbol,title,ms_vote,ms_name\nS/RES/9001(2020),T,Y,CHAD\n",
}


def test_every_kind_has_an_example_here() -> None:
    assert {*KINDS, participation} == set(CATALOGUES)
    for kind, data in KINDS.items():
        assert catalogue_for("file", data) is kind
        assert only(kind.load(data, "file")).id == "S/RES/9001(2020)"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(KINDS.values())), st.integers(0, 2000), st.binary(max_size=60), st.integers(0, 2000))
def test_whatever_a_file_holds_only_documented_errors_come(data: bytes, cut: int, junk: bytes, at: int) -> None:
    broken = data[:at] + junk + data[at : max(at, len(data) - cut)]
    for kind in KINDS:
        kind.recognise("file", broken)
        with suppress(InputError):
            assert kind.load(broken, "file").records


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(changes=st.dictionaries(st.sampled_from(sorted(set(EXTRACT) - {"symbol"})), _json))
def test_any_value_in_any_field_of_an_extract_is_borne(changes: dict[str, object]) -> None:
    assert only(load_catalogue(extract(**changes), "a.json")).id == "S/RES/9001(2020)"


# --- values
@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("1 March 2001", "2001-03-01"),
        ("23\xa0July 2024", "2024-07-23"),
        ("19 November 2004 in Nairobi", "2004-11-19"),
        ("Jan. 5, 2010", "2010-01-05"),
        ("20040914, 20041004", "2004-09-14"),
        ("31 February 2001", None),
        ("2001", None),
        ("N.A.", None),
    ],
)
def test_dates(written: str, iso: str | None) -> None:
    when = fields.day(written)
    assert (when.isoformat() if when else None) == iso


def test_states_have_one_name_each_and_are_found_under_any() -> None:
    assert len({row.code for row in states()}) == len(states()) >= 195
    for row in states():
        assert all((found := state(name)) and found.id == row.id for name in (*row.names, row.code, row.name.upper()))
    assert state("Group of 77 and China") is None
    assert (state("Niger"), state("Nigeria")) == (state("NER"), state("NGA"))


@pytest.mark.data
def test_every_official_extract_is_read(data_dir: Path) -> None:
    files = sorted(data_dir.glob("unxml/*/data_extract/*.json"))
    read = 0
    for path in files:
        catalogue = load_catalogue(path.read_bytes(), path.name)
        assert all(problem.kind == "repeated-record" for problem in catalogue.problems), path
        assert all(record.date and record.subjects is not None for record in catalogue.records)
        read += len(catalogue.records)
    assert read > 3500
