"""Lines, joins, footnotes and numbering: the steps that every laid-out text goes through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lexline.loaders.footnotes import Note, Stretch, mark_calls, take_notes
from lexline.loaders.joining import Words, join, lift_calls
from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN, Line, clean, read
from lexline.loaders.numbering import place, readings, token_of


def test_running_headers_page_numbers_and_links_are_dropped() -> None:
    layout = clean(read("One line.\n\nS/2016/999\n\n16-99999 2/24\n\nNext line.\nhttp://undocs.org/S/2015/1\nLast."))
    assert [line.text for line in layout.lines] == ["One line.", "Next line.", "Last."]
    assert layout.running == ("S/2016/999",)
    assert [link.href for link in layout.links] == ["http://undocs.org/S/2015/1"]


def test_headers_that_form_feeds_set_off_are_dropped() -> None:
    pages = "\f".join(f"The Organ at Work\n{'so ' * n}it goes\non {'and on ' * n}here.\n{n}" for n in range(1, 6))
    texts = [line.text for line in clean(read(pages)).lines]
    assert "The Organ at Work" not in texts
    assert "3" not in texts
    assert "on and on here." in texts


def test_a_hyphenated_word_seen_elsewhere_keeps_its_hyphen() -> None:
    words = Words.of(["the follow-up and the cooperation"])
    assert join(["the follow-", "up of co-", "operation"], words) == "the follow-up of cooperation"
    assert join(["the years 1961-", "1962"], words) == "the years 1961-1962"


def test_a_torn_word_is_mended_where_the_text_has_it_whole_and_its_halves_nowhere_else() -> None:
    whole = ["States and States, of States, the trafficking"] + ["trafficking"] * 30
    torn = ["the Sta tes", "of t rafficking", "paragraph (t) and (t)"]
    words = Words.of([*whole, *torn])
    assert [join([line], words, mend=True) for line in torn[:2]] == ["the States", "of trafficking"]
    rare = Words.of(["livelihoods", "the livel ihoods"])
    assert join(["the livel ihoods"], rare, mend=True) == "the livel ihoods"
    apart = Words.of(["healthcare"] * 9 + ["health care", "health and care"])
    assert join(["health care"], apart, mend=True) == "health care"


def test_calls_are_found_by_order_and_surroundings() -> None:
    notes = [Note(str(n), (Line("x"),), 0) for n in (5, 6)]
    (text,) = mark_calls([Stretch("In 5 years the work ended.5 Then resolutions 5 and 6 came, 6 as said.")], notes)
    plain, calls = lift_calls(text)
    assert plain == "In 5 years the work ended. Then resolutions 5 and 6 came, as said."
    assert [marker for marker, _ in calls] == ["5", "6"]


def test_notes_end_where_the_text_goes_on() -> None:
    lines = read("The text is cut\n__________\n1 A note.\ngoes on here.").lines
    body, notes = take_notes(lines, indents=False)
    assert [line.text for line in body] == ["The text is cut", "goes on here."]
    assert [(note.marker, note.lines[0].text) for note in notes] == [("1", "A note.")]


def test_markers_find_their_level() -> None:
    levels = place("a", (), "op_1", opened=True)
    assert levels is not None
    inner = place("i", levels, "op_1", opened=True)
    assert inner is not None
    assert inner[-1].eid == "op_1__a__i"
    outer = place("b", inner, "op_1", opened=False)
    assert outer is not None
    assert outer[-1].eid == "op_1__b"


@given(st.integers(1, 39), st.sampled_from(["letter", "roman", "digit"]))
def test_markers_are_read_as_they_are_written(ordinal: int, style: str) -> None:
    assert (style, ordinal) in readings(token_of(style, ordinal))


@given(st.lists(st.tuples(st.text("ab .", max_size=8), st.integers(1, 99)), max_size=6))
def test_lifted_calls_stand_inside_the_text(parts: list[tuple[str, int]]) -> None:
    marked = "".join(f"{text}{CALL_OPEN}{number}{CALL_CLOSE}" for text, number in parts)
    text, calls = lift_calls(marked)
    assert [int(marker) for marker, _ in calls] == [number for _, number in parts]
    assert all(0 <= offset <= len(text) for _, offset in calls)
    assert CALL_OPEN not in text
