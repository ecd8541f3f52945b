"""A SPARQL query -> results, in this process or, with a time limit, in one of its own that can be stopped.

Refused: updates (the grammar of queries has none), SERVICE, which would ask another server, and what is overlong.
Nothing is fetched.
"""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pyoxigraph as ox

from lexline.ontology.errors import LexlineError, QueryError, TimeLimit
from lexline.ontology.vocabulary import PREFIXES

Term = ox.NamedNode | ox.Literal | ox.BlankNode
Value = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple

#: The longest query, in characters.
LONGEST: Final = 1_000_000

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
#: The tokens that may hide a word of the language: comments, texts, IRIs, variables, prefixed names. No token fails
#: after it has begun (an unclosed text ends where the query does), so that the time is linear.
_TOKENS: Final = re.compile(
    r"""\#[^\r\n]*+
      | \"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\")? | '''(?:[^'\\]|\\.|'(?!''))*+(?:''')?
      | "(?:[^"\\\r\n]|\\.)*+"? | '(?:[^'\\\r\n]|\\.)*+'?
      | <[^<>"{}|^`\\\s]*+>
      | [?$@]\w++
      | (?P<word>\w++)(?![.:-])
      | [\w.-]*+(?:(?P<local>:)[\w.:%\\-]*+)?""",
    re.VERBOSE | re.DOTALL,
)
_SERVICE: Final = re.compile("service", re.IGNORECASE)
#: A letter written as its number, which some parsers read before anything else.
_ESCAPED_LETTER: Final = re.compile(r"\\(?:u|U0000)00([4-7][0-9A-Fa-f])")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Results:
    """What a query answered: rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT or DESCRIBE."""

    kind: Literal["select", "ask", "construct"]
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[ox.Triple, ...] = ()
    #: Whether there were more rows than the limit that a saved question has.
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query is put to, in the place of those it names itself: IRIs."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def check(sparql: str) -> None:
    """Refuse a query that is overlong, or that asks another server.

    Where the letters of SERVICE stand anywhere (in a text, an IRI, the name of a variable), the database's own parser
    is the judge: it is given the query with other letters in their place, which can ask nobody. If they were but part
    of a name or a text, that query parses as well; if they were the keyword, it does not.

    Raises:
        QueryError: the query is overlong, does not parse, or holds SERVICE; line and column say where.
    """
    if len(sparql) > LONGEST:
        raise QueryError(
            f"The query has {len(sparql):,} characters; {LONGEST:,} are the most.", remedy="Ask in several queries."
        )
    text = _ESCAPED_LETTER.sub(lambda match: chr(int(match[1], 16)), sparql)
    if not _SERVICE.search(text):
        return
    try:
        ox.Store().query(_SERVICE.sub("serbice", text), prefixes=PREFIXES)
    except SyntaxError as error:
        if (start := _first_service(sparql)) is None:
            raise _query_error(sparql, str(error)) from error
        line = sparql.count("\n", 0, start) + 1
        column = start - (sparql.rfind("\n", 0, start) + 1) + 1
        raise QueryError(
            f"SERVICE (line {line}, column {column}) would ask another server; lexline asks its store only.",
            line,
            column,
            "Leave SERVICE out.",
        ) from error
    except (ValueError, RuntimeError):
        return  # it parses, and what it comes to is not asked here


def _first_service(sparql: str) -> int | None:
    """Say where a word of the language begins with SERVICE, however it is glued to what follows."""
    return next((start for word, start in words(sparql, glued=True) if word.startswith("SERVICE")), None)


def words(sparql: str, *, glued: bool = False) -> Iterator[tuple[str, int]]:
    """Yield the words of the language itself, in capitals, and where they stand; `glued`: also prefixed names."""
    for match in _TOKENS.finditer(sparql):
        if match["word"]:
            yield match["word"].upper(), match.start()
        elif match.lastgroup == "local":
            if glued:
                yield match[0].upper(), match.start()
        elif match[0][:1].isalnum() or match[0][:1] in ("-", "."):
            for word in _WORD.finditer(match[0]):
                yield word[0].upper(), match.start() + word.start()


def answer(store: ox.Store, sparql: str, substitutions: Mapping[str, Term] | None = None) -> Results:
    """Answer a query from an open store; see `Store.query`."""
    check(sparql)
    with told(sparql):
        found = asked(store, sparql, substitutions)
        if isinstance(found, ox.QueryBoolean):
            return Results("ask", boolean=bool(found))
        if isinstance(found, ox.QueryTriples):
            return Results("construct", triples=tuple(dict.fromkeys(found)))
        names = tuple(variable.value for variable in found.variables)
        return Results("select", names, tuple(tuple(row) for row in found))


def outline(sparql: str, substitutions: Mapping[str, Term] | None = None) -> Results:
    """Say what kind of answer a query has, and with which variables, without answering it.

    Raises:
        QueryError: it does not parse, changes something, or asks another server.
    """
    check(sparql)
    for word, start in words(sparql):
        if word == "ASK":
            # yes and no are worked out at once, rows only when they are read
            with suppress(SyntaxError, ValueError, RuntimeError):
                asked(ox.Store(), f"{sparql[:start]}SELECT *{sparql[start + 3 :]}", substitutions)
                return Results("ask")
        if word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            break
    with told(sparql):
        found = asked(ox.Store(), sparql, substitutions)
    if isinstance(found, ox.QuerySolutions):
        return Results("select", tuple(variable.value for variable in found.variables))
    return Results("construct" if isinstance(found, ox.QueryTriples) else "ask")


def asked(
    store: ox.Store,
    sparql: str,
    substitutions: Mapping[str, Term] | None = None,
    dataset: Dataset | None = None,
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Begin to answer a query that `check` has let through; rows are worked out as they are read, inside `told`."""
    values: dict[ox.Variable, Term | ox.Triple] | None = (
        {ox.Variable(name): term for name, term in substitutions.items()} if substitutions else None
    )
    if dataset is not None:
        return store.query(
            sparql,
            prefixes=PREFIXES,
            default_graph=[ox.NamedNode(iri) for iri in dataset.default],
            named_graphs=[ox.NamedNode(iri) for iri in dataset.named],
            substitutions=values,
        )
    # a query that names its own dataset gets that one
    union = not own_dataset(sparql)
    return store.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=union, substitutions=values)


def own_dataset(sparql: str) -> bool:
    """Say whether a query names the graphs that it is put to."""
    return any(word == "FROM" for word, _ in words(sparql))


@contextmanager
def told(sparql: str) -> Iterator[None]:
    """Turn what the database raises into a QueryError that says where."""
    try:
        yield
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
        raise QueryError(
            f"The query brought its process down{': ' if last else ''}{last}.",
            remedy="It may be too deeply nested, or need too much memory: ask in simpler steps.",
        )
    result = pickle.loads(done.stdout)  # noqa: S301 (our own process wrote it)
    if isinstance(result, LexlineError):
        raise result
    assert isinstance(result, Results)
    return result
