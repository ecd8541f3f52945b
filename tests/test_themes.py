"""Words of a text -> themes: the forms of labels, what wins, what counts less, and what is no theme at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexline.loaders.themes.concepts import Concept, Label, fingerprint, own
from lexline.loaders.themes.forms import forms, plain
from lexline.loaders.themes.matcher import Matcher, words
from lexline.ontology import registry
from lexline.ontology.vocabulary import SDG, THEME, UNBIST

MATCHER = Matcher(own())


def named(text: str) -> dict[str, float]:
    """Return the themes of a text by their last name, with how sure each is."""
    return {found.concept.rpartition("/")[2]: found.confidence for found in MATCHER.find(text)}


def surely(text: str) -> set[str]:
    return {name for name, confidence in named(text).items() if confidence >= 0.7}


# --- the scheme


def test_the_scheme_covers_the_main_work_with_one_preferred_label_each() -> None:
    themes = registry.themes()
    assert 120 <= len(themes) <= 260
    tops = [theme for theme in themes if not theme.broader]
    assert 15 <= len(tops) <= 30
    assert len({theme.label.lower() for theme in themes}) == len(themes)
    assert all(theme.definition for theme in themes)


def test_no_two_themes_claim_the_same_words() -> None:
    seen: dict[str, str] = {}
    for theme in registry.themes():
        for name in {plain(theme.label), *map(plain, theme.alt_labels)}:
            assert seen.setdefault(name, theme.label) == theme.label, name


def test_a_concept_of_the_thesaurus_is_the_same_as_one_theme_at_most() -> None:
    same = [other for theme in registry.themes() for other in theme.exact]
    assert len(same) == len(set(same))
    assert all(other.startswith(UNBIST) for other in same)


def test_there_are_seventeen_goals_and_their_targets() -> None:
    goals = [goal for goal in registry.goals() if not goal.broader]
    targets = [goal for goal in registry.goals() if goal.broader]
    assert (len(goals), len(targets)) == (17, 169)
    assert all(target.broader == (target.iri.rpartition(".")[0],) for target in targets)


@pytest.mark.parametrize(
    "slug",
    [
        "disarmament-and-demobilization",
        "reintegration",
        "small-arms",
        "demilitarization",
        "arms-embargo",
        "protection-of-civilians",
        "police-reform",
        "military-reform",
        "justice-reform",
        "prison-reform",
        "transitional-justice",
        "border-control",
        "mine-action",
        "state-authority",
        "state-administration",
        "elections",
        "electoral-security",
        "voter-education",
        "political-parties",
        "civil-society",
        "media",
        "power-sharing",
        "national-reconciliation",
        "local-reconciliation",
        "economic-development",
        "humanitarian-assistance",
        "health",
        "refugees",
        "gender-equality",
        "legal-reform",
    ],
)
def test_each_activity_of_a_peace_operation_has_a_theme(slug: str) -> None:
    assert THEME + slug in {theme.iri for theme in registry.themes()}


# --- forms


@pytest.mark.parametrize(
    ("label", "form"),
    [
        ("arms embargo", "arms embargoes"),
        ("child soldiers", "child soldier"),
        ("protection of civilians", "protections of civilians"),
        ("counter-terrorism", "counter terrorism"),
        ("counter-terrorism", "counterterrorism"),
        ("women, peace and security", "women and peace and security"),
        ("women and peace and security", "women, peace and security"),
        ("disarmament, demobilization and reintegration", "disarmament, demobilisation, and reintegration"),
        ("demobilization", "demobilizing"),
        ("forced labour", "forced labor"),
        ("women’s rights", "women's rights"),
        ("girl child", "girl children"),
        ("disability", "disabilities"),
    ],
)
def test_a_label_is_found_in_the_forms_that_texts_print(label: str, form: str) -> None:
    assert form in forms(label)


@pytest.mark.parametrize(("label", "form"), [("small arms", "small arm"), ("AIDS", "aid"), ("crisis", "crisi")])
def test_words_that_only_look_like_plurals_stay(label: str, form: str) -> None:
    assert form not in forms(label)


def test_verbs_lose_more_than_plurals() -> None:
    made = forms("demobilization")
    assert made["demobilization"] == 0.0
    assert made["demobilize"] > made.get("demobilizations", 0.05) > 0


@given(st.text(max_size=60))
def test_plain_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)


# --- what is found


def test_words_show_a_theme_with_their_place() -> None:
    text = "Calls for the disarmament, demobilization and reintegration of armed groups"
    (ddr,) = (found for found in MATCHER.find(text) if found.concept == THEME + "ddr")
    assert text[ddr.start : ddr.end] == "disarmament, demobilization and reintegration"
    assert ddr.method == "label"
    assert ddr.confidence == 0.95


def test_the_longest_words_win() -> None:
    assert surely("an end to food insecurity and hunger") == {"food-security"}
    assert "children" not in named("children and armed conflict")
    assert surely("the illicit trade in small arms and light weapons") >= {"small-arms"}
    assert "trade" not in named("the illicit trade in small arms and light weapons")


def test_commas_hyphens_and_spelling_do_not_matter() -> None:
    for text in ("women, peace and security", "Women, Peace, and Security", "women and peace and security"):
        assert surely(f"the agenda on {text}") == {"women-peace-security"}
    assert surely("counter‑terrorism") == surely("counterterrorism") == {"counter-terrorism"}


def test_abbreviations_have_to_be_printed_as_such() -> None:
    assert "hiv-aids" in named("the spread of AIDS")
    assert "hiv-aids" not in named("visual aids for teachers")
    assert "internally-displaced-persons" in named("camps of IDPs")


def test_goals_and_targets_are_found_by_number() -> None:
    found = {one.concept for one in MATCHER.find("target 5.2 of Sustainable Development Goal 5")}
    assert {SDG + "5", SDG + "5.2"} <= found
    assert SDG + "5.2" not in {one.concept for one in MATCHER.find("on target 5.25 per cent")}


def test_repetition_and_other_words_for_it_make_surer() -> None:
    once = named("training was given")
    assert "training-and-capacity" not in once
    assert named("training and technical assistance")["training-and-capacity"] > 0.9
    (again,) = MATCHER.find("refugees and more refugees and again refugees")
    assert again.occurrences == 3
    assert again.confidence > named("refugees")["refugees"]


# --- what is not found, or counts less


@pytest.mark.parametrize(
    "text",
    [
        "The Security Council,",
        "in the arms of a friend",
        "a friend of mine",
        "the demonstrators march in March",
        "the political climate remains tense",
        "a secure environment for all",
        "peace, time, trade and States",
        "which constitutes a majority",
        "appropriate measures",
        "the station of a train",
        "unhealthy",
    ],
)
def test_words_that_mean_something_else_are_no_theme(text: str) -> None:
    assert not surely(text)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("requests the Office for Disarmament Affairs to report", "disarmament"),
        ("the Disarmament Commission met", "disarmament"),
        (
            "the Special Representative of the Secretary-General for Children and Armed Conflict",
            "children-and-armed-conflict",
        ),
        ("the Human Rights Council", "human-rights"),
        ("the Convention on the Rights of the Child", "rights-of-the-child"),
    ],
)
def test_a_name_of_a_body_or_an_instrument_tells_who_acts(text: str, theme: str) -> None:
    assert theme not in surely(text)


def test_the_list_of_phrases_gives_a_reason_for_each() -> None:
    from lexline.loaders.themes.matcher import words_file

    rows = [line.split("\t") for line in words_file().decode().splitlines() if line and not line.startswith("#")]
    assert all(len(row) == 4 and row[3].strip() for row in rows)
    assert {row[0] for row in rows} == {"weak", "fixed", "mask"}
    assert all(0 <= value < 1 for value in words().weak.values())


def test_foreign_thesauri_are_matched_by_labels_of_two_words() -> None:
    concepts = [
        Concept(UNBIST + "1", (Label("PEACE", "en", True),)),
        Concept(UNBIST + "2", (Label("CUSTOMS UNIONS", "en", True), Label("unions douanières", "fr", True))),
    ]
    assert [found.concept for found in Matcher(concepts).find("Peace and a customs union")] == [UNBIST + "2"]
    assert [found.concept for found in Matcher(concepts, "fr").find("les unions douanières")] == [UNBIST + "2"]


# --- properties


@given(st.text(alphabet="womens peac,’-AIDS rights of the child", max_size=200))
def test_every_finding_is_a_piece_of_the_text(text: str) -> None:
    for found in MATCHER.find(text):
        assert 0 <= found.start < found.end <= len(text)
        assert 0.55 <= found.confidence <= 0.97


def test_a_long_hostile_text_is_read_to_its_end() -> None:
    long = "Office for the of the and for " * 20_000
    last = [found for found in MATCHER.find(long + "; women, peace and security") if found.start > len(long)]
    assert [found.concept for found in last] == [THEME + "women-peace-security"]


def test_the_fingerprint_follows_labels_and_not_their_order() -> None:
    one, two = Concept(THEME + "a", (Label("a", "en", True),)), Concept(THEME + "b", (Label("b", "en", True),))
    assert fingerprint([one, two]) == fingerprint([two, one])
    assert fingerprint([one]) != fingerprint([Concept(THEME + "a", (Label("c", "en", True),))])
