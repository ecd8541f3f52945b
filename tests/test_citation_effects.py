"""What changes the cited text and what does not: a false effect is worse than a missing one."""

from __future__ import annotations

import pytest

from lexline.loaders.citations import extract
from lexline.loaders.document import OPERATIVE, PREAMBULAR, TABLE, Unit
from tests.citing import document

DONE = {
    "Decides to extend the mandate of the Panel appointed pursuant to resolution 1903 (2009) until May": "extends",
    "Decides to extend until 27 March the mandate of the Panel, as set out in resolution 2140 (2014)": "extends",
    "Decides to extend the mandate of the Group referred to in resolution 1558 (2004)": "extends",
    "Decides to extend the mandate, in line with the report, as contained in resolution 1542 (2004)": "extends",
    "Decides, in light of the failure to comply with its demands, to renew the provisions of resolution 1493 (2003)": (
        "renews"
    ),
    "Decides, notwithstanding resolution 661 (1990), to lift the measures in resolution 748 (1992)": "lifts",
    "Decides to terminate the measures referred to in paragraphs 3 and 4 of resolution 1054 (1996)": "terminates",
    "Decides to extend the mandate of the Team appointed by the Secretary-General under resolution 1617 (2005)": (
        "extends"
    ),
    "Renews the reporting requests set out in paragraph 17 of its resolution 2240 (2015)": "renews",
}
NOT_DONE = {
    "Decides to establish, in accordance with rule 28, a committee under resolution 1267 (1999)": "pursuant-to",
    "Decides not to renew the measures in paragraph 10 of resolution 1521 (2003)": "decides-on",
    "Recalling its decision to terminate the measures in paragraph 6 of resolution 1521 (2003)": "recalls",
    "Recalling resolution 1441 (2002), in which it decided to extend the mandate in resolution 1284 (1999)": "recalls",
    "Encourages States to amend their laws and measures in accordance with resolution 2178 (2014)": "pursuant-to",
    "Calls upon States to extend full cooperation to the Committee established pursuant to resolution 751 (1992)": (
        "pursuant-to"
    ),
    "Having considered the request of the Government to extend the mandate in resolution 425 (1978)": "considers",
    "Decides to renew, for the period specified in resolution 2293 (2016), the travel measures": "pursuant-to",
    "Underlines its readiness to lift those measures and to terminate the authorization in resolution 1973 (2011)": (
        "emphasizes"
    ),
    "Reaffirming all resolutions establishing sanctions, including resolution 253 (1968)": "reaffirms",
}


@pytest.mark.parametrize("text", DONE)
def test_done(text: str) -> None:
    last = extract(document(text))[-1]
    assert last.function == DONE[text]
    assert last.depth == 4


@pytest.mark.parametrize("text", NOT_DONE)
def test_not_done(text: str) -> None:
    last = extract(document(text))[-1]
    assert last.function == NOT_DONE[text]
    assert last.depth < 4


def test_what_acts_under_the_charter_does_not_extend_it() -> None:
    text = "Decides to extend the mandate in resolution 1990 (2011), and acting under Chapter VII of the Charter"
    assert [c.function for c in extract(document(text))] == ["extends", "acts-under"]


def test_a_lead_in_decides_for_its_sub_paragraphs() -> None:
    whole = document("x")
    lead = Unit("op_1", OPERATIVE, "Decides:", "1")
    part = Unit(
        "op_1__a", OPERATIVE, "to renew the measures imposed by paragraph 6 of resolution 1521 (2003)", "(a)", "op_1"
    )
    asked = Unit("op_2", OPERATIVE, "Requests the Secretary-General:", "2")
    other = Unit("op_2__a", OPERATIVE, "to review the measures imposed by resolution 1521 (2003)", "(a)", "op_2")
    units = (lead, part, asked, other)
    made = type(whole)(whole.id, whole.kind, whole.title, whole.source, units, whole.symbols, "SC")
    assert [c.function for c in extract(made)] == ["renews", "pursuant-to"]


def test_a_table_quotes_words_of_others() -> None:
    whole = document("x")
    units = (Unit("table_1", TABLE, "Decides to extend the mandate | S/RES/1990 (2011), op. 2", None),)
    made = type(whole)(whole.id, whole.kind, whole.title, whole.source, units, whole.symbols, "SC")
    assert [(c.function, c.pinpoint) for c in extract(made)] == [("", ("para. 2",))]


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("Recalling resolutions 1325 (2000) and 1820 (2008),", 1),
        ("Recalling resolution 1325 (2000),", 2),
        ("Recalling paragraph 3 of resolution 1325 (2000),", 3),
        (
            "Recalling resolution 1325 (2000), which states: “all parties to a conflict shall take such measures”,",
            4,
        ),
        ("Recalling resolution 1988 (2011), section A (“Individuals, groups, undertakings and entities listed”),", 3),
    ],
)
def test_depth_of_treatment(text: str, depth: int) -> None:
    whole = document("x")
    made = type(whole)(
        whole.id, whole.kind, whole.title, whole.source, (Unit("pre_1", PREAMBULAR, text),), whole.symbols, "SC"
    )
    assert next(c.depth for c in extract(made)) == depth
