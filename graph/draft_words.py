"""The words of a draft's citations, held against what is known: years, dates, titles, numbers and paragraphs.

Each function yields findings on one citation. Where the words may be read in two ways nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from lexline.graph.cli_free import place_of
from lexline.graph.draft_held import Held, beyond_record
from lexline.graph.draft_report import ERROR, HINT, LOADED, UNKNOWN, WARNING, Evidence, Finding
from lexline.ontology.sessions import LAST_OF_YEAR, assembly_years
from lexline.ontology.symbols import Symbol

if TYPE_CHECKING:
    from lexline.loaders.document import Citation, Document, Unit
