"""The command `lexline`: its verbs, listed here one by one, and what happens when one of them fails.

`main` runs a verb and turns every outcome into an exit code and, where something went wrong, into a message on
stderr that says what happened, where, and what to do. A verb's module is light; what is heavy is imported when the
verb runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import IO, Annotated, Final

import typer

from lexline.graph.cli import (
    build,
    cautions,
    check,
    cite,
    demo,
    evaluate,
    export,
    fetch,
    lineage,
    mandate,
    obligations,
    ontology,
    query,
    search,
    serve,
    show,
    stats,
    themes,
    unresolved,
    validate,
    view,
    watch,
)
from lexline.graph.cli.greedy import Greedy
from lexline.graph.cli.plain import clean
from lexline.graph.cli.session import DebugOption, Globals, QuietOption, StoreOption, silence
from lexline.ontology.errors import LexlineError

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130

#: Every verb with what it does in a line, in the order in which help shows them.
VERBS: Final[dict[str, tuple[Callable[..., None], str]]] = {
    "demo": (demo.command, "Build the bundled sample, question it and draw it."),
    "build": (build.command, "Read documents into a store."),
    "fetch": (fetch.command, "Fetch official documents into a library."),
    "watch": (watch.command, "Build what arrives in a folder or changes."),
    "show": (show.command, "Print an instrument or a paragraph, with its links."),
    "cite": (cite.command, "Print the citations in any document."),
    "evaluate": (evaluate.command, "Score citations against a gold table or a baseline."),
    "lineage": (lineage.command, "Print what an instrument goes back to, or leads to."),
    "mandate": (mandate.command, "Print who made, extended and ended a mandate, with gaps."),
    "obligations": (obligations.command, "List who has to do what by when."),
    "search": (search.command, "Find passages by their words."),
    "query": (query.command, "Ask a saved question, or one in SPARQL."),
    "view": (view.command, "Draw instruments and their links as a page."),
    "serve": (serve.command, "Open the explorer, a web application over a store."),
    "themes": (themes.command, "List what documents are about; show, load a thesaurus."),
    "stats": (stats.command, "Count what a store holds."),
    "check": (check.command, "Check a draft's citations against a store."),
    "warnings": (cautions.command, "List where texts rely on what had ended, or contradict."),
    "unresolved": (unresolved.command, "List the citations that were not understood."),
    "validate": (validate.command, "Check a store against the shapes."),
    "export": (export.command, "Write a store as N-Quads, Turtle, JSON-LD, GraphML."),
    "ontology": (ontology.command, "Write the vocabulary of the graph."),
}

_EPILOG: Final = (
    "Exit codes: 0 ok, 1 the work failed, 2 usage, 3 unreadable input, 4 network, 5 timeout, 130 interrupted."
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"lexline {version('lexline')}")
        raise typer.Exit


def _before(
    context: typer.Context,
    store: StoreOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Turn official United Nations documents into a citation graph, and ask it who cites what, and how."""
    del debug, version  # `main` looks for --debug wherever it stands; --version has already answered
    context.obj = Globals(store, quiet)


def _application() -> typer.Typer:
    application = typer.Typer(
        name="lexline",
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        epilog=_EPILOG,
    )
    application.callback()(_before)
    groups = {"themes": themes.application()}
    for name, (command, short) in VERBS.items():
        if name in groups:
            application.add_typer(groups[name], name=name, short_help=short)
            continue
        application.command(name, cls=Greedy, short_help=short)(command)
    return application


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with an exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    _speak_utf8(sys.stdout, sys.stderr)
    sys.exit(_run(given))


def _run(given: list[str]) -> int:
    try:
        outcome = _application()(given, prog_name="lexline", standalone_mode=False)
        sys.stdout.flush()
        if outcome == INTERRUPTED:
            raise KeyboardInterrupt
    except LexlineError as error:
        return _fail(error.message, error.remedy, error.exit_code, given)
    except typer.TyperException as error:
        verb = next((word for word in given if word in VERBS), "")
        return _fail(error.format_message(), f"See: lexline {verb}{' ' if verb else ''}--help", USAGE, given)
    except (KeyboardInterrupt, typer.Abort):
        print("lexline: interrupted.", file=sys.stderr)
        return INTERRUPTED
    except MemoryError:
        return _fail(
            "The memory of this machine is used up.", "Give fewer files at a time, or --workers 1.", FAILED, given
        )
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{error.strerror or error}.", "Free the file or the disk and try again.", FAILED, given)
    except Exception as error:  # the last resort: one line for a user, the whole story with --debug
        told = f"Something unforeseen happened: {type(error).__name__}: {error}"
        return _fail(told, "Run it again with --debug and report what it prints.", FAILED, given)
    return outcome if isinstance(outcome, int) else OK


def _fail(message: str, remedy: str, code: int, given: Sequence[str]) -> int:
    """Say on stderr what happened and what to do about it."""
    if "--debug" in given:
        import traceback

        traceback.print_exc()
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError:
            silence(sys.stdout)
    print(clean(f"lexline: {message}"), file=sys.stderr)
    if remedy:
        print(clean(f"  {remedy}"), file=sys.stderr)
    return code


def _speak_utf8(*streams: IO[str]) -> None:
    """Write UTF-8 whatever the system's code page is; a lone surrogate becomes an escape instead of an error."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
