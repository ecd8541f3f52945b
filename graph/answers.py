"""A SPARQL query -> results, in this process or, with a time limit, in one of its own that can be stopped.

Refused: updates (the grammar of queries has none) and SERVICE, which would ask another server. Nothing is fetched.
"""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pyoxigraph as ox

from lexline.ontology.errors import LexlineError, QueryError, StoreError, TimeLimit
from lexline.ontology.vocabulary import PREFIXES

Term = ox.NamedNode | ox.Literal | ox.BlankNode
Value = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
#: The tokens that may hide a word of the language: comments, texts, IRIs, variables, prefixed names.
_TOKENS: Final = re.compile(
    r"""\#[^\n]*
      | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
      | <[^<>"{}|^`\\\s]*>
      | [?$@]\w+
      | [\w.-]*:[\w.:%\\-]*
      | (?P<word>\w+)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Results:
    """What a query answered: rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT or DESCRIBE."""

    kind: Literal["select", "ask", "construct"]
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[ox.Triple, ...] = ()


def check(sparql: str) -> None:
    """Refuse a query that asks another server.

    Raises:
        QueryError: it holds SERVICE; line and column say where.
    """
    for word, start in _words(sparql):
        if word == "SERVICE":
            line = sparql.count("\n", 0, start) + 1
            column = start - (sparql.rfind("\n", 0, start) + 1) + 1
            raise QueryError(
                f"SERVICE (line {line}, column {column}) would ask another server; lexline asks its store only.",
                line,
                column,
                "Leave SERVICE out.",
            )


def _words(sparql: str) -> Iterator[tuple[str, int]]:
    """Yield the words of the language itself, in capitals, and where they stand."""
    for match in _TOKENS.finditer(sparql):
        if match["word"]:
            yield match["word"].upper(), match.start()


def answer(store: ox.Store, sparql: str, substitutions: Mapping[str, Term] | None = None) -> Results:
    """Answer a query from an open store; see `Store.query`."""
    check(sparql)
    values: dict[ox.Variable, Term | ox.Triple] | None = (
        {ox.Variable(name): term for name, term in substitutions.items()} if substitutions else None
    )
    # a query that names its own dataset gets that one
    union = all(word != "FROM" for word, _ in _words(sparql))
    try:
        found = store.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=union, substitutions=values)
        if isinstance(found, ox.QueryBoolean):
            return Results("ask", boolean=bool(found))
        if isinstance(found, ox.QueryTriples):
            return Results("construct", triples=tuple(dict.fromkeys(found)))
        names = tuple(variable.value for variable in found.variables)
        return Results("select", names, tuple(tuple(row) for row in found))
    except SyntaxError as error:
        raise _query_error(sparql, str(error)) from error
    except (ValueError, RuntimeError) as error:
        raise QueryError(f"The query cannot be answered: {error}.", remedy="Check its variables and values.") from error


def _query_error(sparql: str, text: str) -> QueryError:
    """Say where a query does not parse, with the line itself."""
    match = _PLACE.search(text)
    if match is None:
        return QueryError(f"The query does not parse: {text}", remedy="See `lexline query --list` for examples.")
    line, column = int(match[1]), int(match[2])
    lines = sparql.split("\n")
    shown = lines[line - 1].strip()[:80] if line <= len(lines) else ""
    if "Prefix not found" in match[3]:
        reason = "a prefix stands there that is not declared"
    elif "CONSTRUCT" in match[3] and re.match(
        r"\s*\b(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", lines[line - 1], re.IGNORECASE
    ):
        reason = "this is an update, and queries change nothing"
    else:
        wanted = " ".join(match[3].split())
        reason = wanted if len(wanted) <= 60 else "something else was expected there"
    where = f" (“{shown}”)" if shown else ""
    return QueryError(
        f"The query does not parse at line {line}, column {column}{where}: {reason}.",
        line,
        column,
        "See `lexline query --list` for questions to start from.",
    )


def answer_apart(location: Path, sparql: str, substitutions: Mapping[str, Term] | None, timeout: float) -> Results:
    """Answer a query in a process of its own, which is ended after `timeout` seconds."""
    check(sparql)
    request = pickle.dumps((str(location), sparql, dict(substitutions or {})))
    command = [sys.executable, "-P", "-m", "lexline.graph.answering"]
    try:
        done = subprocess.run(command, input=request, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as error:
        raise TimeLimit(
            f"The query took longer than {timeout:g} seconds.", "Give it more time with --timeout, or narrow it."
        ) from error
    if done.returncode != 0:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise StoreError(f"The query's process ended without an answer: {last}", "Run it without a time limit.")
    result = pickle.loads(done.stdout)  # noqa: S301 (our own process wrote it)
    if isinstance(result, LexlineError):
        raise result
    assert isinstance(result, Results)
    return result
