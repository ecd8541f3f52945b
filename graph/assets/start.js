// What every part of a page uses: the facts, who is chosen, small helpers. view.py joins the parts inside one function:
// start, picture, panel, search, table, finish for a page that stands by itself (pyvis has drawn `network` from `nodes`
// and `edges` before), served-start, start, picture, panel, served-finish for one of the explorer, whose table the
// server writes. Every text of the facts enters the page as text (textContent), never as HTML.

const byId = (id) => document.getElementById(id);
const facts = JSON.parse(byId("facts").textContent);
const stage = byId("mynetwork");
const items = new Map(facts.nodes.map((n) => [n.id, n]));
const inTime = facts.nodes.slice().sort((a, b) => (a.year || 0) - (b.year || 0) || (a.date < b.date ? -1 : a.date > b.date ? 1 : 0) || (a.id < b.id ? -1 : 1));
const byRank = facts.nodes.slice().sort((a, b) => b.cited - a.cited || (a.id < b.id ? -1 : 1));
const placed = network.getPositions();
const place = {};
const sizes = new Map(nodes.get().map((n) => [n.id, n.size]));
const edgeOf = new Map(edges.get().map((e, at) => [e.id, facts.links[at]]));
const groupLabels = new Map([...document.querySelectorAll(".groups li")].map((li) => [li.firstChild.dataset.group, li.textContent]));
const hiddenKinds = new Set();
const many = facts.links.length > 220;
let chosen = null, chosenLink = null, hovered = null, near = new Set();
// what a table in the page does when another instrument is chosen, or a kind hidden
const hooks = { marked: () => {}, filled: () => {} };

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + (name || "none")).trim();
// what an instrument or a group is called where its place does not tell it
const word = (item) => (item.members ? item.name : item.label);
const plain = (text) => String(text).toLowerCase().replace(/[\s()[\]\-–’'".,]/g, "");
const visible = (id) => items.has(id) && !hiddenKinds.has(items.get(id).kind);
function kindIcon(kind) {
  const button = document.querySelector(`.kind[data-kind="${kind}"]`);
  return button ? button.querySelector("svg").cloneNode(true) : "";
}
function kindName(kind) {
  const button = document.querySelector(`.kind[data-kind="${kind}"]`);
  return button ? button.querySelector("span").textContent : kind;
}
