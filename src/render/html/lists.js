// The same content as a list of nodes and as a table of claims.

const COLUMNS = [
  { words: say("column_from"), text: (claim) => nodes[claim.from].name },
  { words: say("column_claim"), text: (claim) => types[claim.type].label },
  { words: say("column_to"), text: (claim) => nodes[claim.to].name },
  { words: say("column_date"), text: (claim) => claim.date ?? claim.attested ?? "", key: dayOf },
  { words: say("column_status"), text: (claim) => statuses[claim.status ?? 0], key: (claim) => String(claim.status ?? 0) },
  { words: say("column_sources"), text: (claim) => marks(claim.cites) },
];

const sorting = { column: 0, isDown: false };
const collator = new Intl.Collator(page.lang);

function showList() {
  const groups = kinds.map((kind, place) => {
    const members = [...nodes.keys()].filter((index) => visible.nodes[index] && nodes[index].kind === place);
    members.sort((a, b) => collator.compare(nodes[a].name, nodes[b].name) || a - b);
    if (members.length === 0) return "";
    const head = element("h2", {}, signOf(place), kind.label, element("span", { class: "count" }, String(members.length)));
    return element("section", {}, head, element("ul", {}, members.map(listItem)));
  });
  byId("view-list").replaceChildren(...groups.filter(Boolean));
}

function listItem(index) {
  const node = nodes[index];
  const shown = claimsAt[index].filter((claim) => visible.claims[claim]).length;
  const more = [page.lang === "en" ? node.gloss : undefined, node.date, say("claims_n", { n: shown })].filter(Boolean).join(" · ");
  return element("li", {}, nodeLink(index), " ", element("span", { class: "note" }, more));
}

function showTable() {
  const { column, isDown } = sorting;
  const { text, key } = COLUMNS[column];
  const value = key ?? text;
  const rows = [...claims.keys()].filter((index) => visible.claims[index]);
  rows.sort((a, b) => (isDown ? -1 : 1) * collator.compare(value(claims[a]), value(claims[b])) || a - b);
  const head = element("thead", {}, element("tr", {}, COLUMNS.map(columnHead)));
  byId("view-table").replaceChildren(element("table", {}, head, element("tbody", {}, rows.map(tableRow))));
}

function columnHead({ words }, place) {
  const isSorted = place === sorting.column;
  const button = element("button", { type: "button" }, words);
  button.addEventListener("click", () => {
    sorting.isDown = isSorted && !sorting.isDown;
    sorting.column = place;
    showTable();
    byId("view-table").querySelectorAll("th button")[place].focus();
  });
  const order = isSorted ? (sorting.isDown ? "descending" : "ascending") : undefined;
  return element("th", { scope: "col", "aria-sort": order }, button);
}

function tableRow(index) {
  const claim = claims[index];
  const cells = COLUMNS.map(({ text, words }, place) => {
    if (place === 0) return element("td", { "data-column": words }, nodeLink(claim.from));
    if (place === 2) return element("td", { "data-column": words }, nodeLink(claim.to));
    if (place === 5) {
      const label = say("evidence_of", { claim: claimWords(claim) });
      return element("td", { "data-column": words }, element("a", { href: claimAddress(index), "aria-label": label }, text(claim) || say("claim")));
    }
    return element("td", { "data-column": words }, text(claim));
  });
  return element("tr", {}, cells);
}
