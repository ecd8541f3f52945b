// The end of a drawing in the explorer: the look follows the page's own switch; the first look at what is asked for.

const redrawn = () => { paint(); network.redraw(); };
new MutationObserver(redrawn).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawn);
// the way between two ends is shown whole; of all else the citations of what is chosen come first
byId("all-links").checked = !many || facts.clear;
fit();
choose(fromAddress() || (facts.clear ? null : facts.focus[0]) || null);
redrawn();
document.documentElement.dataset.ready = "true";
