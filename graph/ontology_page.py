"""The ontology -> what `lexline ontology` writes: one HTML page, Turtle as it is kept, or JSON-LD.

The page needs no script and no network, and every text in it is escaped; addresses that are no web addresses are shown
and not linked. The same ontology always gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from importlib.resources import files
from typing import Final

from lexline.graph import ontology_picture
from lexline.graph.ontology_terms import Vocabulary, read, short
from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT
from lexline.ontology.turtle_files import ontology_turtle
from lexline.ontology.vocabulary import LX, PREFIXES

#: The file of the ontology.
FILE: Final = "lexline.ttl"


def turtle() -> str:
    """Return the ontology as Turtle, with its comments."""
    return ontology_turtle(FILE).decode("utf-8")


def json_ld() -> str:
    """Return the ontology as JSON-LD, with the project's prefixes."""
    from rdflib import Graph
    from rdflib.compare import to_canonical_graph

    graph = Graph()
    for triple in to_canonical_graph(Graph().parse(data=turtle(), format="turtle")):
        graph.add(triple)
    prefixes = {name: iri for name, iri in PREFIXES.items() if any(iri in str(term) for t in graph for term in t)}
    written = json.loads(graph.serialize(format="json-ld", context=prefixes, auto_compact=False, sort_keys=True))
    written["@graph"].sort(key=lambda node: str(node.get("@id")))
    for node in written["@graph"]:
        for value in node.values():
            if isinstance(value, list):
                value.sort(key=lambda part: json.dumps(part, sort_keys=True))
    return json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def html() -> str:
    """Return the ontology as a page."""
    return page(read(turtle()))


def page(vocabulary: Vocabulary) -> str:
    """Write a vocabulary as a page."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(short=short, anchor=ontology_picture.anchor, web=_is_web)
    template = environment.from_string(_asset("ontology.html"))
    described = {term.iri for term in (*vocabulary.classes, *vocabulary.properties, *vocabulary.reused)}
    having: dict[str, list[str]] = {}
    reaching: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for term in (*vocabulary.classes, *vocabulary.properties, *vocabulary.reused):
        for parent in term.parents:
            below.setdefault(parent, []).append(term.iri)
        for name in term.domain:
            having.setdefault(name, []).append(term.iri)
        for name in term.range:
            reaching.setdefault(name, []).append(term.iri)
    style = _asset("ontology.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return template.render(
        it=vocabulary,
        style=Markup(style),  # noqa: S704 - our own file
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        picture=Markup(ontology_picture.draw(vocabulary)),  # noqa: S704 - escapes what it writes
        relations=ontology_picture.relations(vocabulary),
        families=ontology_picture.FAMILIES.values(),
        acknowledgement=ACKNOWLEDGEMENT,
        described=described,
        having=having,
        reaching=reaching,
        below=below,
        prefixes=_used(vocabulary),
        namespace=LX,
    )


def _used(vocabulary: Vocabulary) -> dict[str, str]:
    """Return the prefixes of the names on the page."""
    terms = (*vocabulary.classes, *vocabulary.properties, *vocabulary.reused)
    names = {
        short(iri).partition(":")[0]
        for term in terms
        for iri in (term.iri, *term.parents, *term.domain, *term.range, *term.matches, *term.see_also)
    }
    return {name: iri for name, iri in sorted(PREFIXES.items()) if name in names}


def _is_web(iri: str) -> bool:
    return iri.startswith(("http://", "https://"))


def _asset(name: str) -> str:
    return files("lexline.graph.assets").joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")


#: The forms, by the name that `--format` takes.
FORMS: Final[dict[str, Callable[[], str]]] = {"html": html, "turtle": turtle, "jsonld": json_ld}
