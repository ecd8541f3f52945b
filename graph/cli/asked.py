"""What a reader gave for the parameters of a saved question -> the values to ask with, checked against what there is.

Instruments, paragraphs, treaties, States and bodies may be named in any way that the registries and the store know. A
name that nothing answers to is refused with those nearest to it: an answer that finds nothing then means that there
is nothing, and never that a name was not understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING, Final

from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.sparql import Parameter, SavedQuery
    from lexline.graph.store import Store

#: So many near names are told, and how alike they must be.
_NEAR: Final = 4
_ALIKE: Final = 0.6

#: Every name under which a store knows a State, and who else takes part in treaties.
_NAMES: Final = (
    "SELECT DISTINCT ?name WHERE { { ?state a lx:State ; skos:prefLabel|skos:altLabel|skos:notation ?name } "
    "UNION { ?row a lx:Participation ; lx:participantName ?name } }"
)


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """Read parameters as they are given on the command line, each `name=value`.

    Raises:
        UsageError: one is not of this form, or a name is given twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise UsageError(f"“{text}” is no parameter.", "Write --param name=value.")
        if name in found:
            told = f"The parameter {name} is given twice: “{found[name]}” and “{value}”."
            raise UsageError(told, "Give it once; for several values, ask several times.")
        if not value:
            raise UsageError(f"The parameter {name} has no value.", f"Write --param {name}=value.")
        found[name] = value
    return found


def checked(store: Store, saved: SavedQuery, given: dict[str, str]) -> dict[str, str]:
    """Return the values to ask with, each of those that name a thing written as the question needs it.

    Raises:
        UnknownReference: nothing in the store is the instrument or the paragraph named.
        UsageError: no State, participant or body is called so.
    """
    known = {parameter.name: parameter for parameter in saved.parameters}
    # a name that the question does not have is left for it to refuse
    return {name: _checked(store, known[name], value) if name in known else value for name, value in given.items()}


def _checked(store: Store, parameter: Parameter, value: str) -> str:
    if parameter.type in ("instrument", "unit"):
        from lexline.graph.reference import resolve

        reference = resolve(store, value)
        if parameter.type == "instrument" and reference.eid is not None:
            raise UsageError(
                f"“{value}” is a paragraph, and the parameter {parameter.name} asks for an instrument.",
                f"Write {reference.identifier}.",
            )
        if parameter.type == "unit" and reference.eid is None:
            raise UsageError(
                f"“{value}” is an instrument, and the parameter {parameter.name} asks for a paragraph of one.",
                f"For example: {parameter.example}",
            )
        return reference.identifier if reference.eid is None else f"{reference.identifier} {reference.eid}"
    if parameter.type == "state":
        return _state(store, value)
    return _body(value) if parameter.type == "body" else value


def _state(store: Store, value: str) -> str:
    """Return a name by which the store knows a State or another participant."""
    from lexline.graph.projection import texts
    from lexline.ontology.states import state

    names = {name.casefold(): name for (name,) in texts(store, _NAMES)}
    if found := names.get(value.casefold()):
        return found
    if known := state(value):
        return known.name
    # a short name is often the beginning, or the end, of a longer one
    holding = [name for key, name in names.items() if len(value) > 3 and value.casefold() in key]
    spelt = [name for name in names.values() if len(value) < 5 and _initials(name) == value.upper().replace(".", "")]
    near = (*spelt, *sorted(holding, key=lambda name: (len(name), name)), *_near(value, names.values()))
    raise UsageError(f"No State or party to a treaty is called “{value}”.", _did_you_mean(near))


def _initials(name: str) -> str:
    """Return the first letters of the words of a name that begin with a capital."""
    return "".join(word[0] for word in name.split() if word[0].isupper()) if " " in name else ""


def _body(value: str) -> str:
    """Return the code of a body, told by its code or by a name of it."""
    from lexline.ontology.registry import bodies

    names = {name.casefold(): body for body in bodies() for name in (*body.aliases, body.name, body.code)}
    if found := names.get(value.casefold().removeprefix("the ")):
        return found.code
    near = [f"{names[name].code} ({names[name].name})" for name in _near(value, names)]
    codes = ", ".join(body.code for body in bodies()[:8])
    raise UsageError(f"No body is called “{value}”.", _did_you_mean(near) if near else f"Some are: {codes}.")


def _near(value: str, names: Iterable[str]) -> list[str]:
    folded = {name.casefold(): name for name in names}
    near = get_close_matches(value.casefold(), folded, n=_NEAR, cutoff=_ALIKE)
    ranked = sorted(near, key=lambda name: (-SequenceMatcher(None, value.casefold(), name).ratio(), name))
    return [folded[name] for name in ranked]


def _did_you_mean(near: Iterable[str]) -> str:
    told = list(dict.fromkeys(near))[:_NEAR]
    return f"Did you mean {', '.join(told)}?" if told else "Write its name in English, or its code of three letters."
