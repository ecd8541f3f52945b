"""The process that reads one draft: a file on standard input -> its document and citations on standard output."""

from __future__ import annotations

import pickle
import sys
from contextlib import suppress
from datetime import date

from lexline.graph.draft_reading import Answer
from lexline.graph.drafts import dated
from lexline.loaders import load_bytes
from lexline.loaders.citations import extract
from lexline.ontology.errors import InputError, LexlineError


def main() -> None:
    """Read the draft, and answer with it or with what is wrong."""
    memory, seconds, as_of, name = sys.argv[1:5]
    data = sys.stdin.buffer.read()
    _bound(int(memory), int(seconds))
    answer: Answer
    try:
        documents = load_bytes(data, name)
        if len(documents) != 1:
            raise InputError(f"{name} holds {len(documents)} texts.", "Give one at a time.")
        draft = dated(documents[0], date.fromisoformat(as_of) if as_of else None)
        answer = draft, extract(draft)
    except LexlineError as error:
        answer = type(error).__name__, error.message, error.remedy
    except (MemoryError, RecursionError):
        answer = (InputError.__name__, f"{name} is too large or too deeply nested.", "Give a part of it.")
    pickle.dump(answer, sys.stdout.buffer)


def _bound(memory: int, seconds: int) -> None:
    """Bound what the process may take, and keep it from writing files, where the system can."""
    with suppress(ImportError):
        import resource

        limits = (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        )
        for limit, value in limits:
            with suppress(OSError, ValueError):
                resource.setrlimit(limit, (value, value))


if __name__ == "__main__":
    main()
