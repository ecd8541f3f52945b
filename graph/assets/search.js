// Finding an instrument by symbol or title.

const search = byId("search"), hits = byId("hits");
let current = -1;
function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean), whole = plain(search.value);
  const found = !whole ? [] : byRank.filter((n) => plain(n.id).includes(whole) || plain(n.label).includes(whole) || words.every((w) => (n.title + " " + n.label + " " + n.id).toLowerCase().includes(w)));
  current = found.length ? 0 : -1;
  hits.replaceChildren(...found.slice(0, 12).map((n, at) => make("li", { role: "option", id: "hit-" + at, "aria-selected": String(at === current), "data-id": n.id, onmousedown: (event) => { event.preventDefault(); take(n.id); } }, make("b", {}, n.name), make("small", {}, short(gist(n), 90)))));
  if (whole && !found.length) hits.replaceChildren(make("li", { role: "option", "aria-disabled": "true" }, "Nothing in this picture has that symbol or title."));
  open(Boolean(whole));
}
function open(shown) {
  hits.hidden = !shown;
  search.setAttribute("aria-expanded", String(shown));
  if (shown && current >= 0) search.setAttribute("aria-activedescendant", "hit-" + current); else search.removeAttribute("aria-activedescendant");
}
function take(id) { search.value = id; open(false); choose(id, true); }
search.addEventListener("input", find);
search.addEventListener("focus", () => { if (search.value) find(); });
search.addEventListener("blur", () => open(false));
search.addEventListener("keydown", (event) => {
  const options = [...hits.querySelectorAll("[data-id]")];
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
    current = (current + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === current)));
    options[current].scrollIntoView({ block: "nearest" });
    open(true);
    event.preventDefault();
  } else if (event.key === "Enter" && options[current]) take(options[current].dataset.id);
  else if (event.key === "Escape") open(false);
});
