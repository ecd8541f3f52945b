"""A web page's element tree -> the part that holds its text, without what every page of the site repeats.

Left out are scripts, navigation, headers and footers of the site, cookie and consent notices, forms, share buttons and
lists of related pages, told by their elements, ARIA roles, and the words of their classes; never, on the word of a
class alone, what holds a good part of the page's text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NEVER: Final = frozenset(
    "script style noscript template nav aside form button select input textarea iframe frame object embed applet svg "
    "math canvas audio video dialog map link meta title head menu datalist progress meter".split()
)
_SITE: Final = frozenset(("header", "footer"))
_ROLES: Final = frozenset("navigation banner contentinfo search complementary dialog alertdialog menu menubar".split())
_WORDS: Final = re.compile(
    r"(?:^|[-_ ])(?:cookies?|consent|gdpr|onetrust|breadcrumbs?|navbar|nav|navigation|menu|sidebar|skip|skiplink|share"
    r"|sharing|addtoany|social|related|pagination|pager|newsletter|toolbar|masthead|sr-only|visually-hidden|screen-reader"
    r"|(?:language|lang)-(?:switch(?:er)?|selector|menu|nav|bar|links?)|(?:site|global|main)-(?:header|footer)"
    r"|footer|advert(?:isement)?|popup|modal)(?:$|[-_ ])",
    re.IGNORECASE,
)
_RELATED: Final = re.compile(
    r"(?:related(?: (?:links|content|documents|pages|information|news|stories|resources))?|see also"
    r"|share(?: this(?: page)?)?|latest news|follow us|quick links|tags)\W*",
    re.IGNORECASE,
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SKIP: Final = re.compile(r"skip to\b", re.IGNORECASE)
#: What holds more than this share of the page's text is never left out for its class.
_SHARE: Final = 0.4
_MAIN_SHARE: Final = 0.3
#: A page with less text beside a frame has none of its own; of a language, less than this share is a quotation.
_LEAST: Final = 200
_PART: Final = 0.2
_SILENT: Final = frozenset(("script", "style", "title", "noscript", "noframes", "iframe", "object"))


def main_part(root: HtmlElement) -> HtmlElement:
    """Remove what is no text of the page from the tree, and return the element that holds the text."""
    body = root.find(".//body")
    page = body if body is not None else root
    main = _main(page)
    whole = _length(page)
    for element in list(page.iter("*")):
        kept = element is page or element is main or element.getparent() is None
        if not kept and _is_left_out(element, main, whole):
            element.drop_tree()
    if main is not page and _length(main) < _MAIN_SHARE * _length(page):
        return page
    return main


def only_frame(root: HtmlElement) -> str | None:
    """Return the address of the frame by which a page shows all its text; None where it has text of its own."""
    frame = next((element for element in root.iter("iframe", "frame", "embed", "object")), None)
    if frame is None:
        return None
    own = sum(
        len((node.text or "").strip()) * (node.tag not in _SILENT) + len((node.tail or "").strip())
        for node in root.iter("*")
        if all(up.tag not in ("head", "noscript", "noframes", "nav", "header", "footer") for up in _up(node))
    )
    return (frame.get("src") or frame.get("data") or "").strip() if own < _LEAST else None


def _up(element: HtmlElement) -> list[HtmlElement]:
    return [element, *element.iterancestors()]


def one_language(main: HtmlElement) -> str:
    """Leave one language of a page that has its text in several; returns it, or "" where nothing was left out.

    English stays where it is among them, else the one with the most text. A language that has little of the text is
    left as it is: pages quote names and titles.
    """
    held: dict[str, list[HtmlElement]] = {}
    for element in main.iter("*"):
        stated = (element.get("lang") or "").lower().split("-")[0]
        if stated and element is not main and all(not up.get("lang") for up in _above(element, main)):
            held.setdefault(stated, []).append(element)
    sizes = {language: sum(map(_length, elements)) for language, elements in held.items()}
    whole = max(_length(main), 1)
    large = {language for language, size in sizes.items() if size > _PART * whole}
    if len(large) < 2:
        return ""
    best = "en" if "en" in large else max(sorted(large), key=lambda language: sizes[language])
    for language in large - {best}:
        for element in held[language]:
            element.drop_tree()
    return best


def _above(element: HtmlElement, main: HtmlElement) -> list[HtmlElement]:
    out: list[HtmlElement] = []
    for up in element.iterancestors():
        if up is main:
            break
        out.append(up)
    return out


def _main(page: HtmlElement) -> HtmlElement:
    """Return the one element that a page calls its main part, else the page."""
    for path in (".//main", ".//*[@role='main']", ".//article", ".//*[@id='main-content']", ".//*[@id='content']"):
        found = page.findall(path)
        if len(found) == 1:
            return found[0]
    return page


def _is_left_out(element: HtmlElement, main: HtmlElement, whole: int) -> bool:
    """Say whether an element is none of the page's text; `whole` is the length of all of it."""
    tag = element.tag
    if tag in _NEVER or (
        tag in _SITE and (main.tag == "body" or all(up is not main for up in element.iterancestors()))
    ):
        return True
    role = (element.get("role") or "").lower()
    if role in _ROLES or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    if tag == "a":
        return (element.get("href") or "").startswith("#") and bool(_SKIP.match(_words(element)))
    named = _WORDS.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    if not named and not (tag in ("section", "div", "ul") and _heads_related(element)):
        return False
    return tag not in HEADINGS and tag not in ("html", "body", "main", "article") and _length(element) <= _SHARE * whole


def _heads_related(element: HtmlElement) -> bool:
    """Say whether the first thing in an element is a heading such as "Related links"."""
    first = next((child for child in element.iterchildren("*")), None)
    return first is not None and first.tag in HEADINGS and bool(_RELATED.fullmatch(_words(first)))


def _words(element: HtmlElement) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())[:200]


def _length(element: HtmlElement) -> int:
    """Count the letters of an element's text, scripts and styles aside."""
    return sum(
        len((node.text or "").strip()) * (node.tag not in ("script", "style")) + len((node.tail or "").strip())
        for node in element.iter("*")
    )
