"""The bundled sample collection: digests of real instruments on women and peace and on trafficking in persons.

Five more tell one sanctions regime from beginning to end (Haiti, 1993 and 1994): imposed, suspended, put into force
again, widened and ended. Six more tell another and its panel of experts (Liberia, 2001 to 2003), with days on which the
panel had run out; of the longer ones some operative paragraphs are left out.

Each `.xml` file is a digest in lexline's own words, in the Akoma Ntoso layout of the official files: symbols, dates,
paragraph numbers and citations are those of the instrument, the prose is not; a comment at its head names the official
page. `gold.tsv` lists the citations of all of them, read by eye.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).resolve().parent


def sample_folder() -> Path:
    """Return the folder that holds the digests."""
    return _FOLDER


def sample_files() -> tuple[Path, ...]:
    """Return the digests' files, ordered by name."""
    return tuple(sorted(_FOLDER.glob("*.xml")))


def gold_file() -> Path:
    """Return the table of the digests' citations: file, unit, cited, pinpoint, required, function, note."""
    return _FOLDER / "gold.tsv"
