"""Further forms of references met in official documents, beside the hard forms of `test_citation_forms`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lexline.loaders.citations import extract
from lexline.loaders.document import FOOTNOTE, Footnote, Unit
from tests.citing import document, found, said

FORMS: dict[str, tuple[tuple[str, ...], str, list[str]]] = {
    "Cyrillic letter for a part": (
        ("Recalling its resolution 75/257 \u0412 of 7 July 2021",),
        "GA",
        ["A/RES/75/257[B]"],
    ),
    "range inside a parenthesis": (
        ("as set out in Article 2 (1-3) of the Charter of the United Nations",),
        "SC",
        ["treaty:un-charter | art. 2 (1); art. 2 (2); art. 2 (3)"],
    ),
    "letter without parentheses": (
        ("information under Article 73 e of the Charter of the United Nations",),
        "GA",
        ["treaty:un-charter | art. 73 (e)"],
    ),
    "paragraphs behind a remark": (
        ("Recalls the report (S/2006/997) on best practices and methods, including paragraphs 21 and 22",),
        "SC",
        ["S/2006/997 | para. 21; para. 22"],
    ),
    "except those contained in": (
        ("the provisions of resolution 986 (1995), except those contained in paragraphs 4 and 11, shall remain",),
        "SC",
        ["S/RES/986(1995) | para. 4; para. 11"],
    ),
    "OP for operative paragraph": (
        (
            "as set out in OP4 of resolution 716 (1991)",
            "pursuant to OP1 above, and paragraphs of 7 to 9 of resolution 2240 (2015)",
        ),
        "SC",
        ["S/RES/716(1991) | para. 4", "self | para. 1", "S/RES/2240(2015) | para. 7; para. 8; para. 9"],
    ),
    "a paragraph of each": (
        ("paragraph 9 of resolution 1945 (2010) and 4 of resolution 2035 (2012)",),
        "SC",
        ["S/RES/1945(2010) | para. 9", "S/RES/2035(2012) | para. 4"],
    ),
    "numbers and letters in parentheses": (
        (
            "articles 2 (1), 9 (1) and (3) and 14 (3) (d) and (5) of the "
            "International Covenant on Civil and Political Rights",
        ),
        "HRC",
        ["treaty:iccpr | art. 2 (1); art. 9 (1); art. 9 (3); art. 14 (3) (d); art. 14 (5)"],
    ),
    "preambular paragraphs of a table": (
        ("S/RES/1888 (2009), pp. 13, pp. 14 and op. 16; S/RES/1820 (2008), pp. 8",),
        "SC",
        ["S/RES/1888(2009) | pre. 13; pre. 14; para. 16", "S/RES/1820(2008) | pre. 8"],
    ),
    "general comments, each with a remark": (
        (
            "general comments No. 12 (1999) on food, No. 14 (2000) on health and No. 15 (2002) of the Committee on "
            "Economic, Social and Cultural Rights",
        ),
        "HRC",
        ["E/C.12/GC/12", "E/C.12/GC/14", "E/C.12/GC/15"],
    ),
    "whose resolutions, over a remark": (
        ("all Commission on Human Rights resolutions on the matter, including resolutions 1998/72 and 2004/7",),
        "HRC",
        ["E/CN.4/RES/1998/72", "E/CN.4/RES/2004/7"],
    ),
    "a number of something else": (
        ("to increase the ceiling established in resolution 1990 (2011) to 345 police personnel",),
        "SC",
        ["S/RES/1990(2011)"],
    ),
    "paragraphs thereof, of the present text": (
        ("One", "Two", "report on the present resolution and, in particular, of paragraphs 1 and 2 thereof"),
        "SC",
        ["self | para. 1; para. 2"],
    ),
    "annexes thereto, behind a pointer": (
        ("its resolutions 5/1, on one matter, and 5/2, on another, and those resolutions and the annexes thereto",),
        "HRC",
        ["A/HRC/RES/5/1", "A/HRC/RES/5/2", "A/HRC/RES/5/1 | annex", "A/HRC/RES/5/2 | annex"],
    ),
    "articles of what is annexed": (
        ("articles 5 and 6 of the Transitional Arrangements annexed to resolution 1966 (2010)",),
        "SC",
        ["S/RES/1966(2010) | annex, art. 5; annex, art. 6"],
    ),
    "article of an agreement in a document": (
        ("as required by Article XXVI of the Lomé Peace Agreement (S/1999/777)",),
        "SC",
        ["agreement:lome-peace-1999 | art. XXVI", "S/1999/777 | art. XXVI"],
    ),
    "the above-mentioned treaty by some of its words": (
        (
            "in violation of the Geneva Convention relative to the Protection of Civilian Persons in Time of War and "
            "the Vienna Convention on Diplomatic Relations",
            "Reaffirming that the above-mentioned Geneva Convention applies",
        ),
        "SC",
        ["treaty:gc-4", "treaty:diplomatic-relations-1961", "treaty:gc-4"],
    ),
    "the Statute on the date": (
        (
            "a party to the Statute of the International Court of Justice",
            "will become a party to the Statute on the date of the deposit",
        ),
        "SC",
        ["treaty:icj-statute-1945", "treaty:icj-statute-1945"],
    ),
    "that resolution, of the paragraph before": (
        ("Recalling its resolution 47 (1948)", "Considering that, as stated in that resolution, it is urgent"),
        "SC",
        ["S/RES/47(1948)", "S/RES/47(1948)"],
    ),
    "that resolution, where several stood before": (
        (
            "Recalling its resolutions 47 (1948) and 51 (1948)",
            "Considering that, as stated in that resolution, all is",
        ),
        "SC",
        ["S/RES/47(1948)", "S/RES/51(1948)"],
    ),
    "the aforementioned resolutions": (
        (
            "Recalling its resolutions 47 (1948) and 51 (1948)",
            "Being concerned",
            "Implement the aforementioned resolutions",
        ),
        "SC",
        ["S/RES/47(1948)", "S/RES/51(1948)", "S/RES/47(1948)", "S/RES/51(1948)"],
    ),
    "a long list is not repeated": (
        (
            "Recalling its resolutions 47 (1948), 51 (1948), 61 (1948), 62 (1948), 66 (1948) and 72 (1949)",
            "Emphasizing the provisions of those resolutions",
        ),
        "SC",
        [*(f"S/RES/{n}({1949 if n == 72 else 1948})" for n in (47, 51, 61, 62, 66, 72)), "open-set"],
    ),
    "a commission's own resolution": (
        (
            "Recalls the adoption by the Economic Commission for Latin America and the Caribbean on 16 May 1998 of its "
            "resolution 574 (XXVII)",
        ),
        "GA",
        ["None"],
    ),
    "a number that the session cannot have": (
        ("Recalling resolution 956 (LI) of May 2018",),
        "ECOSOC",
        ["None"],
    ),
    "the Council's early resolutions in its own texts": (
        ("Recalling its resolution 11 (II) of 21 June 1946",),
        "ECOSOC",
        ["E/RES/11(II)"],
    ),
    "decision of a conference inside a document": (
        ("See FCCC/CP/2015/10/Add.1, decision 1/CP.21, annex.",),
        "GA",
        ["FCCC/CP/2015/10/Add.1 | decision 1/CP.21, annex"],
    ),
    "resolution of a conference inside its report": (
        ("See A/CONF.234/16, chap. I, resolution 1.",),
        "GA",
        ["A/CONF.234/16 | ch. I; resolution 1"],
    ),
    "a goal without its agenda": (
        (
            "towards Sustainable Development Goals 3 and 5, and, in line with target 4.7 "
            "of the Sustainable Development Goals",
        ),
        "GA",
        ["decl:2030-agenda | goal 3; goal 5", "decl:2030-agenda | target 4.7"],
    ),
    "that Convention, whatever the Convention is": (
        (
            "Recalling the United Nations Convention on the Law of the Sea (the Convention)",
            "listed in appendix II to the Convention on the Conservation of Migratory Species of Wild Animals, and the "
            "parties to that Convention",
        ),
        "GA",
        ["treaty:unclos", "treaty:migratory-species-1979 | appendix II", "treaty:migratory-species-1979"],
    ),
    "the Preamble": (
        ("Reaffirming the determination expressed in the Preamble to the Charter",),
        "GA",
        ["treaty:un-charter | preamble"],
    ),
    "established under a paragraph of one's own": (
        ("Establishes a group", "Requests the group, established under paragraph 1 to consider the matter, to report"),
        "SC",
        ["self | para. 1"],
    ),
    "two treaties in one breath": (
        ("obligations under the Convention and Protocol Relating to the Status of Refugees",),
        "SC",
        ["treaty:refugees-1951", "treaty:refugees-1967"],
    ),
    "the two protocols of three": (
        ("the Convention on the Rights of the Child and the two Optional Protocols thereto",),
        "GA",
        ["treaty:crc", "treaty:crc-op-sc", "treaty:crc-op-ac"],
    ),
    "protocols that nobody counts": (
        (
            "the Convention on Prohibitions or Restrictions on the Use of Certain Conventional Weapons Which May Be "
            "Deemed to Be Excessively Injurious or to Have Indiscriminate Effects and the Protocols thereto",
        ),
        "GA",
        ["treaty:ccw-1980"],
    ),
    "judgment by its parties": (
        ("the judgment in Rantsev v. Cyprus and Russia, application No. 25965/04, of 7 January 2010",),
        "GA",
        ["case:rantsev-v-cyprus-and-russia"],
    ),
    "advisory opinion by court and day": (
        ("Recalling the advisory opinion rendered on 9 July 2004 by the International Court of Justice",),
        "GA",
        ["case:wall"],
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_form(name: str) -> None:
    texts, body, expected = FORMS[name]
    assert sorted(found(*texts, body=body)) == sorted(expected)


def test_report_named_by_a_note() -> None:
    """The symbol stands in a note of one paragraph; a later one points into the report by its words."""
    texts = (
        "Recalls paragraph 8 of the report of the Advisory Committee",
        "Having considered the report of the Advisory Committee",
    )
    whole = document(*reversed(texts), body="GA", notes=())
    assert [said(c) for c in extract(whole)] == []

    first, second = whole.units
    note = Unit("fn_1", FOOTNOTE, "A/77/5, chap. II.", "1")
    noted = replace(whole, units=(first, note, second), footnotes=(Footnote("1", "fn_1", first.eid, len(first.text)),))
    assert [(c.unit, said(c), c.method) for c in extract(noted)] == [
        ("fn_1", "A/77/5 | ch. II", "symbol"),
        ("op_2", "A/77/5 | para. 8", "footnote-named"),
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("See footnote 1 above.", ["A/77/5"]),
        ("Supra note 1, para. 45.", ["A/77/5 | para. 45"]),
        ("See note 7 above.", ["None"]),
    ],
)
def test_supra(words: str, expected: list[str]) -> None:
    cited = [c for c in extract(document("One text", body="GA", notes=("A/77/5.", words))) if c.unit == "fn_2"]
    assert [said(c) for c in cited] == expected
    assert all(c.method == "supra" for c in cited)


def test_a_chain_of_notes_in_the_treaty_series() -> None:
    notes = (
        "United Nations, Treaty Series, vol. 1577, No. 27531.",
        "Ibid., vol. 1249, No. 20378.",
        "Ibid., vol. 2171, No. 27531.",
    )
    cited = [(c.unit, said(c)) for c in extract(document("Recalling them,", body="GA", notes=notes))]
    assert cited == [("fn_1", "treaty:crc"), ("fn_2", "treaty:cedaw"), ("fn_3", "treaty:crc-op-sc")]
