// What the page knows, and the means to show it. Text reaches the document only as text.

const page = JSON.parse(document.getElementById("data").textContent);
const { nodes, claims, kinds, types, statuses, sources } = page;

const byId = (id) => document.getElementById(id);

/** Returns a wording with its gaps filled; `{n|one|many}` takes its noun by the number. */
function say(name, values = {}) {
  return page.words[name].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, gap, one, many) => {
    const value = values[gap];
    return one === undefined ? String(value) : `${value} ${value === 1 ? one : many}`;
  });
}

/** Makes an element; children are elements or text. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return made;
}

// The claims at each node, in order; a loop comes once.
const claimsAt = nodes.map(() => []);
claims.forEach((claim, index) => {
  claimsAt[claim.from].push(index);
  if (claim.to !== claim.from) claimsAt[claim.to].push(index);
});

const nodeById = new Map(nodes.map((node, index) => [node.id, index]));
const claimById = new Map(claims.map((claim, index) => [claim.id, index]));
const surelyTogether = new Set(page.together.map(([a, b]) => `${a} ${b}`));

const otherEnd = (claim, node) => (claim.from === node ? claim.to : claim.from);
const nodeAddress = (node) => `#node=${encodeURIComponent(nodes[node].id)}`;
const claimAddress = (claim) => `#claim=${encodeURIComponent(claims[claim].id)}`;
const pathAddress = (from, to) =>
  `#path=${encodeURIComponent(nodes[from].id)},${encodeURIComponent(nodes[to].id)}`;

/** Returns the words between the ends of a claim, read from one of them. */
function verb(claim, from) {
  const type = types[claim.type];
  return from === claim.from || type.symmetric ? type.label : type.reverse;
}

/** Returns `[002 ¶3, 5; 003 ¶8]`. */
function marks(cites) {
  const parts = cites.map(([source, paragraphs]) => {
    const places = paragraphs.length > 0 ? ` ¶${paragraphs.join(", ")}` : "";
    return sources[source].mark + places;
  });
  return parts.length > 0 ? `[${parts.join("; ")}]` : "";
}

/** Returns date and status of a claim in words; a stated claim does not say so. */
function claimDetails(claim) {
  const parts = [];
  if (claim.date) parts.push(claim.date);
  if (claim.attested) parts.push(`${say("attested")} ${claim.attested}`);
  if (claim.status) parts.push(statuses[claim.status]);
  return parts;
}

/** Returns a claim as a sentence, with its date, status and citations. */
function claimWords(claim) {
  const sentence = `${nodes[claim.from].name} ${types[claim.type].label} ${nodes[claim.to].name}`;
  return [sentence, ...claimDetails(claim), marks(claim.cites)].filter(Boolean).join(" · ");
}

/** Returns kind and date of a node in words. */
function nodeDetails(node) {
  return [kinds[node.kind].label, node.date].filter(Boolean).join(" · ");
}
