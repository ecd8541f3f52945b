"""Warnings: what a text relies on had ended, or its words contradict what is known; history is never warned of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from lexline.graph.build import build
from lexline.graph.cautioned import Caution
from lexline.graph.cautions import KINDS, warnings
from lexline.graph.sparql import ask, saved_queries
from lexline.graph.store import Store
from lexline.ontology.errors import UsageError
from tests.test_cli import run

#: Number, year, day and operative paragraphs of small invented texts under numbers that were given.
TEXTS = (
    (
        1521,
        2003,
        "22 December 2003",
        ("Decides that all States shall prevent the import of timber.", "Remains seized of it."),
    ),
    (
        1731,
        2006,
        "20 December 2006",
        ("Decides to renew the measures imposed by paragraph 1 of resolution 1521 (2003) until 20 December 2007.",),
    ),
    (
        1753,
        2007,
        "27 April 2007",
        ("Decides to terminate the measures imposed by paragraph 1 of resolution 1521 (2003).",),
    ),
    (
        1792,
        2007,
        "19 December 2007",
        (
            "Requests States to act in accordance with paragraph 1 of resolution 1521 (2003).",
            "Recalls the measures imposed by paragraph 1 of resolution 1521 (2003).",
            "Requests the Panel to act pursuant to paragraph 9 of resolution 1521 (2003).",
            "Requests the Panel to act pursuant to resolution 1521 (2002) and paragraph 2 of resolution 1521 (2003).",
            "Notes paragraph 9 of the report on resolution 1731 (2006).",
        ),
    ),
    (
        2536,
        2020,
        "28 July 2020",
        ("Decides to extend the measures in paragraph 2 of resolution 1521 (2003) until 31 July 2021.",),
    ),
    (
        2588,
        2021,
        "29 July 2021",
        ("Decides to extend until 31 July 2022 the measures extended by paragraph 1 of resolution 2536 (2020).",),
    ),
    (
        2648,
        2022,
        "29 July 2022",
        ("Decides to extend to 31 July 2023 the measures as last extended by paragraph 1 of resolution 2536 (2020).",),
    ),
)


#: A mission that ran out, with texts of before and behind its last day; then one that relies on it.
OVER = (
    (2400, 2018, "8 February 2018", ("Decides to establish until 31 March 2019 the Atlantis Mission (UNMATL).",)),
    (2461, 2019, "27 March 2019", ("Decides to remain seized of the harbour.",)),
    (2475, 2019, "20 June 2019", ("Requests States to act in accordance with paragraph 1 of resolution 2400 (2018).",)),
)
PROLONGED = (
    2460,
    2019,
    "15 March 2019",
    ("Decides to extend until 31 March 2020 the mandate in paragraph 1 of resolution 2400 (2018).",),
)


def write(folder: Path, texts: Iterable[tuple[int, int, str, tuple[str, ...]]]) -> None:
    """Write resolutions as plain texts."""
    for number, year, day, paragraphs in texts:
        said = "\n\n".join(f"{at}. {words}" for at, words in enumerate(paragraphs, 1))
        head = f"Resolution {number} ({year})\nAdopted by the Security Council at its 9999th meeting, on {day}\n\n"
        text = (
            f"{head}The Security Council,\n\nActing under Chapter VII of the Charter of the United Nations,\n\n{said}\n"
        )
        (folder / f"S_RES_{number}_{year}.txt").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("warned")
    write(folder, TEXTS)
    build([folder], folder / "store.db", workers=0)
    return folder / "store.db"


@pytest.fixture(scope="module")
def store(place: Path) -> Iterator[Store]:
    with Store.open(place) as opened:
        yield opened


def one(store: Store, kind: str) -> Caution:
    """The single warning of a kind."""
    (found,) = warnings(store, None, (kind,))
    return found


def test_what_relies_on_ended_measures_is_told_with_who_ended_them_when_and_in_what_words(store: Store) -> None:
    found = one(store, "ended")
    assert (found.instrument, found.unit, found.cited, found.cited_unit) == (
        "S/RES/1792(2007)", "op_1", "S/RES/1521(2003)", "op_1",
    )  # fmt: skip
    assert (found.against, found.against_unit, found.against_date) == ("S/RES/1753(2007)", "op_1", "2007-04-27")
    assert "terminate the measures" in found.against_sentence
    assert found.certain


def test_a_text_before_the_end_and_one_that_recalls_are_not_warned_of(store: Store) -> None:
    assert not warnings(store, "S/RES/1731(2006)")
    assert not [w for w in warnings(store, "S/RES/1792(2007)") if w.unit in ("op_2", "op_5")]


def test_the_latest_extension_is_not_the_one_that_is_named(store: Store) -> None:
    found = one(store, "newer")
    assert (found.instrument, found.cited, found.against) == (
        "S/RES/2648(2022)",
        "S/RES/2536(2020)",
        "S/RES/2588(2021)",
    )
    assert found.certain


@pytest.mark.parametrize(("more", "count"), [((), 1), ((PROLONGED,), 0)])
def test_a_mandate_that_had_run_out_and_one_that_was_prolonged(
    tmp_path: Path, more: tuple[tuple[int, int, str, tuple[str, ...]], ...], count: int
) -> None:
    write(tmp_path, (*OVER, *more))
    build([tmp_path], tmp_path / "store.db", workers=0)
    with Store.open(tmp_path / "store.db") as opened:
        found = warnings(opened, None, ("expired",))
    assert len(found) == count
    for each in found:
        assert (each.instrument, each.unit, each.cited) == ("S/RES/2475(2019)", "op_1", "S/RES/2400(2018)")
        assert (each.against, each.against_unit, each.against_date) == ("S/RES/2400(2018)", "op_1", "2019-03-31")
        assert not each.certain


def test_a_store_that_lacks_the_texts_of_that_time_warns_of_no_expiry(tmp_path: Path) -> None:
    write(tmp_path, (OVER[0], OVER[2]))
    build([tmp_path], tmp_path / "store.db", workers=0)
    with Store.open(tmp_path / "store.db") as opened:
        assert warnings(opened, None, ("expired",)) == ()


def test_a_year_that_its_number_contradicts(store: Store) -> None:
    found = one(store, "year")
    assert (found.unit, found.text) == ("op_4", "1521 (2002)")
    assert "resolution 1521 is of 2003" in found.reason


def test_a_paragraph_beyond_the_last(store: Store) -> None:
    found = one(store, "paragraph")
    assert (found.unit, found.cited_unit) == ("op_3", "op_9")
    assert "has 2 operative paragraphs" in found.reason


def test_the_saved_question_tells_the_same_of_what_it_covers(store: Store) -> None:
    saved = next(query for query in saved_queries() if query.name == "warnings")
    rows = ask(store, saved, {}).rows
    texts = [[str(getattr(value, "value", "")) for value in row] for row in rows]
    told = {(kind, paragraph.rpartition("--")[2], text) for kind, paragraph, text, *_ in texts}
    known = {(w.kind, w.unit, w.text) for w in warnings(store) if w.kind in ("ended", "year", "later", "paragraph")}
    assert told == known


def test_an_unknown_kind_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="no warning of the kind"):
        warnings(store, None, ("gone",))


def test_the_command_tells_what_the_function_finds(
    place: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("warnings", "1792", "--format", "json", store=place) == 0
    rows = json.loads(capsys.readouterr().out)
    known = warnings(store, "S/RES/1792(2007)")
    assert [(row["kind"], row["unit"]) for row in rows] == [(w.kind, w.unit) for w in known]
    assert {row["kind"] for row in rows} <= set(KINDS)
    assert run("show", "1792", store=place) == 0
    assert f"{len(rows)} (lexline warnings S/RES/1792(2007))" in capsys.readouterr().out
    assert run("warnings", "1792", "--kind", "year", store=place) == 0
    assert "resolution 1521 is of 2003" in capsys.readouterr().out
