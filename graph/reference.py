"""A reference as people write it -> the instrument, and the unit, that a store holds under it.

Understands symbols in any spelling (`S/RES/1325`, `res 1325 (2000)`, `SCR 1325`, `1325`, `PRST 2015/25`), names and
abbreviations of the registry (`palermo protocol`), exact titles, IRIs, slugs and official addresses, each with a
pinpoint behind it (`op 8`, `pre 3`, `para 12 (a)`, `art 5`). What names nothing in the store is refused with the
nearest things that it does hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from lexline.graph.projection import natural, other_symbols, texts
from lexline.ontology import registry, vocabulary
from lexline.ontology.errors import UnknownReference
from lexline.ontology.symbols import Symbol, unslug

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Longest reference that is looked at.
MAX_LENGTH: Final = 400
#: How many near misses are told, how many names are compared closely, and how alike one must be.
_NEAR: Final = 5
_LOOKED_AT: Final = 80
_ALIKE: Final = 0.55

# --- forms -------------------------------------------------------------------------------------------------
_COUNCIL: Final = r"(?:un\s?)?(?:scr|sc|security council)"
_BODY: Final = (
    rf"(?P<sc>{_COUNCIL})|(?P<ga>(?:un)?ga|general assembly)|(?P<hrc>(?:un)?hrc|human rights council)"
    r"|(?P<ecosoc>ecosoc|economic and social council)"
)
_WORD: Final = (
    r"(?P<res>resolutions?|res\.?)|(?P<dec>decisions?|dec\.?)"
    r"|(?P<prst>s/prst/?|prst/?|presidential statement|statement by the president)"
)
_SHORT: Final = re.compile(
    rf"(?:un )?(?:(?:{_BODY})[ ,]*)?(?:(?:{_WORD})[ ,]*)?(?:no\.? ?)?"
    r"(?:(?P<session>\d{1,4}|e?s-\d{1,2})/)?(?P<number>\d{1,4})(?: ?(?P<part>[a-z])\b)?"
    r"(?: ?[(/] ?(?P<in>\d{4}|(?:e?s-)?[ivxlc]{1,8}) ?\)?)?(?: ?\[(?P<bracket>[a-z])\])?",
    re.IGNORECASE,
)
_COMMENT: Final = re.compile(
    r"(?P<organ>cedaw|crc|ccpr|cerd|cat|crpd|cmw|ced)[ /,]+(?:general (?:comment|recommendation)|gc|gr)"
    r"[ ,]*(?:no\.? ?)?(?P<number>\d{1,3})",
    re.IGNORECASE,
)
_SMALL_WORDS: Final = re.compile(r"(?<=[/ ])(ADD|CORR|REV|SECT)(?=\.)|(?<=\()SECT(?=\.)")

#: The words of a pinpoint and the head of the eIds they stand for, the likelier first.
_PIN_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "op": ("op", "para"),
    "operative paragraph": ("op", "para"),
    "operative": ("op", "para"),
    "pre": ("pre",),
    "pp": ("pre",),
    "preambular paragraph": ("pre",),
    "preambular": ("pre",),
    "preamble": ("pre",),
    "paragraphs": ("para", "op"),
    "paragraph": ("para", "op"),
    "paras": ("para", "op"),
    "para": ("para", "op"),
    "§": ("para", "op"),
    "article": ("art",),
    "art": ("art",),
    "chapter": ("chap",),
    "chap": ("chap",),
    "section": ("sec",),
    "sect": ("sec",),
    "sec": ("sec",),
    "annex": ("annex",),
    "footnote": ("fn",),
    "fn": ("fn",),
    "heading": ("heading",),
}
_PIN: Final = re.compile(
    rf"(?P<word>{'|'.join(sorted(_PIN_WORDS, key=len, reverse=True))})[. ]{{0,3}}"
    r"(?P<number>\d{1,4}(?:bis|ter)?|[ivxlc]{1,6}|[a-z])(?![a-z])"
    r"(?P<subs>(?: ?\([a-z0-9]{1,5}\)){0,4})[ ,]{0,3}",
    re.IGNORECASE,
)
_RAW_EID: Final = re.compile(r"(?:^|[ ,#]|--)(?P<eid>(?:[a-z]+_[A-Za-z0-9.]+|summary|front)(?:__[A-Za-z0-9_.]+)?)$")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference names: the canonical id of an instrument and, with a pinpoint, the eId of a unit."""

    identifier: str
    eid: str | None = None

    @property
    def iri(self) -> str:
        """The IRI of the unit, or of the instrument where no unit is named."""
        if self.eid is None:
            return vocabulary.instrument_iri(self.identifier)
        return vocabulary.unit_iri(self.identifier, self.eid)


def resolve(store: Store, text: str) -> Reference:
    """Find what a reference names in the store.

    Raises:
        UnknownReference: when nothing in the store answers to it; carries the nearest things that do.
    """
    clean = " ".join(text.split()).strip(" ,;.'\"“”")
    if not clean or len(clean) > MAX_LENGTH:
        raise UnknownReference(text[:60])
    whole, eid = _from_address(clean)
    if identifier := _lookup(store, (whole,) if whole != clean else _candidates(clean)):
        return Reference(identifier, _unit(store, identifier, (eid,), clean) if eid else None)
    base, eids = _split(whole)
    if eids and (identifier := _lookup(store, _candidates(base))):
        return Reference(identifier, _unit(store, identifier, eids, clean))
    return _search(store, clean, base, eids)


def meant(text: str) -> tuple[str, ...]:
    """Return the ids that a reference may mean by its form alone, whatever a store holds, the likeliest first.

    >>> meant("scr 2388 op 3")
    ('S/RES/2388(2017)',)
    """
    clean = " ".join(text.split()).strip(" ,;.'\"“”")[:MAX_LENGTH]
    whole, _ = _from_address(clean)
    base, eids = _split(whole)
    found = (whole,) if whole != clean else _candidates(clean)
    return tuple(dict.fromkeys((*found, *(_candidates(base) if eids else ()))))


# --- reading -----------------------------------------------------------------------------------------------
def _from_address(text: str) -> tuple[str, str | None]:
    """Read an IRI, a slug or the address of an official page; other text comes back as it is."""
    for prefix in (vocabulary.ID, "id:"):
        if text.startswith(prefix):
            name, _, eid = text.removeprefix(prefix).partition(vocabulary.UNIT_SEPARATOR)
            return unslug(name), unquote(eid) or None
    if match := re.fullmatch(r"https?://(?:www\.)?(?:undocs\.org|docs\.un\.org)/(?:[a-z]{2}/)?(.+)", text):
        symbol = Symbol.find(unquote(match[1]))
        return (symbol.text if symbol else match[1]), None
    if re.fullmatch(r"[A-Za-z]+-[\w.-]+", text) and "/" not in text:
        name, _, eid = text.partition(vocabulary.UNIT_SEPARATOR)
        identifier = unslug(name)
        if ":" in identifier or Symbol.find(identifier):
            return identifier, eid or None
    return text, None


def _candidates(text: str) -> Iterator[str]:
    """Yield the canonical ids that a text without pinpoint may mean, the likeliest first."""
    for spelling in dict.fromkeys((text, text.upper(), _SMALL_WORDS.sub(lambda m: m[0].capitalize(), text.upper()))):
        if symbol := Symbol.find(spelling):
            yield symbol.text
    if text.casefold() in _aliases():
        yield from _aliases()[text.casefold()]
    if re.fullmatch(r"[a-z]+:[\w./-]+", text):
        yield text
    if match := _COMMENT.fullmatch(text):
        yield f"{match['organ'].upper()}/C/GC/{match['number']}"
    if match := _SHORT.fullmatch(text):
        for shape in _shapes({k: (v or "").upper() for k, v in match.groupdict().items()}):
            if symbol := Symbol.find(shape):
                yield symbol.text


def _shapes(found: dict[str, str]) -> Iterator[str]:
    """Write the short form of a resolution, decision or statement as the symbols it may stand for."""
    number, session, inside = found["number"], found["session"], found["in"]
    letter = found["part"] or found["bracket"]
    part = f"[{letter}]" if letter else ""
    named = next((body for body in ("sc", "ga", "hrc", "ecosoc") if found[body]), "")
    if found["prst"]:
        yield f"S/PRST/{session}/{number}" if session else f"S/PRST/{inside}/{number}"
    elif session:
        word = "DEC" if found["dec"] else "RES"
        by_year = len(session) == 4 and session.isdigit()
        heads = {"ga": f"A/{word}", "hrc": f"A/HRC/{word}", "ecosoc": f"E/{word}"}
        likely = (named,) if named in heads else ("ecosoc",) if by_year else ("ga", "hrc")
        yield from (f"{heads[body]}/{session}/{number}{part}" for body in likely)
    elif inside and not inside.isdigit():
        yield f"{'E' if named == 'ecosoc' else 'A'}/RES/{number}({inside}){part}"
    elif named in ("", "sc"):
        yield f"S/RES/{number}({inside}){part}" if inside else f"S/RES/{number}{part}"
        if inside and not named and not found["res"]:
            yield f"S/{inside}/{number}"


def _split(text: str) -> tuple[str, tuple[str, ...]]:
    """Take the pinpoint off the end of a reference: the rest, and the eIds it may mean."""
    if match := _RAW_EID.search(text):
        return text[: match.start()].rstrip(" ,-#"), (match["eid"],)
    for start in re.finditer(r"(?:(?<=[ ,)])|(?<=\d))(?=[a-zA-Z§])", text):
        at, heads = start.start(), [""]
        while match := _PIN.match(text, at):
            subs = re.findall(r"[A-Za-z0-9]+", match["subs"])
            tail = "__".join((match["number"], *subs))
            heads = [f"{head}__{word}_{tail}" for head in heads for word in _PIN_WORDS[match["word"].lower()]]
            at = match.end()
        if at == len(text) and at > start.start():
            return text[: start.start()].rstrip(" ,"), tuple(head.removeprefix("__") for head in heads)
    return text, ()


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    """Names and abbreviations of the registry, in small letters, with the ids they stand for."""
    names: dict[str, tuple[str, ...]] = {}
    for treaty in registry.treaties():
        own = (treaty.title, *treaty.aliases, *treaty.abbreviations, treaty.id.partition(":")[2])
        for name in own:
            for spelling in (name.casefold(), name.casefold().removeprefix("the "), name.casefold().replace("-", " ")):
                names[spelling] = tuple(dict.fromkeys((*names.get(spelling, ()), treaty.id)))
    return names


# --- asking the store --------------------------------------------------------------------------------------
def _lookup(store: Store, candidates: Iterable[str]) -> str | None:
    """Return the first candidate that the store knows, by its id or by another symbol, loaded before only cited."""
    wanted = list(dict.fromkeys(candidates))
    iris = " ".join(f"<{vocabulary.instrument_iri(name)}>" for name in wanted)
    rows = texts(store, f"SELECT DISTINCT ?i WHERE {{ VALUES ?i {{ {iris} }} ?i a ?kind }}")
    known = {iri for iri, *_ in rows}
    same = other_symbols(store)
    for name in wanted:
        if (iri := vocabulary.instrument_iri(name)) in known:
            return same.get(iri, name)
    symbols = [symbol.text for name in wanted if (symbol := Symbol.find(name))]
    values = " ".join(f'"{text}"' for text in symbols)
    pairs = texts(store, f"SELECT ?t ?i WHERE {{ VALUES ?t {{ {values} }} ?i eli:id_local ?t }}")
    by_symbol = dict(sorted((symbol, iri) for symbol, iri in pairs))
    for text in symbols:
        if text in by_symbol and (parsed := vocabulary.parse_iri(by_symbol[text])):
            return parsed[0]
    return None


def _unit(store: Store, identifier: str, eids: tuple[str, ...], text: str) -> str:
    """Return the eId of the unit meant: as written, or the only one that ends so; units of a stub must be cited."""
    iri = vocabulary.instrument_iri(identifier)
    rows = texts(store, f"SELECT DISTINCT ?e WHERE {{ ?u lx:inInstrument <{iri}> ; lx:eId ?e }}")
    held = sorted((eid for (eid,) in rows), key=natural)
    if not held:
        for eid in eids:
            unit = vocabulary.unit_iri(identifier, eid)
            if store.query(f"ASK {{ ?c lx:citedUnit <{unit}> }}").boolean:
                return eid
        raise UnknownReference(text, (identifier,))
    folded = {eid.casefold(): eid for eid in held}
    for eid in eids:
        if eid.casefold() in folded:
            return folded[eid.casefold()]
    for eid in eids:
        ending = [have for have in held if have.casefold().endswith("__" + eid.casefold())]
        if len(ending) == 1:
            return ending[0]
    near = sorted(held, key=lambda have: (-SequenceMatcher(None, have, eids[0]).ratio(), natural(have)))
    # the last of its kind tells how far the numbers go
    heads = tuple(f"{eid.partition('_')[0]}_" for eid in eids)
    last = [have for have in held if have.startswith(heads) and "__" not in have][-1:]
    told = dict.fromkeys((*near[: _NEAR - 1], *last))
    raise UnknownReference(text, tuple(f"{identifier} {have}" for have in told))


def _search(store: Store, text: str, base: str, eids: tuple[str, ...]) -> Reference:
    """Compare with every id, title and name that the store holds: an equal one answers, else the nearest are told."""
    names: dict[str, set[str]] = {}
    query = "SELECT DISTINCT ?i ?n WHERE { { ?i eli:id_local ?n } UNION { ?i eli:title ?n } }"
    for iri, name in texts(store, query):
        if (parsed := vocabulary.parse_iri(iri)) and parsed[1] is None:
            names.setdefault(name.casefold(), set()).add(parsed[0])
    held = {name for ids in names.values() for name in ids}
    for name, ids in _aliases().items():
        names.setdefault(name, set()).update(identifier for identifier in ids if identifier in held)
    for number, pinpoint in ((text, ()), (base, eids)):
        # a Council resolution of a number that no list of years knows yet
        if match := re.fullmatch(r"(?:s/res/|(?:un)?scr |(?:sc )?res(?:olution)? )?(\d{1,5})", number.casefold()):
            start = f"s/res/{match[1]}("
            if len(found := {name for key, ids in names.items() if key.startswith(start) for name in ids}) == 1:
                (identifier,) = found
                return Reference(identifier, _unit(store, identifier, pinpoint, text) if pinpoint else None)
    for wanted, pinpoint in ((text, ()), (base, eids)):
        if len(found := names.get(wanted.casefold(), set())) == 1:
            (identifier,) = found
            return Reference(identifier, _unit(store, identifier, pinpoint, text) if pinpoint else None)
    raise UnknownReference(text, _near(base, names))


def _near(text: str, names: dict[str, set[str]]) -> tuple[str, ...]:
    """Return the ids whose symbol, title or name looks most like the text, or like a symbol that it may mean."""
    meant = [symbol for name in _candidates(text) if (symbol := Symbol.find(name))]
    # a Council number with a wrong year: the year it has
    meant += [right for symbol in meant if symbol.body == "SC" and (right := Symbol.find(f"S/RES/{symbol.number}"))]
    shapes = tuple(dict.fromkeys((text.casefold(), *(symbol.text.casefold() for symbol in meant))))
    if text.isdigit():
        # most numbers that people write alone are resolutions of the Security Council
        shapes += (f"s/res/{text}", f"s/res/{text[:-1]}")
    pairs = [_pairs(shape) for shape in shapes]

    def alike(name: str) -> float:
        own = _pairs(name)
        return max(len(own & wanted) / (min(len(own), len(wanted)) + 0.1 * len(own) + 1) for wanted in pairs)

    likely = sorted(((alike(name), name) for name in names), key=lambda item: (-item[0], natural(item[1])))[:_LOOKED_AT]
    scored: dict[str, float] = {}
    for rough, name in likely:
        ratio = max(SequenceMatcher(None, name, shape).ratio() for shape in shapes)
        if max(ratio, rough) >= _ALIKE:
            for identifier in names[name]:
                scored[identifier] = max(scored.get(identifier, 0.0), ratio + rough)
    return tuple(sorted(scored, key=lambda name: (-scored[name], natural(name)))[:_NEAR])


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring letters of a text."""
    return {text[at : at + 2] for at in range(len(text) - 1)}
