"""The words of RTF that a reader of texts has to know: signs, code pages, destinations, and a group's properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

#: Control words and signs that stand for characters.
SIGNS: Final = MappingProxyType(
    {
        "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
        "tab": " ", "emspace": " ", "enspace": " ", "qmspace": " ", "~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}",
        "-": "",
    }
)  # fmt: skip
#: The encodings of fonts, by their character sets; others are written in the file's own.
CODEPAGES: Final = MappingProxyType(
    {128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
     178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 77: "mac_roman"}
)  # fmt: skip
#: Destinations that hold no text.
SKIPPED: Final = frozenset(
    "colortbl info pict object annotation atnid atnauthor atnref atndate atnparent bkmkstart bkmkend xe tc rxe "
    "themedata datastore listtable listoverridetable rsidtbl generator pn xmlnstbl latentstyles ftnsep ftnsepc ftncn "
    "aftnsep aftnsepc aftncn revtbl filetbl private do nonshppict shppict sp formfield ffdeftext".split()
)
#: Destinations to read although a reader may pass over them.
KNOWN_OPTIONAL: Final = frozenset(("fldinst", "shptxt", "listtext", "pntext", "cs", "footnote"))
HEADERS: Final = frozenset(("header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr"))
#: Where the text of other destinations goes.
PLACES: Final = MappingProxyType(
    {"listtext": "mark", "pntext": "mark", "fldinst": "code", "fonttbl": "fonts", "stylesheet": "styles"}
)


@dataclass(frozen=True, slots=True)
class State:
    """The properties that hold in a group."""

    place: str = "text"  # or: skip, header, mark, code, fonts, styles
    unicode_skip: int = 1
    font: int = -1
    bold: bool = False
    gone: bool = False
    hidden: bool = False
    raised: bool = False


SWITCHES: Final[Mapping[str, Callable[[State, bool], State]]] = MappingProxyType(
    {
        "b": lambda state, on: replace(state, bold=on),
        "deleted": lambda state, on: replace(state, gone=on),
        "v": lambda state, on: replace(state, hidden=on),
        "super": lambda state, on: replace(state, raised=on),
    }
)


class Wide:
    """Characters by their UTF-16 numbers; halves of a pair wait for each other."""

    def __init__(self) -> None:
        self._half = 0

    def write(self, number: int, *, symbol: bool) -> str:
        """Return the character of a number, "" for a half; one of a symbol font is a bullet where `symbol` says so."""
        point = number + 65536 if number < 0 else number
        high, self._half = self._half, 0
        if 0xD800 <= point < 0xDC00:
            self._half = point
            return ""
        if 0xDC00 <= point < 0xE000:
            return chr(0x10000 + ((high - 0xD800) << 10) + (point - 0xDC00)) if high else ""
        if not 0 <= point < 0x110000:
            return ""
        return "•" if symbol and 0xF000 <= point < 0xF100 else chr(point)


def codepage(number: int) -> str:
    """Return the encoding of a code page, that of Windows-1252 where it is none that is known."""
    try:
        b"".decode(f"cp{number}")
    except LookupError:
        return "utf-8" if number == 65001 else "cp1252"
    return f"cp{number}"
