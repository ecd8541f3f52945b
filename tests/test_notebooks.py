"""Every notebook runs from top to bottom, is told in words, and is kept without outputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_and_explained(path: Path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    assert sum(cell["cell_type"] == "markdown" for cell in cells) >= 3


def test_there_is_a_notebook_to_begin_with():
    assert [path.name for path in NOTEBOOKS][:1] == ["01_first_steps.ipynb"]


def imported(cells) -> set[str]:
    """The libraries for pictures and tables that the cells import."""
    code = "".join("".join(cell["source"]) for cell in cells)
    return {name for name in ("matplotlib", "pandas") if f"import {name}" in code}


@pytest.mark.filterwarnings("default")  # what the kernel's own machinery warns of is not ours to answer for
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, tmp_path: Path):
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    for library in imported(notebook.cells):
        pytest.importorskip(library, reason=f"the pictures of this notebook need {library}: lexline[notebooks]")
    done = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("S/RES/" in output.get("text", "") for output in outputs)
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert bool(pictures) == ("matplotlib" in imported(notebook.cells))
