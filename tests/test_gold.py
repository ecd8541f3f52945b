"""Citations against tables read by eye: the bundled sample always, the optional gold tables where they are at hand."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from lexline.loaders import load_bytes, sample
from lexline.loaders.citations import extract

#: Kinds that the tables do not list exhaustively.
NEUTRAL = ("decl:", "agreement:", "other:", "case:", "eu:", "open-set", "self", "none")
#: Treaties that the guideline gives no slug for are compared as treaties only.
ANY_TREATY = "treaty:?"

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts by (file, unit, target)."""

    missed: tuple[Key, ...]
    false: tuple[Key, ...]
    matched: int

    @property
    def precision(self) -> float:
        return self.matched / max(1, self.matched + len(self.false))

    @property
    def recall(self) -> float:
        return self.matched / max(1, self.matched + len(self.missed))


def rows(table: Path) -> list[list[str]]:
    lines = [
        x for x in table.read_text(encoding="utf-8").splitlines() if x.strip() and not x.startswith(("#", "file\t"))
    ]
    return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def cited_in(paths: Iterable[Path]) -> set[Key]:
    """Every unit and instrument cited in some files."""
    out = set()
    for path in paths:
        for document in load_bytes(path.read_bytes(), path.name):
            out |= {(path.name, c.unit, c.target) for c in extract(document) if c.target is not None}
    return out


def score(table: list[list[str]], predicted: set[Key], known: frozenset[str] | None = None) -> Score:
    """Required rows must be found; optional rows and neutral kinds count neither way; all else found is false.

    `known` are the treaties whose slugs the table may use; it names others as it likes.
    """

    def plain(target: str) -> str:
        return ANY_TREATY if known is not None and target.startswith("treaty:") and target not in known else target

    gold: dict[Key, bool] = {}
    for file, unit, target, _, required, *_ in table:
        key = (file, unit, plain(target))
        gold[key] = gold.get(key, False) or (required == "1" and not target.startswith(NEUTRAL))
    found = {(file, unit, plain(target)) for file, unit, target in predicted}
    required = {key for key, must in gold.items() if must}
    extra = {key for key in found - set(gold) if not key[2].startswith(NEUTRAL)}
    extra = {key for key in extra if (key[0], "*", key[2]) not in gold}
    missed = {key for key in required - found if key[1] != "*"}
    return Score(tuple(sorted(missed)), tuple(sorted(extra)), len(required & found))


def test_the_scorer_counts() -> None:
    table = [
        ["a", "op_1", "S/RES/1(1946)", "", "1", "", ""],
        ["a", "op_1", "S/RES/2(1946)", "", "1", "", ""],
        ["a", "op_2", "S/RES/3(1946)", "", "0", "", ""],
        ["a", "op_2", "treaty:my-own-slug", "", "1", "", ""],
    ]
    found = {
        ("a", "op_1", "S/RES/1(1946)"),
        ("a", "op_2", "S/RES/3(1946)"),
        ("a", "op_3", "S/RES/4(1946)"),
        ("a", "op_3", "decl:udhr"),
        ("a", "op_2", "treaty:another-slug"),
    }
    result = score(table, found, frozenset({"treaty:crc"}))
    assert result.missed == (("a", "op_1", "S/RES/2(1946)"),)
    assert result.false == (("a", "op_3", "S/RES/4(1946)"),)
    assert (result.matched, round(result.precision, 2), round(result.recall, 2)) == (2, 0.67, 0.67)


def test_the_bundled_sample() -> None:
    result = score(rows(sample.gold_file()), cited_in(sample.sample_files()))
    assert result.matched > 900
    assert result.precision >= 0.97, result.false
    assert result.recall >= 0.97, result.missed


#: The treaties that the tables beside the checkout name by a fixed slug.
FIXED = frozenset(
    "treaty:" + slug
    for slug in (
        "un-charter iccpr icescr cedaw crc crc-op-sc crc-op-ac cat opcat icerd crpd ced rome-statute untoc uncac "
        "palermo-protocol smuggling-protocol firearms-protocol refugees-1951 refugees-1967 gc-1 gc-2 gc-3 gc-4 ap-1 "
        "ap-2 ap-3 npt unclos"
    ).split()
)


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
    gold = rows(folder / table)
    wanted = {row[0] for row in gold}
    paths = [p for p in sorted(data_dir.rglob("*")) if p.name in wanted and p.suffix in (".xml", ".txt")]
    assert paths
    read = {path.name for path in paths}
    result = score([row for row in gold if row[0] in read], cited_in(paths), FIXED)
    assert result.precision >= precision, result.false
    assert result.recall >= recall, result.missed
