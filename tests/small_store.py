"""A small store of instruments that cite one another, for tests of what is built on top of a store.

The citations are true in kind (who cites whom, in what words a resolution does it), the sentences are short forms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lexline.graph.quads import encode
from lexline.graph.store import Store
from lexline.loaders.document import OPERATIVE, PARAGRAPH, PREAMBULAR, Citation, Document, Source, Span, Unit
from lexline.ontology.symbols import Symbol

_KINDS = {"pre": PREAMBULAR, "op": OPERATIVE, "para": PARAGRAPH}


@dataclass(frozen=True)
class Says:
    """One paragraph: its eId, its text, and what it cites as (words, target, function, pinpoint)."""

    eid: str
    text: str
    cites: tuple[tuple[str, str | None, str, str], ...] = ()


def document(identifier: str, when: str, title: str, says: Iterable[Says]) -> tuple[Document, tuple[Citation, ...]]:
    """Make a document and its citations."""
    symbol = Symbol.parse(identifier)
    units, citations = [], []
    for said in says:
        parent = said.eid.rpartition("__")[0] or None
        number = said.eid.rpartition("_")[2]
        units.append(Unit(said.eid, _KINDS.get(said.eid.partition("_")[0], OPERATIVE), said.text, number, parent))
        for words, target, function, pinpoint in said.cites:
            start = said.text.index(words)
            citations.append(
                Citation(
                    unit=said.eid,
                    span=Span(start, start + len(words)),
                    text=words,
                    target=target,
                    kind="resolution",
                    method="symbol",
                    confidence=1.0,
                    sentence=Span(0, len(said.text)),
                    pinpoint=(pinpoint,) if pinpoint else (),
                    target_units=(f"op_{pinpoint.split()[-1]}",) if pinpoint else (),
                    function=function,
                    verb=said.text.split()[0],
                )
            )
    whole = Document(
        id=identifier,
        kind=symbol.kind,
        title=title,
        source=Source(f"{symbol.slug}.xml", "0" * 64, "akoma-ntoso", "akoma-ntoso/1"),
        units=tuple(units),
        symbols=(identifier,),
        body=symbol.body,
        date=date.fromisoformat(when),
    )
    return whole, tuple(citations)


def store_of(folder: Path, documents: Iterable[tuple[Document, tuple[Citation, ...]]]) -> Store:
    """Write documents into a store in `folder` and open it for reading."""
    location = folder / "store"
    with Store.open(location, create=True) as store:
        store.replace(encode(whole, citations) for whole, citations in documents)
    return Store.open(location)


def recalling(eid: str, *numbers: str, function: str = "recalls", verb: str = "Recalling") -> Says:
    """Make a paragraph that cites Security Council resolutions by number and year."""
    cites = tuple((number, Symbol.parse(f"S/RES/{number}").text, function, "") for number in numbers)
    return Says(eid, f"{verb} its resolutions {', '.join(numbers)},", cites)


#: Resolutions of one agenda, a statement, a report, a treaty that is cited by name, and one pair that cites each other.
AGENDA = (
    document(
        "S/RES/1325(2000)",
        "2000-10-31",
        "Women and peace and security",
        (
            recalling("pre_1", "1261 (1999)", "1265 (1999)"),
            Says("op_1", "Urges Member States to increase representation;"),
            Says("op_8", "Calls on all actors to adopt a gender perspective:"),
            Says("op_8__a", "The special needs of women and girls;"),
        ),
    ),
    document("S/RES/1820(2008)", "2008-06-19", "Sexual violence in conflict", (recalling("pre_1", "1325 (2000)"),)),
    document(
        "S/RES/1889(2009)",
        "2009-10-05",
        "Women in peace processes",
        (
            recalling("pre_1", "1325 (2000)", "1820 (2008)", function="reaffirms", verb="Reaffirming"),
            Says(
                "op_2",
                "Recalls paragraph 8 of its resolution 1325 (2000) and stresses its importance;",
                (("1325 (2000)", "S/RES/1325(2000)", "recalls", "para. 8"),),
            ),
        ),
    ),
    document(
        "S/RES/2388(2017)",
        "2017-11-21",
        "Maintenance of international peace and security",
        (
            recalling("pre_2", "1889 (2009)"),
            Says(
                "op_16",
                "Invites States to ratify the Palermo Protocol;",
                (("the Palermo Protocol", "treaty:palermo-protocol", "refers-to", ""),),
            ),
            Says("op_16__a", "Notes the report;", (("report", None, "notes", ""),)),
        ),
    ),
    document(
        "S/PRST/2015/25",
        "2015-12-16",
        "Statement by the President of the Security Council",
        (
            Says("para_1", "The Council recalls 1325 (2000).", (("1325 (2000)", "S/RES/1325(2000)", "recalls", ""),)),
            Says("para_2", "It looks to S/2016/949.", (("S/2016/949", "S/2016/949", "notes", ""),)),
        ),
    ),
    document(
        "S/2016/949",
        "2016-11-10",
        "Report of the Secretary-General on trafficking in persons in armed conflict",
        (Says("para_12", "See S/PRST/2015/25.", (("S/PRST/2015/25", "S/PRST/2015/25", "sees", ""),)),),
    ),
    document("A/RES/64/293", "2010-07-30", "Global Plan of Action", (Says("op_1", "Adopts the Plan of Action;"),)),
)
