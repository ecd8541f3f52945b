"""Addresses inside the explorer: of the pages, and of the things that the graph names by IRIs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from lexline.graph.terms import web_address
from lexline.ontology import vocabulary

if TYPE_CHECKING:
    from starlette.requests import Request

#: The heads of the IRIs that have a page here.
_OURS: Final = ("id/", "cite/", "act/", "graph/", "function/", "theme/", "about/", "body/", "state/", "strength/")


def address(request: Request, path: str, query: Mapping[str, object] | None = None) -> str:
    """Return the address of a page of ours, below the path at which a proxy serves the explorer.

    What is None or empty in the query is left out.
    """
    told = {name: str(value) for name, value in (query or {}).items() if value not in (None, "")}
    head: str = request.scope.get("root_path", "")
    return head + path + (f"?{urlencode(told)}" if told else "")


def here(request: Request) -> str:
    """Return the path of a page as the explorer knows it, without the path at which a proxy serves it."""
    head: str = request.scope.get("root_path", "")
    return request.url.path.removeprefix(head) or "/"


def instrument_path(identifier: str, eid: str | None = None) -> str:
    """Return the path of the page of an instrument, or of a unit of it.

    >>> instrument_path("S/RES/1325(2000)", "op_8")
    '/id/S-RES-1325-2000--op_8'
    """
    iri = vocabulary.unit_iri(identifier, eid) if eid else vocabulary.instrument_iri(identifier)
    return "/" + iri.removeprefix(vocabulary.BASE)


def path_of(iri: str) -> str | None:
    """Return the path of the page that tells about an IRI of ours; None for what is not ours.

    >>> path_of(vocabulary.ID + "S-RES-1325-2000"), path_of("http://example.org/")
    ('/id/S-RES-1325-2000', None)
    """
    if iri.startswith(vocabulary.LX):
        return "/ontology#" + quote(iri.removeprefix(vocabulary.LX), safe="")
    rest = iri.removeprefix(vocabulary.BASE)
    return "/" + rest if rest != iri and rest.startswith(_OURS) else None


def official(iri: str | None) -> str | None:
    """Return an address of the web that may stand in a link; None for any other scheme."""
    found = web_address(iri) if iri else None
    return found[1:-1] if found else None
