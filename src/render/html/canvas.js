// The drawing: moving and zooming, which names fit, what is lit, and walking along it by keyboard.

const svg = byId("graph");
const nodeElements = [...byId("nodes").children];
const lineElements = [...byId("claims").children];
const hitElements = lineElements.map((line) => {
  const hit = line.cloneNode();
  hit.setAttribute("class", "hit");
  return hit;
});
byId("claims").append(...hitElements);

const view = { x: svg.viewBox.baseVal.x, y: svg.viewBox.baseVal.y, w: svg.viewBox.baseVal.width, h: svg.viewBox.baseVal.height };
const everything = { ...view };

const nameElements = [...byId("names").children];
byId("names").setAttribute("aria-hidden", "true");

/** Names at their own size, measured once. */
const nameSizes = nameElements.map((name) => ({ w: name.getBBox().width, h: 14 * name.childElementCount }));
const signHalves = nodeElements.map((node) => 10 * node.querySelector("use").transform.baseVal.consolidate().matrix.a);

/** Screen pixels per pixel of the drawing. */
const zoomOf = () => Math.min(svg.clientWidth / view.w, svg.clientHeight / view.h) || 1;

/** Signs and names keep about their size on the screen, whatever the zoom; many signs in little room are small. */
const signScale = (zoom) => {
  const room = Math.sqrt((svg.clientWidth * svg.clientHeight) / Math.max(nodes.length, 1));
  return Math.min(Math.max(zoom, Math.min(Math.max(room / 80, 0.42), 0.8)), 1.3);
};
const nameScale = (zoom) => Math.min(Math.max(zoom, 0.94), 1.2);

function look() {
  const zoom = zoomOf();
  svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
  svg.style.setProperty("--face", signScale(zoom) / zoom);
  svg.classList.toggle("far", zoom < 0.75);
  scheduleNames();
}

let isScheduled = false;
function scheduleNames() {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    placeNames();
  });
}

/** Where a name may stand around its sign: below, right, left, above. */
const SIDES = [
  { anchor: "middle", way: [0, 1], x: () => 0, y: (half) => half + 2 },
  { anchor: "start", way: [1, 0], x: (half) => half + 5, y: (half, { h }) => -h / 2 },
  { anchor: "end", way: [-1, 0], x: (half) => -half - 5, y: (half, { h }) => -h / 2 },
  { anchor: "middle", way: [0, -1], x: () => 0, y: (half, { h }) => -half - 3 - h },
];

/** Returns the sides of a sign, those first that its lines do not leave by. */
function sidesOf(index) {
  const isDim = svg.classList.contains("dim");
  const lines = claimsAt[index].filter((claim) => (isDim ? lit.claims.has(claim) : visible.claims[claim]));
  let [x, y] = [0, 0];
  for (const claim of lines) {
    const other = nodes[otherEnd(claims[claim], index)];
    const [dx, dy] = [nodes[index].x - other.x, nodes[index].y - other.y];
    const length = Math.hypot(dx, dy) || 1;
    x += dx / length;
    y += dy / length;
  }
  const worth = ({ way }) => way[0] * x + way[1] * y;
  return lines.length === 0 ? SIDES : [...SIDES].sort((a, b) => worth(b) - worth(a));
}

/** Returns the rectangle of a name at a side of its sign, in screen pixels around the middle of the view. */
function nameBox(index, side, zoom) {
  const scale = nameScale(zoom);
  const size = { w: nameSizes[index].w * scale, h: nameSizes[index].h * scale };
  const half = signHalves[index] * signScale(zoom);
  const { x, y } = onScreen(index, zoom);
  const l = x + side.x(half, size) - { start: 0, middle: size.w / 2, end: size.w }[side.anchor];
  const t = y + side.y(half, size);
  return { l: l - 3, r: l + size.w + 3, t, b: t + size.h, anchorX: x + side.x(half, size), anchor: side.anchor };
}

const onScreen = (index, zoom) => ({
  x: (nodes[index].x - view.x - view.w / 2) * zoom,
  y: (nodes[index].y - view.y - view.h / 2) * zoom,
});

function setName(index, box, zoom) {
  const scale = nameScale(zoom);
  const x = box.anchorX / zoom + view.x + view.w / 2;
  const y = (box.t + 11 * scale) / zoom + view.y + view.h / 2;
  nameElements[index].setAttribute("transform", `translate(${x} ${y}) scale(${scale / zoom})`);
  nameElements[index].setAttribute("text-anchor", box.anchor);
}

/** Shows as many names as fit beside each other and the signs, the most important first. */
function placeNames() {
  const zoom = zoomOf();
  const order = namesInOrder();
  const signs = order.map((index) => signBox(index, zoom));
  const names = [];
  const [halfWidth, halfHeight] = [svg.clientWidth / 2, svg.clientHeight / 2];
  const isWithin = (box) => box.l > -halfWidth && box.r < halfWidth && box.t > -halfHeight && box.b < halfHeight;
  nameElements.forEach((name) => name.classList.add("quiet"));
  order.forEach((index, rank) => {
    if (svg.classList.contains("dim") && !lit.nodes.has(index)) return;
    const boxes = sidesOf(index).map((side) => nameBox(index, side, zoom));
    const isFree = (box) => isWithin(box) && !names.some((other) => overlap(box, other));
    const isClear = (box) => isFree(box) && !signs.some((sign, at) => at !== rank && overlap(box, sign));
    const mayCover = lit.chosen.has(index) || (lit.nodes.size === 0 && claimsAt[index].length >= 25);
    const box = boxes.find(isClear) ?? (mayCover ? boxes.find(isFree) : undefined) ?? (lit.chosen.has(index) ? boxes[0] : undefined);
    if (!box) return;
    names.push(box);
    setName(index, box, zoom);
    nameElements[index].classList.remove("quiet");
  });
}

function signBox(index, zoom) {
  const half = signHalves[index] * signScale(zoom) * 0.9;
  const { x, y } = onScreen(index, zoom);
  return { l: x - half, r: x + half, t: y - half, b: y + half };
}

/** Shows the name of one node, whatever it covers, until another is told. */
function tellName(index) {
  for (const name of nameElements) name.classList.remove("told");
  if (index === undefined || !visible.nodes[index]) return;
  const zoom = zoomOf();
  if (nameElements[index].classList.contains("quiet")) setName(index, nameBox(index, SIDES[0], zoom), zoom);
  nameElements[index].classList.add("told");
}

const overlap = (a, b) => a.l < b.r && b.l < a.r && a.t < b.b && b.t < a.b;

/** Returns the nodes shown: what is chosen, what is lit, then by number of claims. */
function namesInOrder() {
  const rank = (index) => (lit.chosen.has(index) ? 0 : lit.nodes.has(index) ? 1 : 2);
  const order = [...nodes.keys()].filter((index) => visible.nodes[index]);
  return order.sort((a, b) => rank(a) - rank(b) || claimsAt[b].length - claimsAt[a].length || a - b);
}

/** Zooms by a factor around a point of the drawing. */
function zoomBy(factor, at = { x: view.x + view.w / 2, y: view.y + view.h / 2 }) {
  const zoom = zoomOf();
  const wanted = Math.min(Math.max(zoom * factor, 0.05), 6);
  const by = zoom / wanted;
  view.x = at.x - (at.x - view.x) * by;
  view.y = at.y - (at.y - view.y) * by;
  view.w *= by;
  view.h *= by;
  look();
}

function moveBy(x, y) {
  view.x += x;
  view.y += y;
  look();
}

/** Shows some nodes, not larger than their own size; everything without any. */
function fitTo(indices) {
  const points = indices.map((index) => nodes[index]);
  const room = { x: 110, y: 90 };
  const left = Math.min(...points.map((point) => point.x)) - room.x;
  const top = Math.min(...points.map((point) => point.y)) - room.y / 2;
  const box = points.length === 0 ? everything : {
    x: left, y: top,
    w: Math.max(...points.map((point) => point.x)) + room.x - left,
    h: Math.max(...points.map((point) => point.y)) + room.y - top,
  };
  const { clientWidth: width, clientHeight: height } = svg;
  if (!width || !height) return;
  const zoom = Math.min(width / box.w, height / box.h, 1.3);
  view.w = width / zoom;
  view.h = height / zoom;
  view.x = box.x + box.w / 2 - view.w / 2;
  view.y = box.y + box.h / 2 - view.h / 2;
  look();
}

const fitShown = () => fitTo([...nodes.keys()].filter((index) => visible.nodes[index]));

/** Moves the view if a point lies outside it. */
function bringIntoView({ x, y }) {
  const margin = 60 / zoomOf();
  const isInside = x > view.x + margin && x < view.x + view.w - margin && y > view.y + margin && y < view.y + view.h - margin;
  if (!isInside) moveBy(x - view.x - view.w / 2, y - view.y - view.h / 2);
}

/** Returns the point of the drawing under a pointer. */
function pointAt({ clientX, clientY }) {
  const matrix = svg.getScreenCTM();
  return { x: (clientX - matrix.e) / matrix.a, y: (clientY - matrix.f) / matrix.d };
}

// Lit things stand out; all else is pale.
const lit = { nodes: new Set(), claims: new Set(), chosen: new Set() };

function light(litNodes, litClaims, chosenNodes = []) {
  lit.nodes = new Set(litNodes);
  lit.claims = new Set(litClaims);
  lit.chosen = new Set(chosenNodes);
  svg.classList.toggle("dim", lit.nodes.size > 0);
  nodeElements.forEach((node, index) => {
    node.classList.toggle("lit", lit.nodes.has(index));
    node.classList.toggle("chosen", lit.chosen.has(index));
  });
  lineElements.forEach((line, index) => line.classList.toggle("lit", lit.claims.has(index)));
  scheduleNames();
}

// Pointers: one moves, two pinch, a still one chooses.
const pointers = new Map();
let hasMoved = false;

svg.addEventListener("pointerdown", (event) => {
  if (event.button > 0) return;
  if (pointers.size === 0) hasMoved = false;
  pointers.set(event.pointerId, event);
});

window.addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  const [x, y] = [event.clientX - before.clientX, event.clientY - before.clientY];
  if (!hasMoved && Math.hypot(x, y) < 5) return;
  hasMoved = true;
  const zoom = zoomOf();
  if (pointers.size === 2) {
    const [other] = [...pointers.values()].filter((pointer) => pointer.pointerId !== event.pointerId);
    const spread = (pointer) => Math.hypot(pointer.clientX - other.clientX, pointer.clientY - other.clientY);
    zoomBy(spread(event) / Math.max(spread(before), 1), pointAt(other));
  } else {
    moveBy(-x / zoom, -y / zoom);
  }
  pointers.set(event.pointerId, event);
});

for (const end of ["pointerup", "pointercancel"]) {
  window.addEventListener(end, (event) => pointers.delete(event.pointerId));
}

svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoomBy(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) / 400), pointAt(event));
}, { passive: false });

svg.addEventListener("click", (event) => {
  if (hasMoved) return;
  const node = Math.max(nodeElements.indexOf(event.target.closest(".node")), nameElements.indexOf(event.target.closest("#names > text")));
  const claim = Math.max(hitElements.indexOf(event.target), lineElements.indexOf(event.target));
  if (node >= 0) go(nodeAddress(node));
  else if (claim >= 0) go(claimAddress(claim));
  else go("");
});

// A name cut short or left out is told when pointed at.
svg.addEventListener("pointerover", (event) => {
  const target = event.target.closest(".node, .hit, #names > text");
  const node = Math.max(nodeElements.indexOf(target), nameElements.indexOf(target));
  tellName(node >= 0 ? node : undefined);
  if (!target || target.querySelector("title")) return;
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = node >= 0 ? `${nodes[node].name} · ${nodeDetails(nodes[node])}` : claimWords(claims[hitElements.indexOf(target)]);
  target.append(title);
});

// Where the keyboard stands: at a node, or at a claim seen from a node.
let standing = { node: 0 };
const trail = [];

function nameForReaders() {
  nodeElements.forEach((node, index) => {
    const count = say("claims_n", { n: claimsAt[index].length });
    node.setAttribute("role", "button");
    node.setAttribute("tabindex", "-1");
    node.setAttribute("aria-label", `${nodes[index].name}, ${nodeDetails(nodes[index])}, ${count}`);
  });
  lineElements.forEach((line, index) => {
    line.setAttribute("role", "button");
    line.setAttribute("tabindex", "-1");
    line.setAttribute("aria-label", claimWords(claims[index]));
  });
}

/** Makes one element of the drawing the one that Tab reaches. */
function setTabStop(element) {
  svg.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
  element?.setAttribute("tabindex", "0");
}

const standingElement = () =>
  standing.claim === undefined ? nodeElements[standing.node] : lineElements[standing.claim];

function stand(place) {
  standing = place;
  const end = place.claim === undefined ? place.node : otherEnd(claims[place.claim], place.node);
  nodeElements.forEach((node, index) => node.classList.toggle("next", place.claim !== undefined && index === end));
  if (place.claim !== undefined) {
    const label = `${claimWords(claims[place.claim])} · ${say("leads_to", { name: nodes[end].name })}`;
    lineElements[place.claim].setAttribute("aria-label", label);
  }
  bringIntoView(nodes[end]);
  tellName(end);
  setTabStop(standingElement());
  standingElement()?.focus();
}

/** Returns the shown claims at a node, clockwise from the top. */
function claimsAround(node) {
  const angle = (index) => {
    const other = nodes[otherEnd(claims[index], node)];
    const turn = Math.atan2(other.x - nodes[node].x, nodes[node].y - other.y);
    return turn < 0 ? turn + 2 * Math.PI : turn;
  };
  return claimsAt[node].filter((index) => visible.claims[index]).sort((a, b) => angle(a) - angle(b) || a - b);
}

function turn(by) {
  const around = claimsAround(standing.node);
  if (around.length === 0) return;
  const at = around.indexOf(standing.claim);
  const next = at < 0 ? (by > 0 ? 0 : around.length - 1) : (at + by + around.length) % around.length;
  stand({ node: standing.node, claim: around[next] });
}

function goOn() {
  if (standing.claim === undefined) return turn(1);
  trail.push(standing.node);
  stand({ node: otherEnd(claims[standing.claim], standing.node) });
}

function goBack() {
  if (standing.claim !== undefined) stand({ node: standing.node });
  else if (trail.length > 0) stand({ node: trail.pop() });
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const WALK = { ArrowLeft: () => turn(-1), ArrowRight: () => turn(1), ArrowDown: goOn, ArrowUp: goBack };
const KEYS = {
  "+": () => zoomBy(1.25),
  "=": () => zoomBy(1.25),
  "-": () => zoomBy(0.8),
  "0": fitShown,
  Enter: () => open(),
  " ": () => open(),
};

function open() {
  go(standing.claim === undefined ? nodeAddress(standing.node) : claimAddress(standing.claim));
}

// On the frame: an element of SVG that listens to the focus could be focused itself.
const frame = byId("view-graph");

frame.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !svg.contains(event.target)) return;
  const step = event.shiftKey && STEPS[event.key];
  const action = step ? () => moveBy((step[0] * 80) / zoomOf(), (step[1] * 80) / zoomOf()) : (WALK[event.key] ?? KEYS[event.key]);
  if (!action) return;
  event.preventDefault();
  action();
});

frame.addEventListener("focusin", (event) => {
  const node = nodeElements.indexOf(event.target);
  const claim = lineElements.indexOf(event.target);
  if (node >= 0) standing = { node };
  else if (claim >= 0 && standing.claim !== claim) standing = { node: claims[claim].from, claim };
});
