"""A document and its citations go into quads and come back as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexline.graph.documents import decode, natural
from lexline.graph.quads import LONGEST_SENTENCE, encode
from lexline.graph.terms import decimal, escape, is_name, language_tag, web_address
from lexline.loaders.document import UNIT_KINDS, Citation, Document, Footnote, Keyword, Source, Span, Unit
from lexline.ontology import registry
from lexline.ontology.vocabulary import CITO, ELI, ID, LX, graph_iri
from tests.graphs import resolution

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
WORD = st.text("abcdefgh-", min_size=1, max_size=8)
IDS = st.sampled_from(["S/RES/1325(2000)", "A/RES/47/20[A]", "treaty:cedaw", "S/2016/949", "A/ES-10/648", "decl:udhr"])
TARGETS = st.one_of(IDS, st.sampled_from(["self", "open-set", None]))


def quads_of(data: bytes) -> list[ox.Quad]:
    return list(ox.parse(data, ox.RdfFormat.N_QUADS))


@st.composite
def units(draw: st.DrawFn) -> tuple[Unit, ...]:
    names = draw(
        st.lists(st.from_regex(r"(pre|op|para|fn)_[0-9]{1,3}(__[a-z])?", fullmatch=True), unique=True, max_size=6)
    )
    found: list[Unit] = []
    for name in names:
        parent = draw(st.sampled_from([None, *(unit.eid for unit in found)]))
        options = {key: draw(st.none() | TEXT) for key in ("number", "heading", "source_eid")}
        found.append(Unit(name, draw(st.sampled_from(UNIT_KINDS)), draw(TEXT), parent=parent, **options))
    return tuple(found)


@st.composite
def spans(draw: st.DrawFn, length: int) -> Span:
    start = draw(st.integers(0, length))
    return Span(start, draw(st.integers(start, length)))


@st.composite
def citations(draw: st.DrawFn, unit: Unit) -> Citation:
    span, target = draw(spans(len(unit.text))), draw(TARGETS)
    parts = draw(st.lists(st.sampled_from(["op_1", "op_2__a", "art_10"]), unique=True, max_size=3))
    return Citation(
        unit=unit.eid,
        span=span,
        text=unit.text[span.start : span.end],
        target=target,
        kind=draw(WORD),
        method=draw(WORD),
        confidence=draw(st.integers(0, 100)) / 100,
        sentence=draw(spans(len(unit.text))),
        target_units=() if target in (None, "open-set") else tuple(sorted(parts, key=natural)),
        pinpoint=tuple(sorted(draw(st.sets(TEXT, max_size=3)), key=natural)),
        function=draw(st.sampled_from(["", "recalls", "acts-under"])),
        verb=draw(TEXT),
        anchor=draw(st.none() | IDS),
        official=draw(st.none() | IDS),
        note=draw(TEXT),
    )


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, tuple[Citation, ...]]:
    parts = draw(units())
    notes = tuple(
        Footnote(draw(TEXT), unit.eid, anchor, None if anchor is None else draw(st.none() | st.integers(0, 9)))
        for unit in parts
        if unit.kind == "footnote"
        for anchor in [draw(st.sampled_from([None, *(other.eid for other in parts)]))]
    )
    name = draw(IDS)
    document = Document(
        id=name,
        kind=draw(st.sampled_from(["resolution", "report", "decision-set", "treaty", "something new"])),
        title=draw(TEXT),
        source=Source(draw(TEXT), "ab" * 32, draw(WORD), draw(WORD)),
        units=parts,
        symbols=(name,),
        body=draw(st.sampled_from(["", "SC", "ECOSOC-CN", "a b"])),
        date=draw(st.none() | st.dates(date(1945, 1, 1), date(2099, 12, 31))),
        footnotes=notes,
        keywords=(Keyword("UNBIS", draw(TEXT.filter(is_name)), "http://metadata.un.org/thesaurus/1"),),
        identifier=draw(st.none() | TEXT),
        meeting=draw(st.none() | TEXT),
        agenda_item=draw(st.none() | TEXT),
        drafts=tuple(draw(st.sets(st.just("S/2000/1044")))),
        vote=draw(st.none() | TEXT),
    )
    found = [one for unit in parts for one in draw(st.lists(citations(unit), max_size=3))]
    order = {unit.eid: place for place, unit in enumerate(parts)}
    return document, tuple(sorted(found, key=lambda c: (order[c.unit], c.span.start, c.span.end)))


@settings(max_examples=120, deadline=None)
@given(documents())
def test_whatever_a_document_says_is_read_back_as_it_was(given: tuple[Document, tuple[Citation, ...]]) -> None:
    document, found = given
    graph, data = encode(document, found, {})
    own = quads_of(data)
    assert {quad.graph_name.value for quad in own} <= {graph}
    # The registry's graph names a known instrument once for all: a text without a title has that one.
    known = registry.treaty(document.id)
    if known is not None:
        document = replace(document, title=document.title or known.title, date=document.date or known.date)
    assert decode(document.id, own) == (document, found)


@settings(max_examples=120, deadline=None)
@given(documents())
def test_the_writing_is_the_stores_own_byte_for_byte(given: tuple[Document, tuple[Citation, ...]]) -> None:
    _, data = encode(*given, {})
    store = ox.Store()
    store.load(data, ox.RdfFormat.N_QUADS)
    dumped = store.dump(format=ox.RdfFormat.N_QUADS)
    assert dumped is not None
    assert sorted(dumped.split(b"\n")) == sorted(data.split(b"\n"))


def test_what_the_registry_says_of_a_treaty_is_not_said_again() -> None:
    made, _ = resolution()
    known = registry.treaty("treaty:cedaw")
    assert known is not None
    treaty = replace(made, id=known.id, kind="treaty", title=known.title, date=known.date, symbols=(known.id,))
    _, data = encode(treaty, ())
    assert not [q for q in quads_of(data) if q.predicate.value in (ELI + "title", ELI + "date_document")]
    _, other = encode(replace(treaty, title="Another title"), ())
    assert [q.object.value for q in quads_of(other) if q.predicate.value == ELI + "title"] == ["Another title"]


def test_every_statement_of_a_document_is_about_itself_its_units_or_its_citations() -> None:
    document, found = resolution()
    graph, data = encode(document, found)
    stem = "S-RES-2388-2017"
    own = {quad.subject.value.rpartition("/")[2] for quad in quads_of(data) if quad.graph_name.value == graph}
    assert graph == graph_iri(document.id)
    assert {name for name in own if name != stem and not name.startswith((stem + "--", stem + "#subject-"))} == set()


def test_citations_draw_edges_from_unit_and_instrument_and_the_verb_makes_an_effect() -> None:
    document, found = resolution()
    _, data = encode(document, found)
    edges = {(q.subject.value, q.predicate.value, q.object.value) for q in quads_of(data)}
    me, cited = ID + "S-RES-2388-2017", ID + "S-RES-2331-2016"
    assert (me, ELI + "cites", cited) in edges
    assert (me + "--op_1", ELI + "cites", cited) in edges
    assert (me + "--op_1", ELI + "cites", cited + "--op_3") in edges
    assert (me, LX + "extends", cited) in edges


def test_a_reference_to_itself_an_open_set_and_an_unresolved_one_make_no_edge() -> None:
    document, found = resolution()
    _, data = encode(document, [one for one in found if one.target in ("self", "open-set", None)])
    quads = quads_of(data)
    assert not [quad for quad in quads if quad.predicate.value == ELI + "cites"]
    kinds = {
        quad.object.value.removeprefix(LX) for quad in quads if quad.object.value.endswith(("Reference", "Citation"))
    }
    assert kinds == {CITO + "Citation", "SelfReference", "OpenSetCitation", "UnresolvedCitation"}


def test_an_instrument_that_is_not_loaded_cannot_be_read_back() -> None:
    assert decode("S/RES/1325(2000)", []) is None


def test_a_sentence_without_end_is_cut_to_the_words_around_the_citation() -> None:
    text = "resolution 1325 (2000) and more words | " * 5000
    unit = Unit("table_1", "table", text)
    document = Document("S/2000/1", "document", "", Source("f", "0" * 64, "", ""), (unit,), ("S/2000/1",))
    found = [
        Citation(
            "table_1",
            Span(at, at + 22),
            text[at : at + 22],
            "S/RES/1325(2000)",
            "resolution",
            "symbol",
            1,
            Span(0, len(text)),
        )
        for at in range(0, len(text), 40)
    ]
    graph, data = encode(document, found, {})
    read = decode(document.id, [quad for quad in quads_of(data) if quad.graph_name.value == graph])
    assert read is not None
    for one in read[1]:
        assert one.sentence.end - one.sentence.start <= LONGEST_SENTENCE
        assert one.sentence.start <= one.span.start < one.span.end <= one.sentence.end
        assert text[one.sentence.start : one.sentence.end].startswith(
            ("resolution", "and", "more", "words", "|", "1325", "(2000)")
        )


def test_half_a_surrogate_pair_becomes_one_character_so_that_offsets_stay() -> None:
    unit = Unit("op_1", "operative", "a\ud800b resolution")
    document = Document("S/2000/1", "document", "", Source("f", "0" * 64, "", ""), (unit,), ("S/2000/1",))
    _, data = encode(document, (), {})
    texts = [quad.object.value for quad in quads_of(data) if quad.predicate.value == LX + "text"]
    assert texts == ["a?b resolution"]


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (0.95, "0.95"), (0.0, "0"), (0.1 + 0.2, "0.3"), (2 / 3, "0.6667")]
)
def test_decimals_have_no_idle_zeros(value: float, written: str) -> None:
    assert decimal(value).startswith(f'"{written}"^^')


@pytest.mark.parametrize(
    "address", ["http://a b", "javascript:1", "http://a/<x>", "http://a\n", "", None, "http://" + "a" * 600]
)
def test_what_is_no_address_does_not_become_an_iri(address: str | None) -> None:
    assert web_address(address) is None


def test_escapes_are_those_of_canonical_n_quads() -> None:
    assert escape('a"\\\n\r\t\b\f\x01\x7f\u2028é') == 'a\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u007F\u2028é'


@pytest.mark.parametrize("address", ["http://x/[", "http://x/%zz", "http://x:port/", "http://x/a]", "urn:x", "", None])
def test_an_address_that_rdf_refuses_is_none(address: str | None) -> None:
    assert web_address(address) is None


@pytest.mark.parametrize("tag", ["en-a", "e", "a-b", "abcdefghi", "en us", "", "x"])
def test_a_language_that_rdf_refuses_is_undetermined(tag: str) -> None:
    assert language_tag(tag) == "und"


@given(st.text("ab1-:/[]%z@?#.", max_size=12), st.text("ab1-", max_size=12))
def test_no_address_or_language_of_a_file_can_spoil_a_graph(address: str, language: str) -> None:
    document, found = resolution()
    keywords = (Keyword("", "PEACE", "http://x" + address), Keyword("", "http://x/label", "http://x/1"))
    _, data = encode(replace(document, keywords=keywords, language=language), found)
    assert quads_of(data)


def test_a_label_that_is_an_address_is_no_label() -> None:
    document, found = resolution()
    iri = "http://metadata.un.org/thesaurus/1007029"
    _, data = encode(replace(document, keywords=(Keyword("UNBIS", iri, iri),)), found)
    assert not [quad for quad in quads_of(data) if quad.predicate.value == LX + "subjectLabel"]
