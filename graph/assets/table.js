// The table of the same facts, and saving them.

const PAGE = 100;
const shownYear = (id) => items.get(id).year || "";
const TABLES = {
  links: {
    columns: [["Citing", "id"], ["Year", ""], ["Where", ""], ["Verb", "verb"], ["What it does", ""], ["Cited", "id"], ["Pinpoint", ""], ["Sentence", "words"]],
    rows: facts.links.flatMap((l) => l.mentions.map((m) => ({ ends: [l.from, l.to], mention: m, cells: [l.from, shownYear(l.from), m.unit, m.verb, m.function, l.to, m.pinpoint.join(", "), m.sentence || m.text] }))),
    order: [1, 1],
  },
  nodes: {
    columns: [["Symbol", "id"], ["Title", "words"], ["Kind", ""], ["Date", ""], ["Cited by", ""], ["Cites", ""], ["Official text", "page"]],
    rows: facts.nodes.map((n) => ({ ends: [n.id], cells: [n.id, n.title, kindName(n.kind), n.date || n.year || "", n.cited, n.citing, n.page || ""] })),
    order: [4, -1],
  },
};
let table = TABLES.links, shownRows = PAGE;
const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true }));
function chosenRows() {
  const wanted = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean), only = byId("of-selected").checked;
  const [column, way] = table.order;
  return table.rows.filter((row) => row.ends.every(visible) && (!only || isChosen(row)) && wanted.every((w) => row.cells.join(" ").toLowerCase().includes(w)))
    .map((row, at) => [row, at]).sort((a, b) => way * compare(a[0].cells[column], b[0].cells[column]) || a[1] - b[1]).map((pair) => pair[0]);
}
const isChosen = (row) => (chosenLink ? row.ends[0] === chosenLink.from && (row.ends[1] === chosenLink.to || row.ends.length === 1) : !chosen || row.ends.includes(chosen));
function cell(row, value, kind) {
  if (kind === "id") return make("td", {}, make("button", { type: "button", class: "go", onclick: () => choose(value, true) }, items.get(value).name));
  if (kind === "words") return make("td", { class: "words" }, make("div", {}, String(value)));
  if (kind === "page") return make("td", {}, value ? make("a", { href: value.startsWith("https://undocs.org/") ? value : "#", target: "_blank", rel: "noopener noreferrer" }, "undocs.org") : "");
  return make("td", kind ? { class: kind } : {}, String(value));
}
function fillTable() {
  const rows = chosenRows();
  byId("table").tHead.replaceChildren(make("tr", {}, ...table.columns.map(([name], at) => {
    const sort = table.order[0] === at ? (table.order[1] > 0 ? "ascending" : "descending") : "none";
    return make("th", { scope: "col", "aria-sort": sort }, make("button", { type: "button", onclick: () => { table.order = [at, table.order[0] === at ? -table.order[1] : 1]; fillTable(); byId("table").tHead.querySelectorAll("button")[at].focus(); } }, name));
  })));
  byId("table").tBodies[0].replaceChildren(...rows.slice(0, shownRows).map((row) => {
    const line = make("tr", {}, ...row.cells.map((value, at) => cell(row, value, table.columns[at][1])));
    line.ends = row;
    return line;
  }));
  byId("more").hidden = rows.length <= shownRows;
  byId("row-count").textContent = rows.length === table.rows.length ? `${rows.length} rows` : `${rows.length} of ${table.rows.length} rows`;
  markRows();
}
function markRows() {
  for (const line of byId("table").tBodies[0].rows) line.classList.toggle("chosen", Boolean((chosen || chosenLink) && isChosen(line.ends)));
}
function show(name) {
  table = TABLES[name]; shownRows = PAGE;
  for (const key of ["links", "nodes"]) { byId("tab-" + key).setAttribute("aria-selected", String(key === name)); byId("tab-" + key).tabIndex = key === name ? 0 : -1; }
  byId("table-box").setAttribute("aria-labelledby", "tab-" + name);
  byId("table").caption.textContent = name === "links" ? "Citations between the instruments of the picture" : "Instruments of the picture";
  fillTable();
}
for (const [name, other] of [["links", "nodes"], ["nodes", "links"]]) {
  byId("tab-" + name).addEventListener("click", () => show(name));
  byId("tab-" + name).addEventListener("keydown", (event) => { if (event.key === "ArrowLeft" || event.key === "ArrowRight") { show(other); byId("tab-" + other).focus(); } });
}
hooks.filled = fillTable;
hooks.marked = () => (byId("of-selected").checked ? fillTable() : markRows());
byId("filter").addEventListener("input", () => { shownRows = PAGE; fillTable(); });
byId("of-selected").addEventListener("change", fillTable);
byId("more").addEventListener("click", () => { shownRows += 5 * PAGE; fillTable(); });

function save(blob, ending) {
  const name = (facts.focus[0] || "citations").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const link = make("a", { href: URL.createObjectURL(blob), download: `lexline-${name}.${ending}` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
}
// a cell that a spreadsheet would take for a formula is marked as text
const quoted = (value) => '"' + String(value).replace(/^[=+\-@\t\r]/, "'$&").replace(/"/g, '""') + '"';
const csv = () => "\ufeff" + [table.columns.map((c) => c[0]), ...chosenRows().map((row) => row.cells), [], [byId("source").textContent]].map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
byId("save-csv").addEventListener("click", () => save(new Blob([csv()], { type: "text/csv;charset=utf-8" }), "csv"));
byId("save-json").addEventListener("click", () => save(new Blob([JSON.stringify({ source: byId("source").textContent, nodes: facts.nodes, links: facts.links }, null, 1)], { type: "application/json" }), "json"));
byId("save-png").addEventListener("click", () => {
  const drawn = stage.querySelector("canvas"), margin = 30, copy = make("canvas", { width: drawn.width, height: drawn.height + margin }), ctx = copy.getContext("2d");
  ctx.fillStyle = colour("card"); ctx.fillRect(0, 0, copy.width, copy.height); ctx.drawImage(drawn, 0, 0);
  ctx.fillStyle = colour("soft"); ctx.font = "12px sans-serif"; ctx.fillText(byId("source").textContent, 8, copy.height - 11, copy.width - 16);
  copy.toBlob((blob) => save(blob, "png"));
});
