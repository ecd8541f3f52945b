"""A query of ours or of a user -> the text that a server gets, and what it answered -> results.

The text is read by the embedded store's own parser before anything is sent, so that a server is asked only what the
embedded store would answer too: no updates, no SERVICE, and the same places in the messages. Values are put in as RDF
terms, never as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from lexline.graph.answers import Results, Term, Value, outline, words
from lexline.graph.remote_client import Reply
from lexline.ontology.errors import NetworkError, QueryError, TimeLimit, UsageError
from lexline.ontology.vocabulary import PREFIXES, XSD

RESULTS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"

_DECLARED: Final = re.compile(r"\bprefix\s+([\w-]*):", re.IGNORECASE)
_BOOLEAN: Final = ox.NamedNode(XSD + "boolean")
_DURATION: Final = ox.NamedNode(XSD + "duration")
_NUMBER: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?(?:e\+[0-9]{1,2})?")
_DAY: Final = 86_400
_TRUTH: Final = {"1": ox.Literal("true", datatype=_BOOLEAN), "0": ox.Literal("false", datatype=_BOOLEAN)}
#: What Virtuoso says of an answer that it has cut short: at a number of rows, or after a time.
_CUT, _STATE, _TIMED_OUT = "x-sparql-maxrows", "x-sql-state", "S1TAT"
_WRONG: Final = "Give --store the address that takes queries (often it ends in /sparql or /query)."


def prepare(sparql: str, substitutions: Mapping[str, Term] | None = None) -> tuple[str, Results]:
    """Return the text for a server, and the outline of its answer: the kind and the variables.

    Raises:
        QueryError: the query is overlong, does not parse, changes something, or asks another server.
        UsageError: a value cannot be put in.
    """
    expected = outline(sparql, substitutions)
    text = _filled(sparql, substitutions) if substitutions else sparql
    declared = set(_DECLARED.findall(text))
    used = {name for name in PREFIXES if name not in declared and f"{name}:" in text}
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in sorted(used)) + text, expected


def _filled(sparql: str, substitutions: Mapping[str, Term]) -> str:
    """Bind variables at the beginning of the pattern."""
    for name, term in substitutions.items():
        if isinstance(term, ox.BlankNode):
            raise UsageError(f"A server cannot be given the blank node {name}.", "Give an IRI or a literal.")
    start = next((at for word, at in words(sparql) if word == "WHERE"), 0)
    opened = sparql.find("{", start)
    if opened < 0:
        raise UsageError("The query has no pattern that a value could be put into.", "Write it with WHERE { … }.")
    values = " ".join(f"VALUES ?{ox.Variable(name).value} {{ {term} }}" for name, term in substitutions.items())
    return f"{sparql[: opened + 1]} {values} {sparql[opened + 1 :]}"


def read(reply: Reply, expected: Results) -> Results:
    """Read what a server answered to a query whose kind and variables are known.

    Raises:
        QueryError: the server does not take the query.
        NetworkError: it answered something else, or not all.
        TimeLimit: it gave up.
    """
    if reply.status >= 300:
        raise _refusal(reply)
    if reply.headers.get(_STATE) == _TIMED_OUT:
        raise TimeLimit(f"The server {reply.url} gave up before it had answered.", "Narrow the query, or give it time.")
    wanted = TRIPLES if expected.kind == "construct" else RESULTS
    if reply.type not in (wanted, "application/json", "text/plain"):
        raise NetworkError(
            f"{reply.url} answers with {reply.type or 'something'} where a SPARQL server answers with {wanted}.", _WRONG
        )
    try:
        results = _read(reply.body, expected)
    except (SyntaxError, ValueError) as error:
        told = " ".join(str(error).split())[:200]
        # its traceback would keep the half-read rows, which may be dropped only by the thread that made them
        cause = error.with_traceback(None)
        raise NetworkError(f"The answer of {reply.url} cannot be read: {told}.", _WRONG) from cause
    most = reply.headers.get(_CUT, "")
    if most.isdecimal() and max(len(results.rows), len(results.triples)) >= int(most[:20]):
        raise NetworkError(
            f"The server {reply.url} answers with no more than {most} rows.",
            "Ask for less, or have its limit raised (ResultSetMaxRows in virtuoso.ini).",
        )
    return results


def _read(body: bytes, expected: Results) -> Results:
    if expected.kind == "construct":
        triples = (quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES))
        return Results("construct", triples=tuple(dict.fromkeys(map(_plain_triple, triples))))
    found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if expected.kind == "ask":
        # Virtuoso says yes or no in a table of one cell
        if isinstance(found, ox.QueryBoolean):
            return Results("ask", boolean=bool(found))
        rows = [tuple(row) for row in found]
        return Results("ask", boolean=bool(rows and getattr(rows[0][0], "value", "0") in ("1", "true")))
    if isinstance(found, ox.QueryBoolean):
        raise ValueError("it is yes or no, and rows were asked for")
    places = {variable.value: at for at, variable in enumerate(found.variables)}
    order = [places.get(name) for name in expected.variables]
    rows = [tuple(None if at is None else _plain(row[at]) for at in order) for row in found]
    return Results("select", expected.variables, tuple(rows))


def _plain(value: Value | None) -> Value | None:
    """Write truth and durations as the embedded store does; Virtuoso says 1 and 0, and counts months or seconds."""
    if isinstance(value, ox.Literal):
        if value.datatype == _BOOLEAN:
            return _TRUTH.get(value.value, value)
        if value.datatype == _DURATION and _NUMBER.fullmatch(value.value):
            return ox.Literal(_duration(float(value.value)), datatype=_DURATION)
    return value


def _duration(count: float) -> str:
    """Write a number of months, or of seconds where there are as many as in a day.

    >>> _duration(14), _duration(12), _duration(2.592e06)
    ('P1Y2M', 'P1Y', 'P30D')
    """
    if count >= _DAY:
        return f"P{round(count / _DAY)}D"
    years, months = divmod(round(count), 12)
    return "P" + (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")


def _plain_triple(triple: ox.Triple) -> ox.Triple:
    value = _plain(triple.object)
    return triple if value is triple.object or value is None else ox.Triple(triple.subject, triple.predicate, value)


def _refusal(reply: Reply) -> QueryError | NetworkError:
    said = f": {reply.said}" if reply.said else ""
    if reply.status == 403:
        return NetworkError(f"The server {reply.url} forbids this{said}.", "Ask whoever runs it for access.")
    if reply.status in (404, 405, 410):
        return NetworkError(f"There is no data set at {reply.url} (it answers {reply.status}{said}).", _WRONG)
    if reply.status in (400, 413, 500) and "<html" not in said:
        return QueryError(
            f"The server {reply.url} does not answer the query (it answers {reply.status}{said}).",
            remedy="Ask in a simpler way; the query itself is sound.",
        )
    return NetworkError(f"The server {reply.url} answers {reply.status}{said}.", _WRONG)


def triples_of(lines: Iterable[bytes]) -> bytes:
    """Read lines as N-Triples and write them canonically; raises SyntaxError for what is no RDF."""
    parsed = ox.parse(b"\n".join(lines), ox.RdfFormat.N_TRIPLES)
    return ox.serialize((quad.triple for quad in parsed), format=ox.RdfFormat.N_TRIPLES) or b""
