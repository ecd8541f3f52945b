"""The page of the workbench, built by NiceGUI: an editor, saved questions, and answers as table, chart or graph."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from lexline.graph.explorer.query_picture import picture
from lexline.graph.explorer.query_results import SHOWN, Shown, chart, files, grid, shown, with_prefixes
from lexline.graph.explorer.query_start import PAGE, TERMS, Start, site_of_page, start
from lexline.graph.explorer.web import render
from lexline.graph.query_pool import Answer, Ticket
from lexline.graph.sparql import GROUPS, saved_queries
from lexline.ontology.errors import LexlineError, QueryError
from lexline.ontology.vocabulary import PREFIXES

if TYPE_CHECKING:
    from lexline.graph.explorer.site import Site

_LONGEST_ADDRESS: Final = 8_000


async def workbench(request: Request) -> None:
    """Build the page for a visitor."""
    site = site_of_page(request)
    begin = await run_in_threadpool(start, site, dict(request.query_params))
    root = request.scope.get("root_path", "")
    groups = [(group, [one for one in saved_queries() if group == next(iter(one.groups), "")]) for group in GROUPS]
    whole = render(
        request,
        "workbench.html",
        title="SPARQL",
        query=begin.query,
        groups=groups,
        chosen=begin.saved,
        fields=begin.fields,
        problem=begin.problem,
    )
    before, inner, after, dialog = _parts(whole)
    for address in ("lexline.css", "workbench.css"):
        ui.add_head_html(f'<link rel="stylesheet" href="{root}/static/{address}">')
    for address in ("lexline.js", "workbench.js"):
        ui.add_head_html(f'<script src="{root}/static/{address}" defer></script>')
    ui.add_body_html(before + dialog)
    ui.html(inner, sanitize=False).props('id="main" tabindex="-1"')
    Bench(site, root, begin)
    ui.html(after, sanitize=False)


def _parts(whole: str) -> tuple[str, str, str, str]:
    """Cut a page of ours into what stands before its content, the content, its foot, and the dialog of keys."""
    _, _, body = whole.partition("<body>")
    before, _, rest = body.partition("<main")
    inner, _, after = rest.partition(">")[2].partition("</main>")
    foot, tag, dialog = after.partition("</body>")[0].partition("<dialog")
    return before, inner, foot, tag + dialog


class Bench:
    """The editor of one visitor, and the answer that it shows."""

    def __init__(self, site: Site, root: str, begin: Start) -> None:
        self._site, self._root, self._begin = site, root, begin
        self._dark = False
        self._ticket: Ticket | None = None
        self._table: Shown | None = None
        self._view = "table"
        with ui.element("section").props('aria-labelledby="editor-title"'):
            _text("h2", "Query").props('id="editor-title"')
            self._editor = ui.codemirror(
                begin.query,
                language="SPARQL",
                theme="vscodeLight",
                indent="  ",
                line_wrapping=True,
            ).classes("editor")
            with ui.element("div").classes("bar"):
                self._sender("Ask (Ctrl-Enter)", "ask").classes("run")
                self._stop = self._button("Stop", self._give_up).props("hidden")
                self._prefixes()
                self._sender("Declare prefixes", "declare")
        with ui.element("section").props('aria-labelledby="answer-title"'):
            _text("h2", "Answer").props('id="answer-title"')
            self._said = _text("p", "").classes("found").props('role="status"')
            self._views = ui.element("div").classes("bar")
            self._place = ui.element("div")
        ui.on("look", self._looks)
        ui.on("ask", self._asked)
        ui.on("declare", self._declare)
        client = ui.context.client
        client.on_disconnect(self._give_up)
        call = f"lexlineEditor({self._editor.id}, {json.dumps(root + TERMS)})"
        ui.timer(0, lambda: self._ready(call), once=True)

    async def _ready(self, call: str) -> None:
        await ui.context.client.connected()
        ui.run_javascript(call)
        if self._begin.ask:
            await self._run(self._begin.query)

    def _button(self, label: str, handler: Any) -> ui.element:  # noqa: ANN401 (whatever NiceGUI takes)
        return _text("button", label).props('type="button"').on("click", handler, [])

    def _sender(self, label: str, name: str) -> ui.element:
        """Make a button that sends an event with the whole text of the editor.

        NiceGUI tells the server of every key alone, and keys that are pressed before the connection stands may come in
        another order than they were pressed in: what the server believes the editor to hold cannot be asked.
        """
        return _text("button", label).props('type="button"').on("click", js_handler=f'() => lexlineSend("{name}")')

    def _prefixes(self) -> None:
        # one piece of HTML, where an element for each would take a hundred times the memory
        options = "".join(f"<option>{name}:</option>" for name in PREFIXES)
        changed = f"lexlineInsert({self._editor.id}, this.value); this.value = &quot;&quot;"
        ui.html(
            f'<label>Insert a prefix <select onchange="{changed}"><option></option>{options}</select></label>',
            sanitize=False,
        )

    def _declare(self, event: Any) -> None:  # noqa: ANN401 (an event of NiceGUI)
        query = _query(event)
        missing = json.dumps(with_prefixes(query).removesuffix(query))
        ui.run_javascript(f"lexlineBefore({self._editor.id}, {missing})")

    def _looks(self, event: Any) -> None:  # noqa: ANN401 (an event of NiceGUI)
        if self._dark is (event.args is True):
            return
        self._dark = not self._dark
        self._editor.theme = "githubDark" if self._dark else "vscodeLight"
        if self._view == "chart" and self._table is not None:
            self._show("chart")

    def _give_up(self) -> None:
        if self._ticket is not None:
            self._ticket.give_up()

    async def _asked(self, event: Any) -> None:  # noqa: ANN401 (an event of NiceGUI)
        await self._run(_query(event))

    async def _run(self, query: str) -> None:
        if self._ticket is not None:
            return
        self._ticket = ticket = Ticket()
        self._editor.decorations = []
        self._stop.props(remove="hidden")
        self._tell("The query is being answered …")
        try:
            answer = await run_in_threadpool(self._ask, query, ticket)
        except LexlineError as error:
            self._fail(query, error)
            return
        finally:
            self._ticket = None
            self._stop.props("hidden")
        self._answered(query, answer)

    def _ask(self, query: str, ticket: Ticket) -> Answer:
        return self._site.queries.ask(query, table="json", graph="ntriples", max_rows=SHOWN, ticket=ticket)

    def _fail(self, query: str, error: LexlineError) -> None:
        self._clear()
        remedy = "" if "`lexline" in error.remedy else error.remedy
        self._tell(f"{error.message} {remedy}".strip(), wrong=True)
        line = getattr(error, "line", None) if isinstance(error, QueryError) else None
        if line is not None and line <= query.count("\n") + 1:
            self._editor.decorations = [{"kind": "line", "line": line, "class": "cm-wrong"}]
            self._editor.reveal_line(line)

    def _answered(self, query: str, answer: Answer) -> None:
        self._clear()
        table = self._table = shown(answer, self._root)
        self._keep(query)
        if table.verdict is not None:
            self._tell("The answer:")
            with self._place:
                _text("p", "Yes" if table.verdict else "No").classes("verdict")
        else:
            rows = "triple" if table.kind == "construct" else "row"
            count = f"{len(table.rows):,} {rows}{'' if len(table.rows) == 1 else 's'}"
            more = (
                f"; there are more, of which files hold up to {self._site.queries.max_rows:,}"
                if answer.truncated
                else ""
            )
            self._tell(f"{count}{more}.")
            self._offer(query, table)
            self._show("graph" if table.kind == "construct" and len(table.rows) <= 200 else "table")

    def _offer(self, query: str, table: Shown) -> None:
        with self._views:
            views = ["table"]
            if table.numbers and len(table.columns) > 1:
                views.append("chart")
            if len(table.columns) > 1:
                views.append("graph")
            self._pressed = {
                view: self._button(view.capitalize(), lambda view=view: self._show(view)) for view in views
            }
            made = files(query, table.kind, self._root)
            _text("span", "Files:" if made else "The query is too long for links to files.").classes("dim")
            for label, address, name in made:
                _text("a", label).props(_attributes(href=address, download=name))

    def _show(self, view: str) -> None:
        assert self._table is not None
        self._view = view
        for name, button in self._pressed.items():
            button.props(f'aria-pressed="{"true" if name == view else "false"}"')
        self._place.clear()
        with self._place:
            {"table": self._grid, "chart": self._chart, "graph": self._graph}[view](self._table)

    def _grid(self, table: Shown) -> None:
        if table.rows:
            ui.aggrid(grid(table), auto_size_columns=False).classes("grid").props('aria-label="Rows of the answer"')

    def _chart(self, table: Shown) -> None:
        up = table.numbers[-1]
        along = table.along(up)
        self._charted(table, {"along": along, "up": up, "by": table.by(along, up), "form": "bar"})

    def _charted(self, table: Shown, chosen: Mapping[str, Any]) -> None:
        def changed(**values: object) -> None:
            self._place.clear()
            with self._place:
                self._charted(table, {**chosen, **values})

        every = {str(at): name for at, name in enumerate(table.columns)}
        numeric = {str(at): table.columns[at] for at in table.numbers}
        by = "" if chosen["by"] is None else str(chosen["by"])
        with ui.element("div").classes("bar"):
            self._select("Along", every, str(chosen["along"]), lambda value: changed(along=int(value)))
            self._select("Up", numeric, str(chosen["up"]), lambda value: changed(up=int(value)))
            split = {"": "nothing", **every}
            self._select("Split by", split, by, lambda value: changed(by=int(value) if value else None))
            self._select("As", {"bar": "bars", "line": "lines"}, chosen["form"], lambda value: changed(form=value))
        options = chart(table, chosen["along"], chosen["up"], chosen["form"], self._dark, chosen["by"])
        ui.echart(options, renderer="svg").classes("plot")

    def _graph(self, table: Shown, origin: int = 0, target: int | None = None) -> None:
        triples = table.kind == "construct"
        target = (2 if triples else 1) if target is None else target

        def changed(start: str, end: str) -> None:
            self._place.clear()
            with self._place:
                self._graph(table, int(start), int(end))

        if not triples:
            every = {str(at): name for at, name in enumerate(table.columns)}
            with ui.element("div").classes("bar"):
                self._select("From", every, str(origin), lambda value: changed(value, str(target)))
                self._select("To", every, str(target), lambda value: changed(str(origin), value))
        drawn, said = picture(table, origin, target, 1 if triples else None)
        _text("p", said if drawn else "Nothing here joins two things.").classes("dim")
        if drawn:
            ui.html(drawn, sanitize=False).classes("drawing")

    def _select(self, label: str, options: Mapping[str, str], value: str, changed: Any) -> None:  # noqa: ANN401
        def chosen(event: Any) -> None:  # noqa: ANN401 (an event of NiceGUI)
            if str(event.args) in options:
                changed(str(event.args))

        with ui.element("label"):
            _text("span", f"{label} ")
            with ui.element("select").on("change", chosen, js_handler="(e) => emit(e.target.value)"):
                for key, name in options.items():
                    option = _text("option", name).props(_attributes(value=key))
                    if key == value:
                        option.props("selected")

    def _keep(self, query: str) -> None:
        """Put the query into the address, so that it can be kept; a saved question has one of its own."""
        if query == self._begin.query:
            return
        address = self._root + PAGE + "?" + urlencode({"query": query})
        if len(address) < _LONGEST_ADDRESS:
            ui.run_javascript(f"lexlineAddress({json.dumps(address)})")

    def _clear(self) -> None:
        self._table = None
        self._views.clear()
        self._place.clear()

    def _tell(self, said: str, *, wrong: bool = False) -> None:
        self._said.text = said
        if wrong:
            self._said.classes("notice")
        else:
            self._said.classes(remove="notice")


def _query(event: Any) -> str:  # noqa: ANN401 (an event of NiceGUI)
    """Return the text that the editor sent with an event; a visitor may send anything."""
    return event.args if isinstance(event.args, str) else ""


def _text(tag: str, text: str) -> TextElement:
    """Make an element with a text in it, which the browser never takes for markup."""
    return TextElement(tag=tag, text=text)


def _attributes(**values: str) -> str:
    """Write attributes for `props`, whatever the values hold."""
    return " ".join(f"{name}={json.dumps(value)}" for name, value in values.items())
