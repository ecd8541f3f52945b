"""United Nations document symbols as one frozen value object: parse, normalise, slug and back.

`Symbol.parse` takes a symbol as people and documents print it and yields its canonical form (no
spaces); it refuses what is not shaped like a symbol. Joint symbols (`A/38/424-S/15989`) are split
by `split_joint`. Shapes follow the UN Editorial Manual ("Document symbols") and the forms that
the organs have used for their resolutions since 1946.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lexline.ontology.errors import UsageError
from lexline.ontology.sessions import council_year, from_roman

RESOLUTION = "resolution"
DECISION = "decision"
STATEMENT = "presidential-statement"
MEETING = "meeting-record"
COMMENT = "general-comment"
DOCUMENT = "document"

TREATY = "treaty"
DECLARATION = "declaration"

#: What a canonical id that is no document symbol stands for, by the word before its colon.
_PREFIX_KINDS = {
    "treaty": TREATY,
    "decl": DECLARATION,
    "case": "judgment",
    "agreement": "agreement",
    "eu": "eu-law",
    "other": "other",
}

#: Longest symbol accepted, so that hostile text costs nothing.
MAX_LENGTH = 120

_PART = r"(?:\s?\[(?P<{0}b>[A-Z])\]|(?P<{0}p>\s?[A-Z]))?"
_SESSION = r"(?:ES-|S-)?[IVX]{1,8}"

# Each group of shapes: (pattern, body, kind). The first that matches the whole text wins.
_SHAPES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), body, kind)
    for pattern, body, kind in (
        # Security Council: S/RES/1325(2000), S/RES/1325 (2000), S/RES/1325/2000, S/RES/161 A (1961), S/RES/161(1961)[A]
        (
            rf"S/RES/(?P<number>\d{{1,4}}){_PART.format('a')}"
            rf"(?:\s?\((?P<year>\d{{4}})\)|/(?P<slashyear>\d{{4}}))?{_PART.format('z')}",
            "SC",
            RESOLUTION,
        ),
        # General Assembly by session in Roman numerals: A/RES/377(V)[A], A/RES/217 A (III), A/RES/2253(ES-V)
        (
            rf"A/RES/(?P<number>\d{{1,4}}){_PART.format('a')}\s?\((?P<session>{_SESSION})\){_PART.format('z')}",
            "GA",
            RESOLUTION,
        ),
        # and since its thirty-first session: A/RES/64/293, A/RES/47/20[A], A/RES/S-13/2, A/RES/ES-10/15
        (rf"A/RES/(?P<session>\d{{1,3}}|E?S-\d{{1,2}})/(?P<number>\d{{1,4}}){_PART.format('z')}", "GA", RESOLUTION),
        (rf"A/DEC/(?P<session>\d{{1,3}}|E?S-\d{{1,2}})/(?P<number>\d{{1,4}}){_PART.format('z')}", "GA", DECISION),
        # the Human Rights Council, with special sessions
        (rf"A/HRC/RES/(?P<session>\d{{1,3}}|S-\d{{1,2}})/(?P<number>\d{{1,3}}){_PART.format('z')}", "HRC", RESOLUTION),
        (rf"A/HRC/DEC/(?P<session>\d{{1,3}}|S-\d{{1,2}})/(?P<number>\d{{1,3}}){_PART.format('z')}", "HRC", DECISION),
        # the Economic and Social Council: by year since 1978, by session before
        (
            rf"E/RES/(?P<number>\d{{1,4}}){_PART.format('a')}\s?\((?P<session>{_SESSION}|[LCXVI]{{1,8}})\)",
            "ECOSOC",
            RESOLUTION,
        ),
        (rf"E/RES/(?P<year>\d{{4}})/(?P<number>\d{{1,3}}){_PART.format('z')}", "ECOSOC", RESOLUTION),
        (rf"E/DEC/(?P<year>\d{{4}})/(?P<number>\d{{1,3}}){_PART.format('z')}", "ECOSOC", DECISION),
        # functional commissions: E/CN.4/RES/2002/68
        (rf"E/CN\.\d{{1,2}}/RES/(?P<year>\d{{4}})/(?P<number>\d{{1,3}}){_PART.format('z')}", "ECOSOC-CN", RESOLUTION),
        (rf"E/CN\.\d{{1,2}}/DEC/(?P<year>\d{{4}})/(?P<number>\d{{1,3}}){_PART.format('z')}", "ECOSOC-CN", DECISION),
        (r"S/PRST/(?P<year>\d{4})/(?P<number>\d{1,3})", "SC", STATEMENT),
        (r"(?P<organ>CEDAW|CRC|CCPR|CERD|CAT|CRPD|CMW|CED)/C/GC/(?P<number>\d{1,3})", "", COMMENT),
        (r"(?:S|A(?:/[A-Z0-9.-]+)?|E)/(?:PV|SR)\.\d{1,5}(?:\s?\(Resumption\s?\d\))?", "", MEETING),
        (r"(?:A|E)/[\w.-]{1,12}/(?:PV|SR)\.\d{1,4}", "", MEETING),
    )
)

# Any other document: an organ, then parts between slashes, parentheses allowed inside a part.
#: The organs, bodies and conferences that document symbols begin with.
ROOTS: Final = tuple(
    (
        "A S E T ST SG DP HSP ID UNEP FCCC CBD CEDAW CRC CCPR CERD CAT CRPD CMW CED HRI TD UNW CAC CTOC DC NPT BWC CD "
        "CLCS ICC ITH ECE ESCAP LC JIU UNFF HS SPLOS ISBA PBC UNFPA WFP UNODC CCW APLC CWC UNICEF JIU MICT ICTY IT "
        "IDB GC ACABQ AC EC FAO CEB DPKO HCR PC CTBT ECA ECLAC ESCWA IPBES WHA ATT CCM ICEF UNHCR KP TB HS CERF INF "
        "UNCITRAL SAICM UNU JSPB ITC ICCD GOV INFCIRC"
    ).split()
)
_ROOT = "|".join(sorted(ROOTS, key=len, reverse=True))
_PIECE = r"(?:[A-Za-z0-9][A-Za-z0-9.\-]{0,20}(?:\([A-Za-z0-9. ]{1,24}\))?|\([A-Za-z0-9. ]{1,24}\))"
_ANY = re.compile(rf"(?P<root>{_ROOT})(?:/{_PIECE}){{1,9}}")

_BODIES = (
    ("S/", "SC"),
    ("A/HRC/", "HRC"),
    ("A/", "GA"),
    ("E/CN.", "ECOSOC-CN"),
    ("E/", "ECOSOC"),
    ("T/", "TC"),
    ("ST/", "SECRETARIAT"),
    ("SG/", "SECRETARIAT"),
)
_JOINT = re.compile(r"(?<=[A-Za-z0-9)])\s?[-–]\s?(?=(?:S|A|E|ST)/[A-Z0-9])")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Symbol:
    """One United Nations document symbol in canonical writing.

    `text` is the canonical id of CITATIONS (no spaces); the other fields say what it tells:
    `body` (SC, GA, HRC, ECOSOC, ... or empty), `kind` (resolution, decision, ...), and where the
    shape has them `number`, `year`, `session` (as written) and lettered `part`.

    >>> Symbol.parse("S/RES/1325 (2000)").text
    'S/RES/1325(2000)'
    >>> Symbol.parse("A/RES/37/100 A").part
    'A'
    >>> Symbol.from_slug(Symbol.parse("A/RES/2253(ES-V)").slug).text
    'A/RES/2253(ES-V)'
    """

    text: str
    body: str
    kind: str
    number: int | None = None
    year: int | None = None
    session: str | None = None
    part: str | None = None

    @classmethod
    def parse(cls, text: str) -> Symbol:
        """Read a symbol as printed; raises UsageError where the text is not shaped like one.

        A Security Council number without a year gets it from the record of resolutions.
        """
        symbol = _parse(text)
        if symbol is None:
            raise UsageError(f"“{text[:60]}” is not a United Nations document symbol.", "Symbols look like S/2016/949.")
        return symbol

    @classmethod
    def find(cls, text: str) -> Symbol | None:
        """Read a symbol as printed; None where the text is not shaped like one."""
        return _parse(text)

    @property
    def slug(self) -> str:
        """The symbol as it stands in an IRI: no slash, reversible by `from_slug`."""
        return slug(self.text)

    @classmethod
    def from_slug(cls, text: str) -> Symbol:
        """Turn a slug back into its symbol; raises UsageError where it is none."""
        return cls.parse(unslug(text))

    def __str__(self) -> str:
        """Return the canonical text."""
        return self.text


def _parse(raw: str) -> Symbol | None:
    return _parsed(raw) if len(raw) <= MAX_LENGTH else _parsed.__wrapped__(raw)


@lru_cache(maxsize=65536)
def _parsed(raw: str) -> Symbol | None:
    text = _SPACES.sub(" ", raw).strip()
    if not text or len(text) > MAX_LENGTH or "/" not in text:
        return None
    for pattern, body, kind in _SHAPES:
        if match := pattern.fullmatch(text):
            return _canonical(text, match.groupdict(), body, kind)
    return _document(text)


def _canonical(text: str, found: dict[str, str | None], body: str, kind: str) -> Symbol | None:
    """Put a matched resolution, decision, statement or record into its canonical writing."""
    part = next((p.strip() for k in ("ab", "ap", "zb", "zp") if (p := found.get(k))), None)
    number = int(found["number"] or 0) if found.get("number") else None
    year = int(y) if (y := found.get("year") or found.get("slashyear")) else None
    session = found.get("session")
    tail = f"[{part}]" if part else ""
    if body == "SC" and kind == RESOLUTION:
        year = year or council_year(number or 0)
        if year is None:
            return None
        return Symbol(f"S/RES/{number}({year}){tail}", body, kind, number, year, None, part)
    head = text[: text.index("/", text.index("RES/") if kind == RESOLUTION else 0)] if kind == RESOLUTION else ""
    if kind == RESOLUTION and session and "(" in text:
        if body == "GA" and from_roman(session.split("-")[-1]) is None:
            return None
        return Symbol(f"{head}/{number}({session}){tail}", body, kind, number, None, session, part)
    if kind in (RESOLUTION, DECISION):
        word = "/RES/" if kind == RESOLUTION else "/DEC/"
        head = text[: text.index(word)]
        middle = session if session is not None else year
        return Symbol(f"{head}{word}{middle}/{number}{tail}", body, kind, number, year, session, part)
    clean = text.replace(" ", "")
    return Symbol(clean, body or _body(clean), kind, number, year)


def _document(text: str) -> Symbol | None:
    """Read any other document symbol: organ and parts; a digit somewhere, no trailing mark."""
    match = _ANY.fullmatch(text) or _ANY.fullmatch(text.replace(" ", ""))
    if match is None:
        return None
    clean = match[0].replace(" ", "")
    if not any(c.isdigit() for c in clean) or clean[-1] in ".-" or "--" in clean or "-/" in clean or ".." in clean:
        return None
    if re.search(r"/(?:RES|DEC)/", clean):
        return None if re.match(r"(?:S|A|A/HRC|E)/(?:RES|DEC)/", clean) else Symbol(clean, _body(clean), RESOLUTION)
    year = re.search(r"/((?:19|20)\d\d)/", clean)
    return Symbol(clean, _body(clean), DOCUMENT, None, int(year[1]) if year else None)


def _body(text: str) -> str:
    return next((body for prefix, body in _BODIES if text.startswith(prefix)), "")


def kind_of(identifier: str) -> str:
    """Tell the kind of an instrument from its canonical id alone.

    >>> kind_of("S/RES/1325(2000)"), kind_of("decl:udhr"), kind_of("S/2016/949")
    ('resolution', 'declaration', 'document')
    """
    symbol = Symbol.find(identifier)
    return symbol.kind if symbol else _PREFIX_KINDS.get(identifier.partition(":")[0], DOCUMENT)


def split_joint(text: str) -> tuple[str, ...]:
    """Split a joint symbol into its members; a single symbol comes back alone.

    >>> split_joint("A/ES-10/648-S/2014/567")
    ('A/ES-10/648', 'S/2014/567')
    """
    return tuple(part.strip() for part in _JOINT.split(text))


# --- slugs -------------------------------------------------------------------------------------------------
# "/" becomes "-"; what is not a letter, digit or dot is escaped behind "_", so that nothing is lost:
# "-" -> "_-", "(" -> "_p", ")" -> "_q", "_" -> "__", ":" -> "_c", other -> "_x" + hex + "_".
# Two shapes are made shorter because they are read so often:
# S/RES/1325(2000) -> S-RES-1325-2000 and a lettered part [A] -> _A at the end.

_ESCAPES = {"-": "_-", "(": "_p", ")": "_q", "_": "__", ":": "_c"}
_UNESCAPES = {v[1]: k for k, v in _ESCAPES.items()}
_PRETTY = re.compile(r"(?P<head>(?:S|A|E)/RES/\d{1,4})\((?P<in>[0-9A-Z-]+)\)(?P<tail>(?:\[[A-Z]\])?)")
_PRETTY_BACK = re.compile(r"(?P<head>(?:S|A|E)/RES/\d{1,4})/(?P<in>[1-9]\d{3}|(?:ES-|S-)?[LCIVX]{1,8})")
_PREFIXED = re.compile(r"(treaty|decl|case|eu|agreement|other|doc)([:-])(.+)")


def slug(identifier: str) -> str:
    """Turn a canonical id (symbol, `treaty:x`, `decl:x`, ...) into one path-free name; `unslug` reverses it."""
    if match := _PREFIXED.fullmatch(identifier):
        return f"{match[1]}-{_escape(match[3], keep='-').replace('/', '_s')}"
    part = ""
    if match := re.fullmatch(r"(.*)\[([A-Z])\]", identifier):
        identifier, part = match[1], f"_{match[2]}"
    if match := _PRETTY.fullmatch(identifier):
        council = match["head"].startswith("S/")
        if council == match["in"].isdigit():
            identifier = f"{match['head']}/{match['in']}"
    return "-".join(_escape(piece) for piece in identifier.split("/")) + part


def unslug(text: str) -> str:
    """Turn a slug back into the canonical id; the opposite of `slug`."""
    # what is longer than any id of ours is not worth remembering
    return _unslug(text) if len(text) <= MAX_LENGTH else _unslug.__wrapped__(text)


@lru_cache(maxsize=65536)
def _unslug(text: str) -> str:
    if (match := _PREFIXED.fullmatch(text)) and match[2] == "-":
        return f"{match[1]}:{_unescape(match[3], dash='-')}"
    part = ""
    if match := re.fullmatch(r"(.*[^_](?:__)*)_([A-Z])", text):
        text, part = match[1], f"[{match[2]}]"
    identifier = _unescape(text, dash="/")
    if match := _PRETTY_BACK.fullmatch(identifier):
        council = match["head"].startswith("S/")
        if council == match["in"].isdigit():
            identifier = f"{match['head']}({match['in']})"
    return identifier + part


def _escape(piece: str, keep: str = "") -> str:
    out = []
    for char in piece:
        if char in keep or (char.isascii() and char.isalnum()) or char in "./":
            out.append(char)
        else:
            out.append(_ESCAPES.get(char) or f"_x{ord(char):x}_")
    return "".join(out)


def _unescape(text: str, dash: str) -> str:
    def back(match: re.Match[str]) -> str:
        if match[0] == "-":
            return dash
        if match["hex"]:
            code = int(match["hex"], 16)
            # what is no letter is no slug of ours
            return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else ""
        return "/" if match["one"] == "s" else _UNESCAPES.get(match["one"], "")

    return re.sub(r"-|_x(?P<hex>[0-9a-f]{1,6})_|_(?P<one>[-pq_cs])", back, text)
