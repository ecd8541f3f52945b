// The workbench in the browser: what the editor offers while one types, cells with links, light and dark.
"use strict";

globalThis.lexlineCell = (params) => {
  const value = params.value === null || params.value === undefined ? "" : String(params.value);
  const address = params.data?.[params.link];
  if (!address) return document.createTextNode(value);
  const link = document.createElement("a");
  link.href = address;
  link.textContent = value;
  if (!address.startsWith("/")) link.rel = "noreferrer";
  return link;
};

const EDITOR = { "aria-label": "Query in SPARQL; Escape, then Tab leaves the editor" };

// The editor has a name from the moment at which it stands there.
new MutationObserver((_, observer) => {
  const content = document.querySelector(".cm-content");
  if (!content) return;
  for (const [name, value] of Object.entries(EDITOR)) content.setAttribute(name, value);
  observer.disconnect();
}).observe(document.documentElement, { childList: true, subtree: true });

globalThis.lexlineEditor = async (id, address) => {
  const [CM, answer] = await Promise.all([import("nicegui-codemirror"), fetch(address)]);
  const { terms, prefixes } = await answer.json();
  const words = ("SELECT ASK CONSTRUCT DESCRIBE WHERE DISTINCT REDUCED FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND " +
    "VALUES AS EXISTS IN ORDER BY ASC DESC GROUP HAVING LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR " +
    "STR LANG DATATYPE IRI BOUND IF COALESCE REGEX REPLACE CONTAINS STRSTARTS STRENDS STRLEN SUBSTR UCASE LCASE CONCAT " +
    "STRBEFORE STRAFTER YEAR MONTH DAY ABS ROUND isIRI isLiteral PREFIX UNDEF").split(" ");
  const named = [
    ...terms.map(([label, kind, told]) => ({ label, type: kind, detail: told })),
    ...Object.entries(prefixes).map(([name, iri]) => ({ label: `${name}:`, type: "namespace", detail: iri })),
  ];
  const keywords = words.map((label) => ({ label, type: "keyword" }));
  const source = (context) => {
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) {
      const found = new Set(context.state.doc.toString().match(/[?$]\w+/g));
      found.delete(variable.text);
      return { from: variable.from, options: [...found].map((label) => ({ label, type: "variable" })) };
    }
    const word = context.matchBefore(/[\w-]+:?[\w-]*/);
    if (!word && !context.explicit) return null;
    const from = word ? word.from : context.pos;
    return { from, options: word?.text.includes(":") ? named : [...keywords, ...named], validFor: /^[\w-]*:?[\w-]*$/ };
  };
  const editor = await found(() => getElement(id)?.editor);
  editor.dispatch({
    effects: CM.StateEffect.appendConfig.of([
      CM.EditorState.languageData.of(() => [{ autocomplete: source }]),
      CM.EditorView.contentAttributes.of(EDITOR),
    ]),
  });
  editor.scrollDOM.tabIndex = 0;
};

// Put a text in place of the selection.
globalThis.lexlineInsert = (id, text) => {
  const editor = getElement(id).editor;
  const { from, to } = editor.state.selection.main;
  editor.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length } });
  editor.focus();
};

// Put a text before all that the editor holds.
globalThis.lexlineBefore = (id, text) => {
  const editor = getElement(id).editor;
  editor.dispatch({ changes: { from: 0, insert: text } });
  editor.focus();
};

// The server tells the editor what it holds with every change of look. What it tells may be older than what has been
// typed since, and would undo it: the text is changed here only, and the server hears of it.
async function ownText() {
  const own = await found(bench);
  own.setEditorValue = () => {};
}

// The editor as NiceGUI has it.
function bench() {
  const box = document.querySelector(".cm-editor")?.closest("[id^='c']");
  return box && getElement(Number(box.id.slice(1)));
}

// Tell the server what the editor holds, whole, once there is a connection; what was wanted last counts.
const wanted = new Map();
globalThis.lexlineSend = async (name) => {
  const editor = bench()?.editor;
  if (!editor) return;
  const waits = wanted.has(name);
  wanted.set(name, editor.state.doc.toString());
  if (waits) return;
  await found(() => globalThis.did_handshake);
  const text = wanted.get(name);
  wanted.delete(name);
  emitEvent(name, text);
};

// Ahead of the editor, to which the keys would mean a new line as long as it knows no better.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.closest?.(".cm-content")) return;
  event.preventDefault();
  event.stopPropagation();
  lexlineSend("ask");
}, true);

globalThis.lexlineAddress = (address) => history.replaceState(null, "", address);

async function found(look) {
  for (;;) {
    const value = look();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

(async () => {
  await found(() => globalThis.Quasar && globalThis.emitEvent && document.querySelector(".q-layout"));
  await ownText();
  const root = document.documentElement;
  const wide = matchMedia("(prefers-color-scheme: dark)");
  let last = null;
  const look = () => {
    const dark = root.dataset.theme === "dark" || (root.dataset.theme !== "light" && wide.matches);
    if (dark === last) return;
    last = dark;
    Quasar.Dark.set(dark);
    emitEvent("look", dark);
  };
  new MutationObserver(look).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  wide.addEventListener("change", look);
  look();
})();
