"""Web pages (HTML, XHTML; pages of UN sites, saved pages) -> documents: their text without what the site repeats.

Headings, lists, tables, links and footnotes are read as the page marks them up, `lang` as the language it states.
Nothing is fetched or run; no entity of the page's own is expanded. A file of this ending without any markup is read as
plain text. Refused: what is no text, and pages nested deeper than pages are.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin, urlsplit

from lexline.loaders.document import Document, Problem, Source
from lexline.loaders.formats import plain_text
from lexline.loaders.formats.flow import Flow, symbols_in
from lexline.loaders.formats.flow_documents import compose
from lexline.loaders.limits import check_size, check_tags
from lexline.ontology.errors import InputError, UnsafeInput

if TYPE_CHECKING:
    from lxml.html import HtmlElement, HTMLParser

NAME: Final = "html"
VERSION: Final = "1"

_ENDINGS: Final = frozenset((".html", ".htm", ".xhtml"))
_ROOT: Final = re.compile(
    rb"[\xef\xbb\xbf\xff\xfe\s]*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_PIECE: Final = re.compile(
    rb"\s*(?:<!--|<(?:p|div|h[1-6]|table|article|main|section|ul|ol|meta|title|center|font|br|pre)\b)", re.I
)
_TAG: Final = re.compile(rb"<[a-zA-Z!/]")
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OTHER: Final = re.compile(rb"%PDF-|PK\x03\x04|\{\\rtf|\xd0\xcf\x11\xe0|\x89PNG|\xff\xd8\xff|GIF8")
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_SAVED: Final = re.compile(rb"<!--\s*saved from url=\(\d{1,6}\)(\S{1,2000})")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,300}>")
#: The parser reads these characters and does not write them, so that no element that holds one could be changed.
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HOSTS: Final = re.compile(r"(?:www\.)?undocs\.org|docs\.un\.org|documents\.un\.org", re.IGNORECASE)
_IN_TITLE: Final = re.compile(r"\s+-\s+[A-Z]\s+-\s+")
_SITE: Final = re.compile(r"\s+[|·»–—-]\s+[^|·»]{2,60}$")


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is a web page, by its first bytes, or by its ending if these are text."""
    if _OTHER.match(head):
        return False
    text = head.replace(b"\x00", b"") if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head
    if _ROOT.match(text):
        return True
    ending = PurePath(name.replace("\\", "/")).suffix.lower()
    piece = ending != ".xml" and bool(_PIECE.match(text))
    return (ending in _ENDINGS or piece) and not _BINARY.search(text)


def load(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a web page; one document comes out.

    Raises:
        InputError: it is empty, binary, holds no text, or only shows a document that stands elsewhere.
        UnsafeInput: it is nested deeper than pages are.
    """
    check_size(len(data), name)
    if not data.strip():
        raise InputError(f"{name} is empty.", "Leave it out, or fetch it again.")
    text, problems = _decode(data, name)
    if not _TAG.search(data.replace(b"\x00", b"")):
        return plain_text.load(data, name)
    check_tags(data, name)
    source = Source(PurePath(name.replace("\\", "/")).name, hashlib.sha256(data).hexdigest(), NAME, f"{NAME}/{VERSION}")
    return (compose(_flow(text, data, name, problems), source),)


def _decode(data: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Turn bytes into text: by their mark, by what the page states, else as UTF-8 or Windows-1252."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ()
    sample = data[:65536]
    if b"\x00" in sample or _OTHER.match(sample) or len(_BINARY.findall(sample)) * 200 > len(sample):
        raise InputError(f"{name} is no web page: it is binary.", "Look at what the file is; it may be misnamed.")
    stated = _CHARSET.search(data[:4096])
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        encoding = _known(stated[1].decode("ascii")) if stated else "cp1252"
        if stated and encoding not in ("utf-8", "utf-16"):
            return data.decode(encoding, errors="replace"), ()
        wrong = Problem("encoding", f"not UTF-8 (byte {error.start}); read as Windows-1252")
        return data.decode("cp1252", errors="replace"), (wrong,)


def _known(encoding: str) -> str:
    """Return an encoding's name if it is one of text, else that of Windows-1252, which browsers take Latin-1 for."""
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        return "cp1252"
    text = getattr(found, "_is_text_encoding", True) and not found.name.startswith(("utf-7", "idna", "punycode"))
    return found.name if text and found.name != "iso8859-1" else "cp1252"


def _flow(text: str, data: bytes, name: str, problems: tuple[Problem, ...]) -> Flow:
    """Read the page's main part, its notes, and what its head says."""
    from lexline.loaders.formats import html_notes, html_page, html_text

    root = _parse(text, name)
    address = _address(root, data)
    title = _title(root)
    running = symbols_in([_symbol_in(address), _IN_TITLE.split(title)[0]])
    if (frame := html_page.only_frame(root)) is not None:
        where = f" ({urljoin(address, frame)[:200]})" if frame else ""
        raise InputError(
            f"{name} only shows a document that stands elsewhere{where}; its text is not in the page.",
            "Open the page, download the document itself (PDF or DOCX) and give that file.",
        )
    main = html_page.main_part(root)
    if language := html_page.one_language(main):
        problems = (*problems, Problem("languages", f"the page has its text in several languages; read in {language}"))
    language = next((lang for at in (main, *main.iterancestors()) if (lang := _language(at))), "")
    walker = html_text.Walker(html_notes.find(main), address, name)
    walker.read(main)
    return Flow(tuple(walker.blocks), walker.notes, running, language, _SITE.sub("", title), problems)


def _parse(text: str, name: str) -> HtmlElement:
    """Parse a page without network; comments and instructions are left out."""
    from lxml import etree, html

    text = _UNWRITABLE.sub("", _DECLARATION.sub("", text)).replace("\v", " ").replace("\f", " ")
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        _check_limits(parser, name)
        raise InputError(f"{name} holds no text.", "Leave it out, or fetch it again.") from error
    _check_limits(parser, name)
    return root


def _check_limits(parser: HTMLParser, name: str) -> None:
    """Refuse a page that the parser gave up, as then its text is lost from there on."""
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            deep = "depth" in entry.message
            what = "is nested deeper than pages are" if deep else "has more than 10 MB of text without any markup in it"
            raise UnsafeInput(
                f"{name} {what}; it was not read.", "Save its text as a file (.txt), in parts if need be."
            )


def _address(root: HtmlElement, data: bytes) -> str:
    """Return the page's own address, as it or the browser that saved it states it; "" where none does."""
    saved = _SAVED.search(data[:4096])
    if saved:
        return saved[1].decode("utf-8", "replace")
    for path in (".//link[@rel='canonical']", ".//meta[@property='og:url']", ".//base"):
        element = root.find(path)
        stated = (element.get("href") or element.get("content") or "").strip() if element is not None else ""
        if stated.lower().startswith(("http://", "https://")):
            return stated
    return ""


def _symbol_in(address: str) -> str:
    """Return the symbol that an address of the documents' own sites names: undocs.org/en/A/73/171."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if not _HOSTS.fullmatch(host):
        return ""
    return re.sub(r"^/(?:(?:ar|en|es|fr|ru|zh)/)?", "", unquote(parts.path))


def _title(root: HtmlElement) -> str:
    """Return the page's first heading, or the title of its head; a symbol in the head's title counts first."""
    stated = " ".join((root.findtext(".//title") or "").split())
    if symbols_in([_IN_TITLE.split(stated)[0]]):
        return stated
    heading = root.find(".//h1")
    words = " ".join("".join(str(text) for text in heading.itertext()).split()) if heading is not None else ""
    return (words or stated)[:400]


def _language(element: HtmlElement) -> str:
    """Return the language that an element states, "" where it states none."""
    stated = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("xml:lang")
    return stated.strip() if stated and re.fullmatch(r"\s*[A-Za-z]{2,3}(?:[-_]\w{1,8})*\s*", stated) else ""
