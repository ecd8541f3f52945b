"""What the tests of the graph share: a small document with every sort of citation, and stores made of such."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from lexline.graph.quads import encode
from lexline.graph.registries import ontology_quads
from lexline.graph.store import Store
from lexline.loaders.document import Citation, Document, Footnote, Keyword, Problem, Source, Span, Unit

WOMEN = Keyword("UNBIS", "WOMEN", "http://metadata.un.org/thesaurus/1007029")


def citation(unit: Unit, words: str, target: str | None, **more: object) -> Citation:
    """A citation of `words` in a unit, whose sentence is all of the unit's text."""
    start = unit.text.index(words)
    facts: dict[str, object] = {"kind": "resolution", "method": "symbol", "confidence": 1.0, **more}
    whole = Span(0, len(unit.text))
    return Citation(unit.eid, Span(start, start + len(words)), words, target, sentence=whole, **facts)  # type: ignore[arg-type]


def resolution(
    number: int = 2388, year: int = 2017, cited: str = "S/RES/1325(2000)", words: str = "resolution 1325 (2000)"
) -> tuple[Document, tuple[Citation, ...]]:
    """A resolution of three paragraphs and a footnote, which cites in every way there is."""
    first = Unit("pre_1", "preambular", f"Recalling its {words} and all relevant resolutions,", "1")
    second = Unit("op_1", "operative", "Decides to extend the mandate in paragraph 3 of resolution 2331 (2016);", "1")
    third = Unit("op_1__a", "operative", "As said in paragraph 1 above,", "(a)", parent="op_1", heading="Mandate")
    note = Unit("fn_1", "footnote", "See the second report.", "1", source_eid="note1")
    name = f"S/RES/{number}({year})"
    document = Document(
        id=name,
        kind="resolution",
        title="Maintenance of international peace and security",
        source=Source(f"S_RES_{number}.xml", f"{number:064x}", "akoma-ntoso", "akoma-ntoso/1"),
        units=(first, second, third, note),
        symbols=(name,),
        body="SC",
        date=date(year, 11, 21),
        footnotes=(Footnote("1", "fn_1", "pre_1", 10),),
        keywords=(WOMEN, Keyword("", "MANDATES")),
        drafts=("S/2017/973",),
        meeting="S/PV.8111",
        vote="15-0-0",
        problems=(Problem("recovered", "an element was not closed"),),
    )
    return document, (
        citation(first, words, cited, function="recalls", verb="Recalling"),
        citation(first, "all relevant resolutions", "open-set", kind="set", anchor=cited),
        citation(
            second,
            "resolution 2331 (2016)",
            "S/RES/2331(2016)",
            function="extends",
            verb="extend",
            pinpoint=("para. 3",),
            target_units=("op_3",),
            confidence=0.9,
        ),
        citation(third, "paragraph 1 above", "self", kind="self", target_units=("op_1",)),
        citation(note, "second report", None, kind="document", note="no symbol"),
    )


def store_of(folder: Path, documents: Iterable[tuple[Document, tuple[Citation, ...]]]) -> Path:
    """Make a store with these documents and the registries."""
    with Store.open(folder, create=True) as store:
        store.replace([ontology_quads(), *(encode(*one) for one in documents)])
    return folder
