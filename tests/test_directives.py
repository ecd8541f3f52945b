"""What paragraphs tell whom to do by when: paragraphs in our own words, and texts of any sort."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexline.loaders.acts import directives
from lexline.loaders.acts.model import Directive
from lexline.loaders.document import Document, Source, Unit

SG = "actor:secretary-general"


def document(
    *units: Unit, kind: str = "resolution", body: str = "SC", day: date | None = date(2021, 3, 12)
) -> Document:
    """A document of these units."""
    return Document("S/RES/9001(2021)", kind, "", Source("a.xml", "", "", ""), units, body=body, date=day)


def read(text: str, **more: str) -> tuple[Directive, ...]:
    """The directives of one operative paragraph."""
    return directives.find(document(Unit("op_1", "operative", text, "1"), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "strength", "whom"),
    [
        ("Requests the Secretary-General to open an office;", "requests", [SG]),
        ("Also requests, in this regard, the Secretary-General to open an office;", "requests", [SG]),
        ("Strongly urges all parties to stop the fighting;", "urges", ["actor:parties"]),
        ("Demands that Mali and all armed groups stop the fighting;", "demands", ["state:mali", "actor:armed-groups"]),
        ("Demands that Iraq comply with its duties;", "demands", ["state:iraq"]),
        ("Decides that all States shall freeze the funds;", "decides", ["actor:states"]),
        ("Decides to remain seized of the matter.", "decides", []),
        ("Extends the mandate of UNMX until 1 May 2022;", "decides", []),
        ("Authorizes UNMISS to use all means needed;", "authorizes", ["mission:unmiss"]),
        ("Calls upon Member States, in particular neighbouring States, to help;", "calls-upon",
         ["actor:member-states", "actor:neighbouring-states"]),
        ("Requests the Secretary-General, in close consultation with the African Union, to plan;", "requests", [SG]),
        ("Calls upon States that have not done so to join the Convention;", "calls-upon", ["actor:states"]),
        ("Encourages States that have not yet joined the Convention to do so;", "encourages", ["actor:states"]),
        ("Calls upon all States not to recognize the change;", "calls-upon", ["actor:states"]),
        ("Invites the Governments of Chad and Niger to meet;", "invites", ["state:chad", "state:niger"]),
        ("Recommends to the General Assembly that it think again;", "recommends", ["body:GA"]),
        ("Reiterates its request to the Secretary-General to write;", "requests", [SG]),
        ("Acting under Chapter VII, decides that the Committee shall meet;", "decides", ["actor:committee"]),
        ("Calls for calm and for talks;", "calls-upon", []),
        ("Encourages Governments at all levels to apply the plan;", "encourages", ["actor:governments"]),
        ("Requests the Secretary-General to present the plan;", "requests", [SG]),
        ("Calls upon present members to help;", "calls-upon", [None]),
        ("Calls upon all, in particular United Nations entities, to help;", "calls-upon", [None]),
        ("Calls for all training of guards to include this;", "calls-upon", []),
        ("Encourages the increased engagement of UNMISS and the African Union to help the region;", "encourages", []),
        ("Requests that all States concerned respond;", "requests", ["actor:states"]),
        ("Encourages exploring ways, including the funds and other mechanisms, to raise money;", "encourages", []),
        ("Decides, without setting a precedent, to invite the Secretary-General to speak;", "invites", [SG]),
        ("Calls upon those Member States referred to in the report to help;", "calls-upon", ["actor:member-states"]),
        ("Notes that this is hard and requires strength, and calls for help;", "calls-upon", []),
        ("Decides to request the Secretary-General to write;", "requests", [SG]),
        ("Urges the parties, in association with other donors, to pay;", "urges", ["actor:parties"]),
        ("Recommends that all States act within the agencies and other bodies of which they are members to end it;",
         "recommends", ["actor:states"]),
        ("Decides that the Special Representative of the Secretary-General and UNAMI, at the request of the Government "
         "of Iraq, and with a view to what the Minister of Foreign Affairs of Iraq wrote in the letter of last "
         "winter to the Secretary-General and to the Council, shall go on;",
         "decides", ["actor:special-representative", "mission:unami"]),
        ("The Secretary-General is requested to write a plan;", "requests", [SG]),
        ("Demands that all Ruritanian parties guarantee the freedom to move;", "demands", ["actor:parties"]),
        ("Calls upon the United Nations Educational, Scientific, and Cultural Organization to assist;", "calls-upon",
         ["actor:unesco"]),
        ("Calls upon States with the competence to manage fisheries to act;", "calls-upon", ["actor:states"]),
    ],
)  # fmt: skip
def test_verb_and_addressees(text: str, strength: str, whom: list[str]) -> None:
    found = read(text)[0]
    assert found.strength == strength
    assert [each.id for each in found.addressees] == whom
    assert text[found.verb_span.start : found.verb_span.end] == found.verb
    assert all(text[each.span.start : each.span.end] == each.text for each in found.addressees)


@pytest.mark.parametrize(
    "text",
    [
        "Welcomes the report, which requests States to act;",
        "Notes its calls and demands of last year;",
        "Expresses concern that States fail to report within 90 days;",
        "Stresses the need to help;",
        "Recalls that it requested the Secretary-General to report;",
    ],
)
def test_what_only_expresses_something_is_none(text: str) -> None:
    assert read(text) == ()


def test_every_verb_of_a_paragraph_makes_one() -> None:
    text = "Condemns the attack, urges all parties to talk, and further requests the Secretary-General to help them;"
    found = read(text)
    assert [(d.strength, d.verb) for d in found] == [("urges", "urges"), ("requests", "further requests")]
    assert found[0].action == "to talk"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Urges the parties to respect the ceasefire, and Member States to support the mission;",
         [("actor:parties", "to respect the ceasefire"), ("actor:member-states", "to support the mission;")]),
        ("Requests the Special Rapporteur to write in time, and the Secretariat to publish it;",
         [("actor:special-rapporteur", "to write in time"), ("actor:secretariat", "to publish it;")]),
        ("Encourages States to work with the African Union, the European Union, and the Secretariat to rebuild;",
         [("actor:states", "to work with the African Union, the European Union, and the Secretariat to rebuild;")]),
    ],
)  # fmt: skip
def test_one_verb_may_ask_two_of_different_things(text: str, asked: list[tuple[str, str]]) -> None:
    found = read(text)
    assert [(directive.addressees[0].id, directive.action) for directive in found] == asked
    assert len({directive.span.start for directive in found}) == len(found)


def test_what_may_be_required_asks_nobody() -> None:
    found = directives.find(
        document(
            Unit("op_1", "operative", "Requests the Committee to do the following:", "1"),
            Unit("op_1__a", "operative", "To consider a visit by members as may be required to help;", parent="op_1"),
        )
    )
    assert [[each.id for each in one.addressees] for one in found if one.unit == "op_1__a"] == [["actor:committee"]]


def test_a_lead_in_with_a_clause_of_its_own_hands_down_no_words_as_addressees() -> None:
    found = directives.find(
        document(
            Unit(
                "op_5",
                "operative",
                "Recommends that the Programme go on as it is, with action by all, and that it:",
                "5",
            ),
            Unit("op_5__a", "operative", "To publish the Yearbook;", "(a)", parent="op_5"),
        )
    )
    assert [each.addressees for each in found if each.unit == "op_5__a"] == [()]


def test_they_are_those_who_were_named_before() -> None:
    found = read("Encourages all States of the region to sign, and calls upon them to pay;")
    assert found[1].addressees[0].id == found[0].addressees[0].id
    assert found[1].addressees[0].text == "them"


def test_somebody_in_no_registry_is_kept_as_words() -> None:
    (found,) = read("Urges the Atlantean authorities to hold elections by 1 May 2021;")
    assert [(each.id, each.text) for each in found.addressees] == [(None, "the Atlantean authorities")]
    assert found.deadline is not None
    assert found.deadline.date == date(2021, 5, 1)
    assert found.confidence < 0.95


@pytest.mark.parametrize(
    ("text", "due", "every", "to"),
    [
        ("Requests the Secretary-General to report to the Council within 90 days;", "2021-06-10", None, "body:SC"),
        ("Requests the Secretary-General to keep it informed every six months;", None, "P6M", "body:SC"),
        ("Requests the Panel of Experts to submit to the Committee a final report by 1 May 2022;",
         "2022-05-01", None, "actor:committee"),
        ("Requests the Secretary-General to brief the Security Council orally no later than 1 June 2021 and quarterly "
         "thereafter;", "2021-06-01", "P3M", "body:SC"),
        ("Decides that States shall inform the Atlantic Board of what they did;", None, None, "the Atlantic Board"),
    ],
)  # fmt: skip
def test_duties_to_report(text: str, due: str | None, every: str | None, to: str) -> None:
    (found,) = read(text)
    assert found.reporting
    assert (found.report_to, found.every) == (to, every)
    assert (found.deadline.date if found.deadline else None) == (date.fromisoformat(due) if due else None)


def test_a_report_that_is_only_mentioned_is_no_duty() -> None:
    (found,) = read("Requests the Secretary-General to carry out the plan set out in his report;")
    assert not found.reporting


def test_sub_paragraphs_take_over_the_lead_in() -> None:
    lead = Unit("op_1", "operative", "Calls upon Member States:", "1")
    first = Unit("op_1__a", "operative", "To help within 30 days;", "(a)", parent="op_1")
    second = Unit("op_1__b", "operative", "Requests the Secretary-General to watch;", "(b)", parent="op_1")
    found = directives.find(document(lead, first, second))
    assert [(d.unit, d.strength, d.addressees[0].id) for d in found] == [
        ("op_1__a", "calls-upon", "actor:member-states"),
        ("op_1__b", "requests", SG),
    ]
    assert found[0].deadline is not None
    assert found[0].deadline.date == date(2021, 4, 11)


def test_a_list_of_what_is_decided_may_ask_somebody() -> None:
    lead = Unit("op_1", "operative", "Decides:", "1")
    part = Unit("op_1__a", "operative", "To request the Secretary-General to report;", "(a)", parent="op_1")
    (found,) = directives.find(document(lead, part))
    assert (found.strength, found.verb, found.addressees[0].id) == ("requests", "request", SG)


def test_statements_name_the_organ_first() -> None:
    text = "“The Security Council welcomes talks. It calls on the parties to go on. The Council also urges Chad to pay."
    found = directives.find(document(Unit("para_1", "paragraph", text), kind="presidential-statement"))
    assert [(d.strength, d.addressees[0].id) for d in found] == [
        ("calls-upon", "actor:parties"),
        ("urges", "state:chad"),
    ]


def test_recommendations_of_reports() -> None:
    lead = Unit("para_72", "paragraph", "The Special Rapporteur recommends that Member States:", "72")
    part = Unit("para_72__a", "paragraph", "Ensure that victims are heard;", "(a)", parent="para_72")
    under = Unit("para_80", "paragraph", "States should pay.", "80", heading="Recommendations to Member States")
    other = Unit("para_9", "paragraph", "States should pay, it was said.", "9", heading="Background")
    found = directives.find(document(lead, part, under, other, kind="report", body="GA"))
    assert [(d.unit, d.strength, d.addressees[0].id) for d in found] == [
        ("para_72__a", "recommends", "actor:member-states"),
        ("para_80", "recommends", "actor:member-states"),
    ]


def test_the_end_of_the_mandate_dates_what_is_due_before_it() -> None:
    first = Unit("op_1", "operative", "Decides to extend the mandate of UNMX until 31 May 2022;", "1")
    second = Unit(
        "op_2", "operative", "Requests the Secretary-General to report 30 days before its mandate expires;", "2"
    )
    found = directives.find(document(first, second))
    assert [d.deadline and d.deadline.date for d in found] == [date(2022, 5, 31), date(2022, 5, 1)]


def test_other_languages_have_none() -> None:
    unit = Unit("op_1", "operative", "Prie le Secrétaire général de faire rapport;", "1")
    assert (
        directives.find(Document("S/RES/9001(2021)", "resolution", "", Source("a", "", "", ""), (unit,), language="fr"))
        == ()
    )


WORDS = st.sampled_from(
    "Requests requests and calls upon the Secretary-General States all to report that shall , ; . : within 90 "
    "days Mali him them which Recommends in particular parties of conflict by 1 June 2021 to do so is "
    "requested not its".split()
)


@given(st.lists(WORDS, max_size=50).map(" ".join))
def test_any_words_give_directives_with_their_own_spans(text: str) -> None:
    child = Unit("op_1__a", "operative", text, "(a)", parent="op_1")
    for found in directives.find(document(Unit("op_1", "operative", text, "1"), child)):
        assert 0 <= found.span.start <= found.span.end <= len(text)
        if found.unit == "op_1":
            assert text[found.verb_span.start : found.verb_span.end] == found.verb
            assert all(text[each.span.start : each.span.end] == each.text for each in found.addressees)
        if found.action_span is not None:
            assert text[found.action_span.start : found.action_span.end] == found.action


@pytest.mark.parametrize(
    "words", ["and requests ", "Requests the ", "Also also ", ", in particular, ", "The X of the ", "to to "]
)
def test_long_repetitions_are_read(words: str) -> None:
    assert len(read(words * 2_000)) <= 2_000


def test_what_is_too_long_for_a_paragraph_is_left_alone() -> None:
    assert read("Requests the Secretary-General to report; " * 5_000) == ()


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Recommends to the General Assembly that Atlantis be admitted to the Union;",
         "that Atlantis be admitted to the Union;"),
        ("Demands that Israel, the occupying Power, cease the works;", "cease the works;"),
        ("Encourages Member States to, by 2030, lower the costs;", "to, by 2030, lower the costs;"),
    ],
)  # fmt: skip
def test_the_action_begins_behind_whom_it_is_asked_of(text: str, action: str) -> None:
    assert read(text)[0].action == action


def test_a_printed_date_goes_before_a_session_that_is_counted() -> None:
    text = "Requests the Secretary-General to report to the Assembly at its eighty-first session, by April 2027;"
    (found,) = read(text, body="GA")
    assert found.deadline is not None
    assert found.deadline.date == date(2027, 4, 30)


def test_what_a_decision_tells_in_the_past_tense_directs() -> None:
    text = (
        "At its 5th plenary meeting, on 1 March 2021, the General Assembly, recalling its resolution 75/1, by which it "
        "had decided to wait, and its decision 75/500, adopted by consensus, in which the Assembly requested a plan, "
        "recalled that it had waited, decided that the working group shall meet until 30 June 2021, and requested the "
        "Secretary-General to help it."
    )
    unit = Unit("para_1", "paragraph", text, "1")
    found = directives.find(document(unit, kind="decision", body="GA"))
    assert [(d.verb, d.strength, [each.id for each in d.addressees]) for d in found] == [
        ("decided", "decides", ["actor:working-group"]),
        ("requested", "requests", [SG]),
    ]
    assert found[0].deadline is not None
    assert found[0].deadline.date == date(2021, 6, 30)


def test_points_of_a_decision_open_with_the_past_tense() -> None:
    lead = Unit("para_1", "paragraph", "At its 5th plenary meeting, the General Assembly:", "1")
    first = Unit("para_1__a", "paragraph", "Also decided to wait;", "(a)", parent="para_1")
    title = Unit("para_1__b", "paragraph", "Proposed budget for 2023", "(b)", parent="para_1")
    found = directives.find(document(lead, first, title, kind="decision", body="GA"))
    assert [(d.unit, d.verb, d.action) for d in found] == [("para_1__a", "Also decided", "to wait;")]


def test_verbs_that_end_as_nouns_do_open_sub_paragraphs() -> None:
    lead = Unit("op_1", "operative", "Decides that Sudan and South Sudan shall do this:", "1")
    units = [
        Unit(f"op_1__{n}", "operative", f"{verb} the agreement;", f"({n})", parent="op_1")
        for n, verb in enumerate(("Implement", "Enhance", "Address"))
    ]
    found = directives.find(document(lead, *units))
    assert [d.unit for d in found if d.unit != "op_1"] == ["op_1__0", "op_1__1", "op_1__2"]
    assert {each.id for d in found for each in d.addressees} == {"state:sudan", "state:south-sudan"}


def test_access_to_something_is_no_one_who_is_told() -> None:
    text = (
        "Requests the Secretary-General to prepare a report on access to the Sea, and to present it to the Human "
        "Rights Council;"
    )
    (found,) = read(text, body="HRC")
    assert found.report_to == "body:HRC"


def test_an_organ_with_and_in_its_name_is_not_cut() -> None:
    (found,) = read("Invites the President of the Economic and Social Council to speak;")
    assert [each.text for each in found.addressees] == ["the President of the Economic and Social Council"]


def test_an_adverb_makes_a_verb_and_a_semicolon_begins_a_sentence() -> None:
    text = (
        "Requests the Secretary-General to report, and further requests relevant donors to help within 60 days of any "
        "such report; further encourages Member States to pay;"
    )
    assert [(d.verb, d.addressees[0].text) for d in read(text)] == [
        ("Requests", "the Secretary-General"),
        ("further requests", "relevant donors"),
        ("further encourages", "Member States"),
    ]


def test_the_high_commissioner_of_the_human_rights_council() -> None:
    text = "Requests the Office of the High Commissioner to write and invites the High Commissioner to speak;"
    assert [[each.id for each in d.addressees] for d in read(text, body="HRC")] == [["body:OHCHR"], ["body:OHCHR"]]
