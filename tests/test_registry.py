"""The registries: every name means one thing, every value is what it says."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexline.ontology.errors import LexlineError
from lexline.ontology.registry import (
    bodies,
    body,
    functions,
    themes,
    treaties,
    treaty,
    treaty_sets,
)
from lexline.ontology.symbols import DECISION, RESOLUTION, Symbol, slug, unslug
from lexline.ontology.turtle_files import ontology_turtle
from lexline.ontology.verbs import function_of

#: Names that published tables and other texts already use for these instruments.
PUBLISHED = (
    "un-charter iccpr icescr cedaw crc crc-op-sc crc-op-ac cat opcat icerd crpd ced rome-statute untoc "
    "palermo-protocol smuggling-protocol firearms-protocol uncac refugees-1951 refugees-1967 genocide gc-1 "
    "gc-2 gc-3 gc-4 ap-1 ap-2 ap-3 npt unclos unfccc paris-agreement cbd vclt slavery-supplementary-1956 "
    "traffic-1949 ilo-c029 ilo-p029 ilo-c105 ilo-c182 coe-trafficking maputo-protocol achpr asean-trafficking "
    "saarc-trafficking belem-do-para inter-american-traffic-minors hague-1907 "
)


def longest_name_in(text: str) -> str | None:
    """The instrument whose name is the longest of those that the text holds."""
    found = [(len(a), t.id) for t in treaties() for a in t.aliases if a.lower() in text.lower()]
    return max(found)[1] if found else None


# --- named instruments


@pytest.mark.parametrize("name", PUBLISHED.split())
def test_every_published_treaty_is_there(name: str) -> None:
    assert treaty(f"treaty:{name}") is not None


def test_ids_are_unique_and_shaped_like_slugs() -> None:
    ids = [t.id for t in treaties()]
    assert [i for i, n in Counter(ids).items() if n > 1] == []
    shape = re.compile(r"(?:treaty|decl|agreement):[a-z0-9]+(?:-[a-z0-9]+)*|other:[a-z]+:[a-z-]+|eu:\d{4}/\d+")
    assert [i for i in ids if not shape.fullmatch(i)] == []
    assert [i for i in ids if unslug(slug(i)) != i] == []


def test_the_prefix_of_an_id_says_its_kind() -> None:
    kinds = {"treaty": "treaty", "decl": "declaration", "agreement": "agreement", "other": "rules", "eu": "rules"}
    assert [t.id for t in treaties() if kinds[t.id.partition(":")[0]] != t.kind] == []


def test_every_name_means_one_instrument() -> None:
    meaning: dict[str, set[str]] = {}
    for names, identifier in [
        *((t.aliases, t.id) for t in treaties()),
        *((s.aliases, s.label) for s in treaty_sets()),
        *(((b.name, *b.aliases), b.code) for b in bodies()),
    ]:
        for name in names:
            meaning.setdefault(name.lower(), set()).add(identifier)
    assert {name: ids for name, ids in meaning.items() if len(ids) > 1} == {}


def test_no_two_instruments_share_a_name_in_any_writing() -> None:
    """Dashes, quotation marks, commas and letter case do not make a second name; an abbreviation is no other's name."""
    owner: dict[str, set[str]] = {}
    for t in treaties():
        for name in (*t.aliases, *t.abbreviations):
            owner.setdefault(re.sub(r"[^a-z0-9]", "", name.lower()), set()).add(t.id)
    assert {name: ids for name, ids in owner.items() if len(ids) > 1} == {}


def test_the_registry_holds_the_instruments_that_lawyers_cite() -> None:
    kinds = Counter(t.kind for t in treaties())
    assert kinds["treaty"] >= 440
    assert kinds["declaration"] >= 190
    assert kinds["agreement"] >= 70
    assert sum(bool(t.unts) for t in treaties() if t.kind == "treaty") >= 280


def test_a_name_that_needs_its_context_is_no_alias() -> None:
    generic = Counter(t.generic.lower() for t in treaties())
    bare = {word for word, count in generic.items() if count > 1} | {"convention", "covenant", "charter", "statute"}
    for t in treaties():
        assert not bare.intersection(a.lower().removeprefix("the ") for a in t.aliases), t.id


def test_a_generic_name_of_one_instrument_is_no_alias_of_another() -> None:
    owner = {a.lower(): t.id for t in treaties() for a in t.aliases}
    assert [(t.id, t.generic) for t in treaties() if owner.get(t.generic.lower(), t.id) != t.id] == []


def test_abbreviations_stand_alone() -> None:
    tokens = [a for t in treaties() for a in t.abbreviations]
    names_of_bodies = {a for b in bodies() for a in (b.code, *b.aliases)} - {"CEDAW", "CRPD"}
    assert len(tokens) == len(set(tokens))
    assert [a for a in tokens if a in names_of_bodies or a in {"CAT", "CRC", "CED", "CERD", "TOC"}] == []


def test_names_are_written_alike() -> None:
    names = [n for t in treaties() for n in (*t.aliases, *t.abbreviations)]
    assert [n for n in names if n != " ".join(n.split()) or "'" in n or len(n) < 3 or len(n) > 300] == []
    assert all(t.aliases[0] == t.title for t in treaties())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Convention on the Rights of the Child", "treaty:crc"),
        (
            "Optional Protocol to the Convention on the Rights of the Child "
            "on the involvement of children in armed conflict",
            "treaty:crc-op-ac",
        ),
        ("Geneva Convention relative to the Protection of Civilian Persons in Time of War", "treaty:gc-4"),
        (
            "Protocol to Prevent, Suppress and Punish Trafficking in Persons, Especially Women and Children, "
            "supplementing the United Nations Convention against Transnational Organized Crime",
            "treaty:palermo-protocol",
        ),
        ("Optional Protocol to the Convention against Torture", "treaty:opcat"),
        ("Forced Labour Convention, 1930 (No. 29)", "treaty:ilo-c029"),
        ("Protocol of 2014 to the Forced Labour Convention, 1930", "treaty:ilo-p029"),
        ("Inter-American Convention against Corruption", "treaty:corruption-inter-american-1996"),
        ("Kyoto Protocol to the United Nations Framework Convention on Climate Change", "treaty:kyoto-protocol-1997"),
    ],
)
def test_a_nested_title_does_not_win_over_the_longer_one(text: str, expected: str) -> None:
    assert longest_name_in(text) == expected


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Statute of the Special Court for Sierra Leone", "scsl-statute-2002"),
        ("Statute of the Special Tribunal for Lebanon", "stl-statute-2007"),
        ("Statute of the International Tribunal for the Law of the Sea", "itlos-statute-1982"),
        ("Charter of the Nürnberg Tribunal", "nuremberg-charter-1945"),
        ("Constitution of the World Health Organization", "who-constitution-1946"),
        ("IAEA Statute", "iaea-statute-1956"),
        ("Marrakesh Agreement Establishing the World Trade Organization", "wto-1994"),
        (
            "International Convention for the Suppression of the Traffic in Women of Full Age",
            "traffic-women-full-age-1933",
        ),
        ("Council of Europe Convention against Trafficking in Human Organs", "coe-human-organs-2015"),
        ("Labour Inspection Convention, 1947 (No. 81)", "ilo-c081"),
        ("Labour Inspection (Agriculture) Convention, 1969 (No. 129)", "ilo-c129"),
        (
            "2005 Protocol to the Convention for the Suppression of Unlawful Acts against the Safety of "
            "Maritime Navigation",
            "sua-2005",
        ),
        (
            "2005 Protocol to the 1988 Protocol for the Suppression of Unlawful Acts against the Safety of "
            "Fixed Platforms Located on the Continental Shelf",
            "sua-platforms-2005",
        ),
        ("Protocol on Explosive Remnants of War (Protocol V)", "ccw-p5-2003"),
        (
            "Protocol on Prohibitions or Restrictions on the Use of Mines, Booby-traps and Other Devices "
            "as amended on 3 May 1996",
            "ccw-p2-amended-1996",
        ),
        ("Convention on the High Seas", "high-seas-1958"),
        ("Convention for the Protection of the Marine Environment of the North-East Atlantic", "ospar-1992"),
        ("Nairobi International Convention on the Removal of Wrecks", "nairobi-wrecks-2007"),
        (
            "1996 Protocol to the Convention on the Prevention of Marine Pollution by Dumping of Wastes "
            "and Other Matter",
            "london-protocol-1996",
        ),
        (
            "Nagoya-Kuala Lumpur Supplementary Protocol on Liability and Redress to the Cartagena Protocol "
            "on Biosafety",
            "nagoya-kuala-lumpur-2010",
        ),
        ("Kigali Amendment to the Montreal Protocol", "kigali-2016"),
        ("Protocol to Eliminate Illicit Trade in Tobacco Products", "tobacco-protocol-2012"),
        (
            "Vienna Convention on the Law of Treaties between States and International Organizations "
            "or between International Organizations",
            "vclt-io-1986",
        ),
        (
            "Optional Protocol to the Vienna Convention on Consular Relations concerning the "
            "Compulsory Settlement of Disputes",
            "consular-relations-disputes-1963",
        ),
        ("General Agreement on Tariffs and Trade of 1994", "gatt-1994"),
        ("Convention on the Recognition and Enforcement of Foreign Arbitral Awards", "new-york-arbitration-1958"),
        ("Beijing Convention on the Judicial Sale of Ships", "judicial-sales-ships-2022"),
        (
            "Protocol to the African Charter on Human and Peoples’ Rights on the Rights of Older Persons in Africa",
            "african-older-persons-2016",
        ),
        (
            "Protocol No. 13 to the Convention for the Protection of Human Rights and Fundamental Freedoms",
            "echr-p13-2002",
        ),
        ("European Social Charter (Revised)", "social-charter-1996"),
        ("Revised African Convention on the Conservation of Nature and Natural Resources", "african-nature-2003"),
    ],
)
def test_names_of_treaties_and_what_they_mean(name: str, identifier: str) -> None:
    assert longest_name_in(f"the {name}, and") == f"treaty:{identifier}"


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Johannesburg Declaration on Sustainable Development", "decl:johannesburg-declaration"),
        ("Programme for the Further Implementation of Agenda 21", "decl:agenda-21-further-implementation"),
        ("Basic Principles on the Independence of the Judiciary", "decl:independence-judiciary-principles"),
        (
            "Declaration to Supplement the 1994 Declaration on Measures to Eliminate International Terrorism",
            "decl:terrorism-supplement-1996",
        ),
        ("Awaza Programme of Action", "decl:awaza-programme-of-action"),
        ("Arab Peace Initiative", "decl:arab-peace-initiative"),
        ("Eastern Sudan Peace Agreement", "agreement:eastern-sudan-2006"),
        ("Regulations and Rules Governing Programme Planning", "other:un:programme-planning-rules"),
    ],
)
def test_names_of_other_instruments_and_what_they_mean(name: str, identifier: str) -> None:
    assert longest_name_in(f"the {name}, and") == identifier


@pytest.mark.parametrize(
    ("identifier", "adopted_by", "unts"),
    [
        ("icty-statute-1993", "S/RES/827(1993)", ()),
        ("ictr-statute-1994", "S/RES/955(1994)", ()),
        ("irmct-statute-2010", "S/RES/1966(2010)", ()),
        ("stl-statute-2007", "S/RES/1757(2007)", ()),
        ("scsl-statute-2002", None, (38342,)),
        ("agreement:khmer-rouge-trials-2003", "A/RES/57/228[B]", (41723,)),
        ("agreement:un-us-headquarters-1947", "A/RES/169(II)", (147,)),
        ("watercourses-1997", "A/RES/51/229", ()),
        ("enmod-1976", "A/RES/31/72", (17119,)),
        ("ospar-1992", None, (42279,)),
        ("plant-genetic-resources-2001", None, (43345,)),
        ("electronic-communications-2005", "A/RES/60/21", (50525,)),
    ],
)
def test_who_adopted_a_treaty_and_where_it_is_registered(
    identifier: str, adopted_by: str | None, unts: tuple[int, ...]
) -> None:
    found = treaty(identifier if ":" in identifier else f"treaty:{identifier}")
    assert found is not None
    assert (found.adopted_by, found.unts) == (adopted_by, unts)


def test_dates_are_plausible() -> None:
    for t in treaties():
        assert t.date is None or date(1899, 1, 1) <= t.date <= date(2026, 1, 1), t.id
    assert sum(t.date is None for t in treaties()) <= len(treaties()) // 20


def test_a_year_in_the_id_is_near_the_date() -> None:
    for t in treaties():
        if t.date and (year := re.search(r"-((?:19|20)\d\d)$", t.id)) and year[1] not in t.title:
            assert abs(int(year[1]) - t.date.year) <= 1, t.id


def test_what_adopted_an_instrument_is_a_resolution_or_decision() -> None:
    for t in treaties():
        if t.adopted_by:
            symbol = Symbol.parse(t.adopted_by)
            assert symbol.kind in (RESOLUTION, DECISION), t.id
            assert symbol.text == t.adopted_by
    assert getattr(treaty("decl:udhr"), "adopted_by", None) == "A/RES/217(III)[A]"
    assert getattr(treaty("decl:2030-agenda"), "adopted_by", None) == "A/RES/70/1"


def test_a_protocol_names_a_treaty_that_is_there() -> None:
    for t in treaties():
        assert t.part_of is None or treaty(t.part_of) is not None, t.id
    assert getattr(treaty("treaty:palermo-protocol"), "part_of", None) == "treaty:untoc"


def test_registration_numbers_are_shared_within_a_family_only() -> None:
    family: dict[int, set[str]] = {}
    for t in treaties():
        root = t
        while root.part_of and (parent := treaty(root.part_of)):
            root = parent
        for number in t.unts:
            assert 0 < number < 100_000
            family.setdefault(number, set()).add(root.id)
    assert {number: ids for number, ids in family.items() if len(ids) > 1} == {}
    assert [family[n] for n in (970, 971, 972, 973)] == [{f"treaty:gc-{n}"} for n in (1, 2, 3, 4)]


def test_a_set_names_its_members() -> None:
    sets = {name: s.members for s in treaty_sets() for name in s.aliases}
    assert sets["Geneva Conventions of 1949"] == ("treaty:gc-1", "treaty:gc-2", "treaty:gc-3", "treaty:gc-4")
    assert sets["London Convention and Protocol"] == ("treaty:london-dumping-1972", "treaty:london-protocol-1996")
    assert all(treaty(member) for s in treaty_sets() for member in s.members)
    assert all(len(s.members) > 1 for s in treaty_sets())


# --- bodies


def test_bodies_have_codes_and_styles() -> None:
    codes = [b.code for b in bodies()]
    assert len(codes) == len(set(codes))
    assert {b.resolution for b in bodies()} <= {
        "council-year",
        "assembly-session",
        "hrc-session",
        "ecosoc-year",
        "other",
        "",
    }
    council = body("SC")
    assert council is not None
    assert (council.symbol, council.resolution) == ("S", "council-year")
    assert "presidential statement" in council.statements


@pytest.mark.parametrize("code", ["UNCIP", "OAU", "LAS", "EU", "AU-PSC", "IAEA-BOG", "WHA", "C24"])
def test_resolutions_of_other_bodies_are_no_council_resolutions(code: str) -> None:
    found = body(code)
    assert found is not None
    assert found.resolution == "other"


def test_a_bare_word_is_no_name_of_a_body() -> None:
    bare = {"the council", "council", "the assembly", "assembly", "the committee", "committee", "the commission"}
    assert [b.code for b in bodies() if bare.intersection(a.lower() for a in (b.name, *b.aliases))] == []


def test_treaty_bodies_say_what_they_call_their_comments() -> None:
    words = {b.code: b.comments for b in bodies()}
    assert "general recommendation" in words["CEDAW"]
    assert "general comment" in words["CRC"]


def test_a_treaty_body_names_the_treaty_it_watches_and_the_symbol_of_its_comments() -> None:
    watching = {b.code: (b.watches, b.comment_symbol) for b in bodies() if b.comments}
    assert watching["CEDAW"] == ("treaty:cedaw", "CEDAW/C/GC")
    assert watching["CESCR"] == ("treaty:icescr", "E/C.12/GC")
    assert len(watching) == 9
    for watched, symbol in watching.values():
        assert watched is not None
        assert treaty(watched) is not None
        assert Symbol.parse(f"{symbol}/3").text == f"{symbol}/3"
    assert len(set(watching.values())) == 9
    assert [b.code for b in bodies() if (b.watches or b.comment_symbol) and not b.comments] == []


def test_an_unknown_code_is_none() -> None:
    assert body("NOBODY") is None
    assert treaty("treaty:nothing") is None


# --- functions


def test_every_function_has_phrases_and_a_group() -> None:
    ids = [f.id for f in functions()]
    assert len(ids) == len(set(ids))
    for f in functions():
        assert f.group in {"neutral", "stance", "basis", "change", "contradiction"}, f.id
        assert f.phrases, f.id
        assert f.label, f.id
        assert all(p == p.lower() and p == " ".join(p.split()) for p in f.phrases), f.id


def test_a_phrase_belongs_to_one_function() -> None:
    count = Counter(p for f in functions() for p in f.phrases)
    assert [p for p, n in count.items() if n > 1] == []


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("Recalling its resolution 1325 (2000)", "recalls"),
        ("Further recalling", "recalls"),
        ("Taking note with appreciation", "welcomes"),
        ("Taking note", "notes"),
        ("Noting with grave concern also", "concerned-by"),
        ("Reaffirming once again", "reaffirms"),
        ("Acting under Chapter VII", "acts-under"),
        ("Decides to extend until", "extends"),
        ("Decides to renew", "renews"),
        ("Decides to remain actively seized", "decides-on"),
        ("Recognising", "recognizes"),
        ("Once again urges", "requests-under"),
        ("Strongly condemns", "condemns"),
        ("Pursuant to resolution 687 (1991)", "pursuant-to"),
        ("See", "sees"),
        ("Notwithstanding", "departs-from"),
    ],
)
def test_openings_and_their_functions(opening: str, expected: str) -> None:
    found = function_of(opening)
    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize("opening", ["", "   ", "The General Assembly,", "Annex", "42", "also also also"])
def test_what_is_no_verb_has_no_function(opening: str) -> None:
    assert function_of(opening) is None


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    found = function_of(text)
    assert found is None or found in functions()


def test_effects_are_relations_between_instruments() -> None:
    effects = {f.id: (f.effect or "").rpartition("#")[2] for f in functions()}
    assert effects["extends"] == "extends"
    assert effects["amends"] == "amends"
    assert effects["acts-under"] == "based_on"
    assert effects["recalls"] == ""


# --- themes


def test_themes_have_the_four_pillars_and_forms_of_trafficking() -> None:
    labels = {t.label: t for t in themes()}
    agenda = labels["Women and peace and security"]
    pillars = {t.label for t in themes() if agenda.iri in t.broader}
    assert {"Prevention pillar", "Protection pillar", "Participation pillar", "Relief and recovery pillar"} <= pillars
    forms = labels["Forms of exploitation"].iri
    assert {"Forced labour", "Sexual slavery", "Removal of organs"} <= {t.label for t in themes() if forms in t.broader}


def test_broader_themes_exist_and_make_no_circle() -> None:
    parents = {t.iri: t.broader for t in themes()}
    for start in parents:
        seen, here = {start}, list(parents[start])
        while here:
            theme = here.pop()
            assert theme in parents
            assert theme != start, start
            if theme not in seen:
                seen.add(theme)
                here.extend(parents[theme])


# --- reading


def test_a_missing_file_is_told_with_a_remedy() -> None:
    with pytest.raises(LexlineError, match=r"nothing\.ttl") as caught:
        ontology_turtle("nothing.ttl")
    assert "Install" in caught.value.remedy


def test_reading_the_treaties_pulls_in_little() -> None:
    code = (
        "import sys, json; from lexline.ontology import registry; rows = len(registry.treaties()); "
        "print(json.dumps([rows, 'rdflib' in sys.modules, 'lxml' in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rows, *heavy = json.loads(done.stdout)
    assert rows == len(treaties())
    assert heavy == [False, False]


def test_another_base_moves_every_iri() -> None:
    code = (
        "from lexline.ontology import registry; "
        "print(registry.themes()[0].iri, registry.bodies()[0].code, registry.functions()[0].id, "
        "registry.treaty('treaty:crc-op-ac').part_of)"
    )
    environment = {**os.environ, "LEXLINE_BASE": "https://example.org/un/"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["https://example.org/un/theme/women-peace-security", "SC", "recalls", "treaty:crc"]


# --- against the optional real documents


@pytest.mark.data
def test_italic_openings_of_real_resolutions_have_functions(data_dir: Path) -> None:
    italic = re.compile(rb"<p\b[^<>]{0,200}>(?:\s|<num>[^<]{0,20}</num>|&#160;)*<span class=\"italic\">([^<]{3,60})<")
    verbs: Counter[str] = Counter()
    for path in sorted((data_dir / "unxml").rglob("*.xml"))[::12]:
        for match in italic.finditer(path.read_bytes()):
            words = match[1].decode("utf-8", "replace").strip(" ,")
            if re.match(
                r"[A-Z][a-z]+(?:ing|es|s|ed)\b", words
            ):  # a verb; not a title, a list, or "The General Assembly"
                verbs[words] += 1
    known = sum(n for words, n in verbs.items() if function_of(words))
    assert sum(verbs.values()) > 2000
    assert known / sum(verbs.values()) >= 0.97


@pytest.mark.data
def test_dates_agree_with_the_treaty_collection(data_dir: Path) -> None:
    """Titles that are the same carry the same date, but for a few with two dates (adoption, opening for signature)."""

    def bare(text: str) -> str:
        return re.sub(r"[^a-z0-9]", "", text.lower())

    table: dict[str, set[date]] = {}
    with (data_dir / "treaties" / "participation" / "index.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if match := re.search(r"^(.*?)\. (?:[A-Z].*,)? ?(\d{1,2} [A-Z][a-z]+ \d{4})\s*$", row["treaty_name"]):
                day = datetime.strptime(match[2], "%d %B %Y").date()
                table.setdefault(bare(match[1]), set()).add(day)
    pairs = [(t.date, table[bare(t.title)]) for t in treaties() if bare(t.title) in table]
    assert len(pairs) > 100
    assert sum(day in days for day, days in pairs) / len(pairs) > 0.95
