"""The shapes of references in running text, as commented patterns; each is linear: no nested unbounded repetition.

Every pattern is bounded in length, starts at a word boundary, and names the group that the scanner turns into a token.
The shapes are those of the UN Editorial Manual and of the older practice described in CITATIONS.
"""

from __future__ import annotations

import re
from typing import Final

from lexline.ontology.symbols import ROOTS

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH: Final = "|".join(MONTHS)

# Where a symbol or number begins and ends: at a blank or mark, or at a Chinese character, as Chinese sets no blanks.
_BEGIN: Final = r"(?<![^\W\u3400-\u9fff])"
_END: Final = r"(?![^\W\u3400-\u9fff])"

# --- document symbols -------------------------------------------------------------------------------------
# Organ, then pieces between slashes. A piece is a number, an abbreviation with a number (Add.1, PV.8234, CN.4),
# a word in capitals with an optional number (HRC, ES-10), or a parenthesised number (1455).
_ROOT: Final = "|".join(sorted(ROOTS, key=len, reverse=True))
_PIECE: Final = (
    r"(?:[A-Z][A-Za-z]{0,9}(?:\.[A-Z][A-Za-z]{0,9}){0,3}\.\d{1,5}(?:[A-Z](?![a-z]))?(?:-\d{1,3}(?![\d/]))?"
    r"|[A-Z]{2,9}\.[IVX]{1,5}(?![\w.])"
    r"|[A-Z]{1,8}-\d{1,3}"
    r"|\d{1,5}[A-Z]?(?![a-z])"
    r"|[A-Z]{1,9}(?![a-z])"
    r"|Agenda"
    r"|\(\d{1,4}\)"
    r"|[A-Z][a-z]{2,8}\.\d{1,3})"
)
_INSIDE: Final = (
    r"(?:\s?\((?:Sect|Sects|Vol|Vols|Part|Parts|Prog|Plan|Income|SUPP|Supp|Resumption|Introduction|Annexes)\b"
    r"[^()\n]{0,16}\))"
)
SYMBOL: Final = (
    rf"{_BEGIN}(?<!/)(?:Security\sCouncil/PRST/\d{{4}}/\d{{1,3}}|(?:S|A|E)/R(?:ES|es)/\d{{1,4}}(?:\s?[A-E](?=\s?\())?\s?\((?:(?:1[89]|2[0-2])\d\d|(?:E?S-)?[IVXL]{{1,8}})\)"
    rf"|(?:{_ROOT})(?:/Res(?=/))?(?:/\s?{_PIECE}{_INSIDE}?){{1,9}})"
    r"(?:\s?\[[A-Z]\]|(?<=\d)\s[A-HJ-Z](?![\w'’./-]))?"  # a lettered part: [A] or " A"
    rf"{_END}"
)
#: "document 8/17227": the S of the Security Council read as an 8.
SYMBOL_DAMAGED: Final = (
    r"(?:(?:(?<=document\s)|(?<=documents\s))8|(?<![\w.])\$)/(?:\d{4}/)?\d{3,5}(?:/(?:Add|Corr|Rev)\.\d{1,2})?(?!\w)"
)
#: The second half of a joint symbol: A/70/836-S/2016/360.
JOINT: Final = rf"(?<=[\w)])[-–]\s?(?:S|A|E)(?:/{_PIECE}){{1,5}}(?![\w])"
#: Members of a series named after their stem: "and Add.1 and 2", "Add.1-3", "Corr.1".
ADDENDUM: Final = (
    r"(?<![\w/.])(?:Add|Corr|Rev)s?\.\s?\d{1,3}(?:\s?[-–]\s?\d{1,3})?(?:/(?:Add|Corr|Rev)\.\d{1,2})?"
    r"(?:(?:,\s?|\s(?:and|to)\s|,\sand\s)\d{1,3}(?=\s?[),.;\]]|\sand\s[A-Z]|$)){0,12}"
)

# --- numbers of resolutions ---------------------------------------------------------------------------------
#: 1325 (2000), 161 A (1961), S11 (1982), !86 (1964): the number may be damaged in one character.
COUNCIL: Final = _BEGIN + r"(?<![./$€£])[\dSOIl!|][\dSOIl!|]{0,3}(?:\s?[A-E])?\s?\((?:19|2[0-2])\d\d\)"
#: 387 1976): the opening parenthesis lost; 637 1989 of: both lost (a date must follow).
COUNCIL_DAMAGED: Final = r"(?<![\w./$€£(])\d{1,4}\s(?:19[4-9]\d|20[0-4]\d)(?:\)|(?=\sof\s\d{1,2}\s))"
#: 1514 (XV), 377 A (V), 217A (III), 2253 (ES-V), 3419 A to D (XXX)
ROMAN: Final = r"(?<![\w./])\d{1,4}(?:\s?[A-Z](?:(?:\s(?:to|and)\s|,\s)[A-Z]){0,8})?\s?\((?:S-|ES-)?[IVXL]{1,8}\)(?!\w)"
#: 1760 (XVID, 1889 (XVIII: the end of the Roman numeral or its parenthesis misread or lost.
ROMAN_DAMAGED: Final = r"(?<![\w./])\d{3,4}\s?\([IVXL]{1,8}[Dl1|\]]{0,2}(?=\sof\s\d|,\s|;|\sand\s\d)"
#: 57/167, 68/247 A, S-13/2, ES-10/15, 31/406 A to E, 2002/68
SLASH: Final = (
    r"(?<![\w./–-])(?:E?S-\s?)?\d{1,4}/\d{1,4}"
    r"(?:\s?(?:[A-HJ-Z])(?![\w'’])"
    r"(?:(?:\s(?:to|and)\s|,\s|,\sand\s|\s?[–-]\s?)[A-HJ-Z](?![\w'’])(?!\.[A-Z])){0,9})?(?![\w/])"
)
#: World Health Assembly resolutions: WHA58.16, 58.16; decisions 73(12)
HEALTH: Final = r"(?<![\w.])(?:WHA\s?)?\d{2}(?:\.\d{1,2}|\(\d{1,2}\))(?![\w.%])"
#: SCR 1325, UNSCR 1820
SHORT: Final = r"(?<!\w)(?:UN)?SC\s?Rs?\.?\s\d{1,4}(?!\d)|(?<!\w)(?:UN)?SC(?:Res|RES)\s?\d{1,4}(?!\d)"
#: bare numbers that a head word may govern: "resolution 418", "resolutions 1373 and 1624"
BARE: Final = r"(?<![\w./$€£-])\d{1,4}(?![\w/%]|-[a-z]|[.,]\d|\s?\((?:\d{4}|(?:E?S-)?[IVXL]+)\))"

# --- other kinds ---------------------------------------------------------------------------------------------
TREATY_SERIES: Final = (
    r"(?:Treaty\sSeries,?\s|(?<=[Ii]bid\.,\s)|(?<=and\s)|(?<=;\s))?vols?\.\s?"
    r"\d{1,4}(?:(?:,\s|\s?[-–]\s?|,?\sand\s)\d{1,4}){0,8}(?:\s?\(\d{4}\))?,?\s"
    r"(?:p\.\s\d{1,4},?\s)?(?:Nos?|NO)\.\s?[A-Z]?-?\d{1,6}(?:\s?[-–]\s?\d{1,6})?"
)
UNTS_NUMBER: Final = r"(?<=bid\.,\s)Nos?\.\s?\d{3,6}(?:\s?[-–]\s?\d{3,6})?"
COMMENT: Final = (
    r"[Gg]eneral\s(?:[Rr]ecommendations?|[Cc]omments?)\s(?:[Nn]os?\.?\s?)?\d{1,3}"
    r"(?:(?:,\s|\sand\s|,\sand\s)(?:[Nn]o\.\s?)?\d{1,3}(?!\d|\s?\()){0,30}"
)
DIRECTIVE: Final = (
    r"(?:[Dd]irective|[Rr]egulation)\s(?:\([A-Z]{2,3}\)\s)?(?:No\.?\s)?\d{2,4}/\d{1,4}(?:/E[UC]C?)?(?!\w)"
)
IBID: Final = r"(?<!\w)[Ii]bid\b\.?"
STATEMENT: Final = r"(?:(?<=[Ss]tatement\s)|(?<=[Ss]tatements\s))\d{4}/\d{1,3}(?!\w)"
#: "See footnote 5 above", "supra note 5", "op. cit., note 5": what an earlier note cites.
SUPRA: Final = (
    r"(?<!\w)(?:(?:[Ff]oot)?[Nn]otes?\s\d{1,3},?\s(?:above|supra)|[Ss]upra,?\s(?:at\s)?(?:(?:foot)?note|fn\.|n\.)\s?\d{1,3}"
    r"|[Oo]p\.\s?cit\.,?\s\(?(?:see\s)?(?:foot)?note\s\d{1,3})(?!\w)"
)
DATE: Final = (
    rf"\d{{1,2}}(?:(?:,\s\d{{1,2}}){{0,5}}\s(?:and|to|or)\s\d{{1,2}})?\s(?:{_MONTH})(?:\s\d{{4}})?"
    rf"|(?:{_MONTH})\s\d{{1,2}},?\s\d{{4}}"
)
#: "that resolution", "the said report": what stood before. A bare "the resolution" counts only with a pinpoint.
ANAPHOR: Final = (
    r"(?<!\w)(?:[Tt]hat|[Tt]hose|[Tt]he\s(?:said|same|aforementioned|above-?\s?mentioned|aforesaid|latter)|[Tt]he)"
    r"\s(?:resolutions?|decisions?|reports?|documents?)(?!\w)|(?<!\w)(?:[Hh]is|[Hh]er|[Ii]ts)\sreports?(?!\w)"
)
#: The citing text itself: "the present resolution", "this report".
OWN: Final = (
    r"(?<!\w)(?:[Tt]he\spresent|[Tt]his|[Tt]he\sinstant)\s(?:draft\s)?"
    r"(?:[Rr]esolution|[Rr]eport|[Dd]ecision|[Ss]tatement|document|note)(?!\w)"
)
#: Protocols named behind their convention: "its Protocol of 2014", "the 1967 Protocol thereto", "the two Optional
#: Protocols thereto of 25 May 2000", "its Optional Protocols".
_PROTOCOLS: Final = (
    r"(?:(?:First|Second|Third|Optional|Supplementary|Additional|optional|additional)\s){0,2}[Pp]rotocols?"
)
_OF_YEAR: Final = r"\sof\s(?:\d{1,2}\s[A-Z][a-z]{2,8}\s)?\d{4}(?!\d)"
PROTOCOL: Final = (
    rf"(?:two\s|three\s)?(?:\d{{4}}\s)?{_PROTOCOLS}\sthereto(?:{_OF_YEAR})?(?!\w)"
    rf"|(?:(?<=[Ii]ts\s)|(?<=[Ii]ts\stwo\s)|(?<=[Ii]ts\sthree\s))(?:\d{{4}}\s)?{_PROTOCOLS}(?:{_OF_YEAR})?(?!\w)"
    rf"|(?<=[Tt]he\s)\d{{4}}\s{_PROTOCOLS}(?!\w)"
)
#: A treaty called by its generic word; "the Convention on X" is a name of its own and no such call.
_TITLE: Final = (
    r"\s(?:(?:on|against|relating|concerning|for|between|of|relative|Relating|Against)\s(?:to\s)?(?:the\s|a\s|all\s)?[A-Z]"
    r"|supplementing\b|to\s(?:Prevent|the\sConvention)\b)"
)
GENERIC: Final = (
    r"(?:(?<=[Tt]he\s)|(?<=[Tt]hat\s))(?:Charter(?![\w-]|\s(?:of|between)\b)"
    r"|Statute\sof\sthe\s(?:International\s)?(?:Residual\s)?(?:Criminal\s)?(?:Tribunals?|Court|Mechanism)(?!\w|\s(?:for|of)\b)"
    rf"|(?:Convention|Optional\sProtocols?|Protocol|Covenant|Statute|Treaty|Agreement|Agenda)(?![\w-]|{_TITLE}))"
)
#: "the above-mentioned Geneva Convention": a treaty named before, by some of its words.
SAID: Final = (
    r"(?:above-?\s?mentioned|aforementioned|aforesaid|said|same)\s(?:[A-Z][\w-]{1,20}\s){0,3}"
    r"(?:Optional\sProtocol|Convention|Protocol|Covenant|Charter|Statute|Treaty|Agreement)s?(?!\w)"
)
#: An organ's own rules, which it names without itself: "rule 39 of the provisional rules of procedure".
RULES: Final = r"(?:provisional\s)?rules\sof\sprocedure(?![\w-]|\sof\b)"
#: "all its previous resolutions", "and all subsequent relevant resolutions": sets that nobody enumerates.
OPEN_SET: Final = (
    r"(?<!\w)(?:(?:all|its|their|other|the)\s){0,3}(?:(?:previous|prior|relevant|subsequent|earlier|past|successor|other|related|pertinent)"
    r"(?:\sand\s|,\s|\s)){1,3}(?:(?:United\sNations|Security\sCouncil|General\sAssembly|Council|Assembly|Human\sRights\sCouncil|international)\s)?"
    r"(?:resolutions|decisions|presidential\sstatements|statements\s(?:of|by)\sits\sPresidents?)(?!\w)(?!\s(?:\d|[A-Z]?/))"
)
HEAD: Final = r"(?<!\w)(?:[Rr]esolutions?|[Dd]ecisions?|RESOLUTIONS?|[Rr]es\.?(?=\s\d)|Res\.|Dec\.)(?!\w)"
#: Numbers that belong to something else: volumes, pages, meetings, sales numbers, telephone numbers, job numbers.
NOISE: Final = (
    r"(?<!\w)(?:[Vv]ols?|pp?|[Ss]ales\s[Nn]o|Job\s[Nn]o|Supplement\s[Nn]o|Supp)(?:\.\s?|\s)[\w.\-/–]{1,24}(?:\s?\(\d{4}\))?"
    r"|\d{1,5}(?:st|nd|rd|th)\b"
    r"|(?<!\w)(?:HIV/AIDS|and/or)(?!\w)"
)


def _either(*alternatives: tuple[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in alternatives))


#: The scanner's alternatives by the character they begin with: at one place the first that matches wins. The branches
#: spare the engine from trying thirty patterns at every place.
_DIGIT: Final = _either(
    ("misread", SYMBOL_DAMAGED),
    ("noise", NOISE),
    ("date", DATE),
    ("protocol", PROTOCOL),
    ("council", COUNCIL),
    ("roman", ROMAN),
    ("misprinted", ROMAN_DAMAGED),
    ("statement", STATEMENT),
    ("slash", SLASH),
    ("damaged", COUNCIL_DAMAGED),
    ("health", HEALTH),
    ("bare", BARE),
)
_UPPER: Final = _either(
    ("series", TREATY_SERIES),
    ("unts", UNTS_NUMBER),
    ("symbol", SYMBOL),
    ("addendum", ADDENDUM),
    ("comment", COMMENT),
    ("directive", DIRECTIVE),
    ("ibid", IBID),
    ("supra", SUPRA),
    ("short", SHORT),
    ("noise", NOISE),
    ("date", DATE),
    ("council", COUNCIL),
    ("slash", SLASH),
    ("protocol", PROTOCOL),
    ("health", HEALTH),
    ("own", OWN),
    ("openset", OPEN_SET),
    ("anaphor", ANAPHOR),
    ("generic", GENERIC),
    ("head", HEAD),
)
_LOWER: Final = _either(
    ("series", TREATY_SERIES),
    ("comment", COMMENT),
    ("directive", DIRECTIVE),
    ("ibid", IBID),
    ("supra", SUPRA),
    ("noise", NOISE),
    ("council", COUNCIL),
    ("protocol", PROTOCOL),
    ("rules", RULES),
    ("said", SAID),
    ("own", OWN),
    ("openset", OPEN_SET),
    ("anaphor", ANAPHOR),
    ("head", HEAD),
)
_MARK: Final = _either(
    ("joint", JOINT),
)
# --- where to try ------------------------------------------------------------------------------------------------
# Words in lower case without which no pattern above can match; numbers and the strokes of symbols beside them.
#: Each begins a pattern.
TRIGGERS: Final = (
    *("treaty series", "nos. ", "no. ", "ibid", "sc ", "scr", "unsc", "wha", "rules of procedure"),
    *("general recommendation", "general comment", "directive ", "regulation ", "provisional rules of procedure"),
    *("above-mentioned", "above mentioned", "abovementioned", "aforementioned", "aforesaid", "said ", "same "),
    *("supra", "op. cit", "op.cit", "footnote ", "footnotes ", "note ", "notes ", "statements by", "statements of"),
    *("charter", "convention", "covenant", "statute", "treaty", "agreement", "agenda"),
    *("protocol", "optional protocol", "supplementary protocol", "additional protocol"),
    *("first optional", "second optional", "first additional", "second additional", "two optional", "two protocols"),
    *("two additional", "three additional", "three optional", "three protocols", "first protocol", "second protocol"),
)
#: Each begins a pattern that makes no reference by itself.
QUIET_TRIGGERS: Final = (
    *("vol.", "vol ", "vols", "add.", "adds.", "corr.", "corrs.", "rev.", "revs.", "p. ", "pp. ", "sales no", "job no"),
    *("supp.", "supp ", "hiv/aids", "and/or", "res.", "res ", "dec.", "present note", "this note", "the present note"),
    *("the instant note", *(month.lower() for month in MONTHS)),
)
#: Each may have words before it that say which is meant.
NOUNS: Final = ("resolution", "decision", "report", "document", "statement", "presidential statements")
#: Those words: "the above-mentioned", "all its previous and relevant Security Council".
BEFORE_NOUN: Final = frozenset(
    "the that those this said same aforementioned above above-mentioned mentioned aforesaid latter his her its present "
    "instant draft all their other previous prior relevant subsequent earlier past successor related pertinent and "
    "united nations security council general assembly human rights international presidential".split()
)


def match_at(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the token that begins at `start` and ends before `end`, or None; its `lastgroup` is its kind."""
    first = text[start]
    if first in "0123456789!|":
        return _DIGIT.match(text, start, end)
    if first in "-–":
        return _MARK.match(text, start, end)
    return (_LOWER if first.islower() else _UPPER).match(text, start, end)
