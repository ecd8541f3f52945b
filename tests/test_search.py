"""Searching the sample: words, phrases, filters, order, marked words; and texts that are meant to do harm."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexline.graph.search_contents import contents
from lexline.graph.search_index import SearchIndex, open_index
from lexline.graph.search_marks import Snippet, Wanted, places, snippet
from lexline.graph.search_query import Query, Term, fold, parse
from lexline.graph.searching import Filters, Found, corrected, search
from lexline.graph.store import Store, open_store
from lexline.graph.suggesting import best_match, suggest
from lexline.ontology.errors import TimeLimit


@pytest.fixture(scope="module")
def store(sample_store: Path) -> Iterator[Store]:
    with open_store(sample_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def index(store: Store) -> Iterator[SearchIndex]:
    with open_index(store) as opened:
        yield opened


def marked(found: Found) -> list[str]:
    """All marked words of all hits, in small letters."""
    parts = [part for hit in found.hits for part in (hit.heading, hit.snippet)]
    return [part.text[start:end].lower() for part in parts for start, end in part.marks]


# --- what is typed -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "groups", "without"),
    [
        ("women peace", [["women"], ["peace"]], []),
        ('"women and peace" Haïti', [["women and peace"], ["haiti"]], []),
        ("“women and peace”", [["women and peace"]], []),
        ('women "and peace', [["women"], ["and peace"]], []),
        ("piracy OR robbery somalia", [["piracy", "robbery"], ["somalia"]], []),
        ("peace -children", [["peace"]], ["children"]),
        ("peace NOT children", [["peace"]], ["children"]),
        ("S/RES/1325", [["s res 1325"]], []),
        ("report of the Council", [["report"], ["council"]], []),
        ("of the", [["of"], ["the"]], []),
        ('* - "" OR AND ()', [], []),
        ("OR women", [["women"]], []),
    ],
)
def test_a_query_is_read(text: str, groups: list[list[str]], without: list[str]):
    query = parse(text)
    assert [[" ".join(term.words) for term in group] for group in query.groups] == groups
    assert [" ".join(term.words) for term in query.without] == without


def test_a_beginning_is_one_of_two_letters_at_least():
    assert parse("traff*").groups == ((Term(("traff",), exact=True, begins=True),),)
    assert parse("t*").groups == ((Term(("t",)),),)


# --- what is found -----------------------------------------------------------------------------------------
def test_words_are_found_with_other_endings_and_without_accents(index: SearchIndex):
    assert search(index, "traffickers persons").total >= search(index, '"traffickers" persons').total
    assert {"trafficking", "persons"} <= set(" ".join(marked(search(index, "trafficked person"))).split())
    assert search(index, "tráffìcking").total == search(index, "trafficking").total > 0


def test_a_phrase_is_exact(index: SearchIndex):
    found = search(index, '"trafficking in persons"', limit=1000)
    assert found.total > 5
    assert set(marked(found)) == {"trafficking in persons"}
    assert search(index, '"persons in trafficking"').total == 0
    assert search(index, '"trafficked in person"').total == 0


def test_a_beginning_and_a_word_left_out(index: SearchIndex):
    every, without = search(index, "traffick*", limit=1000), search(index, "traffick* -persons", limit=1000)
    assert 0 < without.total < every.total
    assert all(word.startswith("traffick") for word in marked(every))
    assert not any("persons" in hit.snippet.text.lower().split() for hit in without.hits if not hit.snippet.after)


def test_either_of_two_words(index: SearchIndex):
    both = search(index, "smuggling OR diplomacy").total
    assert both >= max(search(index, "smuggling").total, search(index, "diplomacy").total) > 0


def test_a_title_comes_before_what_only_mentions_the_words(index: SearchIndex):
    first = search(index, "women and peace and security").hits[0]
    assert (first.instrument, first.eid, first.part) == ("S/RES/1325(2000)", None, "title")


def test_hits_do_not_depend_on_pages(index: SearchIndex):
    whole = search(index, "women", limit=30).hits
    assert [*search(index, "women", limit=10).hits, *search(index, "women", limit=20, offset=10).hits] == list(whole)
    assert [hit.score for hit in whole] == sorted((hit.score for hit in whole), reverse=True)


def test_filters_narrow_and_counts_say_what_they_would_leave(index: SearchIndex):
    every = search(index, "women", limit=1000)
    for name, field in (("body", "bodies"), ("kind", "kinds"), ("part", "parts"), ("theme", "themes")):
        for choice in every.choices[name]:
            narrowed = search(index, "women", Filters(**{field: (choice.value,)}), limit=1000)
            assert narrowed.total == choice.count
            assert narrowed.choices[name] == every.choices[name]
    operative = search(
        index, "women", Filters(bodies=("SC",), parts=("operative",), since=2009, until=2020), limit=1000
    )
    assert 0 < operative.total < every.total
    assert {(hit.body, hit.part) for hit in operative.hits} == {("SC", "operative")}
    assert all("2009" <= hit.date[:4] <= "2020" for hit in operative.hits)


def test_where_nothing_holds_all_words_those_that_hold_most_are_found(index: SearchIndex):
    assert search(index, "trafficking zebra", relax=False).total == 0
    found = search(index, "trafficking zebra")
    assert found.relaxed
    assert found.total == search(index, "trafficking").total


def test_a_slip_of_the_pen_is_told(index: SearchIndex):
    found = search(index, "traficking persns trafficking")
    assert found.instead == (("traficking", "trafficking"), ("persns", "persons"))
    assert corrected("Traficking -persns", found.instead) == "trafficking -persons"
    assert search(index, "trafficking").instead == ()


def test_what_a_store_holds_is_counted(index: SearchIndex):
    held = contents(index)
    assert held.texts == sum(one.count for one in held.bodies) == sum(one.count for one in held.kinds)
    assert [one.date for one in held.newest] == sorted((one.date for one in held.newest), reverse=True)
    assert held.first is not None
    assert held.last is not None
    assert held.first <= 2000 <= held.last


# --- what is shown -----------------------------------------------------------------------------------------
def test_the_sentence_with_most_of_the_words_is_shown():
    text = "Nothing here at all. " * 40 + "The women keep the peace. " + "Peace is elsewhere as well. " * 40
    wanted = [Wanted((frozenset({"women"}),)), Wanted((frozenset({"peace"}),))]
    shown = snippet(text, places(text, wanted))
    assert shown.text.startswith("The women keep the peace.")
    assert shown.before
    assert shown.after
    assert [text for text, mark in shown.pieces if mark][:2] == ["women", "peace"]
    assert "".join(text for text, _ in shown.pieces) == shown.text


def test_words_side_by_side_are_one_mark():
    wanted = [Wanted((frozenset({"sexual"}),)), Wanted((frozenset({"violence"}),))]
    assert snippet("of sexual violence", places("of sexual violence", wanted)) == Snippet(
        "of sexual violence", ((3, 18),)
    )


@given(st.text(alphabet="ab .é\n-", max_size=900))
@settings(max_examples=60, deadline=None)
def test_marks_lie_in_the_text_in_order_and_apart(text: str):
    wanted = [Wanted((frozenset({"ab"}),)), Wanted((frozenset({"e"}), frozenset({"a"})), begins=True)]
    shown = snippet(text, places(text, wanted))
    assert shown.text in text
    ends = 0
    for start, end in shown.marks:
        assert ends <= start < end <= len(shown.text)
        assert fold(shown.text[start]) in "abe"
        ends = end


# --- references and suggestions ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "instrument", "eid"),
    [
        ("res 1325", "S/RES/1325(2000)", None),
        ("scr 2388 op 3", "S/RES/2388(2017)", "op_3"),
        ("scr 2388 op 300", "S/RES/2388(2017)", None),
        ("S/RES/1325 (2000)", "S/RES/1325(2000)", None),
        ("palermo protocol", "treaty:palermo-protocol", None),
    ],
)
def test_a_sloppy_reference_is_the_best_match(
    store: Store, index: SearchIndex, text: str, instrument: str, eid: str | None
):
    best = best_match(index, store, text)
    assert best is not None
    assert (best.reference.identifier, best.reference.eid) == (instrument, eid)
    assert best.title


@pytest.mark.parametrize("text", ["women and peace", "", "res 99999", "trafficking -persons", "\x00"])
def test_words_are_no_reference(store: Store, index: SearchIndex, text: str):
    assert best_match(index, store, text) is None


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [
        ("res 1325", "instrument", "S/RES/1325(2000)"),
        ("scr 23", "instrument", "S/RES/2388(2017)"),
        ("s/res/132", "instrument", "S/RES/1325(2000)"),
        ("palermo prot", "instrument", "treaty:palermo-protocol"),
        ("women peace secu", "instrument", "S/RES/1325(2000)"),
        ("women peace secrity", "instrument", "S/RES/1325(2000)"),
    ],
)
def test_what_may_be_meant_is_suggested(index: SearchIndex, text: str, kind: str, target: str):
    assert (kind, target) in [(one.kind, one.target) for one in suggest(index, text)]


def test_themes_and_mandates_are_suggested_by_their_names(index: SearchIndex):
    assert "theme" in [one.kind for one in suggest(index, "trafficking in p")]
    with index.asked() as connection:
        label, target = connection.execute(
            "SELECT label, target FROM name WHERE kind = 'mandate' ORDER BY id"
        ).fetchone()
    assert ("mandate", target) in [(one.kind, one.target) for one in suggest(index, label)]


# --- harm --------------------------------------------------------------------------------------------------
HOSTILE = (
    *(
        '"',
        '""',
        "'",
        "*",
        "^",
        "-",
        "--",
        "OR",
        "OR OR",
        "NOT",
        "AND",
        "NEAR(a b)",
        "a NEAR b",
        "(",
        ")",
        "((",
        "a:b",
        "heading:x",
    ),
    *(
        "{a b}:c",
        "a + b",
        "\\",
        "\x00",
        "a\x00b",
        "%",
        "_",
        "; DROP TABLE unit",
        "' OR 1=1 --",
        "found MATCH 'x'",
        "\ud800",
        "a\ud800b",
    ),
    *(
        "\u202e\u0000\ufeff",
        "a" * 100_000,
        "a " * 50_000,
        '"' * 5_000,
        "(" * 5_000,
        "-a " * 5_000,
        "a* " * 5_000,
        "aa* OR " * 5_000,
    ),
    *("½ ﬁ ß İ ı", "例文 🏛️ العربية", "<script>alert(1)</script>", "${{7*7}}", "../../etc/passwd"),
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_makes_a_search_fail(store: Store, index: SearchIndex, text: str):
    assert search(index, text).total >= 0
    assert len(suggest(index, text)) <= 10
    best_match(index, store, text)


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_looked_for(index: SearchIndex, text: str):
    found = search(index, text, limit=3)
    assert len(found.hits) <= 3
    suggest(index, text)


def test_many_ask_at_a_time(index: SearchIndex):
    words = ["women", "peace", "trafficking", "security", "children"] * 8
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda word: search(index, word), words)) == [search(index, word) for word in words]


def test_a_question_without_end_is_given_up(index: SearchIndex):
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    with pytest.raises(TimeLimit), index.asked(seconds=0) as connection:
        connection.execute(endless).fetchone()
    assert search(index, "women").total > 0


def test_a_query_is_bounded():
    query = parse("word " * 10_000)
    assert isinstance(query, Query)
    assert len(query.groups) == 1
    assert len(parse(" ".join(f"w{number}" for number in range(1000))).groups) <= 24
