"""The saved questions, asked of one small collection, and the files that hold their expected answers.

The collection is the bundled sample with the made documents of the fixtures, six records of votes, and two tables of
who takes part in a treaty, so that no question is left without an answer. One file for each question holds what is
expected, in CSV under tests/golden/queries: a line of columns, then the rows as `lexline query` shows them to a reader.

    python -m tests.golden_questions [NAME...]

writes these files anew, from the checkout's root; what has changed is then to be read before it is kept.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from lexline.graph.build import build
from lexline.graph.cli.query import shorten
from lexline.graph.sparql import SavedQuery, ask, saved_queries
from lexline.graph.store import Store, open_store
from lexline.loaders import sample

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden" / "queries"
FIXTURES = tuple(HERE / "fixtures" / name for name in ("questions", "akn", "text"))

#: So many rows of an answer are kept; those of a question without a limit are kept all.
MOST = 25


#: What is asked about instead of a question's own example, where that has little to show here.
INSTEAD: dict[str, dict[str, str]] = {
    "languages": {"instrument": "S/RES/9902(2031)"},
    "mandate-chain": {"mandate": "authorization:migrants-libya"},
    "mandates-in-force": {"date": "2020-06-30"},
    "reports-due": {"from": "2000-01-01", "to": "2040-12-31"},
}


def build_collection(location: Path) -> Path:
    """Build what the questions are asked of."""
    build([*sample.sample_files(), *FIXTURES], location, workers=0)
    return location


def values(saved: SavedQuery) -> dict[str, str]:
    """Return the values to ask with: the question's own examples, and a limit that keeps the file short."""
    told = {parameter.name: parameter.example for parameter in saved.parameters}
    told |= INSTEAD.get(saved.name, {})
    return told | {"limit": str(min(MOST, int(told["limit"])))} if "limit" in told else told


def answered(store: Store, saved: SavedQuery) -> str:
    """Ask a question, and write its answer as the golden file has it."""
    results = ask(store, saved, values(saved))
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(results.variables)
    for row in results.rows:
        lines.writerow(["" if term is None else shorten(str(getattr(term, "value", term))) for term in row])
    return out.getvalue()


def main(names: list[str]) -> None:
    """Write the expected answers, of all questions or of those named."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, open_store(build_collection(Path(folder) / "golden.db")) as store:
        for saved in saved_queries():
            if not names or saved.name in names:
                (GOLDEN / f"{saved.name}.csv").write_text(answered(store, saved), encoding="utf-8", newline="")


if __name__ == "__main__":
    main(sys.argv[1:])
