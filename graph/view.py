"""A picture of citations -> one self-contained HTML page, drawn by pyvis (vis-network), that opens without a network.

Of what pyvis writes, the drawing is kept; its page, which loads style sheets and scripts from elsewhere, is replaced
by our own. vis-network comes from the pyvis package itself. Every text is escaped, and a content security policy
lets only the page's own scripts (by their hashes) run and nothing be loaded.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from lexline.graph.picture import MAX_SENTENCE, Cites, Node, Picture, functions, picture, unit_label
from lexline.graph.timeline import CATEGORIES, GROUPS, Category, category
from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT
from lexline.ontology.errors import LexlineError

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: What a group of functions is called on the page; the colours and dashes are in view.css and picture.js.
GROUP_LABELS: Final = {
    "neutral": "recalls, notes, refers to",
    "stance": "reaffirms, welcomes, calls for",
    "basis": "acts under, pursuant to",
    "change": "extends, amends, replaces",
    "contradiction": "departs from",
    "": "cites without a verb",
}

_DRAWING: Final = re.compile(r'<script type="text/javascript">(.*?)</script>', re.DOTALL)
_SLOT: Final = re.compile(r"<!--\{(\w+)\}-->")
_SCRIPTS: Final = ("start.js", "picture.js", "panel.js", "search.js", "table.js", "finish.js")
_SERVED_SCRIPTS: Final = ("served-start.js", "start.js", "picture.js", "panel.js", "served-finish.js")


def view(store: Store, focus: Sequence[str], *, limit: int = 60, depth: int = 1, title: str = "") -> str:
    """Return the page that shows the neighbourhood of the instruments in focus.

    Args:
        store: where the citations are.
        focus: canonical ids (see `lexline.graph.reference.resolve`); none: the most cited instruments.
        limit: at most so many instruments.
        depth: how many citations away they may be.
        title: the page's heading; by default it names what is in focus.

    Raises:
        UsageError: for a limit or depth that makes no sense.
    """
    return page(picture(store, focus, limit=limit, depth=depth), title)


def page(shown: Picture, title: str = "") -> str:
    """Turn a picture into a complete HTML page."""
    names = ", ".join(_name(node) for node in shown.nodes if node.instrument.id in shown.focus)
    heading = title or (f"{names}: what it cites and who cites it" if names else "The most cited instruments")
    scripts = {"vis": vis_network(), "drawing": _drawing(shown), "script": _script()}
    style = _asset("view.css")
    hashes = " ".join(_hash(script) for script in scripts.values())
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    slots = {
        "policy": f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">',
        "title": f"<title>{html.escape(heading)} · lexline</title>",
        "style": f"<style>{style}</style>",
        "heading": html.escape(heading),
        "summary": html.escape(_summary(shown)),
        "kinds": kinds_legend(shown),
        "groups": groups_legend(shown),
        "source": html.escape(ACKNOWLEDGEMENT),
        "data": f'<script type="application/json" id="facts">{safe_json(facts(shown, heading))}</script>',
        **{name: f"<script>{text}</script>" for name, text in scripts.items()},
    }
    return _SLOT.sub(lambda match: slots[match[1]], _asset("page.html"))


def facts(shown: Picture, heading: str = "") -> dict[str, Any]:
    """Return what the page shows as plain data: what its JSON download holds, too."""
    return {
        "heading": heading,
        "focus": list(shown.focus),
        "nodes": [_node_facts(node) for node in shown.nodes],
        "links": [_link_facts(link) for link in shown.links],
        "years": [[y.label, y.left, y.right, y.gap, y.empty] for y in shown.timeline.years],
        "lanes": [[lane.category.label, lane.top, lane.bottom] for lane in shown.timeline.lanes],
    }


def _name(node: Node) -> str:
    """Return what people call it: its symbol, or the short name of what has none."""
    return node.instrument.id if node.instrument.page else node.label


def _node_facts(node: Node) -> dict[str, Any]:
    instrument = node.instrument
    told: dict[str, Any] = {"members": len(node.members)} if node.members else {}
    return {
        **told,
        "id": instrument.id,
        "name": _name(node),
        "label": node.label,
        "title": instrument.title,
        "kind": category(instrument).key,
        "date": instrument.date,
        "year": instrument.year,
        "page": None if node.members else instrument.page,
        "loaded": instrument.loaded,
        "languages": list(node.languages),
        "cited": node.cited,
        "citing": node.citing,
    }


def _link_facts(link: Cites) -> dict[str, Any]:
    known = functions()
    told: dict[str, Any] = {"count": link.count} if link.count else {}
    return {
        **told,
        "from": link.citing,
        "to": link.cited,
        "group": link.group,
        "mentions": [
            {
                "unit": unit_label(mention.unit),
                "eid": mention.unit,
                "verb": mention.verb,
                "function": known[mention.function].label if mention.function in known else mention.function,
                "pinpoint": list(mention.pinpoint),
                "text": mention.text,
                "sentence": _cut(mention.sentence),
            }
            for mention in link.mentions
        ],
    }


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= MAX_SENTENCE else sentence[:MAX_SENTENCE].rstrip() + " […]"


def _drawing(shown: Picture) -> str:
    """Let pyvis write the drawing of nodes and edges and take it out of its page."""
    from pyvis.network import Network

    network = Network(height="100%", width="100%", directed=True, cdn_resources="local")
    for node in drawn(shown):
        network.add_node(node.pop("id"), **node)
    for link in shown.links:
        network.add_edge(link.citing, link.cited)
    network.set_options(json.dumps(options(len(shown.links))))
    found = _DRAWING.findall(network.generate_html())
    if not found or "drawGraph();" not in found[-1]:
        raise LexlineError("The installed pyvis writes pages that lexline cannot read.", "Install pyvis 0.3.2.")
    return _safe_script(found[-1])


def drawn(shown: Picture) -> list[dict[str, Any]]:
    """Return the nodes of a picture as vis-network draws them: where, in which shape, how large."""
    out = []
    for node in shown.nodes:
        kind = category(node.instrument)
        x, y = shown.timeline.positions[node.instrument.id]
        size = 9.0 + min(9.0, 2.2 * math.log1p(node.cited)) + (5.0 if node.instrument.id in shown.focus else 0.0)
        if node.members:
            size = 13.0 + min(12.0, 2.0 * math.log1p(len(node.members)))
        # a blank label: picture.js writes the names so that they never overlap; no title: pyvis may show it as HTML
        out.append(
            {
                "id": node.instrument.id,
                "label": " ",
                "shape": kind.shape,
                "color": {"background": kind.colour, "border": kind.colour},
                "x": x,
                "y": y,
                "size": round(size, 1),
                "physics": False,
            }
        )
    return out


def options(links: int) -> dict[str, Any]:
    """Return how vis-network is to behave in a picture of so many links."""
    return {
        "physics": {"enabled": False},
        "interaction": {
            "hover": True,
            "dragNodes": False,
            "selectConnectedEdges": False,
            "hoverConnectedEdges": False,
            "hideEdgesOnDrag": links > 600,
            "hideEdgesOnZoom": links > 600,
        },
        "nodes": {"borderWidth": 1, "borderWidthSelected": 3, "font": {"size": 1}},
        "edges": {
            "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.14},
            "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
            "selectionWidth": 1.5,
        },
    }


def vis_network() -> str:
    """Return vis-network as the pyvis package carries it, without its link to a source map."""
    folders = [folder for folder in files("pyvis").joinpath("lib").iterdir() if folder.name.startswith("vis-")]
    for folder in sorted(folders, key=lambda folder: folder.name, reverse=True):
        script = folder.joinpath("vis-network.min.js")
        if script.is_file():
            text = script.read_text(encoding="utf-8").replace("\r\n", "\n")
            return _safe_script(re.sub(r"(?m)^//# sourceMappingURL=.*$", "", text))
    raise LexlineError("The installed pyvis does not carry vis-network.", "Install pyvis 0.3.2.")


def _safe_script(text: str) -> str:
    """Make sure that nothing inside a script can end it or open a comment in the page."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _script() -> str:
    """Join the parts of the page's own script inside one function, so that they share names and nothing else does."""
    return _joined(_SCRIPTS)


def drawing_script() -> str:
    """Return the script that draws a picture in a page of the explorer, after `vis_network`."""
    return _joined(_SERVED_SCRIPTS)


def _joined(names: Sequence[str]) -> str:
    return '(function () {\n"use strict";\n' + "\n".join(_asset(name) for name in names) + "})();\n"


def _asset(name: str) -> str:
    return files("lexline.graph.assets").joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def safe_json(value: object) -> str:
    """Write JSON that can stand inside a script element whatever it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&'\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _summary(shown: Picture) -> str:
    citations = sum(len(link.mentions) for link in shown.links)
    instruments = "1 instrument" if len(shown.nodes) == 1 else f"{len(shown.nodes):,} instruments"
    what = f"{instruments} and {citations:,} citation{'' if citations == 1 else 's'} between them"
    left_out = max(shown.found - len(shown.nodes), 0)
    rest = f" {left_out:,} less linked ones within reach are left out." if left_out else ""
    focus = [node for node in shown.nodes if node.instrument.id in shown.focus]
    titles = [node.instrument.title for node in focus if node.instrument.title not in ("", _name(node))]
    return " ".join((*(f"{title.rstrip('.')}." for title in titles), f"{what}.{rest}"))


def kinds_legend(shown: Picture) -> str:
    """Return the items of the legend of kinds: buttons that hide or show one, as HTML."""
    counts = Counter(category(node.instrument).key for node in shown.nodes)
    return "".join(
        f'<li><button type="button" class="kind" data-kind="{kind.key}" aria-pressed="true">{icon(kind)}'
        f"<span>{html.escape(kind.label)}</span> <span class=count>{counts[kind.key]}</span></button></li>"
        for kind in (*CATEGORIES, GROUPS)
        if counts[kind.key]
    )


def groups_legend(shown: Picture) -> str:
    """Return the items of the legend of lines, as HTML."""
    present = {link.group for link in shown.links}
    return "".join(
        f'<li><svg class="line" data-group="{group}" viewBox="0 0 34 8" aria-hidden="true"><path d="M1 4H33"/></svg>'
        f"{html.escape(label)}</li>"
        for group, label in GROUP_LABELS.items()
        if group in present
    )


_ICONS: Final = {
    "star": "M8 1l2.1 4.7 5.1.5-3.9 3.4 1.2 5L8 12l-4.5 2.6 1.2-5L.8 6.2l5.1-.5z",
    "square": "M2 2h12v12H2z",
    "dot": "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13z",
    "diamond": "M8 1l7 7-7 7-7-7z",
    "triangle": "M8 1.5l7 12.5H1z",
    "triangleDown": "M8 14.5L1 2h14z",
    "hexagon": "M4.5 2h7L15 8l-3.5 6h-7L1 8z",
}


def icon(kind: Category) -> str:
    """Return a category's shape in its colour as a small inline drawing."""
    how = f'fill="{kind.colour}"' if kind != GROUPS else f'fill="none" stroke="{kind.colour}" stroke-width="2.5"'
    return f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path {how} d="{_ICONS[kind.shape]}"/></svg>'
