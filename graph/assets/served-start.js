// The beginning of a drawing in the explorer: a network of what the server placed. Nothing moves by itself.

const given = JSON.parse(document.getElementById("facts").textContent);
const nodes = new vis.DataSet(given.drawn);
const edges = new vis.DataSet(given.links.map((link, at) => ({ id: at, from: link.from, to: link.to })));
const network = new vis.Network(document.getElementById("mynetwork"), { nodes, edges }, given.options);
