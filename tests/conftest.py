"""What tests share: where the optional real documents are, and the sample collection built into a store."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The optional folder of real documents; a test that asks for it is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the optional real documents (../shared/data) are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk with the bundled sample collection; only to be read."""
    from lexline.graph.build import build
    from lexline.loaders import sample

    location = tmp_path_factory.mktemp("sample") / "sample.db"
    build(sample.sample_files(), location, workers=0)
    return location
