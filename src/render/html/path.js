// The shortest path between two nodes over the claims shown, found and chosen as the program does.

// How many shortest paths are compared to show the most telling one.
const COMPARED = 200;

const isHub = (node) => kinds[nodes[node].kind].hub;

/** Returns the steps from a node to all others, passing only through nodes that may be passed. */
function stepsFrom(start, mayPass) {
  const steps = new Map([[start, 0]]);
  const waiting = [start];
  for (const node of waiting) {
    if (node !== start && !mayPass(node)) continue;
    for (const index of claimsAt[node]) {
      const other = otherEnd(claims[index], node);
      if (!visible.claims[index] || steps.has(other)) continue;
      steps.set(other, steps.get(node) + 1);
      waiting.push(other);
    }
  }
  return steps;
}

/** Returns the first shortest paths by the order of their claims, and whether there are more. */
function shortestPaths(from, to, mayPass) {
  const back = stepsFrom(to, mayPass);
  const length = back.get(from);
  const paths = [];
  if (length === undefined) return { paths, isMore: false, searched: stepsFrom(from, mayPass).size };
  const walk = (node, taken) => {
    if (paths.length > COMPARED) return;
    if (node === to) return void paths.push(taken);
    for (const index of claimsAt[node]) {
      const other = otherEnd(claims[index], node);
      const isNearer = visible.claims[index] && back.get(other) === back.get(node) - 1;
      if (isNearer && (other === to || mayPass(other))) walk(other, [...taken, { claim: index, from: node, to: other }]);
    }
  };
  walk(from, []);
  return { paths: paths.slice(0, COMPARED), isMore: paths.length > COMPARED, searched: back.size };
}

/** Returns the nodes where a path joins two seats or holders that no source shows at one date. */
function joinsApart(path) {
  return path.slice(1).filter((hop, at) => {
    const [one, other] = [claims[path[at].claim], claims[hop.claim]];
    if (!types[one.type].holding || !types[other.type].holding) return false;
    const times = [one.time, other.time];
    if (times.includes(undefined)) return true;
    return !surelyTogether.has(`${Math.min(...times)} ${Math.max(...times)}`);
  }).map((hop) => hop.from);
}

/** Returns what makes one of several shortest paths the one to show, smaller first. */
function merit(path) {
  const hubs = path.slice(1).filter((hop) => isHub(hop.from)).length;
  const unstated = path.filter((hop) => (claims[hop.claim].status ?? 0) !== 0).length;
  const cited = path.reduce((sum, hop) => sum + claims[hop.claim].cites.length, 0);
  return [hubs, new Set(joinsApart(path)).size, unstated, -cited, ...path.map((hop) => hop.claim)];
}

/** Finds the path to show, by the rule that hubs are no stepping stones unless nothing else connects. */
function findPath(from, to) {
  const through = byId("through-hubs").checked;
  let rule = through ? "hubs_allowed" : "hubs_avoided";
  let found = shortestPaths(from, to, through ? () => true : (node) => !isHub(node));
  if (found.paths.length === 0 && !through) {
    rule = "hubs_needed";
    found = shortestPaths(from, to, () => true);
  }
  const best = found.paths.map((path) => ({ path, merit: merit(path) })).sort((a, b) => compareLists(a.merit, b.merit))[0];
  return { ...found, rule, path: best?.path };
}

function ruleWords(rule) {
  const hubs = kinds.filter((kind) => kind.hub).map((kind) => kind.label).join(", ") || "–";
  if (rule === "hubs_avoided") return say("hubs_avoided", { hubs });
  return rule === "hubs_needed" ? say("hubs_needed", { hubs }) : say("hubs_allowed", { hubs });
}

function howMany({ paths, isMore, path }) {
  const hops = say("hops", { n: path.length });
  if (isMore) return `${hops} · ${say("one_of_many_paths", { n: COMPARED })}`;
  return `${hops} · ${paths.length > 1 ? say("one_of_paths", { n: paths.length }) : say("only_path")}`;
}

function showPath(from, to) {
  setEnds(from, to);
  const head = [
    element("p", { class: "kind" }, say("path_title")),
    element("h2", { tabindex: "-1" }, nodes[from].name, " → ", nodes[to].name),
  ];
  if (from === to) {
    showPanel(...head, element("p", {}, say("same_node")));
    return light([from], [], [from]);
  }
  const found = findPath(from, to);
  if (!found.path) {
    showPanel(...head, element("p", {}, `${say("no_path")} ${say("searched", { n: found.searched })}`));
    return light([from, to], [], [from, to]);
  }
  const notes = [...new Set(joinsApart(found.path))].map((node) => say("apart", { name: nodes[node].name }));
  const cites = found.path.flatMap((hop) => claims[hop.claim].cites);
  showPanel(
    ...head, element("p", { class: "note" }, howMany(found)), hopList(from, found.path),
    ...notes.map((note) => element("p", { class: "note" }, note)), element("p", { class: "note" }, ruleWords(found.rule)),
    ...sourceList(cites),
  );
  const onPath = [from, ...found.path.map((hop) => hop.to)];
  light(onPath, found.path.map((hop) => hop.claim), onPath);
}

function hopList(from, path) {
  const stop = (node) => element("div", { class: "stop" }, signOf(nodes[node].kind), nodeLink(node), element("span", { class: "note" }, nodeDetails(nodes[node])));
  const hops = path.map((hop) => {
    const claim = claims[hop.claim];
    const words = [verb(claim, hop.from), ...claimDetails(claim), certaintyWords(claim)].filter(Boolean).join(" · ");
    const link = element("a", { href: claimAddress(hop.claim), class: "more", "aria-label": say("evidence_of", { claim: claimWords(claim) }) }, marks(claim.cites) || say("claim"));
    return element("li", {}, element("div", { class: "hop" }, words, " ", link), stop(hop.to));
  });
  return element("div", { class: "path" }, stop(from), element("ol", {}, hops));
}
