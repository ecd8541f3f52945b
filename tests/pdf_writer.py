"""Small PDFs in the layouts in which the United Nations issues documents, written for the tests."""

from __future__ import annotations

import io
import zlib

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from lexline.loaders.document import Document
from tests.same_text import paragraphs

WIDTH, HEIGHT = 612.0, 792.0
SERIF, BOLD, TYPED = "Times-Roman", "Times-Bold", "Courier"


class Writer:
    """A canvas that writes lines downwards; `^7^` in a line is a raised figure."""

    def __init__(self, *, password: str = "") -> None:
        self.buffer = io.BytesIO()
        encryption = StandardEncryption(password, strength=128) if password else None
        self.canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT), invariant=1, encrypt=encryption)

    def line(self, x: float, y: float, text: str, font: str = SERIF, size: float = 10) -> None:
        for nth, piece in enumerate(text.split("^")):
            lifted = nth % 2
            own = size * 0.65 if lifted else size
            self.canvas.setFont(font, own)
            self.canvas.drawString(x, y + 0.35 * size * lifted, piece)
            x += self.canvas.stringWidth(piece, font, own)

    def lines(self, x: float, y: float, text: str, font: str = SERIF, size: float = 10, leading: float = 12) -> float:
        """Write lines below each other, a blank one as the space between paragraphs; returns where they end."""
        for line in text.strip("\n").split("\n"):
            if line:
                self.line(x, y, line, font, size)
                y -= leading
            else:
                y -= 0.7 * leading
        return y

    def page(self) -> None:
        self.canvas.showPage()

    def bytes(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


def masthead(w: Writer, symbol: str, date: str) -> None:
    w.line(123, 734, "United Nations", size=14)
    w.line(480, 734, symbol, size=12)
    w.line(123, 705, "Security Council", BOLD, 20)
    w.line(397, 705, "Distr.: General")
    w.line(397, 693, date)
    w.line(397, 669, "Original: English")


def running(w: Writer, symbol: str, page: int, of: int, job: str) -> None:
    w.line(60, 742, symbol, BOLD, 8)
    w.line(60, 38, f"{page}/{of}", BOLD, 8)
    w.line(510, 38, job, size=7)


def report() -> bytes:
    """A report as issued since about 2004: one wide column, notes in small type, an annex with a table."""
    w = Writer()
    masthead(w, "S/2031/77", "4 March 2031")
    w.lines(
        123, 567, "Report of the Secretary-General on the United Nations\nHarbour Mission in Atlantis", BOLD, 13, 15
    )
    w.line(102, 520, "I.  Introduction", BOLD, 13)
    w.lines(
        123,
        495,
        """
1.  The present report is submitted pursuant to Security Council resolution
2790 (2030), by which the Council established the United Nations Harbour
Mission.^1^ It covers the period since my report of 9 October 2030 (S/2030/951).

2.  The Government made progress in three fields of the implemen-
tation plan:

(a)  The harbour police was trained;

(b)  The customs code was adopted, including:

(i)  Its rules on small craft;

(ii)  Its rules on salvage.
""",
    )
    w.line(102, 330, "A.  Security", BOLD, 11)
    w.lines(
        123,
        305,
        """
3.  The harbour stayed calm throughout the period. Patrols were carried out by day
and by night in all five districts, and the Mission answered every call that reached
its operations room,^2^ where four officers of the civilian
""",
    )
    w.lines(
        123,
        110,
        """
^1^ See resolution 2790 (2030), paras. 4 and 5.
^2^ The operations room was opened on 1 June 2030; its reports are found in the
monthly record of the Mission, which the Secretariat sends to the
""",
        size=8,
        leading=9.5,
    )
    w.line(65, 44, "31-00077 (E)    040331")
    w.line(65, 30, "*3100077*", size=12)
    w.page()
    running(w, "S/2031/77", 2, 3, "31-00077")
    w.lines(
        123,
        710,
        """
staff and two of the self-defence
force keep watch.

4.  I thank the troop-contributing countries, and among them the
Kingdom of Lemuria.^3^
""",
    )
    w.lines(
        123, 110, "members of the Council.\n^3^ Lemuria sent two boats (see S/2030/951, annex).", size=8, leading=9.5
    )
    w.page()
    running(w, "S/2031/77", 3, 3, "31-00077")
    w.line(102, 700, "Annex", BOLD, 13)
    w.line(123, 675, "Strength of the Mission as at 1 February 2031", BOLD, 11)
    for nth, (left, right) in enumerate(
        [("Country", "Officers"), ("Lemuria", "12"), ("Mu", "7"), ("Thule", "9"), ("Total", "28")]
    ):
        w.line(123, 640 - 14 * nth, left)
        w.line(400, 640 - 14 * nth, right)
    w.page()
    return w.bytes()


LEFT = """
1.  The present report follows resolution
2790 (2030), in which the Council asked
for an account of the work of the mission
within six months of its establishment.

2.  The mission trained the harbour police
of the five districts and handed over the
two boats that Lemuria had sent to it for
this purpose in the autumn of last year.

3.  Its work was described in my report of
9 October 2030 (S/2030/951, para. 4), and
nothing in it has changed since that day.

4.  The sentence of this paragraph goes on
at the head of the second column where the
"""
RIGHT = """
reader finds the end of it without delay.

5.  Customs officers were sent to all ports
and reported to the Ministry every week of
the period that is described in this report.

6.  The mission was visited twice by members
of the Council, who were shown the harbour,
the operations room and the training centre.

7.  I commend the men and women who served
in the mission under conditions that were
rarely easy and in some weeks dangerous.
"""


def two_columns() -> bytes:
    """A report in two columns, as issued about 1997 to 2003."""
    w = Writer()
    masthead(w, "S/2031/78", "5 March 2031")
    w.lines(123, 560, "Report of the Secretary-General on\nthe Harbour Mission", BOLD, 13, 15)
    w.line(80, 520, "I.  Introduction", BOLD, 12)
    w.lines(60, 495, LEFT, size=12, leading=13)
    w.lines(312, 520, RIGHT, size=12, leading=13)
    w.line(65, 44, "31-00078 (E)    050331")
    w.page()
    running(w, "S/2031/78", 2, 2, "31-00078")
    w.lines(60, 700, "8.  The mission ends on 1 May 2031.", size=12)
    w.page()
    return w.bytes()


def typed() -> bytes:
    """A report as typed until about 1999: one size of letters, a running head of three lines, notes behind "1/"."""
    w = Writer()
    w.lines(65, 745, "UNITED\nNATIONS", "Helvetica-Bold", 14, 15)
    w.line(530, 735, "S", "Helvetica-Bold", 28)
    w.line(158, 685, "Security Council", "Helvetica-Bold", 16)
    w.lines(437, 675, "Distr.\nGENERAL\n\nS/1991/404\n9 April 1991\n\nORIGINAL:  ENGLISH", TYPED)
    w.lines(147, 555, "REPORT OF THE SECRETARY-GENERAL ON THE HARBOUR\n           MISSION IN ATLANTIS", TYPED)
    w.line(258, 508, "I.  INTRODUCTION", TYPED)
    w.lines(
        65,
        484,
        """
1.   The present report is submitted pursuant to paragraph 4 of Security
Council resolution 680 (1990). 1/  It covers the period up to this day.

2.   Under the agreement signed on 4 May 1990, 2/ the parties withdrew, and
the harbour was handed over to the mission in the presence of observers of
""",
        TYPED,
    )
    w.lines(65, 130, "________\n1/   S/RES/680 (1990).\n2/   S/21999, annex, which was circulated on 1 June.", TYPED)
    w.line(65, 72, "91-10202 (E)   120491", TYPED)
    w.line(520, 72, "/...", TYPED)
    w.page()
    w.lines(65, 745, "S/1991/404\nEnglish\nPage 2", TYPED)
    w.lines(
        65,
        680,
        """
Lemuria and Mu.

3.   I recommend that the mission be extended by six months, as the
parties ask.
""",
        TYPED,
    )
    w.line(290, 500, "-----", TYPED)
    w.page()
    return w.bytes()


def resolution() -> bytes:
    """A resolution of the Council as issued."""
    w = Writer()
    masthead(w, "S/RES/2790 (2030)", "14 May 2030")
    w.line(123, 560, "Resolution 2790 (2030)", BOLD, 14)
    w.line(102, 535, "Adopted by the Security Council at its 9999th meeting, on", BOLD, 12)
    w.line(102, 520, "14 May 2030", BOLD, 12)
    w.lines(
        123,
        490,
        """
The Security Council,

Recalling its resolution 1325 (2000) and all its resolutions on the harbour of
Atlantis,

Noting the report of the Secretary-General (S/2030/120),

1.  Decides to establish a harbour mission for twelve months;

2.  Requests the Secretary-General:

(a)  To report every six months;

(b)  To send observers;

3.  Decides to remain seized of the matter.
""",
    )
    w.line(65, 44, "30-00123 (E)")
    w.page()
    return w.bytes()


def letter() -> bytes:
    """A note without numbered paragraphs."""
    w = Writer()
    masthead(w, "S/2031/80", "6 March 2031")
    w.line(123, 560, "Note by the Secretary-General", BOLD, 13)
    w.lines(
        123,
        520,
        """
The Secretary-General has the honour to transmit to the members of the Council
the report of the harbour master, which he was asked for in resolution 2790 (2030)
and which reached him on 1 March.

The report was prepared in English. It is circulated as received, and no part of
it was changed by the Secretariat.
""",
    )
    w.page()
    return w.bytes()


def locked() -> bytes:
    w = Writer(password="sesame")
    w.line(100, 700, "Nobody can read this.")
    w.page()
    return w.bytes()


def turned() -> bytes:
    """A page whose words run upwards along the paper, as wide tables are printed."""
    w = Writer()
    w.canvas.rotate(90)
    w.lines(60, -100, "1.  The words of this page run upwards.\n\n2.  They are read all the same, in order.")
    w.page()
    return w.bytes()


def raw(contents: list[bytes], extra: tuple[bytes, ...] = (), resources: bytes = b"") -> bytes:
    """A PDF made by hand: a page for each content stream; extra objects are numbered from 10."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 3: font}
    objects.update(enumerate(extra, start=10))
    kids = []
    number = 100
    for content in contents:
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> %s >> >>" % (number + 1, resources)
        )
        objects[number + 1] = content
        kids.append(b"%d 0 R" % number)
        number += 2
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places: dict[int, int] = {}
    for key in sorted(objects):
        places[key] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (key, objects[key]))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for key, place in sorted(places.items()):
        out.write(b"%d 1\n%010d 00000 n \n" % (key, place))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, start))
    return out.getvalue()


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), head, data)


def packed(data: bytes, times: int = 1, head: bytes = b"") -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    names = b" ".join([b"/FlateDecode"] * times)
    return stream(data, b"/Filter [%s] %s" % (names, head))


def words(text: bytes) -> bytes:
    return b"BT /F1 10 Tf 72 700 Td (%s) Tj ET" % text


def picture() -> bytes:
    head = b"/Type /XObject /Subtype /Image /Width 10 /Height 10 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    return stream(b"\x80" * 100, head)


def scanned() -> bytes:
    """Two pages that are pictures."""
    page = stream(b"q 612 0 0 792 0 0 cm /I Do Q")
    return raw([page, page], (picture(),), b"/XObject << /I 10 0 R >>")


def many_pages(count: int) -> bytes:
    return raw([stream(words(b"A page of many pages.")) for _ in range(count)])


def nested(levels: int, times: int) -> bytes:
    """Drawings that call each other: `times` on each of `levels`; the last one writes a word."""
    forms = []
    for level in range(levels):
        last = level == levels - 1
        content = words(b"the word of the last drawing") if last else b"/X Do\n " * times
        inner = b"/Font << /F1 3 0 R >>" if last else b"/XObject << /X %d 0 R >>" % (11 + level)
        head = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %s >>" % inner
        forms.append(stream(content, head))
    return raw([stream(b" /X Do ")], tuple(forms), b"/XObject << /X 10 0 R >>")


# --- what a document says, as a PDF ---------------------------------------------------------------------------------

_MARGIN, _SIZE, _LEADING, _SMALL, _CLOSE = 120.0, 10.0, 12.0, 8.0, 9.5
_TOP, _FOOT = 715.0, 60.0


def as_pdf(document: Document, *, depth: float = _TOP - _FOOT) -> bytes:
    """Write a document as it is issued: a running head, a raised figure for each call, notes at the pages' feet.

    `depth` is the height of a page's text in points: where it is small, paragraphs and notes run over pages.
    """
    typed = paragraphs(document)
    set_lines: list[tuple[str, str, float]] = []  # words with their calls marked, font, space above
    for one in typed.paragraphs:
        heading = one.style == "heading"
        words = "".join(piece if isinstance(piece, str) else f"^{piece[0]}^" for piece in one.pieces)
        font = BOLD if heading else SERIF
        for nth, line in enumerate(_wrapped(f"{one.mark}  {words}" if one.mark else words, font, _SIZE)):
            set_lines.append((line, font, 0.0 if nth else 8.0 + 6.0 * heading))
    pages = _paged(set_lines, typed.notes, depth)
    w = Writer()
    for number, (text, notes) in enumerate(pages, start=1):
        if number > 1:
            running(w, typed.symbol, number, len(pages), "18-99999")
        y = _TOP
        for line, font, above in text:
            y -= above + _LEADING
            w.line(_MARGIN, y, line, font, _SIZE)
        for nth, line in enumerate(reversed(notes)):
            w.line(_MARGIN, _FOOT + _CLOSE * nth, line, size=_SMALL)
        w.page()
    return w.bytes()


def _wrapped(text: str, font: str, size: float) -> list[str]:
    """Break a text at its blanks, into lines as wide as the page's text."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and stringWidth(longer.replace("^", ""), font, size) > WIDTH - 2 * _MARGIN:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


def _paged(
    lines: list[tuple[str, str, float]], notes: dict[str, str], depth: float
) -> list[tuple[list[tuple[str, str, float]], list[str]]]:
    """Fill pages; a note stands on the page of its call, and what has no room there at the foot of the next."""
    pages: list[tuple[list[tuple[str, str, float]], list[str]]] = [([], [])]
    waiting: list[str] = []
    left = depth
    for line, font, above in lines:
        called = [
            part for key in line.split("^")[1::2] for part in _wrapped(f"^{key}^ {notes.get(key, '')}", SERIF, _SMALL)
        ]
        need = above + _LEADING
        if pages[-1][0] and need + min(len(called), 2) * _CLOSE > left:
            waiting, first = waiting[8:], waiting[:8]
            pages.append(([], first))
            left = depth - len(first) * _CLOSE
        left -= need
        pages[-1][0].append((line, font, above))
        waiting += called
        room = max(int(left / _CLOSE), 0)
        pages[-1][1].extend(waiting[:room])
        left -= len(waiting[:room]) * _CLOSE
        waiting = waiting[room:]
    while waiting:
        pages.append(([], waiting[:60]))
        waiting = waiting[60:]
    return pages
