"""The ontology as a page, as Turtle and as JSON-LD: complete, safe, the same every time, and without a network."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from lexline.graph import ontology_page
from lexline.graph.cli import main
from lexline.graph.ontology_picture import FAMILIES, draw, relations
from lexline.graph.ontology_terms import Vocabulary, read
from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT


class Page(HTMLParser):
    """What a page holds: tags, ids, links, and what a browser would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [given["href"] or ""] if tag == "a" else []
        self.loaded += [str(given[name]) for name in ("src", "srcset", "data", "poster") if name in given]
        self.loaded += [str(given["href"])] if "href" in given and tag != "a" else []


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read(ontology_page.turtle())


@pytest.fixture(scope="module")
def html() -> str:
    return ontology_page.html()


def test_every_term_has_its_place_and_every_link_leads_somewhere(html: str, vocabulary: Vocabulary) -> None:
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    assert {term.name.removeprefix("lx:") for term in (*vocabulary.classes, *vocabulary.properties)} <= set(page.ids)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    for term in (*vocabulary.classes, *vocabulary.properties):
        assert term.comment.split(".")[0][:30].replace("&", "&amp;") in html


def test_the_page_loads_nothing_and_runs_nothing(html: str) -> None:
    page = Page(html)
    assert page.loaded == []
    assert not {"script", "iframe", "object", "embed", "link", "base", "form"} & set(page.tags)
    assert "default-src &#39;none&#39;" in html
    assert "url(" not in html.replace("url(#tip)", "")
    assert "@import" not in html


def test_the_page_acknowledges_the_source(html: str) -> None:
    assert f"<footer>{ACKNOWLEDGEMENT}</footer>" in html


def test_the_picture_is_told_to_those_who_do_not_see_it(vocabulary: Vocabulary) -> None:
    picture = ElementTree.fromstring(draw(vocabulary))
    assert picture.get("role") == "img"
    assert [child.tag for child in picture][:2] == ["title", "desc"]
    told = picture[1].text or ""
    for (start, end), names in relations(vocabulary).items():
        assert f"{start} to {end}: {', '.join(names)}" in told
    assert relations(vocabulary)["cito:Citation", "lx:CitationFunction"] == ("cito:hasCitationCharacterization",)
    assert {colour for _, colour in FAMILIES.values()} <= {"#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7"}


def test_no_label_of_the_picture_covers_a_box(vocabulary: Vocabulary) -> None:
    picture = ElementTree.fromstring(draw(vocabulary))
    boxes = [
        tuple(float(box.get(side, "0")) for side in ("x", "y", "width", "height"))
        for box in picture.iter("rect")
        if box.get("class") != "band"
    ]
    for label in picture.iter("text"):
        if label.get("class") == "name":
            for row in label:
                x, y = float(row.get("x", "0")), float(row.get("y", "0"))
                assert not any(left < x < left + w and top < y - 5 < top + h for left, top, w, h in boxes), row.text


HOSTILE = """
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix lx: <https://w3id.org/lexline/ns#> .
<urn:x> a owl:Ontology ; rdfs:comment "</style><script>alert(1)</script>" ; rdfs:seeAlso <javascript:alert(2)> .
lx:Unit a owl:Class ; rdfs:label "<img src=x onerror=alert(3)>" ; rdfs:comment "\\"><svg onload=alert(4)>" ;
    rdfs:seeAlso <data:text/html,x> , <https://example.org/?a=1&b=2> .
"""


def test_what_an_ontology_says_is_shown_and_never_run() -> None:
    html = ontology_page.page(read(HOSTILE))
    page = Page(html)
    assert "img" not in page.tags
    assert "script" not in page.tags
    assert not any(link.startswith(("javascript:", "data:")) for link in page.links)
    assert "https://example.org/?a=1&b=2" in page.links
    assert not re.search(r"<[^>]* on\w+=", html)


def test_what_declares_no_ontology_is_refused() -> None:
    with pytest.raises(ValueError, match="no ontology"):
        read("<urn:a> <urn:b> <urn:c> .")


@pytest.mark.parametrize("form", ontology_page.FORMS)
def test_the_same_bytes_every_time(form: str) -> None:
    assert ontology_page.FORMS[form]() == ontology_page.FORMS[form]()


def test_turtle_and_json_ld_say_the_same() -> None:
    turtle = Graph().parse(data=ontology_page.turtle(), format="turtle")
    read_back = ox.parse(ontology_page.json_ld(), ox.RdfFormat.JSON_LD)
    n_triples = ox.serialize((quad.triple for quad in read_back), format=ox.RdfFormat.N_TRIPLES)
    assert isomorphic(turtle, Graph().parse(data=n_triples, format="nt"))
    assert "gratefully acknowledged" in ontology_page.json_ld()


@pytest.mark.parametrize(
    ("name", "begins"), [("o.html", "<!DOCTYPE html>"), ("o.ttl", "# The vocabulary"), ("o.jsonld", "{")]
)
def test_the_ending_of_the_file_tells_the_form(tmp_path: Path, name: str, begins: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["ontology", "-q", "-o", str(tmp_path / name)])
    assert left.value.code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").lstrip().startswith(begins)


def test_an_unknown_ending_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["ontology", "-o", str(tmp_path / "o.pdf")])
    assert left.value.code == 2
    assert "--format" in capsys.readouterr().err
