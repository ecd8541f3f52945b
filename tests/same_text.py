"""Writes what a document says in other formats, so that tests can compare what each loader makes of the same text.

`paragraphs` takes a parsed document apart into what a person would type; `as_docx`, `as_html`, `as_odt` and `as_rtf`
set these as a word processor or a web page would: headings as headings, numbers by hand or by automatic lists,
footnotes as footnotes. `said` tells what must be equal whatever the format.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lexline.loaders.citations import extract
from lexline.loaders.document import FOOTNOTE, FRONT, HEADING, SUMMARY, Document, Unit

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


@dataclass(frozen=True)
class Paragraph:
    """What is typed: `pieces` are words and, as one-tuples, the markers of footnotes called between them."""

    style: str  # "heading", "item" or "plain"
    mark: str
    pieces: tuple[str | tuple[str], ...]


@dataclass(frozen=True)
class Typed:
    paragraphs: tuple[Paragraph, ...]
    notes: dict[str, str]
    symbol: str = ""


def paragraphs(document: Document) -> Typed:
    """Take a document apart into paragraphs and notes."""
    out: list[Paragraph] = []
    for unit in document.units:
        if unit.kind == FOOTNOTE:
            continue
        if unit.kind == SUMMARY:
            out.append(Paragraph("heading", "", ("Summary",)))
        style = "heading" if unit.kind == HEADING else "item" if unit.number else "plain"
        at = 0
        for line in unit.text.split("\n") if unit.kind == FRONT else [unit.text]:
            out.append(Paragraph(style, _mark(unit), _pieces(document, unit, at, at + len(line))))
            at += len(line) + 1
    notes = {unit.number or "": unit.text for unit in document.units if unit.kind == FOOTNOTE}
    return Typed(tuple(out), notes, document.symbols[0] if document.symbols else "")


def _mark(unit: Unit) -> str:
    number = unit.number or ""
    if unit.kind in ("annex", "section"):
        return ""
    return f"{number}." if number.isalnum() and (number.isdigit() or unit.kind == HEADING) else number


def _pieces(document: Document, unit: Unit, start: int, end: int) -> tuple[str | tuple[str], ...]:
    calls = [(n.offset or 0, n.marker) for n in document.footnotes if n.anchor == unit.eid]
    out: list[str | tuple[str]] = []
    for offset, marker in sorted(call for call in calls if start <= call[0] <= end):
        out += [unit.text[start:offset], (marker,)]
        start = offset
    return (*out, unit.text[start:end])


def said(document: Document) -> dict[str, object]:
    """What a document says, whatever its format: units, footnotes and citations (but for its made-up id)."""
    own = "doc:itself" if document.id.startswith("doc:") else document.id
    return {
        "id": own,
        "kind": document.kind,
        "units": [(u.eid, u.kind, u.number, u.parent, u.heading, u.text) for u in document.units],
        "footnotes": sorted((n.marker, n.eid, n.anchor or "", n.offset or 0) for n in document.footnotes),
        "citations": [
            (c.unit, c.span, c.target, c.target_units, c.pinpoint, c.function, c.kind, c.method, c.confidence)
            for c in extract(document)
        ],
        "date": document.date,
        "meeting": document.meeting,
        "vote": document.vote,
    }


# --- DOCX --------------------------------------------------------------------------------------------------------

STYLES = (
    f'<w:styles xmlns:w="{WORD}">'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Legal"><w:name w:val="Legal"/><w:pPr>'
    '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
)


def level(depth: int, style: str, text: str, more: str = "") -> str:
    kind = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/>'
    return f'<w:lvl w:ilvl="{depth}">{kind}{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*lists: str) -> str:
    """numbering.xml: each of `lists` holds the levels of the list of that number (from 1)."""
    defined = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in enumerate(lists, 1)
    )
    used = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1))
    return f'<w:numbering xmlns:w="{WORD}">{defined}{used}</w:numbering>'


LISTS = numbering(
    level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)") + level(2, "lowerRoman", "(%3)"),
    level(0, "bullet", "\uf0b7") + level(1, "bullet", "–"),
)


def docx(body: str, parts: dict[str, str] | None = None, links: dict[str, str] | None = None, more: str = "") -> bytes:
    """A DOCX package around the content of w:body; `parts` are further parts by name, `links` addresses by id."""
    parts = {"styles": STYLES, "numbering": LISTS, **(parts or {})}
    kinds = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.{re.sub("[0-9]", "", name)}+xml"/>'
        for name in parts
    )
    relations = "".join(
        f'<Relationship Id="part{n}" Type="{OFFICE}/{re.sub("[0-9]", "", name)}" Target="{name}.xml"/>'
        for n, name in enumerate(parts)
    ) + "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/hyperlink" Target={quoteattr(href)} TargetMode="External"/>'
        for key, href in (links or {}).items()
    )
    root = f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}">'
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.document.main+xml"/>{kinds}</Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"{XML}{root}<w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{package}/relationships">{relations}{more}'
        "</Relationships>",
        **{f"word/{name}.xml": XML + text for name, text in parts.items()},
    }
    return zipped(files)


def zipped(files: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in files.items():
            stored = name == "mimetype"
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_STORED if stored else method)
    return out.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(content: str, style: str = "", listed: tuple[int, int] | None = None, more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    item = f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>' if listed else ""
    return f"<w:p><w:pPr>{named}{item}{more}</w:pPr>{content}</w:p>"


def footnotes(notes: dict[str, str], kind: str = "footnote") -> str:
    """The part that holds the notes, by id."""
    written = "".join(
        f'<w:{kind} w:id="{key}">{p(f"<w:r><w:{kind}Ref/></w:r>" + run(" " + text))}</w:{kind}>'
        for key, text in notes.items()
    )
    return (
        f'<w:{kind}s xmlns:w="{WORD}"><w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
        f"</w:{kind}>{written}</w:{kind}s>"
    )


def as_docx(document: Document, *, automatic: bool = True) -> bytes:
    """Write a document as DOCX, its numbers by automatic lists where these print the same."""
    typed = paragraphs(document)
    counts = [0, 0]
    body = []
    for one in typed.paragraphs:
        inner = "".join(
            run(piece)
            if isinstance(piece, str)
            else f'<w:r><w:footnoteReference w:id="{piece[0]}"/></w:r>'
            if piece[0].isdigit()
            else f'<w:r><w:footnoteReference w:customMarkFollows="1" w:id="{100 + len(piece[0])}"/>'
            f"<w:t>{piece[0]}</w:t></w:r>"
            for piece in one.pieces
            if piece
        )
        listed = _listed(one, counts) if automatic else None
        mark = run(f"{one.mark}\t") if one.mark and not listed else ""
        body.append(p(mark + inner, "Heading1" if one.style == "heading" else "", listed))
    notes = {key if key.isdigit() else str(100 + len(key)): text for key, text in typed.notes.items()}
    first = next((int(key) for key in typed.notes if key.isdigit()), 1)
    settings = f'<w:settings xmlns:w="{WORD}"><w:footnotePr><w:numStart w:val="{first}"/></w:footnotePr></w:settings>'
    header = f'<w:hdr xmlns:w="{WORD}">{p(run(typed.symbol))}</w:hdr>'
    parts = {"footnotes": footnotes(notes), "settings": settings, **({"header1": header} if typed.symbol else {})}
    return docx("".join(body), parts)


def _listed(one: Paragraph, counts: list[int]) -> tuple[int, int] | None:
    """The list and level that print a paragraph's mark, if an automatic list can."""
    if one.style != "item":
        return None
    if one.mark == "•":
        return (2, 0)
    if one.mark == f"{counts[0] + 1}.":
        counts[:] = [counts[0] + 1, 0]
        return (1, 0)
    if counts[0] and counts[1] < 26 and one.mark == f"({chr(97 + counts[1])})":
        counts[1] += 1
        return (1, 1)
    return None


# --- HTML --------------------------------------------------------------------------------------------------------


def page(body: str, *, head: str = "", lang: str = "en") -> bytes:
    """A web page around the content of its main part, with what a site repeats around it."""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">{head}<script>var resolution = 1;</script>'
        '<style>p { color: red }</style></head><body><a class="skip-link" href="#main">Skip to main content</a>'
        '<div class="cookie-banner"><p>This site uses cookies.</p><button>Accept</button></div>'
        '<header><nav><ul><li><a href="/home">Home</a></li><li>Resolutions</li></ul></nav></header>'
        f'<main id="main">{body}<aside><h2>Related links</h2><ul><li>S/RES/2242 (2015)</li></ul></aside></main>'
        "<footer><p>© United Nations, S/RES/2106 (2013)</p></footer></body></html>"
    ).encode()


def as_html(document: Document) -> bytes:
    """Write a document as a web page; bullets and lettered items as lists, numbers as typed."""
    typed = paragraphs(document)
    out: list[str] = []
    letters = 0
    for index, one in enumerate(typed.paragraphs):
        inner = "".join(
            escape(piece)
            if isinstance(piece, str)
            else f'<sup><a href="#_ftn{piece[0]}" id="_ftnref{index}-{piece[0]}">[{piece[0]}]</a></sup>'
            for piece in one.pieces
        )
        letter = chr(97 + letters) if letters < 26 else ""
        letters = letters + 1 if one.mark == f"({letter})" else int(one.mark == "(a)")
        if one.style == "heading":
            out.append(f"<h2>{escape(one.mark)} {inner}</h2>")
        elif one.mark == "•":
            out.append(f"<ul><li>{inner}</li></ul>")
        elif one.mark in (f"({letter})", "(a)"):
            start = max(letters, 1)
            out.append(f'<ol type="a" start="{start}"><li><p>{inner}</p></li></ol>')
        else:
            out.append(f"<p>{escape(one.mark)} {inner}</p>")
    notes = "".join(
        f'<div id="_ftn{key}"><p><a href="#_ftnref0-{key}">[{key}]</a> {escape(text)}</p></div>'
        for key, text in typed.notes.items()
    )
    return page("\n".join(out) + f"<hr>{notes}", head=f"<title>{escape(typed.symbol)}</title>")


# --- ODT ---------------------------------------------------------------------------------------------------------

ODF = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = (
    f'xmlns:office="{ODF}:office:1.0" xmlns:text="{ODF}:text:1.0" xmlns:style="{ODF}:style:1.0" '
    f'xmlns:table="{ODF}:table:1.0" xmlns:fo="{ODF}:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)
ODT_LISTS = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" '
    'style:num-suffix=")"/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
    "</text:list-style>"
)


def odt(body: str, *, styles: str = ODT_LISTS, header: str = "", files: dict[str, str | bytes] | None = None) -> bytes:
    """An ODT package around the content of office:text."""
    mime = "application/vnd.oasis.opendocument.text"
    return zipped(
        {
            "mimetype": mime,
            "content.xml": f"{XML}<office:document-content {NAMESPACES}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "styles.xml": f"{XML}<office:document-styles {NAMESPACES}><office:master-styles><style:master-page>"
            f"<style:header><text:p>{escape(header)}</text:p></style:header></style:master-page></office:master-styles>"
            "</office:document-styles>",
            "META-INF/manifest.xml": f'{XML}<manifest xmlns="{ODF}:manifest:1.0"/>',
            **(files or {}),
        }
    )


def as_odt(document: Document) -> bytes:
    """Write a document as ODT, its numbers by lists where these print the same."""
    typed = paragraphs(document)
    counts = [0, 0]
    out: list[str] = []
    for one in typed.paragraphs:
        inner = "".join(
            escape(piece)
            if isinstance(piece, str)
            else f'<text:note text:note-class="footnote"><text:note-citation>{piece[0]}</text:note-citation>'
            f"<text:note-body><text:p>{escape(typed.notes[piece[0]])}</text:p></text:note-body></text:note>"
            for piece in one.pieces
        )
        listed = _listed(one, counts)
        if one.style == "heading":
            out.append(f'<text:h text:outline-level="1">{escape(one.mark)} {inner}</text:h>')
        elif listed:
            item = f"<text:list-item><text:p>{inner}</text:p></text:list-item>"
            if listed[1]:
                item = f'<text:list-item><text:list text:continue-numbering="true">{item}</text:list></text:list-item>'
            out.append(f'<text:list text:style-name="L{listed[0]}" text:continue-numbering="true">{item}</text:list>')
        else:
            out.append(f"<text:p>{escape(one.mark)} {inner}</text:p>")
    return odt("".join(out), header=typed.symbol)


# --- RTF ---------------------------------------------------------------------------------------------------------


def rtf(body: str, *, header: str = "") -> bytes:
    """An RTF file around paragraphs."""
    fonts = r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\ftech\fcharset2 Symbol;}{\f2\fcharset204 Arial CYR;}}"
    styles = r"{\stylesheet{\ql Normal;}{\s1\sb240 heading 1;}{\*\cs10 Default Paragraph Font;}}"
    top = rf"{{\header\pard {header}\par}}" if header else ""
    return (rf"{{\rtf1\ansi\ansicpg1252\deff0{fonts}{styles}{{\info{{\title Not the text}}}}{top}" + body + "}").encode(
        "ascii"
    )


def rtf_text(text: str) -> str:
    """Text as RTF writes it: signs escaped, other characters by their UTF-16 numbers."""
    out = []
    for letter in text:
        if letter in "\\{}":
            out.append(f"\\{letter}")
        elif ord(letter) < 128:
            out.append(letter)
        else:
            units = letter.encode("utf-16-le")
            halves = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
            out.append("".join(rf"\u{half}?" for half in halves))
    return "".join(out)


def as_rtf(document: Document) -> bytes:
    """Write a document as RTF, numbers and bullets as the text that a list printed."""
    typed = paragraphs(document)
    out: list[str] = []
    for one in typed.paragraphs:
        inner = "".join(
            rtf_text(piece)
            if isinstance(piece, str)
            else rf"{{\super {piece[0]}}}{{\footnote\pard {{\super {piece[0]}}} {rtf_text(typed.notes[piece[0]])}}}"
            for piece in one.pieces
        )
        style = r"\s1 " if one.style == "heading" else ""
        mark = (
            rf"{{\listtext\pard\plain {rtf_text(one.mark)}\tab}}" if one.style == "item" else rtf_text(one.mark) + " "
        )
        out.append(rf"\pard\plain {style}{mark}{inner}\par" + "\n")
    return rtf("".join(out), header=typed.symbol)
