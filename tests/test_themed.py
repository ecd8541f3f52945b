"""Documents in a store -> graphs of themes beside theirs: what is assigned, when anew, and what goes with what."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lexline.graph import themed
from lexline.graph.build import build
from lexline.graph.cli import main
from lexline.graph.quads import encode
from lexline.graph.registries import ontology_quads
from lexline.graph.sparql import ask, saved_queries
from lexline.graph.store import Store
from lexline.loaders.document import Keyword
from lexline.loaders.sample import sample_files
from lexline.ontology.vocabulary import LX, graph_iri, instrument_iri
from tests.small_store import Says, document

ARMS = document(
    "S/RES/9001(2001)",
    "2001-05-04",
    "On small arms",
    [
        Says("pre_1", "Concerned by the spread of small arms and by child soldiers,"),
        Says("op_1", "Calls for the disarmament, demobilization and reintegration, first of all, of child soldiers;"),
        Says("op_2", "Decides to remain seized of the matter."),
    ],
)
WATER = document("S/RES/9002(2002)", "2002-05-04", "On water", [Says("op_1", "Notes that drinking water is scarce;")])


def put(store: Store, *documents: tuple) -> None:
    graphs = [encode(*one) for one in documents]
    themed.forget(store, [iri for iri, _ in graphs])
    store.replace(graphs)


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "store", create=True) as opened:
        opened.replace([ontology_quads()])
        put(opened, ARMS, WATER)
        yield opened


def themes(store: Store, about: str) -> dict[str, float]:
    rows = store.query(
        f"SELECT ?t ?c WHERE {{ ?a a lx:ThemeAssignment ; lx:about <{about}> ; lx:theme ?t ; lx:confidence ?c }}"
    ).rows
    return {theme.value.rpartition("/")[2]: float(confidence.value) for theme, confidence in rows}


def everything(store: Store) -> dict[str, bytes]:
    return {name: b"\n".join(sorted(store.graph(name).split(b"\n"))) for name in store.graph_names()}


def test_units_and_instruments_get_themes_with_their_words(store: Store) -> None:
    done = themed.assign(store)
    assert (done.documents, done.worked_out, done.units, done.themed) == (2, 2, 4, 3)
    unit = instrument_iri("S/RES/9001(2001)") + "--op_1"
    assert themes(store, unit) == {"ddr": 0.95, "child-recruitment": 0.95}
    rows = store.query(
        "SELECT ?text ?s ?e ?x WHERE { ?a lx:about ?u ; lx:start ?s ; lx:end ?e ; oa:exact ?x . ?u lx:text ?text }"
    ).rows
    assert rows
    assert all(text.value[int(s.value) : int(e.value)] == x.value for text, s, e, x in rows)


def test_the_title_and_the_units_give_the_instrument_its_themes(store: Store) -> None:
    themed.assign(store)
    found = themes(store, instrument_iri("S/RES/9001(2001)"))
    assert found["small-arms"] == 0.9
    assert "child-recruitment" in found
    rows = store.query(f"SELECT ?t WHERE {{ <{instrument_iri('S/RES/9001(2001)')}> lx:hasTheme ?t }}").rows
    assert {t.value.rpartition("/")[2] for (t,) in rows} == {n for n, c in found.items() if c >= themed.SURE}


def test_the_union_of_all_graphs_is_a_set(store: Store) -> None:
    themed.assign(store)
    lines = [line for graph in everything(store).values() for line in graph.split(b"\n") if line]
    assert len(lines) == len(set(lines))


def test_nothing_is_worked_out_twice_and_the_same_gives_the_same(store: Store) -> None:
    themed.assign(store)
    before = everything(store)
    assert themed.assign(store).worked_out == 0
    assert themed.assign(store, force=True).worked_out == 2
    assert everything(store) == before


def test_a_changed_document_is_worked_out_anew_and_a_gone_one_forgotten(store: Store) -> None:
    themed.assign(store)
    put(store, document("S/RES/9002(2002)", "2002-05-04", "On water", [Says("op_1", "Notes that hunger grows;")]))
    assert not store.has_graph(graph_iri("S/RES/9002(2002)") + themed.SUFFIX)
    assert themed.assign(store).worked_out == 1
    assert set(themes(store, instrument_iri("S/RES/9002(2002)") + "--op_1")) == {"food-security"}
    store.remove([graph_iri("S/RES/9002(2002)")])
    assert themed.assign(store).removed == 1
    assert not store.has_graph(graph_iri("S/RES/9002(2002)") + themed.SUFFIX)


# --- by the command line and the build


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("themes")
    for number in (1325, 2388, 2331):
        (file,) = (each for each in sample_files() if f"S_RES_{number}_" in each.name)
        (folder / file.name).write_bytes(file.read_bytes())
    build([folder], folder / "store", workers=0)
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_a_build_assigns_themes_unless_told_otherwise(built: Path, tmp_path: Path) -> None:
    with Store.open(built / "store") as store:
        assert sum(name.endswith(themed.SUFFIX) for name in store.graph_names()) == 3
    report = build([built], tmp_path / "store", workers=0, themes=False)
    assert report.about is None
    with Store.open(tmp_path / "store") as store:
        assert not any(name.endswith(themed.SUFFIX) for name in store.graph_names())


TRAFFICKING, WARNING = "1006622", "1001807"


def tagged(number: int, *subjects: str) -> tuple:
    """A resolution of which a machine said that it is about some subjects of the thesaurus."""
    made, citations = document(f"S/RES/{number}(2001)", "2001-05-04", f"Text {number}", [Says("op_1", "Notes this;")])
    keywords = tuple(Keyword("UNBIS", one, f"http://metadata.un.org/thesaurus/{one}") for one in subjects)
    return replace(made, keywords=keywords), citations


@pytest.mark.parametrize(("files", "common", "rare"), [(399, 0.5, 0.5), (400, None, 0.8)])
def test_a_keyword_that_a_machine_gave_to_most_files_says_nothing(
    tmp_path: Path, files: int, common: float | None, rare: float
) -> None:
    """Where there are files enough to see that; in a smaller store no such keyword is sure."""
    with Store.open(tmp_path / "store", create=True) as store:
        store.replace([ontology_quads()])
        put(store, tagged(1, TRAFFICKING, WARNING), *(tagged(2 + at, TRAFFICKING) for at in range(files - 1)))
        themed.assign(store)
        found = themes(store, instrument_iri("S/RES/1(2001)"))
        assert (found.get("trafficking-in-persons"), found.get("early-warning")) == (common, rare)
        sure = store.query(f"ASK {{ <{instrument_iri('S/RES/1(2001)')}> lx:hasTheme theme:early-warning }}")
        assert sure.boolean is (rare > 0.7)


def test_subjects_of_librarians_are_official_where_keywords_are_not(store: Store) -> None:
    put(store, tagged(1, TRAFFICKING))
    iri = instrument_iri("S/RES/1(2001)")
    said = (f"<{LX}describes> <{iri}>", '<http://purl.org/dc/terms/subject> "Violent extremism"')
    store.replace([("urn:records", "".join(f"<urn:record> {each} <urn:records> .\n" for each in said).encode())])
    themed.assign(store)
    rows = store.query(f"SELECT ?t ?m WHERE {{ ?a lx:about <{iri}> ; lx:theme ?t ; lx:method ?m }}").rows
    methods = {theme.value.rpartition("/")[2]: method.value for theme, method in rows}
    assert methods == {"violent-extremism": "official", "trafficking-in-persons": "keyword"}


def test_keywords_of_official_files_lead_to_our_themes_and_stay_as_they_are(built: Path) -> None:
    with Store.open(built / "store") as store:
        query = 'SELECT DISTINCT ?i WHERE { ?a lx:about ?i ; lx:method "keyword" ; lx:theme theme:gender-equality }'
        assert store.query(query).rows
        assert store.query(
            "ASK { ?i lx:loaded true ; eli:is_about ?s . FILTER (STRSTARTS(STR(?s), STR(unbist:))) }"
        ).boolean


def test_the_saved_questions_about_themes_answer(built: Path) -> None:
    saved = {one.name: one for one in saved_queries()}
    with Store.open(built / "store") as store:
        theme = {"theme": "trafficking in persons"}
        assert ask(store, saved["instruments-on"], theme).rows
        assert ask(store, saved["paragraphs-on"], theme).rows
        assert ask(store, saved["related-themes"], {"theme": "Children"}).rows
        years = ask(store, saved["themes-by-year"], theme).rows
        assert {year.value for year, *_ in years} <= {"2000", "2016", "2017"}
        assert ask(store, saved["by-theme"], {}).rows
        methods = {
            row[2].value for row in ask(store, saved["themes-of"], {"instrument": "S/RES/2388(2017)"}).rows if row[2]
        }
        assert {"keyword", "units"} & methods


def test_themes_are_listed_and_shown(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = str(built / "store")
    code, out, _ = run(capsys, "themes", "--store", place, "--format", "json")
    listed = {row["theme"]: row for row in json.loads(out)}
    assert code == 0
    assert listed["trafficking-in-persons"]["paragraphs"] > 0
    code, out, _ = run(capsys, "themes", "show", "2388", "--store", place, "--format", "json")
    assert code == 0
    assert {"children", "gender-equality"} <= {row["theme"] for row in json.loads(out)}
    code, out, _ = run(capsys, "themes", "show", "human", "trafficking", "--store", place, "--format", "json")
    assert json.loads(out)["label"] == "Trafficking in persons"
    code, _, err = run(capsys, "themes", "show", "no such thing at all", "--store", place)
    assert code == 2
    assert "no theme" in err


def test_a_thesaurus_is_loaded_beside_the_documents(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build([built], tmp_path / "store", workers=0)
    table = tmp_path / "own words.csv"
    table.write_text("uri,en\nhttp://metadata.un.org/thesaurus/42,displacement camps\n", encoding="utf-8")
    place = str(tmp_path / "store")
    code, out, _ = run(capsys, "themes", "load", str(table), "--store", place, "--format", "json")
    assert code == 0
    assert {row["what"]: row["count"] for row in json.loads(out)}["concepts"] == 1
    with Store.open(place) as store:
        before = everything(store)
        assert store.query('ASK { unbist:42 skos:prefLabel "displacement camps"@en }').boolean
    run(capsys, "themes", "load", str(table), "--store", place)
    with Store.open(place) as store:
        assert everything(store) == before


def test_options_before_the_word_are_told_apart(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "themes", "--format", "json", "show", "2388", "--store", str(built / "store"))
    assert code == 2
    assert "behind" in err
