"""sources.toml, and what a user puts over it -> the settings of fetching, checked.

LEXLINE_SOURCES names a file of the same shape whose values replace the bundled ones. What is missing or of the wrong
kind is told by its name.
"""

from __future__ import annotations

import math
import os
import re
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
_COMPARE: Final = f"Compare the file that {VARIABLE} names with the bundled sources.toml."


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
    for name in ("client", "documents", "collections"):
        if not isinstance(table.get(name), dict):
            raise UsageError(f"The setting {name} is no table.", f"Write [{name}] above its settings; {_COMPARE}")
    return _sound(_settings(table))


def _settings(table: Mapping[str, Any]) -> Settings:
    if unknown := sorted(set(table) - {"client", "documents", "collections"}):
        raise UsageError(f"There is no setting {unknown[0]}.", _COMPARE)
    common = {name: value for name, value in table["collections"].items() if name in _COMMON}
    collections: dict[str, tuple[ArchiveSettings, ...]] = {}
    for name, archives in table["collections"].items():
        if name in _COMMON:
            continue
        if not isinstance(archives, list):
            raise UsageError(f"The setting collections.{name} is no list of tables.", f"Write [[collections.{name}]].")
        collections[name] = tuple(_made(ArchiveSettings, one, f"collections.{name}") for one in archives)
    return Settings(
        client=_made(ClientSettings, table["client"], "client"),
        documents=_made(DocumentSettings, table["documents"], "documents"),
        collections=collections,
        **_checked(common, _COMMON, "collections"),
    )


def _sound(settings: Settings) -> Settings:
    """Refuse values that are of the right kind and make no sense; raises UsageError."""
    client, documents = settings.client, settings.documents
    least: dict[str, float] = {
        "requests_per_second": 0.0,
        "connect_timeout": 0.001,
        "read_timeout": 0.001,
        "longest_download": 0.001,
        "attempts": 1,
        "back_off": 0.0,
        "longest_wait": 0.0,
        "redirects": 0,
    }
    for name, lowest in least.items():
        value = getattr(client, name)
        if not (math.isfinite(value) and value >= lowest):
            raise UsageError(f"The setting client.{name} is {value}, and must be {lowest} or more.", _COMPARE)
    for where, most in (("documents", documents.max_bytes), ("collections", settings.max_bytes)):
        if most < 1:
            raise UsageError(f"The setting {where}.max_bytes is {most}, and must be 1 or more.", _COMPARE)
    if not documents.urls:
        raise UsageError("The setting documents.urls names no address.", _COMPARE)
    for url in documents.urls:
        if "{symbol}" not in url:
            raise UsageError(f"The setting documents.urls holds {url}, without {{symbol}}.", _COMPARE)
    if not re.fullmatch(r"[a-z0-9]{1,8}", documents.format):
        raise UsageError("The setting documents.format is no ending of a file.", _COMPARE)
    for name, archives in settings.collections.items():
        _sound_archives(name, archives)
    return settings


def _sound_archives(name: str, archives: tuple[ArchiveSettings, ...]) -> None:
    for one in archives:
        try:
            re.compile(one.contains)
        except re.error as error:
            where = f"collections.{name}: {one.name}: contains"
            raise UsageError(f"The setting {where} is no regular expression: {error}.", "Correct it.") from error
        if one.named not in ("", "parent"):
            raise UsageError(f"The setting collections.{name}: {one.name}: named is “{one.named}”.", "Say parent.")


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        under = merged.get(name)
        merged[name] = _merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


_KINDS: Final[dict[str, type]] = {"str": str, "float": float, "int": int, "tuple[str, ...]": list}


def _made(kind: type[_T], table: Mapping[str, Any], where: str) -> _T:
    """Make a dataclass of a table whose values have the kinds that it declares."""
    if not isinstance(table, dict):
        raise UsageError(f"The setting {where} is no table.", _COMPARE)
    wanted: dict[str, type] = {
        one.name: _KINDS[str(one.type)]
        for one in fields(kind)  # type: ignore[arg-type]
        if one.name in table or one.default is MISSING
    }
    return kind(**_checked(table, wanted, where))


def _checked(table: Mapping[str, Any], wanted: Mapping[str, type], where: str) -> dict[str, Any]:
    if unknown := sorted(set(table) - set(wanted)):
        raise UsageError(f"There is no setting {where}.{unknown[0]}.", _COMPARE)
    checked: dict[str, Any] = {}
    for name, kind in wanted.items():
        value = table.get(name)
        if kind is float and isinstance(value, int):
            value = float(value)
        strings = not isinstance(value, list) or all(isinstance(one, str) for one in value)
        if not isinstance(value, kind) or isinstance(value, bool) or not strings:
            raise UsageError(f"The setting {where}.{name} is missing or of the wrong kind.", _COMPARE)
        checked[name] = tuple(value) if isinstance(value, list) else value
    return checked
