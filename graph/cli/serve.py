"""`lexline serve`: the explorer, a web application over a store, on this machine."""

from __future__ import annotations

import os
from typing import Annotated, Final

import typer

from lexline.graph.cli.session import Session, verb

#: The token that visitors have to give; better here than on a command line that others can read.
TOKEN_VARIABLE: Final = "LEXLINE_TOKEN"  # noqa: S105 (the name of a variable)


def serve(
    session: Session,
    port: Annotated[int, typer.Option("--port", help="The port; 0 takes any that is free.")] = 8350,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let other machines in; think of LEXLINE_TOKEN and of HTTPS.")
    ] = False,
    cors: Annotated[
        list[str] | None, typer.Option("--cors", metavar="ORIGIN", help="Pages of this origin may ask /sparql.")
    ] = None,
    root_path: Annotated[
        str, typer.Option("--root-path", metavar="PATH", help="The path at which a proxy serves the explorer.")
    ] = "",
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that a SPARQL query may take.")] = 30.0,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the start page in a browser.")] = False,
) -> None:
    """Serve the explorer: search, instruments, lineage, mandates, obligations, themes, treaties, SPARQL.

    It is read only and answers on this machine alone. End it with Ctrl-C. With LEXLINE_TOKEN set, visitors have to
    give that token.

    For example: lexline serve, and then open http://127.0.0.1:8350/ in a browser.
    """
    from lexline.graph.explorer.serving import run
    from lexline.graph.explorer.settings import Settings, checked

    settings = checked(
        Settings(
            host=host,
            port=port,
            allow_remote=allow_remote,
            token=os.environ.get(TOKEN_VARIABLE, ""),
            cors=tuple(cors or ()),
            query_seconds=timeout,
            root_path=root_path,
        )
    )
    with session.open_store() as store:
        run(store, settings, said=session.say, open_browser=open_browser)


command = verb(serve)
