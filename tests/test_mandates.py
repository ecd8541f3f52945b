"""Mandates: what a paragraph does to one, the chain over a store, and what is in force on a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from lexline.graph import mandates as graph_mandates
from lexline.graph.cli import main
from lexline.graph.quads import encode
from lexline.graph.registries import ontology_quads
from lexline.graph.sparql import bind, saved_queries
from lexline.graph.store import Store
from lexline.loaders.acts.mandates import events
from lexline.loaders.acts.model import MandateEvent
from lexline.loaders.citations import extract
from lexline.loaders.document import OPERATIVE, PREAMBULAR, Document, Source, Unit
from lexline.ontology.errors import UnknownReference
from lexline.ontology.mandates import KINDS, founded_by, subject, subjects

SOURCE = Source("a.xml", "a" * 64, "text", "test/1")


def resolution(number: str, day: str, *paragraphs: str, preamble: str = "") -> Document:
    units = [Unit("pre_1", PREAMBULAR, preamble)] if preamble else []
    for count, text in enumerate(paragraphs, start=1):
        units.append(Unit(f"op_{count}", OPERATIVE, text, str(count)))
    symbol = f"S/RES/{number}"
    when = date.fromisoformat(day)
    return Document(symbol, "resolution", f"Resolution {number}", SOURCE, tuple(units), (symbol,), "SC", when)


def done(text: str, preamble: str = "", *, day: str = "2015-03-02") -> Sequence[MandateEvent]:
    document = resolution("2205(2015)", day, text, preamble=preamble)
    return events(document, extract(document))


@pytest.mark.parametrize(
    ("text", "effect", "subject_id", "until"),
    [
        ("Decides to extend the mandate of UNMISS until 30 May 2016;", "extends", "mission:unmiss", "2016-05-30"),
        ("Decides to extend until 30 May 2016 the mandate of UNISFA;", "extends", "mission:unisfa", "2016-05-30"),
        (
            "Supports UNFICYP fully and decides to extend its mandate for a further period ending 31 July 2015;",
            "extends",
            "mission:unficyp",
            "2015-07-31",
        ),
        (
            "Decides to renew until 31 May 2016 the measures imposed by paragraph 9 of resolution 2206 (2015);",
            "renews",
            "regime:2206",
            "2016-05-31",
        ),
        (
            "Decides to extend the mandate of the Panel of Experts set up by resolution 1591 (2005) for twelve months;",
            "extends",
            "panel:1591",
            "2016-03-02",
        ),
        (
            "Decides to establish the United Nations Mission in Utopia (UNMUT) for an initial period of six months;",
            "establishes",
            "mission:unmut",
            "2015-09-02",
        ),
        ("Decides to terminate the mandate of UNMEE with immediate effect;", "terminates", "mission:unmee", None),
        (
            "Decides that the mandate of UNMIS shall be extended until 1 June 2015;",
            "extends",
            "mission:unmis",
            "2015-06-01",
        ),
        (
            "Decides to renew the authorization set out in paragraph 4 of resolution 2182 (2014) until 1 May 2016;",
            "renews",
            "authorization:maritime-somalia",
            "2016-05-01",
        ),
        (
            "Requests the Secretary-General to re-establish the Panel of Experts established by resolution 2140 (2014) "
            "until 1 May 2016;",
            "renews",
            "panel:2140",
            "2016-05-01",
        ),
        (
            "Decides to extend the measures imposed by paragraph 3 of resolution 2391 (2017) until 1 May 2016;",
            "extends",
            "regime:2391",
            "2016-05-01",
        ),
    ],
)
def test_what_a_paragraph_does(text: str, effect: str, subject_id: str, until: str | None) -> None:
    (event,) = done(text)
    found = event.until.date.isoformat() if event.until and event.until.date else None
    assert (event.effect, event.subject, found) == (effect, subject_id, until)


@pytest.mark.parametrize(
    "text",
    [
        "Recalls its decision to extend the mandate of UNMISS until 30 May 2016;",
        "Expresses its intention to renew the mandate of UNMISS until 30 May 2016;",
        "Recalls that it decided in resolution 2155 (2014) to extend the mandate of UNMISS until 30 November 2014;",
        "Expresses its readiness to terminate the measures imposed by paragraph 9 of resolution 2206 (2015);",
        "Decides that the measures imposed by paragraph 5 shall be terminated if the Council so determines;",
        "Requests UNMISS to extend its presence until 30 May 2016;",
        "Urges both sides to extend demining operations until 30 May 2016;",
        "Decides not to extend the mandate of UNMISS;",
        "Decides that the ceiling shall decrease unless it decides to extend the mandate of UNISFA;",
        "Calls upon States to renew their support for the mandate of UNMISS;",
    ],
)
def test_what_is_only_spoken_of_is_no_event(text: str) -> None:
    assert done(text) == ()


def test_a_preamble_makes_no_event() -> None:
    found = done(
        "Decides to remain seized of the matter.", "Having decided to extend the mandate of UNMISS until 2016,"
    )
    assert found == ()


def test_a_term_that_counts_from_the_one_before_has_no_day_in_its_document() -> None:
    (event,) = done("Decides to extend the mandate of UNMIL for a further period of six months;")
    assert event.until is not None
    assert (event.until.date, event.until.duration, event.until.anchor) == (None, "P6M", "expiry")


def test_two_forces_in_one_breath_are_two_events() -> None:
    found = done(
        "Decides to extend the mandates of UNOCI and of the French forces which support it until 15 July 2015;"
    )
    assert [event.subject for event in found] == ["mission:unoci", "authorization:french-forces-civ"]


def test_spans_are_those_of_the_words() -> None:
    text = "Decides to extend the mandate of UNMISS, as set out in resolution 2155 (2014), until 30 May 2016;"
    (event,) = done(text)
    assert event.subject_span is not None
    assert text[event.subject_span.start : event.subject_span.end] == event.subject_text == "UNMISS"
    assert event.until is not None
    assert text[event.until.span.start : event.until.span.end] == event.until.text
    assert event.instruments == ("S/RES/2155(2014)",)


def test_the_registry_is_sound() -> None:
    rows = {row.id: row for row in subjects()}
    assert len(rows) == len(subjects()) > 150
    assert {row.kind for row in rows.values()} <= set(KINDS)
    assert [
        row.id for row in rows.values() for other in (*row.successors, row.part_of) if other and other not in rows
    ] == []
    assert [row.id for row in founded_by("S/RES/1925(2010)")] == ["mission:monusco"]
    assert subject("mission:monuc") is not None
    assert rows["mission:monuc"].successors == ("mission:monusco",)


# --- over a store --------------------------------------------------------------------------------------------
CHAIN = (
    resolution("1000(1995)", "1995-01-10", "Decides to establish UNMOT for a period until 10 July 1995;"),
    resolution(
        "1001(1995)", "1995-07-08", "Decides to extend the mandate of UNMOT for a further period of three months;"
    ),
    resolution("1003(1995)", "1995-10-20", "Decides to renew the mandate of UNMOT until 20 April 1996;"),
    resolution("1009(1995)", "1995-12-01", "Decides to expand the mandate of UNMOT to monitor the ceasefire;"),
    resolution("1050(1996)", "1996-03-01", "Decides to terminate the mandate of UNMOT with immediate effect;"),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("mandates") / "a.db", create=True, read_only=False) as opened:
        opened.replace(encode(document, extract(document)) for document in CHAIN)
        opened.replace([ontology_quads()])
        yield opened


def test_a_chain_with_a_gap_and_an_end(store: Store) -> None:
    chain = graph_mandates.chain(store, "mission:unmot")
    told = [
        (s.instrument[6:], s.effect, s.until.isoformat() if s.until else None, s.counted, s.gap) for s in chain.steps
    ]
    assert told == [
        ("1000(1995)", "establishes", "1995-07-10", "", None),
        ("1001(1995)", "extends", "1995-10-10", "expiry", -2),
        ("1003(1995)", "renews", "1996-04-20", "", 10),
        ("1009(1995)", "expands", None, "", None),
        ("1050(1996)", "terminates", None, "", None),
    ]
    assert [step.instrument for step in chain.gaps] == ["S/RES/1003(1995)"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1995-01-09", False),
        ("1995-01-10", True),
        ("1995-10-10", True),
        ("1995-10-15", False),
        ("1996-02-29", True),
        ("1996-03-01", False),
    ],
)
def test_in_force_on_a_day(store: Store, day: str, expected: bool) -> None:
    states = {state.id for state in graph_mandates.in_force(store, date.fromisoformat(day))}
    assert ("mission:unmot" in states) == expected


@pytest.mark.parametrize(
    "name",
    ["UNMOT", "unmot", "mission:unmot", "United Nations Mission of Observers in Tajikistan", "observers in Tajikistan"],
)
def test_names_are_forgiving(store: Store, name: str) -> None:
    assert graph_mandates.resolve(store, name) == "mission:unmot"


def test_numbers_and_panels(store: Store) -> None:
    assert graph_mandates.resolve(store, "1267") == "regime:1267"
    assert graph_mandates.resolve(store, "Panel of Experts on the Sudan") == "panel:1591"
    assert graph_mandates.resolve(store, "mission in South Sudan") == "mission:unmiss"


def test_near_misses_are_told(store: Store) -> None:
    with pytest.raises(UnknownReference) as caught:
        graph_mandates.resolve(store, "UNMOTT")
    assert "UNMOT" in caught.value.near


def test_python_sparql_and_the_command_line_agree(store: Store) -> None:
    saved = {query.name: query for query in saved_queries()}
    chain = graph_mandates.chain(store, "mission:unmot")
    rows = store.query(bind(saved["mandate-chain"], {"mandate": "unmot"})).rows
    assert [(row[0].value, row[3].value.rpartition("/")[2]) for row in rows] == [
        (step.day.isoformat(), step.effect) for step in chain.steps if step.day
    ]
    for day in ("1995-03-01", "1995-10-25", "1996-03-05"):
        asked = store.query(bind(saved["mandates-in-force"], {"date": day})).rows
        assert {row[0].value.rpartition("/")[2] for row in asked} == {
            state.id.replace(":", "_c") for state in graph_mandates.in_force(store, date.fromisoformat(day))
        }


def test_the_command_prints_the_chain(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    from lexline.graph.cli.mandate import _one

    chain = graph_mandates.chain(store, "mission:unmot")
    answer = _one(chain, date(1995, 10, 25))
    assert answer.record is not None
    record = json.loads(json.dumps(answer.record()))
    assert record["in_force"] is True
    assert [step["gap"] for step in record["steps"]] == [None, -2, 10]


@pytest.fixture
def asked(sample_store: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Ask `lexline mandate` about the bundled sample and return what it prints."""

    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as left:
            main(["mandate", *arguments, "--store", str(sample_store)])
        assert not left.value.code
        return capsys.readouterr().out

    return run


def test_the_sample_holds_a_regime_from_beginning_to_end(asked: Callable[..., str]) -> None:
    steps = json.loads(asked("1343", "--format", "json"))["steps"]
    assert [(step["instrument"][6:], step["effect"], step["until"]) for step in steps] == [
        ("1343(2001)", "establishes", None),
        ("1408(2002)", "renews", "2003-05-07"),
        ("1478(2003)", "renews", "2004-05-07"),
        ("1478(2003)", "expands", None),
        ("1521(2003)", "terminates", None),
    ]
    assert "terminates" in asked("1343")


def test_the_sample_holds_a_panel_with_gaps(asked: Callable[..., str]) -> None:
    steps = json.loads(asked("panel:1343", "--format", "json"))["steps"]
    assert [(step["instrument"][6:], step["effect"], step["until"], step["gap"]) for step in steps] == [
        ("1343(2001)", "establishes", "2001-09-07", None),
        ("1395(2002)", "renews", "2002-04-15", 173),
        ("1408(2002)", "establishes", "2002-08-06", 21),
        ("1458(2003)", "renews", "2003-05-10", 175),
        ("1478(2003)", "establishes", "2003-10-06", -4),
    ]
    assert "3 gaps" in asked("panel:1343")


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("panel:1343", "2001-08-01", "in force"),
        ("panel:1343", "2002-01-15", "not in force"),
        ("panel:1343", "2002-03-15", "in force"),
        ("panel:1343", "2002-12-01", "not in force"),
        ("panel:1343", "2003-10-06", "in force"),
        ("panel:1343", "2003-10-07", "not in force"),
        ("regime:1343", "2001-03-06", "not in force"),
        ("regime:1343", "2002-01-15", "in force"),
        ("regime:1343", "2003-12-21", "in force"),
        ("regime:1343", "2003-12-23", "not in force"),
    ],
)
def test_in_the_sample_a_mandate_is_in_force_or_not(
    asked: Callable[..., str], name: str, day: str, expected: str
) -> None:
    (told,) = (line for line in asked(name, "--as-of", day).splitlines() if line.startswith(day))
    assert told.split(maxsplit=1)[1].startswith(expected)
    assert (name in asked("--as-of", day, "--format", "csv")) == (expected == "in force")
