// The panel: what is said of a node, or what one claim rests on.

const panel = byId("evidence");

function showPanel(...content) {
  const close = element("button", { type: "button", class: "close", "aria-label": say("close"), title: say("close") }, "×");
  close.addEventListener("click", () => {
    go("");
    standingElement()?.focus();
  });
  panel.replaceChildren(close, ...content);
  panel.hidden = false;
  byId("start").hidden = true;
  byId("panel").scrollTop = 0;
}

function clearPanel() {
  panel.replaceChildren();
  panel.hidden = true;
  byId("start").hidden = false;
}

const nodeLink = (node) => element("a", { href: nodeAddress(node) }, nodes[node].name);

/** Returns the marks of citations, each leading to its source below. */
function markLinks(cites) {
  if (cites.length === 0) return "";
  const links = cites.flatMap(([source, paragraphs], at) => {
    const places = paragraphs.length > 0 ? ` ¶${paragraphs.join(", ")}` : "";
    const link = element("a", { href: `#source-${source}`, title: sources[source].text }, sources[source].mark + places);
    return at > 0 ? ["; ", link] : [link];
  });
  return element("span", { class: "marks" }, "[", ...links, "]");
}

/** Returns titles, links and paragraphs of the sources that some citations name. */
function sourceList(cites) {
  const paragraphs = new Map();
  for (const [source, places] of cites) {
    paragraphs.set(source, new Set([...(paragraphs.get(source) ?? []), ...places]));
  }
  const items = [...paragraphs].sort(([a], [b]) => a - b).map(([source, places]) => {
    const { mark, text, url } = sources[source];
    const title = url ? element("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, text) : text;
    const list = [...places].sort((a, b) => a - b).join(", ");
    const where = list ? ` · ${say("paragraph", { n: list })}` : "";
    return element("li", {}, element("span", { class: "mark" }, `[${mark}]`), " ", title, where);
  });
  return items.length > 0 ? [element("h3", {}, say("cited")), element("ul", { class: "sources" }, items)] : [];
}

function factList(rows) {
  const shown = rows.filter(([, value]) => value !== undefined && value !== "");
  const items = shown.flatMap(([label, value]) => [element("dt", {}, label), element("dd", {}, value)]);
  return items.length > 0 ? element("dl", {}, items) : "";
}

function signOf(kind) {
  const sign = document.querySelector(`input[data-kind="${kind}"]`)?.parentElement.querySelector("svg");
  return sign ? sign.cloneNode(true) : "";
}

function showNode(index) {
  const node = nodes[index];
  const kind = element("p", { class: "kind" }, signOf(node.kind), nodeDetails(node));
  const aliases = (node.aliases ?? []).map(([alias, cites]) => element("div", {}, alias, " ", markLinks(cites)));
  const facts = factList([
    [say("in_english"), node.gloss],
    [say("status"), node.status ? statuses[node.status] : undefined],
    ...(node.details ?? []),
    [say("also"), aliases.length > 0 ? element("div", {}, aliases) : undefined],
    [say("seen_at"), markLinks(node.cites)],
  ]);
  const shown = claimsAt[index].filter((claim) => visible.claims[claim]);
  const hidden = visible.nodes[index] ? "" : element("p", { class: "note" }, say("hidden_now"));
  const cites = [...node.cites, ...shown.flatMap((claim) => claims[claim].cites)];
  showPanel(
    element("h2", { tabindex: "-1" }, node.name), kind, hidden, facts, pathButtons(index),
    element("h3", {}, say("claims_n", { n: shown.length })), ...claimGroups(index, shown), ...sourceList(cites),
  );
  const around = shown.map((claim) => otherEnd(claims[claim], index));
  light([index, ...around], shown, [index]);
}

/** Returns the claims at a node grouped by what they say, in time order. */
function claimGroups(index, shown) {
  const groups = new Map();
  for (const claim of shown) {
    const words = verb(claims[claim], index);
    groups.set(words, [...(groups.get(words) ?? []), claim]);
  }
  return [...groups].map(([words, list]) => {
    list.sort((a, b) => compareText(dayOf(claims[a]), dayOf(claims[b])) || a - b);
    const items = list.map((claim) => claimItem(claim, otherEnd(claims[claim], index)));
    return element("section", { class: "said" }, element("h4", {}, words), element("ul", {}, items));
  });
}

const compareText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const dayOf = (claim) => claim.day ?? "~~";

function claimItem(index, other) {
  const claim = claims[index];
  const details = [...claimDetails(claim), certaintyWords(claim)].filter(Boolean).join(" · ");
  const evidence = element("a", {
    href: claimAddress(index), class: "more", "aria-label": say("evidence_of", { claim: claimWords(claim) }),
  }, marks(claim.cites) || say("claim"));
  return element("li", {}, nodeLink(other), details ? ` · ${details} ` : " ", evidence);
}

/** Says how surely a claim holds at the moment chosen; nothing at any time. */
function certaintyWords(claim) {
  if (filter.moment === 0) return "";
  const date = page.stops[filter.moment - 1];
  return [() => say("not_then", { date }), () => say("possibly_then", { date }), () => say("certainly_then", { date })][certainty(claim)]();
}

function showClaim(index) {
  const claim = claims[index];
  const hidden = visible.claims[index] ? "" : element("p", { class: "note" }, say("hidden_now"));
  const between = claimsAt[claim.from].filter((other) => other !== index && otherEnd(claims[other], claim.from) === claim.to);
  const others = between.map((other) => element("li", {}, element("a", { href: claimAddress(other) }, claimWords(claims[other]))));
  showPanel(
    element("p", { class: "kind" }, say("claim")),
    element("h2", { tabindex: "-1" }, nodeLink(claim.from), ` ${types[claim.type].label} `, nodeLink(claim.to)),
    hidden, claimFacts(claim), ...sourceList(claim.cites),
    ...(others.length > 0 ? [element("h3", {}, say("others_between")), element("ul", {}, others)] : []),
  );
  light([claim.from, claim.to], [index], [claim.from, claim.to]);
}

function claimFacts(claim) {
  return factList([
    [say("date"), claim.date],
    [say("attested"), claim.attested],
    [say("status"), statuses[claim.status ?? 0] + (filter.moment > 0 ? ` · ${certaintyWords(claim)}` : "")],
    ...(claim.details ?? []),
    [say("cites"), markLinks(claim.cites)],
  ]);
}

function pathButtons(index) {
  const button = (words, input) => {
    const made = element("button", { type: "button" }, words);
    made.addEventListener("click", () => startPath(input, index));
    return made;
  };
  return element("div", { class: "small" }, button(say("path_from_here"), "path-from"), " ", button(say("path_to_here"), "path-to"));
}
