// The key under which different writings of a name are equal: the rules of the program, letter by letter.

const DROPPED = new RegExp(
  "[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f" +
    "\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0000}-\\u{e0fff}]", "u");
const LETTER = /[\p{Alphabetic}\p{N}]/u;
const MODIFIER = /[\u02b9-\u02ff]/;
const MARK = /\p{M}/u;
const LATIN = /[\0-\u02af\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f]/;
const CONTROL = /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]/;

/** Returns text in lower case, without marks on Latin letters, one space for what separates words. */
function fold(text) {
  let key = "";
  let isAfterSpace = false;
  let base = "";
  for (const sign of text.normalize("NFKD")) {
    if (CONTROL.test(sign) || DROPPED.test(sign)) continue;
    if (MARK.test(sign)) {
      if (base === "other") key += sign;
      continue;
    }
    for (const letter of sign.toLowerCase()) {
      if (!LETTER.test(letter) || MODIFIER.test(letter)) {
        base = "";
        isAfterSpace = key !== "";
        continue;
      }
      if (isAfterSpace) key += " ";
      isAfterSpace = false;
      base = LATIN.test(letter) ? "latin" : "other";
      key += letter === "ς" ? "σ" : (page.letters[letter] ?? letter);
    }
  }
  return key.normalize("NFC");
}

/** Says how well a typed key fits a name's key, 0 best; nothing if not at all. */
function fit(typed, key) {
  if (key === typed) return 0;
  if (key.startsWith(typed)) return 1;
  if (` ${key}`.includes(` ${typed}`)) return 2;
  const words = key.split(" ");
  if (typed.split(" ").every((part) => words.some((word) => word.startsWith(part)))) return 3;
  return typed.length > 2 && key.includes(typed) ? 4 : undefined;
}

const plainText = (text) => text.normalize("NFC").toLowerCase();

/** Returns the nodes that a typed name may mean, best first, with the name that fits. */
function findNodes(typed, most) {
  const key = fold(typed);
  if (key === "") return [];
  const found = [];
  nodes.forEach((node, index) => {
    const fits = node.keys.map((other) => fit(key, other) ?? Infinity);
    const best = Math.min(...fits);
    if (best === Infinity) return;
    const names = namesOf(node);
    // A name with just the marks typed comes before one without.
    const asTyped = names.some((name) => plainText(name).includes(plainText(typed.trim()))) ? 0 : 1;
    const name = names[fits.indexOf(best)];
    found.push({ node: index, name, order: [best, asTyped, -claimsAt[index].length, index] });
  });
  found.sort((a, b) => compareLists(a.order, b.order));
  return found.slice(0, most);
}

/** Returns all names of a node, in the order of its keys. */
function namesOf(node) {
  const glosses = node.gloss ? Array(node.keys.length).fill(node.gloss) : [];
  return [node.name, ...(node.aliases ?? []).map(([alias]) => alias), ...glosses].slice(0, node.keys.length);
}

function compareLists(a, b) {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}
