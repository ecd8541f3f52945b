"""A store, or one instrument's graph -> N-Quads, Turtle, JSON-LD or GraphML; the same content gives the same bytes.

Graphs come in the order of their IRIs and statements sorted within them, one graph at a time, so that memory does
not grow with the store. Turtle has no graphs: it holds the union. GraphML holds instruments and who cites whom. Each
acknowledges the United Nations as its format can: in a comment, a description, or a key that JSON-LD passes over.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from lexline.graph.store import Store
from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT, COMMENT
from lexline.ontology.errors import UnknownReference, UsageError
from lexline.ontology.vocabulary import BODY, ELI, FUNCTION, LX, PREFIXES, RDF, graph_iri, instrument_iri, parse_iri

#: A local name that Turtle may write behind a prefix, and no less.
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
#: Characters that XML 1.0 cannot hold.
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export(store: Store, out: IO[bytes], how: str, identifier: str | None = None) -> None:
    """Write a store, or one of its instruments, to a binary stream.

    Args:
        store: an open store.
        out: where the bytes go.
        how: one of `FORMATS`.
        identifier: the canonical id of a loaded instrument, to write its graph only.

    Raises:
        UsageError: there is no such format.
        UnknownReference: the instrument is not loaded.
    """
    if how not in FORMATS:
        raise UsageError(f"There is no export format “{how}”.", f"There are {', '.join(FORMATS)}.")
    if identifier is not None and not store.has_graph(graph_iri(identifier)):
        raise UnknownReference(identifier)
    for piece in FORMATS[how](store, identifier):
        out.write(piece)


def _graphs(store: Store, identifier: str | None) -> Iterator[tuple[str, list[bytes]]]:
    """Yield each graph's IRI and its statements as sorted N-Triples lines, without the final full stop."""
    names = sorted(store.graph_names()) if identifier is None else [graph_iri(identifier)]
    for name in names:
        yield name, sorted(line.removesuffix(b" .") for line in store.graph(name).split(b"\n") if line)


def _n_quads(store: Store, identifier: str | None) -> Iterator[bytes]:
    yield COMMENT.encode()
    for name, lines in _graphs(store, identifier):
        end = f" <{name}> .\n".encode()
        yield b"".join(line + end for line in lines)


def _turtle(store: Store, identifier: str | None) -> Iterator[bytes]:
    yield COMMENT.encode()
    yield "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items())).encode()
    for _, lines in _graphs(store, identifier):
        statements = (line.decode("utf-8").split(" ", 2) for line in lines)
        for subject, said in groupby(statements, key=lambda parts: parts[0]):
            rows = [f"{_short(predicate)} {_object(value)}" for _, predicate, value in said]
            rows.sort(key=lambda row: not row.startswith("a "))
            together = " ;\n    ".join(rows)
            yield f"\n{_short(subject)} {together} .\n".encode()


@lru_cache(maxsize=65536)
def _short(iri: str) -> str:
    """Write `<IRI>` as its prefixed name, where it has one."""
    if iri == f"<{RDF}type>":
        return "a"
    bare = iri[1:-1]
    fits = [(len(space), name) for name, space in PREFIXES.items() if bare.startswith(space)]
    if fits:
        length, name = max(fits)
        if _LOCAL.fullmatch(bare, length):
            return f"{name}:{bare[length:]}"
    return iri


def _object(value: str) -> str:
    if value.startswith("<"):
        return _short(value) if value != f"<{RDF}type>" else "rdf:type"  # "a" stands for it as a predicate only
    text, mark, datatype = value.rpartition("^^<")
    return f"{text}^^{_short('<' + datatype)}" if mark and value.endswith(">") else value


def _json_ld(store: Store, identifier: str | None) -> Iterator[bytes]:
    """Write expanded JSON-LD, one graph a line."""
    yield f"[\n{json.dumps({'acknowledgement': ACKNOWLEDGEMENT})}".encode()
    for name, lines in _graphs(store, identifier):
        end = f" <{name}> .\n".encode()
        quads = ox.parse(b"".join(line + end for line in lines), ox.RdfFormat.N_QUADS)
        said = (ox.serialize(quads, format=ox.RdfFormat.JSON_LD) or b"[]")[1:-1]
        yield b",\n" + said if said else b""
    yield b"\n]\n"


_KEYS: Final = (
    ("kind", "node", "string"),
    ("title", "node", "string"),
    ("date", "node", "string"),
    ("body", "node", "string"),
    ("loaded", "node", "boolean"),
    ("citations", "edge", "int"),
    ("functions", "edge", "string"),
)


_LINKS: Final = """
SELECT ?a ?b ?f WHERE {{
  {0}
  OPTIONAL {{ ?c cito:hasCitationCharacterization ?f }}
  FILTER (?a != ?b)
}}"""
_ALL: Final = "?c lx:citingInstrument ?a ; cito:hasCitedEntity ?b"
_TOLD: Final = (RDF + "type", ELI + "title", ELI + "date_document", ELI + "passed_by", LX + "loaded")


def _graphml(store: Store, identifier: str | None) -> Iterator[bytes]:
    """Write instruments as nodes and their citations of each other as edges, with how often and with which verbs."""
    links: dict[tuple[str, str], Counter[str]] = {}
    patterns = [_ALL] if identifier is None else _around(instrument_iri(identifier))
    for pattern in patterns:
        for citing, cited, function in _rows(store, _LINKS.format(pattern)):
            links.setdefault((_id(citing), _id(cited)), Counter())[function.removeprefix(FUNCTION)] += 1
    names = {name for link in links for name in link} | ({identifier} if identifier else set())
    iris = " ".join(f"<{instrument_iri(name)}>" for name in sorted(names)) if identifier else ""
    only = f"VALUES ?i {{ {iris} }}" if iris else ""
    facts: dict[str, dict[str, str]] = {}
    for predicate in _TOLD:
        query = f"SELECT ?i (<{predicate}> AS ?p) ?o WHERE {{ {only} ?i a eli:LegalResource . ?i <{predicate}> ?o }}"
        for thing, _, value in _rows(store, query):
            _fact(facts.setdefault(_id(thing), {}), predicate, value)
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield f"<desc>{_xml(ACKNOWLEDGEMENT)}</desc>\n".encode()
    for key, what, kind in _KEYS:
        yield f'<key id="{key}" for="{what}" attr.name="{key}" attr.type="{kind}"/>\n'.encode()
    yield b'<graph id="lexline" edgedefault="directed">\n'
    for name in sorted(names | set(facts)):
        data = "".join(f'<data key="{key}">{_xml(value)}</data>' for key, value in sorted(facts.get(name, {}).items()))
        yield f"<node id={quoteattr(_NO_XML.sub('', name))}>{data}</node>\n".encode()
    for (citing, cited), functions in sorted(links.items()):
        told = ", ".join(f"{function} {count}" for function, count in sorted(functions.items()) if function)
        ends = f"source={quoteattr(_NO_XML.sub('', citing))} target={quoteattr(_NO_XML.sub('', cited))}"
        data = f'<data key="citations">{functions.total()}</data><data key="functions">{_xml(told)}</data>'
        yield f"<edge {ends}>{data}</edge>\n".encode()
    yield b"</graph>\n</graphml>\n"


def _around(iri: str) -> list[str]:
    """Write the patterns of the citations from and to one instrument."""
    return [
        f"?c lx:citingInstrument <{iri}> ; cito:hasCitedEntity ?b . BIND (<{iri}> AS ?a)",
        f"?c cito:hasCitedEntity <{iri}> ; lx:citingInstrument ?a . BIND (<{iri}> AS ?b)",
    ]


def _rows(store: Store, query: str) -> Iterator[tuple[str, str, str]]:
    for row in store.query(query).rows:
        one, two, three = ("" if term is None else str(getattr(term, "value", "")) for term in row)
        yield one, two, three


def _id(iri: str) -> str:
    parsed = parse_iri(iri)
    return parsed[0] if parsed else iri


def _fact(facts: dict[str, str], predicate: str, value: str) -> None:
    """Keep a fact of an instrument; of several the first in order, and the narrowest class."""
    if predicate == RDF + "type":
        kind = value.removeprefix(LX)
        if kind != value and (facts.get("kind", "Document") in ("Document", "Instrument") or kind < facts["kind"]):
            facts["kind"] = kind
        return
    key = {ELI + "title": "title", ELI + "date_document": "date", ELI + "passed_by": "body"}.get(predicate, "loaded")
    value = value.removeprefix(BODY) if key == "body" else value
    facts[key] = min(facts.get(key, value), value)


def _xml(text: str) -> str:
    return escape(_NO_XML.sub("", text))


#: The formats, by the name that `--format` takes.
FORMATS: Final[dict[str, Callable[[Store, str | None], Iterator[bytes]]]] = {
    "nquads": _n_quads,
    "turtle": _turtle,
    "jsonld": _json_ld,
    "graphml": _graphml,
}
