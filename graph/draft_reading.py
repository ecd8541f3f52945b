"""A draft's bytes -> its text and citations, read in a process of its own that can be ended.

What strangers bring may be made to take all time and memory there is: the process has limits of both, may write no
file, and what it answers with can be nothing but a document and its citations.
"""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from datetime import date
from typing import Final

from lexline.loaders import document
from lexline.loaders.document import Citation, Document
from lexline.ontology.errors import InputError, TimeLimit, UnsafeInput

Answer = tuple[Document, tuple[Citation, ...]] | tuple[str, str, str]

#: What an answer may be made of.
_KINDS: Final[dict[tuple[str, str], type]] = {
    **{
        (kind.__module__, kind.__name__): kind
        for kind in (
            document.Citation,
            document.Document,
            document.Footnote,
            document.Keyword,
            document.Link,
            document.Problem,
            document.Source,
            document.Span,
            document.Unit,
        )
    },
    ("datetime", "date"): date,
}


class _Careful(pickle.Unpickler):
    """Reads documents and citations, and refuses all else."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class that an answer may be made of."""
        try:
            return _KINDS[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"no part of a document: {module}.{name}") from None


def read_apart(
    data: bytes, name: str, as_of: date | None = None, *, timeout: float = 60.0, memory: int = 2 << 30
) -> tuple[Document, tuple[Citation, ...]]:
    """Read a draft and its citations in a process of its own.

    Args:
        data: the whole file.
        name: what it is called; its ending may tell the format.
        as_of: the day of the draft, where it bears none of its own.
        timeout: seconds after which the process is ended.
        memory: bytes that it may take, where the system can bound that.

    Raises:
        InputError: it is no document, or holds several.
        UnsafeInput: it tries to fetch, expand or escape, or brings its process down.
        TimeLimit: reading took too long.
    """
    command = [sys.executable, "-P", "-B", "-m", "lexline.graph.draft_reader", str(memory), str(int(timeout) + 1)]
    command += [as_of.isoformat() if as_of else "", name]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as error:
        raise TimeLimit(
            f"Reading {name} took longer than {timeout:g} seconds.", "Give a part of it, or its plain text."
        ) from error
    try:
        found = answer_of(done.stdout)
    except ValueError as error:
        raise UnsafeInput(
            f"Reading {name} brought its process down.",
            "It may be damaged or need too much memory: give a part of it, or its plain text.",
        ) from error
    if len(found) == 3:
        kind, message, remedy = found
        raise (UnsafeInput if kind == UnsafeInput.__name__ else InputError)(message, remedy)
    return found


def answer_of(data: bytes) -> Answer:
    """Read what the process answered with.

    Raises:
        ValueError: it is cut off, or made of anything but documents and citations.
    """
    try:
        found = _Careful(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, TypeError, LookupError, ValueError) as error:
        raise ValueError("no answer") from error
    if not isinstance(found, tuple) or len(found) not in (2, 3):
        raise ValueError("no answer")
    answer: Answer = found
    return answer
