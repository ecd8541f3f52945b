"""Mandates: what a paragraph does to one, the chain over a store, and what is in force on a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lexline.graph import mandates as graph_mandates
from lexline.graph.cli import main
from lexline.graph.quads import encode
from lexline.graph.registries import ontology_quads
from lexline.graph.sparql import bind, saved_queries
from lexline.graph.store import Store
from lexline.loaders.acts.effects import between
from lexline.loaders.acts.mandates import events
from lexline.loaders.acts.model import MandateEvent
from lexline.loaders.citations import extract
from lexline.loaders.document import OPERATIVE, PREAMBULAR, Document, Source, Unit
from lexline.ontology.errors import UnknownReference
from lexline.ontology.mandates import KINDS, founded_by, subject, subjects
from lexline.ontology.symbols import slug

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
        (
            "Requests the Secretary-General to establish, within one month, in consultation with the Committee "
            "established by paragraph 14 of resolution 1343 (2001), a Panel of Experts for six months, drawing on "
            "those who served under resolution 1306 (2000);",
            "establishes",
            "panel:1306",
            "2015-09-02",
        ),
        (
            "Decides to extend the mandate of the Monitoring Group on Somalia, and requests the Secretary-General to "
            "take the necessary administrative measures to re-establish the Monitoring Group for twelve months;",
            "extends",
            "panel:751",
            "2016-03-02",
        ),
        (
            "Decides to set up a United Nations Disengagement Observer Force; the Force shall be established for an "
            "initial period of six months;",
            "establishes",
            "mission:undof",
            "2015-09-02",
        ),
        (
            "Decides that the measures imposed by paragraph 4 of resolution 1267 (1999) do not apply to medicine;",
            "amends",
            "regime:1267",
            None,
        ),
        (
            "Decides to terminate the measures imposed by paragraphs 4 and 5 of resolution 1970 (2011);",
            "terminates",
            "regime:1970",
            None,
        ),
        (
            "Decides to terminate the suspension of the measures imposed by resolution 841 (1993);",
            "renews",
            "regime:841",
            None,
        ),
        ("Decides to terminate the mandate of the High Representative for Elections;", "terminates", "", None),
        (
            "Decides to extend the mandate of the Monitoring Group on Somalia to 15 December 2015;",
            "extends",
            "panel:751",
            "2015-12-15",
        ),
        (
            "Requests that the Secretary-General renew until 1 May 2016 the mandate of the "
            "Monitoring Group on Somalia;",
            "renews",
            "panel:751",
            "2016-05-01",
        ),
        (
            "Decides that the mandate of the Committee shall grow and that the mandate of the Panel of Experts "
            "established by resolution 2140 (2014) shall be extended until 1 May 2016;",
            "extends",
            "panel:2140",
            "2016-05-01",
        ),
        (
            "Decides to extend the mandate of UNMISS for twelve months from the expiration of its mandate in May 2015;",
            "extends",
            "mission:unmiss",
            "2016-05-31",
        ),
        (
            "Decides to establish, as of 1 July 2015, the United Nations Mission in Utopia (UNMUT) for one year;",
            "establishes",
            "mission:unmut",
            "2016-07-01",
        ),
        (
            "Decides to reappoint Ms. Doe as Prosecutor of the International Tribunal for Rwanda until 1 May 2016;",
            "renews",
            "judges:ictr",
            "2016-05-01",
        ),
        (
            "Decides to authorize the Member States of the African Union to maintain the deployment of AMISOM, as set "
            "out in paragraph 1 of resolution 2093 (2013), until 30 November 2015, which shall be authorized to take "
            "all measures;",
            "extends",
            "authorization:amisom",
            "2015-11-30",
        ),
        (
            "Authorises the Member States of the African Union to maintain the deployment until 7 May 2015 of AMISOM, "
            "which shall take all necessary measures;",
            "extends",
            "authorization:amisom",
            "2015-05-07",
        ),
        (
            "Decides to authorise the Member States of the AU to maintain the deployment of 100 uniformed AMISOM "
            "personnel until 28 May 2015;",
            "extends",
            "authorization:amisom",
            "2015-05-28",
        ),
        (
            "Authorizes the Member States acting through the European Union to establish for a further period of "
            "twelve months, starting from the date of the adoption of this resolution, a multinational stabilization "
            "force (EUFOR ALTHEA) as a legal successor to SFOR;",
            "renews",
            "authorization:eufor-althea",
            "2016-03-02",
        ),
        (
            "Authorizes the Member States to establish for an initial planned period of 12 months a multinational "
            "stabilization force (EUFOR);",
            "establishes",
            "authorization:eufor-althea",
            "2016-03-02",
        ),
        (
            "Authorizes the Member States acting through the organization referred to in Annex 1-A to continue for a "
            "further planned period of 12 months the multinational stabilization force (SFOR);",
            "extends",
            "authorization:sfor",
            None,
        ),
        (
            "Authorizes the military observers to continue monitoring the demilitarization of the Prevlaka peninsula "
            "until 15 July 2015;",
            "extends",
            "mission:unmop",
            "2015-07-15",
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
        "Decides to apportion the amount for the period to 30 June 2016, subject to a decision of the Security "
        "Council to extend the mandate of UNMISS;",
        "Decides to establish one UNMISS Mission Planning Officer (P-4) post;",
        "Decides that the ceiling shall decrease unless it decides to extend the mandate of UNISFA;",
        "Calls upon States to renew their support for the mandate of UNMISS;",
        "Extends to 15 August 2015 the deadline for the report of the Panel of Experts on Liberia;",
        "Decides to endorse the proposal to extend the funding of UNMISS until 30 May 2016;",
        "Requests the Secretary-General to appoint no more than five experts for the Panel of Experts;",
        "Decides that the Committee may decide to terminate the measures of paragraph 10 of resolution 2146 (2014);",
        "Decides to end the demilitarized zone along the border at the close of the mandate of UNIKOM;",
        "Authorizes UNMISS to use all necessary means until 30 May 2016;",
        "Authorizes the Member States of the Union to support AMISOM and to maintain its camps until 30 May 2016;",
        "Authorizes the Secretary-General to continue to keep the accounts of the States until 30 May 2016;",
        "Authorizes States to continue to help, if asked, the forces of AMISOM;",
        "Decides to extend the logistical support package for AMISOM until 30 May 2016;",
        "Decides that UNAMID shall keep its sites but for those in the south, which shall be closed;",
    ],
)
def test_what_is_only_spoken_of_is_no_event(text: str) -> None:
    assert done(text) == ()


def test_the_tasks_of_a_force_under_its_authorization_are_no_events() -> None:
    lead = (
        "Authorizes the Member States of the Union to maintain AMISOM until 30 May 2016, which shall have these tasks:"
    )
    document = resolution("2205(2015)", "2015-03-02", lead)
    task = Unit("op_1__a", OPERATIVE, "(a)", "To maintain a presence of AMISOM in four sectors;", parent="op_1")
    found = events(replace(document, units=(*document.units, task)), ())
    assert [(event.unit, event.effect) for event in found] == [("op_1", "extends")]


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


PARTS = (
    ("Decides to terminate the measure of paragraph 8 (b) of resolution 1333 (2000);", "regime:1267", "lifts", True),
    ("Decides to terminate the measures imposed by paragraph 11 of resolution 1011 (1995);", "regime:918", "lifts",
     True),
    ("Decides to terminate the measures imposed by resolution 1267 (1999);", "regime:1267", "terminates", False),
    ("Decides that the measures in paragraph 17 of resolution 1973 (2011) shall cease to have effect;", "regime:1970",
     "lifts", True),
    ("Decides that the measures of paragraph 9 of resolution 1970 (2011) shall no longer apply to training;",
     "regime:1970", "amends", True),
    ("Decides to dissolve the Committee established by paragraph 14 of resolution 1572 (2004);", "regime:1572",
     "terminates", False),
    ("Decides to terminate UNMEE’s mandate;", "mission:unmee", "terminates", False),
)  # fmt: skip


@pytest.mark.parametrize(("text", "subject_id", "effect", "partial"), PARTS)
def test_the_end_of_a_part_is_not_the_end(text: str, subject_id: str, effect: str, partial: bool) -> None:
    document = resolution("2205(2015)", "2015-03-02", text, "Calls upon all States to report to the Committee;")
    (event,) = events(document, extract(document))
    assert (event.subject, event.effect, event.partial) == (subject_id, effect, partial)


def test_measures_end_as_a_whole_with_their_committee_and_its_panel() -> None:
    document = resolution(
        "2288(2016)",
        "2016-05-25",
        "Decides to terminate the measures on arms imposed by paragraph 2 of resolution 1521 (2003);",
        "Decides to dissolve the Committee established by paragraph 21 of resolution 1521 (2003) and the Panel of "
        "Experts established pursuant to paragraph 22 of resolution 1521 (2003);",
    )
    found = events(document, extract(document))
    assert [(event.unit, event.effect, event.subject) for event in found] == [
        ("op_1", "terminates", "regime:1521"),
        ("op_2", "terminates", "regime:1521"),
        ("op_2", "terminates", "panel:1521"),
    ]


def test_measures_that_all_states_shall_take_found_a_regime_or_widen_it() -> None:
    text = "Decides that all States shall take further measures:"
    first = resolution("1970(2011)", "2011-02-26", text)
    later = resolution("1973(2011)", "2011-03-17", text)
    other = resolution("2205(2015)", "2015-03-02", text)
    assert [
        [(event.effect, event.subject) for event in events(document, extract(document))]
        for document in (first, later, other)
    ] == [[("establishes", "regime:1970")], [("expands", "regime:1970")], []]


def test_an_abbreviation_typed_wrongly_is_the_one_that_the_text_spells_out() -> None:
    text = "Decides to extend the mandate of UNFIL until 31 July 2015;"
    assert [event.subject for event in done(text, "Recalling the United Nations Interim Force in Lebanon,")] == [
        "mission:unifil"
    ]
    (alone,) = done(text)
    assert (alone.subject, alone.confidence) == ("mission:unfil", 0.6)


def test_paragraphs_are_changed_beside_their_resolutions() -> None:
    document = resolution(
        "1408(2002)",
        "2002-05-06",
        "Decides to renew the measures imposed by paragraphs 5 to 7 of resolution 1343 (2001);",
        "Recalls paragraph 4 of resolution 1343 (2001);",
    )
    citations = extract(document)
    (effect,) = between(document, citations, events(document, citations))
    assert (effect.unit, effect.effect, effect.target) == ("op_1", "renews", "S/RES/1343(2001)")
    assert effect.target_units == ("op_5", "op_6", "op_7")
    _, data = encode(document, citations)
    paragraph = "<https://w3id.org/lexline/id/S-RES-1408-2002--op_1>"
    assert f"{paragraph} <https://w3id.org/lexline/ns#renews> <https://w3id.org/lexline/id/S-RES-1343-2001--op_6>" in (
        data.decode()
    )


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
        ("968(1994)", "establishes", None, "", None),
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
    assert [tuple(None if row[n] is None else row[n].value.rpartition("/")[2] for n in (0, 3, 4)) for row in rows] == [
        (
            step.day.isoformat() if step.day else None,
            step.effect,
            step.until.isoformat() if step.until else None,
        )
        for step in chain.steps
    ]
    for day in ("1995-03-01", "1995-09-20", "1995-10-15", "1995-10-25", "1996-03-05"):
        assert in_force_by_query(store, day) == in_force_by_chain(store, day)


def in_force_by_query(store: Store, day: str) -> set[tuple[str, str, str, str]]:
    """What the saved question answers: mandate, instrument, paragraph, until."""
    saved = next(query for query in saved_queries() if query.name == "mandates-in-force")
    rows = store.query(bind(saved, {"date": day})).rows
    said = [["" if term is None else term.value.rpartition("/")[2] for term in row] for row in rows]
    return {(mandate, instrument, paragraph, until) for mandate, _, instrument, paragraph, until in said}


def in_force_by_chain(store: Store, day: str) -> set[tuple[str, str, str, str]]:
    """What the chains answer, written alike."""
    found = set()
    for state in graph_mandates.in_force(store, date.fromisoformat(day)):
        assert state.step is not None
        instrument = slug(state.step.instrument)
        paragraph = f"{instrument}--{state.step.unit}" if state.step.unit else ""
        until = state.step.until.isoformat() if state.step.until else ""
        found.add((slug(state.id), instrument, paragraph, until))
    return found


@pytest.mark.parametrize(
    "day", ["1993-09-15", "1994-01-01", "2002-04-01", "2003-06-01", "2003-12-31", "2016-10-08", "2020-06-30"]
)
def test_on_the_sample_the_saved_question_and_the_chains_agree(sample_store: Path, day: str) -> None:
    with Store.open(sample_store) as store:
        assert in_force_by_query(store, day) == in_force_by_chain(store, day)


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


def test_the_sample_holds_a_mandate_with_a_gap_a_renewal_an_amendment_and_an_end(asked: Callable[..., str]) -> None:
    steps = json.loads(asked("841", "--format", "json"))["steps"]
    assert [(step["instrument"][6:], step["unit"], step["effect"], step["gap"]) for step in steps] == [
        ("841(1993)", "op_5", "establishes", None),
        ("841(1993)", "op_10", "establishes", None),
        ("861(1993)", "op_1", "suspends", None),
        ("873(1993)", "op_1", "renews", 47),
        ("917(1994)", "op_2", "expands", None),
        ("917(1994)", "op_3", "expands", None),
        ("917(1994)", "op_6", "expands", None),
        ("944(1994)", "op_4", "terminates", None),
        ("944(1994)", "op_5", "terminates", None),
    ]
    assert not any(step["partial"] for step in steps)
    assert "1 gap" in asked("841")


def test_the_sample_holds_a_regime_whose_terms_are_renewed(asked: Callable[..., str]) -> None:
    steps = json.loads(asked("1343", "--format", "json"))["steps"]
    assert [(step["instrument"][6:], step["unit"], step["effect"], step["until"]) for step in steps] == [
        ("1343(2001)", "op_9", "establishes", None),
        ("1343(2001)", "op_10", "establishes", None),
        ("1343(2001)", "op_14", "establishes", None),
        ("1408(2002)", "op_5", "renews", "2003-05-07"),
        ("1478(2003)", "op_10", "renews", "2004-05-07"),
        ("1478(2003)", "op_28", "expands", None),
        ("1521(2003)", "op_1", "terminates", None),
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
        ("regime:841", "1993-07-01", "in force"),
        ("regime:841", "1993-09-15", "not in force"),
        ("regime:841", "1994-01-01", "in force"),
        ("regime:841", "1994-11-01", "not in force"),
    ],
)
def test_in_the_sample_a_mandate_is_in_force_or_not(
    asked: Callable[..., str], name: str, day: str, expected: str
) -> None:
    (told,) = (line for line in asked(name, "--as-of", day).splitlines() if line.startswith(day))
    assert told.split(maxsplit=1)[1].startswith(expected)
    assert (name in asked("--as-of", day, "--format", "csv")) == (expected == "in force")
