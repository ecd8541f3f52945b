"""Saved questions: `queries/*.rq` -> titles, parameters and SPARQL text with values put in.

A saved question is a SPARQL file that begins with comments:

    # title: Who cites an instrument
    # question: Which instruments cite this one, with which verb?
    # group: lawyers researchers
    # columns: citing date function
    # param: instrument instrument S/RES/1325(2000)
    # option: limit integer 50
    # heavy: it looks at every citation

`group` says for whom it is (the first one is where a list shows it), `columns` what the answer has, `heavy` why it may
take more than a second on a large store. `param` (name, type, example) has to be given, `option` (name, type, default)
may be. In the text a parameter stands as `$name`, so that the file is SPARQL as it is. A value is put in as one RDF
term, whatever it holds. Refused: a question whose header does not fit its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from lexline.graph.terms import plain, web_address
from lexline.loaders.themes.concepts import iri_of
from lexline.ontology.errors import UsageError
from lexline.ontology.symbols import Symbol
from lexline.ontology.vocabulary import BODY, PREFIXES, XSD, instrument_iri, unit_iri

if TYPE_CHECKING:
    from lexline.graph.answers import Results
    from lexline.graph.store import Store

#: What a parameter may be.
TYPES: Final = ("instrument", "unit", "body", "state", "theme", "integer", "date", "text")

#: For whom a question is.
GROUPS: Final = ("lawyers", "researchers", "staff")

#: How a message calls what was wanted.
_WANTED: Final = {"integer": "integer from 0 up", "date": "date (YYYY-MM-DD)"}

_HEADER: Final = re.compile(r"#\s*(?P<key>title|question|group|columns|heavy|param|option):\s*(?P<value>.*)")
_PARAMETER: Final = re.compile(r"\$([a-z_]+)\b")
#: What SELECT is followed by, up to the first pattern.
_SELECTED: Final = re.compile(r"\bSELECT\b(?P<columns>[^{]*?)(?:\bWHERE\b|\{)", re.IGNORECASE)
_COLUMN: Final = re.compile(r"\bAS\s+\?(?P<named>\w+)\s*\)|(?P<open>\()|(?P<close>\))|\?(?P<plain>\w+)", re.IGNORECASE)
_LARGEST: Final = 10**9
_LONGEST_NUMBER: Final = 20
#: The parameter that limits the rows of a question.
LIMIT: Final = "limit"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value that a saved question asks for; `default` is None where it has to be given."""

    name: str
    type: str
    example: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved question: its name, what it is called, what it asks, and its SPARQL."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    groups: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    heavy: str = ""


@cache
def saved_queries() -> tuple[SavedQuery, ...]:
    """Return the saved questions that come with lexline, by name."""
    folder = files("lexline.graph.queries")
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".rq"))
    read = (parse(entry.name.removesuffix(".rq"), entry.read_text(encoding="utf-8")) for entry in found)
    return tuple(sorted(read, key=lambda query: query.name))


def parse(name: str, text: str) -> SavedQuery:
    """Read a saved question from its text.

    Raises:
        UsageError: a parameter is not well described, one is described that the text does not use, or the group or
            the columns are others than there are.
    """
    told: dict[str, str] = {}
    parameters = []
    for line in text.splitlines():
        if not (match := _HEADER.fullmatch(line.strip())):
            continue
        if match["key"] not in ("param", "option"):
            told[match["key"]] = match["value"].strip()
            continue
        words = match["value"].split(maxsplit=2)
        if len(words) != 3 or words[1] not in TYPES:
            raise UsageError(
                f"The question {name} has an unclear line: {line}",
                f"Write name, type ({', '.join(TYPES)}) and an example.",
            )
        default = words[2] if match["key"] == "option" else None
        parameters.append(Parameter(words[0], words[1], words[2], default))
    used = set(_PARAMETER.findall(_body(text)))
    if used != {parameter.name for parameter in parameters}:
        raise UsageError(f"The question {name} uses other parameters than it describes.", "Describe each once.")
    groups, columns = tuple(told.get("group", "").split()), tuple(told.get("columns", "").split())
    if strange := sorted(set(groups) - set(GROUPS)):
        raise UsageError(f"The question {name} is for “{strange[0]}”.", f"The groups are {', '.join(GROUPS)}.")
    if columns and columns != (found := _selected(_body(text))):
        raise UsageError(f"The question {name} has other columns than it says.", f"Write: # columns: {' '.join(found)}")
    title, question, heavy = told.get("title", name), told.get("question", ""), told.get("heavy", "")
    return SavedQuery(name, title, question, tuple(parameters), text, groups, columns, heavy)


def bind(query: SavedQuery, params: Mapping[str, str]) -> str:
    """Put values into a saved question.

    Args:
        query: the question.
        params: the values by name: a canonical id or symbol for an instrument, `S/RES/1325(2000) op_8` for a
            unit, a code such as SC for a body, the name of a State, a number from 0, a date (2000-10-31), or any text.

    Returns:
        SPARQL without parameters.

    Raises:
        UsageError: a value is missing, unknown to the question, or not of its type.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    if strange := sorted(set(params) - set(known)):
        remedy = f"It has: {', '.join(known)}." if known else "It has none."
        raise UsageError(f"The question {query.name} has no parameter “{strange[0]}”.", remedy)
    values = {}
    for name, parameter in known.items():
        value = params.get(name, parameter.default)
        if value is None:
            raise UsageError(
                f"The question {query.name} needs the parameter {name} ({parameter.type}).",
                f'For example: --param "{name}={parameter.example}"',
            )
        values[name] = _term(parameter, value.strip())
    return _PARAMETER.sub(lambda match: values[match[1]], _body(query.text))


def ask(store: Store, saved: SavedQuery, params: Mapping[str, str], timeout: float | None = None) -> Results:
    """Put a saved question to a store and say, where the question has a limit, whether that cut the answer.

    Args:
        store: an open store.
        saved: the question.
        params: its values, as for `bind`.
        timeout: seconds after which it is stopped.

    Raises:
        UsageError: a value is missing, unknown to the question, or not of its type.
        TimeLimit: it took longer than `timeout`.
    """
    default = next((parameter.default for parameter in saved.parameters if parameter.name == LIMIT), None)
    told = params.get(LIMIT, default)
    if told is None or not told.strip().isdecimal():
        return store.query(bind(saved, params), timeout=timeout)
    limit = int(told[:_LONGEST_NUMBER])
    results = store.query(bind(saved, {**params, LIMIT: str(limit + 1)}), timeout=timeout)
    return replace(results, rows=results.rows[:limit], truncated=len(results.rows) > limit)


def _body(text: str) -> str:
    """Return the SPARQL without the describing comments, in as many lines, so that places in it stay true."""
    return "\n".join("" if _HEADER.fullmatch(line.strip()) else line for line in text.splitlines()) + "\n"


def _selected(body: str) -> tuple[str, ...]:
    """Return the columns that the first SELECT names; none where it names none."""
    match = _SELECTED.search(body)
    depth, found = 0, []
    for token in _COLUMN.finditer(match["columns"]) if match else ():
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["named"]:
            depth -= 1
            found.append(token["named"])
        elif not depth:
            found.append(token["plain"])
    return tuple(found)


def _term(parameter: Parameter, value: str) -> str:
    """Write a value as the RDF term of its type."""
    try:
        match parameter.type:
            case "instrument":
                return f"<{instrument_iri(_identifier(value))}>"
            case "unit":
                name, _, eid = value.rpartition(" ")
                if not name:
                    raise ValueError(value)
                return f"<{unit_iri(_identifier(name.strip()), eid)}>"
            case "body":
                return f"<{BODY}{quote(value, safe='')}>"
            case "theme":
                return _theme(value)
            case "integer":
                number = int(value)
                # what questions count (rows, steps) is never below zero
                if not 0 <= number < _LARGEST:
                    raise ValueError(value)
                return str(number)
            case "date":
                return f'"{date.fromisoformat(value).isoformat()}"^^<{XSD}date>'
            case _:
                return plain(value)
    except ValueError as error:
        wanted = _WANTED.get(parameter.type, parameter.type)
        raise UsageError(
            f"“{value[:60]}” is no {wanted} for the parameter {parameter.name}.",
            f'For example: --param "{parameter.name}={parameter.example}"',
        ) from error


def _theme(value: str) -> str:
    """Return the theme that goes by a name, or that has an address; raises ValueError where none does."""
    prefix, colon, rest = value.partition(":")
    address = PREFIXES[prefix] + rest if colon and prefix in PREFIXES else value
    found = web_address(iri_of(value) or address)
    if found is None:
        raise ValueError(value)
    return found


def _identifier(value: str) -> str:
    """Return the canonical id that a text names: a symbol as printed, or `treaty:iccpr` and the like."""
    if symbol := Symbol.find(value):
        return symbol.text
    prefix, colon, name = value.partition(":")
    if not (prefix.isalpha() and colon and name and " " not in value):
        raise ValueError(value)
    return value
