// Suggestions under every field that has data-suggest, by the ARIA pattern of a combobox with a list. In a search field
// a suggestion opens its page, in another it fills the field in. Without a script, the fields are plain fields.
"use strict";

(() => {
  const WAIT = 120;
  const LONGEST = 120;
  const short = (text) => text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
  let count = 0;

  function attach(field) {
    const number = ++count;
    const list = document.createElement("ul");
    list.id = `suggested-${number}`;
    list.className = "suggested";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    list.hidden = true;
    const status = document.createElement("span");
    status.className = "hidden";
    status.setAttribute("role", "status");
    // beside the label, not in it: what is in a label is its name
    (field.closest("label") || field).after(list, status);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
    })) field.setAttribute(name, value);

    const opens = field.name === "q";
    let found = [];
    let at = -1;
    let timer = 0;
    let request = null;

    const close = () => {
      clearTimeout(timer);
      request?.abort();
      list.hidden = true;
      at = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };

    const place = () => {
      const box = field.getBoundingClientRect();
      const around = (list.offsetParent || document.body).getBoundingClientRect();
      list.style.width = `${Math.min(box.width, innerWidth - 12)}px`;
      const left = Math.max(6, Math.min(box.left, innerWidth - list.offsetWidth - 6));
      list.style.left = `${left - around.left}px`;
      list.style.top = `${box.bottom - around.top + 3}px`;
    };

    const choose = (place) => {
      at = place;
      [...list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
      if (at >= 0) {
        field.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      } else field.removeAttribute("aria-activedescendant");
    };

    const take = (place) => {
      const one = found[place];
      close();
      if (!one) return;
      if (opens) location.href = one.href;
      else {
        field.value = one.value;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    };

    const show = () => {
      list.replaceChildren(...found.map((one, place) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${place}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        const what = document.createElement("span");
        what.className = "what dim";
        what.textContent = one.kind;
        row.append(what, short(one.label));
        if (one.detail && one.detail !== one.label) {
          const more = document.createElement("span");
          more.className = "more dim";
          more.textContent = short(one.detail);
          row.append(more);
        }
        row.addEventListener("mousedown", (event) => { event.preventDefault(); take(place); });
        return row;
      }));
      at = -1;
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(found.length > 0));
      field.removeAttribute("aria-activedescendant");
      status.textContent = found.length ? `${found.length} suggestions` : "";
      if (found.length) place();
    };

    const ask = async () => {
      request?.abort();
      const text = field.value.trim();
      if (text.length < 2) { close(); return; }
      request = new AbortController();
      try {
        const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: request.signal });
        if (!answer.ok) { close(); return; }
        const all = await answer.json();
        if (document.activeElement !== field) return;
        found = opens ? all : all.filter((one) => one.kind === "instrument");
        show();
      } catch { /* another letter was typed, or the server is gone: the field works without suggestions */ }
    };

    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) { ask(); return; }
        const step = event.key === "ArrowDown" ? 1 : -1;
        const places = found.length + 1;
        choose((at + 1 + step + places) % places - 1);
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        take(at);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter") close();
    });
  }

  const ready = () => document.querySelectorAll("input[data-suggest]").forEach(attach);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
