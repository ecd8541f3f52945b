"""What a query answered, read row by row or triple by triple -> the text of a standard format, up to a limit.

Tables as SPARQL results in JSON, XML, CSV and TSV; triples as Turtle, N-Triples, RDF/XML and JSON-LD. What is over the
limit is left out, and the text says so where its format can. Refused: triples that RDF/XML has no name for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from lexline.graph.answers import Value
from lexline.ontology.errors import QueryError
from lexline.ontology.vocabulary import PREFIXES, XSD

Row = Sequence[Value | None]
Cut = Literal["", "rows", "bytes"]

#: The formats of tables, and of triples, by name.
TABLES: Final = ("json", "xml", "csv", "tsv")
TRIPLES: Final[Mapping[str, ox.RdfFormat]] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}

#: Where a reader finds what the limits are; stands as a link in the head of results that were cut short.
LIMITS: Final = "about#limits"

_XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
#: What no XML 1.0 text may hold.
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What the last part of a predicate has to be for RDF/XML: a name.
_NAMED: Final = re.compile(r"[^\W\d][\w.-]*\Z")
_STRING: Final = XSD + "string"
_CRLF: Final = "\r\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most rows (or triples), and the most bytes of text."""

    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Written:
    """A text, how many rows (or triples) are in it, and which limit cut it short, if any."""

    body: bytes
    count: int
    cut: Cut = ""


def table(variables: Sequence[str], rows: Iterable[Row], form: str, limits: Limits) -> Written:
    """Write rows as one of the `TABLES`."""
    write, between = _row_writer(form, variables)
    parts: list[bytes] = []
    size = 0
    cut: Cut = ""
    for row in rows:
        if len(parts) >= limits.rows:
            cut = "rows"
            break
        part = write(row).encode("utf-8", "replace")
        size += len(part) + len(between)
        if size > limits.bytes:
            cut = "bytes"
            break
        parts.append(part)
    head, tail = _frame(form, variables, cut)
    last = between if parts and form in ("csv", "tsv") else b""
    return Written(head + between.join(parts) + last + tail, len(parts), cut)


def truth(value: bool, form: str) -> Written:
    """Write yes or no as one of the `TABLES`; CSV and TSV have no standard for it, and get the bare word."""
    word = "true" if value else "false"
    match form:
        case "json":
            text = f'{{"head":{{}},"boolean":{word}}}'
        case "xml":
            text = f"{_XML_HEAD}<head/><boolean>{word}</boolean></sparql>\n"
        case _:
            text = f"{word}\n"
    return Written(text.encode(), 1)


def triples(found: Iterable[ox.Triple], form: str, limits: Limits) -> Written:
    """Write triples, each once, as one of the `TRIPLES`.

    Raises:
        QueryError: RDF/XML cannot write one of them.
    """
    kept: dict[ox.Triple, None] = {}
    size = 0
    cut: Cut = ""
    for triple in found:
        if triple in kept:
            continue
        if len(kept) >= limits.rows:
            cut = "rows"
            break
        size += len(str(triple)) + 3
        if size > limits.bytes:
            cut = "bytes"
            break
        kept[triple] = None
    if form == "rdfxml":
        _check_names(kept)
    names = {str(triple.predicate.value) for triple in kept}
    names |= {str(getattr(term, "value", "")) for triple in kept for term in (triple.subject, triple.object)}
    used = {name: iri for name, iri in PREFIXES.items() if any(value.startswith(iri) for value in names)}
    body = ox.serialize(kept, format=TRIPLES[form], prefixes=used) or b""
    if cut and form in ("turtle", "ntriples"):
        body = f"# Cut short after {len(kept)} triples: the limit of {cut} was reached.\n".encode() + body
    return Written(body, len(kept), cut)


# --- one row ----------------------------------------------------------------------------------------------
def _row_writer(form: str, variables: Sequence[str]) -> tuple[Callable[[Row], str], bytes]:
    """Return what writes a row, and what stands between rows."""
    match form:
        case "json":
            heads = [f"{json.dumps(name)}:" for name in variables]
            return lambda row: f"{{{','.join(_bound(heads, row, _json))}}}", b",\n"
        case "xml":
            heads = [f'<binding name="{name}">' for name in variables]
            return lambda row: f"<result>{''.join(_bound(heads, row, _xml, '</binding>'))}</result>", b"\n"
        case "csv":
            return lambda row: ",".join(map(_csv, row)), _CRLF.encode()
        case "tsv":
            return lambda row: "\t".join("" if value is None else _tsv(value) for value in row), b"\n"
    raise ValueError(form)


def _bound(heads: Sequence[str], row: Row, write: Callable[[Value], str], tail: str = "") -> Iterator[str]:
    return (head + write(value) + tail for head, value in zip(heads, row, strict=True) if value is not None)


def _frame(form: str, variables: Sequence[str], cut: Cut) -> tuple[bytes, bytes]:
    """Return what stands before the rows and after them."""
    match form:
        case "json":
            head: dict[str, object] = {"vars": list(variables)}
            if cut:
                head["link"] = [LIMITS]
            before, after = f'{{"head":{json.dumps(head)},"results":{{"bindings":[\n', "\n]}}\n"
        case "xml":
            names = "".join(f'<variable name="{name}"/>' for name in variables)
            link = f'<link href="{LIMITS}"/>' if cut else ""
            before, after = f"{_XML_HEAD}<head>{names}{link}</head><results>\n", "\n</results></sparql>\n"
        case "csv":
            before, after = ",".join(variables) + _CRLF, ""
        case _:
            before, after = "\t".join(f"?{name}" for name in variables) + "\n", ""
    return before.encode(), after.encode()


def _json(value: Value) -> str:
    return json.dumps(_json_term(value), ensure_ascii=False, separators=(",", ":"))


def _json_term(value: Value) -> dict[str, object]:
    match value:
        case ox.NamedNode():
            return {"type": "uri", "value": value.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": value.value}
        case ox.Literal():
            told: dict[str, object] = {"type": "literal", "value": value.value}
            if value.language:
                told["xml:lang"] = value.language
            elif value.datatype.value != _STRING:
                told["datatype"] = value.datatype.value
            return told
    parts = {"subject": value.subject, "predicate": value.predicate, "object": value.object}
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}


def _xml(value: Value) -> str:
    match value:
        case ox.NamedNode():
            return f"<uri>{_xml_text(value.value)}</uri>"
        case ox.BlankNode():
            return f"<bnode>{_xml_text(value.value)}</bnode>"
        case ox.Literal():
            told = ""
            if value.language:
                told = f" xml:lang={quoteattr(value.language)}"
            elif value.datatype.value != _STRING:
                told = f" datatype={quoteattr(value.datatype.value)}"
            return f"<literal{told}>{_xml_text(value.value)}</literal>"
    parts = (("subject", value.subject), ("predicate", value.predicate), ("object", value.object))
    return f"<triple>{''.join(f'<{name}>{_xml(part)}</{name}>' for name, part in parts)}</triple>"


def _xml_text(text: str) -> str:
    # a bare carriage return would be read as a line feed
    return escape(_NO_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _csv(value: Value | None) -> str:
    match value:
        case None:
            return ""
        case ox.BlankNode():
            return f"_:{value.value}"
        case ox.NamedNode() | ox.Literal():
            text = str(value.value)
        case _:
            text = str(value)
    if any(letter in text for letter in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _tsv(value: Value) -> str:
    return str(value).replace("\t", "\\t")


def _check_names(found: Iterable[ox.Triple]) -> None:
    for triple in found:
        predicate = triple.predicate.value
        if not _NAMED.search(predicate):
            what = f"the predicate <{predicate[:200]}>"
        elif isinstance(triple.object, ox.Literal) and _NO_XML.search(triple.object.value):
            what = "a text with control characters"
        else:
            continue
        raise QueryError(f"RDF/XML has no way to write {what}.", remedy="Ask for text/turtle or application/n-triples.")
