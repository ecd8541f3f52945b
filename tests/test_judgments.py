"""Judgments and advisory opinions in a text: by name, by court and day, by number; what is no case stays none."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexline.graph.registries import ontology_quads
from lexline.loaders.citations import judgments, parties
from lexline.ontology import registry
from lexline.ontology.symbols import kind_of, slug, unslug

ICJ = "International Court of Justice"
GENOCIDE = "the Convention on the Prevention and Punishment of the Crime of Genocide"


def ids(text: str) -> list[str]:
    """The slugs of the cases that a text refers to."""
    return [found.id.removeprefix("case:") for found in judgments.find(text)]


# --- the registry ----------------------------------------------------------------------------------------------


def test_ids_are_unique_slugs_of_judgments() -> None:
    known = [case.id for case in registry.judgments()]
    assert len(known) > 100
    assert [i for i, n in Counter(known).items() if n > 1] == []
    assert [i for i in known if not re.fullmatch(r"case:[a-z0-9]+(?:-[a-z0-9]+)*", i)] == []
    assert {kind_of(i) for i in known} == {"judgment"}
    assert [i for i in known if unslug(slug(i)) != i] == []


def test_every_case_has_a_court_of_the_registry_and_a_day() -> None:
    for case in registry.judgments():
        assert registry.body(case.court) is not None, case.id
        assert case.dates == tuple(sorted(set(case.dates))) != (), case.id
        assert case.generic in ("case", "advisory opinion"), case.id
        assert registry.judgment(case.id) is case


def test_no_two_cases_share_a_number() -> None:
    numbers = Counter(number for case in registry.judgments() for number in case.numbers)
    assert [number for number, n in numbers.items() if n > 1] == []


@pytest.mark.parametrize("case", registry.judgments(), ids=lambda case: case.id)
def test_every_title_with_parties_leads_to_its_case(case: registry.Judgment) -> None:
    if " v. " in case.title:
        assert judgments.find(case.title)[0].id == case.id


def test_titles_are_in_the_ontology_graph() -> None:
    _, quads = ontology_quads()
    line = next(line for line in quads.decode().splitlines() if "/case-wall>" in line and "#title>" in line)
    assert "Construction of a Wall" in line


# --- by name ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("Rantsev v. Cyprus and Russia", "rantsev-v-cyprus-and-russia"),
        ("Case of the Hacienda Brasil Verde Workers v. Brazil", "hacienda-brasil-verde-workers-v-brazil"),
        ("Siliadin v. France (application No. 73316/01), judgment of 26 July 2005", "siliadin-v-france"),
        ("Prosecutor v. Dragoljub Kunarac et al., case No. IT-96-23", "prosecutor-v-kunarac"),
        ("The Prosecutor v. Omar Al-Bashir", "prosecutor-v-al-bashir"),
        ("M.S.S. v. Belgium and Greece", "m-s-s-v-belgium-and-greece"),
        ("C. N. v. UK", "c-n-v-the-united-kingdom"),
        ("Velasquez Rodriguez vs. Honduras, Inter-American Court", "velasquez-rodriguez-v-honduras"),
        ("Chowdury v. Greece", "chowdury-and-others-v-greece"),
        ("González et al. (“Cotton Field”) v. Mexico", "gonzalez-et-al-v-mexico"),
        ("in the case of the Gambia v. Myanmar", "gambia-v-myanmar"),
        ("the Corfu Channel case", "corfu-channel"),
        ("the case concerning East Timor", "east-timor"),
        ("Legality of the Threat or Use of Nuclear Weapons, Advisory Opinion, I.C.J. Reports 1996", "nuclear-weapons"),
        ("the advisory opinion on the legality of the threat or use of nuclear weapons", "nuclear-weapons"),
        (f"Application of {GENOCIDE} (Croatia v. Serbia)", "croatian-genocide"),
        (f"Application of {GENOCIDE}, Judgment of 26 February 2007", "bosnian-genocide"),
        ("Allegations of Genocide (Ukraine v. Russian Federation)", "allegations-of-genocide"),
        ("see Georgia v. Russia (II) and Georgia v. Russia (IV)", "georgia-v-russia-ii georgia-v-russia-iv"),
        ("Siliadin v. France, Opuz v. Turkey and Saadi v. Italy", "siliadin-v-france opuz-v-turkey saadi-v-italy"),
        ("Rantsev v. Cyprus and Russia and Opuz v. Turkey", "rantsev-v-cyprus-and-russia opuz-v-turkey"),
        ("M. and others v. Italy and Bulgaria", "m-and-others-v-italy-and-bulgaria"),
        ("Ireland v. the United Kingdom", "ireland-v-the-united-kingdom"),
        ("MOX Plant (Ireland v. United Kingdom)", "mox-plant"),
    ],
)  # fmt: skip
def test_a_case_of_the_registry_is_told_by_its_name(text: str, cases: str) -> None:
    assert ids(text) == cases.split()


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("communication No. 1011/2001, Madafferi v. Australia, CCPR/C/81/D/1011/2001", "madafferi-v-australia"),
        ("Matkava and Others v. Russia, judgment of 19 December 2023", "matkava-and-others-v-russia-2023"),
        ("Kovač et al. v. Ruritania (2011)", "kovac-and-others-v-ruritania-2011"),
        ("Kovač v. Ruritania (III), judgment of 3 May 2011", "kovac-v-ruritania-iii"),
        ("A, B and C v. Ireland", "a-b-and-c-v-ireland"),
        ("The Prosecutor v. Nobody, judgment of 3 May 2011", "prosecutor-v-nobody"),
        ("State v. Makwanyane", "state-v-makwanyane"),
        ("in R. v. Secretary of State for the North the House held", "r-v-secretary-of-state-for-the-north"),
        ("Guam District Court, Davis v. Guam et al., decision of 8 March 2017, upheld", "davis-v-guam-and-others-2017"),
        ("Kovač v. France and the European Convention on Human Rights", "kovac-v-france"),
    ],
)  # fmt: skip
def test_an_unknown_case_is_named_after_its_parties(text: str, cases: str) -> None:
    found = judgments.find(text)
    assert [each.id.removeprefix("case:") for each in found] == cases.split()
    assert all(each.note and each.confidence < 1 for each in found)


def test_a_span_takes_in_number_kind_and_day() -> None:
    text = "See Opuz v. Turkey (application No. 33401/02), judgment of 9 June 2009, para. 70."
    (found,) = judgments.find(text)
    assert text[found.start : found.end] == "Opuz v. Turkey (application No. 33401/02), judgment of 9 June 2009"


def test_the_slug_of_a_long_name_is_bounded_and_keeps_whole_words() -> None:
    pair = parties.Parties(0, 1, "Abcdefghij " * 8, "Klmnopqrst " * 8, dotted=True)
    assert parties.slug(pair) == "case:" + "-".join(["abcdefghij"] * 4) + "-v-" + "-".join(["klmnopqrst"] * 4)


# --- by court and day, by number ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("the advisory opinion of the International Court of Justice of 9 July 2004", "wall"),
        ("the 9 July 2004 advisory opinion of the Court", "wall"),
        (f"advisory opinions rendered on 9 July 2004 and 21 June 1971 by the {ICJ}", "wall namibia"),
        (f"judgment of the {ICJ} of 15 June 1962 in the case concerning the Temple", "temple-of-preah-vihear"),
        ("provisional measures ordered by the International Court of Justice on 23 January 2020", "gambia-v-myanmar"),
        (f"orders of the {ICJ} of 23 January 2020 and of 16 March 2022", "gambia-v-myanmar allegations-of-genocide"),
        ("the advisory opinion of the International Court of Justice (ICJ), delivered on 22 July 2010", "kosovo"),
        ("Appeals Chamber judgment of 19 April 2004 (The Prosecutor v. Krstić)", "prosecutor-v-krstic"),
        ("advisory opinion OC 18/03 of 17 September 2003 on undocumented migrants", "oc-18-03"),
        ("the Court's advisory opinion of 21 June 1971", "namibia"),
    ],
)  # fmt: skip
def test_a_ruling_is_told_by_its_court_and_day(text: str, cases: str) -> None:
    assert ids(text) == cases.split()


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("application no. 25965/04", "rantsev-v-cyprus-and-russia"),
        ("Series C No. 205", "gonzalez-et-al-v-mexico"),
        ("I.C.J. Reports 1971, p. 16", "namibia"),
        ("a judicial notice (ICTR-98-44-AR73(C))", "prosecutor-v-karemera"),
        ("ICC-01/04-01/06-2842", "prosecutor-v-lubanga"),
        ("IT-99-36-T", "it-99-36"),
        ("OC-14/94", "oc-14-94"),
    ],
)
def test_a_number_tells_the_case(text: str, case: str) -> None:
    (found,) = judgments.find(text)
    assert (found.id, found.method) == (f"case:{case}", "case-number")


# --- what is no case ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Covid v. influenza in the Court",
        "COVID-19 v. Influenza, a case",
        "The Government v. opposition",
        "Supply vs. Demand",
        "In the match Brazil v. Argentina the score was even",
        "Part V. The Court",
        "Charles V. Kings in the case",
        "page v. Introduction to the case",
        "iii. Food iv. Health v. Education vi. Work in any case",
        "an advisory opinion may be requested",
        f"Request for an advisory opinion of the {ICJ} on the obligations of States in respect of climate change",
        "requested it to render an advisory opinion on the legality of the threat or use of nuclear weapons",
        "the judgment of the Special Rapporteur of 9 July 2004",
        "the judgment of 26 February 2007",
        "judgment of the Supreme Court of 26 February 2007, noted by the International Court of Justice",
        "decisions on Western Sahara, and in the case of Western Sahara",
        "the Temple of Preah Vihear in any case",
        "advisory opinion of the International Court of Justice of 10 July 2004",
        "judgment of 31 February 2007 of the International Court of Justice",
        "application No. 1/99",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_case_is_none(text: str) -> None:
    assert ids(text) == []


def test_two_rulings_of_one_day_are_not_told_by_it() -> None:
    day = "the judgment of the European Court of Human Rights of 7 July 2011"
    assert ids(day) == []
    assert ids(f"{day} in Al-Jedda v. the United Kingdom") == ["al-jedda-v-the-united-kingdom"]


# --- properties --------------------------------------------------------------------------------------------------

PIECES = ("A v. ", "v. ", "and Others ", "Case of the ", "the ", "(", ")", ", ", "judgment of ", "9 July 2004 ", "“X” ",
          "advisory opinion ", "of the Court ", "Prosecutor ", "Series C No. 4 ", "Western Sahara ",
          "No. 1/00 ", "et al. ")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=60).map("A v. {}".format))
def test_whatever_the_text_spans_are_sound(text: str) -> None:
    found = judgments.find(text)
    assert found == judgments.find(text)
    assert all(0 <= f.start < f.end <= len(text) and 0 < f.confidence <= 1 for f in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(re.fullmatch(r"case:[a-z0-9-]+", f.id) for f in found)


@pytest.mark.parametrize("piece", PIECES)
def test_any_piece_without_end_is_read_to_its_end(piece: str) -> None:
    hostile = piece * (100_000 // len(piece)) + " v. B, Judgment"
    found = judgments.find(hostile)
    assert all(0 <= f.start < f.end <= len(hostile) for f in found)
    case = next(case for case in registry.judgments() if " v. " in case.title)
    assert judgments.find(f"{hostile}.\n\n{case.title}")[-1].id == case.id
