"""The page of a lineage: what an instrument goes back to, what came of it, or what leads from it to another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from lexline.graph.explorer.lineage_table import called, chains_listing, steps_listing
from lexline.graph.explorer.links import address, instrument_path
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.web import page
from lexline.graph.following import BACK, BOTH, DIRECTIONS, MAX_DEPTH, SHARED, Following, between, follow, followed
from lexline.graph.grouping import is_group
from lexline.graph.lineage import paths
from lexline.graph.lineage_picture import GROUPINGS, LineagePicture, lineage_picture
from lexline.graph.main_theme import main_themes
from lexline.graph.projection import evidence, texts
from lexline.graph.reference import resolve
from lexline.graph.view import drawn, facts, groups_legend, kinds_legend, options, safe_json
from lexline.ontology import vocabulary
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lexline.graph.projection import Mention

router = APIRouter()

#: Which chains between two instruments: the shortest alone, or all that are no longer than the depth.
SHORTEST: Final = "shortest"
ALL: Final = "all"
#: How many groups and instruments one address opens at most, and how many chains are written out.
_MOST_OPENED: Final = 60
_MOST_CHAINS: Final = 25
#: So many citations are read with their sentences before anything is filtered; and so many where that is asked for.
_READ_ALWAYS: Final = 400
READ_WHEN_ASKED: Final = 6000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks for."""

    start: str
    end: str
    direction: str
    depth: int
    group: str
    chains: str
    via: str
    opened: tuple[str, ...]
    sentences: bool

    def address(self, request: Request, at: str = "", **changes: str | int) -> str:
        """Return the address of the page with something changed; `at` is who is chosen there."""
        told: dict[str, object] = {
            "from": self.start,
            "to": self.end,
            "direction": "" if self.direction == (BOTH if self.end else BACK) else self.direction,
            "depth": self.depth,
            "group": self.group,
            "paths": self.chains if self.end and self.chains != SHORTEST else "",
            "via": self.via,
            "open": ",".join(self.opened),
            "sentences": "all" if self.sentences else "",
        }
        names = {"start": "from", "end": "to", "opened": "open"}
        told.update({names.get(name, name): value for name, value in changes.items()})
        return address(request, "/lineage", told) + (f"#{quote(at, safe='')}" if at else "")


@router.get("/lineage")
def lineage(
    request: Request,
    start: Annotated[str, Query(alias="from", max_length=300)] = "",
    end: Annotated[str, Query(alias="to", max_length=300)] = "",
    direction: Annotated[str, Query(max_length=20)] = "",
    depth: Annotated[int, Query()] = 2,
    group: Annotated[str, Query(max_length=20)] = "",
    chains: Annotated[str, Query(alias="paths", max_length=20)] = SHORTEST,
    via: Annotated[str, Query(max_length=300)] = "",
    opened: Annotated[str, Query(alias="open", max_length=6000)] = "",
    sentences: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show a lineage as a picture and as a table, or the form that asks for one."""
    site = site_of(request)
    if not start.strip():
        return page(request, "lineage_start.html", title="Lineage", examples=_examples(request, site), depths=_DEPTHS)
    if chains not in (SHORTEST, ALL):
        raise UsageError(f"There are no paths “{chains}”.", f"Choose {SHORTEST} or {ALL}.")
    first = resolve(site.store, start).identifier
    last = resolve(site.store, end).identifier if end.strip() else ""
    asked = Asked(
        start=first,
        end="" if last == first else last,
        direction=direction or (BOTH if last else BACK),
        depth=depth,
        group=group,
        chains=chains,
        via=resolve(site.store, via).identifier if via.strip() else "",
        opened=tuple(key for key in opened.split(",") if key)[:_MOST_OPENED],
        sentences=sentences == "all",
    )
    found = _found(site, asked)
    pairs = dict.fromkeys((step.citing, step.cited) for step in found.steps)
    said: Mapping[tuple[str, str], tuple[Mention, ...]] | None = None
    if len(pairs) <= _READ_ALWAYS or (asked.sentences and len(pairs) <= READ_WHEN_ASKED):
        said = evidence(site.store, pairs)
    shown = lineage_picture(
        site.store,
        site.projection(),
        found,
        group,
        opened=asked.opened,
        themes=lambda: site.once("main themes", lambda: main_themes(site.store)),
        said=said,
    )
    steps = steps_listing(request, site, found, said)
    listings = [steps]
    if found.end and found.shortest:
        slack = max(asked.depth - found.shortest, 0) if chains == ALL else 0
        ends = (found.start, found.end)
        told = paths(site.store, *ends, _MOST_CHAINS, slack=slack, projection=followed(site.projection(), found))
        caption = "Chains" if len(told) < _MOST_CHAINS else f"The first {_MOST_CHAINS} chains"
        listings.append(chains_listing(request, [chain for chain in told if _goes(chain, asked.via)], caption))
    return page(
        request,
        "lineage.html",
        title=_title(asked, found, shown),
        listings=listings,
        asked=asked,
        found=found,
        shown=shown,
        steps=steps,
        chains=listings[1] if len(listings) > 1 else None,
        facts=Markup(safe_json(_facts(request, site, asked, found, shown))),  # noqa: S704 (every sign of HTML is escaped)
        kinds=Markup(kinds_legend(shown.picture)),  # noqa: S704 (it escapes its texts)
        lines=Markup(groups_legend(shown.picture)),  # noqa: S704 (it escapes its texts)
        directions=_DIRECTIONS,
        groupings=_GROUPINGS,
        depths=_DEPTHS,
        all_read=said is not None,
        can_read=len(pairs) <= READ_WHEN_ASKED,
        all_sentences=asked.address(request, sentences="all") + "#steps",
        without_via=asked.address(request, via=""),
        closed=asked.address(request, opened=""),
        turned=asked.address(request, start=asked.end, end=asked.start) if asked.end else "",
        other_ways=[
            (label, asked.address(request, direction=way, via="", opened=""))
            for way, label in _DIRECTIONS.items()
            if way != asked.direction
        ],
        more_chains=asked.address(request, paths=ALL, depth=min((found.shortest or 1) + 1, MAX_DEPTH)),
    )


_DIRECTIONS: Final = {"back": "the past: what it cites", "forward": "the future: who cites it", "both": "both"}
_GROUPINGS: Final = {
    "": "as needed",
    "year": "by year",
    "body": "by body",
    "theme": "by theme",
    "none": "not at all",
}
_DEPTHS: Final = tuple(range(1, MAX_DEPTH + 1))
assert tuple(_DIRECTIONS) == DIRECTIONS
assert set(_GROUPINGS) == set(GROUPINGS)


def _found(site: Site, asked: Asked) -> Following:
    known = site.projection()
    if asked.end:
        depth = asked.depth if asked.chains == ALL else None
        return between(known, asked.start, asked.end, asked.direction, depth, via=asked.via)
    expanded = [key for key in asked.opened if not is_group(key)]
    return follow(known, asked.start, asked.direction, asked.depth, opened=expanded, via=asked.via)


def _goes(chain: tuple[Any, ...], via: str) -> bool:
    return not via or any(branch.instrument.id == via for branch in chain)


def _title(asked: Asked, found: Following, shown: LineagePicture) -> str:
    names = {node.instrument.id: called(node.instrument) for node in shown.picture.nodes}
    if asked.end:
        return f"From {names.get(asked.start, asked.start)} to {names.get(asked.end, asked.end)}"
    words = {"back": "what it goes back to", "forward": "what came of it", "both": "its past and its future"}
    return f"{names.get(asked.start, asked.start)}: {words[found.way]}"


_HINT: Final = "Click an instrument for what it is and where one can go from it, or a link for its sentence."


def _facts(request: Request, site: Site, asked: Asked, found: Following, shown: LineagePicture) -> dict[str, Any]:
    """Return what the script draws, with the addresses that one can go to from each node."""
    told = facts(shown.picture) | {"clear": bool(asked.end), "hint": _HINT}
    for node in told["nodes"]:
        name = node["id"]
        if "members" in node:
            node["name"] = node["label"]
            node["open"] = asked.address(request, at=found.start, opened=",".join((*asked.opened, name)))
            node["told"] = "Open the group to see them one by one."
            node["actions"] = [["Open this group", node["open"]]]
        else:
            node["actions"] = _actions(request, site, asked, found, name)
    for link in told["links"]:
        for mention in link["mentions"]:
            mention["href"] = address(request, instrument_path(link["from"], mention["eid"] or None))
    return {**told, "drawn": drawn(shown.picture), "options": options(len(shown.picture.links))}


def _actions(request: Request, site: Site, asked: Asked, found: Following, name: str) -> list[list[str]]:
    out = [["Open its page", address(request, instrument_path(name))]]
    if not asked.end and name not in asked.opened and _more(site, asked, found, name):
        opened = ",".join((*asked.opened, name))
        out.append(["Expand from here", asked.address(request, at=name, opened=opened)])
    if name not in (asked.start, asked.end, asked.via) and found.way != SHARED:
        out.append(["Only paths through this", asked.address(request, at=name, via=name)])
    if name != asked.start:
        out.append(["Lineage from here", asked.address(request, start=name, end="", via="", opened="", direction="")])
        if not asked.end:
            changes = {"end": name, "via": "", "opened": "", "direction": ""}
            out.append([f"Paths between {asked.start} and this", asked.address(request, **changes)])
    return out


def _more(site: Site, asked: Asked, found: Following, name: str) -> bool:
    """Say whether an instrument at the edge leads further than was followed."""
    graph = site.projection().graph
    if name not in graph or found.levels[name] < asked.depth:
        return False
    ways = {step.way for step in found.steps if step.far == name}
    nearby = {"back": graph.out_degree(name), "forward": graph.in_degree(name)}
    return any(nearby[way] for way in ways)


def _examples(request: Request, site: Site) -> list[tuple[str, str]]:
    """Return questions to start from: about the instrument most cited among those loaded."""

    def make() -> list[tuple[str, dict[str, str]]]:
        graph = site.projection().graph
        rows = texts(site.store, "SELECT ?i WHERE { ?i lx:loaded true }")
        loaded = {parsed[0] for (iri,) in rows if (parsed := vocabulary.parse_iri(iri))}
        ranked = sorted((name for name in graph if name in loaded), key=lambda name: (-graph.in_degree(name), name))
        for name in ranked:
            near = set(graph.predecessors(name))
            far = {other for one in near for other in graph.predecessors(one)} & loaded - near - {name}
            if graph.out_degree(name) and far:
                other = min(far, key=lambda one: (-graph.out_degree(one), one))
                return [
                    (f"What {name} goes back to", {"from": name, "direction": "back"}),
                    (f"Who cites {name}", {"from": name, "direction": "forward", "depth": "1"}),
                    (f"How {other} leads back to {name}", {"from": other, "to": name}),
                ]
        return []

    return [(words, address(request, "/lineage", query)) for words, query in site.once("lineage examples", make)]
