"""The language of a plain text is told where it is clear, and limits what is read as a citation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lexline.loaders import load, load_bytes
from lexline.loaders.citations import extract
from lexline.loaders.document import Link, Span
from lexline.loaders.language import is_english, language_of
from tests.citing import document

TEXTS = {
    "fr": "Le Conseil a rappelé sa résolution 1325 (2000) et pris note du rapport S/2016/949, qui porte sur la "
    "situation des femmes dans les pays en conflit, par une décision que les membres ont adoptée pour cette année.",
    "es": "El Consejo recordó su resolución 1325 (2000) y tomó nota del informe S/2016/949, que trata de la "
    "situación de las mujeres en los países en conflicto, y pidió a los Estados que informen sobre sus planes.",
    "ru": "Совет напомнил о резолюции 1325 (2000) и принял к сведению доклад S/2016/949 о положении женщин.",
    "ar": "ذكّر المجلس بالقرار 1325 (2000) وأحاط علما بالتقرير S/2016/949 عن حالة النساء.",
    "zh": "安理会回顾第1325(2000)号决议,并注意到关于妇女状况的报告S/2016/949。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_that_is_not_english_says_so(language: str) -> None:
    (read,) = load_bytes(TEXTS[language].encode(), "note.txt")
    assert read.language == language
    (problem,) = [problem for problem in read.problems if problem.kind == "language"]
    assert "not English" in problem.message


@pytest.mark.parametrize("language", TEXTS)
def test_symbols_and_numbers_are_read_in_every_language(language: str) -> None:
    (read,) = load_bytes(TEXTS[language].encode(), "note.txt")
    citations = extract(read)
    assert [c.target for c in citations] == ["S/RES/1325(2000)", "S/2016/949"]
    assert {c.function for c in citations} == {""}


@pytest.mark.parametrize(
    "text",
    [
        "The Council recalled its resolution 1325 (2000) and took note of the report.",
        "Annex",
        "La nota",
        "12 34 56",
        "S/2016/949 A/RES/76/186 " * 20,
        "The report of the mission to Cité Soleil, of which La Saline is a part, was sent by the Secretary-General. "
        * 3
        + "Le rapport de la mission est à la disposition des membres du Conseil dans les langues officielles. ",
    ],
)
def test_english_short_and_mixed_texts_count_as_english(text: str) -> None:
    (read,) = load_bytes(text.encode(), "note.txt")
    assert (read.language, [p for p in read.problems if p.kind == "language"]) == ("en", [])


def test_words_that_look_english_cite_nothing_in_another_language() -> None:
    text = "Notes: resolution 1325 (2000), S/2016/949, the Charter of the United Nations, resolution 57/167, the Act"
    made = document(text)
    act = text.index("Act")
    links = (Link(Span(act, act + 3), "https://undocs.org/S/2015/203"),)
    made = replace(made, units=(replace(made.units[0], links=links),))
    english = extract(made)
    french = extract(replace(made, language="fr"))
    assert "treaty:un-charter" in [c.target for c in english]
    assert {c.function for c in english} - {""}
    assert [(c.target, c.method) for c in french] == [
        ("S/RES/1325(2000)", "number-year"),
        ("S/2016/949", "symbol"),
        ("S/2015/203", "official-link"),
    ]
    assert {(c.function, c.verb) for c in french} == {("", "")}


@pytest.mark.parametrize(
    ("code", "english"), [("en", True), ("en-GB", True), ("und", True), ("fr", False), ("enm", False)]
)
def test_codes_of_english(code: str, english: bool) -> None:
    assert is_english(code) is english


@pytest.mark.data
def test_all_real_texts_are_taken_for_english(data_dir: Path) -> None:
    files = [*(data_dir / "seeds").glob("*.txt"), *sorted((data_dir / "cr-unsc").rglob("*.txt"))[::20]]
    assert {language_of(" ".join(u.text for d in load(file) for u in d.units)) for file in files} == {"en"}
