"""What all verbs share: `--store`, `--format`, `-o`, `--quiet`, `--debug`, and the talk on stderr.

`verb` turns a function whose first parameter is a `Session` into a command: the shared options are added to those of
the function, may stand before or after the verb's name, and reach the function as its session.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Final

import typer

from lexline.graph.cli.output import Answer, Format, write
from lexline.graph.cli.plain import clean

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Where the store lies unless `--store` or LEXLINE_STORE says otherwise.
DEFAULT_STORE: Final = "lexline.db"
STORE_VARIABLE: Final = "LEXLINE_STORE"

#: Rows of a long list that a table shows unless asked for more.
READABLE_ROWS: Final = 50

#: Called as (done, total, name) while long work goes on.
Step = Callable[[int, int, str], None]

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="PATH|URL",
        help=f"The store: a folder, or a SPARQL server [env: {STORE_VARIABLE}; default: ./{DEFAULT_STORE}].",
    ),
]
FormatOption = Annotated[Format | None, typer.Option("--format", "-f", help="How to write the answer.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the answer to a file, not to stdout.")
]
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=0, help="How many to list; 0 for all. By default 50 in a table, all in other formats."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No talk on stderr, only errors.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


@dataclass(frozen=True, slots=True)
class Globals:
    """The shared options that may also stand before the verb."""

    store: str | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """The shared options of one run, and the ways to read the store, to answer and to talk."""

    location: str
    format: Format | None
    output: Path | None
    quiet: bool

    @property
    def place(self) -> str | Path:
        """Where the store is: a folder, or the address of a server."""
        return self.location if "://" in self.location else Path(self.location)

    def open_store(self, *, writing: bool = False) -> Store:
        """Open the store, for reading or for writing; raises StoreError with what to do where there is none."""
        from lexline.graph.store import open_store

        return open_store(self.place, read_only=not writing)

    @property
    def how(self) -> Format:
        """The format asked for: told by `--format`, else by the ending of the output file, else a table."""
        if self.format is not None:
            return self.format
        ending = self.output.suffix.lower() if self.output else ""
        return {".json": Format.JSON, ".jsonl": Format.JSONL, ".csv": Format.CSV, ".ttl": Format.TURTLE}.get(
            ending, Format.TABLE
        )

    def most(self, limit: int | None) -> int | None:
        """Return how many rows to list: as asked for, else what a reader can take in; None for all."""
        if limit is not None:
            return limit or None
        return READABLE_ROWS if self.how is Format.TABLE else None

    def answer(self, answer: Answer) -> None:
        """Write an answer in the format asked for."""
        write(answer, self.how, self.output)

    def say(self, message: str) -> None:
        """Tell the user something on stderr, unless asked to be quiet."""
        if not self.quiet:
            print(clean(message), file=sys.stderr)

    def warn(self, message: str) -> None:
        """Tell the user on stderr that something is wrong, quiet or not."""
        print(clean(message), file=sys.stderr)

    @contextmanager
    def progress(self, label: str) -> Iterator[Step | None]:
        """Show a progress bar on a terminal; elsewhere, or when quiet, yield None."""
        if self.quiet or not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label, total=None)

            def step(done: int, total: int, _name: str) -> None:
                bar.update(task, completed=done, total=total)

            yield step


def silence(out: IO[str]) -> None:
    """Point a stream that cannot be written to nowhere, so that the interpreter's last flush does not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, out.fileno())
    os.close(nowhere)


#: The shared options: name -> how it is declared, and its value where it is not given.
_SHARED: Final[dict[str, tuple[Any, object]]] = {
    "store": (StoreOption, None),
    "format": (FormatOption, None),
    "output": (OutputOption, None),
    "quiet": (QuietOption, False),
    "debug": (DebugOption, False),
}


def verb(work: Callable[..., None], without: Sequence[str] = ()) -> Callable[..., None]:
    """Make a command of a function `(session, ...)`, with the shared options after its own.

    A verb goes `without` a shared option that would mean nothing to it; one that declares an option of the
    same name has its own.
    """
    own = list(inspect.signature(work, eval_str=True).parameters.values())[1:]
    shared = [name for name in _SHARED if name not in without and name not in {parameter.name for parameter in own}]

    def command(context: typer.Context, **given: Any) -> None:
        before = context.obj if isinstance(context.obj, Globals) else Globals()
        told = {name: given.pop(name) for name in shared}
        session = Session(
            location=told.get("store") or before.store or os.environ.get(STORE_VARIABLE) or DEFAULT_STORE,
            format=told.get("format"),
            output=told.get("output"),
            quiet=told["quiet"] or before.quiet,
        )
        try:
            work(session, **given)
            sys.stdout.flush()
        except BrokenPipeError as error:  # the reader (`| head`) has enough; typer would call that a failure
            silence(sys.stdout)
            raise typer.Exit from error

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("context", keyword, annotation=typer.Context)]
    parameters += [parameter.replace(kind=keyword) for parameter in own]
    for name in shared:
        declared, default = _SHARED[name]
        parameters.append(inspect.Parameter(name, keyword, annotation=declared, default=default))
    command.__name__, command.__doc__ = work.__name__, work.__doc__
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__dict__["__signature__"] = inspect.Signature(parameters)
    return command
