r"""RTF source -> its tokens in order: group braces, control words with their numbers, hexadecimal bytes, text.

Follows the Rich Text Format Specification 1.9.1, "Contents of an RTF file". Binary data (`\bin`) is passed over; line
ends in the source are no text. Every character is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

OPEN: Final = "{"
CLOSE: Final = "}"
WORD: Final = "word"
HEX: Final = "hex"
TEXT: Final = "text"

_TOKEN: Final = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)


class Token(NamedTuple):
    """A token: its kind, its word, sign or text, the number behind a control word, and its line in the source."""

    kind: str
    text: str
    number: int | None = None
    line: int = 1


def tokens(source: str) -> Iterator[Token]:
    r"""Cut RTF source into tokens.

    >>> [token.text for token in tokens(r"{\b bold\'e9\par}")]
    ['{', 'b', 'bold', 'e9', 'par', '}']
    """
    at, line = 0, 1
    while match := _TOKEN.match(source, at):
        at = match.end()
        if match["text"]:
            yield Token(TEXT, match["text"], None, line)
        elif match["word"]:
            number = int(match["number"]) if match["number"] else None
            yield Token(WORD, match["word"], number, line)
            if match["word"] == "bin" and number:
                at = min(len(source), at + max(number, 0))
        elif match["brace"]:
            yield Token(match["brace"], match["brace"], None, line)
        elif match["hex"]:
            yield Token(HEX, match["hex"], None, line)
        elif match["sign"]:
            yield Token(WORD, "par" if match["sign"] in "\r\n" else match["sign"], None, line)
        else:
            line += max(match[0].count("\n"), match[0].count("\r"))
