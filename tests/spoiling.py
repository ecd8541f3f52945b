"""One sound file of each format and each kind of record, and random damage to them.

`Edit` is one damage, so that a search for errors can be repeated and shrunk.
"""

from __future__ import annotations

import functools
import io
import json
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lexline.loaders import load
from tests import pdf_writer, same_text

FIXTURES: Final = Path(__file__).parent / "fixtures"

TREATY: Final = b"""# Convention on the Marking of Small Harbours

## Preamble

The States Parties to this Convention,

Recalling Security Council resolution 1325 (2000),

Have agreed as follows:

### Article 1

1. Every State Party marks its small harbours.

2. Paragraph 1 applies to harbours of less than:

(a) Ten berths;

(b) Two cranes.

### Article 2

This Convention enters into force on the thirtieth day.
"""
MARC: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<collection xmlns="http://www.loc.gov/MARC21/slim"><record><controlfield tag="001">1</controlfield>
<datafield tag="191" ind1=" " ind2=" "><subfield code="a">S/RES/9001(2020)</subfield></datafield>
<datafield tag="245" ind1=" " ind2=" "><subfield code="a">Resolution 9001 (2020)</subfield></datafield>
<datafield tag="967" ind1=" " ind2=" "><subfield code="c">BEL</subfield><subfield code="d">Y</subfield></datafield>
</record></collection>
"""
EXTRACT: Final = (
    json.dumps(
        {
            "symbol": "S/RES/9002 (2020)",
            "adoption_date": "10 January 2020",
            "adoption_type": "Adopted 2-0-0, 8700th meeting",
            "MS_in_favour": ["BELGIUM", "CHINA"],
            "sponsors": ["BELGIUM"],
            "subjects": [["RELIEF", "UNBIS Thesaurus"]],
        }
    ).encode()
    + b"\n"
)
MARC_JSON: Final = b'{"fields": [{"191": {"subfields": [{"a": "S/RES/9003(2020)"}]}}]}\n'
LIST: Final = b"symbol,title,ms_vote,ms_name\nS/RES/9004(2020),On relief,Y,CHAD\n"
TABLE: Final = (
    b'Participant,Signature,"Ratification, Accession(a)"\nAlbania,26 Jan 1990,27 Feb 1992\nArmenia,,23 Jun 1993 a\n'
)
SAID: Final = b"#Norway\nMade on signature: a first declaration.\n\n#Sweden\nA second one.\n"


@functools.cache
def good() -> dict[str, bytes]:
    """A sound file of each format of documents and each kind of record, by its name."""
    (plain,) = load(FIXTURES / "text" / "report.txt")
    (decided,) = load(FIXTURES / "text" / "resolution.txt")
    return {
        "akn.xml": (FIXTURES / "akn" / "resolution.xml").read_bytes(),
        "report.pdf": pdf_writer.as_pdf(plain),
        "issued.pdf": pdf_writer.report(),
        "report.docx": same_text.as_docx(plain),
        "report.odt": same_text.as_odt(plain),
        "resolution.rtf": same_text.as_rtf(decided),
        "page.html": same_text.as_html(decided),
        "treaty.md": TREATY,
        "resolution.txt": (FIXTURES / "text" / "resolution.txt").read_bytes(),
        "report.txt": (FIXTURES / "text" / "report.txt").read_bytes(),
        "marc.xml": MARC,
        "marc.json": MARC_JSON,
        "extract.json": EXTRACT,
        "list.csv": LIST,
        "4-11.csv": TABLE,
        "4-11.txt": SAID,
    }


# --- damage ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edit:
    """One damage: what is done, and where, in thousandths of the file."""

    kind: str  # "flip", "cut", "put", "repeat" or "splice"
    at: int
    length: int
    bytes: bytes = b""

    def apply(self, data: bytes, other: bytes) -> bytes:
        start = len(data) * self.at // 1000
        end = min(len(data), start + self.length)
        if self.kind == "flip" and start < len(data):
            return data[:start] + bytes([data[start] ^ (1 << self.length % 8)]) + data[start + 1 :]
        if self.kind == "cut":
            return data[:start] + data[end:]
        if self.kind == "repeat":
            return data[:start] + data[start:end] * (2 + self.length % 40) + data[end:]
        if self.kind == "splice":
            begin = len(other) * self.at // 1000
            return data[:start] + other[begin : begin + self.length] + data[start:]
        return data[:start] + self.bytes + data[end:]


KINDS_OF_DAMAGE: Final = ("flip", "cut", "put", "repeat", "splice")
#: Bytes that mean something in one format or another.
SIGNS: Final = (
    *(sign.encode() for sign in "<>&;{}[]()\\\"'/#=,:|\0\t\r\n\f\x85\u2028\ufeff\u202e\ue000\ue001"),
    b"\xff\xfe", b"\xff", b"\xc3", b"<![CDATA[", b"<!--", b"-->", b"<!DOCTYPE a [", b"]]>", b"%%EOF", b"endobj",
    b"99999999999999999999", b"-1", b"0", b"1e999", b"\\u-1?", b"\\bin999999999 ", b"\\'", b"PK\x03\x04", b"4. ",
    b"(a) ", b"Annex", b"Article 9", b"resolution 99999999 (0000)", b"\xd9\xa1\xd9\xa2", b"A/RES/", b"[1]", b"\x1b[31m",
)  # fmt: skip


def damaged(data: bytes, edits: Sequence[Edit], other: bytes = b"") -> bytes:
    """Spoil a file; of a zipped package (where it still is one) the longest part, and then the package's own bytes."""
    inside, outside = list(edits), list[Edit]()
    if data.startswith(b"PK\x03\x04") and edits and edits[0].at % 4:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        named = sorted(parts)[edits[0].at % len(parts)]
        name = named if edits[0].at % 3 else max(parts, key=lambda part: len(parts[part]))
        content = bytes(parts[name])  # type: ignore[arg-type]
        for edit in inside:
            content = edit.apply(content, other)
        data = same_text.zipped({**parts, name: content})
        inside = outside
    for edit in inside:
        data = edit.apply(data, other)
    return data


def at_random(chance: random.Random) -> list[Edit]:
    """Some random damage."""
    return [
        Edit(
            chance.choice(KINDS_OF_DAMAGE),
            chance.randrange(1000),
            chance.choice((1, 2, 7, 30, 200, 3000)),
            chance.choice(SIGNS) if chance.random() < 0.7 else chance.randbytes(chance.randrange(1, 9)),
        )
        for _ in range(chance.choice((1, 1, 2, 3, 8, 30)))
    ]
