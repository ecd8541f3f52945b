"""What makes a folder a store: the marker file `lexline.json`, with the format and the base of its IRIs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from lexline.ontology.errors import StoreError
from lexline.ontology.vocabulary import BASE

MARKER: Final = "lexline.json"
FORMAT: Final = 1


def make(location: Path) -> None:
    """Make the folder and the marker of a new store; leave a store that is there as it is.

    Raises:
        StoreError: the folder holds other things, or cannot be written.
    """
    try:
        location.mkdir(parents=True, exist_ok=True)
        strange = [entry.name for entry in location.iterdir() if not entry.name.startswith("lexline.")]
        place = location / MARKER
        if place.exists():
            return
        if strange:
            raise StoreError(
                f"{location} is a folder with other things in it ({sorted(strange)[0]}), not a lexline store.",
                "Name a new or empty folder.",
            )
        draft = location / (MARKER + ".new")
        draft.write_text(json.dumps({"format": FORMAT, "base": BASE}) + "\n", encoding="utf-8")
        draft.replace(place)
    except OSError as error:
        raise StoreError(
            f"A store cannot be made at {location}: {error.strerror or error}.", "Name a folder that may be written."
        ) from error


def check(location: Path) -> None:
    """Refuse a place that holds no store that this program can use.

    Raises:
        StoreError: there is none, it is damaged, of a newer format, or of another base.
    """
    try:
        content = json.loads((location / MARKER).read_text(encoding="utf-8"))
        found, base = int(content["format"]), str(content["base"])
    except (FileNotFoundError, NotADirectoryError) as error:
        if location.exists():
            raise StoreError(f"{location} is not a lexline store.", "Name the folder that `build` made.") from error
        raise StoreError(f"There is no store at {location}.", "Build one with `lexline build`.") from error
    except OSError as error:
        raise StoreError(
            f"The store {location} cannot be read: {error.strerror or error}.", "Check its access rights."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{location} is not a lexline store: its {MARKER} is damaged.", "Build a new store in another folder."
        ) from error
    if found > FORMAT:
        raise StoreError(
            f"The store {location} has format {found}, newer than this program knows ({FORMAT}).",
            "Use a newer lexline, or build a new store.",
        )
    if base != BASE:
        raise StoreError(
            f"The store {location} was built with the base {base}, not {BASE}.",
            "Set LEXLINE_BASE, or build a new store.",
        )
