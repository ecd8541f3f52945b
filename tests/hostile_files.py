"""Writes files that are damaged, misnamed or meant to do harm, for every format that is read.

`corpus` makes small ones one by one, each with what must become of it, `heavy` those that are long to make or to
refuse. What a file points at outside itself are the addresses of `Bait`: nothing may ever ask for them.
"""

from __future__ import annotations

import bz2
import functools
import gzip
import lzma
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

from tests import pdf_writer, same_text
from tests.hostile_archives import archives, gigabyte_tar, gigabyte_zip, tarred, tricks, zipped
from tests.hostile_kinds import MEGABYTE, READ, REFUSED, TOLD, Bait, Hostile
from tests.hostile_markup import AKN, markup, pdfs
from tests.spoiling import EXTRACT, FIXTURES, LIST, MARC, MARC_JSON, TABLE, TREATY, good

TEXT: Final = b"The Security Council,\n\nRecalling its resolution 1325 (2000),\n\n1. Decides to remain seized.\n"
ENDINGS: Final = (
    ".pdf .docx .doc .odt .rtf .html .htm .xml .txt .md .json .csv .tsv .zip .tar .tar.gz .tgz .tar.bz2 .tar.xz .xyz"
).split()
#: Formats that a first look at the content tells beyond doubt.
SIGNED: Final = (".pdf", ".docx", ".odt", ".rtf", ".html")
ARCHIVES: Final = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")


def corpus(bait: Bait | None = None) -> Iterator[Hostile]:
    """Files of a few kilobytes (or that are refused at the first look), in every way in which files are bad."""
    bait = bait or Bait()
    for family in (_empty, _cut, _misnamed, _encodings, _nested, pdfs, archives, tricks, _names):
        yield from family()
    yield from markup(bait)


def _empty() -> Iterator[Hostile]:
    for ending in ENDINGS:
        for what, data in (("zero", b""), ("blank", b" \r\n\t" * 9), ("nul", b"\0" * 5000)):
            fate = TOLD if ending == ".xyz" or what != "zero" else REFUSED
            yield Hostile(f"{what}{ending}", functools.partial(bytes, data), fate)


def _cut() -> Iterator[Hostile]:
    for name, data in good().items():
        stem, _, ending = name.rpartition(".")
        for share in (1, 10, 40, 70, 90, 99):
            yield Hostile(f"{stem}-{share}.{ending}", functools.partial(_slice, data, len(data) * share // 100))


def _slice(data: bytes, end: int) -> bytes:
    return data[:end]


def _misnamed() -> Iterator[Hostile]:
    for name, data in good().items():
        stem, _, own = name.rpartition(".")
        for ending in ENDINGS:
            if ending != f".{own}":
                told_at_once = f".{own}" in SIGNED or name == "akn.xml"
                fate = REFUSED if ending in ARCHIVES else READ if told_at_once else TOLD
                if ending == ".zip" and own in ("docx", "odt"):
                    fate = TOLD  # it is one
                yield Hostile(f"{stem}-{own}-as{ending}", functools.partial(bytes, data), fate)
    for ending in (".pdf", ".docx", ".odt", ".rtf", ".html", ".xml", ".txt"):
        yield Hostile(f"picture{ending}", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, REFUSED)
        yield Hostile(f"program{ending}", lambda: b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20, REFUSED)


ARABIC: Final = "قرار مجلس الأمن ١٣٢٥ (٢٠٠٠)، إن مجلس الأمن، إذ يشير إلى قراره 1325 (2000)"
BIDI: Final = "\u202e\u2066\u200fRecalling its resolution \u202d1325\u202c (2000)\u2069,"


def _encodings() -> Iterator[Hostile]:
    words = (FIXTURES / "text" / "resolution.txt").read_text("utf-8")
    markup = good()["page.html"].decode()
    table = LIST.decode()
    for name, text in (("text.txt", words), ("page.html", markup), ("list.csv", table), ("text.md", TREATY.decode())):
        stem, _, ending = name.rpartition(".")
        for encoding in ("utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "koi8-r"):
            yield Hostile(f"{stem}-{encoding}.{ending}", functools.partial(text.encode, encoding, "replace"))
        for encoding in ("utf-16", "utf-8-sig", "cp1252"):
            fate = TOLD if ending == "md" else READ  # notes are called .md as well
            yield Hostile(f"{stem}-{encoding}.{ending}", functools.partial(text.encode, encoding, "replace"), fate)
        data = text.encode()
        middle = len(data) // 2
        mixed = {
            "mixed": data[:middle] + text[middle:].encode("utf-16-le") + "é".encode("latin-1"),
            "invalid": data[:middle] + b"\xc3\x28\xa0\xa1\xf0\x28\x8c\xbc\xed\xa0\x80" + data[middle:],
            "marks": b"\xff\xfe" + data,
            "odd": text.encode("utf-16")[:-1],
            "nul": b"\0".join(data[at : at + 50] for at in range(0, len(data), 50)),
            "late-nul": data + b" \n" * 40_000 + b"\0\0",
            "controls": b"\x1b[2J\x07\x08" + data + b"\x0b\x0c\x1c\x1d\x1e\x85",
            "bidi": f"{BIDI}\n\n".encode() + data,
            "arabic": f"<p>{ARABIC}</p>".encode() if ending == "html" else f"{ARABIC}\n\n{ARABIC}\n".encode(),
            "noncharacters": data + "\ufffe\uffff\U0010ffff\ue000\ue001\u2028\u0085".encode(),
        }
        for what, spoiled in mixed.items():
            fate = READ if what in ("arabic", "bidi") and ending in ("txt", "html") else TOLD
            yield Hostile(f"{stem}-{what}.{ending}", functools.partial(bytes, spoiled), fate)
    for name, data in good().items():
        if name.endswith((".xml", ".json", ".rtf")):
            stem, _, ending = name.rpartition(".")
            yield Hostile(f"{stem}-16.{ending}", functools.partial(data.decode().encode, "utf-16-le"))
            yield Hostile(f"{stem}-nul.{ending}", functools.partial(data.replace, b"o", b"\0"))
            yield Hostile(f"{stem}-invalid.{ending}", functools.partial(data.replace, b"o", b"\xed\xa0\x80"))


def _nested() -> Iterator[Hostile]:
    deep = 60_000
    extract = EXTRACT.rstrip()[:-1]
    yield Hostile("deep.xml", lambda: AKN.format("<p>" * deep).encode())
    yield Hostile("deep-closed.xml", lambda: AKN.format("<p>" * deep + "x" + "</p>" * deep).encode())
    yield Hostile("deep-marc.xml", lambda: MARC.replace(b"S/RES", b"<subfield>" * deep + b"S/RES"))
    yield Hostile("deep.html", lambda: b"<html><body>" + b"<div>" * deep + b"x", REFUSED)
    yield Hostile("deep-inline.html", lambda: b"<html><body>" + b"<b><i>" * deep + b"x")
    yield Hostile("deep-lists.html", lambda: b"<html><body>" + b"<ol><li>" * 120 + b"Text of the page." * 9)
    yield Hostile("deep-tables.html", lambda: b"<html><body>" + b"<table><tr><td>" * 80 + b"Text of the page." * 9)
    yield Hostile("deep.rtf", lambda: b"{\\rtf1 " + b"{" * deep + b"x" + b"}" * deep, REFUSED)
    yield Hostile("deep-notes.rtf", lambda: b"{\\rtf1 " + b"{\\footnote " * deep + b"x")
    yield Hostile("deep.json", lambda: extract + b', "x": ' + b"[" * deep + b"]" * deep + b"}", REFUSED)
    yield Hostile("deep-open.json", lambda: extract + b', "x": ' + b'{"a":' * deep, REFUSED)
    yield Hostile("deep-marc.json", lambda: MARC_JSON[:-3] + b", " + b"[" * deep + b"]" * deep + b"]}", REFUSED)
    yield Hostile("deep.docx", lambda: same_text.docx("<w:p><w:r>" * 3000 + "</w:r></w:p>" * 3000))
    yield Hostile(
        "deep-boxes.docx", lambda: same_text.docx("<w:tbl><w:tr><w:tc>" * 100 + "</w:tc></w:tr></w:tbl>" * 100)
    )
    yield Hostile("deep.odt", lambda: same_text.odt("<text:p><text:span>" * 3000 + "</text:span></text:p>" * 3000))
    yield Hostile(
        "deep-spans.odt",
        lambda: same_text.odt("<text:p>" + "<text:span>" * 220 + "x" + "</text:span>" * 220 + "</text:p>"),
    )
    yield Hostile("deep.md", lambda: TREATY + b"".join(b"%s(a) x\n" % (b" " * n) for n in range(2000)))
    yield Hostile("deep.txt", lambda: b"Report\n\n" + b"(a) (i) " * 20_000)
    yield Hostile("deep.csv", lambda: LIST + b'"' * 20_001)


#: Names that do something to a terminal, a table or an address.
TROUBLESOME: Final = (
    "new\nline.txt",
    "\x1b[31mred\x1b]0;title\x07.txt",
    "\u202etxt.elif.txt",
    "<b>&amp;.txt",
    "a b%20c?d#e.txt",
    '"=1+1".txt',
    "n" * 200 + ".txt",
    "…é漢字.txt",
)


def _names() -> Iterator[Hostile]:
    """Sound texts under troublesome names."""
    for name in TROUBLESOME:
        yield Hostile(name, lambda: TEXT, READ)


# --- what takes long to make or to refuse ----------------------------------------------------------------------------


PACKERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    ".tar.gz": lambda data: gzip.compress(data, 1),
    ".tar.bz2": lambda data: bz2.compress(data, 1),
    ".tar.xz": lambda data: lzma.compress(data, preset=0),
}


def heavy() -> Iterator[Hostile]:
    """Files of 50 MB on a single line, a gigabyte of zeros packed, and archives of very many files."""
    long = 50 * MEGABYTE
    yield Hostile("line.txt", lambda: b"word " * (long // 5))
    yield Hostile("line-no-blank.txt", lambda: b"w" * long)
    yield Hostile("line-symbols.txt", lambda: b"A/RES/70/1, S/RES/1325(2000); " * (long // 30))
    yield Hostile("line.html", lambda: b"<html><body><p>" + b"word " * (long // 5))
    yield Hostile("line-tags.html", lambda: b"<html><body>" + b"<p>a word</p>" * (long // 13))
    yield Hostile("line.rtf", lambda: b"{\\rtf1 " + b"word " * (long // 5) + b"}")
    yield Hostile("line-words.rtf", lambda: b"{\\rtf1 " + b"\\par x" * (long // 6) + b"}")
    yield Hostile("line.xml", lambda: AKN.format("<p>" + "word " * (long // 5) + "</p>").encode())
    yield Hostile("line-tags.xml", lambda: AKN.format("<p>a word</p>" * (long // 13)).encode())
    yield Hostile("line-marc.xml", lambda: MARC.replace(b"Resolution", b"word " * (long // 5)), REFUSED)
    yield Hostile("line.csv", lambda: LIST + b"S/RES/1(2000)," + b"word " * (long // 5))
    yield Hostile("line-cells.csv", lambda: LIST + b"a," * (long // 2))
    yield Hostile("line-header.csv", lambda: b"symbol,title," + b"a," * (long // 2) + b"\nS/RES/1(2000),x\n")
    yield Hostile("4-12.csv", lambda: TABLE + b"Norway," * (long // 7))
    yield Hostile("4-12.txt", lambda: b"#Norway\n" + b"word " * (long // 5))
    yield Hostile("line.json", lambda: EXTRACT.rstrip()[:-1] + b', "x": "' + b"word " * (long // 5) + b'"}', REFUSED)
    yield Hostile("line-list.json", lambda: MARC_JSON[:-4] + b', {"x": 1}' * (long // 10) + b"]}", REFUSED)
    yield Hostile("line.md", lambda: TREATY + b"word " * (long // 5))
    yield Hostile("line.docx", lambda: same_text.docx(same_text.p(same_text.run("word " * (long // 5)))))
    yield Hostile("line.odt", lambda: same_text.odt("<text:p>" + "a word of it " * (long // 13) + "</text:p>"))
    yield Hostile("line.pdf", lambda: b"%PDF-1.4 " + b"word " * (long // 5), REFUSED)
    yield Hostile("line-stream.pdf", lambda: pdf_writer.raw([pdf_writer.stream(pdf_writer.words(b"w" * 5_000_000))]))
    yield Hostile("nest.pdf", lambda: pdf_writer.nested(12, 10), REFUSED)
    yield Hostile("lines.txt", lambda: b"1. A word.\n\n" * (long // 12))
    yield Hostile("long.txt", lambda: b"word " * (14 * MEGABYTE), REFUSED, "limit")
    yield Hostile("gigabyte.zip", lambda: gigabyte_zip(), REFUSED)
    for ending, pack in PACKERS.items():
        yield Hostile(f"gigabyte{ending}", functools.partial(gigabyte_tar, pack), REFUSED)
    yield Hostile("many.zip", lambda: zipped({f"{n}.xyz": b"" for n in range(100_001)}, zipfile.ZIP_STORED), REFUSED)
    yield Hostile("many.tar.gz", lambda: gzip.compress(tarred({f"{n}.xyz": b"" for n in range(100_001)}), 1), REFUSED)
    yield Hostile("some.zip", lambda: zipped({f"{n}.txt": b"%d. A tiny text." % n for n in range(5000)}), READ)
