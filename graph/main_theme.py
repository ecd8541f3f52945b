"""The one theme of each instrument under which it is counted, where all are to be counted once.

An instrument has many themes, some of them on nearly everything. Its main theme is the top theme of our own scheme that
most speaks for it: the themes that few instruments have count more (by the logarithm of how few).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lexline.graph.projection import Names, texts
from lexline.ontology.vocabulary import THEME

if TYPE_CHECKING:
    from lexline.graph.store import Store


@dataclass(frozen=True, slots=True)
class MainThemes:
    """The name of the main theme of each instrument that has one, and the label of each theme."""

    of: dict[str, str]
    labels: dict[str, str]


def main_themes(store: Store) -> MainThemes:
    """Work out the main theme of every loaded instrument."""
    broader: dict[str, str] = {}
    for theme, other in sorted(texts(store, "SELECT ?t ?b WHERE { ?t skos:broader ?b }")):
        if theme.startswith(THEME) and other.startswith(THEME):
            broader.setdefault(theme, other)
    rows = list(texts(store, "SELECT DISTINCT ?i ?t WHERE { ?i lx:loaded true ; lx:hasTheme ?t }"))
    frequent = Counter(theme for _, theme in rows)
    everything = len({instrument for instrument, _ in rows})
    scores: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for instrument, theme in sorted(rows):
        top = _top(theme, broader)
        if top.startswith(THEME):
            scores[instrument][top] += math.log(1 + everything / frequent[theme])
    names = Names(store)
    main = {names[iri]: min(own, key=lambda top: (-own[top], top)) for iri, own in sorted(scores.items())}
    labelled = texts(store, 'SELECT ?t ?l WHERE { ?t skos:prefLabel ?l FILTER (LANG(?l) = "en") }')
    labels = {iri.removeprefix(THEME): label for iri, label in sorted(labelled) if iri.startswith(THEME)}
    return MainThemes({name: iri.removeprefix(THEME) for name, iri in main.items() if name}, labels)


def _top(theme: str, broader: dict[str, str]) -> str:
    """Go up to the top; a scheme that goes round in a circle ends where it began."""
    passed = {theme}
    while theme in broader and broader[theme] not in passed:
        theme = broader[theme]
        passed.add(theme)
    return theme
