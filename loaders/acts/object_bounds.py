"""Where the object of a verb of change begins and ends: behind periods and who is asked, before terms and purposes."""

from __future__ import annotations

import re
from typing import Final

#: Words behind which the object of a verb has been named.
OBJECT_ENDS: Final = re.compile(
    r";|\b(?:until|through)\s(?:\d|the\s)|,\s(?:and|with|in\sorder|requests|which|to\s|subject\s|expresses|under)|\bfor\s(?:a|an|up\sto|another)\s"
    r"|\bin\sorder\sto\b|\bto\scarry\sout\b|\bon\sthe\sbasis\b|\bunder\sthe\sleadership\b"
)
#: "extend until 15 November 2019 the mandate": the period stands before the object.
PERIOD_FIRST: Final = re.compile(
    r",?\s(?:again\s)?(?:until|through|for|to)\s[^.;]{0,70}?(?:\d{4}|months?|years?|days?|weeks?|resolution|above),?\s(?=the\s|its\s|[A-Z])"
)
#: "to establish, within a month, in consultation with the Committee, a Panel": what stands before the object.
_BEFORE_OBJECT: Final = re.compile(
    r",?\s(?:within|for|as|upon|until|by|in|with|under|on|from|immediately|expeditiously)\b"
)
_DIRECT_OBJECT: Final = re.compile(
    r"(?:,|\bmonths?|\bdays|\bweeks|\byears?|\beffect|\bauthority)\s(?=(?:an?|up\sto|no\smore\sthan)\s)"
)


def object_of_founding(text: str, start: int, end: int) -> int:
    """Return where the words begin that name what is set up, behind periods and who is consulted."""
    if _BEFORE_OBJECT.match(text, start, end) is None:
        return start
    found = _DIRECT_OBJECT.search(text, start, end)
    return found.end() - 1 if found is not None else start
