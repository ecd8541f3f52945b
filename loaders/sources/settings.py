"""sources.toml, and what a user puts over it -> the settings of fetching, checked.

LEXLINE_SOURCES names a file of the same shape whose values replace the bundled ones. What is missing or of the wrong
kind is told by its name.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeVar

from lexline.ontology.errors import UsageError

VARIABLE: Final = "LEXLINE_SOURCES"
#: What the table of collections holds beside these.
_COMMON: Final[dict[str, type]] = {"hosts": list, "begins": str, "max_bytes": int}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How servers are asked; times in seconds."""

    contact: str
    requests_per_second: float
    connect_timeout: float
    read_timeout: float
    longest_download: float
    attempts: int
    back_off: float
    longest_wait: float
    redirects: int
    private_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """Where a document of a symbol is asked for; `urls` hold {symbol} and {language}."""

    hosts: tuple[str, ...]
    urls: tuple[str, ...]
    format: str
    begins: str
    max_bytes: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """A repository that is fetched as an archive, and which of its files are kept."""

    name: str
    url: str
    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    body: str = ""
    contains: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of fetching; `collections` by name."""

    client: ClientSettings
    documents: DocumentSettings
    hosts: tuple[str, ...]
    begins: str
    max_bytes: int
    collections: Mapping[str, tuple[ArchiveSettings, ...]]


def load(over: Path | None = None) -> Settings:
    """Read the settings; `over` replaces what the environment names.

    Raises:
        UsageError: a file cannot be read, or a setting is missing or of the wrong kind.
    """
    table = tomllib.loads((files("lexline.loaders.sources") / "sources.toml").read_text("utf-8"))
    given = over or (Path(named) if (named := os.environ.get(VARIABLE)) else None)
    if given is not None:
        try:
            table = _merged(table, tomllib.loads(given.read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise UsageError(f"The settings {given} cannot be read: {error}.", f"Check {VARIABLE}.") from error
    collections = {name: value for name, value in table["collections"].items() if name not in _COMMON}
    common = {name: value for name, value in table["collections"].items() if name in _COMMON}
    return Settings(
        client=_made(ClientSettings, table["client"], "client"),
        documents=_made(DocumentSettings, table["documents"], "documents"),
        collections={
            name: tuple(_made(ArchiveSettings, one, f"collections.{name}") for one in archives)
            for name, archives in collections.items()
            if isinstance(archives, list)
        },
        **_checked(common, _COMMON, "collections"),
    )


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        under = merged.get(name)
        merged[name] = _merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


_KINDS: Final[dict[str, type]] = {"str": str, "float": float, "int": int, "tuple[str, ...]": list}


def _made(kind: type[_T], table: Mapping[str, Any], where: str) -> _T:
    """Make a dataclass of a table whose values have the kinds that it declares."""
    wanted: dict[str, type] = {
        one.name: _KINDS[str(one.type)]
        for one in fields(kind)  # type: ignore[arg-type]
        if one.name in table or one.default is MISSING
    }
    return kind(**_checked(table, wanted, where))


def _checked(table: Mapping[str, Any], wanted: Mapping[str, type], where: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise UsageError(f"The setting {where} is no table.", "Compare with the bundled sources.toml.")
    if unknown := sorted(set(table) - set(wanted)):
        raise UsageError(f"There is no setting {where}.{unknown[0]}.", "Compare with the bundled sources.toml.")
    checked: dict[str, Any] = {}
    for name, kind in wanted.items():
        value = table.get(name)
        if kind is float and isinstance(value, int):
            value = float(value)
        strings = not isinstance(value, list) or all(isinstance(one, str) for one in value)
        if not isinstance(value, kind) or isinstance(value, bool) or not strings:
            raise UsageError(f"The setting {where}.{name} is missing or of the wrong kind.", "See sources.toml.")
        checked[name] = tuple(value) if isinstance(value, list) else value
    return checked
