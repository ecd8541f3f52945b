"""How citations are scored against a gold table, and which tables are refused."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexline.graph.cited import Cited, read_cited
from lexline.graph.evaluation import Evaluation, evaluate, form_of
from lexline.graph.gold import MAX_LINE, Row, read_gold
from lexline.graph.matching import pinpoints_in
from lexline.loaders import sample
from lexline.ontology.errors import InputError

GOLDEN = Path(__file__).resolve().parent / "golden" / "sample_citations.jsonl"


def want(unit: str, cited: str, pinpoint: str = "", *, required: bool = True, function: str = "") -> Row:
    return Row(1, "a.xml", unit, cited, pinpoint, required, function)


def read(unit: str, target: str, *pinpoint: str, function: str = "", verb: str = "", file: str = "a.xml") -> Cited:
    return Cited(file, "S/1", unit, 0, 4, "text", target, pinpoint, function, verb)


def counts(score: Evaluation) -> tuple[int, int, int, int]:
    return (score.by_unit.matched, score.by_unit.missed, score.by_unit.false, score.by_unit.neutral)


# --- what counts -------------------------------------------------------------------------------------------
def test_required_rows_optional_rows_and_what_stands_in_no_row() -> None:
    table = [
        want("op_1", "S/RES/1(1946)"),
        want("op_1", "S/RES/2(1946)"),
        want("op_2", "S/RES/3(1946)", required=False),
        want("op_3", "open-set"),
    ]
    found = [
        read("op_1", "S/RES/1(1946)"),
        read("op_1", "S/RES/1(1946)"),
        read("op_2", "S/RES/3(1946)"),
        read("op_3", "S/RES/4(1946)"),
        read("op_3", "decl:udhr"),
        read("op_3", "open-set"),
        read("op_3", ""),
        read("op_1", "S/RES/5(1946)", file="another.xml"),
    ]
    score = evaluate(table, found)
    assert counts(score) == (1, 1, 1, 1)
    assert (score.by_unit.precision, score.by_unit.recall, score.by_unit.f1) == (0.5, 0.5, 0.5)
    assert [(one.kind, one.target) for one in score.mistakes] == [
        ("missed", "S/RES/2(1946)"),
        ("false", "S/RES/4(1946)"),
    ]


def test_a_star_is_any_unit_and_takes_all_of_them() -> None:
    found = [read("op_1", "A/71/303"), read("fn_2", "A/71/303")]
    assert counts(evaluate([want("*", "A/71/303")], found)) == (1, 0, 0, 0)


def test_a_treaty_without_a_published_slug_may_go_by_any() -> None:
    table = [want("op_1", "treaty:my-own-slug-1990"), want("op_1", "treaty:crc")]
    score = evaluate(table, [read("op_1", "treaty:another-slug"), read("op_1", "treaty:cedaw")])
    assert counts(score) == (1, 1, 1, 0)
    assert (score.by_document.matched, score.by_document.missed, score.by_document.false) == (1, 1, 1)


def test_own_paragraphs_count_unless_they_are_left_out() -> None:
    table = [want("op_1", "self", "para. 2"), want("op_1", "S/1")]
    found = [read("op_2", "self", "para. 1")]
    assert counts(evaluate(table, found)) == (0, 2, 1, 0)
    assert counts(evaluate(table, found, own=False)) == (0, 1, 0, 0)


def test_by_document_a_target_counts_once() -> None:
    table = [want("op_1", "S/1"), want("op_2", "S/1"), want("op_2", "S/2")]
    score = evaluate(table, [read("op_3", "S/1")])
    assert counts(score) == (0, 3, 1, 0)
    assert (score.by_document.matched, score.by_document.missed, score.by_document.false) == (1, 1, 0)


def test_pinpoints_are_right_only_as_a_whole() -> None:
    table = [want("op_1", "S/1", "paras. 3 (c), 4"), want("op_2", "S/1", "para. 3"), want("op_3", "S/1")]
    found = [
        read("op_1", "S/1", "para. 4"),
        read("op_1", "S/1", "para. 3 (c)"),
        read("op_2", "S/1", "para. 3", "para. 4"),
        read("op_3", "S/1", "para. 9"),
    ]
    score = evaluate(table, found)
    assert (score.pinpoints.matched, score.pinpoints.required) == (1, 2)
    assert [(m.kind, m.unit, m.wanted, m.found) for m in score.mistakes] == [
        ("pinpoint", "op_2", "para. 3", "para. 3, para. 4")
    ]


@pytest.mark.parametrize(
    ("words", "function", "verb", "right"),
    [
        ("recalling also", "recalls", "Recalling", True),
        ("Having seen", "", "having seen", True),  # words that stand for no function, read as they are printed
        ("recalling", "reaffirms", "Reaffirming", False),
        ("recalling", "", "", False),
    ],
)
def test_a_function_is_right_by_what_its_words_mean(words: str, function: str, verb: str, right: bool) -> None:
    score = evaluate([want("op_1", "S/1", function=words)], [read("op_1", "S/1", function=function, verb=verb)])
    assert (score.functions.matched, score.functions.required) == (int(right), 1)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("art. 2, para. 4", "article 2 (4)"),
        ("art. 76 b", "Art. 76 (b)"),
        ("paras. 3 (c), 4", "para. 4; para. 3(c)"),
        ("chap. VII", "Chapter VII"),
        ("preamble", "preamble"),
    ],
)
def test_pinpoints_are_the_same_however_they_are_written(written: str, same: str) -> None:
    assert pinpoints_in(written) == pinpoints_in(same) != pinpoints_in("para. 99")


@pytest.mark.parametrize(
    ("target", "form"),
    [
        ("A/RES/377(V)[A]", "General Assembly resolution"),
        ("A/HRC/RES/35/5", "other resolution or decision"),
        ("S/PRST/2015/25", "presidential statement"),
        ("S/25426", "document"),
        ("S/PV.8234", "document"),
        ("CEDAW/C/GC/30", "treaty-body comment"),
        ("treaty:cedaw", "treaty"),
        ("decl:udhr", "declaration by name"),
        ("case:a-v-b", "judgment"),
        ("other:wha:58.16", "other"),
    ],
)
def test_the_form_is_told_from_the_id(target: str, form: str) -> None:
    assert form_of(target) == form


def test_forms_add_up_to_the_whole() -> None:
    score = evaluate(read_gold(sample.gold_file()), read_cited(GOLDEN))
    for name in ("matched", "missed", "false", "neutral"):
        assert sum(getattr(tally, name) for _, tally in score.forms) == getattr(score.by_unit, name)
    assert score.documents == len(sample.sample_files())
    assert score.functions.required > 500


# --- the same figures as the tool beside the checkout --------------------------------------------------------
@pytest.fixture(scope="module")
def tool(data_dir: Path):
    """The optional scorer's own `main`."""
    path = data_dir.parent / "tools" / "score_citations.py"
    if not path.is_file():
        pytest.skip("the optional scorer (../shared/tools) is not beside this checkout")
    spec = importlib.util.spec_from_file_location("score_citations", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main


def told(score: Evaluation) -> str:
    """Write a score as the tool does."""
    unit, whole, pins = score.by_unit, score.by_document, score.pinpoints
    return (
        f"documents {score.documents}  required {unit.required}  matched {unit.matched}  missed {unit.missed}  "
        f"false {unit.false}  neutral {unit.neutral}\n"
        f"by document: precision {whole.precision:.4f} recall {whole.recall:.4f}\n"
        f"pinpoints exact: {pins.matched}/{pins.required} = {pins.recall:.4f}\n"
        f"by unit: precision {unit.precision:.4f} recall {unit.recall:.4f} f1 {unit.f1:.4f}\n"
    )


def agree(tool, gold: Path, cited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for own in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["score", str(gold), str(cited), *(["--self"] if own else [])])
            tool()
        assert told(evaluate(read_gold(gold), read_cited(cited), own=own)) == capsys.readouterr().out


@pytest.mark.data
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_sample_is_scored_as_the_tool_does(tool, capsys: pytest.CaptureFixture[str]) -> None:
    agree(tool, sample.gold_file(), GOLDEN, capsys)


TARGETS = st.sampled_from(
    "S/RES/1(1946) S/1 A/71/303 self open-set none decl:udhr treaty:crc treaty:own-1 treaty:own-2 treaty:own-3".split()
)
UNITS = st.sampled_from(["op_1", "op_2", "fn_1", "*"])
FILES = st.sampled_from(["a.xml", "b.xml"])
PINS = st.sampled_from(
    ["", "para. 3", "paras. 3 (c), 4", "art. 2, para. 4", "ch. VII", "para. 3, art. 7 b", "preamble"]
)
ROWS = st.lists(st.tuples(FILES, UNITS, TARGETS, PINS, st.sampled_from("011")), min_size=1, max_size=14)
FOUND = st.lists(st.tuples(FILES, UNITS, TARGETS, st.lists(PINS, max_size=2)), max_size=14)


@pytest.mark.data
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@given(rows=ROWS, found=FOUND)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_scored_as_the_tool_does(
    rows: list[tuple[str, ...]],
    found: list[tuple[str, str, str, list[str]]],
    tool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gold, cited = tmp_path / "gold.tsv", tmp_path / "cited.jsonl"
    gold.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    keys = ("file", "unit", "target", "pinpoint")
    lines = [json.dumps(dict(zip(keys, one, strict=True))) for one in found if one[2] != "none"]
    cited.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    agree(tool, gold, cited, capsys)


# --- tables ------------------------------------------------------------------------------------------------
GOOD = "a.xml\top_1\tS/1\tpara. 3\t1\trecalling\ta note"


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_comments_names_of_columns_and_empty_lines_are_no_rows(tmp_path: Path) -> None:
    names = "file\tunit\tcited\tpinpoint\trequired\tfunction\tnote"
    text = f"\ufeff# a comment\r\n{names}\r\n\r\n{GOOD}\r\na.xml\t*\tself\t\t0\r\n"
    assert read_gold(written(tmp_path / "gold.tsv", text)) == (
        Row(4, "a.xml", "op_1", "S/1", "para. 3", True, "recalling", "a note"),
        Row(5, "a.xml", "*", "self", "", False, "", ""),
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a.xml\top_1\tS/1", "3 columns"),
        ("a.xml op_1 S/1", "1 column"),
        (GOOD + "\tmore", "8 columns"),
        ("a.xml\top_1\t\t\t1", "“cited” is empty"),
        ("a.xml\t op_1\tS/1\t\t1", "spaces around"),
        ("a.xml\top_1\tS/1\t\tyes", "“yes” in the column “required”"),
        ("folder/a.xml\top_1\tS/1\t\t1", "is a path"),
        ("a.xml\top_1\tS/1\0\t\t1", "not text"),
        (GOOD + "x" * MAX_LINE, "longer than"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_a_line_that_is_no_row_is_refused_with_its_number(line: str | bytes, expected: str, tmp_path: Path) -> None:
    content = f"# a comment\n{GOOD}\n".encode() + (line if isinstance(line, bytes) else line.encode()) + b"\n"
    with pytest.raises(InputError, match=f"line 3: .*{expected}") as refused:
        read_gold(written(tmp_path / "gold.tsv", content))
    assert refused.value.remedy


@pytest.mark.parametrize("content", ["", "# only a comment\n", "\n\n"])
def test_a_table_without_rows_is_refused(content: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no rows"):
        read_gold(written(tmp_path / "gold.tsv", content))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.tsv"):
        with pytest.raises(InputError, match="cannot be read"):
            read_gold(path)


def test_large_tables_take_linear_time() -> None:
    """Rows that any treaty of the unit would match are the hard case."""
    many = 4_000
    table = [want("op_1", f"treaty:slug-{n}") for n in range(many)]
    found = [read("op_1", f"treaty:other-{n}") for n in range(many)]
    assert counts(evaluate(table, found)) == (many, 0, 0, 0)
