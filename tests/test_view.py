"""The page of `lexline view`: complete, escaped, self-contained, the same each time, and alive in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from lexline.graph.picture import Picture, picture, short_label, unit_label
from lexline.graph.projection import Instrument
from lexline.graph.store import Store
from lexline.graph.timeline import CATEGORIES, category, timeline
from lexline.graph.view import page, view
from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT
from lexline.ontology.errors import UsageError
from tests.small_store import AGENDA, Says, document, recalling, store_of

EVIL = (
    '<script>alert(1)</script><img src="http://evil.example/x.png" onerror=alert(2)> '
    '<a href="javascript:alert(3)">x</a>'
)
HOSTILE = document(
    "S/RES/1960(2010)",
    "2010-12-16",
    EVIL,
    (
        recalling("pre_1", "1325 (2000)"),
        Says(
            "op_1",
            f"=1+1 </script><!-- {EVIL} recalls 1820 (2008) ]]> \u2028 $& <!--{{data}}-->",
            (("1820 (2008)", "S/RES/1820(2008)", "recalls", ""),),
        ),
    ),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("view"), (*AGENDA, HOSTILE)) as opened:
        yield opened


@pytest.fixture(scope="module")
def shown(store: Store) -> Picture:
    return picture(store, ["S/RES/1325(2000)"], depth=2)


@pytest.fixture(scope="module")
def html(shown: Picture) -> str:
    return page(shown)


class Elements(HTMLParser):
    """Collects the elements of a page, and the text of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": [], "title": [], "h1": []}
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag in self.inside:
            self._open = tag
            self.inside[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inside[self._open][-1] += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def facts_of(html: str) -> dict[str, list[dict[str, object]]]:
    match = re.search(r'<script type="application/json" id="facts">(.*?)</script>', html, re.DOTALL)
    assert match
    return json.loads(match[1])


# --- what stands in the page ----------------------------------------------------------------------------------
def test_a_page_has_language_title_one_heading_and_its_parts(html: str) -> None:
    elements = Elements(html)
    assert html.startswith("<!DOCTYPE html>")
    assert elements.of("html") == [{"lang": "en"}]
    assert elements.inside["title"] == ["S/RES/1325(2000): what it cites and who cites it · lexline"]
    assert elements.inside["h1"] == ["S/RES/1325(2000): what it cites and who cites it"]
    ids = {attributes.get("id") for _, attributes in elements.found}
    assert {"search", "mynetwork", "panel", "table", "save-csv", "save-json", "theme"} <= ids
    assert len([tag for tag, _ in elements.found if tag == "main"]) == 1


def test_every_control_has_a_name(html: str) -> None:
    elements = Elements(html)
    named = {attributes.get("for") for attributes in elements.of("label")}
    inputs = [i for i in elements.of("input") if i.get("type") != "checkbox"]
    assert inputs
    assert all(attributes.get("id") in named for attributes in inputs)


def test_the_legend_shows_shape_and_colour_of_each_kind_in_the_picture(html: str, shown: Picture) -> None:
    legend = re.findall(r'data-kind="([\w-]+)".*?fill="(#\w{6})" d="([^"]+)"', html)
    present = {category(node.instrument) for node in shown.nodes}
    assert {key for key, _, _ in legend} == {kind.key for kind in present}
    assert {fill for _, fill, _ in legend} == {kind.colour for kind in present}
    assert len({drawn for _, _, drawn in legend}) == len(legend)


def test_every_kind_has_its_own_shape_and_colour() -> None:
    assert len({kind.shape for kind in CATEGORIES}) == len({kind.colour for kind in CATEGORIES}) == len(CATEGORIES)


def test_the_facts_hold_sentence_verb_pinpoint_and_official_page(html: str) -> None:
    facts = facts_of(html)
    link = next(
        link for link in facts["links"] if (link["from"], link["to"]) == ("S/RES/1889(2009)", "S/RES/1325(2000)")
    )
    said = link["mentions"]
    assert isinstance(said, list)
    assert said[1]["unit"] == "operative paragraph 2"
    assert said[1]["verb"] == "Recalls"
    assert said[1]["pinpoint"] == ["para. 8"]
    assert said[1]["sentence"].startswith("Recalls paragraph 8 of its resolution 1325 (2000)")
    node = next(node for node in facts["nodes"] if node["id"] == "S/RES/1325(2000)")
    assert node["page"] == "https://undocs.org/S/RES/1325(2000)"


def test_the_same_store_gives_the_same_page(store: Store, html: str) -> None:
    assert view(store, ["S/RES/1325(2000)"], depth=2) == html


def test_a_view_without_focus_shows_the_most_cited(store: Store) -> None:
    html = view(store, [], limit=3, title="Three & more")
    assert Elements(html).inside["h1"] == ["Three & more"]
    nodes = facts_of(html)["nodes"]
    assert len(nodes) == 3
    assert nodes[0]["id"] == "S/RES/1325(2000)"


def test_a_view_of_an_instrument_without_citations_is_a_page(store: Store) -> None:
    assert [node["id"] for node in facts_of(view(store, ["A/RES/64/293"]))["nodes"]] == ["A/RES/64/293"]


def test_a_limit_of_nothing_is_refused(store: Store) -> None:
    with pytest.raises(UsageError):
        view(store, ["S/RES/1325(2000)"], limit=0)


# --- nothing from elsewhere, nothing unescaped ----------------------------------------------------------------
_LOADING = ("src", "srcset", "poster", "data", "action", "formaction", "background", "ping", "manifest", "xlink:href")


def test_nothing_is_loaded_from_elsewhere(html: str) -> None:
    elements = Elements(html)
    for tag, attributes in elements.found:
        assert tag not in ("link", "iframe", "object", "embed", "base", "img", "form")
        assert not [name for name in _LOADING if name in attributes], (tag, attributes)
        if "href" in attributes:
            assert tag == "a"
            assert (attributes["href"] or "").startswith(("#", "https://undocs.org/"))
    for style in elements.inside["style"]:
        assert "url(" not in style
        assert "@import" not in style
    scripts = "".join(elements.inside["script"])
    for word in ("fetch(", "XMLHttpRequest", "WebSocket", "importScripts", "sendBeacon", "EventSource", "import("):
        assert word not in scripts
    assert "sourceMappingURL" not in html


def test_only_the_scripts_of_the_page_may_run(html: str) -> None:
    elements = Elements(html)
    policy = next(a["content"] or "" for a in elements.of("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy
    allowed = set(re.findall(r"'sha256-[^']+'", policy))
    runs = [a for a in elements.of("script") if a.get("type") != "application/json"]
    assert len(runs) == 3
    texts = [*elements.inside["script"], *elements.inside["style"]]
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in texts}
    assert allowed <= hashes
    assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]


def test_hostile_titles_and_sentences_stay_text(html: str) -> None:
    elements = Elements(html)
    assert "<script>alert" not in html
    assert "<img" not in html
    assert len(elements.of("script")) == 4
    titles = {node["id"]: node["title"] for node in facts_of(html)["nodes"]}
    assert titles["S/RES/1960(2010)"] == EVIL


def test_a_hostile_heading_is_escaped(store: Store) -> None:
    html = view(store, ["S/RES/1960(2010)"], title=EVIL)
    assert Elements(html).inside["h1"] == [EVIL] or "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert len(Elements(html).of("script")) == 4


# --- places in time -------------------------------------------------------------------------------------------
def many(count: int) -> list[Instrument]:
    """A made crowd of instruments of several kinds over forty years."""
    kinds = (
        ("S/RES/{}({})", "resolution", "SC"),
        ("S/PRST/{1}/{0}", "presidential-statement", "SC"),
        ("S/{1}/{0}", "document", ""),
    )
    return [
        Instrument(shape.format(at, 1980 + at * at % 41), kind, body, year=1980 + at * at % 41)
        for at in range(1, count + 1)
        for shape, kind, body in [kinds[at % 3]]
    ]


@pytest.mark.parametrize("count", [1, 2, 30, 150, 300])
def test_no_instrument_stands_on_another(count: int) -> None:
    places = timeline(many(count)).positions
    assert len(places) == count
    assert all(abs(a[0] - b[0]) >= 30 or abs(a[1] - b[1]) >= 30 for a, b in combinations(places.values(), 2))


def test_later_years_stand_to_the_right_and_each_kind_in_its_lane() -> None:
    crowd = many(150)
    placed = timeline(crowd)
    by_year: dict[int, list[int]] = {}
    for instrument in crowd:
        by_year.setdefault(instrument.year or 0, []).append(placed.positions[instrument.id][0])
    ordered = [by_year[year] for year in sorted(by_year)]
    assert all(max(before) < min(after) for before, after in pairwise(ordered))
    lanes = {lane.category.key: lane for lane in placed.lanes}
    for instrument in crowd:
        lane = lanes[category(instrument).key]
        assert lane.top < placed.positions[instrument.id][1] < lane.bottom


def test_places_do_not_depend_on_the_order_of_the_instruments() -> None:
    assert timeline(many(60)) == timeline(reversed(many(60)))


def test_a_long_quiet_time_is_a_marked_gap_and_the_undated_stand_apart() -> None:
    placed = timeline(
        [
            Instrument("S/RES/242(1967)", "resolution", "SC", year=1967),
            Instrument("S/RES/1325(2000)", "resolution", "SC", year=2000),
            Instrument("treaty:undated", "treaty"),
        ]
    )
    assert [(year.label, year.gap) for year in placed.years] == [
        ("no date", False),
        ("1967", False),
        ("1968–1999", True),
        ("2000", False),
    ]
    assert timeline([]).positions == {}


@pytest.mark.parametrize(
    ("eid", "said"),
    [
        ("op_16__a__ii", "operative paragraph 16 (a) (ii)"),
        ("pre_3", "preambular paragraph 3"),
        ("annex_1__para_4", "annex 1, paragraph 4"),
        ("fn_6", "footnote 6"),
        ("summary", "summary"),
    ],
)
def test_a_paragraph_is_named_as_people_say_it(eid: str, said: str) -> None:
    assert unit_label(eid) == said


def test_names_in_the_picture_are_short() -> None:
    assert short_label(Instrument("S/RES/161(1961)[A]", "resolution", "SC")) == "161 A (1961)"
    assert short_label(Instrument("A/RES/64/293", "resolution", "GA")) == "A/RES/64/293"
    assert len(short_label(Instrument("treaty:made-up", "treaty", title="A very long title of a convention"))) <= 26


# --- in a browser ---------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def chromium() -> str:
    """A Chromium to look at pages with; tests that need it are skipped where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        pytest.skip("no Chromium is installed to open the page with")
    return found


def browse(
    chromium: str, folder: Path, html: str, *options: str, driver: str = "", anchor: str = ""
) -> tuple[str, str]:
    """Open a page without a network, let `driver` act on it, and return the page as it is then, and the console.

    The driver is a script of the test's own: it is added to the page together with its hash.
    """
    if driver:
        digest = base64.b64encode(hashlib.sha256(driver.encode()).digest()).decode()
        html = html.replace("script-src ", f"script-src &#x27;sha256-{digest}&#x27; ", 1)
        html = html.replace("</body>", f"<script>{driver}</script></body>")
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8", newline="\n")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    command += ["--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder / 'profile'}", "--hide-scrollbars"]
    command += ["--enable-logging=stderr", "--virtual-time-budget=3000", "--window-size=1400,1000", *options]
    done = subprocess.run(
        [*command, file.as_uri() + anchor], capture_output=True, encoding="utf-8", timeout=90, check=True
    )
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if ":CONSOLE" in line)


@pytest.mark.slow
def test_the_page_draws_itself_and_says_nothing_wrong(chromium: str, tmp_path: Path, html: str) -> None:
    dom, console = browse(chromium, tmp_path, html, "--dump-dom")
    assert console == ""
    assert 'data-ready="true"' in dom
    assert "<canvas" in dom
    citations = sum(len(link["mentions"]) for link in facts_of(html)["links"])  # type: ignore[arg-type]
    assert dom.count("<tr") == citations + 1
    assert 'href="https://undocs.org/S/RES/1325(2000)"' in dom
    panel = dom[dom.index('id="panel"') : dom.index("</aside>")]
    assert "<h2>S/RES/1325(2000)</h2>" in panel
    assert "<mark>1325 (2000)</mark>" in panel
    assert "alert(1)" in dom
    assert "<script>alert" not in dom
    assert "<img" not in dom


DRIVER = """
const out = [], by = (id) => document.getElementById(id);
const typed = (key) => new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
const key = (target, name) => target.dispatchEvent(typed(name));
const heading = () => by("panel").querySelector("h2").textContent;
out.push(heading());
by("search").value = "sexual viol"; by("search").dispatchEvent(new Event("input"));
out.push(by("hits").querySelectorAll("[data-id]").length, by("search").getAttribute("aria-expanded"));
key(by("search"), "Enter");
out.push(heading());
key(by("mynetwork"), "ArrowRight"); out.push(heading());
key(by("mynetwork"), "Escape"); out.push(heading());
by("filter").value = "REAFFIRMING its"; by("filter").dispatchEvent(new Event("input"));
out.push(by("table").tBodies[0].rows.length);
by("filter").value = ""; by("filter").dispatchEvent(new Event("input"));
const first = () => by("table").tBodies[0].rows[0].cells[0].textContent;
by("table").tHead.querySelectorAll("button")[0].click(); const up = first();
by("table").tHead.querySelectorAll("button")[0].click(); out.push(up, first());
const kept = []; URL.createObjectURL = (blob) => { kept.push(blob); return "#"; };
by("save-csv").click();
by("tab-nodes").click(); out.push(by("table").tBodies[0].rows.length, by("table").caption.textContent);
const statements = document.querySelector('.kind[data-kind="statement"]');
statements.click();
out.push(by("table").tBodies[0].rows.length, statements.getAttribute("aria-pressed"));
by("theme").click(); out.push(document.documentElement.dataset.theme);
by("save-csv").click(); by("save-json").click();
out.push(performance.getEntriesByType("resource").length);
Promise.all(kept.map((blob) => blob.text())).then(([links, nodes, json]) => {
  const start = ",\\"";
  out.push(links.includes(start + "'=1+1 "), links.includes(start + "=1+1"));
  out.push(nodes.split("\\r\\n")[0].replace("\\ufeff", ""), JSON.parse(json).nodes.length);
  document.documentElement.dataset.result = JSON.stringify(out);
});
"""


@pytest.mark.slow
def test_address_search_keyboard_table_kinds_and_saving_work(
    chromium: str, tmp_path: Path, html: str, shown: Picture
) -> None:
    dom, console = browse(chromium, tmp_path, html, "--dump-dom", driver=DRIVER, anchor="#S/RES/1889(2009)")
    assert console == ""
    match = re.search(r'data-result="([^"]*)"', dom)
    assert match
    assert json.loads(match[1].replace("&quot;", '"').replace("&amp;", "&")) == [
        "S/RES/1889(2009)",
        *(1, "true"),
        "S/RES/1820(2008)",
        "S/RES/1889(2009)",
        "Nothing selected",
        *(2, "S/2016/949", "S/RES/2388(2017)"),
        *(len(shown.nodes), "Instruments of the picture"),
        *(len(shown.nodes) - 1, "false"),
        "dark",
        0,
        *(True, False),
        '"Symbol","Title","Kind","Date","Cited by","Cites","Official text"',
        len(shown.nodes),
    ]


@pytest.mark.slow
def test_the_picture_is_not_empty_in_a_small_window(chromium: str, tmp_path: Path, html: str) -> None:
    picture_file = tmp_path / "page.png"
    browse(chromium, tmp_path, html, f"--screenshot={picture_file}", "--window-size=800,600")
    assert picture_file.stat().st_size > 20_000


def test_the_page_and_its_downloads_acknowledge_the_united_nations(html: str) -> None:
    assert f'<span id="source">{ACKNOWLEDGEMENT}</span>' in html
    assert html.count('byId("source").textContent') == 3, "the table, the data and the picture each say it"
