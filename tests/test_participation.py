"""Participation tables: who is bound by a treaty since when, as rows, as RDF, and as an answer to a saved question."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexline.graph import parties
from lexline.graph.registries import ontology_quads
from lexline.graph.sparql import bind, saved_queries
from lexline.loaders import participation, treaty_numbers
from lexline.loaders.participation import Participation
from lexline.ontology.errors import InputError
from lexline.ontology.registry import treaty
from lexline.ontology.vocabulary import PREFIXES

TABLE = """Participant,Signature,"Ratification, Acceptance(A), Accession(a), Succession(d)"
Albania,26 Jan 1990,27 Feb 1992
Armenia,,23 Jun 1993 a
Bosnia and Herzegovina,,1 Sep 1993 d
Brazil,26 Jan 1990,
Côte d'Ivoire,26 Jan 1990,4 Feb 1991 A
European Union,,3 Mar 2003 c
"Lao People's Democratic Republic [1]",,31 Feb 1991 a
Atlantis,,soon
"""
TITLED = """11. Convention on the Rights of the Child
"New York, 20 November 1989"
Participant,Signature,Ratification,Entry into force,Withdrawal
Norway,1990-01-26,1991-01-08,1991-02-07,
Sweden,26 January 1990,29 Jun 1990,2 Sep 1990,1 Mar 2000
"""
SAID = """#Norway
Made on signature: a first declaration.

Second part.

#Sweden

#Atlantis
A reservation.
"""


def read(text: str, name: str = "4-11.csv") -> tuple[Participation, ...]:
    return participation.load(text.encode(), name)


def by_name(rows: Sequence[Participation]) -> dict[str, Participation]:
    return {row.participant: row for row in rows}


def test_acts_are_read_as_the_header_explains_them():
    rows = by_name(read(TABLE))
    albania, armenia = rows["Albania"], rows["Armenia"]
    assert {row.treaty for row in rows.values()} == {"treaty:crc"}
    assert (albania.signature, albania.ratification) == (date(1990, 1, 26), date(1992, 2, 27))
    assert (armenia.signature, armenia.accession, armenia.ratification) == (None, date(1993, 6, 23), None)
    assert rows["Bosnia and Herzegovina"].succession == date(1993, 9, 1)
    assert rows["Côte d'Ivoire"].acceptance == date(1991, 2, 4)
    assert rows["Brazil"].day("bound") is None
    assert rows["European Union"].dated("formal confirmation") == date(2003, 3, 3)


def test_participants_are_states_where_the_registry_knows_them():
    rows = by_name(read(TABLE))
    assert (rows["Albania"].state, rows["Albania"].code) == ("albania", "ALB")
    assert rows["Côte d'Ivoire"].code == "CIV"
    assert rows["Lao People's Democratic Republic"].code == "LAO"
    assert (rows["European Union"].state, rows["European Union"].code) == (None, None)
    assert read("Participant,Accession(a)\nSt. Lucia,1 May 1990 a\n")[0].code == "LCA"


def test_what_cannot_be_read_is_told_with_its_line_and_the_rest_is_kept():
    rows = read(TABLE)
    assert len(rows) == 8
    problems = [problem for row in rows for problem in row.problems]
    assert [problem.partition(",")[0] for problem in problems] == ["line 8", "line 9"]
    assert "“31 Feb 1991 a” is no date" in problems[0]
    (row,) = read('Participant,"Ratification, Accession(a)"\nAlbania,1 May 1990 x,extra\n')
    assert [problem.split(": ", 1)[1] for problem in row.problems] == [
        "“1 May 1990 x”: the header does not say what (x) means",
        "there are more cells than columns",
    ]


def test_columns_that_are_no_acts_are_kept_as_remarks():
    (row,) = read("Participant,Resolution,Registration Date\nAlbania,995 (X),14 Dec 1955\n", "1-2.csv")
    assert row.remarks == ("Resolution: 995 (X)",)
    assert row.day("bound") is None


@pytest.mark.parametrize(
    ("name", "text", "identifier"),
    [
        ("list.csv", TITLED, "treaty:crc"),
        ("table.csv", "UNTS No. 38544\nParticipant,Ratification\nNorway,8 Jan 1991\n", "treaty:rome-statute"),
        ("4-11.csv", TABLE, "treaty:crc"),
        ("a/b/4-8-b.csv", TABLE, "treaty:cedaw-op"),
        ("99-1.csv", "Convention on Lamps 1999\n" + TABLE, "treaty:convention-lamps-1999"),
        ("19-4.csv", TABLE, "treaty:depositary-xix-4"),
    ],
)
def test_the_treaty_is_known_by_title_series_number_or_file_name(name: str, text: str, identifier: str):
    assert {row.treaty for row in read(text, name)} == {identifier}


def test_every_number_of_the_depositary_is_of_a_treaty_of_the_registry():
    numbers = treaty_numbers._by_number()
    assert len(numbers) > 100
    assert [identifier for identifier in numbers.values() if treaty(identifier) is None] == []
    assert len(set(numbers.values())) == len(numbers)


def test_a_table_without_its_treaty_says_what_to_do():
    with pytest.raises(InputError) as caught:
        read(TABLE, "table.csv")
    assert "4-11.csv" in caught.value.remedy


def test_declarations():
    norway, sweden, atlantis = read(SAID, "4-11.txt")
    assert norway.declaration == "Made on signature: a first declaration.\nSecond part."
    assert (norway.treaty, norway.code, norway.line) == ("treaty:crc", "NOR", 1)
    assert sweden.problems == ("line 6: there is no text under Sweden",)
    assert atlantis.state is None


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("4-11.csv", TABLE, True),
        ("list.csv", TITLED, True),
        ("4-11.txt", SAID, True),
        ("1-4.csv", "Participant\nAustralia\n", True),
        ("list.csv", "Participant\nAustralia\n", False),
        ("votes.csv", "symbol,date,state\nS/RES/1(1946),1946,NOR\n", False),
        ("index.csv", "chapter_no,treaty_no,treaty_name\n1,1,Charter\n", False),
        ("note.txt", SAID, False),
        ("4-11.json", TABLE, False),
    ],
)
def test_what_is_taken_for_a_table(name: str, head: str, expected: bool):
    assert participation.recognise(name, head.encode()) is expected


@pytest.mark.parametrize("data", [b"", b" \n", b"\x00\x01" * 9, b"Participant,Ratification\n", b"nothing\n" * 30])
@pytest.mark.parametrize("name", ["4-11.csv", "4-11.txt", "x.csv"])
def test_what_names_no_participant_is_refused_with_a_remedy(data: bytes, name: str):
    with pytest.raises(InputError) as caught:
        participation.load(data, name)
    assert caught.value.remedy


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.text(max_size=12) | st.sampled_from(["1 May 1990 a", "Norway", "99 Xyz 0000"]), max_size=5)),
    st.sampled_from(["4-11.csv", "4-11.txt", "x.tsv"]),
)
def test_any_table_is_read_or_refused(rows: list[list[str]], name: str):
    text = "Participant,Signature,Accession(a)\n" + "\n".join(",".join(row) for row in rows)
    with contextlib.suppress(InputError):
        written = parties.quads(participation.load(text.encode("utf-8", "replace"), name))
        store = ox.Store()
        for _, data in written:
            store.load(data, ox.RdfFormat.N_QUADS)
        assert len(store) == sum(data.count(b"\n") for _, data in written)


def test_the_same_rows_give_the_same_bytes_in_a_graph_for_each_treaty():
    rows = [*read(TABLE), *read(TITLED, "list.csv"), *read(TABLE, "4-8.csv"), *read(SAID, "4-11.txt")]
    written = parties.quads(rows)
    assert written == parties.quads(tuple(rows))
    assert [iri.rpartition("/")[2] for iri, _ in written] == ["declarations_ccrc", "parties_ccedaw", "parties_ccrc"]
    for iri, data in written:
        quads = list(ox.parse(data, ox.RdfFormat.N_QUADS))
        assert {str(quad.graph_name) for quad in quads} == {f"<{iri}>"}
        assert len(set(quads)) == len(data.splitlines())
        assert all(str(quad.subject).startswith(f"<{iri}#") for quad in quads)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    filled = ox.Store()
    filled.bulk_load(ontology_quads()[1], ox.RdfFormat.N_QUADS)
    for _, data in parties.quads([*read(TABLE, "4-8.csv"), *read(TITLED, "list.csv"), *read(SAID, "4-11.txt")]):
        filled.bulk_load(data, ox.RdfFormat.N_QUADS)
    return filled


def ask(store: ox.Store, name: str, *columns: str, **params: str) -> list[tuple[str, ...]]:
    query = next(saved for saved in saved_queries() if saved.name == name)
    text = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + bind(query, params)
    rows = store.query(text, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return [tuple(str(getattr(row[column], "value", "")).rpartition("/")[2] for column in columns) for row in rows]


def test_which_states_were_party_on_a_day(store: ox.Store):
    def parties_on(day: str) -> list[tuple[str, ...]]:
        return ask(store, "parties-on-date", "participant", "by", treaty="treaty:cedaw", date=day)

    assert parties_on("1991-02-03") == []
    assert parties_on("1991-02-04") == [("cote-divoire", "acceptance")]
    assert [state for state, _ in parties_on("2005-01-01")] == [
        *("albania", "armenia", "bosnia-and-herzegovina", "cote-divoire", "european-union")
    ]


def test_entry_into_force_and_withdrawal_count_where_the_table_has_them(store: ox.Store):
    def parties_on(day: str) -> list[tuple[str, ...]]:
        return ask(store, "parties-on-date", "participant", treaty="treaty:crc", date=day)

    assert parties_on("1990-09-01") == []  # ratified, not yet in force
    assert parties_on("1991-02-07") == [("norway",), ("sweden",)]
    assert parties_on("2000-03-01") == [("norway",)]


@pytest.mark.parametrize("name", ["Norway", "norway", "NOR"])
def test_treaties_of_a_state_under_any_of_its_names(store: ox.Store, name: str):
    (row,) = ask(store, "treaties-of-state", "treaty", "bound", "title", state=name)
    assert row == ("treaty-crc", "1991-01-08", "Convention on the Rights of the Child")


def test_participation_of_a_treaty_tells_who_declared_something(store: ox.Store):
    found = ask(store, "participation", "name", "signed", "declared", treaty="treaty:crc")
    assert found == [("Norway", "1990-01-26", "true"), ("Sweden", "1990-01-26", "true")]


@pytest.mark.data
def test_every_real_table_is_read(data_dir: Path):
    folder = data_dir / "treaties" / "participation"
    tables, said = sorted((folder / "treaties").glob("*.csv")), sorted((folder / "declarations").glob("*.txt"))
    rows: list[Participation] = []
    for path in (*tables, *said):
        data = path.read_bytes()
        assert participation.recognise(path.name, data[:4096]), path.name
        rows.extend(participation.load(data, path.name))
    assert (len(tables), len(said)) == (324, 62)
    assert sum(row.day("bound") is not None for row in rows) > 20_000
    assert [p for row in rows if row.part == participation.TABLE for p in row.problems] == []
    states = sum(row.state is not None for row in rows)
    assert states > 0.99 * len(rows)
    crc = [row for row in rows if row.treaty == "treaty:crc" and row.part == participation.TABLE]
    assert sum((day := row.day("bound")) is not None and day <= date(1990, 9, 2) for row in crc) == 32
