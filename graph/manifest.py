"""What is known of files that were built before: a small JSON file in the store's folder, and no part of the graph.

A file is known by its content and name, and by the rules that read it (a fingerprint of lexline's own loaders and
registries, and the versions of the libraries that take files apart): when either changes it is read again. The
manifest only saves work. Lost or damaged, everything is read once more, and the graph does not change.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from lexline.graph.work import Tally

NAME: Final = "lexline.files.json"
_RULES: Final = (".py", ".ttl")
#: What decides which themes a document has, and not what is read in it; `themed` keeps account of it.
_OF_THEMES: Final = frozenset({"themes", "themes.ttl", "sdg.ttl"})
#: The modules of the graph floor that write what a file becomes.
WRITERS: Final = (
    *("work", "quads", "records", "parties", "terms", "expressions"),
    *("acts", "act_nodes", "directive_quads", "effect_quads", "mandate_quads", "named_report_quads", "relation_quads"),
)
#: The libraries by which files are taken apart: another version may find other text in them.
_READERS: Final = ("lxml", "pypdfium2", "python-docx")


@dataclass(frozen=True, slots=True)
class Known:
    """What a file gave when it was last read, and where it lay."""

    rules: str
    tallies: tuple[Tally, ...]
    repairs: tuple[str, ...] = ()
    place: str = ""


@dataclass(slots=True)
class Manifest:
    """The known files of one store, by hash and name."""

    path: Path
    known: dict[str, Known] = field(default_factory=dict)

    @classmethod
    def load(cls, store: Path) -> Manifest:
        """Read the manifest in a folder beside a store's graph; a missing or damaged one is an empty one."""
        path = store / NAME
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, {key: _known(entry) for key, entry in content.items()})
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls(path)

    def save(self) -> None:
        """Write the manifest, whole or not at all."""
        content = {key: asdict(entry) for key, entry in sorted(self.known.items())}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
        draft.replace(self.path)


def _known(entry: dict[str, object]) -> Known:
    tallies, repairs = entry["tallies"], entry["repairs"]
    if not isinstance(tallies, list) or not isinstance(repairs, list):
        raise TypeError("not a manifest")
    read = (
        Tally(**{**tally, "citations": tuple(map(tuple, tally["citations"])), "unread": tuple(tally["unread"])})
        for tally in tallies
    )
    place = str(entry.get("place", ""))
    return Known(str(entry["rules"]), tuple(read), tuple(str(repair) for repair in repairs), place)


@cache
def rules() -> str:
    """Return the fingerprint of all that decides what a file becomes: loaders, ontology, and the quads' writing."""
    digest = hashlib.sha256()
    sources = [files("lexline.graph") / f"{name}.py" for name in WRITERS]
    for package in ("lexline.loaders", "lexline.ontology"):
        sources.extend(_sources(files(package)))
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    for library in _READERS:
        digest.update(f"{library} {_version(library)}\0".encode())
    return digest.hexdigest()[:16]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"


def _sources(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name in _OF_THEMES:
            continue
        if entry.is_dir():
            found.extend(_sources(entry))
        elif entry.name.endswith(_RULES):
            found.append(entry)
    return found
