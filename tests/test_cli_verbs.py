"""What each verb answers about the bundled sample, as a reader and as a program sees it."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
from pathlib import Path

import pyoxigraph as ox
import pytest

from lexline.graph.cli import main
from lexline.graph.cli.extraction import COLUMNS
from lexline.graph.cli.query import shorten
from lexline.loaders import load, sample
from lexline.ontology.vocabulary import CITO, ID

CITED_BY = ["query", "cited-by", "--param", "instrument=S/RES/1325(2000)"]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sample_store: Path):
    monkeypatch.setenv("LEXLINE_STORE", str(sample_store))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]):
    """Run the command and return what it wrote to stdout."""

    def run(*arguments: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        captured = capsys.readouterr()
        assert int(left.value.code or 0) == code, captured.err
        return captured.out

    return run


# --- show --------------------------------------------------------------------------------------------------
def test_show_prints_an_instrument_with_paragraphs_and_links(answer):
    out = answer("show", "2388")
    assert re.search(r"^Symbol +S/RES/2388\(2017\)$", out, re.MULTILINE)
    assert re.search(r"^Date +2017-11-21$", out, re.MULTILINE)
    assert re.search(r"^Body +Security Council$", out, re.MULTILINE)
    assert re.search(r"^pre 1 ", out, re.MULTILINE)
    assert re.search(r"^op \d+ ", out, re.MULTILINE)
    assert re.search(r"^2016 +S/RES/2331\(2016\)", out[out.index("Cites ") :], re.MULTILINE)
    assert re.search(r"^Cited by \d+ instrument", out, re.MULTILINE)
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    "reference", [["SCR", "1325"], ["res 1325 (2000)"], ["S/RES/1325"], ["https://undocs.org/S/RES/1325(2000)"]]
)
def test_show_understands_sloppy_references(reference: list[str], answer):
    assert json.loads(answer("show", *reference, "--format", "json"))["id"] == "S/RES/1325(2000)"


def test_show_tells_the_same_as_data(answer):
    told = json.loads(answer("show", "2388", "--format", "json"))
    assert told["date"] == "2017-11-21"
    assert told["page"] == "https://undocs.org/S/RES/2388(2017)"
    cites = {other["id"]: other["citations"] for other in told["cites"]}
    assert any("2331" in citation["text"] for citation in cites["S/RES/2331(2016)"])
    assert all(c["sentence"] for citations in cites.values() for c in citations)
    lines = answer("show", "2388", "--format", "jsonl").splitlines()
    assert [json.loads(line)["unit"] for line in lines] == [p["unit"] for p in told["paragraphs"]]


def test_show_one_paragraph_with_its_links(answer):
    units = json.loads(answer("show", "2388", "--format", "json"))["cites"]
    unit = next(c["unit"] for other in units if other["id"] == "S/RES/2331(2016)" for c in other["citations"])
    told = json.loads(answer("show", f"S/RES/2388(2017) {unit}", "--format", "json"))
    assert told["unit"] == unit
    assert any(link["instrument"] == "S/RES/2331(2016)" for link in told["links"])
    assert "S/RES/2331(2016)" in answer("show", f"S/RES/2388(2017) {unit}")


def test_show_of_what_is_cited_but_not_loaded_names_those_who_cite_it(answer):
    out = answer("show", "palermo", "protocol")
    assert "treaty:palermo-protocol" in out
    assert "has not been loaded" in out
    assert not re.search(r"^Cited by 0 ", out, re.MULTILINE)


def test_show_as_turtle_is_the_documents_graph(answer):
    triples = list(ox.parse(answer("show", "2388", "--format", "turtle"), format=ox.RdfFormat.TURTLE))
    cited = {t.triple.object.value for t in triples if t.triple.predicate.value == CITO + "hasCitedEntity"}
    assert ID + "S-RES-2331-2016" in cited


# --- lineage -----------------------------------------------------------------------------------------------
def test_lineage_draws_a_tree_with_years_verbs_and_sentences(answer):
    out = answer("lineage", "2388", "--sentences", "--limit", "0")
    assert out.startswith("S/RES/2388(2017)")
    assert re.search(r"^[├└]── S/RES/2331\(2016\) · recalling", out, re.MULTILINE)
    assert "“" in out
    assert max(map(len, out.splitlines())) <= 80


def test_lineage_goes_forward_and_says_so_as_data(answer):
    rows = [
        json.loads(line)
        for line in answer("lineage", "1325", "--forward", "-d", "1", "--limit", "0", "--format", "jsonl").splitlines()
    ]
    assert rows[0]["id"] == "S/RES/1325(2000)"
    assert {row["cited"] for row in rows[1:]} == {"S/RES/1325(2000)"}
    assert all(row["year"] >= 2000 for row in rows)


def test_lineage_finds_the_chains_between_two_instruments(answer):
    rows = list(csv.DictReader(io.StringIO(answer("lineage", "2388", "--path", "1325", "--format", "csv"))))
    first = [row["id"] for row in rows if row["chain"] == "1"]
    assert (first[0], first[-1]) == ("S/RES/2388(2017)", "S/RES/1325(2000)")


def test_lineage_as_turtle_is_plain_citations(answer):
    out = answer("lineage", "2388", "--depth", "1", "--format", "turtle")
    assert "id:S-RES-2388-2017 eli:cites" in out


# --- query -------------------------------------------------------------------------------------------------
def test_saved_questions_are_listed_with_their_parameters(answer):
    rows = json.loads(answer("query", "--list", "--format", "json"))
    assert len(rows) >= 8
    assert {"cited-by", "most-cited"} <= {row["name"] for row in rows}


def test_a_saved_question_is_answered_in_every_form(answer):
    rows = json.loads(answer(*CITED_BY, "--format", "json"))
    assert any(row["citing"] == ID + "S-RES-1820-2008" for row in rows)
    assert len(list(csv.DictReader(io.StringIO(answer(*CITED_BY, "--format", "csv"))))) == len(rows)
    assert "S/RES/1820(2008)" in answer(*CITED_BY)
    assert answer(*CITED_BY, "-o", "rows.jsonl") == ""
    assert len(Path("rows.jsonl").read_text("utf-8").splitlines()) == len(rows)


def test_a_parameter_may_be_a_sloppy_reference(answer):
    exact = answer(*CITED_BY, "--format", "json")
    assert answer("query", "cited-by", "-p", "instrument=scr 1325", "--format", "json") == exact


def test_a_file_of_sparql_and_a_construct(answer, tmp_path: Path):
    (tmp_path / "mine.rq").write_text("CONSTRUCT { ?a eli:cites ?b } WHERE { ?a eli:cites ?b ; lx:loaded true }")
    out = answer("query", "mine.rq", "--format", "turtle")
    assert "id:S-RES-2388-2017 eli:cites" in out
    assert out.endswith(answer("query", "mine.rq"))


def test_numbers_and_truth_values_are_typed(answer, monkeypatch: pytest.MonkeyPatch):
    asked = io.TextIOWrapper(io.BytesIO(b"ASK { ?a eli:cites ?b }"))
    monkeypatch.setattr("sys.stdin", asked)
    assert json.loads(answer("query", "-", "--format", "json")) is True
    rows = json.loads(answer("query", "most-cited", "-p", "limit=3", "--format", "json"))
    assert all(isinstance(row["instruments"], int) for row in rows)


def test_an_update_is_refused(answer, tmp_path: Path):
    (tmp_path / "update.rq").write_text("DROP ALL")
    assert answer("query", "update.rq", code=2) == ""


def test_iris_are_shortened_for_a_reader():
    assert shorten(ID + "S-RES-1325-2000--op_8") == "S/RES/1325(2000) op_8"
    assert shorten("http://purl.org/spar/cito/Citation") == "cito:Citation"
    assert shorten("https://example.org/other") == "https://example.org/other"


# --- cite --------------------------------------------------------------------------------------------------
def test_cite_has_the_stable_fields_and_true_offsets(answer):
    path = sample.sample_files()[0]
    rows = [json.loads(line) for line in answer("cite", str(path), "--format", "jsonl").splitlines()]
    assert rows
    units = {unit.eid: unit.text for document in load(Path(path)) for unit in document.units}
    for row in rows:
        assert tuple(row) == COLUMNS
        assert units[row["unit"]][row["start"] : row["end"]] == row["text"]
        assert isinstance(row["pinpoint"], list)
        assert 0 <= row["confidence"] <= 1


def test_cite_reads_standard_input(answer, monkeypatch: pytest.MonkeyPatch):
    text = "Recalling its resolutions 1325 (2000) and 1820 (2008),"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    rows = [json.loads(line) for line in answer("cite", "-", "--format", "jsonl").splitlines()]
    assert [row["target"] for row in rows] == ["S/RES/1325(2000)", "S/RES/1820(2008)"]
    assert {row["file"] for row in rows} == {"-"}


def test_cite_reads_a_folder_the_same_with_one_process_and_with_two(answer):
    folder = str(Path(sample.sample_files()[0]).parent)
    alone = answer("cite", folder, "--format", "jsonl", "--workers", "1")
    assert answer("cite", folder, "--format", "jsonl", "--workers", "2") == alone
    assert len({json.loads(line)["file"] for line in alone.splitlines()}) >= 30


def test_cite_for_a_reader_fits_eighty_columns(answer):
    out = answer("cite", str(Path(sample.sample_files()[0])))
    assert max(map(len, out.splitlines())) <= 80


# --- the rest ----------------------------------------------------------------------------------------------
def test_build_says_what_it_read_and_what_it_left_out(answer, capsys: pytest.CaptureFixture[str]):
    Path("papers").mkdir()
    Path("papers/note.txt").write_text("Recalling its resolution 1325 (2000),")
    Path("papers/table.json").write_text('{"a": 1}')
    told = json.loads(answer("build", "papers", "--store", "own.db", "--format", "json"))
    assert told["documents"] == 1
    assert sum(told["citations"].values()) == 1
    assert [Path(entry["path"]).name for entry in told["skipped"]] == ["table.json"]
    again = json.loads(answer("build", "papers", "--store", "own.db", "--format", "json"))
    assert again["unchanged"] == 1


def test_build_goes_on_after_a_file_that_cannot_be_read(answer):
    Path("papers").mkdir()
    Path("papers/empty.xml").write_text("")
    Path("papers/note.txt").write_text("Recalling its resolution 1325 (2000),")
    answer("build", "papers", "--store", "own.db", code=3)
    assert "S/RES/1325(2000)" in answer("query", "most-cited", "--store", "own.db")


def test_view_writes_one_page_and_prints_its_name(answer):
    assert answer("view", "1325") == "lexline-S-RES-1325-2000.html\n"
    page = Path("lexline-S-RES-1325-2000.html").read_text("utf-8")
    assert "S/RES/2388(2017)" in page or "S/RES/1820(2008)" in page
    assert answer("view", "palermo", "protocol", "-o", "page.html") == "page.html\n"


def test_stats_count_what_is_there(answer):
    rows = {(row["group"], row["name"]): row["count"] for row in json.loads(answer("stats", "--format", "json"))}
    assert rows["total", "instruments loaded"] == len(sample.sample_files())
    assert rows["total", "citations"] > 100
    assert rows["total", "citations"] >= rows["total", "citations unresolved"]
    assert max(map(len, answer("stats").splitlines())) <= 80


def test_unresolved_lists_words_and_sentences(answer, sample_store: Path):
    total = {row["name"]: row["count"] for row in json.loads(answer("stats", "--format", "json"))}
    rows = [json.loads(line) for line in answer("unresolved", "--limit", "0", "--format", "jsonl").splitlines()]
    assert len(rows) == total["citations unresolved"]
    assert all(row["text"] in row["sentence"] for row in rows)


def test_the_sample_keeps_to_the_rules(answer):
    """The shapes, which take longer, are checked in the README's tour."""
    assert "keeps to its rules" in answer("validate", "--no-shapes")
    rows = json.loads(answer("validate", "--no-shapes", "--format", "json"))
    assert not [row for row in rows if row["severity"] == "violation"]


@pytest.mark.parametrize(
    ("file", "form"),
    [("all.nq", ox.RdfFormat.N_QUADS), ("all.ttl", ox.RdfFormat.TURTLE), ("all.jsonld", ox.RdfFormat.JSON_LD)],
)
def test_export_is_read_again(file: str, form: ox.RdfFormat, answer):
    answer("export", "-o", file)
    triples = {quad.triple for quad in ox.parse(Path(file).read_bytes(), format=form)}
    assert any(triple.subject.value == ID + "S-RES-2388-2017" for triple in triples if hasattr(triple.subject, "value"))


def test_export_as_graphml_is_read_by_networkx(answer):
    import networkx as nx

    answer("export", "-o", "all.graphml")
    graph = nx.read_graphml("all.graphml")
    assert graph.has_edge("S/RES/2388(2017)", "S/RES/2331(2016)")


def test_demo_builds_answers_and_draws(answer):
    out = answer("demo", "--store", "demo.db")
    assert len(re.findall(r"^lexline query ", out, re.MULTILINE)) == 3
    assert max(map(len, out.splitlines())) <= 80
    assert Path("lexline-demo.html").stat().st_size > 10_000
    answer("demo", "--store", "demo.db")


def test_demo_leaves_a_store_with_other_documents_alone(answer):
    Path("note.txt").write_text("Recalling its resolution 1325 (2000),")
    answer("build", "note.txt", "--store", "own.db")
    assert answer("demo", "--store", "own.db", code=2) == ""


def test_a_resolution_and_the_name_of_its_text_point_to_each_other(answer):
    assert "decl:2030-agenda" in answer("show", "A/RES/70/1")
    assert "A/RES/70/1" in answer("show", "decl:2030-agenda")


def test_an_export_asks_for_a_form_it_knows(answer, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as left:
        main(["export", "-o", "all.xyz"])
    assert left.value.code == 2
    assert ".jsonld" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_told_of(capsys: pytest.CaptureFixture[str]):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(SystemExit) as left:
        main(["show", "1325", "--store", f"http://127.0.0.1:{port}/query"])
    assert left.value.code == 4
    told = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in told
    assert "Traceback" not in told


def test_chains_that_were_found_the_other_way_round_say_so(answer):
    assert "does not lead back to" in answer("lineage", "1325", "--path", "2388")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("cite", "cut.xml"), "not well-formed"), (("build", "cut.xml", "--store", "own.db"), "cut off, perhaps")],
)
def test_a_file_that_was_cut_off_is_read_and_said_to_be(
    arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
):
    whole = next(path for path in sample.sample_files() if path.name == "S_RES_2388_2017.xml").read_bytes()
    Path("cut.xml").write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    assert not left.value.code
    assert told in capsys.readouterr().err
