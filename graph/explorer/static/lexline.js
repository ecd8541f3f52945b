// What every page can do with a script: light or dark, keys, cards over citations, copying. Pages work without it.
"use strict";

(() => {
  const root = document.documentElement;
  const stored = (() => { try { return localStorage.getItem("lexline-theme"); } catch { return null; } })();
  if (stored === "light" || stored === "dark") root.dataset.theme = stored;

  function ready() {
    look();
    keys();
    cards();
    copies();
  }

  function look() {
    const button = document.getElementById("look");
    if (!button) return;
    const dark = () => root.dataset.theme === "dark" ||
      (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    const name = () => { button.textContent = dark() ? "Light" : "Dark"; };
    button.hidden = false;
    name();
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("lexline-theme", root.dataset.theme); } catch { /* a private window keeps nothing */ }
      name();
    });
  }

  function keys() {
    const dialog = document.getElementById("keys");
    const button = document.getElementById("keys-button");
    const field = document.getElementById("search-field") || document.getElementById("quick");
    const paths = {};
    for (const link of document.querySelectorAll("header nav a")) paths[link.textContent.trim()] = link.href;
    const go = { o: "Overview", l: "Lineage", m: "Mandates", b: "Obligations", t: "Themes", q: "SPARQL", c: "Check a draft" };
    let waiting = false;
    if (button && dialog) {
      button.hidden = false;
      button.addEventListener("click", () => dialog.showModal());
    }
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable=true], [contenteditable='']");
      if (typing || event.ctrlKey || event.metaKey || event.altKey || dialog?.open) return;
      if (waiting && go[event.key] && paths[go[event.key]]) {
        waiting = false;
        location.href = paths[go[event.key]];
        return;
      }
      waiting = event.key === "g";
      if (event.key === "/" && field) {
        event.preventDefault();
        field.focus();
        field.select();
      } else if (event.key === "?" && dialog) {
        event.preventDefault();
        dialog.showModal();
      }
    });
  }

  function cards() {
    const card = document.createElement("div");
    card.id = "card";
    card.setAttribute("role", "tooltip");
    card.hidden = true;
    document.body.append(card);
    let owner = null;
    const show = (link) => {
      owner = link;
      card.textContent = link.dataset.card.trim();
      card.hidden = false;
      const place = link.getBoundingClientRect();
      const left = Math.min(place.left, innerWidth - card.offsetWidth - 8);
      const below = place.bottom + card.offsetHeight + 12 < innerHeight;
      card.style.left = `${Math.max(8, left) + scrollX}px`;
      card.style.top = `${(below ? place.bottom + 6 : place.top - card.offsetHeight - 6) + scrollY}px`;
      link.setAttribute("aria-describedby", "card");
    };
    const hide = () => {
      owner?.removeAttribute("aria-describedby");
      owner = null;
      card.hidden = true;
    };
    const over = (event) => {
      const link = event.target.closest?.("[data-card]");
      if (link && link !== owner) { hide(); show(link); } else if (!link) hide();
    };
    document.addEventListener("mouseover", over);
    document.addEventListener("focusin", over);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  }

  function copies() {
    for (const button of document.querySelectorAll("button.copy")) {
      if (!navigator.clipboard) continue;
      button.hidden = false;
      button.addEventListener("click", async () => {
        const name = button.textContent;
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = name; }, 1500);
      });
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
