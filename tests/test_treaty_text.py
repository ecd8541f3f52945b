"""Texts of treaties: units are named as citations name them, titles lead to the registry, nothing is lost."""

from __future__ import annotations

import contextlib
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexline.loaders import load_bytes
from lexline.loaders.citations import extract
from lexline.loaders.citations.pinpoints import Pin, eid
from lexline.loaders.document import ARTICLE, Document, Unit
from lexline.loaders.formats import plain_text, treaty_lines, treaty_names, treaty_text, treaty_units
from lexline.loaders.formats.treaty_preamble import recitals
from lexline.ontology.errors import InputError

PLAIN = """CONVENTION ON THE LAW OF LANTERNS

PREAMBLE

The States Parties to the present Convention,

Recalling the Charter of the United Nations and in particular
Article 2, paragraph 4, thereof,

Convinced that lanterns light the way of all peo-
ples,

Have agreed as follows:

PART I
GENERAL PROVISIONS

Article 1
Use of terms

For the purposes of the present Convention:

(a) "lantern" means a case in which a light burns;

(b) "keeper" means:
    (i) whoever lights it; and
    (ii) whoever puts it out.

Article 2. Duties of keepers

1. Every keeper shall light the lantern at dusk, as set out in
Article 5 of the annex.
2. No keeper shall leave it
alone.

Article 3

Lanterns may be lent.

They shall be given back.

Article 4 bis

Nothing in this Convention affects candles.

PART II - FINAL CLAUSES

Article 5

The present Convention is open for signature.

DONE at New York, this third day of May, one thousand nine hundred and ninety-one.

ANNEX I

Colours of lanterns

Article 1

Lanterns are green.

1. Dark green.

2. Light green.
"""

MARKDOWN = """<meta http-equiv='Content-Type' content='text/html; charset=utf-8' />

##Verdrag over lantaarns

####Convention on the Law of Lanterns

The Parties to this Convention, Noting the [Charter](../c/README.md) of 1945,Desiring light, Have agreed as follows:
### CHAPTER  I

####General

### SECTION  1

### Article  1

####Scope

1.  This Convention applies:

(*a*)to lanterns; and

b) to lamps:

(i)of oil;

2. It does not apply to candles.
 Nor to torches.

### Article  2

Lanterns are lit.They are put out at dawn.   No lantern burns by day.

### CHAPTER  II

### SECTION  1

### Article  3

*Section 1.* The keeper is immune from every toll. *Section 2.* So is the apprentice of the keeper.

| Colour | Days |
|:---|:---|
| green | 3 |

####Regulations for Keepers

### Article  1

Keepers are awake.

### ANNEX  A

### A

###1

First rule.

### B

###1

Second rule.

"""


def read(text: str, name: str = "lanterns.txt") -> Document:
    (document,) = treaty_text.load(text.encode(), name)
    return document


def unit(document: Document, name: str) -> Unit:
    found = document.unit(name)
    assert found is not None, f"{name} is not among {[u.eid for u in document.units]}"
    return found


def test_plain_text_has_preamble_parts_articles_paragraphs_items_and_annexes():
    document = read(PLAIN)
    assert [u.eid for u in document.units] == [
        *("front", "heading_1", "formula_1", "pre_1", "pre_2", "formula_2", "part_I"),
        *("art_1", "art_1__a", "art_1__b", "art_1__b__i", "art_1__b__ii"),
        *("art_2", "art_2__para_1", "art_2__para_2", "art_3", "art_3__para_1", "art_3__para_2", "art_4__bis"),
        *("part_II", "art_5", "conclusion_1"),
        *("annex_1", "annex_1__art_1", "annex_1__art_1__para_1", "annex_1__art_1__para_2"),
    ]
    assert unit(document, "art_2").heading == "Duties of keepers"
    assert unit(document, "art_2").parent == "part_I"
    assert unit(document, "art_2__para_1").text.endswith("as set out in Article 5 of the annex.")
    assert unit(document, "art_1__b__ii").parent == "art_1__b"
    assert unit(document, "pre_2").text == "Convinced that lanterns light the way of all peoples,"
    assert unit(document, "art_3__para_2").number is None
    assert document.kind == "treaty"
    assert document.title == "CONVENTION ON THE LAW OF LANTERNS"
    assert document.date == date(1991, 5, 3)
    assert document.id == "treaty:convention-law-lanterns-1991"


def test_markdown_with_article_headings():
    document = read(MARKDOWN, "lanterns.md")
    assert document.title == "Convention on the Law of Lanterns"
    assert [u.eid for u in document.units] == [
        *("front", "formula_1", "pre_1", "pre_2", "formula_2", "chap_I", "chap_I__sec_1"),
        *("art_1", "art_1__para_1", "art_1__para_1__a", "art_1__para_1__b", "art_1__para_1__b__i", "art_1__para_2"),
        "other_1",
        *("art_2", "art_2__para_1", "art_2__para_2", "art_2__para_3"),
        *("chap_II", "chap_II__sec_1", "art_3", "art_3__sec_1", "art_3__sec_2", "table_1"),
        *("text_1", "text_1__art_1"),
        *("annex_1", "annex_1__sec_A", "annex_1__sec_A__para_1", "annex_1__sec_B", "annex_1__sec_B__para_1"),
    ]
    assert unit(document, "pre_1").text == "Noting the Charter of 1945,"
    assert unit(document, "chap_I").text == "General"
    assert unit(document, "art_1").heading == "Scope"
    assert unit(document, "art_1__para_1__a").text == "to lanterns; and"
    assert unit(document, "annex_1__sec_B__para_1").text == "Second rule."
    assert unit(document, "table_1").text == "Colour | Days\ngreen | 3"
    assert unit(document, "text_1").text == "Regulations for Keepers"
    assert sum(u.kind == ARTICLE for u in document.units) == len(re.findall(r"^### *Article", MARKDOWN, re.M))


@pytest.mark.parametrize(
    "pin",
    [
        Pin("art", "2"),
        Pin("para", "2", Pin("art", "2")),
        Pin("art", "1 (b) (ii)"),
        Pin("art", "4 bis"),
        Pin("pre", "2"),
        Pin("art", "1", Pin("annex", "I")),
        Pin("para", "2", Pin("art", "1", Pin("annex", "I"))),
    ],
    ids=str,
)
def test_pinpoints_lead_to_units(pin: Pin):
    name = eid(pin, resolution=False)
    assert name is not None
    unit(read(PLAIN), name)


def test_a_citation_of_the_charter_lands_on_its_paragraph():
    charter = read(
        "# Charter of the United Nations\n\n### Article 2\n\nThe Organization acts so:\n\n"
        + "\n".join(f"{n}. Principle {n}." for n in range(1, 8)),
        "charter.md",
    )
    note = "Recalling Article 2, paragraph 6, of the Charter of the United Nations,"
    (cited,) = extract(plain_text.load(note.encode(), "note.txt")[0])
    assert cited.target == charter.id == "treaty:un-charter"
    assert [unit(charter, name).text for name in cited.target_units] == ["Principle 6."]


@pytest.mark.parametrize(
    ("printed", "when", "identifier"),
    [
        ("CONVENTION ON THE RIGHTS OF THE CHILD.", None, "treaty:crc"),
        ("Vienna Convention of the law of treaties", None, "treaty:vclt"),
        ("GENEVA CONVENTION RELATIVE TO THE PROTECTION OF CIVILIAN PERSONS IN TIME OF WAR OF AUGUST 12, 1949", None, "treaty:gc-4"),  # noqa: E501
        ("Convention (No. 87) concerning freedom of association", None, "treaty:ilo-c087"),
        ("Convention concerning labour inspection in agriculture", date(1969, 6, 25), "treaty:ilo-c129"),
        ("Optional Protocol concerning Acquisition of Nationality", date(1963, 4, 24), "treaty:consular-relations-nationality-1963"),  # noqa: E501
        ("Optional Protocol concerning Acquisition of Nationality", date(1961, 4, 18), "treaty:diplomatic-relations-nationality-1961"),  # noqa: E501
        ("Convention on the Law of Lanterns, 1991", None, "treaty:convention-law-lanterns-1991"),
    ],
)  # fmt: skip
def test_titles_lead_to_the_registry(printed: str, when: date | None, identifier: str):
    assert treaty_names.identify(printed, when)[0] == identifier


def test_a_title_in_two_headings_and_one_below_the_conference():
    two = "### Convention\n\n#### against torture and other cruel, inhuman or degrading treatment or punishment\n\n"
    assert read(f"{two}The States Parties to this Convention,\n\n### Article 1\n\nText.", "x.md").id == "treaty:cat"
    below = (
        "#### INTERNATIONAL LABOUR CONFERENCE\n\nCONVENTION 94\n\n*Convention concerning Lamps* The General Conference,"
    )
    assert read(f"{below}\n\n### Article 1\n\nText.", "x.md").title == "Convention (No. 94) concerning Lamps"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("DONE at Vienna this twentieth day of December, one thousand nine hundred and eighty-eight.", date(1988, 12, 20)),  # noqa: E501
        ("Done at Paris, on 9 June 2004, in one copy.", date(2004, 6, 9)),
        ("Done at Hull this twenty-third day of May two thousand and one.", date(2001, 5, 23)),
        ("adopts this ninth day of July of the year one thousand nine hundred and forty-eight the following", date(1948, 7, 9)),  # noqa: E501
        ("Done at Bonn this thirty-first day of June 1999.", None),
        ("Nothing was done.", None),
    ],
)  # fmt: skip
def test_the_day_on_which_a_treaty_was_done(said: str, day: date | None):
    assert treaty_names.dated("Convention on Lamps", said) == day


def test_recitals_that_ran_together():
    text = (
        "The Parties, Having met at Beijing, Working Group included, andRecalling the Charter, Have agreed as follows:"
    )
    assert recitals(text) == (
        "The Parties,",
        "Having met at Beijing, Working Group included, and",
        "Recalling the Charter,",
        "Have agreed as follows:",
    )


def test_the_same_letters_inside_an_item_are_a_list_of_their_own():
    lines = ["1. Acts are:", "a) sale:", "(i) offering for:", "a.Oil;", "b.Wicks;", "(ii) lending;", "b) theft."]
    document = read("# Treaty on Lamps\n\n### Article 3\n\n" + "\n\n".join(lines), "x.md")
    stem = "art_3__para_1__a"
    assert [u.eid for u in document.units if u.eid.startswith("art_3__para_1__")] == [
        *(stem, f"{stem}__i", f"{stem}__i__a", f"{stem}__i__b", f"{stem}__ii", "art_3__para_1__b")
    ]
    assert unit(document, f"{stem}__i__a").text == "Oil;"


def test_an_annex_without_number_and_lists_inside_a_line():
    text = "# Treaty on Lamps\n\n### Article I\n\nLend no: (a) oil, or (b) wicks.\n\n###Annex\n\n### 1\n\nOil burns."
    found = [u.eid for u in read(text, "x.md").units]
    assert found == ["front", "art_I", "art_I__a", "art_I__b", "annex_1", "annex_1__para_1"]


def test_lists_inside_items_keep_apart():
    lines = ["1. Offences are:", "(a) theft:", "1. by day;", "2. by night;", "(b) arson.", "2. Both are grave."]
    text = "# Convention on Lamps\n\n### Article 1\n\n" + "\n\n".join(lines)
    document = read(text, "x.md")
    assert [u.eid for u in document.units if u.eid.startswith("art_1")] == [
        "art_1",
        "art_1__para_1",
        "art_1__para_1__a",
        "art_1__para_1__a__1",
        "art_1__para_1__a__2",
        "art_1__para_1__b",
        "art_1__para_2",
    ]


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("x.txt", PLAIN, True),
        ("x.md", MARKDOWN, True),
        ("notes.md", "# Notes\n\nSee the convention for names.", False),
        ("x.txt", "Resolution 955 (1994)\n\nStatute of the Tribunal\n\nArticle 1\n", False),
        ("x.txt", "A/68/1\n\nConvention on Lamps\n\nThe States Parties to this Convention,", False),
        ("x.txt", "The Security Council,\n\nRecalling the Convention on Lamps,\n\n1. Decides", False),
        ("x.txt", "We met the parties to this agreement,\nand talked.", False),
        ("x.xml", PLAIN, False),
    ],
)
def test_what_is_taken_for_a_treaty(name: str, head: str, expected: bool):
    assert treaty_text.recognise(name, head.encode()[:4096]) is expected


@pytest.mark.parametrize(("name", "text"), [("a.md", MARKDOWN), ("a.txt", PLAIN)])
def test_no_other_format_takes_it_first(name: str, text: str):
    (document,) = load_bytes(text.encode(), name)
    assert document.source.format == "treaty-text"


@pytest.mark.parametrize("data", [b"", b" \n ", b"\x00\x01" * 40, b"<meta x>\n\n"])
def test_what_holds_no_text_is_refused_with_a_remedy(data: bytes):
    with pytest.raises(InputError) as caught:
        treaty_text.load(data, "x.md")
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "# Convention\n" + "### Article 1\n" * 2000,
        "# Convention\n" + "(" * 60_000,
        "# Convention\n" + "*" * 60_000,
        "# Convention\n" + "[" * 30_000 + "](" * 20_000,
        "# Convention\n" + "Having done so, " * 8_000,
        "# Convention\n### Article 1\n" + "\n".join("(a) x:" for _ in range(1500)),
        "# Convention\n" + "| a " * 20_000,
        "# Convention\n### Article 1\n" + "1. a\n" * 10_000,
        "# Convention\n" + "".join(f"### Article {n % 900 + 1}\n\nText.\n\n" for n in range(6_000)),
        "# Convention\n" + "1 bis " * 20_000,
        "Convention on Lamps\n\n" + "Article 1\n\n" * 2000,
    ],
    ids=lambda text: text[13:30].strip(),
)
@pytest.mark.parametrize("name", ["x.md", "x.txt"])
def test_hostile_text_is_read_in_bounded_time(text: str, name: str):
    document = read(text, name)
    names = [u.eid for u in document.units]
    assert len(names) == len(set(names))


_LINES = st.sampled_from(
    [
        *("# Convention on Lamps", "####Scope", "### Article 1", "### Article  I", "###Article 2 bis", "###1", "### A", "### II"),  # noqa: E501
        *("### PART I", "### CHAPTER 2", "### Annex", "### Annex V A", "### *Rules*", "### Resolution 3", "SECTION 4"),
        *("1. One.", "1.1 Two", "2.", "(1) Three", "a) four:", "(i) five;", "(zz) six", "1) seven", "– eight", "x. nine"),  # noqa: E501
        *("Article 3", "ARTICLE 4 - TITLE", "The Parties,", "Recalling,Noting", "Done at Oslo", "| a | b |", "", "text.More"),  # noqa: E501
        *("Section 7. The lamp shall be bright at night.", "![a](b)", "[a](b)", "<sup>1</sup>", "&amp;", "*x*"),
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_LINES | st.text(max_size=30), max_size=40), st.sampled_from(["a.md", "a.txt"]))
def test_any_text_is_read_or_refused(lines: list[str], name: str):
    try:
        (document,) = treaty_text.load("\n".join(lines).encode("utf-8", "replace"), name)
    except InputError:
        return  # refused: nothing to check but that the error is of this kind
    names = [u.eid for u in document.units]
    assert len(names) == len(set(names))
    assert all(u.parent is None or u.parent in names for u in document.units)
    assert all(not re.search(r"[\s/]", n) for n in names)
    assert "--" not in document.id


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.md", "a.txt"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str):
    treaty_text.recognise(name, data)
    read: tuple[Document, ...] = ()
    with contextlib.suppress(InputError):
        read = treaty_text.load(data, name)
    assert all(document.id and document.units for document in read)


@settings(max_examples=100, deadline=None)
@given(st.lists(_LINES, max_size=30))
def test_no_word_is_lost(lines: list[str]):
    pieces = treaty_lines.markdown("\n".join(lines))
    units = treaty_units.name(pieces)
    said = "".join(u.text for u in units) + "".join(u.heading or "" for u in units)
    for piece in pieces:
        for word in re.findall(r"[A-Za-z]{4,}", piece.text):
            assert word in said


@pytest.mark.data
def test_the_real_texts_have_every_article(data_dir: Path):
    found = known = 0
    files = sorted((data_dir / "treaties" / "text").glob("*.md"))
    for path in files:
        data = path.read_bytes()
        assert treaty_text.recognise(path.name, data[:4096]), path.name
        (document,) = treaty_text.load(data, path.name)
        headings = len(re.findall(rb"^### *Article", data, re.M | re.I))
        assert sum(u.kind == ARTICLE for u in document.units) == headings, path.name
        found += headings
        known += treaty_names.treaty(document.id) is not None
    assert len(files) == 164
    assert found > 5000
    assert known >= 120
