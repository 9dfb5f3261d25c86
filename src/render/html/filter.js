// What is shown: kinds, types, statuses and the moment, and how much that hides.

const visible = { nodes: nodes.map(() => true), claims: claims.map(() => true) };
const filter = { kind: new Set(), type: new Set(), status: new Set(), moment: 0, onlyCertain: false };
const boxes = { kind: [], type: [], status: [] };

for (const name of Object.keys(boxes)) {
  boxes[name] = [...document.querySelectorAll(`input[data-${name}]`)];
}

/** Returns 0 if a claim or a dated node does not hold at the moment chosen, 1 if possibly, 2 if certainly. */
const certainty = (claim) => Number(page.rows[claim.row][filter.moment]);

/** Returns how surely a claim must hold to be shown. */
const least = () => (filter.onlyCertain && filter.moment > 0 ? 2 : 1);

function readFilters() {
  for (const [name, inputs] of Object.entries(boxes)) {
    const off = inputs.filter((input) => !input.checked);
    filter[name] = new Set(off.map((input) => Number(input.dataset[name])));
  }
  filter.moment = Number(byId("moment")?.value ?? 0);
  filter.onlyCertain = byId("certain")?.checked ?? false;
}

const passes = (claim) =>
  !filter.type.has(claim.type) && !filter.status.has(claim.status ?? 0) && certainty(claim) >= least();

/** A node without a date of its own is of any time. */
const isOfTheTime = (node) => node.row === undefined || certainty(node) >= least();

/** Works out what is shown. A node without any claim that passes goes with its claims. */
function applyFilters() {
  readFilters();
  const passing = claims.map(passes);
  const isKept = (index) => {
    if (filter.kind.has(nodes[index].kind) || !isOfTheTime(nodes[index])) return false;
    return claimsAt[index].length === 0 || claimsAt[index].some((claim) => passing[claim]);
  };
  visible.nodes = nodes.map((_, index) => isKept(index));
  visible.claims = claims.map((claim, index) => passing[index] && visible.nodes[claim.from] && visible.nodes[claim.to]);
  nodeElements.forEach((node, index) => node.classList.toggle("gone", !visible.nodes[index]));
  nameElements.forEach((name, index) => name.classList.toggle("gone", !visible.nodes[index]));
  claims.forEach((claim, index) => {
    lineElements[index].classList.toggle("gone", !visible.claims[index]);
    hitElements[index].classList.toggle("gone", !visible.claims[index]);
    lineElements[index].classList.toggle("possible", certainty(claim) === 1);
  });
  if (!visible.nodes[standing.node]) {
    standing = { node: Math.max(visible.nodes.indexOf(true), 0) };
  }
  setTabStop(nodes.length > 0 ? nodeElements[standing.node] : undefined);
  tellShown();
  scheduleNames();
}

const count = (flags) => flags.filter(Boolean).length;

function tellShown() {
  const [shownNodes, shownClaims] = [count(visible.nodes), count(visible.claims)];
  const hidden = { nodes: nodes.length - shownNodes, claims: claims.length - shownClaims };
  const possible = claims.filter((claim, index) => visible.claims[index] && certainty(claim) === 1).length;
  const isAll = hidden.nodes + hidden.claims === 0;
  const parts = [say("shown", { nodes: shownNodes, all_nodes: nodes.length, claims: shownClaims, all_claims: claims.length })];
  if (!isAll) parts.push(say("hidden", hidden));
  if (possible > 0) parts.push(say("possible_count", { n: possible }));
  if (nodes.length === 0) parts.splice(0, parts.length, say("empty"));
  else if (shownNodes === 0) parts.push(say("nothing_shown"));
  byId("shown").textContent = parts.join(" · ");
  byId("reset").hidden = isAll && filter.moment === 0;
}

function tellMoment() {
  const slider = byId("moment");
  if (!slider) return;
  const words = filter.moment === 0 ? say("any_time") : page.stops[filter.moment - 1];
  byId("moment-shown").textContent = words;
  slider.setAttribute("aria-valuetext", words);
}

function filtersChanged() {
  applyFilters();
  tellMoment();
  refresh();
}

function resetFilters() {
  for (const input of Object.values(boxes).flat()) input.checked = true;
  if (byId("moment")) byId("moment").value = 0;
  if (byId("certain")) byId("certain").checked = false;
  filtersChanged();
}

byId("controls").addEventListener("input", (event) => {
  if (event.target.matches("[data-kind], [data-type], [data-status], #moment, #certain")) filtersChanged();
});

byId("controls").addEventListener("click", (event) => {
  const { all, none } = event.target.dataset;
  const name = all ?? none;
  if (!name) return;
  for (const input of boxes[name]) input.checked = all !== undefined;
  filtersChanged();
});

byId("reset").addEventListener("click", () => {
  resetFilters();
  byId("tab-graph").focus();
});
