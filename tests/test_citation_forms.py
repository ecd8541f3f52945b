"""The hard forms of references, each a named test: printed words, and what a careful lawyer reads in them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.citing import found


@dataclass(frozen=True)
class Form:
    """Printed text (or several units), the citing body, its notes, and the expected citations in reading order."""

    row: str
    text: str | tuple[str, ...]
    expected: list[str]
    body: str = "SC"
    notes: tuple[str, ...] = field(default=())


def paras(*numbers: int) -> str:
    return "; ".join(f"para. {n}" for n in numbers)


FORMS = [
    Form(
        "1 list of three",
        "resolutions 508 (1982), 509 (1982) and 516 (1982)",
        ["S/RES/508(1982)", "S/RES/509(1982)", "S/RES/516(1982)"],
    ),
    Form(
        "2 dates in order",
        "its resolutions 61 (1948) and 62 (1948) of 4 and 16 November 1948",
        ["S/RES/61(1948)", "S/RES/62(1948)"],
    ),
    Form(
        "3 section of a lettered part",
        "Recalling section VI of its resolution 68/247 A and its resolution 68/248 A both of 27 December 2013",
        ["A/RES/68/247[A] | sect. VI", "A/RES/68/248[A]"],
        "GA",
    ),
    Form(
        "4 two sections",
        "sections II and IV of its resolution 67/254 A",
        ["A/RES/67/254[A] | sect. II; sect. IV"],
        "GA",
    ),
    Form(
        "5 that resolution",
        "paragraph 9 of resolution 661 (1990) and paragraph 3 (c) of that resolution",
        ["S/RES/661(1990) | para. 9", "S/RES/661(1990) | para. 3 (c)"],
    ),
    Form(
        "6 paragraphs of which",
        "Recalling its resolution 661 (1990) of 6 August 1990, paragraphs 3 (c) and 4 of which "
        "apply to humanitarian needs",
        ["S/RES/661(1990) | para. 3 (c); para. 4"],
    ),
    Form(
        "7 in particular paragraphs",
        "resolution 283 (1970), in particular paragraphs 1 to 8 and 11",
        [f"S/RES/283(1970) | {paras(1, 2, 3, 4, 5, 6, 7, 8, 11)}"],
    ),
    Form("8 section C", "section C of resolution 687 (1991)", ["S/RES/687(1991) | sect. C"]),
    Form(
        "9 lettered Council part",
        "paragraph 2 of Security Council resolution 161 A (1961)",
        ["S/RES/161(1961)[A] | para. 2"],
    ),
    Form(
        "10 comma before and",
        "paragraphs 17, 18, and 25 of resolution 1284 (1999)",
        [f"S/RES/1284(1999) | {paras(17, 18, 25)}"],
    ),
    Form(
        "11 of a report named earlier",
        (
            "Having considered the second special report of the Committee (S/10920)",
            "Approves the recommendations in paragraphs 10 to 22 of the second special report of the Committee "
            "established in pursuance of resolution 253 (1968)",
        ),
        ["S/10920", "S/RES/253(1968)"],
    ),
    Form("12 paragraph above", "the measures set forth under paragraph 1 above", ["self | para. 1"]),
    Form(
        "13 paragraphs above and present resolution",
        "Decides that, notwithstanding paragraphs 4 to 8 above, nothing in the present resolution "
        "shall prohibit assistance",
        [f"self | {paras(4, 5, 6, 7, 8)}"],
    ),
    Form(
        "14 preamble and operative paragraphs of a draft",
        "the eighth paragraph of the preamble and operative paragraphs 1 and 2 of the draft "
        "resolution contained in document S/17172",
        ["S/17172 | pre. 8; para. 1; para. 2"],
    ),
    Form(
        "15 emergency session",
        "General Assembly resolutions 2253 (ES-V) and 2254 (ES-V) of 4 and 14 July 1967",
        ["A/RES/2253(ES-V)", "A/RES/2254(ES-V)"],
    ),
    Form("16 part before session", "General Assembly resolution 377 A (V)", ["A/RES/377(V)[A]"]),
    Form("17 part glued", "General Assembly resolution 217A (III)", ["A/RES/217(III)[A]"]),
    Form(
        "18 special and regular sessions",
        "General Assembly resolutions 2248 (S-V) of 19 May 1967, 2324 (XXII) and 2325 (XXII) of 16 December 1967",
        ["A/RES/2248(S-V)", "A/RES/2324(XXII)", "A/RES/2325(XXII)"],
    ),
    Form(
        "19 whose its",
        "the right recognized by the General Assembly in its resolution 1514 (XV) of 14 December 1960",
        ["A/RES/1514(XV)"],
    ),
    Form(
        "20 body after",
        "Taking note of resolution 2262 (XXII) adopted by the General Assembly on 3 November 1967",
        ["A/RES/2262(XXII)"],
    ),
    Form(
        "21 body a sentence before",
        "The General Assembly has acted on this matter. Welcomes the decisions taken in resolution "
        "47/1 of 22 September 1992",
        ["A/RES/47/1"],
    ),
    Form(
        "22 five with dates",
        "General Assembly resolutions 38/10 of 11 November 1983, 39/4 of 26 October 1984, 41/37 of 18 November 1986, "
        "42/1 of 7 October 1987 and 43/24 of 15 November 1988",
        ["A/RES/38/10", "A/RES/39/4", "A/RES/41/37", "A/RES/42/1", "A/RES/43/24"],
    ),
    Form(
        "23 parts with dates",
        "General Assembly resolutions 47/20 A of 24 November 1992, 47/143 of 18 December 1992 and "
        "47/20 B of 23 April 1993",
        ["A/RES/47/20[A]", "A/RES/47/143", "A/RES/47/20[B]"],
    ),
    Form(
        "24 letters A to D",
        "General Assembly resolutions 3419 A to D (XXX)",
        [f"A/RES/3419(XXX)[{c}]" for c in "ABCD"],
    ),
    Form("24 decisions A to E", "its decisions 31/406 A to E", [f"A/DEC/31/406[{c}]" for c in "ABCDE"], "GA"),
    Form("25 symbol with a part", "A/RES/37/100 A and A/RES/37/100[A]", ["A/RES/37/100[A]", "A/RES/37/100[A]"]),
    Form("26 Human Rights Council", "Human Rights Council resolution 7/19 of 27 March 2008", ["A/HRC/RES/7/19"], "GA"),
    Form(
        "27 a number that looks like a year",
        "resolutions 1996 (2011), 2046 (2012) and 2206 (2015)",
        ["S/RES/1996(2011)", "S/RES/2046(2012)", "S/RES/2206(2015)"],
    ),
    Form(
        "28 list of statements",
        "its Statements by the President, S/PRST/2014/16, S/PRST/2014/26 and S/PRST/2015/9",
        ["S/PRST/2014/16", "S/PRST/2014/26", "S/PRST/2015/9"],
    ),
    Form(
        "29 statement by symbol",
        "the statement by the President of the Council of 17 March 1993 (S/25426)",
        ["S/25426"],
    ),
    Form("30 statement without symbol", "the statement of the President of the Council of 5 November 1980, 77", []),
    Form(
        "31 addenda of a stem",
        "documents S/7930/Add.43, Add.44, Add.45 and Add.49",
        ["S/7930/Add.43", "S/7930/Add.44", "S/7930/Add.45", "S/7930/Add.49"],
    ),
    Form(
        "32 Add.1 and 2",
        "the report of the Secretary-General (S/26060 and Add.1 and 2)",
        ["S/26060", "S/26060/Add.1", "S/26060/Add.2"],
    ),
    Form(
        "33 range behind and",
        "documents S/4389 and Add.1-3.",
        ["S/4389", "S/4389/Add.1", "S/4389/Add.2", "S/4389/Add.3"],
    ),
    Form("33 range glued", "document S/8248/Add.7-9", ["S/8248/Add.7", "S/8248/Add.8", "S/8248/Add.9"]),
    Form("34 corrigendum", "document S/2611 and Corr.1", ["S/2611", "S/2611/Corr.1"]),
    Form("35 joint symbol", "the letter contained in A/38/424-S/15989", ["A/38/424"]),
    Form("36 joint symbol with a session", "document A/ES-10/648-S/2014/567", ["A/ES-10/648"]),
    Form("37 parentheses inside", "S/AC.37/2003/(1455)/1", ["S/AC.37/2003/(1455)/1"]),
    Form("37 section inside", "A/62/6 (Sect. 13)/Add.1", ["A/62/6(Sect.13)/Add.1"]),
    Form(
        "38 ibid before a document",
        "resolution 143 (1960)",
        ["S/RES/143(1960)", "S/676"],
        notes=("Ibid., document S/676.",),
    ),
    Form(
        "39 ibid with an annex",
        "Noting the reports,",
        ["S/1100 | annex 28", "S/1100 | annex 6"],
        notes=("See document S/1100, annex 28.", "Ibid., annex 6."),
    ),
    Form(
        "40 treaty series",
        "United Nations, Treaty Series, vol. 75 (1950), Nos. 970-973.",
        ["treaty:gc-1", "treaty:gc-2", "treaty:gc-3", "treaty:gc-4"],
    ),
    Form(
        "41 series continued by ibid",
        "the Treaty of Guarantee (United Nations, Treaty Series, vol. 382 (1960), No. 5475), the treaty of that day "
        "(ibid., No. 5476) and the Treaty of Alliance (ibid., vol. 397 (1961), No. 5712)",
        [
            "treaty:cyprus-guarantee-1960",
            "treaty:cyprus-guarantee-1960",
            "treaty:cyprus-establishment-1960",
            "treaty:cyprus-alliance-1960",
        ],
    ),
    Form(
        "42 fourth Geneva Convention by its title",
        "the Geneva Convention relative to the Protection of Civilian Persons in Time of War, of 12 August 1949",
        ["treaty:gc-4"],
    ),
    Form(
        "43 articles of the Charter",
        "Article 25 and Article 2, paragraph 6, of the Charter",
        ["treaty:un-charter | art. 25; art. 2 (6)"],
    ),
    Form(
        "44 seven articles",
        "Articles 24, 33, 34, 35, 36, 52 and 103 of the Charter",
        ["treaty:un-charter | " + "; ".join(f"art. {n}" for n in (24, 33, 34, 35, 36, 52, 103))],
    ),
    Form(
        "45 chapter VII",
        "Acting under Chapter VII of the Charter of the United Nations,",
        ["treaty:un-charter | ch. VII"],
    ),
    Form(
        "46 another body",
        "Noting the Commission for India and Pakistan resolutions of 13 August 1948 and 5 January 1949",
        [],
    ),
    Form(
        "47 its is the Committee's",
        "the resolutions of the Special Committee, especially its resolution of 22 April 1965",
        [],
    ),
    Form("48 resolution in brackets", "its resolution of 4 April 1946 [resolution 3 (1946)]", ["S/RES/3(1946)"]),
    Form(
        "49 open set",
        "its resolution 713 (1991) and all subsequent relevant resolutions",
        ["S/RES/713(1991)", "open-set"],
    ),
    Form("50 year inferred", "Recalling its resolution 418", ["S/RES/418(1977)"]),
    Form("51 parentheses lost", "resolution 637 1989 of 27 July 1989", ["S/RES/637(1989)"]),
    Form("51 parenthesis lost", "its resolutions 385 (1976) and 387 1976)", ["S/RES/385(1976)", "S/RES/387(1976)"]),
    Form("51 letter for a digit", "resolutions 509 (1982) and S11 (1982)", ["S/RES/509(1982)", "S/RES/511(1982)"]),
    Form("51 mark for a digit", "its resolution !86 (1964) of 4 March 1964", ["S/RES/186(1964)"]),
    Form("51 year wrong, date right", "resolution 274 (1959) of 11 December 1969", ["S/RES/274(1969)"]),
    Form(
        "52 rule of the organ's own rules",
        "in accordance with rule 39 of the provisional rules of procedure",
        ["other:sc:provisional-rules-of-procedure | rule 39"],
    ),
    Form("53 nothing to cite", "HIV/AIDS, ENGLISH/SPANISH, and/or the season 1946/47", []),
    Form(
        "54 ibid reaches the document",
        (
            "abuses (S/2018/250, para. 2). The Council addressed them in resolutions 2331 (2016) and 2388 (2017), "
            "and in sexual violence settings (ibid., paras. 16, 53, 58 and 80).",
        ),
        ["S/2018/250 | para. 2", "S/RES/2331(2016)", "S/RES/2388(2017)", f"S/2018/250 | {paras(16, 53, 58, 80)}"],
        "GA",
    ),
    Form(
        "56 base and addendum",
        "her reports to the Council (A/HRC/32/41 and Add.1)",
        ["A/HRC/32/41", "A/HRC/32/41/Add.1"],
        "GA",
    ),
    Form(
        "57 statement by number", "the Council, in presidential statement 2015/25, condemned", ["S/PRST/2015/25"], "GA"
    ),
    Form(
        "58 labour convention and its protocol",
        "the Forced Labour Convention, 1930 (No. 29) and its Protocol of 2014",
        ["treaty:ilo-c029", "treaty:ilo-p029"],
        "GA",
    ),
    Form(
        "59 child convention and its protocols",
        "the Convention on the Rights of the Child and its Optional Protocols on the sale of "
        "children, child prostitution and "
        "child pornography and on the involvement of children in armed conflict",
        ["treaty:crc", "treaty:crc-op-sc", "treaty:crc-op-ac"],
        "GA",
    ),
]


@pytest.mark.parametrize("form", FORMS, ids=[form.row for form in FORMS])
def test_hard_form(form: Form) -> None:
    texts = (form.text,) if isinstance(form.text, str) else form.text
    assert found(*texts, body=form.body, notes=form.notes) == form.expected
