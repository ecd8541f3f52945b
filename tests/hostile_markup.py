"""Documents that expand, fetch, run or go round in circles: XML, web pages, word processors' files and PDF."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Iterator
from typing import Final

from tests import pdf_writer, same_text
from tests.hostile_kinds import READ, REFUSED, TOLD, Bait, Hostile
from tests.spoiling import MARC

AKN: Final = (
    '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><statement name="resolution"><mainBody>{}'
    "</mainBody></statement></akomaNtoso>"
)


def declarations(bait: Bait) -> dict[str, tuple[str, str]]:
    """Document type declarations (for a root element `{}`) that expand or fetch, each with words that call for it."""
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    found = {
        "bomb": (f'<!DOCTYPE {{}} [<!ENTITY e0 "ha">{laughs}]>', "&e11;"),
        "quadratic": (f'<!DOCTYPE {{}} [<!ENTITY q "{"q" * 60_000}">]>', "&q;" * 9000),
        "loop": ('<!DOCTYPE {} [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "&a;"),
        "parameter-bomb": ("<!DOCTYPE {} [<!ENTITY % a 'x'><!ENTITY % b '%a;%a;'>%b;]>", "x"),
    }
    for nth, address in enumerate(bait.addresses()):
        found[f"entity-{nth}"] = (f'<!DOCTYPE {{}} [<!ENTITY x SYSTEM "{address}">]>', "&x;")
        found[f"dtd-{nth}"] = (f'<!DOCTYPE {{}} SYSTEM "{address}">', "x")
        found[f"public-{nth}"] = (f'<!DOCTYPE {{}} PUBLIC "-//X//X" "{address}">', "x")
        found[f"parameter-{nth}"] = (f'<!DOCTYPE {{}} [<!ENTITY % x SYSTEM "{address}">%x;]>', "x")
    return found


def markup(bait: Bait) -> Iterator[Hostile]:
    text = "Recalling its resolution 1325 (2000), the Council"
    for what, (declared, words) in declarations(bait).items():
        said = f"{text} {words}"
        xml = '<?xml version="1.0"?>'
        akn = xml + declared.format("akomaNtoso") + AKN.format(f"<p>{said}</p>")
        marc = (
            MARC.decode()
            .replace("<collection", declared.format("collection") + "<collection")
            .replace("Resolution", words)
        )
        body = same_text.p(same_text.run("said")).replace("said", said)
        body = f'<w:document xmlns:w="{same_text.WORD}"><w:body>{body}</w:body></w:document>'
        content = (
            f"{xml}{declared.format('office:document-content')}<office:document-content {same_text.NAMESPACES}>"
            f"<office:body><office:text><text:p>{said}</text:p></office:text></office:body></office:document-content>"
        )
        page = f"<html><body><p>{said}</p></body></html>"
        styles, types = (
            xml + declared.format("w:styles") + same_text.STYLES,
            xml + declared.format("Types") + "<Types/>",
        )
        styled = xml + declared.format("a") + f"<a>{words}</a>"
        fates = {
            f"{what}-akn.xml": (akn.encode(), REFUSED),
            f"{what}-akn-16.xml": (akn.replace(xml, "").encode("utf-16"), REFUSED),
            f"{what}-marc.xml": (marc.encode(), REFUSED),
            f"{what}.docx": (docx_with("word/document.xml", xml + declared.format("w:document") + body), REFUSED),
            f"{what}-note.docx": (docx_with("word/styles.xml", styles), REFUSED),
            f"{what}-types.docx": (docx_with("[Content_Types].xml", types), REFUSED),
            f"{what}-renamed.docx": (_renamed(xml + declared.format("w:document") + body), REFUSED),
            f"{what}.odt": (same_text.odt("", files={"content.xml": content}), REFUSED),
            f"{what}-styles.odt": (same_text.odt("<text:p>x</text:p>", files={"styles.xml": styled}), REFUSED),
            f"{what}.html": ((declared.format("html") + page).encode(), TOLD),
            f"{what}.xhtml": ((xml + declared.format("html") + page).encode(), TOLD),
        }  # fmt: skip
        for name, (data, fate) in fates.items():
            yield Hostile(name, functools.partial(bytes, data), fate)
    yield from _pointing(bait, text)


def _pointing(bait: Bait, text: str) -> Iterator[Hostile]:
    """Files that point elsewhere by other means than declarations."""
    for nth, address in enumerate(bait.addresses()):
        include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{address}" parse="text"/>'
        style = f'<?xml-stylesheet type="text/xsl" href="{address}"?>'
        schema = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {address}"'
        akn = AKN.format(f"<p {schema}>{text} {include}</p>")
        yield Hostile(f"pointing-{nth}.xml", functools.partial(bytes, f"{style}{akn}".encode()))
        page = (
            f'<html><head><base href="{address}"><link rel="stylesheet" href="{address}"><meta http-equiv="refresh" '
            f'content="0; url={address}"><script src="{address}"></script></head><body background="{address}"><p>{text}'
            f'<img src="{address}"><iframe src="{address}"></iframe><object data="{address}"></object>{include}</p>'
        )
        yield Hostile(f"pointing-{nth}.html", functools.partial(bytes, page.encode()))
        relation = f'<Relationship Id="z" Type="{same_text.OFFICE}/{{}}" Target="{address}" TargetMode="External"/>'
        body = same_text.p(same_text.run(text))
        for kind, fate in (("attachedTemplate", READ), ("image", READ), ("subDocument", REFUSED), ("header", REFUSED)):
            data = same_text.docx(body, more=relation.format(kind))
            yield Hostile(f"pointing-{nth}-{kind}.docx", functools.partial(bytes, data), fate)
        inner = f'<Relationship Id="z" Type="{same_text.OFFICE}/header" Target="../../../../../etc/passwd"/>'
        yield Hostile(f"leading-out-{nth}.docx", functools.partial(same_text.docx, body, more=inner), REFUSED)
        linked = f'<text:p>{text}</text:p><text:section><text:section-source xlink:href="{address}"/></text:section>'
        yield Hostile(f"pointing-{nth}.odt", functools.partial(same_text.odt, linked))
        field = f'{{\\field{{\\*\\fldinst INCLUDETEXT "{address}"}}{{\\fldrslt x}}}}{{\\*\\template {address}}}'
        field = f"\\pard {text} {field}\\par"
        yield Hostile(f"pointing-{nth}.rtf", functools.partial(same_text.rtf, field), READ)
        action = (
            f"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI ({address}) >> /AA << /WC << /S /Launch /F "
            f"({address}) >> >> /Names << /JavaScript << /Names [(a) << /S /JavaScript "
            f"/JS (app.launchURL\\({address}\\)) >>] >> >> >>"
        ).encode()
        whole = pdf_writer.raw(
            [pdf_writer.stream(pdf_writer.words(text.encode().replace(b"(", b"\\(").replace(b")", b"\\)")))]
        )
        acting = whole.replace(b"<< /Type /Catalog /Pages 2 0 R >>", action)
        yield Hostile(f"pointing-{nth}.pdf", functools.partial(bytes, acting), READ)
        elsewhere = b"<< /Length 0 /F (%s) /FFilter /FlateDecode >>\nstream\n\nendstream" % address.encode()
        yield Hostile(f"external-stream-{nth}.pdf", functools.partial(pdf_writer.raw, [elsewhere]))


def docx_with(part: str, text: str) -> bytes:
    """A DOCX file one part of which is another."""
    with zipfile.ZipFile(io.BytesIO(same_text.docx(same_text.p(same_text.run("Some text."))))) as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return same_text.zipped({**files, part: text})


def _renamed(document: str) -> bytes:
    """A DOCX file whose text is in a part that is not called XML."""
    with zipfile.ZipFile(io.BytesIO(same_text.docx(same_text.p(same_text.run("Some text."))))) as archive:
        files: dict[str, str | bytes] = {
            name.replace("document.xml", "document.bin"): archive.read(name).replace(b"document.xml", b"document.bin")
            for name in archive.namelist()
        }
    return same_text.zipped({**files, "word/document.bin": document})


# --- PDF -------------------------------------------------------------------------------------------------------------


def pdfs() -> Iterator[Hostile]:
    words = pdf_writer.stream(pdf_writer.words(b"1. The words of this page stand alone."))
    plain = pdf_writer.raw([words])
    tree = b"<< /Type /Pages /Kids [100 0 R] /Count 1 >>"
    yield Hostile("locked.pdf", pdf_writer.locked, REFUSED, "password")
    yield Hostile("pages.pdf", lambda: pdf_writer.many_pages(5000), REFUSED, "5,000 pages")
    yield Hostile("scan.pdf", pdf_writer.scanned, REFUSED, "OCR")
    yield Hostile("count.pdf", lambda: plain.replace(b"/Count 1 ", b"/Count 2147483647 "))
    yield Hostile("negative.pdf", lambda: plain.replace(b"/Count 1 ", b"/Count -9 "))
    yield Hostile(
        "own-kid.pdf", lambda: plain.replace(tree, b"<< /Type /Pages /Kids [2 0 R 2 0 R 100 0 R] /Count 9 >>")
    )
    yield Hostile("no-kids.pdf", lambda: plain.replace(tree, b"<< /Type /Pages /Kids 2 0 R /Count 7 >>"), REFUSED)
    yield Hostile("packed-twice.pdf", lambda: pdf_writer.raw([pdf_writer.packed(b" " * 5_000_000, times=2)]), REFUSED)
    yield Hostile("packed.pdf", lambda: pdf_writer.raw([pdf_writer.packed(b" " * 60_000_000)]), REFUSED)
    yield Hostile("arrays.pdf", lambda: pdf_writer.raw([pdf_writer.stream(b"[" * 60_000 + b" BT (x) Tj ET")]))
    yield Hostile("dictionaries.pdf", lambda: plain.replace(tree, tree[:-2] + b"/X " + b"<< /A " * 60_000 + b">>"))
    yield Hostile("saves.pdf", lambda: pdf_writer.raw([pdf_writer.stream(b"q " * 60_000 + pdf_writer.words(b"x"))]))
    yield Hostile(
        "xref-loop.pdf", lambda: plain.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % plain.rindex(b"xref\n0 1"))
    )
    yield Hostile("xref-far.pdf", lambda: plain[: plain.rindex(b"startxref")] + b"startxref\n99999999999999\n%%EOF")
    yield Hostile("length.pdf", lambda: plain.replace(b"/Length ", b"/Length 99999999999999999"))
    yield Hostile("own-length.pdf", lambda: plain.replace(b"<< /Length ", b"<< /Length 101 0 R /L "))
    yield Hostile("wide.pdf", lambda: plain.replace(b"[0 0 612 792]", b"[-1e38 -1e38 1e38 1e38]"))
    yield Hostile("no-width.pdf", lambda: plain.replace(b"[0 0 612 792]", b"[9 9 9 9]"))
    yield Hostile("huge-type.pdf", lambda: plain.replace(b"/F1 10 Tf", b"/F1 1e38 Tf"))
    yield Hostile("nan.pdf", lambda: plain.replace(b"72 700 Td", b"nan 1e999 Td"))
    yield Hostile("filters.pdf", lambda: plain.replace(b"/Length ", b"/Filter [" + b"/AHx " * 500 + b"] /Length "))
    yield Hostile(
        "crypt.pdf", lambda: plain.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 99 >>")
    )
