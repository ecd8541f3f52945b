"""Texts of one instrument in several languages: English is its own graph, each other one an expression beside it."""

from __future__ import annotations

import io
import itertools
import json
import shutil
from pathlib import Path

import pytest

from lexline.graph import expressions, quads
from lexline.graph.build import build
from lexline.graph.cli import main
from lexline.graph.export import export
from lexline.graph.picture import picture
from lexline.graph.projection import project
from lexline.graph.records import owner_of
from lexline.graph.sparql import ask, saved_queries
from lexline.graph.store import Store
from lexline.graph.translations import languages
from lexline.graph.validate import validate
from lexline.loaders import load
from lexline.loaders.citations import extract
from lexline.ontology.vocabulary import expression_iri, graph_iri
from tests.graphs import resolution

NAME = "S/RES/2511(2020)"
SHAPE = Path(__file__).parent / "fixtures" / "akn" / "resolution.xml"
TEXTS = {
    "en": ("Decides", "on two steps:"),
    "fr": ("Décide", "de prendre deux mesures :"),
    "es": ("Decide", "adoptar dos medidas:"),
}


def write(folder: Path, language: str, name: str = "") -> Path:
    """Write the made resolution in a language: the shape of the fixture, with one paragraph translated."""
    text = SHAPE.read_text(encoding="utf-8")
    verb, rest = TEXTS[language]
    code = "eng" if language == "en" else language
    text = text.replace('language="eng"', f'language="{code}"')
    text = text.replace('<span class="italic">Decides</span> on two steps:', f"<span>{verb}</span> {rest}")
    folder.mkdir(exist_ok=True)
    path = folder / (name or f"made_{language}.xml")
    path.write_text(text, encoding="utf-8")
    return path


def exported(location: Path) -> bytes:
    out = io.BytesIO()
    with Store.open(location) as store:
        export(store, out, "nquads")
    return out.getvalue()


def graph(location: Path, iri: str) -> set[bytes]:
    end = f" <{iri}> .".encode()
    return {line for line in exported(location).split(b"\n") if line.endswith(end)}


def spoken(location: Path) -> tuple[str, ...]:
    with Store.open(location) as store:
        return languages(store, NAME)


def rows(location: Path, query: str) -> list[tuple[str, ...]]:
    with Store.open(location) as store:
        return [tuple(str(getattr(term, "value", "")) for term in row) for row in store.query(query).rows]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The made resolution in English, French and Spanish."""
    for language in TEXTS:
        write(tmp_path / "texts", language)
    return tmp_path / "texts"


def test_the_iri_of_a_text_names_its_language_and_is_read_back() -> None:
    assert expressions.graph_of(expressions.name_of(NAME, "fr")) == graph_iri(NAME) + "@fr"
    assert owner_of(expression_iri(NAME, "fr")) == f"{NAME}@fr"
    assert [expressions.name_of(NAME, code) for code in ("en", "eng", "")] == [NAME] * 3


def test_an_expression_made_back_into_an_instrument_is_the_text_as_it_was_read() -> None:
    document, citations = resolution()
    _, data = quads.encode(document, citations)
    apart = expressions.expressed(document.id, "fr", data)
    assert sorted(expressions.restored(document.id, "fr", apart).split(b"\n")) == sorted(data.split(b"\n"))


def test_the_english_text_stays_as_it_was_and_counts_do_not_double(folder: Path, tmp_path: Path) -> None:
    build([folder / "made_en.xml"], tmp_path / "english.db", workers=0)
    build([folder], tmp_path / "all.db", workers=0)
    assert graph(tmp_path / "all.db", graph_iri(NAME)) == graph(tmp_path / "english.db", graph_iri(NAME))
    for counted in (
        "SELECT ?a ?b WHERE { ?a eli:cites ?b }",
        "SELECT ?c WHERE { ?c a cito:Citation }",
        "SELECT ?c ?i WHERE { ?c cito:hasCitedEntity ?i }",
        "SELECT ?u WHERE { ?u lx:inInstrument ?i }",
        "SELECT ?i WHERE { ?i lx:loaded true }",
        "SELECT ?i ?s WHERE { ?i eli:is_about ?s }",
    ):
        one, all_ = (sorted(rows(tmp_path / f"{name}.db", counted)) for name in ("english", "all"))
        assert one == all_
        assert one


def test_a_further_language_is_an_expression_whose_paragraphs_stand_beside_the_english(
    folder: Path, tmp_path: Path
) -> None:
    report = build([folder], tmp_path / "a.db", workers=0)
    assert (report.documents, report.translations, report.duplicates) == (1, 2, ())
    text = f"<{expression_iri(NAME, 'fr')}>"
    said = rows(
        tmp_path / "a.db",
        f"SELECT ?f ?h WHERE {{ {text} a eli:LegalExpression ; eli:realizes id:S-RES-2511-2020 ; lx:sha256 ?h ; "
        f'dcterms:language "fr" ; dcterms:source ?f ; lx:loader ?l ; eli:title ?t FILTER(LANG(?t) = "fr") }}',
    )
    assert [file for file, _ in said] == ["made_fr.xml"]
    beside = f"SELECT ?t ?own WHERE {{ ?u lx:inExpression {text} ; lx:text ?t ; eli:realizes ?o . ?o lx:text ?own }}"
    assert ("Décide de prendre deux mesures :", "Decides on two steps:") in rows(tmp_path / "a.db", beside)
    cited = f"SELECT ?i ?m WHERE {{ ?c lx:citingExpression {text} ; lx:expressionCites ?i ; lx:method ?m }}"
    assert "S-RES-1325-2000" in {iri.rpartition("/")[2] for iri, _ in rows(tmp_path / "a.db", cited)}


def test_a_store_of_several_languages_is_valid(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db", workers=0)
    with Store.open(tmp_path / "a.db") as store:
        found = [one for one in validate(store).findings if one.severity == "violation"]
    assert found == []


def test_without_an_english_text_another_language_is_the_instruments_text(tmp_path: Path) -> None:
    path = write(tmp_path / "texts", "fr")
    build([path], tmp_path / "a.db", workers=0)
    (document,) = load(path)
    _, data = quads.encode(document, extract(document))
    assert graph(tmp_path / "a.db", graph_iri(NAME)) == set(data.split(b"\n")) - {b""}
    assert spoken(tmp_path / "a.db") == ("fr",)
    assert build([path], tmp_path / "a.db", workers=0).unchanged == 1


def test_the_store_does_not_depend_on_the_order_in_which_languages_come(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "wanted.db", workers=0)
    wanted = exported(tmp_path / "wanted.db")
    for order in itertools.permutations(TEXTS):
        for number, language in enumerate(order, 1):
            before, now = (tmp_path / f"{'-'.join(order[:n])}.db" for n in (number - 1, number))
            if not now.exists():  # orders that begin alike go on from a copy
                if number > 1:
                    shutil.copytree(before, now)
                build([folder / f"made_{language}.xml"], now, workers=0)
        assert exported(now) == wanted, order
    assert build([folder], now, workers=0).unchanged == 3


def test_a_text_that_goes_takes_only_itself_and_another_stands_in_for_english(folder: Path, tmp_path: Path) -> None:
    location = tmp_path / "a.db"
    build([folder], location, workers=0)
    (folder / "made_fr.xml").unlink()
    assert build([folder], location, workers=0, prune=True).removed == 1
    assert spoken(location) == ("en", "es")
    (folder / "made_en.xml").unlink()
    assert build([folder], location, workers=0, prune=True).removed == 1
    build([folder], tmp_path / "fresh.db", workers=0)
    assert spoken(location) == ("es",)
    assert exported(location) == exported(tmp_path / "fresh.db")
    (folder / "made_es.xml").unlink()
    write(folder, "fr")
    build([folder], location, workers=0, prune=True)
    build([folder], tmp_path / "french.db", workers=0)
    assert exported(location) == exported(tmp_path / "french.db")


def test_a_changed_translation_is_read_again_and_a_second_one_is_told(folder: Path, tmp_path: Path) -> None:
    location = tmp_path / "a.db"
    build([folder], location, workers=0)
    path = folder / "made_fr.xml"
    path.write_text(path.read_text(encoding="utf-8").replace("deux mesures", "quelques mesures"), encoding="utf-8")
    write(folder, "fr", "second_fr.xml")
    report = build([folder], location, workers=0)
    assert report.unchanged == 2
    assert [why for _, why in report.duplicates if f"{NAME}@fr is read from" in why]
    build([folder], tmp_path / "fresh.db", workers=0)
    assert exported(location) == exported(tmp_path / "fresh.db")


def test_a_question_lists_the_languages(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db", workers=0)
    question = next(query for query in saved_queries() if query.name == "languages")
    with Store.open(tmp_path / "a.db") as store:
        found = ask(store, question, {"instrument": NAME}).rows
    assert [row[0].value for row in found] == ["en", "es", "fr"]


def shown(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    with pytest.raises(SystemExit) as left:
        main(["show", *arguments])
    captured = capsys.readouterr()
    assert int(left.value.code or 0) == code, captured.err
    return captured.out + captured.err


def test_show_names_the_languages_and_shows_the_one_asked_for(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build([folder], tmp_path / "a.db", workers=0)
    monkeypatch.setenv("LEXLINE_STORE", str(tmp_path / "a.db"))
    out = shown(capsys, NAME)
    assert "en, es, fr" in out
    assert "Decides on two steps:" in out
    assert "Décide de prendre deux mesures :" in shown(capsys, NAME, "--language", "fr")
    assert "Decide adoptar dos medidas:" in shown(capsys, NAME, "op", "1", "--language", "es")
    told = json.loads(shown(capsys, NAME, "--language", "fr", "--format", "json"))
    assert (told["language"], told["languages"]) == ("fr", ["en", "es", "fr"])
    assert "S/RES/1325(2000)" in [one["id"] for one in told["cites"]]
    assert "It is loaded in en (English)" in shown(capsys, NAME, "--language", "ru", code=2)


# --- a text in one other language alone ----------------------------------------------------------------------
def test_a_text_in_french_alone_is_a_node_with_its_links(tmp_path: Path) -> None:
    write(tmp_path / "texts", "fr")
    location = tmp_path / "a.db"
    report = build([tmp_path / "texts"], location, workers=0)
    assert (report.documents, report.translations) == (1, 0)
    with Store.open(location) as store:
        known = project(store)
        shown = {node.instrument.id: node for node in picture(store, [NAME]).nodes}
        assert known.graph.has_edge(NAME, "S/RES/1325(2000)")
    assert shown[NAME].languages == ("fr",)
    assert shown[NAME].instrument.loaded
    assert {method for (method,) in rows(location, "SELECT ?m WHERE { ?c a cito:Citation ; lx:method ?m }")}


def test_what_is_counted_and_drawn_tells_the_languages(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    location = tmp_path / "a.db"
    build([folder], location, workers=0)
    with Store.open(location) as store:
        (node,) = (node for node in picture(store, [NAME]).nodes if node.instrument.id == NAME)
    assert node.languages == ("en", "es", "fr")
    with pytest.raises(SystemExit):
        main(["stats", "--store", str(location), "--format", "json"])
    counts = {(row["group"], row["name"]): row["count"] for row in json.loads(capsys.readouterr().out)}
    assert counts["total", "instruments loaded"] == 1
    assert counts["total", "texts in further languages"] == 2
    assert {name: n for (group, name), n in counts.items() if group == "texts by language"} == {
        "en": 1,
        "es": 1,
        "fr": 1,
    }
