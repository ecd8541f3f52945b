"""Makes small documents for tests of the citation engine, and reads its answer as comparable values."""

from __future__ import annotations

from datetime import date

from lexline.loaders.citations import extract
from lexline.loaders.document import FOOTNOTE, OPERATIVE, Citation, Document, Footnote, Source, Unit

SOURCE = Source(file="made.txt", sha256="0" * 64, format="made", loader="made/1")


def document(*texts: str, body: str = "SC", notes: tuple[str, ...] = (), when: date | None = None) -> Document:
    """A document whose operative paragraphs are `texts`; `notes` are called at the end of the last one."""
    units = [Unit(f"op_{n}", OPERATIVE, text, str(n)) for n, text in enumerate(texts, 1)]
    calls = []
    for number, note in enumerate(notes, 1):
        units.append(Unit(f"fn_{number}", FOOTNOTE, note, str(number)))
        calls.append(Footnote(str(number), f"fn_{number}", units[len(texts) - 1].eid, len(texts[-1])))
    symbol = {"SC": "S/RES/9999(2099)", "GA": "A/RES/99/999", "HRC": "A/HRC/RES/99/99"}.get(body, "E/9999/1")
    return Document(
        symbol, "resolution", "A made text", SOURCE, tuple(units), (symbol,), body, when, "en", tuple(calls)
    )


def found(*texts: str, body: str = "SC", notes: tuple[str, ...] = (), when: date | None = None) -> list[str]:
    """The citations of a made document, each as "target" or "target | pinpoint; pinpoint", in reading order."""
    return [said(c) for c in extract(document(*texts, body=body, notes=notes, when=when))]


def said(citation: Citation) -> str:
    pins = "; ".join(citation.pinpoint)
    return f"{citation.target}" + (f" | {pins}" if pins else "")
