"""The address of the workbench -> what its page begins with: a query, or a saved question with values put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from lexline.graph.sparql import Parameter, SavedQuery, bind, saved_queries
from lexline.ontology.errors import LexlineError

if TYPE_CHECKING:
    from starlette.requests import Request

    from lexline.graph.explorer.site import Site

#: The page, and what its editor offers.
PAGE: Final = "/query"
TERMS: Final = "/query/terms"
#: Where the site is found in what a request for the page knows.
SITE: Final = "lexline.site"

#: What the editor holds at first.
_FIRST: Final = """# The newest instruments; Ctrl-Enter asks
SELECT ?instrument ?date ?title WHERE {
  ?instrument lx:loaded true ;
              eli:date_document ?date ;
              eli:title ?title .
}
ORDER BY DESC(?date)
LIMIT 20
"""
_KINDS: Final = {"instrument": "instrument", "unit": "paragraph", "body": "body", "state": "State", "theme": "theme"}
_INPUTS: Final = {"integer": "number", "date": "date"}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a saved question as a field of a form."""

    name: str
    label: str
    type: str
    value: str
    example: str
    required: bool


@dataclass(frozen=True, slots=True)
class Start:
    """What a page begins with: a query, the saved question it comes from, whether to ask it, what is wrong."""

    query: str
    saved: SavedQuery | None = None
    fields: tuple[Field, ...] = ()
    ask: bool = False
    problem: str = ""


def start(site: Site, asked: Mapping[str, str]) -> Start:
    """Read the address of the page."""
    name = asked.get("saved", "")
    if not name:
        query = asked.get("query", "")
        return Start(query or _FIRST, ask=bool(query.strip()))
    chosen = next((one for one in saved_queries() if one.name == name), None)
    if chosen is None:
        return Start(_FIRST, problem=f"There is no saved question “{name[:60]}”.")
    given = {key[2:]: value for key, value in asked.items() if key.startswith("p.") and value.strip()}
    known = {one.name for one in chosen.parameters}
    given = {key: value for key, value in given.items() if key in known}
    fields = tuple(
        Field(
            one.name,
            _label(one),
            _INPUTS.get(one.type, "text"),
            given.get(one.name, one.default if one.default is not None else one.example),
            one.example,
            one.default is None,
        )
        for one in chosen.parameters
    )
    examples = {one.name: one.example for one in chosen.parameters if one.default is None}
    try:
        from lexline.graph.cli.asked import checked

        query = bind(chosen, {**examples, **checked(site.store, chosen, given)})
    except LexlineError as error:
        remedy = "" if "--param" in error.remedy else error.remedy
        return Start(bind(chosen, examples), chosen, fields, problem=f"{error.message} {remedy}".strip())
    return Start(query.strip("\n") + "\n", chosen, fields, ask=bool(given or asked.get("run")))


def _label(parameter: Parameter) -> str:
    name, kind = parameter.name.replace("_", " "), _KINDS.get(parameter.type, "")
    return name.capitalize() + (f" ({kind})" if kind and kind.lower() != name else "")


def site_of_page(request: Request) -> Site:
    """Return the site whose workbench a request is for."""
    return cast("Site", request.scope[SITE])
