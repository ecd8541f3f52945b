"""A store that holds something of every class: texts in two languages, records and votes, treaties' parties, themes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from lexline.graph import expressions, parties, records
from lexline.graph.quads import encode
from lexline.graph.registries import ontology_quads
from lexline.graph.store import Store
from lexline.loaders import participation
from lexline.loaders.citations import extract
from lexline.loaders.document import Citation, Document, Keyword, Problem, Source, Unit
from lexline.loaders.records import Catalogue, Record, Vote
from lexline.ontology.vocabulary import PREFIXES, graph_iri
from tests.graphs import resolution

NAME = "S/RES/2388(2017)"
TABLE = """Participant,Signature,"Ratification, Accession(a)"
Albania,26 Jan 1990,27 Feb 1992
Atlantis,,3 Mar 2003 a
"""
LATER = """11. Convention on the Elimination of All Forms of Discrimination against Women
Participant,Signature,Ratification,Entry into force,Withdrawal,Provisional application
Norway,1990-01-26,1991-01-08,1991-02-07,2001-01-01,1990-02-01
"""
SAID = "#Norway\nMade on signature: a first declaration.\n"

#: What `lexline.graph.themed` and a learned model write, in short.
THEMES = """
about:S-RES-2388-2017--pre_1--1 a lx:ThemeAssignment ; lx:about id:S-RES-2388-2017--pre_1 ;
    lx:theme theme:women-peace-security ; lx:confidence 0.9 ; lx:method "label" ; oa:exact "resolution" ;
    lx:start 14 ; lx:end 24 ; lx:occurrences 2 .
id:S-RES-2388-2017--pre_1 lx:hasTheme theme:women-peace-security .
about:S-RES-2388-2017--1 a lx:ThemeAssignment ; lx:about id:S-RES-2388-2017 ; lx:theme theme:wps-protection ;
    lx:confidence 0.6 ; lx:method "learned" ; lx:because "women" , "girls" .
id:S-RES-2388-2017 lx:proposes theme:wps-protection .
id:S-RES-2388-2017--op_1 lx:proposes theme:wps-protection .
about:S-RES-2388-2017--op_1--1 a lx:ThemeAssignment ; lx:about id:S-RES-2388-2017--op_1 ;
    lx:theme theme:wps-protection ; lx:confidence 0.6 ; lx:method "learned" ; lx:because "mandate" .
about:S-RES-2388-2017--2 a lx:ThemeAssignment ; lx:about id:S-RES-2388-2017 ; lx:theme theme:women-peace-security ;
    lx:confidence 0.95 ; lx:method "official" .
id:S-RES-2388-2017 lx:hasTheme theme:women-peace-security .
<{graph}> lx:vocabularyHash "0123456789abcdef" .
"""


def themes() -> tuple[str, bytes]:
    """The graph of themes of the first resolution."""
    graph = graph_iri(NAME) + "#themes"
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    triples = ox.parse(prefixes + THEMES.format(graph=graph), ox.RdfFormat.TURTLE)
    quads = [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(graph)) for q in triples]
    return graph, ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def catalogue() -> Catalogue:
    """One record of the resolution, with a vote, sponsors and another date than the text's."""
    vote = Vote("Adopted 2-1-1-1", ("france", "mali"), ("china",), ("united-states",), ("chad",), 2, 1, 1, 1)
    record = Record(
        NAME,
        3,
        title="Another title",
        date=date(2017, 11, 22),
        meeting="S/PV.8111",
        drafts=("S/2017/973",),
        origin="A/C.3/1, para. 4",
        agenda_item="Women",
        agenda_number="4",
        committee="Third",
        chapter="VII",
        sponsors=("france",),
        later_sponsors=("mali",),
        sponsor_notes=("on behalf of a group",),
        subjects=(Keyword("UNBIS", "WOMEN", "http://metadata.un.org/thesaurus/1007029"), Keyword("", "PEACE")),
        vote=vote,
        problems=(Problem("count", "the counts do not agree"),),
    )
    return Catalogue(Source("records.json", "a" * 64, "extract", "extract/1"), (record,))


def report() -> tuple[Document, tuple[Citation, ...]]:
    """A report that says which paragraph asked for it."""
    text = "The present report is submitted pursuant to paragraph 1 of resolution 2388 (2017)."
    document = Document(
        id="S/2018/77",
        kind="report",
        title="Report of the Secretary-General",
        source=Source("report.txt", "b" * 64, "text", "text/1"),
        units=(Unit("para_1", "paragraph", text, "1"),),
        body="SC",
        date=date(2018, 2, 1),
    )
    return document, extract(document)


def store_of_everything(folder: Path) -> Path:
    """Make the store."""
    document, found = resolution(2388)
    linked = [replace(found[0], official="S/RES/1325(2000)", nested=("S/RES/1265(1999)",)), *found[1:]]
    french, cites = resolution(2388)
    rows = [
        *participation.load(TABLE.encode(), "4-11.csv"),
        *participation.load(LATER.encode(), "list.csv"),
        *participation.load(SAID.encode(), "4-11.txt"),
    ]
    with Store.open(folder, create=True) as store:
        store.replace(
            [
                ontology_quads(),
                encode(document, tuple(linked)),
                encode(*resolution(2331, 2016)),
                encode(*report()),
                expressions.encode(replace(french, language="fr"), cites),
                records.encode(catalogue()),
                *parties.quads(rows),
                themes(),
            ]
        )
    return folder
