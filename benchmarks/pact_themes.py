"""Whether the themes of paragraphs of reports agree with what people coded: the activities of peace operations.

    python benchmarks/pact_themes.py PARAGRAPHS.csv FOLDER_OF_PDFS [--least 50] [--show THEME]

PARAGRAPHS.csv has a row for each paragraph with a code: report (mission and symbol), paragraph number, and a column a
theme that says what the mission did in that field, or nothing. Reports that are coded for several countries have
their rows taken together; paragraphs without a row have no code. Files are found by their name. For each theme with
so many examples: precision and recall of the themes that the words of a paragraph name (surely enough for the plain
edge), and of a model trained on the codes of all other missions' reports.

A code says that the mission acts in the field. A paragraph that reports on the police, or on what a government did
about its courts, names the theme and is not coded: `--show` prints such paragraphs, and those that were missed.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from lexline.graph import learning
from lexline.graph.learning import Example, Label, Passage, Settings
from lexline.graph.themed import SURE
from lexline.loaders import load
from lexline.loaders.themes.concepts import own
from lexline.loaders.themes.matcher import Matcher
from lexline.ontology.errors import LexlineError
from lexline.ontology.vocabulary import THEME

#: The themes of ours that stand for a column.
THEMES = {
    "DisarmamentDemobilization": ("disarmament-and-demobilization", "ddr"),
    "Reintegration": ("reintegration", "ddr"),
    "ControlSALW": ("small-arms", "ammunition"),
    "Demilitarization": ("demilitarization",),
    "ArmsEmbargo": ("arms-embargo",),
    "CivilianProtection": ("protection-of-civilians",),
    "HumanRights": ("human-rights", "human-rights-monitoring", "human-rights-education"),
    "ChildRights": ("rights-of-the-child", "children-and-armed-conflict", "child-recruitment"),
    "SexualViolence": ("conflict-related-sexual-violence", "gender-based-violence"),
    "PoliceReform": ("police-reform",),
    "MilitaryReform": ("military-reform", "security-sector-reform"),
    "Operations_PatrolsInterventions": ("patrols",),
    "Operations_UseOfForce": ("use-of-force-by-missions",),
    "JusticeSectorReform": ("justice-reform",),
    "TransitionalJustice": ("transitional-justice",),
    "PrisonReform": ("prison-reform",),
    "BorderControl": ("border-control",),
    "Demining": ("mine-action",),
    "Resources": ("natural-resources",),
    "StateAuthority": ("state-authority",),
    "StateAdministration": ("state-administration",),
    "DemocraticInstitutions": ("governance",),
    "ElectoralSecurity": ("electoral-security",),
    "ElectionAssistance": ("elections",),
    "VoterEducation": ("voter-education",),
    "PartyAssistance": ("political-parties",),
    "CivilSocietyAssistance": ("civil-society",),
    "Media": ("media",),
    "PowerSharing": ("power-sharing",),
    "National_Reconciliation": ("national-reconciliation",),
    "LocalReconciliation": ("local-reconciliation",),
    "EconomicDevelopment": ("economic-development", "employment", "infrastructure", "agriculture"),
    "HumanitarianRelief": ("humanitarian-assistance",),
    "PublicHealth": ("health", "epidemics", "hiv-aids"),
    "RefugeeAssistance": ("refugees", "internally-displaced-persons", "return-of-displaced"),
    "Gender": ("gender-equality", "womens-rights", "gender-mainstreaming", "gender-based-violence"),
    "LegalReform": ("legal-reform",),
}
_COUNTRY = re.compile(r"_[A-Za-z]+$")


class Coded(NamedTuple):
    """A paragraph of a report: whose it is, its text, and its codes."""

    mission: str
    file: str
    number: int
    text: str
    codes: frozenset[str]


def key_of(name: str) -> str:
    """Return a name without what files cannot have.

    >>> key_of("UNMIK_S/2017/95/rev1") == key_of("UNMIK_S_2017_95_rev.1")
    True
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())


def codes_of(path: Path) -> dict[str, dict[int, set[str]]]:
    """Read the codes: by report, paragraph number, theme."""
    out: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            number = row["paragraphNumber"].strip()
            if number.isdigit():
                report = key_of(_COUNTRY.sub("", row["report_namePKO"]))
                out[report][int(number)].update(theme for theme in THEMES if row.get(theme))
    return out


def paragraphs(folder: Path, codes: dict[str, dict[int, set[str]]]) -> list[Coded]:
    """Read the numbered paragraphs, with what stands below them, of the reports that are coded."""
    out: list[Coded] = []
    for path in sorted(folder.glob("*.pdf")):
        coded = codes.get(key_of(path.stem))
        if not coded:
            continue
        try:
            (document,) = load(path)
        except LexlineError as error:
            print(f"{path.name}: {error}")
            continue
        texts: dict[int, list[str]] = defaultdict(list)
        for unit in document.units:
            if found := re.match(r"para_(\d+)(?:__|$)", unit.eid):
                texts[int(found[1])].append(unit.text)
        mission = path.stem.partition("_")[0]
        out.extend(
            Coded(mission, path.stem, number, "\n".join(parts), frozenset(coded.get(number, ())))
            for number, parts in sorted(texts.items())
        )
    return out


def matched(coded: Iterable[Coded], least: float) -> list[set[str]]:
    """Return the themes that the words of each paragraph name."""
    matcher = Matcher(own())
    columns: dict[str, list[str]] = defaultdict(list)
    for column, names in THEMES.items():
        for name in names:
            columns[THEME + name].append(column)
    return [
        {column for found in matcher.find(one.text) if found.confidence >= least for column in columns[found.concept]}
        for one in coded
    ]


def crossed(coded: list[Coded]) -> list[set[str]]:
    """Return the themes that a model proposes for each paragraph which has learned from the other missions alone."""
    out: list[set[str]] = [set() for _ in coded]
    for mission in sorted({one.mission for one in coded}):
        examples = [
            Example(f"{one.file} {one.number}", (Passage("", one.text, False),), frozenset(map(Label, one.codes)))
            for one in coded
            if one.mission != mission
        ]
        model = learning.train(examples, Settings(empty=True))
        for place, one in enumerate(coded):
            if one.mission == mission:
                out[place] = {proposal.label.name for proposal in model.propose(one.text, len(THEMES))}
    return out


def tell(name: str, coded: list[Coded], found: list[set[str]], themes: list[str]) -> None:
    """Print precision and recall of each theme, and of all together."""
    print(f"\n{name}\n  {'theme':32} coded  found  right  precision  recall    F1")
    totals = Counter[str]()
    for theme in [*themes, "together"]:
        if theme == "together":
            wanted, given, right = totals["wanted"], totals["given"], totals["right"]
        else:
            wanted = sum(theme in one.codes for one in coded)
            given = sum(theme in each for each in found)
            right = sum(theme in one.codes and theme in each for one, each in zip(coded, found, strict=True))
            totals.update(wanted=wanted, given=given, right=right)
        precision, recall, f1 = right / max(1, given), right / max(1, wanted), 2 * right / max(1, given + wanted)
        print(f"  {theme:32} {wanted:5}  {given:5}  {right:5}  {precision:9.2f}  {recall:6.2f}  {f1:.2f}")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paragraphs", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--least", type=int, default=50, help="examples that a theme must have")
    parser.add_argument("--show", help="print paragraphs where the words of this theme and its codes differ")
    options = parser.parse_args()
    codes = codes_of(options.paragraphs)
    coded = paragraphs(options.folder, codes)
    counts = Counter(theme for one in coded for theme in one.codes)
    themes = [theme for theme in THEMES if counts[theme] >= options.least]
    print(f"{len({one.file for one in coded})} reports of {len({one.mission for one in coded})} missions are there")
    print(f"{len(coded)} paragraphs, {sum(bool(one.codes) for one in coded)} with a code, {sum(counts.values())} codes")
    by_words = matched(coded, SURE)
    tell(f"Words of the paragraph, confidence {SURE} or more", coded, by_words, themes)
    tell("Words of the paragraph, any confidence", coded, matched(coded, 0.0), themes)
    tell("Learned from the reports of other missions", coded, crossed(coded), themes)
    if options.show:
        for one, found in zip(coded, by_words, strict=True):
            if (options.show in one.codes) != (options.show in found):
                kind = "named, not coded" if options.show in found else "coded, not named"
                print(f"\n{one.file} para {one.number}, {kind}: {one.text[:400]}")


if __name__ == "__main__":
    main()
