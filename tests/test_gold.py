"""Citations against tables read by eye: the bundled sample always, the optional gold tables where they are at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from lexline.graph.cited import Cited
from lexline.graph.cli.extraction import COLUMNS, read_all
from lexline.graph.evaluation import evaluate
from lexline.graph.gold import read_gold
from lexline.loaders import sample


def cited_in(paths: Iterable[Path]) -> Iterator[Cited]:
    """Every citation in some files."""
    for read, _ in read_all([str(path) for path in paths], workers=1):
        for row in read.rows:
            yield Cited.of(dict(zip(COLUMNS, row, strict=True)))


def test_the_bundled_sample() -> None:
    score = evaluate(read_gold(sample.gold_file()), cited_in(sample.sample_files()))
    assert score.by_unit.matched > 900
    assert score.by_unit.precision >= 0.97, score.mistakes
    assert score.by_unit.recall >= 0.97, score.mistakes


@pytest.mark.data
@pytest.mark.parametrize(
    ("table", "precision", "recall"),
    [
        ("documents_23.tsv", 0.97, 0.97),
        ("seed_small.tsv", 0.95, 0.90),
        ("seed_S_2016_949.tsv", 0.95, 0.90),
    ],
)
def test_optional_tables(data_dir: Path, table: str, precision: float, recall: float) -> None:
    folder = data_dir.parent / "gold"
    if not (folder / table).is_file():
        pytest.skip("the optional gold tables (../shared/gold) are not beside this checkout")
    gold = read_gold(folder / table)
    wanted = {row.file for row in gold}
    paths = [p for p in sorted(data_dir.rglob("*")) if p.name in wanted and p.suffix in (".xml", ".txt")]
    assert paths
    read = {path.name for path in paths}
    score = evaluate([row for row in gold if row.file in read], cited_in(paths), own=False).by_unit
    assert score.precision >= precision
    assert score.recall >= recall
