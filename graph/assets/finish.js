// Light and dark, and the first look.

const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
function themed() { byId("theme").textContent = isDark() ? "Light" : "Dark"; paint(); network.redraw(); }
byId("theme").addEventListener("click", () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; themed(); });
system.addEventListener("change", themed);

byId("all-links").checked = !many;
fit();
fillTable();
choose(fromAddress() || facts.focus[0] || (byRank[0] ? byRank[0].id : null));
themed();
document.documentElement.dataset.ready = "true";
