// Search boxes, views, addresses and the first look.

/** Makes an input suggest nodes; `pick` is told which one was taken. */
function suggest(input, pick) {
  const list = byId(input.getAttribute("aria-controls"));
  let found = [];
  let active = -1;
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (at) => {
    active = at;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (found[at]) input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const take = (at) => {
    if (!found[at]) return;
    close();
    input.value = nodes[found[at].node].name;
    pick(found[at].node);
  };
  input.addEventListener("input", () => {
    found = findNodes(input.value, 12);
    list.replaceChildren(...(found.length > 0 ? found.map((hit, at) => option(list.id, hit, at)) : [nothing(list.id)]));
    list.hidden = fold(input.value) === "";
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(found.length > 0 ? 0 : -1);
  });
  input.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && !list.hidden && found.length > 0) {
      event.preventDefault();
      mark((active + moves[event.key] + found.length) % found.length);
    } else if (event.key === "Enter" && !list.hidden && found.length > 0) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  // Before the input loses the focus, or the list would be gone.
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    take([...list.children].indexOf(event.target.closest("[role=option]")));
  });
  input.addEventListener("blur", close);
}

function option(prefix, { node, name }, at) {
  const other = name === nodes[node].name ? "" : ` (${name})`;
  const details = element("span", { class: "note" }, nodeDetails(nodes[node]) + other);
  return element("li", { role: "option", id: `${prefix}-${at}`, "aria-selected": "false" }, nodes[node].name, " ", details);
}

const nothing = (prefix) => element("li", { role: "option", id: `${prefix}-none`, "aria-disabled": "true" }, say("nothing_found"));

// The ends of the path asked for.
const ends = { "path-from": undefined, "path-to": undefined };

function setEnds(from, to) {
  ends["path-from"] = from;
  ends["path-to"] = to;
  byId("path-from").value = nodes[from].name;
  byId("path-to").value = nodes[to].name;
}

function startPath(input, node) {
  ends[input] = node;
  byId(input).value = nodes[node].name;
  byId("path-finder").open = true;
  const other = input === "path-from" ? "path-to" : "path-from";
  if (ends[other] === undefined || ends[other] === node) byId(other).focus();
  else go(pathAddress(ends["path-from"], ends["path-to"]));
}

suggest(byId("search"), (node) => go(nodeAddress(node)));
for (const id of Object.keys(ends)) {
  suggest(byId(id), (node) => {
    ends[id] = node;
  });
  byId(id).addEventListener("input", () => {
    ends[id] = undefined;
  });
}

byId("path-form").addEventListener("submit", (event) => {
  event.preventDefault();
  for (const id of Object.keys(ends)) ends[id] ??= findNodes(byId(id).value, 1)[0]?.node;
  const [from, to] = [ends["path-from"], ends["path-to"]];
  if (from === undefined || to === undefined) return showPanel(element("h2", { tabindex: "-1" }, say("choose_two")));
  go(pathAddress(from, to));
});
byId("through-hubs").addEventListener("change", () => refresh());

// Addresses: what is shown is what the address says, so that Back works and a link opens the same.

function go(address) {
  if (address === "") {
    history.replaceState(null, "", "#");
    return route();
  }
  if (location.hash === address) route();
  else location.hash = address;
}

/** Returns what the address names, or nothing. */
function named() {
  const [, what, rest] = /^#(node|claim|path)=(.*)$/s.exec(location.hash) ?? [];
  if (!what) return undefined;
  let ids;
  try {
    ids = rest.split(",").map(decodeURIComponent);
  } catch {
    return undefined;
  }
  const places = ids.map((id) => (what === "claim" ? claimById : nodeById).get(id));
  const isWhole = places.length === (what === "path" ? 2 : 1) && !places.includes(undefined);
  return isWhole ? { what, places } : undefined;
}

/** Draws what the address names, as the filters now let it. */
function refresh() {
  const { what, places } = named() ?? {};
  if (what === "node") showNode(places[0]);
  else if (what === "claim") showClaim(places[0]);
  else if (what === "path") showPath(places[0], places[1]);
  else {
    clearPanel();
    light([], []);
  }
  if (!byId("view-list").hidden) showList();
  if (!byId("view-table").hidden) showTable();
}

function route() {
  if (location.hash.startsWith("#source")) return;
  refresh();
  const shown = [...lit.nodes].filter((index) => visible.nodes[index]);
  const { what, places } = named() ?? {};
  if (!what) return;
  if (what === "node") standing = { node: places[0] };
  if (shown.length > 0 && shown.length <= 40) fitTo(shown);
  else bringIntoView(nodes[places[0]]);
  setTabStop(standingElement());
  if (isNarrow.matches) byId("panel").scrollIntoView({ block: "nearest", behavior: isStill.matches ? "auto" : "smooth" });
  panel.querySelector("h2")?.focus({ preventScroll: true });
}

const isNarrow = matchMedia("(max-width: 900px)");
const isStill = matchMedia("(prefers-reduced-motion: reduce)");
window.addEventListener("hashchange", route);

// Views.

const tabs = [...document.querySelectorAll("[role=tab]")];

function showView(tab) {
  for (const other of tabs) {
    const isShown = other === tab;
    other.setAttribute("aria-selected", String(isShown));
    other.setAttribute("tabindex", isShown ? "0" : "-1");
    byId(other.getAttribute("aria-controls")).hidden = !isShown;
  }
  if (tab.id === "tab-list") showList();
  if (tab.id === "tab-table") showTable();
  if (tab.id === "tab-graph") look();
}

tabs.forEach((tab, at) => {
  tab.addEventListener("click", () => showView(tab));
  tab.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = tabs[(at + by + tabs.length) % tabs.length];
    showView(next);
    next.focus();
  });
});

byId("zoom-in").addEventListener("click", () => zoomBy(1.4));
byId("zoom-out").addEventListener("click", () => zoomBy(1 / 1.4));
byId("zoom-fit").addEventListener("click", fitShown);
byId("print").addEventListener("click", () => window.print());

byId("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input[type=text]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    byId("search").focus();
    byId("search").select();
  } else if (event.key === "Escape" && named()) {
    const isInDrawing = svg.contains(event.target);
    go("");
    if (!isInDrawing && !isTyping) standingElement()?.focus();
  }
});

new ResizeObserver(() => {
  const middle = { x: view.x + view.w / 2, y: view.y + view.h / 2 };
  if (!svg.clientWidth || !svg.clientHeight) return;
  view.h = (view.w * svg.clientHeight) / svg.clientWidth;
  view.y = middle.y - view.h / 2;
  look();
}).observe(svg);

// On a narrow screen the controls come after the drawing and start folded.
if (isNarrow.matches) {
  for (const group of document.querySelectorAll("#controls details")) group.open = false;
}

nameForReaders();
standing = { node: Math.max(0, claimsAt.reduce((best, list, index) => (list.length > claimsAt[best].length ? index : best), 0)) };
applyFilters();
tellMoment();
fitShown();
route();

window.hvgraph = Object.freeze({ fold, findNodes, findPath, namesOf, nodes, claims });
