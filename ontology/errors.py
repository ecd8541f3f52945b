"""Every error lexline raises on purpose, in one small tree.

    LexlineError                 exit code 1: the work failed
    ├── UsageError               2: what was asked for is not well put
    │   └── UnknownReference     2: no such instrument; carries near misses
    ├── InputError               3: a file that cannot be read, is empty or not a document
    │   └── UnsafeInput          3: a file that tries something (entities, archive tricks)
    ├── StoreError               1: the store is missing, damaged, or in use
    ├── QueryError               2: SPARQL that does not parse; carries line and column
    ├── NetworkError             4: a server did not answer as it should
    └── TimeLimit                5: the work took longer than it may

Every message says what happened and where; `remedy` says what the user can do about it.
"""

from __future__ import annotations


class LexlineError(Exception):
    """Base of all errors that lexline raises on purpose.

    `message` says what happened, `remedy` what to do about it (may be empty).
    """

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Return message and remedy as one line."""
        return f"{self.message} {self.remedy}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process with every attribute."""
        return (type(self)._rebuild, (type(self), self.__dict__))

    @staticmethod
    def _rebuild(kind: type[LexlineError], state: dict[str, object]) -> LexlineError:
        error = kind.__new__(kind)
        Exception.__init__(error, state["message"])
        error.__dict__.update(state)
        return error


class UsageError(LexlineError):
    """A request that is not well put: a wrong option, parameter or name."""

    exit_code = 2


class UnknownReference(UsageError):
    """A reference that names no instrument that is known; `near` are the likely ones."""

    def __init__(self, reference: str, near: tuple[str, ...] = ()) -> None:
        remedy = f"Did you mean {', '.join(near)}?" if near else "Try a symbol such as S/RES/1325(2000)."
        super().__init__(f"Nothing in the store answers to “{reference}”.", remedy)
        self.reference = reference
        self.near = near


class InputError(LexlineError):
    """A file that cannot be read, is empty, or is no document of a known format."""

    exit_code = 3


class UnsafeInput(InputError):
    """A file that was refused because it tries to fetch, expand or escape."""


class StoreError(LexlineError):
    """A store that is missing, is no store, is damaged, full, or in use by another process."""


class StoreBusy(StoreError):
    """A store that another process is writing or reading just now."""


class QueryError(LexlineError):
    """SPARQL that does not parse; `line` and `column` (from 1) say where, or are None."""

    exit_code = 2

    def __init__(self, message: str, line: int | None = None, column: int | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.line = line
        self.column = column


class NetworkError(LexlineError):
    """A server that did not answer, or not as it should."""

    exit_code = 4


class TimeLimit(LexlineError):
    """Work that took longer than it is allowed to."""

    exit_code = 5
