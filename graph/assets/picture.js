// The picture: lanes and years behind it, names that never overlap, lines by what a citation does.

const world = {
  left: facts.years.length ? facts.years[0][1] : 0, right: facts.years.length ? facts.years[facts.years.length - 1][2] : 100,
  top: facts.lanes.length ? facts.lanes[0][1] : 0, bottom: facts.lanes.length ? facts.lanes[facts.lanes.length - 1][2] : 100,
};
const AXIS = 26, SIDE = 14;
let stretch = 1;
// The lanes are drawn apart until they fill the height of the window; the years keep the places they were given.
function arrange() {
  const wide = stage.clientWidth - 2 * SIDE, high = stage.clientHeight - AXIS - 8;
  const scale = Math.min(wide / (world.right - world.left), 1.6);
  stretch = Math.min(Math.max(high / ((world.bottom - world.top) * scale), 0.75), 6);
  for (const id of items.keys()) place[id] = { x: placed[id].x, y: placed[id].y * stretch };
  nodes.update(facts.nodes.map((n) => ({ id: n.id, y: place[n.id].y })));
}
function fit() {
  arrange();
  const wide = stage.clientWidth - 2 * SIDE, high = stage.clientHeight - AXIS - 8;
  const tall = (world.bottom - world.top) * stretch;
  const scale = Math.min(wide / (world.right - world.left), high / tall, 1.6);
  network.moveTo({ position: { x: (world.left + world.right) / 2, y: world.top * stretch + tall / 2 + AXIS / 2 / scale }, scale });
}
function zoom(factor) {
  network.moveTo({ scale: Math.min(Math.max(network.getScale() * factor, 0.05), 4) });
}

const DASHES = { change: [9, 5], contradiction: [2, 4], "": [1, 5] };
const WIDTHS = { basis: 2.4, change: 2.2, contradiction: 2.2, stance: 1.5 };
function nodeColour(id) {
  // a group is a ring with a number in it, an instrument is filled
  const group = items.get(id).members, background = group ? colour("card") : nodes.get(id).color.background;
  const border = id === chosen || facts.focus.includes(id) ? colour("ink") : group ? colour("soft") : background;
  return { background, border, highlight: { background, border: colour("ink") }, hover: { background, border: colour("ink") } };
}
function paint() {
  near = new Set(chosen ? [chosen] : chosenLink ? [chosenLink.from, chosenLink.to] : []);
  if (chosen) for (const link of facts.links) if (link.from === chosen || link.to === chosen) near.add(link.from).add(link.to);
  const all = byId("all-links").checked;
  edges.update([...edgeOf].map(([id, link]) => {
    const own = chosenLink ? link === chosenLink : !chosen || link.from === chosen || link.to === chosen;
    const shown = visible(link.from) && visible(link.to) && (own ? chosen || chosenLink || all : all);
    const faint = !own || (!chosen && !chosenLink && !facts.clear), clear = near.size > 90 ? 0.45 : near.size > 40 ? 0.65 : 0.85;
    return {
      id, hidden: !shown, dashes: DASHES[link.group] || false,
      width: (WIDTHS[link.group] || 1.2) * (faint ? 0.7 : 1) * lineScale,
      color: { color: colour(link.group), highlight: colour(link.group), hover: colour(link.group), opacity: faint ? (many ? 0.16 : 0.3) : clear },
    };
  }));
  nodes.update(facts.nodes.map((n) => ({
    id: n.id, hidden: !visible(n.id), opacity: near.size === 0 || near.has(n.id) ? 1 : 0.32,
    borderWidth: n.id === chosen ? 4 : facts.focus.includes(n.id) ? 3 : n.members ? 2 : 1,
    color: nodeColour(n.id),
  })));
}
// lines keep a readable width however far the whole had to be scaled down
const lineScale = Math.min(3, Math.max(1, 0.75 * Math.max((world.right - world.left) / Math.max(stage.clientWidth, 1), 1)));

network.on("beforeDrawing", (ctx) => {
  ctx.save();
  facts.lanes.forEach(([, top, bottom], at) => {
    if (at % 2 === 0) { ctx.fillStyle = colour("band"); ctx.fillRect(world.left - 9000, top * stretch, world.right - world.left + 18000, (bottom - top) * stretch); }
  });
  ctx.strokeStyle = colour("rule");
  ctx.lineWidth = 1 / network.getScale();
  facts.years.forEach(([, left, right, gap]) => {
    ctx.globalAlpha = 0.7;
    ctx.setLineDash(gap ? [4 / network.getScale(), 4 / network.getScale()] : []);
    for (const x of gap ? [left, right] : [left]) { ctx.beginPath(); ctx.moveTo(x, world.top - 9000); ctx.lineTo(x, world.bottom + 9000); ctx.stroke(); }
  });
  ctx.restore();
});

network.on("afterDrawing", (ctx) => {
  const ratio = ctx.canvas.width / stage.clientWidth;
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  const taken = drawLanes(ctx);
  drawNames(ctx, taken);
  drawAxis(ctx);
  ctx.restore();
});

const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
function drawLanes(ctx) {
  ctx.font = "600 11px " + FONT; ctx.textAlign = "left"; ctx.textBaseline = "top";
  return facts.lanes.map(([name, top]) => {
    const y = network.canvasToDOM({ x: 0, y: top * stretch }).y + 4, wide = ctx.measureText(name).width;
    ctx.fillStyle = colour("soft"); ctx.fillText(name, 8, y);
    return [6, y - 1, 8 + wide + 4, y + 13];
  });
}

// Names in the order of their weight; one that would touch another name or an instrument waits for a nearer zoom.
function drawNames(ctx, taken) {
  const scale = network.getScale();
  const boxes = taken.slice(), dots = [];
  for (const n of facts.nodes) if (visible(n.id)) {
    const at = network.canvasToDOM(place[n.id]), r = sizes.get(n.id) * scale * 0.92;
    dots.push([at.x - r, at.y - r, at.x + r, at.y + r, n.id]);
  }
  const first = [hovered, chosen, ...facts.focus].filter((id) => id && visible(id));
  const order = [...new Set([...first, ...byRank.filter((n) => near.has(n.id)).map((n) => n.id), ...byRank.map((n) => n.id)])];
  ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
  const touches = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
  for (const id of order) {
    if (!visible(id) || !items.get(id).label) continue;
    const lead = first.includes(id);
    ctx.font = (lead ? "700 12.5px " : "11.5px ") + FONT;
    const label = labelOf(items.get(id), scale), half = ctx.measureText(label).width / 2 + 2, at = network.canvasToDOM(place[id]), r = sizes.get(id) * scale + 2;
    if (at.x < -20 || at.y < -20 || at.x > stage.clientWidth + 20 || at.y > stage.clientHeight) continue;
    const inside = (x) => Math.min(Math.max(x, half + 2), stage.clientWidth - half - 2);
    const spots = [[inside(at.x), at.y + r + 7], [inside(at.x), at.y - r - 7], [at.x + r + half, at.y], [at.x - r - half, at.y]];
    let written = false;
    const write = ([x, y]) => {
      boxes.push([x - half, y - 6.5, x + half, y + 6.5]);
      ctx.globalAlpha = near.size === 0 || near.has(id) || lead ? 1 : 0.5;
      ctx.strokeStyle = colour("card"); ctx.lineWidth = 3.5; ctx.strokeText(label, x, y);
      ctx.fillStyle = colour("ink"); ctx.fillText(label, x, y);
      written = true;
    };
    for (const [x, y] of spots) {
      if (x !== inside(x) || y > stage.clientHeight - AXIS - 8 || y < 8) continue;
      const box = [x - half, y - 6.5, x + half, y + 6.5];
      const free = !boxes.some((b) => touches(box, b)) && !dots.some((d) => d[4] !== id && touches(box, d));
      if (free) { write([x, y]); break; }
    }
    if (lead && !written) write(spots[0]);
  }
  ctx.globalAlpha = 1;
  for (const n of facts.nodes) if (n.members && visible(n.id)) drawNumber(ctx, n, sizes.get(n.id) * scale);
}

// How many instruments a group holds stands in its ring, or behind its name where the ring has no room for it.
const numberSize = (n, radius) => Math.min(13, (radius * 1.7) / Math.max(String(n.members).length * 0.62, 1));
const labelOf = (n, scale) => (n.members && numberSize(n, sizes.get(n.id) * scale) < 7.5 ? `${n.label} (${n.members})` : n.label);
function drawNumber(ctx, n, radius) {
  const at = network.canvasToDOM(place[n.id]), text = String(n.members), size = numberSize(n, radius);
  if (size < 7.5) return;
  ctx.font = `700 ${size}px ${FONT}`;
  ctx.globalAlpha = near.size === 0 || near.has(n.id) ? 1 : 0.5;
  ctx.fillStyle = colour("ink"); ctx.fillText(text, at.x, at.y + 0.5);
  ctx.globalAlpha = 1;
}

function drawAxis(ctx) {
  const y = stage.clientHeight - AXIS;
  ctx.fillStyle = colour("card"); ctx.fillRect(0, y, stage.clientWidth, AXIS);
  ctx.strokeStyle = colour("soft"); ctx.lineWidth = 1;
  ctx.beginPath(); ctx.moveTo(0, y + 0.5); ctx.lineTo(stage.clientWidth, y + 0.5); ctx.stroke();
  ctx.textAlign = "center"; ctx.textBaseline = "middle";
  const spans = facts.years.map(([label, left, right, gap, empty]) => ({ label, gap, empty, from: network.canvasToDOM({ x: left, y: 0 }).x, to: network.canvasToDOM({ x: right, y: 0 }).x }));
  const done = [];
  // round years first, so that a crowded axis is named at even distances; years without an instrument last
  const weight = (span) => (span.label === "no date" ? 0 : span.gap ? 5 : span.empty ? 4 : [[10, 0], [5, 1], [2, 2]].find(([by]) => span.label % by === 0)?.[1] ?? 3);
  for (const span of spans.slice().sort((a, b) => weight(a) - weight(b) || a.from - b.from)) {
    ctx.font = (span.gap ? "10.5px " : "600 10.5px ") + FONT;
    const x = (span.from + span.to) / 2;
    for (const text of span.gap ? [span.label, "⋯"] : [span.label, /^\d{4}s?$/.test(span.label) ? "’" + span.label.slice(2) : "n.d."]) {
      const half = ctx.measureText(text).width / 2 + 2;
      if (x - half < 0 || x + half > stage.clientWidth || done.some(([a, b]) => x - half < b && x + half > a)) continue;
      done.push([x - half, x + half]);
      ctx.fillStyle = colour(span.gap || span.empty ? "soft" : "ink"); ctx.fillText(text, x, y + AXIS / 2 + 1);
      break;
    }
  }
}
