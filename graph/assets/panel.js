// The panel beside the picture, and choosing an instrument or a link by mouse or keyboard.

function sentence(mention) {
  const quote = make("blockquote"), at = mention.text ? mention.sentence.indexOf(mention.text) : -1;
  if (at < 0) quote.append(mention.sentence || mention.text);
  else quote.append(mention.sentence.slice(0, at), make("mark", {}, mention.text), mention.sentence.slice(at + mention.text.length));
  return quote;
}
function mentionBox(mention) {
  const where = [mention.unit, mention.verb && "“" + mention.verb + "”", mention.function, mention.pinpoint.length && "cites " + mention.pinpoint.join(", ")];
  const said = where.filter(Boolean).join(" · ");
  return make("div", { class: "mention" }, make("p", { class: "where" }, mention.href ? make("a", { href: mention.href }, said) : said), sentence(mention));
}
const verbs = (link) => [...new Set(link.mentions.map((m) => m.verb || m.function).filter(Boolean))].join(", ");
const times = (link) => link.count || link.mentions.length;
const citations = (number) => (number === 1 ? "One citation" : number + " citations");
function linkBox(link, other, open) {
  const does = verbs(link) || (link.mentions.length ? "" : citations(times(link)));
  const summary = make("summary", {}, make("b", {}, word(other)), gist(other) ? " " + short(gist(other), 90) : "", make("span", { class: "verb" }, does ? " – " + does : ""));
  const box = make("details", {}, summary, make("p", {}, make("button", { type: "button", class: "go", onclick: () => choose(other.id, true) }, "Go to " + other.name)), ...link.mentions.map(mentionBox));
  box.open = open;
  return box;
}
// "Security Council resolution 1820 (2008) [on acts of ...]" says little beside "1820 (2008)": its brackets do
const gist = (item) => (item.title === item.name ? "" : (/\[(on .+)\]$/.exec(item.title) || ["", item.title])[1]);
const tongues = typeof Intl.DisplayNames === "function" ? new Intl.DisplayNames(["en"], { type: "language" }) : null;
const language = (code) => { try { return tongues ? tongues.of(code) : code; } catch { return code; } };
const count = (number) => (number === 1 ? "1 instrument" : number + " instruments");
const short = (text, most) => (text.length > most ? text.slice(0, most - 1).trimEnd() + "…" : text);
const inYears = (key) => (a, b) => (items.get(a[key]).year || 0) - (items.get(b[key]).year || 0) || (a[key] < b[key] ? -1 : 1);
function official(item) {
  if (!item.page || !item.page.startsWith("https://undocs.org/")) return null;
  return make("p", {}, make("a", { href: item.page, target: "_blank", rel: "noopener noreferrer" }, "Official text at undocs.org"));
}
// what a page of the explorer adds: where one can go from here
function actions(item) {
  return item.actions ? make("ul", { class: "actions" }, ...item.actions.map(([words, href]) => make("li", {}, make("a", { href }, words)))) : "";
}
function known(item) {
  if (item.told) return item.told;
  if (item.loaded) return `In the whole collection it cites ${count(item.citing)} and is cited by ${count(item.cited)}.`;
  return `Known from ${count(item.cited)} that ${item.cited === 1 ? "cites" : "cite"} it; its own text is not in the collection.`;
}
function showPanel() {
  const panel = byId("panel");
  panel.replaceChildren();
  panel.scrollTop = 0;
  if (chosenLink) {
    const [citing, cited] = [items.get(chosenLink.from), items.get(chosenLink.to)];
    panel.append(make("p", { class: "badge" }, groupLabels.get(chosenLink.group) || ""),
      make("h2", {}, citing.name + " cites " + cited.name), make("p", {}, make("button", { type: "button", class: "go", onclick: () => choose(citing.id, true) }, citing.name), " ", gist(citing)),
      make("p", {}, make("button", { type: "button", class: "go", onclick: () => choose(cited.id, true) }, cited.name), " ", gist(cited)),
      make("h3", {}, citations(times(chosenLink))), ...chosenLink.mentions.map(mentionBox));
  } else if (chosen) {
    const item = items.get(chosen);
    const cites = facts.links.filter((l) => l.from === chosen).sort(inYears("to")), cited = facts.links.filter((l) => l.to === chosen).sort(inYears("from"));
    panel.append(make("p", { class: "badge" }, kindIcon(item.kind), item.members ? "A group" : kindName(item.kind), !item.members && (item.date || item.year) ? " · " + (item.date || item.year) : ""), make("h2", {}, item.name),
      make("p", {}, item.title === item.name ? "" : item.title), official(item) || "",
      item.languages.length > 1 || (item.languages.length && item.languages[0] !== "en") ? make("p", {}, "Loaded in " + item.languages.map(language).join(", ")) : "",
      make("p", { class: "dim" }, known(item)), actions(item));
    if (cited.length) panel.append(make("h3", {}, `Cited here by ${cited.length}`), ...cited.map((l, at) => linkBox(l, items.get(l.from), at === 0)));
    if (cites.length) panel.append(make("h3", {}, `Cites ${cites.length} of these`), ...cites.map((l, at) => linkBox(l, items.get(l.to), at === 0 && !cited.length)));
  } else {
    panel.append(make("h2", {}, "Nothing selected"), make("p", { class: "dim" }, facts.hint || "Click an instrument or a link, or find one by symbol or title."));
  }
}

function choose(id, show) {
  if (id !== null && !items.has(id)) return;
  chosen = id; chosenLink = null;
  if (id && hiddenKinds.has(items.get(id).kind)) toggleKind(items.get(id).kind);
  after();
  if (id && show) {
    const at = network.canvasToDOM(place[id]);
    if (at.x < 30 || at.y < 20 || at.x > stage.clientWidth - 30 || at.y > stage.clientHeight - AXIS - 20) network.moveTo({ position: place[id] });
  }
}
function chooseLink(link) { chosen = null; chosenLink = link; after(); }
function after() {
  network.selectNodes(chosen ? [chosen] : [], false);
  paint(); showPanel();
  hooks.marked();
}
network.on("click", (event) => {
  if (event.nodes.length && items.get(event.nodes[0]).open) location.href = items.get(event.nodes[0]).open;
  else if (event.nodes.length) choose(event.nodes[0]);
  else if (event.edges.length) chooseLink(edgeOf.get(event.edges[0]));
  else choose(null);
});
network.on("doubleClick", (event) => { if (event.nodes.length) network.moveTo({ position: place[event.nodes[0]], scale: Math.max(network.getScale() * 1.6, 1) }); });
function tip(at, ...lines) {
  const box = byId("tip");
  box.replaceChildren(...lines);
  box.hidden = false;
  box.style.left = Math.min(Math.max(at.x + 12, 4), Math.max(stage.clientWidth - box.offsetWidth - 6, 4)) + "px";
  box.style.top = Math.max(at.y - box.offsetHeight - 12, 4) + "px";
}
network.on("hoverNode", (event) => {
  hovered = event.node;
  const item = items.get(event.node);
  tip(network.canvasToDOM(place[event.node]), make("b", {}, item.name), short(gist(item), 160), make("div", {}, [item.members ? "" : item.date || item.year, item.told ? short(item.told, 160) : `cited by ${item.cited}`].filter(Boolean).join(" · ")));
  network.redraw();
});
network.on("hoverEdge", (event) => {
  const link = edgeOf.get(event.edge), mention = link.mentions[0];
  tip(event.pointer.DOM, make("b", {}, `${word(items.get(link.from))} → ${word(items.get(link.to))}`), [verbs(link), mention ? mention.unit : citations(times(link))].filter(Boolean).join(" · "));
});
const leave = () => { hovered = null; byId("tip").hidden = true; };
network.on("blurNode", () => { leave(); network.redraw(); });
network.on("blurEdge", leave);
network.on("dragStart", leave);

function toggleKind(kind) {
  if (!hiddenKinds.delete(kind)) hiddenKinds.add(kind);
  document.querySelector(`.kind[data-kind="${kind}"]`).setAttribute("aria-pressed", String(!hiddenKinds.has(kind)));
  paint(); hooks.filled();
}
document.querySelectorAll(".kind").forEach((button) => button.addEventListener("click", () => toggleKind(button.dataset.kind)));
byId("all-links").addEventListener("change", paint);
byId("nearer").addEventListener("click", () => zoom(1.35));
byId("farther").addEventListener("click", () => zoom(1 / 1.35));
byId("fit").addEventListener("click", fit);
// the wheel scrolls the page; it zooms with Ctrl, as in a map
stage.addEventListener("wheel", (event) => { if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); }, { capture: true });
stage.addEventListener("keydown", (event) => {
  const shown = inTime.filter((n) => visible(n.id)), at = shown.findIndex((n) => n.id === chosen);
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  if (event.key in steps && shown.length) choose(shown[(at + steps[event.key] + (at < 0 && steps[event.key] < 0 ? 1 : 0) + shown.length) % shown.length].id, true);
  else if (event.key === "+" || event.key === "=") zoom(1.35);
  else if (event.key === "-") zoom(1 / 1.35);
  else if (event.key === "0") fit();
  else if (event.key === "Escape") choose(null);
  else if (event.key === "Enter") byId("panel").focus();
  else return;
  event.preventDefault();
});
function fromAddress() {
  let wanted = "";
  try { wanted = decodeURIComponent(location.hash.slice(1)); } catch (error) { wanted = location.hash.slice(1); }
  return items.has(wanted) ? wanted : null;
}
addEventListener("hashchange", () => { const id = fromAddress(); if (id) choose(id, true); });
addEventListener("resize", () => { network.setSize("100%", "100%"); fit(); });
