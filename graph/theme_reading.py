"""Questions about themes put to a store: which there are, what they are, and what is on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.terms import plain
from lexline.loaders.themes.concepts import key
from lexline.ontology.vocabulary import PREFIXES, THEME, parse_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

_LINKS: Final = {
    "broader": "?theme skos:broader ?other",
    "narrower": "?other skos:broader ?theme",
    "same": "?theme skos:exactMatch ?other",
    "close": "?theme skos:closeMatch ?other",
}


#: A theme of a thing: name, label, confidence, method, and of the words that show it text, start, end, how often.
Found = tuple[str, str, float, str, str | None, int | None, int | None, int]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of a store: its IRI, names, and what it stands in relation to."""

    iri: str
    label: str
    definition: str
    links: dict[str, tuple[str, ...]]


def short(iri: str) -> str:
    """Return the name by which a reader may call a theme.

    >>> short(THEME + "ceasefire"), short("http://metadata.un.org/sdg/5.2")
    ('ceasefire', 'sdg:5.2')
    """
    if iri.startswith(THEME):
        return iri.removeprefix(THEME)
    prefix, base = max(
        ((name, base) for name, base in PREFIXES.items() if iri.startswith(base)),
        key=lambda pair: len(pair[1]),
        default=("", ""),
    )
    return f"{prefix}:{iri.removeprefix(base)}" if prefix else iri


def find(store: Store, text: str) -> Theme | None:
    """Find the theme that goes by a name, label or IRI."""
    name = text.strip().strip("<>")
    prefix, colon, rest = name.partition(":")
    candidates = [name] if name.startswith(("http://", "https://")) else []
    if colon and prefix in PREFIXES:
        candidates.append(PREFIXES[prefix] + rest)
    if name and all(letter.isalnum() or letter == "-" for letter in name):
        candidates.append(THEME + name)
    for iri in candidates:
        if all(letter.isalnum() or letter in "-._~:/?#@%" for letter in iri) and (theme := _theme(store, iri)):
            return theme
    labels = f"LCASE(STR(?name)) IN ({plain(name.lower())}, {plain(key(name))})"
    rows = store.query(
        "SELECT DISTINCT ?theme ?first WHERE { ?theme a skos:Concept ; skos:prefLabel|skos:altLabel ?name . "
        f"FILTER ({labels}) BIND (EXISTS {{ ?theme skos:inScheme <{THEME.rstrip('/')}> }} AS ?first) }} "
        "ORDER BY DESC(?first) ?theme"
    ).rows
    found = (_theme(store, _text(theme)) for theme, _ in rows)
    return next((theme for theme in found if theme), None)


def frequent(store: Store) -> list[tuple[str, str, int, int]]:
    """Return every theme that something is on: name, label, instruments, paragraphs; the most frequent first."""
    counts: dict[str, list[int]] = {}
    # counting all and taking the instruments off is many times faster than asking for paragraphs
    for at, pattern in enumerate(("?thing lx:loaded true ; lx:hasTheme ?t", "?thing lx:hasTheme ?t")):
        rows = store.query(f"SELECT ?t (COUNT(?thing) AS ?n) WHERE {{ {pattern} }} GROUP BY ?t").rows
        for theme, number in rows:
            if theme is not None:
                counts.setdefault(_text(theme), [0, 0])[at] = int(_text(number))
    labels = _labels(store)
    found = [(short(iri), labels.get(iri, ""), here[0], here[1] - here[0]) for iri, here in counts.items()]
    return sorted(found, key=lambda row: (-row[2], -row[3], row[0]))


def themes_of(store: Store, iri: str) -> list[Found]:
    """Return the themes of an instrument or unit with their evidence, the surest first."""
    rows = store.query(
        "SELECT ?theme ?confidence ?method ?words ?start ?end ?n WHERE { "
        f"?a lx:about <{iri}> ; lx:theme ?theme ; lx:confidence ?confidence ; lx:method ?method "
        # one OPTIONAL each: of several patterns in one, the database makes a join over the whole store
        "OPTIONAL { ?a oa:exact ?words } OPTIONAL { ?a lx:start ?start } OPTIONAL { ?a lx:end ?end } "
        "OPTIONAL { ?a lx:occurrences ?n } }"
    ).rows
    labels = _labels(store)
    found = [
        (
            short(_text(theme)),
            labels.get(_text(theme), ""),
            float(_text(confidence)),
            _text(method),
            _text(words) or None,
            int(_text(start)) if start else None,
            int(_text(end)) if end else None,
            int(_text(number) or 1),
        )
        for theme, confidence, method, words, start, end, number in rows
    ]
    return sorted(found, key=lambda row: (-row[2], row[0], row[3]))


def instruments_on(store: Store, iri: str) -> list[tuple[str, str | None, str | None, float, str]]:
    """Return the instruments on a theme or a narrower one: id, date, title, how sure, by what; the surest first."""
    rows = store.query(
        "SELECT ?i ?date ?title ?confidence ?method WHERE { "
        f"?theme skos:broader* <{iri}> . ?a lx:theme ?theme ; lx:about ?i ; lx:confidence ?confidence ; "
        "lx:method ?method FILTER EXISTS { ?i lx:loaded true } OPTIONAL { ?i eli:date_document ?date } "
        "OPTIONAL { ?i eli:title ?title } }"
    ).rows
    best: dict[str, tuple[str, str | None, str | None, float, str]] = {}
    for instrument, date, title, confidence, method in rows:
        parsed = parse_iri(_text(instrument))
        name = parsed[0] if parsed else _text(instrument)
        row = (name, _text(date) or None, _text(title) or None, float(_text(confidence) or 0), _text(method))
        best[name] = max(best.get(name, row), row, key=lambda each: (each[3], each[4]))
    return sorted(best.values(), key=lambda row: (-row[3], row[1] or "", row[0]))


def _theme(store: Store, iri: str) -> Theme | None:
    rows = store.query(
        f"SELECT ?label ?definition WHERE {{ <{iri}> a skos:Concept ; skos:prefLabel ?label "
        f'FILTER (LANG(?label) = "en" || LANG(?label) = "") OPTIONAL {{ <{iri}> skos:definition ?definition }} }}'
    ).rows
    if not rows:
        return None
    label, definition = min((_text(label), _text(definition)) for label, definition in rows)
    links = {}
    for name, pattern in _LINKS.items():
        others = store.query(f"SELECT ?other WHERE {{ {pattern.replace('?theme', f'<{iri}>')} }}").rows
        links[name] = tuple(sorted(short(_text(other)) for (other,) in others))
    return Theme(iri, label, definition, links)


def _labels(store: Store) -> dict[str, str]:
    rows = store.query('SELECT ?s ?l WHERE { ?s skos:prefLabel ?l FILTER (LANG(?l) = "en" || LANG(?l) = "") }').rows
    return {_text(subject): _text(label) for subject, label in sorted(rows, key=str, reverse=True)}


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))
