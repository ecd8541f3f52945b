"""The process that answers one query: a request on standard input -> results or an error on standard output."""

from __future__ import annotations

import pickle
import sys

from lexline.graph.answers import Results
from lexline.graph.embedded import EmbeddedStore
from lexline.ontology.errors import LexlineError


def main() -> None:
    """Answer the request."""
    location, sparql, substitutions = pickle.load(sys.stdin.buffer)  # noqa: S301 (the parent process wrote it)
    result: Results | LexlineError
    try:
        with EmbeddedStore.open(location) as store:
            result = store.query(sparql, substitutions=substitutions)
    except LexlineError as error:
        result = error
    pickle.dump(result, sys.stdout.buffer)


if __name__ == "__main__":
    main()
